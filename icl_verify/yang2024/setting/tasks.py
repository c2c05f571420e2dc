"""Laws of the task lambda that satisfy Assumption 1: independent entries of mean 0 and variance 1."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor

from icl_verify.yang2024.setting.loss import TaskSampler

DEGREES_OF_FREEDOM = 5


def gaussian(shape: tuple[int, ...], generator: Generator) -> Tensor:
    """Standard normal entries."""
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def rademacher(shape: tuple[int, ...], generator: Generator) -> Tensor:
    """+1 or -1 with equal chance."""
    return 2.0 * torch.randint(2, shape, generator=generator).to(torch.float64) - 1.0


def uniform(shape: tuple[int, ...], generator: Generator) -> Tensor:
    """Uniform on [-sqrt(3), sqrt(3))."""
    return math.sqrt(3.0) * (2.0 * torch.rand(shape, generator=generator, dtype=torch.float64) - 1.0)


def student_t(shape: tuple[int, ...], generator: Generator) -> Tensor:
    """Student's t with 5 degrees of freedom over its standard deviation sqrt(5/3): heavy tails."""
    top = gaussian(shape, generator)
    chi_square = (gaussian((*shape, DEGREES_OF_FREEDOM), generator) ** 2).sum(dim=-1)
    variance = DEGREES_OF_FREEDOM / (DEGREES_OF_FREEDOM - 2)
    return top / (chi_square / DEGREES_OF_FREEDOM).sqrt() / math.sqrt(variance)


def skewed(shape: tuple[int, ...], generator: Generator) -> Tensor:
    """3 with chance 1/10, -1/3 otherwise: far from symmetric."""
    rare = torch.rand(shape, generator=generator, dtype=torch.float64) < 0.1
    return torch.where(rare, 3.0, -1.0 / 3.0).to(torch.float64)


TASK_LAWS: dict[str, TaskSampler] = {
    f.__name__: f for f in (gaussian, rademacher, uniform, student_t, skewed)
}

"""Features z_k = f(v_k): families of basis functions, from gentle to degenerate.

Every family is a function ``(tokens, m, generator) -> features`` of unit tokens (batch, d, K), with features
of shape (batch, m, K). The generator decides everything that the tokens do not.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Generator, Tensor

Basis = Callable[[Tensor, int, Generator], Tensor]


def normal(shape: tuple[int, ...], generator: Generator) -> Tensor:
    """Standard normal float64 numbers."""
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def uniform(shape: tuple[int, ...], generator: Generator, low: float = 0.0, high: float = 1.0) -> Tensor:
    """Uniform float64 numbers in [low, high)."""
    return low + (high - low) * torch.rand(shape, generator=generator, dtype=torch.float64)


def powers_of_ten(shape: tuple[int, ...], generator: Generator, low: float, high: float) -> Tensor:
    """10^u with u uniform in [low, high)."""
    return 10.0 ** uniform(shape, generator, low, high)


def projections(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """m random linear functions of the tokens, shape (batch, m, K)."""
    batch, d, _ = tokens.shape
    return normal((batch, m, d), generator) @ tokens


def gaussian(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """Independent standard normal features: a nearly arbitrary map."""
    return normal((tokens.shape[0], m, tokens.shape[2]), generator)


def polynomial(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """1, u, u^2, ... of one linear function u."""
    u = projections(tokens, 1, generator)
    return u ** torch.arange(m, dtype=torch.float64)[:, None]


def fourier(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """cos of linear functions with random phases (random Fourier features)."""
    phase = uniform((tokens.shape[0], m, 1), generator, 0.0, 2 * math.pi)
    return torch.cos(3 * projections(tokens, m, generator) + phase)


def radial(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """Gaussian bumps around random centres."""
    batch, d, _ = tokens.shape
    centres = normal((batch, d, m), generator)
    distance = torch.cdist(centres.mT.contiguous(), tokens.mT.contiguous())
    return torch.exp(-(distance**2) / 2)


def relu(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """Random ReLU features; whole rows of zeros do occur."""
    shift = normal((tokens.shape[0], m, 1), generator)
    return torch.relu(projections(tokens, m, generator) + shift)


def indicators(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """0/1 features: which of m cells, cut by random thresholds, a token falls into."""
    u = projections(tokens, 1, generator)
    cuts = normal((tokens.shape[0], m - 1, 1), generator).sort(dim=1).values
    cell = (u > cuts).sum(dim=1)
    return torch.nn.functional.one_hot(cell, m).mT.to(torch.float64)


def graded(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """Singular values graded from 1e6 down to 1e-6."""
    batch, _, size = tokens.shape
    rank = min(m, size)
    left = torch.linalg.qr(normal((batch, m, rank), generator)).Q
    right = torch.linalg.qr(normal((batch, size, rank), generator)).Q
    values = torch.ones(1, dtype=torch.float64)
    if rank > 1:
        values = torch.logspace(6, -6, rank, dtype=torch.float64)
    return (left * values) @ right.mT


def rank_deficient(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """Rank below min(m, K): the last features repeat the first ones, exactly."""
    rank = max(1, min(m, tokens.shape[2]) - 1)
    base = normal((tokens.shape[0], rank, tokens.shape[2]), generator)
    return base[:, torch.arange(m) % rank]


def sparse(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """Mostly zeros."""
    full = gaussian(tokens, m, generator)
    return full * (uniform(tuple(full.shape), generator) < 0.3)


def near_duplicate(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """All features of all tokens within 1e-6 of one vector."""
    batch, _, size = tokens.shape
    return normal((batch, m, 1), generator) + 1e-6 * normal((batch, m, size), generator)


def scaled(tokens: Tensor, m: int, generator: Generator) -> Tensor:
    """Gaussian features times a scale over twelve decades."""
    return powers_of_ten((tokens.shape[0], 1, 1), generator, -6, 6) * gaussian(tokens, m, generator)


BASES: dict[str, Basis] = {
    f.__name__: f
    for f in (
        gaussian, polynomial, fourier, radial, relu, indicators,
        graded, rank_deficient, sparse, near_duplicate, scaled,
    )
}  # fmt: skip
GENTLE_BASES = ("gaussian", "polynomial", "fourier", "radial", "relu", "indicators", "sparse")

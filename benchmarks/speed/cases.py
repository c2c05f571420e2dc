"""What is trained: five shapes, drawn as the paper draws its experiments, with unit tokens."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_attention

SHAPES = (
    {"N": 2, "K": 6, "d": 8, "m": 3, "H": 4},
    {"N": 4, "K": 10, "d": 16, "m": 6, "H": 16},
    {"N": 6, "K": 16, "d": 32, "m": 8, "H": 24},
    {"N": 10, "K": 40, "d": 32, "m": 12, "H": 32},
    {"N": 30, "K": 200, "d": 100, "m": 20, "H": 64},
)
BATCHES = {30: (1, 4)}


@dataclass(frozen=True)
class Case:
    """A batch to train, as the package takes it and as bare tensors.

    Attributes:
        setting: the batch.
        query_rate, weight_rate: shape (batch,).
        target: A, shape (batch, N, K).
        covariance: Z^T Z + m tau I, shape (batch, N, N).
    """

    setting: Setting
    query_rate: torch.Tensor
    weight_rate: torch.Tensor
    target: torch.Tensor
    covariance: torch.Tensor

    def first(self, count: int) -> Case:
        """The first instances alone."""
        part = slice(count)
        rates = self.query_rate[part], self.weight_rate[part]
        return Case(self.setting.select(part), *rates, self.target[part], self.covariance[part])

    @property
    def name(self) -> str:
        return "(" + ", ".join(str(self.setting.sizes[axis]) for axis in "NKdmH") + ")"


def case(shape: dict[str, int], batch: int, seed: int = 0) -> Case:
    """Standard Gaussian tokens (scaled to norm 1), features and queries; tau = 0.1; rates that converge."""
    generator = torch.Generator().manual_seed(seed)

    def normal(*size: int) -> torch.Tensor:
        return torch.randn(*size, generator=generator, dtype=torch.float64)

    raw = {
        "tokens": normal(batch, shape["d"], shape["K"]),
        "features": normal(batch, shape["m"], shape["K"]),
        "noise_level": torch.full((batch,), 0.1, dtype=torch.float64),
        "queries": normal(batch, shape["H"], shape["d"], shape["d"]),
    }
    setting = Setting(shape, raw)
    covariance = label_covariance(setting)
    rate = shape["K"] / (shape["H"] * torch.linalg.eigvalsh(covariance)[:, -1])
    return Case(setting, 0.1 * rate, 0.5 * rate, ridge_attention(setting), covariance)


def all_cases() -> list[tuple[dict[str, int], int]]:
    """Every shape with each of its batch sizes."""
    return [(shape, batch) for shape in SHAPES for batch in BATCHES.get(shape["N"], (1, 32, 256))]

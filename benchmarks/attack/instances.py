"""What the statements of the attack speak of: a few numbers, and a law for each statement."""

from __future__ import annotations

import math

import torch
from hypothesis import strategies as st

from icl_verify import Axis, Draw, Field, Instance, Population

ROWS = 3


class Numbers(Instance):
    """Two vectors, a matrix with three rows, a positive number and one of a range that a statement names."""

    n = Axis(low=ROWS)
    rows = Axis()
    steps = Axis(count=True, trajectory=True)
    x = Field("n")
    y = Field("n")
    matrix = Field("rows", "n")
    scale = Field(kind="positive")
    s = Field(kind="positive")


def population(name: str, low: float, high: float, *, one_law: bool = False) -> Population:
    """Normal vectors over six decades, and ``s`` from ``low`` to ``high``, even in its logarithm."""

    @st.composite
    def drawn(draw: st.DrawFn) -> Draw:
        n = ROWS if one_law else draw(st.integers(ROWS, ROWS + 2))
        return Draw({"n": n, "rows": ROWS, "steps": 6}, {}, draw(st.integers(0, 2**32 - 1)))

    def expand(draw: Draw, batch: int, device: str) -> Numbers:
        generator, n = draw.generator(), draw.sizes["n"]

        def normal(*shape: int) -> torch.Tensor:
            return torch.randn(batch, *shape, generator=generator, dtype=torch.float64)

        def even(start: float, end: float) -> torch.Tensor:
            return start + (end - start) * torch.rand(batch, generator=generator, dtype=torch.float64)

        raw = {
            "x": normal(n) * (10 ** even(-3, 3))[:, None], "y": normal(n) * (10 ** even(-3, 3))[:, None],
            "matrix": normal(ROWS, n), "scale": 10 ** even(-3, 3),
            "s": torch.exp(even(math.log(low), math.log(high))),
        }  # fmt: skip
        return Numbers(draw.sizes, {name: array.to(device) for name, array in raw.items()})

    return Population(name, "Normal vectors and a positive number.", drawn(), expand, one_law=one_law)

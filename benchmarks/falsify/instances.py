"""Small instance types for the benchmark, and the one way in which all of its statements are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable

import torch
from hypothesis import strategies as st

from icl_verify import Axis, Draw, Field, Instance, Population


class Couple(Instance):
    """Two vectors."""

    n = Axis(title="dimension")
    x = Field("n")
    y = Field("n")


class Weights(Instance):
    """Two vectors of positive numbers."""

    n = Axis(title="length")
    a = Field("n", kind="positive")
    b = Field("n", kind="positive")


class Matrices(Instance):
    """Two square matrices and a vector."""

    n = Axis(title="dimension")
    first = Field("n", "n")
    second = Field("n", "n")
    x = Field("n")


class Tokens(Instance):
    """Unit columns."""

    d = Axis(title="dimension")
    K = Axis(low=2, title="columns")
    tokens = Field("d", "K", kind="unit_columns")


class Recursion(Instance):
    """A start in (0, 1), a positive number, and a number of steps."""

    T = Axis(count=True, trajectory=True, title="steps")
    start = Field(kind="probability", decades=(-6.0, 0.0))
    rate = Field(kind="positive", decades=(-6.0, 6.0))


class HeadsAndExamples(Instance):
    """Two logit vectors, with a number of heads and of examples that say which bound applies."""

    n = Axis(title="number of logits")
    N = Axis(count=True, title="examples")
    H = Axis(count=True, title="heads")
    first = Field("n", decades=(-6.0, 2.0))
    second = Field("n", decades=(-6.0, 2.0))


Ranges = dict[str, tuple[int, int]]
TAME = (-2.0, 2.0)


def drawn(
    kind: type[Instance], ranges: Ranges, *, tame: bool, fix: Callable[[dict[str, int]], None] | None = None
) -> Population:
    """Instances of a type with independent fields: scales log-uniform, directions Gaussian.

    Arguments:
        kind: the instance type.
        ranges: least and largest size of every axis.
        tame: scales within two decades of 1 instead of the declared ones.
        fix: mends sizes that exclude each other.
    """

    @st.composite
    def draws(draw: st.DrawFn) -> Draw:
        sizes = {name: draw(st.integers(*bounds)) for name, bounds in ranges.items()}
        if fix is not None:
            fix(sizes)
        return Draw(sizes, {}, draw(st.integers(0, 2**32 - 1)))

    def expand(draw: Draw, batch: int, device: str) -> Instance:
        generator = draw.generator()
        raw = {}
        for name, field in kind.fields.items():
            shape = tuple(draw.sizes[a] for a in field.axes)
            raw[name] = entries(field, batch, shape, generator, tame).to(device)
        return kind(draw.sizes, raw)

    name = f"{kind.__name__}, {'within two decades of 1' if tame else 'over all decades'}"
    plain = re.sub(r"[^A-Za-z0-9]+", "_", f"falsify {name} {sorted(ranges.items())}").strip("_")
    return Population(plain, name, draws(), expand, batch=32)


def box(field: Field, tame: bool) -> tuple[float, float]:
    """The decades that a field's magnitudes start in."""
    low, high = field.decades
    return (max(low, TAME[0]), min(high, TAME[1])) if tame else (low, high)


def entries(
    field: Field, batch: int, shape: tuple[int, ...], generator: torch.Generator, tame: bool
) -> torch.Tensor:
    low, high = box(field, tame)
    if field.kind == "probability":
        odds = 10.0 ** (
            low + (-2 * low) * torch.rand(batch, *shape, generator=generator, dtype=torch.float64)
        )
        return odds / (1 + odds)
    if field.kind == "positive":
        return 10.0 ** (
            low + (high - low) * torch.rand(batch, *shape, generator=generator, dtype=torch.float64)
        )
    entries = torch.randn(batch, *shape, generator=generator, dtype=torch.float64)
    if field.kind == "unit_columns":
        return entries
    scale = torch.rand(batch, *[1] * len(shape), generator=generator, dtype=torch.float64)
    return 10.0 ** (low + (high - low) * scale) * entries

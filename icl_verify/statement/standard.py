"""A population for any instance type, read off its declaration: enough to try a first claim at once."""

from __future__ import annotations

import functools

import torch
from hypothesis import strategies as st

from icl_verify.statement.corners import put_corners
from icl_verify.statement.fields import Field, Instance
from icl_verify.statement.population import Draw, Population

SIZES = 5  # of an axis, from its least one on
LARGER = 16  # one draw in so many has an axis of up to LARGEST more than its least size
LARGEST = 15
DECADES = (-3.0, 3.0)
UNSURE = 1e-3  # a probability is drawn from here to 1 less so much, at the ends


@functools.cache
def standard_population(kind: type[Instance], name: str = "") -> Population:
    """Standard normal entries times a power of ten from 1e-3 to 1e3, within what each field declares.

    Every fourth instance is a corner: of some fields all entries or some are 0, entries, rows or columns are
    equal, entries are 1 and -1 or decades apart, or all is equal to another field.

    Arguments:
        kind: an instance type. An axis is drawn up to four above its least size, now and then one of them up
            to fifteen above; one that counts the first entries of another stays below that one.
        name: the population's name; by default that of the type.

    One type and name give one population, whose batches all its claims share.
    """
    return Population(
        name or kind.__name__.lower(),
        f"Instances of {kind.__name__} drawn from its declaration, scales from 1e-3 to 1e3; every fourth has "
        "zeros, ones or equal parts.",
        _draws(kind),
        lambda draw, batch, device: _expand(kind, draw, batch, device),
    )


@st.composite
def _draws(draw: st.DrawFn, kind: type[Instance]) -> Draw:
    sizes: dict[str, int] = {}
    free = [name for name, axis in kind.axes.items() if axis.prefix_of is None]
    larger = draw(st.sampled_from(free)) if free and draw(st.integers(0, LARGER - 1)) == LARGER - 1 else ""
    for name in free:
        above = 1 + max((a.low for a in kind.axes.values() if a.prefix_of == name), default=-1)
        low = max(kind.axes[name].low, above)
        least, most = (SIZES, LARGEST) if name == larger else (0, SIZES - 1)
        sizes[name] = draw(st.integers(low + least, low + most))
    for name, axis in kind.axes.items():
        if axis.prefix_of is not None:
            sizes[name] = draw(st.integers(axis.low, sizes[axis.prefix_of] - 1))
    return Draw(sizes, {}, draw(st.integers(0, 2**32 - 1)))


def _expand(kind: type[Instance], draw: Draw, batch: int, device: str) -> Instance:
    generator = draw.generator()
    raw = {
        name: _numbers(field, (batch, *(draw.sizes[a] for a in field.axes)), generator)
        for name, field in kind.fields.items()
    }
    put_corners(kind, raw, {name: _ends(field) for name, field in kind.fields.items()}, generator)
    return kind(draw.sizes, {name: array.to(device) for name, array in raw.items()})


def _ends(field: Field) -> tuple[float, float]:
    """The least and the greatest magnitude at a corner."""
    least, greatest = (10.0**decade for decade in field.decades)
    ends = (UNSURE, 1 - UNSURE) if field.kind == "probability" else (10.0 ** DECADES[0], 10.0 ** DECADES[1])
    low, high = (min(max(end, least), greatest) for end in ends)
    return low, high


def _numbers(field: Field, shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
    numbers = torch.randn(shape, generator=generator, dtype=torch.float64)
    least, greatest = (10.0**decade for decade in field.decades)
    if field.kind == "probability":
        return torch.sigmoid(3 * numbers).clamp(least, greatest)
    if field.kind == "unit_columns":
        return numbers
    low, high = (min(max(decade, DECADES[0]), DECADES[1]) for decade in field.decades)
    exponents = low + (high - low) * torch.rand(shape[:1], generator=generator, dtype=torch.float64)
    scaled = numbers * (10.0**exponents).reshape(-1, *[1] * (len(shape) - 1))
    sizes = scaled.abs().clamp(least, greatest)
    return sizes if field.kind == "positive" else torch.copysign(sizes, scaled)

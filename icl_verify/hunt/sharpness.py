"""How far a bound is from sharp, and on what that depends: fits over the tightest instance of each shape."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from icl_verify.statement.fields import Exact

SHARP_WITHIN = 0.01  # a bound that a percent would mend is called sharp
BEYOND = 1e3  # a multiple above this was reached at the edge of a range, not at a constant's worst case
LEAST_SHAPES = 4  # two parameters fit any two points; the error of the slope needs some more
# A dependence is named where the fit is steeper than this and three standard errors away from none.
STEEP, SURE = 0.1, 3.0


@dataclass(frozen=True)
class ShapeTightness:
    """The tightest instance found of one shape.

    Attributes:
        sizes: a size for every axis.
        scales: the values of its positive numbers, by name; empty where balls have not confirmed it.
        best: its tightness, > 0: the balls' value where confirmed, else float64's.
        confirmed: whether balls have confirmed it.
    """

    sizes: dict[str, int]
    scales: dict[str, float]
    best: float
    confirmed: bool


@dataclass(frozen=True)
class Slope:
    """A line fitted to log tightness over the log of one quantity.

    Attributes:
        slope: its slope: the tightness goes as the quantity to this power.
        error: the slope's standard error.
        shapes: how many shapes it was fitted to.
        of: ``size`` or ``number``.
    """

    slope: float
    error: float
    shapes: int
    of: str


def scales_of(exact: Exact) -> dict[str, float]:
    """The positive numbers of an instance (a noise level, say) by name."""
    scalars = {
        name for name, field in exact.kind.fields.items() if field.kind == "positive" and not field.axes
    }
    return {name: float(value.item()) for name, value in exact.values.items() if name in scalars}


def slopes_of(shapes: Sequence[ShapeTightness]) -> dict[str, Slope]:
    """For every size and positive number: how the tightness found depends on it.

    A line is fitted to log tightness over the log of that quantity alone, by least squares, where at least
    four shapes that balls have confirmed have different values of it. A tightness found is a lower bound of
    the supremum, so a slope says what was found, no more.
    """
    usable = [s for s in shapes if s.confirmed and 0 < s.best < math.inf]
    rows = [{**s.sizes, **s.scales} for s in usable]
    log_tightness = np.log([s.best for s in usable])
    slopes = {}
    for name in rows[0] if rows else ():
        values = np.log([row[name] for row in rows]) if all(row[name] > 0 for row in rows) else np.zeros(1)
        if len(np.unique(values)) >= LEAST_SHAPES:
            slopes[name] = _line(values, log_tightness, "size" if name in usable[0].sizes else "number")
    return slopes


def _line(x: np.ndarray, y: np.ndarray, of: str) -> Slope:
    centred = x - x.mean()
    squares = float(centred @ centred)
    slope = float(centred @ y) / squares
    residual = y - y.mean() - slope * centred
    error = math.sqrt(float(residual @ residual) / (len(x) - 2) / squares)
    return Slope(slope, error, len(x), of)


def diagnose(multiple: float, slopes: Mapping[str, Slope]) -> str:
    """One sentence on a bound whose smallest surviving multiple, as far as was found, is ``multiple``.

    ``sharp`` within a percent of 1; else off (above the truth) or too small (below it), by a constant or by a
    factor that grows with the sizes that slopes name; without slopes the dependence is said to be unknown.
    Numbers that the hunt itself has moved name nothing: they stand where the bound is tightest.
    """
    if not math.isfinite(multiple):
        return "no multiple survives" if multiple > 0 else "unknown"
    if abs(multiple - 1) <= SHARP_WITHIN:
        return "sharp"
    small = multiple > 1
    off = "too small" if small else "off"
    if multiple > BEYOND:
        return "too small; no constant mends it over the ranges tried"
    sizes = {name: s for name, s in slopes.items() if s.of == "size"}
    steep = {name: s for name, s in sizes.items() if abs(s.slope) > max(STEEP, SURE * s.error)}
    growing = [name for name, s in steep.items() if (s.slope > 0) == small]
    shrinking = [name for name in steep if name not in growing]
    if not sizes:
        return f"{off}; too few shapes to say whether by a constant"
    if not steep:
        return f"{off} by a constant"
    parts = [f"grows with {', '.join(growing)}"] if growing else []
    parts += [f"shrinks with {', '.join(shrinking)}"] if shrinking else []
    return f"{off} by a factor that {' and '.join(parts)}"

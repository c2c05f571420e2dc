"""What the figures draw and judge: curves over seeds, and the panels they are drawn in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from icl_verify.yang2024.experiments.training import TrainingJob


@dataclass(frozen=True)
class Curve:
    """One quantity against one abscissa, for several seeds.

    Attributes:
        reading, series, quantity: what it is of; together they name it.
        x: the abscissae, shape (points,).
        values: shape (seeds, points).
        seeds: shape (seeds,).
    """

    reading: str
    series: str
    quantity: str
    x: np.ndarray
    values: np.ndarray
    seeds: tuple[int, ...]


class Curves:
    """A figure's curves, found by name."""

    def __init__(self, curves: Iterable[Curve]) -> None:
        self.all = list(curves)
        self._named = {(c.reading, c.series, c.quantity): c for c in self.all}

    def __call__(self, reading: str, series: str, quantity: str) -> Curve:
        return self._named[reading, series, quantity]

    @property
    def readings(self) -> list[str]:
        """The readings, in the order of drawing."""
        return list(dict.fromkeys(c.reading for c in self.all))

    def series(self, reading: str) -> list[str]:
        """The series of one reading, in the order of drawing."""
        return list(dict.fromkeys(c.series for c in self.all if c.reading == reading))


def curves_of(jobs: Sequence[TrainingJob]) -> Curves:
    """The curves of trained models; the seeds of one series side by side, cut to what all have.

    Seeds evaluated at other iterations, as under a limit in seconds, are interpolated to its first seed's.
    """
    groups: dict[tuple[str, str], list[TrainingJob]] = {}
    for job in jobs:
        groups.setdefault((job.reading, job.series), []).append(job)
    curves = []
    for (reading, series), members in groups.items():
        end = min(job.times[-1] for job in members)
        x = np.array([t for t in members[0].times if t <= end], dtype=float)
        seeds = tuple(s for job in members for s in job.seeds)
        for quantity in members[0].values:
            rows = [_at(x, job.times, job.values[quantity]) for job in members]
            curves.append(Curve(reading, series, quantity, x, np.concatenate(rows), seeds))
    return Curves(curves)


def _at(x: np.ndarray, times: Sequence[int], values: Sequence[Sequence[float]]) -> np.ndarray:
    rows = np.array(values).T
    if np.array_equal(x, times[: len(x)]):
        return rows[:, : len(x)]
    return np.stack([np.interp(x, times, row) for row in rows])


@dataclass(frozen=True)
class Line:
    """One line of a panel: middle, and the band from the lowest to the highest seed."""

    label: str
    x: list[float]
    middle: list[float]
    low: list[float]
    high: list[float]
    dashed: bool = False


@dataclass(frozen=True)
class Panel:
    """One set of axes.

    Attributes:
        log_x, log_y: logarithmic axes; values that such an axis cannot show are left out.
        marks: vertical marks, abscissa and label.
    """

    title: str
    x_label: str
    y_label: str
    lines: list[Line]
    log_x: bool = False
    log_y: bool = True
    marks: list[tuple[float, str]] = field(default_factory=list)


def line_of(curve: Curve, label: str, *, dashed: bool = False) -> Line:
    """The median over seeds with its band."""
    values = curve.values
    # The two middle ones of a diverged curve may overflow in their mean: to infinity, as it should be.
    with np.errstate(over="ignore"):
        middle = np.median(values, axis=0).tolist()
    return Line(
        label, curve.x.tolist(), middle, values.min(axis=0).tolist(), values.max(axis=0).tolist(), dashed
    )

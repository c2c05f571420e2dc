"""Weighing: whether float64 has the number that balls have, of an instance that it has nothing against."""

from __future__ import annotations

import numpy as np

from icl_verify.numerics import balls
from icl_verify.statement.relation import BallEntries, BallJudgement, Relation

OFF = 0.1  # of the logarithm of a number: float64 that errs by more may err about the side as well
NEGLIGIBLE = 1e-9  # a quotient that is smaller in both arithmetics is far from 1 in both


def apart(drawn: Relation, judged: BallJudgement) -> float | None:
    """How far float64's numbers (``FloatEntries``) are from those of the balls.

    Arguments:
        drawn: the relation of one instance in float64, as ``Relation.member`` has it.
        judged: the same in balls, its trajectory cut perhaps.

    Returns:
        The largest difference of the logarithms over the entries, infinite where a number is 0 or on the
        other side of 0 in one arithmetic; None where nothing can be compared.
    """
    with np.errstate(all="ignore"):
        entries = drawn.compare_float64()
    if entries.number is None or judged.entries is None:
        return None
    compared = drawn.resolved_entries(entries.number.shape) & ~entries.undefined
    ours = np.where(compared, entries.number, np.nan)[0]
    low, high = _number_in_balls(judged.relation, judged.entries)
    if drawn.times is not None and judged.times is not None:
        ours, low, high = _at_common_steps(ours, low, high, drawn.times, judged.times)
    found = _logarithms_apart(ours, low, high)
    if judged.relation.climbs:
        found = np.where(np.maximum(ours, high) <= NEGLIGIBLE, 0.0, found)
    found = found[~np.isnan(found)]
    return float(found.max()) if found.size else None


def _number_in_balls(kind: type[Relation], entries: BallEntries) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the balls of every entry's number; NaN where there is none."""
    number = entries.lhs / entries.rhs if kind.climbs else -entries.lhs
    middle, radius = balls.to_floats(number), balls.radius(number)
    with np.errstate(invalid="ignore"):
        low, high = middle - radius, middle + radius
    if not kind.climbs:
        return low, high
    # A bound below 0 makes the quotient say nothing, and a left side below 0 is no tighter than 0.
    bounded = balls.certainly_lt(0, entries.rhs)
    return np.where(bounded, np.maximum(low, 0.0), np.nan), np.where(bounded, np.maximum(high, 0.0), np.nan)


def _at_common_steps(
    ours: np.ndarray, low: np.ndarray, high: np.ndarray, drawn: tuple[int, ...], cut: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The entries at the steps that a trajectory and its cut have in common."""
    common = set(drawn) & set(cut)
    before, after = (np.array([step in common for step in steps]) for steps in (drawn, cut))
    return (
        ours.reshape(-1, len(drawn))[:, before].ravel(),
        low.reshape(-1, len(cut))[:, after].ravel(),
        high.reshape(-1, len(cut))[:, after].ravel(),
    )


def _logarithms_apart(ours: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How far the logarithms are from those within the balls."""
    nearest = np.clip(ours, low, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(ours == nearest, 1.0, ours / nearest)
        apart = np.where(ratio > 0, np.abs(np.log(ratio)), np.inf)
    return np.where(np.isnan(ours) | np.isnan(nearest), np.nan, apart)

"""lhs <= rhs, and the same read from right to left: the kinds whose tightness can be hunted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import torch

from icl_verify.numerics import balls
from icl_verify.statement.relation.base import SUSPICIOUS, TIE_BITS, Relation, Words
from icl_verify.statement.relation.judgement import BallEntries, FloatEntries
from icl_verify.statement.relation.sides import (
    Array,
    arrays_of,
    check_sides,
    checked_times,
    multiplied,
    quotient,
)


@dataclass(frozen=True)
class AtMost(Relation):
    """lhs <= rhs, both sides nonnegative."""

    kind: ClassVar[str] = "at_most"
    compares: ClassVar[str] = "<="
    climbs: ClassVar[bool] = True
    hunted: ClassVar[bool] = True
    words: ClassVar[Words] = Words(
        "≤", "≰", "The left side must be at most the right side.", measure="left / right"
    )

    def compare_float64(self) -> FloatEntries:
        """The quotient of the sides; what is within 1e-9 of equality is suspicious."""
        lhs, rhs, scale = self.float_sides()
        ratio = np.where(rhs > 0, lhs / np.where(rhs > 0, rhs, 1.0), np.where(lhs > rhs, np.inf, 1.0))
        ratio = np.where((rhs <= 0) & (lhs < rhs), 0.0, np.maximum(ratio, 0.0))
        # 0 <= 0 holds whatever factor the bound is off by: a near tie, which says nothing of how tight it is.
        tied = (lhs == 0) & (rhs == 0)
        ratio = np.where(tied, 0.0, ratio)
        # An infinite right-hand side breaks nothing; every other non-finite value needs settling.
        undefined = ~(np.isfinite(lhs) & (np.isfinite(rhs) | np.isposinf(rhs)))
        if self.scale is not None:
            undefined |= ~np.isfinite(scale)
        near, broken = tied | (ratio > 1 - SUSPICIOUS), ratio > 1 + SUSPICIOUS
        # An overflow may be finite, and what is rounded to 0 positive: the sides may stand the other way.
        blind = np.isposinf(rhs) | ((lhs == 0) & ~tied)
        doubtful = broken & (rhs == 0)
        return FloatEntries(ratio, 1 - ratio, near, broken, undefined, ratio, blind, tied, doubtful)

    def compare_balls(self) -> BallEntries:
        """Proved and broken where the balls are apart, a tie where they agree to 100 bits of scale."""
        lhs, rhs, scale = self.ball_sides()
        tie = balls.overlaps(lhs, rhs) & balls.agree(lhs, rhs, scale, TIE_BITS)
        proved, broken = balls.certainly_le(lhs, rhs), balls.certainly_lt(rhs, lhs)
        nothing = ~broken & balls.certainly_le(lhs, 0) & balls.certainly_le(0, lhs)
        ratio = np.where(nothing, 0.0, quotient(lhs, rhs, 1.0))
        return BallEntries(lhs, rhs, proved, broken, tie, ratio)

    def with_bound(self, factor: Array) -> Self:
        """The right side times ``factor``."""
        return replace(self, rhs=multiplied(self.rhs, factor))


@dataclass(frozen=True)
class AtLeast(AtMost):
    """left >= right, kept and judged as right <= left: ``lhs`` is what is written on the right."""

    kind: ClassVar[str] = "at_least"
    words: ClassVar[Words] = Words(
        "≥",
        "≱",
        "The left side must be at least the right side.",
        measure="right / left",
        swapped=True,
    )


def at_most(
    lhs: Array | int,
    rhs: Array | int,
    *,
    times: Sequence[int] | None = None,
    resolved: torch.Tensor | None = None,
    curves: Mapping[str, torch.Tensor] | None = None,
    remarks: Mapping[str, torch.Tensor] | None = None,
) -> AtMost:
    """lhs <= rhs; both sides nonnegative.

    Raises:
        ValueError: the sides do not broadcast, or have no common batch as first axis.
    """
    lhs, rhs = arrays_of(lhs, rhs)
    check_sides("at_most", lhs, rhs)
    return AtMost(lhs, rhs, None, checked_times(times), resolved, curves, remarks)


def at_least(
    lhs: Array | int,
    rhs: Array | int,
    *,
    times: Sequence[int] | None = None,
    resolved: torch.Tensor | None = None,
    curves: Mapping[str, torch.Tensor] | None = None,
    remarks: Mapping[str, torch.Tensor] | None = None,
) -> AtLeast:
    """lhs >= rhs; both sides nonnegative.

    Raises:
        ValueError: the sides do not broadcast, or have no common batch as first axis.
    """
    lhs, rhs = arrays_of(lhs, rhs)
    check_sides("at_least", lhs, rhs)
    return AtLeast(rhs, lhs, None, checked_times(times), resolved, curves, remarks)

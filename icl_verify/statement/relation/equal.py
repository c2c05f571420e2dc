"""lhs = rhs: the kind that is measured by the digits to which its sides agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from icl_verify.numerics import balls
from icl_verify.numerics.namespace import Array, namespace
from icl_verify.statement.relation.base import SUSPICIOUS, TIE_BITS, Relation, Words
from icl_verify.statement.relation.judgement import BallEntries, FloatEntries
from icl_verify.statement.relation.sides import arrays_of, check_sides, checked_times, quotient


@dataclass(frozen=True)
class Equal(Relation):
    """lhs = rhs, measured by the difference over ``scale``."""

    kind: ClassVar[str] = "equal"
    compares: ClassVar[str] = "="
    words: ClassVar[Words] = Words(
        "=", "≠", "The sides must be equal.", measure="difference / scale", worst="largest", reads="digits"
    )
    equality: ClassVar[float] = 0.0

    def compare_float64(self) -> FloatEntries:
        """The difference over the scale: above 1e-9 it looks broken."""
        lhs, rhs, scale = self.float_sides()
        difference = np.abs(lhs - rhs)
        ratio = np.where(difference == 0, 0.0, difference / np.where(scale > 0, scale, 1e-300))
        undefined = ~(np.isfinite(lhs) & np.isfinite(rhs))
        if self.scale is not None:
            undefined |= ~np.isfinite(scale)
        broken = ratio > SUSPICIOUS
        # Beside the entry's own size, not that of larger ones, the difference may be no rounding.
        blind = difference > SUSPICIOUS * np.maximum(np.abs(lhs), np.abs(rhs))
        return FloatEntries(ratio, 1 - ratio, broken, broken, undefined, None, blind, (lhs == 0) & (rhs == 0))

    def compare_balls(self) -> BallEntries:
        """Proved where both are one exact number, broken where disjoint, a tie within 100 bits of scale."""
        lhs, rhs, scale = self.ball_sides()
        broken = ~balls.overlaps(lhs, rhs)
        tie = ~broken & balls.agree(lhs, rhs, scale, TIE_BITS)
        proved = balls.certainly_le(lhs, rhs) & balls.certainly_le(rhs, lhs)
        ratio = quotient(namespace(lhs).abs(lhs - rhs), scale, 0.0)
        return BallEntries(lhs, rhs, proved, broken, tie, ratio)


def equal(
    lhs: Array | int, rhs: Array | int, scale: Array | None = None, *, times: Sequence[int] | None = None
) -> Equal:
    """lhs = rhs, judged against ``scale``.

    Raises:
        ValueError: the sides do not broadcast, or have no common batch as first axis.
    """
    lhs, rhs = arrays_of(lhs, rhs)
    check_sides("equal", lhs, rhs)
    return Equal(lhs, rhs, scale, checked_times(times))

"""x > 0: the kind that float64 alone can never be trusted with, as a small number may be rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from icl_verify.numerics import balls
from icl_verify.numerics.namespace import Array
from icl_verify.statement.relation.base import SUSPICIOUS, Relation, Words
from icl_verify.statement.relation.judgement import BallEntries, FloatEntries
from icl_verify.statement.relation.sides import checked_times


@dataclass(frozen=True)
class Positive(Relation):
    """lhs > 0. Its tightness is 1 - lhs/scale within [0, 2] in float64, and -lhs where balls give it."""

    kind: ClassVar[str] = "positive"
    compares: ClassVar[str] = ">"
    hunted: ClassVar[bool] = True
    settles_every_suspicion: ClassVar[bool] = True
    words: ClassVar[Words] = Words(
        ">",
        "≯",
        "The left side must be positive.",
        left="the quantity",
        right="",
        worst="least",
        reads="least",
    )

    def compare_float64(self) -> FloatEntries:
        """What is within 1e-9 of its scale above 0 is suspicious."""
        lhs, rhs, scale = self.float_sides()
        # The order of the entries matters (the smallest is settled first), their size does not.
        ratio = np.where(scale > 0, 1 - np.clip(lhs / np.where(scale > 0, scale, 1.0), -1, 1), 1.0)
        undefined = ~(np.isfinite(lhs) & np.isfinite(rhs))
        if self.scale is not None:
            undefined |= ~np.isfinite(scale)
        margin = np.where(scale > 0, lhs / scale, lhs)
        near, broken = lhs <= SUSPICIOUS * scale, lhs <= 0
        doubtful = broken & (lhs >= -SUSPICIOUS * scale)
        return FloatEntries(ratio, margin, near, broken, undefined, -lhs, doubtful=doubtful)

    def compare_balls(self) -> BallEntries:
        """Proved and broken where the ball is on one side of 0: a ball that straddles it shows nothing."""
        lhs, rhs = self.ball_pair()
        broken = balls.certainly_le(lhs, rhs)
        proved = balls.certainly_lt(rhs, lhs)
        return BallEntries(lhs, rhs, proved, broken, np.zeros_like(broken), -balls.to_floats(lhs))


def positive(x: Array, scale: Array | None = None, *, times: Sequence[int] | None = None) -> Positive:
    """x > 0; what is small is measured against ``scale``, by default the largest entry of the instance."""
    return Positive(x, None, scale, checked_times(times))

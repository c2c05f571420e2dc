"""What a proposal must survive on fresh instances."""

from __future__ import annotations

from collections.abc import Sequence

from icl_verify.numerics import balls
from icl_verify.repair.samples import BITS
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact

_TROUBLE = (ValueError, RuntimeError, ArithmeticError, TypeError)


def survived(claim: Claim, fresh: Sequence[Exact]) -> tuple[int, str]:
    """On how many fresh instances balls prove it, or the sides are one number to 100 bits; why not on all."""
    count = 0
    with balls.precision(BITS):
        for exact in fresh:
            try:
                outcome = claim(exact.balls()).judge_balls().outcome
            except _TROUBLE as error:
                return count, f"raises {type(error).__name__}"
            if outcome not in ("tie", "proved"):
                return count, f"{outcome} on a fresh instance"
            count += 1
    return count, "" if count else "no fresh instance"

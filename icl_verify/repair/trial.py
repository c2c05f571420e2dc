"""What a proposal must survive on fresh instances."""

from __future__ import annotations

from collections.abc import Sequence

from icl_verify.numerics import balls
from icl_verify.repair.samples import BITS
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact

MOST_BITS = 1024  # at which a proposal is given up that balls leave open
_TROUBLE = (ValueError, RuntimeError, ArithmeticError, TypeError)


def survived(claim: Claim, fresh: Sequence[Exact]) -> tuple[int, str]:
    """On how many fresh instances balls prove it, or the sides are one number to 100 bits; why not on all."""
    count = 0
    for exact in fresh:
        try:
            outcome = _outcome(claim, exact)
        except _TROUBLE as error:
            return count, f"raises {type(error).__name__}"
        if outcome not in ("tie", "proved"):
            return count, f"{outcome} on a fresh instance"
        count += 1
    return count, "" if count else "no fresh instance"


def _outcome(claim: Claim, exact: Exact) -> str:
    """What balls say of it, at twice the bits while they do not decide: a long trajectory takes many.

    Nothing that was derived is kept: an edit may change what a formula derives.
    """
    bits = BITS
    while True:
        with balls.precision(bits):
            outcome = claim(exact.balls()).judge_balls().outcome
        if outcome != "undecided" or 2 * bits > MOST_BITS:
            return outcome
        bits *= 2

"""What balls say of the tightness of one instance: the only tightness that counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from icl_verify.judge.precision import FIRST_BITS, LAST_BITS
from icl_verify.judge.settle import Settlement, as_balls, assumptions_of, settle
from icl_verify.numerics import balls
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact
from icl_verify.statement.relation import Relation
from icl_verify.statement.relation.sides import quotient

RELATIVE = 1e-9  # radius of a quotient that counts as resolved: nine digits, as printed
VALUE_BITS = 512  # what 512 bits do not resolve is 0/0 or lost along a trajectory, and has no tightness
# Steps of a trajectory that may be certified for a multiple, or settled for one more break: balls lose bits
# at every step, so that the time grows faster than the steps.
LONGEST_CERTIFIED = 64
# What breaks later than this waits until all is drawn, and is not settled merely because it may be the worst
# break.
LONGEST_SETTLED = 200


@dataclass(frozen=True)
class CertifiedTightness:
    """An instance as balls see it.

    Attributes:
        exact: the instance.
        tightness: the largest lhs/rhs over the entries where 512 bits give it to nine digits; NaN where they
            give none, an assumption fails, or the population does not admit the sizes.
        bits: the precision that gave it.
        broken: the settlement that proves a break of the claim, or None.
    """

    exact: Exact
    tightness: float
    bits: int
    broken: Settlement | None = None


def certify_tightness(claim: Claim, exact: Exact, *, last_bits: int = LAST_BITS) -> CertifiedTightness:
    """The tightness of a claim that climbs on one instance, at a precision that resolves it."""
    bits = FIRST_BITS
    if not claim.population.admits(exact.sizes):
        return CertifiedTightness(exact, np.nan, bits)
    while True:
        with balls.precision(bits):
            instance = as_balls(exact, bits)
            _, possible = assumptions_of(claim.assumes, instance)
            if not possible:
                return CertifiedTightness(exact, np.nan, bits)
            relation = claim(instance)
            if not relation.climbs:
                return CertifiedTightness(exact, np.nan, bits)
            tightness, clear, broken = _largest(relation)
        if broken:
            # A quotient that passes 1 is a break only by the rules of proof: every assumption, and again at
            # more bits.
            settlement = settle(claim, exact, first_bits=bits, last_bits=last_bits)
            if settlement.outcome == "broken":
                return CertifiedTightness(exact, tightness, bits, settlement)
            return CertifiedTightness(exact, np.nan, bits)
        if clear or 2 * bits > VALUE_BITS:
            return CertifiedTightness(exact, tightness, bits)
        bits *= 2


def _largest(relation: Relation) -> tuple[float, bool, bool]:
    """The largest quotient of the sides, whether it is resolved, and whether some entry is proved broken."""
    lhs, rhs = relation.ball_pair()
    beyond = balls.certainly_lt(rhs, lhs)
    broken = bool(beyond.any())
    ratio = lhs / rhs
    middle, radius = balls.to_floats(ratio), balls.radius(ratio)
    # 0 <= rhs is met whatever rhs is: such an entry has no say in the tightness, and needs no more bits.
    nothing = (balls.to_floats(lhs) == 0) & (balls.radius(lhs) == 0)
    with np.errstate(invalid="ignore"):
        sharp = np.isfinite(middle) & (radius <= RELATIVE * np.maximum(np.abs(middle), RELATIVE))
    if broken:
        measured = quotient(lhs, rhs, np.nan)[beyond & sharp & balls.certainly_lt(0, rhs)]
        return float(measured.max()) if measured.size else np.inf, True, True
    if not sharp.any():
        return np.nan, bool(nothing.all()), broken
    return float(middle[sharp].max()), bool((sharp | nothing).all()), broken

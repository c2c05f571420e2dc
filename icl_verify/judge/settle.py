"""Settling a suspicion: the claim's own function, on one instance, in balls of growing precision."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from icl_verify.judge.precision import FIRST_BITS, LAST_BITS, TIE_BITS, UNDEFINED_BITS
from icl_verify.numerics import balls
from icl_verify.statement.claim import Assumption, Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import BallJudgement

FRESH_DRAWS = 3  # of the fields over which a statement holds almost surely, beside the instance's own
# Bounds on memory: a trajectory in balls is large. What claims share are members cut to a few steps.
_KEPT_INSTANCES, _KEPT_SHARED = 24, 256
_kept: OrderedDict[tuple[type, str, int], Instance] = OrderedDict()
_kept_shared: OrderedDict[tuple[type, str, int], Instance] = OrderedDict()


@dataclass(frozen=True)
class Settlement:
    """What balls say of a claim on one instance.

    Attributes:
        outcome: ``broken`` (the break and every assumption are proved), ``proved``, ``tie`` (the sides agree
            to 100 bits of scale), ``inapplicable`` (an assumption is proved to fail, or the sizes are
            none of the population's) or ``undecided``.
        judgement: the entry that decided it; None where an assumption or the sizes decided.
        bits: the precision at which it was decided, or the last one tried.
        assumptions: for every assumption its name and what balls say of it: ``proved``, ``broken``, ``tie``
            or ``undecided``.
    """

    outcome: str
    judgement: BallJudgement | None
    bits: int
    assumptions: tuple[tuple[str, str], ...] = ()


def settle(
    claim: Claim, exact: Exact, *, last_bits: int = LAST_BITS, first_bits: int = FIRST_BITS
) -> Settlement:
    """Judge a claim on one instance in balls, doubling the precision until they decide.

    ``broken`` takes every assumption certainly true and the relation certainly false. What ties, straddles 0
    or is undefined is neither, at whatever precision. A statement that holds almost surely over some fields
    is broken where it is also broken with these drawn afresh: one instance may be of measure zero. Of sizes
    that its population does not admit it says nothing, whatever balls would say.

    Arguments:
        first_bits, last_bits: the first precision, and the last that is tried.

    Raises:
        TypeError: the claim's function steps outside the namespace.
    """
    if not claim.population.admits(exact.sizes):
        return Settlement("inapplicable", None, first_bits)
    settlement = _settle(claim, exact, first_bits, last_bits)
    if settlement.outcome == "broken" and claim.almost_surely:
        for seed in range(FRESH_DRAWS):
            fresh = claim.population.redrawn(exact, claim.almost_surely, seed)
            if _settle(claim, fresh, first_bits, last_bits).outcome != "broken":
                return replace(settlement, outcome="undecided")
    return settlement


def _settle(claim: Claim, exact: Exact, bits: int, last_bits: int) -> Settlement:
    """The settlement on the instance as it stands."""
    undefined = 0
    while True:
        settlement = settle_at(claim, exact, bits)
        if settlement.outcome == "tie":
            return _looked_again(claim, exact, settlement, last_bits)
        if settlement.outcome != "undecided" or 2 * bits > last_bits:
            return settlement
        # Entries that more bits do not define (0/0, a root of what is negative) are undefined at any
        # precision.
        before, undefined = undefined, settlement.judgement.undefined if settlement.judgement else 0
        if undefined and undefined == before and bits >= UNDEFINED_BITS:
            return settlement
        if bits >= UNDEFINED_BITS and _out_of_reach(settlement.judgement, last_bits / bits):
            return settlement
        # Doubled, so that all the tries before cost no more than the last one.
        bits *= 2


def _looked_again(claim: Claim, exact: Exact, tie: Settlement, last_bits: int) -> Settlement:
    """A tie of an inequality at more bits: sides that agree to a hundred may be apart all the same."""
    if tie.judgement is None or not tie.judgement.relation.climbs or not tie.bits < TIE_BITS <= last_bits:
        return tie
    again = settle_at(claim, exact, TIE_BITS)
    return again if again.outcome in ("proved", "broken") else tie


def _out_of_reach(judgement: BallJudgement | None, factor: float) -> bool:
    """Whether ``factor`` times the bits, and as many more for good measure, still end before the last step.

    Along a trajectory balls lose about as many bits at every step, so steps reached grow with the bits.
    """
    if judgement is None or not judgement.undefined:
        return False
    reached = judgement.steps - judgement.undefined
    return 0 < 2 * factor * reached < judgement.steps


def settle_at(claim: Claim, exact: Exact, bits: int) -> Settlement:
    """The settlement at one precision, on the instance as it stands."""
    with balls.precision(bits):
        instance = as_balls(exact, bits)
        assumptions, possible = assumptions_of(claim.assumes, instance)
        if not possible:
            return Settlement("inapplicable", None, bits, assumptions)
        judgement = claim(instance).judge_balls()
    outcome = judgement.outcome
    if outcome == "broken" and any(known != "proved" for _, known in assumptions):
        outcome = "undecided"
    return Settlement(outcome, judgement, bits, assumptions)


def assumptions_of(
    assumes: tuple[Assumption, ...], instance: Instance
) -> tuple[tuple[tuple[str, str], ...], bool]:
    """By name what balls say of each assumption, and whether all may hold. A tie is not proved."""
    found, possible = [], True
    for assumption in assumes:
        outcome = assumption(instance).judge_balls().outcome
        found.append((assumption.name, outcome))
        possible &= outcome != "broken"
    return tuple(found), possible


def as_balls(exact: Exact, bits: int) -> Instance:
    """The instance as balls, kept with what was derived from it: claims settle the same trajectories."""
    kept, most = (_kept_shared, _KEPT_SHARED) if exact.shared else (_kept, _KEPT_INSTANCES)
    key = (exact.kind, exact.fingerprint, bits)
    if key not in kept:
        kept[key] = exact.balls()
        while len(kept) > most:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]

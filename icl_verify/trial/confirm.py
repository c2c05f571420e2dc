"""Settling a suspicion: the claim's own function, on one instance, in balls of growing precision."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from icl_verify.numerics import balls
from icl_verify.trial.claim import Assumption, Claim
from icl_verify.trial.fields import Exact
from icl_verify.trial.relation import BallJudgement, judge_balls

FIRST_BITS = 128
LAST_BITS = 32_768
_KEPT_INSTANCES = 24
_kept: OrderedDict[tuple[str, int], Any] = OrderedDict()


@dataclass(frozen=True)
class Settlement:
    """What balls say of a claim on one instance.

    Attributes:
        outcome: ``broken`` (the break and every assumption are proved), ``proved``, ``tie`` (the sides agree
            to 100 bits of scale), ``inapplicable`` (an assumption is proved to fail) or ``undecided``.
        judgement: the entry that decided it; None where an assumption decided.
        bits: the precision at which it was decided, or the last one tried.
        assumptions: for every assumption its name and whether it is proved.
    """

    outcome: str
    judgement: BallJudgement | None
    bits: int
    assumptions: tuple[tuple[str, bool], ...] = ()


def settle(
    claim: Claim, exact: Exact, *, last_bits: int = LAST_BITS, first_bits: int = FIRST_BITS
) -> Settlement:
    """Judge a claim on one instance in balls, doubling the precision until they decide.

    ``positive`` fails when the ball still straddles 0 at ``last_bits`` (zero to that many bits), as a rank
    deficiency shows itself.

    Raises:
        TypeError: the claim's function steps outside the namespace.
    """
    bits = first_bits
    while True:
        with balls.precision(bits):
            settlement = _at(claim, as_balls(exact, bits), bits, last=2 * bits > last_bits)
        if settlement.outcome != "undecided" or 2 * bits > last_bits:
            return settlement
        bits *= 2


def _at(claim: Claim, instance: Any, bits: int, last: bool) -> Settlement:
    proved, possible = assumptions_of(claim.assumes, instance)
    if not possible:
        return Settlement("inapplicable", None, bits, proved)
    relation = claim(instance)
    judgement = judge_balls(relation)
    outcome = judgement.outcome
    if outcome == "undecided" and relation.kind == "positive" and last:
        outcome = "broken"
    if outcome == "broken" and not all(done for _, done in proved):
        outcome = "undecided"
    return Settlement(outcome, judgement, bits, proved)


def assumptions_of(
    assumes: tuple[Assumption, ...], instance: Any
) -> tuple[tuple[tuple[str, bool], ...], bool]:
    """Which assumptions are proved (a tie counts: it holds to 100 bits), and whether all may hold."""
    found, possible = [], True
    for assumption in assumes:
        outcome = judge_balls(assumption(instance)).outcome
        found.append((assumption.name, outcome in ("proved", "tie")))
        possible &= outcome != "broken"
    return tuple(found), possible


def as_balls(exact: Exact, bits: int) -> Any:
    """The instance as balls, kept with what was derived from it: claims settle the same trajectories."""
    key = (exact.fingerprint, bits)
    if key not in _kept:
        _kept[key] = exact.balls()
        while len(_kept) > _KEPT_INSTANCES:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]

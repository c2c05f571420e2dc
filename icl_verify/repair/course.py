"""From refuted to repaired: proposals in stages, each put on trial on instances that it was not found on."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from icl_verify.numerics import balls
from icl_verify.repair.degrees import clashes, plain_batch
from icl_verify.repair.equalities import by_regression
from icl_verify.repair.inequalities import by_degrees, mended_bounds
from icl_verify.repair.proposals import Proposal, Repair
from icl_verify.repair.samples import BITS, FAR, samples, small_instances
from icl_verify.repair.scalings import Scaling
from icl_verify.repair.slips import by_slip
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact
from icl_verify.statement.relation import AtMost, Equal

SLIP_INSTANCES = 8  # on which edits are tried first: the larger ones, on which sizes differ
FRESH = 15_485_863  # between the seed that a proposal is found at and that of its trial
_TROUBLE = (ValueError, RuntimeError, ArithmeticError, TypeError)


@dataclass(frozen=True)
class Budget:
    """What a repair may cost.

    Attributes:
        instances: on which an equality is read.
        trial: fresh instances on which each proposal is tried.
        tried: proposals of one stage that are put on trial.
        slip_seconds: wall-clock time for all edits.
        steps: ascent steps of a hunt for a constant.
    """

    instances: int = 40
    trial: int = 20
    tried: int = 8
    slip_seconds: float = 60.0
    steps: int = 240


QUICK = Budget(instances=16, trial=8, tried=4, slip_seconds=2.0, steps=0)


def mend(
    claim: Claim, *, seed: int = 0, budget: Budget | None = None, others: Sequence[Claim] = (),
    scalings: Sequence[Scaling] = (),
) -> Repair:  # fmt: skip
    """What would be true in place of a refuted claim, as far as it was found; never raises for the claim.

    Arguments:
        seed: decides the instances that proposals are found on, and others that they are tried on.
        others: claims that hold; a proposal that edits a formula of theirs must leave them true.
        scalings: of the claim's instance type; where a bound's degrees do not fit, edits that make them fit
            are tried before any factor.
    """
    budget, started = budget or Budget(), time.process_time()
    found = Repair(claim.id)
    try:
        _mend(claim, seed, budget, others, scalings, found)
    except _TROUBLE as error:
        found.note = f"{type(error).__name__}: {error}"[:200]
    if not found.proposals and not found.note:
        found.note = "no clean factor"
    found.seconds = time.process_time() - started
    return found


def _mend(
    claim: Claim,
    seed: int,
    budget: Budget,
    others: Sequence[Claim],
    scalings: Sequence[Scaling],
    found: Repair,
) -> None:
    instances = small_instances(claim, budget.instances, seed + FAR)
    shown = samples(claim, instances)
    if not shown:
        found.note = "no small applicable instance"
        return
    relation = shown[0].relation
    if isinstance(relation, AtMost):
        if budget.steps:
            _mend_bound(claim, instances, seed, budget, others, scalings, relation, found)
        return
    if not isinstance(relation, Equal):
        found.note = f"nothing is proposed for a relation of kind {relation.kind}"
        return
    fresh = small_instances(claim, budget.trial, seed + FRESH)
    _admit(itertools.islice(by_regression(claim, shown), 4 * budget.tried), fresh, budget.tried, found)
    if not any(p.complexity < SURE for p in found.proposals):
        slips = by_slip(claim, instances[-SLIP_INSTANCES:], seconds=budget.slip_seconds, others=others)
        _admit(slips, fresh, budget.tried, found)
    found.proposals.sort(key=lambda p: p.complexity)


def _mend_bound(
    claim: Claim, instances: Sequence[Exact], seed: int, budget: Budget, others: Sequence[Claim],
    scalings: Sequence[Scaling], relation: AtMost, found: Repair,
) -> None:  # fmt: skip
    weights = [dict(s.weights) for s in scalings]
    plain = plain_batch(claim.population, seed)
    if weights and clashes(claim, plain, weights):
        slips = by_slip(
            claim, instances[-SLIP_INSTANCES:], seconds=budget.slip_seconds, others=others,
            wanted=lambda changed: not clashes(changed, plain, weights),
        )  # fmt: skip
        by_degrees(slips, seed, budget.steps, found)
    if not found.proposals:
        mended_bounds(claim, seed, budget.steps, len(tuple(relation.lhs.shape)), found)


SURE = 8.0  # a factor or term as simple as this is not looked past


def _admit(proposals: Iterable[Proposal], fresh: Sequence[Exact], most: int, found: Repair) -> None:
    """Keep what balls confirm on every fresh instance."""
    texts = {p.text for p in found.proposals}
    for proposal in proposals:
        if sum(p.kind == proposal.kind for p in found.proposals) >= most:
            return
        if proposal.text in texts:
            continue
        count, reason = survived(proposal.claim, fresh)
        if reason:
            found.dropped.append((proposal.text, reason))
        else:
            texts.add(proposal.text)
            found.proposals.append(replace(proposal, instances=count))


def survived(claim: Claim, fresh: Sequence[Exact]) -> tuple[int, str]:
    """On how many fresh instances both sides of an equality are one number to 100 bits; why not on all."""
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

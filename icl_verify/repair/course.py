"""From refuted to repaired: proposals in stages, each put on trial on instances that it was not found on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from icl_verify.repair.conditions import batches_of, by_condition
from icl_verify.repair.degrees import clashes, plain_batch
from icl_verify.repair.equalities import by_regression
from icl_verify.repair.filters import ONE_SIDE, reads_one_side_twice
from icl_verify.repair.inequalities import by_degrees, mended_bounds
from icl_verify.repair.proposals import Proposal, Repair
from icl_verify.repair.samples import FAR, fresh_instances, samples, small_instances
from icl_verify.repair.scalings import Scaling
from icl_verify.repair.slips import by_slip
from icl_verify.repair.sums import by_sums
from icl_verify.repair.trial import survived
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.population import Population
from icl_verify.statement.relation import AtMost, Equal

LEAST_STEPS = 60  # of a hunt on a costly population
SLIP_INSTANCES = 8  # on which edits are tried first: the larger ones, on which sizes differ
FRESH = 15_485_863  # between the seed that a proposal is found at and that of its trial
_TROUBLE = (ValueError, RuntimeError, ArithmeticError, TypeError)


@dataclass(frozen=True)
class Budget:
    """What a repair may cost.

    Attributes:
        instances: on which an equality is read, 0 where conditions alone are sought.
        trial: fresh instances on which each proposal is tried.
        tried: proposals of one stage that are put on trial.
        edits: of the formulas that are tried, the simplest first.
        terms: of a sum at most, sought where nothing simpler is found; 1 for none.
        steps: ascent steps of a hunt for a constant, 0 for none; of a costly population a share, as of draws.
        conditions: that are put on trial, 0 for none.
        draws: on which conditions are sought.
        inside: ascent steps of a hunt inside a condition.
        trials: hunts that may begin to try a bound or a condition.
        seconds: of processor time, after which nothing further begins: many times what the counts allow, for
            what no count foresees. Where the clock cuts a repair short, it says so.
    """

    instances: int = 40
    trial: int = 20
    tried: int = 8
    edits: int = 1200
    terms: int = 3
    steps: int = 240
    conditions: int = 3
    draws: int = 96
    inside: int = 120
    trials: int = 4
    seconds: float = 120.0

    def steps_on(self, population: Population) -> int:
        """Ascent steps of a hunt on it."""
        return max(min(self.steps, LEAST_STEPS), round(self.steps * population.cost))


# A run's: its own draws are at hand, so that conditions cost it little; a bound needs a hunt of its own.
QUICK = Budget(instances=16, trial=8, tried=4, edits=120, terms=1, steps=0, conditions=1, inside=24)
CONDITIONS = replace(QUICK, instances=0)


def mend(
    claim: Claim, *, seed: int = 0, budget: Budget | None = None, others: Sequence[Claim] = (),
    scalings: Sequence[Scaling] = (), batches: Iterable[Instance] | None = None,
    told: Callable[[str], object] = str,
) -> Repair:  # fmt: skip
    """What would be true in place of a refuted claim, as far as it was found; never raises for the claim.

    Arguments:
        seed: decides the instances that proposals are found on, and others that they are tried on.
        others: claims that hold; a proposal that edits a formula of theirs must leave them true.
        scalings: of the claim's instance type; where a bound's degrees do not fit, edits that make them fit
            are tried before any factor.
        batches: of the claim's population, where conditions are sought; fresh draws where None.
        told: called with what is being done.
    """
    budget = budget or Budget()
    found = Repair(claim.id, trials=budget.trials, limit=budget.seconds, told=told)
    try:
        _mend(claim, seed, budget, others, scalings, found)
        if budget.conditions and not any(p.complexity < SURE for p in found.proposals):
            told("seeking conditions")
            batches = batches_of(claim, seed + FAR, budget.draws) if batches is None else batches
            by_condition(claim, batches, seed=seed, steps=budget.inside, fresh=budget.trial,
                         most=budget.conditions, found=found)  # fmt: skip
    except _TROUBLE as error:
        found.note = f"{type(error).__name__}: {error}"[:200]
    if not found.proposals and not found.note:
        found.note = "no clean factor"
    found.proposals.sort(key=lambda p: p.complexity)
    found.seconds = found.measured()
    return found


def _mend(
    claim: Claim,
    seed: int,
    budget: Budget,
    others: Sequence[Claim],
    scalings: Sequence[Scaling],
    found: Repair,
) -> None:
    if not budget.instances:
        return
    instances = small_instances(claim, budget.instances, seed + FAR)
    if not instances:
        found.note = "no small applicable instance"
        return
    relation = claim(instances[0].float64())
    if isinstance(relation, AtMost):
        _mend_bound(claim, instances, seed, budget, others, scalings, relation, found)
        return
    if not isinstance(relation, Equal):
        found.note = f"no factor or term is proposed for a relation of kind {relation.kind}"
        return
    found.told("reading factors and terms off instances")
    shown = samples(claim, instances)
    fresh = fresh_instances(claim, budget.trial, seed + FRESH)
    _admit(itertools.islice(by_regression(claim, shown), 4 * budget.tried), fresh, budget.tried, found)
    if not any(p.complexity < SURE for p in found.proposals):
        found.told("trying edits of the formulas")
        slips = by_slip(claim, instances[-SLIP_INSTANCES:], most=budget.edits, found=found, others=others)
        _admit(slips, fresh, budget.tried, found)
    if not found.proposals and budget.terms > 1:
        found.told("seeking a sum of terms")
        _admit(by_sums(claim, shown, budget.terms), fresh, budget.tried, found)


def _mend_bound(
    claim: Claim, instances: Sequence[Exact], seed: int, budget: Budget, others: Sequence[Claim],
    scalings: Sequence[Scaling], relation: AtMost, found: Repair,
) -> None:  # fmt: skip
    steps = budget.steps_on(claim.population)
    found.told("comparing degrees")
    weights = [dict(s.weights) for s in scalings]
    plain = plain_batch(claim.population, seed)
    if weights and clashes(claim, plain, weights):
        slips = by_slip(
            claim, instances[-SLIP_INSTANCES:], most=budget.edits, found=found, others=others,
            wanted=lambda changed: not clashes(changed, plain, weights),
        )  # fmt: skip
        by_degrees(slips, seed, steps, found)
    if not found.proposals:
        mended_bounds(
            claim, seed, steps, len(tuple(relation.lhs.shape)), found,
            lambda changed: not weights or not clashes(changed, plain, weights, ("sides",)),
        )  # fmt: skip


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
        if not reason and reads_one_side_twice(proposal, [exact.float64() for exact in fresh]):
            reason = ONE_SIDE
        if reason:
            found.dropped.append((proposal.text, reason))
        else:
            texts.add(proposal.text)
            found.proposals.append(replace(proposal, instances=count))

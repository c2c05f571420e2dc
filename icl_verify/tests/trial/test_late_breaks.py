"""Breaks far along a trajectory: an early one elsewhere goes first, and hopeless precision is not tried."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from icl_verify.judge.settle import settle
from icl_verify.statement.relation import at_most
from icl_verify.tests.tiny import FAST, couples, expand, made
from icl_verify.tests.trial.trajectories import steps_of
from icl_verify.trial.course import try_claim
from icl_verify.trial.suspicions import LONGEST_SETTLED

LATE = LONGEST_SETTLED + 20


def of_steps(count):
    """The couples, with so many steps."""

    def longer(draw, batch, device):
        return expand(replace(draw, sizes={**draw.sizes, "steps": count}), batch, device)

    return replace(couples, expand=longer)


def breaks_at(step_of, *, worse_later=False):
    """A claim whose sides are 0 until the step at which it breaks by 1, or by ever more from there on."""

    def broken(couple):
        xp, first = couple.xp, step_of(couple)
        grown = [(t - first + 1 if worse_later else t == first) if t >= first else 0 for t in steps(couple)]
        lhs = xp.array([int(g) for g in grown]) + 0 * couple.scale[:, None]
        return at_most(lhs, xp.const(1, 2) + 0 * lhs, times=steps(couple))

    return made(broken, population=of_steps(LATE + 80))


def steps(couple):
    return range(1, couple.steps + 1)


def test_the_first_and_last_broken_steps_are_told():
    claim = breaks_at(lambda couple: 7, worse_later=True)
    batch = next(claim.population.batches(0, 8, 8, "cpu"))[1]
    judged = claim(batch).judge_float64()
    assert judged.first.tolist() == [7] * batch.batch
    assert judged.last.tolist() == judged.time.tolist() == [LATE + 80] * batch.batch
    sound = breaks_at(lambda couple: 10**6)(batch).judge_float64()
    assert sound.first.tolist() == sound.last.tolist() == [-1] * batch.batch


def test_where_the_worst_lies_far_off_the_first_broken_step_is_proved(settled):
    found = try_claim(breaks_at(lambda couple: 150, worse_later=True), FAST, 0)
    assert found.verdict == "refuted"
    assert found.smallest.exact.sizes["steps"] == 150
    assert max(steps_of(settled)) == 150


def test_a_late_break_waits_for_an_early_one_of_another_batch(settled):
    found = try_claim(breaks_at(lambda couple: LATE if couple.n != 2 else 5), FAST, 0)
    assert found.verdict == "refuted"
    assert found.smallest.exact.sizes["steps"] == 5
    assert max(steps_of(settled)) == 5


def test_a_late_break_is_proved_where_there_is_no_other(settled):
    found = try_claim(breaks_at(lambda couple: LATE if couple.n != 2 else LATE + 40), FAST, 0)
    assert found.verdict == "refuted"
    assert found.smallest.exact.sizes["steps"] == LATE
    assert steps_of(settled).count(LATE) >= 1 and max(steps_of(settled)) == LATE


def test_late_suspicions_that_are_not_settled_leave_the_claim_open():
    def wild(couple):
        """Looks broken late and loses every digit of a ball long before."""
        relation = exploding(couple)
        if isinstance(relation.lhs, torch.Tensor):
            late = torch.arange(1, couple.steps + 1) > LATE
            relation = replace(relation, lhs=relation.lhs + 2.0 * late)
        return relation

    profile = replace(FAST, prove=0, last_bits=1024, sample=0, weigh=0)
    found = try_claim(made(wild, population=of_steps(LATE + 20)), profile, 0)
    assert found.verdict == "inconclusive"
    assert found.tally.unsettled == found.tally.instances


def exploding(couple):
    """3 <= 4 along a path on which a ball loses 60 bits a step."""
    xp = couple.xp
    value = xp.const(1, 3) + 0 * couple.scale
    path, large = [], xp.const(2**60)
    for _ in steps(couple):
        value = value * large - value * large + value
        path.append(1 / value)
    sides = xp.stack(path, axis=-1)
    return at_most(sides, 4 + 0 * sides, times=steps(couple))


@pytest.mark.parametrize(("count", "outcome", "bits"), [(40, "proved", 4096), (200, "undecided", 256)])
def test_precision_that_cannot_reach_the_last_step_is_not_tried(count, outcome, bits):
    population = of_steps(count)
    batch = next(population.batches(0, 8, 8, "cpu"))[1]
    settlement = settle(made(exploding, population=population), batch.exact(0), last_bits=4096)
    assert (settlement.outcome, settlement.bits) == (outcome, bits)

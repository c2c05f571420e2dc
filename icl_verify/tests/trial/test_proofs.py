"""Proofs of a claim that holds, on small instances and short trajectories."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icl_verify.statement.relation import at_most, equal, positive
from icl_verify.tests.tiny import FAST
from icl_verify.tests.trial.trajectories import batch_of, below_one, steps_of, tried
from icl_verify.trial.weighing import PROOF_HORIZON


@pytest.mark.parametrize("make", [at_most, equal, lambda lhs, rhs: positive(1 + lhs)])
def test_samples_of_every_relation_are_proved_on_short_trajectories(settled, make):
    def itself(couple):
        return make(couple.x[..., 0], couple.x[..., 0])

    found = tried(itself, batch_of({}, steps=80), profile=replace(FAST, prove=1, ties=0, weigh=0))
    assert found.verdict == "holds" and found.tally.proved == 1
    assert steps_of(settled)[-1] == PROOF_HORIZON


def test_samples_are_the_smallest_instances_whatever_their_number_of_steps(settled):
    batches = [batch_of({}, length=n, steps=s) for n, s in ((3, 2), (2, 9), (4, 1))]
    found = tried(below_one, *batches, profile=replace(FAST, prove=1, weigh=0))
    assert [exact.sizes["n"] for exact in settled] == [2] and found.tally.settled == 1


def test_a_sample_that_stays_open_is_settled_and_not_proved(answer):
    answer("undecided")
    found = tried(below_one, batch_of({}), profile=replace(FAST, prove=1, weigh=0))
    assert (found.tally.settled, found.tally.proved, found.verdict) == (1, 0, "inconclusive")

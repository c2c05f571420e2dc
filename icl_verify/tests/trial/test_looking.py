"""What one look at a batch adds to the counts, the tightness shown and the tightest instance."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from icl_verify.judge.e_value import Count, total
from icl_verify.statement.claim import assumption
from icl_verify.statement.relation import at_most, equal, probability
from icl_verify.tests.trial.trajectories import PLAIN, batch_of, below_one, tried


def test_only_suspects_that_may_be_applicable_are_counted():
    narrow = assumption("narrow", "scale <= 1")(lambda c: at_most(c.scale, 1 + 0 * c.scale))
    batch = batch_of({1: 2}, {1: 1}, {}, {1: 2}, {1: 2}, scales=[0.5, 0.5, 0.5, 2.0, 3.0])
    found = tried(below_one, batch, assumes=(narrow,), minimum_share=0.1)
    assert (found.tally.applicable, found.tally.suspicions) == (3, 2)


def test_chances_count_applicable_instances_alone_and_all_their_samples():
    narrow = assumption("narrow", "scale <= 1")(lambda c: at_most(c.scale, 1 + 0 * c.scale))
    batch = batch_of({1: 2}, {1: -1, 2: -1}, {1: -1}, scales=[0.5, 0.5, 2.0])
    found = tried(lambda c: probability(c.x > 0, at_least=0.5, along="n"), batch, assumes=(narrow,))
    assert total(found.tally.events) == Count(8, 10)
    assert (found.events.successes, found.events.samples) == (8, 10) and found.verdict == "holds"


def test_remarks_of_applicable_instances_are_kept():
    found = tried(
        lambda c: at_most(c.x[..., 0], c.scale, remarks={"second": c.x[..., 1]}), batch_of({2: 0.25})
    )
    assert found.tally.remark_quantiles()["second"].max == 0.25


# What is shown.


def test_a_tightness_that_float64_made_up_is_replaced():
    def lost(couple):
        x = couple.x[..., 0]
        return at_most(couple.xp.abs((x * 10**17 + 1) - x * 10**17 - 1), couple.xp.const(1, 4) + 0 * x)

    found = tried(lost, batch_of({}, {1: 1 / 3}))
    assert found.verdict == "holds" and found.tally.suspicions == 2
    assert found.tally.tightness_quantiles().max == 0


def test_an_instance_that_balls_find_inapplicable_has_no_tightness():
    """x <= 1 holds within nine digits in float64, and fails: that x is not 1/2 says nothing."""
    bounded = assumption("bounded", "x <= 1")(lambda c: at_most(c.x[..., 0], 1 + 0 * c.x[..., 0]))

    def half(couple):
        return equal(couple.x[..., 0], couple.xp.const(1, 2) + 0 * couple.x[..., 0])

    found = tried(half, batch_of({1: 1 + 1e-12}, {}), profile=replace(PLAIN, weigh=2), assumes=(bounded,))
    assert found.verdict == "holds" and (found.tally.settled, found.tally.weighed) == (3, 1)
    assert found.tally.digits() == 17


def test_the_tightest_applicable_instance_is_kept():
    narrow = assumption("narrow", "scale <= 1")(lambda c: at_most(c.scale, 1 + 0 * c.scale))
    batch = batch_of({1: 0.6}, {1: 0.7}, {1: 0.9}, {1: 0.65}, scales=[1, 1, 2, 1])
    found = tried(below_one, batch, batch_of({1: 0.55}), assumes=(narrow,))
    assert found.tightest.values["x"][0] == batch.exact(1).values["x"][0]


def test_an_undefined_tightness_is_not_the_tightest(answer):
    answer("undecided")

    def refused(couple):
        return at_most(couple.x[..., 0], torch.where(couple.scale > 2, torch.nan, couple.scale))

    batch = batch_of({}, {1: 0.75}, {}, scales=[3.0, 1.0, 1.0])
    found = tried(refused, batch, climbs=False)
    assert found.verdict == "inconclusive" and found.tightest == batch.exact(1)


def test_a_bound_that_holds_is_shown_as_no_tighter_than_equality():
    batch = batch_of({}, {1: 1 + 1e-10})
    near = tried(below_one, batch, profile=replace(PLAIN, ties=0, settle=0, prove=1), climbs=False)
    assert near.verdict == "holds" and near.tally.tightness_quantiles().max == 1


def test_rounding_beyond_equality_is_not_hidden_where_nothing_holds(answer):
    answer("undecided")
    found = tried(below_one, batch_of({1: 2}), climbs=False)
    assert found.verdict == "inconclusive" and found.tally.tightness_quantiles().max == 2


def test_an_instance_on_which_float64_cannot_tell_an_assumption_adds_no_tightness():
    rooted = assumption("rooted", "sqrt(scale - 1) >= 0")(
        lambda c: at_most(0 * c.scale, c.xp.sqrt(c.scale - 1))
    )
    found = tried(below_one, batch_of({1: 0.7}, {1: 0.9}, scales=[2.0, 0.5]), assumes=(rooted,))
    assert found.tally.tightness_quantiles().max == 0.7
    assert found.tally.applicable == 1 and found.tally.assumptions["rooted"].undefined == 1


def test_curves_are_those_of_the_tightest_instance():
    def drawn(couple):
        return at_most(couple.x[..., 0], couple.scale, curves={"excess": couple.x})

    found = tried(drawn, batch_of({1: 0.6}, {1: 0.9}, {1: 0.7}))
    assert found.curves[0]["excess"] == [0.9, 0.5, 0.5, 0.5, 0.5]
    assert found.curves[0]["times"] == [0, 1, 2, 3, 4]


def test_a_claim_that_changes_its_kind_of_relation_is_refused():
    def fickle(couple):
        x = couple.x[..., 0]
        return at_most(x, 1 + 0 * x) if couple.n == 5 else equal(x, x)

    with pytest.raises(ValueError, match="one kind of relation, got equal as well"):
        tried(fickle, batch_of({}), batch_of({}, length=4))

"""What is kept of breaks: the worst as balls have it, and the smallest made small."""

from __future__ import annotations

import pytest

from icl_verify.judge.tightness import LONGEST_CERTIFIED
from icl_verify.tests.tiny import FAST
from icl_verify.tests.trial.trajectories import batch_of, below_one, steps_of, tried
from icl_verify.trial import course
from icl_verify.trial.suspicions import LONGEST_SETTLED


def test_the_worst_draw_is_settled_in_the_end_and_becomes_the_worst_break(settled):
    found = tried(below_one, batch_of({1: 2}), batch_of({2: 3}))
    assert found.worst.tightness == 3 and found.smallest.tightness == 2
    assert found.tally.tightness_quantiles().max == 3
    assert steps_of(settled) == [1, 2, 1]


@pytest.mark.parametrize(("step", "reached"), [(LONGEST_SETTLED, True), (LONGEST_SETTLED + 1, False)])
def test_a_worst_draw_far_along_its_trajectory_is_left(settled, step, reached):
    found = tried(below_one, batch_of({1: 2}, length=300), batch_of({step: 9}, length=300))
    assert (step in steps_of(settled)) == reached == (found.worst.tightness == 9)


def test_a_worst_draw_that_is_known_already_is_not_settled_again(settled):
    found = tried(below_one, batch_of({2: 3}))
    assert found.worst.tightness == 3 and found.tally.settled == 1 and len(settled) == 2


def test_of_a_mutant_one_break_is_enough(settled):
    found = tried(below_one, batch_of({1: 2}), batch_of({2: 9}), form="mutant", expected="refuted")
    assert found.tally.instances == 1 and found.worst.tightness == 2
    worse = tried(below_one, batch_of({1: 2}), batch_of({2: 9}))
    assert worse.tally.instances == 2 and worse.worst.tightness == 9


def test_a_worst_draw_of_a_mutant_is_left(settled):
    tried(
        below_one, batch_of({LONGEST_CERTIFIED + 1: 9}, {1: 2}, length=70), form="mutant", expected="refuted"
    )
    assert set(steps_of(settled)) == {1}


def test_a_counterexample_that_simplifying_lost_is_kept_as_it_was(monkeypatch):
    fine = batch_of({}).exact(0)
    monkeypatch.setattr(course, "simplify", lambda claim, exact, budget: fine)
    found = tried(below_one, batch_of({1: 2}))
    assert found.smallest.settlement.outcome == "broken" and found.smallest.tightness == 2


def test_what_is_made_small_is_the_smallest_break_and_mutants_get_a_quarter(monkeypatch):
    started = []
    monkeypatch.setattr(
        course, "simplify", lambda claim, exact, budget: started.append((exact, budget)) or exact
    )
    batches = [batch_of({1: 2}, length=n, steps=1) for n in (4, 3)]
    found = tried(below_one, *batches, profile=FAST)
    assert found.smallest.exact.sizes["n"] == 3
    tried(below_one, batch_of({1: 2}), profile=FAST, form="mutant", expected="refuted")
    assert [(exact.sizes["n"], budget) for exact, budget in started] == [(3, 200), (5, 50)]

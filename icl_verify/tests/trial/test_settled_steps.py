"""Up to which step of its trajectory an instance is settled, and how it is counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from icl_verify.judge.settle import Settlement
from icl_verify.statement.relation import Equal, at_most, equal, positive
from icl_verify.tests.trial.trajectories import SHOWN, a_trial, batch_of, below_one, steps_of, tried
from icl_verify.trial import result, suspicions
from icl_verify.trial.course import run
from icl_verify.trial.suspicions import LONGEST_SETTLED
from icl_verify.trial.tally import Tally


def test_of_a_long_trajectory_the_first_step_that_looks_broken_is_proved_first(settled):
    found = tried(below_one, batch_of({3: 2, 250: 5}, length=300))
    assert found.verdict == "refuted" and found.worst.tightness == 2
    # The second time it is asked for what is kept.
    assert steps_of(settled) == [3, 3] and found.tally.settled == 1


@pytest.mark.parametrize("worst", [150, LONGEST_SETTLED])
def test_a_worst_step_within_reach_is_settled_at_once(settled, worst):
    found = tried(below_one, batch_of({3: 2, worst: 5, 290: 4}, length=300))
    assert found.worst.tightness == 5 and set(steps_of(settled)) == {worst}


def test_a_break_at_step_0_saves_the_way_too(settled):
    def from_zero(couple):
        x = couple.x[..., : couple.steps + 1]
        return at_most(couple.xp.abs(x), 1 + 0 * x, times=range(x.shape[-1]))

    tried(from_zero, batch_of({1: 2, 251: 5}, length=300, steps=299))
    assert set(steps_of(settled)) == {1}


def test_where_the_first_step_is_no_break_the_worst_is_settled(settled):
    """Step 3 is rounding, which balls leave undecided there; the break is at step 250."""

    def rounded(couple):
        x = couple.x[..., : couple.steps]
        third = couple.y[..., : couple.steps] / 3
        lost = (third + third + third - couple.y[..., : couple.steps]) * 10**12
        sides = [couple.xp.abs(lost[..., t]) if t == 2 else x[..., t] for t in range(x.shape[-1])]
        bounds = [0 * x[..., t] if t == 2 else 1 + 0 * x[..., t] for t in range(x.shape[-1])]
        stack = couple.xp.stack
        return at_most(stack(sides, axis=-1), stack(bounds, axis=-1), times=range(1, x.shape[-1] + 1))

    batch = batch_of({}, {250: 5}, length=300)
    batch.raw["y"][1, 2] = next(y for y in np.random.default_rng(0).random(99) if y / 3 + y / 3 + y / 3 != y)
    batch.remember()
    # In float64 step 3 is infinitely broken: it is the worst and the first, and the break the last.
    found = tried(rounded, batch)
    assert steps_of(settled)[:2] == [3, 250] and found.verdict == "refuted"


def test_an_early_step_that_stays_open_is_not_counted_where_the_worst_is_proved(answer):
    asked, tally = answer("undecided"), Tally()
    run(a_trial(), [batch_of({3: 2, 250: 5}, length=300)], tally)
    assert steps_of(asked) == [3, 250] and tally.unsettled == 1


def test_a_near_tie_far_away_is_settled_once_and_where_it_passes_equality(answer):
    asked = answer("tie")
    found = tried(below_one, batch_of({250: 1}, {250: 1 + 1e-10}, length=300))
    assert found.verdict == "holds" and steps_of(asked) == [250] and found.tally.suspicions == 2


def test_a_near_tie_that_stays_open_leaves_nothing_open(answer):
    asked = answer("undecided")
    found = tried(below_one, batch_of({1: 1}))
    assert len(asked) == 1 and found.tally.unsettled == 0
    assert (found.verdict, found.note) == (
        "inconclusive",
        "Balls proved none of the 1 instances that they were shown.",
    )


def test_a_proved_break_needs_no_later_step(settled):
    tried(below_one, batch_of({10: 5, 50: 2}, length=60))
    assert set(steps_of(settled)) == {10}


def test_an_instance_whose_steps_stay_open_is_counted_once(answer):
    asked = answer("undecided")
    found = tried(below_one, batch_of({10: 5, 50: 2}, length=60), climbs=False)
    assert steps_of(asked) == [10, 50] and found.verdict == "inconclusive" and found.tally.unsettled == 1


def test_a_later_break_gives_the_tightness_of_an_equality(answer):
    """The worst step agrees in balls, the later one differs by a hundredth."""

    def agrees(couple):
        x = couple.x[..., : couple.steps]
        return equal(x, 0 * x, 1 + 0 * x, times=range(1, x.shape[-1] + 1))

    def by_step(claim, exact, **options):
        later = exact.sizes["steps"] == 20
        judgement = replace(SHOWN, relation=Equal, tightness=0.01 if later else 1e-30)
        return Settlement("broken" if later else "tie", judgement, 128)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(result, "settle", by_step)
        found = tried(agrees, batch_of({3: 0.5, 20: 0.25}, length=30, usual=0))
    assert found.tally.digits() == pytest.approx(2)


def test_a_break_among_what_is_simpler_ends_the_way_too(monkeypatch):
    """Balls leave the worst step open, and prove a break of a simpler instance: no later step is asked of."""
    simple, asked = batch_of({1: -1}).exact(0), []

    def by_instance(claim, exact, **options):
        asked.append(exact)
        outcome = "broken" if exact is simple else "undecided"
        return Settlement(outcome, replace(SHOWN, outcome=outcome), 128)

    monkeypatch.setattr(result, "settle", by_instance)
    monkeypatch.setattr(suspicions, "prove_suspect", lambda *given: simple)

    def above_zero(couple):
        x = couple.x[..., : couple.steps]
        return positive(x, 1 + 0 * x, times=range(1, x.shape[-1] + 1))

    state = run(a_trial(above_zero), [batch_of({3: -2, 20: -1}, length=30)], Tally())
    assert [b.exact for b in state.breaks] == [simple] and steps_of(asked) == [3, 5]

"""The course of a trial: what is settled, in which order, up to which step, and how it is counted.

An instance's vector is its trajectory here: entry t is the left side at step t, to be compared with 1.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from icl_verify.hunt.result import HuntResult
from icl_verify.judge.e_value import Count, total
from icl_verify.judge.settle import Settlement
from icl_verify.judge.tightness import LONGEST_CERTIFIED, CertifiedTightness
from icl_verify.statement.claim import assumption
from icl_verify.statement.relation import (
    AtMost,
    BallJudgement,
    Equal,
    Positive,
    at_most,
    equal,
    positive,
    probability,
)
from icl_verify.tests.tiny import FAST, Couple, couples, made
from icl_verify.trial import course
from icl_verify.trial.course import (
    LONGEST_SETTLED,
    MORE_BREAKS,
    PROOF_HORIZON,
    Break,
    _Trial,
)

PLAIN = replace(FAST, simplify=0, prove=0)
SHOWN = BallJudgement("proved", 0, "", "", 0.25, AtMost)


def batch_of(*runs, length=5, steps=None, usual=0.5, scales=None):
    """One instance a run; a run names its unusual steps, counted from 1."""
    x = torch.full((len(runs), length), usual, dtype=torch.float64)
    for i, run in enumerate(runs):
        for step, value in run.items():
            x[i, step - 1] = value
    scale = torch.tensor(scales or [1.0] * len(runs), dtype=torch.float64)
    sizes = {"n": length, "columns": 1, "first_columns": 0, "steps": steps or length}
    return Couple(sizes, {"x": x, "y": x.clone(), "scale": scale, "units": torch.ones_like(x)[..., None]})


def below_one(couple):
    x = couple.x[..., : couple.steps]
    return at_most(couple.xp.abs(x), 1 + 0 * x, times=range(1, x.shape[-1] + 1))


def tried(statement, *batches, profile=PLAIN, **options):
    trial = _Trial(made(statement, **options), profile, 0, "cpu")
    trial.run([(None, batch) for batch in batches])
    return trial.finding()


@pytest.fixture
def settled(monkeypatch):
    """The instances handed to balls, in order."""
    seen = []
    honest = course.settle

    def watched(claim, exact, **options):
        seen.append(exact)
        return honest(claim, exact, **options)

    monkeypatch.setattr(course, "settle", watched)
    return seen


@pytest.fixture
def answer(monkeypatch):
    """Lets balls answer what a test plants; returns the instances that they were asked about."""

    def plant(outcome, tightness=0.25):
        asked = []

        def planted(claim, exact, **options):
            asked.append(exact)
            return Settlement(outcome, replace(SHOWN, outcome=outcome, tightness=tightness), 128)

        monkeypatch.setattr(course, "settle", planted)
        return asked

    return plant


def steps_of(instances):
    return [exact.sizes["steps"] for exact in instances]


# Up to which step.


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
    # In float64 step 3 is infinitely broken: it is the worst and the first, and the break the last.
    found = tried(rounded, batch)
    assert steps_of(settled)[:2] == [3, 250] and found.verdict == "refuted"


def test_an_early_step_that_stays_open_is_not_counted_where_the_worst_is_proved(answer):
    trial = _Trial(made(below_one), PLAIN, 0, "cpu")
    batch = batch_of({3: 2, 250: 5}, length=300)
    asked = answer("undecided")
    trial.run([(None, batch)])
    assert steps_of(asked) == [3, 250] and trial.tally.unsettled == 1


def test_a_near_tie_far_away_is_settled_once_and_where_it_passes_equality(answer):
    asked = answer("tie")
    found = tried(below_one, batch_of({250: 1}, {250: 1 + 1e-10}, length=300))
    assert found.verdict == "holds" and steps_of(asked) == [250] and found.tally.suspicions == 2


def test_a_near_tie_that_stays_open_leaves_nothing_open(answer):
    asked = answer("undecided")
    found = tried(below_one, batch_of({1: 1}))
    assert len(asked) == 1 and found.verdict == "holds" and found.tally.unsettled == 0


def test_a_proved_break_needs_no_later_step(settled):
    tried(below_one, batch_of({10: 5, 50: 2}, length=60))
    assert set(steps_of(settled)) == {10}


def test_an_instance_whose_steps_stay_open_is_counted_once(answer):
    asked = answer("undecided")
    found = tried(below_one, batch_of({10: 5, 50: 2}, length=60))
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
        patch.setattr(course, "settle", by_step)
        found = tried(agrees, batch_of({3: 0.5, 20: 0.25}, length=30, usual=0))
    assert found.tally.summary(digits=True)["digits"] == pytest.approx(2)


# In which order.


def test_early_breaks_are_settled_first_then_the_worst_then_the_first(answer):
    asked = answer("undecided")
    runs = ({100: 9}, {2: 3}, {40: 5}, {LONGEST_CERTIFIED: 4}, {LONGEST_CERTIFIED + 1: 8}, {7: 4, 30: 3})
    tried(below_one, batch_of(*runs, length=120))
    first_asked = list(dict.fromkeys(max(exact.values["x"]) for exact in asked))
    assert first_asked == [5, 4, 3, 9, 8]
    fours = [e for e in asked if max(e.values["x"]) == 4]
    assert steps_of(fours) == [7, 30, LONGEST_CERTIFIED]


def test_after_a_break_only_an_early_one_counts_that_is_smaller_or_clearly_worse():
    same, smaller = batch_of({1: 2}, length=3), batch_of({1: 2}, length=2)

    def worth(batch, tightness, step, known=(2.0,)):
        trial = _Trial(made(below_one), PLAIN, 0, "cpu")
        trial.breaks = [Break(same.exact(0), Settlement("broken", None, 128), t) for t in known]
        return trial.worth_settling(batch, tightness, step)

    assert worth(same, 4.1, LONGEST_CERTIFIED) and not worth(same, 4.1, LONGEST_CERTIFIED + 1)
    assert worth(smaller, 1.1, LONGEST_CERTIFIED) and not worth(smaller, 1.1, LONGEST_CERTIFIED + 1)
    assert worth(same, 4.1, -1)
    assert not worth(same, 4.0, 1) and not worth(same, 4.1, 1, known=(1.5, 3.0))
    assert worth(smaller, 1.1, 1, known=(2.0,) * (MORE_BREAKS - 1))
    assert not worth(smaller, 1.1, 1, known=(2.0,) * MORE_BREAKS)


def test_the_first_step_that_looks_broken_says_whether_it_is_early(settled):
    """Breaks of 6 and 60 at late worst steps: one is broken early too, the other is not and is left."""
    early, late = {LONGEST_CERTIFIED: 6, 90: 7}, {LONGEST_CERTIFIED + 1: 60}
    trial = _Trial(made(below_one), PLAIN, 0, "cpu")
    trial.run([(None, batch_of(run, length=100)) for run in ({1: 2}, early, late)])
    assert steps_of(settled) == [1, 90]


def test_smaller_than_the_smallest_break_is_smaller():
    trial = _Trial(made(below_one), PLAIN, 0, "cpu")
    shown = Settlement("broken", None, 128)
    trial.breaks = [Break(batch_of({1: 2}, length=n).exact(0), shown, 2.0) for n in (2, 4)]
    assert not trial.worth_settling(batch_of({1: 2}, length=3), 2.0, 1)


def test_attempts_after_a_break_come_to_an_end():
    trial = _Trial(made(below_one), PLAIN, 0, "cpu")
    trial.breaks = [Break(batch_of({1: 2}).exact(0), Settlement("broken", None, 128), 2.0)]
    batch = batch_of({1: 2}, length=4)
    assert sum(trial.worth_settling(batch, 9.0, 1) for _ in range(100)) == 10 * MORE_BREAKS


# How many.


def test_what_looks_broken_by_far_is_settled_whatever_the_budget(answer):
    asked = answer("proved")
    found = tried(below_one, batch_of(*[{1: 2}] * 5), profile=replace(PLAIN, settle=2))
    assert len(asked) == 5 and found.tally.unsettled == 0 and found.verdict == "holds"


def test_broken_suspects_beyond_the_budget_are_unsettled_where_none_is_sampled(answer):
    asked = answer("proved")
    found = tried(below_one, batch_of(*[{1: 1.0001}] * 5), profile=replace(PLAIN, settle=2))
    assert len(asked) == 2 and found.tally.unsettled == 3 and found.verdict == "inconclusive"


def test_suspects_beyond_the_budget_are_sampled_and_the_verdict_says_so(answer):
    asked = answer("proved")
    profile = replace(PLAIN, settle=2, sample=10)
    found = tried(below_one, batch_of(*[{1: 1.0001}] * 42), batch_of({1: 2}), profile=profile)
    assert len(asked) == 2 + 1 + 10 and found.tally.unsettled == 0 and found.verdict == "holds"
    assert found.note == (
        "0 of 10 sampled of 40 suspicions by rounding are breaks: "
        "at most 9 (22.50%) could be, at confidence 95%."
    )
    # Float64's numbers stand for nothing there: the report shows none of them.
    assert found.tally.summary(digits=False)["tightness"]["max"] <= 1


def test_suspects_that_fit_the_sample_are_all_settled_and_nothing_is_left_open(answer):
    asked = answer("proved")
    found = tried(below_one, batch_of(*[{1: 1.0001}] * 9), profile=replace(PLAIN, settle=2, sample=7))
    assert len(asked) == 9 and (found.verdict, found.note, found.tally.sampled) == ("holds", "", [])


def test_a_break_in_the_sample_refutes():
    hidden = [{1: 1.0001}] * 5 + [{1: 1.00005}]
    profile = replace(PLAIN, settle=1, sample=9)

    def broken_at_the_end(couple):
        """Looks broken everywhere in float64; balls confirm it where x is least."""
        relation = below_one(couple)
        if isinstance(relation.lhs, torch.Tensor):
            return relation
        return replace(relation, rhs=relation.rhs + (couple.x[..., :1] - couple.xp.const(100005, 10**5)) * 99)

    found = tried(broken_at_the_end, batch_of(*hidden), profile=profile)
    assert found.verdict == "refuted" and found.smallest.exact.values["x"].max() == Fraction(1.00005)


def test_an_open_suspicion_in_the_sample_leaves_the_verdict_open(answer):
    answer("undecided")
    profile = replace(PLAIN, settle=0, sample=3)
    found = tried(below_one, batch_of(*[{1: 1.0001}] * 9), profile=profile)
    assert found.verdict == "inconclusive" and found.tally.unsettled == 3


def test_near_ties_beyond_the_budget_are_no_suspected_breaks(answer):
    asked = answer("tie")
    found = tried(below_one, batch_of(*[{1: 1}] * 5), profile=replace(PLAIN, settle=2, ties=9))
    assert len(asked) == 2 and found.tally.unsettled == 0 and found.verdict == "holds"


def test_small_numbers_beyond_the_budget_are_unsettled(answer):
    asked = answer("proved")
    near = batch_of(*[{1: 1e-12}] * 5)
    found = tried(lambda c: positive(c.x, 1 + 0 * c.x), near, profile=replace(PLAIN, settle=2))
    assert len(asked) == 2 and found.tally.unsettled == 3 and found.verdict == "inconclusive"


def test_of_near_ties_the_first_few_are_settled_then_what_passes_equality_further():
    trial = _Trial(made(below_one), replace(PLAIN, ties=2), 0, "cpu")
    trial.relation = AtMost
    past = 1 + 1e-10
    near = [1 - 1e-10, 1 - 1e-10, 1 - 1e-11, past, past, past + 1e-14, past + 1e-11, 1.0]
    assert [trial.near_tie_counts(t, 9) for t in near] == [True, True, False, True, False, False, True, False]
    far = LONGEST_SETTLED + 1
    assert [trial.near_tie_counts(t, far) for t in (1 - 1e-12, 1.0, past + 1e-10)] == [False, False, True]
    trial.relation = Positive
    assert trial.near_tie_counts(1.0, far)


@pytest.mark.parametrize(
    ("kind", "outcome", "suspected", "counts", "tightness"),
    [
        (AtMost, "tie", True, (1, 0, 0, 0), 1.0),
        (Equal, "tie", True, (1, 0, 0, 0), 0.25),
        (AtMost, "proved", True, (0, 1, 0, 0), 0.25),
        (AtMost, "broken", False, (0, 0, 0, 1), 0.25),
        (AtMost, "undecided", True, (0, 0, 1, 0), 7.0),
        (AtMost, "undecided", False, (0, 0, 0, 0), 7.0),
        (Positive, "undecided", False, (0, 0, 1, 0), 7.0),
        (AtMost, "inapplicable", True, (0, 0, 0, 0), np.nan),
    ],
)
def test_a_settlement_is_counted_by_its_outcome(answer, kind, outcome, suspected, counts, tightness):
    answer(outcome)
    trial = _Trial(made(below_one), PLAIN, 0, "cpu")
    trial.relation = kind
    known, said = trial.settle_one(batch_of({}).exact(0), 7.0, suspected)
    assert said == outcome and known == pytest.approx(tightness, nan_ok=True)
    tally = trial.tally
    assert (tally.ties, tally.proved, tally.unsettled, len(trial.breaks)) == counts and tally.settled == 1


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
    assert found.tally.remark_quantiles()["second"]["max"] == 0.25


# What is noted.


def test_a_tightness_that_float64_made_up_is_replaced():
    def lost(couple):
        x = couple.x[..., 0]
        return at_most(couple.xp.abs((x * 10**17 + 1) - x * 10**17 - 1), couple.xp.const(1, 4) + 0 * x)

    found = tried(lost, batch_of({}, {1: 1 / 3}))
    assert found.verdict == "holds" and found.tally.suspicions == 2
    assert found.tally.summary(digits=False)["tightness"]["max"] == 0


def test_an_instance_that_balls_find_inapplicable_has_no_tightness():
    """x <= 1 holds within nine digits in float64, and fails: that x is not 1/2 says nothing."""
    bounded = assumption("bounded", "x <= 1")(lambda c: at_most(c.x[..., 0], 1 + 0 * c.x[..., 0]))

    def half(couple):
        return equal(couple.x[..., 0], couple.xp.const(1, 2) + 0 * couple.x[..., 0])

    found = tried(half, batch_of({1: 1 + 1e-12}, {}), assumes=(bounded,))
    assert found.verdict == "holds" and found.tally.settled == 1
    assert found.tally.summary(digits=True)["digits"] == 17


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
    found = tried(refused, batch)
    assert found.verdict == "inconclusive" and found.tightest == batch.exact(1)


def test_a_bound_that_holds_is_shown_as_no_tighter_than_equality():
    near = tried(below_one, batch_of(*[{1: 1 + 1e-10}] * 2), profile=replace(PLAIN, ties=0, settle=0))
    assert near.verdict == "holds" and near.tally.summary(digits=False)["tightness"]["max"] == 1


def test_rounding_beyond_equality_is_not_hidden_where_nothing_holds(answer):
    answer("undecided")
    found = tried(below_one, batch_of({1: 2}))
    assert found.verdict == "inconclusive" and found.tally.summary(digits=False)["tightness"]["max"] == 2


def test_an_instance_on_which_float64_cannot_tell_an_assumption_adds_no_tightness():
    rooted = assumption("rooted", "sqrt(scale - 1) >= 0")(
        lambda c: at_most(0 * c.scale, c.xp.sqrt(c.scale - 1))
    )
    found = tried(below_one, batch_of({1: 0.7}, {1: 0.9}, scales=[2.0, 0.5]), assumes=(rooted,))
    assert found.tally.summary(digits=False)["tightness"]["max"] == 0.7
    assert found.tally.applicable == 1 and found.tally.assumptions["rooted"].undefined == 1


def test_curves_are_those_of_the_tightest_instance():
    def drawn(couple):
        return at_most(couple.x[..., 0], couple.scale, curves={"excess": couple.x})

    found = tried(drawn, batch_of({1: 0.6}, {1: 0.9}, {1: 0.7}))
    assert found.curves[0]["excess"] == [0.9, 0.5, 0.5, 0.5, 0.5]
    assert found.curves[0]["times"] == [0, 1, 2, 3, 4]


# What is kept of breaks.


def test_the_worst_draw_is_settled_in_the_end_and_becomes_the_worst_break(settled):
    found = tried(below_one, batch_of({1: 2}), batch_of({2: 3}))
    assert found.worst.tightness == 3 and found.smallest.tightness == 2
    assert found.tally.summary(digits=False)["tightness"]["max"] == 3
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


# The hunt.


@pytest.fixture
def hunts(monkeypatch):
    """Hunts as they are asked for; what they find is planted by adding to ``found``."""
    asked = SimpleNamespace(calls=[], found={})

    def planted(claim, sources, **options):
        asked.calls.append({**options, "sources": sources})
        return HuntResult(claim.id, **asked.found)

    monkeypatch.setattr(course, "hunt_batches", planted)
    return asked


HUNTING = replace(PLAIN, hunt=40, worst=100)


def test_a_claim_that_holds_so_far_is_hunted_from_its_draws(hunts):
    hunts.found = {"best": 0.8}
    batches = [batch_of({1: 0.6}), batch_of({1: 0.7}, {1: 0.65})]
    found = tried(below_one, *batches, profile=HUNTING, population=replace(couples, cost=0.5))
    (call,) = hunts.calls
    assert (call["steps"], call["past_breaks"], call["seed"]) == (20, False, 0)
    assert [(t, batch is given) for (t, batch), given in zip(call["sources"], batches, strict=True)] == [
        (0.6, True),
        (0.7, True),
    ]
    assert found.hunted.best == 0.8 and np.isnan(found.hunted.drawn)


def test_a_break_that_the_hunt_proves_refutes(hunts):
    worse = batch_of({1: 3}).exact(0)
    proof = Settlement("broken", SHOWN, 128)
    hunts.found = {"broken": CertifiedTightness(worse, 3.0, 128, proof)}
    found = tried(below_one, batch_of({}), profile=HUNTING)
    assert found.verdict == "refuted" and found.worst.exact is worse and found.worst.tightness == 3


@pytest.mark.parametrize(("form", "calls"), [("printed", [(100, True)]), ("control", []), ("mutant", [])])
def test_past_its_breaks_only_what_is_certified_is_hunted(hunts, form, calls):
    tried(below_one, batch_of({1: 2}), profile=HUNTING, form=form)
    assert [(call["steps"], call["past_breaks"]) for call in hunts.calls] == calls
    hunts.calls.clear()
    tried(below_one, batch_of({1: 2}), profile=replace(HUNTING, hunt=0), form=form)
    assert not hunts.calls


def test_the_corpus_is_certified_and_never_counts_as_found(monkeypatch):
    kept = CertifiedTightness(batch_of({1: 3}).exact(0), 3.0, 128, Settlement("broken", SHOWN, 128))
    monkeypatch.setattr(course, "certify_corpus", lambda claim, **options: [kept])
    found = tried(below_one, batch_of({}))
    assert found.corpus == (kept,) and found.verdict == "holds" and found.worst is None


def test_only_inequalities_that_climb_and_settle_are_hunted(hunts):
    tried(lambda c: equal(c.x, c.x), batch_of({}), profile=HUNTING)
    tried(below_one, batch_of({}), profile=HUNTING, climbs=False)
    tried(below_one, batch_of({}), profile=replace(HUNTING, hunt=0))
    assert not hunts.calls


@pytest.mark.parametrize(
    ("best", "step", "form", "drawn"),
    [
        (0.8, 2, "printed", 0.9),
        (np.nan, 2, "printed", 0.9),
        (0.95, 2, "printed", np.nan),
        (0.8, LONGEST_CERTIFIED, "printed", 0.9),
        (0.8, LONGEST_CERTIFIED + 1, "printed", np.nan),
        (0.8, 2, "control", np.nan),
    ],
)
def test_the_tightest_draw_is_certified_where_the_hunt_did_not_pass_it(hunts, best, step, form, drawn):
    hunts.found = {"best": best}
    found = tried(below_one, batch_of({step: 0.9}, length=70), profile=HUNTING, form=form)
    assert found.hunted.drawn == pytest.approx(drawn, nan_ok=True)


# Proofs on samples.


@pytest.mark.parametrize("make", [at_most, equal, lambda lhs, rhs: positive(1 + lhs)])
def test_samples_of_every_relation_are_proved_on_short_trajectories(settled, make):
    def itself(couple):
        return make(couple.x[..., 0], couple.x[..., 0])

    found = tried(itself, batch_of({}, steps=40), profile=replace(FAST, prove=1, ties=0))
    assert found.verdict == "holds" and found.tally.proved == 1
    assert steps_of(settled)[-1] == PROOF_HORIZON


def test_samples_are_the_smallest_instances_whatever_their_number_of_steps(settled):
    batches = [batch_of({}, length=n, steps=s) for n, s in ((3, 2), (2, 9), (4, 1))]
    found = tried(below_one, *batches, profile=replace(FAST, prove=1))
    assert [exact.sizes["n"] for exact in settled] == [2] and found.tally.settled == 1


def test_a_sample_that_stays_open_is_settled_and_not_proved(answer):
    answer("undecided")
    found = tried(below_one, batch_of({}), profile=replace(FAST, prove=1))
    assert (found.tally.settled, found.tally.proved, found.verdict) == (1, 0, "holds")

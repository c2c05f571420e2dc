"""How many suspicions are settled, and what becomes of those beyond the budget."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from icl_verify.statement.relation import AtMost, Equal, Positive, positive
from icl_verify.tests.trial.trajectories import PLAIN, a_trial, batch_of, below_one, tried
from icl_verify.trial.suspicions import LONGEST_SETTLED, Suspicion, Suspicions, near_tie_counts, settle_one
from icl_verify.trial.tally import Tally


def test_what_looks_broken_by_far_is_settled_whatever_the_budget(answer):
    asked = answer("proved")
    found = tried(below_one, batch_of(*[{1: 2}] * 5), profile=replace(PLAIN, settle=2), climbs=False)
    assert len(asked) == 5 and found.tally.unsettled == 0 and found.verdict == "holds"


def test_broken_suspects_beyond_the_budget_are_unsettled_where_none_is_sampled(answer):
    asked = answer("proved")
    found = tried(below_one, batch_of(*[{1: 1.0001}] * 5), profile=replace(PLAIN, settle=2), climbs=False)
    assert len(asked) == 2 and found.tally.unsettled == 3 and found.verdict == "inconclusive"


def test_suspects_beyond_the_budget_are_sampled_and_the_verdict_says_so(answer):
    asked = answer("proved")
    profile = replace(PLAIN, settle=2, sample=10)
    found = tried(below_one, batch_of(*[{1: 1.0001}] * 42), batch_of({1: 2}), profile=profile, climbs=False)
    assert len(asked) == 2 + 1 + 10 and found.tally.unsettled == 0 and found.verdict == "holds"
    assert found.note == (
        "0 of 10 sampled of 40 suspicions by rounding are breaks: "
        "at most 9 (22.50%) could be, at confidence 95%."
    )
    # Float64's numbers stand for nothing there: the report shows none of them.
    assert found.tally.tightness_quantiles().max <= 1


def test_suspects_that_fit_the_sample_are_all_settled_and_nothing_is_left_open(answer):
    asked = answer("proved")
    found = tried(
        below_one, batch_of(*[{1: 1.0001}] * 9), profile=replace(PLAIN, settle=2, sample=7), climbs=False
    )
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
    found = tried(lambda c: positive(c.x, 1 + 0 * c.x), near, profile=replace(PLAIN, settle=2), climbs=False)
    assert len(asked) == 2 and found.tally.unsettled == 3 and found.verdict == "inconclusive"


def test_of_near_ties_the_first_few_are_settled_then_what_passes_equality_further():
    trial, known, settled = a_trial(profile=replace(PLAIN, ties=2)), Suspicions(), []
    past = 1 + 1e-10
    near = np.array([1 - 1e-10, 1 - 1e-10, 1 - 1e-11, past, past, past + 1e-14, past + 1e-11, 1.0])
    far = np.array([1 - 1e-12, 1.0, past + 1e-10])
    for tightness, step in ((near, 9), (far, LONGEST_SETTLED + 1)):
        judged = SimpleNamespace(tightness=tightness, time=np.full(len(tightness), step))
        for i in range(len(tightness)):
            known, counts = near_tie_counts(trial, known, Suspicion(None, judged, i, AtMost))
            settled.append(counts)
    assert settled[:8] == [True, True, False, True, False, False, True, False]
    assert settled[8:] == [False, False, True] and (known.near_ties, known.nearest) == (9, far[2])
    assert near_tie_counts(trial, known, Suspicion(None, judged, 1, Positive)) == (known, True)


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
    tally = Tally()
    got = settle_one(a_trial(), kind, batch_of({}).exact(0), 7.0, suspected, tally)
    assert got.outcome == outcome and got.tightness == pytest.approx(tightness, nan_ok=True)
    broken = int(got.counterexample is not None)
    assert (tally.ties, tally.proved, tally.unsettled, broken) == counts and tally.settled == 1

"""A sample of suspicions: what it rules out, exactly, and that it is drawn alike at every run."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import hypergeom

from icl_verify.statement.relation import AtMost, Equal, Positive
from icl_verify.tests.trial.trajectories import PLAIN, a_trial, batch_of, below_one, steps_of
from icl_verify.trial.suspicions import (
    LATE,
    ROUNDING,
    Suspicion,
    Suspicions,
    sample_of,
    settle_late,
    settle_sample,
    suspects_of,
)
from icl_verify.trial.tally import CONFIDENCE, Sample, Tally, unseen


@pytest.mark.parametrize(("population", "sample"), [(812, 64), (60, 59), (5, 0), (7, 7), (5_000, 2_048)])
def test_as_many_breaks_as_could_stay_unseen_and_no_more(population, sample):
    breaks = unseen(population, sample)
    assert hypergeom.pmf(0, population, breaks, sample) > 1 - CONFIDENCE
    if breaks < population - sample:
        assert hypergeom.pmf(0, population, breaks + 1, sample) <= 1 - CONFIDENCE
    else:
        assert breaks == population - sample


def test_the_share_errs_no_more_often_than_it_says():
    """Of a population that holds more breaks than the share allows, nearly every sample shows one."""
    population, sample = 400, 30
    breaks = unseen(population, sample) + 1
    rng = np.random.default_rng(0)
    missed = sum((rng.permutation(population)[:sample] >= breaks).all() for _ in range(4000))
    assert 0.02 < missed / 4000 <= 1 - CONFIDENCE + 0.01


@pytest.mark.parametrize("sample", [-1, 6])
def test_no_sample_is_larger_than_its_population(sample):
    with pytest.raises(ValueError, match="between 0 and the population 5"):
        unseen(5, sample)


def test_a_sample_says_what_it_leaves_open():
    sample = Sample("by rounding", 812, 64)
    assert sample.sentence() == (
        "0 of 64 sampled of 812 suspicions by rounding are breaks: "
        "at most 35 (4.31%) could be, at confidence 95%."
    )
    assert sample.record().share == 35 / 812


def suspicions(count):
    """So many, told apart by their index."""
    return tuple(Suspicion(None, None, i, AtMost) for i in range(count))


def chosen(seed, name="a.claim", nature=ROUNDING):
    trial = replace(a_trial(id=name, profile=replace(PLAIN, sample=12)), seed=seed)
    return [suspicion.index for suspicion in sample_of(trial, nature, suspicions(40))]


def test_a_sample_is_decided_by_the_seed_the_claim_and_the_nature():
    samples = [chosen(0), chosen(1), chosen(0, "other"), chosen(0, nature=LATE)]
    assert samples == [chosen(0), chosen(1), chosen(0, "other"), chosen(0, nature=LATE)]
    assert len(set(map(tuple, samples))) == 4
    assert all(len(set(sample)) == 12 and sample == sorted(sample) for sample in samples)


def test_natures_are_not_pooled(answer):
    asked, tally = answer("proved"), Tally()
    near, far = batch_of(*[{1: 1.0001}] * 40), batch_of(*[{210: 2}] * 10, length=220)
    left = [suspects_of(b, below_one(b).judge_float64(), AtMost, np.full(b.batch, True)) for b in (near, far)]
    known = Suspicions(beyond=tuple(left[0]), late=tuple(left[1]))
    assert settle_sample(a_trial(profile=replace(PLAIN, sample=12)), known, tally) == known
    assert sorted(steps_of(asked)) == [1] * 12 + [210] * 10
    assert tally.sampled == [Sample(ROUNDING, 40, 12)] and tally.unsettled == 0


def test_where_nothing_is_sampled_all_of_a_nature_stays_open():
    tally = Tally()
    known = Suspicions(beyond=suspicions(3), late=suspicions(2))
    settle_sample(a_trial(profile=replace(PLAIN, sample=0)), known, tally)
    assert (tally.unsettled, tally.sampled) == (5, [])


@pytest.mark.parametrize(
    ("relation", "tightness", "undefined", "far"),
    [
        (AtMost, 1.0005, False, False),
        (AtMost, 1.002, False, True),
        (AtMost, np.inf, False, True),
        (AtMost, np.nan, False, True),
        (AtMost, 1.0, True, True),
        (Equal, 0.0005, False, False),
        (Equal, 0.002, False, True),
        (Positive, 1.0, False, False),
        (Positive, 1.5, False, True),
    ],
)
def test_what_rounding_does_not_explain_is_far(relation, tightness, undefined, far):
    judged = SimpleNamespace(tightness=np.array([tightness]), undefined=np.array([undefined]))
    assert Suspicion(None, judged, 0, relation).looks_far is far


def test_of_what_breaks_late_the_soonest_is_settled_first_and_the_rest_left_to_the_sample(answer):
    asked, tally = answer("proved"), Tally()
    batch = batch_of({240: 2}, {220: 2}, {230: 2}, {210: 2}, length=250)
    late = suspects_of(batch, below_one(batch).judge_float64(), AtMost, np.full(4, True))
    trial = a_trial(profile=replace(PLAIN, settle=2))
    assert [s.first for s in late] == [210, 220, 230, 240]
    state = settle_late(trial, Suspicions(late=tuple(late[::-1])), tally)
    assert steps_of(asked) == [210, 220] and [s.first for s in state.late] == [230, 240]

"""A sample of suspicions: what it rules out, exactly, and that it is drawn alike at every run."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import hypergeom

from icl_verify.statement.relation import AtMost, Equal, Positive
from icl_verify.trial.suspicions import CONFIDENCE, Remainder, Sample, Suspicion, looks_far, unseen


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


def left(seed, name="a.claim"):
    remainder = Remainder(name, seed)
    for i in range(50):
        remainder.add("by rounding" if i % 5 else "late", Suspicion(None, None, i))
    return {s.nature: (s, [d.index for d in drawn]) for s, drawn in remainder.samples(12)}


def test_a_sample_is_decided_by_the_seed_and_the_claim():
    assert left(0) == left(0)
    assert left(0)["by rounding"][1] != left(1)["by rounding"][1] != left(1, "other")["by rounding"][1]


def test_natures_are_not_pooled():
    found = left(0)
    assert {n: (s.suspicions, s.settled) for n, (s, _) in found.items()} == {
        "by rounding": (40, 12), "late": (10, 10)
    }  # fmt: skip
    assert all(i % 5 == 0 for i in found["late"][1]) and all(i % 5 for i in found["by rounding"][1])


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
    assert looks_far(judged, 0, relation.equality) is far

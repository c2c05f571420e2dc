"""When the trial of a claim hunts, from where, and what counts of it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from icl_verify.hunt.result import HuntResult
from icl_verify.judge.settle import Settlement
from icl_verify.judge.tightness import LONGEST_CERTIFIED, CertifiedTightness
from icl_verify.statement.relation import equal
from icl_verify.tests.tiny import couples
from icl_verify.tests.trial.trajectories import PLAIN, SHOWN, batch_of, below_one, tried
from icl_verify.trial import course


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
    assert found.hunt.best == 0.8 and np.isnan(found.hunt.drawn)


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
    found = tried(below_one, batch_of({}), profile=replace(PLAIN, weigh=1))
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
        (0.8, 2, "control", 0.9),
    ],
)
def test_the_tightest_draw_is_certified_where_the_hunt_did_not_pass_it(hunts, best, step, form, drawn):
    hunts.found = {"best": best}
    found = tried(below_one, batch_of({step: 0.9}, length=70), profile=HUNTING, form=form)
    assert (found.hunt.drawn, found.drawn) == pytest.approx((drawn, drawn), nan_ok=True)


@pytest.mark.parametrize(
    ("hunted", "kept", "largest"),
    [
        (0.8, 0.7, (0.9, "drawn")),
        (0.95, 0.7, (0.95, "hunted")),
        (0.95, 0.99, (0.99, "corpus")),
        (np.nan, np.nan, (0.9, "drawn")),
    ],
)
def test_one_number_is_the_largest_known_and_says_where_it_comes_from(
    hunts, monkeypatch, hunted, kept, largest
):
    entry = CertifiedTightness(batch_of({1: 3}).exact(0), kept, 128)
    monkeypatch.setattr(course, "certify_corpus", lambda claim, **options: [entry])
    hunts.found = {"best": hunted}
    found = tried(below_one, batch_of({1: 0.9}, {1: 0.5}), profile=HUNTING)
    assert found.largest.value == pytest.approx(largest[0]) and found.largest.origin == largest[1]
    assert found.tally.tightness_quantiles().max == pytest.approx(0.9)  # the draws are shown as they came


def test_of_a_refuted_claim_it_is_the_worst_break(hunts):
    proof = Settlement("broken", SHOWN, 128)
    hunts.found = {"best": 3.0, "broken": CertifiedTightness(batch_of({1: 3}).exact(0), 3.0, 128, proof)}
    found = tried(below_one, batch_of({1: 0.5}), profile=HUNTING)
    assert (found.largest.value, found.largest.origin) == (3.0, "hunted")
    found = tried(below_one, batch_of({1: 2}), profile=replace(HUNTING, hunt=0))
    assert (found.largest.value, found.largest.origin) == (pytest.approx(2.0), "drawn")


def test_of_an_equality_there_is_none():
    assert tried(lambda c: equal(c.x, c.x), batch_of({})).largest is None


def test_the_tightest_draw_breaks_the_claim_where_balls_prove_it(monkeypatch):
    proof = CertifiedTightness(batch_of({1: 3}).exact(0), 3.0, 128, Settlement("broken", SHOWN, 128))
    monkeypatch.setattr(course, "certify_tightness", lambda *_, **__: proof)
    assert tried(below_one, batch_of({1: 0.9})).verdict == "refuted"

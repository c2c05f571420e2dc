"""The attack's own judgement: its oracles, its grades, and that a wrong verdict shows."""

from __future__ import annotations

import random

import pytest

from benchmarks.attack import grade
from benchmarks.attack.grade import Graded
from benchmarks.attack.statements import KINDS, OTHERS, beyond_ties, softplus
from icl_verify.trial import course


@pytest.mark.parametrize(
    ("truth", "breaks", "verdict", "wrong", "decidable", "decided"),
    [
        ("true", 0, "refuted", "false refutation", True, False),
        ("true", 0, "holds", "", True, True),
        ("true", 0, "inconclusive", "", True, False),
        ("false", 3, "holds", "false holds", True, False),
        ("false", 0, "holds", "", False, False),
        ("false", 3, "refuted", "", True, True),
        ("malformed", 0, "holds", "false holds", False, False),
        ("malformed", 0, "error", "", False, False),
        ("undefined", 0, "refuted", "false refuted", False, False),
        ("undefined", 0, "inconclusive", "", False, False),
    ],
)
def test_a_verdict_is_held_against_the_truth(truth, breaks, verdict, wrong, decidable, decided):
    one = Graded("kind", truth, breaks, verdict, "name", "")
    assert (one.wrong, one.decidable) == (wrong, decidable)
    if decidable:
        assert one.decided == decided


def test_there_are_two_hundred_of_either_truth_and_no_two_alike():
    made = list(grade.statements(0))
    truths = [case.truth for _, _, case in made]
    assert truths.count("true") >= 200 and truths.count("false") >= 200
    assert len({name for name, _, _ in made}) == len(made)
    assert {kind for _, kind, _ in made} == {kind.__name__ for kind in (*KINDS, *OTHERS)}


@pytest.mark.parametrize("kind", [softplus, beyond_ties], ids=lambda kind: kind.__name__)
def test_the_oracle_knows_the_false_ones(kind):
    rng = random.Random(0)
    for true in (True, False):
        case = kind(rng, true)
        broken = grade.broken_draws(grade.made(f"{kind.__name__}.{true}", case), case, 0)
        assert (broken > 0) is not true


def test_a_trial_that_believes_float64_is_caught(monkeypatch):
    """The break is planted: what float64 does not suspect counts as proved"""
    monkeypatch.setattr(grade, "KINDS", (beyond_ties,))
    monkeypatch.setattr(grade, "OTHERS", ())
    monkeypatch.setattr(grade, "EACH", 1)
    assert not any(one.wrong for one in grade.graded(0))
    monkeypatch.setattr(course, "decide", lambda *_, **__: ("holds", ""))
    monkeypatch.setattr(course, "shown_breaks", lambda trial, state, tally: (*state.breaks[:1] * 2, None))
    assert [one.wrong for one in grade.graded(0)] == ["", "false holds"]

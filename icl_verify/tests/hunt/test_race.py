"""The race: who gets the steps, and what balls are asked about."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from icl_verify.hunt.race import Race
from icl_verify.hunt.settings import HUNT
from icl_verify.judge.tightness import CertifiedTightness
from icl_verify.statement.population import Draw
from icl_verify.tests.tiny import cauchy_schwarz, expand, made

SIZES = {"n": 3, "columns": 1, "first_columns": 0, "steps": 1}


def a_race(starts=4, factor=2, **options):
    """Four ascents of a bound that is a factor from equality."""
    race = Race(made(lambda couple: cauchy_schwarz(couple, factor=factor), "tiny.race"), **options)
    for seed in range(starts):
        race.enter(expand(Draw(SIZES, {}, seed), 8, "cpu"))
    return race


def steps_of(race):
    return [entrant.ascent.steps for entrant in race.entrants]


def test_the_better_half_goes_on_and_no_start_is_dropped_untried():
    race = a_race()
    order = race.successive_halving(race.entrants, 36)
    # Three rounds of twelve steps: among four, two and one.
    assert sorted(steps_of(race)) == [3, 3, 9, 21] and race.result.steps == 36
    values = [entrant.log_tightness for entrant in order]
    assert values == sorted(values, reverse=True) and race.result.best > 0


def test_a_leader_by_rounding_wins_no_round(monkeypatch):
    race = a_race()
    denied = []

    def denies(exact, log_tightness):
        denied.append(log_tightness)
        return len(denied) > 3

    monkeypatch.setattr(race.ledger, "confirms", denies)
    race.successive_halving(race.entrants, 36)
    assert len(denied) > 3 and sum(e.ascent.rejections for e in race.entrants) == 3


def test_an_ascent_that_balls_deny_too_often_is_not_asked_about_again(monkeypatch):
    race = a_race(starts=1)
    asked = []
    monkeypatch.setattr(race.ledger, "confirms", lambda *given: bool(asked.append(given)))
    (entrant,) = race.entrants
    while race.denies(entrant):
        pass
    assert len(asked) == HUNT.most_rejections == entrant.ascent.rejections


def test_an_ascent_at_equality_saves_its_steps():
    race = a_race(starts=1, factor=1)
    race.climb(race.entrants[0], 2000)
    assert race.result.steps < 2000 and abs(race.entrants[0].log_tightness) < HUNT.equality


def test_from_a_corpus_start_the_tightest_that_break_nothing_and_they_must_pass_what_was_known():
    race, exact = a_race(starts=0), expand(Draw(SIZES, {}, 1), 1, "cpu").exact(0)
    values = (0.1, 0.3, np.nan, 0.2)
    known = [CertifiedTightness(exact, value, 128) for value in values]
    entrants = race.enter_corpus(known)
    assert race.result.corpus == 0.3 and not race.result.corpus_broken
    assert [e.known for e in entrants] == pytest.approx([np.log(v) + HUNT.agree for v in (0.3, 0.2)])
    assert all(e.confirmed == e.known for e in entrants)
    entrants[0].ascent = dataclasses.replace(
        entrants[0].ascent, log_tightness=np.full(32, np.log(0.3)), gradient=entrants[0].ascent.gradient
    )
    assert not race.denies(entrants[0]) and race.result.best != race.result.best

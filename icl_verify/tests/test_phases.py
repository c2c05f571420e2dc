"""The table of processor time by phase: whose second it is, and that every phase still begins somewhere."""

from __future__ import annotations

import json
import types

import pytest

pytest.importorskip("benchmarks.phases", reason="installed without its repository")

from benchmarks import phases


class Hand:
    """A clock that a test turns."""

    def __init__(self):
        self.time = 0.0

    def __call__(self):
        return self.time


def test_a_second_belongs_to_the_innermost_phase_and_what_is_left_to_the_rest():
    hand = Hand()
    clock = phases.Clock(hand)
    house = types.SimpleNamespace()

    def draw():
        hand.time += 5

    def preflight():
        hand.time += 1
        house.draw()
        hand.time += 2

    def claim():
        hand.time += 10
        house.preflight()

    house.draw, house.preflight = clock.timed("draw", draw), clock.timed("preflight", preflight)
    hand.time += 7
    clock.started()
    claim()
    clock.lap()
    assert clock.spent == {phases.START: 7, "draw": 5, "preflight": 3, phases.REST: 10}


def test_the_time_of_what_raises_is_counted_and_its_phase_left():
    hand = Hand()
    clock = phases.Clock(hand)

    def hunt():
        hand.time += 3
        raise ValueError

    with pytest.raises(ValueError):
        clock.timed("hunt", hunt)()
    hand.time += 1
    clock.lap()
    assert clock.spent == {phases.START: 1, "hunt": 3}


def test_every_phase_begins_at_functions_that_exist():
    for name in (*(one for names in phases.PHASES.values() for one in names), phases.FIRST_CLAIM):
        home, last = phases.place(name)
        assert callable(getattr(home, last)), name


def test_a_column_is_kept_beside_the_others(tmp_path):
    kept, page = tmp_path / "phases.json", tmp_path / "phases.md"
    phases.keep("before", {"draw": 3.0, "hunt": 1.0}, kept, page)
    phases.keep("after", {"draw": 1.0, "hunt": 1.0}, kept, page)
    text = page.read_text(encoding="utf-8")
    assert "| draw | 3.0 | 75.0% | 1.0 | 50.0% |\n" in text
    assert "| whole | 4.0 |  | 2.0 |  |\n" in text


def test_every_ninth_claim_is_asked_of_a_process_of_its_own(monkeypatch):
    listed = json.dumps([{"id": f"claim{i}"} for i in range(20)])
    told = types.SimpleNamespace(stdout=listed)
    monkeypatch.setattr(phases.subprocess, "run", lambda *command, **options: told)
    assert phases.every(9) == ["claim4", "claim13"] and len(phases.every(1)) == 20
    with pytest.raises(ValueError, match="every must be >= 1, got 0"):
        phases.every(0)

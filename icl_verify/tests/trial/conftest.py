"""Balls that are watched, or that answer what a test plants."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icl_verify.judge.settle import Settlement
from icl_verify.tests.trial.trajectories import SHOWN
from icl_verify.trial import result


@pytest.fixture
def settled(monkeypatch):
    """The instances handed to balls, in order."""
    seen = []
    honest = result.settle

    def watched(claim, exact, **options):
        seen.append(exact)
        return honest(claim, exact, **options)

    monkeypatch.setattr(result, "settle", watched)
    return seen


@pytest.fixture
def answer(monkeypatch):
    """Lets balls answer what a test plants; returns the instances that they were asked about."""

    def plant(outcome, tightness=0.25):
        asked = []

        def planted(claim, exact, **options):
            asked.append(exact)
            return Settlement(outcome, replace(SHOWN, outcome=outcome, tightness=tightness), 128)

        monkeypatch.setattr(result, "settle", planted)
        return asked

    return plant

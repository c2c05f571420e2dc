"""Instances whose vector is their trajectory: entry t is the left side at step t, to be compared with 1."""

from __future__ import annotations

from dataclasses import replace

import torch

from icl_verify.statement.relation import AtMost, BallJudgement, at_most
from icl_verify.tests.tiny import FAST, Couple, made
from icl_verify.trial.course import conclude, run
from icl_verify.trial.result import Trial, TrialResult
from icl_verify.trial.tally import Tally

PLAIN = replace(FAST, simplify=0, prove=0, sample=0, weigh=0)
SHOWN = BallJudgement("proved", 0, "", "", 0.25, AtMost)


def batch_of(*runs, length=5, steps=None, usual=0.5, scales=None) -> Couple:
    """One instance a run; a run names its unusual steps, counted from 1."""
    x = torch.full((len(runs), length), usual, dtype=torch.float64)
    for i, unusual in enumerate(runs):
        for step, value in unusual.items():
            x[i, step - 1] = value
    scale = torch.tensor(scales or [1.0] * len(runs), dtype=torch.float64)
    sizes = {"n": length, "columns": 1, "first_columns": 0, "steps": steps or length}
    return Couple(sizes, {"x": x, "y": x.clone(), "scale": scale, "units": torch.ones_like(x)[..., None]})


def below_one(couple):
    """Every entry of the trajectory is at most 1"""
    x = couple.x[..., : couple.steps]
    return at_most(couple.xp.abs(x), 1 + 0 * x, times=range(1, x.shape[-1] + 1))


def a_trial(statement=below_one, profile=PLAIN, **options) -> Trial:
    """What is fixed for the trial of a statement."""
    return Trial(made(statement, **options), profile, 0)


def tried(statement, *batches, profile=PLAIN, **options) -> TrialResult:
    """The result of a trial on these batches."""
    trial, tally = a_trial(statement, profile, **options), Tally()
    return conclude(trial, run(trial, batches, tally), tally)


def steps_of(instances) -> list[int]:
    """The numbers of steps of the instances."""
    return [exact.sizes["steps"] for exact in instances]

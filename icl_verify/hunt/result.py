"""What a hunt found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from icl_verify.hunt.sharpness import ShapeTightness, Slope, diagnose
from icl_verify.judge.tightness import CertifiedTightness
from icl_verify.statement.fields import Exact


class Improvement(NamedTuple):
    """A new largest tightness: after how many steps and seconds, and what balls say it is."""

    steps: int
    seconds: float
    tightness: float


@dataclass
class HuntResult:
    """What a hunt found.

    Attributes:
        claim: id of the claim.
        best: the largest tightness, as balls have it; NaN where none was confirmed.
        exact: the instance that attains it.
        broken: the instance on which the claim is proved broken, or None.
        drawn: the largest tightness among the draws that it started from, as balls have it, where it passed
            ``best``; else NaN.
        steps: ascent steps taken.
        corpus: the largest tightness in the corpus, as balls have it; NaN where there is none. It is known,
            not found: ``best`` is what this hunt found by itself.
        corpus_broken: whether an instance of the corpus breaks the claim.
        evaluations: instances evaluated in float64.
        rounding: how often float64 claimed a tightness that balls denied.
        shapes: the tightest instance of each shape.
        slopes: how the tightness depends on sizes and positive numbers, by their names.
        history: every improvement of ``best``, in order.
        guided: False where the claim has no derivative that autograd knows: moves were blind.
        signed: True where one side's sign is stated: its distance from 0 was climbed; it has no tightness.
        stopped: ``steps``, ``minutes``, ``interrupted``, ``refuted``, ``nothing finite`` (float64 gave no
            member a finite tightness, ever) or ``nothing to climb`` (no inequality).
        seconds: wall-clock time.
    """

    claim: str
    best: float = np.nan
    exact: Exact | None = None
    broken: CertifiedTightness | None = None
    corpus: float = np.nan
    corpus_broken: bool = False
    drawn: float = np.nan
    steps: int = 0
    evaluations: int = 0
    rounding: int = 0
    shapes: list[ShapeTightness] = field(default_factory=list)
    history: list[Improvement] = field(default_factory=list)
    slopes: dict[str, Slope] = field(default_factory=dict)
    guided: bool = True
    signed: bool = False
    stopped: str = "steps"
    seconds: float = 0.0

    @property
    def multiple(self) -> float:
        """The largest tightness that balls have confirmed, of draws and hunt."""
        return float(np.fmax(self.best, self.drawn))

    @property
    def diagnosis(self) -> str:
        """One sentence on how far the bound is from sharp."""
        return diagnose(self.multiple, self.slopes)


Progress = Callable[[HuntResult], None]

"""What a trial is given, and what it ends with."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np

from icl_verify.hunt.result import HuntResult
from icl_verify.judge.settle import Settlement, settle
from icl_verify.judge.tightness import CertifiedTightness
from icl_verify.records.schema import Events, Largest
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact
from icl_verify.statement.relation import Relation
from icl_verify.statement.relation.base import Curve
from icl_verify.trial.profiles import Profile
from icl_verify.trial.tally import Tally

LINE = 200  # characters of a field that a printed result shows
MOST_LINES = 12  # of a traceback


@dataclass(frozen=True)
class Trial:
    """What is fixed for the trial of one claim: how much is tried, and all that decides what is drawn."""

    claim: Claim
    profile: Profile
    seed: int
    device: str = "cpu"

    def settle(self, exact: Exact) -> Settlement:
        """What balls say of the claim on one instance, within the profile's precision."""
        return settle(self.claim, exact, last_bits=self.profile.last_bits)


@dataclass(frozen=True)
class Break:
    """A proved counterexample; ``origin`` as ``Largest`` has it."""

    exact: Exact
    settlement: Settlement
    tightness: float
    origin: str = "drawn"


def proved_break(exact: Exact, settlement: Settlement, origin: str = "drawn") -> Break | None:
    """The break that a settlement proves, None where it proves none."""
    if settlement.outcome != "broken" or settlement.judgement is None:
        return None
    return Break(exact, settlement, settlement.judgement.tightness, origin)


@dataclass(frozen=True, repr=False)
class TrialResult:
    """Everything that the trial of one claim found; it prints as the verdict and the counterexample.

    Attributes:
        claim: the claim.
        verdict: ``holds``, ``refuted``, ``inconclusive``, ``vacuous`` or ``error``.
        tally: the counts.
        relation: the kind of relation that the claim states, None where an error came first.
        smallest, worst: proved counterexamples, or None.
        tightest: the tightest instance on which the claim holds.
        drawn: the tightness in balls of the tightest instance drawn, where no break is proved and the hunt
            did not pass it; else NaN.
        hunt: what the hunt found, None where there was none.
        corpus: the kept instances as balls have them now; known beforehand, never this run's own breaks.
        curves: loss curves against their bound, for the report.
        note: what a reader should know about the verdict.
        error: a traceback, for the verdict ``error``, or of what went wrong after a break was proved.
        seconds: wall-clock time.
        events: of a statement on chances, what was counted.
    """

    claim: Claim
    verdict: str = "error"
    tally: Tally | None = None
    relation: type[Relation] | None = None
    smallest: Break | None = None
    worst: Break | None = None
    tightest: Exact | None = None
    drawn: float = np.nan
    hunt: HuntResult | None = None
    corpus: tuple[CertifiedTightness, ...] = ()
    curves: tuple[Curve, ...] = ()
    note: str = ""
    error: str | None = None
    seconds: float = 0.0
    events: Events | None = None

    def __repr__(self) -> str:
        expected = "" if self.verdict == self.claim.expected else f" ({self.claim.expected} was expected)"
        lines = [f"{self.claim.id}: {self.verdict}{expected}"]
        if self.tally is not None and self.tally.instances:
            lines.append(f"{self.tally.instances:,} instances, {self.tally.applicable:,} of them applicable")
        if self.largest is not None and self.largest.value is not None:
            lines.append(f"largest tightness {self.largest.value:.6g}, {self.largest.origin}")
        lines += [self.note] if self.note else []
        lines += self._counterexample()
        if self.error:
            lines += self.error.strip().splitlines()[-MOST_LINES:]
        return "\n  ".join(lines)

    def _counterexample(self) -> list[str]:
        """The smallest one in lines: its sizes, its numbers, its sides in balls."""
        found = self.smallest
        if found is None or found.settlement.judgement is None or self.relation is None:
            return []
        words, judged, exact = self.claim.words(self.relation), found.settlement.judgement, found.exact
        sizes = ", ".join(f"{name} = {size}" for name, size in exact.sizes.items())
        lines = [f"counterexample with {sizes}"]
        lines += [_shortened(f"  {name}: {json.dumps(value)}") for name, value in exact.numbers().items()]
        if not words.right:
            return [*lines, f"  {words.left} = {judged.lhs} {words.denied} 0"]
        sides = (judged.rhs, judged.lhs) if words.swapped else (judged.lhs, judged.rhs)
        names = (words.left, words.right)
        return [*lines, *(f"  {name} = {side}" for name, side in zip(names, sides, strict=True))]

    @property
    def largest(self) -> Largest | None:
        """The largest tightness of an inequality that balls know of, and where it comes from."""
        if self.relation is None or not self.relation.climbs:
            return None
        broken = [] if self.worst is None else [(self.worst.tightness, self.worst.origin)]
        hunted = [] if self.hunt is None else [(self.hunt.best, "hunted")]
        kept = [(one.tightness, "corpus") for one in self.corpus]
        known = [one for one in (*broken, (self.drawn, "drawn"), *hunted, *kept) if not math.isnan(one[0])]
        if not known:
            return None
        value, origin = max(known, key=lambda one: one[0])
        return Largest(value=value if math.isfinite(value) else None, origin=origin)

    @property
    def statistical(self) -> bool:
        """Whether the claim is judged by counting events."""
        return self.relation is not None and self.relation.statistical


def _shortened(line: str) -> str:
    return line if len(line) <= LINE else f"{line[:LINE]} ..."

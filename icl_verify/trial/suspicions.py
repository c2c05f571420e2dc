"""Suspicions beyond what is settled one by one: a random sample of them is settled and bounds the rest.

Only suspicions of one nature share a sample: what looks broken by far is always settled.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from icl_verify.records.schema import Sampled
from icl_verify.statement.fields import Instance
from icl_verify.statement.relation import FloatJudgement

ROUNDING, LATE = "by rounding", "late along a trajectory"
FAR = 1e-3  # beyond equality by more than this, rounding is no likely reason
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Suspicion:
    """An instance of a judged batch."""

    batch: Instance
    judged: FloatJudgement
    index: int


@dataclass(frozen=True)
class Sample:
    """That none of ``settled`` suspicions, drawn at random from ``suspicions`` of one nature, is a break."""

    nature: str
    suspicions: int
    settled: int

    @property
    def breaks(self) -> int:
        """The largest number of breaks among all of them that the sample does not rule out."""
        return unseen(self.suspicions, self.settled)

    @property
    def share(self) -> float:
        """The same as a share."""
        return self.breaks / self.suspicions

    def sentence(self) -> str:
        """What a reader of a verdict must know of it."""
        return (
            f"0 of {self.settled:,} sampled of {self.suspicions:,} suspicions {self.nature} are breaks: "
            f"at most {self.breaks:,} ({self.share:.2%}) could be, at confidence {CONFIDENCE:.0%}."
        )

    def record(self) -> Sampled:
        """The sample as a record holds it."""
        return Sampled(
            nature=self.nature, suspicions=self.suspicions, settled=self.settled, share=self.share,
            confidence=CONFIDENCE,
        )  # fmt: skip


def unseen(population: int, sample: int, confidence: float = CONFIDENCE) -> int:
    """How many breaks a population may hold of which a sample without replacement shows none.

    The largest number whose chance to stay unseen, exactly (hypergeometric), is above 1 - confidence.

    Raises:
        ValueError: the sample is not between 0 and the population.
    """
    if not 0 <= sample <= population:
        raise ValueError(f"sample must be between 0 and the population {population}, got {sample}")
    chance, breaks = 1.0, 0
    while breaks < population - sample:
        chance *= (population - sample - breaks) / (population - breaks)
        if chance <= 1 - confidence:
            break
        breaks += 1
    return breaks


def looks_far(judged: FloatJudgement, index: int, equality: float) -> bool:
    """Whether float64 has no number there, or one so far beyond equality that rounding hardly explains it."""
    return bool(judged.undefined[index]) or not judged.tightness[index] - equality <= FAR


class Remainder:
    """What the budget left, by its nature."""

    def __init__(self, name: str, seed: int) -> None:
        self._name, self._seed = name, seed
        self._left: dict[str, list[Suspicion]] = {}

    def add(self, nature: str, suspicion: Suspicion) -> None:
        """Leave one more to the sample."""
        self._left.setdefault(nature, []).append(suspicion)

    def samples(self, most: int) -> Iterator[tuple[Sample, list[Suspicion]]]:
        """For every nature at most so many, drawn by the run's seed and the name, in their order."""
        for nature, left in self._left.items():
            generator = random.Random(f"{self._seed}/{self._name}/{nature}")
            chosen = generator.sample(range(len(left)), min(most, len(left)))
            yield Sample(nature, len(left), len(chosen)), [left[i] for i in sorted(chosen)]

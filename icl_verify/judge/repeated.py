"""Whether a claim says the same of the same instances each time, or draws or remembers something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from icl_verify.judge.events import FLIPPED
from icl_verify.judge.members import SAME, Difference, Evaluation, another_time, check_same
from icl_verify.judge.untouched import Unsteady
from icl_verify.numerics.surroundings import drawn_so_far
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.relation import Relation, Statistical


@dataclass(frozen=True)
class Answer:
    """What a claim or an assumption said of a batch when it was first asked.

    Attributes:
        name: what it is called.
        sides: both of them, or the events, each of shape (batch, entries).
        scale: what it measures differences against, 0 where it does not say.
    """

    name: str
    statement: Evaluation
    batch: Instance
    sides: tuple[np.ndarray, ...]
    scale: float

    @classmethod
    def of(cls, name: str, statement: Evaluation, batch: Instance, relation: Relation) -> Answer:
        """What the relation says, in memory of its own."""
        scale = 0.0 if relation.scale is None else float(relation.float_sides()[2].max())
        return cls(name, statement, batch, _sides(relation), scale)

    def check(self) -> None:
        """Ask once more.

        Raises:
            Unsteady: it has other sides now, by more than rounding explains.
        """
        now = _sides(self.statement(self.batch))
        if len(now) == 1:  # events, of which rounding may decide some otherwise
            if (self.sides[0] != now[0]).mean() > FLIPPED:
                shares = (float(events.mean()) for events in (*self.sides, *now))
                raise another_time(self.name, Difference("left", *shares))
            return
        if all(
            np.array_equal(ours, theirs, equal_nan=True) for ours, theirs in zip(self.sides, now, strict=True)
        ):
            return
        for index in range(self.batch.batch):
            ours, theirs = ([side[index] for side in sides] for sides in (self.sides, now))
            check_same(self.name, ours, theirs, SAME, self.scale)


def first_answers(claim: Claim, batch: Instance, relation: Relation) -> tuple[Answer, ...]:
    """What a claim, whose relation is given, and its assumptions say of a batch."""
    assumed = [Answer.of(f"assumption {a.name} of {claim.id}", a, batch, a(batch)) for a in claim.assumes]
    return (Answer.of(claim.id, claim, batch, relation), *assumed)


def check_again(answers: Sequence[Answer]) -> None:
    """Ask for each answer once more.

    Raises:
        Unsteady: what was asked draws random numbers, or says something else now.
    """
    before = drawn_so_far()
    for answer in answers:
        answer.check()
    if drawn_so_far() == before:
        return
    for answer in answers:
        answer.check()
        once = drawn_so_far()
        answer.check()  # who seeds a generator each time draws the same
        if drawn_so_far() != once:
            raise Unsteady(
                f"{answer.name} must draw no random numbers, got some from a generator that all share: "
                "declare what is random as a field, which the population draws"
            )


def _sides(relation: Relation) -> tuple[np.ndarray, ...]:
    """Both sides, or events, of shape (batch, entries); what float64 does not resolve is 0."""
    if isinstance(relation, Statistical):
        return (relation.events().copy(),)
    left, right, _ = relation.float_sides()
    judged = relation.resolved_entries(left.shape)
    return np.where(judged, left, 0.0), np.where(judged, right, 0.0)

"""Statements on chances: one chance at every size, and no refutation that rounding made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from icl_verify.judge.e_value import Count
from icl_verify.judge.events import failed_by_rounding
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.relation import Statistical
from icl_verify.trial.mistakes import shown
from icl_verify.trial.tally import Tally
from icl_verify.trial.verdict import refuted_by_counting

# Failed events whose digits are changed before a chance is refuted, and how often the same ones are.
LOOKED_AT_AGAIN, ROUNDS = 200, 16


def check_same_chance(claim: Claim, batch: Instance, relation: Statistical, before: Statistical) -> None:
    """ValueError where another chance, or axis, is claimed than before: counts are held against one."""
    if (relation.chance, relation.along) != (before.chance, before.along):
        raise ValueError(
            f"{claim.id} must claim one chance along one axis, got {_claimed(relation)} at "
            f"{shown(batch.sizes)} after {_claimed(before)}: claim it of one size at a time"
        )


def _claimed(relation: Statistical) -> str:
    return f"{relation.chance:.6g}" + ("" if relation.along is None else f" along {relation.along}")


def refuted_whatever_the_rounding(
    claim: Claim, chance: float, tally: Tally, batches: Callable[[], Iterable[Instance]]
) -> bool:
    """Whether the events refute the chance, and still do without the failures that rounding may have made.

    The first failures tell what share of them that is, the same ones several times where they are few. An
    event that a single rounding decides moves in a third of the cases: four times the share is given up.
    """
    if not refuted_by_counting(tally, chance):
        return False
    seen, asked = Count(), Tally()
    for seed, batch in _rounds(batches):
        mask, _ = asked.applicable_mask(claim.assumes, batch)
        seen += failed_by_rounding(claim, batch, mask, seed)
        if seen.samples >= LOOKED_AT_AGAIN:
            break
    if not seen.successes:
        return True
    share = min(1.0, 4 * seen.successes / seen.samples)
    lenient = Tally(events={
        shape: [Count(c.samples - int((1 - share) * (c.samples - c.successes)), c.samples) for c in counts]
        for shape, counts in tally.events.items()
    })  # fmt: skip
    return refuted_by_counting(lenient, chance)


def _rounds(batches: Callable[[], Iterable[Instance]]) -> Iterator[tuple[int, Instance]]:
    for seed in range(ROUNDS):
        for batch in batches():
            yield seed, batch

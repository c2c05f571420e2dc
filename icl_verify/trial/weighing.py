"""Weighing: in every trial some members are judged in balls that float64 has nothing against.

Where float64 resolves nothing it must not be believed: it takes a small positive number for 0, and an
overflow for an empty bound. So balls are asked, of a few members of every claim, whether float64 has their
numbers. Where it often has not, any member may be a break, and a sample of all is settled.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from icl_verify.judge.settle import Settlement
from icl_verify.judge.tightness import LONGEST_CERTIFIED
from icl_verify.judge.weigh import OFF, apart
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import FloatJudgement, Relation
from icl_verify.statement.sampling import mixed_seed
from icl_verify.trial.result import Break, Trial, proved_break
from icl_verify.trial.suspicions import Suspicion, settle_one, settle_some
from icl_verify.trial.tally import Tally

# Steps of a trajectory on which a claim that holds is proved and weighed: its rule is used a dozen times
# over, and balls, which lose bits at every step, still need few of them.
PROOF_HORIZON = 12
OFTEN = 0.1  # the share of the members weighed beyond which float64 errs often
# The natures of suspicions that no number of float64 raises.
BLIND, ERRS = "of which float64 has no digit", "where float64 errs"


@dataclass(frozen=True)
class Member:
    """A member of a batch that is to be weighed.

    Attributes:
        value: what it was chosen by.
        relation: of this member alone.
        time: the step to which it is weighed: the population admits the instance cut there.
    """

    value: float
    batch: Instance
    index: int
    relation: Relation
    time: int

    def exact(self) -> Exact:
        """The instance, its trajectory cut."""
        return self.batch.shared(self.index, self.time)


@dataclass(frozen=True)
class Watched:
    """The batches seen, and whom to weigh of them.

    Attributes:
        extremes: by what it is the extreme of, the member whose value is largest.
        random: the members whose values, drawn at random, are least; in their order.
        seen: every batch as float64 has it, with which of its members are applicable.
    """

    extremes: dict[str, Member] = field(default_factory=dict)
    random: tuple[Member, ...] = ()
    seen: tuple[tuple[Instance, FloatJudgement, np.ndarray], ...] = ()

    def members(self) -> list[Member]:
        """Each once."""
        chosen = [*self.extremes.values(), *self.random]
        return list({(id(one.batch), one.index): one for one in reversed(chosen)}.values())[::-1]


def watch(
    trial: Trial, watched: Watched, batch: Instance, relation: Relation, judged: FloatJudgement,
    mask: np.ndarray,
) -> Watched:  # fmt: skip
    """The same with one more batch.

    The random members depend on the seed and the population alone, so that its claims share their balls.

    Arguments:
        mask: which members are applicable, shape (batch,).
    """
    mask, wanted = mask & (judged.judged > 0), trial.profile.weigh
    rows = np.flatnonzero(mask)
    watched = replace(watched, seen=(*watched.seen, (batch, judged, mask)))
    if not (len(rows) and wanted):
        return watched
    extremes = dict(watched.extremes)
    steps_to = functools.partial(trial.claim.population.fewest_steps, type(batch), batch.sizes)
    for name, values in _values(batch, judged):
        row = int(rows[np.argmax(values[rows])])
        if name not in extremes or values[row] > extremes[name].value:
            time = steps_to(horizon(int(judged.time[row]) if name == "tightest" else -1))
            extremes[name] = Member(float(values[row]), batch, row, relation.member(row), time)
    values = batch.memoised(("weighed", trial.seed), lambda: _at_random(trial, len(watched.seen), batch))
    largest = watched.random[-1].value if len(watched.random) == wanted else np.inf
    fresh = [
        Member(float(values[row]), batch, int(row), relation.member(int(row)), steps_to(PROOF_HORIZON))
        for row in rows[np.argsort(values[rows])][:wanted]
        if values[row] < largest
    ]
    random = sorted([*watched.random, *fresh], key=lambda member: member.value)
    return replace(watched, extremes=extremes, random=tuple(random[:wanted]))


def _at_random(trial: Trial, place: int, batch: Instance) -> np.ndarray:
    """Numbers of shape (batch,) for the batch at that place among those of the population."""
    seed = mixed_seed("weighed", trial.seed, trial.claim.population.name, place)
    return np.random.default_rng(seed).random(batch.batch)


def horizon(time: int) -> int:
    """The step to which an instance is weighed, for the sake of that one if balls get there cheaply."""
    return max(PROOF_HORIZON, time if time <= LONGEST_CERTIFIED else -1)


def _values(batch: Instance, judged: FloatJudgement) -> Iterator[tuple[str, np.ndarray]]:
    """What a member may be the extreme of, by name, with its values of shape (batch,)."""
    finite = np.isfinite(judged.number)
    yield "tightest", np.where(finite, judged.number, -np.inf)
    yield "loosest", np.where(finite, -judged.number, -np.inf)
    for name, declared in batch.fields.items():
        if declared.kind in ("positive", "probability"):
            least, largest = batch.memoised(("extremes", name), lambda: _ends(batch, name))  # noqa: B023
            yield f"least {name}", -least
            yield f"largest {name}", largest


def _ends(batch: Instance, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The least and the largest entry of a field, each of shape (batch,)."""
    entries = batch.tensors[name].detach().cpu().numpy().reshape(batch.batch, -1)
    return entries.min(axis=1), entries.max(axis=1)


def weigh_members(trial: Trial, watched: Watched, tally: Tally) -> Break | None:
    """Weigh the members chosen; then settle a sample of those of which float64 has no digit, and where it
    errs often a sample of all. The first break that is proved ends it.
    """
    for member in watched.members():
        exact = member.exact()
        settlement = trial.settle(exact)
        found = counted(exact, settlement, tally)
        if found:
            return found
        if settlement.outcome in ("proved", "tie") and settlement.judgement is not None:
            tally.add_weight(apart(member.relation, settlement.judgement), OFF)
    blind = _suspicions(tally, watched, [judged.blind & ~judged.suspicious for _, judged, _ in watched.seen])
    often = tally.off > OFTEN * tally.weighed
    rest = _suspicions(tally, watched, [mask for _, _, mask in watched.seen]) if often else []
    # Half of what suspicions get: nothing speaks against these.
    fewer = replace(trial, profile=replace(trial.profile, sample=trial.profile.sample // 2))
    for nature, left in ((BLIND, blind), (ERRS, rest)):
        found = settle_some(fewer, nature, left, lambda one: _settled(trial, one, tally), tally)
        if found:
            return found
    return None


def counted(exact: Exact, settlement: Settlement, tally: Tally) -> Break | None:
    """Count the settlement of an instance that was not suspected; the break that it proves, if it does.

    Of a kind that fails by rounding alone, float64's word is nothing where balls leave an instance open.
    """
    tally.settled += 1
    every = tally.relation is not None and tally.relation.settles_every_suspicion
    tally.left_open += every and settlement.outcome == "undecided"
    tally.proved += settlement.outcome == "proved"
    tally.ties += settlement.outcome == "tie"
    return proved_break(exact, settlement)


def _suspicions(tally: Tally, watched: Watched, chosen: Sequence[np.ndarray]) -> list[Suspicion]:
    """The applicable members that are chosen, of each batch by a mask of shape (batch,)."""
    assert tally.relation is not None
    return [
        Suspicion(batch, judged, int(i), tally.relation)
        for (batch, judged, mask), among in zip(watched.seen, chosen, strict=True)
        for i in np.flatnonzero(mask & among)
    ]


def _settled(trial: Trial, suspicion: Suspicion, tally: Tally) -> Break | None:
    """Settle a member of which float64 knows too little, to the first step at which it has no digit."""
    first = int(suspicion.judged.first_blind[suspicion.index])
    time = first if 0 <= first <= LONGEST_CERTIFIED else PROOF_HORIZON
    exact = trial.claim.population.cut(suspicion.batch.exact(suspicion.index), time)
    near_tie = bool(suspicion.judged.suspicious[suspicion.index]) and not suspicion.broken
    return settle_one(trial, suspicion.kind, exact, suspicion.tightness, not near_tie, tally).counterexample

"""Weighing: in every trial some members are judged in balls that float64 has nothing against.

Balls are asked, of a few members of every claim, whether float64 has their numbers. What follows where it has
not is in ``blind``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from icl_verify.judge.applicable import in_doubt
from icl_verify.judge.members import same_when_cut
from icl_verify.judge.settle import Settlement
from icl_verify.judge.tightness import LONGEST_CERTIFIED
from icl_verify.judge.weigh import OFF, apart
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import FloatJudgement, Relation
from icl_verify.statement.sampling import mixed_seed
from icl_verify.trial.result import Break, Trial, proved_break
from icl_verify.trial.tally import Tally

# Steps of a trajectory on which a claim that holds is proved and weighed: its rule is used a dozen times
# over, and balls, which lose bits at every step, still need few of them.
PROOF_HORIZON = 12


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
class Seen:
    """A batch as float64 has it.

    Attributes:
        applicable: which members are, shape (batch,).
        doubtful: which may be though float64 excludes them, among those that it does not clear, shape
            (batch,).
    """

    batch: Instance
    judged: FloatJudgement
    applicable: np.ndarray
    doubtful: np.ndarray


@dataclass(frozen=True)
class Watched:
    """The batches seen, and whom to weigh of them.

    Attributes:
        extremes: by what it is the extreme of, the member whose value is largest.
        random: the members whose values, drawn at random, are least; in their order.
        seen: every batch.
    """

    extremes: dict[str, Member] = field(default_factory=dict)
    random: tuple[Member, ...] = ()
    seen: tuple[Seen, ...] = ()

    def members(self) -> list[Member]:
        """Each once."""
        chosen = [*self.extremes.values(), *self.random]
        return list({(id(one.batch), one.index): one for one in reversed(chosen)}.values())[::-1]


def seen_of(
    trial: Trial, batch: Instance, judged: FloatJudgement, mask: np.ndarray, possible: np.ndarray
) -> Seen:
    """A batch that was judged.

    Arguments:
        mask, possible: which members satisfy every assumption in float64, and which may where it has no
            number, each of shape (batch,). What looks broken of the latter is suspected.
    """
    resolved, unclear = judged.judged > 0, judged.blind | judged.tied | (judged.broken & ~possible)
    doubtful = in_doubt(trial.claim.assumes, batch, resolved & ~mask & unclear)
    return Seen(batch, judged, mask & resolved, doubtful)


def watch(trial: Trial, watched: Watched, seen: Seen, relation: Relation) -> Watched:
    """The same with one more batch, of which the relation is.

    The random members depend on the seed and the population alone, so that its claims share their balls.
    """
    batch, judged, wanted = seen.batch, seen.judged, trial.profile.weigh
    rows = np.flatnonzero(seen.applicable)
    watched = replace(watched, seen=(*watched.seen, seen))
    if not (len(rows) and wanted):
        return watched
    extremes = dict(watched.extremes)
    steps_to = functools.partial(steps_shown, trial, batch, relation)
    for name, values in _values(batch, judged):
        row = int(rows[np.argmax(values[rows])])
        if name not in extremes or values[row] > extremes[name].value:
            time = steps_to(int(judged.time[row]) if name == "tightest" else -1)
            extremes[name] = Member(float(values[row]), batch, row, relation.member(row), time)
    values = batch.memoised(("weighed", trial.seed), lambda: _at_random(trial, len(watched.seen), batch))
    largest = watched.random[-1].value if len(watched.random) == wanted else np.inf
    fresh = [
        Member(float(values[row]), batch, int(row), relation.member(int(row)), steps_to())
        for row in rows[np.argsort(values[rows])][:wanted]
        if values[row] < largest
    ]
    random = sorted([*watched.random, *fresh], key=lambda member: member.value)
    return replace(watched, extremes=extremes, random=tuple(random[:wanted]))


def _at_random(trial: Trial, place: int, batch: Instance) -> np.ndarray:
    """Numbers of shape (batch,) for the batch at that place among those of the population."""
    seed = mixed_seed("weighed", trial.seed, trial.claim.population.name, place)
    return np.random.default_rng(seed).random(batch.batch)


def steps_shown(trial: Trial, batch: Instance, relation: Relation, time: int = -1) -> int:
    """The steps to which balls are shown members of a batch, -1 without a trajectory.

    Arguments:
        time: a step for whose sake more is shown if balls get there cheaply; so is the first that the
            relation speaks of.
    """
    least = max(step for step in (PROOF_HORIZON, time, _first(batch, relation)) if step <= LONGEST_CERTIFIED)
    return trial.claim.population.fewest_steps(type(batch), batch.sizes, least)


def is_whole(trial: Trial, batch: Instance, index: int, relation: Relation, steps: int, row: int = 0) -> bool:
    """Whether a member cut to so many steps is what its relation speaks of, and not another instance.

    Arguments:
        relation: that of the member, or of a batch where the member's ``row`` is told.
    """
    if relation.times is not None or steps >= _first(batch, relation):
        return True
    return same_when_cut(trial.claim, batch, index, relation, steps, row)


def _first(batch: Instance, relation: Relation) -> int:
    """The first step that a relation speaks of: without times it may be the last; -1 without a trajectory."""
    along = type(batch).trajectory()
    if relation.times is not None:
        return relation.times[0]
    return -1 if along is None else batch.sizes[along]


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
    """Weigh the members chosen; the first break that is proved ends it."""
    for member in watched.members():
        exact = member.exact()
        whole = is_whole(trial, member.batch, member.index, member.relation, member.time)
        settlement = trial.settle(exact)
        found = counted(exact, settlement, tally, whole=whole)
        if found:
            return found
        if whole and settlement.outcome in ("proved", "tie") and settlement.judgement is not None:
            tally.add_weight(apart(member.relation, settlement.judgement), OFF)
    return None


def counted(exact: Exact, settlement: Settlement, tally: Tally, *, whole: bool = True) -> Break | None:
    """Count the settlement of an instance that was not suspected; the break that it proves, if it does.

    Of a kind that fails by rounding alone, float64's word is nothing where balls leave an instance open.

    Arguments:
        whole: whether it is what was drawn, of which a trajectory that is cut may prove nothing.
    """
    tally.settled += 1
    tally.cut += not whole
    every = tally.relation is not None and tally.relation.settles_every_suspicion
    tally.left_open += every and settlement.outcome == "undecided"
    tally.proved += whole and settlement.outcome == "proved"
    tally.ties += whole and settlement.outcome == "tie"
    return proved_break(exact, settlement)

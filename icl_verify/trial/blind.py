"""Settling samples of what float64 knows too little of.

Where float64 resolves nothing it must not be believed: it takes a small positive number for 0, an overflow
for an empty bound, and an assumption that rounding broke for one that fails. Nothing speaks against such
members, so that balls are asked of a sample alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from icl_verify.judge.tightness import LONGEST_CERTIFIED
from icl_verify.trial.result import Break, Trial, proved_break
from icl_verify.trial.suspicions import Answer, Suspicion, settle_one, settle_some
from icl_verify.trial.tally import Tally
from icl_verify.trial.weighing import PROOF_HORIZON, Seen, Watched, weigh_members

OFTEN = 0.1  # the share of the members weighed beyond which float64 errs often, and any may be a break
# The natures of suspicions that no number of float64 raises.
BLIND, ERRS = "of which float64 has no digit", "where float64 errs"
TIED, DOUBT = "that tie in float64 without a digit", "that rounding alone may exclude"
TOO_LONG = ", on trajectories too long for balls,"
# Parts of the sample that suspicions get. Nothing speaks against these; what float64 has for 0 mostly is 0;
# and of what no settlement in reach clears only an early break can be shown.
PART, TIED_PART, LATE_PART = 2, 4, 32
DOUBTFUL_BITS = 1024  # what is 0 in truth stays open at any precision


@dataclass(frozen=True)
class Nature:
    """Members that are settled for one reason.

    Attributes:
        every: any step may be a break, not only those of which float64 has no digit.
        suspected: a member that balls leave open leaves the claim open.
        part: the sample is so small a part of what suspicions get.
    """

    name: str
    members: Sequence[Suspicion]
    every: bool = False
    suspected: bool = True
    part: int = PART


def settle_unsuspected(trial: Trial, watched: Watched, tally: Tally) -> Break | None:
    """Weigh members and settle samples of what float64 knows too little of, until one break is proved."""
    return weigh_members(trial, watched, tally) or settle_blind(trial, watched, tally)


def settle_blind(trial: Trial, watched: Watched, tally: Tally) -> Break | None:
    """Settle samples of what float64 knows too little of; the first break that is proved ends it."""
    beyond: set[tuple[int, int]] = set()
    for nature in _natures(watched, tally):
        within = [one for one in nature.members if _reach(trial, nature, one)[1]]
        late = [one for one in nature.members if not _reach(trial, nature, one)[1]]
        settled = functools.partial(_settled, trial, nature, tally)
        some, few = _with_part(trial, nature.part), _with_part(trial, LATE_PART)
        found = settle_some(some, nature.name, within, settled, tally, suspected=nature.suspected)
        found = found or settle_some(few, nature.name + TOO_LONG, late, settled, tally, suspected=False)
        if found:
            return found
        if nature.name != DOUBT:
            beyond |= {(id(one.batch), one.index) for one in late}
    tally.beyond = len(beyond)
    return None


def _with_part(trial: Trial, part: int) -> Trial:
    """The trial with a part of its sample, at least one member of any."""
    return replace(trial, profile=replace(trial.profile, sample=-(-trial.profile.sample // part)))


def _natures(watched: Watched, tally: Tally) -> Iterator[Nature]:
    def among(chosen: Callable[[Seen], np.ndarray]) -> list[Suspicion]:
        assert tally.relation is not None
        return [
            Suspicion(seen.batch, seen.judged, int(i), tally.relation)
            for seen in watched.seen
            for i in np.flatnonzero(chosen(seen))
        ]

    yield Nature(BLIND, among(lambda seen: seen.applicable & _unseen(seen)))
    if tally.off > OFTEN * tally.weighed:
        yield Nature(ERRS, among(lambda seen: seen.applicable & ~_near_ties(seen)), every=True)
    yield Nature(
        TIED, among(lambda seen: seen.applicable & _near_ties(seen)), suspected=False, part=TIED_PART
    )
    yield Nature(DOUBT, among(lambda seen: seen.doubtful), suspected=False)


def _unseen(seen: Seen) -> np.ndarray:
    """Where float64 has no digit of entries that nothing speaks against, shape (batch,).

    What looks broken was settled as far as it does, along a trajectory.
    """
    judged = seen.judged
    return np.asarray(judged.blind & (~judged.suspicious | (judged.broken & (judged.time >= 0))))


def _near_ties(seen: Seen) -> np.ndarray:
    """Where float64 has a tie and no digit of some entry, shape (batch,): few near ties are settled."""
    judged = seen.judged
    return np.asarray((judged.blind | judged.tied) & ~judged.broken & ~_unseen(seen))


def _reach(trial: Trial, nature: Nature, member: Suspicion) -> tuple[int | None, bool]:
    """The step to which balls are asked about a member, None for not at all, and whether that is enough."""
    batch, judged, index = member.batch, member.judged, member.index
    along = type(batch).trajectory()
    if along is None:
        return -1, True
    length = batch.sizes[along]
    if nature.every or member.time < 0:
        if length <= LONGEST_CERTIFIED:
            return length, True
        # A statement without times is another one of a trajectory that is cut.
        return (None if member.time < 0 else PROOF_HORIZON), False
    steps = judged.blind_steps.get(index, np.array([], dtype=int))
    if member.broken:
        steps = np.append(steps, [member.first, member.last])
    near = steps[steps <= LONGEST_CERTIFIED]
    if not near.size:
        return None, False
    time = int(near.max())
    return time, int(steps.max()) <= trial.claim.population.fewest_steps(type(batch), batch.sizes, time)


def _settled(trial: Trial, nature: Nature, tally: Tally, member: Suspicion) -> Answer:
    """Settle a member as far as balls get cheaply; what they are not asked stays undecided."""
    time, whole = _reach(trial, nature, member)
    if time is None:
        return Answer("undecided", member.tightness)
    exact = trial.claim.population.cut(member.batch.exact(member.index), time)
    if nature.suspected:
        near_tie = bool(member.judged.suspicious[member.index]) and not member.broken
        answer = settle_one(trial, member.kind, exact, member.tightness, whole and not near_tie, tally)
    else:
        bits = min(trial.profile.last_bits, DOUBTFUL_BITS)
        settlement = replace(trial, profile=replace(trial.profile, last_bits=bits)).settle(exact)
        tally.settled += 1
        answer = Answer(settlement.outcome, member.tightness, proved_break(exact, settlement))
    return answer if whole else replace(answer, outcome="undecided")

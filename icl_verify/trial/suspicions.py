"""What float64 suspects, and how balls settle it: in which order, up to which step, and what has to wait.

Float64 is quick and sees breaks that are none; balls are slow and right. So the suspicions of a batch are
settled the likeliest and cheapest first. Breaks late along a trajectory wait until every batch is drawn, for
an earlier one may turn up. Of what is beyond the budget a random sample is settled, which bounds the rest.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from icl_verify.judge.members import check_dismissed
from icl_verify.judge.tightness import LONGEST_CERTIFIED, LONGEST_SETTLED
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import FloatJudgement, Relation
from icl_verify.trial.result import Break, Trial, proved_break
from icl_verify.trial.simplify import prove_suspect
from icl_verify.trial.tally import Sample, Tally

# The natures of suspicions: only those of one nature share a sample, as one says little of the other.
ROUNDING, LATE = "by rounding", "late along a trajectory"
# Tightness beyond equality. More than this is no likely rounding: such a suspicion is settled at any price.
FAR = 1e-3
# Breaks of a claim. One refutes; a few more let the simplifier start small and show how bad it gets.
MORE_BREAKS = 6
# Suspicions of a claim that are looked at for more breaks, most of which turn out to be neither smaller nor
# worse: float64 may suspect thousands.
MOST_ATTEMPTS = 10 * MORE_BREAKS
# How many times as tight as the worst break a further one must be to be worth its proof.
CLEARLY_WORSE = 2
# Relative. What two near ties must differ by to be told apart in float64: about a thousand roundings.
NEARER = 1e-13
# Suspected breaks of a claim, undecided in balls, that are made simple to be proved: each may cost a budget.
SUSPECTS_MADE_SIMPLE = 8


@dataclass(frozen=True)
class Suspicion:
    """An instance of a judged batch, and the kind of relation by which it was judged."""

    batch: Instance
    judged: FloatJudgement
    index: int
    kind: type[Relation]

    @property
    def broken(self) -> bool:
        """Whether it looks broken, and not merely close."""
        return bool(self.judged.broken[self.index])

    @property
    def tightness(self) -> float:
        """As float64 has it."""
        return float(self.judged.tightness[self.index])

    @property
    def time(self) -> int:
        """The step of the worst entry, -1 where there is no trajectory."""
        return int(self.judged.time[self.index])

    @property
    def first(self) -> int:
        """The first step that looks broken, -1 where there is none or no trajectory."""
        return int(self.judged.first[self.index])

    @property
    def last(self) -> int:
        """The last step that looks broken, -1 as for ``first``."""
        return int(self.judged.last[self.index])

    @property
    def looks_far(self) -> bool:
        """Whether float64 has no number, or one so far beyond equality that rounding hardly explains it."""
        return bool(self.judged.undefined[self.index]) or not self.tightness - self.kind.equality <= FAR


@dataclass(frozen=True)
class Suspicions:
    """What settling has shown, and what waits.

    Attributes:
        breaks: proved, in the order of their proofs.
        late: what breaks late along its trajectory.
        beyond: what looks broken, by no more than rounding, beyond the budget of its batch.
        attempts: suspicions that were looked at after the first break.
        near_ties: near ties so far, and ``nearest`` the largest tightness among them.
    """

    breaks: tuple[Break, ...] = ()
    late: tuple[Suspicion, ...] = ()
    beyond: tuple[Suspicion, ...] = ()
    attempts: int = 0
    near_ties: int = 0
    nearest: float = 0.0

    def with_break(self, more: Break | None) -> Suspicions:
        """The same with one more break, if there is one."""
        return self if more is None else replace(self, breaks=(*self.breaks, more))


@dataclass(frozen=True)
class Answer:
    """What balls answer to a suspicion.

    Attributes:
        outcome: as ``Settlement`` has it.
        tightness: as far as it is known now: what float64 made up is replaced by the balls' value, NaN where
            balls prove that an assumption fails, as nothing is claimed there.
        counterexample: the break, where one is proved.
    """

    outcome: str
    tightness: float
    counterexample: Break | None = None


def suspects_of(
    batch: Instance, judged: FloatJudgement, kind: type[Relation], possible: np.ndarray
) -> list[Suspicion]:
    """What float64 suspects of a batch, in the order in which it is settled.

    What breaks early comes first, as balls get there cheaply; then the tightest, then the earliest.

    Arguments:
        possible: which instances may satisfy every assumption, shape (batch,).
    """
    suspects = np.flatnonzero(judged.suspicious & possible)
    first = judged.first[suspects]
    order = np.lexsort((first, -judged.tightness[suspects], first > LONGEST_CERTIFIED))
    return [Suspicion(batch, judged, int(i), kind) for i in suspects[order]]


def settle_suspects(
    trial: Trial, state: Suspicions, suspects: Sequence[Suspicion], tally: Tally
) -> tuple[Suspicions, dict[int, float]]:
    """Settle the suspicions of a batch as far as its budget goes, in the order given.

    Returns:
        What is known now, and by index the tightness that replaces float64's: NaN for what is left to the
        sample, as its number stands for nothing yet.
    """
    budget, late, beyond = trial.profile.settle, [], []
    tightness: dict[int, float] = {}
    for suspicion in suspects:
        if state.breaks:
            state = replace(state, attempts=state.attempts + 1)
            if not worth_settling(state, suspicion):
                continue
        if not suspicion.broken:
            state, worth = near_tie_counts(trial, state, suspicion)
            if not worth:
                continue
        if suspicion.first > LONGEST_SETTLED:
            # Another batch may break much sooner, and be proved to at a fraction of the cost.
            late.append(suspicion)
        elif budget <= 0 and not suspicion.looks_far:
            if suspicion.broken or suspicion.kind.settles_every_suspicion:
                beyond.append(suspicion)
                tightness[suspicion.index] = np.nan
        else:
            budget -= 1
            answer = settle_steps(trial, suspicion, tally)
            state = state.with_break(answer.counterexample)
            tightness[suspicion.index] = answer.tightness
    return replace(state, late=(*state.late, *late), beyond=(*state.beyond, *beyond)), tightness


def worth_settling(state: Suspicions, suspicion: Suspicion) -> bool:
    """After the first proved break only an early one, of smaller shape or clearly worse, counts."""
    size = sum(suspicion.batch.sizes.values())
    smaller = size < min(sum(b.exact.sizes.values()) for b in state.breaks)
    return (
        state.attempts <= MOST_ATTEMPTS
        and suspicion.first <= LONGEST_CERTIFIED
        and len(state.breaks) < MORE_BREAKS
        and (smaller or suspicion.tightness > CLEARLY_WORSE * max(b.tightness for b in state.breaks))
    )


def near_tie_counts(trial: Trial, state: Suspicions, suspicion: Suspicion) -> tuple[Suspicions, bool]:
    """Whether a near tie is settled: the first few, then only what is nearer, or passes, equality.

    One far along a trajectory that does not pass equality is not worth the way there in balls.
    A number that float64 takes for positive, but small, is always settled: ranks fail by rounding.
    """
    if suspicion.kind.settles_every_suspicion:
        return state, True
    tightness = suspicion.tightness
    if suspicion.time > LONGEST_SETTLED and tightness <= 1:
        return state, False
    nearer = tightness > state.nearest * (1 + NEARER)
    state = replace(state, near_ties=state.near_ties + 1, nearest=max(state.nearest, tightness))
    return state, state.near_ties <= trial.profile.ties or (nearer and tightness > 1)


def settle_late(trial: Trial, state: Suspicions, tally: Tally) -> Suspicions:
    """Settle what breaks late along its trajectory, the soonest first, until one break is proved."""
    late = sorted(state.late, key=lambda suspicion: suspicion.first)
    for suspicion in late[: trial.profile.settle]:
        state = state.with_break(settle_steps(trial, suspicion, tally).counterexample)
        if state.breaks:
            break
    return replace(state, late=tuple(late[trial.profile.settle :]))


def settle_sample(trial: Trial, state: Suspicions, tally: Tally) -> Suspicions:
    """Settle a sample of what the budget left, until one break is proved, and count what it leaves open."""
    for nature, left in ((ROUNDING, state.beyond), (LATE, state.late)):
        found = settle_some(trial, nature, left, lambda one: settle_steps(trial, one, tally), tally)
        if found:
            return state.with_break(found)
    return state


def settle_some(
    trial: Trial, nature: str, left: Sequence[Suspicion], settled: Callable[[Suspicion], Answer],
    tally: Tally, *, suspected: bool = True,
) -> Break | None:  # fmt: skip
    """Settle a sample of suspicions until one break is proved, else count what the sample leaves open.

    Arguments:
        suspected: whether breaks are suspected; else what balls leave open keeps no verdict open: a sample
            that is not decided stands for nothing, and the verdict's note says so.
    """
    sample, decided = sample_of(trial, nature, left), True
    for suspicion in sample:
        answer = settled(suspicion)
        if answer.counterexample:
            return answer.counterexample
        decided &= answer.outcome != "undecided"
    if left and not suspected and not (sample and decided):
        tally.sampled.append(Sample(nature, len(left), 0))
    elif not sample:
        tally.unsettled += len(left)
    elif len(sample) < len(left):
        tally.sampled.append(Sample(nature, len(left), len(sample)))
    return None


def sample_of(trial: Trial, nature: str, left: Sequence[Suspicion]) -> list[Suspicion]:
    """As many as the profile allows, drawn by the run's seed and the claim's name, in their order."""
    generator = random.Random(f"{trial.seed}/{trial.claim.id}/{nature}")
    chosen = generator.sample(range(len(left)), min(trial.profile.sample, len(left)))
    return [left[i] for i in sorted(chosen)]


def settle_steps(trial: Trial, suspicion: Suspicion, tally: Tally) -> Answer:
    """Settle an instance up to its worst step; where that is no break, up to the last that looks so.

    Where the worst step is far along the trajectory, the first that looks broken may save the way there.
    """
    time, first, last = suspicion.time, suspicion.first, suspicion.last
    kind, tightness = suspicion.kind, suspicion.tightness
    exact, cut = suspicion.batch.exact(suspicion.index), trial.claim.population.cut
    if 0 <= first < time and time > LONGEST_SETTLED:
        answer = settle_one(trial, kind, cut(exact, first), tightness, False, tally)
        if answer.counterexample:
            return answer
    # What the way to the last step leaves open is counted there, once.
    open_here = last <= time and suspicion.broken
    answer = settle_one(trial, kind, cut(exact, time), tightness, open_here, tally)
    if suspicion.broken and answer.outcome in ("proved", "tie"):
        check_dismissed(trial.claim, cut(exact, time), tightness)
    if not answer.counterexample and last > time:
        later = settle_one(trial, kind, cut(exact, last), tightness, True, tally)
        return replace(later, tightness=float(np.fmax(answer.tightness, later.tightness)))
    return answer


def settle_one(
    trial: Trial, kind: type[Relation], exact: Exact, tightness: float, suspected: bool, tally: Tally
) -> Answer:
    """Settle one suspicion and count it.

    Arguments:
        tightness: as float64 has it.
        suspected: whether a break is suspected, which stays open where balls do not decide.
    """
    settlement = trial.settle(exact)
    judgement, outcome = settlement.judgement, settlement.outcome
    tally.settled += 1
    tally.ties += outcome == "tie"
    tally.proved += outcome == "proved"
    open_suspect = outcome == "undecided" and (suspected or kind.settles_every_suspicion)
    tally.unsettled += open_suspect
    # Late along a trajectory balls may lack the bits: float64 has a number there.
    if (open_suspect and judgement is not None and judgement.undefined
            and not (judgement.steps and np.isfinite(tightness))):  # fmt: skip
        tally.undefined += 1
        tally.undefined_on = tally.undefined_on or exact
    if outcome == "tie" and kind.climbs:
        return Answer(outcome, 1.0)
    if outcome == "inapplicable":
        return Answer(outcome, np.nan)
    if outcome == "undecided" or judgement is None:
        return Answer(outcome, tightness, _proved_simpler(trial, exact, tally) if open_suspect else None)
    return Answer(outcome, judgement.tightness, proved_break(exact, settlement))


def _proved_simpler(trial: Trial, exact: Exact, tally: Tally) -> Break | None:
    """A proved break among what is simpler than a suspected one that balls leave open; None without one."""
    if tally.made_simple >= SUSPECTS_MADE_SIMPLE:
        return None
    tally.made_simple += 1
    simpler = prove_suspect(trial.claim, exact, trial.profile.simplify)
    return None if simpler is None else proved_break(simpler, trial.settle(simpler))

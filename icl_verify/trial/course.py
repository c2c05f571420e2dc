"""The trial of one claim: draw, suspect, settle, hunt, prove, make small, and say what came of it.

A step takes what is fixed (``Trial``) and what is known (``State``) and returns what is known then. Nothing
else changes but the tally, which counts.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from icl_verify.hunt.course import CERTIFIED_FORMS, hunt_batches
from icl_verify.hunt.result import HuntResult
from icl_verify.hunt.sources import StartBatch
from icl_verify.judge.e_value import total
from icl_verify.judge.events import (
    Spread,
    check_independence,
    check_resolved,
    check_spread,
    count_events,
    relation_on,
    spread_of,
)
from icl_verify.judge.members import check_times
from icl_verify.judge.repeated import Answer
from icl_verify.judge.tightness import (
    LONGEST_CERTIFIED,
    LONGEST_SETTLED,
    CertifiedTightness,
    certify_tightness,
)
from icl_verify.judge.untouched import check_untouched, draw_anew, restore
from icl_verify.numerics.surroundings import Surroundings
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import FloatJudgement, Relation, Statistical
from icl_verify.statement.relation.base import Curve
from icl_verify.trial.blind import settle_unsuspected
from icl_verify.trial.chances import check_same_chance, refuted_whatever_the_rounding
from icl_verify.trial.corpus import certify_corpus
from icl_verify.trial.mistakes import complaint
from icl_verify.trial.preflight import preflight, unsteady, what_is_undefined
from icl_verify.trial.profiles import Profile
from icl_verify.trial.result import Break, Trial, TrialResult, proved_break
from icl_verify.trial.simplify import cost, simplify
from icl_verify.trial.suspicions import (
    Suspicions,
    settle_late,
    settle_one,
    settle_sample,
    settle_suspects,
    suspects_of,
)
from icl_verify.trial.tally import Tally
from icl_verify.trial.verdict import decide, events_record
from icl_verify.trial.weighing import Watched, counted, is_whole, seen_of, steps_shown, watch

# The part of the candidates for a proof that one batch may bring, so that they are of several shapes.
CANDIDATES_A_BATCH = 16
# Relative. What float64 must show beyond the worst break, or the hunt's best, before balls are asked again.
SURELY = 1e-6
# What a result says whose course ended early; the complaint itself follows.
LATER = "After the break was proved, the trial failed:"
# A mutant's break is looked at by nobody: a part of the budget makes it small enough to be kept.
SIMPLIFY_MUTANTS = 4


@dataclass(frozen=True)
class Tightest:
    """The tightest instance drawn so far, as float64 has it, and the step at which it is."""

    tightness: float = -np.inf
    batch: Instance | None = None
    index: int = 0
    time: int = -1

    @functools.cached_property
    def exact(self) -> Exact | None:
        """The instance with its exact numbers."""
        return None if self.batch is None else self.batch.exact(self.index)


@dataclass(frozen=True)
class State:
    """What is known of a claim so far.

    Attributes:
        suspicions: what settling has shown, the breaks above all, and what waits.
        tightest: the tightest instance drawn, with its ``curves``.
        candidates: small instances to prove the claim on, their trajectories cut, each with its size and
            whether it is whole for the claim, the smallest first.
        sources: where a hunt may start: every batch with its largest tightness.
        watched: whom of the batches to weigh.
        statistical: the relation on the last batch, of a statement on chances.
        spread: how far the counts of its instances lie apart.
        hunt: what the last hunt found.
        drawn: the tightness of the tightest draw in balls, where they were asked.
        corpus: the kept instances as balls have them now.
        error: what is said of what ended the course after a break was proved.
    """

    suspicions: Suspicions = field(default_factory=Suspicions)
    tightest: Tightest = field(default_factory=Tightest)
    curves: tuple[Curve, ...] = ()
    candidates: tuple[tuple[int, Exact, bool], ...] = ()
    sources: tuple[StartBatch, ...] = ()
    watched: Watched = field(default_factory=Watched)
    statistical: Statistical | None = None
    spread: Spread = field(default_factory=Spread)
    hunt: HuntResult | None = None
    drawn: float = np.nan
    corpus: tuple[CertifiedTightness, ...] = ()
    error: str | None = None

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Proved counterexamples, in the order of their proofs."""
        return self.suspicions.breaks

    def with_break(self, more: Break | None) -> State:
        """The same with one more break, if there is one."""
        return replace(self, suspicions=self.suspicions.with_break(more))


def try_claim(claim: Claim, profile: Profile, seed: int, device: str = "cpu") -> TrialResult:
    """Put one claim on trial; an exception inside it becomes the verdict ``error``, with the user's lines."""
    started = time.perf_counter()
    trial, tally, surroundings = Trial(claim, profile, seed, device), Tally(), Surroundings()
    answers: tuple[Answer, ...] = ()
    try:
        answers = preflight(claim, _batches(trial), tally, surroundings)
        state = run(trial, _batches(trial), tally)
        result = conclude(trial, state, tally)
        if found := unsteady(claim, answers, surroundings):
            raise found
        if tally.undefined_on is not None and result.verdict == "inconclusive":
            remark = what_is_undefined(claim, tally.undefined_on)
            result = replace(result, note=f"{result.note} {remark}".strip())
    except Exception as error:
        if isinstance(error, ValueError):  # what a check found of an unsteady claim is not what is wrong
            error = unsteady(claim, answers, surroundings) or error
        result = TrialResult(claim, tally=tally, relation=tally.relation, error=complaint(error))
    finally:
        restore(claim, surroundings)
    if result.error is not None:  # every batch that was looked at is known to be as it was drawn, but for one
        draw_anew(claim)
    return replace(result, seconds=time.perf_counter() - started)


def _batches(trial: Trial) -> Iterator[Instance]:
    """The population's batches, which it keeps."""
    drawn = trial.claim.population.batches(
        trial.seed, trial.profile.examples, trial.profile.batch, trial.device
    )
    return (batch for _, batch in drawn)


def run(trial: Trial, batches: Iterable[Instance], tally: Tally) -> State:
    """The course of a trial, on batches as they are drawn: what is known at its end.

    What raises once a break is proved ends the course and takes nothing back.
    """
    state = State()
    try:
        for state in _course(trial, batches, tally):  # noqa: B007 (the last one is what is known)
            pass
    except Exception as error:
        if not state.breaks:
            raise
        return replace(state, error=complaint(error))
    return state


def _course(trial: Trial, batches: Iterable[Instance], tally: Tally) -> Iterator[State]:
    """What is known after each step."""
    claim, profile = trial.claim, trial.profile
    state = State(corpus=tuple(certify_corpus(claim, last_bits=profile.last_bits)))
    for batch in batches:
        state = look_at(trial, state, batch, tally)
        yield state
        if state.breaks and claim.form == "mutant":
            break
    if not state.breaks:
        state = replace(state, suspicions=settle_late(trial, state.suspicions, tally))
    if not state.breaks:
        state = replace(state, suspicions=settle_sample(trial, state.suspicions, tally))
    yield state
    if not state.breaks and tally.relation is not None and not tally.relation.statistical:
        state = state.with_break(settle_unsuspected(trial, state.watched, tally))
        yield state
    if not state.breaks:
        state = hunt(trial, state, profile.hunt, tally)
        yield state
    if not state.breaks:
        state = certify_drawn(trial, state, tally)
        yield state
    if state.breaks and profile.hunt and claim.form in CERTIFIED_FORMS:
        state = hunt(trial, state, profile.worst, tally, past_breaks=True)
    if not state.breaks:
        state = prove_samples(trial, state, tally)
    yield state


def look_at(trial: Trial, state: State, batch: Instance, tally: Tally) -> State:
    """Judge a batch in float64 and settle what looks suspicious; of a statement on chances, count."""
    mask, possible = tally.applicable_mask(trial.claim.assumes, batch)
    counts = tally.relation is not None and tally.relation.statistical  # preflight told
    relation = relation_on(trial.claim, batch) if counts else trial.claim(batch)
    tally.set_relation(trial.claim.id, type(relation))
    check_times(trial.claim, batch, relation)
    check_untouched(trial.claim, batch)
    if isinstance(relation, Statistical):
        return look_at_events(trial, state, batch, relation, mask, tally)
    if relation.remarks is not None:
        tally.add_remarks(relation.remarks, mask)
    judged = relation.judge_float64()
    tally.add_resolved(judged, mask)
    suspects = suspects_of(batch, judged, type(relation), possible)
    tally.suspicions += len(suspects)
    suspicions, by_balls = settle_suspects(trial, state.suspicions, suspects, tally)
    # What float64 made up is replaced by the balls' value: the report shows no other.
    tightness = judged.tightness.copy()
    tightness[list(by_balls)] = list(by_balls.values())
    judged = replace(judged, tightness=tightness)
    tally.add_tightness(batch, judged, mask)
    watched = watch(trial, state.watched, seen_of(trial, batch, judged, mask, possible), relation)
    state = replace(state, suspicions=suspicions, watched=watched)
    applicable = np.flatnonzero(mask)
    state = with_candidates(trial, state, batch, relation, applicable)
    return with_tightest(state, batch, relation, judged, applicable)


def look_at_events(
    trial: Trial, state: State, batch: Instance, relation: Statistical, mask: np.ndarray, tally: Tally
) -> State:
    """Count the events of a batch; of the first one, check that they are independent and no rounding.

    Raises:
        ValueError: a check fails, or another chance was claimed at another size: counts are held against one.
    """
    counts = count_events(trial.claim, batch, relation, mask)
    tally.add_events(batch, counts)
    if state.statistical is None:
        check_independence(trial.claim, batch, relation)
        check_resolved(trial.claim, batch, relation)
    else:
        check_same_chance(trial.claim, batch, relation, state.statistical)
    spread = state.spread + spread_of(batch, relation, counts)
    return replace(state, statistical=relation, spread=spread)


def with_candidates(
    trial: Trial, state: State, batch: Instance, relation: Relation, applicable: np.ndarray
) -> State:
    """Remember the batch's first instances to prove the claim on, if it is small."""
    size = sum(v for k, v in batch.sizes.items() if not batch.axes[k].count)
    wanted, known = trial.profile.prove, state.candidates
    if not len(applicable) or not wanted or (len(known) >= wanted and size >= known[-1][0]):
        return state
    chosen = [int(i) for i in applicable[: -(-wanted // CANDIDATES_A_BATCH)]]
    steps = steps_shown(trial, batch, relation)
    known += tuple(
        (size, batch.shared(i, steps), is_whole(trial, batch, i, relation, steps, i)) for i in chosen
    )
    return replace(state, candidates=tuple(sorted(known, key=lambda c: c[0])[:wanted]))


def with_tightest(
    state: State, batch: Instance, relation: Relation, judged: FloatJudgement, applicable: np.ndarray
) -> State:
    """Remember the batch as a source of hunts, and its tightest instance where there was none as tight."""
    fine = applicable[np.isfinite(judged.tightness[applicable])]
    if not len(fine):
        return state
    top = int(fine[np.argmax(judged.tightness[fine])])
    tightness = float(judged.tightness[top])
    state = replace(state, sources=(*state.sources, (tightness, batch)))
    if tightness <= state.tightest.tightness:
        return state
    tightest = Tightest(tightness, batch, top, int(judged.time[top]))
    curves = state.curves if relation.curves is None else tuple(relation.drawn_curves(top))
    return replace(state, tightest=tightest, curves=curves)


def hunt(trial: Trial, state: State, steps: int, tally: Tally, *, past_breaks: bool = False) -> State:
    """Climb the tightness of an inequality from the drawn batches that came closest."""
    claim, profile = trial.claim, trial.profile
    hunted = tally.relation is not None and tally.relation.hunted and claim.climbs
    if not (hunted and steps and state.sources):
        return state
    # A costly population is hunted for as much less as fewer examples of it are drawn. The corpus starts no
    # ascent: what a run finds must not depend on what was known.
    result = hunt_batches(
        claim, state.sources, steps=max(1, round(steps * claim.population.cost)), seed=trial.seed,
        device=trial.device, last_bits=profile.last_bits, past_breaks=past_breaks,
    )  # fmt: skip
    state = state.with_break(certified_break(result.broken, "hunted"))
    return replace(state, hunt=result)


def certified_break(found: CertifiedTightness | None, origin: str) -> Break | None:
    """The break that a certified tightness proves, None where it proves none."""
    if found is None or found.broken is None:
        return None
    tightness, judged = found.tightness, found.broken.judgement
    if np.isnan(tightness) and judged is not None:  # it was found by a distance
        tightness = judged.tightness
    return Break(found.exact, found.broken, tightness, origin)


def certify_drawn(trial: Trial, state: State, tally: Tally) -> State:
    """Ask balls for the tightest draw where the hunt did not pass it: it may be the tightest known."""
    tightest, result = state.tightest, state.hunt
    climbs = tally.relation is not None and tally.relation.climbs and trial.claim.climbs
    if tightest.exact is None or not climbs or tightest.time > LONGEST_CERTIFIED:
        return state
    if result is not None and tightest.tightness <= result.best * (1 + SURELY):
        return state
    exact = trial.claim.population.cut(tightest.exact, tightest.time)
    found = certify_tightness(trial.claim, exact, last_bits=trial.profile.last_bits)
    result = None if result is None else replace(result, drawn=found.tightness)
    return replace(state, hunt=result, drawn=found.tightness).with_break(certified_break(found, "drawn"))


def prove_samples(trial: Trial, state: State, tally: Tally) -> State:
    """Prove the claim on small instances (short trajectories)."""
    for _, exact, whole in state.candidates:
        state = state.with_break(counted(exact, trial.settle(exact), tally, whole=whole))
    return state


def conclude(trial: Trial, state: State, tally: Tally) -> TrialResult:
    """The result, with the counterexamples made small."""
    claim, statement = trial.claim, state.statistical
    chance = None if statement is None else statement.chance
    if statement is not None:
        check_spread(claim, statement, state.spread)
    by_chance = chance is not None and refuted_whatever_the_rounding(
        claim, chance, tally, lambda: _batches(trial)
    )
    verdict, note = decide(claim, tally, broken=bool(state.breaks) or by_chance, chance=chance)
    if statement is not None:
        seen = total(tally.events)
        events = f"{seen.successes} of {seen.samples} events, at least {statement.chance:.6g} claimed."
        note = f"{events} {note}".strip()
    result = TrialResult(
        claim, verdict, tally, tally.relation, tightest=state.tightest.exact, hunt=state.hunt,
        drawn=state.drawn, corpus=state.corpus, curves=state.curves, note=note,
        events=None if statement is None else events_record(tally, statement),
    )  # fmt: skip
    if state.breaks:
        smallest, worst, error = shown_breaks(trial, state, tally)
        tally.bound_by(worst.tightness)
        note = f"{note} {LATER}".strip() if error else note
        return replace(result, smallest=smallest, worst=worst, error=error, note=note)
    if tally.relation is not None and tally.relation.climbs and verdict == "holds":
        # What passes 1 and was not settled is a near tie: equal to nine digits.
        tally.bound_by(1.0)
    return result


def shown_breaks(trial: Trial, state: State, tally: Tally) -> tuple[Break, Break, str | None]:
    """The smallest and the worst break, and what went wrong after the first was proved."""
    try:
        return *make_small(trial, state, tally), state.error
    except Exception as error:
        smallest = min(state.breaks, key=lambda b: cost(b.exact))
        worst = max(state.breaks, key=lambda b: b.tightness)
        return smallest, worst, complaint(error)


def make_small(trial: Trial, state: State, tally: Tally) -> tuple[Break, Break]:
    """The smallest break made as small as can be, and the worst as balls have it."""
    state = settle_tightest(trial, state, tally)
    start = min(state.breaks, key=lambda b: cost(b.exact))
    mutant = trial.claim.form == "mutant"
    budget = trial.profile.simplify // (SIMPLIFY_MUTANTS if mutant else 1)
    exact = simplify(trial.claim, start.exact, budget)
    smallest = proved_break(exact, trial.settle(exact), start.origin) or start
    worst = max([smallest, *state.breaks], key=lambda b: b.tightness)
    return smallest, worst


def settle_tightest(trial: Trial, state: State, tally: Tally) -> State:
    """Settle the tightest draw where it passes every break, as it may be the worst one."""
    tightest, kind = state.tightest, tally.relation
    affordable = tightest.time <= LONGEST_SETTLED and trial.claim.form != "mutant"
    worse = tightest.tightness > max(b.tightness for b in state.breaks) * (1 + SURELY)
    if tightest.exact is None or kind is None or not (affordable and worse):
        return state
    exact = trial.claim.population.cut(tightest.exact, tightest.time)
    return state.with_break(settle_one(trial, kind, exact, tightest.tightness, False, tally).counterexample)

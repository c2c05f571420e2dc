"""Trying one claim: draw, judge in float64, settle in balls, simplify, and say what was found."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from typing import Any

import numpy as np

from icl_verify.hunt.course import CERTIFIED_FORMS, hunt_batches
from icl_verify.hunt.result import HuntResult
from icl_verify.hunt.sources import Source
from icl_verify.judge.e_value import total
from icl_verify.judge.events import check_independence, count_events, relation_on
from icl_verify.judge.settle import Settlement, settle
from icl_verify.judge.tightness import LONGEST_CERTIFIED, CertifiedTightness, certify_tightness
from icl_verify.records.schema import Events
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import FloatJudgement, Relation, Statistical
from icl_verify.trial.corpus import certify_corpus
from icl_verify.trial.profiles import Profile
from icl_verify.trial.simplify import cost, simplify
from icl_verify.trial.suspicions import LATE, ROUNDING, Remainder, Suspicion, looks_far
from icl_verify.trial.tally import Tally
from icl_verify.trial.verdict import decide, events_record, refuted_by_counting

PROOF_HORIZON = 12
MORE_BREAKS = 6
LONGEST_SETTLED = 200  # steps of a trajectory that may be settled for the sake of the worst break alone
SURELY = 1e-6  # what float64 must show beyond the worst break before it is settled too
NEARER = 1e-13  # what two near ties must differ by to be told apart in float64


@dataclass(frozen=True)
class Break:
    """A proved counterexample."""

    exact: Exact
    settlement: Settlement
    tightness: float


@dataclass
class Finding:
    """Everything that the trial of one claim found.

    Attributes:
        claim: the claim.
        verdict: ``holds``, ``refuted``, ``inconclusive``, ``vacuous`` or ``error``.
        tally: the counts.
        relation: the kind of relation that the claim states, None where an error came first.
        smallest, worst: proved counterexamples, or None.
        tightest: the tightest instance on which the claim holds.
        hunted: what the hunt found, None where there was none.
        corpus: the kept instances as balls have them now; known beforehand, never this run's own breaks.
        curves: loss curves against their bound, for the report.
        note: what a reader should know about the verdict.
        error: a traceback, for the verdict ``error``.
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
    hunted: HuntResult | None = None
    corpus: tuple[CertifiedTightness, ...] = ()
    curves: list[dict[str, Any]] | None = None
    note: str = ""
    error: str | None = None
    seconds: float = 0.0
    events: Events | None = None

    @property
    def statistical(self) -> bool:
        """Whether the claim is judged by counting events."""
        return self.relation is not None and self.relation.statistical


def try_claim(claim: Claim, profile: Profile, seed: int, device: str = "cpu") -> Finding:
    """Put one claim on trial; an exception inside it becomes the verdict ``error`` with its traceback."""
    started = time.perf_counter()
    trial = _Trial(claim, profile, seed, device)
    try:
        trial.run(claim.population.batches(seed, profile.examples, profile.batch, device))
        finding = trial.finding()
    except Exception:
        finding = Finding(claim, tally=trial.tally, relation=trial.relation, error=traceback.format_exc())
    finding.seconds = time.perf_counter() - started
    return finding


@dataclass(frozen=True)
class _Tightest:
    """The tightest instance so far, as float64 has it, and the step at which it is."""

    tightness: float = -np.inf
    exact: Exact | None = None
    time: int = -1


class _Trial:
    def __init__(self, claim: Claim, profile: Profile, seed: int, device: str):
        self.claim, self.profile, self.tally = claim, profile, Tally()
        self.seed, self.device = seed, device
        self.sources: list[Source] = []
        self.hunted: HuntResult | None = None
        self.corpus: list[CertifiedTightness] = []
        self.breaks: list[Break] = []
        self.candidates: list[tuple[int, Exact]] = []
        self.late: list[tuple[int, Suspicion]] = []
        self.remainder = Remainder(claim.id, seed)
        self.best = _Tightest()
        self.relation: type[Relation] | None = None
        self.counted: Statistical | None = None
        self.attempts, self.near_ties, self.nearest = 0, 0, 0.0
        self.curves: list[dict[str, Any]] | None = None

    def run(self, batches: Any) -> None:
        self.corpus = certify_corpus(self.claim, last_bits=self.profile.last_bits)
        for draw, batch in batches:
            self.look_at(draw, batch)
            if self.breaks and self.claim.form == "mutant":
                break
        if not self.breaks:
            self.settle_late()
        if not self.breaks:
            self.settle_sample()
        if not self.breaks:
            self.hunt(self.profile.hunt)
        if self.breaks and self.profile.hunt and self.claim.form in CERTIFIED_FORMS:
            self.hunt(self.profile.worst, past_breaks=True)
        if not self.breaks and self.relation is not None and not self.relation.statistical:
            self.prove_samples()

    def hunt(self, steps: int, *, past_breaks: bool = False) -> None:
        """Climb the tightness of an inequality from the drawn batches that came closest."""
        climbs = self.relation is not None and self.relation.climbs and self.claim.climbs
        if not (climbs and steps and self.sources):
            return
        # A costly population is hunted for as much less as fewer examples of it are drawn.
        self.hunted = hunt_batches(
            self.claim, self.sources, steps=max(1, round(steps * self.claim.population.cost)), seed=self.seed,
            device=self.device, last_bits=self.profile.last_bits, corpus=self.corpus, past_breaks=past_breaks,
        )  # fmt: skip
        found = self.hunted.broken
        if found is not None and found.broken is not None:
            self.breaks.append(Break(found.exact, found.broken, found.tightness))
        elif not self.breaks:
            self.certify_drawn(self.hunted)

    def certify_drawn(self, hunted: HuntResult) -> None:
        """Let the tightest draw count where the hunt did not pass it: it is certified as well."""
        best = self.best
        if best.exact is None or self.claim.form not in CERTIFIED_FORMS or best.time > LONGEST_CERTIFIED:
            return
        if not best.tightness <= hunted.best * (1 + SURELY):
            certified = certify_tightness(
                self.claim, best.exact.upto(best.time), last_bits=self.profile.last_bits
            )
            hunted.drawn = certified.tightness

    def look_at(self, draw: Draw, batch: Instance) -> None:
        mask, possible = self.tally.applicable_mask(self.claim.assumes, batch)
        relation = self.claim(batch)
        if self.relation not in (None, type(relation)):
            raise ValueError(f"{self.claim.id} must return one kind of relation, got {relation.kind} as well")
        self.relation = type(relation)
        if isinstance(relation, Statistical):
            self.count_events(batch, mask)
            return
        if relation.remarks is not None:
            self.tally.note_remarks(relation.remarks, mask)
        judged = relation.judge_float64()
        self.tally.note_judged(judged, mask)
        suspects = np.flatnonzero(judged.suspicious & possible)
        self.tally.suspicions += len(suspects)
        first = judged.first[suspects]
        order = np.lexsort((first, -judged.tightness[suspects], first > LONGEST_CERTIFIED))
        self.settle_suspects(batch, judged, suspects[order])
        self.tally.note_tightness(batch, judged, mask)
        self.keep_candidates(batch, relation, judged, mask)

    @property
    def equality(self) -> float:
        """The tightness at equality."""
        return 1.0 if self.relation is None else self.relation.equality

    @property
    def settles_every_suspicion(self) -> bool:
        """Whether balls are asked of whatever float64 suspects."""
        return self.relation is not None and self.relation.settles_every_suspicion

    def count_events(self, batch: Instance, mask: np.ndarray) -> None:
        relation = relation_on(self.claim, batch)
        self.tally.note_events(batch, count_events(self.claim, batch, relation, mask))
        if self.counted is None:
            check_independence(self.claim, batch, relation)
        self.counted = relation

    def keep_candidates(
        self, batch: Instance, relation: Relation, judged: FloatJudgement, mask: np.ndarray
    ) -> None:
        """Remember small instances to prove, and the tightest one."""
        applicable = np.flatnonzero(mask)
        if not len(applicable):
            return
        size = sum(v for k, v in batch.sizes.items() if not batch.axes[k].count)
        wanted = self.profile.prove
        if len(self.candidates) < wanted or (wanted and size < self.candidates[-1][0]):
            take = applicable[: -(-wanted // 16)]
            self.candidates += [(size, batch.exact(int(i))) for i in take]
            self.candidates = sorted(self.candidates, key=lambda c: c[0])[:wanted]
        fine = applicable[np.isfinite(judged.tightness[applicable])]
        if not len(fine):
            return
        top = int(fine[np.argmax(judged.tightness[fine])])
        self.sources.append((float(judged.tightness[top]), batch))
        if judged.tightness[top] > self.best.tightness:
            self.best = _Tightest(float(judged.tightness[top]), batch.exact(top), int(judged.time[top]))
            if relation.curves is not None:
                self.curves = relation.drawn_curves(top)

    def settle_suspects(self, batch: Instance, judged: FloatJudgement, suspects: np.ndarray) -> None:
        settled = 0
        for i in suspects:
            broken, tightness = bool(judged.broken[i]), float(judged.tightness[i])
            if self.breaks and not self.worth_settling(batch, tightness, int(judged.first[i])):
                continue
            if not broken and not self.near_tie_counts(tightness, int(judged.time[i])):
                continue
            if judged.first[i] > LONGEST_SETTLED:
                # Another batch may break much sooner, and be proved to at a fraction of the cost.
                self.late.append((int(judged.first[i]), Suspicion(batch, judged, int(i))))
                continue
            if settled >= self.profile.settle and not looks_far(judged, int(i), self.equality):
                if broken or self.settles_every_suspicion:
                    self.remainder.add(ROUNDING, Suspicion(batch, judged, int(i)))
                    judged.tightness[i] = np.nan
                continue
            settled += 1
            # What float64 made up is replaced by the balls' value: the report shows no other.
            judged.tightness[i] = self.settle_steps(batch.exact(int(i)), judged, int(i))

    def settle_late(self) -> None:
        """Settle what breaks late along its trajectory, the soonest first, until one break is proved."""
        self.late.sort(key=lambda suspect: suspect[0])
        for _, suspicion in self.late[: self.profile.settle]:
            self.settle_suspicion(suspicion)
            if self.breaks:
                return
        for _, suspicion in self.late[self.profile.settle :]:
            self.remainder.add(LATE, suspicion)

    def settle_sample(self) -> None:
        """Settle a sample of what the budget left, and note what it leaves open."""
        for sample, drawn in self.remainder.samples(self.profile.sample):
            for suspicion in drawn:
                self.settle_suspicion(suspicion)
                if self.breaks:
                    return
            if not drawn:
                self.tally.unsettled += sample.suspicions
            elif sample.settled < sample.suspicions:
                self.tally.sampled.append(sample)

    def settle_suspicion(self, suspicion: Suspicion) -> float:
        """Settle one instance of a batch; its tightness as far as it is known now."""
        i = suspicion.index
        return self.settle_steps(suspicion.batch.exact(i), suspicion.judged, i)

    def near_tie_counts(self, tightness: float, step: int) -> bool:
        """Whether a near tie is settled: the first few, then only what is nearer, or passes, equality.

        One far along a trajectory that does not pass equality is not worth the way there in balls.
        A number that float64 takes for positive, but small, is always settled: ranks fail by rounding.
        """
        if self.settles_every_suspicion:
            return True
        if step > LONGEST_SETTLED and tightness <= 1:
            return False
        self.near_ties += 1
        nearer = tightness > self.nearest * (1 + NEARER)
        self.nearest = max(self.nearest, tightness)
        return self.near_ties <= self.profile.ties or (nearer and tightness > 1)

    def settle_steps(self, exact: Exact, judged: FloatJudgement, i: int) -> float:
        """Settle an instance up to its worst step; where that is no break, up to the last that looks so.

        Where the worst step is far along the trajectory, the first that looks broken may save the way there.
        """
        time, first, last = int(judged.time[i]), int(judged.first[i]), int(judged.last[i])
        drawn = float(judged.tightness[i])
        if 0 <= first < time and time > LONGEST_SETTLED:
            tightness, outcome = self.settle_one(exact.upto(first), drawn, False)
            if outcome == "broken":
                return tightness
        # What the way to the last step leaves open is counted there, once.
        tightness, outcome = self.settle_one(exact.upto(time), drawn, last <= time and bool(judged.broken[i]))
        if outcome != "broken" and last > time:
            later, _ = self.settle_one(exact.upto(last), drawn, True)
            tightness = float(np.fmax(tightness, later))
        return tightness

    def worth_settling(self, batch: Instance, tightness: float, step: int) -> bool:
        """After the first proved break only an early one, of smaller shape or clearly worse, counts."""
        self.attempts += 1
        smaller = sum(batch.sizes.values()) < min(sum(b.exact.sizes.values()) for b in self.breaks)
        return (
            self.attempts <= 10 * MORE_BREAKS
            and step <= LONGEST_CERTIFIED
            and len(self.breaks) < MORE_BREAKS
            and (smaller or tightness > 2 * max(b.tightness for b in self.breaks))
        )

    def settle_one(self, exact: Exact, tightness: float, suspected: bool) -> tuple[float, str]:
        """Settle one suspicion and count it; the tightness as far as it is known now, and the outcome.

        It is NaN where balls prove that an assumption fails: of such an instance nothing is claimed.
        """
        settlement = settle(self.claim, exact, last_bits=self.profile.last_bits)
        judgement, outcome = settlement.judgement, settlement.outcome
        self.tally.settled += 1
        self.tally.ties += outcome == "tie"
        self.tally.proved += outcome == "proved"
        self.tally.unsettled += outcome == "undecided" and (suspected or self.settles_every_suspicion)
        if outcome == "tie" and self.relation is not None and self.relation.climbs:
            return 1.0, outcome
        if outcome == "inapplicable":
            return np.nan, outcome
        if outcome in ("broken", "tie", "proved") and judgement is not None:
            tightness = judgement.tightness
        if outcome == "broken":
            self.breaks.append(Break(exact, settlement, tightness))
        return tightness, outcome

    def prove_samples(self) -> None:
        """Prove the claim on small instances (short trajectories)."""
        for _, exact in self.candidates:
            short = {k: min(n, PROOF_HORIZON) for k, n in exact.sizes.items() if exact.kind.axes[k].count}
            small = exact.resize(**short)
            settlement = settle(self.claim, small, last_bits=self.profile.last_bits)
            self.tally.settled += 1
            if settlement.outcome in ("proved", "tie"):
                self.tally.proved += 1
            elif settlement.outcome == "broken" and settlement.judgement is not None:
                self.breaks.append(Break(small, settlement, settlement.judgement.tightness))

    def finding(self) -> Finding:
        claim, tally = self.claim, self.tally
        chance = None if self.counted is None else self.counted.chance
        by_chance = chance is not None and refuted_by_counting(tally, chance)
        verdict, note = decide(claim, tally, broken=bool(self.breaks) or by_chance, chance=chance)
        if self.counted is not None:
            seen = total(tally.events)
            events = f"{seen.successes} of {seen.samples} events, at least {chance:.6g} claimed."
            note = f"{events} {note}".strip()
        found = Finding(
            claim, verdict, tally, self.relation, note=note, tightest=self.best.exact, curves=self.curves
        )
        if self.counted is not None:
            found.events = events_record(tally, self.counted)
        found.hunted, found.corpus = self.hunted, tuple(self.corpus)
        if self.breaks:
            found.smallest, found.worst = self.counterexamples()
            tally.bound_by(found.worst.tightness)
        elif self.relation is not None and self.relation.climbs and verdict == "holds":
            # What passes 1 and was not settled is a near tie: equal to nine digits.
            tally.bound_by(1.0)
        return found

    def counterexamples(self) -> tuple[Break, Break]:
        """The break made smallest, and the worst as balls have it."""
        known = max(b.tightness for b in self.breaks)
        affordable = self.best.time <= LONGEST_SETTLED and self.claim.form != "mutant"
        if affordable and self.best.exact is not None and self.best.tightness > known * (1 + SURELY):
            self.settle_one(self.best.exact.upto(self.best.time), self.best.tightness, False)
        start = min(self.breaks, key=lambda b: cost(b.exact))
        budget = self.profile.simplify // (4 if self.claim.form == "mutant" else 1)
        exact = simplify(self.claim, start.exact, budget)
        settlement = settle(self.claim, exact, last_bits=self.profile.last_bits)
        smallest = start
        if settlement.outcome == "broken" and settlement.judgement is not None:
            smallest = Break(exact, settlement, settlement.judgement.tightness)
        worst = max([smallest, *self.breaks], key=lambda b: b.tightness)
        return smallest, worst

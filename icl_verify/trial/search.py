"""Trying one claim: draw, judge in float64, settle in balls, simplify, and say what was found."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from icl_verify.trial.claim import Claim
from icl_verify.trial.confirm import Settlement, settle
from icl_verify.trial.fields import Exact, Instance
from icl_verify.trial.hunt import HuntResult, Source, hunt_batches, weigh_corpus
from icl_verify.trial.population import Draw
from icl_verify.trial.profiles import Profile
from icl_verify.trial.relation import FloatJudgement, Relation, judge_float64
from icl_verify.trial.simplify import cost, simplify
from icl_verify.trial.tally import Tally
from icl_verify.trial.verdict import decide, refuted_by_chance

PROOF_HORIZON = 12
MORE_BREAKS = 6


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
        arithmetic: what decided: ``ball``, ``float64`` or ``statistical``.
        smallest, worst: proved counterexamples, or None.
        tightest: the tightest instance on which the claim holds.
        hunted: what the hunt found, None where there was none.
        curves: loss curves against their bound, for the report.
        note: what a reader should know about the verdict.
        error: a traceback, for the verdict ``error``.
        seconds: wall-clock time.
    """

    claim: Claim
    verdict: str = "error"
    tally: Tally | None = None
    arithmetic: str = "ball"
    smallest: Break | None = None
    worst: Break | None = None
    tightest: Exact | None = None
    hunted: HuntResult | None = None
    curves: list[dict[str, Any]] | None = None
    note: str = ""
    error: str | None = None
    seconds: float = 0.0
    equality: bool = False


def try_claim(claim: Claim, profile: Profile, seed: int, device: str = "cpu") -> Finding:
    """Put one claim on trial; an exception inside it becomes the verdict ``error`` with its traceback."""
    started = time.perf_counter()
    trial = _Trial(claim, profile, seed, device)
    try:
        trial.run(claim.population.batches(seed, profile.examples, profile.batch, device))
        finding = trial.finding()
    except Exception:
        finding = Finding(claim, tally=trial.tally, error=traceback.format_exc(), arithmetic=claim.arithmetic)
    finding.seconds = time.perf_counter() - started
    return finding


class _Trial:
    def __init__(self, claim: Claim, profile: Profile, seed: int, device: str):
        self.claim, self.profile, self.tally = claim, profile, Tally()
        self.seed, self.device = seed, device
        self.sources: list[Source] = []
        self.hunted: HuntResult | None = None
        self.breaks: list[Break] = []
        self.float_break: Exact | None = None
        self.candidates: list[tuple[int, Exact]] = []
        self.best: tuple[float, Exact | None] = (-np.inf, None)
        self.kind, self.chance, self.attempts, self.near_ties = "", 0.0, 0, 0
        self.curves: list[dict[str, Any]] | None = None

    def run(self, batches: Any) -> None:
        for draw, batch in batches:
            self.look_at(draw, batch)
            if self.breaks and self.claim.form == "mutant":
                break
        if not self.breaks:
            self.hunt()
        if not self.breaks and self.kind in ("at_most", "equal", "positive"):
            self.prove_samples()

    def hunt(self) -> None:
        """Climb the tightness of an inequality from the drawn batches that came closest."""
        climbs = self.kind == "at_most" and self.claim.settles and self.claim.climbs
        if not (climbs and self.profile.hunt and self.sources):
            return
        # A costly population is hunted for as much less as fewer examples of it are drawn.
        steps = max(1, round(self.profile.hunt * self.claim.population.cost))
        self.hunted = hunt_batches(
            self.claim, self.sources, steps=steps, seed=self.seed, device=self.device,
            last_bits=self.profile.last_bits,
        )  # fmt: skip
        kept = weigh_corpus(self.claim, self.profile.last_bits)
        self.hunted.corpus = max((w.tightness for w in kept), default=np.nan)
        for found in (self.hunted.broken, *kept):
            if found is not None and found.broken is not None:
                self.breaks.append(Break(found.exact, found.broken, found.tightness))

    def look_at(self, draw: Draw, batch: Instance) -> None:
        mask = self.tally.applicable_mask(self.claim.assumes, batch)
        relation = self.claim(batch)
        self.kind = relation.kind
        if relation.kind == "probability":
            self.count_events(relation, mask)
            return
        if relation.remarks is not None:
            self.tally.note_remarks(relation.remarks, mask)
        judged = judge_float64(relation)
        suspects = np.flatnonzero(judged.suspicious & mask)
        self.tally.suspicions += len(suspects)
        self.settle_or_note(batch, judged, suspects)
        self.tally.note_tightness(batch, judged, mask)
        self.keep_candidates(batch, relation, judged, mask)

    def settle_or_note(self, batch: Instance, judged: FloatJudgement, suspects: np.ndarray) -> None:
        if self.claim.arithmetic == "float64":
            # Without balls nothing can settle a NaN (a solver's refusal, say): it is no break either.
            broken = suspects[judged.broken[suspects] & ~judged.undefined[suspects]]
            self.tally.unsettled += int(judged.undefined[suspects].sum())
            if len(broken):
                self.float_break = batch.exact(int(broken[0]))
            return
        self.settle_suspects(batch, judged, suspects[np.argsort(-judged.tightness[suspects], kind="stable")])

    def count_events(self, relation: Relation, mask: np.ndarray) -> None:
        event = relation.lhs.detach().cpu().numpy().reshape(len(mask), -1)[mask]
        self.tally.successes += int(event.sum())
        self.tally.samples += event.size
        self.chance = float(relation.chance or 0.0)

    def keep_candidates(
        self, batch: Instance, relation: Relation, judged: FloatJudgement, mask: np.ndarray
    ) -> None:
        """Remember small instances to prove, and the tightest one."""
        applicable = np.flatnonzero(mask)
        if not len(applicable):
            return
        size = sum(v for k, v in batch.sizes.items() if not batch.axes[k].count)
        wanted = self.profile.prove
        if len(self.candidates) < wanted or size < self.candidates[-1][0]:
            take = applicable[: 1 if wanted == 1 else 4]
            self.candidates += [(size, batch.exact(int(i))) for i in take]
            self.candidates = sorted(self.candidates, key=lambda c: c[0])[:wanted]
        fine = applicable[np.isfinite(judged.tightness[applicable])]
        if not len(fine):
            return
        top = int(fine[np.argmax(judged.tightness[fine])])
        self.sources.append((float(judged.tightness[top]), batch))
        if judged.tightness[top] > self.best[0]:
            self.best = (float(judged.tightness[top]), batch.exact(top))
            if relation.curves is not None:
                self.curves = relation.drawn_curves(top)

    def settle_suspects(self, batch: Instance, judged: FloatJudgement, suspects: np.ndarray) -> None:
        settled = 0
        for i in suspects:
            broken, tightness = bool(judged.broken[i]), float(judged.tightness[i])
            if self.breaks and not self.worth_settling(batch, tightness):
                continue
            if not broken and self.near_ties >= self.profile.ties:
                continue
            if settled >= self.profile.settle:
                self.tally.unsettled += broken
                continue
            settled += 1
            self.near_ties += not broken
            exact = _upto(batch.exact(int(i)), int(judged.time[i]))
            # What float64 made up is replaced by the balls' value: the report shows no other.
            judged.tightness[i] = self.settle_one(exact, tightness, broken)

    def worth_settling(self, batch: Instance, tightness: float) -> bool:
        """After the first proved break only a smaller shape or a clearly worse break is of interest."""
        self.attempts += 1
        smaller = sum(batch.sizes.values()) < min(sum(b.exact.sizes.values()) for b in self.breaks)
        return (
            self.attempts <= 10 * MORE_BREAKS
            and len(self.breaks) < MORE_BREAKS
            and (smaller or tightness > 2 * max(b.tightness for b in self.breaks))
        )

    def settle_one(self, exact: Exact, tightness: float, suspected: bool) -> float:
        """Settle one suspicion and count it; returns the tightness as far as it is known now."""
        settlement = settle(self.claim, exact, last_bits=self.profile.last_bits)
        self.tally.settled += 1
        if settlement.outcome == "broken":
            self.breaks.append(Break(exact, settlement, tightness))
        elif settlement.outcome == "tie":
            self.tally.ties += 1
        elif settlement.outcome == "undecided" and suspected:
            self.tally.unsettled += 1
        elif settlement.outcome == "proved":
            self.tally.proved += 1
        known = settlement.outcome in ("broken", "tie", "proved") and settlement.judgement is not None
        return settlement.judgement.tightness if known and settlement.judgement else tightness

    def prove_samples(self) -> None:
        """Prove the claim on small instances (short trajectories), unless float64 is all it can do."""
        if self.claim.arithmetic == "float64":
            return
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
        by_chance = self.kind == "probability" and refuted_by_chance(
            tally.successes, tally.samples, self.chance
        )
        broken = bool(self.breaks) or self.float_break is not None or by_chance
        verdict, note = decide(claim, tally, broken=broken)
        arithmetic = "statistical" if self.kind == "probability" else claim.arithmetic
        if self.kind == "probability":
            events = f"{tally.successes} of {tally.samples} events, at least {self.chance:.6g} claimed."
            note = f"{events} {note}".strip()
        found = Finding(
            claim, verdict, tally, arithmetic, note=note, tightest=self.best[1], curves=self.curves
        )
        found.equality = self.kind == "equal"
        found.hunted = self.hunted
        if self.breaks:
            found.smallest, found.worst = self.counterexamples()
        return found

    def counterexamples(self) -> tuple[Break, Break]:
        """The break made smallest, and the worst as found."""
        worst = max(self.breaks, key=lambda b: b.tightness)
        start = min(self.breaks, key=lambda b: cost(b.exact))
        budget = self.profile.simplify // (4 if self.claim.form == "mutant" else 1)
        exact = simplify(self.claim, start.exact, budget)
        settlement = settle(self.claim, exact, last_bits=self.profile.last_bits)
        tightness = settlement.judgement.tightness if settlement.judgement else start.tightness
        return replace(start, exact=exact, settlement=settlement, tightness=tightness), worst


def _upto(exact: Exact, time: int) -> Exact:
    """The instance with its horizon cut to the step in question (at least 1)."""
    if time < 0:
        return exact
    return exact.resize(
        **{k: max(1, min(n, time)) for k, n in exact.sizes.items() if exact.kind.axes[k].count}
    )

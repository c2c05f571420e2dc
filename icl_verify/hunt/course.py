"""The hunt: guided search for the instance on which a statement is weakest.

Batches drawn by Hypothesis become ascents that climb the tightness (``ascent``); ascents that do better get
more of the steps. A tightness counts only as the balls' value, and what balls contradict is dropped.
Everything is decided by the seed and counts of steps; a limit in minutes is for hunting by hand.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from icl_verify.hunt.ascent import MEMBERS, Ascent, tightest_of
from icl_verify.hunt.result import HuntResult, Progress
from icl_verify.hunt.sharpness import scales_of, slopes_of
from icl_verify.hunt.sources import Aim, Source, drawn
from icl_verify.judge.settle import LAST_BITS
from icl_verify.judge.tightness import LONGEST_CERTIFIED, CertifiedTightness, certify_tightness
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.population import Shape, shape_key, split_by_shape
from icl_verify.statement.sampling import mixed_seed

AGREE = 1e-3
BREAK = 1e-9
MOST_REJECTIONS = 9
SUSPECTS = 3
SHARP = 1e-7
# Hunts of at least so many steps spend what ascents at equality save, and certify the best of every shape.
PATIENT = 100
LEAST_EPOCH = 40
FIRST_AIMED = 2
CERTIFIED_FORMS = ("printed", "corrected", "conjecture")
STARTS_FROM_CORPUS = 2


class _Enough(Exception):
    """The hunt is over: a break is proved or the time is up."""


class Hunt:
    """One claim being hunted.

    Arguments:
        claim: a claim whose relation climbs; others have nothing to climb.
        seed: with the claim's id, decides every random choice.
        device: where float64 runs.
        last_bits: precision at which a suspected break is given up.
        deadline: ``time.monotonic()`` at which to stop, or None.
        progress: called after every step with the result so far.
        past_breaks: True climbs on when a break is proved, for the worst one.
    """

    def __init__(
        self, claim: Claim, *, seed: int = 0, device: str = "cpu", last_bits: int = LAST_BITS,
        deadline: float | None = None, progress: Progress | None = None, past_breaks: bool = False,
    ):  # fmt: skip
        self.past_breaks = past_breaks
        self.claim, self.device, self.last_bits = claim, device, last_bits
        self.deadline, self.progress = deadline, progress
        self.seed = mixed_seed("hunt", seed, claim.id, size=7)
        self.generator = torch.Generator().manual_seed(self.seed)
        self.result = HuntResult(claim.id)
        self.started = time.monotonic()
        self.confirmed: dict[int, float] = {}
        self.by_shape: dict[Shape, CertifiedTightness] = {}
        self.ascents: list[Ascent] = []
        self.drawn = 0

    def ascent(self, batch: Instance) -> Ascent:
        """An ascent that starts from the first members of a batch."""
        some = batch if batch.batch <= MEMBERS else batch.select(slice(MEMBERS))
        fixed = self.claim.population.fixed
        self.ascents.append(
            Ascent(
                self.claim, some, self.generator, device=self.device, fixed=fixed,
                first_break=not self.past_breaks,
            )
        )  # fmt: skip
        return self.ascents[-1]

    def start_from(self, certified: Sequence[CertifiedTightness]) -> list[Ascent]:
        """Ascents that start from the tightest certified instances of a corpus; what is broken starts none.

        They have found something only once they pass what was known.
        """
        known = [c for c in certified if np.isfinite(c.tightness) or c.broken is not None]
        self.result.corpus = max((c.tightness for c in known), default=np.nan)
        self.result.corpus_broken = any(c.broken is not None for c in known)
        ascents: list[Ascent] = []
        for start in sorted(known, key=lambda c: -c.tightness):
            if len(ascents) < STARTS_FROM_CORPUS and start.broken is None and start.tightness > 0:
                ascent = self.ascent(start.exact.float64(self.device).select([0] * MEMBERS))
                ascent.known = float(np.log(start.tightness)) + AGREE
                ascents.append(ascent)
        return ascents

    def successive_halving(self, ascents: Sequence[Ascent], steps: int) -> list[Ascent]:
        """Share out the steps in rounds, each round among the better half; the ascents, best first.

        Raises:
            _Enough: a break is proved or the deadline has passed.
        """
        ascents = [a for a in ascents if a.climbs]
        rounds = max(1, int(np.ceil(np.log2(max(1, len(ascents))))) + 1)
        racing = list(ascents)
        for r in range(rounds):
            if not racing:
                break
            share = max(1, steps // (rounds * len(racing)))
            for ascent in racing:
                self.climb(ascent, share)
            racing.sort(key=lambda a: -float(a.log_tightness[a.best]))
            while self.confirm_leader(racing):
                racing.sort(key=lambda a: -float(a.log_tightness[a.best]))
            racing = racing[: max(1, len(racing) // 2)] if r + 1 < rounds else racing
        return sorted(ascents, key=lambda a: -float(a.log_tightness[a.best]))

    def climb(self, ascent: Ascent, steps: int) -> None:
        """Steps of one ascent; a suspected break is settled at once."""
        still = 0
        self.settle(ascent)
        for _ in range(steps):
            before = float(ascent.log_tightness[ascent.best])
            ascent.step()
            self.result.steps += 1
            self.settle(ascent)
            after = float(ascent.log_tightness[ascent.best])
            still = still + 1 if abs(after) < SHARP and abs(after - before) < SHARP else 0
            self.note_time()
            # Equality is attained and nothing has passed it for a while.
            if still >= 12:
                break

    def settle(self, ascent: Ascent) -> None:
        """Certify members that look broken until one is or none does."""
        if self.past_breaks:
            return
        while ascent.log_tightness[ascent.best] > BREAK and ascent.rejections < MOST_REJECTIONS:
            self.certify(ascent, ascent.best)

    def note_time(self) -> None:
        """Let the caller see the result so far, and stop at the deadline."""
        self.result.evaluations = self.drawn + sum(a.evaluations for a in self.ascents)
        self.result.seconds = time.monotonic() - self.started
        if self.progress is not None:
            self.progress(self.result)
        if self.over():
            self.result.stopped = "minutes"
            raise _Enough

    def confirm_leader(self, ascents: Sequence[Ascent]) -> bool:
        """``confirm`` the first ascent that has found something of its own."""
        leader = next((a for a in ascents if float(a.log_tightness[a.best]) > a.known), None)
        return leader is not None and self.confirm(leader)

    def over(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and time.monotonic() > self.deadline

    def confirm(self, ascent: Ascent) -> bool:
        """Certify an ascent's tightest member; True where balls denied it and the order may have changed."""
        member = ascent.best
        log_tightness = float(ascent.log_tightness[member])
        if not np.isfinite(log_tightness) or ascent.rejections >= MOST_REJECTIONS:
            return False
        if self.confirmed.get(id(ascent), ascent.known) >= log_tightness - AGREE / 10:
            return False
        return not self.certify(ascent, member)

    def certify(self, ascent: Ascent, member: int) -> bool:
        """Whether balls confirm a member's tightness; a denied member is rejected from the ascent."""
        log_tightness = float(ascent.log_tightness[member])
        certified = certify_tightness(self.claim, ascent.exact(member), last_bits=self.last_bits)
        self.take(certified)
        with np.errstate(invalid="ignore", divide="ignore"):
            agrees = bool(abs(np.log(certified.tightness) - log_tightness) < AGREE)
        if log_tightness > BREAK and not self.past_breaks:
            agrees = False
        if agrees:
            self.confirmed[id(ascent)] = log_tightness
        else:
            self.result.rounding += 1
            ascent.reject(member)
        return agrees

    def take(self, certified: CertifiedTightness) -> None:
        """Keep an instance that balls have certified."""
        result = self.result
        if np.isfinite(certified.tightness) and not certified.tightness <= result.best:
            result.best, result.exact = certified.tightness, certified.exact
            result.history.append((result.steps, time.monotonic() - self.started, certified.tightness))
        if np.isfinite(certified.tightness):
            key = shape_key(certified.exact.sizes)
            known = self.by_shape.get(key)
            if known is None or certified.tightness > known.tightness:
                self.by_shape[key] = certified
        if certified.broken is None:
            return
        if result.broken is None or certified.tightness > result.broken.tightness:
            result.broken = certified
        if not self.past_breaks:
            result.stopped = "refuted"
            raise _Enough

    def lengthen(self, ascent: Ascent) -> None:
        """Let the ascent's trajectories run to their drawn length once: a break may need many steps."""
        found = ascent.at_full_length()
        if found is None:
            return
        log_tightness, exact = found
        counts = [n for k, n in exact.sizes.items() if exact.kind.axes[k].count]
        if log_tightness > BREAK or (
            np.exp(log_tightness) > self.result.best and max(counts) <= LONGEST_CERTIFIED
        ):
            self.take(certify_tightness(self.claim, exact, last_bits=self.last_bits))

    def certify_shapes(self) -> None:
        """Certify the tightest member of every ascent that balls have not confirmed."""
        if self.claim.form not in CERTIFIED_FORMS or self.result.stopped in ("refuted", "interrupted"):
            return
        try:
            for ascent in self.ascents:
                self.confirm(ascent)
        except _Enough:
            pass

    def finish(self) -> HuntResult:
        """The result with its counts."""
        result = self.result
        result.shapes = self.shapes()
        result.slopes = slopes_of(result.shapes)
        result.guided = all(a.differentiable for a in self.ascents if a.climbs)
        result.evaluations = self.drawn + sum(a.evaluations for a in self.ascents)
        if result.broken is None and not any(a.climbs for a in self.ascents):
            result.stopped = "nothing to climb"
        elif np.isnan(result.best) and not any(a.reached > -np.inf for a in self.ascents):
            result.stopped = "nothing finite"
        result.seconds = time.monotonic() - self.started
        return result

    def shapes(self) -> list[dict[str, Any]]:
        """The tightest of each shape: as balls have it, else as float64 has it."""
        found: dict[Shape, dict[str, Any]] = {}
        for ascent in self.ascents:
            log_tightness = float(ascent.log_tightness[ascent.best])
            key = shape_key(ascent.space.sizes)
            if np.isfinite(log_tightness) and log_tightness > ascent.known:
                best = max(float(np.exp(log_tightness)), found.get(key, {}).get("best", 0.0))
                found[key] = {"sizes": dict(key), "scales": {}, "best": best, "confirmed": False}
        for key, certified in self.by_shape.items():
            scales = scales_of(certified.exact)
            best = certified.tightness
            found[key] = {"sizes": dict(key), "scales": scales, "best": best, "confirmed": True}
        return list(found.values())


def hunt_batches(
    claim: Claim, sources: Sequence[Source], *, steps: int, seed: int = 0, device: str = "cpu",
    last_bits: int = LAST_BITS, corpus: Sequence[CertifiedTightness] = (), past_breaks: bool = False,
) -> HuntResult:  # fmt: skip
    """Hunt from batches that were drawn before.

    A hunt of 100 steps or more goes on with fresh draws until its steps are spent.

    Arguments:
        sources: (tightness, batch): where ascents may start, with the largest tightness seen there.
        steps: ascent steps in all.
        corpus: certified instances from which ascents start as well.
        past_breaks: True climbs on when a break is proved, for the worst one.

    Raises:
        ValueError: steps < 1.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    hunt = Hunt(claim, seed=seed, device=device, last_bits=last_bits, past_breaks=past_breaks)
    try:
        ascents = hunt.start_from(corpus)
        ascents += [hunt.ascent(batch) for batch in _chosen(sources, steps, hunt.generator)]
        best = hunt.successive_halving(ascents, steps)
        for ascent in best[:2]:
            hunt.lengthen(ascent)
        if steps >= PATIENT:
            _epochs(hunt, best, steps, FIRST_AIMED, least=LEAST_EPOCH)
    except _Enough:
        pass
    if steps >= PATIENT:
        hunt.certify_shapes()
    return hunt.finish()


def _chosen(sources: Sequence[Source], steps: int, generator: torch.Generator) -> list[Instance]:
    """Where to start: half the tightest batches, each shape once, half at random."""
    wanted = min(len(sources), int(np.clip(steps // 10, 2, 24)))
    by_tightness = sorted(range(len(sources)), key=lambda i: -sources[i][0])
    first, _ = split_by_shape(by_tightness, lambda i: sources[i][1].sizes)
    chosen = first[: (wanted + 1) // 2]
    for i in torch.randperm(len(sources), generator=generator).tolist():
        if len(chosen) < wanted and i not in chosen:
            chosen.append(i)
    return [sources[i][1] for i in chosen]


def hunt_claim(
    claim: Claim, *, minutes: float | None = None, steps: int | None = None, seed: int = 0,
    device: str = "cpu", known: Sequence[CertifiedTightness] = (), progress: Progress | None = None,
) -> HuntResult:  # fmt: skip
    """Hunt one claim until the budget is spent, a break is proved, or Ctrl-C; what was found is kept.

    Hypothesis chooses shapes and families, aiming at the tightness (``target``); each epoch's tightest
    ascents go on into the next.

    Arguments:
        minutes, steps: the budget; one minute where neither is given.
        known: certified instances that start an ascent of their own.

    Raises:
        ValueError: the budget is not positive.
    """
    if minutes is not None and not minutes > 0:
        raise ValueError(f"minutes must be > 0, got {minutes}")
    if steps is not None and steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    if minutes is None and steps is None:
        minutes = 1.0
    deadline = None if minutes is None else time.monotonic() + 60 * minutes
    hunt = Hunt(claim, seed=seed, device=device, deadline=deadline, progress=progress)
    try:
        _epochs(hunt, hunt.start_from(known), steps)
    except _Enough:
        pass
    except KeyboardInterrupt:
        hunt.result.stopped = "interrupted"
    hunt.certify_shapes()
    return hunt.finish()


def _settle_drawn(hunt: Hunt, sources: Sequence[Source]) -> None:
    """Certify what looks broken as drawn, trajectories in full, before anything climbs."""
    for log_tightness, batch in sorted(sources, key=lambda s: -s[0])[:SUSPECTS]:
        if log_tightness > BREAK and not hunt.past_breaks:
            hunt.take(
                certify_tightness(hunt.claim, tightest_of(hunt.claim, batch)[1], last_bits=hunt.last_bits)
            )


def _epochs(hunt: Hunt, best: list[Ascent], steps: int | None, epoch: int = 0, least: int = 1) -> None:
    """Epochs of new draws and old leaders, each longer than the last, until fewer than ``least`` steps
    are left.

    The first two epochs start from a few draws as they come, for what falls at once; the later ones from what
    Hypothesis found by aiming.
    """
    aim = Aim(hunt.claim, hunt.seed, hunt.device, hunt.over)
    while steps is None or steps - hunt.result.steps >= least:
        before = hunt.result.steps
        sources = aim.next(12) if epoch >= FIRST_AIMED else drawn(hunt.claim, hunt.seed + epoch, 4 * 2**epoch,
                                                                  hunt.device)  # fmt: skip
        hunt.drawn += aim.spent() + sum(batch.batch for _, batch in sources)
        _settle_drawn(hunt, sources)
        length = LEAST_EPOCH * 2 ** min(epoch, 6)
        if steps is not None:
            length = min(length, steps - hunt.result.steps)
        new = [hunt.ascent(batch) for batch in _chosen(sources, length, hunt.generator)]
        if not any(a.climbs for a in hunt.ascents):
            return
        best = hunt.successive_halving([*best[:4], *new], length)
        for ascent in best[:2]:
            hunt.lengthen(ascent)
        epoch += 1
        hunt.note_time()
        if hunt.result.steps == before:
            return

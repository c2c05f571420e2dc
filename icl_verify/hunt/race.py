"""The race of ascents for the steps of a hunt: successive halving (Jamieson and Talwalkar 2016).

Which shape and family is tightest is not known beforehand, and most starts are poor. So all take a few steps,
the better half shares as many again, and so on: leaders get most of the steps, and no start is dropped before
it has been tried.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import torch

from icl_verify.hunt.ascent import begin, reject, step
from icl_verify.hunt.ledger import Entrant, Finished, Ledger
from icl_verify.hunt.result import HuntResult, Progress
from icl_verify.hunt.settings import ASCENT, HUNT, HuntSettings
from icl_verify.hunt.sharpness import slopes_of
from icl_verify.judge.members import check_denied
from icl_verify.judge.precision import LAST_BITS
from icl_verify.judge.tightness import LONGEST_CERTIFIED, CertifiedTightness
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.sampling import mixed_seed


class Race:
    """The ascents of one hunt.

    Arguments:
        claim: a claim whose relation climbs (an inequality); others have nothing to climb.
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
        settings: HuntSettings = HUNT,
    ):  # fmt: skip
        self.claim, self.device, self.past_breaks, self.settings = claim, device, past_breaks, settings
        self.deadline, self.progress = deadline, progress
        self.seed = mixed_seed("hunt", seed, claim.id, size=7)
        self.generator = torch.Generator().manual_seed(self.seed)
        self.ledger = Ledger(claim, last_bits=last_bits, past_breaks=past_breaks, settings=settings)
        self.result = self.ledger.result
        self.entrants: list[Entrant] = []
        self.drawn = 0  # instances evaluated to find where to start

    def enter(self, batch: Instance, known: float = -np.inf) -> Entrant:
        """An ascent from the first members of a batch, which has found nothing until it passes ``known``."""
        some = batch if batch.batch <= ASCENT.members else batch.select(slice(ASCENT.members))
        fixed = (*self.claim.population.fixed, *self.claim.almost_surely)
        ascent = begin(
            self.claim, some, device=self.device, fixed=fixed,
            first_break=not self.past_breaks,
        )  # fmt: skip
        self.entrants.append(Entrant(ascent, known, confirmed=known))
        return self.entrants[-1]

    def enter_corpus(self, corpus: Sequence[CertifiedTightness]) -> list[Entrant]:
        """Ascents from the tightest instances of a corpus; from those that break the claim, none.

        All members start at one point: jumps and noise part them.
        """
        known = [c for c in corpus if np.isfinite(c.tightness) or c.broken is not None]
        self.result.corpus = max((c.tightness for c in known), default=np.nan)
        self.result.corpus_broken = any(c.broken is not None for c in known)
        entrants: list[Entrant] = []
        for start in sorted(known, key=lambda c: -c.tightness):
            if len(entrants) < self.settings.corpus_starts and start.broken is None and start.tightness > 0:
                batch = start.exact.float64(self.device).select([0] * ASCENT.members)
                entrants.append(self.enter(batch, float(np.log(start.tightness)) + self.settings.agree))
        return entrants

    def successive_halving(self, entrants: Sequence[Entrant], steps: int) -> list[Entrant]:
        """Share out the steps in rounds, each round among the better half; the entrants, best first.

        Balls are asked about the leader before anyone is dropped: a leader by rounding must not win a round.

        Raises:
            Finished: a break is proved or the deadline has passed.
        """
        entrants = [e for e in entrants if e.ascent.climbs]
        # Halved until one is left, and a round for that one alone.
        rounds = max(1, int(np.ceil(np.log2(max(1, len(entrants))))) + 1)
        racing = list(entrants)
        for r in range(rounds):
            if not racing:
                break
            share = max(1, steps // (rounds * len(racing)))
            for entrant in racing:
                self.climb(entrant, share)
            racing = _best_first(racing)
            while self.denies_leader(racing):
                racing = _best_first(racing)
            racing = racing[: max(1, len(racing) // 2)] if r + 1 < rounds else racing
        return _best_first(entrants)

    def climb(self, entrant: Entrant, steps: int) -> None:
        """Steps of one ascent; a suspected break is settled at once.

        Raises:
            Finished: a break is proved or the deadline has passed.
        """
        at_equality = 0
        self.settle(entrant)
        for _ in range(steps):
            before = entrant.log_tightness
            entrant.ascent = step(entrant.ascent, self.generator)
            self.result.steps += 1
            self.settle(entrant)
            after, near = entrant.log_tightness, self.settings.equality
            at_equality = at_equality + 1 if abs(after) < near and abs(after - before) < near else 0
            self.note_time()
            if at_equality >= self.settings.rest_at_equality:
                break

    def settle(self, entrant: Entrant) -> None:
        """Ask balls about members that look broken until one is, which ends the hunt, or none does."""
        if self.past_breaks:
            return
        while self.trusted(entrant) and entrant.log_tightness > self.settings.suspected:
            self.confirms_best(entrant)

    def trusted(self, entrant: Entrant) -> bool:
        """Whether balls have denied it seldom enough to be asked about it again."""
        return entrant.ascent.rejections < self.settings.most_rejections

    def confirms_best(self, entrant: Entrant) -> bool:
        """Whether balls confirm its tightest member; one that they deny is dropped from the ascent."""
        ascent, log_tightness = entrant.ascent, entrant.log_tightness
        exact = ascent.exact(ascent.best)
        if ascent.objective.signed:
            self.ledger.try_break(exact)
        confirmed = not ascent.objective.signed and self.ledger.confirms(exact, log_tightness)
        if confirmed:
            entrant.confirmed = log_tightness
        else:
            check_denied(self.claim, ascent.uncut(ascent.best), int(ascent.time[ascent.best]))
            entrant.ascent = reject(ascent, ascent.best, self.generator)
        return confirmed

    def denies(self, entrant: Entrant) -> bool:
        """Whether balls, asked where it has gained, deny its tightest member: the order may have changed."""
        log_tightness = entrant.log_tightness
        if not np.isfinite(log_tightness) or not self.trusted(entrant):
            return False
        if entrant.ascent.objective.signed:  # a distance is no figure: balls are asked of breaks alone
            return False
        if entrant.confirmed >= log_tightness - self.settings.agree / 10:
            return False
        return not self.confirms_best(entrant)

    def denies_leader(self, entrants: Sequence[Entrant]) -> bool:
        """``denies`` of the first entrant that has found something of its own."""
        leader = next((e for e in entrants if e.log_tightness > e.known), None)
        return leader is not None and self.denies(leader)

    def lengthen(self, entrants: Sequence[Entrant]) -> None:
        """Let trajectories run to their drawn length once: a break may need many steps.

        What only looks tighter is certified up to a length that balls afford.
        """
        for entrant in entrants:
            found = entrant.ascent.at_full_length()
            if found is None:
                continue
            log_tightness, exact = found
            tighter = np.exp(log_tightness) > self.result.best and exact.steps <= LONGEST_CERTIFIED
            if log_tightness > self.settings.suspected or tighter:
                self.ledger.certify(exact)

    def certify_shapes(self) -> None:
        """Ask balls about the tightest member of every ascent that they have not confirmed."""
        try:
            for entrant in self.entrants:
                self.denies(entrant)
        except Finished:
            pass

    def over(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and time.monotonic() > self.deadline

    def note_time(self) -> None:
        """Let the caller see the result so far, and stop at the deadline.

        Raises:
            Finished: the deadline has passed.
        """
        self._count()
        if self.progress is not None:
            self.progress(self.result)
        if self.over():
            self.result.stopped = "minutes"
            raise Finished

    def _count(self) -> None:
        evaluated = sum(e.ascent.objective.seen.evaluations for e in self.entrants)
        self.result.evaluations = self.drawn + evaluated
        self.result.seconds = time.monotonic() - self.ledger.started

    def finish(self) -> HuntResult:
        """The result with its counts."""
        result, climbing = self.result, [e.ascent for e in self.entrants if e.ascent.climbs]
        result.shapes = self.ledger.shapes(self.entrants)
        result.slopes = slopes_of(result.shapes)
        result.guided = all(ascent.objective.seen.differentiable for ascent in climbing)
        result.signed = any(ascent.objective.signed for ascent in climbing)
        if result.broken is None and not climbing:
            result.stopped = "nothing to climb"
        elif np.isnan(result.best) and all(a.objective.seen.reached == -np.inf for a in climbing):
            result.stopped = "nothing finite"
        self._count()
        return result


def _best_first(entrants: Sequence[Entrant]) -> list[Entrant]:
    return sorted(entrants, key=lambda entrant: -entrant.log_tightness)

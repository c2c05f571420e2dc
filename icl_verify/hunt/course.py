"""A hunt from its first draw to its result: guided search for the instance on which a statement is weakest.

Batches drawn by Hypothesis become ascents that climb the tightness (``ascent``); they race for the steps
(``race``), and a tightness counts only as the balls' value (``ledger``). Everything is decided by the seed
and counts of steps; a limit in minutes is for hunting by hand.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import torch

from icl_verify.hunt.ledger import Entrant, Finished
from icl_verify.hunt.objective import tightest_of
from icl_verify.hunt.race import Race
from icl_verify.hunt.result import HuntResult, Progress
from icl_verify.hunt.settings import HUNT
from icl_verify.hunt.sources import Aim, StartBatch, drawn
from icl_verify.judge.precision import LAST_BITS
from icl_verify.judge.tightness import CertifiedTightness
from icl_verify.records.schema import STATEMENT_FORMS
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.population import split_by_shape

# Forms whose multiple is a figure that readers want: those that somebody states as true.
CERTIFIED_FORMS = STATEMENT_FORMS


def hunt_batches(
    claim: Claim, sources: Sequence[StartBatch], *, steps: int, seed: int = 0, device: str = "cpu",
    last_bits: int = LAST_BITS, past_breaks: bool = False,
) -> HuntResult:  # fmt: skip
    """Hunt from batches that were drawn before.

    A hunt of 100 steps or more goes on with fresh draws until its steps are spent.

    Arguments:
        sources: (tightness, batch): where ascents may start, with the largest tightness seen there.
        steps: ascent steps in all.
        past_breaks: True climbs on when a break is proved, for the worst one.

    Raises:
        ValueError: steps < 1.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    race = Race(claim, seed=seed, device=device, last_bits=last_bits, past_breaks=past_breaks)
    patient = steps >= HUNT.patient
    try:
        entrants = [race.enter(batch) for batch in _starts(sources, steps, race.generator)]
        best = race.successive_halving(entrants, steps)
        race.lengthen(best[: HUNT.lengthened])
        if patient:
            # The draws of this hunt were blind already: what is left is for aimed ones.
            _epochs(race, best, steps, first=HUNT.aimed_from, least=HUNT.least_epoch)
    except Finished:
        pass
    if patient:
        _certify_shapes(race)
    return race.finish()


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
    race = Race(claim, seed=seed, device=device, deadline=deadline, progress=progress)
    try:
        _epochs(race, race.enter_corpus(known), steps)
    except Finished:
        pass
    except KeyboardInterrupt:
        race.result.stopped = "interrupted"
    _certify_shapes(race)
    return race.finish()


def _certify_shapes(race: Race) -> None:
    """Certify the best of every shape, from which the diagnosis is read, where somebody wants one."""
    if race.claim.form in CERTIFIED_FORMS and race.result.stopped not in ("refuted", "interrupted"):
        race.certify_shapes()


def _epochs(race: Race, best: list[Entrant], steps: int | None, *, first: int = 0, least: int = 1) -> None:
    """Epochs of new draws and old leaders, each longer than the last, until fewer than ``least`` steps
    are left.

    The first two epochs start from a few draws as they come, for what falls at once; the later ones from what
    Hypothesis found by aiming.

    Arguments:
        best: entrants that go on, best first.
        steps: of the whole hunt, those taken already among them; None for no limit.
        first: number of the first epoch.

    Raises:
        Finished: a break is proved or the deadline has passed.
    """
    aim, epoch = Aim(race.claim, race.seed, race.device, race.over), first
    while steps is None or steps - race.result.steps >= least:
        before = race.result.steps
        sources = _sources(race, aim, epoch)
        race.drawn += aim.spent() + sum(batch.batch for _, batch in sources)
        _certify_suspects(race, sources)
        length = HUNT.least_epoch * 2 ** min(epoch, HUNT.doublings)
        if steps is not None:
            length = min(length, steps - race.result.steps)
        new = [race.enter(batch) for batch in _starts(sources, length, race.generator)]
        if not any(entrant.ascent.climbs for entrant in race.entrants):
            return
        best = race.successive_halving([*best[: HUNT.survivors], *new], length)
        race.lengthen(best[: HUNT.lengthened])
        epoch += 1
        race.note_time()
        if race.result.steps == before:
            return


def _sources(race: Race, aim: Aim, epoch: int) -> list[StartBatch]:
    """Where an epoch may start."""
    if epoch >= HUNT.aimed_from:
        return aim.next(HUNT.aimed_draws)
    return drawn(race.claim, race.seed + epoch, HUNT.epoch_draws * 2**epoch, race.device)


def _certify_suspects(race: Race, sources: Sequence[StartBatch]) -> None:
    """Certify what looks broken as drawn, trajectories in full, before anything climbs."""
    for log_tightness, batch in sorted(sources, key=lambda s: -s[0])[: HUNT.suspects]:
        if log_tightness > HUNT.suspected and not race.past_breaks:
            race.ledger.certify(tightest_of(race.claim, batch)[1])


def _starts(sources: Sequence[StartBatch], steps: int, generator: torch.Generator) -> list[Instance]:
    """Where to start: half the tightest batches, each shape once, half at random.

    What is tightest as drawn need not be tightest after an ascent; the random half hedges against that.
    """
    wanted = int(np.clip(steps // HUNT.steps_a_start, HUNT.fewest_starts, HUNT.most_starts))
    wanted = min(len(sources), wanted)
    by_tightness = sorted(range(len(sources)), key=lambda i: -sources[i][0])
    first, _ = split_by_shape(by_tightness, lambda i: sources[i][1].sizes)
    chosen = first[: (wanted + 1) // 2]
    for i in torch.randperm(len(sources), generator=generator).tolist():
        if len(chosen) < wanted and i not in chosen:
            chosen.append(i)
    return [sources[i][1] for i in chosen]

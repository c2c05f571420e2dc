"""Four ways to look for a counterexample with the same processor time; only a proof in balls counts.

Processor seconds, not the clock's, so that other work on the machine favours none.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import hypothesis
import numpy as np
import torch
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from benchmarks.falsify.instances import TAME, box, entries
from icl_verify import Claim, Draw, Field, Instance, hunt_claim, settle
from icl_verify.hunt.result import HuntResult
from icl_verify.judge.applicable import hold_in_float64

FIRST, MOST, BATCH = 8, 128, 32
SETTLED = 4
LONG_STOP = 10
SEEDS_APART = 2_654_435_761


@dataclass
class Outcome:
    """How one method fared on one statement: seconds by the clock and of the processor."""

    refuted: bool = False
    seconds: float = 0.0
    cpu: float = 0.0
    instances: int = 0


class _TimeIsUp(BaseException):
    """Leaves Hypothesis without being taken for a failing example, which it would run again."""


class _Look:
    """Judges batches against a clock and proves what looks broken."""

    def __init__(self, claim: Claim, seconds: float):
        self.claim, self.started, self.outcome = claim, time.monotonic(), Outcome()
        self.limit, self.cpu = seconds, time.process_time()

    @property
    def over(self) -> bool:
        return self.outcome.refuted or time.process_time() - self.cpu > self.limit

    def at(self, batch: Instance, *, before: int = 0) -> float:
        """Judge a batch; its largest tightness over applicable instances (-inf where none applies)."""
        self.outcome.instances += batch.batch
        with torch.no_grad():
            holds = hold_in_float64(self.claim.assumes, batch)
            judged = self.claim(batch).judge_float64()
        suspects = np.flatnonzero(judged.broken & holds)
        for i in suspects[np.argsort(-judged.tightness[suspects], kind="stable")][:SETTLED]:
            exact = batch.exact(int(i)).upto(int(judged.time[i]))
            if settle(self.claim, exact, last_bits=4096).outcome == "broken":
                self.outcome.refuted = True
                break
        return float(np.where(holds, judged.tightness, -np.inf).max())

    def done(self) -> Outcome:
        self.outcome.seconds, self.outcome.cpu = (
            time.monotonic() - self.started,
            time.process_time() - self.cpu,
        )
        self.outcome.refuted &= self.outcome.cpu <= self.limit
        return self.outcome


def _batches(claim: Claim, seed: int, tame: bool, *, plain: bool) -> Iterator[Instance | None]:
    """Batches for ever: as the population draws them, or of its sizes with every field on its own.

    Shapes and families come from Hypothesis once, the first few at once and more when these have been tried;
    then every draw is taken again and again with new seeds, which costs nothing but the instances themselves.
    """
    draws: list[Draw] = []
    epoch = 0
    while True:
        if len(draws) < MOST:
            fresh = claim.population.examples(seed + 1000 * epoch, min(MOST, FIRST * 2**epoch))
            draws += fresh
            turn = fresh
        else:
            turn = [dataclasses.replace(d, seed=(d.seed + epoch * SEEDS_APART) % 2**32) for d in draws]
        for draw in turn:
            if not plain:
                yield claim.population.expand(draw, claim.population.batch or BATCH, "cpu")
                continue
            kind = type(claim.population.expand(draw, 1, "cpu"))
            generator = draw.generator()
            raw = {
                name: entries(field, BATCH, tuple(draw.sizes[a] for a in field.axes), generator, tame)
                for name, field in kind.fields.items()
            }
            # Independent tokens may coincide, in one dimension above all: those are no instances.
            try:
                yield kind(draw.sizes, raw)
            except ValueError:
                yield None
        epoch += 1


def by_hunting(claim: Claim, seconds: float, seed: int, tame: bool) -> Outcome:
    """Hunt; where there is nothing to climb (an equality, say), draw."""
    look = _Look(claim, seconds)

    def stop(_: HuntResult) -> None:
        if look.over:
            raise KeyboardInterrupt

    # The clock's limit is a long stop alone: what ends the hunt is the processor's.
    hunt = hunt_claim(claim, minutes=LONG_STOP * seconds / 60, seed=seed, progress=stop)
    look.outcome.instances += hunt.evaluations
    look.outcome.refuted = hunt.broken is not None
    if hunt.stopped != "nothing to climb":
        return look.done()
    return _by_drawing(claim, seconds, seed, tame, plain=False)


def by_seeds(claim: Claim, seconds: float, seed: int, tame: bool) -> Outcome:
    """The same drawing, again and again from new seeds."""
    return _by_drawing(claim, seconds, seed, tame, plain=False)


def by_plain_sampling(claim: Claim, seconds: float, seed: int, tame: bool) -> Outcome:
    """Independent fields over the declared decades, knowing no family of instances."""
    return _by_drawing(claim, seconds, seed, tame, plain=True)


def _by_drawing(claim: Claim, seconds: float, seed: int, tame: bool, *, plain: bool) -> Outcome:
    look = _Look(claim, seconds)
    for batch in _batches(claim, seed, tame, plain=plain):
        if look.over:
            break
        if batch is None:
            continue
        try:
            look.at(batch)
        except (ValueError, RuntimeError):
            continue
    return look.done()


def by_hypothesis(claim: Claim, seconds: float, seed: int, tame: bool) -> Outcome:
    """Plain Hypothesis: the population's sizes, every entry a float, ``target`` on the tightness."""
    look = _Look(claim, seconds)
    # A population may hold instances of several types, told apart by their sizes.
    kinds: dict[frozenset[str], type[Instance]] = {}
    epoch = 0
    while not look.over:

        @hypothesis.seed(seed + 1000 * epoch)
        @hypothesis.settings(
            max_examples=1000, phases=[Phase.generate, Phase.target], database=None, deadline=None,
            derandomize=False, suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @hypothesis.given(st.data())
        def look_at(data: st.DataObject) -> None:
            draw = data.draw(claim.population.draws)
            names = frozenset(draw.sizes)
            if names not in kinds:
                kinds[names] = type(claim.population.expand(draw, 1, "cpu"))
            kind = kinds[names]
            raw = {
                name: _floats(data, field, tuple(draw.sizes[a] for a in field.axes), tame)
                for name, field in kind.fields.items()
            }
            try:
                tightness = look.at(kind(draw.sizes, raw))
            except (ValueError, RuntimeError):
                tightness = np.nan
            if look.over:
                raise _TimeIsUp
            if np.isfinite(tightness):
                hypothesis.target(tightness)

        with contextlib.suppress(_TimeIsUp):
            look_at()
        epoch += 1
    return look.done()


def _floats(data: Any, field: Field, shape: tuple[int, ...], tame: bool) -> torch.Tensor:
    low, high = box(field, tame)
    if field.kind == "positive":
        numbers = st.floats(10.0**low, 10.0**high)
    elif field.kind == "probability":
        numbers = st.floats(10.0**low, 1 - 10.0**low)
    elif field.kind == "unit_columns":
        numbers = st.floats(-1, 1, allow_subnormal=False)
    else:
        numbers = st.floats(-(10.0**high), 10.0**high, allow_subnormal=False)
    count = int(np.prod(shape, dtype=int))
    flat = data.draw(st.lists(numbers, min_size=count, max_size=count))
    return torch.tensor(flat, dtype=torch.float64).reshape(1, *shape)


Method = Callable[[Claim, float, int, bool], Outcome]
METHODS: dict[str, Method] = {
    "hunt": by_hunting,
    "seeds": by_seeds,
    "hypothesis": by_hypothesis,
    "plain": by_plain_sampling,
}
__all__ = ["METHODS", "TAME", "Method", "Outcome"]

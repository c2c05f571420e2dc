"""What every trained model of the figures shares: a schedule of evaluations and a state to resume from."""

from __future__ import annotations

import abc
import time
from collections.abc import Callable
from typing import Any

import torch

# Between two turns a model can be checkpointed: a long way to the next evaluation is not lost.
LONGEST_TURN = 20.0


def evaluation_times(steps: int, points: int) -> tuple[int, ...]:
    """0, ``steps`` and ``points`` times evenly between; with more than 20 points also 1, 2, 4, ... before."""
    even = {round(i * steps / points) for i in range(points + 1)}
    early = {2**p for p in range(steps.bit_length()) if 2**p < steps / points} if points > 20 else set()
    return tuple(sorted({0, steps} | even | early))


class TrainingJob(abc.ABC):
    """One model, or a batch of them over seeds, on its way through ``steps`` steps.

    Attributes:
        key: names it in the checkpoint.
        reading, series: where its curves belong.
        seeds: one a batch member.
        steps: how far it goes; ``done``: how far it is; ``limit``: seconds it may train, or 0.
        times: the steps evaluated so far; ``values``: quantity -> one list (over seeds) a time.
        elapsed: seconds spent in steps, evaluations not counted; ``seconds``: its value at each of ``times``.
        references: losses to draw beside the training loss.
        cost: about how many milliseconds a step takes, for the time left.
    """

    def __init__(self, reading: str, series: str, seeds: tuple[int, ...], steps: int, points: int) -> None:
        self.reading, self.series, self.seeds = reading, series, seeds
        self.key = f"{reading} | {series} | seeds {seeds[0]}..{seeds[-1]}"
        self.steps, self.done, self.points = steps, 0, points
        self.schedule = evaluation_times(steps, points)
        self.times: list[int] = []
        self.values: dict[str, list[list[float]]] = {}
        self.references: dict[str, float] = {}
        self.seconds: list[float] = []
        self.elapsed, self.limit, self.cost = 0.0, 0.0, 1.0
        self.device = torch.device("cpu")

    @abc.abstractmethod
    def step(self) -> None:
        """One step of training."""

    @abc.abstractmethod
    def evaluate(self) -> dict[str, torch.Tensor]:
        """The quantities to draw, each of shape (seeds,)."""

    @abc.abstractmethod
    def tensors(self) -> dict[str, Any]:
        """Copies of everything that the next steps depend on, as tensors and plain values."""

    @abc.abstractmethod
    def restore(self, tensors: dict[str, Any]) -> None:
        """The inverse of ``tensors``."""

    @property
    def finished(self) -> bool:
        """Whether all steps, or all the seconds allowed, are spent."""
        return self.done >= self.steps or (0 < self.limit <= self.elapsed)

    @property
    def progress(self) -> float:
        """The share of its steps, or of the seconds allowed, that is spent."""
        spent = self.elapsed / self.limit if self.limit > 0 else 0.0
        return min(1.0, max(self.done / self.steps, spent))

    @property
    def weight(self) -> float:
        """About how many milliseconds the whole training takes."""
        whole = self.steps * self.cost
        return min(whole, 1000 * self.limit) if self.limit > 0 else whole

    @property
    def loss(self) -> float:
        """The latest training loss, averaged over seeds; NaN before the first evaluation."""
        latest = self.values.get("training loss")
        return sum(latest[-1]) / len(latest[-1]) if latest else float("nan")

    def begin(self) -> None:
        """Evaluate the untrained model, once."""
        if not self.times:
            self._evaluate()

    def advance(self, stop: Callable[[], bool]) -> None:
        """Train up to and including the next evaluation, for ``LONGEST_TURN``, or until ``stop()``."""
        began = time.perf_counter()
        self.begin()
        while not self.finished and not stop():
            started = time.perf_counter()
            self.step()
            self.done += 1
            # A limit counts the work done, not the work queued on the device.
            if (self.limit > 0 or self.done in self.schedule) and self.device.type == "cuda":
                torch.cuda.synchronize(self.device)
            self.elapsed += time.perf_counter() - started
            if self._due():
                self._evaluate()
                return
            if time.perf_counter() - began > LONGEST_TURN:
                return

    def _due(self) -> bool:
        # Under a limit nobody knows how many steps there will be: evaluations are spread over its seconds.
        if self.limit > 0:
            return self.finished or self.elapsed - self.seconds[-1] >= self.limit / self.points
        return self.done in self.schedule

    def _evaluate(self) -> None:
        for name, value in self.evaluate().items():
            self.values.setdefault(name, []).append(value.double().cpu().tolist())
        self.times.append(self.done)
        self.seconds.append(self.elapsed)

    def state(self) -> dict[str, Any]:
        """Everything, for a checkpoint."""
        return {
            "done": self.done,
            "times": list(self.times),
            "values": {name: [list(row) for row in rows] for name, rows in self.values.items()},
            "seconds": list(self.seconds),
            "elapsed": self.elapsed,
            "tensors": self.tensors(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Continue from a ``state()``."""
        self.done, self.elapsed = state["done"], state["elapsed"]
        self.times, self.values, self.seconds = state["times"], state["values"], state["seconds"]
        self.restore(state["tensors"])


def copied(value: Any) -> Any:
    """A deep copy of nested dicts and lists of tensors, detached and on the CPU."""
    if isinstance(value, torch.Tensor):
        return value.detach().cpu().clone()
    if isinstance(value, dict):
        return {k: copied(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [copied(v) for v in value]
    return value


def epoch_batch(step: int, batch: int, pool: int, seed: int) -> torch.Tensor:
    """The indices of one step's prompts, shape (batch,): every epoch a permutation of its own, tails dropped.

    A function of the step alone, so that a resumed run reads the prompts that it would have read.
    """
    epoch, place = divmod(step, pool // batch)
    generator = torch.Generator().manual_seed(1_000_003 * seed + epoch)
    order = torch.randperm(pool, generator=generator)
    return order[place * batch : (place + 1) * batch]

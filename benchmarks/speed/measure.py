"""The table: every way of training, on the same batches, in turns."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from unittest import mock

import torch

from benchmarks.speed.cases import Case, all_cases, case
from benchmarks.speed.peers import contenders
from icl_verify.yang2024.descent import kernel

# One instance after another costs the same however many there are: these are timed on so many, the first.
ALONE = {"naive": 1, "naive, stacked": 1}
# Steps enough for a program that Python drives step by step: its time is in the steps alone.
DRIVEN = {"naive": 4, "naive, stacked": 4, "vmap": 20, "torch loop": 20}
ROUNDS = 5
RATIOS = ("JAX", "JAX, expert", "naive")  # over the kernel, each a column of the table


@dataclass(frozen=True)
class Cell:
    """One shape at one batch size.

    Attributes:
        microseconds: median time a step and instance, by contender.
        disagreement: largest difference of the loss from the kernel's, over the initial loss, by contender.
        set_up, end: median time that the kernel takes before its first step and after its last, in steps.
    """

    shape: dict[str, int]
    batch: int
    microseconds: dict[str, float]
    disagreement: dict[str, float]
    set_up: float
    end: float


@dataclass(frozen=True)
class _Run:
    train: Callable[[Case, int], torch.Tensor]
    batch: Case
    steps: int
    clock: Callable[[], float]

    def seconds(self, steps: int) -> float:
        start = self.clock()
        self.train(self.batch, steps)
        return self.clock() - start

    def parts(self) -> tuple[float, float, float]:
        """Seconds of a kernel's step, of what comes before the first and of what follows the last."""
        stamps, spread = [], kernel._spread

        def noting(*given: object) -> None:
            spread(*given)
            stamps.append(self.clock())

        def short() -> tuple[float, float]:
            start = self.clock()
            self.train(self.batch, 1)
            return stamps[-1] - start, self.clock() - stamps[-1]

        with mock.patch.object(kernel, "_spread", noting):
            before, after = (
                statistics.median(part) for part in zip(*(short() for _ in range(5)), strict=True)
            )
        # The loop goes round T + 1 times for T steps.
        step = (self.seconds(self.steps) - before - after) / (self.steps - 1)
        return step, before - 2 * step, after


def steps_for(name: str, shape: dict[str, int], batch: int, seconds: float) -> int:
    """Steps that take about so long, from a count of operations."""
    products = 12 * shape["H"] * shape["N"] * shape["d"] * (shape["d"] + shape["K"])
    each = 40e-6 + batch * products / 10e9
    if name == "kernel":
        cells = shape["H"] * shape["N"] * shape["K"]
        each = 1e-6 + batch * cells * (shape["K"] + shape["N"] + 30) / 40e9
        seconds = 2 * seconds
    return max(4, min(DRIVEN.get(name, 20_000), int(seconds / each)))


def cell(shape: dict[str, int], batch: int, seconds: float, clock: Callable[[], float]) -> Cell:
    """Time all contenders in turns by ``clock``: ``ROUNDS`` rounds, medians.

    The kernel's time a step is the difference between a training and one of a single step; what it does once
    a training (set-up, parameters at the end) is given apart. The others do next to nothing once.
    """
    whole, runs = case(shape, batch), {}
    for name, train in contenders().items():
        part = whole.first(min(batch, ALONE.get(name, batch)))
        runs[name] = _Run(train, part, steps_for(name, shape, batch, seconds), clock)
    disagreement = _disagreements(runs)
    times: dict[str, list[float]] = {name: [] for name in runs}
    once = []
    for _ in range(ROUNDS):
        for name, run in runs.items():
            if name == "kernel":
                each, *apart = run.parts()
                once.append([part / each for part in apart])
            else:
                each = run.seconds(run.steps) / run.steps
            times[name].append(each / run.batch.setting.batch * 1e6)
    medians = {name: statistics.median(rounds) for name, rounds in times.items()}
    return Cell(shape, batch, medians, disagreement, *map(statistics.median, zip(*once, strict=True)))


def _disagreements(runs: dict[str, _Run]) -> dict[str, float]:
    """Also what warms everything up: compilation is over afterwards."""
    curves = {name: run.train(run.batch, run.steps) for name, run in runs.items()}
    differences = {}
    for name, curve in curves.items():
        if name == "kernel":
            runs[name].train(runs[name].batch, 1)
        length = min(curve.shape[1], curves["kernel"].shape[1])
        mine = curves["kernel"][: curve.shape[0], :length]
        differences[name] = float(((curve[:, :length] - mine).abs() / mine[:, :1]).max())
    return differences


def table(seconds: float, clock: Callable[[], float], report: Callable[[str], None]) -> list[Cell]:
    """Every cell; ``report`` is told each when it is done."""
    cells = []
    for shape, batch in all_cases():
        cells.append(cell(shape, batch, seconds, clock))
        report(row(cells[-1]))
        worst = max(cells[-1].disagreement.values())
        if worst > 1e-9:
            raise RuntimeError(
                f"trajectories differ by {worst:.1e} of the initial loss: {cells[-1].disagreement}"
            )
    return cells


def row(cell: Cell) -> str:
    """A line of the table in Markdown."""
    name = ", ".join(str(cell.shape[axis]) for axis in "NKdmH")
    times = " | ".join(f"{value:.3g}" for value in cell.microseconds.values())
    mine = cell.microseconds["kernel"]
    ratios = [cell.microseconds[other] / mine for other in RATIOS if other in cell.microseconds]
    return (
        f"| ({name}) | {cell.batch} | {times} | "
        + " | ".join(f"{ratio:.1f}" for ratio in ratios)
        + f" | {cell.set_up:.1f} | {cell.end:.1f} |"
    )


def heading(cells: list[Cell]) -> str:
    """The head of that table."""
    names = list(cells[0].microseconds)
    ratios = [f"{other} / kernel" for other in RATIOS if other in names]
    columns = ["(N, K, d, m, H)", "batch", *names, *ratios, "set-up, in steps", "end, in steps"]
    return "| " + " | ".join(columns) + " |\n|" + "---|" * len(columns)


def summary(cells: list[Cell]) -> str:
    """The figures that the table is about."""
    lines = []
    for name in ("JAX", "JAX, expert"):
        if name in cells[0].microseconds:
            ratios = [c.microseconds[name] / c.microseconds["kernel"] for c in cells]
            mean, least = statistics.geometric_mean(ratios), min(ratios)
            lines.append(f"- {name} over kernel: geometric mean {mean:.1f}, least {least:.1f}.")
    if not lines:
        lines.append("- JAX cannot be imported here, so it is missing (`pip install -e '.[bench]'`).")
    for name in ("naive", "naive, stacked"):
        ratios = [c.microseconds[name] / c.microseconds["kernel"] for c in cells if c.batch >= 32]
        lines.append(
            f"- {name} over kernel at batch 32 and above: least {min(ratios):.0f}, most {max(ratios):.0f}."
        )
    met = sum(c.set_up <= 20 for c in cells)
    lines.append(f"- The kernel's set-up takes at most 20 steps in {met} of {len(cells)} rows.")
    worst = max(max(c.disagreement.values()) for c in cells)
    lines.append(f"- Largest difference between trajectories: {worst:.1e} of the initial loss.")
    return "\n".join(lines)

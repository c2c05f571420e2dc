"""Trajectories on the card against the CPU kernel's, and the time that they take."""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import torch

from benchmarks.gpu import logits
from benchmarks.gpu.checks import Check, device, measured, on_the_card
from benchmarks.speed.cases import SHAPES, Case, case
from icl_verify.yang2024.descent import kernel as engine
from icl_verify.yang2024.descent.descend import Descent, descend
from icl_verify.yang2024.populations.setting import trained_printed_rates
from icl_verify.yang2024.theory.training import trajectory

SHAPE = SHAPES[2]  # (6, 16, 32, 8, 24)
BATCHES = (256, 4096, 16384)
KERNEL_STEPS = 5_000_000  # of all instances together: seconds of work, beside what is done once a training
LARGEST_LOOP = 4096  # d x d queries of more instances, with what a step makes of them, may fill the card
FASTER = 5  # times the CPU kernel at the largest batch
NEAR = 1e-9
FIELDS = ("excess", "decrease", "squared_gradient", "queries", "weights")


def trajectories(small: bool) -> list[Check]:
    """The library's loop on the device against the kernel: drawn trainings, and the shape that is timed."""
    where, apart = device(), dict.fromkeys(FIELDS, 0.0)
    results: list[torch.Tensor] = []
    with measured() as spent:
        for draw in trained_printed_rates.examples(0, 72)[: 1 if small else 6]:
            there = trajectory(trained_printed_rates.expand(draw, 4, where))
            _note(apart, trajectory(trained_printed_rates.expand(draw, 4, "cpu")), there)
            results.append(there.excess)
        trained = case(SHAPE, 2 if small else 32)
        steps = 3 if small else 200
        moved = trained_on(trained, where)
        there = _by_loop(moved, steps)
        results.append(there.excess)
    _note(apart, _kernel(trained, steps), there)
    worst = max(apart.values())
    said = ", ".join(f"{name} {value:.1g}" for name, value in apart.items())
    return [
        Check("trajectories", f"within {NEAR:g} of the CPU kernel", worst <= NEAR, said),
        on_the_card("trajectories", spent, trained.setting.queries.nbytes, *results),
        _without_waiting(moved),
    ]


def _note(apart: dict[str, float], one: Descent, other: Descent) -> None:
    """Largest differences, each over the largest entry of its field in that instance."""
    for name in FIELDS:
        a, b = getattr(one, name).flatten(1), getattr(other, name).cpu().flatten(1)
        scale = a.abs().amax(dim=1).clamp(min=1e-300)
        apart[name] = max(apart[name], float(((a - b).abs().amax(dim=1) / scale).max()))


def trained_on(trained: Case, where: str) -> Case:
    """The case with its tensors on a device."""
    raw = {name: array.to(where) for name, array in trained.setting.raw.items()}
    rest = (trained.query_rate, trained.weight_rate, trained.target, trained.covariance)
    return Case(type(trained.setting)(trained.setting.sizes, raw), *(tensor.to(where) for tensor in rest))


def _by_loop(trained: Case, steps: int) -> Descent:
    rates = trained.query_rate, trained.weight_rate
    return descend(trained.setting, *rates, steps, times=(0,), engine="torch")


def _without_waiting(trained: Case) -> Check:
    """That the loop never waits for the card: torch counts as many waits for 3 steps as for 30, and some."""
    waits = [_waits(lambda steps=steps: _by_loop(trained, steps)) for steps in (3, 30)]
    detail = f"{waits[0]} waits in 3 steps, {waits[1]} in 30"
    return Check("trajectories", "no wait in the loop", waits[0] == waits[1] > 0, detail, asserts_card=True)


def _waits(work: Callable[[], Any]) -> int:
    if not torch.cuda.is_available():
        return 0
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        torch.cuda.set_sync_debug_mode("warn")
        try:
            work()
        finally:
            torch.cuda.set_sync_debug_mode("default")
    return sum("synchroniz" in str(one.message) for one in said)


def training(small: bool, figures: dict[str, Any]) -> list[Check]:
    """Training timed at every batch size; the rows go into ``figures``."""
    batches, shape = ((2, 4), dict(SHAPES[0])) if small else (BATCHES, dict(SHAPE))
    rate, bandwidth = ceilings(small)
    figures |= {"float64_flops": rate, "bytes_a_second": bandwidth, "kernel_threads": engine.threads()}
    checks, rows = [], []
    for batch in batches:
        row, mine = timed(case(shape, batch), small, rate, bandwidth)
        rows.append(row)
        checks += mine
    figures["training"] = rows
    faster = rows[-1]["kernel"] / rows[-1]["graph"]
    detail = f"{faster:.1f} times, on {engine.threads()} threads of the CPU"
    # Without a card the graph is no graph, and the figure says nothing of one.
    passed = faster >= FASTER if torch.cuda.is_available() else None
    name = f"at least {FASTER} times the CPU kernel at batch {batches[-1]:,}"
    return [*checks, Check("training", name, passed, detail)]


def timed(trained: Case, small: bool, rate: float, bandwidth: float) -> tuple[dict[str, Any], list[Check]]:
    """Seconds a step of the whole batch, and what was checked on the way."""
    where, steps, batch = device(), 4 if small else 200, trained.setting.batch
    problem, state = logits.problem_of(trained, where), logits.begin(trained, steps, where)
    begun = state.logits.clone()
    work = logits.replayed(lambda: logits.step(problem, state))
    seconds = []
    for _ in range(3):
        logits.restart(state, begun)
        with measured() as spent:
            for _ in range(steps):
                work()
        seconds.append(spent.seconds / steps)
    few = min(steps, 20)
    losses, there = _kernel(trained, few).excess[:, :few], state.excess[:, :few].cpu()
    apart = float(((there - losses).abs() / losses[:, :1]).max())
    operations, least = (batch * each for each in logits.cost(dict(trained.setting.sizes)))
    row = {
        "batch": batch,
        "kernel": _seconds_a_step(
            lambda count: _kernel(trained, count), few if small else KERNEL_STEPS // batch
        ),
        "graph": statistics.median(seconds),
        "loop": None,
        "attainable": max(operations / rate, least / bandwidth),
        "operations": operations,
        "bytes": least,
    }
    if batch <= LARGEST_LOOP:
        row["loop"] = _loop(trained_on(trained, where), 3 if small else 50)
    part = f"training, {batch:,}"
    return row, [
        Check(part, f"losses within {NEAR:g} of the CPU kernel", apart <= NEAR, f"{apart:.1g}"),
        on_the_card(part, spent, state.logits.nbytes, state.logits, state.excess),
    ]


def _kernel(trained: Case, steps: int) -> Descent:
    rates = trained.query_rate, trained.weight_rate
    return descend(trained.setting, *rates, steps, times=(0,), engine="numba")


def _loop(trained: Case, steps: int) -> float:
    """Seconds a step of the library's own loop, on the card's clock; what it does once is taken off."""
    seconds = {}
    for count in (1, steps, 1, steps):  # the first two warm up
        with measured() as spent:
            _by_loop(trained, count)
        seconds[count] = spent.seconds
    return (seconds[steps] - seconds[1]) / (steps - 1)


def _seconds_a_step(train: Callable[[int], object], steps: int) -> float:
    """Wall-clock seconds a step, the median of three, without what is done once a training."""

    def seconds(count: int) -> float:
        start = time.perf_counter()
        train(count)
        return time.perf_counter() - start

    return statistics.median((seconds(steps) - seconds(1)) / (steps - 1) for _ in range(3))


def ceilings(small: bool) -> tuple[float, float]:
    """Float64 operations a second in one large product, and bytes a second in one large copy (both ways)."""
    where, size, length = device(), 64 if small else 8192, 2**12 if small else 2**27
    a = torch.ones(size, size, dtype=torch.float64, device=where)
    x = torch.ones(length, dtype=torch.float64, device=where)
    y = torch.empty_like(x)
    product = _least_seconds(lambda: a @ a)
    copy = _least_seconds(lambda: y.copy_(x))
    return 2 * size**3 / product, 2 * x.nbytes / copy


def _least_seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(5):
        with measured() as spent:
            work()
        found.append(spent.seconds)
    return min(found)


def table(figures: dict[str, Any]) -> str:
    """The rows of training as text."""
    lines = [
        f"float64 {figures['float64_flops'] / 1e12:.3g} Tflop/s in a product, "
        f"{figures['bytes_a_second'] / 1e9:,.0f} GB/s in a copy; "
        f"kernel on {figures['kernel_threads']} threads",
        "microseconds a step of the whole batch; attainable: by the operations or the least bytes of a step",
        f"{'batch':>8}{'kernel':>12}{'loop':>12}{'graph':>12}"
        f"{'kernel/graph':>14}{'attainable':>12}{'share':>8}",
    ]
    for row in figures["training"]:
        kernel, graph, least = (1e6 * row[name] for name in ("kernel", "graph", "attainable"))
        loop = "—" if row["loop"] is None else f"{1e6 * row['loop']:,.0f}"
        lines.append(
            f"{row['batch']:>8,}{kernel:>12,.0f}{loop:>12}{graph:>12,.0f}{kernel / graph:>14.1f}"
            f"{least:>12,.1f}{least / graph:>8.0%}"
        )
    return "\n".join(lines)

"""Convex programs of one shape: all as one, one after another, in two processes, compiled each time."""

from __future__ import annotations

import itertools
import multiprocessing
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.speed.cases import SHAPES, case
from icl_verify.yang2024.programs import bounds, solver
from icl_verify.yang2024.setting.transformer import attention

WORKERS, ROUNDS, INSTANCES = 2, 5, 128
SHAPE = SHAPES[1]
Data = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]


def data(program: str, count: int = INSTANCES) -> Data:
    """Features (count, m, K), tau (count,), and attention (count, H, N, K) where the program takes one."""
    setting = case(SHAPE, count).setting
    scores = attention(setting.tokens, setting.N, setting.queries).numpy()
    return (
        setting.features.numpy(),
        setting.noise_level.numpy(),
        scores if program == "best_values" else None,
    )


def as_one(program: str, data: Data) -> list[float]:
    """Solved together, as the package does it: lower ends."""
    features, noise, scores = data
    return [b.value for b in bounds.bound_many(program, features, SHAPE["N"], noise, scores)]


def in_turn(program: str, data: Data) -> list[float]:
    """One after another, with one compiled program."""
    return [end for piece in _pieces(data, len(data[0])) for end in as_one(program, piece)]


def compiled_anew(program: str, data: Data) -> list[float]:
    """One after another, every instance with a program of its own."""
    lowers = []
    for piece in _pieces(data, len(data[0])):
        solver.block_least_squares.cache_clear()
        lowers += as_one(program, piece)
    return lowers


def by_processes(pool: ProcessPoolExecutor, program: str, data: Data) -> tuple[list[float], float]:
    """A share for each process; and the processor seconds of the one that took longest."""
    ends, seconds = zip(*pool.map(_share, [program] * WORKERS, _pieces(data, WORKERS)), strict=True)
    return list(itertools.chain.from_iterable(ends)), max(seconds)


def _share(program: str, data: Data) -> tuple[list[float], float]:
    start = time.process_time()
    return as_one(program, data), time.process_time() - start


def _pieces(data: Data, count: int) -> list[Data]:
    features, noise, scores = (
        [None] * count if array is None else np.array_split(array, count) for array in data
    )
    return list(zip(features, noise, scores, strict=True))


_barrier: Any = None


def _begin(barrier: Any) -> None:
    global _barrier
    _barrier = barrier
    torch.set_num_threads(1)


def _ready(program: str) -> float:
    """Compile the share's program; the barrier gives every worker one of these. Processor seconds so far."""
    as_one(program, data(program, INSTANCES // WORKERS))
    _barrier.wait()
    return time.process_time()


def two_processes() -> tuple[ProcessPoolExecutor, float]:
    """Fresh processes; the processor seconds in which each imports the package and solves one program."""
    spawned = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(WORKERS, spawned, _begin, (spawned.Barrier(WORKERS),))
    return pool, max(pool.map(_ready, ["relaxation"] * WORKERS))


@dataclass(frozen=True)
class Cost:
    """Milliseconds an instance on the wall clock, and of a processor: on the longest way to the last result,
    which is what the wall clock would show on a machine with nothing else to do."""

    wall: float
    processor: float


def measured(program: str, pool: ProcessPoolExecutor) -> dict[str, Cost]:
    """Medians of five rounds in turns; all ways must give the same ends."""
    arrays = data(program)
    list(pool.map(_ready, [program] * WORKERS))
    ways: dict[str, Callable[[], tuple[list[float], float]]] = {
        "as one": lambda: (as_one(program, arrays), 0.0),
        "as two, in two processes": lambda: by_processes(pool, program, arrays),
        "one after another": lambda: (in_turn(program, arrays), 0.0),
        "compiled each time": lambda: (compiled_anew(program, arrays), 0.0),
    }
    if len({tuple(way()[0]) for way in ways.values()}) != 1:
        raise RuntimeError(f"all ways must give the same ends of {program}")
    rounds = [{name: _cost(way) for name, way in ways.items()} for _ in range(ROUNDS)]
    return {
        name: Cost(*(statistics.median(getattr(r[name], f.name) for r in rounds) for f in fields(Cost)))
        for name in ways
    }


def _cost(way: Callable[[], tuple[list[float], float]]) -> Cost:
    wall, own = time.perf_counter(), time.process_time()
    _, elsewhere = way()
    spent = time.perf_counter() - wall, time.process_time() - own + elsewhere
    return Cost(*(1e3 * seconds / INSTANCES for seconds in spent))


def programs() -> str:
    """A table in Markdown."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    pool, start = two_processes()
    with pool:
        table = {program: measured(program, pool) for program in bounds.PROGRAMS}
    torch.set_num_threads(before)
    names = list(table["relaxation"])
    lines = [f"| program | {' | '.join(names)} | a pool pays from |", "|---" * (len(names) + 2) + "|"]
    for program, costs in table.items():
        gain = (costs["as one"].processor - costs["as two, in two processes"].processor) / 1e3
        pays = f"{start / gain:,.0f} instances" if gain > 0 else "never"
        cells = " | ".join(f"{costs[name].wall:.2f} ({costs[name].processor:.2f})" for name in names)
        lines.append(f"| {program} | {cells} | {pays} |")
    size = ", ".join(str(SHAPE[axis]) for axis in "NKdmH")
    text = (
        f"Milliseconds an instance, {INSTANCES} instances of (N, K, d, m, H) = ({size}), certificates "
        "included: wall clock, and in brackets processor time, of the parent and the busier worker of two "
        "processes. These had been started before; each spends "
        f"{start:.1f} processor seconds until it is ready, and the last column says when processor time has "
        "earned that back."
    )
    return "\n".join([text, "", *lines])

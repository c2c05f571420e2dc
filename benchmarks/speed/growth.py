"""How time and memory grow with the batch, the number of steps and each size: fitted exponents."""

from __future__ import annotations

import math
import pathlib
import statistics
import subprocess
import sys
import time

import torch

from benchmarks.speed.cases import SHAPES, Case, case
from icl_verify.yang2024.descent import kernel
from icl_verify.yang2024.descent.descend import descend

SMALL, MIDDLE = SHAPES[0], {"N": 8, "K": 32, "d": 24, "m": 6, "H": 16}
SERIES = {
    "batch": (1_000, 4_000, 16_000, 100_000),
    "steps": (1_000, 4_000, 16_000, 64_000),
    "N": (4, 8, 16, 24),
    "K": (32, 64, 128, 256),
    "H": (8, 16, 32, 64),
}
ROUNDS = 5
_INTRODUCTION = (
    "Processor time of the steps after the first (a training minus one of a single step, so that set-up is "
    "left out), on one thread, medians of five."
)
_HEADING = ("| axis | sizes | processor ms | exponent |", "|---|---|---|---|")


def drawn(axis: str, size: int) -> tuple[Case, int]:
    """The batch and the number of steps at one size, everything else fixed."""
    if axis == "batch":
        return case(SMALL, size), 100
    if axis == "steps":
        return case(SMALL, 64), size
    return case(MIDDLE | {axis: size}, 4), 1_000


def seconds(case: Case, steps: int) -> float:
    """Processor time of so many steps: a training minus one of a single step, so that set-up is left out."""
    return _spent(case, steps + 1) - _spent(case, 1)


def _spent(case: Case, steps: int) -> float:
    start = time.process_time()
    descend(case.setting, case.query_rate, case.weight_rate, steps, times=(0,), engine="numba", curves=False)
    return time.process_time() - start


def exponent(sizes: tuple[int, ...], values: list[float]) -> float:
    """Slope of log value over log size, least squares."""
    x, y = [math.log(s) for s in sizes], [math.log(v) for v in values]
    return statistics.linear_regression(x, y).slope


def growth() -> str:
    """A table in Markdown."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    kernel.use_threads(1)
    try:
        rows = [_row(axis, sizes) for axis, sizes in SERIES.items()]
    finally:
        kernel.use_threads(None)
        torch.set_num_threads(before)
    return "\n".join([_INTRODUCTION, "", *_HEADING, *rows])


def _row(axis: str, sizes: tuple[int, ...]) -> str:
    cases = [drawn(axis, size) for size in sizes]
    seconds(*cases[0])
    rounds = [[seconds(*each) for each in cases] for _ in range(ROUNDS)]
    medians = [statistics.median(column) for column in zip(*rounds, strict=True)]
    times = ", ".join(f"{float(f'{1e3 * value:.3g}'):g}" for value in medians)
    return f"| {axis} | {', '.join(map(str, sizes))} | {times} | {exponent(sizes, medians):.2f} |"


def memory(steps: tuple[int, ...] = (100, 10_000, 100_000)) -> str:
    """Peak memory of fresh processes that train for more and more steps; a line in Markdown.

    Read where Linux keeps it: what ``resource`` reports for a child includes its parent's.
    """
    if not pathlib.Path("/proc/self/status").exists():
        return "Peak memory is measured on Linux alone."
    peaks = []
    for count in steps:
        program = (
            "import re\n"
            "from benchmarks.speed.cases import SHAPES, case\n"
            "from icl_verify.yang2024.descent.descend import descend\n"
            "given = case(SHAPES[0], 64)\n"
            "rates = given.query_rate, given.weight_rate\n"
            f"descend(given.setting, *rates, {count}, times=(0,), curves=False)\n"
            r"print(re.search(r'VmHWM:\s+(\d+)', open('/proc/self/status').read())[1])"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        peaks.append(f"{int(done.stdout) / 1024:.0f} MiB after {count} steps")
    return "Peak memory of a process that trains a batch of 64 without curves: " + ", ".join(peaks) + "."

"""How time and memory grow with the batch, the number of steps and each size: fitted exponents."""

from __future__ import annotations

import math
import pathlib
import statistics
import subprocess
import sys
import time

from benchmarks.speed.cases import SHAPES, case
from icl_verify.yang2024.setting.descent import descend

SMALL, MIDDLE = SHAPES[0], {"N": 8, "K": 32, "d": 24, "m": 6, "H": 16}
SERIES = {
    "batch": (1_000, 4_000, 16_000, 100_000),
    "steps": (1_000, 4_000, 16_000, 64_000),
    "N": (4, 8, 16, 24),
    "K": (32, 64, 128, 256),
    "H": (8, 16, 32, 64),
}
ROUNDS = 5


def seconds(axis: str, size: int) -> float:
    """One training at one size, everything else fixed."""
    shape, batch, steps = MIDDLE, 4, 500
    if axis == "batch":
        shape, batch, steps = SMALL, size, 20
    elif axis == "steps":
        shape, batch, steps = SMALL, 8, size
    else:
        shape = MIDDLE | {axis: size}
    given = case(shape, batch)
    start = time.perf_counter()
    descend(
        given.setting, given.query_rate, given.weight_rate, steps, times=(0,), engine="numba", curves=False
    )
    return time.perf_counter() - start


def exponent(sizes: tuple[int, ...], values: list[float]) -> float:
    """Slope of log value over log size, least squares."""
    x, y = [math.log(s) for s in sizes], [math.log(v) for v in values]
    return statistics.linear_regression(x, y).slope


def growth() -> str:
    """A table in Markdown."""
    lines = ["| axis | sizes | seconds | exponent |", "|---|---|---|---|"]
    for axis, sizes in SERIES.items():
        seconds(axis, sizes[0])
        rounds = [[seconds(axis, size) for size in sizes] for _ in range(ROUNDS)]
        medians = [statistics.median(column) for column in zip(*rounds, strict=True)]
        shown = ", ".join(f"{value:.3g}" for value in medians)
        lines.append(f"| {axis} | {', '.join(map(str, sizes))} | {shown} | {exponent(sizes, medians):.2f} |")
    return "\n".join(lines)


def memory(steps: tuple[int, ...] = (100, 10_000, 100_000)) -> str:
    """Peak memory of fresh processes that train for more and more steps; a line in Markdown.

    Read where Linux keeps it: what ``resource`` reports for a child includes its parent's.
    """
    if not pathlib.Path("/proc/self/status").exists():
        return "Peak memory is measured on Linux alone."
    found = []
    for count in steps:
        program = (
            "import re\n"
            "from benchmarks.speed.cases import SHAPES, case\n"
            "from icl_verify.yang2024.setting.descent import descend\n"
            "given = case(SHAPES[0], 64)\n"
            "rates = given.query_rate, given.weight_rate\n"
            f"descend(given.setting, *rates, {count}, times=(0,), curves=False)\n"
            r"print(re.search(r'VmHWM:\s+(\d+)', open('/proc/self/status').read())[1])"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        found.append(f"{int(done.stdout) / 1024:.0f} MiB after {count} steps")
    return "Peak memory of a process that trains a batch of 64 without curves: " + ", ".join(found) + "."

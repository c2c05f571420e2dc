"""``python -m benchmarks.speed``: measure, print, and with --write keep the figures beside this file."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path

import torch

from benchmarks.speed import ceilings, claims, growth, measure, plot

HERE = Path(__file__).parent
PARTS = ("table", "ceilings", "growth", "memory", "claims")
TITLES = {
    "table": "Microseconds a step and instance",
    "ceilings": "Share of the machine",
    "growth": "Growth of time",
    "memory": "Growth of memory",
    "claims": "Claims judged",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"some of {', '.join(PARTS)}; all by default")
    parser.add_argument("--seconds", type=float, default=0.1, help="about how long one timed run should take")
    parser.add_argument("--torch-threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true", help="write RESULTS.md and speed.png")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"parts must be among {', '.join(PARTS)}, got {', '.join(sorted(unknown))}")
    torch.set_num_threads(options.torch_threads)
    found = {part: _run(part, options.seconds, options.write) for part in PARTS if part in options.parts}
    if options.write:
        (HERE / "RESULTS.md").write_text(_page(found))


def _run(part: str, seconds: float, write: bool) -> str:
    if part == "table":
        cells = measure.table(seconds, lambda line: print(line, flush=True))
        if write:
            plot.draw(cells, HERE / "speed.png")
        rows = "\n".join(measure.row(c) for c in cells)
        text = f"{measure.heading(cells)}\n{rows}\n\n{measure.summary(cells)}"
    else:
        others = {"ceilings": ceilings.attainable, "growth": growth.growth, "memory": growth.memory}
        text = (others | {"claims": claims.claims})[part]()
    print(text, flush=True)
    return text


def _page(found: dict[str, str]) -> str:
    machine = (
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    parts = [f"## {TITLES[part]}\n\n{text}\n" for part, text in found.items()]
    command = " ".join(["python -m benchmarks.speed", *sys.argv[1:]])
    head = f"# Speed\n\nWritten by `{command}` ({machine}).\n"
    picture = "\n![Time a step and instance](speed.png)\n" if "table" in found else ""
    return "\n".join([head, *parts]) + picture


if __name__ == "__main__":
    main()

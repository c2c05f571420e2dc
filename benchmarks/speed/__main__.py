"""``python -m benchmarks.speed``: measure, print, and with --write keep the figures beside this file.

Parts that are not measured anew keep the figures they have.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch

from benchmarks.speed import ceilings, claims, growth, measure, plot, programs
from icl_verify.yang2024.descent import kernel

HERE = Path(__file__).parent
PARTS = ("table", "ceilings", "growth", "memory", "claims", "programs")
TITLES = {
    "table": "Microseconds a step and instance",
    "ceilings": "Share of the machine",
    "growth": "Growth of time",
    "memory": "Growth of memory",
    "claims": "Claims judged",
    "programs": "Convex programs",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"some of {', '.join(PARTS)}; all by default")
    parser.add_argument("--seconds", type=float, default=0.1, help="about how long one timed run should take")
    parser.add_argument("--torch-threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--one-core", action="store_true", help="all on one core; the table in processor time"
    )
    parser.add_argument("--write", action="store_true", help="write these parts of RESULTS.md, and speed.png")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"parts must be among {', '.join(PARTS)}, got {', '.join(sorted(unknown))}")
    torch.set_num_threads(1 if options.one_core else options.torch_threads)
    if options.one_core:  # before JAX counts the cores, which it does at its first array
        kernel.use_threads(1)
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    clock = time.process_time if options.one_core else time.perf_counter
    texts = {
        part: _run(part, options.seconds, clock, options.write) for part in PARTS if part in options.parts
    }
    if options.write:
        page = HERE / "RESULTS.md"
        before = _sections(page.read_text()) if page.is_file() else {}
        page.write_text(_page(before | {part: _measured(part, text) for part, text in texts.items()}))


def _run(part: str, seconds: float, clock: Callable[[], float], write: bool) -> str:
    if part == "table":
        cells = measure.table(seconds, clock, lambda line: print(line, flush=True))
        if write:
            plot.draw(cells, HERE / "speed.png")
        rows = "\n".join(measure.row(c) for c in cells)
        text = f"{measure.heading(cells)}\n{rows}\n\n{measure.summary(cells)}"
    else:
        others = {"ceilings": ceilings.attainable, "growth": growth.growth, "memory": growth.memory}
        text = (others | {"claims": claims.claims, "programs": programs.programs})[part]()
    print(text, flush=True)
    return text


def _measured(part: str, text: str) -> str:
    """A section of the page: how and where it was measured, and what was found."""
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"
    command = " ".join(["python -m benchmarks.speed", *sys.argv[1:]])
    how = f"Measured by `{command}` ({machine}, load {os.getloadavg()[0]:.1f})."
    picture = "\n\n![Time a step and instance](speed.png)" if part == "table" else ""
    return f"{how}\n\n{text}{picture}"


def _sections(page: str) -> dict[str, str]:
    """The sections of a page that was kept before, by part."""
    parts = {title: part for part, title in TITLES.items()}
    pieces = (section.partition("\n") for section in page.split("\n## ")[1:])
    return {parts[title]: text.strip() for title, _, text in pieces if title in parts}


def _page(sections: dict[str, str]) -> str:
    blocks = [f"\n## {TITLES[part]}\n\n{sections[part]}\n" for part in PARTS if part in sections]
    return "# Speed\n" + "".join(blocks)


if __name__ == "__main__":
    main()

"""``icl-verify run --watch``: on every save what changed is tried, and what moved since the start is shown.

Each run is a process of its own, as a module that was imported stays as it was; all but the first take over
what an earlier run has decided.
"""

from __future__ import annotations

import argparse
import datetime
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from icl_verify.records import run as runs
from icl_verify.report.compare import compare
from icl_verify.report.packed import SCRIPT
from icl_verify.selection import PROPERTIES, check_folder

CLEAR = "\x1b[2J\x1b[H"
OPTIONS = ("profile", "seed", "hunt", "device", "time_limit")
BEGUN = ("profile", "seed", "hunt")  # what a later run takes from the one that it goes on from


def watch(chosen: argparse.Namespace) -> int:
    """Run, then again on every save, until Ctrl-C (KeyboardInterrupt).

    Raises:
        ValueError: there is no such folder of claims, or a run is to be resumed.
    """
    if chosen.resume:
        raise ValueError("--watch must begin runs of its own, got --resume; --since RUN goes on from one")
    chosen.properties = chosen.properties or PROPERTIES
    check_folder(chosen.properties)
    folder = Path(chosen.out or f"reports/watch-{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}")
    start: Path | None = Path(chosen.since) if chosen.since else None
    last = start
    for number, _ in enumerate(_saves(chosen.properties), start=1):
        made = folder / f"{number:03}"
        status = subprocess.run(_command(chosen, made, last), check=False).returncode
        if status < 0 or not (made / runs.RUN_FILE).is_file():
            print(f"no run: it ended with status {status}; waiting for the next save", flush=True)
            continue
        start, last = start or made, made
        if sys.stdout.isatty():
            print(CLEAR, end="")
        print(f"{_moved(made, start)}\n\nwatching; Ctrl-C ends it", flush=True)
    return 0


def _saves(properties: Path) -> Iterator[None]:
    """Once at the start, then after every save of a Python file here, among the claims or in the package."""
    from watchfiles import Change, PythonFilter
    from watchfiles import watch as changes

    class Sources(PythonFilter):
        """Python files but for certificates, which every run writes of what it refutes."""

        def __call__(self, change: Change, path: str) -> bool:
            return super().__call__(change, path) and not path.endswith(SCRIPT)

    yield None
    places = {Path.cwd(), properties.resolve(), Path(__file__).parent}
    tops = [
        place
        for place in places
        if not any(place != other and place.is_relative_to(other) for other in places)
    ]
    for _ in changes(*tops, watch_filter=Sources()):
        yield None


def _command(chosen: argparse.Namespace, made: Path, last: Path | None) -> list[str]:
    """The run of one save."""
    command = [sys.executable, "-m", "icl_verify.cli", "run", *chosen.claims, "--out", str(made)]
    command += ["--properties", str(chosen.properties), "-n", chosen.workers]
    command += [] if last is None else ["--since", str(last)]
    for option in OPTIONS:
        value = getattr(chosen, option)
        if value is not None and not (last is not None and option in BEGUN):
            command += [f"--{option.replace('_', '-')}", str(value)]
    return command


def _moved(made: Path, start: Path) -> str:
    """What moved since the start, and how much was tried for it."""
    run = runs.read(made)
    tried = [record for record in run.claims if not record.decided_in]
    lines = [compare(made, start).text] if made != start else []
    surprises = run.summary.unexpected
    lines += [
        f"{len(tried)} of {len(run.claims)} claims tried, {len(surprises)} not as expected",
        *surprises[:20],
    ]
    return "\n".join(lines)

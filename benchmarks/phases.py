"""Where the processor time of a quick run goes, by phase.

    python -m benchmarks.phases                      # a whole quick run in one process, some minutes
    python -m benchmarks.phases 'lemma5.*'           # of some claims
    python -m benchmarks.phases --every 9            # of every ninth claim
    python -m benchmarks.phases --column after       # keep it as that column of phases.json and phases.md

The functions at which a phase begins are wrapped from here; the package knows nothing of it. A phase's time
is its own: draws asked for during preflight are draws. User and system time count, of finished children
(Coq, the survey of degrees) as well, so that what else runs on the machine matters little.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

START, REST = "start, collection", "records, page and the rest"
# By phase where it begins: "module:function" or "module:Class.method", as the caller looks it up.
PHASES: dict[str, tuple[str, ...]] = {
    "draw": (
        "icl_verify.statement.population:Population.examples",
        "icl_verify.statement.population:Population.batch_of",
    ),
    "preflight": ("icl_verify.trial.course:preflight",),
    "float64 judging": ("icl_verify.trial.course:look_at",),
    "weigh": ("icl_verify.trial.course:watch", "icl_verify.trial.course:settle_unsuspected"),
    "settle in balls": (
        "icl_verify.trial.course:settle_suspects",
        "icl_verify.trial.course:settle_late",
        "icl_verify.trial.course:settle_sample",
        "icl_verify.trial.course:settle_tightest",
        "icl_verify.trial.course:prove_samples",
        "icl_verify.trial.course:certify_drawn",
        "icl_verify.trial.course:certify_corpus",
    ),
    "hunt": ("icl_verify.trial.course:hunt_batches",),
    "simplify": ("icl_verify.trial.course:simplify", "icl_verify.trial.suspicions:prove_suspect"),
    "certify": (
        "icl_verify.pytest_plugin.item:_certified",
        "icl_verify.pytest_plugin.item:_with_theorems",
    ),
    "repair": ("icl_verify.repair.record:mended",),
    "degrees": ("icl_verify.repair.record:_degrees",),
}
FIRST_CLAIM = "icl_verify.pytest_plugin.item:ClaimItem.runtest"  # where the start ends
KEPT = Path(__file__).with_name("phases.json")
TABLE = KEPT.with_suffix(".md")


class Clock:
    """Time by phase, each second to the innermost phase that is open.

    Arguments:
        now: the time so far, in seconds.
    """

    def __init__(self, now: Callable[[], float]):
        self.spent: dict[str, float] = {}
        self._now, self._since, self._open = now, now(), [START]

    def lap(self) -> None:
        """Give the time since the last change of phase to the phase that is open."""
        now = self._now()
        self.spent[self._open[-1]] = self.spent.get(self._open[-1], 0.0) + now - self._since
        self._since = now

    def started(self) -> None:
        """From now on what no phase claims is the rest."""
        if self._open[0] == START:
            self.lap()
            self._open[0] = REST

    def timed(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time given to a phase."""

        @functools.wraps(function)
        def within(*args: Any, **kwargs: Any) -> Any:
            self.lap()
            self._open.append(phase)
            try:
                return function(*args, **kwargs)
            finally:
                self.lap()
                self._open.pop()

        return within


def processor_seconds() -> float:
    """User and system time of this process and of its finished children."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def place(name: str) -> tuple[Any, str]:
    """The module or class that holds what is named ``module:function`` or ``module:Class.method``."""
    module, _, path = name.partition(":")
    *homes, last = path.split(".")
    return functools.reduce(getattr, homes, importlib.import_module(module)), last


def wrap(clock: Clock, phases: Mapping[str, Sequence[str]] = PHASES, first: str = FIRST_CLAIM) -> None:
    """Have the clock follow the phases; it stays so for the rest of the process."""
    for phase, names in phases.items():
        for name in names:
            home, last = place(name)
            setattr(home, last, clock.timed(phase, getattr(home, last)))
    home, last = place(first)
    run = getattr(home, last)

    @functools.wraps(run)
    def begun(*args: Any, **kwargs: Any) -> Any:
        clock.started()
        return run(*args, **kwargs)

    setattr(home, last, begun)


def measured(claims: Sequence[str], out: str) -> dict[str, float]:
    """Processor seconds by phase of a quick run in this process."""
    clock = Clock(processor_seconds)
    from icl_verify.cli import main

    wrap(clock)
    main(["run", *claims, "--profile", "quick", "-n", "0", "--out", out])
    clock.lap()
    return {phase: round(clock.spent.get(phase, 0.0), 1) for phase in (START, *PHASES, REST)}


def every(step: int) -> list[str]:
    """The ids of every ``step``-th claim of the catalogue.

    Raises:
        ValueError: step is below 1.
    """
    if step < 1:
        raise ValueError(f"every must be >= 1, got {step}")
    # Asked of a process of its own: this one is to begin with nothing loaded.
    command = [sys.executable, "-m", "icl_verify.cli", "claims", "--json"]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [claim["id"] for claim in listed][step // 2 :: step]


def table(columns: Mapping[str, Mapping[str, float]]) -> str:
    """Markdown: a row a phase, a column of seconds and one of its share for each run."""
    totals = {name: sum(times.values()) for name, times in columns.items()}
    rows = [["phase", *(head for name in columns for head in (f"{name}, s", "share"))]]
    for phase in (START, *PHASES, REST):
        row = [phase]
        for name, times in columns.items():
            spent = times.get(phase, 0.0)
            row += [f"{spent:.1f}", f"{spent / totals[name]:.1%}" if totals[name] else ""]
        rows.append(row)
    rows.append(["whole", *(cell for total in totals.values() for cell in (f"{total:.1f}", ""))])
    rows.insert(1, ["---", *["---:"] * (2 * len(columns))])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def keep(column: str, times: Mapping[str, float], kept: Path = KEPT, page: Path = TABLE) -> None:
    """Put a run into the kept columns, and draw them anew."""
    columns = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    columns[column] = dict(times)
    kept.write_text(json.dumps(columns, indent=1) + "\n", encoding="utf-8")
    head = (
        "# Processor time of a quick run by phase\n\n"
        "`icl-verify run --profile quick` in one process, seconds of processor time, children included; "
        "they grow with the load of the machine: so columns compare that were measured side by side. "
        "`python -m benchmarks.phases [--every N] --column NAME` makes a column.\n\n"
    )
    page.write_text(head + table(columns), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    summary, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.phases", description=summary, epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("claims", nargs="*", metavar="CLAIM", help="globs of claim ids (default: all)")
    parser.add_argument("--every", type=int, metavar="N", help="every N-th claim alone, in their order")
    parser.add_argument("--column", metavar="NAME", help=f"keep it in {KEPT.name} and {TABLE.name}")
    parser.add_argument("--out", metavar="DIR", help="folder of the run (default: a temporary one)")
    chosen = parser.parse_args(arguments)
    claims = every(chosen.every) if chosen.every else chosen.claims
    with tempfile.TemporaryDirectory() as folder:
        times = measured(claims, chosen.out or f"{folder}/run")
    print(table({chosen.column or "this run": times}))
    if chosen.column:
        keep(chosen.column, times)
    return 0


if __name__ == "__main__":
    sys.exit(main())

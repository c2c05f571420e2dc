"""``python -m benchmarks.gpu``: every part, a table, a JSON file; exit status 0 when all passed."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu import runs, training
from benchmarks.gpu.checks import Check, card_name

PARTS = ("training", "trajectories", "cuda tests", "verdicts")
OUT = Path("reports/gpu.json")
MARKS = {True: "✓", False: "✗", None: " "}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are asked for; 0 when every check passed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}; default all")
    parser.add_argument("--small", action="store_true", help="tiny sizes, as without a card")
    parser.add_argument("--out", type=Path, default=OUT, help=f"the JSON file (default: {OUT})")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"parts must be among {', '.join(PARTS)}, got {', '.join(sorted(unknown))}")
    print(f"card: {card_name() or 'none, torch sees no CUDA device'}", flush=True)
    figures: dict[str, Any] = {}
    checks: list[Check] = []
    for part in chosen.parts or PARTS:
        start = time.perf_counter()
        found = _run(part, chosen.small or card_name() is None, figures)
        checks += found
        print(f"\n{part}, {time.perf_counter() - start:.0f} s")
        print("\n".join(map(_line, found)), flush=True)
    if "training" in figures:
        small = chosen.small or card_name() is None
        print("\ntiny sizes: these times say nothing" if small else "", training.table(figures), sep="\n")
    _write(chosen.out, checks, figures)
    return _close(checks)


def _run(part: str, small: bool, figures: dict[str, Any]) -> list[Check]:
    if part == "training":
        return training.training(small, figures)
    others = {"trajectories": training.trajectories, "cuda tests": runs.cuda_tests, "verdicts": runs.verdicts}
    return others[part](small)


def _line(check: Check) -> str:
    return f"  {MARKS[check.passed]} {check.part}: {check.name}: {check.detail}"


def _write(path: Path, checks: list[Check], figures: dict[str, Any]) -> None:
    found = {
        "card": card_name(), "torch": torch.__version__, "cuda": torch.version.cuda, "cores": os.cpu_count(),
        "checks": [vars(check) for check in checks], **figures,
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _close(checks: list[Check]) -> int:
    failed = [check for check in checks if check.passed is False]
    others = [check for check in failed if not check.asserts_card]
    if not failed:
        print("\nall checks passed on the card")
    elif not others:
        print(f"\nfailed where the card is asserted ({len(failed)} checks), and nowhere else")
    else:
        print(f"\nfailed: {', '.join(f'{check.part}: {check.name}' for check in failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m benchmarks.falsify``: run the benchmark (or a part of it), print the table, draw the plot.

Results go to a JSON file, one entry a statement, method and start; what is there is not run again.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import sys
from pathlib import Path

import torch

from benchmarks.falsify.catalogue import Case, cases
from benchmarks.falsify.methods import METHODS
from benchmarks.falsify.table import draw, table


def main(arguments: list[str] | None = None) -> int:
    """Run the program."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(1)
    os.environ.setdefault("NUMBA_NUM_THREADS", "1")
    results: dict[str, dict[str, object]] = {}
    if options.out.is_file():
        results = json.loads(options.out.read_text())
    every = [
        case
        for case in cases(options.properties, options.start)
        if fnmatch.fnmatchcase(case.name, options.only) and fnmatch.fnmatchcase(case.grade, options.grade)
    ]
    part, parts = (int(x) for x in options.part.split("/"))
    for case in [] if options.table else every[part - 1 :: parts]:
        for name in options.methods.split(","):
            for seed in options.seeds.split(","):
                _run(case, name, options.seconds, int(seed), results)
        _write(options.out, results)
    if results:
        text = table(results)
        print(text)
        options.out.with_suffix(".txt").write_text(text + "\n")
        draw(results, options.out.with_suffix(".png"))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.falsify", description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=20.0, help="processor seconds for each statement and method"
    )
    parser.add_argument("--seeds", default="0,1,2", help="each statement and method once with each")
    parser.add_argument("--start", choices=("both", "wide", "tame", "catalogue"), default="both",
                        help="all decades, two decades around 1, or the project's own claims")  # fmt: skip
    parser.add_argument("--only", default="*", metavar="GLOB")
    parser.add_argument(
        "--grade", default="*", metavar="GLOB", help="blatant, moderate, subtle, mutant, printed"
    )
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--part", default="1/1", metavar="I/N", help="every N-th statement, from the I-th")
    parser.add_argument("--properties", type=Path, default=Path("properties"))
    parser.add_argument("--out", type=Path, default=Path("reports/falsify.json"))
    parser.add_argument("--table", action="store_true", help="run nothing, show what there is")
    return parser


def _run(case: Case, name: str, seconds: float, seed: int, results: dict[str, dict[str, object]]) -> None:
    key = f"{case.name} | {name} | {seed}"
    if key in results or (name == "plain" and not case.families):
        return
    try:
        outcome = METHODS[name](case.make(), seconds, seed, case.start == "tame")
    except Exception as error:
        print(f"{key}: {type(error).__name__}: {error}", file=sys.stderr)
        return
    results[key] = {
        "statement": case.id, "grade": case.grade, "start": case.start, "method": name, "seed": seed,
        "limit": seconds, "refuted": outcome.refuted, "seconds": outcome.seconds, "cpu": outcome.cpu,
        "instances": outcome.instances,
    }  # fmt: skip
    print(f"{key}: {'refuted' if outcome.refuted else '-'} {outcome.cpu:.2f} s", flush=True)


def _write(path: Path, results: dict[str, dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    temporary.write_text(json.dumps(results, indent=1))
    temporary.replace(path)


if __name__ == "__main__":
    sys.exit(main())

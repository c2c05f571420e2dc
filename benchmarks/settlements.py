"""Settlements in balls a second: of the claims that a quick run settles at most cost, here and elsewhere.

    python -m benchmarks.settlements 'lemma1*'              # of these claims, in this checkout
    python -m benchmarks.settlements --against CHECKOUT     # of all, beside an earlier checkout, in turns

A quick run in one process says what is settled and how long it takes. The ten costliest claims are settled
again on the same instances, at most so many a claim, in a new process for each checkout and round, in
processor time; medians of the rounds count. Outcomes should agree, else the row says so: an earlier checkout
may know less.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from time import process_time
from typing import Any
from unittest import mock

import numpy as np

HERE = Path(__file__).parents[1]
COSTLIEST, INSTANCES, ROUNDS = 10, 20, 3
Kept = dict[str, dict[str, Any]]  # by claim: the seconds of its settlements, and its instances as JSON


def settled_in_a_run(claims: Sequence[str], out: str) -> Kept:
    """What a quick run of these claims settles, with its processor time."""
    from icl_verify.cli import main
    from icl_verify.trial.result import Trial

    kept: Kept = {}
    settle = Trial.settle

    def timed(trial: Trial, exact: Any) -> Any:
        began = process_time()
        try:
            return settle(trial, exact)
        finally:
            own = kept.setdefault(trial.claim.id, {"seconds": 0.0, "count": 0, "instances": []})
            own["seconds"] += process_time() - began
            own["count"] += 1
            if len(own["instances"]) < INSTANCES:
                own["instances"].append(plain(exact))

    with mock.patch.object(Trial, "settle", timed):
        main(["run", *claims, "--profile", "quick", "-n", "0", "--out", out])
    return kept


def plain(exact: Any) -> dict[str, Any]:
    """An exact instance as JSON, with the name of its type, which outlives moves."""
    values = {
        name: [list(array.shape), [f"{x.numerator}/{x.denominator}" for x in array.flat]]
        for name, array in exact.values.items()
    }
    return {"kind": exact.kind.__name__, "sizes": exact.sizes, "values": values}


def settle_again(given: Mapping[str, Sequence[Mapping[str, Any]]], properties: str) -> dict[str, Any]:
    """By claim the processor time of its settlements and their outcomes; run in the checkout on the path."""
    from icl_verify import Exact, Instance, collect, settle
    from icl_verify.trial.profiles import PROFILES

    known = {claim.id: claim for claim in collect(Path(properties))}
    kinds = {kind.__name__: kind for kind in _kinds(Instance)}
    found = {}
    for name, instances in given.items():
        if name not in known:
            continue
        made = []
        for one in instances:
            values = {
                field: np.array([Fraction(x) for x in numbers], dtype=object).reshape(shape)
                for field, (shape, numbers) in one["values"].items()
            }
            made.append(Exact(kinds[one["kind"]], dict(one["sizes"]), values))
        began, outcomes = process_time(), []
        for exact in made:
            outcomes.append(settle(known[name], exact, last_bits=PROFILES["quick"].last_bits).outcome)
        found[name] = {"seconds": process_time() - began, "outcomes": outcomes}
    return found


def _kinds(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)


def elsewhere(checkout: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """`settle_again` in a new process, with the package of a checkout."""
    program = (
        "import json, runpy, sys; code = runpy.run_path(sys.argv[1]); "
        "print(json.dumps(code['settle_again'](json.load(open(sys.argv[2])), 'properties')))"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(given, file)
        file.flush()
        ran = subprocess.run(
            [sys.executable, "-c", program, __file__, file.name],
            cwd=checkout, capture_output=True, text=True,
            env=os.environ | {"PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
    if ran.returncode:
        raise RuntimeError(f"{checkout} cannot settle them: {ran.stderr[-2000:]}")
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def table(rounds: Mapping[Path, Sequence[Mapping[str, Any]]]) -> str:
    """Markdown: by claim settlements a second in each checkout, and the first's over the others'."""
    mine, *others = rounds
    rows = [
        ["claim", "instances", *(f"{path.name}, a second" for path in rounds), *("ratio" for _ in others)]
    ]
    rows.append(["---", *["---:"] * (len(rows[0]) - 1)])
    for name, first in rounds[mine][0].items():
        row, rates = [name, str(len(first["outcomes"]))], []
        for runs in rounds.values():
            if name not in runs[0]:
                row.append("not there")
                continue
            rates.append(len(first["outcomes"]) / statistics.median(run[name]["seconds"] for run in runs))
            same = runs[0][name]["outcomes"] == first["outcomes"]
            row.append(f"{rates[-1]:.3g}" + ("" if same else " (other outcomes)"))
        row += [f"{rates[0] / rate:.2f}" for rate in rates[1:]]
        rows.append(row)
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    summary, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.settlements", description=summary, epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("claims", nargs="*", metavar="CLAIM", help="globs of claim ids (default: all)")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="an earlier checkout of the project")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each checkout (default: {ROUNDS})")
    chosen = parser.parse_args(arguments)
    if chosen.rounds < 1:
        parser.error(f"--rounds must be >= 1, got {chosen.rounds}")
    checkouts = [HERE, *([chosen.against.resolve()] if chosen.against else [])]
    with tempfile.TemporaryDirectory() as folder:
        kept = settled_in_a_run(chosen.claims, f"{folder}/run")
    if not kept:
        return 2  # the run has said why
    costliest = sorted(kept, key=lambda name: -kept[name]["seconds"])[:COSTLIEST]
    for name in costliest:
        print(f"{kept[name]['seconds']:7.2f} s for {kept[name]['count']} settlements in the run: {name}")
    given = {name: kept[name]["instances"] for name in costliest}
    rounds: dict[Path, list[dict[str, Any]]] = {path: [] for path in checkouts}
    for _ in range(chosen.rounds):
        for path in checkouts:
            rounds[path].append(elsewhere(path, given))
    print(table(rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())

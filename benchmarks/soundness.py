"""How far verdicts can be trusted: true controls by the million, and whole families proved in balls.

    python -m benchmarks.soundness controls [--instances 1000000] [--settlements 10000]
    python -m benchmarks.soundness certify 'lemma*' [--largest 4]
    python -m benchmarks.soundness attack [--seeds 5]

``controls`` draws every true control anew until that many instances were judged, forces that many of them
through balls whatever float64 says, and counts refutations: any is a false one. ``certify`` proves true
claims on drawn instances of sizes up to ``--largest``, one a shape. ``attack`` tries generated statements
that are true, false or neither (``benchmarks/attack``), and exits with 1 where a verdict is wrong.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tqdm import tqdm

from benchmarks.attack.grade import Graded, row, table
from benchmarks.falsify.catalogue import counts_events
from icl_verify import Claim, Exact, Instance, collect, settle
from icl_verify.judge.applicable import hold_in_float64
from icl_verify.trial.weighing import PROOF_HORIZON

BATCH = 256
SHAPES = 24


def drawn(claim: Claim, seed: int) -> Iterator[tuple[Instance, np.ndarray]]:
    """Batches of one claim's population with the mask of applicable instances."""
    for draw in claim.population.examples(seed, SHAPES):
        batch = claim.population.expand(draw, claim.population.batch or BATCH, "cpu")
        yield batch, hold_in_float64(claim.assumes, batch)


def short(exact: Exact) -> Exact:
    """The instance with its trajectory cut to the horizon on which runs prove their samples."""
    return exact.upto(PROOF_HORIZON)


def controls(claims: list[Claim], instances: int, settlements: int) -> dict[str, float]:
    """Counts of judged, settled, proved, tied, undecided and (falsely) refuted instances of true controls."""
    tried = [c for c in claims if c.form == "control" and not counts_events(c)]
    count = dict.fromkeys(("instances", "settled", "proved", "tie", "undecided", "inapplicable", "broken"), 0)
    share, seed, started = settlements / instances, 0, time.perf_counter()
    with tqdm(total=instances, unit="instance") as bar:
        while count["instances"] < instances or count["settled"] < settlements:
            for claim in tried:
                for batch, mask in drawn(claim, seed):
                    judged = claim(batch).judge_float64()
                    count["instances"] += int(mask.sum())
                    bar.update(min(int(mask.sum()), instances - bar.n))
                    # The worst ones first: near ties are where rounding could refute a truth.
                    wanted = max(1, round(2 * share * mask.sum()))
                    order = np.argsort(-np.where(mask, judged.tightness, -np.inf), kind="stable")
                    for i in order[: min(wanted, int(mask.sum()))]:
                        count["settled"] += 1
                        count[settle(claim, short(batch.exact(int(i))), last_bits=4096).outcome] += 1
            seed += 1
    return {"controls": len(tried), **count, "seconds": round(time.perf_counter() - started, 1)}


def certify(claims: list[Claim], pattern: str, largest: int) -> dict[str, float]:
    """Proves claims that hold on small instances; every one of them must come out proved or a tie."""
    selection = [
        c for c in claims
        if fnmatch.fnmatchcase(c.id, pattern) and c.expected == "holds"
        and c.form in ("printed", "corrected", "control") and not counts_events(c)
    ]  # fmt: skip
    count = dict.fromkeys(("proved", "tie", "undecided", "inapplicable", "broken"), 0)
    started = time.perf_counter()
    for claim in tqdm(selection, unit="claim"):
        small = 0
        for batch, mask in drawn(claim, 0):
            sizes = [n for name, n in batch.sizes.items() if not batch.axes[name].count]
            if max(sizes, default=0) > largest or not mask.any():
                continue
            count[settle(claim, short(batch.exact(int(np.flatnonzero(mask)[0])))).outcome] += 1
            small += 1
        if not small:
            print(f"{claim.id}: no instance of sizes up to {largest} among its draws")
    return {"claims": len(selection), **count, "seconds": round(time.perf_counter() - started, 1)}


def attack(seeds: int) -> int:
    """Try the statements of so many seeds and print the table; 1 where a verdict is wrong."""
    rows: dict[int, tuple[list[Graded], float]] = {}
    for seed in range(seeds):
        rows[seed] = row(seed)
        for one in rows[seed][0]:
            if one.wrong or (one.decidable and not one.decided):
                print(
                    f"seed {seed}: {one.name}: {one.verdict}, broken by {one.breaks} draws: {one.note}",
                    flush=True,
                )
    print("\n".join(table(rows)))
    return int(any(one.wrong for found, _ in rows.values() for one in found))


def main() -> None:
    """Read the command line, run one of the two, print the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--properties", type=Path, default=Path("properties"))
    commands = parser.add_subparsers(dest="command", required=True)
    million = commands.add_parser("controls")
    million.add_argument("--instances", type=int, default=1_000_000)
    million.add_argument("--settlements", type=int, default=10_000)
    small = commands.add_parser("certify")
    small.add_argument("pattern")
    small.add_argument("--largest", type=int, default=4)
    made = commands.add_parser("attack")
    made.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    if options.command == "attack":
        sys.exit(attack(options.seeds))
    claims = collect(options.properties)
    if options.command == "controls":
        counts = controls(claims, options.instances, options.settlements)
    else:
        counts = certify(claims, options.pattern, options.largest)
    for name, value in counts.items():
        print(f"{name:13} {value:,}")


if __name__ == "__main__":
    main()

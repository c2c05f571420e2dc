"""``python -m benchmarks.repair``: repair every statement with a known answer, and count."""

from __future__ import annotations

import argparse
import fnmatch
import json
import multiprocessing
import re
import statistics
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from benchmarks.repair import foreign
from benchmarks.repair.statements import Case, cases
from icl_verify.numerics import balls
from icl_verify.repair.course import mend
from icl_verify.repair.degrees import Survey
from icl_verify.repair.inequalities import hunted
from icl_verify.repair.proposals import Proposal
from icl_verify.repair.samples import small_instances
from icl_verify.repair.scalings import Scaling, declared_scalings
from icl_verify.repair.trial import survived
from icl_verify.statement.relation import AtMost, Equal

SEED, JUDGE = 0, 1_299_709
NEAR = 0.01  # of a constant
LIMIT = 300  # seconds of wall-clock time a statement


def main(arguments: list[str] | None = None) -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repair", description=__doc__)
    parser.add_argument("patterns", nargs="*", help="globs of statements (default: all)")
    parser.add_argument("--group", action="append", help="only these groups")
    parser.add_argument("--every", type=int, default=1, help="of lowered bounds, every so many")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/repair/results.json"))
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    results: dict[str, dict[str, Any]] = {}
    if options.out.is_file():
        results = json.loads(options.out.read_text())
    lowered = 0
    for case in cases():
        if case.group == "lowered":
            lowered += 1
            if lowered % options.every:
                continue
        chosen = not options.patterns or any(fnmatch.fnmatchcase(case.name, p) for p in options.patterns)
        if not chosen or (options.group and case.group not in options.group) or case.name in results:
            continue
        outcome = _apart(case)
        if outcome is not None:
            results[case.name] = outcome
            print(case.name, json.dumps(outcome), flush=True)
            options.out.write_text(json.dumps(results, indent=1) + "\n")
    print(table(results))
    return 0


def _apart(case: Case) -> dict[str, Any] | None:
    """One case in a process of its own: what it has derived is gone with it, and so is what hangs."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_judged, args=(theirs, case))
    process.start()
    theirs.close()
    try:
        if ours.poll(LIMIT):
            return ours.recv()  # type: ignore[no-any-return]
        return {"group": case.group, "outcome": "nothing", "note": "out of time"}
    except EOFError:
        return {"group": case.group, "outcome": "nothing", "note": "the process ended"}
    finally:
        process.kill()
        process.join()


def _judged(out: Any, case: Case) -> None:
    out.send(judged(case))


def judged(case: Case) -> dict[str, Any] | None:
    """What became of a case, None for a relation that nothing is proposed for."""
    shown = small_instances(case.claim, 1, SEED)
    if not shown:
        return None
    relation = case.claim(shown[0].float64())
    if not isinstance(relation, AtMost | Equal):
        return None
    repair = mend(case.claim, seed=SEED, scalings=_scalings(case))
    verdicts = [judge(case, p) for p in repair.proposals[:5]]
    outcome = "nothing"
    if verdicts:
        first = verdicts[0]
        outcome = "first right" if first == "right" else "first wrong" if first == "falls" else "survived"
        if outcome == "survived" and "right" in verdicts:
            outcome = "right among"
    return {
        "group": case.group, "kind": relation.kind, "outcome": outcome, "held_out": case.held_out,
        "proposals": [p.text for p in repair.proposals[:5]], "verdicts": verdicts, "note": repair.note,
        "seconds": round(repair.seconds, 2),
    }  # fmt: skip


def _scalings(case: Case) -> list[Scaling]:
    """As ``icl-verify repair`` knows them: declared, else what the claims of the theory agree on."""
    kind = case.claim.population.kind
    return Survey(foreign.CLAIMS).scalings(kind) if case.group == "foreign" else declared_scalings(kind)


def judge(case: Case, proposal: Proposal) -> str:
    """``right``, ``falls`` (a fresh trial refutes it) or ``survives``."""
    relation = case.claim(small_instances(case.claim, 1, SEED)[0].float64())
    fresh = small_instances(proposal.claim, 40, JUDGE)  # those that meet its condition, where it has one
    if isinstance(relation, Equal):
        if survived(proposal.claim, fresh)[1]:
            return "falls"
        if proposal.condition:
            return "survives"
        return "right" if any(_one_side_kept(c, proposal, fresh) for c in _by_truth(case)) else "survives"
    tightest = hunted(proposal.claim, JUDGE, 120).multiple
    if tightest > 1 + 1e-9:
        return "falls"
    if proposal.condition:
        return "survives"
    if case.answer:
        said = proposal.text.removeprefix("right-hand side times ")
        return "right" if said == case.answer or _close(said, case.answer) else "survives"
    if case.group == "lowered":
        # What the catalogue knows is rounded, and may be passed: what balls confirm here counts as well.
        known = re.search(r"largest tightness known is ([\d.e+-]+)", case.claim.note)
        near = known and _factor(proposal, float(known[1]) / float(case.claim.bound))
        return "right" if near or tightest >= 1 - NEAR else "survives"
    return "right" if any(_same_bound(c, proposal, fresh) for c in _by_truth(case)) else "survives"


def _by_truth(case: Case) -> list[Case]:
    return [case, *(replace(case, truth=truth) for truth in case.truths)]


def _close(said: str, answer: str) -> bool:
    numbers = [_number(text) for text in (said, answer)]
    return None not in numbers and abs(numbers[0] / numbers[1] - 1) <= NEAR  # type: ignore[operator]


def _number(text: str) -> float | None:
    found = re.fullmatch(r"(?:(\d+)|sqrt\((\d+)\))(?:/(?:(\d+)|sqrt\((\d+)\)))?", text)
    if found is None:
        return None
    a, b, c, d = found.groups()
    top = float(a) if a else float(b) ** 0.5
    return top / (float(c) if c else float(d) ** 0.5 if d else 1.0)


def _factor(proposal: Proposal, wanted: float) -> bool:
    value = _number(proposal.text.removeprefix("right-hand side times "))
    return value is not None and abs(value / wanted - 1) <= NEAR


def _one_side_kept(case: Case, proposal: Proposal, fresh: Any) -> bool:
    """Whether the proposal, which holds, shares a side with the known truth: then the other is shared too."""
    truth = case.truth or case.claim
    shared = [True, case.truth is not None]
    with balls.precision(256):
        for exact in fresh[:10]:
            ours, theirs = proposal.claim(exact.balls()).ball_pair(), truth(exact.balls()).ball_pair()
            for side in (0, 1):
                shared[side] &= bool(balls.overlaps(ours[side], theirs[side]).all())
    return any(shared)


def _same_bound(case: Case, proposal: Proposal, fresh: Any) -> bool:
    """Whether the right-hand side is within a percent of that of the known truth, the left one the same."""
    if case.truth is None:
        return True
    for exact in fresh[:10]:
        ours, theirs = (c(exact.float64()).float_sides() for c in (proposal.claim, case.truth))
        for side, tolerance in ((0, 1e-9), (1, NEAR)):
            if ours[side].shape != theirs[side].shape:
                return False
            apart = abs(ours[side] - theirs[side]) > tolerance * abs(theirs[side])
            if apart.any():
                return False
    return True


def table(results: dict[str, dict[str, Any]]) -> str:
    """Counts by group and kind, and processor time a statement."""
    groups: dict[str, Counter[str]] = {}
    times: dict[str, list[float]] = {}
    for result in results.values():
        kind = {"at_most": "bounds", "at_least": "bounds", "equal": "equalities"}.get(
            result.get("kind", ""), ""
        )
        names = [f"{result['group']} {kind}", f"all {kind}"]
        names += ["held out"] if result.get("held_out") else []
        for name in names:
            groups.setdefault(name, Counter())[result["outcome"]] += 1
            times.setdefault(name, []).append(result.get("seconds", LIMIT))
    columns = ("first right", "right among", "survived", "nothing", "first wrong")
    lines = [f"{'':28}" + "".join(f"{c:>13}" for c in columns) + "  seconds: median, most"]
    for name, count in sorted(groups.items()):
        spent = f"{statistics.median(times[name]):16.1f} {max(times[name]):7.1f}"
        lines.append(f"{name:28}" + "".join(f"{count[k]:13}" for k in columns) + spent)
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())

"""The command line: ``icl-verify COMMAND``. Exit status 0 as expected, 1 not as expected, 2 usage."""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icl_verify import __version__
from icl_verify.trial.profiles import PROFILES

if TYPE_CHECKING:
    from icl_verify.trial.claim import Claim

AS_EXPECTED, NOT_AS_EXPECTED, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        return chosen.command(chosen)
    except (ValueError, OSError) as error:
        print(f"icl-verify: error: {error}", file=sys.stderr)
        return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="icl-verify",
        description="Puts a machine-learning theorem on trial: tries its statements, proves what breaks.",
        epilog="Exit status: 0 every verdict as expected, 1 some verdict not as expected, 2 usage.",
    )
    parser.add_argument("--version", action="version", version=f"icl-verify {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_looking(commands)
    _add_hunting(commands)
    return parser


def _add_run(commands: Any) -> None:
    run = commands.add_parser(
        "run",
        help="try the claims and draw the report",
        description="Try the claims of a folder, write a run's folder, draw its page.",
        epilog="Example: icl-verify run 'lemma*' --profile quick --seed 1",
    )
    run.add_argument("claims", nargs="*", metavar="CLAIM", help="globs of claim ids (default: all)")
    _add_properties(run)
    run.add_argument("--profile", choices=sorted(PROFILES), default="quick", help="how much is tried")
    run.add_argument(
        "-n", dest="workers", default="auto", help="worker processes (default: one a core; 0: none)"
    )
    run.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where float64 runs")
    run.add_argument("--seed", type=int, default=0, help="reproduces a run (default 0)")
    run.add_argument("--hunt", type=int, metavar="STEPS", help="ascent steps a claim; 0 turns the hunt off")
    run.add_argument("--out", metavar="DIR", help="folder of the run (default: reports/run-TIME)")
    run.add_argument("--resume", metavar="DIR", help="finish the run in DIR")
    run.add_argument(
        "--time-limit", type=float, metavar="SECONDS",
        help="a claim that takes longer becomes an error; marks the run as not reproducible",
    )  # fmt: skip
    run.set_defaults(command=_run)


def _add_properties(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--properties", type=Path, default=Path("properties"), metavar="DIR", help="folder of claims"
    )


def _add_looking(commands: Any) -> None:
    claims = commands.add_parser(
        "claims", help="list the catalogue", description="List the claims of a folder."
    )
    claims.add_argument("patterns", nargs="*", metavar="CLAIM", help="globs of claim ids (default: all)")
    claims.add_argument("--json", action="store_true", help="as JSON")
    _add_properties(claims)
    claims.set_defaults(command=_claims)

    replay = commands.add_parser(
        "replay", help="judge a kept counterexample again",
        description="Judge one counterexample in both arithmetics. Exit 0 when the break is proved again.",
    )  # fmt: skip
    replay.add_argument("file", type=Path, help="counterexample JSON")
    _add_properties(replay)
    replay.set_defaults(command=_replay)

    report = commands.add_parser("report", help="draw a run's page again, compare two runs")
    report.add_argument("run", type=Path, metavar="RUN", help="a run's folder")
    report.add_argument("--against", type=Path, metavar="RUN", help="an earlier run to compare with")
    report.add_argument("--markdown", action="store_true", help="print a summary for a pull request instead")
    report.set_defaults(command=_report)

    keep = commands.add_parser(
        "keep", help="keep a run's counterexamples with the claims",
        description="Copy the smallest counterexamples of a run into PROPERTIES/counterexamples, where every "
        "later run replays them. Read one before you keep it.",
    )  # fmt: skip
    keep.add_argument("run", type=Path, metavar="RUN", help="a run's folder")
    keep.add_argument("claims", nargs="+", metavar="CLAIM", help="claim ids")
    _add_properties(keep)
    keep.set_defaults(command=_keep)

    new = commands.add_parser("new", help="write a conjecture's file, ready to fill in")
    new.add_argument("name", help="an identifier, say my_conjecture")
    _add_properties(new)
    new.set_defaults(command=_new)

    figure = commands.add_parser("figure", help="reproduce and judge a figure of the paper", add_help=False)
    figure.add_argument("rest", nargs=argparse.REMAINDER)
    figure.set_defaults(command=_figure)


def _add_hunting(commands: Any) -> None:
    hunt = commands.add_parser(
        "hunt", help="search where one claim is weakest",
        description="Climb one claim's tightness. A live line shows the tightest so far; Ctrl-C keeps it.",
    )  # fmt: skip
    hunt.add_argument("claim", help="claim id")
    budget = hunt.add_mutually_exclusive_group()
    budget.add_argument("--minutes", type=float, help="how long (default 1)")
    budget.add_argument("--steps", type=int, help="ascent steps instead, for a reproducible hunt")
    hunt.add_argument("--seed", type=int, default=0)
    hunt.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    hunt.add_argument(
        "--corpus", type=Path, metavar="DIR", help="where the best is kept (default: PROPERTIES/corpus)"
    )
    _add_properties(hunt)
    hunt.set_defaults(command=_hunt)


def _run(chosen: argparse.Namespace) -> int:
    import pytest

    if not chosen.properties.is_dir():
        raise ValueError(f"properties must be a folder with claims, got {chosen.properties}: there is none")
    arguments = [
        str(chosen.properties), "-q", "--no-header", "-p", "no:cacheprovider",
        f"--hypothesis-profile={chosen.profile}", f"--hypothesis-seed={chosen.seed}",
        f"--icl-device={chosen.device}",
    ]  # fmt: skip
    workers = _workers(chosen.workers)
    arguments += ["-n", str(workers)] if workers > 1 else []
    arguments += [f"--icl-claims={pattern}" for pattern in chosen.claims]
    for option in ("out", "resume", "time_limit", "hunt"):
        value = getattr(chosen, option)
        if value is not None:
            arguments.append(f"--icl-{option.replace('_', '-')}={value}")
    status = pytest.main(arguments)
    if status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return AS_EXPECTED if status == pytest.ExitCode.OK else NOT_AS_EXPECTED
    return (
        USAGE
        if status in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED)
        else NOT_AS_EXPECTED
    )


def _workers(given: str) -> int:
    if given == "auto":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not given.isdigit():
        raise ValueError(f"-n must be 'auto' or a number of processes, got {given!r}")
    return int(given)


def _collected(chosen: argparse.Namespace) -> list[Claim]:
    from icl_verify.catalogue import collect

    return collect(chosen.properties)


def _claims(chosen: argparse.Namespace) -> int:
    claims = _collected(chosen)
    if chosen.patterns:
        claims = [c for c in claims if any(fnmatch.fnmatchcase(c.id, p) for p in chosen.patterns)]
        if not claims:
            raise ValueError(f"no claim matches {', '.join(chosen.patterns)}")
    if chosen.json:
        names = ("id", "title", "statement", "source", "group", "form", "expected", "of", "drops", "note")
        listed = [{n: getattr(c, n) for n in names} | {"population": c.population.name} for c in claims]
        print(json.dumps(listed, indent=1))
        return AS_EXPECTED
    width = max(len(c.id) for c in claims) if claims else 0
    for c in claims:
        print(f"{c.id:{width}}  {c.form:10}  {c.expected:8}  {c.title}")
    return AS_EXPECTED


def _replay(chosen: argparse.Namespace) -> int:
    from icl_verify.catalogue import find
    from icl_verify.trial.evidence import load, replay
    from icl_verify.trial.fields import Exact
    from icl_verify.trial.relation import judge_float64

    data = load(chosen.file)
    claim = find(_collected(chosen), data["claim"])
    print(f"{claim.id}: {claim.title}\n  {claim.statement}")
    if data.get("digest") != claim.digest:
        kept = data.get("versions")
        version = kept.get("icl_verify") if isinstance(kept, dict) else "an unknown version"
        print(f"  The claim has changed since this was kept by {version}; it is judged as it stands now.")
    exact = Exact.from_json(data["instance"])
    print("  " + ", ".join(f"{name} = {size}" for name, size in exact.sizes.items()))
    for name, field in exact.to_json()["fields"].items():
        print(f"  {name}: {json.dumps(field['values'])[:400]}")
    relation = claim(exact.float64())
    judged = judge_float64(relation)
    measure = "difference over scale" if relation.kind == "equal" else "left over right side"
    print(f"float64: {'broken' if judged.broken[0] else 'not broken'}, {measure} {judged.tightness[0]:.6g}")
    settlement = replay(claim, data)
    print(f"balls:   {settlement.outcome} at {settlement.bits} bits")
    if settlement.judgement:
        print(f"  left side  {settlement.judgement.lhs}\n  right side {settlement.judgement.rhs}")
    for name, proved in settlement.assumptions:
        print(f"  assumption {name}: {'proved' if proved else 'not proved'}")
    return AS_EXPECTED if settlement.outcome == "broken" else NOT_AS_EXPECTED


def _report(chosen: argparse.Namespace) -> int:
    from icl_verify.report import compare, markdown, render

    if chosen.markdown:
        print(markdown(chosen.run))
        return AS_EXPECTED
    print(render(chosen.run, against=chosen.against))
    if chosen.against:
        print(compare(chosen.run, chosen.against).text)
    return AS_EXPECTED


def _keep(chosen: argparse.Namespace) -> int:
    from icl_verify.trial import record

    run = record.read(chosen.run)
    paths = {r["id"]: r["counterexample"] for r in run.claims}
    folder = chosen.properties / "counterexamples"
    for name in chosen.claims:
        if not paths.get(name):
            raise ValueError(f"claim must have a counterexample in {chosen.run}, got {name!r}")
    folder.mkdir(parents=True, exist_ok=True)
    for name in chosen.claims:
        record.write_json(folder / f"{name}.json", record.read_json(chosen.run, paths[name]))
        print(folder / f"{name}.json")
    return AS_EXPECTED


def _new(chosen: argparse.Namespace) -> int:
    from icl_verify.trial.template import new_conjecture

    path = new_conjecture(chosen.name, chosen.properties / "conjectures")
    print(f"{path}\ntry it: icl-verify run 'conj.{chosen.name}'")
    return AS_EXPECTED


def _figure(chosen: argparse.Namespace) -> int:
    # The one command that knows the paper: its experiments read their own options.
    from icl_verify.yang2024 import experiments

    parser = argparse.ArgumentParser(prog="icl-verify figure")
    experiments.add_arguments(parser)
    return experiments.main(parser.parse_args(chosen.rest))


def _hunt(chosen: argparse.Namespace) -> int:
    from icl_verify.catalogue import find
    from icl_verify.trial.hunt import hunt_live

    claim = find(_collected(chosen), chosen.claim)
    corpus = chosen.corpus or chosen.properties / "corpus"
    return hunt_live(
        claim,
        minutes=chosen.minutes,
        steps=chosen.steps,
        seed=chosen.seed,
        device=chosen.device,
        corpus=corpus,
    )


if __name__ == "__main__":
    sys.exit(main())

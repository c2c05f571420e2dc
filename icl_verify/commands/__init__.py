"""What the commands of the command line do: each takes its parsed options and returns an exit status."""

from __future__ import annotations

import argparse
import inspect
import json
import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from icl_verify.selection import (
    PROPERTIES,
    check_folder,
    claims_to_try,
    collected,
    matching,
    no_claim,
    properties_of,
    unspelt,
)

if TYPE_CHECKING:
    from icl_verify.judge.settle import Settlement
    from icl_verify.records.example import Example
    from icl_verify.statement.claim import Claim
    from icl_verify.statement.fields import Exact
    from icl_verify.statement.relation import Words

AS_EXPECTED, NOT_AS_EXPECTED, USAGE, INTERRUPTED = 0, 1, 2, 130
A_WORKER = 8  # claims: to start a worker costs more than to try as many
SHOWN = 400  # characters of a field that replay prints


def run(chosen: argparse.Namespace) -> int:
    """Try the claims, through pytest."""
    import pytest

    from icl_verify.pytest_plugin.environment import libraries_come
    from icl_verify.pytest_plugin.interruption import Stopped

    if chosen.watch:
        from icl_verify.watch import watch

        return watch(chosen)
    earlier = chosen.resume or chosen.since
    chosen.properties = properties_of(chosen, Path(earlier)) if earlier else chosen.properties or PROPERTIES
    with libraries_come():
        _check_run(chosen)
        arguments = _pytest_arguments(chosen)
    stopped = Stopped()
    try:
        status = pytest.main(arguments, plugins=[stopped])
    except Exception as error:
        if stopped.by_hand:  # pytest fails to show some places at which it was interrupted
            raise KeyboardInterrupt from error
        raise
    if stopped.by_hand:
        return INTERRUPTED
    if status == pytest.ExitCode.NO_TESTS_COLLECTED and not chosen.claims and not chosen.resume:
        raise ValueError(no_claim(chosen.properties))
    if status in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
        return USAGE
    return AS_EXPECTED if status == pytest.ExitCode.OK else NOT_AS_EXPECTED


def _check_run(chosen: argparse.Namespace) -> None:
    """Raise ValueError for what would be found out only after other claims were tried."""
    check_folder(chosen.properties)
    for line in unspelt(chosen.properties, chosen.claims):
        print(f"icl-verify: {line}", file=sys.stderr, flush=True)
    if chosen.out:
        _refuse_taken(Path(chosen.out))
    if len(chosen.claims) > 1:  # of a single pattern that matches nothing the run itself says so
        matching(collected(chosen), chosen.claims)


def _refuse_taken(out: Path) -> None:
    import pytest

    from icl_verify.pytest_plugin.options import refuse_taken

    try:
        refuse_taken(out, "--out")
    except pytest.UsageError as error:
        raise ValueError(str(error)) from error


def _pytest_arguments(chosen: argparse.Namespace) -> list[str]:
    arguments = [
        str(chosen.properties), "-q", "--no-header", "-p", "no:cacheprovider",
        "-p", "no:anyio",  # comes with watchfiles; no claim is asynchronous
        "-p", "no:jaxtyping",  # checks the shapes of packages that a test run names
        f"--icl-device={chosen.device}", "--icl-claims-alone",
        "--assert=plain",  # claims have no asserts, and to look for them takes a moment at each import
    ]  # fmt: skip
    arguments += _made_with(chosen)
    workers = _workers(chosen)
    # Said in any case, as a configuration file may say otherwise (-n 2, -x).
    arguments += ["-n", str(workers if workers > 1 else 0), "--maxfail=0"]
    arguments += [f"--icl-claims={pattern}" for pattern in chosen.claims]
    for option in ("out", "resume", "since", "time_limit", "hunt"):
        value = getattr(chosen, option)
        if value is not None:
            arguments.append(f"--icl-{option.replace('_', '-')}={value}")
    return arguments


def _made_with(chosen: argparse.Namespace) -> list[str]:
    """Profile and seed; where there is an earlier run it is its own unless they are given."""
    given = {"profile": chosen.profile, "seed": chosen.seed}
    if not chosen.resume and not chosen.since:
        given = {"profile": chosen.profile or "quick", "seed": chosen.seed or 0}
    return [f"--hypothesis-{name}={value}" for name, value in given.items() if value is not None]


def _workers(chosen: argparse.Namespace) -> int:
    given = chosen.workers
    if given == "auto":
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        tried = claims_to_try(chosen)
        return cores if tried is None else min(cores, 1 + tried // A_WORKER)
    if not given.isdigit():
        raise ValueError(f"-n must be 'auto' or a number of processes, got {given!r}")
    return int(given)


def list_claims(chosen: argparse.Namespace) -> int:
    """Print the catalogue."""
    claims = matching(collected(chosen), chosen.patterns)
    if chosen.json:
        names = ("id", "title", "statement", "source", "group", "form", "expected", "of", "drops", "note")
        listed = [{n: getattr(c, n) for n in (*names, "denies")} | _by_name(c) for c in claims]
        print(json.dumps(listed, indent=1))
        return AS_EXPECTED
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    rows = [(c.form, c.expected, c.id, c.title) for c in claims]
    # Titles come last: a narrow terminal has room for their beginning.
    width = max(len(c.id) for c in claims)
    for form, expected, name, title in [("form", "expected", "claim", "title"), *rows]:
        line = f"{form:10}  {expected:8}  {name:{width}}  {title}"
        print(line if columns is None or len(line) <= columns else f"{line[: columns - 1]}…")
    return AS_EXPECTED


def _by_name(claim: Claim) -> dict[str, str | None]:
    """The population and the finding of a claim by their names."""
    because = claim.because.id if claim.because else None
    return {"population": claim.population.name, "because": because}


def replay(chosen: argparse.Namespace) -> int:
    """Judge kept counterexamples again."""
    from icl_verify.records.example import read_example

    examples = {file: read_example(file) for file in chosen.files}
    typed, known, statuses = chosen.properties, {}, []
    for file, example in examples.items():
        chosen.properties = typed
        folder = chosen.properties = properties_of(chosen, file.parent.parent)
        if folder not in known:
            known[folder] = collected(chosen)
        statuses.append(_replay(chosen, file, example, known[folder]))
    return max(statuses)


def _replay(chosen: argparse.Namespace, file: Path, example: Example, claims: list[Claim]) -> int:
    from icl_verify.catalogue import find
    from icl_verify.judge.replay import instance_of
    from icl_verify.judge.settle import settle
    from icl_verify.report.words import clean

    claim = find(claims, example.claim)
    print(f"{claim.id}: {claim.title}\n  {claim.statement}")
    if example.digest != claim.digest:
        version = clean(str(example.versions.get("icl_verify", "an unknown version")))
        print(f"  The claim has changed since this was kept by {version}; it is judged as it stands now.")
    exact = instance_of(claim, example)
    relation = claim(exact.float64())
    if relation.statistical:
        raise ValueError(f"claim must be one that an instance can break, got {claim.id}, which counts events")
    _print_instance(exact)
    judged = relation.judge_float64()
    words = claim.words(type(relation))
    measure = f", {words.measure} {judged.tightness[0]:.6g}" if words.measure else ""
    print(f"claimed: {words.claimed}")
    print(f"float64: {'broken' if judged.broken[0] else 'not broken'}{measure}")
    settlement = settle(claim, exact)
    _print_settlement(words, settlement)
    if settlement.outcome != "broken":
        return NOT_AS_EXPECTED
    if chosen.keep and example.digest != claim.digest:
        _keep_again(file, example, claim, exact, settlement)
    return AS_EXPECTED


def _print_settlement(words: Words, settlement: Settlement) -> None:
    print(f"balls:   {settlement.outcome} at {settlement.bits} bits")
    if settlement.judgement:
        sides = [(words.left, settlement.judgement.lhs), (words.right or "0", settlement.judgement.rhs)]
        if words.swapped:
            sides = [(words.left, settlement.judgement.rhs), (words.right, settlement.judgement.lhs)]
        width = max(len(name) for name, _ in sides)
        print("\n".join(f"  {name:<{width}} {value}" for name, value in sides))
    for name, known in settlement.assumptions:
        print(f"  assumption {name}: {known}")


def _keep_again(file: Path, example: Example, claim: Claim, exact: Exact, settlement: Settlement) -> None:
    """Write the same instance anew, as it was judged now: the claim's digest, the sides, the versions."""
    from icl_verify.records.files import write_json
    from icl_verify.trial.evidence import counterexample

    write_json(file, counterexample(claim, exact, settlement, example.kind).to_json())
    print(f"  kept again, of the claim as it stands: {file}")


def _print_instance(exact: Exact) -> None:
    print("  " + ", ".join(f"{name} = {size}" for name, size in exact.sizes.items()))
    for name, values in exact.numbers().items():
        text = json.dumps(values)
        scaled = " (columns scaled to norm 1)" if exact.kind.fields[name].kind == "unit_columns" else ""
        print(f"  {name}: {text if len(text) <= SHOWN else text[:SHOWN] + ' ...'}{scaled}")


def report(chosen: argparse.Namespace) -> int:
    """Draw a run's page again, or print its summary or a letter; compare it with earlier runs."""
    from icl_verify.records.run import read, summarise
    from icl_verify.report import compare, letter, markdown, render

    earlier = chosen.against or []
    if chosen.letter:
        print(letter(read(chosen.run), chosen.letter), end="")
        return AS_EXPECTED
    if chosen.markdown:
        print(markdown(chosen.run, against=earlier[-1] if earlier else None))
        return AS_EXPECTED
    run = summarise(chosen.run)  # of a run that was killed, what its records say
    print(render(chosen.run, against=earlier))
    if run.missing:
        print(f"not whole: {len(run.missing)} of {len(run.header.selected)} selected claims are not decided")
    if earlier:
        print(compare(chosen.run, earlier[-1]).text)
    return AS_EXPECTED


def new(chosen: argparse.Namespace) -> int:
    """Write a conjecture's file."""
    from icl_verify.template import new_conjecture

    path = new_conjecture(chosen.name, chosen.properties / "conjectures")
    other = chosen.properties != PROPERTIES
    options = f" --properties {shlex.quote(str(chosen.properties))}" if other else ""
    print(f"{path}\ntry it: icl-verify run 'conj.{chosen.name}'{options}")
    return AS_EXPECTED


def list_functions(chosen: argparse.Namespace) -> int:
    """Print what a claim's function may call, from the namespace itself."""
    from icl_verify.numerics.namespace import Namespace

    calls = {}
    for name, function in vars(Namespace).items():
        if not name.startswith("_"):
            parameters = list(inspect.signature(function).parameters.values())[1:]
            given = [p.name if p.default is p.empty else f"{p.name}={p.default}" for p in parameters]
            calls[f"xp.{name}({', '.join(given)})"] = (
                (inspect.getdoc(function) or "").splitlines()[0].replace("``", "`")
            )
    width = max(map(len, calls))
    print(
        "Operators: + - * / @, ** with an integer, abs(x), x[...] with integers, slices, ... and None.\n"
        "Both operands are arrays, or one is an integer. The batch is axis 0 of what an instance holds.\n"
        "Comparisons (< <= > >=) are for the event of probability() alone.\n"
        "Functions of xp = instance.xp:"
    )
    for call, said in calls.items():
        print(f"  {call:{width}}  {said}")
    return AS_EXPECTED


def figure(arguments: Sequence[str]) -> int:
    """Reproduce and judge a figure: the one command that knows the paper, whose experiments read the rest."""
    from icl_verify.yang2024 import experiments

    parser = argparse.ArgumentParser(
        prog="icl-verify figure",
        description="Reproduce and judge a figure of the paper.",
        epilog="Example: icl-verify figure 2 --scale small",
    )
    experiments.add_arguments(parser)
    return experiments.main(parser.parse_args(arguments))


def hunt(chosen: argparse.Namespace) -> int:
    """Search where claims are weakest, one after the other."""
    import torch

    from icl_verify.live import hunt_live

    if chosen.device == "cuda" and not torch.cuda.is_available():
        raise ValueError("--device must be available: cuda was asked for, and torch sees none")
    statuses = [AS_EXPECTED]
    for claim in matching(collected(chosen), chosen.claims):
        status = hunt_live(
            claim,
            minutes=chosen.minutes,
            steps=chosen.steps,
            seed=chosen.seed,
            device=chosen.device,
            corpus=chosen.corpus or chosen.properties / "corpus",
        )
        if status == INTERRUPTED:
            return INTERRUPTED
        statuses.append(status)
    return max(statuses)


def repair(chosen: argparse.Namespace) -> int:
    """Propose what would be true in place of one claim."""
    from tqdm import tqdm

    from icl_verify.catalogue import find
    from icl_verify.certify.theorems import said_for_all
    from icl_verify.records.schema import SOURCE_FORMS
    from icl_verify.repair.course import Budget, mend
    from icl_verify.repair.degrees import Survey
    from icl_verify.repair.writing import write_conjecture

    if chosen.steps < 1:
        raise ValueError(f"--steps must be at least 1, got {chosen.steps}")
    claims = collected(chosen)
    claim = find(claims, chosen.claim)
    survey = Survey([c for c in claims if c.form in SOURCE_FORMS] + [claim], chosen.seed)
    print(f"{claim.id}: {claim.title}\n  printed: {claim.statement}")
    for alarm in survey.alarms(claim):
        print(f"  degrees: {alarm}")
    with tqdm(bar_format="{desc} {elapsed}", disable=None) as bar:
        found = mend(
            claim, seed=chosen.seed, budget=Budget(steps=chosen.steps),
            scalings=survey.scalings(claim.population.kind), told=bar.set_description_str,
        )  # fmt: skip
    proved = False
    for proposal in found.proposals:
        print(f"  proposed: {proposal.text}\n    {proposal.evidence}")
        print(f"    {proposal.code}" if proposal.code else "    (an edit of the formula)")
        # Until one is proved: what follows it is a second choice.
        if proposal.exact and not proved and (said := said_for_all(proposal.claim)):
            print(f"    {said}")
            proved = said.startswith("proved")
    for text, reason in found.dropped:
        print(f"  dropped: {text}: {reason}")
    if found.cut:
        print(f"  {found.cut}: a faster machine may find more")
    if not found.proposals:
        print(f"  nothing proposed: {found.note}")
        return NOT_AS_EXPECTED
    if chosen.write:
        print(write_conjecture(claim, found.proposals))
    return AS_EXPECTED

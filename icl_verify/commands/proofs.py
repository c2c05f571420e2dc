"""The commands that keep counterexamples beside the claims and have other programs check them."""

from __future__ import annotations

import argparse
import fnmatch
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from icl_verify.commands import AS_EXPECTED, NOT_AS_EXPECTED
from icl_verify.selection import PROPERTIES, check_folder, collected, properties_of
from icl_verify.statement.names import near_names

if TYPE_CHECKING:
    from icl_verify.records.files import Json
    from icl_verify.records.schema import Record


def keep(chosen: argparse.Namespace) -> int:
    """Copy counterexamples of a run beside the claims; another instance that is there stays unless forced."""
    from icl_verify.records import run as runs
    from icl_verify.records.files import write_json

    found = runs.read(chosen.run)
    names = _with_counterexamples(found.claims, chosen)
    paths = {record.id: str(record.counterexample) for record in found.claims}
    properties = properties_of(chosen, chosen.run)
    check_folder(properties)
    folder = properties / "counterexamples"
    kept = {name: runs.read_attached(chosen.run, paths[name]) for name in names}
    if not chosen.force:
        _refuse_other(folder, kept)
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in kept.items():
        write_json(folder / f"{name}.json", value)
        print(folder / f"{name}.json")
        _keep_certificate(chosen, folder / f"{name}.json")
    return AS_EXPECTED


def _with_counterexamples(claims: Sequence[Record], chosen: argparse.Namespace) -> list[str]:
    """The ids of a run's claims that are asked for and have a counterexample.

    A pattern asks for no claim that is false on purpose, whose counterexample nobody keeps.

    Raises:
        ValueError: an id or a pattern asks for none.
    """
    refuted = {record.id: record.form for record in claims if record.counterexample}
    stated = [name for name, form in refuted.items() if form not in ("mutant", "necessity")]
    names: list[str] = []
    for pattern in chosen.claims:
        asked = [pattern] if pattern in refuted else fnmatch.filter(stated, pattern)
        if not asked:
            near = near_names(pattern, refuted, 0.7)
            hint = f" (near: {', '.join(near)})" if near else ""
            raise ValueError(f"claim must have a counterexample in {chosen.run}, got {pattern!r}{hint}")
        names += asked
    return list(dict.fromkeys(names))


def _keep_certificate(chosen: argparse.Namespace, file: Path) -> None:
    """Write the certificates beside a counterexample that is kept, or say why there is none."""
    from icl_verify.certify import NoCertificateError

    options = {"target": str(file), "script": None, "coq": None, "check": False}
    try:
        _certify_file(argparse.Namespace(**{**vars(chosen), **options}))
    except (NoCertificateError, ValueError) as error:  # the folder may hold the claim no more
        print(f"no certificate: {error}")


def _refuse_other(folder: Path, kept: Mapping[str, Mapping[str, Json]]) -> None:
    from icl_verify.records.files import read_json

    for name, value in kept.items():
        path = folder / f"{name}.json"
        try:
            same = not path.exists() or _instance(read_json(path)) == _instance(value)
        except ValueError:
            same = False
        if not same:
            raise ValueError(f"{path} holds another counterexample; --force replaces it")


def _instance(value: Mapping[str, Json]) -> tuple[Json, Json]:
    """What two files must share for one to take the other's place: the claim and the instance."""
    return value.get("claim"), value.get("instance")


def certify(chosen: argparse.Namespace) -> int:
    """Write or check the certificates of a counterexample, or prove an equality at a shape."""
    if chosen.keep and chosen.for_all is None:
        raise ValueError("--keep must come with --for-all: it keeps a theorem")
    return _prove_for_all(chosen) if chosen.for_all is not None else _certify_file(chosen)


def _certify_file(chosen: argparse.Namespace) -> int:
    from icl_verify.catalogue import find
    from icl_verify.certify import certificate, differing
    from icl_verify.certify.check import check_coq, check_script
    from icl_verify.judge.replay import instance_of
    from icl_verify.records.example import read_example

    file = Path(chosen.target)
    example = read_example(file)
    chosen.properties = properties_of(chosen, file.parent.parent)
    claim = find(collected(chosen), example.claim)
    made = certificate(claim, instance_of(claim, example))
    for kind, why in made.without.items():
        print(f"no {kind}: {why}")
    if not chosen.check:
        for path in made.write_as(file, chosen.script, chosen.coq):
            print(path)
        return AS_EXPECTED
    wrong = differing(made, file.parent, file.stem)
    checks = [(made.script, check_script), (made.coq, check_coq)]
    found = [check(text) for text, check in checks if text]
    for line in wrong:
        print(line)
    for one in found:
        print(f"{one.by}: {one.outcome} in {one.seconds:.2f} s {one.why}".rstrip())
    failed = wrong or not found or any(one.outcome in ("refused", "contradicted") for one in found)
    return NOT_AS_EXPECTED if failed else AS_EXPECTED


def _prove_for_all(chosen: argparse.Namespace) -> int:
    from icl_verify.catalogue import find
    from icl_verify.certify.check import check_coq
    from icl_verify.certify.equality import equality, smallest
    from icl_verify.certify.theorems import FOLDER, keep_theorem
    from icl_verify.trial.corpus import folder_beside

    claim = find(collected(chosen), chosen.target)
    sizes = smallest(claim) | _sizes(chosen.for_all)
    made = equality(claim, sizes)
    shape = ", ".join(f"{name} = {size}" for name, size in sizes.items())
    if chosen.coq:
        chosen.coq.write_text(made.text, encoding="utf-8")
        print(chosen.coq)
    if made.trivial == made.entries:
        print(f"{claim.id}: both sides are the same formula at {shape}")
        return AS_EXPECTED
    found = check_coq(made.text)
    said = {"proved": f"proved for all reals at {shape} by {found.by}", "not checked": found.why}
    print(f"{claim.id}: {said.get(found.outcome, f'not closed by field at {shape}: {found.why}')}")
    if chosen.keep and found.outcome == "proved":
        beside = folder_beside(claim, FOLDER) or (chosen.properties or PROPERTIES) / FOLDER
        print(keep_theorem(made, found, beside))
    return AS_EXPECTED if found.outcome == "proved" else NOT_AS_EXPECTED


def _sizes(text: str) -> dict[str, int]:
    """The sizes of ``N=2,K=3``."""
    pairs = [part.partition("=") for part in text.split(",") if part]
    for name, _, size in pairs:
        if not size.isdigit():
            raise ValueError(f"--for-all must be sizes as N=2,K=3, got {name!r} with {size!r}")
    return {name: int(size) for name, _, size in pairs}

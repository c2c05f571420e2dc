"""Only what changed: which claims a run tries again since an earlier one, and what it takes over."""

from __future__ import annotations

import datetime
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from icl_verify.pytest_plugin.resumed import Earlier, stated
from icl_verify.records import run as runs
from icl_verify.records.schema import Record

if TYPE_CHECKING:
    from icl_verify.statement.claim import Claim

BESIDE = ("counterexamples", "corpus", "theorems")  # what is kept of a claim, and enters its record


def unchanged(claims: Sequence[Claim], before: Earlier) -> frozenset[str]:
    """The ids of claims whose records may be taken over: as expected then, and nothing has changed for them.

    A claim depends on its statement and its population's law (its digest), on what is kept beside it, on the
    claims that it uses or is a variant of, and on the versions that the run names.
    """
    from icl_verify.trial.evidence import versions

    if any(before.environment.get(name) != version for name, version in versions().items()):
        return frozenset()
    changed = {claim.id for claim in claims if _changed(claim, before)}
    changed |= set(before.decided) - {claim.id for claim in claims}
    grown = True
    while grown:
        on_changed = {c.id for c in claims if c.id not in changed and changed & {c.of, *c.uses}}
        grown = bool(on_changed)
        changed |= on_changed
    return frozenset(c.id for c in claims if c.id not in changed and c.id not in before.unexpected)


def _changed(claim: Claim, before: Earlier) -> bool:
    return not _decided_alike(claim, before) or _other_beside(claim, before)


def _decided_alike(claim: Claim, before: Earlier) -> bool:
    """Whether the run decided what the claim says now, and all of that can be told."""
    from icl_verify.statement.fingerprint import is_whole

    return before.decided.get(claim.id) == claim.trial_digest and is_whole(claim.trial_digest)


def stands(claim: Claim, before: Earlier) -> bool:
    """Whether the record of a run that is gone on with can stay as it is."""
    return not _changed(claim, before) and before.said.get(claim.id) == stated(claim)


def _other_beside(claim: Claim, before: Earlier) -> bool:
    """Whether what is kept of a claim was written after the run had started, or is gone since, or the start
    cannot be read."""
    from icl_verify.trial.corpus import file_name, folder_beside

    try:
        then = datetime.datetime.fromisoformat(before.started).timestamp()
    except ValueError:
        return True
    folders = {name: folder_beside(claim, name) for name in BESIDE}
    kept = {name: folder / file_name(claim) for name, folder in folders.items() if folder}
    kept = {name: path for name, path in kept.items() if path.is_file()}
    gone = set(before.kept.get(claim.id, ())) - set(kept)
    return bool(gone) or any(path.stat().st_mtime > then for path in kept.values())


def as_stated(record: Record, claim: Claim) -> Record:
    """The record with what it says of the claim itself as the claim says it now."""
    said = json.loads(stated(claim))
    titles = {assumption.name: assumption.title for assumption in claim.assumes}
    assumed = (replace(one, title=titles.get(one.name, one.title)) for one in record.assumptions)
    ensured = tuple(a.title for a in claim.population.ensures if a.name not in titles)
    return replace(record, **said | {"uses": claim.uses}, assumptions=tuple(assumed), ensured=ensured)


def taken_over(record: Record, source: str | Path, target: Path) -> Record:
    """The record of another run, marked with the run that decided it, once its files are there.

    Raises:
        ValueError: a file that the record names is not in that run.
    """
    for path in _files(record, Path(source)):
        _take(runs.attached(source, path), target / path)
    return replace(record, decided_in=record.decided_in or str(source))


def _take(found: Path, place: Path) -> None:
    """One file of another run. Nobody writes into a run's files, all are replaced: both runs may share it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(found, place)
    except FileExistsError:  # what several claims share
        return
    except OSError:  # on another disk, or one without links
        shutil.copyfile(found, place)


def _files(record: Record, folder: Path) -> Iterable[str]:
    """The files of a record, with what lies beside a counterexample: its certificates."""
    breaks = (record.counterexample, record.worst, record.committed)
    named = [*breaks, record.data, record.hunt and record.hunt.instance]
    named += [one.file for one in record.checked]
    named += [f"theorems/{one.file}" for one in record.proved_for_all]
    paths = {path for path in named if path}
    for kept in breaks:
        if kept:
            stem = kept.removesuffix(".json")
            endings = (".check.py", ".v", ".worked.json")
            paths |= {stem + ending for ending in endings if (folder / (stem + ending)).is_file()}
    if any(path.endswith(".v") for path in paths) and (folder / "counterexamples/Certificate.v").is_file():
        paths.add("counterexamples/Certificate.v")
    return sorted(paths)

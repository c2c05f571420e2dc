"""Only what changed: which claims a run tries again since an earlier one, and what it takes over."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from icl_verify.pytest_plugin.resumed import Earlier
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
    return before.decided.get(claim.id) != claim.trial_digest or _newer_beside(claim, before.started)


def _newer_beside(claim: Claim, started: str) -> bool:
    """Whether what is kept of a claim was written after the run had started, or its start cannot be read."""
    from icl_verify.trial.corpus import file_name, folder_beside

    try:
        then = datetime.datetime.fromisoformat(started).timestamp()
    except ValueError:
        return True
    kept = (folder / file_name(claim) for name in BESIDE if (folder := folder_beside(claim, name)))
    return any(path.is_file() and path.stat().st_mtime > then for path in kept)


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

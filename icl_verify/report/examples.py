"""The instances that a run kept, as the page holds them: statements first, as many as fit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from icl_verify.records.example import Example
from icl_verify.records.files import Json
from icl_verify.records.run import RECORDS_FILE, Run, read_attached
from icl_verify.records.schema import STATEMENT_FORMS, Record
from icl_verify.report.worked import WorkedChecks, read_worked

BUDGET = 900_000  # bytes of instances inside the page, of the 3.8 MB that it takes at most
EXAMPLE_LIMIT = 200_000
WORKED_BUDGET = 600_000  # of worked checks
KINDS = ("committed", "smallest", "worst", "hunted", "tightest")
FORM_ORDER = ("printed", "reading", "corrected", "conjecture", "necessity", "control", "mutant")
REPEATED = ("claim", "title", "statement", "source", "form", "digest", "relation")


def example_paths(record: Record) -> list[tuple[tuple[str, ...], str]]:
    """What each instance is that a record points to, and its path: the simplest counterexample first.

    A mutant is false on purpose: its simplest counterexample says all.
    """
    hunted = record.hunt.instance if record.hunt else None
    worst = record.worst if record.form != "mutant" else None
    seen: dict[str, tuple[str, ...]] = {}
    for kind, path in zip(KINDS, (record.committed, record.counterexample, worst, hunted), strict=False):
        if path is not None:
            seen[path] = (*seen.get(path, ()), kind)
    found = [(kinds, path) for path, kinds in seen.items()]
    return sorted(found, key=lambda item: item[1] != record.simplest)


class Examples:
    """The instances of a run's claims.

    Attributes:
        by_claim: for each claim's id its entries, the simplest counterexample first. Each has its "kinds", a
            "path" (None for the instance that the record itself carries), and either "kept" or a "problem" or
            "left_out", the bytes that do not fit. "kept" is the file without what the page holds elsewhere:
            the keys under "same" are the record's own, and "version" is a place in `versions`; "relation" has
            the words that an older file leaves out; "worked" is its worked check as the page draws it.
        versions: the versions that the files name, each once.
        titles: what the names in an instance mean, each set once; `titles_of` says which is a claim's.
    """

    def __init__(self, run: Run) -> None:
        self.by_claim: dict[str, list[dict[str, Any]]] = {}
        self.versions: list[Json] = []
        self.titles: list[Mapping[str, str]] = []
        self.checks = WorkedChecks(run.header.spelled)
        self._run, self._left, self._left_worked = run, BUDGET, WORKED_BUDGET
        wanted = [
            (place, kinds, path, record)
            for record in run.claims
            for place, (kinds, path) in enumerate(example_paths(record))
        ]
        carried = [r for r in run.claims if r.tightest_instance is not None]
        wanted += [(len(KINDS), ("tightest",), "", record) for record in carried]
        wanted.sort(key=lambda item: (FORM_ORDER.index(item[3].form), item[0]))
        for place, kinds, path, record in wanted:
            entry = self._entry(kinds, path, record) | self._worked(path, record, first=place == 0)
            self.by_claim.setdefault(record.id, []).append(entry)

    def _worked(self, path: str, record: Record, *, first: bool) -> dict[str, Any]:
        """The worked check of a counterexample: of statements all, of trials without an assumption one."""
        wanted = record.form in STATEMENT_FORMS or (first and record.form != "mutant")
        check = read_worked(self._run, path) if path and wanted and record.verdict == "refuted" else None
        if check is None:
            return {}
        shown = self.checks.shown(check)
        size = len(json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
        if size > self._left_worked:
            return {}
        self._left_worked -= size
        return {"worked": shown}

    def _entry(self, kinds: tuple[str, ...], path: str, record: Record) -> dict[str, Any]:
        entry: dict[str, Any] = {"kinds": list(kinds), "path": path or None}
        try:
            kept, words = self._kept(path, record)
        except ValueError as problem:
            return {**entry, "problem": str(problem)[:300]}
        same = [key for key in REPEATED if kept.get(key) and kept[key] == _of_record(record, key)]
        slim = {key: value for key, value in kept.items() if key not in same}
        if isinstance(slim.get("versions"), dict):
            entry["version"] = self._version(slim.pop("versions"))
        size = len(json.dumps(slim, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
        if size > min(self._left, EXAMPLE_LIMIT):
            return {**entry, "left_out": size, "path": path or RECORDS_FILE}
        self._left -= size
        return {**entry, "kept": slim, "same": same, **words}

    def _kept(self, path: str, record: Record) -> tuple[dict[str, Json], dict[str, Json]]:
        """The file as it was kept, and the words of its relation where an older file has its name alone."""
        if not path:
            assert record.tightest_instance is not None
            return {"claim": record.id, "instance": record.tightest_instance.to_json()}, {}
        kept = read_attached(self._run.folder, path)
        relation = Example.from_json(kept, path).relation
        bare = relation is not None and kept["relation"] == relation.kind
        return kept, {"relation": relation.to_json()} if relation and bare else {}

    def titles_of(self, record: Record) -> int | None:
        """The place of a claim's titles, None where it has none or no instance to show."""
        titles = record.titles
        if not titles or record.id not in self.by_claim:
            return None
        if titles not in self.titles:
            self.titles.append(titles)
        return self.titles.index(titles)

    def _version(self, versions: Json) -> int:
        if versions not in self.versions:
            self.versions.append(versions)
        return self.versions.index(versions)


def _of_record(record: Record, key: str) -> Any:
    if key == "relation":
        return record.relation and record.relation.to_json()
    return record.id if key == "claim" else getattr(record, key)

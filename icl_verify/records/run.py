"""A run's folder: written by the controller of a run, read by everything that shows one.

    header.json         what was selected, with which seed and versions; written when the run starts
    records.jsonl       append-only, one decided claim a line; the last whole line of an id wins
    run.json            derived from the two above, replaced atomically
    counterexamples/, data/    JSON files that records point to by a path relative to the folder

Everything in a folder may come from a stranger. It is read as JSON with plain values, checked, and never
executed; a line that cannot be read is kept apart with its number and the reason, and the rest of the run is
still shown.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from icl_verify.records.schema import FORMS, VERDICTS, checked_header, checked_record, inside_path, plain

SCHEMA = 1
HEADER_FILE, RECORDS_FILE, RUN_FILE = "header.json", "records.jsonl", "run.json"
LINE_LIMIT = 8 * 2**20  # bytes: a record points to its data, it does not hold them
FILE_LIMIT = 64 * 2**20  # bytes of one attached JSON file


@dataclass(frozen=True)
class Damaged:
    """A line of `records.jsonl` that is not a record: its number (from 1), why, and how it begins."""

    line: int
    reason: str
    excerpt: str


@dataclass(frozen=True)
class Run:
    """What a run's folder says.

    `claims` are records in the order of selection; `damaged` are the lines kept apart.
    """

    folder: Path
    header: dict[str, Any]
    claims: list[dict[str, Any]] = field(default_factory=list)
    damaged: list[Damaged] = field(default_factory=list)

    @property
    def decided(self) -> frozenset[str]:
        """The ids that have a record."""
        return frozenset(record["id"] for record in self.claims)

    @property
    def missing(self) -> list[str]:
        """The ids that were selected and have no record: the run was stopped, or their line is damaged."""
        decided = self.decided
        return [name for name in self.header["selected"] if name not in decided]

    @property
    def summary(self) -> dict[str, Any]:
        """Counts by verdict, surprises, mutants with their survivors, controls."""
        return summary(self.claims)

    @property
    def necessity(self) -> list[dict[str, Any]]:
        """One row for each trial of a claim without one of its assumptions."""
        return necessity(self.claims)


def open_run(folder: str | Path, header: Mapping[str, Any], resume: bool = False) -> Run:
    """Make `folder` a run's folder and save its header, so that a killed run still says what is missing.

    `header` holds "profile" (str), "seed" (int), "environment" (dict), "started" (ISO time), "selected" (list
    of ids) and, where a collection declares their order, "groups" (list of names). With `resume` the folder
    must hold a run of the same profile and seed; its records stay, the selections are joined, and the new
    start is noted under "resumed". Returns the run as it stands, whose `decided` ids need not be tried again.

    Raises ValueError for a bad header, a folder that holds a run already (without `resume`) or another run
    (with it).
    """
    folder = Path(folder)
    new = checked_header(header)
    held = [name for name in (HEADER_FILE, RECORDS_FILE, RUN_FILE) if (folder / name).exists()]
    if held and not resume:
        raise ValueError(
            f"folder must hold no run, got {folder} with {', '.join(held)}; resume it or name another"
        )
    (folder / "counterexamples").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    if held:
        new = _joined(read(folder).header, new, folder)
    (folder / RECORDS_FILE).touch()
    summarise(folder, new)
    return read(folder)


def _joined(old: dict[str, Any], new: dict[str, Any], folder: Path) -> dict[str, Any]:
    for key in ("profile", "seed"):
        if old[key] != new[key]:
            raise ValueError(
                f"folder must hold the run to resume: {folder} has {key} {old[key]!r}, got {new[key]!r}"
            )
    selected = list(dict.fromkeys([*old["selected"], *new["selected"]]))
    resumed = [*old.get("resumed", []), {"started": new["started"], "environment": new["environment"]}]
    groups = new["groups"] or old["groups"]
    return {**old, "selected": selected, "groups": groups, "resumed": resumed, "finished": False}


def append(folder: str | Path, record: Mapping[str, Any]) -> None:
    """Add one decided claim to `records.jsonl`: whole, on a line of its own, on the disk when this returns.

    NaN and infinity become null. Raises ValueError when the record is not one (a missing key, a wrong type,
    an unknown verdict, a value that is not plain JSON, a path out of the folder); nothing is written then.
    Raises OSError where the line does not fit on the disk; half of it may be there.
    """
    line = json.dumps(checked_record(record), ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"
    if len(line) > LINE_LIMIT:
        raise ValueError(f"record must take at most {LINE_LIMIT} bytes, got {len(line)} for {record['id']!r}")
    descriptor = os.open(Path(folder) / RECORDS_FILE, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        if end:
            # A run killed while writing leaves half a line: it must not swallow this one.
            file.seek(end - 1)
            if file.read(1) != b"\n":
                line = b"\n" + line
        left = memoryview(line)
        while left:
            # On a disk that fills up a write may take a part without a word; the next one then fails.
            left = left[file.write(left) :]
        os.fsync(file.fileno())


def read(folder: str | Path) -> Run:
    """The run in `folder`, whatever of it can be read.

    Raises ValueError when there is no run: neither header nor records, or a header that cannot be believed.
    """
    folder = Path(folder)
    if not any((folder / name).is_file() for name in (HEADER_FILE, RECORDS_FILE, RUN_FILE)):
        raise ValueError(f"folder must hold a run ({RECORDS_FILE}), got {folder}")
    header = _read_header(folder)
    records, damaged = _read_records(folder / RECORDS_FILE)
    place = {name: i for i, name in enumerate(header["selected"])}
    claims = sorted(records.values(), key=lambda record: place.get(record["id"], len(place)))
    return Run(folder, header, claims, damaged)


def _read_header(folder: Path) -> dict[str, Any]:
    # A folder handed on without header.json still has the same keys in run.json.
    for name in (HEADER_FILE, RUN_FILE):
        if (folder / name).is_file():
            kept = read_json(folder, name)
            derived = ("schema", "missing", "summary", "necessity", "claims", "damaged")
            return checked_header({k: v for k, v in kept.items() if k not in derived})
    return checked_header({"profile": "unknown", "seed": 0, "environment": {}, "started": "", "selected": []})


def _read_records(path: Path) -> tuple[dict[str, dict[str, Any]], list[Damaged]]:
    records: dict[str, dict[str, Any]] = {}
    damaged: list[Damaged] = []
    if not path.is_file():
        return records, damaged
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            if len(line) > LINE_LIMIT:
                raise ValueError(f"line of {len(line)} bytes, a record takes at most {LINE_LIMIT}")
            record = checked_record(_parse(line))
        except ValueError as problem:
            excerpt = line[:200].decode("utf-8", errors="replace")
            damaged.append(Damaged(number, str(problem)[:300], excerpt))
        else:
            records[record["id"]] = record
    return records, damaged


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _parse(text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deep") from None


def read_json(folder: str | Path, path: str) -> dict[str, Any]:
    """A JSON object that the run keeps at `path`, relative to `folder`.

    Raises ValueError when the path leads out of the folder (also through a link), the file is absent, too
    large or no JSON object.
    """
    inside_path(path)
    root = Path(folder).resolve()
    file = (root / path).resolve()
    if not file.is_relative_to(root):
        raise ValueError(f"path must stay inside the run's folder, got {path!r}")
    if not file.is_file():
        raise ValueError(f"path must name a file of the run, got {path!r}: there is none")
    if file.stat().st_size > FILE_LIMIT:
        raise ValueError(f"{path} must take at most {FILE_LIMIT} bytes, got {file.stat().st_size}")
    try:
        value = _parse(file.read_bytes())
    except ValueError as problem:
        raise ValueError(f"{path} must be JSON: {problem}") from None
    if not isinstance(value, dict):
        raise ValueError(f"{path} must be a JSON object, got {type(value).__name__}")
    return value


def summarise(folder: str | Path, header: Mapping[str, Any] | None = None) -> Run:
    """Derive `run.json` from the header and the records, each file replaced atomically; returns the run.

    Pass the header with "finished": True and "seconds" at the end of a run; None keeps the one in the folder.
    """
    folder = Path(folder)
    if header is not None:
        write_json(folder / HEADER_FILE, checked_header(header))
    run = read(folder)
    missing = run.missing
    derived = {
        "schema": SCHEMA,
        **run.header,
        "finished": run.header["finished"] and not missing,
        "missing": missing,
        "summary": run.summary,
        "necessity": run.necessity,
        "damaged": [vars(line) for line in run.damaged],
        "claims": run.claims,
    }
    write_json(folder / RUN_FILE, derived)
    return run


def write_json(path: str | Path, value: Mapping[str, Any]) -> None:
    """Write plain JSON, as `write_text` does. NaN and infinity become null."""
    write_text(path, json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def write_text(path: str | Path, text: str) -> None:
    """Write a UTF-8 file so that a reader sees the old one or the new one, never half of it."""
    path = Path(path)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # mkstemp makes files that only their owner reads
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def summary(claims: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts of a run.

    Keys: each verdict (int), "claims", "instances", "as_expected" (int), "unexpected" (ids), "mutants"
    {"tried", "refuted", "survivors" (ids)}, "controls" {"tried", "refuted"}.
    """
    claims = list(claims)
    mutants = [record for record in claims if record["form"] == "mutant"]
    controls = [record for record in claims if record["form"] == "control"]
    return {
        **{verdict: sum(record["verdict"] == verdict for record in claims) for verdict in VERDICTS},
        "claims": len(claims),
        "forms": {form: sum(record["form"] == form for record in claims) for form in FORMS},
        "instances": sum(record["instances"] for record in claims),
        "as_expected": sum(record["as_expected"] for record in claims),
        "unexpected": [record["id"] for record in claims if not record["as_expected"]],
        "mutants": {
            "tried": len(mutants),
            "refuted": sum(record["verdict"] == "refuted" for record in mutants),
            "survivors": [record["id"] for record in mutants if record["verdict"] != "refuted"],
        },
        "controls": {
            "tried": len(controls),
            "refuted": sum(record["verdict"] == "refuted" for record in controls),
        },
    }


def necessity(claims: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the necessity matrix: claims tried without one of their assumptions (form "necessity").

    Each row: "claim" (the parent's id), "assumption" (its name), "verdict", "held_on" (instances without the
    assumption on which the claim was tried), "counterexample" (path or None), "id".
    """
    return [
        {
            "claim": record["of"],
            "assumption": record["drops"],
            "verdict": record["verdict"],
            "held_on": record["applicable"],
            "counterexample": record["counterexample"],
            "id": record["id"],
        }
        for record in claims
        if record["form"] == "necessity"
    ]

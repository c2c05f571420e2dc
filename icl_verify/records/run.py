"""A run's folder: written by the controller of a run, read by everything that shows one.

    header.json         what was selected, with which seed and versions; written when the run starts
    records.jsonl       append-only, one decided claim a line; the last whole line of an id wins
    run.json            derived from the two above, replaced atomically
    counterexamples/, hunt/, data/    JSON files that records point to by a path relative to the folder

Everything in a folder may come from a stranger. It is read as JSON with plain values, checked, and never
executed; a line that cannot be read is kept apart with its number and the reason, and the rest of the run is
still shown.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from icl_verify.records.checks import inside_path
from icl_verify.records.declared import Theory
from icl_verify.records.example import SCHEMA
from icl_verify.records.files import Json, json_object, parse, plain, read_bytes, read_json, write_json
from icl_verify.records.schema import Header, Record, Start
from icl_verify.records.summary import Damaged, Necessity, Summary, necessity, summary

try:
    import fcntl
except ImportError:  # not on Windows, where a folder is not held
    fcntl = None  # type: ignore[assignment]

HEADER_FILE, RECORDS_FILE, RUN_FILE = "header.json", "records.jsonl", "run.json"
LINE_LIMIT = 8 * 2**20  # bytes: a record points to its data, it does not hold them
LINES_KNOWN = 2048  # several runs of the paper's claims
_DERIVED = (
    "schema",
    "missing",
    "summary",
    "necessity",
    "claims",
    "damaged",
)  # beside the header


@dataclass(frozen=True)
class Run:
    """What a run's folder says.

    `claims` are records in the order of selection; `damaged` are the lines kept apart.
    """

    folder: Path
    header: Header
    claims: list[Record] = field(default_factory=list)
    damaged: list[Damaged] = field(default_factory=list)

    @property
    def decided(self) -> frozenset[str]:
        """The ids that have a record."""
        return frozenset(record.id for record in self.claims)

    @property
    def missing(self) -> list[str]:
        """The ids that were selected and have no record: the run was stopped, or their line is damaged."""
        decided = self.decided
        return [name for name in self.header.selected if name not in decided]

    @property
    def summary(self) -> Summary:
        """Counts by verdict, surprises, mutants with their survivors, controls."""
        return summary(self.claims)

    @property
    def necessity(self) -> list[Necessity]:
        """One row for each trial of a claim without one of its assumptions."""
        return necessity(self.claims)


def open_run(folder: str | Path, header: Header, resume: bool = False) -> Run:
    """Make `folder` a run's folder and save its header, so that a killed run still says what is missing.

    With `resume` the folder must hold a run of the same profile and seed; its records stay, the selections
    are joined, and the new start is noted under "resumed". Returns the run as it stands, whose `decided` ids
    need not be tried again.

    Raises ValueError for a bad header, a folder that holds a run already (without `resume`) or another run
    (with it).
    """
    folder = Path(folder)
    new = _checked_header(header)
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
    return summarise(folder, new)


def _checked_header(header: Header) -> Header:
    return Header.from_json(header.to_json(), "header")


def _joined(old: Header, new: Header, folder: Path) -> Header:
    for key in ("profile", "seed"):
        was, given = getattr(old, key), getattr(new, key)
        if was != given:
            raise ValueError(f"folder must hold the run to resume: {folder} has {key} {was!r}, got {given!r}")
    start = Start(started=new.started, environment=new.environment)
    whole = old.of_theory(new.theory if new.theory != Theory() else old.theory)
    return dataclasses.replace(
        whole,
        selected=(*old.selected, *new.selected),
        groups=new.groups or old.groups,
        resumed=(*old.resumed, start),
        finished=False,
    )


def hold(folder: str | Path) -> BinaryIO:
    """Hold a run's folder until the file that is returned is closed or this process ends, however it ends.

    Raises ValueError where another process holds it: two runs in one folder would write every claim twice.
    """
    file = (Path(folder) / RECORDS_FILE).open("ab")
    if fcntl is None:
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise ValueError(f"folder must hold a run that has ended, got {folder}, which is still run") from None
    return file


def append(folder: str | Path, record: Record) -> None:
    """Add one decided claim to `records.jsonl`, as `append_line` does.

    Raises ValueError when the record is not one (a missing key, a wrong type, an unknown verdict, a value
    that is not plain JSON, a path out of the folder); nothing is written then.
    """
    append_line(folder, written(record))


def append_line(folder: str | Path, line: bytes) -> None:
    """Add a line that `written` made to `records.jsonl`: whole, and on the disk when this returns.

    A record that was taken over is in another run as well: for it the disk is not waited for.

    Raises ValueError where the line holds no record; nothing is written then. Raises OSError where it does
    not fit on the disk; half of it may be there.
    """
    record = read_line(line)
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
        if not record.decided_in:
            os.fsync(file.fileno())


def written(record: Record) -> bytes:
    """A record as a line of `records.jsonl`, its end included. NaN and infinity become null.

    Raises ValueError for a value that is not plain JSON.
    """
    return json.dumps(record.to_json(), ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"


def read_line(line: bytes) -> Record:
    """The record in a line of `records.jsonl`. Raises ValueError for one that is none, or too long.

    A start reads a run's folder several times, and every line of it once.
    """
    if len(line) > LINE_LIMIT:
        raise ValueError(f"line of {len(line)} bytes, a record takes at most {LINE_LIMIT}")
    return _read_line(line.strip())


@functools.lru_cache(maxsize=LINES_KNOWN)
def _read_line(line: bytes) -> Record:
    return Record.from_json(plain(parse(line), "record"), "record")


def read(folder: str | Path) -> Run:
    """The run in `folder`, whatever of it can be read.

    Raises ValueError when there is no run: neither header nor records, or a header that cannot be believed.
    """
    folder = Path(folder)
    if not any((folder / name).is_file() for name in (HEADER_FILE, RECORDS_FILE, RUN_FILE)):
        raise ValueError(f"folder must hold a run ({RECORDS_FILE}), got {folder}")
    header = _read_header(folder)
    records, damaged = _read_records(folder / RECORDS_FILE)
    place = {name: i for i, name in enumerate(header.selected)}
    claims = sorted(records.values(), key=lambda record: place.get(record.id, len(place)))
    return Run(folder, header, claims, damaged)


def _read_header(folder: Path) -> Header:
    # A folder handed on without header.json still has the same keys in run.json.
    for name in (HEADER_FILE, RUN_FILE):
        if (folder / name).is_file():
            return _header_in(read_bytes(_inside(folder, name), name), name)
    return Header(profile="unknown", seed=0, environment={}, started="")


@functools.lru_cache(maxsize=2)  # a run reads its own several times
def _header_in(text: bytes, name: str) -> Header:
    found = json_object(text, name)
    return Header.from_json({key: value for key, value in found.items() if key not in _DERIVED}, "header")


def _read_records(path: Path) -> tuple[dict[str, Record], list[Damaged]]:
    records: dict[str, Record] = {}
    damaged: list[Damaged] = []
    if not path.is_file():
        return records, damaged
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                record = read_line(line)
            except ValueError as problem:
                excerpt = line[:200].decode("utf-8", errors="replace")
                damaged.append(Damaged(line=number, reason=str(problem)[:300], excerpt=excerpt))
            else:
                records[record.id] = record
    return records, damaged


def read_attached(folder: str | Path, path: str) -> dict[str, Json]:
    """A JSON object that the run keeps at `path`, relative to `folder`.

    Raises ValueError when the path leads out of the folder (also through a link), the file is absent, too
    large or no JSON object.
    """
    return read_json(_inside(folder, path), path)


def attached(folder: str | Path, path: str) -> Path:
    """The file that the run keeps at `path`, relative to `folder`, to be copied and not looked into.

    Raises ValueError when the path leads out of the folder (also through a link) or there is no such file.
    """
    file = _inside(folder, path)
    if not file.is_file():
        raise ValueError(f"path must be a file of the run, got {path!r}: there is none in {folder}")
    return file


def _inside(folder: str | Path, path: str) -> Path:
    inside_path(path)
    root = os.path.realpath(folder)
    file = os.path.realpath(os.path.join(root, path))
    if os.path.commonpath([root, file]) != root:
        raise ValueError(f"path must stay inside the run's folder, got {path!r}")
    return Path(file)


def summarise(folder: str | Path, header: Header | None = None) -> Run:
    """Derive `run.json` from the header and the records, each file replaced atomically; returns the run.

    Pass the header with `finished` and `seconds` at the end of a run; None keeps the one in the folder.
    """
    folder = Path(folder)
    if header is not None:
        write_json(folder / HEADER_FILE, _checked_header(header).to_json())
    run = read(folder)
    missing = run.missing
    derived = {
        "schema": SCHEMA,
        **run.header.to_json(),
        "finished": run.header.finished and not missing,
        "missing": missing,
        "summary": run.summary.to_json(),
        "necessity": [row.to_json() for row in run.necessity],
        "damaged": [line.to_json() for line in run.damaged],
        "claims": [record.to_json() for record in run.claims],
    }
    write_json(folder / RUN_FILE, derived)
    return run

"""Files that prove a break, packed inside the page: a reader who has the page alone can take them out."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path
from typing import Any

from icl_verify.records.run import Run
from icl_verify.records.schema import STATEMENT_FORMS, Record

SCRIPT, COQ = ".check.py", ".v"
LIBRARY = "Certificate.v"  # what every file for Coq needs beside it
BUDGET = 300_000  # bytes that all of them may take, packed
LARGEST = 40_000  # bytes of one of them, packed
LARGEST_UNPROVED = 8_000  # of a file that Coq was not asked about


class Packed:
    """The scripts of a run's statements, and their files for Coq: those that were proved, and short ones.

    Attributes:
        shared: texts that several scripts have in common, their arithmetic, packed, each once.
        library: Coq's library for them, packed; None where no file needs it or there is none.
    """

    def __init__(self, run: Run) -> None:
        self.shared: list[str] = []
        self.library: str | None = None
        self._places: dict[str, int] = {}
        self._folder, self._left = run.folder, BUDGET

    def of(self, record: Record) -> list[list[Any]]:
        """For each file its name, its text packed, and of a script the place of what it shares.

        A packed script is the text before and after the shared one, with a 0 between.
        """
        if record.form not in STATEMENT_FORMS:
            return []
        asked = [one for one in record.checked if one.file and one.outcome in ("proved", "not checked")]
        found = [self._packed(Path(one.file or ""), one.outcome == "proved") for one in asked]
        return [one for one in found if one is not None]

    def _packed(self, file: Path, proved: bool) -> list[Any] | None:
        """None where the file cannot be read or there is no room for it."""
        if not file.name.endswith((SCRIPT, COQ)):
            return None
        largest = LARGEST if proved or file.suffix != COQ else LARGEST_UNPROVED
        text = _text(self._folder / file)
        if text is None:
            return None
        head, begin, rest = text.partition("\nimport math\n")
        middle, end, tail = rest.rpartition("\ndef counterexample")
        own = pack(f"{head}\0{tail}" if end else text)
        if len(own) > min(largest, self._left):
            return None
        self._left -= len(own)
        if end:
            return [file.name, own, self._place(begin + middle + end)]
        if file.suffix == COQ and self.library is None:
            library = _text(self._folder / file.parent / LIBRARY)
            self.library = None if library is None else pack(library)
        return [file.name, own]

    def _place(self, shared: str) -> int:
        if shared not in self._places:
            self._places[shared] = len(self.shared)
            self.shared.append(pack(shared))
        return self._places[shared]


def pack(text: str) -> str:
    """A text deflated, in base64."""
    return base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None

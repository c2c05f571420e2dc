"""The standalone scripts inside the page: a reader who has the page alone can download and run them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from icl_verify.records.run import Run
from icl_verify.records.schema import STATEMENT_FORMS, Record

SUFFIX = ".check.py"
LARGEST, BUDGET = 20_000, 200_000  # bytes of one script's own part, and of all of them


class Scripts:
    """The scripts of a run, in parts: what they share is kept once.

    Attributes:
        shared: the texts that several scripts have in common, their arithmetic.
    """

    def __init__(self, run: Run) -> None:
        self.shared: list[str] = []
        self._run, self._left = run, BUDGET

    def of(self, record: Record) -> list[Any] | None:
        """Name, beginning, place of the shared part and end of a claim's script; None without room for it."""
        files = [one.file for one in record.checked if one.file and one.file.endswith(SUFFIX)]
        if not files or record.form not in STATEMENT_FORMS:
            return None
        try:
            text = (self._run.folder / files[0]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        head, begin, rest = text.partition("\nimport math\n")
        middle, end, tail = rest.rpartition("\ndef counterexample")
        size = len(head) + len(tail)
        if not end or size > min(LARGEST, self._left):
            return None
        self._left -= size
        shared = begin + middle + end
        if shared not in self.shared:
            self.shared.append(shared)
        return [Path(files[0]).name, head, self.shared.index(shared), tail]

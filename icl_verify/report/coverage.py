"""What of the source was tried: its passages, with the claims that try each and what became of them."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass

from icl_verify.records.declared import Passage
from icl_verify.records.schema import STATEMENT_FORMS, Record

WILDCARD = re.compile(r"[*?[]")


@dataclass(frozen=True)
class Covered:
    """A passage with the statements of the run that try it."""

    passage: Passage
    records: tuple[Record, ...]

    @property
    def why(self) -> str:
        """Why nothing tries it, empty where something does."""
        if self.records:
            return ""
        return self.passage.why or "not tried in this run"


def coverage(passages: Sequence[Passage], claims: Sequence[Record]) -> list[Covered]:
    """The passages in the order of the source, each with its statements in the order of the claims."""
    return [Covered(one, tuple(r for r in claims if _tries(r, one))) for one in passages]


def _tries(record: Record, passage: Passage) -> bool:
    """A pattern takes in what a reader comes for; a mutant, say, counts where it is named itself."""
    if record.id in passage.claims:
        return True
    return record.form in STATEMENT_FORMS and any(_matches(record.id, pattern) for pattern in passage.claims)


def _matches(name: str, pattern: str) -> bool:
    # What stands before the first wildcard rules most patterns out before they are compiled.
    return name.startswith(WILDCARD.split(pattern, maxsplit=1)[0]) and fnmatch.fnmatchcase(name, pattern)

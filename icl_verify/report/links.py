"""Who rests on whom: which claims a proof uses, which use it, and which of the used ones have fallen."""

from __future__ import annotations

from collections.abc import Sequence

from icl_verify.records.schema import STATEMENT_FORMS, Record


class Links:
    """The claims of a run and what joins them."""

    def __init__(self, claims: Sequence[Record]) -> None:
        self.records = {record.id: record for record in claims}
        self.used_by: dict[str, list[str]] = {}
        self.repairs: dict[str, list[str]] = {}
        self._fallen: dict[str, list[str]] = {}
        for record in claims:
            for name in dict.fromkeys(record.uses) if self._has_a_proof(record) else ():
                self.used_by.setdefault(name, []).append(record.id)
            if record.form == "corrected" and record.of:
                self.repairs.setdefault(record.of, []).append(record.id)

    def _has_a_proof(self, record: Record) -> bool:
        """Whether what a claim uses is its own: a variant names what its claim's printed proof uses."""
        if record.form not in STATEMENT_FORMS:
            return False
        original = self.records.get(record.of or "")
        return record.form != "corrected" or original is None or original.uses != record.uses

    def fallen(self, record: Record) -> list[str]:
        """The refuted claims on which a statement's proof rests, directly or through others."""
        if not self._has_a_proof(record):
            return []
        if record.id not in self._fallen:
            self._fallen[record.id] = self._search_fallen(record)
        return self._fallen[record.id]

    def mended(self, name: str) -> bool:
        """Whether a refuted claim has a repair that holds."""
        return any(self.records[other].verdict == "holds" for other in self.repairs.get(name, []))

    def _search_fallen(self, record: Record) -> list[str]:
        seen: set[str] = {record.id}
        stack, found = list(reversed(record.uses)), []
        while stack:
            name = stack.pop()
            if name in seen or name not in self.records:
                continue
            seen.add(name)
            used = self.records[name]
            if used.verdict == "refuted":
                found.append(name)
            stack.extend(reversed(used.uses))
        return found

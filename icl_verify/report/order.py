"""The order of the claims on the page: groups as the source has them, each claim before its variants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from icl_verify.records.schema import FORMS, Record

# How a paper goes on where a run does not say it; what is named otherwise stands between the two.
STAGES = ("setting", "lemma", "induction", "proposition", "theorem", "corollary")
LAST = "conjecture"


def ordered(claims: Sequence[Record], groups: Sequence[str] = ()) -> list[Record]:
    """Claims by group, each with its variants right after it.

    `groups` names groups in the order of the source, as a run's header does where its collection declares
    them; others follow. These go as papers do: setting, lemmas by number, propositions, theorems, the rest
    in the order in which they first appear, conjectures.
    """
    known = {record.id for record in claims}
    children: dict[str, list[Record]] = {}
    roots: dict[str, list[Record]] = {}
    for record in claims:
        if record.of and record.of in known and record.of != record.id:
            children.setdefault(record.of, []).append(record)
        else:
            roots.setdefault(record.group, []).append(record)
    names = sorted(roots, key=lambda name: _place(name, groups))
    result: list[Record] = []
    seen: set[str] = set()
    stack = [record for name in reversed(names) for record in reversed(roots[name])]
    stack = list(claims)[::-1] + stack  # members of a circle have no root: they come last, in their own order
    while stack:
        record = stack.pop()
        if record.id not in seen:
            seen.add(record.id)
            result.append(record)
            mine = children.get(record.id, [])[::-1]
            stack.extend(sorted(mine, key=lambda child: FORMS.index(child.form), reverse=True))
    return result


def _place(name: str, declared: Sequence[str]) -> tuple[int, int, int]:
    """Where a group stands: as declared, else by the first word of a stage in its name and its number."""
    if name in declared:
        return (0, declared.index(name), 0)
    text = name.lower()
    if LAST in text:
        return (3, 0, 0)
    found = [(text.index(stage), i) for i, stage in enumerate(STAGES) if stage in text]
    if not found:
        return (2, 0, 0)
    number = re.search(r"\d{1,9}", text)
    return (1, min(found)[1], int(number[0]) if number else 0)


def grouped(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ordered rows of the list under the names of their groups; a variant stays with its claim."""
    groups: list[dict[str, Any]] = []
    name = ""
    for row in rows:
        record: Record = row["record"]
        if not row["child"] or not groups:
            name = record.group or "Other claims"
        if not groups or groups[-1]["name"] != name:
            groups.append({"name": name, "rows": []})
        groups[-1]["rows"].append(row)
    return groups

"""The two sides of a kept instance in a line, for whoever reads the page without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from icl_verify.records.relation import RelationWords
from icl_verify.records.schema import Record


def sides_in_words(examples: Sequence[Mapping[str, Any]], record: Record) -> str:
    """Both sides of the first instance that has them, as the statement orders them; empty without one."""
    for one in examples:
        kept = one.get("kept") or {}
        own = record.relation.to_json() if record.relation else {}
        relation = one.get("relation") or kept.get("relation") or own
        if not kept.get("lhs") or not isinstance(relation, Mapping) or not relation:
            continue
        if own.get("kind") == relation["kind"]:
            relation = own
        both = [kept["lhs"], kept["rhs"] if relation["right"] else "0"]
        if relation.get("swapped"):
            both.reverse()
        left, right = (text.strip("[]").replace("+/-", "±") for text in both)
        sign = relation["denied"] if record.verdict == "refuted" else relation["sign"]
        right_name = f" = {relation['right']}" if relation["right"] else ""
        return f"{relation['left']} = {left} {sign} {right}{right_name}"
    return ""


def named_as(record: Record, kept: RelationWords | None) -> RelationWords | None:
    """The words of a kept file's relation; the record's where it is of the same kind, as these name sides."""
    now = record.relation
    return now if now is not None and kept is not None and now.kind == kept.kind else kept

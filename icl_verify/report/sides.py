"""The two sides of a kept instance in a line, for whoever reads the page without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from icl_verify.records.schema import Record


def sides_in_words(examples: Sequence[Mapping[str, Any]], record: Record) -> str:
    """Both sides of the first instance that has them, as the statement orders them; empty without one."""
    for one in examples:
        kept = one.get("kept") or {}
        relation = one.get("relation") or kept.get("relation")
        if not kept.get("lhs") or not isinstance(relation, Mapping):
            continue
        both = [kept["lhs"], kept["rhs"] if relation["right"] else "0"]
        if relation.get("swapped"):
            both.reverse()
        left, right = (text.strip("[]").replace("+/-", "±") for text in both)
        sign = relation["denied"] if record.verdict == "refuted" else relation["sign"]
        right_name = f" = {relation['right']}" if relation["right"] else ""
        return f"{relation['left']} = {left} {sign} {right}{right_name}"
    return ""

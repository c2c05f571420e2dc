"""The JSON files that records point to, checked before the page shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from icl_verify.records.relation import relation_words
from icl_verify.records.run import Run, plain, read_json
from icl_verify.report.plots import plot_data

NUMBER = re.compile(r"-?\d{1,4000}(/\d{1,4000})?")
EXACT_INTEGERS = 2**53  # a browser reads larger ones as the nearest float


def check_instance(kept: Mapping[str, Any]) -> None:
    """Raise ValueError, naming the key, unless the page can show the instance of `kept`."""
    _need(isinstance(kept.get("instance"), dict), "instance must be an object")
    instance = kept["instance"]
    _need(isinstance(instance.get("type"), str), "instance.type must be a string")
    sizes, fields = instance.get("sizes"), instance.get("fields")
    _need(isinstance(sizes, dict), "instance.sizes must be an object")
    _need(all(type(n) is int and 0 <= n <= 10**6 for n in sizes.values()), "instance.sizes must hold counts")
    _need(isinstance(fields, dict), "instance.fields must be an object")
    for name, entry in fields.items():
        where = f"instance.fields.{name}"
        _need(isinstance(entry, dict) and isinstance(entry.get("axes"), list), f"{where} must have axes")
        axes = entry["axes"]
        _need(all(isinstance(axis, str) and axis in sizes for axis in axes), f"{where}.axes must be sizes")
        _array(entry.get("values"), [sizes[axis] for axis in axes], where)


def check_example(kept: Mapping[str, Any]) -> None:
    """Raise ValueError, naming the key, unless the page can show this counterexample."""
    check_instance(kept)
    relation_words(kept.get("relation"))
    for key in ("lhs", "rhs"):
        _need(isinstance(kept.get(key), str), f"{key} must be a string")
    _need(
        kept.get("tightness") is None or type(kept["tightness"]) in (int, float),
        "tightness must be a number or null",
    )
    _need(_are(kept.get("entry", []), lambda i: type(i) is int), "entry must be a list of integers")
    _need(_are(kept.get("assumptions", []), _named), "assumptions must be objects with a name")
    _need(
        _are(kept.get("pictures", []), _picture),
        "pictures must have a title and rows of numbers of one length",
    )


def _need(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


def _are(values: Any, good: Any) -> bool:
    return isinstance(values, list) and all(good(value) for value in values)


def _named(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("name"), str)


def _leaf(value: Any) -> bool:
    if type(value) is int:
        return abs(value) <= EXACT_INTEGERS
    return type(value) is float or (isinstance(value, str) and NUMBER.fullmatch(value) is not None)


def _picture(value: Any) -> bool:
    if (
        not isinstance(value, dict)
        or not isinstance(value.get("title"), str)
        or not isinstance(value.get("rows"), list)
    ):
        return False
    rows = value["rows"]
    return all(_are(row, _leaf) for row in rows) and len({len(row) for row in rows}) <= 1


def _array(values: Any, shape: list[int], where: str) -> None:
    if not shape:
        _need(_leaf(values), f"{where} must hold a number or 'p/q', got {str(values)[:40]!r}")
        return
    _need(
        isinstance(values, list) and len(values) == shape[0],
        f"{where} must have shape {shape} along its axes",
    )
    for value in values:
        _array(value, shape[1:], where)


def drawn(run: Run, record: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The plots' data of a claim and what of it could not be read."""
    if record["data"] is None:
        return {}, []
    try:
        return plot_data(plain(read_json(run.folder, record["data"])))
    except ValueError as problem:
        return {}, [str(problem)[:300]]

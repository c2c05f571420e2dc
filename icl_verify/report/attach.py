"""The JSON files that records point to, checked before the page shows them."""

from __future__ import annotations

import json
import pprint
import re
import shlex
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from icl_verify.report.plots import plot_data
from icl_verify.trial.record import RECORDS_FILE, Run, plain, read_json

EXAMPLES_BUDGET = 1_000_000  # bytes of counterexamples inside the page, of the 4 MB that it may take
EXAMPLE_LIMIT = 200_000
INLINE_LIMIT = 1_500  # characters of an instance that the Python snippet holds itself
NUMBER = re.compile(r"-?\d{1,4000}(/\d{1,4000})?")
TYPE_NAME = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):[A-Za-z_]\w*")
KINDS = ("smallest", "worst", "hunted", "tightest")
FORM_ORDER = ("printed", "corrected", "conjecture", "control", "necessity", "mutant")


def example_paths(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The (kind, path) of the instances that a record points to, each path once."""
    hunt = record["hunt"] or {}
    named = zip(KINDS, (record["counterexample"], record["worst"], hunt.get("instance")), strict=False)
    seen: dict[str, str] = {}
    for kind, path in named:
        if path is not None:
            seen.setdefault(path, kind)
    return [(kind, path) for path, kind in seen.items()]


def examples(run: Run) -> dict[str, list[dict[str, Any]]]:
    """For each claim's id the instances that the run kept of it.

    Each has a "kind" and a "name"; a "path" and "replay" where it is a file of its own; and either "text"
    (its JSON) with a Python "snippet", or a "problem". The smallest counterexamples are taken into the page
    first; what no longer fits is named alone.
    """
    wanted = [(kind, path, record) for record in run.claims for kind, path in example_paths(record)]
    wanted += [
        ("tightest", "", record) for record in run.claims if record.get("tightest_instance") is not None
    ]
    wanted.sort(key=lambda item: (KINDS.index(item[0]), FORM_ORDER.index(item[2]["form"])))
    left = EXAMPLES_BUDGET
    found: dict[str, list[dict[str, Any]]] = {}
    for kind, path, record in wanted:
        entry = _example(run, kind, path) if path else _inline(record)
        size = len(entry.get("text", ""))
        if size > min(left, EXAMPLE_LIMIT):
            entry = {key: value for key, value in entry.items() if key not in ("text", "snippet")}
            place = path or f"the record of {record['id']} in {RECORDS_FILE}"
            entry["problem"] = (
                f"it takes {size:,} bytes, too many for this page: see {place} in the run's folder"
            )
        else:
            left -= size
        found.setdefault(record["id"], []).append(entry)
    return found


def _inline(record: Mapping[str, Any]) -> dict[str, Any]:
    """The tightest instance of a claim that holds, which its record carries itself."""
    name = f"{record['id']}.tightest.json"
    entry = {"kind": "tightest", "name": name}
    kept = {"claim": record["id"], "instance": record["tightest_instance"]}
    try:
        _instance(kept)
    except ValueError as problem:
        return {**entry, "problem": str(problem)[:300]}
    return {**entry, **_shown(kept, name)}


def _shown(kept: Mapping[str, Any], name: str) -> dict[str, str]:
    text = json.dumps(kept, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return {"text": text, "snippet": snippet(kept["instance"], name)}


def _example(run: Run, kind: str, path: str) -> dict[str, Any]:
    name = PurePosixPath(path).name
    entry = {"kind": kind, "path": path, "name": name, "replay": f"icl-verify replay {shlex.quote(path)}"}
    try:
        kept = plain(read_json(run.folder, path), path)
        check_example(kept)
    except ValueError as problem:
        return {**entry, "problem": str(problem)[:300]}
    return {**entry, **_shown(kept, name)}


def snippet(instance: Mapping[str, Any], name: str) -> str:
    """Python that rebuilds a kept instance:

    from literals when it is small, else from the downloaded file `name`.
    """
    module = TYPE_NAME.fullmatch(instance["type"])
    lines = ["from icl_verify.trial.fields import Exact"]
    if module:
        lines.append(f"import {module[1]}  # declares the instance type")
    literal = pprint.pformat(dict(instance), sort_dicts=False, width=88)
    if len(literal) <= INLINE_LIMIT:
        lines += ["", f"instance = Exact.from_json(\n{literal}\n)"]
    else:
        lines[0] = "import json\n\n" + lines[0]
        lines += [
            "",
            f"with open({name!r}) as file:",
            '    instance = Exact.from_json(json.load(file)["instance"])',
        ]
    return "\n".join(lines)


def _instance(kept: Mapping[str, Any]) -> None:
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
    _instance(kept)
    for key in ("relation", "lhs", "rhs"):
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
    return type(value) in (int, float) or (isinstance(value, str) and NUMBER.fullmatch(value) is not None)


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

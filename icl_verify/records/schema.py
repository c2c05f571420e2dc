"""What a record and a header may hold: checked at the door, when written as when read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from icl_verify.records.relation import relation_words

FORMS = ("printed", "corrected", "conjecture", "control", "mutant", "necessity")
VERDICTS = ("holds", "refuted", "inconclusive", "vacuous", "error")
ARITHMETICS = ("ball", "statistical")
EXPECTED = ("holds", "refuted")
NAME_LIMIT = 300
DEPTH_LIMIT = 40


def plain(value: Any, where: str = "record", depth: int = 0) -> Any:
    """`value` as JSON holds it: dicts with string keys, lists, strings, bools, ints, finite floats, None.

    NaN and infinity become None, tuples lists. Raises ValueError for anything else: a NumPy scalar or a
    tensor is a bug of the writer.
    """
    if depth > DEPTH_LIMIT:
        raise ValueError(f"{where} must be nested at most {DEPTH_LIMIT} deep")
    if value is None or type(value) in (bool, int):
        return value
    if type(value) is str:
        # A lone surrogate is legal in a JSON escape and in no file: it would stop the page from being
        # written.
        return value.encode("utf-8", "replace").decode("utf-8")
    if type(value) is float:
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        for key in value:
            if type(key) is not str:
                raise ValueError(f"{where} must have string keys, got {key!r}")
        return {plain(k): plain(v, f"{where}.{k}", depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v, f"{where}[{i}]", depth + 1) for i, v in enumerate(value)]
    raise ValueError(
        f"{where} must be a plain JSON value, got {type(value).__module__}.{type(value).__qualname__}"
    )


def inside_path(value: Any, where: str = "path") -> str:
    """A relative path with forward slashes that stays in its folder. Raises ValueError otherwise."""
    text = _text(value, where)
    parts = PurePosixPath(text).parts
    windows = PureWindowsPath(text)
    if not parts or text.startswith("/") or windows.drive or "\\" in text or ".." in parts or "\0" in text:
        raise ValueError(f"{where} must be a path inside the run's folder, got {text!r}")
    return text


def _text(value: Any, where: str) -> str:
    if type(value) is not str:
        raise ValueError(f"{where} must be a string, got {type(value).__name__}")
    return value


def _name(value: Any, where: str) -> str:
    text = _text(value, where)
    if not text.strip() or len(text) > NAME_LIMIT or not text.isprintable():
        raise ValueError(f"{where} must be 1 to {NAME_LIMIT} printable characters, got {text[:60]!r}")
    return text


def _flag(value: Any, where: str) -> bool:
    if type(value) is not bool:
        raise ValueError(f"{where} must be true or false, got {type(value).__name__}")
    return value


def _count(value: Any, where: str) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{where} must be an integer >= 0, got {str(value)[:60]}")
    return value


def _integer(value: Any, where: str) -> int:
    if type(value) is not int:
        raise ValueError(f"{where} must be an integer, got {type(value).__name__}")
    return value


def _number(value: Any, where: str) -> float | None:
    if value is not None and type(value) not in (int, float):
        raise ValueError(f"{where} must be a number or null, got {type(value).__name__}")
    try:
        return None if value is None else float(value)
    except OverflowError:
        return None  # as infinity is written


def _seconds(value: Any, where: str) -> float:
    number = _number(value, where)
    if number is None or number < 0:
        raise ValueError(f"{where} must be a number >= 0, got {number}")
    return number


Check = Callable[[Any, str], Any]


def _one_of(options: tuple[str, ...]) -> Check:
    def check(value: Any, where: str) -> str:
        if value not in options:
            raise ValueError(f"{where} must be one of {', '.join(options)}, got {str(value)[:60]!r}")
        return value

    return check


def _maybe(check: Check) -> Check:
    return lambda value, where: None if value is None else check(value, where)


def _list_of(check: Check) -> Check:
    def checked(value: Any, where: str) -> list[Any]:
        if not isinstance(value, list):
            raise ValueError(f"{where} must be a list, got {type(value).__name__}")
        return [check(item, f"{where}[{i}]") for i, item in enumerate(value)]

    return checked


def _object(fields: Mapping[str, tuple[Check, Any]]) -> Check:
    """Checks known fields, fills in absent ones, keeps unknown ones (a later version may write more)."""

    def checked(value: Any, where: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError(f"{where} must be an object, got {type(value).__name__}")
        known = {}
        for key, (check, default) in fields.items():
            if key not in value and default is _NEEDED:
                raise ValueError(f"{where} must have the key {key!r}")
            known[key] = check(value[key], f"{where}.{key}") if key in value else default
        return {**known, **{key: item for key, item in value.items() if key not in known}}

    return checked


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be an object, got {type(value).__name__}")
    return value


def _texts(value: Any, where: str) -> dict[str, str]:
    return {key: _text(one, f"{where}.{key}") for key, one in _table(value, where).items()}


_NEEDED = object()
_TIGHTNESS = _object({"max": (_number, None), "q50": (_number, None), "q95": (_number, None)})
_MARGIN = _object({"min": (_number, None), "q05": (_number, None), "q50": (_number, None)})
# What a hunt found. best: the largest tightness it reached, as balls have it. multiple: the smallest multiple
# of the right-hand side that survives draws and hunt (above 1 where the claim is refuted, null where unknown
# or none does). diagnosis: one sentence on it ("sharp", "off by a constant", ...). slopes: by size or
# positive number, {"slope", "error", "shapes", "of"} of the line fitted to log tightness over its log.
# guided: false where no gradient could be followed. stopped: why it ended.
_HUNT = _object(
    {
        "best": (_number, None),
        "steps": (_count, 0),
        "instance": (_maybe(inside_path), None),
        "multiple": (_number, None),
        "diagnosis": (_text, ""),
        "slopes": (_table, {}),
        "guided": (_flag, True),
        "stopped": (_text, ""),
    }
)
# The instances kept beside the claim as balls have them now: known beforehand, judged apart.
_CORPUS = _object({"best": (_number, None), "broken": (_flag, False), "instances": (_count, 0)})
_ASSUMPTION = _object(
    {
        "name": (_text, _NEEDED),
        "title": (_text, ""),
        "held": (_count, 0),
        "tried": (_count, 0),
        "margin": (_maybe(_MARGIN), None),
    }
)
_COUNTS = ("instances", "applicable", "shapes", "suspicions", "ties", "settled", "proved")
_RECORD = _object(
    {
        "id": (_name, _NEEDED),
        "title": (_text, ""),
        "statement": (_text, ""),
        "source": (_text, ""),
        "group": (_text, ""),
        "form": (_one_of(FORMS), _NEEDED),
        "of": (_maybe(_name), None),
        "expected": (_one_of(EXPECTED), _NEEDED),
        "verdict": (_one_of(VERDICTS), _NEEDED),
        "as_expected": (_flag, _NEEDED),
        "arithmetic": (_one_of(ARITHMETICS), "ball"),
        # The words of its kind of relation; None where an error came before it was known.
        "relation": (_maybe(relation_words), None),
        "population": (_text, ""),
        **dict.fromkeys(
            ("instances", "applicable", "shapes", "suspicions", "ties", "settled", "proved"), (_count, 0)
        ),
        "tightness": (_maybe(_TIGHTNESS), None),
        "digits": (_number, None),
        "hunt": (_maybe(_HUNT), None),
        "corpus": (_maybe(_CORPUS), None),
        "assumptions": (_list_of(_ASSUMPTION), ()),
        "drops": (_maybe(_text), None),
        "uses": (_list_of(_text), ()),
        "counterexample": (_maybe(inside_path), None),
        "worst": (_maybe(inside_path), None),
        "seconds": (_seconds, 0.0),
        "note": (_text, ""),
        "traceback": (_maybe(_text), None),
        "data": (_maybe(inside_path), None),
        # What the axes and fields of its instances mean.
        "titles": (_texts, {}),
    }
)
_HEADER = _object(
    {
        "profile": (_text, _NEEDED),
        "seed": (_integer, _NEEDED),
        "environment": (_table, _NEEDED),
        "started": (_text, _NEEDED),
        "selected": (_list_of(_name), ()),
        "groups": (_list_of(_text), ()),
        "finished": (_flag, False),
        "seconds": (_seconds, 0.0),
    }
)


def checked_record(record: Any) -> dict[str, Any]:
    """`record` with every known key, plain values and checked types.

    Raises ValueError naming the key, what it got, what it needs.
    """
    checked = _RECORD(plain(record, "record"), "record")
    for key in ("assumptions", "uses"):
        checked[key] = list(checked[key])
    return checked


def checked_header(header: Any) -> dict[str, Any]:
    """`header` with every known key, plain values and checked types.

    Raises ValueError naming the key, what it got, what it needs.
    """
    checked = _HEADER(plain(header, "header"), "header")
    for key in ("selected", "groups"):
        checked[key] = list(dict.fromkeys(checked[key]))
    return checked

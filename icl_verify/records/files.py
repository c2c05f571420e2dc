"""JSON and text on a disk: read within limits and checked to be plain, written whole or not at all."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None
SIZE_LIMIT = 64 * 2**20  # bytes of a JSON file
DEPTH_LIMIT = 40


def plain(value: object, where: str = "value") -> Json:
    """`value` as JSON holds it: dicts with string keys, lists, strings, bools, ints, finite floats, None.

    NaN and infinity become None, tuples lists. Raises ValueError for anything else: a NumPy scalar or a
    tensor is a bug of the writer.
    """
    return _plain(value, (where,), 0)


def _plain(value: object, where: tuple[Any, ...], depth: int) -> Json:
    """As `plain`; `where` is put into words by a failure alone, as a run has a million values."""
    if depth > DEPTH_LIMIT:
        raise ValueError(f"{_said(where)} must be nested at most {DEPTH_LIMIT} deep")
    if value is None or type(value) is bool or type(value) is int:
        return value
    if type(value) is str:
        # A lone surrogate is legal in a JSON escape and in no file: it would stop the page from being
        # written.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if type(value) is float:
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_plain(one, (where, "[", i, "]"), depth + 1) for i, one in enumerate(value)]
    if isinstance(value, Mapping):
        for key in value:
            if type(key) is not str:
                raise ValueError(f"{_said(where)} must have string keys, got {key!r}")
        return {
            k if k.isascii() else str(plain(k)): _plain(one, (where, ".", k), depth + 1)
            for k, one in value.items()
        }
    kind = type(value)
    raise ValueError(f"{_said(where)} must be a plain JSON value, got {kind.__module__}.{kind.__qualname__}")


def _said(where: tuple[Any, ...]) -> str:
    """A place in words: the place that it is in, and what leads from there to it."""
    return "".join(_said(part) if isinstance(part, tuple) else str(part) for part in where)


def parse(text: bytes) -> Json:
    """The JSON value that `text` holds. Raises ValueError for NaN, infinity and what is nested too deep."""
    try:
        value: Json = json.loads(text.decode("utf-8"), parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def read_json(path: str | Path, name: str = "") -> dict[str, Json]:
    """The JSON object in a file, its values plain.

    `name` stands for the file in messages. Raises ValueError when it is absent, too large or no JSON object.
    """
    return json_object(read_bytes(path, name), name or str(path))


def read_bytes(path: str | Path, name: str = "") -> bytes:
    """What a file holds. Raises ValueError, with `name` for the file, when it is absent or too large."""
    path = Path(path)
    name = name or str(path)
    if not path.is_file():
        raise ValueError(f"{name} must be a file, got none there")
    if path.stat().st_size > SIZE_LIMIT:
        raise ValueError(f"{name} must be at most {SIZE_LIMIT} bytes, got {path.stat().st_size}")
    return path.read_bytes()


def json_object(text: bytes, name: str) -> dict[str, Json]:
    """The JSON object in `text`, its values plain. Raises ValueError, with `name`, where it is none."""
    try:
        value = plain(parse(text), "it")
    except ValueError as problem:
        raise ValueError(f"{name} must be JSON: {problem}") from None
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be a JSON object, got {type(value).__name__}")
    return value


def write_json(path: str | Path, value: Mapping[str, object]) -> None:
    """Write plain JSON, as `write_text` does. NaN and infinity become null."""
    write_text(path, json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def write_text(path: str | Path, text: str) -> None:
    """Write a UTF-8 file so that a reader sees the old one or the new one, never half of it."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a file, as `write_text` does."""
    path = Path(path)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # mkstemp makes files that only their owner reads
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

"""Parts of a file as frozen dataclasses whose annotations are the check at the door.

A field is declared once, with its type, its default and, by `Annotated`, what else it must be::

    @dataclass(frozen=True, kw_only=True)
    class Start(Part):
        started: str
        seconds: Annotated[float, at_least_zero] = 0.0

`Start.from_json(value, "start")` checks and `start.to_json()` writes. A field without a default is needed, a
key that is not declared is refused by its name. Annotations must be objects, not text: a module with such
classes does without `from __future__ import annotations`.
"""

import dataclasses
import functools
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self, Union, get_args, get_origin

from icl_verify.records.files import Json, plain

Reader = Callable[[Json, str], object]


@dataclass(frozen=True)
class Key:
    """Gives a field another name in JSON, where its own would be no name in Python."""

    name: str


class Part:
    """Part of a file. Subclasses are frozen dataclasses.

    A field may be text, a flag, a number, a part, a tuple of one type, a mapping from text, or any of these
    or None.
    """

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """The part that `value` holds.

        Raises ValueError naming the key, what it got and what it needs; `where` begins the key's name.
        """
        if not isinstance(value, Mapping):
            raise ValueError(f"{where} must be an object, got {_kind(value)}")
        fields = _fields(cls)
        for key in value:
            if key not in fields:
                raise ValueError(f"{where} must hold known keys alone, got {key[:60]!r}")
        known: dict[str, Any] = {}
        for key, (name, needed, reader) in fields.items():
            if key in value:
                known[name] = reader(value[key], f"{where}.{key}")
            elif needed:
                raise ValueError(f"{where} must have the key {key!r}")
        return cls(**known)

    def to_json(self) -> dict[str, Json]:
        """Plain values, a key a field in the order of declaration. NaN and infinity become None."""
        return {key: _plain(getattr(self, name), key) for key, (name, _, _) in _fields(type(self)).items()}


_declared: dict[type[Part], dict[str, tuple[str, bool, Reader]]] = {}


def _fields(kind: type[Part]) -> dict[str, tuple[str, bool, Reader]]:
    """By JSON key: the field's name, whether it is needed, and what reads it."""
    if kind not in _declared:
        _declared[kind] = _declared_by(kind)
    return _declared[kind]


def _declared_by(kind: type[Part]) -> dict[str, tuple[str, bool, Reader]]:
    found = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        more = get_args(field.type)[1:] if get_origin(field.type) is Annotated else ()
        key = next((one.name for one in more if isinstance(one, Key)), field.name)
        needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        found[key] = (field.name, needed, _reader(field.type))
    return found


def _plain(value: object, where: str) -> Json:
    if value is None or type(value) is int or type(value) is bool:
        return value
    if isinstance(value, Part):
        return value.to_json()
    if isinstance(value, list | tuple):
        return [_plain(one, f"{where}[{i}]") for i, one in enumerate(value)]
    if isinstance(value, Mapping):
        return {key: _plain(one, f"{where}.{key}") for key, one in value.items()}
    return plain(value, where)


def _reader(kind: Any) -> Reader:
    """What checks a value against an annotation."""
    origin, options = get_origin(kind), get_args(kind)
    if kind in _SCALARS:
        return _SCALARS[kind]
    if origin is Annotated:
        return _with_checks(_reader(options[0]), [one for one in options[1:] if callable(one)])
    if origin in (Union, types.UnionType):
        return _either(options)
    if origin is tuple:
        return functools.partial(_read_list, _reader(options[0]))
    if origin is not None and issubclass(origin, Mapping):
        return functools.partial(_read_mapping, _reader(options[1]))
    if isinstance(kind, type) and issubclass(kind, Part):
        return kind.from_json
    raise TypeError(f"annotation must be a type that has a check, got {kind!r}")


def _with_checks(reader: Reader, checks: list[Callable[[Any, str], None]]) -> Reader:
    def checked(value: Json, where: str) -> object:
        found = reader(value, where)
        for check in checks:
            check(found, where)
        return found

    return checked


def _either(options: tuple[Any, ...]) -> Reader:
    """One of several types: None, and scalars told apart by their own type, else the last."""
    kinds = [one for one in options if one is not types.NoneType]
    if kinds == [float]:
        return _read_number_or_null if len(options) > 1 else _read_number
    readers = {kind: _reader(kind) for kind in kinds}

    def read(value: Json, where: str) -> object:
        if value is None and types.NoneType in options:
            return None
        return readers.get(type(value), readers[kinds[-1]])(value, where)

    return read


def _read_list(reader: Reader, value: Json, where: str) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{where} must be a list, got {_kind(value)}")
    return tuple(reader(item, f"{where}[{i}]") for i, item in enumerate(value))


def _read_mapping(reader: Reader, value: Json, where: str) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where} must be an object, got {_kind(value)}")
    return {key: reader(item, f"{where}.{key}") for key, item in value.items()}


def _read_text(value: Json, where: str) -> str:
    if type(value) is not str:
        raise ValueError(f"{where} must be a string, got {_kind(value)}")
    return value


def _read_flag(value: Json, where: str) -> bool:
    if type(value) is not bool:
        raise ValueError(f"{where} must be true or false, got {_kind(value)}")
    return value


def _read_integer(value: Json, where: str) -> int:
    if type(value) is not int:
        raise ValueError(f"{where} must be an integer, got {_kind(value)}")
    return value


def _read_number(value: Json, where: str) -> float:
    number = _read_number_or_null(value, where)
    if number is None:
        raise ValueError(f"{where} must be a finite number, got {value}")
    return number


def _read_number_or_null(value: Json, where: str) -> float | None:
    if value is None:
        return None
    if type(value) not in (int, float):
        raise ValueError(f"{where} must be a number or null, got {_kind(value)}")
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError:
        return None  # as infinity is written


def _read_any(value: Json, where: str) -> Json:
    return value


def _kind(value: Json) -> str:
    return "null" if value is None else type(value).__name__


_SCALARS: dict[object, Reader] = {
    str: _read_text, bool: _read_flag, int: _read_integer, float: _read_number, Json: _read_any,
}  # fmt: skip

"""What a statement says, as a fingerprint: the sources of every function that it reaches, and the values.

A change anywhere in the theory that a claim calls changes its fingerprint: in a function, or in a constant
of a module, a dictionary, a default or a closure's value that one reads. A change elsewhere does not. What
judges a claim (the arithmetics and the trial) and what others wrote (libraries) goes by its name alone.

A value is described by what it holds, never by where it lies in memory or in which order a set gives it, so
that every start of a program finds the same. An object of a library holds what pickle would keep of it; where
that cannot be told, the fingerprint says that it does not cover all.
"""

from __future__ import annotations

import copyreg
import dataclasses
import functools
import re
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any

import numpy as np
import torch
from hypothesis.strategies import SearchStrategy

from icl_verify.statement.ours import JUDGES, home, is_others, is_ours
from icl_verify.statement.written import PLAIN, body, hashed, is_plain, read_by, source

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_SPELT = (types.GenericAlias, types.UnionType)  # whose words say all of them, as those of typing do
_UNREAD = "\0"  # stands for what cannot be told: in no source, and no text in quotes, as it is
_PARTIAL = "?"
_CONTAINERS = (*PLAIN, tuple, list, Mapping, Set, torch.Tensor, np.ndarray)
# What Hypothesis notes on a strategy once it is used.
_NOTED = ("validate_called", "label", "condition_locations")


@dataclasses.dataclass(frozen=True)
class Stated:
    """A function without its decorators: of a claim they say what is no part of the statement, a note say."""

    function: Callable[..., object]


def fingerprint(*values: object) -> str:
    """The same for values that say the same and reach functions of the same sources and values.

    Functions count by what is written in them, whatever their module is called when it is imported.
    ``is_whole`` tells whether it covers all that the values hold.
    """
    told: dict[object, str] = {}
    own, waiting = _described(values)
    while waiting:
        found = waiting.pop()
        if found not in told:
            told[found], reached = _told(found)
            waiting += reached
    # A set, as functions that only their module's name tells apart say the same.
    said = "\n".join([own, *sorted(set(told.values()))])
    return hashed(said) + _PARTIAL * (_UNREAD in said)


def is_whole(found: str) -> bool:
    """Whether a fingerprint covers all: of one that does not the same may come of what is not the same."""
    return not found.endswith(_PARTIAL)


def joined(*found: str) -> str:
    """The fingerprint of several: it covers all where each of them does."""
    return fingerprint(*found) + _PARTIAL * (not all(map(is_whole, found)))


def _described(value: object) -> tuple[str, list[object]]:
    """A value in words, and the functions and classes of ours in it."""
    reader = _Reader()
    return reader.text(value), reader.reached


@functools.cache
def _told(found: object) -> tuple[str, list[object]]:
    """What a function or class of ours says by itself, and the functions and classes that it reaches."""
    reader = _Reader()
    if isinstance(found, Stated):
        function = _unwrapped(found.function)
        text = "\n".join([body(function), *map(reader.named, read_by(function))])
    elif isinstance(found, types.FunctionType):
        text = "\n".join([source(found), *map(reader.named, read_by(found))])
    else:
        assert isinstance(found, type)
        bases = [base for base in (*found.__mro__[1:-1], type(found)) if is_ours(base)]
        text = "\n".join([found.__qualname__, *map(reader.named, [*_members(found), ("bases", bases)])])
    return text, reader.reached


class _Reader:
    """Puts values into words and remembers the functions and classes of ours that it meets."""

    def __init__(self) -> None:
        self.reached: list[object] = []
        self._within: list[int] = []
        self._objects: dict[int, tuple[object, str]] = {}

    def named(self, pair: tuple[str, object]) -> str:
        """A value behind its name."""
        return f"{pair[0]} = {self.text(pair[1])}"

    def text(self, value: object) -> str:
        """What the value holds; where it holds itself, so much is said."""
        ours = is_ours(type(value))
        if is_plain(value) and not ours:
            return f"{type(value).__name__} {value!r}"
        if id(value) in self._within:
            return "itself"
        self._within.append(id(value))
        try:
            if ours and isinstance(value, _CONTAINERS):  # what it holds, and what its class makes of that
                self._of_code(type(value))
                return f"{self._compound(value)} {self._parts(value)}"
            return self._compound(value)
        finally:
            self._within.pop()

    def _compound(self, value: object) -> str:
        kind = type(value).__name__
        if is_plain(value):
            return f"{kind} {value!r}"
        if isinstance(value, tuple | list):
            return f"{kind} [{', '.join(map(self.text, value))}]"
        if isinstance(value, Mapping):
            return (
                f"{kind} {{{', '.join(sorted(f'{self.text(k)}: {self.text(v)}' for k, v in value.items()))}}}"
            )
        if isinstance(value, Set):
            return f"{kind} {{{', '.join(sorted(map(self.text, value)))}}}"
        if isinstance(value, torch.Tensor):
            try:
                value = value.detach().cpu().numpy()
            except (TypeError, RuntimeError):  # a sparse one, or of numbers that NumPy does not have
                return self._kept(value, kind)
        if isinstance(value, np.ndarray):
            masked = (
                f" {self.text(np.ma.getmaskarray(value))}" if isinstance(value, np.ma.MaskedArray) else ""
            )
            held = self.text(value.tolist()) if value.dtype.hasobject else hashed(value.tobytes())
            return f"array {value.dtype} {value.shape} {held}{masked}"
        if isinstance(value, types.ModuleType):
            return f"module {value.__name__.rpartition('.')[2]}"
        if isinstance(value, Stated):
            self.reached.append(value)
            return f"stated {hashed(body(_unwrapped(value.function)))}"
        code = _plain_function(value)
        if code is not None:
            kinds = _by_kind(value)
            return self._of_code(code) + (f" {self.text(kinds)}" if kinds else "")
        if isinstance(value, functools.partial | types.MethodType | property | staticmethod | classmethod):
            return f"{kind} {self._parts(value)}"
        return self._object(value, kind)

    def _of_code(self, found: types.FunctionType | type) -> str:
        if not is_ours(found):
            return f"{found.__module__}.{found.__qualname__}"
        self.reached.append(found)
        own = source(found) if isinstance(found, types.FunctionType) else ""
        return f"{found.__qualname__} {hashed(own)}"

    def _object(self, value: object, kind: str) -> str:
        parts = getattr(value, "__fingerprint__", None)
        if parts is not None:
            return f"{kind} {self.text(parts())}"
        if isinstance(value, SearchStrategy) or dataclasses.is_dataclass(value) or is_ours(type(value)):
            self._of_code(type(value))
            return f"{kind} {self._parts(value)}"
        if home(type(value)).startswith(JUDGES):
            return f"{kind} {self._parts(value) if _is_nameless(value) else repr(value)}"
        if isinstance(value, _SPELT) or home(type(value)) == "typing":
            return f"{kind} {value!r}"
        if id(value) not in self._objects:  # of a library: its objects may share others
            self._objects[id(value)] = value, self._kept(value, kind)
        return self._objects[id(value)][1]

    def _kept(self, value: object, kind: str) -> str:
        """An object of a library by what pickle would keep of it, else in its own words."""
        try:
            reduced = copyreg.dispatch_table.get(type(value))
            kept = reduced(value) if reduced else value.__reduce_ex__(2)
            if isinstance(kept, str):
                return f"{kind} {kept}"
            made, arguments, state, members, items = (*kept, None, None, None)[:5]
            parts = [made, arguments, state, list(members or ()), dict(items or ())]
            return f"{kind} {self.text(parts)}"
        except Exception:  # it keeps itself to itself
            return f"{kind} {_own_words(value)}"

    def _parts(self, value: object) -> str:
        return f"({', '.join(map(self.named, _parts(value)))})"


def _is_nameless(value: object) -> bool:
    return type(value).__repr__ is object.__repr__


def _own_words(value: object) -> str:
    """An object's own words, unless they only say where it lies."""
    try:
        said = "" if _is_nameless(value) else repr(value)
    except Exception:  # it has none
        said = ""
    return said if said and not _ADDRESS.search(said) else _UNREAD


def _parts(value: object) -> Iterable[tuple[str, object]]:
    """What an object is made of, without what it has worked out since."""
    if isinstance(value, functools.partial):
        return [("function", value.func), ("arguments", value.args), ("keywords", value.keywords)]
    if isinstance(value, types.MethodType):
        return [("function", value.__func__), ("of", value.__self__)]
    if isinstance(value, property):
        return [("function", value.fget)]
    if isinstance(value, staticmethod | classmethod):
        return [("function", value.__func__)]
    if isinstance(value, SearchStrategy):
        return _parts_of_strategy(value)
    if dataclasses.is_dataclass(value):
        return [(f.name, getattr(value, f.name)) for f in dataclasses.fields(value) if f.compare]
    held = _in_slots(value) | getattr(value, "__dict__", {})
    worked_out = functools.cached_property
    held = {k: v for k, v in held.items() if k not in functools.WRAPPER_ASSIGNMENTS}  # of what it wraps
    return [(k, v) for k, v in held.items() if not isinstance(getattr(type(value), k, None), worked_out)]


def _in_slots(value: object) -> dict[str, object]:
    """What an object holds outside its dictionary."""
    kinds = (kind for base in type(value).__mro__ for kind in vars(base).values())
    slots = (
        kind for kind in kinds if isinstance(kind, types.MemberDescriptorType) and is_ours(kind.__objclass__)
    )
    return {slot.__name__: getattr(value, slot.__name__) for slot in slots if hasattr(value, slot.__name__)}


def _parts_of_strategy(value: SearchStrategy[object]) -> list[tuple[str, object]]:
    lazily = getattr(value, "wrapped_strategy", None)
    if lazily is not None:
        return [("strategy", lazily)]
    worked_out = ("_", "cached_", "force_")
    return [
        (name, part)
        for name, part in vars(value).items()
        if name == "_transformations" or not (name.startswith(worked_out) or name in _NOTED)
    ]


def _plain_function(value: object) -> types.FunctionType | type | None:
    """The function or class that a value is or wraps: decorated, cached or compiled; None for any other."""
    if isinstance(value, type):
        return value
    if callable(value) and not isinstance(value, functools.partial | types.MethodType):
        value = _unwrapped(value)
    return value if isinstance(value, types.FunctionType) else None


def _unwrapped(value: object) -> Any:
    """What decorators of a library or a judge wrap; one of ours holds it in its closure or its parts."""
    while True:
        inner = getattr(value, "py_func", getattr(value, "__wrapped__", None))
        if isinstance(value, types.FunctionType):
            judges = value.__globals__.get("__name__", "").startswith(JUDGES)  # as those of ``derived`` are
            ours = not (judges or is_others(value.__code__.co_filename))
        else:
            ours = is_ours(type(value))
        if inner is None or ours:
            return value
        value = inner


def _by_kind(value: object) -> dict[object, object]:
    """The functions that ``functools.singledispatch`` chooses from, by the kind of their argument."""
    known = getattr(value, "registry", None)
    return dict(known) if isinstance(known, types.MappingProxyType) and hasattr(value, "dispatch") else {}


def _members(found: type) -> Iterator[tuple[str, object]]:
    """What a class says by itself: its functions, and the values of its other attributes."""
    for name, member in vars(found).items():
        kinds = _by_kind(getattr(member, "dispatcher", None))
        if kinds:
            yield f"{name} of a kind", kinds
        function = getattr(member, "fget", None) or getattr(member, "func", None)
        function = _unwrapped(function or getattr(member, "__func__", member))
        if isinstance(function, types.FunctionType):
            if not function.__code__.co_filename.startswith("<"):  # as dataclasses write them
                yield name, function
        elif name == "__annotations__" or not name.startswith(("__", "_abc")):
            yield name, member

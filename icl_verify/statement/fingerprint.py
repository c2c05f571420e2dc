"""What a statement says, as a fingerprint: the sources of every function that it reaches, and the values.

A change anywhere in the theory that a claim calls changes its fingerprint: in a function, or in a constant
of a module, a dictionary, a default or a closure's value that one reads. A change elsewhere does not. What
judges a claim (the arithmetics and the trial) and what others wrote (libraries) goes by its name alone.

A value is described by what it holds, never by where it lies in memory or in which order a set gives it, so
that every start of a program finds the same.
"""

from __future__ import annotations

import dataclasses
import dis
import functools
import hashlib
import importlib.util
import linecache
import re
import sys
import sysconfig
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import torch
from hypothesis.strategies import SearchStrategy

from icl_verify.statement.made import HOMES

_JUDGES = tuple(f"icl_verify.{folder}" for folder in ("numerics", "statement", "judge", "hunt", "trial"))
_PLAIN = (type(None), bool, int, float, complex, str, bytes, Fraction, type(...))
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_PYTHON = sysconfig.get_paths()["stdlib"]
_IMPORT = dis.opmap["IMPORT_NAME"]
# What Hypothesis notes on a strategy once it is used.
_NOTED = ("validate_called", "label", "condition_locations")


@dataclasses.dataclass(frozen=True)
class Stated:
    """A function without its decorators: of a claim they say what is no part of the statement, a note say."""

    function: Callable[..., object]


def fingerprint(*values: object) -> str:
    """The same for values that say the same and reach functions of the same sources and values.

    Functions count by what is written in them, whatever their module is called when it is imported.
    """
    told: dict[object, str] = {}
    own, waiting = _described(values)
    while waiting:
        found = waiting.pop()
        if found not in told:
            told[found], reached = _told(found)
            waiting += reached
    # A set, as functions that only their module's name tells apart say the same.
    return _hashed("\n".join([own, *sorted(set(told.values()))]))


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
        text = "\n".join([_body(function), *map(reader.named, _read_by(function))])
    elif isinstance(found, types.FunctionType):
        text = "\n".join([_source(found), *map(reader.named, _read_by(found))])
    else:
        assert isinstance(found, type)
        bases = [base for base in found.__mro__[1:-1] if _is_ours(base)]
        text = "\n".join([found.__qualname__, *map(reader.named, [*_members(found), ("bases", bases)])])
    return text, reader.reached


class _Reader:
    """Puts values into words and remembers the functions and classes of ours that it meets."""

    def __init__(self) -> None:
        self.reached: list[object] = []
        self._within: list[int] = []

    def named(self, pair: tuple[str, object]) -> str:
        """A value behind its name."""
        return f"{pair[0]} = {self.text(pair[1])}"

    def text(self, value: object) -> str:
        """What the value holds; where it holds itself, so much is said."""
        if _is_plain(value):
            return f"{type(value).__name__} {value!r}"
        if id(value) in self._within:
            return "itself"
        self._within.append(id(value))
        try:
            return self._compound(value)
        finally:
            self._within.pop()

    def _compound(self, value: object) -> str:
        kind = type(value).__name__
        if isinstance(value, tuple | list):
            return f"{kind} [{', '.join(map(self.text, value))}]"
        if isinstance(value, Mapping):
            return (
                f"{kind} {{{', '.join(sorted(f'{self.text(k)}: {self.text(v)}' for k, v in value.items()))}}}"
            )
        if isinstance(value, Set):
            return f"{kind} {{{', '.join(sorted(map(self.text, value)))}}}"
        if isinstance(value, torch.Tensor):
            value = value.detach().cpu().numpy()
        if isinstance(value, np.ndarray):
            return f"array {value.dtype} {value.shape} {_hashed(np.ascontiguousarray(value).tobytes())}"
        if isinstance(value, types.ModuleType):
            return f"module {value.__name__.rpartition('.')[2]}"
        if isinstance(value, Stated):
            self.reached.append(value)
            return f"stated {_hashed(_body(_unwrapped(value.function)))}"
        code = _plain_function(value)
        if code is not None:
            return self._of_code(code)
        if isinstance(value, functools.partial | types.MethodType):
            return f"{kind} {self._parts(value)}"
        return self._object(value, kind)

    def _of_code(self, found: types.FunctionType | type) -> str:
        if not _is_ours(found):
            return f"{found.__module__}.{found.__qualname__}"
        self.reached.append(found)
        own = _source(found) if isinstance(found, types.FunctionType) else ""
        return f"{found.__qualname__} {_hashed(own)}"

    def _object(self, value: object, kind: str) -> str:
        parts = getattr(value, "__fingerprint__", None)
        if parts is not None:
            return f"{kind} {self.text(parts())}"
        if isinstance(value, SearchStrategy) or dataclasses.is_dataclass(value) or _is_ours(type(value)):
            self._of_code(type(value))
            return f"{kind} {self._parts(value)}"
        if type(value).__repr__ is object.__repr__:
            return kind
        try:
            return f"{kind} {_ADDRESS.sub('', repr(value))}"
        except Exception:  # it is not what the statement is about
            return kind

    def _parts(self, value: object) -> str:
        return f"({', '.join(map(self.named, _parts(value)))})"


def _parts(value: object) -> Iterable[tuple[str, object]]:
    """What an object is made of, without what it has worked out since."""
    if isinstance(value, functools.partial):
        return [("function", value.func), ("arguments", value.args), ("keywords", value.keywords)]
    if isinstance(value, types.MethodType):
        return [("function", value.__func__), ("of", value.__self__)]
    if isinstance(value, SearchStrategy):
        return _parts_of_strategy(value)
    if dataclasses.is_dataclass(value):
        return [(f.name, getattr(value, f.name)) for f in dataclasses.fields(value) if f.compare]
    held = getattr(value, "__dict__", {})
    worked_out = functools.cached_property
    return [(k, v) for k, v in held.items() if not isinstance(getattr(type(value), k, None), worked_out)]


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
    """What a library's decorators wrap or compile; a wrapper of ours holds it in its closure."""
    while True:
        inner = getattr(value, "py_func", getattr(value, "__wrapped__", None))
        ours = isinstance(value, types.FunctionType) and not _is_others(value.__code__.co_filename)
        if inner is None or ours:
            return value
        value = inner


def _members(found: type) -> Iterator[tuple[str, object]]:
    """What a class says by itself: its functions, and the values of its other attributes."""
    for name, member in vars(found).items():
        function = getattr(member, "fget", None) or getattr(member, "func", None)
        function = _unwrapped(function or getattr(member, "__func__", member))
        if isinstance(function, types.FunctionType):
            if not function.__code__.co_filename.startswith("<"):  # as dataclasses write them
                yield name, function
        elif name == "__annotations__" or not name.startswith(("__", "_abc")):
            yield name, member


def _read_by(found: types.FunctionType) -> Iterator[tuple[str, object]]:
    """What a function may read by name: defaults, the values of its closure, of its module and others."""
    yield "defaults", (found.__defaults__, found.__kwdefaults__)
    for name, cell in zip(found.__code__.co_freevars, found.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:  # the cell is empty still
            continue
    names = sorted({name for code in _codes(found.__code__) for name in code.co_names})
    for name in names:
        if name in found.__globals__:
            value = found.__globals__[name]
            yield name, value
            if isinstance(value, types.ModuleType) and _of_ours(value.__name__):
                inside = vars(value)
                yield from ((f"{name}.{inner}", inside[inner]) for inner in names if inner in inside)
    for code in _codes(found.__code__):
        yield from _imported_in(code, found.__globals__.get("__package__") or "")


def _imported_in(code: types.CodeType, package: str) -> Iterator[tuple[str, object]]:
    """The modules of ours that a function imports when it is called: each by its file, whether or not it has
    been imported."""
    if _IMPORT not in code.co_code[::2]:
        return
    last: list[object] = []
    for one in dis.get_instructions(code):
        if one.opcode == _IMPORT:
            level = last[-2] if isinstance(last[-2], int) else 0
            relative = "." * level + str(one.argval)
            name = importlib.util.resolve_name(relative, package) if package or not level else ""
            # Looking for a module imports the packages that it is in: of a library, for nothing.
            spec = importlib.util.find_spec(name) if _of_ours(name) else None
            if spec is not None and spec.origin and Path(spec.origin).is_file():
                yield f"import {one.argval}", Path(spec.origin).read_bytes()
        last.append(one.argval)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and those of the functions defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


@functools.cache
def _source(found: types.FunctionType) -> str:
    """The lines of a function, of a lambda its own part of them; without a source what it is compiled to."""
    codes = list(_codes(found.__code__))
    lines = linecache.getlines(found.__code__.co_filename)
    spans = [
        (start, column, end, stop)
        for code in codes
        for start, end, column, stop in code.co_positions()
        if start is not None and end is not None and column is not None and stop is not None
        if (start, column) != (end, stop)
    ]
    if not (spans and lines):
        return repr(
            [(code.co_code, code.co_names, list(filter(_is_plain, code.co_consts))) for code in codes]
        )
    last, stop = max(span[2:] for span in spans)
    if found.__name__ != "<lambda>":
        return "".join(lines[found.__code__.co_firstlineno - 1 : last])
    first, column = min(span[:2] for span in spans)
    within = [line.encode() for line in lines[first - 1 : last]]  # columns count bytes
    within[-1] = within[-1][:stop]
    within[0] = within[0][column:]
    return b"".join(within).decode()


def _body(found: types.FunctionType) -> str:
    """The source from the line of ``def`` on."""
    lines = _source(found).splitlines(keepends=True)
    starts = (i for i, line in enumerate(lines) if line.lstrip().startswith(("def ", "async def ")))
    return "".join(lines[next(starts, 0) :])


def _is_plain(value: object) -> bool:
    return isinstance(value, _PLAIN)


def _hashed(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _is_ours(found: object) -> bool:
    """Whether a function or class is the statement's, or of what it is made of."""
    return _of_ours(getattr(found, "__module__", None) or "")


def _of_ours(module: str) -> bool:
    root = module.split(".")[0]
    if module.startswith(_JUDGES) or not root:
        return False
    return root == "icl_verify" or root in HOMES or not _is_installed(module, root)


@functools.cache
def _is_installed(module: str, root: str) -> bool:
    """Whether it came with Python or by an installer."""
    if root in sys.stdlib_module_names:
        return True
    file = getattr(sys.modules.get(module), "__file__", None)
    if module not in sys.modules:
        spec = importlib.util.find_spec(root)
        file = spec.origin if spec else None
    return _is_others(file or "")


@functools.cache
def _is_others(file: str) -> bool:
    """Whether a file of code came with Python or by an installer, or is none, as dataclasses write it."""
    return file.startswith(("<", _PYTHON)) or "site-packages" in file or "dist-packages" in file

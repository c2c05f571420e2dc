"""What is written in a function, and what it may read by that: values, and the modules it imports."""

from __future__ import annotations

import ast
import dis
import functools
import hashlib
import importlib.util
import itertools
import linecache
import sys
import types
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from icl_verify.statement.ours import is_ours, of_ours

PLAIN = (type(None), bool, int, float, complex, str, bytes, Fraction, type(...))
_IMPORT = dis.opmap["IMPORT_NAME"]
_READS_OFF = ("LOAD_ATTR", "LOAD_METHOD")


def read_by(found: types.FunctionType) -> Iterator[tuple[str, object]]:
    """What a function may read by name: defaults, the values of its closure, of its module and others."""
    yield "defaults", (found.__defaults__, found.__kwdefaults__)
    codes = list(codes_of(found.__code__))
    names = {name for code in codes for name in code.co_names}
    spelt = {text for code in codes for text in _texts(code.co_consts)}
    held: list[tuple[str, object]] = []
    for name, cell in zip(found.__code__.co_freevars, found.__closure__ or (), strict=True):
        try:
            held.append((name, cell.cell_contents))
        except ValueError:  # the cell is empty still
            continue
    known = names | spelt if "globals" in names else names
    held += [(name, found.__globals__[name]) for name in sorted(known) if name in found.__globals__]
    met: set[int] = set()
    for name, value in held:
        yield name, value
        yield from _inside(name, value, sorted(names | spelt), codes, met)
    for code in codes:
        yield from _imported_in(code, found.__globals__.get("__package__") or "", spelt)


def _inside(
    name: str, value: object, asked: Iterable[str], codes: list[types.CodeType], met: set[int]
) -> Iterator[tuple[str, object]]:
    """What a function may read off a module of ours, or an attribute of a function, and off modules in it.

    By the names and texts in its code; all of a module that it hands to something else, ``vars`` say.
    """
    is_module = isinstance(value, types.ModuleType) and of_ours(value.__name__)
    if id(value) in met or not (is_module or (isinstance(value, types.FunctionType) and is_ours(value))):
        return
    met.add(id(value))
    inside = vars(value)
    file = inside.get("__file__") if is_module else None
    if file and Path(file).is_file() and ("__dict__" in asked or _is_handed_on(name.split(".")[-1], codes)):
        yield f"all of {name}", Path(file).read_bytes()
    for inner in asked:
        if inner in inside:
            yield f"{name}.{inner}", inside[inner]
            yield from _inside(f"{name}.{inner}", inside[inner], asked, codes, met)


def _is_handed_on(name: str, codes: list[types.CodeType]) -> bool:
    """Whether something else is done with what has that name than to read an attribute of it."""
    for code in codes:
        steps = list(dis.get_instructions(code))
        for one, after in itertools.pairwise(steps):
            if one.argval == name and one.opname.startswith("LOAD_") and after.opname not in _READS_OFF:
                return True
    return False


def _texts(constants: Iterable[object]) -> Iterator[str]:
    """The texts among constants that may be names."""
    for one in constants:
        if isinstance(one, str) and all(part.isidentifier() for part in one.split(".")):
            yield one
        elif isinstance(one, tuple | frozenset):
            yield from _texts(one)


def _imported_in(code: types.CodeType, package: str, spelt: Iterable[str]) -> Iterator[tuple[str, object]]:
    """The modules of ours that a function imports when it is called, and those that these import: by their
    files, whether or not they have been imported."""
    if {"import_module", "__import__"} & set(code.co_names):
        yield from ((f"import {name}", texts) for name in sorted(spelt) if (texts := _files_behind(name)))
    if _IMPORT not in code.co_code[::2]:
        return
    last: list[object] = []
    for one in dis.get_instructions(code):
        if one.opcode == _IMPORT:
            level = last[-2] if isinstance(last[-2], int) else 0
            wanted = last[-1] if isinstance(last[-1], tuple) else ()
            name = _absolute(str(one.argval), level, package)
            texts = _files_behind(name, *(f"{name}.{inner}" for inner in wanted))
            if texts:
                yield f"import {one.argval}", texts
        last.append(one.argval)


def _absolute(name: str, level: int, package: str) -> str:
    """The module that an import names; empty for one that there cannot be."""
    try:
        return importlib.util.resolve_name("." * level + name, package) if level else name
    except ImportError:
        return ""


def _files_behind(*modules: str) -> tuple[str, ...]:
    """The hashed texts of modules of ours, with those of all that they import; sorted, without names."""
    texts: dict[Path, str] = {}
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        file = _file_of(module) if module and of_ours(module) else None
        if file is not None and file not in texts:
            package = module if file.name == "__init__.py" else module.rpartition(".")[0]
            text = file.read_bytes()
            texts[file] = hashed(text)
            waiting += _imports(text, package)
    return tuple(sorted(texts.values()))


@functools.cache
def _imports(text: bytes, package: str) -> tuple[str, ...]:
    """The modules that a file may import, and names in them that may be modules."""
    imported: list[str] = []
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError):
        nodes = []
    for node in nodes:
        if isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            place = _absolute(node.module or "", node.level, package)
            imported += [place, *(f"{place}.{alias.name}" for alias in node.names)]
    return tuple(imported)


def _file_of(module: str) -> Path | None:
    """The file of a module, None for what is none. Looking for it imports nothing."""
    known = getattr(sys.modules.get(module), "__file__", None)
    root, *rest = module.split(".")
    try:
        spec = importlib.util.find_spec(root)
    except ValueError:  # the program itself
        spec = None
    if spec is None or known:
        return Path(known) if known and known.endswith(".py") else None
    if not rest:
        return Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None
    for place in spec.submodule_search_locations or ():
        found = Path(place, *rest)
        for file in (found.with_name(f"{found.name}.py"), found / "__init__.py"):
            if file.is_file():
                return file
    return None


def codes_of(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and those of the functions defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes_of(constant)


@functools.cache
def source(found: types.FunctionType) -> str:
    """The lines of a function, of a lambda its own part of them; without a source what it is compiled to."""
    codes = list(codes_of(found.__code__))
    lines = linecache.getlines(found.__code__.co_filename)
    spans = [
        (start, column, end, stop)
        for code in codes
        for start, end, column, stop in code.co_positions()
        if start is not None and end is not None and column is not None and stop is not None
        if (start, column) != (end, stop)
    ]
    if not (spans and lines):
        return repr([(code.co_code, code.co_names, list(filter(is_plain, code.co_consts))) for code in codes])
    last, stop = max(span[2:] for span in spans)
    if found.__name__ != "<lambda>":
        return "".join(lines[found.__code__.co_firstlineno - 1 : last])
    first, column = min(span[:2] for span in spans)
    within = [line.encode() for line in lines[first - 1 : last]]  # columns count bytes
    within[-1] = within[-1][:stop]
    within[0] = within[0][column:]
    return b"".join(within).decode()


def body(found: types.FunctionType) -> str:
    """The source from the line of ``def`` on."""
    lines = source(found).splitlines(keepends=True)
    starts = (i for i, line in enumerate(lines) if line.lstrip().startswith(("def ", "async def ")))
    return "".join(lines[next(starts, 0) :])


def is_plain(value: object) -> bool:
    """Whether its words say all that a value holds."""
    return isinstance(value, PLAIN)


def hashed(text: str | bytes) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()

"""What a statement says, as a fingerprint: the sources of every function that it reaches.

A change anywhere in the theory that a claim calls changes its fingerprint; a change elsewhere does not. What
judges a claim (the arithmetics and the trial) and what others wrote (Python, libraries) is left out.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

_JUDGES = tuple(f"icl_verify.{folder}" for folder in ("numerics", "statement", "judge", "hunt", "trial"))


def fingerprint(functions: Iterable[Callable[..., object]], *more: str) -> str:
    """The same for functions of the same sources that reach the same sources, and equal texts ``more``.

    Raises:
        OSError: a function has no source (it was typed at a prompt, say).
    """
    roots = list(functions)
    homes = {_root(f.__module__) for f in roots} | {"icl_verify"}
    seen: dict[str, str] = {}
    waiting: list[Any] = list(roots)
    while waiting:
        found = inspect.unwrap(waiting.pop())
        name = f"{found.__module__}:{found.__qualname__}"
        if name in seen:
            continue
        seen[name] = _source(found)
        waiting += [o for o in _reached(found) if _is_ours(o, homes)]
    # The statement's own functions come by place, whatever their module is called when it is imported.
    own = [_source(inspect.unwrap(f)) for f in roots]
    others = sorted(text for name, text in seen.items() if text not in own)
    return hashlib.sha256("\n".join([*own, *others, *more]).encode()).hexdigest()


@functools.cache
def _source(found: Any) -> str:
    return inspect.getsource(found)


def _root(module: str) -> str:
    return module.split(".")[0]


def _is_ours(found: Any, homes: set[str]) -> bool:
    if not isinstance(found, (types.FunctionType, type)) or not hasattr(found, "__module__"):
        return False
    module = found.__module__ or ""
    return _root(module) in homes and not module.startswith(_JUDGES) and not _is_foreign(module)


def _is_foreign(module: str) -> bool:
    return _root(module) in sys.stdlib_module_names


def _reached(found: Any) -> Iterator[Any]:
    """The functions and classes that a function, or the functions of a class, may look up by name."""
    if isinstance(found, type):
        yield from found.__mro__[1:]
        for member in vars(found).values():
            function = getattr(member, "fget", member)
            if isinstance(function, types.FunctionType):
                yield from _reached(inspect.unwrap(function))
        return
    for code in _codes(found.__code__):
        for name in code.co_names:
            if name in found.__globals__:
                yield _inside(found.__globals__[name])
    for cell in found.__closure__ or ():
        try:
            yield _inside(cell.cell_contents)
        except ValueError:  # the cell is empty still
            continue


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and those of the functions defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _inside(found: Any) -> Any:
    """What a wrapper wraps: a claim or an assumption its function, a decorated function the plain one."""
    function = getattr(found, "function", found)
    return inspect.unwrap(function) if callable(function) else function

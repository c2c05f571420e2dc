"""Named quantities: functions of an instance whose results are kept, and what they are called."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from icl_verify.statement.fields.instance import Instance

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Quantity:
    """What a derived quantity is called: on the page, in a worked check, in a certificate.

    Attributes:
        name: the function's.
        symbol: in plain characters, say ``zeta_0``; empty where it was given none.
        tex: in LaTeX; of a function that makes another instance, with ``#1`` where the symbol of one of that
            instance's quantities goes.
        equation: the number or place that defines it.
        title: the first line of the function's docstring.
        definition: what it is equal to, in LaTeX.
        parts: of a result that is a tuple, what its parts are called.
    """

    name: str
    symbol: str = ""
    tex: str = ""
    equation: str = ""
    title: str = ""
    definition: str = ""
    parts: tuple[Quantity, ...] = ()


@dataclass(frozen=True)
class Derived:
    """One quantity that a batch was asked for.

    Attributes:
        quantity: what it is called.
        options: those it was asked with, by name; defaults are left out.
        parts: what came out; one of them, or as many as a result that is a tuple has. Each is an array, an
            instance, or a record of a theory's own.
    """

    quantity: Quantity
    options: Mapping[str, Hashable]
    parts: tuple[object, ...]


@overload
def derived(function: Callable[..., _Result], /) -> Callable[..., _Result]: ...
@overload
def derived(
    *, symbol: str, tex: str = "", equation: str = ""
) -> Callable[[Callable[..., _Result]], Callable[..., _Result]]: ...
def derived(
    function: Callable[..., _Result] | None = None,
    /,
    *,
    symbol: str = "",
    tex: str = "",
    equation: str = "",
) -> Callable[..., _Result] | Callable[[Callable[..., _Result]], Callable[..., _Result]]:
    """Keep the result of a function of an instance (and hashable options) with that instance.

    Arguments:
        symbol, tex, equation: what the quantity is called (``Quantity``); tex is the symbol unless given.

    Raises:
        ValueError: the function is derived already, which would take its words away.
    """
    if function is None:
        return lambda named: _derived(named, symbol, tex or symbol, equation)
    return _derived(function, "", "", "")


def _derived(
    function: Callable[..., _Result], symbol: str, tex: str, equation: str
) -> Callable[..., _Result]:
    if hasattr(function, "quantity"):
        raise ValueError(f"function must be derived once, got {function.__qualname__} again")
    title = (inspect.getdoc(function) or "").strip().split("\n")[0].rstrip(".")
    setattr(function, "quantity", Quantity(function.__name__, symbol, tex, equation, title))  # noqa: B010

    @functools.wraps(function)
    def memoised(instance: Instance, **options: Any) -> _Result:
        key: tuple[Hashable, ...] = (function, tuple(sorted(options.items())))
        if options:  # 1, 1.0 and True are equal, and need not mean the same
            key = (*key, tuple(_kind(options[name]) for name in sorted(options)))
        return instance.memoised(key, lambda: function(instance, **options))

    return memoised


def _kind(option: Hashable) -> Hashable:
    """Its type; of a tuple those of its parts."""
    return tuple(map(_kind, option)) if isinstance(option, tuple) else type(option)


def define(
    function: Callable[..., object],
    tex: str = "",
    definition: str = "",
    equation: str = "",
    *,
    symbol: str = "",
    part: int | None = None,
    when: Mapping[str, object] | None = None,
) -> None:
    """Give a derived quantity the words that its decorator leaves out, for the worked check.

    Arguments:
        tex, definition, equation, symbol: as for ``Quantity``; what is empty stays as it is.
        part: which part of a result that is a tuple; None for a result that is one quantity.
        when: the options (defaults count) that the words are for; None for all.

    Raises:
        ValueError: the function is no derived quantity.
    """
    found = getattr(function, "__wrapped__", function)  # as the decorator got it, which a batch keeps it by
    if not isinstance(getattr(found, "quantity", None), Quantity):
        raise ValueError(f"function must be a derived quantity, got {found.__name__}")
    words = {"tex": tex, "definition": definition, "equation": equation, "symbol": symbol}
    kept = getattr(found, "words", [])
    kept.append((part, dict(when or {}), {name: text for name, text in words.items() if text}))
    setattr(found, "words", kept)  # noqa: B010


def quantity_of(function: Callable[..., object], options: Mapping[str, object]) -> Quantity:
    """What the result of a derived function (unwrapped) is called when asked with these options."""
    quantity: Quantity = getattr(function, "quantity")  # noqa: B009
    parameters = inspect.signature(function).parameters.values()
    asked = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY} | dict(options)
    parts: dict[int | None, Quantity] = {None: quantity}
    for part, when, words in getattr(function, "words", []):
        if all(asked.get(name) == value for name, value in when.items()):
            parts[part] = dataclasses.replace(parts.get(part, quantity), **words)
    whole, count = parts.pop(None), 1 + max((part for part in parts if part is not None), default=-1)
    return dataclasses.replace(whole, parts=tuple(parts.get(i, whole) for i in range(count)))

"""What function may state a claim."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

from icl_verify.statement.assumption import Statement

# What may stand in a keyword argument of a claim's function: something whose text says all of it.
Setting: TypeAlias = "int | str | Fraction | Callable[..., object] | tuple[Setting, ...] | None"


def plain_function(id: str, function: Statement) -> tuple[Statement, dict[str, Setting]]:
    """The function itself, and as settings the keyword arguments that ``functools.partial`` gives it.

    Raises:
        ValueError: it gives arguments by position.
    """
    given: dict[str, Setting] = {}
    while isinstance(function, functools.partial):
        if function.args:
            raise ValueError(f"function of {id} must be given keyword arguments alone, got {function!r}")
        given, function = {**function.keywords, **given}, function.func
    return function, given


def check_function(id: str, function: Statement, settings: Mapping[str, object]) -> None:
    """ValueError for what has no source of its own to tell a claim by, or does not take the settings."""
    if not (inspect.isfunction(function) or inspect.ismethod(function)):
        raise ValueError(f"function of {id} must be a Python function of a batch, got {function!r}")
    signature = inspect.signature(function)
    try:
        signature.bind(None, **settings)
    except TypeError as error:
        raise ValueError(
            f"function of {id} must take a batch and the settings {sorted(settings)}, got "
            f"{function.__name__}{signature}: {error}"
        ) from None

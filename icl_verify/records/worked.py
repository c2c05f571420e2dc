"""The worked check of a counterexample: the chain of numbers from the instance to both sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from icl_verify.records.files import Json
from icl_verify.records.typed import Part

Nested = str | None  # or lists of such, along the axes of a quantity
MOST_LINES = 200
LONGEST = 400  # characters of a value or formula


def _nested(value: Json, where: str) -> None:
    """ValueError unless the value is text or nothing, or lists of such."""
    if isinstance(value, list | tuple):
        for one in value:
            _nested(one, where)
    elif value is not None and not (isinstance(value, str) and len(value) <= LONGEST):
        raise ValueError(f"{where} must hold texts of at most {LONGEST} characters, got {str(value)[:40]!r}")


def _few(lines: tuple[object, ...], where: str) -> None:
    if len(lines) > MOST_LINES:
        raise ValueError(f"{where} must be at most {MOST_LINES} lines, got {len(lines)}")


Values = Annotated[Json, _nested]


@dataclass(frozen=True, kw_only=True)
class Line(Part):
    """A quantity and its value.

    Attributes:
        name: unique in the check.
        symbol, tex: what it is called, in plain characters and in LaTeX.
        equation: the number or place that defines it.
        definition: in LaTeX, what it is equal to.
        title: in words.
        given: whether it is a number of the instance.
        inputs: names of the lines that it is made of.
        put_in: its formula with the numbers put in, nested as the axes are; None, or empty, where no line
            holds it.
        exact: its exact value, None for what is no short fraction or root.
        ball: its value as a ball.
    """

    name: str
    symbol: str = ""
    tex: str = ""
    equation: str = ""
    definition: str = ""
    title: str = ""
    given: bool = False
    inputs: tuple[str, ...] = ()
    put_in: Values = None
    exact: Values = None
    ball: Values = None


@dataclass(frozen=True, kw_only=True)
class Column(Part):
    """A quantity at each step of a trajectory."""

    tex: str = ""
    title: str = ""
    exact: Values = ()
    ball: Values = ()


@dataclass(frozen=True, kw_only=True)
class Steps(Part):
    """A trajectory as a table."""

    times: tuple[int, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class WorkedCheck(Part):
    """All of it.

    Attributes:
        claim, statement: the claim's id and its statement in LaTeX.
        sign: what stands between the sides on this instance (``≠``, ``≰``, ...).
        lines: the numbers of the instance and the quantities, each behind its inputs, then ``left side`` and
            ``right side`` as the statement has them; for an equality ``scale``, which the difference is
            measured against, last.
        sizes: of the instance.
        steps: where the claim is about a trajectory, the table of its steps.
        traced: False where the claim leaves no formulas: the values are those of the balls, and no inputs
            are known.
    """

    claim: str
    statement: str = ""
    sign: str = ""
    sizes: Mapping[str, int]
    lines: Annotated[tuple[Line, ...], _few]
    steps: Steps | None = None
    traced: bool = True

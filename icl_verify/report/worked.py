"""Worked checks as the page draws them: values and formulas as a person writes them, words kept once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from markupsafe import Markup

from icl_verify.records.files import Json
from icl_verify.records.run import Run, read_attached
from icl_verify.records.worked import Line, WorkedCheck
from icl_verify.report.instances import POWERS
from icl_verify.report.mathml import typeset
from icl_verify.report.spelling import spelled

SUFFIX = ".worked.json"
DIGITS = 7  # of a number that is rounded
MOST_SHOWN = 48  # entries of a value; the file holds all
SIDES = ("left side", "right side", "scale")


def worked_path(path: str) -> str:
    """Where the worked check of a kept instance lies."""
    return Path(path).with_suffix("").as_posix() + SUFFIX


def read_worked(run: Run, path: str) -> WorkedCheck | None:
    """The worked check beside a kept instance; None where there is none or it cannot be read."""
    if not (run.folder / worked_path(path)).is_file():
        return None
    try:
        return WorkedCheck.from_json(read_attached(run.folder, worked_path(path)), "worked check")
    except ValueError:
        return None


@lru_cache(maxsize=4096)  # a run's values repeat: nought and one above all
def pretty(formula: str) -> str:
    """A formula that Python reads as a person writes it: powers raised, roots as signs, · and −."""
    text = re.sub(r"e(-?\d+)\b", lambda found: "·10" + found[1].translate(POWERS), formula)
    text = re.sub(r"\*\*(\d+)", lambda found: found[1].translate(POWERS), text)
    text = re.sub(r"sqrt\((\d+)\)", r"√\1", text).replace("sqrt(", "√(")
    text = re.sub(r"(?<=[^(,\s])([+-])", r" \1 ", text)
    return text.replace("*", "·").replace("-", "−")


def number(exact: str | None, ball: str | None) -> str:
    """One value: exact, or rounded behind an ≈."""
    if exact is not None:
        return pretty(exact)
    found = re.match(r"\[?\s*(-?[\d.]+(?:e[-+]?\d+)?)", ball or "")
    if found is None:
        return (ball or "—").replace("+/-", "±").strip("[]")
    value = float(found[1])
    digits, _, exponent = found[1].partition("e")
    if math.isinf(value) or (value == 0 and float(digits)):  # beyond the floats: the ball's own exponent
        return "≈ " + pretty(f"{float(digits):.{DIGITS}g}e{int(exponent)}")
    text = f"{value:.{DIGITS}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return ("" if float(text) == value and "[" not in (ball or "") else "≈ ") + pretty(text)


Shown: TypeAlias = "str | list[list[str]] | list[list[list[str]]]"


def shown_value(exact: Json, ball: Json) -> Shown:
    """A text, rows of texts, or a list of such matrices; axes of one entry are left out."""
    if not isinstance(ball, list | tuple):
        return number(exact if isinstance(exact, str) else None, ball if isinstance(ball, str) else None)
    inner = list(exact) if isinstance(exact, list | tuple) else [exact] * len(ball)
    parts = [shown_value(a, b) for a, b in zip(inner, ball, strict=False)]
    if len(parts) == 1:
        return parts[0]
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) == len(parts):
        return [texts]
    matrices = [one for part in parts if not isinstance(part, str) for one in _matrices(part)]
    rows = [row for one in matrices for row in one]
    # Vectors are the rows of one matrix; what has more axes stays a list of matrices.
    return rows if all(len(one) == 1 for one in matrices) and len(matrices) == len(parts) else matrices


def _matrices(part: list[list[str]] | list[list[list[str]]]) -> list[list[list[str]]]:
    """A matrix as a list of one, a list of matrices as it is."""
    return [one for one in part if isinstance(one[0], list)] or [part]  # type: ignore[list-item]


def entries(value: Shown) -> int:
    """How many numbers a value holds."""
    parts: list[Any] = [] if isinstance(value, str) else list(value)
    return sum(map(entries, parts)) if parts else 1


def formulas(line: Line) -> list[str]:
    """The formulas of a line's entries, each once; empty where none is written out."""
    found: list[str] = []

    def collect(nested: Json) -> None:
        if isinstance(nested, list | tuple):
            for one in nested:
                collect(one)
        elif isinstance(nested, str) and nested and pretty(nested) not in found:
            found.append(pretty(nested))

    collect(line.put_in)
    return found


class WorkedChecks:
    """The worked checks of a run's page.

    Arguments:
        names: how names in plain characters are spelled.

    Attributes:
        words: symbol, definition and equation of every quantity that they speak of, typeset, each once.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self.words: list[dict[str, str | Markup]] = []
        self._names = names
        self._places: dict[tuple[str, ...], int] = {}

    def shown(self, check: WorkedCheck) -> dict[str, Any]:
        """What the page's script draws of a check."""
        quantities, sides = parted(check)
        lines = [self._line(line) for line in quantities]
        if not check.traced:  # all of them are rounded, which is said once
            lines = [[*line[:-1], _without_mark(line[-1])] for line in lines]
        shown: dict[str, Any] = {"sign": check.sign, "lines": lines, "traced": check.traced}
        for name, line in sides.items():
            shown[name.split()[0]] = [formulas(line), shown_value(line.exact, line.ball)]
        shown["difference"] = difference(sides)
        if check.steps is not None:
            columns = check.steps.columns
            shown["steps"] = {
                "words": [self._word("", column.tex, "", "", column.title) for column in columns],
                "rows": [
                    [str(t), *(shown_value(_at(c.exact, i), _at(c.ball, i)) for c in columns)]
                    for i, t in enumerate(check.steps.times)
                ],
            }
        return {key: value for key, value in shown.items() if value not in (None, [])}

    def _line(self, line: Line) -> list[Any]:
        """Place of the words, whether it is given, formulas, value."""
        title = spelled(line.title.split(", shape (")[0], self._names)  # the shape is for who reads the code
        place = self._word(line.symbol, line.tex, line.definition, line.equation, title)
        value = shown_value(line.exact, line.ball)
        if entries(value) > MOST_SHOWN:
            value = f"{entries(value)} numbers, in the file of the worked check"
        return [place, int(line.given), formulas(line), value]

    def _word(self, *key: str) -> int:
        if key not in self._places:
            symbol, tex, definition, equation, title = key
            self._places[key] = len(self.words)
            name: str | Markup = typeset(tex) if tex else symbol
            self.words.append(
                {"name": name, "definition": typeset(definition), "equation": equation, "title": title}
            )
        return self._places[key]


def _without_mark(value: Any) -> Any:
    """A value, or the rows of one, without the sign that it is rounded."""
    return value.removeprefix("≈ ") if isinstance(value, str) else [_without_mark(one) for one in value]


def parted(check: WorkedCheck) -> tuple[list[Line], dict[str, Line]]:
    """The lines of quantities, and by name those of the sides and the scale, which stand last.

    A quantity may be called ``scale`` as well.
    """
    names = [line.name for line in check.lines]
    end = names.index(SIDES[0]) if SIDES[0] in names else len(names)
    return list(check.lines[:end]), {line.name: line for line in check.lines[end:] if line.name in SIDES}


def difference(sides: Mapping[str, Line]) -> list[str] | None:
    """Of an equality: the difference of the sides, the scale, and their quotient, as texts."""
    if "scale" not in sides or "right side" not in sides:
        return None
    left, right, scale = (_float(sides[name].ball) for name in SIDES)
    if left is None or right is None or not scale or not all(map(math.isfinite, (left, right, scale))):
        return None
    return [f"{abs(left - right):.6g}", f"{scale:.6g}", f"{abs(left - right) / abs(scale):.4g}"]


def _float(ball: Json) -> float | None:
    found = re.match(r"\[?\s*(-?[\d.]+(?:e[-+]?\d+)?)", ball) if isinstance(ball, str) else None
    return float(found[1]) if found else None


def _at(nested: Json, i: int) -> Json:
    return nested[i] if isinstance(nested, Sequence) and not isinstance(nested, str) and nested else None

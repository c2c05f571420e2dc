"""An instance and its two sides in a line of text, and how simple it is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from markupsafe import Markup

from icl_verify.records.example import Example, InstanceFile
from icl_verify.records.files import Json
from icl_verify.records.schema import Events
from icl_verify.records.worked import WorkedCheck
from icl_verify.report.mathml import typeset
from icl_verify.report.words import count, short

MOST_ENTRIES = 6  # of a field whose numbers are written out
BALL = re.compile(r"\[?(-?[\d.]+(?:e[-+]?\d+)?)")
DIGITS = 6
POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
UNNAMED = ("left side", "right side", "the quantity")  # what a kind calls the sides of any claim
ASIDE = re.compile(r"(\s*\([^()]*\)|,\s.*)$")  # what a title adds to the name of a field


def cost(example: Example) -> float:
    """How much there is to read: the digits of all numbers, more for every size."""
    instance = example.instance
    digits = sum(len(str(entry)) for one in instance.fields.values() for entry in flat(one.values))
    return digits + sum(instance.sizes.values())


def flat(values: Json) -> Iterator[Json]:
    """The numbers of a nested list, in order."""
    if isinstance(values, list | tuple):
        for value in values:
            yield from flat(value)
    else:
        yield values


def in_a_line(instance: InstanceFile, titles: Mapping[str, str]) -> str:
    """Sizes and numbers of an instance: ``N = 1, K = 2; tokens (1, −1); noise level 1``.

    A field of many numbers says how many, and where all are equal that one.
    """
    sizes = ", ".join(f"{name} = {size}" for name, size in instance.sizes.items())
    fields = [
        f"{ASIDE.sub('', titles.get(name) or name)} {_numbers(one.values)}"
        for name, one in instance.fields.items()
    ]
    return "; ".join([sizes, *fields])


def given_in_a_line(worked: WorkedCheck) -> Markup:
    """The same with the symbols of the source, typeset, from the numbers that a worked check is given."""
    sizes = [f"{name} = {size}" for name, size in worked.sizes.items()]
    parts = [Markup.escape(", ".join(sizes))]
    for line in worked.lines:
        if line.given:
            name = typeset(line.tex) if line.tex else Markup.escape(ASIDE.sub("", line.title or line.name))
            exact = line.exact if None not in set(flat(line.exact)) else line.ball
            numbers = _numbers(exact).removeprefix("all ")
            parts.append(Markup('<span class="given">{} = {}</span>').format(name, numbers))
    return Markup("; ").join(parts)


def _numbers(values: Json) -> str:
    entries = [number(value) for value in flat(values)]
    if len(entries) == 1:
        return entries[0]
    if len(set(entries)) == 1:
        return f"all {entries[0]}"
    if len(entries) <= MOST_ENTRIES:
        return _nested(values)
    return f"({count(len(entries))} numbers)"


def _nested(values: Json) -> str:
    if not isinstance(values, list | tuple):
        return number(values)
    if len(values) == 1:
        return _nested(values[0])
    rows = [value for value in values if isinstance(value, list | tuple)]
    # The rows of a matrix, which are not to be taken for its columns: (0, 1; 2, 3).
    if rows and not any(isinstance(entry, list | tuple) for row in rows for entry in row):
        return f"({'; '.join(', '.join(map(number, row)) for row in rows)})"
    return f"({', '.join(_nested(value) for value in values)})"


def number(value: Json) -> str:
    """A number, or a ball, as it is where it is short, else to a few digits, as it is printed."""
    return re.sub(r"sqrt\((\d+)\)", r"√\1", _powered(brief(value))).replace("*", "·")


def brief(value: Json) -> str:
    """The same as Python reads it."""
    text = str(value)
    if len(text) > DIGITS + 2 and "sqrt" not in text:  # a root is exact, and no shorter as a decimal
        text = f"{_float(text):.{DIGITS - 2}g}"
    return text.removesuffix(".0")


def _float(text: str) -> float:
    """The number that a text holds, of a ball its middle."""
    found = BALL.match(text)
    return (
        float(Fraction(text)) if "/" in text and "[" not in text else float(found[1]) if found else math.nan
    )


def side(ball: str) -> str:
    """The middle of a ball in text, to a few digits; empty where there is no number in it."""
    found = BALL.match(ball)
    return _powered(f"{float(found[1]):.{DIGITS}g}") if found else ""


def _powered(number: str) -> str:
    """A number as it is printed: ``1.4·10⁻⁵`` for ``1.4e-05``."""
    mantissa, marked, exponent = number.partition("e")
    power = f"·10{str(int(exponent)).translate(POWERS)}" if marked else ""
    return f"{mantissa}{power}".replace("-", "−")


def sides(example: Example) -> str:
    """``loss = 0.5 ≠ 0.25 = bound``: both sides as balls have them, with the sign that is proved.

    Sides that nobody has named stand without names.
    """
    words = example.relation
    left, right = map(side, both_sides(example))
    if words is None or not left:
        return left
    before, after = names_of_sides(example)
    return " = ".join(filter(None, (before, f"{left} {words.denied} {right}" if right else left, after)))


def both_sides(example: Example) -> tuple[str, str]:
    """Both sides as balls have them, in the order in which the statement has them; 0 for the one it lacks."""
    words = example.relation
    right = example.rhs if words is None or words.right else "0"
    return (right, example.lhs) if words is not None and words.swapped else (example.lhs, right)


def names_of_sides(example: Example) -> tuple[str, str]:
    """What a claim calls its sides, each empty where it has no name of its own."""
    words = example.relation
    if words is None:
        return "", ""
    return tuple("" if name in UNNAMED else name for name in (words.left, words.right))  # type: ignore[return-value]


def counted(events: Events) -> str:
    """What was counted of a statement on chances."""
    return (
        f"{count(events.successes)} of {count(events.samples)} independent events, {100 * events.share:.3g}% "
        f"({100 * events.low:.3g}% to {100 * events.high:.3g}%), where at least {short(events.at_least)} "
        "is claimed"
    )

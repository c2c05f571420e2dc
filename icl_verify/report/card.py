"""A claim's card and an instance's, for notebooks: HTML that runs no script and brings its own style."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from icl_verify.records.example import Example, InstanceFile
from icl_verify.records.schema import Record
from icl_verify.report.mathml import typeset
from icl_verify.report.plots import strip
from icl_verify.report.render import TEMPLATES, source
from icl_verify.report.words import VERDICT_MARKS, count, duration, measured, short, weighed

MOST_ROWS, MOST_COLUMNS = 16, 12  # of a matrix whose numbers are shown
MOST_MATRICES = 6  # of one field, one for each index of its leading axes
KIND_WORDS = {
    "committed": "The counterexample kept with the claims",
    "smallest": "The counterexample, made small",
    "worst": "The worst counterexample",
    "tightest": "The tightest instance that the hunt found",
}
JUDGES = {"ball": "float64, then balls", "statistical": "counting events"}


@dataclass(frozen=True)
class Matrix:
    """A matrix as a card shows it: the texts of its entries, and None where it is too large to read."""

    title: str
    shape: str
    rows: list[list[str]] | None


def card(record: Record, examples: Sequence[Example] = ()) -> Markup:
    """The card of a claim as a run found it.

    Arguments:
        examples: instances to show: its counterexamples, the tightest of the hunt.
    """
    return _drawn(
        "card.html",
        record=record,
        math=typeset(record.statement),
        strip=strip(record),
        facts=_facts(record),
        examples=[(KIND_WORDS.get(one.kind, one.kind), one, _numbers(one.instance)) for one in examples],
        drawn=_numbers(record.tightest_instance) if record.tightest_instance else None,
        titles=record.titles,
        marks=VERDICT_MARKS,
    )


def instance_card(instance: InstanceFile, titles: Mapping[str, str], members: int = 1) -> Markup:
    """An instance by itself: its sizes and its numbers.

    Arguments:
        titles: what its axes and fields mean, by name.
        members: of the batch that it is the first of.
    """
    return _drawn(
        "instance.html", instance=instance, numbers=_numbers(instance), titles=titles, members=members
    )


def _drawn(template: str, **shown: object) -> Markup:
    # The page's palette, for the card alone: everything before the rule for all elements.
    palette = source("page.css").partition("*, *::before")[0].replace(":root", ".icl-card")
    style = Markup(palette + source("card.css"))
    return Markup(TEMPLATES.get_template(template).render(style=style, **shown))


def _facts(record: Record) -> list[tuple[str, str]]:
    facts = [
        ("Instances drawn", count(record.instances)),
        ("Assumptions met on", count(record.applicable)),
        ("Suspected in float64", count(record.suspicions)),
        ("Tightest", measured(record)),
        ("Judged by", JUDGES[record.arithmetic]),
        ("Population", record.population or "—"),
        ("Time", duration(record.seconds)),
    ]
    if record.arithmetic == "ball":
        facts.insert(3, ("Judged in balls", count(record.settled)))
    if record.decided_in:
        facts.append(("Decided in", record.decided_in))
    # A refuted claim is broken in balls: that it holds somewhere else says nothing.
    if record.arithmetic == "ball" and record.verdict != "refuted":
        facts.insert(3, ("Proved in balls on", count(record.proved)))
    if record.weighed:
        facts.insert(4, ("Weighed in balls", weighed(record)))
    if record.hunt and record.hunt.steps:
        best = "no tightness" if record.hunt.best is None else f"best {short(record.hunt.best)}"
        facts.append(("Hunt", f"{best} in {count(record.hunt.steps)} steps"))
    return facts


def _numbers(instance: InstanceFile) -> list[tuple[str, list[Matrix]]]:
    """The fields by name; a single number is a matrix without a shape."""
    return [
        (name, list(_matrices(name, field.axes, field.values))) for name, field in instance.fields.items()
    ]


def _matrices(name: str, axes: Sequence[str], values: object) -> Iterator[Matrix]:
    if not axes:
        yield Matrix(name, "", [[_entry(values)]])
        return
    found = _along(name, axes, values)
    for place, (title, rows) in enumerate(found):
        if place == MOST_MATRICES:
            yield Matrix("", f"and {math.prod(_lengths(values)[:-2]) - MOST_MATRICES} more", None)
            return
        columns = len(rows[0]) if rows else 0
        shape = " × ".join(axes[-2:]) + f", {len(rows)} × {columns}"
        small = len(rows) <= MOST_ROWS and columns <= MOST_COLUMNS
        texts = [[_entry(entry) for entry in row] for row in rows] if small else None
        yield Matrix(title, shape, texts)


def _along(title: str, axes: Sequence[str], values: object) -> Iterator[tuple[str, list[list[object]]]]:
    """Matrices over the last two axes, one for each index of those before."""
    assert isinstance(values, list | tuple)
    if len(axes) == 1:
        yield title, [list(values)]
    elif len(axes) == 2:
        yield title, [list(row) for row in values]
    else:
        for i, inner in enumerate(values):
            yield from _along(f"{title}, {axes[0]} {i + 1}", axes[1:], inner)


def _lengths(values: object) -> list[int]:
    lengths = []
    while isinstance(values, list | tuple):
        lengths.append(len(values))
        values = values[0] if values else None
    return lengths


def _entry(entry: object) -> str:
    """A number as it is where it is short, else to three digits."""
    text = str(entry)
    if len(text) <= 7:
        return text.replace("-", "−")
    try:
        number = float(Fraction(text)) if isinstance(entry, str) else float(text)
    except OverflowError:
        return text[:12] + "…"
    return short(number).replace("-", "−")

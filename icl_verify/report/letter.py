"""The letter to the authors of the source: each finding with its worked check, in Markdown, LaTeX or HTML.

A finding's words are the theory's; counts, counterexamples, checks and verdicts are the run's. A theory that
declares no findings gets a letter on what is refuted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from icl_verify.records.declared import Finding
from icl_verify.records.files import Json
from icl_verify.records.run import Run
from icl_verify.records.schema import SOURCE_FORMS, STATEMENT_FORMS, Record
from icl_verify.records.worked import Line, WorkedCheck
from icl_verify.report.expression import latex_of
from icl_verify.report.findings import FOUND, PROSE, Card, cards, example_of, headline, worked_of
from icl_verify.report.instances import brief, counted, flat, in_a_line, names_of_sides, sides
from icl_verify.report.links import Links
from icl_verify.report.mathml import typeset, typeset_apart, typeset_prose
from icl_verify.report.order import ordered
from icl_verify.report.payload import package_source, replay_command
from icl_verify.report.spelling import spelled_run
from icl_verify.report.words import clean, count, run_name
from icl_verify.report.worked import parted, worked_path

FORMATS = ("md", "tex", "html")
MOST_LINES, MOST_OF_PROSE = 20, 2  # of a worked check in a letter; the rest is in the file that is named
MOST_ENTRIES, MOST_GIVEN = 6, 24  # of a quantity, and of a field, whose numbers are written out
LONGEST, LONGEST_SIDE = 32, 60  # characters of a formula with the numbers put in, of that of a side
SIDES = ("left side", "right side")
SCRIPT = ".check.py"


@dataclass(frozen=True)
class Step:
    """A line of a worked check in LaTeX: symbol, definition, numbers put in, value; and its equation."""

    tex: str
    definition: str
    put_in: str
    value: str
    equation: str


@dataclass(frozen=True)
class Item:
    """A finding as the letter tells it.

    Attributes:
        card: what the run says of it.
        given: the instance, in LaTeX where there is a worked check, else in words.
        steps: of the worked check, the last ones where there are many.
        left_out: how many lines of it are left out, and in which ``file`` they are.
        sides: both sides with the sign that is proved; as ``given``, in LaTeX or plain.
        left, right: what the claim calls its sides; empty where it gives them no names.
        counted: of a statement on chances what was counted.
    """

    card: Card
    given: str = ""
    steps: tuple[Step, ...] = ()
    left_out: int = 0
    file: str = ""
    sides: str = ""
    left: str = ""
    right: str = ""
    counted: str = ""


def letter(run: Run, kind: str) -> str:
    """The letter on a run as text of one of FORMATS.

    Raises ValueError for another format.
    """
    if kind not in FORMATS:
        raise ValueError(f"--letter must be one of {', '.join(FORMATS)}, got {kind!r}")
    # Names in plain characters are spelled as the page does, but for TeX, which has not all of the letters.
    shown = run if kind == "tex" else spelled_run(run)
    return _ENVIRONMENTS[kind].get_template(f"letter.{kind}").render(**_model(shown)).rstrip() + "\n"


def _model(run: Run) -> dict[str, Any]:
    claims = ordered(run.claims, run.header.groups)
    found = cards(run, Links(claims))
    said = [record for record in claims if record.form in SOURCE_FORMS]
    # Of conjectures alone the letter is about them.
    source = said or [record for record in claims if record.form in STATEMENT_FORMS]
    if not found:
        found = [_unnamed(run, one) for one in source if one.verdict == "refuted" and not one.denies]
    shown = [_item(card) for card in found if card.state == FOUND]
    printed = [record for record in source if record.form == "printed"]
    return {
        "source": run.header.source,
        "headline": headline(run, found) if run.header.findings else _plain_headline(source),
        "slips": [item for item in shown if item.card.finding.weight != PROSE],
        "prose": [item for item in shown if item.card.finding.weight == PROSE],
        "standing": [card for card in found if card.state != FOUND],
        "confirmed": [record for record in source if record.denies and record.verdict == "refuted"],
        "tried": count(len(printed)),
        "held": count(sum(record.verdict == "holds" for record in printed)),
        "instances": count(run.summary.instances),
        "run": run_name(run),
        "first": next((name for item in shown if (name := _script_of(item.card))), ""),
        "options": replay_command(run)["options"],
        "package": package_source(),
        "weighed": bool(run.header.findings),
    }


def _script_of(card: Card) -> str:
    """The name of a card's script, without its ending; empty where there is none."""
    files = [one.file for one in card.leading.checked if one.file] if card.leading else []
    return next((Path(file).name.removesuffix(SCRIPT) for file in files if file.endswith(SCRIPT)), "")


def _unnamed(run: Run, record: Record) -> Card:
    """A refuted claim of a theory without findings, as a card."""
    name = record.source or record.title or record.id
    finding = Finding(record.id, name, record.note or record.title, record.statement, "", "misprint")
    return Card(finding, FOUND, (record,), record, example_of(run, record), worked_of(run, record))


def _plain_headline(source: Sequence[Record]) -> list[str]:
    verdicts = [record.verdict for record in source]
    held, refuted = verdicts.count("holds"), verdicts.count("refuted")
    statements, verb = "statement" if len(source) == 1 else "statements", "is" if refuted == 1 else "are"
    said = f"Of {count(len(source))} {statements} {count(held)} survived every trial and "
    undecided = len(source) - held - refuted
    more = f"; of {count(undecided)} the trial decided nothing" if undecided else ""
    return [f"{said}{count(refuted)} {verb} refuted{more}."]


def _item(card: Card) -> Item:
    events = card.leading.events if card.leading else None
    if card.example is None:
        return Item(card, counted=counted(events) if events else "")
    if card.worked is None:
        titles = card.leading.titles if card.leading else {}
        return Item(card, in_a_line(card.example.instance, titles), sides=sides(card.example))
    lines = [line for line in parted(card.worked)[0] if not line.given]
    most = MOST_OF_PROSE if card.finding.weight == PROSE else MOST_LINES
    steps = tuple(_step(line) for line in lines[max(0, len(lines) - most) :])
    left, right = names_of_sides(card.example)
    record = card.leading
    path = (record.simplest or record.counterexample or "") if record else ""
    return Item(
        card, _given(card.worked), steps, len(lines) - len(steps), Path(worked_path(path)).name,
        _sides(card.worked), left, right,
    )  # fmt: skip


def _given(worked: WorkedCheck) -> str:
    sizes = [f"{name}={size}" for name, size in worked.sizes.items()]
    given = [f"{_name(line)}={_value(line, MOST_GIVEN)}" for line in worked.lines if line.given]
    return r",\ ".join([*sizes, *given])


def _name(line: Line) -> str:
    """A symbol, a primed one with its exponents in braces: LaTeX takes a prime for an exponent itself.

    A quantity without a symbol has its words in its place.
    """
    tex = line.tex
    if not tex:
        called = line.symbol or line.title.split(", shape (")[0] or line.name
        words = re.sub(r"[^A-Za-z0-9 ,.()-]", " ", called)
        return rf"\text{{{' '.join(words.split())}}}"
    return f"{{{tex[:-1]}}}'" if tex.endswith("'") and "^" in tex else tex


def _step(line: Line) -> Step:
    put_in = line.put_in if isinstance(line.put_in, str) else ""
    longest = LONGEST_SIDE if line.name in SIDES else LONGEST
    text = latex_of(put_in) if len(put_in) <= longest else ""
    value = _value(line)
    return Step(_name(line), line.definition, "" if text == value else text, value, line.equation)


def _sides(worked: WorkedCheck) -> str:
    """Both sides, each with the numbers put in where that is short, and the sign between them."""
    found = {name: _step(line) for name, line in parted(worked)[1].items()}
    left, right = (found.get(name) for name in SIDES)
    if left is None:
        return ""
    told = f"{left.put_in}={left.value}" if left.put_in else left.value
    if right is None:
        return told
    return f"{told}\\ {SIGNS.get(worked.sign, worked.sign)}\\ {right.value}" + (
        f"={right.put_in}" if right.put_in else ""
    )


SIGNS = {"≰": r"\nleq", "≱": r"\ngeq", "≠": r"\neq", "≯": r"\ngtr"}


def _value(line: Line, most: int = MOST_ENTRIES) -> str:
    """The value of a line in LaTeX: exact where it is short, else the middle of the ball."""
    balls = list(flat(line.ball))
    exact = list(flat(line.exact))
    exact = exact if len(exact) == len(balls) else [None] * len(balls)
    entries = [_entry(one, ball) for one, ball in zip(exact, balls, strict=True)]
    if len(entries) == 1:
        return entries[0]
    if len(set(entries)) == 1 and len(entries) > 2:
        return rf"({entries[0]},\dots)"
    if len(entries) > most:
        return rf"\text{{({len(entries)} numbers)}}"
    return f"({_rows(line.ball, iter(entries))})"


def _rows(values: Json, entries: Iterator[str]) -> str:
    """The entries with commas along the last axis and semicolons between its rows."""
    if not isinstance(values, list | tuple):
        return next(entries)
    nested = any(isinstance(value, list | tuple) for value in values)
    return (r";\, " if nested else ",").join(_rows(value, entries) for value in values)


def _entry(exact: Json, ball: Json) -> str:
    short = latex_of(exact) if isinstance(exact, str) and len(exact) <= LONGEST else ""
    if short:
        return short
    text = brief(ball)
    mantissa, power, exponent = text.partition("e")
    return rf"{mantissa}\cdot10^{{{int(exponent)}}}" if power and exponent else text


# How each format writes words with mathematics between dollars, and formulas.

TEX_SPECIAL = {
    "<": "$<$", ">": "$>$", "|": "$|$", '"': "''",
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "$": r"\$", "^": r"\^{}", "~": r"\~{}",
}  # fmt: skip
LAST_LETTER = "\u0180"  # from here on plain LaTeX knows no letters
UNICODE_TEX = {
    "≰": r"$\nleq$", "≱": r"$\ngeq$", "≠": r"$\neq$", "−": "$-$", "\u202f": r"\,", "…": r"\dots{}",
    "“": "``", "”": "''", "’": "'", "–": "--", "·": r"$\cdot$",
}  # fmt: skip


def _escaped_tex(text: str) -> str:
    known = TEX_SPECIAL | UNICODE_TEX
    return "".join(known.get(one, one if one < LAST_LETTER else "?") for one in clean(text))


def _escaped_md(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", clean(text))


def _around_mathematics(escape: Callable[[str], str]) -> Callable[[str], str]:
    """Escapes what stands outside dollars; all of it where a dollar has no partner."""

    def written(text: str) -> str:
        parts = text.split("$")
        if len(parts) % 2 == 0:
            return escape(text)
        return "".join(f"${clean(part)}$" if i % 2 else escape(part) for i, part in enumerate(parts))

    return written


def _environment(escape: bool, **filters: Callable[..., object]) -> Environment:
    made = Environment(
        loader=PackageLoader("icl_verify.report"), autoescape=escape, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters.update(filters)
    return made


def _formula(text: str) -> str:
    """LaTeX between dollars, on one line."""
    return f"${clean(text).replace('$', '')}$" if text.strip() else ""


_ENVIRONMENTS = {
    "html": _environment(True, prose=typeset_prose, math=typeset, apart=typeset_apart, words=Markup.escape),
    "md": _environment(False, prose=_around_mathematics(_escaped_md), math=_formula, words=_escaped_md),
    "tex": _environment(False, prose=_around_mathematics(_escaped_tex), math=_formula, words=_escaped_tex),
}

"""A run in plain text: the table at the end of a terminal run, the summary for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from icl_verify.records.run import Run, read
from icl_verify.records.schema import FORMS, STATEMENT_FORMS, VERDICTS, Record
from icl_verify.records.summary import Necessity, Summary, necessity
from icl_verify.report.compare import Comparison, compare_runs
from icl_verify.report.order import ordered
from icl_verify.report.words import VERDICT_MARKS, clean, count, duration, measured, run_name, table

FEW = 12  # claims that were asked for by name, say: each has its line in the terminal
WIDE = 100  # columns from which a line has room for a sentence
LIST_LIMIT = 30  # ids of one kind in the Markdown summary


def terminal_table(run: Run, width: int | None = None) -> str:
    """What a run found, for a terminal:

    A line a claim, in the order of the page, then survivors, the necessity matrix, what is missing, and how
    many claims of each form came to each verdict. What was taken over from another run is counted alone.

    Among many claims mutants, controls and necessity trials get a line of their own only when their verdict
    is not the expected one.

    Arguments:
        width: of the terminal, which no line of the table exceeds; None where it goes to a file.
    """
    claims = [r for r in ordered(run.claims, run.header.groups) if not r.decided_in]
    statements = [r for r in claims if r.form in STATEMENT_FORMS]
    few = len(claims) <= FEW or not statements
    shown = [r for r in claims if few or r.form in STATEMENT_FORMS or not r.as_expected]
    rows = [
        [
            r.id,
            f"{VERDICT_MARKS[r.verdict]} {r.verdict}{'' if r.as_expected else ' (not expected)'}",
            f"{r.applicable:,}",
            measured(r),
            r.counterexample or "",
        ]
        for r in shown
    ]
    parts = []
    if rows:
        head = ("claim", "verdict", "instances", "tightness", "counterexample")
        parts.append(table(rows, head, width, paths=True))
    parts += _closing_lines(run, width)
    if run.claims:
        parts.append(forms_table(run))
    return "\n".join(parts)


def forms_table(run: Run) -> str:
    """How many claims of each form came to each verdict; blank for none."""
    verdicts = [verdict for verdict in VERDICTS if any(r.verdict == verdict for r in run.claims)]
    rows = []
    for form in FORMS:
        mine = [r for r in run.claims if r.form == form]
        if mine:
            counts = [sum(r.verdict == verdict for r in mine) for verdict in verdicts]
            rows.append([form, *(str(number or "") for number in counts)])
    return table(rows, ("form", *verdicts))


def _closing_lines(run: Run, width: int | None) -> list[str]:
    summary = run.summary
    mutants, controls = summary.mutants, summary.controls
    lines = [verdict_line(run) or "no claim was decided"]
    if mutants.tried:
        line = f"mutants: {mutants.refuted} of {mutants.tried} refuted"
        if mutants.survivors:
            line += f"; survivors: {', '.join(clean(name) for name in mutants.survivors)}"
        lines.append(line)
    if controls.tried:
        lines.append(f"controls: {controls.tried - controls.refuted} of {controls.tried} not refuted")
    tried = [record for record in run.claims if not record.decided_in]
    if trials := necessity(ordered(tried, run.header.groups)):
        lines.append("without an assumption:")
        needs = [[_parent(row), row.assumption or "", _within(necessity_words(row), width)] for row in trials]
        lines.append(table(needs, width=width))
    if weighed := [r.weighed for r in run.claims if r.weighed]:
        off = sum(one.off > 0 for one in weighed)
        members = sum(one.members for one in weighed)
        lines.append(
            f"weighed in balls: {members:,} instances, float64 off in {off} of {len(weighed)} claims"
        )
    if run.missing:
        lines.append(
            f"not decided ({len(run.missing)}): {', '.join(clean(name) for name in run.missing[:LIST_LIMIT])}"
        )
    lines += [f"damaged record, line {bad.line}: {clean(bad.reason)}" for bad in run.damaged]
    return lines


def trust(summary: Summary) -> str:
    """What speaks for the tool, in a line: false statements refuted, true ones left standing."""
    said = []
    if summary.mutants.tried:
        said.append(
            f"{summary.mutants.refuted} of {summary.mutants.tried} statements made false on purpose refuted"
        )
    if summary.controls.tried:
        standing = summary.controls.tried - summary.controls.refuted
        said.append(f"{standing} of {summary.controls.tried} true ones close to a bound left standing")
    return f"The tool itself: {', '.join(said)}." if said else ""


def _within(words: str, width: int | None) -> str:
    """Of a narrow terminal the first words alone, which say it all."""
    return words if width is None or width > WIDE else words.split(":")[0]


def _parent(row: Necessity) -> str:
    return row.claim or row.id


def verdict_line(run: Run) -> str:
    """The verdicts on the statements, and how many of all were not expected; empty without a claim."""
    if not run.claims:
        return ""
    counts = standing(run.claims)
    said = ", ".join(f"{number} {verdict}" for verdict, number in counts.items() if number)
    unexpected = run.summary.unexpected
    surprise = f", {len(unexpected)} not as expected" if unexpected else ""
    return f"statements ({sum(counts.values())}): {said}{surprise}"


def standing(claims: Sequence[Record]) -> dict[str, int]:
    """How many statements came to each verdict: what is false on purpose is none, unless nothing else is."""
    of = [record for record in claims if record.form in STATEMENT_FORMS] or claims
    return {verdict: sum(record.verdict == verdict for record in of) for verdict in VERDICTS}


def necessity_words(row: Necessity) -> str:
    """What a trial without an assumption says about it."""
    if row.needed:
        return "needed: the claim breaks without it"
    if row.verdict == "refuted":
        with_it = "was not tried" if row.with_it is None else f"is {row.with_it}"
        return f"says nothing of a need: the claim breaks without it, and with it {with_it}"
    if row.verdict == "holds":
        return f"no break without it on {row.held_on:,} instances"
    return f"undecided: {row.verdict}"


def necessity_sign(row: Necessity) -> str:
    """The same in a word or two."""
    if row.verdict == "refuted":
        return "needed" if row.needed else "breaks anyway" if row.with_it == "refuted" else "breaks"
    return "no break" if row.verdict == "holds" else row.verdict


def markdown(folder: str | Path, against: str | Path | None = None) -> str:
    """A summary of the run in `folder` for a pull request, in Markdown.

    `against` is an earlier run's folder: the summary then says what changed. Raises ValueError where there is
    no run.
    """
    earlier = None if against is None else read(against)
    run = read(folder)
    summary = run.summary
    rows = [
        ("claims", str(summary.claims)),
        *((f"statements: {v}", str(number)) for v, number in standing(run.claims).items() if number),
        ("not as expected", str(len(summary.unexpected))),
        ("mutants refuted", f"{summary.mutants.refuted} of {summary.mutants.tried}"),
        ("instances", count(summary.instances)),
        ("time", duration(run.header.seconds)),
    ]
    lines = [f"### Verification: {_escape(run_name(run))}", "", "| | |", "|:--|--:|"]
    lines += [f"| {name} | {value} |" for name, value in rows]
    unexpected = [record for record in run.claims if not record.as_expected]
    lines += _claim_list("Not as expected", unexpected)
    found = [r for r in run.claims if r.verdict == "refuted" and r.form in STATEMENT_FORMS]
    lines += _claim_list("Refuted", [r for r in found if r.as_expected])
    lines += _names("Surviving mutants", summary.mutants.survivors or ())
    lines += _names("Not decided", run.missing)
    if run.damaged:
        places = ", ".join(str(line.line) for line in run.damaged[:LIST_LIMIT])
        lines += ["", f"{len(run.damaged)} damaged records (lines {places})"]
    if earlier is not None:
        lines += _changes(compare_runs(run, earlier))
    return "\n".join(lines) + "\n"


def _changes(comparison: Comparison) -> list[str]:
    lines = ["", f"#### Against {_escape(comparison.before)}", "", f"{comparison.same} claims as before."]
    lines += _before_and_after("Made with", comparison.settings)
    lines += _before_and_after("Verdicts that changed", comparison.verdicts)
    lines += _before_and_after("Tightness that moved", comparison.moved)
    lines += _names("New", comparison.new)
    lines += _names("Selected and not decided", comparison.undecided)
    return lines + _names("Not in this run's selection", comparison.unselected)


def _before_and_after(title: str, rows: list[tuple[str, str, str]]) -> list[str]:
    if not rows:
        return []
    lines = ["", f"**{title} ({len(rows)})**", "", "| | before | after |", "|:--|:--|:--|"]
    for name, before, after in rows[:LIST_LIMIT]:
        lines.append(f"| {_code(name)} | {_escape(before) or '—'} | {_escape(after) or '—'} |")
    return lines + _rest(len(rows))


def _claim_list(title: str, records: Iterable[Record]) -> list[str]:
    records = list(records)
    if not records:
        return []
    lines = [
        "",
        f"**{title} ({len(records)})**",
        "",
        "| claim | title | verdict | tightness |",
        "|:--|:--|:--|--:|",
    ]
    for record in records[:LIST_LIMIT]:
        cells = (_code(record.id), _escape(record.title), record.verdict, measured(record))
        lines.append("| " + " | ".join(cells) + " |")
    return lines + _rest(len(records))


def _names(title: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    shown = ", ".join(_code(name) for name in names[:LIST_LIMIT])
    return ["", f"**{title} ({len(names)})**: {shown}", *_rest(len(names))]


def _rest(total: int) -> list[str]:
    return ["", f"and {total - LIST_LIMIT} more"] if total > LIST_LIMIT else []


def _code(text: str) -> str:
    return "`" + clean(text).replace("`", "'").replace("|", "¦") + "`"


def _escape(text: str) -> str:
    # Also @ and #, which would call a person or link another thread.
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@]|:(?=//))", lambda match: f"&#{ord(match[1])};", clean(text))

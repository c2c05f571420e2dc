"""What the page's template says, as plain values: counts, findings, the rows of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from icl_verify.records.run import Run
from icl_verify.records.schema import FORMS, STATEMENT_FORMS, VERDICTS, Record
from icl_verify.records.summary import necessity
from icl_verify.report.compare import compare_runs
from icl_verify.report.coverage import coverage
from icl_verify.report.findings import PROSE, cards, headline
from icl_verify.report.links import Links
from icl_verify.report.mathml import typeset
from icl_verify.report.order import grouped, ordered
from icl_verify.report.payload import TEXT_LIMIT, payload
from icl_verify.report.plots import strip
from icl_verify.report.sides import sides_in_words
from icl_verify.report.slack import slack
from icl_verify.report.spelling import spelled_run
from icl_verify.report.text import necessity_sign, necessity_words, standing, trust
from icl_verify.report.words import (
    FORM_WORDS,
    PROFILE_WORDS,
    VERDICT_MARKS,
    count,
    duration,
    measured,
    when,
)

LIST_LIMIT = 40  # lines of a list on the first screen


def page_model(run: Run, earlier: Sequence[Run] = ()) -> dict[str, Any]:
    """What the template shows of `run`; `earlier` runs, oldest first, give each claim's history."""
    run = spelled_run(run)
    claims = ordered(run.claims, run.header.groups)
    links = Links(claims)
    shown = payload(run, claims, links, earlier)
    rows = [_row(place, record, links, shown["claims"][place]) for place, record in enumerate(claims)]
    found = cards(run, links)
    comparison = compare_runs(run, earlier[-1]) if earlier else None
    words = shown["words"]  # typeset in the page, where the script finds them; the rest is text
    shown["words"] = [[one["equation"], one["title"]] for one in words]
    return {
        "facts": _facts(run),
        "profile": PROFILE_WORDS.get(run.header.profile, ""),
        "source": run.header.source,
        "lead": " ".join(headline(run, found)) if found else _lead(claims),
        "cards": found,
        "prose_weight": PROSE,
        "slack": slack(claims),
        "trust": trust(run.summary),
        "coverage": coverage(run.header.passages, claims),
        "symbols": [(place, run.header.symbols[place]) for place in _used(shown["claims"])],
        "versions": [(name, str(value)) for name, value in run.header.environment.items()],
        "resumed": run.header.resumed,
        "since": run.header.since,
        "summary": run.summary.to_json(),
        "marks": VERDICT_MARKS,
        "form_words": FORM_WORDS,
        "matrix": _matrix(claims),
        "standing": standing(claims),
        "groups": grouped(rows),
        "findings": _findings(rows, named=bool(found)),
        "necessity": _necessity(claims),
        "missing": run.missing,
        "damaged": run.damaged,
        "comparison": comparison,
        "list_limit": LIST_LIMIT,
        "statement_forms": STATEMENT_FORMS,
        "payload": shown,
        "words": words,
    }


def _row(place: int, record: Record, links: Links, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "place": place,
        "record": record,
        "name": record.title or record.id,
        "note": record.note[:TEXT_LIMIT],
        "math": typeset(record.statement),
        "strip": strip(record),
        "sides": sides_in_words(entry.get("examples", ()), record),
        "measured": measured(record),
        "instances": count(record.applicable),
        "time": duration(record.seconds),
        "child": record.of in links.records,
        "fallen": links.fallen(record),
        "mended": all(links.mended(name) for name in links.fallen(record)),
        "repairs": [links.records[name] for name in links.repairs.get(record.id, [])],
    }


def _used(entries: Sequence[Mapping[str, Any]]) -> list[int]:
    """The places of the symbols that the claims of the page use, in their order."""
    return sorted({place for entry in entries for place in entry.get("symbols", ())})


def _facts(run: Run) -> list[tuple[str, str]]:
    header, summary = run.header, run.summary
    environment = header.environment
    facts = [
        ("Started", when(header.started) or "not known"),
        ("Profile", header.profile),
        ("Seed", str(header.seed)),
        ("Took", duration(header.seconds) if header.seconds else "not known"),
        ("Instances tried", count(summary.instances)),
    ]
    versions = [
        f"{name} {environment[name]}" for name in ("icl_verify", "torch", "python") if name in environment
    ]
    if versions:
        facts.append(("Versions", ", ".join(versions)))
    return facts


VERDICT_PHRASES = {
    "holds": ("holds", "hold"),
    "refuted": ("is refuted", "are refuted"),
    "inconclusive": ("is inconclusive", "are inconclusive"),
    "vacuous": ("was never applicable", "were never applicable"),
    "error": ("ended in an error", "ended in errors"),
}


def _lead(claims: Sequence[Record]) -> str:
    """The verdicts on the statements as a sentence; on every claim where there are no statements."""
    statements = [r for r in claims if r.form in STATEMENT_FORMS]
    of = statements or list(claims)
    counts = [(verdict, sum(record.verdict == verdict for record in of)) for verdict in VERDICTS]
    parts = [f"{n} {VERDICT_PHRASES[verdict][n != 1]}" for verdict, n in counts if n]
    noun = "statement" if statements else "claim"
    return f"Of {len(of)} {noun}{'' if len(of) == 1 else 's'}, {', '.join(parts)}."


def _matrix(claims: Sequence[Record]) -> list[dict[str, Any]]:
    table = []
    for form in FORMS:
        mine = [record for record in claims if record.form == form]
        if not mine:
            continue
        cells = []
        for verdict in VERDICTS:
            those = [record for record in mine if record.verdict == verdict]
            cells.append(
                {
                    "verdict": verdict,
                    "count": len(those),
                    "unexpected": sum(not record.as_expected for record in those),
                }
            )
        table.append({"form": form, "total": len(mine), "cells": cells})
    return table


NOT_EXPECTED = "Not as expected"
FINDINGS = (
    ("Refuted as printed", "refuted", lambda r: (r.form, r.verdict) == ("printed", "refuted")),
    (
        "Sentences refuted, as we read them",
        "refuted",
        lambda r: (r.form, r.verdict, r.denies) == ("reading", "refuted", False),
    ),
    ("Confirmed, as the contrary is refuted", "holds", lambda r: r.denies and r.verdict == "refuted"),
    ("Our repairs that fail", "refuted", lambda r: (r.form, r.verdict) == ("corrected", "refuted")),
    ("Conjectures refuted", "refuted", lambda r: (r.form, r.verdict) == ("conjecture", "refuted")),
)


def _findings(rows: Sequence[dict[str, Any]], *, named: bool) -> list[dict[str, Any]]:
    """What a reader should see first: every verdict that was not expected, then what broke as expected.

    Arguments:
        named: the page has cards of findings, so that the claims that name one have been shown.
    """
    surprises = [row for row in rows if not row["record"].as_expected]
    address = "#list?form=all&only=unexpected"
    found = [{"title": NOT_EXPECTED, "tone": "error", "rows": surprises, "limit": 12, "address": address}]
    for title, tone, test in FINDINGS:
        those = [row for row in rows if row["record"].as_expected and test(row["record"])]
        those = [row for row in those if not (named and row["record"].because)]
        form = those[0]["record"].form if those else ""
        address = f"#list?form={form}&verdict=refuted"
        found.append({"title": title, "tone": tone, "rows": those, "limit": 6, "address": address})
    return [part for part in found if part["rows"]]


def _necessity(claims: Sequence[Record]) -> dict[str, Any]:
    """Which claim needs which assumption, in the order of the list."""
    titles: dict[str, str] = {}
    known = {record.id: record for record in claims}
    for record in claims:
        for assumption in record.assumptions:
            titles.setdefault(assumption.name, assumption.title or assumption.name)
    trials = necessity(claims)
    columns = list(dict.fromkeys(row.assumption or "?" for row in trials))
    rows: dict[str, dict[str, Any]] = {}
    for row in trials:
        parent = row.claim or row.id
        words = {"words": necessity_words(row), "sign": necessity_sign(row)}
        rows.setdefault(parent, {})[row.assumption or "?"] = {**row.to_json(), **words}
    return {
        "columns": [(name, titles.get(name, name)) for name in columns],
        "rows": [(known.get(parent, {"id": parent, "title": ""}), cells) for parent, cells in rows.items()],
    }

"""What the page says, as plain values:

order of the claims, who rests on whom, counts, and the payload of the script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from icl_verify.report.attach import drawn, examples
from icl_verify.report.compare import Comparison, compare_runs
from icl_verify.report.mathml import typeset
from icl_verify.report.plots import strip
from icl_verify.report.text import necessity_words
from icl_verify.report.words import (
    FORM_WORDS,
    VERDICT_MARKS,
    count,
    duration,
    measured,
    run_name,
    short,
    tightest,
    when,
)
from icl_verify.trial.record import FORMS, VERDICTS, Run

STATEMENT_FORMS = ("printed", "corrected", "conjecture")  # what a reader comes for; the rest tries the tool
TEXT_LIMIT = 20_000  # characters of a note or traceback
LIST_LIMIT = 40  # lines of a list on the first screen


def page_model(run: Run, earlier: Sequence[Run] = ()) -> dict[str, Any]:
    """What the template shows of `run`; `earlier` runs, oldest first, give each claim's history."""
    claims = ordered(run.claims)
    links = Links(claims)
    rows = [_row(place, record, links) for place, record in enumerate(claims)]
    comparison = compare_runs(run, earlier[-1]) if earlier else None
    return {
        "facts": _facts(run),
        "lead": _lead(claims),
        "versions": [(name, str(value)) for name, value in run.header["environment"].items()],
        "resumed": run.header.get("resumed", []),
        "summary": run.summary,
        "marks": VERDICT_MARKS,
        "form_words": FORM_WORDS,
        "matrix": _matrix(claims),
        "groups": _groups(rows),
        "findings": _findings(rows),
        "necessity": _necessity(run),
        "missing": run.missing,
        "damaged": run.damaged,
        "comparison": comparison,
        "moved": _moved(comparison),
        "list_limit": LIST_LIMIT,
        "statement_forms": STATEMENT_FORMS,
        "payload": {"claims": _payload(run, claims, links, earlier), "marks": VERDICT_MARKS},
    }


def ordered(claims: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Claims by group, in the order in which groups first appear, each with its variants right after it."""
    known = {record["id"] for record in claims}
    children: dict[str, list[dict[str, Any]]] = {}
    roots: dict[str, list[dict[str, Any]]] = {}
    for record in claims:
        if record["of"] in known and record["of"] != record["id"]:
            children.setdefault(record["of"], []).append(record)
        else:
            roots.setdefault(record["group"], []).append(record)
    result: list[dict[str, Any]] = []
    seen: set[str] = set()
    stack = [record for group in reversed(list(roots.values())) for record in reversed(group)]
    stack = list(claims)[::-1] + stack  # members of a circle have no root: they come last, in their own order
    while stack:
        record = stack.pop()
        if record["id"] not in seen:
            seen.add(record["id"])
            result.append(record)
            mine = children.get(record["id"], [])[::-1]
            stack.extend(sorted(mine, key=lambda child: FORMS.index(child["form"]), reverse=True))
    return result


class Links:
    """Which claims a proof uses, which use it, and which of the used ones have fallen."""

    def __init__(self, claims: Sequence[Mapping[str, Any]]) -> None:
        self.records = {record["id"]: record for record in claims}
        self.used_by: dict[str, list[str]] = {}
        self.repairs: dict[str, list[str]] = {}
        self._fallen: dict[str, list[str]] = {}
        for record in claims:
            # A variant names what its claim's proof uses: that it falls says nothing of the proof.
            for name in dict.fromkeys(record["uses"]) if record["form"] in STATEMENT_FORMS else ():
                self.used_by.setdefault(name, []).append(record["id"])
            if record["form"] == "corrected" and record["of"]:
                self.repairs.setdefault(record["of"], []).append(record["id"])

    def fallen(self, record: Mapping[str, Any]) -> list[str]:
        """The refuted claims on which a statement's proof rests, directly or through others."""
        if record["form"] not in STATEMENT_FORMS:
            return []
        if record["id"] not in self._fallen:
            self._fallen[record["id"]] = self._search_fallen(record)
        return self._fallen[record["id"]]

    def mended(self, name: str) -> bool:
        """Whether a refuted claim has a repair that holds."""
        return any(self.records[other]["verdict"] == "holds" for other in self.repairs.get(name, []))

    def _search_fallen(self, record: Mapping[str, Any]) -> list[str]:
        seen: set[str] = {record["id"]}
        stack, found = list(reversed(record["uses"])), []
        while stack:
            name = stack.pop()
            if name in seen or name not in self.records:
                continue
            seen.add(name)
            used = self.records[name]
            if used["verdict"] == "refuted":
                found.append(name)
            stack.extend(reversed(used["uses"]))
        return found


def _row(place: int, record: Mapping[str, Any], links: Links) -> dict[str, Any]:
    return {
        "place": place,
        "record": record,
        "name": record["title"] or record["id"],
        "math": typeset(record["statement"]),
        "strip": strip(record),
        "measured": measured(record),
        "instances": count(record["applicable"]),
        "time": duration(record["seconds"]),
        "child": record["of"] in links.records,
        "fallen": links.fallen(record),
        "mended": all(links.mended(name) for name in links.fallen(record)),
        "repairs": [links.records[name] for name in links.repairs.get(record["id"], [])],
    }


def _groups(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    name = ""
    for row in rows:
        if not row["child"] or not groups:
            name = row["record"]["group"] or "Other claims"
        if not groups or groups[-1]["name"] != name:
            groups.append({"name": name, "rows": []})
        groups[-1]["rows"].append(row)
    return groups


def _facts(run: Run) -> list[tuple[str, str]]:
    header, summary = run.header, run.summary
    environment = header["environment"]
    facts = [
        ("Started", when(header["started"]) or "not known"),
        ("Profile", header["profile"]),
        ("Seed", str(header["seed"])),
        ("Took", duration(header["seconds"]) if header["seconds"] else "not known"),
        ("Instances tried", count(summary["instances"])),
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


def _lead(claims: Sequence[Mapping[str, Any]]) -> str:
    """The verdicts on the statements as a sentence; on every claim where there are no statements."""
    statements = [r for r in claims if r["form"] in STATEMENT_FORMS]
    of = statements or list(claims)
    counts = [(verdict, sum(record["verdict"] == verdict for record in of)) for verdict in VERDICTS]
    parts = [f"{n} {VERDICT_PHRASES[verdict][n != 1]}" for verdict, n in counts if n]
    noun = "statement" if statements else "claim"
    return f"Of {len(of)} {noun}{'' if len(of) == 1 else 's'}, {', '.join(parts)}."


def _matrix(claims: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    table = []
    for form in FORMS:
        mine = [record for record in claims if record["form"] == form]
        if not mine:
            continue
        cells = []
        for verdict in VERDICTS:
            those = [record for record in mine if record["verdict"] == verdict]
            cells.append(
                {
                    "verdict": verdict,
                    "count": len(those),
                    "unexpected": sum(not record["as_expected"] for record in those),
                }
            )
        table.append({"form": form, "total": len(mine), "cells": cells})
    return table


def _findings(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a reader should see first, the unexpected ahead:

    broken statements, mutants that survived, claims not decided.
    """

    def those(test: Any) -> list[dict[str, Any]]:
        found = [row for row in rows if test(row["record"])]
        return sorted(found, key=lambda row: row["record"]["as_expected"])

    parts = [
        ("Refuted as printed", "refuted", lambda r: r["form"] == "printed" and r["verdict"] == "refuted"),
        (
            "Our repairs that fail",
            "refuted",
            lambda r: r["form"] == "corrected" and r["verdict"] == "refuted",
        ),
        ("Conjectures refuted", "refuted", lambda r: r["form"] == "conjecture" and r["verdict"] == "refuted"),
        (
            "True statements refuted: the tool errs",
            "error",
            lambda r: r["form"] == "control" and r["verdict"] == "refuted",
        ),
        (
            "Mutants that survived",
            "inconclusive",
            lambda r: r["form"] == "mutant" and r["verdict"] != "refuted",
        ),
        (
            "Not decided",
            "error",
            lambda r: (
                r["form"] not in ("mutant", "necessity")
                and r["verdict"] in ("inconclusive", "vacuous", "error")
            ),
        ),
    ]
    found = [{"title": title, "tone": tone, "rows": those(test)} for title, tone, test in parts]
    return [part for part in found if part["rows"]]


def _necessity(run: Run) -> dict[str, Any]:
    titles: dict[str, str] = {}
    known = {record["id"]: record for record in run.claims}
    for record in run.claims:
        for assumption in record["assumptions"]:
            titles.setdefault(assumption["name"], assumption["title"] or assumption["name"])
    columns = list(dict.fromkeys(row["assumption"] or "?" for row in run.necessity))
    rows: dict[str, dict[str, Any]] = {}
    for row in run.necessity:
        parent = row["claim"] or row["id"]
        rows.setdefault(parent, {})[row["assumption"] or "?"] = {**row, "words": necessity_words(row)}
    return {
        "columns": [(name, titles.get(name, name)) for name in columns],
        "rows": [(known.get(parent, {"id": parent, "title": ""}), cells) for parent, cells in rows.items()],
    }


def _moved(comparison: Comparison | None) -> list[tuple[str, str, str]]:
    return [(name, short(a), short(b)) for name, a, b in comparison.moved] if comparison else []


def _payload(
    run: Run, claims: Sequence[dict[str, Any]], links: Links, earlier: Sequence[Run]
) -> list[dict[str, Any]]:
    kept = examples(run)
    past = [(run_name(old), {record["id"]: record for record in old.claims}) for old in earlier]
    trials: dict[str, list[dict[str, Any]]] = {}
    for row in run.necessity:
        trials.setdefault(row["claim"] or "", []).append({**row, "words": necessity_words(row)})
    payload = []
    for record in claims:
        data, problems = drawn(run, record)
        history = [(name, then[record["id"]]) for name, then in past if record["id"] in then]
        top = tightest(record)
        entry = {
            **record,
            "note": record["note"][:TEXT_LIMIT],
            "traceback": (record["traceback"] or "")[-TEXT_LIMIT:],
            "measured": measured(record),
            "top": top,
            "time": duration(record["seconds"]),
            "plots": data,
            "problems": problems,
            "examples": kept.get(record["id"], []),
            "usedBy": links.used_by.get(record["id"], []),
            "fallen": links.fallen(record),
            "repairs": links.repairs.get(record["id"], []),
            "necessity": trials.get(record["id"], []),
            "history": [
                [name, then["verdict"], measured(then), then["applicable"]] for name, then in history
            ],
        }
        entry.pop("tightest_instance", None)  # shown among the examples
        payload.append({key: value for key, value in entry.items() if value not in (None, [], "", {})})
    return payload

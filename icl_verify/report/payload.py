"""What the page's script reads: every claim with its plots, instances, neighbours and history."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from icl_verify.records.run import Run
from icl_verify.records.schema import AssumptionRecord, Record
from icl_verify.report.examples import Examples
from icl_verify.report.glossary import used
from icl_verify.report.links import Links
from icl_verify.report.packed import Packed
from icl_verify.report.plots import drawn, rounded
from icl_verify.report.text import necessity_words
from icl_verify.report.words import VERDICT_MARKS, duration, measured, reads, run_name, tightest, weighed

TEXT_LIMIT = 20_000  # characters of a note or traceback
# Shown as instances and plots, or read off the list.
ELSEWHERE = (
    "title", "source", "note", "titles", "tightest_instance", "counterexample", "worst", "committed",
    "simplest", "data",
)  # fmt: skip
PROPERTIES = "properties"  # the folder of claims that the commands take by default


def payload(run: Run, claims: Sequence[Record], links: Links, earlier: Sequence[Run]) -> dict[str, Any]:
    """The script's data: the claims in the order of the list, and what they share."""
    kept, packed, assumed = Examples(run), Packed(run), dict[str, str]()
    past = [(run_name(old), {record.id: record for record in old.claims}) for old in earlier]
    trials: dict[str, list[dict[str, Any]]] = {}
    for row in run.necessity:
        trials.setdefault(row.claim or "", []).append({**row.to_json(), "words": necessity_words(row)})
    entries, relations = [], list[Any]()
    for record in claims:
        history = [(name, then[record.id]) for name, then in past if record.id in then]
        entry = {
            **_own(run, record, assumed),
            "examples": kept.by_claim.get(record.id, []),
            "titles": kept.titles_of(record),
            "files": packed.of(record),
            "usedBy": links.used_by.get(record.id, []),
            "fallen": links.fallen(record),
            "repairs": links.repairs.get(record.id, []),
            "proposals": [proposal.to_json() for proposal in record.repairs],
            "symbols": used(record, run.header.symbols),
            "necessity": trials.get(record.id, []),
            "history": [past_line(name, then) for name, then in history],
            "now": past_line("this run", record)[-1] if history else None,
        }
        words = entry["relation"]
        if words is not None and words not in relations:
            relations.append(words)
        entry["relation"] = None if words is None else relations.index(words)
        if not any("digest" in one.get("same", ()) for one in entry["examples"]):
            entry.pop("digest", None)  # a kept file's alone
        entries.append({key: value for key, value in entry.items() if value not in (None, [], "", {})})
    for symbol in run.header.symbols:  # an assumption that is made nowhere, only dropped
        if symbol.assumption and "$" not in symbol.tex:
            assumed.setdefault(symbol.assumption, symbol.tex)
    return {
        "claims": entries,
        "marks": VERDICT_MARKS,
        "relations": relations,
        "versions": kept.versions,
        "titles": kept.titles,
        "words": kept.checks.words,
        "shared": packed.shared,
        "library": packed.library,
        "assumed": assumed,
        "replay": replay_command(run),
        "source": package_source(),
    }


def past_line(name: str, record: Record) -> list[Any]:
    """A run of a claim's history: name, verdict, measured in words, instances, and measured as a number."""
    value = record.digits if reads(record) == "digits" else tightest(record)
    finite = value if value is not None and math.isfinite(value) else None
    return [name, record.verdict, measured(record), record.applicable, finite]


def _own(run: Run, record: Record, assumed: dict[str, str]) -> dict[str, Any]:
    data, problems = drawn(run, record)
    if record.form == "mutant":
        # Its margins are those of the claim that it varies, and how a falsehood depends on sizes nobody asks.
        data.pop("margins", None)
        data.pop("by_axis", None)
    return {
        **{key: value for key, value in record.to_json().items() if key not in ELSEWHERE},
        "assumptions": [_assumption(one, assumed) for one in record.assumptions],
        "traceback": (record.traceback or "")[-TEXT_LIMIT:],
        "measured": measured(record),
        "weighed": weighed(record),
        "top": tightest(record),
        "time": duration(record.seconds),
        "plots": data,
        "problems": problems,
    }


def _assumption(one: AssumptionRecord, assumed: dict[str, str]) -> dict[str, Any]:
    """How an assumption fared; its title where that is not the one under its name in ``assumed``."""
    shown: dict[str, Any] = one.to_json()
    if assumed.setdefault(one.name, one.title) == one.title:
        shown.pop("title", None)
    shown["margin"] = {name: rounded(value) for name, value in (shown["margin"] or {}).items()}
    if not shown["undefined"]:
        shown.pop("undefined")
    return {key: value for key, value in shown.items() if value not in (None, {})}


def package_source() -> str:
    """Where a reader gets the package: its repository where it declares one, else from who sent the page."""
    try:
        declared = metadata("icl_verify").get_all("Project-URL") or []
    except PackageNotFoundError:
        declared = []
    found = [one.partition(", ")[2] for one in declared if one.lower().startswith(("repository", "source"))]
    return f"from {found[0]}" if found else "which whoever sent this page has"


def replay_command(run: Run) -> dict[str, str]:
    """The command that judges a kept instance again, but for the instance's path in the run's folder.

    It works where the run was made: the folder is named from there where it lies below.
    """
    folder = Path(run.folder).resolve()
    declared = run.header.folder
    if folder.is_relative_to(Path.cwd()):
        place = folder.relative_to(Path.cwd()).as_posix()
    else:
        place = declared or folder.as_posix()
    properties = run.header.properties
    other = properties not in ("", PROPERTIES)
    options = f" --properties {shlex.quote(properties)}" if other else ""
    return {"folder": place, "options": options, "properties": properties or PROPERTIES}

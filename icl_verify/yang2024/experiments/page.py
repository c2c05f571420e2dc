"""The figure as one self-contained HTML page: panels that answer to the pointer, and the judgement."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from icl_verify.yang2024.experiments.curves import Panel
from icl_verify.yang2024.experiments.drawing import COLOURS
from icl_verify.yang2024.experiments.judge import OURS
from icl_verify.yang2024.experiments.output import counted
from icl_verify.yang2024.experiments.page_script import SCRIPT, STYLE

_MARKS = {"holds": "✓", "refuted": "✗", "undecided": "?", "does not apply": "∅"}


def write_page(
    path: Path, title: str, panels: Sequence[Panel], content: dict[str, Any], picture: str
) -> None:
    """Write the page; without scripts it shows ``picture``, a file beside it."""
    figure = f"Figure {content['figure']}"
    data = json.dumps(_finite([asdict(p) for p in panels]), separators=(",", ":")).replace("<", "\\u003c")
    state = "<p class='warn'>Interrupted: what was trained is drawn, nothing is decided.</p>"
    document = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{figure}: {html.escape(title)}</title><style>{STYLE}</style></head><body>
<main><h1>{figure}: {html.escape(title)}</h1>
{_headline(content)}{_summary(content)}{state if content["interrupted"] else ""}
<p class="hint">Lines are medians over seeds, bands reach from the lowest to the highest. Point at a
panel for its numbers; click a name to hide its line; "log" switches the vertical axis.</p>
<p>{_links(content)}</p>
<div id="panels"></div>
<noscript><img src="{html.escape(picture)}" alt="{figure}: {html.escape(title)}"></noscript>
<h2>Judgement</h2>{_table(content)}
<h2>Made with</h2>{_made_with(content)}</main>
<script>const PANELS={data};const COLOURS={json.dumps(COLOURS)};{SCRIPT}</script></body></html>
"""
    path.write_text(document, encoding="utf-8")


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    return value


def _headline(content: dict[str, Any]) -> str:
    """The first sentence that we read off the paper, with its verdicts over all readings."""
    first = next((s for s in content["sentences"] if s["source"] != OURS), None)
    if first is None:
        return ""
    verdicts = [s["verdict"] for s in content["sentences"] if s["id"] == first["id"]]
    counts = ", ".join(f"{v} in {verdicts.count(v)}" for v in _MARKS if v in verdicts)
    source, sentence = html.escape(first["source"]), html.escape(first["sentence"])
    return (
        f"<p>As we read {source}: <b>{sentence}</b> What it leaves open was read in {len(verdicts)} "
        f"{'way' if len(verdicts) == 1 else 'ways'}: {counts}.</p>\n"
    )


def _summary(content: dict[str, Any]) -> str:
    seeds = content["seeds"]
    return (
        f"<p>Scale {content['scale']}; seeds {seeds[0]} to {seeds[-1]}; {content['seconds']:.0f} s. "
        f"Judged, {counted(content)}. "
        f"Exact sign test over seeds at level {content['level']:g} a sentence.</p>"
    )


def _links(content: dict[str, Any]) -> str:
    name = f"figure{content['figure']}"
    files = {
        f"{name}.csv": "data (CSV)",
        f"{name}.png": "picture (PNG)",
        "judgement.json": "judgement (JSON)",
    }
    return ", ".join(f"<a href='{path}'>{text}</a>" for path, text in files.items())


def _table(content: dict[str, Any]) -> str:
    rows, last = [], None
    for s in sorted(content["sentences"], key=lambda s: (s["source"] == OURS, s["id"])):
        if s["sentence"] != last:
            last = s["sentence"]
            source = html.escape(s["source"])
            head = f"{html.escape(last)} ({source}) <small>{html.escape(s['measured'])}</small>"
            rows.append(f"<tr><th colspan='5' scope='rowgroup'>{head}</th></tr>")
        note = html.escape(s["note"]) + ("" if s["reproducible"] else " Wall-clock: not reproducible.")
        out = s["outcomes"]
        count = f"{out.count(1)} for, {out.count(-1)} against of {len(out)}"
        rows.append(
            f"<tr class='{s['verdict'].split()[0]}'><td>{_MARKS[s['verdict']]} {s['verdict']}</td>"
            f"<td>{html.escape(s['reading'])}</td><td>{s['median_text']}</td><td>{count}</td><td>{note}</td></tr>"
        )
    head = "<tr><th>Verdict</th><th>Reading</th><th>Median</th><th>Seeds</th><th>Note</th></tr>"
    return f"<div class='scroll'><table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></div>"


def _made_with(content: dict[str, Any]) -> str:
    pairs = {**content["environment"], **content["options"]}
    items = "".join(f"<dt>{html.escape(str(k))}</dt><dd>{html.escape(str(v))}</dd>" for k, v in pairs.items())
    return f"<details><summary>Versions and options</summary><dl>{items}</dl></details>"

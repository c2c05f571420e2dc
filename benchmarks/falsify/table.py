"""The table and the plot of the falsification benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

GRADES = ("blatant", "moderate", "subtle", "mutant", "printed")
STARTS = ("wide", "tame", "catalogue")
METHODS = ("hunt", "seeds", "hypothesis", "plain")
COLOURS = {"hunt": "#0072B2", "seeds": "#E69F00", "hypothesis": "#009E73", "plain": "#CC79A7"}
Results = Mapping[str, Mapping[str, Any]]


def table(results: Results) -> str:
    """Trials (a statement with a seed) that refuted, the median time to proof, the median of instances."""
    heads = f"{'refuted':>9} {'median s':>9} {'cpu s':>9} {'instances':>10}"
    lines = [f"{'start':<10} {'grade':<9} {'method':<11} {heads}"]
    for start in STARTS:
        for grade in GRADES:
            for method in METHODS:
                rows = _rows(results, start, grade, method)
                if not rows:
                    continue
                refuted = sum(r["refuted"] for r in rows)
                clock, cpu = (_median(rows, key) for key in ("seconds", "cpu"))
                instances = float(np.median([r["instances"] for r in rows]))
                count = f"{refuted:>4}/{len(rows):<4}"
                lines.append(f"{start:<10} {grade:<9} {method:<11} {count} {clock} {cpu} {instances:10,.0f}")
    survivors = sorted(
        f"  {r['start']}: {r['statement']} (seed {r['seed']})"
        for r in results.values()
        if r["method"] == "hunt" and not r["refuted"]
    )
    return "\n".join(
        [*lines, "not refuted by the hunt:" if survivors else "the hunt refuted all of them", *survivors]
    )


def _median(rows: list[Mapping[str, Any]], key: str) -> str:
    median = float(np.median([r[key] if r["refuted"] else np.inf for r in rows]))
    return f"{median:9.3f}" if np.isfinite(median) else f"{'> ' + format(rows[0]['limit'], 'g'):>9}"


def _rows(results: Results, start: str, grade: str, method: str) -> list[Mapping[str, Any]]:
    return [r for r in results.values() if (r["start"], r["grade"], r["method"]) == (start, grade, method)]


def draw(results: Results, path: Path) -> None:
    """Share of the statements refuted against time, one panel a way to start."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    starts = [s for s in STARTS if any(r["start"] == s for r in results.values())]
    figure, panels = pyplot.subplots(
        1, len(starts), figsize=(4.5 * len(starts), 3.6), squeeze=False, sharey=True
    )
    titles = {"wide": "scales over all decades", "tame": "scales within two decades of 1",
              "catalogue": "mutants and refuted claims"}  # fmt: skip
    for panel, start in zip(panels[0], starts, strict=True):
        for method in METHODS:
            rows = [r for r in results.values() if r["start"] == start and r["method"] == method]
            times = sorted(r["cpu"] for r in rows if r["refuted"])
            if rows:
                shares = np.arange(1, len(times) + 1) / len(rows)
                panel.step([1e-3, *times, rows[0]["limit"]], [0, *shares, len(times) / len(rows)],
                           where="post", label=method, color=COLOURS[method])  # fmt: skip
        panel.set_xscale("log")
        panel.set_title(titles[start], fontsize=10)
        panel.set_xlabel("processor seconds to the first proof")
    panels[0][0].set_ylabel("share refuted")
    panels[0][0].set_ylim(0, 1.02)
    panels[0][0].legend(loc="lower right", fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=150)
    pyplot.close(figure)

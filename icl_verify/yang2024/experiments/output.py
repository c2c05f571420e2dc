"""The files beside a figure: its data, its judgement, and what they were made with."""

from __future__ import annotations

import csv
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from icl_verify.version import __version__
from icl_verify.yang2024.experiments.curves import Curves
from icl_verify.yang2024.experiments.judge import NOT_APPLICABLE, OURS, Sentence
from icl_verify.yang2024.experiments.options import Options, fingerprint

SCHEMA = 1
HEADER = ("reading", "series", "seed", "quantity", "x", "value")


def write_curves(path: Path, curves: Curves) -> None:
    """One row a point and seed; numbers with nine digits, so that the same run writes the same bytes."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEADER)
        for curve in curves.all:
            for seed, values in zip(curve.seeds, curve.values.tolist(), strict=True):
                for x, value in zip(curve.x.tolist(), values, strict=True):
                    rows.writerow(
                        (curve.reading, curve.series, seed, curve.quantity, f"{x:g}", f"{value:.9g}")
                    )


def write_seconds(path: Path, rows: Sequence[tuple[str, str, int, int, float]]) -> None:
    """The wall-clock seconds of training at each evaluation; no two runs write the same."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("reading", "series", "seed", "iteration", "seconds"))
        for reading, series, seed, iteration, seconds in rows:
            out.writerow((reading, series, seed, iteration, f"{seconds:.4f}"))


def environment(device: torch.device, workers: int) -> dict[str, Any]:
    """Versions and machine."""
    return {
        "icl_verify": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "device": str(device),
        "workers": workers,
    }


def judgement(
    options: Options,
    sentences: Sequence[Sentence],
    *,
    seconds: float,
    complete: bool,
    versions: dict[str, Any],
) -> dict[str, Any]:
    """The content of judgement.json: every verdict, with the seeds and options it rests on."""
    return {
        "schema": SCHEMA,
        "figure": options.figure,
        "scale": options.scale,
        "interrupted": not complete,
        "seeds": list(options.all_seeds),
        "level": options.level,
        "level_note": "a sentence alone; not corrected for their number",
        "seconds": round(seconds, 2),
        "options": fingerprint(options),
        "environment": versions,
        "sentences": [s.as_json() for s in sentences],
    }


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Strict JSON, replaced atomically."""
    part = path.with_suffix(".part")
    part.write_text(
        json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8"
    )
    part.replace(path)


_COLOURS = {"holds": "32", "refuted": "31", "undecided": "33", "does not apply": "33"}


def show(content: dict[str, Any], folder: Path) -> None:
    """The verdicts in the terminal, a sentence a line with its readings below it."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    seeds = content["seeds"]
    print(
        f"Figure {content['figure']} ({content['scale']}), seeds {seeds[0]}..{seeds[-1]}, "
        f"level {content['level']}"
    )
    by_text: dict[str, list[dict[str, Any]]] = {}
    for sentence in content["sentences"]:
        by_text.setdefault(sentence["sentence"], []).append(sentence)
    for text, judged in by_text.items():
        print(f"\n{text} ({judged[0]['source']})\n  [{judged[0]['measured']}]")
        notes = {one["note"] for one in judged}
        # One note for all readings stands above them, others beside what they are about.
        shared = len(notes) == 1
        if shared and judged[0]["note"]:
            print(f"  note: {judged[0]['note']}")
        for one in judged:
            verdict = f"{one['verdict']:<9}"
            if colour:
                verdict = f"\033[{_COLOURS[one['verdict']]}m{verdict}\033[0m"
            clock = "" if one["reproducible"] else "  (wall-clock: not reproducible)"
            numbers = f"median {one['median_text']}, {_count(one)}, p {_p(one)}{clock}"
            note = f"  [{one['note']}]" if one["note"] and not shared else ""
            print(f"  {verdict} {one['reading']}: {numbers}{note}")
    print(f"\n{counted(content)}")
    if content["interrupted"]:
        print("\nInterrupted: what was trained is drawn, and nothing is decided. Continue with --resume.")
    print(f"\n{folder.resolve()}  ({content['seconds']:.0f} s)")


def counted(content: dict[str, Any]) -> str:
    """The verdicts on the paper's sentences and on this suite's own, counted apart."""
    parts = []
    for whose, own in (("the paper's", False), ("ours", True)):
        verdicts = [s["verdict"] for s in content["sentences"] if (s["source"] == OURS) == own]
        counts = ", ".join(
            f"{verdicts.count(v)} {v}" for v in _COLOURS if verdicts.count(v) or v != NOT_APPLICABLE
        )
        parts.append(f"{whose}: {counts}")
    return "; ".join(parts)


def _p(one: dict[str, Any]) -> str:
    """The p-value of the side that the seeds lean to."""
    return f"{min(one['p_holds'], one['p_refuted']):.2g}"


def _count(one: dict[str, Any]) -> str:
    outcomes = one["outcomes"]
    return f"{outcomes.count(1)} for, {outcomes.count(-1)} against of {len(outcomes)}"

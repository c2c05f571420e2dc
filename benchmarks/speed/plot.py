"""The table as a picture."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from benchmarks.speed.measure import Cell


def draw(cells: list[Cell], path: Path) -> None:
    """Microseconds a step and instance, one group of points a cell, one colour a contender."""
    figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
    labels = [f"{tuple(c.shape[a] for a in 'NKdmH')}\nbatch {c.batch}" for c in cells]
    for name in cells[0].microseconds:
        axes.plot(range(len(cells)), [c.microseconds[name] for c in cells], "o", label=name, markersize=5)
    axes.set_yscale("log")
    axes.set_xticks(range(len(cells)), labels, rotation=60, ha="right", fontsize=7)
    axes.set_ylabel("microseconds a step and instance")
    axes.grid(axis="y", alpha=0.3)
    axes.legend(fontsize=8, ncols=3)
    figure.savefig(path, dpi=130)
    plt.close(figure)

"""The figure as PNG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

from icl_verify.yang2024.experiments.curves import Line, Panel

# Told apart without colour vision too (Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_COLUMNS = 4


def draw(path: Path, title: str, panels: Sequence[Panel]) -> None:
    """All panels in one picture: median over seeds, band from the lowest to the highest."""
    columns = min(_COLUMNS, len(panels)) if len(panels) != 6 else 3
    rows = math.ceil(len(panels) / columns)
    # No pyplot: it would keep the figure and choose a display.
    figure = Figure(figsize=(4.6 * columns, 3.6 * rows + 0.5), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title)
    for i, panel in enumerate(panels):
        _draw_panel(figure.add_subplot(rows, columns, i + 1), panel)
    figure.savefig(path, dpi=130)


def _draw_panel(axes: Axes, panel: Panel) -> None:
    for i, line in enumerate(panel.lines):
        _draw_line(axes, panel, line, COLOURS[i % len(COLOURS)])
    for at, label in panel.marks:
        axes.axvline(at, color="0.5", linewidth=0.8, linestyle=":")
        # Inside the axes and over the lines: at the frame it would be cut, below them not read.
        axes.annotate(
            label,
            (at, 1.0),
            (0, 2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            fontsize=7,
            ha="center",
            color="0.3",
        )
    if panel.log_x:
        axes.set_xscale("log", base=2)
        axes.set_xticks(panel.lines[0].x)
        axes.xaxis.set_major_formatter(ScalarFormatter())
    if panel.log_y:
        axes.set_yscale("log")
    # Marks are named between the frame and the title, where no legend covers them.
    axes.set_title(panel.title, fontsize=9, pad=12 if panel.marks else 6)
    axes.set_xlabel(panel.x_label)
    axes.set_ylabel(panel.y_label)
    axes.legend(fontsize=7, framealpha=0.6)
    axes.grid(alpha=0.25)


def _draw_line(axes: Axes, panel: Panel, line: Line, colour: str) -> None:
    def shown(values: list[float]) -> list[float]:
        return [
            v if math.isfinite(v) and v < 1e12 and (v > 0 or not panel.log_y) else math.nan for v in values
        ]

    style = "--" if line.dashed else "-"
    single = "o" if len(line.x) < 10 else None
    axes.plot(
        line.x, shown(line.middle), style, color=colour, label=line.label, linewidth=1.5, marker=single, ms=3
    )
    axes.fill_between(line.x, shown(line.low), shown(line.high), color=colour, alpha=0.15, linewidth=0)

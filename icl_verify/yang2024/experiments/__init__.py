"""The paper's experiments (its section 6), reproduced and judged: Figures 2 to 5."""

from __future__ import annotations

from icl_verify.yang2024.experiments.command import add_arguments, main
from icl_verify.yang2024.experiments.run import FigureResult, run_figure

__all__ = ["FigureResult", "add_arguments", "main", "run_figure"]

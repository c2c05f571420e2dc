"""How a run is shown: one self-contained page, a table for the terminal, a summary for a pull request.

Everything here is drawn from a run's folder as `icl_verify.records.run` reads it, never from live objects.
"""

from icl_verify.report.compare import Comparison, compare
from icl_verify.report.letter import letter
from icl_verify.report.render import render
from icl_verify.report.text import markdown, terminal_table

__all__ = ["Comparison", "compare", "letter", "markdown", "render", "terminal_table"]

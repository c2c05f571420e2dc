"""Numbers, times and names as the report says them, in the page and in the terminal."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from icl_verify.records.run import Run
from icl_verify.records.schema import Record

VERDICT_MARKS = {"holds": "✓", "refuted": "✗", "inconclusive": "?", "vacuous": "∅", "error": "!"}
ORIGINS = {"drawn": "", "hunted": "hunted", "corpus": "in the corpus"}
FORM_WORDS = {
    "printed": "as the source prints it",
    "reading": "ours, of a sentence in words",
    "corrected": "our repair of a printed claim",
    "conjecture": "ours, proved by nobody",
    "control": "true and close to a bound",
    "mutant": "false on purpose: to be refuted",
    "necessity": "a claim without one assumption",
}


PROFILE_WORDS = {
    "quick": "A quick run is a first look: 72 shapes a population, 40 steps of hunting a bound, minutes.",
    "standard": "A standard run draws 200 shapes a population and hunts each bound for 200 steps.",
    "thorough": "A thorough run draws 1,000 shapes a population and hunts each bound for hours.",
}


def tightest(record: Record) -> float | None:
    """The largest lhs/rhs known of a claim: in balls, else among the draws in float64.

    Infinite where a positive side stands against zero, None where nothing was measured.
    """
    if record.largest is not None:
        value = record.largest.value
    elif record.tightness is not None:
        value = record.tightness.max
    else:
        return None
    return math.inf if value is None and record.verdict == "refuted" else value


def tightest_known(record: Record) -> float | None:
    """The largest lhs/rhs known of a claim, drawn, hunted or kept; None where it is no ratio."""
    hunted = record.hunt.best if record.hunt else None
    kept = record.corpus.best if record.corpus else None
    known = [value for value in (tightest(record), hunted, kept) if value is not None]
    return max(known, default=None) if reads(record) == "ratio" else None


def measured(record: Record) -> str:
    """The tightest value of a claim; where its sides are to be equal the digits to which they agree.

    Sides that share no digit show their difference over scale instead; chances the share of events seen and
    half the width of its interval.
    """
    if record.events is not None:
        seen = record.events
        return f"{100 * seen.share:.3g}% ± {100 * (seen.high - seen.low) / 2:.2g}"
    if record.digits is not None and reads(record) == "digits":
        digits = record.digits
        return f"{digits:.3g} digits" if digits >= 1 else f"off by {short(10.0 ** min(-digits, 300.0))}"
    top = tightest(record)
    # What is to be positive is measured by its negative in balls, in float64 by 1 less its share of scale.
    if top is not None and math.isfinite(top) and reads(record) == "least":
        in_balls = top < 0 or record.verdict == "refuted"
        return f"least {short(-top)}" if in_balls else f"least {short(1 - top)} of scale"
    known = record.largest
    return short(top) if known is None or known.origin == "drawn" else f"{short(top)} {ORIGINS[known.origin]}"


def weighed(record: Record) -> str:
    """On how many instances that float64 has nothing against balls were asked, and whether it has their
    numbers; empty where nothing was weighed."""
    found = record.weighed
    if found is None:
        return ""
    asked = f"{count(found.members)} instance{'' if found.members == 1 else 's'}"
    if found.off:
        return f"{asked}, float64 off on {count(found.off)}"
    return asked if found.apart is None else f"{asked}, float64 right to {short(found.apart)}"


def reads(record: Record) -> str:
    """How the extreme of a claim's tightness is read: as ``ratio``, ``digits`` or ``least`` value.

    Records of before their relations had words are told apart by what they measured.
    """
    if record.relation:
        return record.relation.reads
    if record.tightness is None:
        return "digits" if record.digits is not None else "ratio"
    top = record.tightness.max
    return "least" if top is not None and top < 0 else "ratio"


def short(value: float | None) -> str:
    """A number for the eye:

    three digits, the exponent where it helps, near 1 the distance from 1. None is an em dash.
    """
    if value is None:
        return "—"
    if math.isinf(value):
        return "∞"
    if value == 0 or value == 1:
        return str(int(value))
    if abs(value - 1) < 5e-4:
        return f"1{'+' if value > 1 else '−'}{_exponent(f'{abs(value - 1):.0e}')}"
    if 1e-3 <= abs(value) < 1e4:
        return f"{value:.0f}" if abs(value) >= 999.5 else f"{value:.3g}"
    return _exponent(f"{value:.1e}")


def _exponent(text: str) -> str:
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}"


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def count(number: int) -> str:
    """An integer with narrow spaces between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def when(started: str) -> str:
    """An ISO time as a date and a time; anything else as it is."""
    try:
        time = datetime.fromisoformat(started)
    except ValueError:
        return started
    zone = time.strftime(" %Z") if time.tzinfo else ""
    return f"{time.day} {time.strftime('%B %Y, %H:%M')}{zone}"


def run_name(run: Run) -> str:
    """A run in a few words: its profile, seed and time."""
    header = run.header
    started = f", {when(header.started)}" if header.started else ""
    return f"{header.profile}, seed {header.seed}{started}"


def clean(text: str) -> str:
    """`text` in one line without control characters:

    what a record says must not steer the terminal that prints it.
    """
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") else c for c in text)


def fitted(text: str, width: int) -> str:
    """``text`` in at most so many characters; what is left out in the middle is an ellipsis."""
    if len(text) <= width:
        return text
    kept = max(width - 1, 0)
    return f"{text[: kept - kept // 2]}…{text[len(text) - kept // 2 :]}" if kept > 1 else "…"[:width]


def path_end(path: str, width: int) -> str:
    """A path in at most so many characters: its last parts, the rest an ellipsis."""
    parts = path.split("/")
    while len(parts) > 1 and len("/".join(parts)) > width:
        parts = ["…", *parts[2:]] if parts[0] == "…" else ["…", *parts[1:]]
    return fitted("/".join(parts), width)


LEAST_PATH = 16  # characters of a path, below which it says nothing


def table(
    rows: Sequence[Sequence[str]],
    head: Sequence[str] = (),
    width: int | None = None,
    *,
    paths: bool = False,
) -> str:
    """Left-aligned columns for a terminal.

    Arguments:
        width: of a line, any for None. To fit, the first column is shortened.
        paths: whether the last column holds paths, which are shortened first, or left out where no room is
            left for them.
    """
    lines = [[clean(cell) for cell in row] for row in ([head, *rows] if head else rows)]
    if not lines:
        return ""
    if width is not None and paths:
        lines = _with_paths(lines, width)
    widths = _widths(lines)
    if width is not None and _total(widths) > width:
        widths[0] = max(1, widths[0] - _total(widths) + width)
        lines = [[fitted(line[0], widths[0]), *line[1:]] for line in lines]
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _with_paths(lines: list[list[str]], width: int) -> list[list[str]]:
    """The lines with their paths as long as there is room for."""
    widths = _widths(lines)
    room = widths[-1] - max(0, _total(widths) - width)
    if room < min(LEAST_PATH, widths[-1]):
        return [line[:-1] for line in lines]
    return [[*line[:-1], path_end(line[-1], room)] for line in lines]


def _widths(lines: list[list[str]]) -> list[int]:
    return [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]


def _total(widths: list[int]) -> int:
    return 2 * len(widths) + sum(widths)

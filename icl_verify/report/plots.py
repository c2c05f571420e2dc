"""What a claim's plots show:

The kept data checked and thinned for the page, and the small strip of a list row.

The interactive plots are drawn in the browser (`templates/plot.js`) from what `plot_data` returns; the strip
is drawn here, so that the list is whole without a script.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from icl_verify.records.example import Curve, Group, Histogram, PlotData
from icl_verify.records.files import Json
from icl_verify.records.run import Run, read_attached
from icl_verify.records.schema import Record, Tightness
from icl_verify.report.words import measured, reads, short, tightest

DIGITS = 4  # of a number in a plot: more than a page shows
WHOLE = 1e9  # whole numbers up to here, steps and sizes, stay as they are
POINTS_LIMIT = 240  # of a curve: more than a page shows
CURVES_LIMIT = 12
STRIP_WIDTH, STRIP_HEIGHT = 116, 18
STRIP_DECADES = (-4.0, 1.0)  # log10 of the tightness at the strip's ends; 0 is equality
STRIP_DIGITS = 17.0
BREAK = "M{0} 4l6 10m0 -10l-6 10"


def drawn(run: Run, record: Record) -> tuple[dict[str, Any], list[str]]:
    """The plots' data of a claim and what of it could not be read."""
    if record.data is None:
        return {}, []
    try:
        return plot_data(read_attached(run.folder, record.data))
    except ValueError as problem:
        return {}, [str(problem)[:300]]


def plot_data(data: Mapping[str, Json]) -> tuple[dict[str, Any], list[str]]:
    """The parts of a claim's data file, rounded, and a sentence for each part that cannot be read."""
    thinned: dict[str, Any] = {}
    problems = []
    for key, value in data.items():
        if value is None:
            continue
        try:
            part = getattr(PlotData.from_json({key: value}, "data"), key)
            thinned[key] = _THIN[key](part)
        except ValueError as problem:
            problems.append(f"{key[:60]} cannot be drawn: {problem}"[:200])
    return thinned, problems


def rounded(value: float | None) -> int | float | None:
    """A number to as many digits as a page shows."""
    if value is None:
        return None
    return int(value) if value == int(value) and abs(value) < WHOLE else float(f"{value:.{DIGITS}g}")


def _histogram(histogram: Histogram) -> dict[str, Any]:
    edges = [rounded(edge) for edge in histogram.edges]
    return {"edges": _ends(edges), "counts": [rounded(count) for count in histogram.counts]}


def _margins(margins: Mapping[str, Histogram | None]) -> dict[str, Any]:
    return {name: _histogram(one) for name, one in margins.items() if one is not None}


def _ends(edges: list[Any]) -> list[float]:
    """The first and the last of edges at equal steps: the rest follows. Other edges as they are."""
    step = (edges[-1] - edges[0]) / (len(edges) - 1)
    even = all(
        abs(edge - edges[0] - i * step) <= 10.0 ** (1 - DIGITS) * max(abs(edge), step)
        for i, edge in enumerate(edges)
    )
    return [edges[0], edges[-1]] if even else edges


def _by_axis(by_axis: Mapping[str, tuple[Group, ...]]) -> dict[str, Any]:
    # Rows without their keys: a run has thousands of them. An axis with one value shows no dependence.
    return {
        axis: [[rounded(number) for number in (one.value, one.q50, one.max)] for one in groups]
        for axis, groups in by_axis.items()
        if len(groups) > 1
    }


def _curves(curves: Sequence[Curve]) -> list[dict[str, Any]]:
    thinned = []
    for curve in curves[:CURVES_LIMIT]:
        keep = _spread(len(curve.times))
        columns = {"times": curve.times, **curve.values}
        kept = {name: [rounded(column[i]) for i in keep] for name, column in columns.items()}
        thinned.append({"label": curve.label, **kept})
    return thinned


_THIN: dict[str, Callable[[Any], Any]] = {
    "histogram": _histogram, "by_axis": _by_axis, "curves": _curves, "margins": _margins,
}  # fmt: skip


def _spread(length: int) -> list[int]:
    """Which of `length` points to keep:

    all, or the first dense and the later ones at equal steps, ends included.
    """
    if length <= POINTS_LIMIT:
        return list(range(length))
    dense = POINTS_LIMIT // 4
    rest = POINTS_LIMIT - dense
    return sorted(
        set(range(dense)) | {dense + round(i * (length - 1 - dense) / (rest - 1)) for i in range(rest)}
    )


def strip(record: Record) -> Markup:
    """The tightness of one claim at a glance, with its text:

    Median to 95% as a bar, the tightest as a mark, equality as a line.

    A claim judged as an equality shows how many digits agree, one on chances the share of events seen.
    """
    top = tightest(record)
    below = (top is not None and (top < 0 or reads(record) == "least")) or (
        record.digits is not None and record.digits < 1
    )
    if below or record.events is not None:
        return Markup('<span class="figure alone">{}</span>').format(measured(record))
    if record.tightness is not None:
        return _ratio_strip(record.tightness, top, measured(record), record.verdict == "refuted")
    if record.digits is not None:
        return _digit_strip(record.digits)
    return Markup('<span class="none">—</span>')


def _place(tightness: float) -> float:
    low, high = STRIP_DECADES
    exponent = math.log10(tightness) if tightness > 0 else low
    return round(4 + (min(max(exponent, low), high) - low) / (high - low) * (STRIP_WIDTH - 12), 1)


def _svg(label: str, width: int, *parts: str) -> str:
    return (
        f'<svg class="strip" role="img" aria-label="{escape(label)}" width="{width}" height="{STRIP_HEIGHT}" '
        f'viewBox="0 0 {width} {STRIP_HEIGHT}">{"".join(parts)}</svg>'
    )


def _ratio_strip(tightness: Tightness, top: float | None, said: str, refuted: bool) -> Markup:
    middle, high = tightness.q50, tightness.q95
    parts = [
        f'<path class="axis" d="M2 9h{STRIP_WIDTH - 4}"/>',
        f'<path class="one" d="M{_place(1.0)} 1v16"/>',
    ]
    words = []
    if middle is not None and high is not None:
        left, right = _place(middle), _place(high)
        parts.append(f'<path class="bulk" d="M{left} 9H{max(right, left + 1)}"/>')
        words.append(f"median {short(middle)}, 95% below {short(high)}")
    if top is not None:
        place = _place(top)
        mark = ("top broken", BREAK.format(place - 3)) if refuted and top > 1 else ("top", f"M{place} 4v10")
        parts.append('<path class="{}" d="{}"/>'.format(*mark))
        words.append(f"tightest {said}")
    label = "Tightness: " + ("; ".join(words) or "not measured")
    return Markup(_svg(label, STRIP_WIDTH, *parts) + f'<span class="figure">{short(top)}</span>')


def _digit_strip(digits: float) -> Markup:
    width = STRIP_WIDTH - 34  # the words beside it are longer than a ratio
    length = round(4 + min(max(digits / STRIP_DIGITS, 0.0), 1.0) * (width - 8), 1)
    parts = (f'<path class="axis" d="M2 9h{width - 4}"/>', f'<path class="bulk digits" d="M4 9H{length}"/>')
    label = f"Sides agree to {digits:.1f} digits or more"
    return Markup(_svg(label, width, *parts) + f'<span class="figure">{digits:.3g} digits</span>')

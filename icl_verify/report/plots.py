"""What a claim's plots show:

The kept data checked and thinned for the page, and the small strip of a list row.

The interactive plots are drawn in the browser (`templates/plot.js`) from what `plot_data` returns; the strip
is drawn here, so that the list is whole without a script.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from icl_verify.report.words import measured, short, tightest

DIGITS = 4  # of a number in a plot: more than a page shows
WHOLE = 1e9  # whole numbers up to here, steps and sizes, stay as they are
POINTS_LIMIT = 240  # of a curve: more than a page shows
CURVES_LIMIT = 12
STRIP_WIDTH, STRIP_HEIGHT = 116, 18
STRIP_DECADES = (-4.0, 1.0)  # log10 of the tightness at the strip's ends; 0 is equality
STRIP_DIGITS = 17.0
BREAK = "M{0} 4l6 10m0 -10l-6 10"


def plot_data(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The known parts of a claim's data file, rounded, and a sentence for each part that cannot be read."""
    readers: dict[str, Callable[[Any], Any]] = {
        "histogram": _histogram,
        "by_axis": _by_axis,
        "curves": _curves,
        "margins": lambda margins: {
            str(name): _histogram(one) for name, one in margins.items() if one is not None
        },
    }
    kept, problems = {}, []
    for key, reader in readers.items():
        if data.get(key) is None:
            continue
        try:
            kept[key] = reader(data[key])
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            problems.append(f"{key} cannot be drawn: {type(problem).__name__}: {problem}"[:200])
    return kept, problems


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"values must be numbers or null, got {type(value).__name__}")
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) < WHOLE else float(f"{value:.{DIGITS}g}")


def _numbers(values: Any, name: str) -> list[float | None]:
    if not isinstance(values, list):
        raise ValueError(f"{name} must be a list, got {type(values).__name__}")
    return [_number(value) for value in values]


def _histogram(value: Any) -> dict[str, Any]:
    edges, counts = _numbers(value["edges"], "edges"), _numbers(value["counts"], "counts")
    if len(edges) != len(counts) + 1 or None in edges or None in counts:
        raise ValueError(f"{len(counts)} counts need {len(counts) + 1} finite edges, got {len(edges)}")
    return {"edges": _ends(edges), "counts": counts}


def _ends(edges: list[Any]) -> list[float]:
    """The first and the last of edges at equal steps: the rest follows. Other edges as they are."""
    step = (edges[-1] - edges[0]) / (len(edges) - 1)
    even = all(
        abs(edge - edges[0] - i * step) <= 10.0 ** (1 - DIGITS) * max(abs(edge), step)
        for i, edge in enumerate(edges)
    )
    return [edges[0], edges[-1]] if even else edges


def _by_axis(value: Any) -> dict[str, Any]:
    # Rows without their keys: a run has thousands of them. An axis with one value shows no dependence.
    keys = ("value", "q50", "max")
    return {
        str(axis): [[_number(row.get(key)) for key in keys] for row in rows]
        for axis, rows in value.items()
        if len(rows) > 1
    }


def _curves(value: Any) -> list[dict[str, Any]]:
    curves = []
    for curve in value[:CURVES_LIMIT]:
        columns = {str(key): _numbers(values, key) for key, values in curve.items() if key != "label"}
        if "times" not in columns or len({len(column) for column in columns.values()}) != 1:
            raise ValueError("times and every curve over them must be of one length")
        keep = _spread(len(columns["times"]))
        curves.append(
            {
                "label": str(curve.get("label", "")),
                **{key: [column[i] for i in keep] for key, column in columns.items()},
            }
        )
    return curves


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


def strip(record: Mapping[str, Any]) -> Markup:
    """The tightness of one claim at a glance, with its text:

    Median to 95% as a bar, the tightest as a mark, equality as a line.

    A claim judged as an equality shows how many digits agree. Without either an em dash.
    """
    top = tightest(record)
    if (top is not None and top < 0) or (record["digits"] is not None and record["digits"] < 1):
        return Markup('<span class="figure alone">{}</span>').format(measured(record))
    if record["tightness"] is not None:
        return _ratio_strip(record["tightness"], top, record["verdict"] == "refuted")
    if record["digits"] is not None:
        return _digit_strip(record["digits"])
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


def _ratio_strip(tightness: Mapping[str, float | None], top: float | None, refuted: bool) -> Markup:
    middle, high = tightness["q50"], tightness["q95"]
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
        words.append(f"tightest {short(top)}")
    label = "Tightness: " + ("; ".join(words) or "not measured")
    return Markup(_svg(label, STRIP_WIDTH, *parts) + f'<span class="figure">{short(top)}</span>')


def _digit_strip(digits: float) -> Markup:
    width = STRIP_WIDTH - 34  # the words beside it are longer than a ratio
    length = round(4 + min(max(digits / STRIP_DIGITS, 0.0), 1.0) * (width - 8), 1)
    parts = (f'<path class="axis" d="M2 9h{width - 4}"/>', f'<path class="bulk digits" d="M4 9H{length}"/>')
    label = f"Sides agree to {digits:.1f} digits or more"
    return Markup(_svg(label, width, *parts) + f'<span class="figure">{digits:.3g} digits</span>')

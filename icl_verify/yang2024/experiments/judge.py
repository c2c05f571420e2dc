"""How a sentence read off a figure is judged: one outcome a seed, an exact sign test over seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

HOLDS, REFUTED, UNDECIDED = "holds", "refuted", "undecided"
NOT_APPLICABLE = "does not apply"


OURS = "ours"
_SOURCES = {
    "fig2.together": "Figure 2",
    "fig2.approaches_ridge": "Theorem 2",
    "fig3.gap_smallest_at_m": "Figure 3",
    "fig3.closer_the_closer": "Figure 3",
    "fig3.best_is_best": "the paper's text",
    "fig3.prediction_best_near_m": "the paper's text",
    "fig4.stalls": "Figure 4",
    "fig4.slow": "Figure 4",
    "fig4.unstable": "Figure 4",
    "fig4.diverges": "Figure 4",
    "fig5.fewer_heads_ahead.equal_wall_clock": "Figure 5",
    "fig5.best_at_4.equal_wall_clock": "Figure 5",
    "fig5.few_suffice.equal_wall_clock": "Figure 5",
}


def source_of(id: str) -> str:
    """The figure or passage of the paper that a sentence is read off, or ``ours``."""
    return next((name for start, name in _SOURCES.items() if id.startswith(start)), OURS)


def sign_test(outcomes: Sequence[int], level: float) -> tuple[str, float, float]:
    """The verdict on outcomes +1 (as the sentence says), -1 (against it), 0 (neither), with two p-values.

    The sentence says what a fresh draw does more often than not. It ``holds`` where the chance of as many
    outcomes +1 under P(+1) <= 1/2 is at most ``level``, is ``refuted`` where the same is true of -1, and is
    ``undecided`` otherwise. Outcomes 0 count against both. The test is exact and needs no law of the outcomes
    but that the seeds are independent.

    Raises:
        ValueError: no outcomes, an outcome outside {-1, 0, 1}, or a level outside (0, 0.5).
    """
    if not outcomes or any(o not in (-1, 0, 1) for o in outcomes):
        raise ValueError(f"outcomes must be a nonempty sequence of -1, 0, 1, got {list(outcomes)}")
    if not 0 < level < 0.5:
        raise ValueError(f"level must lie in (0, 0.5), got {level}")
    size = len(outcomes)
    for_it = _upper_tail(size, sum(o == 1 for o in outcomes))
    against = _upper_tail(size, sum(o == -1 for o in outcomes))
    verdict = HOLDS if for_it <= level else REFUTED if against <= level else UNDECIDED
    return verdict, for_it, against


def _upper_tail(size: int, count: int) -> float:
    return sum(math.comb(size, k) for k in range(count, size + 1)) / 2**size


@dataclass(frozen=True)
class Sentence:
    """A judged sentence.

    Attributes:
        id: stable name, such as ``fig2.together``.
        text: what is judged, in words.
        reading: of what the paper leaves open.
        measured: what the statistic is and which values count for and against.
        outcomes, statistics: one a seed.
        verdict: ``holds``, ``refuted``, ``undecided``, or ``does not apply`` where no seed has the number
            that the sentence speaks of.
        p_holds, p_refuted: the two p-values of ``sign_test``.
        reproducible: False where wall-clock time enters.
        note: what a reader should know, or "".
        absent: what a statistic that is not finite means.
    """

    id: str
    text: str
    reading: str
    measured: str
    outcomes: tuple[int, ...]
    statistics: tuple[float, ...]
    verdict: str
    p_holds: float
    p_refuted: float
    reproducible: bool = True
    note: str = ""
    absent: str = "diverged"

    @property
    def source(self) -> str:
        """Who says it: a figure or passage of the paper, or this suite."""
        return source_of(self.id)

    def as_json(self) -> dict[str, Any]:
        """Plain values; what is not finite becomes None."""
        values = [s if math.isfinite(s) else None for s in self.statistics]
        with np.errstate(over="ignore"):
            middle = float(np.median(self.statistics))
        return {
            "id": self.id,
            "sentence": self.text,
            "source": self.source,
            "reading": self.reading,
            "measured": self.measured,
            "test": "exact sign test over seeds, each side",
            "verdict": self.verdict,
            "outcomes": list(self.outcomes),
            "statistics": values,
            "median": middle if math.isfinite(middle) else None,
            "median_text": f"{middle:.4g}" if math.isfinite(middle) else self.absent,
            "p_holds": self.p_holds,
            "p_refuted": self.p_refuted,
            "reproducible": self.reproducible,
            "note": self.note,
        }


def judge(
    id: str,
    text: str,
    reading: str,
    measured: str,
    statistics: Sequence[float | int],
    outcomes: Sequence[int],
    level: float,
    *,
    reproducible: bool = True,
    note: str = "",
    absent: str = "diverged",
    complete: bool = True,
) -> Sentence:
    """One sentence, judged by ``sign_test``; a run that was cut short decides nothing."""
    verdict, for_it, against = sign_test(outcomes, level)
    numbers = tuple(float(s) for s in statistics)
    if not complete:
        verdict, note = UNDECIDED, f"training was interrupted. {note}".strip()
    elif all(math.isnan(number) for number in numbers):
        verdict, note = NOT_APPLICABLE, f"on every seed: {absent}. {note}".strip()
    return Sentence(
        id,
        text,
        reading,
        measured,
        tuple(outcomes),
        numbers,
        verdict,
        for_it,
        against,
        reproducible,
        note,
        absent,
    )


def rank_correlation(x: Sequence[float | int] | np.ndarray, y: Sequence[float | int] | np.ndarray) -> float:
    """Spearman's rank correlation with average ranks for ties; 0 where either side is constant.

    Non-finite values rank above all finite ones.
    """
    a, b = _ranks(np.asarray(x, dtype=float)), _ranks(np.asarray(y, dtype=float))
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0 else 0.0


def _ranks(values: np.ndarray) -> np.ndarray:
    finite = np.where(np.isfinite(values), values, np.inf)
    _, inverse, counts = np.unique(finite, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[inverse]


def above(values: Sequence[float | int] | np.ndarray, threshold: float) -> list[int]:
    """+1 where a value is at least ``threshold``, -1 elsewhere (NaN counts as -1)."""
    return [1 if v >= threshold else -1 for v in np.asarray(values, dtype=float).tolist()]


def approach(curve: np.ndarray, times: Sequence[float | int], share: float) -> tuple[list[float], list[int]]:
    """Whether each seed's curve comes down to ``share`` of where it began.

    Arguments:
        curve: shape (seeds, points), nonnegative; ``times``: the points' abscissae, from 0.
        share: in (0, 1).

    Returns:
        The final value over the first, and the outcome: +1 at most ``share``; -1 above it and flat (less
        than a twentieth lost over the last quarter) or not finite; 0 above it and still falling.
    """
    ratio = curve[:, -1] / curve[:, 0]
    start = int(np.searchsorted(np.asarray(times), 0.75 * times[-1]))
    start = min(start, curve.shape[1] - 2) if curve.shape[1] > 1 else 0
    with np.errstate(invalid="ignore"):
        late_ratio = curve[:, -1] / curve[:, start]
    outcomes = []
    for end, late in zip(ratio.tolist(), late_ratio.tolist(), strict=True):
        reached = math.isfinite(end) and end <= share
        falling = math.isfinite(late) and late < 0.95
        outcomes.append(1 if reached else 0 if falling else -1)
    return ratio.tolist(), outcomes

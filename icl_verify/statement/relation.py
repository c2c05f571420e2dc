"""What a claim says about a batch: two sides and how they should compare. A relation knows no tolerance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from icl_verify.numerics import balls
from icl_verify.numerics.namespace import namespace

SUSPICIOUS = 1e-9
TIE_BITS = 100


@dataclass(frozen=True)
class Relation:
    """The two sides of a statement for every instance of a batch.

    Attributes:
        kind: ``at_most`` (lhs <= rhs, sides nonnegative), ``equal``, ``positive`` (lhs > 0) or
            ``probability`` (lhs is a boolean event that must hold with chance at least ``chance``).
        lhs, rhs: arrays of shape (batch,) or (batch, ...), broadcastable against each other.
        scale: for ``equal`` and ``positive``, what differences are measured against, broadcastable to the
            sides; by default the largest entry of either side of the instance.
        times: when the last axis of the sides runs along a trajectory, the step of each entry.
        chance: for ``probability``, the least chance that is claimed.
        resolved: float64 alone, a boolean mask over the sides: False where a number is known to be rounding
            (an excess loss below 1e-22 of the initial one). Those entries are not judged in float64.
        curves: for the report, named curves over the steps 0, 1, ... (say ``excess`` and ``bound``), each of
            shape (batch, steps + 1).
        remarks: for the record, named numbers of an instance that the statement does not judge, each of shape
            (batch,); their quantiles are kept.
    """

    kind: str
    lhs: Any
    rhs: Any = None
    scale: Any = None
    times: tuple[int, ...] | None = None
    chance: float | None = None
    resolved: Any = None
    curves: Mapping[str, Any] | None = None
    remarks: Mapping[str, Any] | None = None

    def drawn_curves(self, index: int, most: int = 200) -> list[dict[str, Any]]:
        """The curves of one instance, thinned to at most that many steps, as plain values."""
        named = {name: curve[index].detach().cpu().numpy() for name, curve in (self.curves or {}).items()}
        if not named:
            return []
        steps = len(next(iter(named.values())))
        times = np.unique(np.linspace(0, steps - 1, min(steps, most)).astype(int))
        values = {name: [float(curve[t]) for t in times] for name, curve in named.items()}
        return [{"label": f"instance {index}", "times": [int(t) for t in times], **values}]


def at_most(
    lhs: Any,
    rhs: Any,
    *,
    times: Sequence[int] | None = None,
    resolved: Any = None,
    curves: Mapping[str, Any] | None = None,
    remarks: Mapping[str, Any] | None = None,
) -> Relation:
    """lhs <= rhs; both sides nonnegative."""
    _check_sides("at_most", lhs, rhs)
    return Relation(
        "at_most", lhs, rhs, times=_times(times), resolved=resolved, curves=curves, remarks=remarks
    )


def at_least(
    lhs: Any,
    rhs: Any,
    *,
    times: Sequence[int] | None = None,
    resolved: Any = None,
    curves: Mapping[str, Any] | None = None,
    remarks: Mapping[str, Any] | None = None,
) -> Relation:
    """lhs >= rhs; both sides nonnegative. Kept as ``at_most(rhs, lhs)``."""
    return at_most(rhs, lhs, times=times, resolved=resolved, curves=curves, remarks=remarks)


def equal(lhs: Any, rhs: Any, scale: Any = None, *, times: Sequence[int] | None = None) -> Relation:
    """lhs = rhs, judged against ``scale``."""
    _check_sides("equal", lhs, rhs)
    return Relation("equal", lhs, rhs, scale=scale, times=_times(times))


def positive(x: Any, scale: Any = None, *, times: Sequence[int] | None = None) -> Relation:
    """x > 0."""
    return Relation("positive", x, scale=scale, times=_times(times))


def probability(event: torch.Tensor, *, at_least: float) -> Relation:
    """The event (boolean; shape (batch,) or (batch, samples)) holds with at least that chance."""
    if not 0 < at_least < 1:
        raise ValueError(f"at_least must be strictly between 0 and 1, got {at_least}")
    if event.dtype != torch.bool:
        raise ValueError(f"event must be boolean, got {event.dtype}")
    return Relation("probability", event, chance=float(at_least))


def _check_sides(kind: str, lhs: Any, rhs: Any) -> None:
    """ValueError unless the sides broadcast, the batch being their first axis."""
    left, right = tuple(lhs.shape), tuple(rhs.shape)
    try:
        whole = np.broadcast_shapes(left, right)
    except ValueError:
        raise ValueError(f"the sides of {kind} must broadcast, got shapes {left} and {right}") from None
    if len({len(shape) for shape in (left, right) if shape}) > 1:
        # Numpy would set the batch of one side against another axis of the other.
        raise ValueError(f"the sides of {kind} must have as many axes, or one none, got {left} and {right}")
    if not whole or whole[0] != max(left, right, key=len)[0]:
        raise ValueError(f"the sides of {kind} must have the batch as first axis, got {left} and {right}")


def _times(times: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if times is None else tuple(int(t) for t in times)


@dataclass(frozen=True)
class FloatJudgement:
    """How a batch looks in float64. Every array has shape (batch,).

    Attributes:
        tightness: lhs/rhs at the worst entry (1 is equality, above 1 a break, inf where rhs = 0 < lhs or a
            side is not finite); for ``equal`` the difference over the scale; for ``positive`` 1 - lhs/scale,
            kept within [0, 2].
        margin: how far from failing, 0 or less where it fails: 1 - tightness, for ``positive`` lhs/scale of
            the smallest entry to full relative accuracy.
        suspicious: needs settling: a break, a near tie, a difference above 1e-9 of scale, a non-finite value.
        broken: looks broken (a non-finite value counts).
        entry: index of the worst entry within the instance's flattened sides.
        time: the step of the worst entry, -1 where the relation follows no trajectory.
        undefined: a side or the scale that is given is NaN or infinite (an infinite bound from above aside),
            so nothing was compared.
        first, last: the first and the last step at which an entry looks broken, -1 where there is none or no
            trajectory.
        judged: share of the entries that float64 resolves.
    """

    tightness: np.ndarray
    margin: np.ndarray
    suspicious: np.ndarray
    broken: np.ndarray
    entry: np.ndarray
    time: np.ndarray
    undefined: np.ndarray
    first: np.ndarray
    last: np.ndarray
    judged: np.ndarray


def judge_float64(relation: Relation) -> FloatJudgement:
    """Float64's view of an ``at_most``, ``equal`` or ``positive`` relation over a torch batch."""
    with torch.no_grad(), np.errstate(all="ignore"):
        lhs, rhs, scale = _flat_sides(relation)
        measure = _MEASURES[relation.kind]
        tightness, suspicious, broken = measure(lhs, rhs, scale)
        margins = np.where(scale > 0, lhs / scale, lhs) if relation.kind == "positive" else 1 - tightness
    bad = ~(np.isfinite(lhs) & np.isfinite(rhs))
    # An infinite right-hand side is a true, empty bound; every other non-finite value needs settling.
    bad &= ~((relation.kind == "at_most") & np.isposinf(rhs) & np.isfinite(lhs))
    if relation.scale is not None:
        bad |= ~np.isfinite(scale)
    judged = np.ones(lhs.shape, dtype=bool)
    if relation.resolved is not None:
        resolved = torch.broadcast_to(
            relation.resolved, torch.broadcast_shapes(relation.lhs.shape, relation.rhs.shape)
        )
        judged = resolved.reshape(len(lhs), -1).cpu().numpy()
    bad, broken = bad & judged, broken & judged
    suspicious = (suspicious & judged) | broken | bad
    tightness = np.where(bad, np.inf, np.where(judged, tightness, -np.inf))
    worst = np.argmax(tightness, axis=1)
    rows = np.arange(len(worst))
    time, first, last = (np.full(len(worst), -1) for _ in range(3))
    if relation.times is not None:
        steps = np.asarray(relation.times)
        time = steps[worst % len(steps)]
        at, wrong = steps[np.arange(lhs.shape[1]) % len(steps)], broken | bad
        last = np.where(wrong, at, -1).max(axis=1)
        first = np.where(wrong.any(axis=1), np.where(wrong, at, steps.max()).min(axis=1), -1)
    return FloatJudgement(
        tightness[rows, worst],
        np.where(judged, margins, np.inf).min(axis=1),
        suspicious.any(axis=1),
        (broken | bad).any(axis=1),
        worst,
        time,
        bad.any(axis=1),
        first,
        last,
        judged.mean(axis=1),
    )


def _flat_sides(relation: Relation) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lhs = relation.lhs
    rhs = torch.zeros_like(lhs) if relation.rhs is None else relation.rhs
    lhs, rhs = torch.broadcast_tensors(lhs, rhs)
    batch = lhs.shape[0]
    if relation.scale is None:
        largest = torch.maximum(lhs.abs(), rhs.abs()).reshape(batch, -1).amax(dim=1)
        scale = largest.reshape(batch, *[1] * (lhs.ndim - 1)).expand(lhs.shape)
    else:
        scale = torch.broadcast_to(relation.scale, lhs.shape)
    left, right, size = (x.detach().reshape(batch, -1).cpu().numpy() for x in (lhs, rhs, scale))
    return left, right, size


def _measure_at_most(lhs: np.ndarray, rhs: np.ndarray, scale: np.ndarray) -> tuple[np.ndarray, ...]:
    ratio = np.where(rhs > 0, lhs / np.where(rhs > 0, rhs, 1.0), np.where(lhs > rhs, np.inf, 1.0))
    ratio = np.where((rhs <= 0) & (lhs < rhs), 0.0, np.maximum(ratio, 0.0))
    return ratio, ratio > 1 - SUSPICIOUS, ratio > 1 + SUSPICIOUS


def _measure_equal(lhs: np.ndarray, rhs: np.ndarray, scale: np.ndarray) -> tuple[np.ndarray, ...]:
    difference = np.abs(lhs - rhs)
    ratio = np.where(difference == 0, 0.0, difference / np.where(scale > 0, scale, 1e-300))
    return ratio, ratio > SUSPICIOUS, ratio > SUSPICIOUS


def _measure_positive(lhs: np.ndarray, rhs: np.ndarray, scale: np.ndarray) -> tuple[np.ndarray, ...]:
    near = lhs <= SUSPICIOUS * scale
    # The order of the entries matters (the smallest is settled first), their size does not.
    ratio = np.where(scale > 0, 1 - np.clip(lhs / np.where(scale > 0, scale, 1.0), -1, 1), 1.0)
    return ratio, near, lhs <= 0


_MEASURES = {"at_most": _measure_at_most, "equal": _measure_equal, "positive": _measure_positive}


@dataclass(frozen=True)
class BallJudgement:
    """What balls say of one instance.

    Attributes:
        outcome: ``proved``, ``broken``, ``tie`` (the sides agree to 100 bits of scale) or ``undecided``.
        vanishes: of ``positive``, an entry that is not proved is finite and within 2^-(bits/2) of 0, measured
            against its scale where the relation gives one.
        undefined: how many entries have a side that is not finite, where these alone are undecided; else 0.
        steps: how many entries follow a trajectory, 0 where the relation follows none.
        entry: flattened index of the entry shown (a broken one where there is one, else the tightest).
        lhs, rhs: that entry's sides, as text ``[mid +/- rad]``.
        tightness: that entry's lhs/rhs (inf where rhs = 0); the difference over scale for ``equal``.
        kind: the relation's kind.
    """

    outcome: str
    entry: int
    lhs: str
    rhs: str
    tightness: float
    kind: str = "at_most"
    vanishes: bool = False
    undefined: int = 0
    steps: int = 0


def judge_balls(relation: Relation) -> BallJudgement:
    """The judgement of a relation whose sides are balls over a batch of one."""
    lhs, rhs, scale = _ball_sides(relation)
    if relation.kind == "at_most":
        proved, broken = balls.certainly_le(lhs, rhs), balls.certainly_lt(rhs, lhs)
        tie = balls.overlaps(lhs, rhs) & balls.agree(lhs, rhs, scale, TIE_BITS)
    elif relation.kind == "equal":
        broken = ~balls.overlaps(lhs, rhs)
        proved = np.zeros_like(broken)
        tie = ~broken & balls.agree(lhs, rhs, scale, TIE_BITS)
    else:
        proved, broken = balls.certainly_lt(rhs, lhs), balls.certainly_le(lhs, rhs)
        tie = np.zeros_like(broken)
    if broken.any():
        outcome = "broken"
    elif proved.all():
        outcome = "proved"
    elif (proved | tie).all():
        outcome = "tie"
    else:
        outcome = "undecided"
    ratios = _ball_tightness(relation.kind, lhs, rhs, scale)
    candidates = np.where(broken, ratios, -np.inf) if broken.any() else ratios
    entry = int(np.argmax(candidates))
    size = scale if relation.kind == "positive" and relation.scale is not None else None
    vanishes = relation.kind == "positive" and bool((balls.vanishes(lhs, size) & ~proved).any())
    open_entries = ~(proved | tie | broken)
    infinite = ~(balls.is_finite(lhs) & balls.is_finite(rhs))
    return BallJudgement(
        outcome, entry, balls.text(lhs)[entry], balls.text(rhs)[entry], float(ratios[entry]), relation.kind,
        vanishes, int(open_entries.sum()) if not (open_entries & ~infinite).any() else 0,
        len(open_entries) if relation.times is not None else 0,
    )  # fmt: skip


def _ball_sides(relation: Relation) -> tuple[Any, Any, Any]:
    xp, lhs = namespace(relation.lhs), relation.lhs
    rhs = xp.zeros(lhs.shape) if relation.rhs is None else relation.rhs
    shape = np.broadcast_shapes(lhs.shape, rhs.shape)
    size = int(np.prod(shape, dtype=int))
    lhs, rhs = (xp.reshape(xp.broadcast_to(x, shape), (size,)) for x in (lhs, rhs))
    if relation.scale is not None:
        return lhs, rhs, xp.reshape(xp.broadcast_to(relation.scale, shape), (size,))
    scale = xp.amax(xp.concat([xp.abs(lhs), xp.abs(rhs)], axis=0), axis=0)
    return lhs, rhs, xp.broadcast_to(scale, (size,))


def _ball_tightness(kind: str, lhs: Any, rhs: Any, scale: Any) -> np.ndarray:
    """The quotient of the sides as float64, formed in balls so that no scale under- or overflows."""
    if kind == "positive":
        return -balls.to_floats(lhs)
    numerator, denominator = (namespace(lhs).abs(lhs - rhs), scale) if kind == "equal" else (lhs, rhs)
    ratio = balls.to_floats(numerator / denominator)
    # A denominator that straddles 0 leaves NaN: a break has an infinite ratio, anything else is 0/0.
    beyond = balls.certainly_lt(denominator, numerator)
    undefined = np.where(beyond, np.inf, 0.0 if kind == "equal" else 1.0)
    # Below 0 the quotient of the sides says nothing: a break is beyond every multiple of the bound.
    negative = balls.certainly_lt(denominator, 0)
    return np.where(np.isnan(ratio) | negative, np.where(negative & ~beyond, 0.0, undefined), ratio)

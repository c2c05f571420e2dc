"""What an ascent climbs: the log tightness of a claim, evaluated in float64 over a batch of coordinates.

Float64's tightness is a lead, not a result: where a side is all rounding it can show anything. It is used to
decide where to look, never what to believe.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from icl_verify.hunt.settings import ASCENT
from icl_verify.hunt.space import Space
from icl_verify.judge.applicable import hold_in_float64
from icl_verify.numerics.float64 import broadcast_together
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import Relation
from icl_verify.statement.relation.sides import tensor

# What a claim may raise on an instance that it cannot be evaluated on: such an instance has no tightness.
UNEVALUABLE = (ValueError, RuntimeError, ArithmeticError)
# A break by a tenth of a percent is clear: a longer trajectory would show it no better.
CLEAR = 1e-3
# Entries of a trajectory this close (in log tightness) to the largest are as good, and the first is taken.
AS_GOOD = 1e-9


@dataclass(frozen=True)
class Evaluation:
    """A batch of points as float64 sees it.

    Attributes:
        log_tightness: shape (batch,); -inf where an assumption is broken, a side is not finite or zero, or
            the claim raises. Of a sign, which has no tightness, its distance from 0 (``Distances``).
        gradient: of the log tightness in the coordinates, shape (batch, columns), 0 where there is none.
        time: step of the tightest entry, shape (batch,), -1 where the relation follows no trajectory.
    """

    log_tightness: np.ndarray
    gradient: Tensor
    time: np.ndarray

    @staticmethod
    def nothing(points: Tensor) -> Evaluation:
        """The evaluation of points that have no tightness."""
        count = len(points)
        return Evaluation(np.full(count, -np.inf), torch.zeros_like(points), np.full(count, -1))


@dataclass
class Seen:
    """What an objective has been asked, and has shown.

    Attributes:
        evaluations: instances evaluated.
        reached: the largest log tightness that float64 has ever shown, believed or not.
        differentiable: False once autograd has met a function of which it knows no derivative.
    """

    evaluations: int = 0
    reached: float = -np.inf
    differentiable: bool = True


@dataclass(frozen=True)
class Objective:
    """The log tightness of a claim as a function of coordinates.

    Attributes:
        claim: a claim whose relation is an inequality.
        space: the coordinates, and the shape that they are decoded to.
        device: where float64 runs.
        first_break: a trajectory is followed to its first clear break; False, to its worst entry.
        signed: climb ``Distances`` in place of a tightness that the relation has not.
        seen: counts what was evaluated; shared by the objectives of one ascent.
    """

    claim: Claim
    space: Space
    device: str = "cpu"
    first_break: bool = True
    signed: bool = False
    seen: Seen = field(default_factory=Seen)

    def __call__(self, points: Tensor) -> Evaluation:
        """Evaluate points, shape (batch, columns)."""
        self.seen.evaluations += len(points)
        return self._evaluate(points)

    def _evaluate(self, points: Tensor) -> Evaluation:
        """A batch fails as one where a single member does: halving tells the members apart."""
        try:
            return self._evaluate_batch(points)
        except NotImplementedError:
            # Autograd has no derivative of some function: there are no gradients, but tightness as ever.
            if not self.seen.differentiable:
                return Evaluation.nothing(points)
            self.seen.differentiable = False
            return self._evaluate(points)
        except UNEVALUABLE:
            if len(points) == 1:
                return Evaluation.nothing(points)
            half = len(points) // 2
            one, other = self._evaluate(points[:half]), self._evaluate(points[half:])
            return Evaluation(
                np.concatenate([one.log_tightness, other.log_tightness]),
                torch.cat([one.gradient, other.gradient]),
                np.concatenate([one.time, other.time]),
            )

    def _evaluate_batch(self, points: Tensor) -> Evaluation:
        points = points.detach().requires_grad_(self.seen.differentiable)
        instance = self.space.instance(points, self.device)
        # The claim before its assumptions: what it leaves in the instance's memory must carry gradients.
        relation = self.claim(instance)
        with torch.no_grad():
            holds = hold_in_float64(self.claim.assumes, instance)
        ratios = Distances(relation, points) if self.signed else LogRatios(relation, self.first_break)
        log_tightness = np.where(holds, ratios.log_tightness, -np.inf)
        self.seen.reached = max(self.seen.reached, float(log_tightness.max()))
        return Evaluation(log_tightness, ratios.gradient(points), ratios.time)


class LogRatios:
    """log lhs - log rhs entry by entry, where both are positive numbers that float64 resolves.

    Arguments:
        relation: an inequality.
        first_break: as in ``Objective``.

    Attributes:
        log_tightness: the largest of an instance's entries, shape (batch,); -inf where none is usable.
        time: as in ``Evaluation``.
    """

    def __init__(self, relation: Relation, first_break: bool = True):
        sides = (tensor(side) for side in (relation.lhs, relation.rhs) if side is not None)
        lhs, rhs = broadcast_together(*sides)
        usable = torch.isfinite(lhs) & torch.isfinite(rhs) & (lhs > 0) & (rhs > 0)
        if relation.resolved is not None:
            usable = usable & torch.broadcast_to(relation.resolved, usable.shape)
        # Unusable entries become 1/1 before the logarithm: masked after it, their gradients would be NaN.
        one = torch.ones_like(lhs)
        logs = torch.where(usable, lhs, one).log() - torch.where(usable, rhs, one).log()
        self._ratio = logs.reshape(len(lhs), -1)
        self._shown = self._ratio.detach().masked_fill(~usable.reshape(len(lhs), -1), -torch.inf)
        top = self._shown.amax(dim=1)
        self.log_tightness = top.cpu().numpy()
        self.time = np.full(len(self.log_tightness), -1)
        if relation.times is not None:
            times = torch.tensor(relation.times, device=lhs.device).expand(lhs.shape).reshape(len(lhs), -1)
            self.time = self._first_time(times, top, first_break).cpu().numpy()

    def _first_time(self, times: Tensor, top: Tensor, first_break: bool) -> Tensor:
        """The first step that is as good: balls follow a trajectory no further than they must."""
        enough = top - AS_GOOD
        if first_break:
            enough = torch.where(top > CLEAR, torch.full_like(top, CLEAR), enough)
        return torch.where(self._shown >= enough[:, None], times, times.max()).amin(dim=1)

    def gradient(self, points: Tensor) -> Tensor:
        """Gradient of the soft maximum over entries, 0 where there is none or it is not finite.

        The largest entry alone would have a gradient that jumps from entry to entry along the ridge on which
        several are equal, and that is where suprema lie.
        """
        top = self._shown.amax(dim=1, keepdim=True).nan_to_num(neginf=0.0)
        share = torch.exp(ASCENT.sharpness * (self._shown - top))
        value = (share / share.sum(dim=1, keepdim=True).clamp(min=1e-300) * self._ratio).sum()
        return _gradient(value, points)


def is_signed(relation: Relation) -> bool:
    """Whether one side alone is stated, x > 0, x <= 0 or 0 <= x: its sign, and no quotient to climb."""
    sides = [tensor(side) for side in (relation.lhs, relation.rhs) if side is not None]
    return not relation.climbs or any(side.ndim == 0 and not side for side in sides)


class Distances:
    """How far a point is beyond the zeros of a side that should have one sign, as a step of Newton's has it.

    The side over the length of its gradient in the coordinates: below 0 where the statement holds, and the
    same whatever the side is multiplied by.

    Attributes:
        log_tightness, time: as in ``Evaluation``, the distance in place of the tightness.
    """

    def __init__(self, relation: Relation, points: Tensor):
        lhs = tensor(relation.lhs)
        zero = lhs.new_zeros(()) if relation.rhs is None else tensor(relation.rhs)
        beyond = lhs - zero if relation.climbs else zero - lhs
        usable = torch.isfinite(beyond)
        if relation.resolved is not None:
            usable = usable & torch.broadcast_to(relation.resolved, usable.shape)
        entries = torch.where(usable, beyond, 0.0).reshape(len(points), -1)
        shown = entries.detach().masked_fill(~usable.reshape(len(points), -1), -torch.inf)
        top, at = shown.max(dim=1)
        size = entries.detach().abs().amax(dim=1).clamp(min=1e-300)
        share = torch.exp(ASCENT.sharpness * (shown - top.nan_to_num(neginf=0.0)[:, None]) / size[:, None])
        share = share / share.sum(dim=1, keepdim=True).clamp(min=1e-300)
        gradient = _gradient((share * entries).sum(), points)
        slope = gradient.norm(dim=1)
        self._uphill: Tensor = gradient / slope.clamp(min=1e-300)[:, None]
        flat = torch.where(top > 0, 1.0, -torch.inf)
        self.log_tightness = torch.where(slope > 0, top / slope.clamp(min=1e-300), flat).cpu().numpy()
        self.time = np.full(len(points), -1)
        if relation.times is not None:
            self.time = np.asarray(relation.times)[at.cpu().numpy() % len(relation.times)]

    def gradient(self, points: Tensor) -> Tensor:
        """The direction in which the distance grows, of length 1; 0 where there is none."""
        return self._uphill


def _gradient(value: Tensor, points: Tensor) -> Tensor:
    """Of a number in the points, 0 where there is none or it is not finite."""
    nothing = torch.zeros_like(points)
    if not value.requires_grad:
        return nothing
    (gradient,) = torch.autograd.grad(value, points, allow_unused=True)
    if gradient is None:
        return nothing
    finite: Tensor = gradient.detach().nan_to_num(nan=0.0, posinf=0.0, neginf=0.0)
    return finite


def tightest_of(claim: Claim, batch: Instance) -> tuple[float, Exact]:
    """The tightest applicable instance of a batch in float64, with the log of its tightness.

    -inf where no instance has one, or the claim raises.
    """
    log_tightness, time = np.full(batch.batch, -np.inf), np.full(batch.batch, -1)
    try:
        with torch.no_grad():
            relation = claim(batch)
            if relation.climbs:
                holds = hold_in_float64(claim.assumes, batch)
                ratios = LogRatios(relation)
                log_tightness, time = np.where(holds, ratios.log_tightness, -np.inf), ratios.time
    except UNEVALUABLE:
        pass
    top = int(np.argmax(log_tightness))
    return float(log_tightness[top]), claim.population.cut(batch.exact(top), int(time[top]))

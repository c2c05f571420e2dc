"""An ascent: instances of one shape that climb the tightness of a claim together, one batch a step.

Every member proposes a move (along its gradient mostly, else a jump or a crossing), all proposals are
evaluated at once, and each member keeps its proposal where that is tighter, annealed; its step size grows
when moves are kept and shrinks when they are not. A proposal that breaks an assumption, or is not finite, is
never kept. What float64 says of tightness is a lead: it counts once balls have confirmed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor

from icl_verify.hunt.moves import cross, jump
from icl_verify.hunt.space import Space
from icl_verify.judge.applicable import hold_in_float64
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import Relation

MEMBERS = 32
SHARPNESS = 12.0
LARGEST_STEP, SMALLEST_STEP = 0.6, 1e-5
STALLED = 25
SHAKE = 1e-12
CLEAR = 1e-3
STEADY = 1e-4
_TROUBLE = (ValueError, RuntimeError, ArithmeticError)


@dataclass(frozen=True)
class Evaluation:
    """A batch as float64 sees it.

    Attributes:
        log_tightness: shape (batch,); -inf where an assumption is broken or a side is not finite or zero.
        gradient: its gradient in the coordinates, shape (batch, columns), 0 where there is none.
        time: step of the worst entry, -1 where the relation follows no trajectory.
    """

    log_tightness: np.ndarray
    gradient: Tensor
    time: np.ndarray


class Ascent:
    """Members of one shape.

    Arguments:
        claim: a claim whose relation climbs.
        batch: where the members start.
        generator: every random choice comes from it.
        device: where float64 runs.
        horizon: trajectories are climbed at most this many steps long.
        fixed: fields that keep the values they were drawn with.
        first_break: a trajectory is followed to its first clear break; False, to its worst entry.

    Attributes:
        reached: log of the largest tightness that float64 has ever shown, believed or not.
        differentiable: False where autograd knows no derivative of the claim: then no move follows one.
        known: log of a tightness that was known before; the ascent has found nothing until it is passed.
    """

    def __init__(
        self, claim: Claim, batch: Instance, generator: Generator, *, device: str = "cpu",
        horizon: int = 16, fixed: Sequence[str] = (), first_break: bool = True,
    ):  # fmt: skip
        self.first_break = first_break
        self.claim, self.generator, self.device = claim, generator, device
        self.space = Space(type(batch), batch.sizes, fixed)
        self.points = self.space.encode(batch)
        self.steps = self.evaluations = self.rejections = 0
        self.screened, self.differentiable = False, True
        self.known = self.reached = -np.inf
        relation = self._first_relation(batch)
        self.climbs = claim.climbs and relation is not None and relation.climbs
        self.full_sizes = dict(batch.sizes)
        if relation is not None and relation.times is not None:
            self.shorten(horizon)
        self.reserve = self.points.clone()
        self.reset()

    def _first_relation(self, batch: Instance) -> Relation | None:
        """What kind of statement this is, seen on the first member that can be evaluated."""
        for i in range(batch.batch):
            try:
                with torch.no_grad():
                    return self.claim(batch.select(i))
            except _TROUBLE:
                continue
        return None

    def shorten(self, horizon: int) -> None:
        """Cut the counts of the members' shape."""
        sizes = self.space.sizes
        short = {k: min(n, horizon) for k, n in sizes.items() if self.space.kind.axes[k].count}
        self.space.sizes = {**sizes, **short}

    def reset(self) -> None:
        """Forget tightness and step sizes, and look at the members where they stand."""
        count = len(self.points)
        self.step_size = np.full(count, 0.15)
        self.stalled_for = np.zeros(count, dtype=int)
        self.momentum = torch.zeros_like(self.points)
        self.second_moment = torch.zeros_like(self.points)
        nothing = Evaluation(np.full(count, -np.inf), torch.zeros_like(self.points), np.full(count, -1))
        seen = self.evaluate(self.points) if self.climbs else nothing
        self.log_tightness, self.gradient, self.time = seen.log_tightness, seen.gradient, seen.time

    @property
    def best(self) -> int:
        """Index of the tightest member."""
        return int(np.argmax(self.log_tightness))

    def exact(self, member: int) -> Exact:
        """A member with its exact numbers, its horizon cut after the step that is tightest."""
        return self.space.instance(self.points[member : member + 1]).exact(0).upto(int(self.time[member]))

    def at_full_length(self) -> tuple[float, Exact] | None:
        """The tightest member when trajectories run as long as they were drawn, or None if they did."""
        if self.full_sizes == self.space.sizes:
            return None
        instance = self.space.instance(self.points, self.device)
        long = type(instance)(self.full_sizes, instance.raw)
        try:
            with torch.no_grad():
                sides = _Sides(self.claim(long), self.first_break)
        except _TROUBLE:
            return None
        log_tightness = np.where(np.isfinite(self.log_tightness), sides.log_tightness, -np.inf)
        top = int(np.argmax(log_tightness))
        return float(log_tightness[top]), long.exact(top).upto(int(sides.time[top]))

    def evaluate(self, points: Tensor) -> Evaluation:
        """Evaluate points; members that make the claim raise are told apart by halving the batch."""
        self.evaluations += len(points)
        return self._evaluate_or_halve(points)

    def _evaluate_or_halve(self, points: Tensor) -> Evaluation:
        try:
            return self._evaluate_all(points)
        except NotImplementedError:
            # Autograd has no derivative of some function: no member has a gradient, all have a tightness.
            if self.differentiable:
                self.differentiable = False
                return self._evaluate_or_halve(points)
            return Evaluation(
                np.full(len(points), -np.inf), torch.zeros_like(points), np.full(len(points), -1)
            )
        except _TROUBLE:
            if len(points) == 1:
                return Evaluation(np.full(1, -np.inf), torch.zeros_like(points), np.full(1, -1))
            half = len(points) // 2
            one, other = self._evaluate_or_halve(points[:half]), self._evaluate_or_halve(points[half:])
            gradient, time = torch.cat([one.gradient, other.gradient]), np.concatenate([one.time, other.time])
            return Evaluation(np.concatenate([one.log_tightness, other.log_tightness]), gradient, time)

    def _evaluate_all(self, points: Tensor) -> Evaluation:
        points = points.detach().requires_grad_(self.differentiable)
        instance = self.space.instance(points, self.device)
        # The claim first: what it leaves in the instance's memory must carry gradients.
        relation = self.claim(instance)
        with torch.no_grad():
            holds = hold_in_float64(self.claim.assumes, instance)
        sides = _Sides(relation, self.first_break)
        log_tightness = np.where(holds, sides.log_tightness, -np.inf)
        self.reached = max(self.reached, float(log_tightness.max()))
        return Evaluation(log_tightness, sides.gradient(points), sides.time)

    def step(self) -> None:
        """One proposal a member, all evaluated at once."""
        proposals, guided = self._proposals()
        seen = self.evaluate(proposals)
        temperature = 0.02 / (1 + self.steps / 10)
        uniform = torch.rand(len(proposals), generator=self.generator, dtype=torch.float64).numpy()
        with np.errstate(invalid="ignore"):
            gain = np.where(np.isfinite(seen.log_tightness), seen.log_tightness - self.log_tightness, -np.inf)
        gain = np.where(np.isnan(gain), -np.inf, gain)
        kept = (gain > 0) | (
            (uniform < np.exp(np.minimum(gain, 0.0) / temperature)) & (gain > -0.2) & (gain < 0)
        )
        kept[self.best] &= gain[self.best] > 0
        if self.screened and kept.any():
            kept &= self.steady(proposals, seen.log_tightness)
        self._keep(proposals, seen, kept)
        self.stalled_for = np.where(gain > 1e-4, 0, self.stalled_for + 1)
        self.step_size = np.where(
            guided, np.where(gain > 0, self.step_size * 1.4, self.step_size * 0.6), self.step_size
        )
        self.step_size = np.clip(self.step_size, SMALLEST_STEP, LARGEST_STEP)
        self.steps += 1
        self._restart()

    def _keep(self, points: Tensor, seen: Evaluation, kept: np.ndarray) -> None:
        mask = torch.from_numpy(kept)[:, None]
        self.points = torch.where(mask, points, self.points)
        self.log_tightness = np.where(kept, seen.log_tightness, self.log_tightness)
        self.time = np.where(kept, seen.time, self.time)
        self.gradient = torch.where(mask, seen.gradient, self.gradient)
        self.second_moment = torch.where(
            mask, 0.9 * self.second_moment + 0.1 * seen.gradient**2, self.second_moment
        )
        self.momentum = torch.where(mask, 0.7 * self.momentum + 0.3 * seen.gradient, self.momentum)

    def _proposals(self) -> tuple[Tensor, np.ndarray]:
        """A move for every member, and which of them follow a gradient."""
        count, generator = len(self.points), self.generator
        uniform = torch.rand(count, generator=generator, dtype=torch.float64).numpy()
        sloping = self.gradient.abs().amax(dim=1).numpy() > 0
        guided = sloping & (uniform < 0.7) & np.isfinite(self.log_tightness)
        moved = self.points + self._uphill(uniform)
        order = np.argsort(-self.log_tightness, kind="stable")
        for i in np.flatnonzero(~guided):
            if uniform[i] < 0.82 or count < 3:
                moved[i] = jump(self.space, self.points[i], generator)
            elif uniform[i] < 0.9:
                moved[i] = jump(self.space, self.points[int(order[0])], generator)
            else:
                other = int(order[int(torch.randint(max(2, count // 2), (), generator=generator))])
                moved[i] = cross(self.space, self.points, int(i), other, generator)
        return self.space.retract(moved), guided

    def _uphill(self, uniform: np.ndarray) -> Tensor:
        """Steps along the gradient: as it is, or each coordinate by its own size, or one field alone."""
        lead = torch.where(self.momentum != 0, 0.5 * (self.gradient + self.momentum), self.gradient)
        plain = lead / _root_mean_square(lead)
        each = lead / (self.second_moment + 0.1 * self.gradient**2).sqrt().clamp(min=1e-300)
        each = each / _root_mean_square(each)
        choice = torch.from_numpy(uniform)[:, None]
        direction = torch.where(choice < 0.25, plain, each)
        single = [b for b in self.space.blocks if b.kind != "fixed"]
        for i in np.flatnonzero((uniform >= 0.5) & (uniform < 0.7)):
            block = single[int(torch.randint(len(single), (), generator=self.generator))]
            alone = torch.zeros_like(direction[i])
            first = min(c for c in (block.start, block.scale) if c >= 0)
            alone[first : block.stop] = direction[i, first : block.stop]
            direction[i] = alone
        noise = torch.randn(direction.shape, generator=self.generator, dtype=torch.float64)
        quiet = 0.3 / (1 + self.steps / 20)
        step = torch.from_numpy(self.step_size)[:, None] * (direction + quiet * noise * (direction != 0))
        return torch.where(self.space.movable, step, torch.zeros_like(step))

    def _restart(self) -> None:
        """Members that stand still, or were never applicable, begin again near better ones or afresh."""
        stuck = (self.stalled_for > STALLED) | ~np.isfinite(self.log_tightness)
        stuck[self.best] = False
        rows = np.flatnonzero(stuck)
        if not len(rows) or self.steps % 5:
            return
        order = np.argsort(-self.log_tightness, kind="stable")
        for i in rows:
            if float(torch.rand((), generator=self.generator, dtype=torch.float64)) < 0.6:
                source = int(order[int(torch.randint(max(1, len(order) // 4), (), generator=self.generator))])
                self.points[i] = self.points[source]
                for _ in range(1 + int(torch.randint(3, (), generator=self.generator))):
                    self.points[i] = jump(self.space, self.points[i], self.generator)
            else:
                row = int(torch.randint(len(self.reserve), (), generator=self.generator))
                self.points[i] = jump(self.space, self.reserve[row], self.generator)
        self.points[rows] = self.space.retract(self.points[rows])
        seen = self.evaluate(self.points[rows])
        steady = (
            self.steady(self.points[rows], seen.log_tightness)
            if self.screened
            else np.ones(len(rows), dtype=bool)
        )
        self.log_tightness[rows] = np.where(steady, seen.log_tightness, -np.inf)
        self.time[rows], self.gradient[rows] = seen.time, seen.gradient
        self.momentum[rows], self.second_moment[rows] = 0.0, 0.0
        self.step_size[rows], self.stalled_for[rows] = 0.15, 0

    def steady(self, points: Tensor, log_tightness: np.ndarray) -> np.ndarray:
        """Whether the tightness survives a change of the coordinates by 1e-12: rounding does not."""
        noise = torch.randn(points.shape, generator=self.generator, dtype=torch.float64)
        shaken = points + SHAKE * noise * (1 + points.abs()) * self.space.movable
        with torch.no_grad(), np.errstate(invalid="ignore"):
            again = self.evaluate(shaken).log_tightness
            return np.abs(again - log_tightness) < STEADY

    def reject(self, member: int) -> None:
        """Balls contradict this member's tightness: drop it, and grow wary of its kind."""
        self.rejections += 1
        self.log_tightness[member] = -np.inf
        if not self.screened:
            self.screened = True
            self.log_tightness = np.where(
                self.steady(self.points, self.log_tightness), self.log_tightness, -np.inf
            )
        elif self.rejections % 3 == 0:
            # Rounding that no small change shows: draw the scales in, away from the extremes, and start anew.
            self.space = self.space.narrowed(0.6)
            self.points = self.space.retract(self.reserve)
            self.reset()


def _root_mean_square(x: Tensor) -> Tensor:
    return x.square().mean(dim=1, keepdim=True).sqrt().clamp(min=1e-300)


class _Sides:
    """log lhs - log rhs entry by entry, where both are positive numbers that float64 resolves."""

    def __init__(self, relation: Relation, first_break: bool = True):
        lhs, rhs = torch.broadcast_tensors(relation.lhs, relation.rhs)
        self.graph = lhs.requires_grad or rhs.requires_grad
        usable = torch.isfinite(lhs) & torch.isfinite(rhs) & (lhs > 0) & (rhs > 0)
        if relation.resolved is not None:
            usable = usable & torch.broadcast_to(relation.resolved, usable.shape)
        one = torch.ones_like(lhs)
        self.ratio = (torch.where(usable, lhs, one).log() - torch.where(usable, rhs, one).log()).reshape(
            len(lhs), -1
        )
        self.shown = self.ratio.detach().masked_fill(~usable.reshape(len(lhs), -1), -torch.inf)
        top = self.shown.amax(dim=1)
        self.log_tightness = top.cpu().numpy()
        self.time = np.full(len(self.log_tightness), -1)
        if relation.times is not None:
            # The first entry that is as good: balls follow a trajectory no further than they must.
            enough = top - 1e-6 * CLEAR
            if first_break:
                enough = torch.where(top > CLEAR, torch.full_like(top, CLEAR), enough)
            steps = torch.tensor(relation.times, device=lhs.device).expand(lhs.shape).reshape(len(lhs), -1)
            late = torch.where(self.shown >= enough[:, None], steps, steps.max())
            self.time = late.amin(dim=1).cpu().numpy()

    def gradient(self, points: Tensor) -> Tensor:
        """Gradient of the soft maximum over entries, 0 where there is none or it is not finite."""
        nothing = torch.zeros_like(points)
        if not self.graph:
            return nothing
        top = self.shown.amax(dim=1, keepdim=True).nan_to_num(neginf=0.0)
        share = torch.exp(SHARPNESS * (self.shown - top))
        value = (share / share.sum(dim=1, keepdim=True).clamp(min=1e-300) * self.ratio).sum()
        (gradient,) = torch.autograd.grad(value, points, allow_unused=True)
        return nothing if gradient is None else gradient.detach().nan_to_num(nan=0.0, posinf=0.0, neginf=0.0)


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
                sides = _Sides(relation)
                log_tightness, time = np.where(holds, sides.log_tightness, -np.inf), sides.time
    except _TROUBLE:
        pass
    top = int(np.argmax(log_tightness))
    return float(log_tightness[top]), batch.exact(top).upto(int(time[top]))

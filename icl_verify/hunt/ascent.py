"""A herd: instances of one shape that climb the tightness of a claim together, one batched evaluation a step.

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
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import Relation, judge_float64

MEMBERS = 32
SHARPNESS = 12.0
LARGEST_STEP, SMALLEST_STEP = 0.6, 1e-5
STALE = 25
SHAKE = 1e-12
CLEAR = 1e-3
STEADY = 1e-4
_TROUBLE = (ValueError, RuntimeError, ArithmeticError)


@dataclass(frozen=True)
class Look:
    """A batch as float64 sees it.

    Attributes:
        level: log of the tightness, shape (batch,); -inf where an assumption is broken or a side is not
            finite or zero.
        slope: its gradient in the coordinates, shape (batch, columns), 0 where there is none.
        time: step of the worst entry, -1 where the relation follows no trajectory.
    """

    level: np.ndarray
    slope: Tensor
    time: np.ndarray


class Herd:
    """Members of one shape.

    Arguments:
        claim: a claim whose relation is ``at_most``.
        batch: where the members start.
        generator: every random choice comes from it.
        device: where float64 runs.
        horizon: trajectories are climbed at most this many steps long.
        fixed: fields that keep the values they were drawn with.
        first_break: a trajectory is followed to its first clear break; False, to its worst entry.

    Attributes:
        reached: log of the largest tightness that float64 has ever shown, believed or not.
        slopes: False where the claim has no derivative that autograd knows: no move follows a gradient then.
        known: log of a tightness that was known before; the herd has found nothing until it is passed.
    """

    def __init__(
        self, claim: Claim, batch: Instance, generator: Generator, *, device: str = "cpu",
        horizon: int = 16, fixed: Sequence[str] = (), first_break: bool = True,
    ):  # fmt: skip
        self.first_break = first_break
        self.claim, self.generator, self.device = claim, generator, device
        self.space = Space(type(batch), batch.sizes, fixed)
        self.points = self.space.encode(batch)
        self.steps = self.evaluations = self.strikes = 0
        self.screened, self.slopes = False, True
        self.known = self.reached = -np.inf
        relation = self._first_relation(batch)
        self.climbs = claim.climbs and relation is not None and relation.kind == "at_most"
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
        """Forget levels and step sizes, and look at the members where they stand."""
        count = len(self.points)
        self.pace = np.full(count, 0.15)
        self.stale = np.zeros(count, dtype=int)
        self.drift = torch.zeros_like(self.points)
        self.spread = torch.zeros_like(self.points)
        nothing = Look(np.full(count, -np.inf), torch.zeros_like(self.points), np.full(count, -1))
        seen = self.look(self.points) if self.climbs else nothing
        self.level, self.slope, self.time = seen.level, seen.slope, seen.time

    @property
    def best(self) -> int:
        """Index of the tightest member."""
        return int(np.argmax(self.level))

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
        level = np.where(np.isfinite(self.level), sides.level, -np.inf)
        top = int(np.argmax(level))
        return float(level[top]), long.exact(top).upto(int(sides.time[top]))

    def look(self, points: Tensor) -> Look:
        """Evaluate points; members that make the claim raise are told apart by halving the batch."""
        self.evaluations += len(points)
        return self._look(points)

    def _look(self, points: Tensor) -> Look:
        try:
            return self._evaluate(points)
        except NotImplementedError:
            # Autograd has no derivative of some function: no member has a gradient, every one has a level.
            if self.slopes:
                self.slopes = False
                return self._look(points)
            return Look(np.full(len(points), -np.inf), torch.zeros_like(points), np.full(len(points), -1))
        except _TROUBLE:
            if len(points) == 1:
                return Look(np.full(1, -np.inf), torch.zeros_like(points), np.full(1, -1))
            half = len(points) // 2
            one, other = self._look(points[:half]), self._look(points[half:])
            slope, time = torch.cat([one.slope, other.slope]), np.concatenate([one.time, other.time])
            return Look(np.concatenate([one.level, other.level]), slope, time)

    def _evaluate(self, points: Tensor) -> Look:
        points = points.detach().requires_grad_(self.slopes)
        instance = self.space.instance(points, self.device)
        # The claim first: what it leaves in the instance's memory must carry gradients.
        relation = self.claim(instance)
        holds = np.ones(len(points), dtype=bool)
        with torch.no_grad():
            for assumption in self.claim.assumes:
                holds &= ~judge_float64(assumption(instance)).broken
        sides = _Sides(relation, self.first_break)
        level = np.where(holds, sides.level, -np.inf)
        self.reached = max(self.reached, float(level.max()))
        return Look(level, sides.slope(points), sides.time)

    def step(self) -> None:
        """One proposal a member, all evaluated at once."""
        proposals, guided = self._proposals()
        seen = self.look(proposals)
        temperature = 0.02 / (1 + self.steps / 10)
        luck = torch.rand(len(proposals), generator=self.generator, dtype=torch.float64).numpy()
        with np.errstate(invalid="ignore"):
            gain = np.where(np.isfinite(seen.level), seen.level - self.level, -np.inf)
        gain = np.where(np.isnan(gain), -np.inf, gain)
        kept = (gain > 0) | (
            (luck < np.exp(np.minimum(gain, 0.0) / temperature)) & (gain > -0.2) & (gain < 0)
        )
        kept[self.best] &= gain[self.best] > 0
        if self.screened and kept.any():
            kept &= self.steady(proposals, seen.level)
        self._keep(proposals, seen, kept)
        self.stale = np.where(gain > 1e-4, 0, self.stale + 1)
        self.pace = np.where(guided, np.where(gain > 0, self.pace * 1.4, self.pace * 0.6), self.pace)
        self.pace = np.clip(self.pace, SMALLEST_STEP, LARGEST_STEP)
        self.steps += 1
        self._restart()

    def _keep(self, points: Tensor, seen: Look, kept: np.ndarray) -> None:
        mask = torch.from_numpy(kept)[:, None]
        self.points = torch.where(mask, points, self.points)
        self.level = np.where(kept, seen.level, self.level)
        self.time = np.where(kept, seen.time, self.time)
        self.slope = torch.where(mask, seen.slope, self.slope)
        self.spread = torch.where(mask, 0.9 * self.spread + 0.1 * seen.slope**2, self.spread)
        self.drift = torch.where(mask, 0.7 * self.drift + 0.3 * seen.slope, self.drift)

    def _proposals(self) -> tuple[Tensor, np.ndarray]:
        """A move for every member, and which of them follow a gradient."""
        count, generator = len(self.points), self.generator
        luck = torch.rand(count, generator=generator, dtype=torch.float64).numpy()
        sloping = self.slope.abs().amax(dim=1).numpy() > 0
        guided = sloping & (luck < 0.7) & np.isfinite(self.level)
        moved = self.points + self._uphill(luck)
        order = np.argsort(-self.level, kind="stable")
        for i in np.flatnonzero(~guided):
            if luck[i] < 0.82 or count < 3:
                moved[i] = jump(self.space, self.points[i], generator)
            elif luck[i] < 0.9:
                moved[i] = jump(self.space, self.points[int(order[0])], generator)
            else:
                other = int(order[int(torch.randint(max(2, count // 2), (), generator=generator))])
                moved[i] = cross(self.space, self.points, int(i), other, generator)
        return self.space.retract(moved), guided

    def _uphill(self, luck: np.ndarray) -> Tensor:
        """Steps along the gradient: as it is, or each coordinate by its own size, or one field alone."""
        lead = torch.where(self.drift != 0, 0.5 * (self.slope + self.drift), self.slope)
        plain = lead / _root_mean_square(lead)
        each = lead / (self.spread + 0.1 * self.slope**2).sqrt().clamp(min=1e-300)
        each = each / _root_mean_square(each)
        choice = torch.from_numpy(luck)[:, None]
        direction = torch.where(choice < 0.25, plain, each)
        single = [b for b in self.space.blocks if b.kind != "fixed"]
        for i in np.flatnonzero((luck >= 0.5) & (luck < 0.7)):
            block = single[int(torch.randint(len(single), (), generator=self.generator))]
            alone = torch.zeros_like(direction[i])
            first = min(c for c in (block.start, block.scale) if c >= 0)
            alone[first : block.stop] = direction[i, first : block.stop]
            direction[i] = alone
        noise = torch.randn(direction.shape, generator=self.generator, dtype=torch.float64)
        quiet = 0.3 / (1 + self.steps / 20)
        step = torch.from_numpy(self.pace)[:, None] * (direction + quiet * noise * (direction != 0))
        return torch.where(self.space.movable, step, torch.zeros_like(step))

    def _restart(self) -> None:
        """Members that stand still, or were never applicable, begin again near better ones or afresh."""
        stuck = (self.stale > STALE) | ~np.isfinite(self.level)
        stuck[self.best] = False
        rows = np.flatnonzero(stuck)
        if not len(rows) or self.steps % 5:
            return
        order = np.argsort(-self.level, kind="stable")
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
        seen = self.look(self.points[rows])
        steady = (
            self.steady(self.points[rows], seen.level) if self.screened else np.ones(len(rows), dtype=bool)
        )
        self.level[rows] = np.where(steady, seen.level, -np.inf)
        self.time[rows], self.slope[rows] = seen.time, seen.slope
        self.drift[rows], self.spread[rows] = 0.0, 0.0
        self.pace[rows], self.stale[rows] = 0.15, 0

    def steady(self, points: Tensor, level: np.ndarray) -> np.ndarray:
        """Whether the tightness survives a change of the coordinates by 1e-12: rounding does not."""
        noise = torch.randn(points.shape, generator=self.generator, dtype=torch.float64)
        shaken = points + SHAKE * noise * (1 + points.abs()) * self.space.movable
        with torch.no_grad(), np.errstate(invalid="ignore"):
            again = self.look(shaken).level
            return np.abs(again - level) < STEADY

    def strike(self, member: int) -> None:
        """Balls contradict this member's tightness: drop it, and grow wary of its kind."""
        self.strikes += 1
        self.level[member] = -np.inf
        if not self.screened:
            self.screened = True
            self.level = np.where(self.steady(self.points, self.level), self.level, -np.inf)
        elif self.strikes % 3 == 0:
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
        self.level = top.cpu().numpy()
        self.time = np.full(len(self.level), -1)
        if relation.times is not None:
            # The first entry that is as good: balls follow a trajectory no further than they must.
            enough = top - 1e-6 * CLEAR
            if first_break:
                enough = torch.where(top > CLEAR, torch.full_like(top, CLEAR), enough)
            steps = torch.tensor(relation.times, device=lhs.device).expand(lhs.shape).reshape(len(lhs), -1)
            late = torch.where(self.shown >= enough[:, None], steps, steps.max())
            self.time = late.amin(dim=1).cpu().numpy()

    def slope(self, points: Tensor) -> Tensor:
        """Gradient of the soft maximum over entries, 0 where there is none or it is not finite."""
        nothing = torch.zeros_like(points)
        if not self.graph:
            return nothing
        top = self.shown.amax(dim=1, keepdim=True).nan_to_num(neginf=0.0)
        weight = torch.exp(SHARPNESS * (self.shown - top))
        value = (weight / weight.sum(dim=1, keepdim=True).clamp(min=1e-300) * self.ratio).sum()
        (slope,) = torch.autograd.grad(value, points, allow_unused=True)
        return nothing if slope is None else slope.detach().nan_to_num(nan=0.0, posinf=0.0, neginf=0.0)


def tightest_of(claim: Claim, batch: Instance) -> tuple[float, Exact]:
    """The tightest applicable instance of a batch in float64, with the log of its tightness.

    -inf where no instance has one, or the claim raises.
    """
    level, time = np.full(batch.batch, -np.inf), np.full(batch.batch, -1)
    try:
        with torch.no_grad():
            relation = claim(batch)
            if relation.kind == "at_most":
                holds = np.ones(batch.batch, dtype=bool)
                for assumption in claim.assumes:
                    holds &= ~judge_float64(assumption(batch)).broken
                sides = _Sides(relation)
                level, time = np.where(holds, sides.level, -np.inf), sides.time
    except _TROUBLE:
        pass
    top = int(np.argmax(level))
    return float(level[top]), batch.exact(top).upto(int(time[top]))

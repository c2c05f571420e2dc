"""Ascent: instances of one shape that climb the tightness of a claim together, one batch a step.

Every member proposes a move: a gradient step, scaled by momentum and second moment as in Adam (Kingma and Ba
2015) and RMSprop (Tieleman and Hinton 2012), a random jump, or a crossover with a better member. All
proposals are evaluated at once, and each member accepts its own where that is tighter, else by simulated
annealing (Kirkpatrick, Gelatt and Vecchi 1983). Step sizes adapt to what is accepted; members that stand
still restart. A proposal that breaks an assumption, or is not finite, is never accepted. What float64 says of
tightness is a lead: it counts once balls have confirmed it.

The algorithm is ``begin`` and ``step``, from state to state. The generator alone carries over from one step
to the next; in which order numbers are drawn from it decides what a seed gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Generator, Tensor

from icl_verify.hunt.moves import below, crossover, jump
from icl_verify.hunt.objective import UNEVALUABLE, Evaluation, LogRatios, Objective, is_signed
from icl_verify.hunt.settings import ASCENT, AscentSettings
from icl_verify.hunt.space import Space
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import Relation


@dataclass(frozen=True, eq=False)
class Ascent:
    """The state of an ascent: a population of instances of one shape. A member is a row of its arrays.

    Attributes:
        objective: the log tightness that is climbed, and the coordinates.
        reserve: the points that it began with, shape (members, columns): where restarts may return to.
        full_sizes: the sizes as drawn; those of the objective's space may have shorter trajectories.
        climbs: whether there is anything to climb: the claim is an inequality whose tightness may be climbed.
        points: where the members are, shape (members, columns).
        log_tightness: theirs, shape (members,); -inf where a member has none or balls have denied it.
        gradient: of the log tightness there, shape (members, columns).
        time: step of the trajectory at which a member is tightest, shape (members,), -1 without one.
        step_size: root mean square of a member's gradient steps, shape (members,), in coordinates.
        momentum: running average of the gradients where it was, shape (members, columns).
        second_moment: running average of their squares, shape (members, columns).
        stalled_for: steps since a member last gained, shape (members,).
        steps: taken so far.
        rejections: how often balls have denied a member's tightness.
    """

    objective: Objective
    reserve: Tensor
    full_sizes: dict[str, int]
    climbs: bool
    points: Tensor
    log_tightness: np.ndarray
    gradient: Tensor
    time: np.ndarray
    step_size: np.ndarray
    momentum: Tensor
    second_moment: Tensor
    stalled_for: np.ndarray
    steps: int = 0
    rejections: int = 0
    settings: AscentSettings = ASCENT

    @property
    def space(self) -> Space:
        """The coordinates of its members."""
        return self.objective.space

    @property
    def best(self) -> int:
        """Index of the tightest member."""
        return int(np.argmax(self.log_tightness))

    @property
    def screened(self) -> bool:
        """Whether every gain must be steady: balls have caught float64 with a tightness made of rounding."""
        return self.rejections > 0

    def exact(self, member: int) -> Exact:
        """A member with its exact numbers, its horizon cut after the step that is tightest."""
        return self.objective.claim.population.cut(self.uncut(member), int(self.time[member]))

    def uncut(self, member: int) -> Exact:
        """A member with its exact numbers, up to the horizon of the ascent."""
        return self.space.instance(self.points[member : member + 1]).exact(0)

    def at_full_length(self) -> tuple[float, Exact] | None:
        """The tightest member, with its log tightness, when trajectories run as long as they were drawn.

        None where they did already, or the claim raises.
        """
        if self.full_sizes == self.space.sizes:
            return None
        long = replace(self.space, sizes=self.full_sizes).instance(self.points, self.objective.device)
        try:
            with torch.no_grad():
                ratios = LogRatios(self.objective.claim(long), self.objective.first_break)
        except UNEVALUABLE:
            return None
        log_tightness = np.where(np.isfinite(self.log_tightness), ratios.log_tightness, -np.inf)
        top = int(np.argmax(log_tightness))
        cut = self.objective.claim.population.cut(long.exact(top), int(ratios.time[top]))
        return float(log_tightness[top]), cut


def begin(
    claim: Claim, batch: Instance, *, device: str = "cpu", fixed: Sequence[str] = (),
    first_break: bool = True, settings: AscentSettings = ASCENT,
) -> Ascent:  # fmt: skip
    """The state before the first step.

    Arguments:
        claim: a claim whose relation can be hunted; others have nothing to climb.
        batch: where the members start.
        device: where float64 runs.
        fixed: fields that keep the values they were drawn with.
        first_break: a trajectory is followed to its first clear break; False, to its worst entry.
    """
    space = Space.of(type(batch), batch.sizes, fixed)
    points = space.encode(batch)
    relation = _first_relation(claim, batch)
    if relation is not None and relation.times is not None:
        space = space.cut(claim.population.fewest_steps(space.kind, space.sizes, settings.horizon))
    climbs = bool(space.free) and claim.climbs and relation is not None and relation.hunted
    signed = relation is not None and is_signed(relation)
    objective = Objective(claim, space, device, first_break, signed)
    return _at(objective, points, points.clone(), dict(batch.sizes), climbs, settings)


def _first_relation(claim: Claim, batch: Instance) -> Relation | None:
    """What kind of statement this is, seen on the first member that can be evaluated."""
    for i in range(batch.batch):
        try:
            with torch.no_grad():
                return claim(batch.select(i))
        except UNEVALUABLE:
            continue
    return None


def _at(
    objective: Objective, points: Tensor, reserve: Tensor, full_sizes: dict[str, int], climbs: bool,
    settings: AscentSettings,
) -> Ascent:  # fmt: skip
    """A state at these points that remembers nothing of how it came there."""
    seen = objective(points) if climbs else Evaluation.nothing(points)
    zero, count = torch.zeros_like(points), len(points)
    return Ascent(
        objective, reserve, full_sizes, climbs, points, seen.log_tightness, seen.gradient, seen.time,
        step_size=np.full(count, settings.first_step), momentum=zero, second_moment=zero,
        stalled_for=np.zeros(count, dtype=int), settings=settings,
    )  # fmt: skip


def step(ascent: Ascent, generator: Generator) -> Ascent:
    """The state after one proposal a member, all evaluated at once."""
    settings = ascent.settings
    proposals, guided = _proposals(ascent, generator)
    seen = ascent.objective(proposals)
    gain = _gain(seen.log_tightness, ascent.log_tightness)
    accepted = _anneal(ascent, gain, generator)
    if ascent.screened and accepted.any():
        accepted &= _is_steady(ascent, proposals, seen.log_tightness, generator)
    factor = np.where(gain > 0, settings.growth, settings.shrinkage)
    # A jump says nothing of how far gradient steps should go.
    step_size = np.where(guided, ascent.step_size * factor, ascent.step_size)
    moved = replace(
        _accept(ascent, proposals, seen, accepted),
        step_size=np.clip(step_size, settings.smallest_step, settings.largest_step),
        stalled_for=np.where(gain > settings.progress, 0, ascent.stalled_for + 1),
        steps=ascent.steps + 1,
    )
    return _restart(moved, generator)


def _gain(new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """What log tightness gains; -inf where there is none to gain."""
    with np.errstate(invalid="ignore"):
        gain = np.where(np.isfinite(new), new - old, -np.inf)
    return np.where(np.isnan(gain), -np.inf, gain)


def _anneal(ascent: Ascent, gain: np.ndarray, generator: Generator) -> np.ndarray:
    """Which proposals are accepted: every gain, and a small loss with chance exp(gain / temperature).

    Losses let a member leave a local maximum; the temperature falls as 1/steps, so that they end. The best
    member never loses: it is what balls will be asked about.
    """
    settings = ascent.settings
    temperature = settings.temperature / (1 + ascent.steps / settings.temperature_halved_after)
    uniform = torch.rand(len(gain), generator=generator, dtype=torch.float64).numpy()
    small_loss = (gain > -settings.largest_loss) & (gain < 0)
    accepted: np.ndarray = (gain > 0) | ((uniform < np.exp(np.minimum(gain, 0.0) / temperature)) & small_loss)
    accepted[ascent.best] &= gain[ascent.best] > 0
    return accepted


def _accept(ascent: Ascent, points: Tensor, seen: Evaluation, accepted: np.ndarray) -> Ascent:
    """Accepted members at their new points; their gradients enter momentum and second moment."""
    rows = torch.from_numpy(accepted)[:, None]
    gradient = seen.gradient
    old, new = ascent.settings.momentum_weights
    old_square, new_square = ascent.settings.second_moment_weights
    second_moment = old_square * ascent.second_moment + new_square * gradient**2
    return replace(
        ascent,
        points=torch.where(rows, points, ascent.points),
        log_tightness=np.where(accepted, seen.log_tightness, ascent.log_tightness),
        time=np.where(accepted, seen.time, ascent.time),
        gradient=torch.where(rows, gradient, ascent.gradient),
        second_moment=torch.where(rows, second_moment, ascent.second_moment),
        momentum=torch.where(rows, old * ascent.momentum + new * gradient, ascent.momentum),
    )


def _proposals(ascent: Ascent, generator: Generator) -> tuple[Tensor, np.ndarray]:
    """A move for every member, and which of them follow a gradient.

    One uniform number a member decides the kind of its move, by the shares of the settings.
    """
    settings, space, count = ascent.settings, ascent.space, len(ascent.points)
    uniform = torch.rand(count, generator=generator, dtype=torch.float64).numpy()
    has_gradient = ascent.gradient.abs().amax(dim=1).numpy() > 0
    guided = has_gradient & (uniform < settings.single_below) & np.isfinite(ascent.log_tightness)
    moved = ascent.points + _uphill(ascent, uniform, generator)
    order = np.argsort(-ascent.log_tightness, kind="stable")
    for i in np.flatnonzero(~guided):
        if uniform[i] < settings.jump_below or count < 3:
            moved[i] = jump(space, ascent.points[i], generator)
        elif uniform[i] < settings.jump_best_below:
            moved[i] = jump(space, ascent.points[int(order[0])], generator)
        else:
            # The other parent comes from the better half.
            other = int(order[below(generator, max(2, count // 2))])
            moved[i] = crossover(space, ascent.points, int(i), other, generator)
    return space.retract(moved), guided


def _uphill(ascent: Ascent, uniform: np.ndarray, generator: Generator) -> Tensor:
    """Steps along the gradient: as it is, or each coordinate by its own size, or one field alone.

    Scaled by the second moment, coordinates whose gradients differ by decades move alike; as it is, the
    gradient is right where such coordinates should stay. A single field is moved where the fields pull
    against each other. All are normalised: the step size says how far, the gradient only where to.
    """
    settings, gradient, momentum = ascent.settings, ascent.gradient, ascent.momentum
    _, new_square = settings.second_moment_weights
    # Half momentum, half gradient, as in Nesterov's variant; a member that has just begun has no momentum.
    lead = torch.where(momentum != 0, 0.5 * (gradient + momentum), gradient)
    plain = lead / _root_mean_square(lead)
    scaled = lead / (ascent.second_moment + new_square * gradient**2).sqrt().clamp(min=1e-300)
    scaled = scaled / _root_mean_square(scaled)
    choice = torch.from_numpy(uniform)[:, None]
    direction = torch.where(choice < settings.plain_below, plain, scaled)
    free = ascent.space.free
    for i in np.flatnonzero((uniform >= settings.scaled_below) & (uniform < settings.single_below)):
        block = free[below(generator, len(free))]
        alone = torch.zeros_like(direction[i])
        alone[block.first : block.stop] = direction[i, block.first : block.stop]
        direction[i] = alone
    noise = torch.randn(direction.shape, generator=generator, dtype=torch.float64)
    # Only what moves is shaken: a coordinate without a gradient stays where it is.
    share = settings.noise / (1 + ascent.steps / settings.noise_halved_after)
    moved = torch.from_numpy(ascent.step_size)[:, None] * (direction + share * noise * (direction != 0))
    return torch.where(ascent.space.movable, moved, torch.zeros_like(moved))


def _root_mean_square(x: Tensor) -> Tensor:
    return x.square().mean(dim=1, keepdim=True).sqrt().clamp(min=1e-300)


def _restart(ascent: Ascent, generator: Generator) -> Ascent:
    """Members that stand still, or were never applicable, begin again near better ones or afresh."""
    settings = ascent.settings
    stuck = (ascent.stalled_for > settings.stalled_after) | ~np.isfinite(ascent.log_tightness)
    stuck[ascent.best] = False  # where it stands is what the hunt has to show
    rows = np.flatnonzero(stuck)
    # Now and then: an evaluation of one member costs as much as that of a batch.
    if not len(rows) or ascent.steps % settings.restart_every:
        return ascent
    points = _restarted(ascent, rows, generator)
    seen = ascent.objective(points[rows])
    log_tightness = seen.log_tightness
    if ascent.screened:
        steady = _is_steady(ascent, points[rows], log_tightness, generator)
        log_tightness = np.where(steady, log_tightness, -np.inf)
    zero = torch.zeros_like(seen.gradient)
    return replace(
        ascent,
        points=points,
        log_tightness=_with_rows(ascent.log_tightness, rows, log_tightness),
        time=_with_rows(ascent.time, rows, seen.time),
        gradient=ascent.gradient.index_copy(0, torch.from_numpy(rows), seen.gradient),
        momentum=ascent.momentum.index_copy(0, torch.from_numpy(rows), zero),
        second_moment=ascent.second_moment.index_copy(0, torch.from_numpy(rows), zero),
        step_size=_with_rows(ascent.step_size, rows, settings.first_step),
        stalled_for=_with_rows(ascent.stalled_for, rows, 0),
    )


def _restarted(ascent: Ascent, rows: np.ndarray, generator: Generator) -> Tensor:
    """All points, those of ``rows`` a few jumps away from a better member or from the reserve."""
    settings, space, points = ascent.settings, ascent.space, ascent.points.clone()
    order = np.argsort(-ascent.log_tightness, kind="stable")
    for i in rows:
        if float(torch.rand((), generator=generator, dtype=torch.float64)) < settings.restart_near:
            points[i] = points[int(order[below(generator, max(1, len(order) // 4))])]
            for _ in range(1 + below(generator, settings.restart_jumps)):
                points[i] = jump(space, points[i], generator)
        else:
            points[i] = jump(space, ascent.reserve[below(generator, len(ascent.reserve))], generator)
    points[rows] = space.retract(points[rows])
    return points


def _with_rows(array: np.ndarray, rows: np.ndarray, values: np.ndarray | float) -> np.ndarray:
    changed = array.copy()
    changed[rows] = values
    return changed


def _is_steady(ascent: Ascent, points: Tensor, log_tightness: np.ndarray, generator: Generator) -> np.ndarray:
    """Whether a tightness survives a tiny change of the coordinates: one made of rounding does not."""
    settings = ascent.settings
    noise = torch.randn(points.shape, generator=generator, dtype=torch.float64)
    shaken = points + settings.shake * noise * (1 + points.abs()) * ascent.space.movable
    with torch.set_grad_enabled(ascent.objective.signed), np.errstate(invalid="ignore"):
        steady: np.ndarray = np.abs(ascent.objective(shaken).log_tightness - log_tightness) < settings.steady
    return steady


def reject(ascent: Ascent, member: int, generator: Generator) -> Ascent:
    """The state after balls have denied a member's tightness: it is dropped, and its kind distrusted.

    From the first rejection on every gain must be steady. Where steady numbers are rounding too, no small
    change shows it: the scales are drawn in, away from the extremes, and all members begin anew.
    """
    settings = ascent.settings
    first = not ascent.screened
    log_tightness = _with_rows(ascent.log_tightness, np.array([member]), -np.inf)
    denied = replace(ascent, log_tightness=log_tightness, rejections=ascent.rejections + 1)
    if first:
        steady = _is_steady(ascent, ascent.points, log_tightness, generator)
        return replace(denied, log_tightness=np.where(steady, log_tightness, -np.inf))
    if denied.rejections % settings.narrow_every:
        return denied
    space = ascent.space.narrowed(settings.narrowed_to)
    # From the draws, not from where the members are: these have all climbed into the rounding.
    objective, points = replace(ascent.objective, space=space), space.retract(ascent.reserve)
    anew = _at(objective, points, ascent.reserve, ascent.full_sizes, ascent.climbs, settings)
    return replace(anew, steps=denied.steps, rejections=denied.rejections)

"""Whether a claim says of a member of a batch what it says of it alone, and of a cut trajectory the same.

Balls judge one instance, cut to the step in question. What they dismiss must be the number that float64
suspected: a sum over the batch, an entry of it, or wrong ``times`` would have another one judged.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from icl_verify.judge.events import FLIPPED
from icl_verify.judge.last_digits import LAST_DIGIT
from icl_verify.judge.tightness import LONGEST_SETTLED
from icl_verify.judge.untouched import Unsteady
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.population import Population
from icl_verify.statement.relation import Relation, Statistical

SAME = 1e-9  # of a side's largest entry: batches of other sizes are summed in another order
RATIOS = 1e-6  # of a quotient of two sides, each as near as that to itself
NOTHING = 1e-13  # of the largest entry of both sides: what is smaller is rounding of the other
# Rounding explains a difference of which a change of the fields' last digits makes this part: where numbers
# grow along a trajectory, or cancel, batches of two sizes are that far apart.
EXPLAINED = 1e-3
EARLY = 12  # steps of a trajectory that are enough to show a statement on members that are mixed

Evaluation = Callable[[Instance], Relation]


@dataclass(frozen=True)
class Difference:
    """Where a member alone is another: the side, and its entry in the batch and alone."""

    side: str
    whole: float
    alone: float


def check_members(claim: Claim, batch: Instance, relation: Relation) -> None:
    """Compare the first and the middle member of a float64 batch, and a cut trajectory, with those alone.

    Arguments:
        relation: the claim's, of the whole batch.

    Raises:
        ValueError: the claim or an assumption says something else of a member alone, or of its trajectory
            once it is cut.
    """
    if relation.times is None and not isinstance(relation, Statistical):
        _check_untimed(claim, batch, relation)
    _check_statement(claim.id, claim, batch, relation, claim.population)
    for assumption in claim.assumes:
        name = f"assumption {assumption.name} of {claim.id}"
        _check_statement(name, assumption, batch, assumption(batch), claim.population)


def _check_statement(
    name: str, statement: Evaluation, batch: Instance, whole: Relation, population: Population
) -> None:
    members = sorted({0, batch.batch // 2})
    may_be_cut = functools.partial(population.may_be_cut, type(batch), batch.sizes)
    times = whole.times or ()
    early = max((step for step in times if step <= EARLY and may_be_cut(step)), default=0)
    # A member alone, cut early, shows both at little cost; what it does not say is which of both is wrong.
    if early and all(_holds_cut(name, statement, batch, whole, index, early) for index in members):
        if batch.batch > 1:  # what enters later
            _check_alone(name, statement, batch, whole, members[-1])
        return
    for index in members if batch.batch > 1 else ():
        _check_alone(name, statement, batch, whole, index)
    half = next((step for step in times[(len(times) - 1) // 2 :] if may_be_cut(step)), 0)
    if half:
        _check_cut(name, statement, batch, whole, half)
    for index in members if early else ():
        _check_cut(name, statement, batch, whole, early, index)


def _holds_cut(
    name: str, statement: Evaluation, batch: Instance, whole: Relation, index: int, cut: int
) -> bool:
    """Whether a member, cut to a step and alone, has the numbers that it has in its batch."""
    single = alone(batch, index, cut)
    relation = statement(single)
    if cut not in (relation.times or ()):
        return False
    return _compared(name, statement, single, relation, whole, index, cut) is None


def check_times(claim: Claim, batch: Instance, relation: Relation) -> None:
    """ValueError unless the times are steps of the declared trajectory, one an entry of the last axis.

    They may be left out where the sides do not run along a trajectory, or where it is short.
    """
    times, kind = relation.times, type(batch)
    along = kind.trajectory()
    if times is None:
        steps = batch.sizes[along] if along and not isinstance(relation, Statistical) else 0
        if steps > LONGEST_SETTLED and tuple(relation.lhs.shape)[-1:] in ((steps,), (steps + 1,)):
            raise _needs_times(claim, batch)
        return
    if along is None:
        raise ValueError(
            f"times of {claim.id} must be steps of a trajectory, got times for {kind.__name__}, which "
            "declares none: Axis(count=True, trajectory=True)"
        )
    steps, shown = batch.sizes[along], _listed(times)
    increasing = all(a < b for a, b in itertools.pairwise(times))
    if not times or not increasing or times[0] < 0 or times[-1] > steps:
        raise ValueError(f"times of {claim.id} must increase within 0..{along} = {steps}, got {shown}")
    sides = [tuple(side.shape) for side in (relation.lhs, relation.rhs) if side is not None]
    entries = np.broadcast_shapes(*sides)[-1]
    if entries != len(times):
        raise ValueError(
            f"times of {claim.id} must be as many as the last axis of its sides has entries, {entries}, got "
            f"{shown}"
        )


def _check_untimed(claim: Claim, batch: Instance, relation: Relation) -> None:
    """ValueError where sides without times depend on a long trajectory: balls would take hours to its end."""
    kind, along = type(batch), type(batch).trajectory()
    if along is None or batch.sizes[along] <= LONGEST_SETTLED:
        return
    cut = claim.population.fewest_steps(kind, batch.sizes, EARLY)
    if cut < batch.sizes[along]:
        rows = _rows(relation, 0, None), _rows(claim(alone(batch, 0, cut)), 0, None)
        if any(_apart(a, b).max(initial=0.0) > RATIOS * _largest(a) for a, b in zip(*rows, strict=True)):
            raise _needs_times(claim, batch)


def _needs_times(claim: Claim, batch: Instance) -> ValueError:
    along = type(batch).trajectory()
    return ValueError(
        f"{claim.id} must say at which of {along} = {batch.sizes[str(along)]} steps its sides stand, got no "
        f"times: write times=range(1, instance.{along} + 1) where the last axis has an entry for each step, "
        f"times=(instance.{along},) where it has one for the last; else balls would go to the end each time"
    )


def _listed(times: Sequence[int]) -> str:
    return str(times) if len(times) < 9 else f"{len(times)} of them, {times[0]}..{times[-1]}"


def check_dismissed(claim: Claim, exact: Exact, drawn: float) -> None:
    """Hold a suspicion that balls dismiss on one instance against the number that float64 suspected.

    Arguments:
        exact: the instance as it was settled, its trajectory cut.
        drawn: its tightness among the members of its batch.

    Raises:
        ValueError: float64 has another number for the instance alone, by more than rounding explains.
    """
    single = exact.float64()
    found = _tightness(claim, single)
    apart = float(_apart(found, np.array([drawn]))[0])
    if apart <= RATIOS * abs(drawn) or EXPLAINED * apart <= max(
        float(_apart(found, _tightness(claim, other))[0]) for other in _shaken(single)
    ):
        return
    raise ValueError(
        f"{claim.id} must say of an instance, cut to the step in question, what it says of it in its batch: "
        f"float64 suspected tightness {drawn:.6g} and has {found[0]:.6g} for what balls dismissed"
    )


def check_denied(claim: Claim, uncut: Exact, step: int) -> None:
    """Hold an instance that balls deny a tightness, its trajectory cut, against the same steps uncut.

    Raises:
        ValueError: float64 has other numbers once it is cut, by more than rounding explains.
    """
    batch = uncut.float64()
    if claim.population.may_be_cut(type(batch), batch.sizes, step):
        _check_cut(claim.id, claim, batch, claim(batch), step)


def same_when_cut(
    claim: Claim, batch: Instance, index: int, whole: Relation, steps: int, row: int = 0
) -> bool:
    """Whether a claim without times has the same sides on a member once its trajectory is cut.

    Arguments:
        whole: its relation on the member, or on several instances of which ``row`` is the member.
    """
    single = alone(batch, index, steps)
    return _compared(claim.id, claim, single, claim(single), whole, row) is None


def _tightness(claim: Claim, single: Instance) -> np.ndarray:
    return claim(single).judge_float64().tightness


def alone(batch: Instance, index: int, steps: int | None = None) -> Instance:
    """A member as a batch of one that shares no memory, its trajectory cut; kept with the batch."""

    def make() -> Instance:
        along, sizes = type(batch).trajectory(), dict(batch.sizes)
        if along is not None and steps is not None:
            sizes[along] = steps
        return type(batch)(sizes, {k: v[index : index + 1].clone() for k, v in batch.tensors.items()})

    return batch.memoised(("alone", index, steps), make)


def _check_alone(name: str, statement: Evaluation, batch: Instance, whole: Relation, index: int) -> None:
    single = alone(batch, index)
    if isinstance(whole, Statistical):
        found = _compared_events(statement, single, whole, index)
    else:
        found = _compared(name, statement, single, statement(single), whole, index)
    if found:
        raise ValueError(
            f"{name} must say of a member of a batch what it says of it alone, got {found.whole:.6g} on the "
            f"{found.side} side for member {index} of {batch.batch} and {found.alone:.6g} for it alone: "
            "numbers of other members enter it (a sum or an index along the first axis, or what another call "
            "left behind, say)"
        )


def _check_cut(
    name: str, statement: Evaluation, batch: Instance, whole: Relation, cut: int, index: int = 0
) -> None:
    """Compare a member's steps up to that one with those of it cut there."""
    along = type(batch).trajectory()
    assert along is not None
    single = alone(batch, index, cut)
    relation = statement(single)
    if cut not in (relation.times or ()):
        raise ValueError(
            f"times of {name} must be the steps at which its sides stand, got none at step {cut} with "
            f"{along} = {cut}, where it had one of {batch.sizes[along]}"
        )
    found = _compared(name, statement, single, relation, whole, index, cut)
    if found:
        raise ValueError(
            f"times of {name} must be the steps at which its sides stand, got {found.whole:.6g} on the "
            f"{found.side} side by step {cut} of {batch.sizes[along]} and {found.alone:.6g} by then with "
            f"{along} = {cut}"
        )


def _compared_events(
    statement: Evaluation, single: Instance, whole: Statistical, index: int
) -> Difference | None:
    relation = statement(single)
    assert isinstance(relation, Statistical)
    before, after = whole.events()[index], relation.events()[0]
    if before.shape == after.shape and (before != after).sum() <= max(1, FLIPPED * before.size):
        return None
    return Difference("left", float(before.mean()), float(after.mean()))


def _compared(
    name: str, statement: Evaluation, single: Instance, relation: Relation, whole: Relation, index: int,
    cut: int | None = None,
) -> Difference | None:  # fmt: skip
    """Where a side of a member differs from that of a single instance by more than rounding explains."""
    # A batch may record more steps than each of its members would alone: those that both have are compared.
    steps = None if whole.times is None else set(whole.times) & set(relation.times or ())
    if steps is not None and cut is not None:
        steps = {step for step in steps if step <= cut}
    before, after = _rows(whole, index, steps), _rows(relation, 0, steps)
    largest = max(_largest(row) for row in before)
    for place, side in enumerate(("left", "right")):
        ours, theirs = before[place], after[place]
        apart = _apart(ours, theirs)
        if not apart.size or apart.max() <= max(SAME * _largest(ours), NOTHING * largest):
            continue
        _check_afresh(name, statement, single, relation)  # else what is drawn at random explains itself
        if EXPLAINED * apart.max() <= _sensitivity(statement, single, theirs, place, steps):
            continue
        return _shown(side, ours, theirs)
    return None


def _check_afresh(name: str, statement: Evaluation, single: Instance, relation: Relation) -> None:
    """Unsteady where a copy of an instance, for which nothing is kept yet, has other numbers."""
    copy = type(single)(single.sizes, single.tensors)
    before, after = _rows(relation, 0, None), _rows(statement(copy), 0, None)
    check_same(name, before, after, RATIOS)


def check_same(
    name: str, before: Sequence[np.ndarray], after: Sequence[np.ndarray], part: float, scale: float = 0.0
) -> None:
    """Compare the sides of an instance with those that it has when the statement is asked again.

    Arguments:
        part: of the largest entry of a side, or of the scale, that rounding may change.

    Raises:
        Unsteady: they are further apart.
    """
    largest = max(map(_largest, before))
    for side, ours, theirs in zip(("left", "right"), before, after, strict=True):
        apart = _apart(ours, theirs)
        if apart.size and apart.max() > max(part * max(_largest(ours), scale), NOTHING * largest):
            raise another_time(name, _shown(side, ours, theirs))


def another_time(name: str, found: Difference) -> Unsteady:
    """What is raised of a statement that says something else of the same instance when it is asked again."""
    return Unsteady(
        f"{name} must say the same of the same instance each time, got {found.whole:.6g} and then "
        f"{found.alone:.6g} on the {found.side} side: it draws random numbers, or keeps something from call "
        "to call (a counter, a list as a default, a generator)"
    )


def _shown(side: str, ours: np.ndarray, theirs: np.ndarray) -> Difference:
    """Where two rows are farthest apart."""
    entry = int(np.argmax(_apart(ours, theirs)))
    return Difference(side, float(ours[entry]), float(theirs[entry]) if entry < theirs.size else np.nan)


def _rows(relation: Relation, index: int, steps: set[int] | None) -> list[np.ndarray]:
    """Both sides of one instance in a row, of these steps alone; unresolved entries are 0."""
    sides = relation.float_sides()[:2]
    judged = relation.resolved_entries(sides[0].shape)[index]
    rows = [np.where(judged, side[index], 0.0) for side in sides]
    if steps is None or relation.times is None:
        return rows
    wanted = np.array([step in steps for step in relation.times])
    return [row.reshape(-1, len(wanted))[:, wanted].ravel() for row in rows]


def _largest(row: np.ndarray) -> float:
    return float(np.abs(row[np.isfinite(row)]).max(initial=0.0))


def _apart(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """How far the entries are apart: infinitely where only one is a number, or there is one fewer of them."""
    if ours.shape != theirs.shape:
        return np.full(max(ours.size, 1), np.inf)
    numbers = np.isfinite(ours) & np.isfinite(theirs)
    with np.errstate(invalid="ignore"):
        apart = np.where(numbers, np.abs(ours - theirs), np.inf)
    neither = ~np.isfinite(ours) & ~np.isfinite(theirs)
    return np.where(neither, 0.0, apart)


def _sensitivity(
    statement: Evaluation, single: Instance, theirs: np.ndarray, place: int, steps: set[int] | None
) -> float:
    """How far a side moves when the last digits of the fields change."""
    changed = [_rows(statement(other), 0, steps)[place] for other in _shaken(single)]
    return max(float(_apart(theirs, row).max(initial=0.0)) for row in changed)


def _shaken(single: Instance) -> Iterator[Instance]:
    """The instance twice, the last digits of some of its numbers changed; kept with it."""

    def make(seed: int) -> Instance:
        generator = np.random.default_rng(seed)
        raw = {}
        for name, array in single.tensors.items():
            digits = array.new_tensor(generator.integers(0, 2, tuple(array.shape)))
            raw[name] = array * (1 - LAST_DIGIT * digits)
        return type(single)(single.sizes, raw)

    # Twice, as one change may cancel by chance.
    for seed in range(2):
        yield single.memoised(("shaken", seed), lambda: make(seed))  # noqa: B023

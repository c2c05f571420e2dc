"""Conditions: where a refuted statement survives, as one threshold or one inequality between sizes.

A condition is found on half of the draws and must leave no break on the other half; then it is an assumption
like any, and the statement under it is hunted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import torch

from icl_verify.hunt.settings import ASCENT
from icl_verify.judge.applicable import hold_in_float64
from icl_verify.repair.constants import LARGEST, SMALLEST
from icl_verify.repair.filters import depends_on
from icl_verify.repair.inequalities import hunted
from icl_verify.repair.proposals import Proposal, Repair, assuming
from icl_verify.repair.samples import (
    Atom,
    fresh_instances,
    named_quantities,
    positive_numbers,
    shortened,
    size_atoms,
)
from icl_verify.repair.trial import survived
from icl_verify.statement.assumption import Assumption
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.population import shape_key
from icl_verify.statement.relation import Relation, at_least, at_most

MEMBERS = 4  # instances of a draw
LEAST_DRAWS = 40  # of a costly population
# Chance at most that quantities without a say would keep so many instances and no break: any of them on the
# half that conditions are sought on, and a given one on the other.
LUCK, LUCK_AGAIN = 0.05, 0.01
FACTORS = (1, 2, 3)  # of a size against another
STEPS = (1, 2, 5)  # times a power of ten: the thresholds of a quantity
LOST = 4.0  # what losing all unbroken instances would cost, in units of complexity
SHARE = 0.1  # of the unbroken draws that a condition must keep
ROUNDS = 3  # of moving a threshold on
DRAWN = 48  # draws at most, one a step, from which a hunt inside a condition starts: few may meet it
CONFIRMED = 49_979_687  # between the seed of a search and that of a trial
_TROUBLE = (ValueError, RuntimeError, ArithmeticError, TypeError)


@dataclass(frozen=True)
class Condition:
    """``bound * quantity`` against ``other``, or ``quantity`` against ``bound`` where there is no other.

    Attributes:
        quantity: a size, a positive number or a named scalar.
        above: whether the quantity is to be the larger.
        bound: a factor of the size ``quantity``, or the threshold.
        other: another size, or None.
        strict: of two sizes, whether they must differ.
    """

    quantity: Atom
    above: bool
    bound: Fraction
    other: Atom | None = None
    strict: bool = False

    @property
    def complexity(self) -> float:
        """Small for what a reader would guess first."""
        if self.other is not None:
            return float(self.bound) + 0.25 * self.strict
        return 1.5 + 0.25 * float(np.log2(self.bound.numerator * self.bound.denominator))

    def __str__(self) -> str:
        sign = {True: ">", False: "<"}[self.above] + ("" if self.strict else "=")
        if self.other is None:
            return f"{self.quantity.name} {sign} {self.bound}"
        factor = "" if self.bound == 1 else f"{self.bound} "
        return f"{factor}{self.quantity.name} {sign} {self.other.name}"

    @property
    def code(self) -> str:
        """The relation in Python, the instance being ``instance``."""
        ones, kind = "instance.xp.ones((instance.batch,))", "at_least" if self.above else "at_most"
        p, q = self.bound.numerator, self.bound.denominator
        number = "" if self.bound == 1 else f"{p} * " if q == 1 else f"instance.xp.const({p}, {q}) * "
        left = self.quantity.code + (f" * {ones}" if self.quantity.whole else "")
        if self.other is None:
            return f"{kind}({left}, {number}{ones})"
        beyond = {(True, True): " + 1", (True, False): " - 1"}.get((self.strict, self.above), "")
        right = f"({self.other.code}{beyond})" if beyond else self.other.code
        return f"{kind}({number}{left}, {right} * {ones})"

    def relation(self, instance: Any) -> Relation:
        """It as a relation, an entry an instance."""
        xp, kind = instance.xp, at_least if self.above else at_most
        ones = xp.ones((instance.batch,))
        left = self.quantity.value(instance) * ones
        if self.other is None:
            return kind(left, xp.const(self.bound.numerator, self.bound.denominator) * ones)
        beyond = (1 if self.above else -1) if self.strict else 0
        return kind(int(self.bound) * left, (self.other.value(instance) + beyond) * ones)

    def assumption(self) -> Assumption:
        """It as an assumption of a claim."""
        return Assumption("condition", str(self), self.relation)


@dataclass(frozen=True)
class Seen:
    """Applicable instances of many draws, as float64 sees them.

    Attributes:
        quantities: what a condition may speak of.
        values: of every quantity, shape (instances, quantities).
        broken: shape (instances,).
        draw: which draw an instance is of, shape (instances,).
        shape: its sizes as a number, shape (instances,).
    """

    quantities: tuple[Atom, ...]
    values: np.ndarray
    broken: np.ndarray
    draw: np.ndarray
    shape: np.ndarray

    def part(self, chosen: np.ndarray) -> Seen:
        """The instances of a mask."""
        values, broken, draw, shape = (
            array[chosen] for array in (self.values, self.broken, self.draw, self.shape)
        )
        return Seen(self.quantities, values, broken, draw, shape)

    def halves(self) -> tuple[Seen, Seen]:
        """Every other shape, and the rest: no shape is in both, unless there is one alone."""
        by = self.shape if len(set(self.shape)) > 1 else self.draw
        return self.part(by % 2 == 0), self.part(by % 2 == 1)

    def meets(self, condition: Condition) -> np.ndarray:
        """Where a condition holds, shape (instances,)."""
        of = {atom: self.values[:, i] for i, atom in enumerate(self.quantities)}
        left = of[condition.quantity]
        right: Any = float(condition.bound)
        if condition.other is not None:
            left, right = left * right, of[condition.other]
        if condition.strict:
            return np.asarray(left > right if condition.above else left < right)
        return np.asarray(left >= right if condition.above else left <= right)


def seen(claim: Claim, batches: Iterable[Instance]) -> Seen:
    """A few instances of every batch of a draw; one on which the claim raises is left out."""
    quantities: tuple[Atom, ...] = ()
    rows: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []
    shapes: dict[object, int] = {}
    for i, batch in enumerate(batches):
        try:
            with torch.no_grad():
                applies = hold_in_float64(claim.assumes, batch)
                broken = claim(batch).judge_float64().broken
                quantities = quantities or _quantities(claim, batch)
                values = np.stack([_column(atom, batch) for atom in quantities], axis=1)
        except _TROUBLE:
            continue
        usable = np.flatnonzero(applies & np.isfinite(values).all(axis=1))[:MEMBERS]
        shape = shapes.setdefault(shape_key(batch.sizes), len(shapes))
        rows.append((values[usable], broken[usable], np.full(len(usable), i), np.full(len(usable), shape)))
    if not rows:
        nothing = np.zeros(0, dtype=int)
        return Seen((), np.zeros((0, 0)), nothing > 0, nothing, nothing)
    return Seen(quantities, *(np.concatenate(columns) for columns in zip(*rows, strict=True)))


def batches_of(claim: Claim, seed: int, draws: int) -> Iterator[Instance]:
    """Small batches of fresh draws, trajectories as short as those that a hunt climbs on."""
    population = claim.population
    least = round(LEAST_DRAWS / population.cost)
    for draw in population.examples(seed, max(draws, least)):
        batch = population.expand(draw, population.batch or MEMBERS, "cpu").select(slice(MEMBERS))
        yield type(batch)(shortened(population, batch, ASCENT.horizon), batch.raw)


def _quantities(claim: Claim, batch: Instance) -> tuple[Atom, ...]:
    """Sizes and positive numbers that its sides know, and scalars that the claim derived on its way."""
    named = named_quantities(batch)
    read = {name for _, name in depends_on(claim, batch)}
    sizes = {axis for name in read for axis in batch.fields[name].axes}
    sizes |= {name for name, axis in batch.axes.items() if axis.prefix_of in sizes}
    read |= sizes | set(claim.function.__code__.co_names)
    known = [*size_atoms(type(batch)), *positive_numbers(type(batch))]
    return (*(atom for atom in known if atom.name in read), *named)


def _column(atom: Atom, batch: Instance) -> np.ndarray:
    value = atom.value(batch)
    return np.full(batch.batch, float(value)) if isinstance(value, int) else np.asarray(value.detach().cpu())


def conditions(found: Seen) -> list[Condition]:
    """Those without a break that keep more unbroken draws than chance explains, the best first."""
    if not found.broken.any() or found.broken.all():
        return []
    tried = list(_candidates(found))
    kept = []
    for condition in tried:
        meets = found.meets(condition)
        if (meets & found.broken).any() or meets.all():
            continue
        share = _share(found, meets)
        if share >= SHARE and _chance(found, meets, condition) * len(tried) < LUCK:
            kept.append((condition.complexity + LOST * (1 - share), meets.tobytes(), condition))
    best: dict[bytes, Condition] = {}
    for _, says, condition in sorted(kept, key=lambda k: k[0]):
        best.setdefault(says, condition)  # the simplest of those that say the same
    return list(best.values())


def _share(found: Seen, meets: np.ndarray) -> float:
    """What share of the draws with an unbroken instance is kept."""
    return len(set(found.draw[meets])) / len(set(found.draw[~found.broken]))


def _chance(found: Seen, meets: np.ndarray, condition: Condition) -> float:
    """Of keeping so many instances and none of the broken ones, were the quantity independent of the breaks.

    Of a size, draws of one shape count once: they say nothing new of it.
    """
    unit = found.shape if condition.quantity.whole else np.arange(len(found.draw))
    broken = set(unit[found.broken])
    whole, kept = len(set(unit)), len(set(unit[meets]) - broken)
    sound = whole - len(broken)
    return float(np.prod([(sound - i) / (whole - i) for i in range(kept)]))


def _candidates(found: Seen) -> Iterator[Condition]:
    sizes = [a for a in found.quantities if a.whole]
    for one, other in itertools.permutations(sizes, 2):
        for factor, above, strict in itertools.product(FACTORS, (False, True), (False, True)):
            yield Condition(one, above, Fraction(factor), other, strict)
    for i, quantity in enumerate(found.quantities):
        broken = found.values[found.broken, i]
        for above in (False, True):
            edge = float(broken.max() if above else broken.min())
            for bound in beyond(edge, above, quantity.whole):
                yield Condition(quantity, above, bound)


def beyond(edge: float, above: bool, whole: bool) -> list[Fraction]:
    """Simple thresholds that shut ``edge`` out, the nearest first: for a size an integer, else 1, 2, 5."""
    if whole:
        bound = int(edge) + 1 if above else int(edge) - 1
        return [Fraction(bound)] if bound >= 1 else []
    grid = sorted({Fraction(10) ** e * s for e in range(-4, 3) for s in STEPS} | {Fraction(1, 4)})
    grid = [g for g in grid if SMALLEST <= g <= LARGEST]
    found = [g for g in grid if (g > edge if above else g < edge)]
    return (found if above else found[::-1])[:4]


def by_condition(
    claim: Claim, batches: Iterable[Instance], *, seed: int, steps: int, fresh: int, most: int, found: Repair
) -> None:
    """Add the conditions under which a refuted statement survives; a threshold that falls is moved on.

    Arguments:
        batches: where conditions are found, and confirmed on the half that they were not found on.
        steps: of a hunt inside each; 0 for none.
        fresh: instances on which balls confirm each.
        most: conditions that are put on trial.
    """
    first, rest = seen(claim, batches).halves()
    for condition in conditions(first)[:most]:
        moved: Condition | None = condition
        for round_ in range(ROUNDS):
            if moved is None:
                break
            meets = first.meets(moved)
            if not meets.any() or _share(first, meets) < SHARE:
                break
            proposal = assuming(
                claim, moved.assumption(), moved.complexity, moved.code, float(meets.mean()),
                moved.quantity.needs,
            )  # fmt: skip
            if proposal.text in {p.text for p in found.proposals} | {text for text, _ in found.dropped}:
                break
            if not found.begins():
                return
            found.told(f"trying {proposal.text}")
            trial = _tried(proposal, moved, rest, seed + round_, steps, fresh)
            if not trial.reason:
                found.proposals.append(trial.proposal)
                break
            found.dropped.append((proposal.text, trial.reason))
            moved = _moved(moved, trial.against)


@dataclass(frozen=True)
class _Trial:
    """What a condition met: the proposal with what it survived, why it is dropped, and the breaks under it.

    Attributes:
        reason: empty where it survived.
        against: values of its quantity at breaks.
    """

    proposal: Proposal
    reason: str = ""
    against: tuple[float, ...] = ()


def _tried(proposal: Proposal, condition: Condition, rest: Seen, seed: int, steps: int, fresh: int) -> _Trial:
    meets = rest.meets(condition)
    if (meets & rest.broken).any():
        column = rest.values[meets & rest.broken, rest.quantities.index(condition.quantity)]
        return _Trial(proposal, "broken on the half that it was not found on", tuple(column.tolist()))
    if _chance(rest, meets, condition) > LUCK_AGAIN:
        return _Trial(proposal, "no more than chance on the half that it was not found on")
    count, reason = survived(proposal.claim, fresh_instances(proposal.claim, fresh, seed + CONFIRMED))
    if reason:
        return _Trial(proposal, reason)
    kept = replace(proposal, instances=int(meets.sum()) + count)
    if not steps:
        return _Trial(kept)
    hunt = hunted(proposal.claim, seed + CONFIRMED, steps, min(DRAWN, steps))
    if hunt.broken is None and not hunt.multiple > 1:
        return _Trial(replace(kept, steps=hunt.steps))
    against = [] if hunt.exact is None else _column(condition.quantity, hunt.exact.float64()).tolist()
    return _Trial(proposal, f"tightness {hunt.multiple:.6g} in its trial", tuple(against))


def _moved(condition: Condition, against: Sequence[float]) -> Condition | None:
    """The condition with the next simple threshold beyond these values of its quantity."""
    if condition.other is not None or not against:
        return None
    edge = max(against) if condition.above else min(against)
    further = beyond(edge, condition.above, condition.quantity.whole)
    return replace(condition, bound=further[0]) if further else None

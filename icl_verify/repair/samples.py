"""What a repair looks at: small instances of distinct shapes, evaluated in balls."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from icl_verify.judge.applicable import hold_in_float64
from icl_verify.judge.tightness import LONGEST_CERTIFIED
from icl_verify.numerics import balls
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.fields.declaration import is_shape
from icl_verify.statement.population import Population
from icl_verify.statement.relation import Relation

BITS = 256
FAR = 7_919  # between the seed of a run and that of what a repair is found on
FEW = 2  # of what is counted (steps, say), where a repair is sought
MOST_ENTRIES = 6  # of a side that are looked at, an instance


@dataclass(frozen=True)
class Atom:
    """A positive quantity that a missing factor may be made of.

    Attributes:
        name: as a reader knows it.
        code: Python for it, the instance being ``instance``.
        value: an int, or an array of shape (batch,), from an instance.
        needs: ``module:name`` of a function that the code calls, or ``""``.
        axes: of its value, the batch among them.
        whole: whether it is a size.
    """

    name: str
    code: str
    value: Callable[[Any], Any]
    needs: str = ""
    axes: int = 1
    whole: bool = False


@dataclass(frozen=True)
class Sample:
    """One instance with the two sides as balls.

    Attributes:
        exact, instance: the instance, and its balls with all that the claim derived from them.
        relation: the claim on it.
    """

    exact: Exact
    instance: Instance
    relation: Relation


def small_instances(claim: Claim, count: int, seed: int) -> list[Exact]:
    """Up to ``count`` applicable instances, each shape once before any twice, the smaller ones first.

    What is counted is cut short where the population admits it: they show what might be true, and no more.
    """

    return _applicable(claim, count, seed, lambda batch: shortened(claim.population, batch, FEW))


def shortened(population: Population, batch: Instance, most: int) -> dict[str, int]:
    """The sizes of a batch with what is counted (steps, say) cut to that, where the population admits it."""
    short = {k: min(n, most) if batch.axes[k].count else n for k, n in batch.sizes.items()}
    return short if is_shape(type(batch), short) and population.admits(short) else batch.sizes


def fresh_instances(claim: Claim, count: int, seed: int) -> list[Exact]:
    """The same as drawn, on which a proposal is tried: what holds of two steps may fail at the third.

    Trajectories are cut to what balls afford, where the population admits it.
    """
    along = claim.population.kind.trajectory()

    def long(batch: Instance) -> dict[str, int]:
        steps = claim.population.fewest_steps(type(batch), batch.sizes, LONGEST_CERTIFIED)
        return batch.sizes if along is None else {**batch.sizes, along: steps}

    return _applicable(claim, count, seed, long)


def _applicable(
    claim: Claim, count: int, seed: int, sizes: Callable[[Instance], dict[str, int]]
) -> list[Exact]:
    """Up to ``count`` applicable instances of the smaller draws, at those sizes."""
    population = claim.population
    found: list[Exact] = []
    draws = population.examples(seed, max(count, round(count / population.cost)))
    for draw in sorted(draws, key=lambda d: sum(d.sizes.values()))[: max(count, len(draws) * 2 // 3)]:
        batch = population.expand(draw, min(2, population.batch or 2), "cpu")
        batch = type(batch)(sizes(batch), batch.raw)
        try:
            applicable = np.flatnonzero(hold_in_float64(claim.assumes, batch))
        except (ValueError, RuntimeError, ArithmeticError):
            continue
        if len(applicable):
            found.append(batch.exact(int(applicable[0])))
        if len(found) == count:
            break
    return found


def samples(claim: Claim, instances: Sequence[Exact]) -> list[Sample]:
    """The claim on every instance in 256-bit balls; an instance that raises is left out."""
    found = []
    with balls.precision(BITS):
        for exact in instances:
            try:
                instance = exact.balls()
                found.append(Sample(exact, instance, claim(instance)))
            except (ValueError, RuntimeError, ArithmeticError, TypeError):
                continue
    return found


def atoms(kind: type[Instance], shown: Sequence[Sample]) -> list[Atom]:
    """Sizes, their differences, and positive numbers: those that are positive on every sample and differ.

    All where no sample is given.
    """
    sizes = [name for name, axis in kind.axes.items() if not axis.count]
    found = size_atoms(kind)
    found += [
        Atom(f"({a} - {b})", f"(instance.{a} - instance.{b})", _difference(a, b))
        for a in sizes
        for b in sizes
        if a != b and kind.axes[b].prefix_of == a
    ]
    found += positive_numbers(kind)
    if not shown:
        return found
    return [a for a in found if _varies([float_of(a.value(s.instance)) for s in shown])]


def size_atoms(kind: type[Instance]) -> list[Atom]:
    """The sizes but for the steps of trajectories."""
    return [
        Atom(name, f"instance.{name}", _reader(name), whole=True)
        for name, axis in kind.axes.items()
        if not axis.count
    ]


def positive_numbers(kind: type[Instance]) -> list[Atom]:
    """The fields that are a positive number an instance."""
    return [
        Atom(name, f"instance.{name}", _reader(name))
        for name, field in kind.fields.items()
        if field.kind in ("positive", "probability") and not field.axes
    ]


def signed_differences(kind: type[Instance]) -> list[Atom]:
    """Differences of sizes of which neither is the larger by declaration."""
    sizes = [name for name, axis in kind.axes.items() if not axis.count]
    return [
        Atom(f"({a} - {b})", f"(instance.{a} - instance.{b})", _difference(a, b))
        for i, a in enumerate(sizes)
        for b in sizes[i + 1 :]
        if b not in (kind.axes[a].prefix_of,) and a not in (kind.axes[b].prefix_of,)
    ]


def product(one: Atom, other: Atom) -> Atom:
    """Two quantities multiplied."""
    return Atom(
        f"{one.name} {other.name}", f"{one.code} * {other.code}",
        lambda instance: one.value(instance) * other.value(instance), one.needs or other.needs,
    )  # fmt: skip


def named_quantities(instance: Instance, ndim: int = 1) -> list[Atom]:
    """The scalars (or arrays of so many axes) that a claim derived from the instance, by function."""
    found: dict[object, Atom] = {}
    for key, value in _derived(instance):
        function, options = key
        if getattr(value, "ndim", 0) != ndim or key in found:
            continue
        given = "".join(f", {k}={v!r}" for k, v in options)
        needs = f"{function.__module__}:{function.__qualname__}"
        found[key] = Atom(
            function.__name__ + (f"[{given[2:]}]" if given else ""),
            f"{function.__name__}(instance{given})", _caller(function, options), needs, ndim,
        )  # fmt: skip
    return list(found.values())


def energies(kind: type[Instance]) -> list[Atom]:
    """The sum of the squares of each field that has a scale."""
    return [
        Atom(f"||{name}||^2", _ENERGY.format(name), _energy(name))
        for name, field in kind.fields.items()
        if field.axes and field.kind == "real"
    ]


_ENERGY = "instance.xp.norm(instance.xp.reshape(instance.{0}, (instance.batch, -1))) ** 2"


def float_of(value: Any) -> float:
    """A number of a single instance as a float: an int, or an array of one ball."""
    return float(value) if isinstance(value, int) else float(balls.to_floats(value).ravel()[0])


def _derived(instance: Instance) -> list[tuple[Any, Any]]:
    return [
        (key, value)
        for key, value in list(instance._memo.items())
        if isinstance(key, tuple) and len(key) == 2 and inspect.isfunction(key[0])
    ]


def _reader(name: str) -> Callable[[Any], Any]:
    return lambda instance: getattr(instance, name)


def _difference(a: str, b: str) -> Callable[[Any], Any]:
    return lambda instance: getattr(instance, a) - getattr(instance, b)


def _caller(function: Any, options: Any) -> Callable[[Any], Any]:
    given = dict(options)
    # Kept with the instance as by the claim's own call: to derive it once more would take its words away.
    return lambda instance: instance.memoised((function, options), lambda: function(instance, **given))


def _energy(name: str) -> Callable[[Any], Any]:
    def value(instance: Any) -> Any:
        flat = instance.xp.reshape(getattr(instance, name), (instance.batch, -1))
        return instance.xp.norm(flat) ** 2

    return value


def _varies(values: Sequence[float]) -> bool:
    return all(v > 0 for v in values) and len(set(values)) > 1

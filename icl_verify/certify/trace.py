"""A claim on one instance as formulas: the two sides of a broken entry, every assumption, the quantities.

The formulas are those that the claim's own functions leave behind in the symbolic arithmetic. Before anything
is written from them they are evaluated in balls, and must give the claim's own sides.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb

from icl_verify.judge.settle import settle
from icl_verify.numerics import balls
from icl_verify.numerics.balls import BallArray
from icl_verify.numerics.namespace import Array
from icl_verify.numerics.symbolic import (
    GraphTooLargeError,
    Node,
    SymbolicArray,
    at_most_nodes,
    evaluate,
    in_balls,
    ordered,
)
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance, Quantity
from icl_verify.statement.relation import Relation
from icl_verify.statement.relation.sides import ball_array

DENIED = {"<=": ">", "=": "!=", ">": "<="}
MOST_NODES = 200_000


class NoCertificateError(ValueError):
    """A claim that leaves no certificate on this instance; the message says what is in the way."""


@dataclass(frozen=True)
class Comparison:
    """One line to be shown: left and right, and the sign between them (``<=``, ``>``, ``=`` or ``!=``).

    Attributes:
        name: ``refuted``, or the assumption's with the number of its entry.
        title: in words.
    """

    name: str
    title: str
    left: Node
    sign: str
    right: Node


@dataclass(frozen=True)
class Named:
    """A derived quantity and its entries, without the batch axis.

    Attributes:
        label: unique among the trace's quantities, an identifier.
        options: what the quantity was asked with.
        array: of nodes; of balls where the quantity was met in balls.
    """

    quantity: Quantity
    label: str
    options: Mapping[str, Hashable]
    array: Any


@dataclass(frozen=True)
class Trace:
    """What a certificate is written from.

    Attributes:
        broken: the entry that refutes the claim.
        assumptions: every entry of every assumption.
        named: the quantities, inner ones first.
        bits: the precision at which balls decide all of it.
        relation: what is claimed, over the symbolic instance; ``entry`` is the broken one of its sides.
        paths: what trajectories recorded at each step.
    """

    claim: Claim
    exact: Exact
    broken: Comparison
    assumptions: tuple[Comparison, ...]
    named: tuple[Named, ...]
    bits: int
    relation: Relation
    entry: int
    paths: tuple[Named, ...] = ()

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """All that is to be shown."""
        return (self.broken, *self.assumptions)


def trace(claim: Claim, exact: Exact, *, most_nodes: int = MOST_NODES) -> Trace:
    """The formulas of a claim that the instance refutes.

    Arguments:
        most_nodes: how large the graph of all that the claim computes may grow.

    Raises:
        NoCertificateError: balls prove no break, the claim leaves the namespace or makes too large a graph,
            or the break is one that balls see and cannot bound away from equality.
    """
    settlement = settle(claim, exact)
    if settlement.outcome != "broken":
        raise NoCertificateError(
            f"balls must prove the break, got {settlement.outcome} of {claim.id} at {settlement.bits} bits"
        )
    try:
        with balls.precision(2 * settlement.bits), at_most_nodes(most_nodes):
            return _traced(claim, exact, 2 * settlement.bits)
    except GraphTooLargeError as error:
        raise NoCertificateError(f"{claim.id} makes too large a graph: {error}") from error


def _traced(claim: Claim, exact: Exact, bits: int) -> Trace:
    """The formulas, held against the claim's own balls at the working precision of ``bits``."""
    own, instance = exact.balls(), exact.symbols()
    relation, *assumed = relations(claim, instance)
    compare_with_balls(relation, claim(own), claim.id)
    for assumption, found in zip(claim.assumes, assumed, strict=True):
        compare_with_balls(found, assumption(own), f"assumption {assumption.name}")
    assumptions = [
        Comparison(f"{assumption.name}_{i}", assumption.title, *sides)
        for assumption, found in zip(claim.assumes, assumed, strict=True)
        for i, sides in enumerate(named_sides(found))
    ]
    entry = _broken_entry(claim, relation)
    left, sign, right = named_sides(relation)[entry]
    broken = Comparison("refuted", claim.title, left, DENIED[sign], right)
    named, paths = tuple(named_quantities(instance)), tuple(_paths(instance))
    return Trace(claim, exact, broken, tuple(assumptions), named, bits, relation, entry, paths)


def relations(claim: Claim, instance: Instance) -> list[Relation]:
    """The relation of a claim, then those of its assumptions, on a symbolic instance."""
    found = []
    for name, statement in [(claim.id, claim), *((f"assumption {a.name}", a) for a in claim.assumes)]:
        try:
            relation = statement(instance)  # type: ignore[operator]
        except (TypeError, AttributeError, ValueError, NotImplementedError) as error:
            raise NoCertificateError(
                f"{name} must stay within the namespace to be traced: {error}"
            ) from error
        if not relation.compares or not isinstance(relation.lhs, SymbolicArray):
            got = type(relation.lhs).__name__
            raise NoCertificateError(f"{name} must compare what the namespace computes, got a {got}")
        found.append(relation)
    return found


def in_symbols(array: Array) -> SymbolicArray:
    """The array as symbols have it (TypeError for another arithmetic)."""
    if not isinstance(array, SymbolicArray):
        raise TypeError(f"array must be of symbols, got {type(array).__name__}")
    return array


def named_sides(relation: Relation) -> list[tuple[Node, str, Node]]:
    """Left side, sign and right side of every entry of a relation over a symbolic batch of one."""
    left, right = (in_symbols(side) for side in relation.formula_sides())
    sign = relation.compares
    return [(x, sign, y) for x, y in zip(left.nodes, right.nodes, strict=True)]


def compare_with_balls(traced: Relation, own: Relation, name: str) -> None:
    """Raise NoCertificateError unless the graph, evaluated in balls, gives the sides that the claim gives.

    Both are enclosures of the same numbers: they must be finite and meet. Where the claim's own balls tell
    its sides apart, the graph's must as well, and the same way.
    """
    pairs = zip(traced.formula_sides(), own.formula_sides(), strict=True)
    if traced.kind != own.kind or any(graph.shape != direct.shape for graph, direct in pairs):
        raise NoCertificateError(f"{name} must state in symbols what it states in balls")
    left, right = (evaluate(in_symbols(side)) for side in traced.formula_sides())
    own_left, own_right = (ball_array(side) for side in own.formula_sides())
    for graph, direct in ((left, own_left), (right, own_right)):
        finite = balls.is_finite(graph) | ~balls.is_finite(direct)
        if not (finite & balls.overlaps(graph, direct)).all():
            raise NoCertificateError(f"the formulas of {name} must evaluate to its own sides, and do not")
    for a, b, c, d in ((left, right, own_left, own_right), (right, left, own_right, own_left)):
        if (balls.certainly_lt(c, d) & balls.certainly_lt(b, a)).any():
            raise NoCertificateError(f"the formulas of {name} must compare as its own sides do, and do not")


def _broken_entry(claim: Claim, relation: Relation) -> int:
    """Of the entries whose break the formulas show in balls, the one with the fewest nodes."""
    entries = [(x, DENIED[sign], y) for x, sign, y in named_sides(relation)]
    shown = [i for i, done in enumerate(decided(entries)) if done]
    if not shown:
        raise NoCertificateError(
            f"the break of {claim.id} must be bounded away from equality, and balls see equality alone"
        )
    # Where a node stands among all of them bounds how many it is made of: early steps come first.
    sides = [node for i in shown for node in entries[i][::2]]
    place = {id(node): i for i, node in enumerate(ordered(sides))}
    return min(shown, key=lambda i: max(place[id(node)] for node in entries[i][::2]))


def decided(lines: Sequence[tuple[Node, str, Node]]) -> list[bool]:
    """Which comparisons balls prove at the working precision; an equality where both sides are exact."""
    sides = in_balls([side for left, _, right in lines for side in (left, right)])
    return [
        a.is_finite() and b.is_finite() and bool(_DECIDED[sign](a, b))
        for (_, sign, _), a, b in zip(lines, sides[::2], sides[1::2], strict=True)
    ]


_DECIDED: dict[str, Callable[[arb, arb], bool]] = {
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "!=": lambda a, b: not a.overlaps(b),
    "=": lambda a, b: (a - b).is_zero(),
}


def named_quantities(instance: Instance, prefix: str = "", tex: str = "#1") -> Iterator[Named]:
    """What was derived from a symbolic instance, and from instances derived from it, inner ones first.

    Arguments:
        prefix, tex: for the labels and LaTeX symbols of an instance that was derived from another.
    """
    for derived in instance.quantities():
        quantity, options, parts = derived.quantity, derived.options, derived.parts
        label = prefix + quantity.name + "".join(f"_{_said(*option)}" for option in options.items())
        label = "".join(c if c.isalnum() else "_" for c in label)
        for i, part in enumerate(parts):
            own = f"{label}_{i}" if len(parts) > 1 else label
            words = quantity.parts[i] if i < len(quantity.parts) else quantity
            shown = dataclasses.replace(
                words, tex=tex.replace("#1", words.tex) if words.tex else "", parts=()
            )
            if isinstance(part, (SymbolicArray, BallArray)):
                yield Named(shown, own, options, part[0] if part.ndim else part)
            elif isinstance(part, Instance):
                yield from named_quantities(part, f"{own}_", words.tex if "#1" in words.tex else tex)


def _said(option: str, value: object) -> str:
    """An option as a part of a name: that of a switch, the value of any other."""
    return f"{'with' if value else 'without'}_{option}" if isinstance(value, bool) else str(value)


def _paths(instance: Instance) -> Iterator[Named]:
    """What the results of trajectories that were derived from the instance recorded at each step."""
    for derived in instance.quantities():
        for part in derived.parts:
            for quantity, array in getattr(part, "per_step", dict)().items():
                if isinstance(array, SymbolicArray):
                    yield Named(quantity, quantity.name, derived.options, array[0])

"""The formulas of a trace as one straight line of named steps: what both kinds of certificate are made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from icl_verify.certify.trace import Comparison, Named, NoCertificateError, Trace
from icl_verify.numerics import balls
from icl_verify.numerics.symbolic import (
    Node,
    in_balls,
    merged,
    number,
    ordered,
    power,
    rebuilt,
    rows_of,
    symmetric,
)

Rule = Callable[[Node, tuple[Node, ...]], Node]
BLOCKED = {
    "gammaincc": "the incomplete gamma function of an order that is no integer",
    "eigenvalue": "eigenvalues of a matrix of more than three rows",
    "factor": "a Cholesky factor",
    "max": "a maximum",
    "min": "a minimum",
}


@dataclass(frozen=True)
class Program:
    """A trace over operations that a checker knows.

    Attributes:
        trace: whose formulas these are.
        comparisons: what is to be shown, the break first.
        steps: every node once, arguments first, with a name of its own.
        quantities: the steps that are entries of a named quantity: the name, and what it is an entry of.
    """

    trace: Trace
    comparisons: tuple[Comparison, ...]
    steps: dict[int, tuple[str, Node]]
    quantities: dict[str, Named]

    def name(self, node: Node) -> str:
        """The name of a node of the program."""
        return self.steps[id(node)][0]

    def uses(self) -> Counter[int]:
        """How often each node is an argument, or a side of what is to be shown."""
        sides = [side for line in self.comparisons for side in (line.left, line.right)]
        return Counter(map(id, [*sides, *(a for _, node in self.steps.values() for a in node.args)]))


def program(trace: Trace, rule: Rule, known: frozenset[str]) -> Program:
    """The steps of a trace after a rule has rewritten each node.

    Arguments:
        rule: from a node and its new arguments to a node that the checker knows.
        known: the operations that it knows.

    Raises:
        NoCertificateError: an operation is left that the checker does not know.
    """
    sides = [side for line in trace.comparisons for side in (line.left, line.right)]
    reached = {id(node) for node in ordered(sides)}
    entries = [
        (named, index, node)
        for named in trace.named
        for index, node in zip(np.ndindex(named.array.shape), named.array.nodes, strict=True)
        if id(node) in reached
    ]
    new = merged(rebuilt([*sides, *(node for *_, node in entries)], rule))
    pairs = list(zip(new[: len(sides) : 2], new[1 : len(sides) : 2], strict=True))
    lines = tuple(
        replace(line, left=left, right=right)
        for line, (left, right) in zip(trace.comparisons, pairs, strict=True)
    )
    nodes = ordered(new[: len(sides)])
    for node in nodes:
        if node.op not in known:
            what = BLOCKED.get(node.op, f"the function {node.op}")
            raise NoCertificateError(f"the formulas must be ones that the checker knows, got {what}")
    labels: dict[int, tuple[str, Named]] = {}
    for (named, index, _), node in zip(entries, new[len(sides) :], strict=True):
        if node.op not in ("number", "atom"):
            labels.setdefault(id(node), ("_".join([named.label, *map(str, index)]), named))
    return Program(trace, lines, _named(nodes, labels), dict(labels[id(n)] for n in nodes if id(n) in labels))


RATIONAL = frozenset(("number", "atom", "+", "-", "*", "/", "neg", "power", "abs", "max", "min"))


def ties(made: Program) -> tuple[Comparison, ...]:
    """The comparisons whose sides balls do not tell apart and are rational: to be shown exactly."""
    sides = [side for line in made.comparisons for side in (line.left, line.right)]
    with balls.precision(made.trace.bits):
        found = in_balls(sides)
    return tuple(
        line
        for line, a, b in zip(made.comparisons, found[::2], found[1::2], strict=True)
        if a.overlaps(b) and {node.op for node in ordered((line.left, line.right))} <= RATIONAL
    )


def _named(nodes: Sequence[Node], labels: dict[int, tuple[str, Named]]) -> dict[int, tuple[str, Node]]:
    """Atoms and quantities keep their names, other steps are numbered; names are unique identifiers."""
    taken: set[str] = set()
    steps = {}
    for i, node in enumerate(nodes):
        name = f"part_{i}"
        if node.op == "atom":
            name = node.data[0]
        elif id(node) in labels:
            name = labels[id(node)][0]
        name = re.sub(r"\W", "_", name)
        while name in taken:
            name += "_"
        taken.add(name)
        steps[id(node)] = (name, node)
    return steps


class Elementary:
    """A rule that writes out Cholesky factors and, where the checker lacks them, what else it lacks.

    Arguments:
        spelled: operations to be spelled out: ``max``, ``min``, ``power``, ``eigenvalue`` (to three rows).
    """

    def __init__(self, spelled: frozenset[str] = frozenset()) -> None:
        self.spelled = spelled
        self._factors: dict[tuple[int, ...], tuple[tuple[Node, ...], dict[tuple[int, int], Node]]] = {}
        self._spectra: dict[tuple[int, ...], tuple[tuple[Node, ...], list[Node]]] = {}

    def __call__(self, node: Node, args: tuple[Node, ...]) -> Node:
        if node.op == "factor":
            return self._factor(args)[node.data]
        if node.op in self.spelled:
            if node.op in ("max", "min"):
                return _extreme(node.op, *args)
            if node.op == "power":
                return _by_squares(args[0], node.data)
            if node.op == "eigenvalue" and rows_of(len(args)) == 3:
                return self._spectrum(args)[node.data]
        return Node(node.op, args, node.data)

    def _factor(self, triangle: tuple[Node, ...]) -> dict[tuple[int, int], Node]:
        """The entries of L with L L^T = a, column by column."""
        key = tuple(map(id, triangle))
        if key not in self._factors:
            a = symmetric(triangle)
            factor: dict[tuple[int, int], Node] = {}
            for j in range(len(a)):
                for i in range(j, len(a)):
                    rest = a[i, j]
                    for k in range(j):
                        product = power(factor[j, k], 2) if i == j else factor[i, k] * factor[j, k]
                        rest = rest - product
                    factor[i, j] = Node("sqrt", (rest,)) if i == j else rest / factor[j, j]
            self._factors[key] = (triangle, factor)  # with the triangle, so that its ids stay taken
        return self._factors[key][1]

    def _spectrum(self, triangle: tuple[Node, ...]) -> list[Node]:
        """The eigenvalues of a matrix of three rows by the cosines of a third of an angle, ascending.

        With q a third of the trace, p^2 a sixth of ||a - q I||^2 and r = det((a - q I)/p)/2 they are
        q + 2 p cos((arccos r + 2 pi j)/3), j = 1, 2, 0 (O. K. Smith, 1961).
        """
        key = tuple(map(id, triangle))
        if key not in self._spectra:
            a00, a10, a11, a20, a21, a22 = triangle
            q = (a00 + a11 + a22) / number(3)
            d0, d1, d2 = a00 - q, a11 - q, a22 - q
            off = power(a10, 2) + power(a20, 2) + power(a21, 2)
            square = (power(d0, 2) + power(d1, 2) + power(d2, 2) + number(2) * off) / number(6)
            p = Node("sqrt", (square,))
            first = d0 * (d1 * d2 - power(a21, 2))
            determinant = first - a10 * (a10 * d2 - a21 * a20) + a20 * (a10 * a21 - d1 * a20)
            r = determinant / (number(2) * square * p)
            pi = number(4) * Node("atan", (number(1),))
            sine = Node("sqrt", (number(1) - power(r, 2),))
            angle = pi / number(2) - Node("atan", (r / sine,))
            turns = [(angle + number(2 * j) * pi) / number(3) for j in (1, 2, 0)]
            cosines = [Node("cos", (turn,)) for turn in turns]
            self._spectra[key] = (triangle, [q + number(2) * p * cosine for cosine in cosines])
        return self._spectra[key][1]


def _extreme(op: str, a: Node, b: Node) -> Node:
    """(a + b + |a - b|)/2, the maximum, or (a + b - |a - b|)/2, the minimum."""
    distance = Node("abs", (a - b,))
    return ((a + b + distance) if op == "max" else (a + b - distance)) / number(2)


def _by_squares(base: Node, exponent: int) -> Node:
    """x^n by squares (``power`` 2) and products."""
    found = base
    for bit in bin(exponent)[3:]:
        found = Node("power", (found,), 2)
        if bit == "1":
            found = found * base
    return found


def enclosures(nodes: Sequence[Node], bits: int) -> list[tuple[int, int, int]]:
    """For each node integers a < b and e with a 2^e < x < b 2^e, well beyond what balls leave open of x.

    Raises:
        NoCertificateError: a number is not finite in balls of ``bits`` bits.
    """
    with balls.precision(bits):
        found = in_balls(nodes)
    ends = []
    for ball in found:
        if not ball.is_finite():
            raise NoCertificateError("eigenvalues must be finite in balls to be enclosed")
        mantissa, exponent = (int(part) for part in ball.mid().man_exp())
        radius, unit = (int(part) for part in ball.rad().man_exp())
        widths = [mantissa.bit_length() + exponent - bits // 2] if mantissa else []
        widths += [radius.bit_length() + unit + 10] if radius else []
        e = max(widths, default=-bits)
        below = mantissa >> (e - exponent) if e >= exponent else mantissa << (exponent - e)
        ends.append((below - 1, below + 2, e))
    return ends

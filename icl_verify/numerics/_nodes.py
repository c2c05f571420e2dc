"""Nodes of an expression graph: what they are made of, and what balls say that they are."""

import contextlib
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, final

import numpy as np
from flint import arb

from icl_verify.numerics._ball_array import exact_ball
from icl_verify.numerics._ball_linalg import cholesky_factor
from icl_verify.numerics._ball_scalars import (
    integer_power,
    regularized_upper_gamma,
    root_of_square,
    square_root,
)
from icl_verify.numerics._ball_spectrum import eigenvalues


class GraphTooLargeError(ValueError):
    """A graph that has grown beyond the nodes that `at_most_nodes` allows."""


class _Made(threading.local):
    count: int = 0
    most: float = math.inf


_made = _Made()


@contextlib.contextmanager
def at_most_nodes(most: int) -> Iterator[None]:
    """Within the block no more than so many nodes are made: the next one raises `GraphTooLargeError`."""
    before = _made.count, _made.most
    _made.count, _made.most = 0, most
    try:
        yield
    finally:
        _made.count, _made.most = before


@final
class Node:
    """One operation on other nodes; nodes are never changed, and those that are used twice are shared.

    Attributes:
        op: ``number`` (data: a Fraction); ``atom`` (data: its name and its value, a Fraction or None); ``+``,
            ``-``, ``*``, ``/``, ``neg``, ``abs``, ``sqrt``, ``exp``, ``log``, ``cos``, ``atan``, ``max``,
            ``min``; ``power`` (data: an int >= 2); ``gammaincc``; ``factor`` (an entry of the Cholesky
            factor; data: row, column) and ``eigenvalue`` (data: its index, ascending), whose arguments are
            the lower triangle of a symmetric matrix, row by row.
        args: the nodes that it is made of.
    """

    __slots__ = ("args", "data", "op")

    def __init__(self, op: str, args: "tuple[Node, ...]" = (), data: Any = None) -> None:
        self.op, self.args, self.data = op, args, data
        _made.count += 1
        if _made.count > _made.most:
            raise GraphTooLargeError(f"the graph must have at most {_made.most} nodes")

    def __repr__(self) -> str:
        return self._shown(levels=2)

    def _shown(self, levels: int) -> str:
        # Never the whole: written out as a tree, a graph that shares its nodes is exponentially long.
        if self.op in ("number", "atom"):
            return str(self.data if self.op == "number" else self.data[0])
        inside = ", ".join(a._shown(levels - 1) for a in self.args) if levels else "..."
        return f"{self.op}({inside})"

    def is_number(self, value: int) -> bool:
        """Whether this is that number, written as a constant."""
        return self.op == "number" and self.data == value

    def __add__(self, other: "Node") -> "Node":
        if self.is_number(0) or other.is_number(0):
            return other if self.is_number(0) else self
        return Node("+", (self, other))

    def __sub__(self, other: "Node") -> "Node":
        if other.is_number(0):
            return self
        return -other if self.is_number(0) else Node("-", (self, other))

    def __mul__(self, other: "Node") -> "Node":
        if self.is_number(0) or other.is_number(1):
            return self
        if self.is_number(1) or other.is_number(0):
            return other
        return power(self, 2) if self is other else Node("*", (self, other))

    def __truediv__(self, other: "Node") -> "Node":
        return self if other.is_number(1) else Node("/", (self, other))

    def __neg__(self) -> "Node":
        return self if self.is_number(0) else Node("neg", (self,))

    def __abs__(self) -> "Node":
        return Node("abs", (self,))


def number(value: int | Fraction | float) -> Node:
    """The constant of an exact number."""
    return Node("number", data=Fraction(value))


def power(node: Node, exponent: int) -> Node:
    """The node to a power >= 0."""
    if exponent == 0:
        return number(1)
    if exponent == 1 or node.is_number(0) or node.is_number(1):
        return node
    return Node("power", (node,), exponent)


def ordered(roots: Iterable[Node]) -> list[Node]:
    """Every node that the roots are made of, once, each behind its arguments."""
    done: dict[int, Node] = {}
    stack = [(root, False) for root in reversed(list(roots))]
    while stack:
        node, entered = stack.pop()
        if id(node) in done:
            continue
        if entered:
            done[id(node)] = node
        else:
            stack.append((node, True))
            stack.extend((argument, False) for argument in reversed(node.args))
    return list(done.values())


def rebuilt(roots: Sequence[Node], rule: Callable[[Node, tuple[Node, ...]], Node]) -> list[Node]:
    """The graph of the roots made anew, argument before result, by a rule of a node and its new arguments."""
    new: dict[int, Node] = {}
    for node in ordered(roots):
        new[id(node)] = rule(node, tuple(new[id(argument)] for argument in node.args))
    return [new[id(root)] for root in roots]


def merged(roots: Sequence[Node]) -> list[Node]:
    """The same graph with nodes that are made alike made one."""
    known: dict[Any, Node] = {}

    def once(node: Node, args: tuple[Node, ...]) -> Node:
        key = (node.op, node.data, tuple(map(id, args)))
        if key not in known:
            known[key] = Node(node.op, args, node.data)
        return known[key]

    return rebuilt(roots, once)


def in_balls(roots: Sequence[Node]) -> list[arb]:
    """The roots as balls at the working precision. Raises ValueError for an atom without a value."""
    balls: dict[int, arb] = {}
    squares: set[int] = set()  # nodes that are no negative number, whatever their atoms
    spectra: dict[Any, list[arb]] = {}
    for node in ordered(roots):
        given = [balls[id(argument)] for argument in node.args]
        if node.op in _OF_MATRICES:
            key = (node.op, tuple(map(id, node.args)))
            if key not in spectra:
                spectra[key] = _OF_MATRICES[node.op](symmetric(given))
            row = node.data if node.op == "eigenvalue" else node.data[0] * rows_of(len(given)) + node.data[1]
            balls[id(node)] = spectra[key][row]
        elif node.op == "sqrt" and id(node.args[0]) in squares:
            balls[id(node)] = root_of_square(given[0])
        else:
            balls[id(node)] = _ball(node, given)
        if _is_square(node, squares):
            squares.add(id(node))
    return [balls[id(root)] for root in roots]


def _is_square(node: Node, squares: set[int]) -> bool:
    """Whether a node is certainly >= 0: an even power, or made of such by sums, products and quotients."""
    if node.op == "power" and node.data % 2 == 0:
        return True
    if node.op == "number":
        return bool(node.data >= 0)
    of_squares = all(id(argument) in squares for argument in node.args)
    return node.op in ("exp", "abs", "sqrt") or (node.op in ("+", "*", "/", "max", "min") and of_squares)


def rows_of(entries: int) -> int:
    """How many rows a lower triangle of so many entries has."""
    return (math.isqrt(8 * entries + 1) - 1) // 2


def symmetric(triangle: Sequence[Any]) -> np.ndarray:
    """The object array (n, n) of a lower triangle, row by row."""
    n = rows_of(len(triangle))
    found = np.empty((n, n), dtype=object)
    places = [(i, j) for i in range(n) for j in range(i + 1)]
    for (i, j), entry in zip(places, triangle, strict=True):
        found[i, j] = found[j, i] = entry
    return found


def _ball(node: Node, given: list[arb]) -> arb:
    if node.op == "number":
        return exact_ball(node.data)
    if node.op == "atom":
        if node.data[1] is None:
            raise ValueError(f"every atom must have a value to be a ball, got {node.data[0]} without one")
        return exact_ball(node.data[1])
    return integer_power(given[0], node.data) if node.op == "power" else _BALLS[node.op](*given)


_OF_MATRICES: dict[str, Callable[[np.ndarray], list[arb]]] = {
    "eigenvalue": eigenvalues,
    "factor": cholesky_factor,
}
_BALLS: dict[str, Callable[..., arb]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "neg": lambda a: -a,
    "abs": abs,
    "sqrt": square_root,
    "exp": arb.exp,
    "log": arb.log,
    "cos": arb.cos,
    "atan": arb.atan,
    "max": arb.max,
    "min": arb.min,
    "gammaincc": regularized_upper_gamma,
}

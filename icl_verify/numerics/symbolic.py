"""The third arithmetic: it computes nothing and writes down what is to be computed, as a graph.

Its numbers are exact constants and named atoms (the numbers of an instance). A function of the theory that
runs on it leaves the formula behind; other programs can then evaluate that formula, and prove what it shows.
Small matrices are solved in closed form; the entries of a Cholesky factor and the eigenvalues of matrices of
three rows and more stay what they are by definition, for whoever reads the graph to enclose.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, final

import numpy as np

from icl_verify.numerics._ball_array import BallArray
from icl_verify.numerics._exact_array import ExactArray
from icl_verify.numerics._exact_namespace import ExactNamespace
from icl_verify.numerics._interface import Axis, exact_entries, reduced_axis
from icl_verify.numerics._nodes import (
    GraphTooLargeError,
    Node,
    at_most_nodes,
    in_balls,
    merged,
    number,
    ordered,
    power,
    rebuilt,
    rows_of,
    symmetric,
)

__all__ = [
    "GraphTooLargeError",
    "Node",
    "Symbolic",
    "SymbolicArray",
    "at_most_nodes",
    "atoms",
    "evaluate",
    "from_exact",
    "in_balls",
    "merged",
    "number",
    "ordered",
    "power",
    "rebuilt",
    "rows_of",
    "symmetric",
]

CRAMER = 3  # rows up to which a system is solved by determinants, whatever its pivots


@final
class SymbolicArray(ExactArray):
    """An immutable array of nodes, with the operators and refusals of `ExactArray`.

    Constants 0 and 1 that are added or multiplied leave no node; nothing else is folded.
    """

    __slots__ = ()

    @classmethod
    def exact_entry(cls, value: int | Fraction | float) -> Node:
        return number(value)

    @classmethod
    def operand(cls, other: object) -> Any:
        found = super().operand(other)
        # As an array without axes: numpy then asks no node to add an array to itself.
        return np.array(found, dtype=object) if isinstance(found, Node) else found

    @staticmethod
    def product(a: np.ndarray, b: np.ndarray) -> Any:
        shape = np.matmul(np.zeros(a.shape), np.zeros(b.shape)).shape  # refuses what does not fit
        if not (a.size and b.size):
            return np.full(shape, number(0), dtype=object)
        # np.matmul goes on after a node that may not be made, and takes the interpreter with it.
        left, right = (a if a.ndim > 1 else a[None]), (b if b.ndim > 1 else b[:, None])
        found = np.add.reduce(left[..., :, :, None] * right[..., None, :, :], axis=-2)
        found = found if a.ndim > 1 else found[..., 0, :]
        return found if b.ndim > 1 else found[..., 0]

    @staticmethod
    def power(entry: Node, exponent: int) -> Node:
        return power(entry, exponent)

    @property
    def nodes(self) -> list[Node]:
        """The entries in row-major order."""
        return list(self._entries.ravel().tolist())

    def __repr__(self) -> str:
        return f"SymbolicArray of shape {self.shape}"


def from_exact(values: Any) -> SymbolicArray:
    """Constants of exact numbers: nested ints and Fractions, or float64 numbers taken as what they are."""
    entries = exact_entries(values, floats=True)
    return SymbolicArray.gather([number(value) for value in entries.ravel().tolist()], entries.shape)


def atoms(name: str, shape: tuple[int, ...], values: Any = None) -> SymbolicArray:
    """Named atoms ``name_i_j``; of the given exact values (an array of that shape), or free."""
    given = np.full(shape, None, dtype=object) if values is None else np.asarray(values, dtype=object)
    made = [
        Node("atom", data=("_".join([name, *map(str, index)]), given[index])) for index in np.ndindex(shape)
    ]
    return SymbolicArray.gather(made, shape)


def evaluate(x: SymbolicArray) -> BallArray:
    """The numbers of the nodes as balls at the working precision; ValueError for a free atom."""
    return BallArray.gather(in_balls(x.nodes), x.shape)


@final
class Symbolic(ExactNamespace[SymbolicArray]):
    """The namespace over `SymbolicArray`s."""

    kind = SymbolicArray

    def exp(self, x: SymbolicArray) -> SymbolicArray:
        return self.entrywise(_exp, x)

    def expm1(self, x: SymbolicArray) -> SymbolicArray:
        return self.exp(x) - 1

    def log(self, x: SymbolicArray) -> SymbolicArray:
        return self.entrywise(_function("log"), x)

    def log1p(self, x: SymbolicArray) -> SymbolicArray:
        return self.log(1 + x)

    def sqrt(self, x: SymbolicArray) -> SymbolicArray:
        return self.entrywise(_function("sqrt"), x)

    def abs(self, x: SymbolicArray) -> SymbolicArray:
        return self.entrywise(_function("abs"), x)

    def maximum(self, a: SymbolicArray | int, b: SymbolicArray | int) -> SymbolicArray:
        return self.pairwise(_maximum, self.given(a), self.given(b))

    def minimum(self, a: SymbolicArray | int, b: SymbolicArray | int) -> SymbolicArray:
        return self.pairwise(_minimum, self.given(a), self.given(b))

    def gammaincc(self, a: SymbolicArray, x: SymbolicArray) -> SymbolicArray:
        return self.pairwise(_gammaincc, a, x)

    def softmax(self, x: SymbolicArray, axis: int) -> SymbolicArray:
        exponentials = self.exp(x)._entries
        total = self.total(exponentials, (reduced_axis(x.shape, axis),), keepdims=True)._entries
        return SymbolicArray.wrap(exponentials / total)

    def amax(self, x: SymbolicArray, axis: Axis) -> SymbolicArray:
        return self.fold(_maximum, x, axis)

    def amin(self, x: SymbolicArray, axis: Axis) -> SymbolicArray:
        return self.fold(_minimum, x, axis)

    def norm(self, x: SymbolicArray, axis: Axis = -1) -> SymbolicArray:
        return self.sqrt(self.sum(x**2, axis))

    def solve_members(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        n, columns = b.shape[-2:]
        batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        left = np.broadcast_to(a, (*batch, n, n))
        right = np.broadcast_to(b, (*batch, n, columns))
        found = np.empty((*batch, n, columns), dtype=object)
        method = _by_determinants if n <= CRAMER else _by_elimination
        for member in np.ndindex(batch):
            found[member] = method(left[member], right[member])
        return found

    @staticmethod
    def eigenvalues(member: np.ndarray) -> list[Node]:
        n = len(member)
        if n <= 1:
            return list(member.ravel().tolist())
        triangle = tuple(member[i, j] for i in range(n) for j in range(i + 1))
        if n > 2:
            return [Node("eigenvalue", triangle, index) for index in range(n)]
        a, b, d = triangle
        spread = Node("sqrt", (power(a - d, 2) + number(4) * power(b, 2),))
        return [(a + d - spread) / number(2), (a + d + spread) / number(2)]

    @staticmethod
    def cholesky_factor(member: np.ndarray) -> list[Node]:
        n = len(member)
        triangle = tuple(member[i, j] for i in range(n) for j in range(i + 1))
        places = [(i, j) for i in range(n) for j in range(n)]
        return [Node("factor", triangle, (i, j)) if j <= i else number(0) for i, j in places]

    @staticmethod
    def squared_singular_values_of(member: np.ndarray) -> list[Node]:
        rows, columns = member.shape
        if 0 in member.shape:
            return [number(0)] * rows
        return [number(0)] * max(0, rows - columns) + Symbolic.eigenvalues(_smaller_gram(member))

    @staticmethod
    def spectral_norm_of(member: np.ndarray) -> list[Node]:
        if 0 in member.shape:
            return [number(0)]
        return [Node("sqrt", (Symbolic.eigenvalues(_smaller_gram(member))[-1],))]


def _function(op: str) -> Callable[[Node], Node]:
    return lambda node: Node(op, (node,))


def _exp(x: Node) -> Node:
    return number(1) if x.is_number(0) else Node("exp", (x,))


def _maximum(a: Node, b: Node) -> Node:
    return a if a is b else Node("max", (a, b))


def _minimum(a: Node, b: Node) -> Node:
    return a if a is b else Node("min", (a, b))


def _gammaincc(order: Node, x: Node) -> Node:
    """Q(n, x) = e^-x (1 + x + ... + x^(n-1)/(n-1)!) for an integer n; a node of its own for other orders."""
    if order.op != "number" or order.data.denominator != 1 or order.data < 1:
        return Node("gammaincc", (order, x))
    term = total = number(1)
    for k in range(1, int(order.data)):
        term = term * x / number(k)
        total = total + term
    return _exp(-x) * total


def _smaller_gram(member: np.ndarray) -> np.ndarray:
    """x^T x or x x^T, whichever is smaller."""
    tall = member if member.shape[0] >= member.shape[1] else member.T
    return np.array(SymbolicArray.product(tall.T, tall), dtype=object)


def _by_determinants(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cramer's rule: x_i = sum_j cofactor_ji b_j / det a."""
    n = len(a)
    minors = [[_determinant(np.delete(np.delete(a, j, 0), i, 1)) for j in range(n)] for i in range(n)]
    cofactors = [[minors[i][j] if (i + j) % 2 == 0 else -minors[i][j] for j in range(n)] for i in range(n)]
    determinant = _determinant(a)
    numerators = SymbolicArray.product(np.array(cofactors, dtype=object).reshape(n, n), b)
    return np.array(numerators / determinant, dtype=object)


def _determinant(a: np.ndarray) -> Node:
    """Expansion along the first column."""
    total = number(1) if not len(a) else number(0)
    for i in range(len(a)):
        term = a[i, 0] * _determinant(np.delete(a[:, 1:], i, 0))
        total = total + term if i % 2 == 0 else total - term
    return total


def _by_elimination(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Gauss without exchanges: defined wherever the leading minors are not 0, as of a definite matrix."""
    rows = np.concatenate([a, b], axis=1).tolist()
    n = len(a)
    for k in range(n):
        pivot = [entry / rows[k][k] for entry in rows[k][k + 1 :]]
        rows[k][k + 1 :] = pivot
        for i in range(n):
            if i != k:
                kept = zip(rows[i][k + 1 :], pivot, strict=True)
                rows[i][k + 1 :] = [entry - rows[i][k] * above for entry, above in kept]
    return np.array([row[n:] for row in rows], dtype=object)

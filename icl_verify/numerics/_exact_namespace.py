"""The part of a namespace that makes, moves and adds exact entries, the same for balls and for symbols."""

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, TypeVar

import numpy as np

from icl_verify.numerics._exact_array import ExactArray
from icl_verify.numerics._interface import (
    Axis,
    Namespace,
    check_matrix,
    checked_shape,
    exact_entries,
    exact_ratio,
    is_exact_integer,
    reduced_axes,
    reduced_axis,
)

ExactT = TypeVar("ExactT", bound=ExactArray)


class ExactNamespace(Namespace[ExactT]):
    """What every arithmetic over `ExactArray`s does alike; `kind` names the arrays."""

    kind: type[ExactT]

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def given(self, x: ExactT | int) -> ExactT:
        """An array as it is, an int as an array of shape ()."""
        return self.const(x) if is_exact_integer(x) else x  # type: ignore[return-value]

    def const(self, p: int | Fraction, q: int = 1) -> ExactT:
        return self.kind.wrap(self.kind.exact_entry(exact_ratio(p, q)))

    def array(self, nested: Any) -> ExactT:
        entries = exact_entries(nested)
        made = [self.kind.exact_entry(value) for value in entries.ravel().tolist()]
        return self.kind.gather(made, entries.shape)

    def eye(self, n: int) -> ExactT:
        entries = [self.kind.exact_entry(int(i == j)) for i in range(n) for j in range(n)]
        return self.kind.gather(entries, (n, n))

    def zeros(self, shape: tuple[int, ...]) -> ExactT:
        return self.kind(np.full(shape, self.kind.exact_entry(0), dtype=object))

    def ones(self, shape: tuple[int, ...]) -> ExactT:
        return self.kind(np.full(shape, self.kind.exact_entry(1), dtype=object))

    def sum(self, x: ExactT, axis: Axis) -> ExactT:
        entries = self.kind.unwrap(x)
        return self.total(entries, reduced_axes(entries.shape, axis))

    def total(self, entries: np.ndarray, axes: tuple[int, ...], *, keepdims: bool = False) -> ExactT:
        """Sums over the given axes. numpy may add entries, but makes a Python 0, no entry, of nothing."""
        total = np.sum(entries, axis=axes, keepdims=keepdims)
        return self.kind.wrap(total) if entries.size else self.zeros(np.shape(total))

    def cumsum(self, x: ExactT, axis: int) -> ExactT:
        entries = self.kind.unwrap(x)
        return self.kind.wrap(np.cumsum(entries, axis=reduced_axis(entries.shape, axis)))

    def matmul(self, a: ExactT, b: ExactT) -> ExactT:
        return self.kind.wrap(self.kind.product(self.kind.unwrap(a, "a"), self.kind.unwrap(b, "b")))

    def solve(self, a: ExactT, b: ExactT) -> ExactT:
        left, right = self.kind.unwrap(a, "a"), self.kind.unwrap(b, "b")
        check_matrix(left.shape, "a", square=True)
        vector = right.ndim == 1
        columns = right[:, None] if vector else right
        check_matrix(columns.shape, "b")
        if columns.shape[-2] != left.shape[-1]:
            raise ValueError(f"b needs {left.shape[-1]} rows, as a has, got shape {right.shape}")
        solution = self.solve_members(left, columns)
        return self.kind(solution[..., 0] if vector else solution)

    @abstractmethod
    def solve_members(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """The x of a x = b for a (..., n, n) and b (..., n, k), an object array."""

    def transpose(self, x: ExactT) -> ExactT:
        entries = self.kind.unwrap(x)
        check_matrix(entries.shape, "x")
        return self.kind.wrap(np.swapaxes(entries, -1, -2))

    def diagonal(self, x: ExactT) -> ExactT:
        entries = self.kind.unwrap(x)
        check_matrix(entries.shape, "x")
        return self.kind.wrap(np.diagonal(entries, axis1=-2, axis2=-1))

    def moveaxis(self, x: ExactT, source: int, destination: int) -> ExactT:
        entries = self.kind.unwrap(x)
        axes = (reduced_axis(entries.shape, source), reduced_axis(entries.shape, destination))
        return self.kind.wrap(np.moveaxis(entries, *axes))

    def reshape(self, x: ExactT, shape: tuple[int, ...]) -> ExactT:
        return self.kind.wrap(np.reshape(self.kind.unwrap(x), checked_shape(shape, least=-1)))

    def broadcast_to(self, x: ExactT, shape: tuple[int, ...]) -> ExactT:
        return self.kind.wrap(np.broadcast_to(self.kind.unwrap(x), checked_shape(shape)))

    def concat(self, arrays: Sequence[ExactT], axis: int) -> ExactT:
        entries = [self.kind.unwrap(x, "arrays") for x in arrays]
        axis = reduced_axis(entries[0].shape, axis) if entries else 0
        return self.kind.wrap(np.concatenate(entries, axis=axis))

    def stack(self, arrays: Sequence[ExactT], axis: int) -> ExactT:
        return self.kind.wrap(np.stack([self.kind.unwrap(x, "arrays") for x in arrays], axis=axis))

    def entrywise(self, function: Callable[[Any], Any], x: ExactT) -> ExactT:
        """The function of each entry."""
        entries = self.kind.unwrap(x)
        return self.kind.gather([function(entry) for entry in entries.ravel().tolist()], entries.shape)

    def pairwise(self, function: Callable[[Any, Any], Any], a: ExactT, b: ExactT) -> ExactT:
        """The function of each pair of entries of two arrays that broadcast."""
        left, right = np.broadcast_arrays(self.kind.unwrap(a, "a"), self.kind.unwrap(b, "b"))
        pairs = zip(left.ravel().tolist(), right.ravel().tolist(), strict=True)
        return self.kind.gather([function(x, y) for x, y in pairs], left.shape)

    def fold(self, function: Callable[[Any, Any], Any], x: ExactT, axis: Axis) -> ExactT:
        """The associative function of the entries along the given axes, which go."""
        entries = self.kind.unwrap(x)
        axes = reduced_axes(entries.shape, axis, nonempty=True)
        kept = tuple(one for one in range(entries.ndim) if one not in axes)
        shape = tuple(entries.shape[one] for one in kept)
        length = math.prod(entries.shape[one] for one in axes)
        rows = entries.transpose(*kept, *axes).reshape(math.prod(shape), length)
        return self.kind.gather([reduce(function, row) for row in rows.tolist()], shape)

    def by_member(
        self, function: Callable[[np.ndarray], list[Any]], x: ExactT, shape: tuple[int, ...]
    ) -> ExactT:
        """The function's entries, of the given shape, for each matrix (..., n, m) of x."""
        matrices = self.kind.unwrap(x)
        batch = matrices.shape[:-2]
        entries = [entry for member in np.ndindex(batch) for entry in function(matrices[member])]
        return self.kind.gather(entries, (*batch, *shape))

    def eigvalsh(self, a: ExactT) -> ExactT:
        shape = self.kind.unwrap(a, "a").shape
        check_matrix(shape, "a", square=True)
        return self.by_member(self.eigenvalues, a, shape[-1:])

    def cholesky(self, a: ExactT) -> ExactT:
        shape = self.kind.unwrap(a, "a").shape
        check_matrix(shape, "a", square=True)
        return self.by_member(self.cholesky_factor, a, shape[-2:])

    def squared_singular_values(self, x: ExactT) -> ExactT:
        shape = self.kind.unwrap(x).shape
        check_matrix(shape, "x")
        return self.by_member(self.squared_singular_values_of, x, shape[-2:-1])

    def spectral_norm(self, x: ExactT) -> ExactT:
        check_matrix(self.kind.unwrap(x).shape, "x")
        return self.by_member(self.spectral_norm_of, x, (1,))[..., 0]

    @staticmethod
    @abstractmethod
    def eigenvalues(member: np.ndarray) -> list[Any]:
        """Ascending eigenvalues of one symmetric matrix (n, n)."""

    @staticmethod
    @abstractmethod
    def cholesky_factor(member: np.ndarray) -> list[Any]:
        """The factor of one matrix (n, n), row by row."""

    @staticmethod
    @abstractmethod
    def squared_singular_values_of(member: np.ndarray) -> list[Any]:
        """Ascending eigenvalues of x x^T, one for each row of x (rows, columns)."""

    @staticmethod
    @abstractmethod
    def spectral_norm_of(member: np.ndarray) -> list[Any]:
        """The greatest singular value of one matrix, as a list of one."""

"""What every arithmetic offers: the abstract namespace, and the checks at its door.

Theory functions are written against `Namespace` alone. Each arithmetic implements every method, and Python
refuses to build one that lacks any, so a function of the theory runs in all of them or in none.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from types import EllipsisType
from typing import Any, Generic, Protocol, Self, TypeAlias, TypeGuard, TypeVar, runtime_checkable

import numpy as np

ArrayT = TypeVar("ArrayT")
Axis = int | tuple[int, ...]
Basic: TypeAlias = int | slice | EllipsisType | None
Index: TypeAlias = Basic | tuple[Basic, ...]


@runtime_checkable  # the tests check the annotations of what they call
class Array(Protocol):
    """What a formula may do with an array, whichever arithmetic it is of.

    A float64 tensor, a `BallArray` and a `SymbolicArray` all are one. Both operands of an operator are of one
    arithmetic, or one of them is an int; shapes broadcast as in NumPy.
    """

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes; the first is the batch."""

    @property
    def ndim(self) -> int:
        """Number of axes."""

    def __getitem__(self, index: Index, /) -> Self: ...
    def __neg__(self) -> Self: ...
    def __abs__(self) -> Self: ...
    def __add__(self, other: Self | int, /) -> Self: ...
    def __radd__(self, other: int, /) -> Self: ...
    def __sub__(self, other: Self | int, /) -> Self: ...
    def __rsub__(self, other: int, /) -> Self: ...
    def __mul__(self, other: Self | int, /) -> Self: ...
    def __rmul__(self, other: int, /) -> Self: ...
    def __truediv__(self, other: Self | int, /) -> Self: ...
    def __rtruediv__(self, other: int, /) -> Self: ...
    def __matmul__(self, other: Self, /) -> Self: ...
    def __pow__(self, exponent: int, /) -> Self: ...


def is_exact_integer(value: object) -> TypeGuard[int]:
    """Whether `value` is a Python or NumPy integer; truth values are not numbers here."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def exact_ratio(numerator: object, denominator: object) -> Fraction:
    """The exact rational p/q.

    Raises TypeError unless p is an integer or a Fraction and q an integer, ValueError for q = 0.
    """
    if not (is_exact_integer(numerator) or isinstance(numerator, Fraction)):
        raise TypeError(
            f"p must be an integer or a Fraction, got {numerator!r} of type {type(numerator).__name__}"
        )
    if not is_exact_integer(denominator):
        raise TypeError(f"q must be an integer, got {denominator!r} of type {type(denominator).__name__}")
    if denominator == 0:
        raise ValueError(f"q must not be 0, got const({numerator}, 0)")
    exact = numerator if isinstance(numerator, Fraction) else Fraction(int(numerator))
    return exact / int(denominator)


def exact_entries(nested: object, *, floats: bool = False) -> np.ndarray:
    """Object array of ints and Fractions (and, on request, of floats taken as the exact numbers they are).

    Raises TypeError for an entry that is not exact, ValueError for a ragged nesting or a non-finite float.
    """
    entries = np.array(nested, dtype=object)
    for value in entries.ravel().tolist():
        if is_exact_integer(value) or isinstance(value, Fraction):
            continue
        if isinstance(value, (list, tuple)):
            raise ValueError(f"entries must be nested evenly, got a row {value!r} where a number was due")
        if not (floats and isinstance(value, float)):
            allowed = "integers, Fractions or float64 numbers" if floats else "integers or Fractions"
            raise TypeError(f"entries must be {allowed}, got {value!r} of type {type(value).__name__}")
        if not np.isfinite(value):
            raise ValueError(f"entries must be finite, got {value!r}")
    return entries


def reduced_axes(shape: Sequence[int], axis: object, *, nonempty: bool = False) -> tuple[int, ...]:
    """The axes to reduce, counted from the front, in ascending order.

    Raises ValueError when one is out of range or named twice, when none is named, or, for a reduction
    without neutral element (`nonempty`), when one has length 0; TypeError for an axis that is no int.
    """
    ndim = len(shape)
    if type(axis) is int and -ndim <= axis < ndim and not (nonempty and shape[axis] == 0):
        return (axis % ndim,)  # nearly every call; a truth value is no int here
    axes = axis if isinstance(axis, tuple) else (axis,)
    for one in axes:
        if not is_exact_integer(one):
            raise TypeError(f"axis must be an int or a tuple of ints, got {axis!r}")
        if not -ndim <= one < ndim:
            raise ValueError(f"axis must lie in [-{ndim}, {ndim}) for shape {tuple(shape)}, got {axis!r}")
    counted = tuple(sorted(int(one) % ndim for one in axes))
    if not counted or len(set(counted)) < len(counted):
        raise ValueError(f"axis must name at least one axis, and none twice, got {axis!r}")
    if nonempty and any(shape[one] == 0 for one in counted):
        raise ValueError(f"axis must not have length 0, got axis {axis!r} of shape {tuple(shape)}")
    return counted


def reduced_axis(shape: Sequence[int], axis: object) -> int:
    """The one axis along which a function runs, counted from the front; errors as of `reduced_axes`."""
    if isinstance(axis, tuple):
        raise TypeError(f"axis must be an int, got {axis!r}")
    return reduced_axes(shape, axis)[0]


def checked_shape(shape: object, *, least: int = 0) -> tuple[int, ...]:
    """A shape as a tuple of ints; TypeError for anything else, ValueError for a length below `least`."""
    if not isinstance(shape, (tuple, list)) or not all(is_exact_integer(length) for length in shape):
        raise TypeError(f"shape must be a tuple of ints, got {shape!r}")
    if any(length < least for length in shape):
        raise ValueError(f"shape must have lengths >= {least}, got {tuple(shape)}")
    return tuple(int(length) for length in shape)


def check_matrix(shape: Sequence[int], name: str, *, square: bool = False) -> None:
    """Raise ValueError unless the last two axes hold a matrix, square on request."""
    if len(shape) < 2 or (square and shape[-1] != shape[-2]):
        needs = "(..., n, n)" if square else "(..., rows, columns)"
        raise ValueError(f"{name} needs shape {needs}, got {tuple(shape)}")


def check_ridge(a: Sequence[int], b: Sequence[int]) -> None:
    """Raise ValueError unless both are matrices of as many rows."""
    check_matrix(a, "a")
    check_matrix(b, "b")
    if a[-2] != b[-2]:
        raise ValueError(f"b needs {a[-2]} rows, as a has, got shape {tuple(b)}")


class Namespace(ABC, Generic[ArrayT]):
    """The functions that the theory may use beside the operators + - * / @, unary -, abs and ** (an int).

    Operators take arrays and ints; every other constant is made by `const`.

    Leading axes are a batch; shapes broadcast as in NumPy. An undefined value is NaN for that entry alone
    (of a matrix function: for that member), and NaN never spreads to another member of the batch.
    """

    @abstractmethod
    def const(self, p: int | Fraction, q: int = 1) -> ArrayT:
        """The exact number p/q, shape ().

        TypeError unless p is an integer or a Fraction and q an integer, ValueError for q = 0.
        """

    @abstractmethod
    def array(self, nested: Any) -> ArrayT:
        """An array of exact numbers from nested lists of ints and Fractions; TypeError for anything else."""

    @abstractmethod
    def eye(self, n: int) -> ArrayT:
        """The identity, shape (n, n)."""

    @abstractmethod
    def zeros(self, shape: tuple[int, ...]) -> ArrayT:
        """Zeros of the given shape."""

    @abstractmethod
    def ones(self, shape: tuple[int, ...]) -> ArrayT:
        """Ones of the given shape."""

    @abstractmethod
    def exp(self, x: ArrayT) -> ArrayT:
        """e to the x, entry by entry."""

    @abstractmethod
    def expm1(self, x: ArrayT) -> ArrayT:
        """e to the x, less 1, without cancellation."""

    @abstractmethod
    def log(self, x: ArrayT) -> ArrayT:
        """Natural logarithm; not finite where x <= 0."""

    @abstractmethod
    def log1p(self, x: ArrayT) -> ArrayT:
        """log(1 + x) without cancellation; not finite where x <= -1."""

    @abstractmethod
    def sqrt(self, x: ArrayT) -> ArrayT:
        """Square root; NaN where x is negative, in balls where it may be. ``norm`` is the root of squares."""

    @abstractmethod
    def abs(self, x: ArrayT) -> ArrayT:
        """Absolute value."""

    @abstractmethod
    def maximum(self, a: ArrayT | int, b: ArrayT | int) -> ArrayT:
        """The greater of two arrays or ints, entry by entry; NaN where either is NaN."""

    @abstractmethod
    def minimum(self, a: ArrayT | int, b: ArrayT | int) -> ArrayT:
        """The smaller of two arrays or ints, entry by entry; NaN where either is NaN."""

    @abstractmethod
    def gammaincc(self, a: ArrayT, x: ArrayT) -> ArrayT:
        """Regularised upper incomplete gamma function Q(a, x), a > 0 and x >= 0; NaN elsewhere."""

    @abstractmethod
    def softmax(self, x: ArrayT, axis: int) -> ArrayT:
        """exp(x) over its sum along the axis."""

    @abstractmethod
    def sum(self, x: ArrayT, axis: Axis) -> ArrayT:
        """Sum over one axis or several."""

    @abstractmethod
    def cumsum(self, x: ArrayT, axis: int) -> ArrayT:
        """Running sums along one axis."""

    @abstractmethod
    def amax(self, x: ArrayT, axis: Axis) -> ArrayT:
        """Greatest entry over one axis or several, none of length 0; NaN where one of them is NaN."""

    @abstractmethod
    def amin(self, x: ArrayT, axis: Axis) -> ArrayT:
        """Smallest entry over one axis or several, none of length 0; NaN where one of them is NaN."""

    @abstractmethod
    def norm(self, x: ArrayT, axis: Axis = -1) -> ArrayT:
        """Euclidean norm over one axis, Frobenius norm over two."""

    @abstractmethod
    def matmul(self, a: ArrayT, b: ArrayT) -> ArrayT:
        """Matrix product, as the operator @."""

    @abstractmethod
    def solve(self, a: ArrayT, b: ArrayT) -> ArrayT:
        """The x of a x = b: a (..., n, n), b (n,) or (..., n, k); NaN for a member that is singular."""

    def ridge(self, a: Any, b: Any, weight: Any) -> ArrayT:
        """(a^T a + weight I)^{-1} a^T b for a (..., rows, n), b (..., rows, k), weight > 0 of shape (...).

        As written here, but in float64, where a^T a would square the condition, by the QR factors of a above
        sqrt(weight) I.
        """
        check_ridge(a.shape, b.shape)
        across = self.transpose(a)
        shift = weight[..., None, None] * self.eye(a.shape[-1])
        return self.solve(self.matmul(across, a) + shift, self.matmul(across, b))

    @abstractmethod
    def eigvalsh(self, a: ArrayT) -> ArrayT:
        """Eigenvalues of symmetric matrices (..., n, n), ascending, shape (..., n)."""

    @abstractmethod
    def cholesky(self, a: ArrayT) -> ArrayT:
        """Lower triangular L with L L^T = a, read from the lower triangle of a (..., n, n).

        NaN for a member that is not (in balls: not certainly) positive definite.
        """

    @abstractmethod
    def squared_singular_values(self, x: ArrayT) -> ArrayT:
        """Eigenvalues of x x^T for matrices (..., rows, columns), ascending, shape (..., rows).

        In float64 they come from the singular values: the small ones keep twice the digits of `eigvalsh`.
        """

    @abstractmethod
    def spectral_norm(self, x: ArrayT) -> ArrayT:
        """Greatest singular value of matrices (..., rows, columns), shape (...)."""

    @abstractmethod
    def transpose(self, x: ArrayT) -> ArrayT:
        """The last two axes exchanged."""

    @abstractmethod
    def diagonal(self, x: ArrayT) -> ArrayT:
        """Diagonal of the last two axes, as the last axis."""

    @abstractmethod
    def moveaxis(self, x: ArrayT, source: int, destination: int) -> ArrayT:
        """One axis moved, the others in their order."""

    @abstractmethod
    def reshape(self, x: ArrayT, shape: tuple[int, ...]) -> ArrayT:
        """The same entries in row-major order under another shape; one length may be -1."""

    @abstractmethod
    def broadcast_to(self, x: ArrayT, shape: tuple[int, ...]) -> ArrayT:
        """x repeated to the given shape."""

    @abstractmethod
    def concat(self, arrays: Sequence[ArrayT], axis: int) -> ArrayT:
        """Arrays joined along an axis that they have."""

    @abstractmethod
    def stack(self, arrays: Sequence[ArrayT], axis: int) -> ArrayT:
        """Arrays of one shape joined along a new axis."""

"""The proving arithmetic: arrays of real balls, the namespace over them, and what they decide.

A decision is True only when it holds for every choice of numbers from the balls; a ball that is not finite
decides nothing.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, final

import numpy as np
from flint import arb, ctx

from icl_verify.numerics._ball_array import (
    BallArray,
    entrywise,
    exact_ball,
    from_exact,
    gather,
    operand,
    precision,
    unwrap,
    working_precision,
    wrap,
)
from icl_verify.numerics._ball_linalg import map_members, multiply_matrices, solve_members
from icl_verify.numerics._ball_scalars import regularized_upper_gamma, square, square_root
from icl_verify.numerics._ball_spectrum import eigenvalues, spectral_norm
from icl_verify.numerics._interface import (
    Axis,
    Namespace,
    check_matrix,
    exact_entries,
    exact_ratio,
    reduced_axes,
)

__all__ = [
    "BallArray",
    "Balls",
    "certainly_le",
    "certainly_lt",
    "excludes_zero",
    "from_exact",
    "is_finite",
    "overlaps",
    "precision",
    "radius",
    "text",
    "to_floats",
    "working_precision",
]


@final
class Balls(Namespace[BallArray]):
    """The namespace over `BallArray`s. It works at whatever precision is current at each call."""

    def __repr__(self) -> str:
        return "Balls()"

    def const(self, p: int, q: int = 1) -> BallArray:
        return wrap(exact_ball(exact_ratio(p, q)))

    def array(self, nested: Any) -> BallArray:
        return from_exact(exact_entries(nested))

    def eye(self, n: int) -> BallArray:
        return BallArray(gather([arb(int(i == j)) for i in range(n) for j in range(n)], (n, n)))

    def zeros(self, shape: tuple[int, ...]) -> BallArray:
        return BallArray(np.full(shape, arb(0), dtype=object))

    def ones(self, shape: tuple[int, ...]) -> BallArray:
        return BallArray(np.full(shape, arb(1), dtype=object))

    def exp(self, x: BallArray) -> BallArray:
        return entrywise(arb.exp, x)

    def expm1(self, x: BallArray) -> BallArray:
        return entrywise(arb.expm1, x)

    def log(self, x: BallArray) -> BallArray:
        return entrywise(arb.log, x)

    def log1p(self, x: BallArray) -> BallArray:
        return entrywise(arb.log1p, x)

    def sqrt(self, x: BallArray) -> BallArray:
        return entrywise(square_root, x)

    def abs(self, x: BallArray) -> BallArray:
        return entrywise(abs, x)

    def maximum(self, a: BallArray, b: BallArray) -> BallArray:
        return _pairwise(arb.max, a, b)

    def minimum(self, a: BallArray, b: BallArray) -> BallArray:
        return _pairwise(arb.min, a, b)

    def gammaincc(self, a: BallArray, x: BallArray) -> BallArray:
        return _pairwise(regularized_upper_gamma, a, x)

    def softmax(self, x: BallArray, axis: int) -> BallArray:
        return _along(_softmax, x, axis)

    def sum(self, x: BallArray, axis: Axis) -> BallArray:
        return _reduce(lambda balls: reduce(arb.__add__, balls, arb(0)), x, axis)

    def cumsum(self, x: BallArray, axis: int) -> BallArray:
        balls = unwrap(x)
        return wrap(np.cumsum(balls, axis=reduced_axes(balls.shape, axis)[0]))

    def amax(self, x: BallArray, axis: Axis) -> BallArray:
        return _reduce(lambda balls: reduce(arb.max, balls), x, axis, nonempty=True)

    def amin(self, x: BallArray, axis: Axis) -> BallArray:
        return _reduce(lambda balls: reduce(arb.min, balls), x, axis, nonempty=True)

    def norm(self, x: BallArray, axis: Axis = -1) -> BallArray:
        return _reduce(lambda balls: square_root(reduce(arb.__add__, map(square, balls), arb(0))), x, axis)

    def matmul(self, a: BallArray, b: BallArray) -> BallArray:
        return wrap(multiply_matrices(unwrap(a, "a"), unwrap(b, "b")))

    def solve(self, a: BallArray, b: BallArray) -> BallArray:
        left, right = unwrap(a, "a"), unwrap(b, "b")
        check_matrix(left.shape, "a", square=True)
        vector = right.ndim == 1
        columns = right[:, None] if vector else right
        check_matrix(columns.shape, "b")
        if columns.shape[-2] != left.shape[-1]:
            raise ValueError(f"b needs {left.shape[-1]} rows, as a has, got shape {right.shape}")
        solution = solve_members(left, columns)
        return wrap(solution[..., 0] if vector else solution)

    def eigvalsh(self, a: BallArray) -> BallArray:
        balls = unwrap(a, "a")
        check_matrix(balls.shape, "a", square=True)
        return wrap(map_members(eigenvalues, balls, balls.shape[-1]))

    def spectral_norm(self, x: BallArray) -> BallArray:
        balls = unwrap(x)
        check_matrix(balls.shape, "x")
        return wrap(map_members(spectral_norm, balls, 1)[..., 0])

    def transpose(self, x: BallArray) -> BallArray:
        balls = unwrap(x)
        check_matrix(balls.shape, "x")
        return wrap(np.swapaxes(balls, -1, -2))

    def diagonal(self, x: BallArray) -> BallArray:
        balls = unwrap(x)
        check_matrix(balls.shape, "x")
        return wrap(np.diagonal(balls, axis1=-2, axis2=-1))

    def moveaxis(self, x: BallArray, source: int, destination: int) -> BallArray:
        return wrap(np.moveaxis(unwrap(x), source, destination))

    def reshape(self, x: BallArray, shape: tuple[int, ...]) -> BallArray:
        return wrap(np.reshape(unwrap(x), shape))

    def broadcast_to(self, x: BallArray, shape: tuple[int, ...]) -> BallArray:
        return wrap(np.broadcast_to(unwrap(x), shape))

    def concat(self, arrays: Sequence[BallArray], axis: int) -> BallArray:
        return wrap(np.concatenate([unwrap(x, "arrays") for x in arrays], axis=axis))

    def stack(self, arrays: Sequence[BallArray], axis: int) -> BallArray:
        return wrap(np.stack([unwrap(x, "arrays") for x in arrays], axis=axis))


def _pairwise(function: Callable[[arb, arb], Any], a: BallArray, b: BallArray) -> BallArray:
    """The function of each pair of balls of two arrays that broadcast."""
    left, right = np.broadcast_arrays(unwrap(a, "a"), unwrap(b, "b"))
    pairs = zip(left.ravel().tolist(), right.ravel().tolist(), strict=True)
    return BallArray(gather([function(x, y) for x, y in pairs], left.shape))


def _reduce(
    function: Callable[[list[arb]], arb], x: BallArray, axis: Axis, *, nonempty: bool = False
) -> BallArray:
    """The function of the balls along the given axes, which go."""
    balls = unwrap(x)
    axes = reduced_axes(balls.shape, axis, nonempty=nonempty)
    kept = tuple(one for one in range(balls.ndim) if one not in axes)
    shape = tuple(balls.shape[one] for one in kept)
    length = int(np.prod([balls.shape[one] for one in axes]))
    rows = balls.transpose(*kept, *axes).reshape(int(np.prod(shape)), length)
    return BallArray(gather([function(row) for row in rows.tolist()], shape))


def _along(function: Callable[[list[arb]], list[arb]], x: BallArray, axis: int) -> BallArray:
    """The function of the balls along one axis, which stays."""
    balls = unwrap(x)
    last = np.moveaxis(balls, reduced_axes(balls.shape, axis)[0], -1)
    if not balls.size:
        return x
    rows = last.reshape(-1, last.shape[-1]).tolist()
    values = [value for row in rows for value in function(row)]
    return wrap(np.moveaxis(gather(values, last.shape), -1, axis))


def _softmax(row: list[arb]) -> list[arb]:
    # Exponents of balls are unbounded, and a shift costs digits: it is for arguments beyond 10^100 or so.
    exponentials = [ball.exp() for ball in row]
    total = reduce(arb.__add__, exponentials)
    if not (total.is_finite() and total > 0):
        shift = max(ball.mid() for ball in row)  # any exact shift leaves the softmax as it is
        exponentials = [(ball - shift).exp() for ball in row]
        total = reduce(arb.__add__, exponentials)
    return [exponential / total for exponential in exponentials]


def _decide(function: Callable[[arb, arb], bool], a: Any, b: Any) -> np.ndarray:
    left, right = operand(a), operand(b)
    if left is None or right is None:
        kinds = f"{type(a).__name__} and {type(b).__name__}"
        raise TypeError(f"decisions need BallArrays, ints or Fractions, got {kinds}")
    x, y = np.broadcast_arrays(np.asarray(left, dtype=object), np.asarray(right, dtype=object))
    decisions = [function(s, t) for s, t in zip(x.ravel().tolist(), y.ravel().tolist(), strict=True)]
    return np.array(decisions, dtype=bool).reshape(x.shape)


def certainly_le(a: Any, b: Any) -> np.ndarray:
    """Whether a <= b is proved, entry by entry (bool array); a, b BallArrays, ints or Fractions."""
    return _decide(lambda x, y: x <= y, a, b)


def certainly_lt(a: Any, b: Any) -> np.ndarray:
    """Whether a < b is proved, entry by entry (bool array); a, b BallArrays, ints or Fractions."""
    return _decide(lambda x, y: x < y, a, b)


def overlaps(a: Any, b: Any) -> np.ndarray:
    """Whether a = b is not disproved, entry by entry (bool array); True wherever either is NaN."""
    return _decide(lambda x, y: x.is_nan() or y.is_nan() or x.overlaps(y), a, b)


def excludes_zero(a: BallArray) -> np.ndarray:
    """Whether a != 0 is proved, entry by entry (bool array)."""
    return _decide(lambda x, zero: not (x.is_nan() or x.contains(zero)), a, 0)


def is_finite(a: BallArray) -> np.ndarray:
    """Whether the ball is bounded, entry by entry (bool array)."""
    balls = unwrap(a, "a")
    return np.array([ball.is_finite() for ball in balls.ravel().tolist()], dtype=bool).reshape(balls.shape)


def to_floats(a: BallArray) -> np.ndarray:
    """Midpoints, rounded to float64: for display and for heuristics, never for a decision."""
    balls = unwrap(a, "a")
    return np.array([float(ball.mid()) for ball in balls.ravel().tolist()], dtype=float).reshape(balls.shape)


def radius(a: BallArray) -> np.ndarray:
    """Upper bounds of the radii as float64; infinite for a ball that is not finite."""
    balls = unwrap(a, "a")
    return np.array([_radius(ball) for ball in balls.ravel().tolist()], dtype=float).reshape(balls.shape)


def _radius(ball: arb) -> float:
    if not ball.is_finite():
        return np.inf
    exact = ball.rad()
    rounded = float(exact)
    return rounded if arb(rounded) >= exact else float(np.nextafter(rounded, np.inf))


def text(a: BallArray) -> list[str]:
    """Each ball as a decimal "[mid +/- rad]" that contains it, in row-major order; "nan" for NaN.

    An exact short number is written without a radius.
    """
    digits = int(ctx.prec * 0.30103) + 3
    return [ball.str(digits) for ball in unwrap(a, "a").ravel().tolist()]

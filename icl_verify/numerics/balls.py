"""The proving arithmetic: arrays of real balls, the namespace over them, and what they decide.

A decision is True only when it holds for every choice of numbers from the balls; a ball that is not finite
decides nothing. Where the balls are too wide to decide, the caller raises the precision and computes again.

Rounding enters in three places, and each widens a ball by what it may have lost: a rational that no binary
number is (`const(1, 3)`), every operation whose exact result needs more bits than the working precision, and
every function (exp, sqrt, ...). Inputs are exact: a float64 number is a ball of radius 0. What is approximate
on the way (an eigenbasis from LAPACK, say) may only propose; the enclosure is then proved from it in balls.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, final

import numpy as np
from flint import arb, ctx

from icl_verify.numerics._ball_array import (
    BallArray,
    exact_ball,
    from_exact,
    operand,
    precision,
    unwrap,
    working_precision,
)
from icl_verify.numerics._ball_linalg import cholesky_factor, gather, has_full_row_rank, solve_members
from icl_verify.numerics._ball_scalars import regularized_upper_gamma, root_of_square, square, square_root
from icl_verify.numerics._ball_spectrum import (
    eigenvalues,
    largest_rank,
    spectral_norm,
    squared_singular_values,
)
from icl_verify.numerics._exact_namespace import ExactNamespace
from icl_verify.numerics._interface import Axis, check_matrix, reduced_axes, reduced_axis

__all__ = [
    "BallArray",
    "Balls",
    "agree",
    "certainly_le",
    "certainly_lt",
    "excludes_zero",
    "from_exact",
    "full_row_rank",
    "is_finite",
    "overlaps",
    "precision",
    "radius",
    "rank_deficient",
    "text",
    "to_floats",
    "working_precision",
]


@final
class Balls(ExactNamespace[BallArray]):
    """The namespace over `BallArray`s. It works at whatever precision is current at each call."""

    kind = BallArray
    eigenvalues = staticmethod(eigenvalues)
    cholesky_factor = staticmethod(cholesky_factor)
    squared_singular_values_of = staticmethod(squared_singular_values)
    spectral_norm_of = staticmethod(spectral_norm)

    def exp(self, x: BallArray) -> BallArray:
        return self.entrywise(arb.exp, x)

    def expm1(self, x: BallArray) -> BallArray:
        return self.entrywise(arb.expm1, x)

    def log(self, x: BallArray) -> BallArray:
        return self.entrywise(arb.log, x)

    def log1p(self, x: BallArray) -> BallArray:
        return self.entrywise(arb.log1p, x)

    def sqrt(self, x: BallArray) -> BallArray:
        return self.entrywise(square_root, x)

    def abs(self, x: BallArray) -> BallArray:
        return self.entrywise(abs, x)

    def maximum(self, a: BallArray | int, b: BallArray | int) -> BallArray:
        return self.pairwise(arb.max, self.given(a), self.given(b))

    def minimum(self, a: BallArray | int, b: BallArray | int) -> BallArray:
        return self.pairwise(arb.min, self.given(a), self.given(b))

    def gammaincc(self, a: BallArray, x: BallArray) -> BallArray:
        return self.pairwise(regularized_upper_gamma, a, x)

    def softmax(self, x: BallArray, axis: int) -> BallArray:
        balls = unwrap(x)
        axes = (reduced_axis(balls.shape, axis),)
        if not balls.size:
            return x
        rows = np.moveaxis(balls, axes[0], -1)
        if _all_alike(rows):
            return BallArray(np.full(balls.shape, arb(1) / rows.shape[-1], dtype=object))
        exponentials = np.array(np.exp(balls), dtype=object)
        total = unwrap(self.total(exponentials, axes, keepdims=True))
        if not all(ball.is_finite() and ball > 0 for ball in total.ravel().tolist()):
            # An exact shift leaves the softmax as it is, but costs digits: for arguments beyond 10^100 only.
            shifts = [max(ball.mid() for ball in row) for row in rows.reshape(-1, rows.shape[-1]).tolist()]
            shift = np.expand_dims(gather(shifts, rows.shape[:-1]), axes[0])
            exponentials = np.exp(balls - shift)
            total = unwrap(self.total(exponentials, axes, keepdims=True))
        return BallArray.wrap(exponentials / total)

    def amax(self, x: BallArray, axis: Axis) -> BallArray:
        return self.fold(arb.max, x, axis)

    def amin(self, x: BallArray, axis: Axis) -> BallArray:
        return self.fold(arb.min, x, axis)

    def norm(self, x: BallArray, axis: Axis = -1) -> BallArray:
        squares = unwrap(self.entrywise(square, x))
        return self.entrywise(root_of_square, self.total(squares, reduced_axes(squares.shape, axis)))

    def solve_members(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return solve_members(a, b)


def _all_alike(rows: np.ndarray) -> bool:
    """Whether every row repeats one exact number: e^x / (n e^x) is then exactly 1/n."""
    return all(
        row[0].is_exact() and all(entry.is_exact() and entry == row[0] for entry in row[1:])
        for row in rows.reshape(-1, rows.shape[-1]).tolist()
    )


def _decide(function: Callable[[arb, arb], bool], a: Any, b: Any) -> np.ndarray:
    left, right = (exact_ball(side) if isinstance(side, Fraction) else operand(side) for side in (a, b))
    if left is None or right is None:
        kinds = f"{type(a).__name__} and {type(b).__name__}"
        raise TypeError(f"decisions need BallArrays, ints or Fractions, got {kinds}")
    x, y = np.broadcast_arrays(np.asarray(left, dtype=object), np.asarray(right, dtype=object))
    decisions = [function(s, t) for s, t in zip(x.ravel().tolist(), y.ravel().tolist(), strict=True)]
    return np.array(decisions, dtype=bool).reshape(x.shape)


# Why every decision asks for finite balls first: to flint 1 <= +inf and +inf <= +inf are true, so that a
# right-hand side that overflowed would prove any bound. A NaN is below nothing and above nothing: it stands
# for an undefined value, which neither proves a statement nor breaks it.
def certainly_le(a: Any, b: Any) -> np.ndarray:
    """Whether a <= b is proved, entry by entry (bool array); a, b BallArrays, ints or Fractions."""
    return _decide(lambda x, y: x.is_finite() and y.is_finite() and x <= y, a, b)


def certainly_lt(a: Any, b: Any) -> np.ndarray:
    """Whether a < b is proved, entry by entry (bool array); a, b BallArrays, ints or Fractions."""
    return _decide(lambda x, y: x.is_finite() and y.is_finite() and x < y, a, b)


def overlaps(a: Any, b: Any) -> np.ndarray:
    """Whether a = b is not disproved, entry by entry (bool array); True wherever either is not finite."""
    return _decide(lambda x, y: not (x.is_finite() and y.is_finite()) or x.overlaps(y), a, b)


def agree(a: BallArray, b: BallArray, scale: BallArray, bits: int) -> np.ndarray:
    """Whether two balls together are narrower than 2^-bits of the scale's least size, or both exact.

    Entry by entry (bool array), for arrays of one shape; False wherever a ball is not finite.
    """
    power = arb(1) / (1 << bits)

    def narrow(x: arb, y: arb, size: arb) -> bool:
        if not (x.is_finite() and y.is_finite() and size.is_finite()):
            return False
        spread = x.rad() + y.rad()
        return bool(spread == 0 or spread <= power * size.abs_lower())

    triples = zip(*(unwrap(side).ravel().tolist() for side in (a, b, scale)), strict=True)
    return np.array([narrow(*three) for three in triples], dtype=bool).reshape(a.shape)


def full_row_rank(a: BallArray) -> np.ndarray:
    """Whether matrices (..., rows, columns) are proved to have independent rows, shape (...)."""
    return _of_members(has_full_row_rank, a)


def rank_deficient(a: BallArray) -> np.ndarray:
    """Whether matrices (..., rows, columns) are proved to have dependent rows, shape (...)."""
    return _of_members(lambda member: largest_rank(member) < member.shape[0], a)


def _of_members(decide: Callable[[np.ndarray], bool], a: BallArray) -> np.ndarray:
    matrices = unwrap(a, "a")
    check_matrix(matrices.shape, "a")
    found = np.empty(matrices.shape[:-2], dtype=bool)
    for member in np.ndindex(found.shape):
        found[member] = decide(matrices[member])
    return found


def excludes_zero(a: BallArray) -> np.ndarray:
    """Whether a != 0 is proved, entry by entry (bool array)."""
    return _decide(lambda x, zero: x.is_finite() and not x.contains(zero), a, 0)


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


def text(a: BallArray, digits: int | None = None) -> list[str]:
    """Each ball as a decimal "[mid +/- rad]" that contains it, in row-major order; "nan" for NaN.

    An exact short number is written without a radius. As many digits as the precision holds unless given.
    """
    digits = digits or int(ctx.prec * 0.30103) + 3  # log10 of 2, and a few so that the radius shows
    return [ball.str(digits) for ball in unwrap(a, "a").ravel().tolist()]

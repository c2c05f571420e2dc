"""`BallArray`: arrays of real balls that offer arithmetic and nothing that could answer wrongly in silence.

A ball [m +/- r] of `flint.arb` encloses a real number; every operation encloses the exact result of every
choice of numbers from its operands. The midpoint is rounded to the working precision as in any arithmetic;
the radius, a short number, then grows by at least that error and is itself rounded up ("outwards"). So a
result may be too wide, never wrong, and a formula computed in balls is a theorem about the numbers that went
in.
"""

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, final

import numpy as np
from flint import arb, ctx, fmpq

from icl_verify.numerics._ball_linalg import multiply_matrices
from icl_verify.numerics._ball_scalars import integer_power
from icl_verify.numerics._exact_array import ExactArray
from icl_verify.numerics._interface import exact_entries, is_exact_integer


@contextlib.contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with midpoints of `bits` bits within the block, and as before after it, however it ends.

    The precision is one number for the whole process (flint's, so that threads may not differ). Raises
    TypeError unless bits is an int, ValueError below 2.
    """
    if not is_exact_integer(bits):
        raise TypeError(f"bits must be an int, got {bits!r} of type {type(bits).__name__}")
    if bits < 2:
        raise ValueError(f"bits must be >= 2, got {bits}")
    before = ctx.prec
    ctx.prec = int(bits)
    try:
        yield
    finally:
        ctx.prec = before


def working_precision() -> int:
    """The working precision in bits."""
    return int(ctx.prec)


def exact_ball(value: int | Fraction | float) -> arb:
    """The ball of an exact number: of radius 0 for an integer or a float, rounded for a ratio."""
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return arb(float(value)) if isinstance(value, float) else arb(int(value))


@final
class BallArray(ExactArray):
    """An immutable array of balls, with the operators and refusals of `ExactArray`.

    The functions of `balls` decide, the namespace computes.
    """

    __slots__ = ()

    @classmethod
    def exact_entry(cls, value: int | Fraction | float) -> arb:
        return exact_ball(value)

    @staticmethod
    def product(a: np.ndarray, b: np.ndarray) -> Any:
        return multiply_matrices(a, b)

    @staticmethod
    def power(entry: arb, exponent: int) -> arb:
        return integer_power(entry, exponent)

    def __repr__(self) -> str:
        entries = np.array([ball.str(15) for ball in self._entries.ravel().tolist()], dtype=object)
        return f"BallArray({entries.reshape(self.shape).tolist()})"


unwrap = BallArray.unwrap
operand = BallArray.operand


def from_exact(values: Any) -> BallArray:
    """Balls around exact numbers: nested ints and Fractions, or float64 numbers taken as what they are.

    Integers and floats become balls of radius 0; a Fraction that needs more bits is rounded at the working
    precision of the call, within a ball that contains it. Raises TypeError for any other entry (a float32
    array, a tensor), ValueError for a non-finite one.
    """
    if isinstance(values, BallArray) or hasattr(values, "detach"):
        raise TypeError(f"values must be exact numbers, got {type(values).__name__}")
    if isinstance(values, np.ndarray) and values.dtype != object and values.dtype.kind != "i":
        if values.dtype != np.float64:
            raise TypeError(f"values must be float64, int or object arrays, got {values.dtype}")
        if not np.isfinite(values).all():
            raise ValueError("values must be finite, got NaN or infinity among them")
    entries = exact_entries(values, floats=True)
    return BallArray.gather([exact_ball(value) for value in entries.ravel().tolist()], entries.shape)

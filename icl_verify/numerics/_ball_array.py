"""`BallArray`: arrays of real balls that offer arithmetic and nothing that could answer wrongly in silence.

A ball [m +/- r] of `flint.arb` encloses a real number; every operation encloses the exact result of every
choice of numbers from its operands, rounded outwards at the working precision.
"""

import contextlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NoReturn, final

import numpy as np
from flint import arb, ctx, fmpq

from icl_verify.numerics._ball_linalg import gather, multiply_matrices
from icl_verify.numerics._ball_scalars import integer_power
from icl_verify.numerics._interface import exact_entries, is_exact_integer

_BASIC_INDICES = (slice, type(None), type(Ellipsis))


@contextlib.contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with midpoints of `bits` bits within the block, and as before after it, however it ends.

    The precision is one number for the whole process. Raises TypeError unless bits is an int, ValueError
    below 2.
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
class BallArray:
    """An immutable array of balls: operators with balls, ints and Fractions, basic indexing, shape.

    It is no ndarray and refuses to become one: NumPy's functions compare, sort and select balls as though
    they were numbers. For the same reason it has no truth value, no order, no hash and no float value, and it
    refuses floats, which are rounded numbers: the functions of `balls` decide, the namespace computes. All of
    these raise TypeError.
    """

    __slots__ = ("_balls",)
    __array_ufunc__ = None

    _balls: np.ndarray

    def __init__(self, balls: np.ndarray) -> None:
        if not isinstance(balls, np.ndarray) or balls.dtype != object:
            raise TypeError(f"a BallArray is made by from_exact or a namespace, got {type(balls).__name__}")
        self._balls = balls

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes."""
        return self._balls.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self._balls.ndim

    def __len__(self) -> int:
        return len(self._balls)

    def __iter__(self) -> "Iterator[BallArray]":
        return (self[i] for i in range(len(self)))  # len refuses an array without axes

    def __repr__(self) -> str:
        entries = np.array([ball.str(15) for ball in self._balls.ravel().tolist()], dtype=object)
        return f"BallArray({entries.reshape(self.shape).tolist()})"

    def __getitem__(self, index: Any) -> "BallArray":
        for part in index if isinstance(index, tuple) else (index,):
            if not (isinstance(part, _BASIC_INDICES) or is_exact_integer(part)):
                raise TypeError(f"a BallArray takes ints, slices, None and ... as indices, got {part!r}")
        return wrap(self._balls[index])

    def __neg__(self) -> "BallArray":
        return wrap(-self._balls)

    def __pos__(self) -> "BallArray":
        return self

    def __add__(self, other: Any) -> "BallArray":
        right = operand(other)
        return NotImplemented if right is None else wrap(self._balls + right)

    __radd__ = __add__

    def __sub__(self, other: Any) -> "BallArray":
        right = operand(other)
        return NotImplemented if right is None else wrap(self._balls - right)

    def __rsub__(self, other: Any) -> "BallArray":
        left = operand(other)
        return NotImplemented if left is None else wrap(left - self._balls)

    def __mul__(self, other: Any) -> "BallArray":
        right = operand(other)
        return NotImplemented if right is None else wrap(self._balls * right)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "BallArray":
        right = operand(other)
        return NotImplemented if right is None else wrap(self._balls / right)

    def __rtruediv__(self, other: Any) -> "BallArray":
        left = operand(other)
        return NotImplemented if left is None else wrap(left / self._balls)

    def __matmul__(self, other: Any) -> "BallArray":
        if not isinstance(other, BallArray):
            return NotImplemented
        return wrap(multiply_matrices(self._balls, other._balls))

    def __pow__(self, exponent: Any) -> "BallArray":
        if not is_exact_integer(exponent) or exponent < 0:
            raise TypeError(f"the exponent must be an integer >= 0, got {exponent!r}")
        power = int(exponent)
        return entrywise(lambda ball: integer_power(ball, power), self)

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a BallArray is not a NumPy array: use the functions of its namespace")

    def __array_function__(self, function: Any, *_: Any) -> NoReturn:
        name = getattr(function, "__name__", "this function")
        raise TypeError(f"numpy's {name} is not sound on balls: use the functions of their namespace")

    def _refuse_comparison(self, other: object) -> NoReturn:
        raise TypeError("balls are not ordered: use certainly_le, certainly_lt, overlaps or excludes_zero")

    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _refuse_comparison
    __eq__ = __ne__ = _refuse_comparison

    def __bool__(self) -> NoReturn:
        raise TypeError("a BallArray has no truth value: use certainly_le, certainly_lt or excludes_zero")

    def __float__(self) -> NoReturn:
        raise TypeError("a BallArray is not a float: use to_floats for midpoints and radius for radii")


def operand(other: object) -> Any:
    """What numpy combines with an object array of balls; None when `other` is neither ball nor exact."""
    if isinstance(other, BallArray):
        return other._balls
    if is_exact_integer(other):
        return arb(int(other))
    if isinstance(other, Fraction):
        return exact_ball(other)
    if isinstance(other, float):
        raise TypeError(f"balls take no Python float, a rounded number: write xp.const(p, q), got {other!r}")
    return None


def wrap(balls: Any) -> BallArray:
    """A BallArray of an object array of balls, or of the one ball that numpy makes of a 0-d array."""
    return BallArray(balls if isinstance(balls, np.ndarray) else np.array(balls, dtype=object))


def unwrap(x: object, name: str = "x") -> np.ndarray:
    """The object array within a BallArray; TypeError naming the argument for anything else."""
    if not isinstance(x, BallArray):
        raise TypeError(f"{name} must be a BallArray, got {type(x).__name__}")
    return x._balls


def entrywise(function: Callable[[arb], arb], x: BallArray) -> BallArray:
    """The function of each ball."""
    balls = unwrap(x)
    return BallArray(gather([function(ball) for ball in balls.ravel().tolist()], balls.shape))


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
    return BallArray(gather([exact_ball(value) for value in entries.ravel().tolist()], entries.shape))

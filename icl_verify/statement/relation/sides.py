"""The sides of a relation: arrays of one of two arithmetics, checked and brought to one shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
import torch

from icl_verify.numerics import balls
from icl_verify.numerics._interface import is_exact_integer
from icl_verify.numerics.balls import BallArray
from icl_verify.numerics.float64 import tensor
from icl_verify.numerics.namespace import Array, namespace

ABOVE_ONE = float(np.nextafter(1.0, 2.0))


def quotient(numerator: BallArray, denominator: BallArray, nothing: float) -> np.ndarray:
    """The quotient of two sides as float64, formed in balls so that no scale under- or overflows.

    A denominator that straddles 0 leaves NaN: a break has an infinite quotient, anything else ``nothing``. A
    break's quotient is above 1, by however little.
    """
    ratio = balls.to_floats(numerator / denominator)
    beyond = balls.certainly_lt(denominator, numerator)
    ratio = np.where(beyond, np.maximum(ratio, ABOVE_ONE), ratio)
    undefined = np.where(beyond, np.inf, nothing)
    # Below 0 the quotient of the sides says nothing: a break is beyond every multiple of the bound.
    negative = balls.certainly_lt(denominator, 0)
    return np.where(np.isnan(ratio) | negative, np.where(negative & ~beyond, 0.0, undefined), ratio)


def arrays_of(lhs: Array | int, rhs: Array | int) -> tuple[Array, Array]:
    """Two sides as arrays of one arithmetic; one of them may be an int.

    Raises:
        TypeError: a side is neither, or none is an array.
    """
    home = next((side for side in (lhs, rhs) if not is_exact_integer(side)), None)

    def array(side: Array | int) -> Array:
        if hasattr(side, "shape") and not is_exact_integer(side):
            return cast(Array, side)
        if home is None or not is_exact_integer(side):
            raise TypeError(
                f"a side must be an array, or one of both an int, got {side!r}: see xp.const(p, q)"
            )
        return cast(Array, namespace(home).const(side))

    return array(lhs), array(rhs)


def check_made_by_xp(*sides: object) -> None:
    """TypeError for a side of NumPy's or a Python float: balls have no such thing."""
    for side in sides:
        if isinstance(side, np.ndarray | np.generic | float):
            made = f"{type(side).__module__}.{type(side).__name__}"
            raise TypeError(f"a side must be made by functions of xp = instance.xp, got a {made}")


def check_sides(kind: str, lhs: Array, rhs: Array) -> None:
    """ValueError unless the sides broadcast, the batch being their first axis."""
    left, right = tuple(lhs.shape), tuple(rhs.shape)
    try:
        whole = np.broadcast_shapes(left, right)
    except ValueError:
        raise ValueError(f"the sides of {kind} must broadcast, got shapes {left} and {right}") from None
    if len({len(shape) for shape in (left, right) if shape}) > 1:
        # Numpy would set the batch of one side against another axis of the other.
        raise ValueError(f"the sides of {kind} must have as many axes, or one none, got {left} and {right}")
    if not whole or whole[0] != max(left, right, key=len)[0]:
        raise ValueError(f"the sides of {kind} must have the batch as first axis, got {left} and {right}")


def checked_times(times: Sequence[int] | None) -> tuple[int, ...] | None:
    """Steps as a tuple of ints."""
    return None if times is None else tuple(int(t) for t in times)


def flat_balls(array: BallArray, shape: tuple[int, ...]) -> BallArray:
    """The array broadcast to a shape, its entries in a row."""
    xp = namespace(array)
    return ball_array(xp.reshape(xp.broadcast_to(array, shape), (math.prod(shape),)))


def multiplied(side: Array | None, factor: Array) -> Array:
    """A side times a number of the same arithmetic."""
    if isinstance(side, torch.Tensor):
        return side * tensor(factor)
    if side is None:
        raise ValueError("a side must be given to be multiplied, got None")
    return side * ball_array(factor)


def ball_array(array: Array) -> BallArray:
    """The array as balls have it (TypeError for a tensor)."""
    if not isinstance(array, BallArray):
        raise TypeError(f"balls judge BallArrays, got {type(array).__name__}")
    return array

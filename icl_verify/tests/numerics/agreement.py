"""Checks that two computations of one number agree; each raises AssertionError that carries the values."""

from typing import Any

import mpmath
import numpy as np
import torch
from flint import arb, ctx, fmpq
from torch import Tensor

from icl_verify.numerics.balls import BallArray, precision
from icl_verify.tests.numerics.cases import REFERENCE_BITS

_CHECKING_BITS = 600


def object_array(x: BallArray) -> Any:
    """The balls themselves, for checks that look inside."""
    return x._entries


def ball(middle: float, radius: float = 0.0) -> BallArray:
    """One ball with a radius of its own, shape ()."""
    return BallArray(np.array(arb(middle, radius), dtype=object))


def exactly(value: Any) -> arb:
    """The number itself, as a ball of radius 0 or of one far below that of any ball under test."""
    if isinstance(value, mpmath.mpf):
        sign, mantissa, exponent, _ = value._mpf_
        signed = -int(mantissa) if sign else int(mantissa)
        return arb(fmpq(signed * 2 ** max(exponent, 0), 2 ** max(-exponent, 0)))
    return arb(value)


def assert_float_agrees(result: Tensor, balls: BallArray, rounding: float) -> None:
    """The float64 result lies in the balls, up to `rounding` last places of its greatest entry."""
    __tracebackhide__ = True
    assert result.dtype == torch.float64
    assert tuple(result.shape) == balls.shape, f"shapes differ: {tuple(result.shape)} and {balls.shape}"
    floats = result.numpy()
    allowance = rounding * np.finfo(float).eps * float(np.max(np.abs(floats), initial=0.0))
    with precision(_CHECKING_BITS):
        for index in np.ndindex(balls.shape):
            enclosure = object_array(balls)[index]
            widened = enclosure + arb(0, allowance)
            assert enclosure.is_finite(), f"at {index} the ball {enclosure} is not finite"
            assert widened.contains(arb(float(floats[index]))), (
                f"at {index} float64 gives {floats[index]!r}, not in {enclosure} widened by {allowance}"
            )


def assert_contains(balls: BallArray, truth: Any) -> None:
    """Each ball contains the number that mpmath found with REFERENCE_BITS bits."""
    __tracebackhide__ = True
    expected = np.asarray(truth, dtype=object)
    assert expected.shape == balls.shape, f"shapes differ: {expected.shape} and {balls.shape}"
    with precision(_CHECKING_BITS):
        for index in np.ndindex(balls.shape):
            enclosure, value = object_array(balls)[index], exactly(expected[index])
            # mpmath's own error: it matters only beside a ball of radius 0.
            slack = (abs(value) + 1) / (1 << (REFERENCE_BITS - 60))
            widened = enclosure + arb(0, slack.upper())
            assert enclosure.is_finite(), f"at {index} the ball {enclosure} is not finite"
            assert widened.contains(value), f"at {index} the ball {enclosure} misses {value.str(60)}"


def assert_sharp(balls: BallArray, scale: float, bits: int, lost: int) -> None:
    """No radius exceeds scale * 2^(lost - bits): the balls lose at most `lost` bits."""
    __tracebackhide__ = True
    for index in np.ndindex(balls.shape):
        enclosure = object_array(balls)[index]
        assert enclosure.rad() <= arb(scale) * (1 << lost) / (1 << bits), f"at {index}: {enclosure.str(40)}"


def current_bits() -> int:
    """The working precision as flint has it."""
    return int(ctx.prec)

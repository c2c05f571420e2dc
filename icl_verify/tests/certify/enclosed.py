"""What an interval of a certificate's script holds, in exact numbers."""

from __future__ import annotations

from fractions import Fraction

import mpmath

from icl_verify.certify.intervals import Interval


def exactly(mantissa: int, e: int) -> Fraction:
    return Fraction(mantissa) * Fraction(2) ** e


def precisely(x: mpmath.mpf) -> Fraction:
    return Fraction(*map(int, mpmath.libmp.to_rational(x._mpf_)))


def holds(x: Interval, truth: Fraction | mpmath.mpf) -> bool:
    """Whether a number, whose digits are all taken for true, lies between the ends or is one."""
    p = truth if isinstance(truth, Fraction) else precisely(truth)
    return exactly(x.lo, x.e) <= p <= exactly(x.hi, x.e)

"""Numbers that a constant may be: a rational, the root of one, or a + b sqrt(c) by an integer relation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpz_mat

SMALLEST, LARGEST = 1e-4, 1e2
TERM_SIZE = 64  # of numerator and denominator of a constant, or of its square
LUCK = 1e-3  # chance at most that some relation of so small integers holds to as many digits by accident


@dataclass(frozen=True)
class Constant:
    """shift + sign * sqrt(square).

    Attributes:
        square: not negative.
        sign: 1 or -1.
        shift: 0 unless the root is irrational.
    """

    square: Fraction
    sign: int = 1
    shift: Fraction = Fraction(0)

    @property
    def rational(self) -> Fraction | None:
        """The number itself, where it is rational."""
        p, q = _root(self.square.numerator), _root(self.square.denominator)
        return self.shift + self.sign * Fraction(p, q) if p and q else None

    @property
    def complexity(self) -> float:
        """How much there is to it: small for what a reader would guess first."""
        terms = self.square.numerator * self.square.denominator
        beside = self.shift.numerator * self.shift.denominator
        return 0.25 * math.log2(terms) + (1 + 0.25 * math.log2(abs(beside)) if beside else 0.0)

    def __neg__(self) -> Constant:
        return Constant(self.square, -self.sign, -self.shift)

    def __float__(self) -> float:
        return float(self.shift) + self.sign * math.sqrt(self.square)

    def __str__(self) -> str:
        """As a reader writes it: 2, 1/2, -sqrt(2), 1/sqrt(2), 4 - sqrt(2), (1 + sqrt(5))/2."""
        if not self.shift:
            return ("-" if self.sign < 0 else "") + _root_text(self.square)
        # Over a common denominator, squares taken out of the root.
        below = math.lcm(self.shift.denominator, self.square.denominator)
        inside = self.square.numerator * (below // self.square.denominator) * below
        outside = max(n for n in range(1, math.isqrt(inside) + 1) if inside % n**2 == 0)
        common = math.gcd(below, outside, self.shift.numerator * (below // self.shift.denominator))
        first, outside, below = int(self.shift * below) // common, outside // common, below // common
        inside //= (outside * common) ** 2
        root = f"sqrt({inside})" if outside == 1 else f"{outside} sqrt({inside})"
        text = f"{first} {'-' if self.sign < 0 else '+'} {root}"
        return text if below == 1 else f"({text})/{below}"

    @property
    def code(self) -> str:
        """A Python expression for it, the instance being ``instance``."""
        shift, square = (
            f"instance.xp.const({x.numerator}, {x.denominator})" for x in (self.shift, self.square)
        )
        return f"({shift} {'-' if self.sign < 0 else '+'} instance.xp.sqrt({square}))"

    def value(self, xp: Any) -> Any:
        """It in an arithmetic, shape ()."""
        root = xp.sqrt(xp.const(self.square.numerator, self.square.denominator))
        return xp.const(self.shift.numerator, self.shift.denominator) + self.sign * root


def _root_text(square: Fraction) -> str:
    p, q = (_root(n) for n in (square.numerator, square.denominator))
    top = str(p) if p else f"sqrt({square.numerator})"
    bottom = str(q) if q else f"sqrt({square.denominator})"
    return top if bottom == "1" else f"{top}/{bottom}"


def _root(n: int) -> int:
    """The root of a square, 0 for what is none."""
    root = math.isqrt(n)
    return root if root * root == n else 0


def simple(value: float, error: float = 1e-8) -> Constant | None:
    """The simple number > 0 that one is, up to a relative error; None where there is none."""
    if not SMALLEST <= value <= LARGEST:
        return None
    for power in (1, 2):
        near = Fraction(value**power).limit_denominator(TERM_SIZE)
        close = near > 0 and abs(float(near) - value**power) < error * value**power
        if close and near.numerator <= 4 * TERM_SIZE:
            return Constant(near ** (2 // power))
    return by_relation(value, error)


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of least denominator in [low, high], 0 < low <= high, by continued fractions."""
    whole = math.ceil(low)
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / simplest(1 / (high - below), 1 / (low - below))


def by_relation(value: float, error: float) -> Constant | None:
    """The a + b sqrt(c) that a number > 0 is, up to a relative error, where that is no accident; or None.

    Such a number solves p + q x + r x^2 = 0: a short vector of the lattice of all (p, q, r, (p + q x + r x^2)
    / error), which LLL finds. Of integers up to M there are (2M + 1)^3, and so many times the error is about
    the chance that some of them would do for any number at all.
    """
    scale = 1 / error
    columns = [round(scale * value**power) for power in range(3)]
    lattice = fmpz_mat([[int(i == j) for j in range(3)] + [columns[i]] for i in range(3)]).lll()
    p, q, r = (int(lattice[0, j]) for j in range(3))
    spread, size = q * q - 4 * p * r, max(abs(p), abs(q), abs(r))
    if not r or spread <= 0 or _root(spread) or (2 * size + 1) ** 3 * error > LUCK:
        return None
    shift, square = Fraction(-q, 2 * r), Fraction(spread, 4 * r * r)
    found = min((Constant(square, sign, shift) for sign in (1, -1)), key=lambda c: abs(float(c) - value))
    return found if abs(float(found) / value - 1) <= error else None

"""Making a counterexample small enough to check by hand: fewer axes, rounder numbers, still proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np

from icl_verify.judge.precision import LAST_BITS
from icl_verify.judge.settle import settle
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact

SETTLING_BITS = 512


def simplify(claim: Claim, exact: Exact, budget: int) -> Exact:
    """The simplest instance found on which the claim is still broken in balls (to be settled once more).

    Arguments:
        claim: a claim that is proved broken on ``exact``.
        budget: how many candidates may be tried in balls; four times as many in float64.
    """
    search = _Simplifier(claim, budget)
    best, improved = exact, True
    while improved and search.left > 0:
        improved = False
        for moves in (_counts, _drops, _whole_fields, _entries):
            better = search.descend(best, moves)
            improved |= better is not best
            best = better
    return best


def cost(exact: Exact) -> tuple[int, int]:
    """What is made small: the sum of the sizes, then the digits of all entries."""
    digits = sum(_digits(x) for array in exact.values.values() for x in array.flat)
    return sum(exact.sizes.values()), digits


def _digits(x: Fraction) -> int:
    if x == 0:
        return 0
    numerator = abs(x.numerator)
    while numerator % 10 == 0:
        numerator //= 10
    sign = int(x < 0)
    return len(str(numerator)) + (len(str(x.denominator)) if x.denominator > 1 else 0) + sign


class _Simplifier:
    def __init__(self, claim: Claim, budget: int):
        self.claim, self.left, self.screens_left = claim, budget, 4 * budget

    def descend(self, exact: Exact, moves: Callable[[Exact], Iterator[Exact]]) -> Exact:
        """Take improving moves of one kind until none is left."""
        moved = True
        while moved:
            moved = False
            for candidate in moves(exact):
                if self.left <= 0 or self.screens_left <= 0:
                    return exact
                if cost(candidate) < cost(exact) and self.breaks(candidate):
                    exact, moved = candidate, True
                    break
        return exact

    def breaks(self, exact: Exact) -> bool:
        if exact.complaint() or not self.claim.population.admits(exact.sizes):
            return False
        self.screens_left -= 1
        try:
            relation = self.claim(exact.float64())
            judgement = relation.judge_float64()
        except (ValueError, OverflowError):
            # No instance, or one that the theory refuses (learning rates that are not finite, say).
            return False
        if not judgement.suspicious[0]:
            return False
        self.left -= 1
        # That something is 0 shows at the last precision alone.
        bits = LAST_BITS if relation.settles_every_suspicion else SETTLING_BITS
        return settle(self.claim, exact, last_bits=bits, again=False).outcome == "broken"


def _counts(exact: Exact) -> Iterator[Exact]:
    for name, axis in exact.kind.axes.items():
        size = exact.sizes[name]
        parts = (size // 4, size // 2, size - size // 4, size - size // 16, size - 1)
        for smaller in sorted({axis.low, axis.low + 1, 5, 10, *parts}):
            if axis.count and axis.low <= smaller < size:
                yield exact.resize(**{name: smaller})


def _drops(exact: Exact) -> Iterator[Exact]:
    for name, axis in exact.kind.axes.items():
        if axis.count or axis.prefix_of:
            continue
        for index in reversed(range(exact.sizes[name])):
            yield exact.drop(name, index)
    for name, axis in exact.kind.axes.items():
        if axis.prefix_of and exact.sizes[name] > axis.low:
            yield exact.resize(**{name: exact.sizes[name] - 1})


def _whole_fields(exact: Exact) -> Iterator[Exact]:
    for name, array in exact.values.items():
        for made in (_constant(0), _constant(1), _rounded(1), _rounded(2), _rounded(3)):
            yield exact.replace(name, _mapped(made, array))


def _entries(exact: Exact) -> Iterator[Exact]:
    for name, array in exact.values.items():
        for index in np.ndindex(array.shape):
            for simpler in _simpler(array.item(index)):
                values = array.copy()
                values[index] = simpler
                yield exact.replace(name, values)


def _simpler(x: Fraction) -> list[Fraction]:
    sign = 1 if x > 0 else -1
    tens = Fraction(10) ** (len(str(int(abs(x)))) - 1) if abs(x) >= 1 else Fraction(1)
    candidates = [
        Fraction(0),
        Fraction(1),
        Fraction(-1),
        sign * tens,
        Fraction(round(x)),
        *map(_rounder(x), (1, 2, 3)),
    ]
    return sorted({c for c in candidates if _digits(c) < _digits(x)}, key=_digits)


def _rounder(x: Fraction) -> Callable[[int], Fraction]:
    return lambda digits: round_to(x, digits)


def round_to(x: Fraction, digits: int) -> Fraction:
    """x rounded to that many significant decimal digits, exactly."""
    if x == 0:
        return x
    exponent, size = 0, abs(x)
    while size >= 10:
        size, exponent = size / 10, exponent + 1
    while size < 1:
        size, exponent = size * 10, exponent - 1
    unit = Fraction(10) ** (exponent - digits + 1)
    return round(x / unit) * unit


def _constant(value: int) -> Callable[[Fraction], Fraction]:
    return lambda x: Fraction(value)


def _rounded(digits: int) -> Callable[[Fraction], Fraction]:
    return lambda x: round_to(x, digits)


def _mapped(function: Callable[[Fraction], Fraction], array: np.ndarray) -> np.ndarray:
    out = np.empty(array.shape, dtype=object)
    for index in np.ndindex(array.shape):
        out[index] = function(array.item(index))
    return out

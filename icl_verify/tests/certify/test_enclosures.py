"""Every operation of the script's intervals against exact arithmetic, where rounding shows.

The ends are as long as a bound may be, or a few bits longer or shorter, and often next to a power of two:
there a mantissa gains a bit when it is rounded, and with it another exponent.
"""

import contextlib
import io
import operator
from fractions import Fraction
from itertools import product
from unittest import mock

import mpmath
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from icl_verify.certify import intervals
from icl_verify.certify.intervals import (
    Contradicted,
    Interval,
    Refused,
    absolute,
    claim,
    eigenvalue,
    exp,
    log,
    maximum,
    minimum,
    number,
    sqrt,
)
from icl_verify.tests.certify.enclosed import exactly, holds, precisely

BITS = st.one_of(st.integers(8, 64), st.sampled_from((128, 512)))
MANY = settings(max_examples=300)
OPERATIONS = {
    "+": (operator.add, operator.add),
    "-": (operator.sub, operator.sub),
    "*": (operator.mul, operator.mul),
    "/": (operator.truediv, operator.truediv),
    "max": (maximum, max),
    "min": (minimum, min),
    "neg": (lambda x, _: -x, lambda p, _: -p),
    "abs": (lambda x, _: absolute(x), lambda p, _: abs(p)),
} | {f"power {n}": ((lambda x, _, n=n: x**n),) * 2 for n in (0, 1, 2, 3, 4, 5)}
COMPARE = {"<=": operator.le, ">": operator.gt, "=": operator.eq, "!=": operator.ne}


@st.composite
def mantissas(draw, bits: int) -> int:
    length = bits + draw(st.integers(-2, 6))
    near = st.integers(-3, 3).map(lambda more: (1 << length) + more)
    small = st.integers(0, 3)
    size = draw(st.one_of(near, st.integers(1 << (length - 1), (1 << length) - 1), small))
    return draw(st.sampled_from((-1, 1))) * size


@st.composite
def enclosures(draw, bits: int) -> tuple[Interval, tuple[Fraction, ...]]:
    """An interval, and numbers that it must hold: those that it was made of and its own ends."""
    lo, hi = sorted((draw(mantissas(bits)), draw(mantissas(bits))))
    hi = draw(st.sampled_from((lo, lo + 1, hi)))
    e = draw(st.integers(-3 * bits, 8)) - bits
    x = Interval(lo, hi, e)
    assert max(abs(x.lo), abs(x.hi)) <= 1 << bits
    points = {exactly(end, e) for end in (lo, hi)}
    assert x.lo <= x.hi and all(holds(x, p) for p in points)
    points |= {exactly(x.lo, x.e), exactly(x.hi, x.e), exactly(x.lo + x.hi, x.e - 1)}
    return x, tuple(sorted(points | ({Fraction(0)} if x.lo <= 0 <= x.hi else set())))


def encloses(x: Interval, truths: list, bits: int, least: Fraction = Fraction(0)) -> bool:
    """Whether it holds all of that, and little more: of what is smaller than ``least``, no digit is asked."""
    spare = max(least, *map(abs, truths)) * Fraction(2) ** (4 - bits)
    lo, hi = exactly(x.lo, x.e), exactly(x.hi, x.e)
    return min(truths) - spare <= lo <= min(truths) and max(truths) <= hi <= max(truths) + spare


def drawn(data: st.DataObject, bits: int):
    return data.draw(enclosures(bits))


@MANY
@given(bits=BITS, data=st.data())
def test_every_operation_encloses_what_fractions_give(bits: int, data: st.DataObject) -> None:
    with mock.patch.object(intervals, "BITS", bits):
        (x, inner), (y, other) = drawn(data, bits), drawn(data, bits)
        wrong = []
        # A sum and an extreme are as sharp as both numbers are; nothing counts 2 BITS below a last place.
        both = max(*map(abs, inner + other), Fraction(2) ** (max(x.e, y.e) - bits))
        for name, (ours, theirs) in OPERATIONS.items():
            if name == "/" and holds(y, Fraction(0)):
                with pytest.raises(Refused):
                    ours(x, y)
                continue
            truths = [theirs(p, q) for p, q in product(inner, other)]
            least = both if name in ("+", "-", "max", "min") else Fraction(0)
            if not encloses(ours(x, y), truths, bits, least):
                wrong.append(name)
        assert wrong == []


def test_a_power_of_what_rounding_lengthens_has_its_own_exponent() -> None:
    """A negative number that is rounded to -2**BITS: its size takes one bit more, and another exponent."""
    with mock.patch.object(intervals, "BITS", 64):
        x = Interval(1 - (1 << 80), 1 - (1 << 80), -80)
        assert holds(x**2, exactly(1 - (1 << 80), -80) ** 2)


@MANY
@given(bits=BITS, data=st.data())
def test_a_fraction_is_enclosed(bits: int, data: st.DataObject) -> None:
    with mock.patch.object(intervals, "BITS", bits):
        p, q = data.draw(mantissas(bits)), abs(data.draw(mantissas(bits)))
        assume(q)
        assert encloses(number(p, q), [Fraction(p, q)], bits)


@MANY
@given(bits=BITS, data=st.data())
def test_a_root_is_between_numbers_whose_squares_say_so(bits: int, data: st.DataObject) -> None:
    with mock.patch.object(intervals, "BITS", bits):
        x, inner = drawn(data, bits)
        if x.lo < 0:
            with pytest.raises(Refused):
                sqrt(x)
            return
        root = sqrt(x)
        lo, hi = exactly(root.lo, root.e), exactly(root.hi, root.e)
        assert lo >= 0 and lo**2 <= inner[0] and inner[-1] <= hi**2
        spare = hi * Fraction(2) ** (4 - bits)
        assert (lo + spare) ** 2 >= inner[0] and max(hi - spare, 0) ** 2 <= inner[-1]


@pytest.mark.parametrize(("ours", "theirs"), [(exp, mpmath.exp), (log, mpmath.log)])
@settings(max_examples=100)
@given(bits=st.one_of(st.integers(8, 64), st.just(128)), data=st.data())
@example(bits=8, data=None).via("exp(0) and log(1) are exact")
def test_exponentials_and_logarithms_are_those_of_mpmath(ours, theirs, bits: int, data) -> None:
    with mock.patch.object(intervals, "BITS", bits), mpmath.workprec(12 * bits + 800):
        one = Interval(1, 1) if ours is log else Interval(0, 0)
        x, inner = (one, (exactly(one.lo, 0),)) if data is None else drawn(data, bits)
        if ours is log and x.lo <= 0:
            with pytest.raises(Refused):
                log(x)
            return
        truths = [precisely(theirs(mpmath.mpf(p.numerator) / p.denominator)) for p in inner]
        assert encloses(ours(x), truths, bits)


@MANY
@given(bits=BITS, data=st.data())
def test_what_is_said_of_intervals_is_so_of_their_numbers(bits: int, data: st.DataObject) -> None:
    with mock.patch.object(intervals, "BITS", bits):
        (x, inner), (y, other) = drawn(data, bits), drawn(data, bits)
        for sign, compare in COMPARE.items():
            said = outcome(x, sign, y)
            assert said is None or {compare(p, q) for p, q in product(inner, other)} == {said}
            p, q = inner[0], other[-1]
            assert outcome(p, sign, q) is compare(p, q)


def outcome(x: Interval | Fraction, sign: str, y: Interval | Fraction) -> bool | None:
    """True where it is proved, False where the opposite is, None where it is refused."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            claim("it", x, sign, y)
    except Contradicted:
        return False
    except Refused:
        return None
    return True


@settings(max_examples=100)
@given(bits=st.integers(12, 64), n=st.sampled_from((1, 2, 3)), data=st.data())
def test_an_eigenvalue_that_is_let_pass_is_there(bits: int, n: int, data: st.DataObject) -> None:
    """Of a matrix within intervals, between ends of which each is right or wrong by chance."""
    with mock.patch.object(intervals, "BITS", bits), mpmath.workprec(400):
        places = [(i, j) for i in range(n) for j in range(i + 1)]
        entries = [drawn(data, bits) for _ in places]
        matrix = mpmath.matrix(n)
        for (i, j), (_, inner) in zip(places, entries, strict=True):
            p = data.draw(st.sampled_from(inner))
            matrix[i, j] = matrix[j, i] = mpmath.mpf(p.numerator) / p.denominator
        values = sorted(mpmath.eigsy(matrix, eigvals_only=True))
        index = data.draw(st.integers(0, n - 1))
        off = max(abs(value) for value in values) / 2 ** data.draw(st.integers(1, bits))
        ends = sorted(values[index] + k * off for k in data.draw(st.tuples(*[st.integers(-4, 4)] * 2)))
        low, high = (number(p.numerator, p.denominator) for p in map(precisely, ends))
        with contextlib.suppress(Refused):
            found = eigenvalue(index, low, high, tuple(x for x, _ in entries))
            # Both ends may be the eigenvalue itself, which mpmath gives to 400 bits.
            slack = Fraction(2) ** -350 * (1 + abs(precisely(values[index])))
            assert exactly(found.lo, found.e) - slack <= precisely(values[index])
            assert precisely(values[index]) <= exactly(found.hi, found.e) + slack

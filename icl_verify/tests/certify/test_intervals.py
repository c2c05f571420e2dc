"""The script's own arithmetic: intervals hold the answer of mpmath, what is undefined is refused."""

import fractions
import random
import subprocess
import sys

import mpmath
import numpy as np
import pytest

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
from icl_verify.tests.certify.enclosed import holds


def dyadic(x: float) -> Interval:
    p, q = x.as_integer_ratio()
    return Interval(p, p, 1 - q.bit_length())


def width(x: Interval) -> float:
    return float((x.hi - x.lo) * mpmath.mpf(2) ** x.e)


@pytest.fixture(autouse=True)
def many_digits():
    with mpmath.workprec(700):
        yield


@pytest.mark.parametrize("scale", [1e-12, 1e-3, 1.0, 1e3, 1e12])
def test_every_operation_encloses_the_answer(scale: float) -> None:
    rng = random.Random(int(1 / scale) if scale < 1 else int(scale))
    for _ in range(60):
        a, b = (rng.uniform(-scale, scale) or 1.0 for _ in range(2))
        x, y, p, q = dyadic(a), dyadic(b), mpmath.mpf(a), mpmath.mpf(b)
        assert holds(x + y, p + q) and holds(x - y, p - q) and holds(x * y, p * q) and holds(x / y, p / q)
        assert holds(x**2, p**2) and holds(x**3, p**3) and holds(absolute(x), abs(p))
        assert holds(maximum(x, y), max(p, q)) and holds(minimum(x, y), min(p, q))
        assert holds(sqrt(absolute(x)), mpmath.sqrt(abs(p))) and holds(log(absolute(x)), mpmath.log(abs(p)))
        if scale <= 1e3:
            assert holds(exp(x), mpmath.exp(p)) and width(exp(x)) <= 2.0**-110 * float(mpmath.exp(p))
        assert width(log(absolute(x))) < 2.0**-110


def test_wide_intervals_enclose_the_answers_of_all_their_numbers() -> None:
    wide = Interval(-3, 5, -1)  # [-1.5, 2.5]
    for inner in (-1.5, -0.25, 0.0, 1.0, 2.5):
        p = mpmath.mpf(inner)
        assert holds(wide**2, p**2) and holds(wide * wide, p * p) and holds(exp(wide), mpmath.exp(p))
        assert holds(absolute(wide), abs(p)) and holds(wide - wide, mpmath.mpf(0))
    assert (wide**2).lo == 0 and (wide * wide).lo < 0


def test_squares_of_small_numbers_are_exact_and_logarithms_near_1_are_sharp() -> None:
    assert (sqrt(number(49)) - number(7)).lo == (sqrt(number(49)) - number(7)).hi == 0
    near = number(1) + Interval(1, 1, -100)
    truth = mpmath.log(1 + mpmath.mpf(2) ** -100)
    assert holds(log(near), truth) and width(log(near)) < float(truth) * 2.0**-100


def test_huge_exponents_cost_nothing() -> None:
    huge = exp(number(10**9))
    one = number(1)
    assert (huge + one).lo > 0 and (one / huge).hi > 0 and maximum(huge, one).lo == maximum(huge, huge).lo
    assert holds(log(huge), mpmath.mpf(10**9))


@pytest.mark.parametrize(
    "undefined",
    [
        lambda: number(1) / Interval(-1, 1),
        lambda: number(1) / (number(1, 3) - number(1, 3)),
        lambda: sqrt(Interval(-1, 4)),
        lambda: sqrt(number(-2)),
        lambda: log(Interval(0, 1)),
        lambda: log(number(-1)),
    ],
)
def test_what_is_undefined_is_refused(undefined) -> None:
    with pytest.raises((Refused, ZeroDivisionError)):
        undefined()


def test_eigenvalues_are_where_the_pivots_say() -> None:
    rng = np.random.default_rng(3)
    for n in (3, 4, 5):
        x = rng.integers(-5, 6, size=(n, n))
        matrix = x @ x.T
        triangle = [number(int(matrix[i, j])) for i in range(n) for j in range(i + 1)]
        values = np.linalg.eigvalsh(matrix)
        for i, value in enumerate(values):
            low, high = dyadic(value - 1e-6), dyadic(value + 1e-6)
            assert holds(eigenvalue(i, low, high, triangle), mpmath.mpf(value))
            with pytest.raises(Refused):
                eigenvalue(i, dyadic(value + 1e-6), dyadic(value + 2e-6), triangle)
            with pytest.raises(Refused):
                eigenvalue(i, dyadic(value - 2e-6), dyadic(value - 1e-6), triangle)
        with pytest.raises(Refused):
            eigenvalue(0, dyadic(values[-1] - 1e-6), dyadic(values[-1] + 1e-6), triangle)


@pytest.mark.parametrize("exactly", [False, True])
def test_a_comparison_is_proved_refused_or_contradicted(exactly: bool, capsys) -> None:
    def given(p: int):
        return fractions.Fraction(p) if exactly else number(p)

    for left, sign, right in ((2, ">", 1), (1, "<=", 1), (1, "=", 1), (1, "!=", 2)):
        claim("it", given(left), sign, given(right))
    for left, sign, right in ((1, ">", 1), (2, "<=", 1), (1, "=", 2), (1, "!=", 1)):
        with pytest.raises(Contradicted):
            claim("it", given(left), sign, given(right))
    assert "it: 2 > 1" in capsys.readouterr().out
    for sign in (">", "<=", "=", "!="):
        with pytest.raises(Refused):
            claim("it", Interval(0, 2), sign, number(1))


def test_it_stands_alone() -> None:
    """Fresh Python, no packages, no path: the file runs by itself."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", intervals.__file__], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")

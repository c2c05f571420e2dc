"""Both arithmetics give the same answer to every function, and mpmath gives it too."""

from typing import Any

import mpmath
import numpy as np
import pytest
import torch

from icl_verify.numerics._interface import Namespace
from icl_verify.numerics.balls import BallArray, Balls, from_exact, precision
from icl_verify.numerics.float64 import Float64
from icl_verify.tests.numerics.agreement import (
    assert_contains,
    assert_float_agrees,
    assert_sharp,
    object_array,
)
from icl_verify.tests.numerics.cases import CASES, FUNCTIONS, REFERENCE_BITS, Case

SEEDS = range(5)
by_name = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def to_mpf(array: np.ndarray) -> np.ndarray:
    return np.frompyfunc(mpmath.mpf, 1, 1)(array)


def in_floats(case: Case, arrays: tuple[np.ndarray, ...], xp: Any = None) -> torch.Tensor:
    return case.call(xp or Float64(), *(torch.from_numpy(array) for array in arrays))


def in_balls(case: Case, arrays: tuple[np.ndarray, ...], xp: Any = None) -> BallArray:
    return case.call(xp or Balls(), *(from_exact(array) for array in arrays))


def test_every_function_has_a_case() -> None:
    assert sorted(case.name for case in FUNCTIONS) == sorted(n for n in vars(Namespace) if n[0] != "_")


def test_an_arithmetic_without_some_function_cannot_be_built() -> None:
    partial = type("Partial", (Namespace,), dict.fromkeys(Namespace.__abstractmethods__ - {"solve"}))
    with pytest.raises(TypeError, match="solve"):
        partial()


@by_name
@pytest.mark.parametrize("seed", SEEDS)
def test_balls_contain_the_float64_result(case: Case, seed: int) -> None:
    arrays = case.draw(np.random.default_rng(seed))
    with precision(128):
        assert_float_agrees(in_floats(case, arrays), in_balls(case, arrays), case.rounding)


@by_name
@pytest.mark.parametrize("bits", [53, 128, 256])
def test_balls_contain_the_answer_of_mpmath(case: Case, bits: int) -> None:
    for seed in SEEDS:
        arrays = case.draw(np.random.default_rng(seed))
        with mpmath.workprec(REFERENCE_BITS):
            truth = case.answer(*(to_mpf(array) for array in arrays))
        with precision(bits):
            result = in_balls(case, arrays)
        assert_contains(result, truth)


@by_name
def test_balls_are_sharp(case: Case) -> None:
    arrays = case.draw(np.random.default_rng(0))
    with precision(200):
        result = in_balls(case, arrays)
        scale = max((float(abs(entry).upper()) for entry in object_array(result).ravel()), default=0.0)
        assert_sharp(result, scale, 200, lost=12)


@by_name
def test_float64_is_close_to_mpmath(case: Case) -> None:
    """So that an error common to both arithmetics' callers cannot hide behind their agreement."""
    arrays = case.draw(np.random.default_rng(7))
    with mpmath.workprec(REFERENCE_BITS):
        truth = np.asarray(case.answer(*(to_mpf(array) for array in arrays)), dtype=object).astype(float)
    np.testing.assert_allclose(
        in_floats(case, arrays).numpy(), truth, rtol=0, atol=case.rounding * 2.3e-16 * np.abs(truth).max()
    )


def shifted(by: float) -> type:
    """An arithmetic whose exp is off by a constant."""

    class Wrong:
        def exp(self, x: BallArray) -> BallArray:
            return Balls().exp(x) + from_exact(np.array(by))

    return Wrong


EXP = next(case for case in CASES if case.name == "exp")


def test_a_wrong_enclosure_is_caught_by_float64() -> None:
    arrays = EXP.draw(np.random.default_rng(0))
    with precision(128), pytest.raises(AssertionError, match="not in"):
        assert_float_agrees(in_floats(EXP, arrays), in_balls(EXP, arrays, shifted(1e-9)()), EXP.rounding)


def test_a_wrong_enclosure_below_float64_is_caught_by_mpmath() -> None:
    arrays = EXP.draw(np.random.default_rng(0))
    with precision(128):
        wrong = in_balls(EXP, arrays, shifted(1e-30)())
        assert_float_agrees(in_floats(EXP, arrays), wrong, EXP.rounding)  # float64 cannot see it
    with mpmath.workprec(REFERENCE_BITS):
        truth = EXP.answer(*(to_mpf(array) for array in arrays))
    with pytest.raises(AssertionError, match="misses"):
        assert_contains(wrong, truth)


def test_a_result_that_is_not_finite_is_caught() -> None:
    with pytest.raises(AssertionError, match="not finite"):
        assert_contains(Balls().log(from_exact(np.array([0.0]))), np.array([mpmath.mpf(0)]))


def test_a_lost_digit_is_caught() -> None:
    with precision(53), pytest.raises(AssertionError):
        assert_sharp(Balls().const(1, 3), 1.0, 128, lost=12)

"""What a BallArray is made from, what it refuses, and how precision comes and goes."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from icl_verify.numerics.balls import (
    BallArray,
    Balls,
    certainly_le,
    certainly_lt,
    excludes_zero,
    from_exact,
    is_finite,
    overlaps,
    precision,
    radius,
    text,
    to_floats,
    working_precision,
)
from icl_verify.tests.numerics.agreement import ball, current_bits, exactly, object_array

X = from_exact(np.array([[1.0, 2.0], [3.0, 4.0]]))
ONE = from_exact(np.array(1.0))
FOREIGN = {
    "float": 0.5,
    "complex": 1j,
    "truth value": True,
    "text": "1",
    "None": None,
    "list": [1, 2],
    "numpy float": np.float64(0.5),
    "numpy truth value": np.bool_(True),
    "float array": np.ones((2, 2)),
    "object array": np.full((2, 2), Fraction(1, 2), dtype=object),
    "tensor": torch.ones(2, 2, dtype=torch.float64),
    "0-d tensor": torch.tensor(1.0, dtype=torch.float64),
}
ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.matmul]
ORDER = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@pytest.mark.parametrize("other", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("operation", ARITHMETIC + ORDER, ids=lambda operation: operation.__name__)
def test_no_operator_takes_anything_inexact(operation: Callable[..., Any], other: Any) -> None:
    with pytest.raises(TypeError):
        operation(X, other)
    with pytest.raises(TypeError):
        operation(other, X)


@pytest.mark.parametrize("operation", ORDER, ids=lambda operation: operation.__name__)
@pytest.mark.parametrize("other", [X, 1, Fraction(1, 2)], ids=["balls", "int", "Fraction"])
def test_no_comparison_even_of_exact_numbers(operation: Callable[..., Any], other: Any) -> None:
    with pytest.raises(TypeError, match="certainly_le"):
        operation(X, other)


NUMPY = {
    "maximum": lambda x: np.maximum(x, x),
    "maximum of an array": lambda x: np.maximum(np.ones((2, 2)), x),
    "minimum": lambda x: np.minimum(x, 0),
    "exp": np.exp,
    "add": lambda x: np.add(x, x),
    "abs": np.abs,
    "isnan": np.isnan,
    "sort": np.sort,
    "argsort": np.argsort,
    "argmax": np.argmax,
    "max": np.max,
    "sum": np.sum,
    "prod": np.prod,
    "where": lambda x: np.where(np.ones((2, 2), dtype=bool), x, x),
    "where, as condition": lambda x: np.where(x, 1, 0),
    "clip": lambda x: np.clip(x, 0, 1),
    "dot": lambda x: np.dot(x, x),
    "einsum": lambda x: np.einsum("ij,jk", x, x),
    "linalg.norm": np.linalg.norm,
    "allclose": lambda x: np.allclose(x, x),
    "array": np.array,
    "asarray": np.asarray,
    "asarray of objects": lambda x: np.asarray(x, dtype=object),
    "array of a list": lambda x: np.array([x, x]),
    "stack": lambda x: np.stack([x, x]),
    "unique": np.unique,
    "matmul": lambda x: np.matmul(np.ones((2, 2)), x),
    "shape": np.shape,
}
PYTHON = {
    "bool": bool,
    "not": operator.not_,
    "float": float,
    "int": int,
    "complex": complex,
    "math.sqrt": math.sqrt,
    "round": round,
    "hash": hash,
    "in": lambda x: 1 in x,
    "max": max,
    "sorted": sorted,
    "list.index": lambda x: [X].index(x) if x is not X else [ONE].index(x),
    "torch.exp": torch.exp,
    "torch.tensor": torch.tensor,
    "power with a float": lambda x: x**0.5,
    "power with a ball": lambda x: x**x,
    "base of a power": lambda x: 2**x,
    "mask": lambda x: x[np.ones(2, dtype=bool)],
    "index list": lambda x: x[[0, 1]],
    "truth value as index": lambda x: x[True],
    "assignment": lambda x: operator.setitem(x, 0, 1),
}


@pytest.mark.parametrize("function", NUMPY.values(), ids=NUMPY)
def test_numpy_refuses_balls(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError):
        function(X)


@pytest.mark.parametrize("function", PYTHON.values(), ids=PYTHON)
@pytest.mark.parametrize("x", [X, ONE], ids=["matrix", "0-d"])
def test_python_refuses_balls(function: Callable[..., Any], x: BallArray) -> None:
    with pytest.raises(TypeError):
        function(x)


def test_the_refusal_of_numpy_functions_says_why() -> None:
    with pytest.raises(TypeError, match="sort is not sound on a BallArray"):
        np.sort(X)
    with pytest.raises(TypeError, match="not a NumPy array"):
        np.asarray(X)


def test_no_attribute_can_be_added() -> None:
    with pytest.raises(AttributeError):
        setattr(X, "shpae", 1)  # noqa: B010 - as a slip of the pen would


def test_ints_are_welcome_on_either_side() -> None:
    with precision(128):
        for result in (
            X + 1,
            1 + X,
            X * np.int64(2),
            np.int64(2) * X,
            X - Balls().const(Fraction(1, 2)),
            1 / X,
        ):
            assert isinstance(result, BallArray)
        third = ONE * Balls().const(1, 3) * 3
    assert overlaps(third, 1) and radius(third) < 1e-37
    big = 10**60 + 1  # more bits than the precision: an integer stays exact
    with precision(53):
        assert object_array(ONE * 0 + from_exact([[big]]))[0, 0].contains(big)
        assert not object_array(from_exact([big]))[0].contains(big + 1)


@pytest.mark.parametrize(
    "values",
    [
        [0.5 + 0j],
        ["1"],
        [None],
        [True],
        np.ones(2, dtype=np.float32),
        np.ones(2, dtype=bool),
        np.array([np.float32(0.1)], dtype=object),
        torch.ones(2, dtype=torch.float64),
        X,
    ],
)
def test_from_exact_refuses_inexact_types(values: Any) -> None:
    with pytest.raises(TypeError):
        from_exact(values)


@pytest.mark.parametrize("values", [[math.nan], np.array([math.inf]), [[1, 2], [3]]])
def test_from_exact_refuses_bad_values(values: Any) -> None:
    with pytest.raises(ValueError):
        from_exact(values)


@settings(deadline=None)
@given(st.fractions() | st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_from_exact_contains_the_number(value: Any) -> None:
    with precision(64):
        made = object_array(from_exact(np.array([value], dtype=object)))[0]
    with precision(3000):
        exact = Fraction(value)
        difference = (made * exact.denominator - exact.numerator) * 2**1100
        assert difference.contains(0)
    assert isinstance(value, Fraction) or made.is_exact()


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_come_back(value: float) -> None:
    with precision(64):
        assert to_floats(from_exact(np.array([value])))[0] == value


def test_constants_are_exact_ratios_of_ints() -> None:
    for wrong in ((0.5, 1), (1, 2.0), (True, 1), (1, Fraction(1, 2)), ("1", 2)):
        with pytest.raises(TypeError):
            Balls().const(*wrong)
    with pytest.raises(ValueError, match="q must not be 0"):
        Balls().const(1, 0)
    with pytest.raises(TypeError, match="integers or Fractions"):
        Balls().array([0.5])


@pytest.mark.parametrize("decide", [certainly_le, certainly_lt, overlaps], ids=lambda f: f.__name__)
def test_decisions_refuse_floats(decide: Callable[..., Any]) -> None:
    for wrong in (0.5, np.ones(2), torch.ones(2)):
        with pytest.raises(TypeError):
            decide(X, wrong)
        with pytest.raises(TypeError):
            decide(wrong, X)
    inexact: Any = 0.5
    for decide_alone in (excludes_zero, is_finite, radius, to_floats, text):
        with pytest.raises(TypeError):
            decide_alone(inexact)


def test_decisions_broadcast_and_are_bool_arrays() -> None:
    decided = certainly_le(X[:, None, :], X)
    assert decided.shape == (2, 2, 2) and decided.dtype == bool
    assert certainly_lt(ONE, 2).shape == () and bool(certainly_lt(ONE, 2))
    assert certainly_le(1, ONE) and not certainly_lt(ONE, 1) and not certainly_lt(ONE, Fraction(2, 3))


def test_precision_is_restored_whatever_happens() -> None:
    before = current_bits()
    with precision(100):
        assert working_precision() == 100
        with pytest.raises(RuntimeError), precision(300):
            assert working_precision() == 300
            raise RuntimeError
        assert working_precision() == 100
        with pytest.raises(ValueError, match="symmetric"):
            Balls().eigvalsh(X)
        assert working_precision() == 100
    assert working_precision() == before


@pytest.mark.parametrize("bits", [0, 1, -5, 64.0, True, "64"])
def test_precision_refuses_nonsense(bits: Any) -> None:
    before = current_bits()
    with pytest.raises((TypeError, ValueError)), precision(bits):
        pass
    assert current_bits() == before


@settings(deadline=None)
@given(st.floats(-1e6, 1e6, allow_subnormal=False), st.floats(0, 1e6, allow_subnormal=False))
def test_text_and_radius_enclose(middle: float, spread: float) -> None:
    with precision(100):
        x = ball(middle, spread) / 7
        (written,) = text(x)
        bound = radius(x)
    with precision(400):
        inside = object_array(x)[()]
        assert exactly(written).contains(inside)
        assert exactly(float(bound)) >= inside.rad()


def test_radius_of_tiny_and_unbounded_balls() -> None:
    with precision(64):
        tiny = ball(1.0, 1e-300) * from_exact(np.array(1e-300))
    assert radius(tiny - tiny) > 0  # below the least float64, yet not 0
    assert radius(ONE) == 0
    assert radius(Balls().log(ONE * 0)) == math.inf
    assert math.isnan(to_floats(Balls().log(ONE * 0)))
    assert text(Balls().log(ONE * 0)) == ["nan"]


def test_shape_index_and_iteration() -> None:
    assert X.shape == (2, 2) and X.ndim == 2 and len(X) == 2 and ONE.shape == ()
    assert X[0].shape == (2,) and X[0, 1].shape == () and X[..., None].shape == (2, 2, 1)
    assert X[-1, ::2].shape == (1,) and to_floats(X[-1, ::2]).tolist() == [3.0]
    assert [to_floats(row).tolist() for row in X] == [[1.0, 2.0], [3.0, 4.0]]
    with pytest.raises(IndexError):
        X[2]
    assert "BallArray" in repr(X)


def test_an_ndarray_of_floats_is_no_ball_array() -> None:
    with pytest.raises(TypeError, match="from_exact"):
        BallArray(np.ones(2))

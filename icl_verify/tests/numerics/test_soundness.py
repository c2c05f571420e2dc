"""Attacks on the balls: whatever numbers are chosen from the operands, the result encloses the answer."""

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
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
    to_floats,
)
from icl_verify.tests.numerics.agreement import assert_contains, ball, object_array

XP = Balls()
NAN = XP.log(from_exact(np.array(-1)))
BELOW_ZERO = ball(0.0, 1e-30)  # touches zero from below, as a sum that cancels does

middles = st.floats(-20, 20, allow_subnormal=False)
spreads = st.floats(0, 4, allow_subnormal=False)
places = st.floats(-1, 1, allow_subnormal=False)

UNARY: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "exp": (XP.exp, mpmath.exp),
    "expm1": (XP.expm1, mpmath.expm1),
    "log": (XP.log, mpmath.log),
    "log1p": (XP.log1p, mpmath.log1p),
    "sqrt": (XP.sqrt, mpmath.sqrt),
    "abs": (XP.abs, abs),
    "neg": (lambda x: -x, lambda x: -x),
    "square": (lambda x: x**2, lambda x: x**2),
    "cube": (lambda x: x**3, lambda x: x**3),
    "fourth power": (lambda x: x**4, lambda x: x**4),
    "sixth power": (lambda x: x**6, lambda x: x**6),
    "1/x": (lambda x: 1 / x, lambda x: 1 / x),
    "Q(5/2, x)": (
        lambda x: XP.gammaincc(XP.const(5, 2), x),
        lambda x: mpmath.gammainc(2.5, x, regularized=True),
    ),
}
BINARY: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "+": (lambda a, b: a + b, lambda a, b: a + b),
    "-": (lambda a, b: a - b, lambda a, b: a - b),
    "*": (lambda a, b: a * b, lambda a, b: a * b),
    "/": (lambda a, b: a / b, lambda a, b: a / b),
    "maximum": (XP.maximum, max),
    "minimum": (XP.minimum, min),
    "norm": (lambda a, b: XP.norm(XP.stack([a, b], 0), 0), mpmath.hypot),
    "softmax": (
        lambda a, b: XP.softmax(XP.stack([a, b], 0), 0)[0],
        lambda a, b: mpmath.exp(a) / (mpmath.exp(a) + mpmath.exp(b)),
    ),
}


def chosen(middle: float, spread: float, place: float) -> Any:
    """A number within the ball [middle +/- spread]."""
    return mpmath.mpf(middle) + mpmath.mpf(spread) * mpmath.mpf(place)


def in_domain(reference: Callable[..., Any], *numbers: Any) -> Any:
    try:
        value = reference(*numbers)
    except (ZeroDivisionError, ValueError):
        return None
    return value if isinstance(value, mpmath.mpf) and mpmath.isfinite(value) else None


def assert_encloses(result: BallArray, value: Any) -> None:
    __tracebackhide__ = True
    if is_finite(result):
        assert_contains(result, np.array(value, dtype=object))


@pytest.mark.parametrize("name", UNARY)
@settings(deadline=None)
@given(middle=middles, spread=spreads, place=places)
def test_functions_of_one_ball_enclose_every_choice(
    name: str, middle: float, spread: float, place: float
) -> None:
    function, reference = UNARY[name]
    with precision(80):
        result = function(ball(middle, spread))
    with mpmath.workprec(400):
        x = chosen(middle, spread, place)
        if name == "Q(5/2, x)" and x < 0:
            return
        value = in_domain(reference, x)
        if value is not None:
            assert_encloses(result, value)


@pytest.mark.parametrize("name", BINARY)
@settings(deadline=None)
@given(a=middles, b=middles, spread=spreads, place=places, other=places)
def test_functions_of_two_balls_enclose_every_choice(
    name: str, a: float, b: float, spread: float, place: float, other: float
) -> None:
    function, reference = BINARY[name]
    with precision(80):
        result = function(ball(a, spread), ball(b, spread / 8))
    with mpmath.workprec(400):
        value = in_domain(reference, chosen(a, spread, place), chosen(b, spread / 8, other))
        if value is not None:
            assert_encloses(result, value)


def test_the_enclosure_check_catches_a_function_that_forgets_the_radius() -> None:
    with precision(80):
        careless = XP.exp(from_exact(np.array(1.0)))
    with mpmath.workprec(400), pytest.raises(AssertionError, match="misses"):
        assert_encloses(careless, mpmath.exp(chosen(1.0, 0.5, 1.0)))


@settings(deadline=None)
@given(middle=middles, spread=spreads)
def test_even_powers_are_hardly_below_zero(middle: float, spread: float) -> None:
    """An even power that reaches far below 0 makes a root of sums of squares lose everything."""
    with precision(80):
        for power in (2, 4, 6, 8):
            result = object_array(ball(middle, spread) ** power)[()]
            assert result.is_finite()
            assert result.lower() >= -result.upper() / (1 << 25)


def test_decisions_about_nan() -> None:
    one = from_exact(np.array(1))
    for a, b in ((NAN, one), (one, NAN), (NAN, NAN), (NAN, 0), (0, NAN)):
        assert not certainly_le(a, b) and not certainly_lt(a, b) and overlaps(a, b)
    assert not excludes_zero(NAN) and not is_finite(NAN)


def test_unbounded_balls_decide_nothing() -> None:
    unbounded = XP.exp(from_exact(np.array(1e300)))
    assert not is_finite(unbounded) and not excludes_zero(unbounded)
    for other in (0, from_exact(np.array(-5)), unbounded):
        assert not certainly_le(other, unbounded) and not certainly_lt(other, unbounded)
        assert overlaps(other, unbounded)


NAN_KEEPERS: dict[str, Callable[[BallArray], BallArray]] = {
    **{name: function for name, (function, _) in UNARY.items()},
    "power 0": lambda x: x**0,
    "times 0": lambda x: x * 0,
    "maximum": lambda x: XP.maximum(x, from_exact(np.array(1))),
    "maximum, second": lambda x: XP.maximum(from_exact(np.array(1)), x),
    "minimum": lambda x: XP.minimum(x, from_exact(np.array(1))),
    "order of Q": lambda x: XP.gammaincc(x, from_exact(np.array(1))),
    "sum": lambda x: XP.sum(XP.stack([x, XP.const(1)], 0), 0),
    "amax": lambda x: XP.amax(XP.stack([XP.const(1), x, XP.const(2)], 0), 0),
    "amin": lambda x: XP.amin(XP.stack([XP.const(1), x, XP.const(2)], 0), 0),
    "norm": lambda x: XP.norm(XP.stack([x, XP.const(1)], 0)),
    "softmax": lambda x: XP.softmax(XP.stack([XP.const(1), x], 0), 0)[0],
    "softmax, first": lambda x: XP.softmax(XP.stack([x, XP.const(1)], 0), 0)[1],
    "cumsum": lambda x: XP.cumsum(XP.stack([x, XP.const(1)], 0), 0)[1],
    "solve": lambda x: XP.solve(x * XP.eye(2), XP.ones((2, 1)))[0, 0],
    "eigvalsh": lambda x: XP.eigvalsh(XP.reshape(x, (1, 1)))[0],
    "cholesky": lambda x: XP.cholesky(XP.reshape(x, (1, 1)))[0, 0],
    "spectral_norm": lambda x: XP.spectral_norm(XP.reshape(x, (1, 1))),
    "squared_singular_values": lambda x: XP.squared_singular_values(XP.reshape(x, (1, 1)))[0],
    "matmul": lambda x: XP.stack([x, XP.const(0)], 0) @ XP.ones((2,)),
}


@pytest.mark.parametrize("name", NAN_KEEPERS)
def test_nan_in_nan_out(name: str) -> None:
    assert not is_finite(NAN_KEEPERS[name](NAN))


def test_roots_of_balls_that_reach_below_zero_are_undefined_but_for_sums_of_squares() -> None:
    with precision(128):
        assert not is_finite(XP.sqrt(BELOW_ZERO))
        wide = XP.sqrt(ball(5.0, 4.0))
        assert is_finite(wide) and overlaps(wide, 1) and overlaps(wide, 3) and not certainly_lt(wide, 1)
        assert overlaps(XP.norm(XP.stack([BELOW_ZERO, BELOW_ZERO], 0)), 0)
        assert not is_finite(XP.sqrt(ball(-1.0, 0.5)))
        assert not excludes_zero(XP.sqrt(from_exact(np.array(0)))) and radius(XP.sqrt(XP.const(0))) == 0
        assert is_finite(XP.norm(ball(-1.0, 0.5)[None]))


def test_norm_of_nothing_and_sum_of_nothing_are_zero() -> None:
    empty = XP.zeros((2, 0))
    for result in (XP.sum(empty, 1), XP.norm(empty), empty @ XP.zeros((0, 2)), XP.sum(XP.zeros((0, 2)), 0)):
        assert result.shape[0] == 2 and (to_floats(result) == 0).all() and (radius(result) == 0).all()
    assert XP.softmax(empty, 1).shape == (2, 0) and XP.cumsum(empty, 1).shape == (2, 0)
    assert XP.spectral_norm(XP.zeros((2, 0, 3))).shape == (2,)
    assert XP.eigvalsh(XP.zeros((0, 3, 3))).shape == (0, 3) and XP.eigvalsh(XP.zeros((2, 0, 0))).shape == (
        2,
        0,
    )
    assert XP.solve(XP.zeros((2, 0, 0)), XP.zeros((2, 0, 1))).shape == (2, 0, 1)
    with pytest.raises(ValueError, match="length 0"):
        XP.amax(empty, 1)


def test_true_statements_with_equality_are_never_refuted() -> None:
    """Equality holds in real numbers; in floats each of these is off in the last digit."""
    rng = np.random.default_rng(0)
    for bits in (53, 64, 128, 200):
        with precision(bits):
            x = from_exact(rng.normal(size=(20, 4)))
            sums = XP.sum(XP.softmax(x, 1), 1)
            assert (
                not certainly_lt(sums, 1).any()
                and not certainly_lt(1, sums).any()
                and overlaps(sums, 1).all()
            )
            assert overlaps(XP.norm(x) ** 2, XP.sum(x * x, 1)).all()
            assert overlaps(XP.exp(XP.log(XP.abs(x))), XP.abs(x)).all()
            assert overlaps(XP.sqrt(XP.const(2)) * XP.sqrt(XP.const(2)), 2)
            assert overlaps(XP.const(1, 3) + XP.const(1, 6), XP.const(1, 2))
            # Cauchy-Schwarz, with equality for parallel vectors
            inner = XP.abs(XP.sum(x * (x * 3), 1))
            bound = XP.norm(x) * XP.norm(x * 3)
            assert not certainly_lt(bound, inner).any()
            assert certainly_le(inner, bound * XP.const(1001, 1000)).all()


def test_false_statements_are_refuted_once_the_precision_suffices() -> None:
    gap = XP.const(1, 2**90)
    for bits, decided in ((64, False), (128, True)):
        with precision(bits):
            root = XP.sqrt(XP.const(2))
            assert bool(certainly_lt(root, root + gap)) is decided
            assert bool(overlaps(root, root + gap)) is not decided


def test_softmax_of_huge_and_distant_arguments() -> None:
    with precision(128):
        x = from_exact(np.array([[1e300, 0.0, -1e300], [-1e300, -1e300, -1e300], [1000.0, -1000.0, 0.0]]))
        y = XP.softmax(x, 1)
    assert is_finite(y).all() and overlaps(XP.sum(y, 1), 1).all()
    np.testing.assert_allclose(to_floats(y), np.array([[1, 0, 0], [1 / 3] * 3, [1, 0, 0]]), atol=1e-15)


def test_incomplete_gamma_at_the_edges() -> None:
    with precision(128):
        a = XP.const(1, 2)
        assert overlaps(XP.gammaincc(a, XP.const(0)), 1) and radius(XP.gammaincc(a, XP.const(0))) == 0
        assert not is_finite(XP.gammaincc(a, BELOW_ZERO))
        for order, x in ((0, 1), (-1, 1), (1, -1)):
            assert not is_finite(XP.gammaincc(XP.const(order), XP.const(x)))
        wide = XP.gammaincc(XP.const(5, 2), ball(15.0, 4.0))
        assert radius(wide) < 1e-3 and not certainly_lt(wide, 0)
        # Q(1, x) = exp(-x) tells the order from the argument
        assert overlaps(XP.gammaincc(XP.const(1), XP.const(3)), XP.exp(XP.const(-3)))
        assert not overlaps(XP.gammaincc(XP.const(3), XP.const(1)), XP.exp(XP.const(-3)))


def test_a_singular_member_is_nan_alone() -> None:
    with precision(128):
        hidden = XP.array([[1, 2], [2, 4]]) / 3
        a = XP.stack([XP.eye(2), XP.zeros((2, 2)), XP.array([[1, 2], [2, 4]]), hidden, 2 * XP.eye(2)], 0)
        x = XP.solve(a, XP.ones((2, 1)))
        assert is_finite(x)[:, 0, 0].tolist() == [True, False, False, False, True]
        assert is_finite(XP.cholesky(a))[:, 0, 0].tolist() == [True, False, False, False, True]
        assert overlaps(x[0], 1).all() and overlaps(2 * x[4], 1).all()
        assert XP.solve(XP.eye(2), XP.ones((2,))).shape == (2,)
        assert XP.solve(a, XP.ones((2,))).shape == (5, 2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: XP.solve(XP.ones((2, 3)), XP.ones((2, 1))),
        lambda: XP.solve(XP.eye(2), XP.ones((3, 1))),
        lambda: XP.eigvalsh(XP.ones((2, 3))),
        lambda: XP.eigvalsh(XP.ones((3,))),
        lambda: XP.cholesky(XP.ones((2, 3))),
        lambda: XP.cholesky(XP.array([[1, 2], [3, 1]])),
        lambda: XP.spectral_norm(XP.ones((3,))),
        lambda: XP.transpose(XP.ones((3,))),
        lambda: XP.diagonal(XP.ones((3,))),
        lambda: XP.sum(XP.ones((3,)), 1),
        lambda: XP.sum(XP.ones((3,)), ()),
        lambda: XP.norm(XP.ones((3, 2)), (0, -2)),
        lambda: XP.ones((2,)) + XP.ones((3,)),
        lambda: XP.ones((2, 2)) @ XP.ones((3, 2)),
    ],
)
def test_wrong_shapes_are_refused(call: Callable[[], Any]) -> None:
    with pytest.raises(ValueError):
        call()

"""Which assumptions rounding may have broken, and which fail."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from icl_verify.judge.applicable import hold_in_float64, in_doubt
from icl_verify.judge.last_digits import LEAST, OtherDigits
from icl_verify.statement.claim import assumption
from icl_verify.statement.relation import at_least, at_most, equal, positive
from icl_verify.tests.trial.trajectories import batch_of

EVERY = np.ones(3, dtype=bool)


def doubted(function, scales, among=EVERY):
    """Which of three members are in doubt; none of them satisfies the assumption in float64."""
    made, batch = assumption("it", "it")(function), batch_of({}, {}, {}, scales=scales)
    assert not hold_in_float64((made,), batch).any()
    return in_doubt((made,), batch, among).tolist()


def test_what_fails_by_a_digit_is_in_doubt_and_by_more_is_not():
    """3 (s/3) - s - 1e-17 (s + 2), of which float64 has rounding, and a millionth less."""

    def nearly(couple):
        third = couple.scale / 3
        return positive(
            third + third + third - couple.scale - couple.xp.const(1, 10**17) * (couple.scale + 2)
        )

    scales = [0.1, 0.7, 1.3]
    assert doubted(nearly, scales) == [True, True, True]
    less = lambda c: positive(nearly(c).lhs - c.xp.const(1, 10**6))  # noqa: E731
    assert doubted(less, scales) == [False, False, False]


def test_only_who_is_asked_about_is_in_doubt():
    def rounded(couple):
        return positive((10**17 + couple.scale) - 10**17)

    assert doubted(rounded, [1.0, 2.0, 3.0], np.array([True, False, True])) == [True, False, True]


@pytest.mark.parametrize(
    "function",
    [
        lambda c: positive(0 * c.scale - 1),
        lambda c: positive(-c.scale),
        lambda c: at_least(0 * c.scale, c.scale),  # a bound of 0 is in doubt by itself, see below
        lambda c: at_most(2 * c.scale, c.scale),
        lambda c: equal(c.scale, 2 * c.scale),
    ],
)
def test_what_no_rounding_explains_is_not_in_doubt(function):
    zero = function(batch_of({})).judge_float64().doubtful[0]
    assert doubted(function, [1.0, 2.0, 3.0]) == [zero] * 3


def test_an_equality_is_in_doubt_where_digits_hide_a_side():
    assert doubted(lambda c: equal((10**17 + c.scale) - 10**17, c.scale), [0.1, 0.2, 0.3]) == [True] * 3
    assert doubted(lambda c: equal((1 + c.scale) - 1, 2 * c.scale), [0.1, 0.2, 0.3]) == [False] * 3


def test_one_assumption_that_fails_beyond_doubt_is_enough():
    rounded = assumption("rounded", "s > 0")(lambda c: positive((10**17 + c.scale) - 10**17))
    clear = assumption("clear", "s <= 1")(lambda c: at_most(c.scale, 1))
    batch = batch_of({}, {}, {}, scales=[0.5, 2.0, 1.5])
    assert in_doubt((rounded, clear), batch, EVERY).tolist() == [True, False, False]
    assert in_doubt((clear, rounded), batch, EVERY).tolist() == [True, False, False]


def test_an_underflow_may_be_a_number_and_a_product_with_0_is_none():
    x = torch.tensor([1e-200, 0.0, 1.0], dtype=torch.float64)
    seen = []
    for seed in range(20):
        with OtherDigits(seed, underflow=True):
            seen.append(torch.stack([x * x, 0 * x, x / torch.inf, torch.exp(-1e4 * (1 + x))]))
    seen = torch.stack(seen)
    assert set(seen[:, 0, 0].tolist()) == set(seen[:, 3, 1].tolist()) == {0.0, LEAST}
    assert not seen[:, 0, 1].any() and not seen[:, 1].any() and set(seen[:, 2, 2].tolist()) == {0.0, LEAST}
    with OtherDigits(0):
        assert not (x * x)[:2].any()

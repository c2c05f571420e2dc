"""Judging: float64 suspects, balls decide, and neither is fooled by zeros, ties or NaN."""

from fractions import Fraction

import numpy as np
import pytest
import torch

from icl_verify.numerics import balls
from icl_verify.statement.relation import (
    at_least,
    at_most,
    equal,
    positive,
    probability,
)


def column(*numbers):
    return torch.tensor(numbers, dtype=torch.float64)


def ball(*numbers):
    return balls.from_exact(np.array([[Fraction(x) for x in numbers]], dtype=object))


@pytest.mark.parametrize(
    ("lhs", "rhs", "tightness", "suspicious", "broken"),
    [
        (1.0, 2.0, 0.5, False, False),
        (2.0, 1.0, 2.0, True, True),
        (1.0, 1.0, 1.0, True, False),
        (0.0, 0.0, 0.0, True, False),
        (1.0, 0.0, np.inf, True, True),
        (0.0, 1.0, 0.0, False, False),
        (np.nan, 1.0, np.inf, True, True),
        (1.0, np.nan, np.inf, True, True),
        (np.inf, 1.0, np.inf, True, True),
        (1.0, np.inf, 0.0, False, False),
        (1.0, -1.0, np.inf, True, True),
    ],
)
def test_at_most_in_float64(lhs, rhs, tightness, suspicious, broken):
    judged = at_most(column(lhs), column(rhs)).judge_float64()
    assert (judged.tightness[0], judged.suspicious[0], judged.broken[0]) == (tightness, suspicious, broken)


def test_the_worst_entry_and_its_step_are_found():
    lhs = torch.ones(1, 2, 3, dtype=torch.float64)
    rhs = torch.full((1, 2, 3), 4.0, dtype=torch.float64)
    rhs[0, 1, 2] = 0.5
    judged = at_most(lhs, rhs, times=(0, 10, 20)).judge_float64()
    assert (judged.entry[0], judged.time[0], judged.broken[0]) == (5, 20, True)


def test_unresolved_entries_are_not_judged_but_the_others_are():
    lhs, rhs = column(5.0, 1.0)[None], column(1.0, 2.0)[None]
    assert at_most(lhs, rhs).judge_float64().broken[0]
    spared = at_most(lhs, rhs, resolved=torch.tensor([[False, True]]))
    assert not spared.judge_float64().suspicious[0]
    other = at_most(lhs, rhs, resolved=torch.tensor([[True, False]]))
    assert other.judge_float64().broken[0]


def test_equal_is_judged_against_its_scale():
    lhs, rhs = column(1e-12), column(0.0)
    assert equal(lhs, rhs).judge_float64().suspicious[0]
    assert not equal(lhs, rhs, scale=column(1.0)).judge_float64().suspicious[0]
    assert equal(column(1.0), column(1.0 + 1e-8)).judge_float64().suspicious[0]


def test_positive_suspects_what_rounding_could_have_made():
    judged = positive(column(1e-12, 1.0, -1.0), scale=column(1.0, 1.0, 1.0)).judge_float64()
    assert judged.suspicious.tolist() == [True, False, True]
    assert judged.broken.tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("relation", "outcome"),
    [
        (lambda: at_most(ball(1), ball(2)), "proved"),
        (lambda: at_most(ball(2), ball(1)), "broken"),
        (lambda: at_least(ball(1), ball(2)), "broken"),
        (lambda: at_most(ball(0), ball(0)), "proved"),
        (lambda: at_most(ball(1), ball(0)), "broken"),
        (lambda: at_most(ball(1, 3), ball(2, 2)), "broken"),
        (lambda: equal(ball(1), ball(1)), "proved"),
        (lambda: equal(ball(1), ball(Fraction(10**40 + 1, 10**40))), "broken"),
        (lambda: positive(ball(Fraction(1, 10**300))), "proved"),
        (lambda: positive(ball(0)), "broken"),
        (lambda: positive(ball(-1)), "broken"),
    ],
)
def test_outcomes_in_balls(relation, outcome):
    with balls.precision(256):
        assert relation().judge_balls().outcome == outcome


def test_sides_that_are_equal_but_irrational_are_a_tie_not_a_break():
    with balls.precision(256):
        two = ball(2)
        root = balls.Balls().sqrt(two)
        assert at_most(root * root, two).judge_balls().outcome == "tie"
        assert at_most(two, root * root).judge_balls().outcome == "tie"
        assert equal(root * root, two).judge_balls().outcome == "tie"


def test_wide_balls_decide_nothing():
    with balls.precision(32):
        third = ball(1) / 3
        assert at_most(third * 3, ball(1)).judge_balls().outcome == "undecided"
        nan = ball(0) / (third - third)
        for relation in (at_most(nan, ball(1)), at_most(ball(1), nan), equal(nan, ball(1)), positive(nan)):
            assert relation.judge_balls().outcome == "undecided"


def test_a_chance_must_be_a_chance():
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match=r"at_least must be in \[0, 1\]"):
            probability(torch.tensor([True]), at_least=wrong)
    with pytest.raises(ValueError, match="boolean"):
        probability(torch.tensor([1.0]), at_least=0.5)

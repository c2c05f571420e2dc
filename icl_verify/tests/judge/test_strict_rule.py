"""A break is a proof: every assumption certainly true, the relation certainly false.

True statements that a softer rule refutes stay standing here, and the false ones beside them fall.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from icl_verify.judge.settle import settle
from icl_verify.statement.claim import assumption
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import at_least, at_most, equal, positive
from icl_verify.tests.tiny import expand, made


def at(scale, x=(0,)):
    """A couple of vectors of one entry, with the given numbers."""
    sizes = {"n": 1, "columns": 1, "first_columns": 0, "steps": 1}
    exact = expand(Draw(sizes, {}, 0), 1, "cpu").exact(0)
    numbers = {
        "scale": np.array(Fraction(scale), dtype=object),
        "x": np.array([Fraction(v) for v in x], dtype=object),
    }
    for name, value in numbers.items():
        exact = exact.replace(name, value)
    return exact


def outcome(function, exact, *assumes):
    return settle(made(function, assumes=assumes), exact).outcome


# What is positive but beyond the last precision.


@pytest.mark.parametrize(
    "number",
    [
        lambda c: 1 - 1 / (1 + c.xp.exp(-c.scale)),
        lambda c: (1 + c.xp.exp(-c.scale)) - 1,
        lambda c: c.xp.exp(-c.scale) + c.xp.sqrt(c.xp.const(2)) ** 2 - 2,
    ],
)
def test_a_positive_number_below_the_last_precision_is_not_refuted(number):
    assert outcome(lambda c: positive(number(c)), at(60_000)) == "undecided"
    assert outcome(lambda c: positive(number(c)), at(40)) == "proved"


def test_what_is_exactly_zero_or_certainly_below_is_refuted():
    assert outcome(lambda c: positive(c.scale - c.scale), at(3)) == "broken"
    assert outcome(lambda c: positive(1 - c.xp.exp(c.scale)), at(3)) == "broken"


# An assumption that only ties.


@pytest.mark.parametrize("scale", [500, 900])
def test_an_assumption_that_is_never_true_proves_nothing(scale):
    small = assumption("small", "1 + exp(-s) <= 1")(
        lambda c: at_most(1 + c.xp.exp(-c.scale), c.xp.const(1) + 0 * c.scale)
    )
    assert outcome(lambda c: at_most(c.scale, 1 + 0 * c.scale), at(scale), small) in (
        "inapplicable",
        "undecided",
    )


def test_an_assumption_that_fails_by_less_than_any_tie_proves_nothing():
    tiny = Fraction(1, 2**4000)
    small = assumption("small", "1 + 2^-4000 <= 1")(
        lambda c: at_most(1 + c.xp.const(1, 2**4000) + 0 * c.scale, 1 + 0 * c.scale)
    )
    assert tiny > 0
    assert outcome(lambda c: at_most(c.scale, 1 + 0 * c.scale), at(2), small) in ("inapplicable", "undecided")


def test_an_assumption_that_ties_for_good_leaves_a_break_open_and_is_recorded_as_a_tie():
    root = assumption("root", "sqrt(2)^2 = 2")(
        lambda c: equal(c.xp.sqrt(c.xp.const(2)) ** 2 + 0 * c.scale, 2 + 0 * c.scale)
    )
    held = assumption("held", "s >= 1")(lambda c: at_least(c.scale, 1 + 0 * c.scale))
    claim = made(lambda c: at_most(c.scale, 1 + 0 * c.scale), assumes=(root, held))
    settled = settle(claim, at(2), last_bits=1024)
    assert settled.outcome == "undecided"
    assert settled.assumptions == (("root", "tie"), ("held", "proved"))


def test_an_equality_of_exact_numbers_is_proved_and_lets_a_break_stand():
    double = assumption("double", "2 s = s + s")(lambda c: equal(2 * c.scale, c.scale + c.scale))
    assert outcome(double.function, at(Fraction(1, 3) * 3)) == "proved"
    assert outcome(lambda c: at_most(c.scale, 1 + 0 * c.scale), at(2), double) == "broken"


# Functions that are not defined below 0.


def test_the_root_of_what_may_be_negative_is_undefined():
    """z - 2^-4000 with z = sqrt(2)^2 - 2 = 0 is negative, by less than 100 to 2,000 bits can see."""

    def below(c):
        zero = c.xp.sqrt(c.xp.const(2)) ** 2 - 2
        return at_most(1 + 0 * c.scale, c.xp.sqrt(zero - c.xp.const(1, 2**4000)) + 0 * c.scale)

    assert outcome(below, at(1)) == "undecided"


def test_the_gamma_function_of_what_may_be_negative_is_undefined():
    def below(c):
        zero = c.xp.sqrt(c.xp.const(2)) ** 2 - 2
        return at_most(
            2 + 0 * c.scale, c.xp.gammaincc(c.xp.const(1), zero - c.xp.const(1, 2**4000)) + 0 * c.scale
        )

    assert outcome(below, at(1)) == "undecided"


def test_norms_keep_their_lower_end():
    """A sum of squares is not negative: its root counts from 0."""
    assert outcome(lambda c: at_most(c.xp.norm(c.x) + 0 * c.scale, c.scale), at(1)) == "proved"
    root = lambda c: c.xp.sqrt(c.xp.const(2)) ** 2 - 2  # noqa: E731
    assert outcome(lambda c: at_most(c.xp.norm(root(c) * c.x) + 0 * c.scale, c.scale), at(1, [1])) == "proved"

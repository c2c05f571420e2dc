"""Mistakes in a statement are told before anything is drawn: the user's line, the sizes, what to write."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import torch

from icl_verify.statement.claim import assumption
from icl_verify.statement.relation import at_least, at_most, equal, positive
from icl_verify.tests.tiny import FAST, made
from icl_verify.trial.course import try_claim
from icl_verify.trial.mistakes import advice

HOUSE = ("icl_verify/trial/", "icl_verify/judge/", "icl_verify/numerics/", "site-packages")
MISTAKES = {
    "a float": (lambda c: at_most(0.5 * c.scale, c.scale), "write xp.const(1, 2), got 0.5"),
    "a Fraction": (
        lambda c: at_most(Fraction(1, 2) * c.scale, c.scale),
        "write xp.const(p, q) for a Fraction",
    ),
    "torch": (lambda c: at_most(torch.abs(c.x), 9 + c.x**2), "write the function of xp = instance.xp"),
    "NumPy": (lambda c: at_most(np.abs(c.x), 9 + c.x**2), "write the function of xp = instance.xp"),
    "a norm of NumPy": (
        lambda c: at_most(np.linalg.norm(c.x, axis=-1), 9 + c.scale),
        "a side must be made by functions of xp = instance.xp, got a numpy.ndarray",
    ),
    "a number of NumPy": (
        lambda c: positive(np.linalg.norm(c.x)),
        "a side must be made by functions of xp = instance.xp, got a numpy.float64",
    ),
    "a product of vectors": (
        lambda c: at_most(c.x[:, :1].repeat(1, 3) @ c.y, 9 + c.scale),
        "xp.sum(x * y, axis=-1) is the inner product of vectors",
    ),
    "a field's name": (
        lambda c: at_most(c.scales, 9 + c.scale),
        "scale may be meant; its fields are x, y, scale, units, its sizes n, columns, first_columns, steps",
    ),
    "math": (lambda c: at_most(math.sqrt(c.scale), c.scale), "take roots by xp.sqrt"),
    "a method": (lambda c: at_most(c.x.sum(-1), 9 + c.scale), "write xp.sum(x, ...) with xp = instance.xp"),
    "a typo": (lambda c: at_most(c.xp.nrom(c.x), c.scale), "xp.norm may be meant"),
    "an if": (lambda c: at_most(c.scale if c.scale > 1 else 2 * c.scale, c.scale), "in place of if"),
    "an axis": (lambda c: at_most(c.xp.sum(c.x, axis=2), c.scale), "the axes of an instance count from 1"),
    "shapes": (lambda c: at_most(c.units * c.scale, 9 + c.x**2), "the batch is the first axis"),
    "no relation": (lambda c: c.scale > 0, "must return a Relation"),
    "mixed members": (
        lambda c: at_most(c.scale, 99 + c.xp.sum(c.scale, axis=0) + 0 * c.scale),
        "numbers of other members enter it",
    ),
    "0/0": (lambda c: at_most((c.x - c.x) / (c.y - c.y), c.x**2), "NaN, 0/0"),
    "a root": (lambda c: positive(c.xp.sqrt(-c.scale)), "NaN, sqrt of a negative number"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_before_anything_is_drawn(name):
    statement, said = MISTAKES[name]
    found = try_claim(made(statement), FAST, 0)
    assert found.verdict == "error" and found.tally.instances == 0
    last = found.error.splitlines()[-1]
    assert said in last and "n = " in last
    # No line of the house, of torch or of NumPy.
    assert not any(part in found.error for part in HOUSE)
    if name not in ("no relation", "mixed members"):
        assert "test_preflight.py:" in last and "lambda c: " in last


def test_a_mistake_in_an_assumption_is_told_as_well():
    halved = assumption("halved", "x")(lambda c: at_most(0.5 * c.scale, c.scale))
    found = try_claim(made(lambda c: at_most(c.scale, 2 * c.scale), assumes=(halved,)), FAST, 0)
    assert "write xp.const(1, 2), got 0.5" in found.error and found.tally.instances == 0


def raises_at_size_4(couple):
    if couple.n == 4:
        raise RuntimeError("not of this size")
    return at_most(couple.xp.norm(couple.x), 0 * couple.scale + 1000)


def test_what_raises_at_a_rare_size_alone_is_told_with_the_sizes():
    found = try_claim(made(raises_at_size_4), FAST, 0)
    last = found.error.splitlines()[-1]
    assert found.verdict == "error" and "RuntimeError: not of this size (test_preflight.py:" in last
    assert "on an instance with n = 4, columns = " in last and last.endswith(", in float64)")


def test_what_raises_in_balls_alone_is_told_with_the_arithmetic():
    def claimed(couple):
        if not isinstance(couple.x, torch.Tensor):
            raise KeyError("of balls")
        return at_most(couple.scale, 2 * couple.scale)

    found = try_claim(made(claimed), FAST, 0)
    last = found.error.splitlines()[-1]
    assert "KeyError: 'of balls'" in last and "with n = " in last and last.endswith(", in balls)")


def test_an_assumption_that_raises_at_a_rare_size_is_told_so_too():
    large = assumption("large", "x")(lambda c: positive(c.scale) if c.n < 4 else positive(c.scael))
    found = try_claim(made(lambda c: at_most(c.scale, 2 * c.scale), assumes=(large,)), FAST, 0)
    last = found.error.splitlines()[-1]
    assert "scale may be meant" in last and "with n = 4" in last


def test_what_raises_after_a_break_is_told_in_the_users_lines():
    def claimed(couple):
        if couple.n == 4:
            raise RuntimeError("not of this size")
        return at_most(couple.xp.norm(couple.x), 0 * couple.scale)

    found = try_claim(made(claimed), FAST, 0)
    assert found.verdict == "refuted" and "with n = 4" in found.error.splitlines()[-1]
    assert not any(part in found.error for part in HOUSE)


def test_where_an_assumption_fails_balls_are_asked_of_another_member():
    """sqrt(x) is asked of x > 0 alone; the first member has x < 0 on some shape."""
    above = assumption("above", "x > 0")(lambda c: positive(c.x[..., 0]))
    claim = made(lambda c: positive(c.xp.sqrt(c.x[..., 0])), assumes=(above,), minimum_share=0.1)
    assert try_claim(claim, FAST, 0).verdict == "holds"


def test_an_infinite_number_is_no_mistake_where_balls_have_it():
    huge = made(lambda c: at_most(c.xp.exp(c.scale * 1000) * 0 + c.scale, 2 * c.scale))
    assert try_claim(huge, replace(FAST, sample=64), 0).verdict in ("holds", "inconclusive")


def test_equal_numbers_pass():
    assert try_claim(made(lambda c: equal(c.x + c.y, c.y + c.x)), FAST, 0).verdict == "holds"


def test_advice_is_given_where_it_is_known():
    assert advice("something else") == ""
    assert "xp.concat" in advice("'BallArray' object does not support item assignment")
    assert "matmul" in advice("'BallArray' object has no attribute 'einsum'")


def test_an_int_may_be_a_side_and_a_float_may_not():
    assert try_claim(made(lambda c: at_most(-1, c.xp.abs(c.x))), FAST, 0).verdict == "holds"
    assert try_claim(made(lambda c: at_least(c.xp.abs(c.x) + 1, 1)), FAST, 0).verdict == "holds"
    assert try_claim(made(lambda c: equal(c.x - c.x, 0)), FAST, 0).verdict == "holds"
    for sides in (lambda c: at_most(c.x, 0.5), lambda c: at_most(0, 1)):
        assert "a side must be an array, or one of both an int" in try_claim(made(sides), FAST, 0).error


def test_an_assumption_takes_a_batch_alone():
    with pytest.raises(ValueError, match=r"function of assumption a must take a batch alone, got \(\)"):
        assumption("a", "a")(lambda: None)

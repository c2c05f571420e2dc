"""What is not a number: it breaks nothing and proves nothing, and the verdict stays open."""

from __future__ import annotations

import torch

from icl_verify.statement.claim import claim
from icl_verify.statement.relation import at_most
from icl_verify.tests.tiny import FAST, couples
from icl_verify.trial.course import try_claim


def tried(function):
    return try_claim(claim("tiny.undefined", population=couples, statement="")(function), FAST, 0)


def test_a_bound_that_is_a_number_nowhere_is_a_mistake_not_a_break():
    found = tried(lambda c: at_most(c.scale, c.xp.log(-c.scale)))
    assert found.verdict == "error" and found.smallest is None
    assert "NaN, log of a negative number" in found.error and "c.xp.log(-c.scale)" in found.error


def test_a_bound_that_is_undefined_somewhere_is_inconclusive_not_a_break():
    found = tried(lambda c: at_most(c.scale, 99 * c.scale + c.xp.sqrt(c.x[..., 0])))
    assert found.verdict == "inconclusive" and found.smallest is None
    assert found.tally.unsettled > 0 and "NaN, sqrt of a negative number" in found.note


def test_a_break_is_seen_beside_an_undefined_bound():
    found = tried(lambda c: at_most(c.scale, c.scale / 2 + 0 * c.xp.log(c.x[..., 0])))
    assert found.verdict == "refuted" and found.smallest.exact.values["x"][0] > 0


def test_an_instance_that_the_theory_refuses_is_no_simpler_counterexample():
    def refusing(couple):
        if not bool((couple.y != 0).all()) if isinstance(couple.y, torch.Tensor) else False:
            raise ValueError("y must not be 0")
        return at_most(2 * couple.scale, couple.scale)

    found = try_claim(claim("tiny.refusing", population=couples, statement="")(refusing), FAST, 0)
    assert found.verdict == "refuted"
    assert all(y != 0 for y in found.smallest.exact.values["y"])

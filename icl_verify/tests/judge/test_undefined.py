"""A claim in float64 alone: a number decides, a NaN leaves the verdict open."""

import torch

from icl_verify.statement.claim import claim
from icl_verify.statement.relation import at_most
from icl_verify.tests.tiny import FAST, couples
from icl_verify.trial.course import try_claim


def tried(function):
    made = claim("tiny.solver", population=couples, statement="", arithmetic="float64")(function)
    return try_claim(made, FAST, 0)


def test_a_number_that_breaks_refutes_in_float64():
    assert tried(lambda c: at_most(2 * c.scale, c.scale)).verdict == "refuted"


def test_a_near_tie_in_float64_is_no_break():
    found = tried(lambda c: at_most(c.scale * (1 + 1e-12), c.scale))
    assert found.verdict == "holds" and found.tally.suspicions == found.tally.instances


def test_a_refused_solve_is_inconclusive_not_a_break():
    found = tried(lambda c: at_most(c.scale, torch.where(c.x[..., 0] > 1, torch.nan, 2 * c.scale)))
    assert found.verdict == "inconclusive"
    assert found.tally.unsettled > 0


def test_a_break_is_seen_beside_a_refused_solve():
    def bound(couple):
        return torch.where(torch.arange(couple.batch) == 0, torch.nan, couple.scale / 2)

    found = tried(lambda c: at_most(c.scale, bound(c)))
    assert found.verdict == "refuted"


def test_an_infinite_bound_is_true_and_empty():
    assert tried(lambda c: at_most(c.scale, c.scale + torch.inf)).verdict == "holds"


def test_an_instance_that_the_theory_refuses_is_no_simpler_counterexample():
    def refusing(couple):
        if not bool((couple.y != 0).all()) if isinstance(couple.y, torch.Tensor) else False:
            raise ValueError("y must not be 0")
        return at_most(2 * couple.scale, couple.scale)

    found = try_claim(claim("tiny.refusing", population=couples, statement="")(refusing), FAST, 0)
    assert found.verdict == "refuted"
    assert all(y != 0 for y in found.smallest.exact.values["y"])

"""The trial of a claim: breaks are found, proved, made small; truths survive; failures are told apart."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import torch

from icl_verify.judge.settle import settle
from icl_verify.statement.claim import assumption
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import AtMost, at_least, at_most, equal, positive, probability
from icl_verify.tests.tiny import FAST, cauchy_schwarz, couples, expand, made, one_shape
from icl_verify.trial import course
from icl_verify.trial.course import try_claim
from icl_verify.trial.simplify import cost, simplify


def one_couple(**numbers):
    sizes = {"n": 2, "columns": 1, "first_columns": 0, "steps": 5}
    exact = expand(Draw(sizes, {}, 0), 1, "cpu").exact(0)
    for name, value in numbers.items():
        exact = exact.replace(name, np.array([Fraction(v) for v in value], dtype=object))
    return exact


def test_a_true_bound_holds_and_is_proved_on_a_sample():
    found = try_claim(made(cauchy_schwarz), FAST, 0)
    assert found.verdict == "holds"
    assert found.tally.proved == try_claim(found.claim, replace(FAST, prove=0), 0).tally.proved + 1
    assert 0.9 < found.tally.tightness_quantiles().max <= 1 + 1e-12


def test_ties_are_dropped_and_counted():
    found = try_claim(made(lambda c: at_most(c.x[..., 0] ** 2, c.x[..., 0] ** 2)), FAST, 0)
    assert found.verdict == "holds"
    assert found.tally.suspicions == found.tally.applicable > 0


def test_a_false_bound_is_refuted_by_a_proof_and_made_small():
    claim = made(cauchy_schwarz).lowered(Fraction(99, 100), known=Fraction(1))
    found = try_claim(claim, FAST, 0)
    assert found.verdict == "refuted"
    assert found.smallest.settlement.outcome == "broken"
    assert found.smallest.exact.sizes["n"] == 1
    assert cost(found.smallest.exact)[1] <= 4
    assert settle(claim, found.smallest.exact).outcome == "broken"


def test_rounding_alone_never_refutes():
    def cancelling(couple):
        xp, x = couple.xp, couple.x
        third = x / 3
        return at_most(xp.abs(third + third + third - x), 0 * x)

    found = try_claim(made(cancelling), FAST, 0)
    # 0 <= 0 holds exactly, but no finite precision shows it: undecided, never refuted.
    assert found.verdict == "inconclusive"


def test_an_assumption_that_is_not_proved_shields_the_claim():
    @assumption("never", "an assumption that fails everywhere")
    def never(couple):
        return at_most(couple.scale, 0 * couple.scale)

    found = try_claim(made(lambda c: at_most(2 * c.scale, c.scale), assumes=(never,)), FAST, 0)
    assert found.verdict == "vacuous"
    assert found.tally.applicable == 0
    assert found.tally.assumptions["never"].held == 0


def test_a_break_outside_the_assumption_does_not_count():
    @assumption("small", "scale <= 1")
    def small(couple):
        return at_most(couple.scale, 1 + 0 * couple.scale)

    claim = made(lambda c: at_most(c.scale, 1 + 0 * c.scale), assumes=(small,), minimum_share=0.1)
    found = try_claim(claim, FAST, 0)
    assert found.verdict == "holds" and found.tally.suspicions == 0
    assert 0 < found.tally.applicable < found.tally.instances
    assert try_claim(claim.without("small", expected="refuted"), FAST, 0).verdict == "refuted"


def test_an_exception_is_the_claims_own_error():
    def broken(couple):
        raise RuntimeError("planted")

    found = try_claim(made(broken), FAST, 0)
    assert found.verdict == "error"
    assert "planted" in found.error


def test_leaving_the_namespace_is_an_error():
    """In float64 alone a rounding would refute (x + 1e12) - 1e12 = x."""

    def outside(couple):
        return at_most(torch.abs(couple.x), 2 * torch.abs(couple.x) + 1)

    found = try_claim(made(outside), FAST, 0)
    assert found.verdict == "error" and "BallArray" in found.error
    with pytest.raises(TypeError, match="arithmetic"):
        made(outside, arithmetic="float64")


def test_a_zero_is_not_positive_to_any_precision():
    assert try_claim(made(lambda c: positive(c.scale - c.scale)), FAST, 0).verdict == "refuted"
    assert try_claim(made(lambda c: positive(c.scale)), FAST, 0).verdict == "holds"


def test_equalities_hold_to_digits_and_fail_by_disjoint_balls():
    holds = try_claim(made(lambda c: equal(c.x + c.y, c.y + c.x)), FAST, 0)
    assert (holds.verdict, holds.tally.digits() > 15) == ("holds", True)
    moved = made(lambda c: equal(c.x, c.x + c.scale[:, None] / 10**14))
    assert try_claim(moved, FAST, 0).verdict == "refuted"


def test_chances_are_judged_by_counting():
    fair = made(lambda c: probability(c.x[:, 0] > 0, at_least=0.3), population=one_shape)
    assert try_claim(fair, FAST, 0).verdict == "holds"
    unfair = made(lambda c: probability(c.x[:, 0] > 0, at_least=0.99), population=one_shape)
    assert try_claim(unfair, FAST, 0).verdict == "refuted"


def test_the_same_seed_gives_the_same_digits():
    first, again = (try_claim(made(cauchy_schwarz), FAST, 5) for _ in range(2))
    couples.forget()
    fresh = try_claim(made(cauchy_schwarz), FAST, 5)
    quantiles = [f.tally.tightness_quantiles() for f in (first, again, fresh)]
    assert quantiles[0] == quantiles[1] == quantiles[2]
    assert quantiles[0] != try_claim(made(cauchy_schwarz), FAST, 6).tally.tightness_quantiles()


def test_simplifying_stops_where_the_break_would_be_lost():
    claim = made(lambda c: at_most(c.xp.abs(c.x[..., 0]), 1 + 0 * c.scale))
    exact = simplify(claim, one_couple(x=["7.25", "3"], y=["0.1", "0.2"]), 100)
    assert abs(exact.values["x"][0]) > 1
    assert exact.sizes == {"n": 1, "columns": 1, "first_columns": 0, "steps": 1}
    assert cost(exact)[1] <= 4


@pytest.mark.parametrize("bits", [128, 1024])
def test_the_horizon_is_cut_to_the_step_that_broke(bits):
    def late(couple):
        steps = range(1, couple.steps + 1)
        values = couple.xp.array(list(steps)) + 0 * couple.scale[:, None]
        return at_least(3 + 0 * values, values, times=steps)

    found = try_claim(made(late), FAST, 0)
    assert found.verdict == "refuted"
    assert found.smallest.exact.sizes["steps"] == 4
    assert settle(made(late), found.smallest.exact.resize(steps=3), first_bits=bits).outcome != "broken"


def test_trying_claims_needs_no_distributions_until_a_chance_is_claimed():
    program = "import sys, icl_verify.trial.course; print('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


def test_a_claim_that_leaves_the_arithmetic_keeps_its_kind():
    found = try_claim(made(lambda c: at_most(torch.abs(c.x), torch.abs(c.x))), FAST, 0)
    assert (found.verdict, found.relation) == ("error", AtMost)
    assert found.tally.instances == 0 and found.seconds > 0


@pytest.mark.parametrize("failing", ["claim", "simplifier"])
def test_what_fails_after_a_break_is_proved_takes_nothing_back(monkeypatch, failing):
    seen = []

    def raises_later(couple):
        seen.append(couple.batch)
        if failing == "claim" and isinstance(couple.x, torch.Tensor) and seen.count(FAST.batch) > 9:
            raise RuntimeError("no more of this")
        return at_most(couple.x[..., 0] ** 2, 0 * couple.x[..., 0])

    def fails(*_):
        raise RuntimeError("no more of this")

    if failing == "simplifier":
        monkeypatch.setattr(course, "simplify", fails)
    found = try_claim(made(raises_later), FAST, 0)
    assert found.verdict == "refuted" and found.smallest.settlement.outcome == "broken"
    assert "After the break was proved" in found.note and "no more of this" in found.error

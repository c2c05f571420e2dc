"""Settling: which assumptions must be proved, which precision is tried next, and when it is given up."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from icl_verify.judge import settle as confirm
from icl_verify.judge.precision import LAST_BITS
from icl_verify.judge.settle import as_balls, settle
from icl_verify.judge.tightness import certify_tightness
from icl_verify.numerics import balls
from icl_verify.statement.claim import assumption
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import at_most, equal, positive
from icl_verify.tests.tiny import expand, made
from icl_verify.trial.profiles import PROFILES


def one(x=1):
    """A couple in R^1 with that x."""
    exact = expand(Draw({"n": 1, "columns": 1, "first_columns": 0, "steps": 5}, {}, 0), 1, "cpu").exact(0)
    return exact.replace("x", np.array([Fraction(x)], dtype=object))


def noise(couple):
    """0, known to the working precision and never exactly."""
    xp = couple.xp
    return xp.sqrt(xp.const(2)) ** 2 - 2 + 0 * couple.x[..., 0]


def nothing(couple):
    return 0 * couple.x[..., 0]


holds = assumption("holds", "0 <= 1")(lambda c: at_most(nothing(c), 1 + nothing(c)))
fails = assumption("fails", "1 <= 0")(lambda c: at_most(1 + nothing(c), nothing(c)))
ties = assumption("ties", "2 <= 2, to a hundred bits")(lambda c: at_most(2 + noise(c), 2 + nothing(c)))
stays_open = assumption("open", "0 <= 0, never shown")(lambda c: at_most(c.xp.abs(noise(c)), nothing(c)))


def true(couple):
    return at_most(nothing(couple), 1 + nothing(couple))


def false(couple):
    return at_most(1 + nothing(couple), nothing(couple))


@pytest.mark.parametrize("assumes", [(holds, stays_open), (stays_open, holds), (stays_open,)])
def test_a_break_counts_only_where_every_assumption_is_proved(assumes):
    settled = settle(made(false, assumes=assumes), one(), last_bits=512)
    assert settled.outcome == "undecided"
    assert settled.assumptions == tuple((a.name, "proved" if a is holds else "undecided") for a in assumes)


def test_an_assumption_that_ties_is_not_proved_and_no_break_rests_on_it():
    settled = settle(made(false, assumes=(ties, holds)), one(), last_bits=512)
    assert (settled.outcome, settled.assumptions) == ("undecided", (("ties", "tie"), ("holds", "proved")))


@pytest.mark.parametrize("assumes", [(holds, fails), (fails, holds), (fails, stays_open)])
@pytest.mark.parametrize("statement", [true, false])
def test_where_one_assumption_fails_nothing_is_claimed(statement, assumes):
    assert settle(made(statement, assumes=assumes), one()).outcome == "inapplicable"


def test_a_truth_needs_no_assumption():
    assert settle(made(true, assumes=(stays_open,)), one()).outcome == "proved"


@pytest.mark.parametrize("bits", [140, 300])
def test_a_tied_assumption_is_asked_again_until_it_is_decided(bits):
    """1 + e <= 1 ties at 128 bits for e = 2^-bits; at 512 it fails, and the claim e <= 0 does not apply."""
    bounded = assumption("bounded", "1 + x <= 1")(lambda c: at_most(1 + c.x[..., 0], 1 + nothing(c)))
    claim = made(lambda c: at_most(c.x[..., 0], nothing(c)), assumes=(bounded,))
    tiny = one(Fraction(1, 2**bits))
    assert settle(claim, tiny).outcome == "inapplicable"
    assert settle(claim, tiny, last_bits=128).outcome == "undecided"


def test_a_break_is_told_at_the_precision_that_first_showed_it():
    assert settle(made(false), one()).bits == confirm.FIRST_BITS == 128


def test_the_precision_is_doubled_until_it_decides():
    claim = made(lambda c: positive(noise(c) + c.x[..., 0]))
    assert settle(claim, one(Fraction(1, 2**200))).bits == 256
    assert settle(claim, one(Fraction(1, 2**300))).bits == 512
    assert settle(claim, one(Fraction(1, 2**300)), last_bits=511).outcome == "undecided"
    assert settle(claim, one(Fraction(1, 2**300)), last_bits=512).outcome == "proved"


def test_what_more_bits_leave_undefined_is_given_up():
    settled = settle(made(lambda c: positive(1 / nothing(c))), one())
    assert (settled.outcome, settled.bits) == ("undecided", 256)


def test_what_more_bits_define_is_not_given_up():
    """Of two quotients both are undefined at 128 bits, one at 256 and none at 512."""

    def quotients(couple):
        xp = couple.xp
        small = [xp.const(1, 2**bits) + noise(couple) for bits in (150, 300)]
        return positive(1 / xp.stack(small, axis=-1))

    settled = settle(made(quotients), one())
    assert (settled.outcome, settled.bits) == ("proved", 512)


def test_nothing_is_given_up_below_the_second_precision():
    claim = made(lambda c: positive(1 / (c.x[..., 0] + noise(c))))
    assert settle(claim, one(Fraction(1, 2**200)), first_bits=32).outcome == "proved"


def test_runs_go_to_the_precision_at_which_a_zero_is_shown():
    assert {p.last_bits for p in PROFILES.values()} == {LAST_BITS}


def test_instances_are_kept_as_balls_while_they_are_used():
    first = one(1)
    kept = as_balls(first, 128)
    for x in range(2, 40):
        as_balls(one(x), 128)
        assert as_balls(first, 128) is kept
    assert len(confirm._kept) == confirm._KEPT_INSTANCES


def test_what_claims_share_outlasts_what_one_of_them_settles():
    shared = one(1).share()
    kept = as_balls(shared, 128)
    for x in range(2, 40):
        as_balls(one(x), 128)
    assert as_balls(one(1).share(), 128) is kept
    assert as_balls(one(1), 128) is not kept
    for x in range(2, 2 + confirm._KEPT_SHARED):
        as_balls(one(x).share(), 128)
    assert as_balls(shared, 128) is not kept and len(confirm._kept_shared) == confirm._KEPT_SHARED


def test_instances_are_kept_apart_by_precision():
    third = one(Fraction(1, 3))
    radii = {}
    for bits in (64, 256):
        with balls.precision(bits):
            radii[bits] = balls.radius(as_balls(third, bits).x).max()
    assert radii[256] < 2.0**-200 < radii[64]


@pytest.mark.parametrize(
    ("bits", "sign", "outcome", "at"),
    [(200, 1, "broken", 512), (200, -1, "proved", 512), (90, 1, "broken", 128), (600, 1, "tie", 128)],
)
def test_a_tie_of_an_inequality_is_looked_at_once_more(bits, sign, outcome, at):
    """Sides that agree to a hundred bits may be apart all the same"""

    def beyond_a_tie(couple):
        root = couple.xp.sqrt(2 + nothing(couple))
        return at_most(root * (1 + sign * couple.xp.const(1, 2**bits)), root)

    found = settle(made(beyond_a_tie), one())
    assert (found.outcome, found.bits) == (outcome, at)


def test_the_tie_of_an_equality_is_its_proof_and_costs_no_more():
    found = settle(made(lambda c: equal(1 + noise(c), 1 + nothing(c))), one())
    assert (found.outcome, found.bits) == ("tie", 128)


@pytest.mark.parametrize("bits", [54, 90])
def test_a_break_by_less_than_float64_tells_from_1_is_a_factor_above_1_and_finite(bits):
    def beyond(couple):
        scale = couple.scale
        return at_most((1 + scale * couple.xp.const(1, 2**bits)) * scale, scale)

    found = certify_tightness(made(beyond), one())
    assert found.broken is not None and found.broken.judgement is not None
    assert 1 < found.tightness <= 1 + 1e-15
    assert 1 < found.broken.judgement.tightness <= 1 + 1e-15

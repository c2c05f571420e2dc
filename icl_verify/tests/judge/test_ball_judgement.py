"""What balls decide of entries that touch, straddle or miss one another, and which entry is shown."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from icl_verify.numerics import balls
from icl_verify.statement.relation import at_most, equal, positive


def some(*entries):
    """A batch of one: exact numbers, or pairs of a middle and a radius."""
    made = [arb(*entry) if isinstance(entry, tuple) else arb(entry) for entry in entries]
    return balls.BallArray(np.array([made], dtype=object))


def small(bits):
    return arb(1) / (1 << bits)


def judged(relation, bits=128):
    with balls.precision(bits):
        return relation.judge_balls()


@pytest.mark.parametrize("make", [at_most, equal])
def test_one_undecided_entry_leaves_all_undecided(make):
    wide = (1, arb("0.5"))
    assert judged(make(some(1, wide), some(1, wide))).outcome == "undecided"
    assert judged(make(some(wide, 1), some(1, 1))).outcome == "undecided"


def test_a_positive_entry_proves_nothing_of_the_others():
    assert judged(positive(some(1, (0, 1)))).outcome == "undecided"
    assert judged(positive(some(1, 2))).outcome == "proved"


def test_a_ball_that_reaches_down_to_zero_is_not_positive_yet():
    assert judged(positive(some((arb("0.5"), arb("0.5"))))).outcome == "undecided"


@pytest.mark.parametrize(("bits", "outcome"), [(98, "undecided"), (99, "undecided"), (102, "tie")])
def test_sides_tie_where_they_agree_to_a_hundred_bits(bits, outcome):
    blurred = some((1, small(bits)))
    assert judged(at_most(blurred, some(1)), 256).outcome == outcome
    assert judged(at_most(some(1), blurred), 256).outcome == outcome
    assert judged(equal(blurred, some(1)), 256).outcome == outcome


def test_the_scale_of_a_tie_is_the_largest_entry_of_either_side():
    blurred, large = (0, small(50)), 1 << 60
    assert judged(equal(some(blurred, large), some(0, 0))).outcome == "broken"
    assert judged(at_most(some(blurred, 0), some(0, large))).outcome == "tie"
    assert judged(at_most(some(blurred, -large), some(0, 0))).outcome == "tie"
    assert judged(at_most(some(blurred, 0), some(0, 1))).outcome == "undecided"


def test_the_entry_shown_is_the_worst_that_is_broken():
    """The middle of the wide second entry looks worse than the break, and proves nothing."""
    shown = judged(at_most(some(1, (8, 8), 3, 2), some(2, 1, 2, 1)))
    assert (shown.outcome, shown.entry, shown.tightness) == ("broken", 3, 2.0)
    assert (float(shown.lhs), float(shown.rhs)) == (2, 1)


def test_the_entry_shown_of_a_bound_that_holds_is_the_tightest():
    shown = judged(at_most(some(1, 3, 2), some(4, 4, 4)))
    assert (shown.outcome, shown.entry, shown.tightness) == ("proved", 1, 0.75)
    least = judged(positive(some(3, 1, 2)))
    assert (least.outcome, least.entry, least.tightness) == ("proved", 1, -1.0)


def test_the_tightness_of_an_equality_is_the_difference_over_the_scale():
    assert judged(equal(some(3), some(1), some(8))).tightness == 0.25
    assert judged(equal(some(-3), some(1))).tightness == pytest.approx(4 / 3)


def test_nothing_over_nothing_is_not_tight_and_no_difference():
    assert judged(at_most(some(0), some(0))).tightness == 0
    assert judged(at_most(some(0, 1), some(0, 2))).tightness == 0.5
    assert judged(equal(some(0), some(0))).tightness == 0
    assert judged(at_most(some(1), some(0))).tightness == np.inf


def test_a_bound_below_zero_that_holds_is_not_tight():
    kept = judged(at_most(some(-2), some(-1)))
    assert (kept.outcome, kept.tightness) == ("proved", 0)


@pytest.mark.parametrize("bits", [128, 32_768])
def test_what_straddles_zero_shows_nothing_at_any_precision(bits):
    assert judged(positive(some((0, small(bits // 2 + 40)))), bits).outcome == "undecided"
    with balls.precision(bits):
        xp = balls.Balls()
        two = balls.from_exact(np.array([[Fraction(2)]], dtype=object))
        assert positive(xp.sqrt(two) ** 2 - two).judge_balls().outcome == "undecided"
        assert positive(two - two).judge_balls().outcome == "broken"


def test_an_equality_is_proved_of_exact_numbers_alone():
    assert judged(equal(some(3), some(3))).outcome == "proved"
    assert judged(equal(some(3), some((3, small(200))))).outcome == "tie"
    assert judged(equal(some(3, 3), some(3, (3, small(200))))).outcome == "tie"


def test_undefined_entries_are_counted_where_nothing_else_is_open():
    nan, wide = arb("nan"), (1, 1)
    assert judged(at_most(some(nan, 1, 0), some(1, nan, 1))).undefined == 2
    assert judged(at_most(some(nan, wide), some(1, 1))).undefined == 0
    assert judged(at_most(some(0, 1), some(1, 1))).undefined == 0
    assert judged(positive(some(nan, 1))).undefined == 1

"""False statements where float64 knows nothing, each beside a true one: samples of them are settled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icl_verify.judge.tightness import LONGEST_CERTIFIED
from icl_verify.statement.claim import assumption
from icl_verify.statement.relation import at_least, at_most, equal, full_rank, positive
from icl_verify.tests.trial.trajectories import PLAIN, batch_of, steps_of, tried
from icl_verify.trial.weighing import PROOF_HORIZON

SAMPLED = replace(PLAIN, sample=64, weigh=2)
LONG = LONGEST_CERTIFIED + 36
TINY = 10**200


def lost(couple):
    """e^(-400 scale), which float64 takes for 0: it forms the square first, which underflows."""
    return couple.xp.sqrt(couple.xp.exp(-800 * couple.scale))


def below_from(first, hidden=range(3, 1000), bound=TINY):
    """1 <= 2, and at hidden steps e^(-400 s) <= 2, or from ``first`` on e^(-400 s) <= max(1 - s, 1/bound)"""

    def statement(couple):
        xp, one = couple.xp, 1 + 0 * couple.scale
        steps = range(1, couple.steps + 1)
        left = [lost(couple) if t in hidden else one for t in steps]
        small = xp.maximum(1 - couple.scale, xp.const(1, bound))
        right = [small if t in hidden and t >= first else 2 * one for t in steps]
        return at_most(xp.stack(left, axis=-1), xp.stack(right, axis=-1), times=steps)

    return statement


def members(count=40, steps=20, usual=1.0, rare=None):
    """A batch whose scales are ``usual``, but for one in the middle, in no field an extreme among them."""
    scales = [usual + i / 1e4 for i in range(count)]
    if rare is not None:
        scales[count // 2] = rare
    return batch_of(*[{}] * count, steps=steps, scales=scales)


# Along a trajectory.


@pytest.mark.parametrize("first", [3, 14, 20, 60])
def test_a_break_at_whatever_step_without_a_digit_is_found(first):
    found = tried(below_from(first), members(steps=60), profile=SAMPLED)
    assert found.verdict == "refuted" and found.smallest.exact.sizes["steps"] >= first
    assert tried(below_from(first, bound=10**170), members(steps=60), profile=SAMPLED).verdict == "holds"


def test_members_are_settled_to_the_last_step_without_a_digit(settled):
    hidden = {5, 14, 31}
    found = tried(below_from(99, hidden), members(4, steps=60), profile=replace(SAMPLED, weigh=1))
    assert found.verdict == "holds" and sorted(set(steps_of(settled))) == [PROOF_HORIZON, 31]


def test_a_step_without_a_digit_that_is_too_late_leaves_the_claim_open():
    found = tried(below_from(LONG - 1), members(steps=LONG), profile=SAMPLED)
    assert (found.verdict, found.tally.beyond) == ("inconclusive", 40)
    assert found.note == (
        "On 40 of 40 instances float64 knows too little of steps after the 64th, which balls are not asked "
        "about."
    )


def test_of_few_members_that_are_too_late_the_note_tells():
    def late_where_large(couple):
        """Without a digit where the scale is above 1."""
        relation = below_from(999, {LONG})(couple)
        return replace(relation, lhs=relation.lhs + couple.xp.maximum(2 - couple.scale, 0)[..., None] / 2)

    found = tried(late_where_large, members(steps=LONG, usual=0.9, rare=2.5), profile=SAMPLED)
    assert (found.verdict, found.tally.beyond) == ("holds", 1)
    assert found.note == (
        "1 suspicions of which float64 has no digit, on trajectories too long for balls, stay open: any "
        "could be a break."
    )
    assert found.tally.sampled[0].record().share == 1


def test_an_early_break_of_members_that_are_too_late_is_found():
    assert tried(below_from(9), members(steps=LONG), profile=SAMPLED).verdict == "refuted"
    assert tried(below_from(9, {9, LONG}), members(steps=LONG), profile=SAMPLED).verdict == "refuted"


def test_what_looks_broken_early_and_is_not_may_break_where_nothing_is_seen():
    """At step 2 rounding makes 1/100 of a 0 where the scale is above 1; at step 14 there is no digit."""

    def rounded(couple):
        xp, relation = couple.xp, below_from(14, {14})(couple)
        noise = xp.abs((couple.scale / 10 + 10**16) - 10**16 - couple.scale / 10)
        noise = noise * xp.maximum(couple.scale - 1, 0)
        sides = [(relation.lhs[..., t], relation.rhs[..., t]) for t in range(couple.steps)]
        sides[1] = (noise, xp.const(1, 10**9) + 0 * noise)
        left, right = zip(*sides, strict=True)
        return replace(relation, lhs=xp.stack(list(left), axis=-1), rhs=xp.stack(list(right), axis=-1))

    assert (
        tried(rounded, members(usual=0.9, rare=1.1), profile=replace(SAMPLED, weigh=16)).verdict == "refuted"
    )


def test_a_tie_of_two_underflows_may_be_a_break():
    def tied(factor):
        def statement(couple):
            """e^(-800 scale) <= factor e^(-800 scale), of which float64 has 0 <= 0"""
            tail = couple.xp.exp(-800 * couple.scale)
            rare = couple.xp.maximum(couple.scale - 2, 0)
            return at_most(tail * (1 + rare), tail * factor)

        return statement

    few = replace(SAMPLED, ties=1)
    assert tried(tied(1), members(rare=2.5), profile=few, climbs=False).verdict == "refuted"
    found = tried(tied(2), members(rare=2.5), profile=few, climbs=False)
    assert found.verdict == "holds" and "tie in float64 without a digit" in found.note


def test_two_underflows_are_not_equal():
    def statement(factor):
        """e^(-800 s) = (1 + factor max(x_1 - 1, 0)) e^(-800 s), of which float64 has 0 = 0"""

        def sides(couple):
            tail = couple.xp.exp(-800 * couple.scale)
            return equal(tail, tail * (1 + factor * couple.xp.maximum(couple.x[..., 0] - 1, 0)))

        return sides

    drawn = batch_of(*[{}] * 20, {1: 2}, *[{}] * 19)
    assert tried(statement(1), drawn, profile=SAMPLED).verdict == "refuted"
    assert tried(statement(0), drawn, profile=SAMPLED).verdict == "holds"


# Statements on the end alone: without times, or with the last step as the only one.


def of_the_end(left, right, steps, named):
    if not named:
        return at_most(left, right)
    return at_most(left[..., None], right[..., None], times=(steps,))


def end_below(bound, named):
    """e^(-400 s) <= 1, and at the end of long trajectories <= max(1 - s, 1/bound)"""

    def statement(couple):
        xp, value = couple.xp, lost(couple)
        least = xp.maximum(1 - couple.scale, xp.const(1, bound))
        right = least if couple.steps > PROOF_HORIZON else 1 + 0 * value
        return of_the_end(value, right, couple.steps, named)

    return statement


@pytest.mark.parametrize("named", [False, True])
def test_a_statement_on_the_end_is_shown_the_end(named):
    drawn = members(usual=0.9, rare=1.1)
    assert tried(end_below(TINY, named), drawn, profile=SAMPLED).verdict == "refuted"
    assert tried(end_below(10**170, named), drawn, profile=SAMPLED).verdict == "holds"
    found = tried(end_below(TINY, named), members(steps=LONG), profile=SAMPLED)
    assert found.verdict != "holds"  # without times the tightest draw is certified to its end
    found = tried(end_below(TINY, named), members(usual=0.9, rare=1.1, steps=LONG), profile=SAMPLED)
    assert found.tally.beyond == 1 and (found.verdict == "inconclusive" or "stay open" in found.note)


@pytest.mark.parametrize("shown", [{"weigh": 2, "prove": 0}, {"weigh": 0, "prove": 2}])
def test_a_statement_without_times_is_not_proved_by_fewer_steps(shown):
    """Of long trajectories another bound is claimed, in float64 a true one."""

    def end(couple):
        x = couple.x[..., 0]
        return at_most(x, x + couple.steps)

    found = tried(end, members(steps=LONG), profile=replace(SAMPLED, **shown))
    assert (found.verdict, found.tally.proved, found.tally.cut) == ("inconclusive", 0, found.tally.settled)
    assert found.tally.settled > 0 and found.tally.weighed == 0
    assert found.note.endswith("of them were cut to fewer steps, and other statements then.")
    assert tried(end, members(), profile=replace(SAMPLED, **shown)).verdict == "holds"


def test_a_statement_that_no_step_enters_is_proved_by_fewer_steps(settled):
    found = tried(lambda c: at_most(c.x[..., 0], 1), members(steps=LONG), profile=SAMPLED)
    assert found.verdict == "holds" and set(steps_of(settled)) == {PROOF_HORIZON}


# Assumptions: true of every member, and of the last one, whose scale is above 1/2, false in float64.


@assumption("product", "e^(-500 s) e^(-500 s) > 0")
def product(couple):
    small = couple.xp.exp(-500 * couple.scale)
    return positive(small * small)


@assumption("sum", "(1 + e^(-50 s)) - 1 > 0")
def cancelled(couple):
    return positive((1 + couple.xp.exp(-50 * couple.scale)) - 1)


def at_least_a(bound):
    @assumption("large", "e^(-400 s) >= 1/bound")
    def large(couple):
        left = lost(couple)
        return at_least(left, couple.xp.const(1, bound) + 0 * left)

    return large


@assumption("difference", "e^(-400 s) - 1e-200 > 0")
def difference(couple):
    return positive(lost(couple) - couple.xp.const(1, TINY))


@assumption("norm", "|(e^(-400 s), 0)| - 1e-200 > 0")
def norm(couple):
    xp, value = couple.xp, couple.xp.exp(-400 * couple.scale)
    return positive(xp.norm(xp.stack([value, 0 * value], axis=-1)) - xp.const(1, TINY))


@assumption("digits", "3 (s/30) - s/10 + 1e-18 > 0")
def digits(couple):
    part = couple.scale / 30
    return positive(part + part + part - couple.scale / 10 + couple.xp.const(1, 10**18))


@assumption("equality", "(10^17 + m) - 10^17 = m for m = max(s - 1/2, 0)")
def equality(couple):
    more = couple.xp.maximum(couple.scale - couple.xp.const(1, 2), 0)
    return equal((10**17 + more) - 10**17, more)


@assumption("overflow", "log e^(1000 s) <= 1001 s")
def overflow(couple):
    return at_most(couple.xp.log(couple.xp.exp(1000 * couple.scale)), 1001 * couple.scale)


@assumption("rank", "(1, 0) and (1, max(1/2 - s, e^(-400 s))) are independent")
def independent(couple):
    xp, one = couple.xp, 1 + 0 * couple.scale
    small = xp.maximum(one / 2 - couple.scale, xp.exp(-400 * couple.scale))
    rows = [xp.stack([one, 0 * one], axis=-1), xp.stack([one, small], axis=-1)]
    return full_rank(xp.stack(rows, axis=-2))


TRUE_AT_THE_END = [
    product, cancelled, at_least_a(TINY), difference, norm, digits, equality, overflow, independent,
]  # fmt: skip


def small_scale(bound):
    """s <= bound"""
    return lambda couple: at_most(couple.scale, couple.xp.const(bound, 2))


def unseen(bound):
    """e^(-400 s) <= max(1/2 - s, 1/bound), of which float64 has 0 on the left of the last member."""

    def statement(couple):
        xp, value = couple.xp, lost(couple)
        return at_most(value, xp.maximum(xp.const(1, 2) - couple.scale, xp.const(1, bound)))

    return statement


def with_a_last(assumes):
    """Members whose scale is about 1/10, and one of about 1 that float64 says does not satisfy it."""
    for scale in (1 + i / 64 for i in range(1, 64)):
        batch = batch_of(*[{}] * 41, scales=[*(0.1 + i / 1e4 for i in range(40)), scale])
        if assumes.judged(batch).broken[-1]:
            return batch
    raise AssertionError(assumes.name)


@pytest.mark.parametrize("assumes", TRUE_AT_THE_END, ids=lambda one: one.name)
@pytest.mark.parametrize(("false", "true"), [(small_scale(1), small_scale(4)), (unseen(TINY), unseen(1))])
def test_an_assumption_that_rounding_breaks_hides_no_break(assumes, false, true):
    batch = with_a_last(assumes)
    options = {"profile": SAMPLED, "assumes": (assumes,), "minimum_share": 0.1}
    found = tried(false, batch, **options)
    assert found.verdict == "refuted" and found.smallest.exact.values["scale"] > 1 / 2
    assert tried(true, batch, **options).verdict == "holds"


def test_where_an_assumption_fails_in_truth_nothing_is_claimed():
    batch, fails = with_a_last(at_least_a(TINY)), at_least_a(10**170)
    found = tried(small_scale(1), batch, profile=SAMPLED, assumes=(fails,))
    assert (found.verdict, found.note) == ("holds", "")
    clear = assumption("clear", "s <= 1/2")(small_scale(1))
    found = tried(small_scale(1), batch, profile=SAMPLED, assumes=(at_least_a(TINY), clear))
    assert (found.verdict, found.note) == ("holds", "")


def test_an_assumption_that_balls_leave_open_is_told():
    """sqrt(s)^2 - s is 0, which no ball around it shows."""
    zero = assumption("zero", "max(1/2 - s, sqrt(s)^2 - s) > 0")(
        lambda c: positive(c.xp.maximum(c.xp.const(1, 2) - c.scale, c.xp.sqrt(c.scale) ** 2 - c.scale))
    )
    found = tried(small_scale(1), with_a_last(zero), profile=SAMPLED, assumes=(zero,))
    assert (found.verdict, found.tally.unsettled) == ("holds", 0)
    assert found.note == "1 suspicions that rounding alone may exclude stay open: any could be a break."

"""What float64 has nothing against is weighed: where it resolves nothing, it hides no break."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from hypothesis import strategies as st

from icl_verify.statement.claim import claim
from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.population import Draw, Population
from icl_verify.statement.relation import at_most, equal, positive
from icl_verify.tests.tiny import FAST, made
from icl_verify.tests.trial.trajectories import PLAIN, batch_of, below_one, steps_of, tried
from icl_verify.trial.course import try_claim
from icl_verify.trial.tally import Tally
from icl_verify.trial.verdict import decide
from icl_verify.trial.weighing import PROOF_HORIZON

WEIGHED = replace(FAST, sample=32, prove=0)


class Numbers(Instance, name="weighing.Numbers"):
    """n positive numbers."""

    n = Axis()
    u = Field("n", kind="positive")


def within(low: float, high: float, n: int = 1, rare: float | None = None) -> Population:
    """Numbers within the bounds; of every batch, one member's are ``rare``."""

    def expand(draw, batch, device):
        numbers = torch.rand((batch, draw.sizes["n"]), generator=draw.generator(), dtype=torch.float64)
        u = low + (high - low) * numbers
        if rare is not None:
            u[batch // 2] = rare
        return Numbers(draw.sizes, {"u": u.to(device)})

    draws = st.integers(0, 2**32 - 1).map(lambda seed: Draw({"n": n}, {}, seed))
    return Population(f"within_{low:g}_{high:g}_{n}_{rare}".replace("+", ""), "Numbers.", draws, expand)


def verdict_on(population, statement, profile=WEIGHED):
    return try_claim(claim("weighing.claim", statement="", population=population)(statement), profile, 0)


def softplus(numbers):
    """log(1 + e^-u) <= e^-u / 2: near 41 the left side is 0 in float64"""
    xp, u = numbers.xp, numbers.u
    return at_most(xp.log(1 + xp.exp(-u)), xp.exp(-u) / 2)


def overflowing(numbers):
    """2 u <= log(e^u): at 750 the right side is infinite in float64"""
    return at_most(2 * numbers.u, numbers.xp.log(numbers.xp.exp(numbers.u)))


def beside_large(numbers):
    """(10^12, u) = (10^12, 2 u), which the scale of the first entry hides"""
    xp, u = numbers.xp, numbers.u
    large = 10**12 + 0 * u
    return equal(xp.concat([large, u], axis=-1), xp.concat([large, 2 * u], axis=-1))


@pytest.mark.parametrize(
    ("population", "statement"),
    [
        (within(40.5, 41.5), softplus),
        (within(745, 755), overflowing),
        (within(1e-9, 1e-8), beside_large),
    ],
)
def test_what_float64_does_not_resolve_hides_no_break(population, statement):
    assert verdict_on(population, statement).verdict == "refuted"


@pytest.mark.parametrize(
    ("population", "statement"),
    [
        (within(1, 2, rare=41), lambda c: _true_below(c, 36, softplus)),
        (within(1, 2, rare=750), lambda c: _true_below(c, 709, overflowing)),
        (within(1, 2, rare=1e-9), lambda c: _small_doubled(c)),
    ],
)
def test_one_member_of_which_float64_has_no_digit_is_found_among_many(population, statement):
    """Of every batch one member is a break, in no field an extreme, and float64 sees nothing of it."""
    assert verdict_on(population, statement, replace(WEIGHED, sample=64, weigh=1)).verdict == "refuted"


def _true_below(numbers, bound, statement):
    """The statement, its right side enlarged where u is below the bound."""
    relation = statement(numbers)
    xp, u = numbers.xp, numbers.u
    return replace(relation, rhs=relation.rhs + 10 * xp.maximum(bound - u, 0 * u))


def _small_doubled(numbers):
    """(10^12, u) = (10^12, max(u, 2e-9)): false where u is tiny alone"""
    xp, u = numbers.xp, numbers.u
    large = 10**12 + 0 * u
    least = xp.const(2, 10**9) + 0 * u
    return equal(xp.concat([large, u], axis=-1), xp.concat([large, xp.maximum(u, least)], axis=-1))


def test_a_claim_of_which_balls_prove_nothing_does_not_hold():
    found = verdict_on(within(1, 2), lambda c: at_most(c.u, 1 / (c.u - c.u)))
    assert found.verdict == "inconclusive" and found.tally.unsettled > 0
    tally = Tally(instances=9, applicable=9, settled=3)
    assert decide(made(below_one), tally, broken=False)[0] == "inconclusive"
    assert decide(made(below_one), replace(tally, ties=1), broken=False)[0] == "holds"


def test_where_float64_errs_often_any_member_may_be_a_break():
    """sqrt(u^2 + 1) - u is 1/(2 u) at 10^7, of which float64 has one digit: a sample of all is settled."""

    def difference(numbers):
        xp, u = numbers.xp, numbers.u
        return at_most(xp.sqrt(u**2 + 1) - u, 1 / u)

    found = verdict_on(within(3e7, 5e7), difference)
    assert found.verdict == "holds" and found.tally.off > 0 and found.tally.apart > 0.1
    (sample,) = [one for one in found.tally.sampled if one.nature == "where float64 errs"]
    assert (sample.suspicions, sample.settled) == (64, 16) and "where float64 errs" in found.note
    sure = verdict_on(within(1, 2), difference)
    assert sure.verdict == "holds" and sure.tally.off == 0 < sure.tally.weighed and sure.tally.sampled == []
    assert sure.tally.apart < 1e-12


def test_the_sign_of_what_is_positive_by_rounding_is_weighed():
    def rounded(numbers):
        """-u/2, as (3 u/2 + 2^53) - 2^53 - 2 u"""
        u = numbers.u
        return positive((3 * u / 2 + 2**53) - 2**53 - 2 * u)

    assert verdict_on(within(0.7, 0.9), rounded).verdict == "refuted"


@pytest.mark.parametrize("large", [False, True])
def test_the_extremes_of_a_positive_field_are_weighed_on_whatever_shape(large):
    """The break is at the largest or the least u alone, which lies on the larger shape."""
    batches = [of_numbers([1.5, 2, 3]), of_numbers([[1.25, 2], [40 if large else 0.01, 1.5]])]

    def extreme_breaks(numbers):
        xp, u = numbers.xp, numbers.u
        if isinstance(u, torch.Tensor):
            return at_most(u / 100, u)
        ends = xp.amax(u, axis=-1) - 30 if large else 1 - xp.amin(u, axis=-1)
        return at_most(u / 100 + 1000 * xp.maximum(ends, 0 * ends)[..., None], u)

    found = tried(extreme_breaks, *batches, profile=replace(PLAIN, weigh=1, sample=0))
    assert found.verdict == "refuted" and found.worst.exact.sizes["n"] == 2


def of_numbers(rows) -> Numbers:
    u = torch.tensor(rows, dtype=torch.float64)
    u = u[:, None] if u.ndim == 1 else u
    return Numbers({"n": u.shape[1]}, {"u": u})


def test_the_random_members_are_those_of_the_seed_and_the_population(settled):
    """Two claims weigh the same members; another seed, others."""
    seen = {}
    for name, seed in (("one", 0), ("other", 0), ("one", 1)):
        settled.clear()
        statement = claim(f"weighing.{name}", statement="", population=within(1, 2))
        try_claim(statement(lambda c: at_most(c.u, 3 + c.u)), replace(WEIGHED, weigh=5), seed)
        seen[name, seed] = [exact.values["u"][0] for exact in settled]
    assert seen["one", 0] == seen["other", 0] != seen["one", 1]
    assert len(seen["one", 0]) in (5, 6, 7)


def test_trajectories_are_weighed_to_the_horizon_and_the_tightest_to_its_step(settled):
    late = {40: 0.75}
    tried(below_one, batch_of({}, late, {}, length=60), profile=replace(PLAIN, weigh=3))
    assert sorted(steps_of(settled)) == [PROOF_HORIZON, PROOF_HORIZON, 40]


def test_weighing_compares_the_steps_that_both_have():
    found = tried(below_one, batch_of({3: 0.25}, length=60), profile=replace(PLAIN, weigh=1))
    assert (found.verdict, found.tally.weighed, found.tally.apart) == ("holds", 1, 0.0)


def test_members_that_balls_find_inapplicable_or_leave_open_are_not_weighed(answer):
    answer("undecided")
    found = tried(below_one, batch_of({}, {}), profile=replace(PLAIN, weigh=2))
    assert (found.verdict, found.tally.weighed, found.tally.settled) == ("inconclusive", 0, 2)
    assert found.note == "Balls proved none of the 2 instances that they were shown."


@pytest.mark.parametrize("shown", [{"weigh": 4, "prove": 0}, {"weigh": 0, "prove": 4}])
def test_what_is_positive_by_rounding_alone_and_left_open_does_not_hold(shown):
    """The square is 0, which no ball around it shows; in float64 it is what the rounding left."""

    def squared(numbers):
        xp, u = numbers.xp, numbers.u
        third = xp.const(1, 3) + 0 * u
        return positive(((third + 10**10 * u) - 10**10 * u - third) ** 2 if numbers.n == 1 else u)

    batches = [of_numbers([1.3, 2.7]), of_numbers([[1.3, 2.7], [1.2, 1.9]])]
    found = tried(squared, *batches, profile=replace(PLAIN, **shown))
    left, settled = found.tally.left_open, found.tally.settled
    assert found.verdict == "inconclusive" and found.tally.proved == left == settled // 2 > 0
    assert found.note == f"Balls left {left} of the {settled} instances that they were shown open."


def test_a_relation_of_one_member_shares_nothing_with_its_batch():
    x = torch.arange(6, dtype=torch.float64).reshape(3, 2)
    relation = equal(x, torch.ones(1, 2, dtype=torch.float64), scale=1 + x[:, :1])
    one = relation.member(1)
    x += 100
    assert one.lhs.tolist() == [[2, 3]] and one.rhs.shape == (1, 2) and one.scale.tolist() == [[3]]

"""Attacks on verdicts: planted statements that a careless trial would call broken, or let pass."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import strategies as st

from icl_verify.judge.e_value import Count
from icl_verify.judge.precision import LAST_BITS
from icl_verify.judge.replay import replay
from icl_verify.judge.settle import settle
from icl_verify.judge.tightness import certify_tightness
from icl_verify.statement.claim import assumption
from icl_verify.statement.fields import Axis, Exact, Field, Instance
from icl_verify.statement.population import Draw, Population
from icl_verify.statement.relation import at_least, at_most, equal, positive, probability
from icl_verify.tests.tiny import FAST, Couple, couples, expand, made
from icl_verify.trial.course import try_claim
from icl_verify.trial.evidence import counterexample
from icl_verify.trial.tally import Tally
from icl_verify.trial.verdict import decide, refuted_by_counting


def a_couple(n=1, steps=5, **numbers) -> Exact:
    sizes = {"n": n, "columns": 1, "first_columns": 0, "steps": steps}
    exact = expand(Draw(sizes, {}, 0), 1, "cpu").exact(0)
    for name, value in numbers.items():
        exact = exact.replace(name, np.array([Fraction(v) for v in value], dtype=object))
    return exact


# Breaks that are none.


def test_nan_is_not_zero():
    claim = made(lambda c: positive(1 / (c.x - c.x)[..., 0] ** 2))
    assert settle(claim, a_couple()).outcome == "undecided"
    assert settle(claim, a_couple(), first_bits=LAST_BITS).outcome == "undecided"
    assert try_claim(claim, FAST, 0).verdict == "inconclusive"


def test_a_wide_ball_around_zero_is_not_zero():
    def chaotic(couple):
        xp, z = couple.xp, couple.xp.const(1, 3) + 0 * couple.x[..., 0]
        for _ in range(200):
            z = 4 * z * (1 - z)
        return positive(xp.const(1, 4) + z)

    assert settle(made(chaotic), a_couple(), first_bits=128, last_bits=128).outcome == "undecided"
    assert settle(made(chaotic), a_couple()).outcome == "proved"


def test_a_wide_ball_at_the_last_precision_is_not_zero_either():
    """The fourth root of 2^-40000 is positive, and known to a quarter of the bits alone."""

    def rooted(couple):
        xp = couple.xp
        noise = xp.exp(couple.x[..., 0]) / xp.exp(couple.x[..., 0]) - 1
        return positive(xp.sqrt(xp.sqrt(noise + xp.const(1, 2**40_000))))

    assert settle(made(rooted), a_couple(x=[1]), first_bits=LAST_BITS).outcome == "undecided"


def test_zero_is_never_shown_by_a_ball_around_it():
    claim = made(lambda c: positive(c.xp.sqrt(c.x[..., 0] ** 2 + 1) ** 2 - c.x[..., 0] ** 2 - 1))
    assert settle(claim, a_couple(x=[3]), last_bits=4096).outcome == "undecided"
    settled = settle(claim, a_couple(x=[3]))
    assert (settled.outcome, settled.bits) == ("undecided", LAST_BITS)


def test_a_small_positive_number_is_not_simplified_into_a_break():
    """x - y > 0 fails where x <= y; the tiny difference that is left must not be taken for 0."""

    def larger(couple):
        xp, gap = couple.xp, couple.x[..., 0] - couple.y[..., 0]
        noise = xp.exp(couple.scale) / xp.exp(couple.scale) - 1  # 0, known to the precision
        return positive(noise + gap * xp.const(1, 10**200) + xp.const(1, 10**400))

    found = try_claim(made(larger), FAST, 0)
    assert found.verdict == "refuted"
    assert found.smallest.settlement.outcome == found.worst.settlement.outcome == "broken"
    assert all(b.exact.values["x"][0] < b.exact.values["y"][0] for b in (found.smallest, found.worst))


def test_a_tied_assumption_is_asked_again_at_a_higher_precision():
    """1 + e <= 1 ties at 128 bits for e = 2^-140 and fails at 512: the claim e <= 0 does not apply."""
    bounded = assumption("bounded", "1 + x <= 1")(lambda c: at_most(1 + c.x[..., 0], 1 + 0 * c.x[..., 0]))
    claim = made(lambda c: at_most(c.x[..., 0], 0 * c.x[..., 0]), assumes=(bounded,))
    assert settle(claim, a_couple(x=[Fraction(1, 2**140)])).outcome == "inapplicable"


def test_the_root_of_a_negative_number_breaks_nothing():
    """sqrt(-1e-60) is no number; a ball that reaches below 0 counts from 0 until it excludes it."""

    def rooted(couple):
        xp = couple.xp
        almost = (couple.x[..., 0] + 1) ** 2 - couple.x[..., 0] ** 2 - 2 * couple.x[..., 0] - 1
        return at_most(1 - xp.sqrt(almost - xp.const(1, 10**60)), xp.const(1, 2) + almost)

    assert settle(made(rooted), a_couple(x=[Fraction(1, 3)])).outcome == "undecided"


def test_two_types_of_one_name_do_not_share_a_cache():
    def factory(kind):
        class Columns(Instance):
            n = Axis()
            columns = Axis()
            units = Field("n", "columns", kind=kind)

        return Columns

    scaled, raw = factory("unit_columns"), factory("real")
    values = {"units": np.array([[Fraction(3)], [Fraction(4)]], dtype=object)}
    claim = made(lambda c: at_most(c.xp.norm(c.units, axis=(-2, -1)), c.xp.ones((1,))))
    assert settle(claim, Exact(raw, {"n": 2, "columns": 1}, values)).outcome == "broken"
    assert settle(claim, Exact(scaled, {"n": 2, "columns": 1}, values)).outcome in ("tie", "proved")


def test_numbers_beyond_float64_tie_only_where_they_agree():
    def huge(couple):
        xp, big = couple.xp, 10**320
        noise = xp.exp(couple.x[..., 0]) / xp.exp(couple.x[..., 0]) - 1  # 0, known to the precision
        larger = big * (1 + xp.const(1, 10**30) + 10**40 * noise)
        return at_most(larger, big + 0 * couple.x[..., 0])

    assert settle(made(huge), a_couple(x=[1]), last_bits=128).outcome == "undecided"
    assert settle(made(huge), a_couple(x=[1])).outcome == "broken"


def test_a_counterexample_of_another_type_is_refused():
    class Unscaled(Couple):
        units = Field("n", "columns")

    claim = made(lambda c: at_most(c.xp.norm(c.units, axis=(-2, -1)), c.xp.ones((c.batch,))))
    long = Exact(Unscaled, a_couple().sizes, {**a_couple().values, "units": np.array([[Fraction(5)]])})
    settled = settle(claim, long)
    assert settled.outcome == "broken"
    example = counterexample(claim, long, settled, "smallest")
    with pytest.raises(ValueError, match=r"must be a .*Couple"):
        replay(claim, example)


def test_a_counterexample_outside_the_populations_shapes_is_refused():
    wide = couples.draws.filter(lambda draw: draw.sizes["n"] > 1)
    narrow = replace(couples, draws=wide, shapes=lambda sizes: sizes["n"] > 1)
    claim = made(lambda c: at_most(c.xp.abs(c.x[..., 0]), 0 * c.x[..., 0]), population=narrow)
    example = counterexample(claim, a_couple(x=[1]), settle(claim, a_couple(x=[1])), "smallest")
    with pytest.raises(ValueError, match="sizes must be among"):
        replay(claim, example)
    found = try_claim(claim, FAST, 0)
    assert found.verdict == "refuted" and found.smallest.exact.sizes["n"] == 2


def of_steps(steps, **changes):
    """The couples with so many steps."""
    return replace(
        couples, expand=lambda draw, batch, device: expand(
            replace(draw, sizes={**draw.sizes, "steps": steps}), batch, device
        ), **changes,
    )  # fmt: skip


class Long(Instance, name="cuts.Long"):
    """A positive number and at least fifteen steps."""

    steps = Axis(low=15, count=True, trajectory=True)
    scale = Field(kind="positive")


LONG = Population(
    "cuts.long", "Long.", st.integers(0, 2**32 - 1).map(lambda seed: Draw({"steps": 20}, {}, seed)),
    lambda draw, batch, device: Long(
        draw.sizes, {"scale": 1 + torch.rand(batch, generator=draw.generator(), dtype=torch.float64)}
    ),
)  # fmt: skip


@pytest.mark.parametrize("along", [False, True])
@pytest.mark.parametrize("population", [of_steps(20, shapes=lambda sizes: sizes["steps"] >= 15), LONG])
def test_no_instance_is_cut_to_fewer_steps_than_its_population_admits(population, along):
    """steps >= 15 is false of trajectories that are cut to 12"""

    def enough(couple):
        if not along:
            return at_least(couple.steps * couple.scale, 15 * couple.scale)
        sides = couple.xp.stack([t * couple.scale for t in range(1, couple.steps + 1)], axis=-1)
        return at_least(sides, 0 * sides + couple.scale[..., None], times=range(1, couple.steps + 1))

    found = try_claim(made(enough, population=population), replace(FAST, hunt=20), 0)
    assert (found.verdict, found.error) == ("holds", None) and found.tally.proved > 0


def test_nothing_is_said_of_sizes_that_the_population_does_not_admit():
    narrow = replace(couples, shapes=lambda sizes: sizes["n"] > 1)
    below = made(lambda c: at_most(c.xp.abs(c.x[..., 0]), 0 * c.x[..., 0]), population=narrow)
    assert settle(below, a_couple(x=[1])).outcome == "inapplicable"
    assert np.isnan(certify_tightness(below, a_couple(x=[1])).tightness)
    assert settle(below, a_couple(n=2)).outcome == "broken"
    outside = replace(couples, shapes=lambda sizes: sizes["n"] > 9)
    assert try_claim(made(below.function, population=outside), FAST, 0).verdict == "inconclusive"


# Breaks that must not be lost.


def test_a_break_later_than_the_worst_rounding_is_found():
    """In float64 step 3 looks worst, by rounding that balls dismiss; step 20 is the break."""

    def trajectory(couple):
        xp = couple.xp
        lost = (couple.x[..., 0] * 10**17 + 1) - couple.x[..., 0] * 10**17 - 1  # 0, or lost digits
        late = {3: lost, 20: xp.const(1, 100) + 0 * lost}
        sides = xp.stack([late.get(t, 0 * lost) for t in range(1, couple.steps + 1)], axis=-1)
        return equal(sides, 0 * sides, 1 + 0 * sides, times=range(1, couple.steps + 1))

    def of_thirty_steps(draw, batch, device):
        drawn = expand(replace(draw, sizes={**draw.sizes, "steps": 30}), batch, device)
        drawn.raw["x"].fill_(1 / 3)  # here float64 does lose the digits
        return drawn

    longer = replace(couples, expand=of_thirty_steps)
    found = try_claim(made(trajectory, population=longer), FAST, 0)
    assert found.verdict == "refuted"
    assert found.smallest.exact.sizes["steps"] == 20


def test_an_instance_of_which_nothing_is_resolved_was_not_tried():
    def hidden(couple):
        side = couple.x[..., :1] ** 2
        mask = torch.zeros_like(side, dtype=torch.bool) if isinstance(side, torch.Tensor) else None
        return at_most(side + 1, side, resolved=mask)

    assert try_claim(made(hidden), replace(FAST, prove=0), 0).verdict == "vacuous"


def test_an_assumption_that_float64_cannot_evaluate_hides_no_break():
    overflowing = assumption("any", "identically true")(
        lambda c: at_most(c.xp.exp(c.x[..., 0] ** 2 * 10**4), 2 * c.xp.exp(c.x[..., 0] ** 2 * 10**4))
    )
    large = made(lambda c: at_most(c.x[..., 0] ** 2, 1 + 0 * c.x[..., 0]), assumes=(overflowing,))
    assert try_claim(large, FAST, 0).verdict == "refuted"


def test_every_number_near_zero_is_settled_where_it_must_be_positive():
    """One exact zero among many that are small: float64 shows it as small and positive too."""

    def spread(couple):
        tiny = couple.x[..., 0] ** 2 * couple.xp.const(1, 10**20)
        return positive(tiny, 1 + 0 * tiny)

    found = try_claim(made(spread), FAST, 0)
    assert found.verdict == "holds" and found.tally.settled >= found.tally.suspicions > FAST.ties


def test_an_undefined_scale_raises_suspicion():
    negative = -torch.ones(3, dtype=torch.float64)
    judged = positive(negative, torch.full((3,), torch.nan, dtype=torch.float64)).judge_float64()
    assert judged.suspicious.all() and judged.broken.all()


def test_the_worst_break_is_the_worst_that_balls_have_seen():
    claim = made(lambda c: at_most(c.x[..., 0] ** 2 + 1, c.y[..., 0] ** 2))
    found = try_claim(claim, FAST, 0)
    assert found.worst.tightness >= found.smallest.tightness
    assert found.tally.tightness_quantiles().max == found.worst.tightness


def test_a_bound_below_zero_is_infinitely_broken():
    below = made(lambda c: at_most(c.x[..., 0] ** 2, -1 - c.y[..., 0] ** 2))
    assert settle(below, a_couple()).judgement.tightness == np.inf


# Chances.


@pytest.mark.parametrize(
    ("successes", "verdict"), [(60, "holds"), (50, "holds"), (45, "inconclusive"), (5, "refuted")]
)
def test_fewer_events_than_claimed_are_no_evidence(successes, verdict):
    claim = made(lambda c: probability(c.x[..., 0] > 0, at_least=0.5))
    tally = Tally(instances=100, applicable=100, events={(): [Count(successes, 100)]})
    assert decide(claim, tally, broken=refuted_by_counting(tally, 0.5), chance=0.5)[0] == verdict


# Instances.


def test_distinct_columns_are_told_by_their_direction():
    class Dictionary(Instance):
        d = Axis()
        K = Axis()
        tokens = Field("d", "K", kind="unit_columns", distinct=True)

    def exact(rows):
        values = np.array([[Fraction(x) for x in row] for row in rows], dtype=object)
        return Exact(Dictionary, {"d": 2, "K": 3}, {"tokens": values})

    assert (
        exact([[1, 2, 3], [1, 2, 1]]).complaint()
        == "tokens must have distinct columns once they are scaled to norm 1"
    )
    assert exact([[1, -1, 3], [1, -1, 1]]).complaint() is None
    with pytest.raises(ValueError, match="distinct columns"):
        exact([[1, 2, 3], [1, 2, 1]]).float64()
    with pytest.raises(ValueError, match="left to unit_columns"):
        Field("d", distinct=True)


def test_equal_instances_are_equal():
    assert a_couple(x=[1]) == a_couple(x=[1]) != a_couple(x=[2])
    assert len({a_couple(x=[1]), a_couple(x=[1])}) == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"n": Axis()}, "at least one field"),
        ({"n": Axis(), "x": Field("k")}, "field x of Broken must name declared axes, got 'k'"),
        ({"n": Axis(prefix_of="k"), "x": Field("n")}, "axis n of Broken must name declared axes, got 'k'"),
    ],
)
def test_a_declaration_is_checked_where_it_is_made(body, message):
    with pytest.raises(ValueError, match=message):
        type("Broken", (Instance,), body)


def test_a_file_cannot_ask_for_a_billion_steps():
    data = a_couple().to_json()
    data["sizes"]["steps"] = 10**9
    with pytest.raises(ValueError, match="steps must be at most"):
        Exact.from_json(data)


@pytest.mark.parametrize("make", [at_most, equal])
def test_sides_that_do_not_fit_are_named(make):
    with pytest.raises(ValueError, match=r"must broadcast, got shapes \(3, 2\) and \(4,\)"):
        make(torch.zeros(3, 2), torch.zeros(4))

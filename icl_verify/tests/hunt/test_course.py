"""A hunt from its first draw to its result: what falls, what is kept, what it says of itself."""

from __future__ import annotations

import dataclasses
import json

import pytest
import torch

from icl_verify.hunt.course import hunt_batches, hunt_claim
from icl_verify.judge.settle import settle
from icl_verify.judge.tightness import certify_tightness
from icl_verify.statement.claim import assumption
from icl_verify.statement.fields import Axis, Exact, Field, Instance
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import at_most, equal, full_rank, positive
from icl_verify.tests.hunt.cases import never_far_apart, normal_fields, one_shape, scales
from icl_verify.tests.tiny import FAST, cauchy_schwarz, expand, made, written
from icl_verify.trial.course import try_claim


def test_a_statement_true_on_all_ordinary_draws_falls_to_the_hunt_alone():
    tried = made(never_far_apart, "tiny.far_apart", population=scales, expected="refuted", form="mutant")
    without = try_claim(tried, FAST, seed=0)
    assert without.verdict == "holds", "no draw comes near"
    found = try_claim(tried, dataclasses.replace(FAST, hunt=60), seed=0)
    assert found.verdict == "refuted" and found.hunt.stopped == "refuted"
    assert found.smallest is not None and settle(tried, found.smallest.exact).outcome == "broken"


def test_declared_ranges_are_never_left():
    def beyond(scales):
        """Nothing is larger than the box allows"""
        return at_most(scales.large, 10**6 * scales.xp.ones((scales.batch,)))

    found = hunt_claim(made(beyond, "tiny.beyond", population=scales), steps=120)
    assert found.broken is None
    assert found.best == pytest.approx(1.0), "the edge of the box is reached"


def test_assumptions_hold_throughout():
    @assumption("tame", "the large scale is at most three times the small one")
    def tame(scales):
        return at_most(scales.large, 3 * scales.small)

    def quarter(scales):
        """Up to 3 under the assumption"""
        return at_most(scales.large, 4 * scales.small)

    tried = made(quarter, "tiny.assumed", population=scales, assumes=(tame,), minimum_share=0.05)
    found = hunt_claim(tried, steps=120)
    assert found.broken is None and found.best == pytest.approx(0.75, rel=1e-2)
    assert found.best <= 0.75


def test_fixed_fields_stay_as_drawn():
    fixed = dataclasses.replace(scales, name="fixed_scales", fixed=("small",))
    tried = made(never_far_apart, "tiny.fixed", population=fixed)
    found = hunt_claim(tried, steps=80)
    assert found.broken is None
    small = float(found.exact.values["small"].item())
    assert 0.1 <= small <= 10 and found.exact.values["large"].item() > 10**5


def test_where_every_field_is_fixed_there_is_nothing_to_climb():
    fixed = dataclasses.replace(scales, name="all_fixed", fixed=tuple(scales.kind.fields))
    tried = made(never_far_apart, "tiny.all_fixed", population=fixed)
    found = try_claim(tried, dataclasses.replace(FAST, hunt=20), 0)
    assert (found.verdict, found.error) == ("holds", None)
    assert hunt_claim(tried, steps=20).broken is None


def test_the_same_seed_finds_the_same_digits():
    tried = made(cauchy_schwarz, "tiny.same")
    one, other = (hunt_claim(tried, steps=90, seed=5) for _ in range(2))
    assert one.best == other.best and one.exact.to_json() == other.exact.to_json()
    assert (one.steps, one.evaluations) == (other.steps, other.evaluations)
    assert [i._replace(seconds=0) for i in one.history] == [i._replace(seconds=0) for i in other.history]
    first, second = (try_claim(tried, dataclasses.replace(FAST, hunt=40), seed=9) for _ in range(2))
    assert first.hunt.exact.to_json() == second.hunt.exact.to_json()


def test_what_has_nothing_to_climb_says_so():
    def same(couple):
        """An equality"""
        return equal(couple.scale, couple.scale)

    def nonzero(couple):
        """A sign"""
        return positive(couple.scale)

    def independent(couple):
        """A rank"""
        return full_rank(couple.x[:, None])

    assert hunt_claim(made(same, "tiny.equal"), steps=5).stopped == "nothing to climb"
    assert hunt_claim(made(independent, "tiny.rank"), steps=5).stopped == "nothing to climb"
    assert hunt_claim(made(nonzero, "tiny.positive"), steps=5).stopped == "steps"
    assert try_claim(made(same, "tiny.equal"), dataclasses.replace(FAST, hunt=5), seed=0).hunt is None


def test_a_member_that_raises_leaves_the_others_climbing():
    def touchy(couple):
        """Raises where the scale is above 2"""
        if isinstance(couple.scale, torch.Tensor) and bool((couple.scale > 2).any()):
            raise ValueError("scale must be at most 2")
        return at_most(couple.scale, 3 * couple.xp.ones((couple.batch,)))

    batch = expand(Draw({"n": 2, "columns": 1, "first_columns": 0, "steps": 1}, {}, 4), 8, "cpu")
    assert bool((batch.scale > 2).any()) and not bool((batch.scale > 2).all())
    found = hunt_batches(made(touchy, "tiny.touchy"), [(0.0, batch)], steps=60)
    assert found.best == pytest.approx(2 / 3, rel=1e-2)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"minutes": 0}, "minutes must be > 0"), ({"steps": 0}, "steps must be at least 1")],
)
def test_bad_budgets_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        hunt_claim(made(cauchy_schwarz, "tiny.budget"), **options)


class Walk(Instance):
    """A number that shrinks a little at every step."""

    steps = Axis(count=True, trajectory=True)
    start = Field(kind="positive", decades=(-1.0, 1.0))


def late_break(walk):
    """start + t is at most 100: false after 90 steps and more"""
    xp, times = walk.xp, range(1, walk.steps + 1)
    values = walk.start[:, None] + xp.array(list(times))
    return at_most(values, 100 * xp.ones((walk.batch, walk.steps)), times=times)


def test_trajectories_are_climbed_short_and_looked_at_in_full():
    tried = made(late_break, "tiny.late", population=one_shape(Walk, {"steps": 95}, normal_fields(Walk)))
    batch = Walk({"steps": 95}, {"start": torch.full((4,), 0.2, dtype=torch.float64)})
    found = hunt_batches(tried, [(0.9, batch)], steps=40)
    assert found.broken is not None and found.broken.exact.sizes["steps"] > 90


def test_a_claim_without_derivatives_is_climbed_blindly_and_says_so():
    def no_slope(scales):
        """large is at most 10^7, through a function that autograd cannot differentiate"""
        large = scales.large
        if isinstance(large, torch.Tensor):
            large = large + 0 * torch.special.gammainc(large, torch.ones_like(large))
        return at_most(large, 10**7 * scales.xp.ones((scales.batch,)))

    found = hunt_claim(made(no_slope, "tiny.no_slope", population=scales), steps=120)
    assert not found.guided and found.best > 1e-2
    assert hunt_claim(made(never_far_apart, "tiny.slope", population=scales), steps=20).guided


def test_a_hunt_that_never_saw_a_number_says_so():
    def nothing(scales):
        """0 <= 1"""
        return at_most(0 * scales.large, scales.xp.ones((scales.batch,)))

    assert hunt_claim(made(nothing, "tiny.nothing", population=scales), steps=20).stopped == "nothing finite"


def test_a_patient_hunt_spends_what_equality_saves():
    batch = expand(Draw({"n": 3, "columns": 1, "first_columns": 0, "steps": 1}, {}, 4), 8, "cpu")
    tried = made(cauchy_schwarz, "tiny.patient")
    found = hunt_batches(tried, [(0.9, batch)], steps=400)
    assert found.steps > 360 and len(found.shapes) > 1
    assert all(s.confirmed for s in found.shapes) and found.diagnosis == "sharp"


def test_a_refuted_claim_is_hunted_for_how_badly_it_breaks():
    def small_bound(scales):
        """large is at most 1e-3: false on every draw, and by 1e9 at worst"""
        return at_most(1000 * scales.large, scales.xp.ones((scales.batch,)))

    tried = made(small_bound, "tiny.badly", population=scales, expected="refuted")
    without = try_claim(tried, dataclasses.replace(FAST, hunt=40), seed=0)
    found = try_claim(tried, dataclasses.replace(FAST, hunt=40, worst=60), seed=0)
    assert without.hunt is None and without.worst.tightness < 1e5
    assert found.worst.tightness > 1e8 and found.hunt.multiple == pytest.approx(1e9, rel=0.5)


def test_the_record_holds_the_balls_value_and_the_instance(tmp_path):
    for folder in ("data", "counterexamples"):
        (tmp_path / folder).mkdir()
    tried = made(cauchy_schwarz, "tiny.record")
    result = try_claim(tried, dataclasses.replace(FAST, hunt=40), seed=2)
    record = written(result, tmp_path, None)
    hunted = record.hunt
    kept = json.loads((tmp_path / hunted.instance).read_text())
    assert hunted.steps == result.hunt.steps > 0
    exact = Exact.from_json(kept["instance"])
    assert certify_tightness(tried, exact).tightness == hunted.best >= 0.99
    assert kept["kind"] == "tightest" and kept["shapes"]

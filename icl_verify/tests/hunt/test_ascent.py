"""The ascent as a function from state to state: what a step may change, and what a rejection does."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from icl_verify.hunt.ascent import begin, reject, step
from icl_verify.hunt.settings import ASCENT
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import equal
from icl_verify.tests.hunt.cases import never_far_apart, scales
from icl_verify.tests.tiny import cauchy_schwarz, expand, made


def an_ascent(function=cauchy_schwarz, members=8, **options):
    sizes = {"n": 3, "columns": 1, "first_columns": 0, "steps": 1}
    return begin(made(function), expand(Draw(sizes, {}, 4), members, "cpu"), **options)


def arrays_of(ascent):
    """Every array of a state, copied."""
    named = {f.name: getattr(ascent, f.name) for f in dataclasses.fields(ascent)}
    tensors = {name: value.numpy().copy() for name, value in named.items() if isinstance(value, torch.Tensor)}
    return tensors | {name: value.copy() for name, value in named.items() if isinstance(value, np.ndarray)}


def stepped(ascent, steps, seed=0):
    generator = torch.Generator().manual_seed(seed)
    for _ in range(steps):
        ascent = step(ascent, generator)
    return ascent


def test_a_step_makes_a_new_state_and_leaves_the_old_one_alone():
    old = stepped(an_ascent(), 29)
    before = arrays_of(old)
    one, other = stepped(old, 12, seed=1), stepped(old, 12, seed=1)
    assert len(before) == 9
    for name, array in arrays_of(old).items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)
    for name, array in arrays_of(one).items():
        np.testing.assert_array_equal(array, arrays_of(other)[name], err_msg=name)
    assert not np.array_equal(arrays_of(one)["points"], before["points"]) and one.steps == 41


def test_a_rejection_leaves_the_old_state_alone():
    old = stepped(an_ascent(), 5)
    before = arrays_of(old)
    denied = old
    for _ in range(ASCENT.narrow_every):
        denied = reject(denied, denied.best, torch.Generator().manual_seed(0))
    for name, array in arrays_of(old).items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)
    assert (old.rejections, denied.rejections) == (0, ASCENT.narrow_every)


def test_the_best_member_never_loses_and_is_what_the_objective_says():
    ascent, generator = an_ascent(), torch.Generator().manual_seed(2)
    for _ in range(40):
        best = ascent.log_tightness[ascent.best]
        ascent = step(ascent, generator)
        assert ascent.log_tightness[ascent.best] >= best
    again = ascent.objective(ascent.points)
    np.testing.assert_allclose(again.log_tightness, ascent.log_tightness, rtol=0, atol=1e-12)
    assert ascent.log_tightness.max() == pytest.approx(0, abs=1e-4), "equality is reached"


def test_step_sizes_follow_gains_and_stay_within_their_limits():
    ascent = stepped(an_ascent(), 1)
    first = ASCENT.first_step
    ratios = {round(float(r), 12) for r in ascent.step_size / first}
    assert ratios <= {1.0, ASCENT.growth, ASCENT.shrinkage} and len(ratios) > 1
    later = stepped(ascent, 60).step_size
    assert ((later >= ASCENT.smallest_step) & (later <= ASCENT.largest_step)).all()


def test_momentum_and_second_moment_start_from_the_first_accepted_gradient():
    old, new = an_ascent(), stepped(an_ascent(), 1)
    moved = torch.tensor(new.log_tightness != old.log_tightness)
    assert bool(moved.any())
    torch.testing.assert_close(new.momentum[moved], 0.3 * new.gradient[moved])
    torch.testing.assert_close(new.second_moment[moved], 0.1 * new.gradient[moved] ** 2)
    assert not new.momentum[~moved].any() and not new.second_moment[~moved].any()


def test_a_rejected_member_is_dropped_then_gains_must_be_steady_then_scales_are_drawn_in():
    generator = torch.Generator().manual_seed(0)
    ascent = an_ascent()
    assert not ascent.screened
    member = ascent.best
    once = reject(ascent, member, generator)
    assert once.screened and once.log_tightness[member] == -np.inf and once.best != member
    kept = np.arange(8) != member
    np.testing.assert_array_equal(once.log_tightness[kept], ascent.log_tightness[kept])
    twice = reject(once, once.best, generator)
    assert twice.space is ascent.space
    thrice = reject(twice, twice.best, generator)
    wide, narrow = ascent.space.blocks[0], thrice.space.blocks[0]
    assert narrow.high - narrow.low == pytest.approx(ASCENT.narrowed_to * (wide.high - wide.low))
    assert np.isfinite(thrice.log_tightness).all() and thrice.objective.seen is ascent.objective.seen


def test_fixed_fields_are_columns_that_never_move():
    batch = scales.expand(scales.examples(0, 1)[0], 8, "cpu")
    ascent = begin(made(never_far_apart, population=scales), batch, fixed=("small",))
    block = next(b for b in ascent.space.blocks if b.name == "small")
    for later in (stepped(ascent, 10), stepped(ascent, 60)):
        drawn = {float(x) for x in ascent.points[:, block.start]}
        assert {float(x) for x in later.points[:, block.start]} <= drawn


def test_what_is_no_inequality_has_nothing_to_climb():
    ascent = an_ascent(lambda couple: equal(couple.scale, couple.scale))
    assert not ascent.climbs and (ascent.log_tightness == -np.inf).all()
    assert ascent.objective.seen.evaluations == 0

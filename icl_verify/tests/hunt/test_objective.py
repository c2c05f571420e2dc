"""The objective: log tightness, its gradient, the step of the worst entry, what cannot be evaluated."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from icl_verify.hunt.objective import CLEAR, LogRatios, Objective, tightest_of
from icl_verify.hunt.space import Space
from icl_verify.statement.claim import assumption
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import at_most
from icl_verify.tests.tiny import cauchy_schwarz, expand, made

SIZES = {"n": 3, "columns": 1, "first_columns": 0, "steps": 1}


def objective_and_points(function=cauchy_schwarz, members=6, **options):
    batch = expand(Draw(SIZES, {}, 4), members, "cpu")
    space = Space.of(type(batch), batch.sizes)
    return Objective(made(function, **options), space), space.encode(batch)


def test_log_tightness_is_the_log_of_the_quotient_of_the_sides():
    objective, points = objective_and_points()
    relation = cauchy_schwarz(objective.space.instance(points))
    expected = (relation.lhs / relation.rhs).log().numpy()
    np.testing.assert_allclose(objective(points).log_tightness, expected, rtol=1e-12)
    assert objective.seen.evaluations == 6 and objective.seen.reached == pytest.approx(expected.max())


def test_the_gradient_is_that_of_differences():
    objective, points = objective_and_points()
    gradient = objective(points).gradient
    for column in torch.nonzero(objective.space.movable).flatten().tolist():
        moved = points.clone()
        moved[:, column] += 1e-6
        difference = (objective(moved).log_tightness - objective(points).log_tightness) / 1e-6
        np.testing.assert_allclose(gradient[:, column].numpy(), difference, atol=1e-4)


def rows(*entries):
    return torch.tensor(entries, dtype=torch.float64)


def test_a_trajectory_is_followed_to_its_first_clear_break_or_to_its_worst_entry():
    lhs = rows([0.5, 1 + 2 * CLEAR, 3.0], [0.5, 0.9, 0.9])
    relation = at_most(lhs, torch.ones_like(lhs), times=(1, 5, 9))
    assert LogRatios(relation).time.tolist() == [5, 5]
    assert LogRatios(relation, first_break=False).time.tolist() == [9, 5]
    np.testing.assert_allclose(LogRatios(relation).log_tightness, np.log([3.0, 0.9]))


def test_entries_without_a_logarithm_count_nothing():
    lhs = rows([np.nan, 0.5], [0.0, 0.0], [np.inf, 0.25])
    ratios = LogRatios(at_most(lhs, torch.ones_like(lhs)))
    np.testing.assert_allclose(ratios.log_tightness, [np.log(0.5), -np.inf, np.log(0.25)])


def test_members_that_raise_are_told_apart_from_the_others():
    def touchy(couple):
        if isinstance(couple.scale, torch.Tensor) and bool((couple.scale > 1).any()):
            raise ValueError("scale must be at most 1")
        return cauchy_schwarz(couple)

    objective, points = objective_and_points(touchy)
    large = (objective.space.instance(points).scale > 1).numpy()
    assert large.any() and not large.all()
    seen, whole = objective(points), objective_and_points()[0](points)
    assert (seen.log_tightness[large] == -np.inf).all() and not seen.gradient[torch.tensor(large)].any()
    np.testing.assert_array_equal(seen.log_tightness[~large], whole.log_tightness[~large])


def test_a_broken_assumption_leaves_no_tightness():
    small = assumption("small", "scale <= 1")(lambda c: at_most(c.scale, c.xp.ones((c.batch,))))
    objective, points = objective_and_points(assumes=(small,))
    large = (objective.space.instance(points).scale > 1).numpy()
    assert ((objective(points).log_tightness == -np.inf) == large).all() and large.any()
    batch = objective.space.instance(points)
    log_tightness, exact = tightest_of(objective.claim, batch)
    assert log_tightness == objective(points).log_tightness.max()
    assert exact == batch.exact(int(np.argmax(objective(points).log_tightness)))


def test_without_a_derivative_there_is_tightness_but_no_gradient():
    def blind(couple):
        x = couple.scale
        if isinstance(x, torch.Tensor):
            x = x + 0 * torch.special.gammainc(x, torch.ones_like(x))
        return at_most(x, 9 * couple.xp.ones((couple.batch,)))

    objective, points = objective_and_points(blind)
    seen = objective(points)
    assert np.isfinite(seen.log_tightness).all() and not seen.gradient.any()
    assert not objective.seen.differentiable

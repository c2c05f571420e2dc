"""Nothing rests on the solver: another one, a wrong word or a moved point changes no certified end.

What a solver proposes is polished and then proved. With the polish taken away, a proposal that is not sharp
to the gap that a certificate allows must be refused.
"""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest
import torch
from flint import arb, arb_mat

from icl_verify.statement.population import Draw
from icl_verify.tests.yang2024.bound_cases import assert_refused, draw_attention
from icl_verify.yang2024.populations.arrays import expand_training
from icl_verify.yang2024.programs import bounds, fixed_attention, ridge, solver
from icl_verify.yang2024.programs.bounds import PROGRAMS, bound_many
from icl_verify.yang2024.programs.certificate import Quadratics, exact_matrix
from icl_verify.yang2024.programs.certified import relaxation_bounds
from icl_verify.yang2024.programs.ridge import EQUATIONS, ridge_program
from icl_verify.yang2024.setting.loss import loss_by_moments
from icl_verify.yang2024.theory.constants import contraction_rate, initial_excess
from icl_verify.yang2024.theory.training import effective_along, trajectory

OTHERS = (cp.SCS, cp.OSQP)


def certified():
    """Every program of ``bounds`` and every regression on one instance, by name: (bound, point)."""
    rng = np.random.default_rng(31)
    features, attention = rng.standard_normal((1, 3, 7)), draw_attention(rng, 5, 4, 7)[None]
    found = {
        name: bound_many(name, features, 4, 0.2, attention if name == "best_values" else None)[0]
        for name in PROGRAMS
    }
    prompt, labels = features[0, :, :4], rng.standard_normal(4)
    return found | {f"({e})": ridge_program(prompt, labels, 0.2, e).bound for e in EQUATIONS}


@pytest.fixture(scope="module")
def honest():
    return certified()


def without_polish(monkeypatch):
    """Let every certificate see the solver's own point."""

    def unpolished(both: Quadratics, active: np.ndarray) -> arb_mat:
        return exact_matrix(PROPOSED[-1])

    original = bounds._one_sign

    def remembering(moments, answer):
        if answer.point is not None:
            PROPOSED.append(np.maximum(answer.point[0], 0))
        return original(moments, answer)

    monkeypatch.setattr(bounds, "_one_sign", remembering)
    monkeypatch.setattr(bounds, "polish_nonnegative", unpolished)
    for module in (bounds, ridge):
        monkeypatch.setattr(module, "polish_free", lambda quadratics, start: start)
    monkeypatch.setattr(fixed_attention.Reach, "polish", lambda self, start: start)


PROPOSED: list[np.ndarray] = []


@pytest.mark.parametrize("other", OTHERS)
def test_another_solver_leads_to_the_same_ends(monkeypatch, honest, other) -> None:
    monkeypatch.setattr(solver, "SOLVER", other)
    for name, bound in certified().items():
        assert bound.certified, (name, bound.diagnosis)
        assert (bound.value, bound.upper) == (honest[name].value, honest[name].upper), name


@pytest.mark.parametrize(("other", "least"), [(cp.SCS, 1), (cp.OSQP, 0)])
def test_a_careless_solver_is_refused_or_right_where_nobody_polishes(
    monkeypatch, honest, other, least
) -> None:
    monkeypatch.setattr(solver, "SOLVER", other)
    monkeypatch.setattr(solver, "TOLERANCES", (1e-3,))
    without_polish(monkeypatch)
    refusals = 0
    for name, bound in certified().items():
        assert bound.status == cp.OPTIMAL
        if bound.certified:  # these programs are easy, and a solver may do more than it was asked to
            assert bound.value <= honest[name].upper and honest[name].value <= bound.upper
            assert bound.gap <= 1e-12
        else:
            assert_refused(bound, "relative gap")
            refusals += 1
    assert refusals >= least


@pytest.mark.parametrize("status", ["optimal_inaccurate", "infeasible", "unbounded"])
@pytest.mark.parametrize("other", (cp.CLARABEL, *OTHERS))
def test_no_solver_is_believed_that_is_not_sure(monkeypatch, other, status) -> None:
    monkeypatch.setattr(solver, "SOLVER", other)
    monkeypatch.setattr(cp.Problem, "status", property(lambda self: status))
    for bound in certified().values():
        assert_refused(bound, status)


def test_a_solver_that_says_optimal_and_lies_moves_no_end(monkeypatch, honest) -> None:
    """The word is planted together with a wrong point: only the certificate can tell."""
    rng = np.random.default_rng(32)
    monkeypatch.setattr(cp.Problem, "solve", lambda self, **options: None)
    monkeypatch.setattr(cp.Problem, "status", property(lambda self: cp.OPTIMAL))
    monkeypatch.setattr(cp.Variable, "value", property(lambda self: rng.standard_normal(self.shape)))
    for name, bound in certified().items():
        assert (bound.value, bound.upper) == (honest[name].value, honest[name].upper), name
    without_polish(monkeypatch)
    for bound in certified().values():
        assert_refused(bound, "relative gap")


@pytest.mark.parametrize("exponent", [-17, -8])
@pytest.mark.parametrize("name", [*PROGRAMS, *(f"({e})" for e in EQUATIONS)])
def test_a_moved_solution_is_refused(monkeypatch, name, exponent) -> None:
    """Moved after the polish, so that nothing mends it before the certificate looks."""

    def moved(honest):
        def polished(*arguments):
            point = arb_mat(honest(*arguments))
            point[0, 0] = point[0, 0] + arb((1, exponent))
            return point

        return polished

    for module in (bounds, ridge):
        monkeypatch.setattr(module, "polish_free", moved(module.polish_free))
    monkeypatch.setattr(bounds, "polish_nonnegative", moved(bounds.polish_nonnegative))
    monkeypatch.setattr(fixed_attention.Reach, "polish", moved(fixed_attention.Reach.polish))
    assert_refused(certified()[name], "relative gap")


@pytest.mark.parametrize(("labels", "size", "heads"), [(4, 8, 8), (6, 12, 14), (8, 16, 20)])
def test_trained_models_lie_between_the_certified_ends(labels, size, heads) -> None:
    """(18) beyond the shapes that claims train on; what the ends leave open is less than training gains."""
    sizes = {"N": labels, "K": size, "m": 5, "d": 6, "H": heads, "T": 300}
    families = {"tokens": "sphere", "basis": "gaussian", "queries": "gaussian", "noise": "moderate"}
    training = expand_training(Draw(sizes, families, 7), 4, "cpu")
    lower, upper = relaxation_bounds(training)
    along, times = effective_along(training), torch.tensor(trajectory(training).times)
    losses = torch.stack([loss_by_moments(training, along[:, i]) for i in range(along.shape[1])], dim=1)
    left = torch.exp(torch.log1p(-contraction_rate(training))[:, None] * times)
    allowed = upper[:, None] + initial_excess(training)[:, None] * left
    rounding = 1e-13 * losses
    assert (losses + rounding >= lower[:, None]).all() and (losses - rounding <= allowed).all()
    gained = losses[:, 0] - losses[:, -1]
    assert (gained > 0).all() and (upper - lower <= 1e-12 * upper).all()

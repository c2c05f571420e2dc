"""Planted breaks: every wrong status, point or multiplier is refused; weak duality holds for all of them."""

import itertools

import cvxpy as cp
import numpy as np
import pytest
from flint import arb, arb_mat, ctx, fmpq

from icl_verify.tests.yang2024.bound_cases import (
    assert_refused,
    draw_attention,
    rational,
)
from icl_verify.yang2024.programs import bounds, certificate, fixed_attention, polish, solver
from icl_verify.yang2024.programs.bounds import best_values, one_sign_relaxation, relaxation
from icl_verify.yang2024.programs.certificate import (
    Residuals,
    conclude,
    enclose,
    exact_matrix,
    propose_multipliers,
    refused,
    round_down,
    round_up,
    to_floats,
)
from icl_verify.yang2024.programs.second_moments import SecondMoments, binary_exponents, doubled


def three_bounds() -> list[certificate.CertifiedBound]:
    rng = np.random.default_rng(13)
    z, attention = rng.standard_normal((3, 5)), draw_attention(rng, 2, 3, 5)
    return [relaxation(z, 3, 0.1), one_sign_relaxation(z, 3, 0.1), best_values(z, 3, 0.1, attention)]


@pytest.mark.parametrize("status", ["optimal_inaccurate", "infeasible", "unbounded_inaccurate", "user_limit"])
def test_no_other_status_is_read_as_a_number(monkeypatch, status: str) -> None:
    monkeypatch.setattr(cp.Problem, "status", property(lambda self: status))
    for bound in three_bounds():
        assert_refused(bound, status)
        assert bound.status == status


def test_a_failing_solver_is_a_refusal(monkeypatch) -> None:
    def fail(self, **options):
        raise cp.SolverError("planted")

    monkeypatch.setattr(cp.Problem, "solve", fail)
    for bound in three_bounds():
        assert_refused(bound, "planted")
        assert bound.status == "solver_error"


def test_a_point_that_is_not_finite_is_a_refusal(monkeypatch) -> None:
    monkeypatch.setattr(cp.Variable, "value", property(lambda self: np.full(self.shape, np.nan)))
    for bound in three_bounds():
        assert_refused(bound, "not finite")


def test_a_bad_solver_point_costs_nothing_but_pivots(monkeypatch) -> None:
    honest = three_bounds()
    rng = np.random.default_rng(14)

    def lie(self):
        return np.abs(rng.standard_normal(self.shape))

    monkeypatch.setattr(cp.Variable, "value", property(lie))
    for bound, reference in zip(three_bounds(), honest, strict=True):
        assert (bound.value, bound.upper) == (reference.value, reference.upper)
        assert bound.solver_gap > 0.01


def test_an_unpolished_bad_point_is_refused(monkeypatch) -> None:
    """With the polish gone the certificate sees the solver's lie."""
    monkeypatch.setattr(bounds, "polish_free", lambda quadratics, start: start)
    monkeypatch.setattr(bounds, "polish_nonnegative", lambda quadratics, active: arb_mat(*active.shape))
    monkeypatch.setattr(fixed_attention.Reach, "polish", lambda self, start: arb_mat(start) + 1)
    monkeypatch.setattr(cp.Variable, "value", property(lambda self: np.ones(self.shape)))
    for bound in three_bounds():
        assert_refused(bound, "relative gap")


@pytest.mark.parametrize("exponent", [-17, -10, -3])
def test_a_perturbed_point_is_refused(monkeypatch, exponent: int) -> None:
    """Relative gaps from a perturbation e grow as e^2/tau: 2^-17 already shows."""

    def perturb(quadratics, start):
        point = polish.polish_free(quadratics, start)
        point[0, 0] = point[0, 0] + arb((1, exponent))
        return point

    monkeypatch.setattr(bounds, "polish_free", perturb)
    assert_refused(three_bounds()[0], "relative gap")


def cone_problem(seed: int):
    moments = SecondMoments(np.random.default_rng(seed).standard_normal((3, 6)), 4, 0.05)
    both = doubled(moments.quadratics())
    point = polish.polish_nonnegative(both, np.ones((4, 12), dtype=bool))
    assert point is not None
    return both, point, propose_multipliers(both, point, True)


def total(terms, weights) -> arb:
    return certificate.weighted_sum(terms, weights)


def test_a_negative_multiplier_would_lift_the_bound_and_is_refused() -> None:
    with ctx.workprec(256):
        both, point, multipliers = cone_problem(15)
        honest = enclose(both, point, multipliers, True)
        wrong = arb_mat(multipliers)
        for j, k in itertools.product(range(4), range(12)):
            if point[j, k] > fmpq(1, 10):
                wrong[j, k] = arb(-fmpq(1, 1000)).mid()
        lifted = enclose(both, point, wrong, True)
        ends = [total(side, both.weights) for side in (lifted.lower, lifted.upper)]
        # What the wrong multiplier claims lies above the true minimum: only its sign gives it away.
        assert total(lifted.lower, both.weights) > total(honest.upper, both.weights)
        assert lifted.residuals.dual == pytest.approx(1e-3)
        assert_refused(conclude(ends[0], ends[1], lifted.residuals, "optimal"), "not feasible")


def test_an_infeasible_point_is_refused() -> None:
    with ctx.workprec(256):
        both, point, multipliers = cone_problem(16)
        outside = arb_mat(point)
        outside[0, 0] = arb(-fmpq(1, 10**30)).mid()
        found = enclose(both, outside, multipliers, True)
        assert found.residuals.primal > 0
        ends = [total(side, both.weights) for side in (found.lower, found.upper)]
        assert_refused(conclude(ends[0], ends[1], found.residuals, "optimal"), "not feasible")


def test_free_coordinates_take_no_multiplier() -> None:
    with ctx.workprec(256):
        both, point, multipliers = cone_problem(17)
        found = enclose(both, point, multipliers, False)
        ends = [total(side, both.weights) for side in (found.lower, found.upper)]
        assert_refused(conclude(ends[0], ends[1], found.residuals, "optimal"), "not feasible")


def test_every_nonnegative_multiplier_gives_a_true_lower_bound() -> None:
    """Weak duality, for multipliers and points that nobody optimised."""
    rng = np.random.default_rng(18)
    with ctx.workprec(256):
        both, point, multipliers = cone_problem(18)
        best = enclose(both, point, multipliers, True).upper
        for scale in (1e-8, 1e-3, 1.0):
            moved = point + exact_matrix(scale * np.abs(rng.standard_normal((4, 12))))
            prices = multipliers + exact_matrix(scale * np.abs(rng.standard_normal((4, 12))))
            found = enclose(both, moved.mid(), prices.mid(), True)
            for lower, reference, upper in zip(found.lower, best, found.upper, strict=True):
                assert lower <= reference <= upper or lower.overlaps(reference)


def test_contradicting_ends_are_refused() -> None:
    """A value raised above the optimum has a negative gap, which is not a small one."""
    clean = Residuals(0.0, 0.0, 0.0, 0.0)
    assert_refused(conclude(arb(2), arb(1), clean, "optimal"), "contradict")
    assert_refused(conclude(arb(-1), arb(-1), clean, "optimal"), "contradict")
    assert_refused(conclude(arb(0), arb(1), clean, "optimal"), "relative gap")
    assert conclude(arb(1), arb(1), clean, "optimal").certified


def test_non_finite_ends_are_refused() -> None:
    clean = Residuals(0.0, 0.0, 0.0, 0.0)
    for lower, upper in [
        (arb("nan"), arb(1)),
        (arb(0), arb("nan")),
        (arb("-inf"), arb(1)),
        (arb(1), arb("inf")),
    ]:
        assert_refused(conclude(lower, upper, clean, "optimal"), "relative gap")
    huge = arb(10) ** 400
    assert_refused(conclude(huge, huge, clean, "optimal"), "float64")


@pytest.mark.parametrize("start", ["none", "all", "random"])
def test_the_active_set_does_not_matter(start: str) -> None:
    rng = np.random.default_rng(19)
    both, point, _ = cone_problem(19)
    active = {
        "none": np.zeros((4, 12), dtype=bool),
        "all": np.ones((4, 12), dtype=bool),
        "random": rng.random((4, 12)) < 0.5,
    }[start]
    found = polish.polish_nonnegative(both, active)
    assert found is not None
    assert np.allclose(to_floats(found), to_floats(point), rtol=1e-12, atol=1e-12)


def test_independent_columns_are_exact() -> None:
    x = np.array([[1.0, 2.0, 0.1, 1.0], [2.0, 4.0, 0.2, 2.0 + 2**-51], [0.0, 0.0, 0.0, 0.0]])
    # 0.2 is exactly 2 * 0.1 in float64, and the last column is no multiple by one unit in the last place.
    assert polish.independent_columns(x) == [0, 3]


@pytest.mark.parametrize("value", [fmpq(1, 3), fmpq(-1, 3), fmpq(10**30 + 1), fmpq(1, 10**320), fmpq(0)])
def test_roundings_are_outward(value: fmpq) -> None:
    low, high = round_down(arb(value)), round_up(arb(value))
    assert rational(low) <= value <= rational(high)
    assert high <= np.nextafter(np.nextafter(low, np.inf), np.inf)


def test_exponents_survive_extremes() -> None:
    columns = np.array([[1e300, 1e-300, 0.0, 5e-324], [1e300, 1e-310, 0.0, 0.0]])
    scaled = np.ldexp(columns, -binary_exponents(columns))
    norms = np.linalg.norm(scaled, axis=0)
    assert ((norms >= 0.5) & (norms < 2) | (norms == 0)).all()


@pytest.mark.parametrize("scale", [1e-300, 1e150])
def test_extreme_scales_are_certified_or_refused(scale: float) -> None:
    z = scale * np.random.default_rng(20).standard_normal((3, 5))
    assert relaxation(z, 2, 1e-6).certified
    assert_refused(relaxation(np.sign(z) * 1e300, 2, 1e-6), "float64")


def test_a_second_tolerance_is_tried(monkeypatch) -> None:
    """Graded data stall the solver at its own tolerance now and then."""
    asked, original = [], solver._solve_once

    def stall_once(program, tolerance):
        asked.append(tolerance)
        if len(asked) == 1:
            return solver.Answer("optimal_inaccurate", None, "Planted.")
        return original(program, tolerance)

    monkeypatch.setattr(solver, "_solve_once", stall_once)
    bound = relaxation(np.eye(2, 3), 2, 0.1)
    assert bound.certified
    assert bound.solver_tolerance == asked[1] == solver.TOLERANCES[1]
    assert asked == list(solver.TOLERANCES[:2])


def test_a_refusal_carries_no_number() -> None:
    assert_refused(refused("optimal", "A planted sentence."), "planted")

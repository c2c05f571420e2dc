"""The ridge programs (20), (24), (25): certificates, closed forms, exact normal equations."""

import cvxpy as cp
import numpy as np
import pytest
from flint import arb_mat, ctx, fmpq_mat

from icl_verify.tests.yang2024.bound_cases import assert_encloses, assert_refused, rational
from icl_verify.yang2024.programs import polish, ridge
from icl_verify.yang2024.programs.ridge import ridge_program
from icl_verify.yang2024.programs.solver import solve_together


@pytest.mark.parametrize("equation", [20, 24, 25])
@pytest.mark.parametrize("shape", [(1, 1), (2, 5), (5, 2), (4, 4)])
def test_ridge_closed_form_and_program_agree(equation: int, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng([equation, *shape])
    z, y = rng.standard_normal(shape), rng.standard_normal(shape[1])
    solution = ridge_program(z, y, 0.3, equation)
    assert solution.bound.certified and solution.coefficients is not None
    size = np.linalg.norm(solution.coefficients)
    assert solution.radius <= 1e-15 * size
    assert solution.closed_form_radius <= 1e-12 * size
    assert np.allclose(solution.coefficients, solution.closed_form, rtol=1e-12, atol=1e-12 * size)


@pytest.mark.parametrize("equation", [20, 25])
def test_ridge_against_exact_normal_equations(equation: int) -> None:
    rng = np.random.default_rng(equation)
    m, n, tau = 4, 3, 1e-5
    z, y = rng.standard_normal((m, n)) * 10 ** rng.uniform(-6, 6, (m, 1)), rng.standard_normal(n)
    count = m if equation == 20 else n
    solution = ridge_program(z, y, tau, equation)
    exact_z = fmpq_mat(m, n, [rational(v) for v in z.ravel()])
    exact_y = fmpq_mat(n, 1, [rational(v) for v in y])
    gram = exact_z * exact_z.transpose()
    for j in range(m):
        gram[j, j] = gram[j, j] + count * rational(tau)
    minimiser = gram.solve(exact_z * exact_y)
    rest = exact_y - exact_z.transpose() * minimiser
    squares = sum(r * r for r in rest.entries()) + count * rational(tau) * sum(
        c * c for c in minimiser.entries()
    )
    assert_encloses(solution.bound, squares / (2 * n))
    assert solution.coefficients is not None
    pairs = ((solution.coefficients, solution.radius), (solution.closed_form, solution.closed_form_radius))
    for candidate, radius in pairs:
        away = sum((rational(a) - b) ** 2 for a, b in zip(candidate, minimiser.entries(), strict=True))
        assert away <= rational(radius) ** 2


@pytest.mark.parametrize("equation", [20, 24, 25])
def test_noise_that_vanishes_beside_repeated_features_leaves_a_solution(equation: int) -> None:
    """Z Z^T + c tau I is singular in float64 here, and the regression is not."""
    z = np.array([[1e6, 2e6], [1e6, 2e6], [-3e6, 1e6]])
    with pytest.raises(np.linalg.LinAlgError):
        np.linalg.solve(z @ z.T + 1e-6 * np.eye(3), z @ np.ones(2))
    solution = ridge_program(z, np.array([1.0, -2.0]), 1e-6, equation)
    assert solution.bound.certified
    assert solution.closed_form_radius <= 1e-3 * np.linalg.norm(solution.closed_form)


def test_averaging_over_noise_is_the_penalty_n_tau() -> None:
    """(24) = (25), from a program without penalty: Lemma 4 in its minimiser and its value."""
    rng = np.random.default_rng(24)
    z, y = rng.standard_normal((3, 4)), rng.standard_normal(4)
    averaged, penalised = ridge_program(z, y, 0.2, 24), ridge_program(z, y, 0.2, 25)
    assert averaged.bound.value == pytest.approx(penalised.bound.value, rel=1e-15)
    assert averaged.coefficients == pytest.approx(penalised.coefficients, rel=1e-14)
    other = ridge_program(z, y, 0.2, 20)
    assert abs(other.bound.value - penalised.bound.value) > 1e-3


def test_labels_of_zeros() -> None:
    solution = ridge_program(np.ones((2, 3)), np.zeros(3), 1.0)
    assert solution.bound.certified and solution.bound.value == solution.bound.upper == 0
    assert solution.radius == 0


def test_a_perturbed_closed_form_is_seen() -> None:
    rng = np.random.default_rng(25)
    z, y = rng.standard_normal((3, 4)), rng.standard_normal(4)
    with ctx.workprec(256):
        program = ridge._Ridge(z, y, 0.2, 20)
        quadratics = program.quadratics()
        point = polish.polish_free(quadratics, arb_mat(3, 1))
        moved = program.closed_form() + np.array([1e-3, 0.0, 0.0])
        assert program.distance(quadratics, point, moved) == pytest.approx(1e-3, rel=1e-6)
        # A wrong point widens the radius of everything measured from it by what the modulus allows.
        point[0, 0] = point[0, 0] + 1
        away = program.distance(quadratics, point, program.closed_form())
        assert away >= 2 * float(np.linalg.norm(moved - program.closed_form()))


def test_no_other_status_is_read_as_a_number(monkeypatch) -> None:
    monkeypatch.setattr(cp.Problem, "status", property(lambda self: "optimal_inaccurate"))
    solution = ridge_program(np.eye(2), np.ones(2), 0.1)
    assert_refused(solution.bound, "optimal_inaccurate")
    assert solution.coefficients is None
    assert np.isnan([solution.radius, solution.closed_form_radius]).all()


GOOD = np.ones((2, 3))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((GOOD, np.ones(2), 0.1), r"labels must have shape \(3,\) as features have, got \(2,\)"),
        ((GOOD, np.ones((3, 1)), 0.1), r"labels must have shape \(N,\)"),
        ((GOOD, np.array([1.0, np.inf, 0.0]), 0.1), "labels must be finite"),
        ((np.ones((2, 0)), np.ones(0), 0.1), "features must have shape"),
        ((GOOD, np.ones(3), 0.0), "noise_level must be > 0"),
        ((GOOD, np.ones(3), 0.1, 21), "equation must be one of 20, 24, 25, got 21"),
    ],
)
def test_bad_ridge_input_is_refused(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ridge_program(*arguments)


@pytest.mark.parametrize("seed", [178, 324])
def test_nearly_collinear_features_are_certified_at_a_looser_tolerance(seed) -> None:
    draw = np.random.default_rng(seed)
    features = np.outer(draw.normal(size=8), draw.normal(size=2)) * 10 ** draw.uniform(2, 5)
    features += features * 1e-6 * draw.normal(size=features.shape)
    labels, noise = 10 ** draw.uniform(0, 3) * draw.normal(size=2), 10 ** draw.uniform(-3, -1)
    solution = ridge_program(features, labels, noise, 24)
    assert solution.bound.certified and solution.bound.solver_tolerance == 1e-4


def test_an_answer_does_not_depend_on_what_was_solved_before() -> None:
    draw = np.random.default_rng(0)
    factor, target = draw.normal(size=(1, 1, 3, 2)), draw.normal(size=(1, 1, 3, 1))
    alone = solve_together(factor, target)[0].point
    solve_together(factor * [1e5, 1e-4], target * 1e3)
    assert np.array_equal(solve_together(factor, target)[0].point, alone)

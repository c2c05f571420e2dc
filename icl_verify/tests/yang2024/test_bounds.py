"""The certified bounds: against exact enumeration of supports, on ill-scaled data, in batches."""

import itertools

import numpy as np
import pytest
from flint import fmpq_mat

from icl_verify.tests.yang2024.bound_cases import (
    KINDS,
    assert_encloses,
    draw_attention,
    draw_features,
    exact_loss,
    exact_minimum,
    exact_moments,
    rational,
)
from icl_verify.yang2024.programs import certificate, solver
from icl_verify.yang2024.programs.bounds import best_values, bound_many, one_sign_relaxation, relaxation
from icl_verify.yang2024.programs.certificate import (
    exact_matrix,
)
from icl_verify.yang2024.programs.second_moments import SecondMoments


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("one_sign", [False, True])
def test_agrees_with_enumeration_of_supports(kind: str, one_sign: bool) -> None:
    rng = np.random.default_rng([KINDS.index(kind), one_sign])
    for n, k, m in [(1, 2, 1), (2, 4, 3), (3, 5, 2), (4, 6, 5), (5, 7, 3), (6, 8, 4)]:
        z, tau = draw_features(rng, kind, m, k), 10 ** rng.uniform(-6, 3)
        bound = (one_sign_relaxation if one_sign else relaxation)(z, n, tau)
        assert_encloses(bound, exact_minimum(z, n, tau, one_sign))
        assert bound.point is not None and bound.point.shape == (n, k)
        if one_sign:
            assert ((bound.point >= 0).all(axis=0) | (bound.point <= 0).all(axis=0)).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("heads", [1, 3, 4, 9])
def test_best_values_agree_with_exact_normal_equations(kind: str, heads: int) -> None:
    rng = np.random.default_rng([KINDS.index(kind), heads])
    n, k, m = 4, 6, 3
    z, tau = draw_features(rng, kind, m, k), 10 ** rng.uniform(-6, 3)
    attention = draw_attention(rng, heads, n, k)
    bound = best_values(z, n, tau, attention)
    if heads >= n:
        assert_encloses(bound, exact_minimum(z, n, tau, one_sign=False))
        return
    s, columns = exact_moments(z, tau), []
    square = fmpq_mat(n, n, [s[i, j] for i in range(n) for j in range(n)])
    for c in range(k):
        reach = fmpq_mat(n, heads, [rational(v) for v in attention[:, :, c].T.ravel()])
        right = reach.transpose() * fmpq_mat(n, 1, [s[i, c] for i in range(n)])
        columns.append(list((reach * (reach.transpose() * square * reach).solve(right)).entries()))
    assert_encloses(bound, exact_loss(z, tau, columns))


def test_dependent_heads_are_certified() -> None:
    rng = np.random.default_rng(5)
    z, one = rng.standard_normal((3, 6)), draw_attention(rng, 1, 4, 6)
    alone, thrice = best_values(z, 4, 0.1, one), best_values(z, 4, 0.1, np.repeat(one, 3, axis=0))
    assert thrice.certified
    assert (thrice.value, thrice.upper) == (alone.value, alone.upper)
    nearly = np.concatenate([one, one * (1 + 1e-15 * rng.standard_normal(one.shape))])
    assert best_values(z, 4, 0.1, nearly).certified


def test_the_loss_is_that_of_the_sum_of_squares() -> None:
    """L from moments against 1/(2K) sum ||Z a_k - z_k||^2 + m tau (||a_k - e_k||^2 or ||a_k||^2 + 1)."""
    rng = np.random.default_rng(6)
    m, n, k, tau = 3, 2, 5, 0.7
    z, a = rng.standard_normal((m, k)), rng.standard_normal((n, k))
    moments = SecondMoments(z, n, tau)
    scaled = np.ldexp(a, moments.exponents[:n, None] - moments.exponents[None, :])
    quadratics = moments.quadratics()
    values = quadratics.values(exact_matrix(scaled))
    found = float(certificate.weighted_sum(values, quadratics.weights))
    noise = a - np.eye(n, k)
    direct = ((z[:, :n] @ a - z) ** 2).sum() + m * tau * ((noise**2).sum() + k - n)
    assert found == pytest.approx(direct / (2 * k), rel=1e-13)
    assert np.allclose(moments.unscale(scaled), a, rtol=0, atol=0)


def test_hessian_less_modulus_is_the_gram_matrix_of_the_features() -> None:
    rng = np.random.default_rng(7)
    moments = SecondMoments(draw_features(rng, "scaled tokens", 3, 6), 4, 1e-3)
    quadratics = moments.quadratics()
    scaled = exact_matrix(moments.features[:, :4], -moments.exponents[:4])
    gram = scaled.transpose() * scaled
    for i, j in itertools.product(range(4), repeat=2):
        modulus = quadratics.moduli[i] if i == j else 0
        assert (quadratics.hessian[i, j] - modulus).overlaps(gram[i, j])
        assert quadratics.moduli[i] > 0


@pytest.mark.parametrize("kind", KINDS)
def test_order_of_the_bounds(kind: str) -> None:
    rng = np.random.default_rng(8)
    for _ in range(5):
        n, k, m = 3, 6, 4
        z, tau = draw_features(rng, kind, m, k), 10 ** rng.uniform(-6, 3)
        attention = draw_attention(rng, 1, n, k)
        free, cone = relaxation(z, n, tau), one_sign_relaxation(z, n, tau)
        head = best_values(z, n, tau, attention)
        assert free.value <= cone.upper
        assert cone.value <= head.upper


def test_one_head_reaches_the_one_sign_bound() -> None:
    """The bound is tight: normalising its columns gives an attention whose best values attain it."""
    rng = np.random.default_rng(9)
    z = rng.standard_normal((3, 7))
    cone = one_sign_relaxation(z, 4, 0.2)
    assert cone.point is not None
    attention = np.abs(cone.point) / np.abs(cone.point).sum(axis=0)
    assert best_values(z, 4, 0.2, attention[None]).value == pytest.approx(cone.value, rel=1e-12)


def test_mixed_signs_separate_one_head_from_many() -> None:
    # The query feature is the difference of the two prompt features: its ridge coefficients have both signs.
    z = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, -1.0]])
    free, cone = relaxation(z, 2, 0.1), one_sign_relaxation(z, 2, 0.1)
    assert free.point is not None and free.point[0, 2] > 0 > free.point[1, 2]
    assert cone.value > free.upper * 1.5


def test_nonnegative_ridge_coefficients_leave_no_gap() -> None:
    z = np.array([[1.0, 0.0, 1.0, -2.0], [0.0, 1.0, 1.0, -1.0]])
    free, cone = relaxation(z, 2, 0.1), one_sign_relaxation(z, 2, 0.1)
    assert (free.value, free.upper) == (cone.value, cone.upper)


@pytest.mark.parametrize("power", [-40, 3, 60])
@pytest.mark.parametrize("bound", [relaxation, one_sign_relaxation])
def test_scale_invariance_is_exact(bound, power: int) -> None:
    rng = np.random.default_rng(10)
    z, tau = draw_features(rng, "scaled coordinates", 4, 7), 0.3
    small, large = bound(z, 3, tau), bound(np.ldexp(z, power), 3, np.ldexp(tau, 2 * power))
    assert large.value == np.ldexp(small.value, 2 * power)
    assert large.upper == np.ldexp(small.upper, 2 * power)


def test_order_of_prompt_tokens_does_not_matter() -> None:
    rng = np.random.default_rng(11)
    z = draw_features(rng, "scaled tokens", 3, 7)
    moved = z[:, [2, 0, 3, 1, 6, 4, 5]]
    for bound in (relaxation, one_sign_relaxation):
        assert bound(moved, 4, 0.01).value == pytest.approx(bound(z, 4, 0.01).value, rel=1e-15)


def test_the_solver_alone_is_far_off_where_the_certificate_is_not() -> None:
    """Why a status is not believed: Clarabel says optimal on every one of these."""
    rng = np.random.default_rng(12)
    z = np.stack([draw_features(rng, "graded", 5, 9) for _ in range(32)])
    found = bound_many("one_sign_relaxation", z, 5, 10 ** rng.uniform(-6, 0, 32))
    assert all(b.certified and b.status == "optimal" and b.gap < 1e-12 for b in found)
    assert max(b.solver_gap for b in found) > 1


# Batches


def test_a_batch_gives_what_its_members_give() -> None:
    rng = np.random.default_rng(21)
    z, taus = rng.standard_normal((4, 3, 6)), np.array([1e-3, 0.1, 1.0, 10.0])
    attention = np.stack([draw_attention(rng, 2, 3, 6) for _ in range(4)])
    for i in range(4):
        assert bound_many("relaxation", z, 3, taus)[i].value == relaxation(z[i], 3, taus[i]).value
        single = best_values(z[i], 3, taus[i], attention[i])
        assert bound_many("best_values", z, 3, taus, attention)[i].value == single.value
    assert [b.certified for b in bound_many("one_sign_relaxation", z, 3, 0.1)] == [True] * 4


def test_a_refused_member_leaves_the_others() -> None:
    z = np.random.default_rng(22).standard_normal((3, 3, 6))
    z[1] *= 1e300
    found = bound_many("relaxation", z, 2, 0.1)
    assert [b.certified for b in found] == [True, False, True]


def test_a_program_is_compiled_once_a_shape(monkeypatch) -> None:
    solver.block_least_squares.cache_clear()
    built = []
    original = solver.BlockLeastSquares.__init__

    def count(self, *shape):
        built.append(shape)
        original(self, *shape)

    monkeypatch.setattr(solver.BlockLeastSquares, "__init__", count)
    z = np.random.default_rng(23).standard_normal((5, 3, 6))
    bound_many("relaxation", z, 3, 0.1)
    bound_many("relaxation", z, 3, 0.2)
    relaxation(z[0], 3, 0.2)
    assert built == [(5, 3, 3, 6, False), (1, 3, 3, 6, False)]
    assert solver.block_least_squares(5, 3, 3, 6, False).problem.is_dcp(dpp=True)


def test_a_batch_is_solved_in_programs_of_bounded_size(monkeypatch) -> None:
    monkeypatch.setattr(solver, "MOST_BLOCKS", 6)
    asked, original = [], solver._solve_chunk

    def chunk(factors, targets, nonnegative):
        asked.append(factors.shape[:2])
        return original(factors, targets, nonnegative)

    monkeypatch.setattr(solver, "_solve_chunk", chunk)
    rng = np.random.default_rng(24)
    z, attention = rng.standard_normal((8, 3, 5)), np.stack([draw_attention(rng, 2, 3, 5) for _ in range(8)])
    for found, member in zip(bound_many("relaxation", z, 3, 0.1), z, strict=True):
        assert found.value == relaxation(member, 3, 0.1).value
    assert asked[:2] == [(6, 1), (2, 1)]
    assert all(b.certified for b in bound_many("best_values", z, 3, 0.1, attention))
    assert asked[-1] == (1, 5)


def test_members_are_solved_alone_where_the_solver_has_no_point_for_all(monkeypatch) -> None:
    asked, original = [], solver._solve_once

    def stall_together(program, tolerance):
        asked.append(program.variable.shape)
        if program.variable.shape[0] > 3:
            return solver.Answer("optimal_inaccurate", None, "Planted.")
        return original(program, tolerance)

    monkeypatch.setattr(solver, "_solve_once", stall_together)
    z = np.random.default_rng(25).standard_normal((4, 3, 6))
    found = bound_many("one_sign_relaxation", z, 3, 0.1)
    assert all(b.certified for b in found)
    tried = len(solver.TOLERANCES)
    assert asked == [(12, 12)] * tried + [(3, 12)] * 4


def test_members_that_are_not_finite_are_not_attempted() -> None:
    rng = np.random.default_rng(26)
    factors, targets = rng.standard_normal((3, 1, 4, 2)), rng.standard_normal((3, 1, 4, 5))
    alone = solver.solve_together(factors[2:], targets[2:])[0]
    factors[1, 0, 0, 0] = np.inf
    found = solver.solve_together(factors, targets)
    assert [a.status for a in found] == ["optimal", "not attempted", "optimal"]
    assert found[1].point is None
    assert np.allclose(found[2].point, alone.point, rtol=0, atol=1e-7)
    assert np.allclose(found[2].point[0], np.linalg.lstsq(factors[2, 0], targets[2, 0])[0], rtol=0, atol=1e-7)


# Bad input

GOOD = np.ones((2, 3))
BAD_INPUT = [
    ({"features": np.ones(3)}, r"features must have shape \(m, K\).*got shape \(3,\)"),
    ({"features": np.ones((0, 3))}, r"features must have shape .* no empty axis, got shape \(0, 3\)"),
    ({"features": np.array([[1.0, np.nan, 0.0]])}, "features must be finite, got 1 non-finite"),
    ({"features": "abc"}, "features must be an array"),
    ({"features": GOOD * 1j}, "features must be an array .* of real numbers"),
    ({"prompt_length": 3}, "prompt_length must be in 1..K-1 with K = 3, got 3"),
    ({"prompt_length": 0}, "prompt_length must be in 1..K-1"),
    ({"prompt_length": 1.0}, "prompt_length must be an integer, got 1.0"),
    ({"prompt_length": True}, "prompt_length must be an integer, got True"),
    ({"noise_level": 0.0}, "noise_level must be > 0, got 0.0"),
    ({"noise_level": -0.1}, "noise_level must be > 0, got -0.1"),
    ({"noise_level": np.inf}, "noise_level must be finite"),
    ({"noise_level": [0.1, 0.2]}, "noise_level must have shape"),
]


@pytest.mark.parametrize(("change", "message"), BAD_INPUT)
@pytest.mark.parametrize("bound", [relaxation, one_sign_relaxation])
def test_bad_input_is_refused(bound, change: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bound(**{"features": GOOD, "prompt_length": 2, "noise_level": 0.1, **change})


@pytest.mark.parametrize(
    ("attention", "message"),
    [
        (np.ones((2, 3)), r"attention must have shape \(H, N, K\)"),
        (np.ones((1, 3, 2)), r"attention must have shape \(H, 2, 3\), got \(1, 3, 2\)"),
        (np.full((0, 2, 3), 0.5), "attention must have shape"),
        (np.full((1, 2, 3), np.nan), "attention must be finite"),
        (
            np.stack([np.full((1, 3), 1.5), np.full((1, 3), -0.5)], axis=1),
            "attention must be >= 0, got a least",
        ),
        (np.ones((1, 2, 3)), "attention must sum to 1"),
        (None, "attention must"),
    ],
)
def test_bad_attention_is_refused(attention, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        best_values(GOOD, 2, 0.1, attention)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("relax", GOOD[None], 2, 0.1),
            "program must be one of relaxation, one_sign_relaxation, best_values",
        ),
        (("relaxation", GOOD, 2, 0.1), r"features must have shape \(batch, m, K\)"),
        (("relaxation", np.ones((0, 2, 3)), 2, 0.1), "no empty axis"),
        (("relaxation", GOOD[None], 2, [0.1, 0.2]), r"noise_level must be one number or have shape \(1,\)"),
        (("relaxation", GOOD[None], 2, "loud"), "noise_level must be an array"),
        (("relaxation", GOOD[None], 2, 0.1, np.ones((1, 1, 2, 3))), "attention must be None for relaxation"),
        (("best_values", GOOD[None], 2, 0.1, np.full((2, 1, 2, 3), 0.5)), "attention must have batch size 1"),
        (("best_values", GOOD[None], 2, 0.1), "attention must"),
    ],
)
def test_bad_batches_are_refused(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bound_many(*arguments)

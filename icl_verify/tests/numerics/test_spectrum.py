"""Rigorous eigenvalues: multiple, clustered, zero and interval spectra, at several precisions."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from icl_verify.numerics import _ball_spectrum
from icl_verify.numerics.balls import (
    BallArray,
    Balls,
    certainly_lt,
    excludes_zero,
    from_exact,
    is_finite,
    overlaps,
    precision,
    radius,
    to_floats,
)
from icl_verify.tests.numerics.agreement import assert_contains, assert_sharp, object_array

XP = Balls()


def known(spectrum: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """An integer-valued symmetric matrix with an exactly known integer spectrum, and that spectrum.

    H diag(s) H with the Householder matrix H = I - 2 v v^T / |v|^2, times |v|^4: everything is an integer.
    """
    v = np.random.default_rng(seed).integers(-3, 4, size=len(spectrum)).astype(object)
    v[0] = v[0] or 1
    square = int(v @ v)
    reflection = square * np.eye(len(v), dtype=int).astype(object) - 2 * np.outer(v, v)
    integers = np.array([int(s) for s in spectrum], dtype=object)
    return reflection @ np.diag(integers) @ reflection, np.sort(integers * square**2)


SPECTRA = {
    "simple": [-3, 1, 4, 7],
    "double": [2, 2, 5],
    "two double": [-1, -1, 3, 3],
    "all equal": [5, 5, 5, 5],
    "zero matrix": [0, 0, 0],
    "rank one": [0, 0, 0, 0, 9],
    "two by two": [-1, 1],
    "cluster 1e-12": [10**12, 10**12 + 1, 3 * 10**12],
    "cluster 1e-30": [10**30, 10**30 + 1, 10**30 + 2, 0],
    "graded": [1, 10**10, 10**20, 10**30],
    "twelve": list(range(-6, 6)),
}


@pytest.mark.parametrize("bits", [53, 128, 256, 700])
@pytest.mark.parametrize("name", SPECTRA)
def test_known_spectra(name: str, bits: int) -> None:
    for seed in range(3):
        matrix, spectrum = known(np.array(SPECTRA[name], dtype=object), seed)
        with precision(bits):
            values = XP.eigvalsh(from_exact(matrix))
        assert_contains(values, spectrum)
        assert_sharp(values, float(np.abs(spectrum).max()), bits, lost=6)


def test_clusters_are_told_apart_when_the_precision_suffices() -> None:
    matrix, _ = known(np.array(SPECTRA["cluster 1e-30"], dtype=object), 1)
    for bits, apart in ((64, False), (160, True)):
        with precision(bits):
            values = XP.eigvalsh(from_exact(matrix))
            assert certainly_lt(values[1:-1], values[2:]).all() == apart


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e200, 1e300])
def test_scales_beyond_what_float64_can_square(scale: float) -> None:
    with precision(128):
        m = from_exact(np.array([[2.0, 1.0], [1.0, 2.0]])) * from_exact(np.array(scale))
        m = m * m[0, 0] * m[0, 0]
        values = XP.eigvalsh(m) / m[0, 1]
        assert overlaps(values, from_exact([1, 3])).all() and radius(values).max() < 1e-35


def interval(middle: np.ndarray, spread: float) -> BallArray:
    return BallArray(np.frompyfunc(lambda x: arb(x, spread), 1, 1)(middle))


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(1, 5),
    spread=st.sampled_from([1e-20, 1e-9, 1e-3, 0.1, 1.0]),
    repeated=st.booleans(),
)
def test_every_member_of_an_interval_matrix_is_enclosed(
    seed: int, n: int, spread: float, repeated: bool
) -> None:
    rng = np.random.default_rng(seed)
    middle = np.eye(n) if repeated else rng.normal(size=(n, n))
    middle = (middle + middle.T) / 2
    with precision(100):
        values = XP.eigvalsh(interval(middle, spread))
    assert is_finite(values).all()
    for extreme in (False, True):
        inside = rng.choice([-1.0, 1.0], size=(n, n)) if extreme else rng.uniform(-1, 1, size=(n, n))
        inside = np.tril(inside) + np.tril(inside, -1).T
        with mpmath.workprec(400):
            member = mpmath.matrix(middle.tolist()) + mpmath.mpf(spread) * mpmath.matrix(inside.tolist())
            truth = sorted(mpmath.eigsy(member, eigvals_only=True))
        assert_contains(values, np.array(truth, dtype=object))


def test_interval_enclosures_are_no_wider_than_they_must_be() -> None:
    with precision(100):
        assert radius(XP.eigvalsh(interval(np.diag([1.0, 2.0, 3.0]), 1e-6))).max() < 1e-5


def test_an_interval_check_catches_an_enclosure_that_forgets_the_radii() -> None:
    with precision(100):
        careless = XP.eigvalsh(from_exact(np.eye(2)))
    with pytest.raises(AssertionError, match="misses"):
        assert_contains(careless, np.array([0.875, 1.125], dtype=object))


def test_both_triangles_count() -> None:
    with precision(100):
        wide = BallArray(np.array([[arb(1), arb(0, 1)], [arb(0), arb(1)]], dtype=object))
        for either in (wide, XP.transpose(wide)):
            assert radius(XP.eigvalsh(either)).max() < 1e-28  # the sharper triangle decides
            assert is_finite(XP.cholesky(either)).all()
        with pytest.raises(ValueError, match="symmetric"):
            XP.eigvalsh(from_exact([[1, 2], [3, 1]]))


def test_a_member_that_is_not_finite_is_nan_alone() -> None:
    with precision(100):
        a = XP.stack([XP.eye(2), XP.eye(2) / 0, 2 * XP.eye(2)], 0)
        for values in (XP.eigvalsh(a), XP.squared_singular_values(a)):
            assert is_finite(values).all(axis=1).tolist() == [True, False, True]
        assert is_finite(XP.spectral_norm(a)).tolist() == [True, False, True]


def test_a_bad_basis_widens_the_balls_but_never_falsifies_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rigour must not rest on the approximation: give it a wrong one."""
    matrix, spectrum = known(np.array([1, 2, 2, 7], dtype=object), 3)
    rng = np.random.default_rng(5)
    exact = _ball_spectrum._approximate_eigenbasis
    for size in (1e-12, 1e-3, 0.05):

        def disturbed(midpoints: object, size: float = size) -> object:
            return exact(midpoints) + _ball_spectrum.matrix(
                object_array(from_exact(rng.uniform(-size, size, size=(4, 4))))
            )

        monkeypatch.setattr(_ball_spectrum, "_approximate_eigenbasis", disturbed)
        with precision(128):
            assert_contains(XP.eigvalsh(from_exact(matrix)), spectrum)
    monkeypatch.setattr(_ball_spectrum, "_approximate_eigenbasis", lambda midpoints: 0 * midpoints)
    with precision(128):
        assert not is_finite(XP.eigvalsh(from_exact(matrix))).any()


def test_lapack_giving_up_costs_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(_: object) -> None:
        raise np.linalg.LinAlgError

    monkeypatch.setattr(np.linalg, "eigh", gives_up)
    matrix, spectrum = known(np.array([-4, 1, 1, 8, 8], dtype=object), 2)
    with precision(128):
        values = XP.eigvalsh(from_exact(matrix))
    assert_contains(values, spectrum)
    assert_sharp(values, float(spectrum.max()), 128, lost=6)


def test_the_rank_of_exact_entries_makes_eigenvalues_exactly_zero() -> None:
    with precision(128):
        for rows, missing in (
            ([[1, 2], [2, 4]], 1),
            ([[0, 0], [3, 5]], 1),
            ([[0, 0], [0, 0]], 2),
            ([[1, 2], [3, 4]], 0),
        ):
            values = object_array(XP.squared_singular_values(from_exact(np.array(rows))))
            assert [value == 0 for value in values.tolist()] == [i < missing for i in range(2)]
        unclear = XP.stack([XP.const(1, 3) * XP.ones((2,)), XP.const(2, 3) * XP.ones((2,))], 0)
        least = XP.squared_singular_values(unclear)[0]
        assert not excludes_zero(least) and radius(least) > 0  # entries that are rounded have no exact rank


def test_equal_exact_arguments_share_a_softmax_exactly() -> None:
    with precision(128):
        half = XP.softmax(from_exact(np.array([[3, 3], [-7, -7]])), 1)
        assert (radius(half) == 0).all() and overlaps(half, Fraction(1, 2)).all()
        rounded = XP.softmax(XP.const(1, 3) * XP.ones((1, 2)), 1)
        assert (radius(rounded) > 0).all()


def test_rank_deficiency_shows_as_a_ball_around_zero() -> None:
    rng = np.random.default_rng(1)
    for bits in (64, 128, 512):
        with precision(bits):
            x = from_exact(rng.integers(-9, 9, size=(4, 2)))
            small = XP.eigvalsh(x @ XP.transpose(x))[:2]
            assert overlaps(small, 0).all() and not excludes_zero(small).any()
            assert radius(small).max() < 2.0 ** (20 - bits)
            squares = XP.squared_singular_values(x)
            assert squares.shape == (4,) and not excludes_zero(squares[:2]).any()
            assert excludes_zero(squares[2:]).all()
            third = x[:, :1] / 3
            dependent = XP.concat([third, 3 * third], 1)
            least = XP.squared_singular_values(XP.transpose(dependent))[0]
            assert not excludes_zero(least)
            ends = object_array(least)[()]
            assert ends.upper() > 0 and ends.lower() >= -ends.upper() / (1 << 20)  # cut off at 0


def test_spectral_norm_of_known_matrices() -> None:
    with precision(128):
        ones = XP.ones((3, 5))
        assert overlaps(XP.spectral_norm(ones) ** 2, 15)
        assert radius(XP.spectral_norm(XP.zeros((3, 2)))) == 0
        assert overlaps(XP.spectral_norm(XP.ones((1, 4))), 2) and overlaps(
            XP.spectral_norm(XP.ones((4, 1))), 2
        )
        rotation = from_exact(np.array([[3, 4], [-4, 3]], dtype=object)) / 5
        assert overlaps(XP.spectral_norm(rotation), 1) and radius(XP.spectral_norm(rotation)) < 1e-36
        assert to_floats(XP.spectral_norm(-7 * XP.eye(6))) == 7.0

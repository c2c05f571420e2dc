"""Drawn instances, exact minima over the rationals, and what a bound or a refusal must look like."""

import itertools

import numpy as np
from flint import arb, fmpq, fmpq_mat

from icl_verify.yang2024.programs import certificate

KINDS = ("gaussian", "scaled tokens", "scaled coordinates", "graded", "near duplicates", "rank one")


def draw_features(rng: np.random.Generator, kind: str, m: int, k: int) -> np.ndarray:
    """Features (m, K) of a family; the scales of the hard ones run over 1e-6..1e6."""
    z = rng.standard_normal((m, k))
    if kind == "scaled tokens":
        return z * 10 ** rng.uniform(-6, 6, k)
    if kind == "scaled coordinates":
        return z * 10 ** rng.uniform(-6, 6, (m, 1))
    if kind == "graded":
        left, singular, right = np.linalg.svd(z, full_matrices=False)
        return (left * np.logspace(-6, 6, len(singular))) @ right
    if kind == "near duplicates":
        return z[:, :1] + 1e-9 * z
    if kind == "rank one":
        return np.outer(z[:, 0], rng.standard_normal(k))
    return z


def draw_attention(rng: np.random.Generator, h: int, n: int, k: int, beta: float = 1.0) -> np.ndarray:
    logits = beta * rng.standard_normal((h, n, k))
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def rational(x: float) -> fmpq:
    return fmpq(*float(x).as_integer_ratio())


def exact_moments(z: np.ndarray, tau: float) -> fmpq_mat:
    """S = Zhat^T Zhat + m tau I_K over the rationals, unscaled."""
    m, k = z.shape
    exact = fmpq_mat(m, k, [rational(v) for v in z.ravel()])
    moments = exact.transpose() * exact
    for j in range(k):
        moments[j, j] = moments[j, j] + m * rational(tau)
    return moments


def exact_loss(z: np.ndarray, tau: float, columns: list[list[fmpq]]) -> fmpq:
    """L of an exact Ahat given by its columns."""
    s, k = exact_moments(z, tau), z.shape[1]
    total = fmpq(0)
    for c, a in enumerate(columns):
        quadratic = sum(a[i] * a[j] * s[i, j] for i in range(len(a)) for j in range(len(a)))
        total += quadratic - 2 * sum(a[i] * s[i, c] for i in range(len(a))) + s[c, c]
    return total / (2 * k)


def stationary(s: fmpq_mat, support: tuple[int, ...], column: int) -> list[fmpq]:
    if not support:
        return []
    square = fmpq_mat(len(support), len(support), [s[i, j] for i in support for j in support])
    right = fmpq_mat(len(support), 1, [s[i, column] for i in support])
    return list(square.solve(right).entries())


def exact_minimum(z: np.ndarray, n: int, tau: float, one_sign: bool) -> fmpq:
    """The minimum by enumeration of supports over the rationals, from the second moments."""
    s, k = exact_moments(z, tau), z.shape[1]
    total = fmpq(0)
    subsets = [c for size in range(n + 1) for c in itertools.combinations(range(n), size)]
    for column in range(k):
        best = s[column, column]
        for support in subsets if one_sign else [tuple(range(n))]:
            a = stationary(s, support, column)
            if one_sign and any(x > 0 for x in a) and any(x < 0 for x in a):
                continue
            # At a stationary point the quadratic form is S_kk - a'S_Pk.
            best = min(
                best, s[column, column] - sum(x * s[i, column] for x, i in zip(a, support, strict=True))
            )
        total += best
    return total / (2 * k)


def assert_encloses(bound: certificate.CertifiedBound, exact: fmpq) -> None:
    __tracebackhide__ = True
    assert bound.certified, bound.diagnosis
    assert bound.status == "optimal"
    assert bound.residuals.primal == 0
    assert bound.residuals.dual == 0
    assert rational(bound.value) <= exact <= rational(bound.upper), (
        bound.value,
        float(arb(exact)),
        bound.upper,
    )
    assert bound.gap <= 1e-12
    assert bound.upper - bound.value <= 1e-12 * bound.upper


def assert_refused(bound: certificate.CertifiedBound, word: str) -> None:
    __tracebackhide__ = True
    assert not bound.certified
    assert np.isnan(bound.value)
    assert np.isnan(bound.upper)
    assert word in bound.diagnosis, bound.diagnosis
    assert bound.diagnosis.endswith(".")

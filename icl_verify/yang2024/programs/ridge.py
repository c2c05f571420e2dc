"""The regressions (20), (24), (25) as convex programs, each with its certificate and its closed form.

(24) averages over fresh noise in the features. The average is taken by a cubature that integrates quadratics
of eps ~ N(0, tau I_m) exactly, the 2m points +-sqrt(m tau) e_j with equal weights, and never through the
penalty of Lemma 4: its program has no penalty at all.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, arb_mat, fmpq
from jaxtyping import Float64, Int64
from numpy.typing import NDArray

from icl_verify.yang2024.programs.certificate import (
    CertifiedBound,
    Quadratics,
    conclude,
    enclose,
    exact_matrix,
    power_of_two,
    propose_multipliers,
    refused,
    round_up,
    settle,
    square,
    to_floats,
    with_solver,
)
from icl_verify.yang2024.programs.inputs import finite_array, positive_number
from icl_verify.yang2024.programs.polish import polish_free
from icl_verify.yang2024.programs.second_moments import binary_exponents
from icl_verify.yang2024.programs.solver import Answer, solve_together

EQUATIONS = (20, 24, 25)


@dataclass(frozen=True, eq=False)
class RidgeSolution:
    """A ridge regression solved three ways.

    `bound` encloses the least value of the objective; `coefficients` (m,) is the certified minimiser rounded
    to float64 and `radius` a proved bound on its Euclidean distance from the true minimiser. `closed_form`
    (m,) is the normal equations solved in float64 and `closed_form_radius` the proved distance of that. Where
    `bound` is not certified, both radii are NaN and `coefficients` is None.
    """

    bound: CertifiedBound
    coefficients: NDArray[np.float64] | None
    radius: float
    closed_form: NDArray[np.float64]
    closed_form_radius: float


def ridge_program(features: Any, labels: Any, noise_level: Any, equation: int = 20) -> RidgeSolution:
    """Minimise the objective of (20), (24) or (25) over lambda in R^m.

    (20): 1/(2N) sum_i (y_i - lambda^T z_i)^2 + m tau/(2N) ||lambda||^2;
    (24): E_eps 1/(2N) sum_i (y_i - lambda^T (z_i + eps_i))^2 with y fixed and eps fresh;
    (25): 1/(2N) sum_i (y_i - lambda^T z_i)^2 + tau/2 ||lambda||^2.

    Arguments:
        features: Z, (m, N) finite reals, the features of the prompt's tokens.
        labels: y, (N,) finite reals.
        noise_level: tau > 0.
        equation: 20, 24 or 25. The program of (24) has 2 m N rows.

    Raises ValueError on anything else.
    """
    return _solved([_checked(features, labels, noise_level, equation)])[0]


def ridge_programs(features: Any, labels: Any, noise_level: Any, equation: int = 20) -> list[RidgeSolution]:
    """``ridge_program`` for a batch, solved together: features (batch, m, N), labels (batch, N), noise
    (batch,).

    Raises ValueError as that does, before any member is solved.
    """
    members = zip(features, labels, noise_level, strict=True)
    return _solved([_checked(z, y, float(tau), equation) for z, y, tau in members])


def _solved(problems: Sequence[_Ridge]) -> list[RidgeSolution]:
    data = [problem.factors() for problem in problems]
    factors, targets = (np.stack(part)[:, None] for part in zip(*data, strict=True))
    answers = solve_together(factors, targets)
    return [_certify(problem, answer) for problem, answer in zip(problems, answers, strict=True)]


def _certify(problem: _Ridge, answer: Answer) -> RidgeSolution:
    """The certificate of a proposed point (1, m, 1), and how far the closed form is from the minimiser."""
    closed = problem.closed_form()
    if answer.point is None:
        return RidgeSolution(refused(answer.status, answer.diagnosis), None, np.nan, closed, np.nan)
    # Labels of zeros have the minimiser 0 and the value 0, where only the exact point has a relative gap.
    start = exact_matrix(answer.point[0] * problem.labels.any())
    distances: list[float] = []

    def attempt() -> CertifiedBound:
        quadratics = problem.quadratics()
        point = polish_free(quadratics, start)
        enclosure = enclose(quadratics, point, propose_multipliers(quadratics, point, False), False)
        weight = quadratics.weights[0]
        lower, upper = weight * enclosure.lower[0], weight * enclosure.upper[0]
        result = conclude(lower, upper, enclosure.residuals, answer.status)
        rounded = problem.unscale(to_floats(point))
        distances[:] = [problem.distance(quadratics, point, candidate) for candidate in (rounded, closed)]
        return with_solver(result, weight * quadratics.values(start)[0], rounded, answer.tolerance)

    bound = settle(attempt, answer.status)
    radius, closed_radius = distances if bound.certified else (np.nan, np.nan)
    return RidgeSolution(bound, bound.point, radius, closed, closed_radius)


@dataclass(frozen=True, eq=False)
class _Ridge:
    """Checked input of one regression; scaled coordinates u_j = lambda_j 2^(e_j - e_y)."""

    features: Float64[np.ndarray, "m N"]
    labels: Float64[np.ndarray, " N"]
    noise_level: float
    equation: int

    @property
    def penalised_tokens(self) -> int:
        """The whole number c with penalty c tau/(2N) ||lambda||^2, whether printed or the noise's doing."""
        return self.features.shape[0] if self.equation == 20 else self.features.shape[1]

    @functools.cached_property
    def design(self) -> tuple[Float64[np.ndarray, "rows m"], Float64[np.ndarray, " rows"]]:
        """Rows X and targets t, N times the objective being ||X lambda - t||^2/2."""
        m, n = self.features.shape
        root = np.sqrt(self.noise_level)
        if self.equation == 24:
            shifts = np.sqrt(m) * root * np.vstack([np.eye(m), -np.eye(m)])
            rows = (self.features.T[None] + shifts[:, None, :]).reshape(2 * m * n, m)
            return rows / np.sqrt(2 * m), np.tile(self.labels, 2 * m) / np.sqrt(2 * m)
        penalty = np.sqrt(self.penalised_tokens) * root * np.eye(m)
        return np.vstack([self.features.T, penalty]), np.concatenate([self.labels, np.zeros(m)])

    @functools.cached_property
    def exponents(self) -> tuple[Int64[np.ndarray, " m"], int]:
        """Binary exponents of the design's columns, and of the labels."""
        design, _ = self.design
        return binary_exponents(design), int(binary_exponents(self.labels[:, None])[0])

    def factors(self) -> tuple[Float64[np.ndarray, "m m"], Float64[np.ndarray, "m 1"]]:
        """R, G in scaled coordinates: the objective is proportional to ||R u - G||^2 and a constant."""
        columns, own = self.exponents
        design, targets = self.design
        orthogonal, factor = np.linalg.qr(np.ldexp(design, -columns))
        return factor, orthogonal.T @ np.ldexp(targets, -own)[:, None]

    def closed_form(self) -> Float64[np.ndarray, " m"]:
        """(Z Z^T + c tau I_m)^{-1} Z y in float64, by QR: beside Z Z^T tau may vanish."""
        from scipy.linalg import solve_triangular  # slow to import

        m, n = self.features.shape
        root = np.sqrt(self.penalised_tokens * self.noise_level)
        orthogonal, factor = np.linalg.qr(np.vstack([self.features.T, root * np.eye(m)]))
        return solve_triangular(factor, orthogonal[:n].T @ self.labels)

    def quadratics(self) -> Quadratics:
        """The objective in scaled coordinates, as balls at the current precision, from the program's own
        rows.

        H - diag(rho), rho_j the scaled c tau, is the Gram matrix of the scaled Z^T; for (24) because the
        cubature's points have mean 0 and covariance tau I_m.
        """
        columns, own = self.exponents
        labels = exact_matrix(self.labels[:, None], np.array([-own]))
        tokens = exact_matrix(self.features.T, -columns)
        powers = [power_of_two(-int(e)) for e in columns]
        moduli = tuple(self.penalised_tokens * arb(self.noise_level) * p * p for p in powers)
        if self.equation == 24:
            hessian, linear = self._averaged(tokens, labels, powers)
        else:
            hessian, linear = self._penalised(tokens, labels, moduli)
        constant = sum((y * y for y in labels.entries()), arb(0))
        weight = power_of_two(2 * own) * fmpq(1, len(self.labels))
        return Quadratics(hessian, linear, (constant,), (weight,), moduli)

    def _penalised(
        self, tokens: arb_mat, labels: arb_mat, moduli: tuple[arb, ...]
    ) -> tuple[arb_mat, arb_mat]:
        """H and c of (20) and (25)."""
        hessian = tokens.transpose() * tokens
        for j, modulus in enumerate(moduli):
            hessian[j, j] = hessian[j, j] + modulus
        return hessian, tokens.transpose() * labels

    def _averaged(self, tokens: arb_mat, labels: arb_mat, powers: list[arb]) -> tuple[arb_mat, arb_mat]:
        """H and c of (24), summed over the cubature's points."""
        m = len(powers)
        reach = (m * arb(self.noise_level)).sqrt()
        hessian, linear = arb_mat(m, m), arb_mat(m, 1)
        for j in range(m):
            for sign in (1, -1):
                moved = arb_mat(tokens)
                for i in range(moved.nrows()):
                    moved[i, j] = moved[i, j] + sign * reach * powers[j]
                hessian += moved.transpose() * moved
                linear += moved.transpose() * labels
        share = arb(fmpq(1, 2 * m))
        return hessian * share, linear * share

    def unscale(self, point: Float64[np.ndarray, "m 1"]) -> Float64[np.ndarray, " m"]:
        """lambda from scaled coordinates."""
        columns, own = self.exponents
        return np.ldexp(point[:, 0], own - columns)

    def distance(self, quadratics: Quadratics, point: arb_mat, candidate: Float64[np.ndarray, " m"]) -> float:
        """A proved bound on ||candidate - minimiser||: to the point, and from there by the modulus."""
        columns, own = self.exponents
        gradient = quadratics.gradient(point)
        size = len(columns)
        squared = sum((square(gradient[j, 0]) / quadratics.moduli[j] for j in range(size)), arb(0))
        away = arb(0)
        for j, value in enumerate(candidate.tolist()):
            away += square(arb(value) - point[j, 0] * power_of_two(own - int(columns[j])))
        strength = self.penalised_tokens * arb(self.noise_level)
        # Upper ends: a ball around 0 may reach below it, where the square root is NaN.
        return round_up(away.upper().sqrt() + power_of_two(own) * (squared / strength).upper().sqrt())


def _checked(features: Any, labels: Any, noise_level: Any, equation: Any) -> _Ridge:
    """The input of `ridge_program`, or ValueError."""
    tokens = finite_array("features", features, 2, "(m, N)")
    targets = finite_array("labels", labels, 1, "(N,)")
    if len(targets) != tokens.shape[1]:
        raise ValueError(f"labels must have shape ({tokens.shape[1]},) as features have, got {targets.shape}")
    if equation not in EQUATIONS:
        raise ValueError(f"equation must be one of 20, 24, 25, got {equation!r}")
    return _Ridge(tokens, targets, positive_number("noise_level", noise_level), equation)

"""The second moments of (Z, tau) behind every bound, scaled by powers of two, in both arithmetics."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import arb, arb_mat, fmpq
from jaxtyping import Float64, Int64

from icl_verify.yang2024.programs.certificate import Quadratics, exact_matrix, power_of_two, square
from icl_verify.yang2024.programs.polish import submatrix


def binary_exponents(columns: Float64[np.ndarray, "rows columns"]) -> Int64[np.ndarray, " columns"]:
    """e with 2**-e times the column of norm in about [1/2, 2); 0 for a column of zeros. Free of overflow."""
    peaks = np.abs(columns).max(axis=0)
    _, first = np.frexp(peaks)
    scaled = np.ldexp(columns, -first)
    _, second = np.frexp(np.sqrt((scaled * scaled).sum(axis=0)))
    return (first + second).astype(np.int64)


@dataclass(frozen=True, eq=False)
class SecondMoments:
    """E[y y^T] of one instance: S = Zhat^T Zhat + m tau I_K, for features Zhat (m, K), N = prompt_length, tau
    > 0.

    In scaled coordinates x_jk = a_jk 2^(e_j - e_k) every label has about unit variance; the e_k are
    `exponents`.
    """

    features: Float64[np.ndarray, "m K"]
    prompt_length: int
    noise_level: float

    @cached_property
    def exponents(self) -> Int64[np.ndarray, " K"]:
        """Binary exponents of the labels' standard deviations, (K,)."""
        return binary_exponents(self._stacked)

    @cached_property
    def _stacked(self) -> Float64[np.ndarray, "rows K"]:
        """F = (Zhat; sqrt(m tau) I_K) of (m + K, K), so that S = F'F."""
        m, k = self.features.shape
        noise = np.sqrt(np.float64(m)) * np.sqrt(np.float64(self.noise_level))
        return np.vstack([self.features, noise * np.eye(k)])

    @cached_property
    def factors(self) -> tuple[Float64[np.ndarray, "N N"], Float64[np.ndarray, "N K"]]:
        """R (N, N), G (N, K): the scaled loss of column k is ||R x - G_k||^2/2 plus a constant."""
        scaled = np.ldexp(self._stacked, -self.exponents)
        orthogonal, factor = np.linalg.qr(scaled[:, : self.prompt_length])
        return factor, orthogonal.T @ scaled

    def quadratics(self) -> Quadratics:
        """The columns of L in scaled coordinates, as balls at the current precision.

        S_PP - diag(rho), rho_j the scaled m tau, is the Gram matrix of the scaled Z, so positive
        semidefinite.
        """
        m, k = self.features.shape
        n = self.prompt_length
        scaled = exact_matrix(self.features, -self.exponents)
        scales = [power_of_two(2 * int(e)) for e in self.exponents]
        noise = [m * arb(self.noise_level) / scale for scale in scales]
        moments = submatrix(scaled, list(range(m)), list(range(n))).transpose() * scaled
        for j in range(n):
            moments[j, j] = moments[j, j] + noise[j]
        constants = tuple(sum((square(scaled[i, c]) for i in range(m)), noise[c]) for c in range(k))
        weights = tuple(scale * fmpq(1, k) for scale in scales)
        indices = list(range(n))
        return Quadratics(submatrix(moments, indices, indices), moments, constants, weights, tuple(noise[:n]))

    def unscale(self, point: Float64[np.ndarray, "N K"]) -> Float64[np.ndarray, "N K"]:
        """Ahat from scaled coordinates."""
        return np.ldexp(point, self.exponents[None, :] - self.exponents[: self.prompt_length, None])


def doubled(quadratics: Quadratics) -> Quadratics:
    """The same columns twice, the second time in -x, so that x >= 0 covers both signs."""
    rows, columns = quadratics.linear.nrows(), quadratics.linear.ncols()
    both = [sign * quadratics.linear[j, k] for j in range(rows) for sign in (1, -1) for k in range(columns)]
    return Quadratics(
        quadratics.hessian,
        arb_mat(rows, 2 * columns, both),
        2 * quadratics.constants,
        2 * quadratics.weights,
        quadratics.moduli,
    )

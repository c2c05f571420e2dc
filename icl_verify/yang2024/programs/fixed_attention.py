"""The best output weights w for a fixed attention: the program, its polish, its certificate.

Column k of Ahat ranges over the range of C_k = (s^1_k, ..., s^H_k) (13). For x in it with gradient g of the
loss, the multiplier of "y lies in the range" is mu = g - D C_J z with C_J'mu = 0, D = diag(rho) the modulus
and C_J columns that span the range, found over the rationals. Then f(y) >= f(x) - 1/2 r'(C_J' D C_J)^{-1} r
for every y in the range, with r = C_J'g, which balls evaluate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from flint import arb, arb_mat, fmpq
from jaxtyping import Float64, Int64

from icl_verify.yang2024.programs.certificate import (
    CertifiedBound,
    Quadratics,
    Residuals,
    conclude,
    exact_matrix,
    power_of_two,
    refused,
    round_up,
    settle,
    to_floats,
    weighted_sum,
    with_solver,
)
from icl_verify.yang2024.programs.polish import independent_columns, submatrix
from icl_verify.yang2024.programs.second_moments import SecondMoments, binary_exponents
from icl_verify.yang2024.programs.solver import Answer, solve_together


@dataclass(frozen=True, eq=False)
class Reach:
    """One column's program: x = C u, C the scaled (N, H) attention of a token, u its scaled weights."""

    quadratics: Quadratics
    matrix: arb_mat
    spanning: list[int]

    def gradient(self, weights: arb_mat) -> arb_mat:
        """g = H x - c at x = C u, (N, 1)."""
        return self.quadratics.gradient(self.matrix * weights)

    def value(self, weights: arb_mat) -> arb:
        """The loss of this column at u."""
        return self.quadratics.values(self.matrix * weights)[0]

    def basis(self) -> arb_mat:
        """C_J."""
        return submatrix(self.matrix, list(range(self.matrix.nrows())), self.spanning)

    def polish(self, start: arb_mat) -> arb_mat:
        """One Newton step from `start` in the coordinates J, in high precision, unproved."""
        basis = self.basis()
        hessian = basis.transpose() * self.quadratics.hessian * basis
        slope = basis.transpose() * self.gradient(start)
        step = hessian.mid().solve(slope.mid(), algorithm="approx")
        weights = arb_mat(start)
        for i, j in enumerate(self.spanning):
            weights[j, 0] = (weights[j, 0] - step[i, 0]).mid()
        return weights

    def shortfall(self, weights: arb_mat) -> tuple[arb, arb]:
        """How far the loss at u can lie above the column's minimum, proved; and the largest |g - mu|."""
        basis, moduli = self.basis(), self.quadratics.moduli
        weighted = arb_mat(
            basis.nrows(),
            basis.ncols(),
            [moduli[i] * basis[i, j] for i in range(basis.nrows()) for j in range(basis.ncols())],
        )
        slope = basis.transpose() * self.gradient(weights)
        solution = (basis.transpose() * weighted).solve(slope)
        stationarity = arb(0)
        for rest in (weighted * solution).entries():
            stationarity = stationarity.max(abs(rest))
        return fmpq(1, 2) * (slope.transpose() * solution)[0, 0], stationarity


@dataclass(frozen=True, eq=False)
class _Prepared:
    """A member's program in well-conditioned coordinates.

    `directions` (K, N, r) spans each token's range, `back` (K, H, r) leads from there to scaled weights,
    `shift` (N,) and `exponents` (K, H) are the powers of two taken out of the attention.
    """

    moments: SecondMoments
    attention: Float64[np.ndarray, "H N K"]
    directions: Float64[np.ndarray, "K N r"]
    back: Float64[np.ndarray, "K H r"]
    shift: Int64[np.ndarray, " N"]
    exponents: Int64[np.ndarray, "K H"]


def solve_values(
    members: Sequence[SecondMoments], attention: Sequence[Float64[np.ndarray, "H N K"]]
) -> list[CertifiedBound]:
    """`bounds.best_values` of checked input of one shape."""
    prepared = [_prepare(moments, scores) for moments, scores in zip(members, attention, strict=True)]
    directions = np.stack([p.directions for p in prepared])
    targets = np.stack([p.moments.factors[1].T[:, :, None] for p in prepared])
    answers = solve_together(directions, targets)
    return [_certify(p, answer) for p, answer in zip(prepared, answers, strict=True)]


def _prepare(moments: SecondMoments, attention: Float64[np.ndarray, "H N K"]) -> _Prepared:
    size = attention.shape[1]
    factor, _ = moments.factors
    # Scaled row j of the attention would be 2^(e_j); the common exponent is taken out against overflow.
    shift = moments.exponents[:size] - moments.exponents[:size].max()
    reached = factor @ np.ldexp(attention.transpose(2, 1, 0), shift[:, None])
    exponents = np.stack([binary_exponents(block) for block in reached])
    directions, back = _well_conditioned(np.ldexp(reached, -exponents[:, None, :]))
    return _Prepared(moments, attention, directions, back, shift, exponents)


def _certify(prepared: _Prepared, answer: Answer) -> CertifiedBound:
    """The certificate of a proposed point (K, r, 1)."""
    if answer.point is None:
        return refused(answer.status, answer.diagnosis)
    moments, attention, shift, exponents = (
        prepared.moments, prepared.attention, prepared.shift, prepared.exponents
    )  # fmt: skip
    _, size, columns = attention.shape
    proposed = np.einsum("khr,kr->hk", prepared.back, answer.point[..., 0])
    spans = [independent_columns(attention[:, :, k].T) for k in range(columns)]

    def attempt() -> CertifiedBound:
        quadratics = moments.quadratics()
        lower, upper, solver, worst, weights = [], [], [], arb(0), []
        for k in range(columns):
            reach = _reach(quadratics, attention[:, :, k], k, shift, exponents[k], spans[k])
            start = exact_matrix(proposed[:, k : k + 1])
            point = reach.polish(start)
            below, stationarity = reach.shortfall(point)
            upper.append(reach.value(point))
            lower.append(upper[-1] - below)
            solver.append(reach.value(start))
            worst = worst.max(stationarity)
            weights.append(to_floats(point)[:, 0])
        ends = [weighted_sum(side, quadratics.weights) for side in (lower, upper, solver)]
        # x = C u and C_J'mu = 0 hold by construction, so feasibility is exact.
        result = conclude(
            ends[0], ends[1], Residuals(float(0), float(0), round_up(worst), float(0)), answer.status
        )
        powers = moments.exponents[None, :] - exponents.T - moments.exponents[:size].max()
        return with_solver(result, ends[2], np.ldexp(np.stack(weights, axis=1), powers), answer.tolerance)

    return settle(attempt, answer.status)


def _well_conditioned(
    blocks: Float64[np.ndarray, "K N H"],
) -> tuple[Float64[np.ndarray, "K N r"], Float64[np.ndarray, "K H r"]]:
    """Orthonormal directions of each block's range, r = min(N, H), and the map from them to scaled weights.

    Heads that attend almost alike make a block that no float64 solver resolves. Directions that are zero to
    rounding are zeroed here; the polish works on the exact block and finds them again.
    """
    left, sizes, right = np.linalg.svd(blocks, full_matrices=False)
    significant = sizes > np.finfo(np.float64).eps * sizes.max(axis=1, keepdims=True)
    inverse = np.divide(1, sizes, out=np.zeros_like(sizes), where=significant)
    return left * significant[:, None, :], right.transpose(0, 2, 1) * inverse[:, None, :]


def _reach(
    quadratics: Quadratics,
    attention: Float64[np.ndarray, "H N"],
    column: int,
    shift: Int64[np.ndarray, " N"],
    exponents: Int64[np.ndarray, " H"],
    spanning: list[int],
) -> Reach:
    """Column k of the program: C_jh = s_hj 2^(shift_j - exponents_h), exactly."""
    size = quadratics.linear.nrows()
    powers = [power_of_two(-int(e)) for e in exponents]
    entries = [
        arb(s) * power_of_two(int(shift[j])) * powers[h]
        for j in range(size)
        for h, s in enumerate(attention[:, j].tolist())
    ]
    own = Quadratics(
        quadratics.hessian,
        submatrix(quadratics.linear, list(range(size)), [column]),
        quadratics.constants[column : column + 1],
        quadratics.weights[column : column + 1],
        quadratics.moduli,
    )
    return Reach(own, arb_mat(size, len(powers), entries), spanning)

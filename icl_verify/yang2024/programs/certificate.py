"""Certificates of convex quadratic programs: proved lower and upper ends of an optimum, in ball arithmetic.

A program is a sum over columns k of weight_k f_k(x_k), f_k(x) = 1/2 x'Hx - c_k'x + d_k/2, over all x or over
x >= 0, where H - diag(rho) is positive semidefinite for a known rho > 0. For a point x with gradient
g = Hx - c and *any* multipliers mu >= 0 (mu = 0 where x is free), every feasible y satisfies

    f(y) >= f(y) - mu'y >= f(x) - mu'x - 1/2 sum_j (g_j - mu_j)^2 / rho_j,

weak duality and strong convexity. The right-hand side, evaluated by balls on exact data, is a proved number
whoever proposed x and mu; f(x) at a feasible x is the other end. No optimality condition is taken on trust.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from flint import arb, arb_mat, ctx, fmpq
from numpy.typing import NDArray

# A bound counts as certified when (upper - value)/upper is proved to be at most this.
GAP_TOLERANCE = fmpq(1, 10**12)
# Bits tried in turn. Features over 1e-6..1e6 with noise 1e-6 need about 80 more bits than float64 has.
PRECISIONS = (256, 512, 1024, 2048)


@dataclass(frozen=True, eq=False)
class Quadratics:
    """Columns of f_k(x) = 1/2 x'Hx - c_k'x + d_k/2, all of one Hessian, as balls around exact data.

    `hessian` is (n, n), `linear` (n, columns), `constants` holds the d_k, `weights` the factors of f_k in the
    sum. `moduli` holds n positive numbers rho_j with H - diag(rho) positive semidefinite; whoever builds it
    proves it.
    """

    hessian: arb_mat
    linear: arb_mat
    constants: tuple[arb, ...]
    weights: tuple[arb, ...]
    moduli: tuple[arb, ...]

    def gradient(self, point: arb_mat) -> arb_mat:
        """H x_k - c_k, column by column."""
        return self.hessian * point - self.linear

    def values(self, point: arb_mat) -> list[arb]:
        """Enclosures of f_k(x_k), computed as (x'(g - c) + d)/2."""
        pull = self.gradient(point) - self.linear
        rows, columns = point.nrows(), point.ncols()
        half = fmpq(1, 2)
        return [
            half * (self.constants[k] + sum((point[j, k] * pull[j, k] for j in range(rows)), arb(0)))
            for k in range(columns)
        ]


@dataclass(frozen=True)
class Residuals:
    """Optimality conditions at the certified point, as upper bounds, in the program's scaled coordinates.

    `primal`: largest violation of x >= 0; `dual`: largest violation of mu >= 0 (both must be exactly 0);
    `stationarity`: largest |g - mu|; `complementarity`: largest |mu_j x_j|.
    """

    primal: float
    dual: float
    stationarity: float
    complementarity: float


NO_RESIDUALS = Residuals(np.nan, np.nan, np.nan, np.nan)


@dataclass(frozen=True, eq=False)
class Enclosure:
    """Per-column ends of f_k's minimum, proved where `residuals.primal` and `residuals.dual` are 0."""

    lower: tuple[arb, ...]
    upper: tuple[arb, ...]
    residuals: Residuals


@dataclass(frozen=True, eq=False)
class CertifiedBound:
    """The minimum of a convex program, enclosed: `value` <= minimum <= `upper`, proved where `certified`.

    `value` is rounded down and `upper` up; `gap` bounds (upper - value)/upper as proved by balls (the two
    floats may sit another rounding apart). `status` is the solver's own word. `solver_gap` is how far above
    the minimum the solver's unpolished point lies, relative to `upper`: what believing the solver would have
    cost. `point` is the certified point rounded to float64 (the certificate is for the unrounded one) and
    `bits` the precision that proved it. Where `certified` is False, `value` and `upper` are NaN and
    `diagnosis` says why. `solver_tolerance` is the tolerance at which the solver said optimal.
    """

    value: float
    upper: float
    gap: float
    status: str
    certified: bool
    diagnosis: str
    residuals: Residuals = NO_RESIDUALS
    solver_gap: float = np.nan
    solver_tolerance: float = np.nan
    bits: int = 0
    point: NDArray[np.float64] | None = field(default=None, repr=False)


def refused(status: str, diagnosis: str) -> CertifiedBound:
    """The result that carries no number."""
    return CertifiedBound(np.nan, np.nan, np.nan, status, False, diagnosis)


def round_down(x: arb) -> float:
    """The float64 just at or below every number of the ball (NaN stays NaN)."""
    low = x.lower()
    nearest = float(low)
    return nearest if not arb(nearest) > low else float(np.nextafter(nearest, -np.inf))


def round_up(x: arb) -> float:
    """The float64 just at or above every number of the ball (NaN stays NaN)."""
    return -round_down(-x) + 0


def exact_matrix(x: NDArray[np.float64], exponents: NDArray[np.int64] | None = None) -> arb_mat:
    """A float64 matrix as exact balls, entry (i, j) times 2**exponents[j]: no rounding, no underflow."""
    if exponents is None:
        return arb_mat(x.tolist()) if x.size else arb_mat(*x.shape)
    powers = [power_of_two(int(e)) for e in exponents]
    return arb_mat([[arb(v) * p for v, p in zip(row, powers, strict=True)] for row in x.tolist()])


def power_of_two(exponent: int) -> arb:
    """2**exponent, exactly."""
    return arb((1, exponent))


def square(x: arb) -> arb:
    """x * x. The power x ** 2 of a ball with midpoint 0 is NaN in python-flint 0.9."""
    return x * x


def to_floats(x: arb_mat) -> NDArray[np.float64]:
    """Midpoints, rounded to nearest, same shape."""
    return np.array([float(v) for v in x.entries()]).reshape(x.nrows(), x.ncols())


def propose_multipliers(quadratics: Quadratics, point: arb_mat, nonnegative: bool) -> arb_mat:
    """The multipliers that make the dual value largest: max(0, g_j - rho_j x_j), or 0 where x is free."""
    rows, columns = point.nrows(), point.ncols()
    multipliers = arb_mat(rows, columns)
    if not nonnegative:
        return multipliers
    gradient = quadratics.gradient(point)
    for j in range(rows):
        for k in range(columns):
            slack = (gradient[j, k] - quadratics.moduli[j] * point[j, k]).mid()
            if slack > 0:
                multipliers[j, k] = slack
    return multipliers


def enclose(quadratics: Quadratics, point: arb_mat, multipliers: arb_mat, nonnegative: bool) -> Enclosure:
    """Ends of each column's minimum from exact points and multipliers (n, columns), proposed by anyone."""
    gradient, upper = quadratics.gradient(point), quadratics.values(point)
    rows, columns = point.nrows(), point.ncols()
    half, zero = fmpq(1, 2), arb(0)
    lower, primal, dual, stationarity, complementarity = [], zero, zero, zero, zero
    for k in range(columns):
        loss = zero
        for j in range(rows):
            x, mu = point[j, k], multipliers[j, k]
            rest, product = gradient[j, k] - mu, mu * x
            loss += product + half * square(rest) / quadratics.moduli[j]
            stationarity = stationarity.max(abs(rest))
            if nonnegative:
                primal, dual = primal.max(-x), dual.max(-mu)
                complementarity = complementarity.max(abs(product))
            else:
                dual = dual.max(abs(mu))
        lower.append(upper[k] - loss)
    residuals = Residuals(*(round_up(r) for r in (primal, dual, stationarity, complementarity)))
    return Enclosure(tuple(lower), tuple(upper), residuals)


def weighted_sum(terms: Sequence[arb], weights: Sequence[arb]) -> arb:
    """sum_k weight_k term_k."""
    return sum((w * t for w, t in zip(weights, terms, strict=True)), arb(0))


def relative_gap(lower: arb, upper: arb) -> arb:
    """(upper - lower)/upper; 0 where both are exactly 0."""
    if lower.is_zero() and upper.is_zero():
        return arb(0)
    return (upper - lower) / upper


def conclude(lower: arb, upper: arb, residuals: Residuals, status: str) -> CertifiedBound:
    """The result these ends support: certified only where feasibility is exact and the gap proved small."""
    if residuals.primal != 0 or residuals.dual != 0:
        return refused(
            status,
            "The certificate is not feasible: x >= 0 is violated by "
            f"{residuals.primal:.3g} and mu >= 0 by {residuals.dual:.3g} (both must be 0).",
        )
    if lower > upper or upper < 0:
        # No loss is negative, and no true lower end lies above a true upper one.
        return refused(status, f"The ends [{float(lower):.17g}, {float(upper):.17g}] contradict each other.")
    gap = relative_gap(lower, upper)
    if not gap <= GAP_TOLERANCE:
        return refused(
            status,
            f"The proved relative gap is {round_up(gap):.3g}, above {float(GAP_TOLERANCE):.0e}, "
            f"at {ctx.prec} bits.",
        )
    value, top = round_down(lower), round_up(upper)
    if not np.isfinite([value, top]).all():
        return refused(status, f"The enclosure [{value}, {top}] does not fit into float64.")
    diagnosis = f"Certified: relative gap at most {round_up(gap):.3g}, proved at {ctx.prec} bits."
    return CertifiedBound(value, top, round_up(gap), status, True, diagnosis, residuals, bits=ctx.prec)


def settle(attempt: Callable[[], CertifiedBound], status: str) -> CertifiedBound:
    """The first certified result of `attempt` over rising precisions, or the last refusal."""
    result = refused(status, "No precision was tried.")
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            try:
                result = attempt()
            except ZeroDivisionError:
                result = refused(status, f"A matrix of the polish is singular to {bits} bits.")
        if result.certified:
            return result
    return result


def with_solver(
    result: CertifiedBound, solver_value: arb, point: NDArray[np.float64], tolerance: float
) -> CertifiedBound:
    """`result` with the float64 point and what is known of the solver, only where it is certified."""
    if not result.certified:
        return result
    shortfall = arb(0) if result.upper == 0 else (solver_value - arb(result.value)) / arb(result.upper)
    return replace(result, solver_gap=float(shortfall), solver_tolerance=tolerance, point=point)

"""The two cvxpy programs behind every bound, compiled once a shape and reused through their Parameters.

All data arrive scaled so that no column of a design is far from unit length, which Clarabel needs and the
caller undoes by powers of two, exactly. The second moments enter through a factor (a QR of the design), never
squared.
"""

import warnings
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import cvxpy as cp
import numpy as np
from jaxtyping import Float64
from numpy.typing import NDArray

SOLVER = cp.CLARABEL
# Clarabel's own tolerance, then one at which it still says optimal where graded data stall it (0.2% of them).
# A bound rests on its certificate, so a looser tolerance costs pivots of the polish and no accuracy.
TOLERANCES = (float(Fraction(1, 10**8)), float(Fraction(1, 10**6)))


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver said: its status, and a point where that is optimal or a sentence where it is not."""

    status: str
    point: NDArray[np.float64] | None
    diagnosis: str = ""
    tolerance: float = np.nan


class LeastSquares:
    """min || R X - G ||_F^2 over X (n, columns), free or >= 0; R (n, n) and G (n, columns) are Parameters."""

    def __init__(self, size: int, columns: int, nonnegative: bool) -> None:
        self.variable = cp.Variable((size, columns), nonneg=nonnegative)
        self.factor = cp.Parameter((size, size))
        self.targets = cp.Parameter((size, columns))
        residual = self.factor @ self.variable - self.targets
        self.problem = cp.Problem(cp.Minimize(cp.sum_squares(residual)))

    def solve(self, factor: Float64[np.ndarray, "n n"], targets: Float64[np.ndarray, "n columns"]) -> Answer:
        """The solver's answer for these data."""
        if not (np.isfinite(factor).all() and np.isfinite(targets).all()):
            return Answer("not attempted", None, "The scaled data do not fit into float64.")
        self.factor.value, self.targets.value = factor, targets
        return _solve(self.problem, self.variable)


class ColumnwiseLeastSquares:
    """min sum_k || R_k x_k - G_k ||^2 over X in R^{heads x columns}; every R_k (n, heads) is a Parameter."""

    def __init__(self, size: int, heads: int, columns: int) -> None:
        self.variable = cp.Variable((heads, columns))
        self.factors = [cp.Parameter((size, heads)) for _ in range(columns)]
        self.targets = cp.Parameter((size, columns))
        products = [factor @ self.variable[:, k] for k, factor in enumerate(self.factors)]
        residual = cp.hstack([p - self.targets[:, k] for k, p in enumerate(products)])
        self.problem = cp.Problem(cp.Minimize(cp.sum_squares(residual)))

    def solve(
        self, factors: Float64[np.ndarray, "columns n heads"], targets: Float64[np.ndarray, "n columns"]
    ) -> Answer:
        """The solver's answer for these data."""
        if not (np.isfinite(factors).all() and np.isfinite(targets).all()):
            return Answer("not attempted", None, "The scaled data do not fit into float64.")
        for parameter, value in zip(self.factors, factors, strict=True):
            parameter.value = value
        self.targets.value = targets
        return _solve(self.problem, self.variable)


@lru_cache(maxsize=512)
def least_squares(size: int, columns: int, nonnegative: bool) -> LeastSquares:
    """The compiled program of this shape, one a process."""
    return LeastSquares(size, columns, nonnegative)


@lru_cache(maxsize=512)
def columnwise_least_squares(size: int, heads: int, columns: int) -> ColumnwiseLeastSquares:
    """The compiled program of this shape, one a process."""
    return ColumnwiseLeastSquares(size, heads, columns)


def _solve(problem: cp.Problem, variable: cp.Variable) -> Answer:
    """The first answer with a point, over the tolerances; or the last one without."""
    answer = Answer("not attempted", None, "No tolerance was tried.")
    for tolerance in TOLERANCES:
        answer = _solve_once(problem, variable, tolerance)
        if answer.point is not None:
            break
    return answer


def _solve_once(problem: cp.Problem, variable: cp.Variable, tolerance: float) -> Answer:
    """Solve, and read the variable only where the status is `optimal` and every entry finite."""
    options = dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), tolerance)
    with warnings.catch_warnings():
        # cvxpy warns of an inaccurate solution; the status below says the same and is acted on.
        warnings.simplefilter("ignore", UserWarning)
        try:
            problem.solve(solver=SOLVER, **options)
        except cp.SolverError as error:
            return Answer("solver_error", None, f"The solver failed: {error}.")
    status = str(problem.status)
    if status != cp.OPTIMAL:
        return Answer(status, None, f"The solver's status is {status}, which is not {cp.OPTIMAL}.")
    point = variable.value
    if point is None or not np.isfinite(point).all():
        return Answer(status, None, "The solver says optimal and returns a point that is not finite.")
    return Answer(status, np.asarray(point, dtype=np.float64), tolerance=tolerance)

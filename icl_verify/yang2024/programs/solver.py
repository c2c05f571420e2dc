"""The cvxpy program behind every bound: many least-squares problems of one shape, solved as one.

Nothing couples the blocks, so the whole is minimised where every block is, and what cvxpy costs a solve is
paid once for all of them. It is compiled once a shape and reused through its Parameters. All data arrive
scaled so that no column of a design is far from unit length, which Clarabel needs and the caller undoes by
powers of two, exactly. The second moments enter through a factor (a QR of the design), never squared.
"""

import warnings
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
from jaxtyping import Float64
from numpy.typing import NDArray

# cvxpy and SciPy are slow to import, and most claims solve no program: they are imported where one is.
SOLVER = "CLARABEL"
# What a solver calls its tolerances. Another solver than Clarabel serves to show that nothing rests on it.
OPTIONS = {
    "CLARABEL": ("tol_gap_abs", "tol_gap_rel", "tol_feas"),
    "SCS": ("eps_abs", "eps_rel"),
    "OSQP": ("eps_abs", "eps_rel"),
}
# Clarabel's own tolerance, then looser ones at which it still says optimal where graded or nearly collinear
# data stall it (0.2% of them, and again 0.3% of these). A bound rests on its certificate, so a looser
# tolerance costs pivots of the polish and no accuracy.
TOLERANCES = tuple(float(Fraction(1, 10**digits)) for digits in (8, 6, 4))

MOST_BLOCKS = 256  # cvxpy forms the whole matrix densely once a solve
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver said: its status, and a point where that is optimal or a sentence where it is not."""

    status: str
    point: NDArray[np.float64] | None
    diagnosis: str = ""
    tolerance: float = np.nan


UNFIT = Answer("not attempted", None, "The scaled data do not fit into float64.")


class BlockLeastSquares:
    """min sum_b || R_b X_b - G_b ||_F^2 over X (blocks, size, columns), free or >= 0.

    R (blocks, rows, size), on the diagonal of a sparse matrix, and G (blocks, rows, columns) are Parameters.
    """

    def __init__(self, blocks: int, rows: int, size: int, columns: int, nonnegative: bool) -> None:
        import cvxpy as cp

        self.shape = blocks, size, columns
        block, row, column = (i.ravel() for i in np.indices((blocks, rows, size)))
        self.places = (block * rows + row, block * size + column)
        self.variable = cp.Variable((blocks * size, columns), nonneg=nonnegative)
        self.factor = cp.Parameter((blocks * rows, blocks * size), sparsity=self.places)
        self.targets = cp.Parameter((blocks * rows, columns))
        residual = self.factor @ self.variable - self.targets
        self.problem = cp.Problem(cp.Minimize(cp.sum_squares(residual)))

    def solve(
        self,
        factors: Float64[np.ndarray, "blocks rows size"],
        targets: Float64[np.ndarray, "blocks rows columns"],
    ) -> Answer:
        """The solver's answer for these data; its point has shape (blocks, size, columns)."""
        from scipy.sparse import coo_array

        entries = coo_array((factors.ravel(), self.places), shape=self.factor.shape)
        self.factor.value_sparse = entries
        self.targets.value = targets.reshape(self.targets.shape)
        answer = _solve(self)
        return answer if answer.point is None else replace(answer, point=answer.point.reshape(self.shape))


@lru_cache(maxsize=512)
def block_least_squares(
    blocks: int, rows: int, size: int, columns: int, nonnegative: bool
) -> BlockLeastSquares:
    """The compiled program of this shape, one a process."""
    return BlockLeastSquares(blocks, rows, size, columns, nonnegative)


def solve_together(
    factors: Float64[np.ndarray, "members parts rows size"],
    targets: Float64[np.ndarray, "members parts rows columns"],
    *,
    nonnegative: bool = False,
) -> list[Answer]:
    """Every member's min sum_p || R_p X_p - G_p ||_F^2, up to ``MOST_BLOCKS`` blocks in one program.

    Each answer's point has shape (parts, size, columns). Members whose data are not finite are not attempted;
    where the solver has no point for all of a program's members, each of them is solved alone.
    """
    together = max(1, MOST_BLOCKS // factors.shape[1])
    answers: list[Answer] = []
    for start in range(0, len(factors), together):
        chunk = slice(start, start + together)
        answers += _solve_chunk(factors[chunk], targets[chunk], nonnegative)
    return answers


def _solve_chunk(factors: Array, targets: Array, nonnegative: bool) -> list[Answer]:
    members, parts, rows, size = factors.shape
    usable = np.array(
        [np.isfinite(r).all() and np.isfinite(g).all() for r, g in zip(factors, targets, strict=True)]
    )
    # What cannot be solved is replaced by x = 0, so that the program keeps its shape.
    mask = usable[:, None, None, None]
    factors, targets = np.where(mask, factors, np.eye(rows, size)), np.where(mask, targets, 0)
    program = block_least_squares(members * parts, rows, size, targets.shape[3], nonnegative)
    answer = program.solve(
        factors.reshape(members * parts, rows, size), targets.reshape(members * parts, rows, -1)
    )
    if answer.point is None and members > 1:
        alone = [_solve_chunk(factors[i : i + 1], targets[i : i + 1], nonnegative)[0] for i in range(members)]
    elif answer.point is None:
        alone = [answer]
    else:
        points = answer.point.reshape(members, parts, size, -1)
        alone = [replace(answer, point=point) for point in points]
    return [one if fine else UNFIT for one, fine in zip(alone, usable, strict=True)]


def _solve(program: BlockLeastSquares) -> Answer:
    """The first answer with a point, over the tolerances; or the last one without."""
    answer = Answer("not attempted", None, "No tolerance was tried.")
    for tolerance in TOLERANCES:
        answer = _solve_once(program, tolerance)
        if answer.point is not None:
            break
    return answer


def _solve_once(program: BlockLeastSquares, tolerance: float) -> Answer:
    """Solve, and read the variable only where the status is `optimal` and every entry finite."""
    import cvxpy as cp

    options = dict.fromkeys(OPTIONS[SOLVER], tolerance)
    with warnings.catch_warnings():
        # cvxpy warns of an inaccurate solution (the status below says the same and is acted on), and of its
        # own dense reading of sparse parameters.
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            # Not warm: Clarabel would keep the scaling of the data it solved before, and its answer with it.
            program.problem.solve(solver=SOLVER, warm_start=False, **options)
        except cp.SolverError as error:
            return Answer("solver_error", None, f"The solver failed: {error}.")
    status = str(program.problem.status)
    if status != cp.OPTIMAL:
        return Answer(status, None, f"The solver's status is {status}, which is not {cp.OPTIMAL}.")
    point = program.variable.value
    if point is None or not np.isfinite(point).all():
        return Answer(status, None, "The solver says optimal and returns a point that is not finite.")
    return Answer(status, np.asarray(point, dtype=np.float64), tolerance=tolerance)

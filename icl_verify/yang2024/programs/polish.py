"""Refining a solver's point far beyond float64, so that its certificate becomes tight.

Nothing here is trusted: the solves carry no error bounds, and `certificate.enclose` judges what comes out.
The solver's point starts the search (its active set, its coordinates), so a poor one costs pivots and never
truth.
"""

import numpy as np
from flint import arb, arb_mat, ctx, fmpq, fmpq_mat
from numpy.typing import NDArray

from icl_verify.yang2024.programs.certificate import Quadratics, power_of_two, to_floats

# Kim and Park's backup rule: this many full exchanges without progress before single exchanges begin.
PATIENCE = 3


def submatrix(x: arb_mat, rows: list[int], columns: list[int]) -> arb_mat:
    """The entries of x in those rows and columns."""
    return arb_mat(len(rows), len(columns), [x[i, j] for i in rows for j in columns])


def polish_free(quadratics: Quadratics, start: arb_mat) -> arb_mat:
    """One Newton step from `start` in high precision: for a quadratic, exact but for the solve's rounding."""
    step = quadratics.hessian.mid().solve(quadratics.gradient(start).mid(), algorithm="approx")
    return (start - step).mid()


def polish_nonnegative(quadratics: Quadratics, active: NDArray[np.bool_]) -> arb_mat | None:
    """Minimise every column over x >= 0 by block principal pivoting from the supports `active` (n, columns).

    J. Kim and H. Park, SIAM J. Sci. Comput. 33 (2011); finite for a positive definite Hessian. Returns None
    when the pivots do not end, as happens while the precision is too low for the signs to be right.
    """
    rows, columns = active.shape
    active = active.copy()
    fewest, patience = np.full(columns, rows + 1), np.full(columns, PATIENCE)
    threshold = float(power_of_two(-(ctx.prec // 2)))
    hessian, linear = quadratics.hessian.mid(), quadratics.linear.mid()
    for _ in range(20 + 10 * rows):
        point = _on_supports(hessian, linear, active)
        x, gradient = to_floats(point), to_floats(quadratics.gradient(point))
        slack = -threshold * np.maximum(1, np.abs(x).max(axis=0))
        wrong = np.where(active, x < slack, gradient < slack)
        count = wrong.sum(axis=0)
        if not count.any():
            return _clip(point)
        better = count < fewest
        patience = np.where(better, PATIENCE, patience - 1)
        fewest = np.minimum(fewest, count)
        last = rows - 1 - np.argmax(wrong[::-1], axis=0)
        single = (patience < 0) & (np.arange(rows)[:, None] != last)
        active ^= wrong & ~single
    return None


def _on_supports(hessian: arb_mat, linear: arb_mat, active: NDArray[np.bool_]) -> arb_mat:
    """The stationary point of every column on its support, columns of one support solved together."""
    rows, columns = active.shape
    point = arb_mat(rows, columns)
    patterns, group = np.unique(active, axis=1, return_inverse=True)
    for p in range(patterns.shape[1]):
        support = np.flatnonzero(patterns[:, p]).tolist()
        members = np.flatnonzero(group.ravel() == p).tolist()
        if not support:
            continue
        right = submatrix(linear, support, members)
        solution = submatrix(hessian, support, support).solve(right, algorithm="approx")
        for i, j in enumerate(support):
            for c, k in enumerate(members):
                point[j, k] = solution[i, c]
    return point


def _clip(point: arb_mat) -> arb_mat:
    """max(x, 0), exactly feasible."""
    entries = [x.mid() if x.mid() > 0 else arb(0) for x in point.entries()]
    return arb_mat(point.nrows(), point.ncols(), entries)


def independent_columns(x: NDArray[np.float64]) -> list[int]:
    """Indices of columns of x (rows, columns) that span its range, by elimination over the rationals."""
    rows, columns = x.shape
    exact = fmpq_mat(rows, columns, [fmpq(*v.as_integer_ratio()) for v in x.ravel().tolist()])
    reduced, rank = exact.rref()
    return [next(j for j in range(columns) if reduced[i, j] != 0) for i in range(rank)]

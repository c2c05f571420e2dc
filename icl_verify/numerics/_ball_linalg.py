"""Linear algebra on object arrays of balls, one matrix or a batch.

A member of a batch that cannot be solved or factored becomes NaN and leaves its neighbours alone: one
singular instance must not cost the others their verdict.
"""

import numpy as np
from flint import arb, arb_mat

from icl_verify.numerics._ball_scalars import root_of_square, square


def matrix(balls: np.ndarray) -> arb_mat:
    """The flint matrix of a 2-d object array."""
    return arb_mat(*balls.shape, balls.ravel().tolist())


def gather(entries: list[arb], shape: tuple[int, ...]) -> np.ndarray:
    """Object array of the given shape from its entries in row-major order."""
    flat = np.empty(len(entries), dtype=object)
    flat[:] = entries
    return flat.reshape(shape)


def multiply_matrices(a: np.ndarray, b: np.ndarray) -> np.ndarray | arb:
    """a @ b with the broadcasting of NumPy."""
    if a.ndim == 0 or b.ndim == 0 or a.shape[-1] == 0 or 0 in b.shape:
        return _multiply_empty(a, b)
    if a.ndim == 1 or b.ndim == 1:
        return np.matmul(a, b)
    n, k = a.shape[-2:]
    m = b.shape[-1]
    # Measured: flint multiplies five times faster than numpy, once the entries are copied there and back.
    if n * k * m <= n * k + k * m + n * m + 10 or b.shape[-2] != k:
        return np.matmul(a, b)
    if a.ndim == b.ndim == 2:
        return gather((matrix(a) * matrix(b)).entries(), (n, m))
    batch = a.shape[:-2]
    if batch != b.shape[:-2]:
        batch = np.broadcast_shapes(batch, b.shape[:-2])
        a, b = np.broadcast_to(a, (*batch, n, k)), np.broadcast_to(b, (*batch, k, m))
    left, right = a.reshape(-1, n, k), b.reshape(-1, k, m)
    products = [(matrix(x) * matrix(y)).entries() for x, y in zip(left, right, strict=True)]
    return gather([entry for product in products for entry in product], (*batch, n, m))


def _multiply_empty(a: np.ndarray, b: np.ndarray) -> np.ndarray | arb:
    """a @ b where something has length 0: numpy's sum of nothing is a Python 0, not a ball."""
    shape = np.matmul(np.zeros(a.shape), np.zeros(b.shape)).shape
    return gather([arb(0)] * int(np.prod(shape)), shape)


def solve_members(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The x of a x = b, a (..., n, n) and b (..., n, k); NaN for members not certainly regular."""
    n, k = b.shape[-2:]
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    left = np.broadcast_to(a, (*batch, n, n))
    right = np.broadcast_to(b, (*batch, n, k))
    entries: list[arb] = []
    for member in np.ndindex(batch):
        try:
            entries += matrix(left[member]).solve(matrix(right[member])).entries()
        except ZeroDivisionError:  # singular, or not told from singular at this precision
            entries += [arb.nan()] * (n * k)
    return gather(entries, (*batch, n, k))


def smaller_gram(member: np.ndarray) -> np.ndarray:
    """x^T x or x x^T, whichever is smaller, as an object array; its diagonal is not negative."""
    rows, columns = member.shape
    tall = member if rows >= columns else member.T
    gram = np.array(multiply_matrices(tall.T, tall), dtype=object)
    # The product forgets that both factors of a square are one number, and may reach below 0.
    for i in range(gram.shape[0]):
        gram[i, i] = sum((square(entry) for entry in tall[:, i].tolist()), arb(0))
    return gram


def intersect_triangles(member: np.ndarray) -> np.ndarray:
    """The matrix (n, n) with each entry in the balls above and below the diagonal.

    Raises ValueError when some two are disjoint: no symmetric matrix is meant.
    """
    symmetric = member.copy()
    for i in range(member.shape[0]):
        for j in range(i):
            if not member[i, j].overlaps(member[j, i]):
                raise ValueError(
                    f"a must be symmetric, got {member[i, j]} at ({i}, {j}) but {member[j, i]} at ({j}, {i})"
                )
            symmetric[i, j] = symmetric[j, i] = member[i, j].intersection(member[j, i])
    return symmetric


def cholesky_factor(member: np.ndarray) -> list[arb]:
    """Lower triangular L with L L^T = a, row by row; NaN throughout unless every pivot is certainly > 0.

    Raises ValueError when the matrix cannot be symmetric.
    """
    n = member.shape[0]
    if not all(entry.is_finite() for entry in member.ravel().tolist()):
        return [arb.nan()] * (n * n)
    symmetric = intersect_triangles(member)
    factor = [[arb(0)] * n for _ in range(n)]
    for j in range(n):
        pivot = symmetric[j, j] - sum((square(entry) for entry in factor[j][:j]), arb(0))
        # Of balls "not > 0" is not "<= 0": a pivot that only may be positive proves nothing.
        if not pivot > 0:
            return [arb.nan()] * (n * n)
        factor[j][j] = root_of_square(pivot)
        for i in range(j + 1, n):
            below = sum((factor[i][k] * factor[j][k] for k in range(j)), arb(0))
            factor[i][j] = (symmetric[i, j] - below) / factor[j][j]
    return [entry for row in factor for entry in row]


def has_full_row_rank(member: np.ndarray) -> bool:
    """Whether every matrix within the balls (rows, columns) has independent rows: elimination finds a pivot
    that is certainly not 0 in each row, so that some minor is not 0."""
    rows = [list(row) for row in member.tolist()]
    for i, row in enumerate(rows):
        # By the least size within the ball: the pivot must be nonzero in every matrix that is meant.
        sizes = [entry.abs_lower() if entry.is_finite() else arb(0) for entry in row]
        pivot = max(range(len(row)), key=sizes.__getitem__, default=-1)
        if pivot < 0 or not sizes[pivot] > 0:
            return False
        for other in rows[i + 1 :]:
            factor = other[pivot] / row[pivot]
            for j in range(len(row)):
                # Exactly 0 by elimination, where the difference of balls would be a ball around 0.
                other[j] = arb(0) if j == pivot else other[j] - factor * row[j]
    return True

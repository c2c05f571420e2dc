"""Rigorous eigenvalues of symmetric ball matrices, multiple, clustered and zero eigenvalues included.

An approximate eigenbasis X is found without any rigour. Then, for every symmetric M within the given balls,
D = X^T M X and G = X^T X are enclosed, and

- by Ostrowski's theorem lambda_i(D) = theta_i lambda_i(M) with |theta_i - 1| <= ||G - I||,
  if that is below 1;
- by Weyl's inequality lambda_i(D) is within ||D - diag(D)|| of the i-th smallest diagonal entry of D.

Both norms are bounded by Frobenius norms. Nothing is assumed about gaps, and X may be as bad as it likes: the
enclosures then grow. (Horn and Johnson, Matrix Analysis, Theorems 4.3.1 and 4.5.9.)
"""

import numpy as np
from flint import arb, arb_mat, ctx, fmpq_mat

from icl_verify.numerics._ball_array import precision
from icl_verify.numerics._ball_linalg import intersect_triangles, matrix, smaller_gram
from icl_verify.numerics._ball_scalars import root_of_square, square

# Bits beyond the working precision, so that what X^T M X loses by rounding does not show in the result.
_GUARD_BITS = 32
# Jacobi's method needs about ten; the limit is for input that stalls it, whose enclosures are then wide.
_MOST_SWEEPS = 60


def eigenvalues(member: np.ndarray) -> list[arb]:
    """Balls around the ascending eigenvalues of every symmetric matrix within the balls (n, n).

    Each entry is enclosed by the ball above the diagonal and by the one below, hence by their intersection.
    Raises ValueError when these are disjoint: no symmetric matrix is meant. NaN throughout for an input that
    is not finite.
    """
    n = member.shape[0]
    if not all(entry.is_finite() for entry in member.ravel().tolist()):
        return [arb.nan()] * n
    symmetric = intersect_triangles(member)
    if n <= 1:
        return list(symmetric.ravel())
    with precision(ctx.prec + _GUARD_BITS + 2 * n.bit_length()):
        ends = _enclose(matrix(symmetric), _approximate_eigenbasis(matrix(symmetric).mid()))
    return [+lower.union(upper) for lower, upper in ends]


def spectral_norm(member: np.ndarray) -> list[arb]:
    """The greatest singular value of every matrix within the balls (rows, columns), as a list of one."""
    if 0 in member.shape:
        return [arb(0)]
    return [root_of_square(eigenvalues(smaller_gram(member))[-1])]


def squared_singular_values(member: np.ndarray) -> list[arb]:
    """Ascending eigenvalues of x x^T for every x within the balls (rows, columns), each cut off at 0.

    As many are exactly 0 as the rank leaves out for certain: no ball around 0 could say so.
    """
    rows, columns = member.shape
    if 0 in member.shape:
        return [arb(0)] * rows
    nonzero = [entry.max(arb(0)) for entry in eigenvalues(smaller_gram(member))]
    unclear = any(entry.is_finite() and entry.contains(0) for entry in nonzero)
    missing = len(nonzero) - largest_rank(member) if unclear else 0
    return [arb(0)] * (max(0, rows - columns) + missing) + nonzero[missing:]


def largest_rank(member: np.ndarray) -> int:
    """The largest rank of a matrix within the balls (rows, columns) as far as it is certain.

    Rows and columns of exact zeros add nothing to the rank; where all entries are exact it is the rank.
    """
    zero = np.array([entry == 0 for entry in member.ravel().tolist()], dtype=bool).reshape(member.shape)
    kept = member[~zero.all(axis=1)][:, ~zero.all(axis=0)]
    entries = kept.ravel().tolist()
    if not entries or not all(entry.is_exact() for entry in entries):
        return int(min(kept.shape))
    return int(fmpq_mat(*kept.shape, [entry.fmpq() for entry in entries]).rank())


def _enclose(symmetric: arb_mat, basis: arb_mat) -> list[tuple[arb, arb]]:
    """Lower and upper ends of the eigenvalues, each list ascending, from any square basis."""
    n = symmetric.nrows()
    transposed = basis.transpose()
    rotated = transposed * symmetric * basis
    gram = transposed * basis
    defect = _frobenius([gram[i, j] - int(i == j) for i in range(n) for j in range(n)])
    # D is symmetric for every matrix meant, so that either triangle encloses it.
    spread = _frobenius([rotated[i, j] for i in range(n) for j in range(n) if i != j])
    if not defect < 1 or not spread.is_finite():
        return [(arb.nan(), arb.nan())] * n
    theta = arb(1, defect)
    around = arb(0, spread)
    # The i-th smallest diagonal entry lies between the i-th smallest lower and the i-th smallest upper end;
    # these ends are exact numbers, which alone may be sorted.
    lowers = sorted(rotated[i, i].lower() for i in range(n))
    uppers = sorted(rotated[i, i].upper() for i in range(n))
    return [
        ((lower + around) / theta, (upper + around) / theta)
        for lower, upper in zip(lowers, uppers, strict=True)
    ]


def _frobenius(entries: list[arb]) -> arb:
    """An exact upper bound of the root of the sum of squares."""
    return root_of_square(sum((square(entry) for entry in entries), arb(0))).upper()


def _approximate_eigenbasis(midpoints: arb_mat) -> arb_mat:
    """An exact matrix, orthogonal and diagonalising up to rounding at the working precision."""
    basis = _orthogonalize(_float_eigenbasis(midpoints))
    rotated = (basis.transpose() * midpoints * basis).mid()
    rotation = _jacobi(rotated.tolist())
    return _orthogonalize((basis * rotation).mid())


def _float_eigenbasis(midpoints: arb_mat) -> arb_mat:
    """LAPACK's eigenvectors of the matrix scaled to the range of float64; the identity where it gives up."""
    n = midpoints.nrows()
    scale = max(abs(entry) for entry in midpoints.entries())  # of exact numbers, hence a true maximum
    if scale == 0:
        return _identity(n)
    scaled = np.array([float((entry / scale).mid()) for entry in midpoints.entries()]).reshape(n, n)
    try:
        return arb_mat(n, n, np.linalg.eigh(scaled)[1].ravel().tolist())
    except np.linalg.LinAlgError:
        return _identity(n)


def _identity(n: int) -> arb_mat:
    return arb_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def _orthogonalize(basis: arb_mat) -> arb_mat:
    """The orthogonal matrix nearby, by the Newton-Schulz iteration X <- X (3 I - X^T X)/2."""
    n = basis.nrows()
    triple = 3 * _identity(n)
    # Rounding of n^2 entries stops the iteration a few bits above the last; more steps would gain nothing.
    goal = arb(256) / (1 << ctx.prec)
    for _ in range(ctx.prec.bit_length()):  # each step doubles the digits
        gram = basis.transpose() * basis
        basis = (basis * (triple - gram) / 2).mid()
        if _frobenius((gram - _identity(n)).mid().entries()) < goal:
            break
    return basis


def _jacobi(a: list[list[arb]]) -> arb_mat:
    """A rotation that diagonalises the symmetric matrix `a` (consumed) by cyclic Jacobi sweeps."""
    n = len(a)
    rows = _identity(n).tolist()  # of the transposed rotation
    goal = max(abs(entry) for row in a for entry in row) / (1 << ctx.prec)
    for _ in range(_MOST_SWEEPS):
        turned = False
        for p in range(n):
            for q in range(p + 1, n):
                if abs(a[p][q]) > goal:
                    _rotate(a, rows, p, q)
                    turned = True
        if not turned:
            break
        # Radii would only grow here, and mean nothing: whatever comes out is a proposal.
        a = [[entry.mid() for entry in row] for row in a]
        rows = [[entry.mid() for entry in row] for row in rows]
    return arb_mat(rows).transpose()


def _rotate(a: list[list[arb]], rows: list[list[arb]], p: int, q: int) -> None:
    """Annihilate a[p][q] in place (Golub and Van Loan, section 8.5.2)."""
    # The smaller of the two angles that annihilate it, without cancellation: with it the sweeps converge.
    slope = ((a[q][q] - a[p][p]) / (2 * a[p][q])).mid()
    tangent = 1 / (abs(slope) + (slope * slope + 1).sqrt())
    if slope < 0:
        tangent = -tangent
    cosine = (1 / (tangent * tangent + 1).sqrt()).mid()
    sine = (tangent * cosine).mid()
    shift = tangent * a[p][q]
    for j in range(len(a)):
        if j not in (p, q):
            x, y = a[p][j], a[q][j]
            a[p][j] = a[j][p] = cosine * x - sine * y
            a[q][j] = a[j][q] = sine * x + cosine * y
        x, y = rows[p][j], rows[q][j]
        rows[p][j] = cosine * x - sine * y
        rows[q][j] = sine * x + cosine * y
    a[p][p], a[q][q] = a[p][p] - shift, a[q][q] + shift
    a[p][q] = a[q][p] = arb(0)

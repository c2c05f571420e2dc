"""Rows that are independent: the kind that elimination proves and an exact rank refutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from icl_verify.numerics import balls
from icl_verify.numerics.float64 import tensor
from icl_verify.numerics.namespace import Array, Namespace, namespace
from icl_verify.statement.relation.base import SUSPICIOUS, Relation, Words
from icl_verify.statement.relation.judgement import BallEntries, FloatEntries
from icl_verify.statement.relation.sides import ball_array


@dataclass(frozen=True)
class FullRank(Relation):
    """``lhs``, matrices of shape (batch, ..., rows, columns), have full row rank.

    An entry is a matrix. Its tightness is 1 less the least over the greatest squared singular value in
    float64, and the negative of the least one where balls give it.
    """

    kind: ClassVar[str] = "full_rank"
    compares: ClassVar[str] = ">"
    settles_every_suspicion: ClassVar[bool] = True
    words: ClassVar[Words] = Words(
        ">", "≯", "The least squared singular value must be positive.",
        left="the least squared singular value", right="", worst="least", reads="least",
    )  # fmt: skip

    def formula_sides(self) -> tuple[Array, Array]:
        """det(x x^T) of every matrix x, and 0."""
        xp: Namespace[Array] = namespace(self.lhs)
        determinants = _determinant(xp, xp.matmul(self.lhs, xp.transpose(self.lhs)))
        return determinants, xp.zeros(tuple(determinants.shape))

    def compare_float64(self) -> FloatEntries:
        """A least singular value that rounding could have made, beside the greatest, is suspicious."""
        matrices = tensor(self.lhs)
        values = namespace(matrices).squared_singular_values(matrices)
        values = values.reshape(len(matrices), -1, values.shape[-1]).detach().cpu().numpy()
        least, greatest = values[..., 0], values[..., -1]
        share = np.where(greatest > 0, least / np.where(greatest > 0, greatest, 1.0), 0.0)
        # Of squares: rounding leaves 1e-16 of the greatest singular value, 1e-32 of its square.
        near = share <= SUSPICIOUS**2
        undefined = ~np.isfinite(values).all(axis=-1)
        broken = least <= 0
        return FloatEntries(1 - share, share, near, broken, undefined, -least, doubtful=broken)

    def compare_balls(self) -> BallEntries:
        """Proved by a minor that is not 0, broken where the exact rank is below the number of rows."""
        matrices = ball_array(self.lhs)
        xp = namespace(matrices)
        values = xp.squared_singular_values(matrices)[..., 0]
        least = xp.reshape(values, (int(np.prod(values.shape, dtype=int)),))
        proved = balls.full_row_rank(matrices).ravel()
        broken = balls.rank_deficient(matrices).ravel()
        zeros = xp.zeros(least.shape)
        return BallEntries(least, zeros, proved, broken, np.zeros_like(broken), -balls.to_floats(least))


def _determinant(xp: Namespace[Array], a: Array) -> Array:
    """Expansion along the first column, for matrices (..., n, n), shape (...)."""
    if a.shape[-1] == 1:
        return a[..., 0, 0]
    total = a[..., 0, 0] * _determinant(xp, a[..., 1:, 1:])
    for i in range(1, a.shape[-1]):
        minor = xp.concat([a[..., :i, 1:], a[..., i + 1 :, 1:]], axis=-2)
        term = a[..., i, 0] * _determinant(xp, minor)
        total = total + term if i % 2 == 0 else total - term
    return total


def full_rank(matrices: Array) -> FullRank:
    """Matrices of shape (batch, ..., rows, columns) have independent rows.

    Raises:
        ValueError: fewer than three axes, or no row.
    """
    if len(matrices.shape) < 3 or matrices.shape[-2] < 1:
        raise ValueError(
            f"matrices must be of shape (batch, ..., rows, columns), got {tuple(matrices.shape)}"
        )
    return FullRank(matrices)

"""Claims on the couples that an instance refutes, or does not: the material of the tests of certificates."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from icl_verify.statement.claim import Claim, assumption
from icl_verify.statement.fields import Exact, derived
from icl_verify.statement.relation import at_least, at_most, equal, positive
from icl_verify.tests.tiny import Couple, made

SIZES = {"n": 2, "columns": 3, "first_columns": 0, "steps": 5}


def a_couple(x=(1, 2), y=(3, Fraction(1, 3)), scale=2, **others) -> Exact:
    values = {"x": x, "y": y, "scale": scale, "units": ((3, 1, -1), (4, 1, 2)), **others}
    exact = {k: np.array(v, dtype=object) for k, v in values.items()}
    exact = {k: np.frompyfunc(Fraction, 1, 1)(v) if v.ndim else np.array(Fraction(v.item()), dtype=object)
             for k, v in exact.items()}  # fmt: skip
    return Exact(Couple, SIZES, exact)


@derived(symbol="s", tex="s", equation="(1)")
def inner(couple):
    """The inner product of the vectors"""
    return couple.xp.sum(couple.x * couple.y, axis=-1)


@assumption("large", "the scale is at least 1")
def large(couple):
    """scale >= 1."""
    return at_least(couple.scale, couple.xp.ones((couple.batch,)))


def half_of_cauchy_schwarz(couple):
    """The inner product is at most half the product of the norms"""
    xp = couple.xp
    return at_most(xp.abs(inner(couple)), xp.norm(couple.x) * xp.norm(couple.y) / 2)


def eigenvalues(couple):
    """The largest eigenvalue of a 3 x 3 matrix is at most 1"""
    xp = couple.xp
    gram = xp.matmul(xp.transpose(couple.units), couple.units) + xp.eye(3)
    return at_most(xp.eigvalsh(gram)[..., -1], xp.ones((couple.batch,)))


def of_all_kinds(couple):
    """A sum of everything that the namespace computes is at most 1"""
    xp = couple.xp
    gram = xp.matmul(couple.units, xp.transpose(couple.units))
    total = xp.sum(xp.cholesky(gram), axis=(-2, -1)) + xp.sum(
        xp.solve(gram, couple.x[..., None]), axis=(-2, -1)
    )
    total = (
        total
        + xp.log(couple.scale + 1)
        + xp.amax(xp.softmax(couple.x, -1), axis=-1)
        + xp.eigvalsh(gram)[..., 0]
    )
    total = total + xp.expm1(couple.scale) ** 3 + xp.spectral_norm(couple.units) - xp.amin(couple.y, axis=-1)
    return at_most(xp.ones((couple.batch,)), 1 / total)


def symmetric(couple):
    """x1 y2 = x2 y1"""
    return equal(couple.x[..., 0] * couple.y[..., 1], couple.x[..., 1] * couple.y[..., 0])


def never(couple):
    """x1 - x1 is positive"""
    return positive(couple.x[..., 0] - couple.x[..., 0])


BROKEN: dict[str, Claim] = {
    "at_most": made(half_of_cauchy_schwarz, assumes=(large,)),
    "eigenvalues": made(eigenvalues),
    "kinds": made(of_all_kinds),
    "equal": made(symmetric, assumes=(large,)),
    "positive": made(never),
}
BY_COQ = tuple(BROKEN)

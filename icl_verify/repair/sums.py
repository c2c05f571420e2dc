"""A missing sum of several terms, by an integer relation that holds on several instances at once.

For terms t_1, ..., t_k and the difference d of the sides, integers with c_0 d + c_1 t_1 + ... + c_k t_k = 0
make a short vector of a lattice, which LLL finds. They must do so on many instances of distinct shapes at
once: on a single one, that m = 2 N is a relation too.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpz_mat

from icl_verify.numerics import balls
from icl_verify.repair.constants import Constant
from icl_verify.repair.filters import depends_on
from icl_verify.repair.monomials import Monomial
from icl_verify.repair.proposals import Proposal, plus
from icl_verify.repair.samples import (
    BITS,
    Atom,
    Sample,
    energies,
    named_quantities,
    positive_numbers,
    size_atoms,
)
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance

LEAST = 12  # instances, and at least one for every two terms that are offered
SCALE_BITS = 80  # of what is rounded to integers: there are as many again for each instance
MOST_TERMS = 40  # that are offered
LARGEST = 64  # of the integers
LEFT_OVER = 1 << 20  # of 2^80: a relation that leaves more does not hold


def by_sums(claim: Claim, shown: Sequence[Sample], longest: int) -> Iterator[Proposal]:
    """lhs = rhs plus a sum of two to ``longest`` terms, where an integer relation gives one."""
    if len(shown) < LEAST:
        return
    with balls.precision(BITS):
        shapes = [_shape(s) for s in shown]
        terms = _terms(claim, shown, shapes)[: min(MOST_TERMS, 2 * len(shown))]
        places = enumerate(zip(shown, shapes, strict=True))
        found = relation([_column(s, shape, terms, last=i % 2 > 0) for i, (s, shape) in places])
    if found is None:
        return
    first, *rest = found
    used = [(term, Fraction(-c, first)) for term, c in zip(terms, rest, strict=True) if c]
    if 2 <= len(used) <= longest:
        scaled = tuple(_times(term, factor) for term, factor in used)
        yield plus(claim, scaled, None, "", axes=len(shapes[0]))


def relation(columns: Sequence[Sequence[arb]]) -> list[int] | None:
    """Integers c, the first not 0, with sum_i c_i x_i = 0 in every column; None where no small ones are."""
    count = len(columns[0]) if columns else 0
    rows = [[int(i == j) for j in range(count)] for i in range(count)]
    for column in columns:
        largest = max((abs(x).mid() for x in column), default=arb(0))
        if not largest > 0 or not all(x.is_finite() for x in column):
            return None
        for i, x in enumerate(column):
            rows[i].append(_integer(x / largest))
    if not rows or not columns:
        return None
    reduced = fmpz_mat(rows).lll()
    for i in range(count):
        row = [int(reduced[i, j]) for j in range(count + len(columns))]
        if row[0] and max(map(abs, row[:count])) <= LARGEST and max(map(abs, row[count:])) <= LEFT_OVER:
            return row[:count]
    return None


def _integer(ball: arb) -> int:
    """The midpoint times 2^80, rounded down."""
    mantissa, exponent = ball.mid().man_exp()
    shift = int(exponent) + SCALE_BITS
    return int(mantissa) << shift if shift >= 0 else int(mantissa) >> -shift


def _shape(sample: Sample) -> tuple[int, ...]:
    sides = (sample.relation.lhs, sample.relation.rhs)
    return tuple(np.broadcast_shapes(*(tuple(side.shape) for side in sides if side is not None)))


def _column(sample: Sample, shape: tuple[int, ...], terms: Sequence[Monomial], *, last: bool) -> list[arb]:
    """The difference of the sides and every term at the first or the last entry of an instance."""
    lhs, rhs = sample.relation.ball_pair()
    entry: int = -1 if last else 0
    values: list[Any] = [lhs - rhs]
    for term in terms:
        value = term.value(sample.instance)
        xp, beside = sample.instance.xp, [1] * (len(shape) - value.ndim)
        values.append(xp.broadcast_to(xp.reshape(value, (*value.shape, *beside)), shape))
    return [balls.BallArray.unwrap(value).ravel()[entry] for value in values]


def _terms(claim: Claim, shown: Sequence[Sample], shapes: Sequence[tuple[int, ...]]) -> list[Monomial]:
    """Quantities that the sides know and products of two, simple ones first; all finite everywhere."""
    kind = type(shown[0].instance)
    # On some instances a field drowns that counts on others.
    read = {name for s in shown[:LEAST] for _, name in depends_on(claim, s.exact.float64())}
    sizes = {axis for name in read for axis in kind.fields[name].axes}
    sizes |= {name for name, axis in kind.axes.items() if axis.prefix_of in sizes}
    # No differences of sizes: they are sums themselves, and relations with what they are made of.
    known = [a for a in [*size_atoms(kind), *positive_numbers(kind)] if a.name in sizes | read]
    bases = [base for base in energies(kind) if base.name.strip("|^2") in read]
    bases += named_quantities(shown[0].instance)
    bases += [b for b in column_energies(kind, shown, shapes) if b.name.removesuffix("_k||^2")[2:] in read]
    one, single = Constant(Fraction(1)), Fraction(1)
    found = [Monomial(one, (), base) for base in bases]
    found += [Monomial(one, ((atom, single),)) for atom in known]
    found += [Monomial(one, ((a, single), (b, single))) for a, b in itertools.combinations(known, 2)]
    found += [Monomial(one, ((atom, single),), base) for base in bases for atom in known]
    return [term for term in found if _finite(term, shown)]


def _finite(term: Monomial, shown: Sequence[Sample]) -> bool:
    return all(bool(balls.is_finite(term.value(s.instance)).all()) for s in shown)


def column_energies(
    kind: type[Instance], shown: Sequence[Sample], shapes: Sequence[tuple[int, ...]]
) -> list[Atom]:
    """Of every real field the sum of squares along all axes but the last, where the sides run along that."""
    found: list[Atom] = []
    if len(shapes[0]) != 2:
        return found
    for name, field in kind.fields.items():
        if field.kind != "real" or len(field.axes) < 2:
            continue
        lengths = [field.axes[-1], *(a for a, axis in kind.axes.items() if axis.prefix_of == field.axes[-1])]
        along = next(
            (a for a in lengths if all(s.instance.sizes[a] == shape[-1]
                                       for s, shape in zip(shown, shapes, strict=True))), None
        )  # fmt: skip
        if along is not None:
            axes = tuple(range(-len(field.axes), -1))
            code = f"instance.xp.sum(instance.{name} ** 2, axis={axes})[..., :instance.{along}]"
            found.append(Atom(f"||{name}_k||^2", code, _column_energy(name, along, axes), axes=2))
    return found


def _column_energy(name: str, along: str, axes: tuple[int, ...]) -> Any:
    def value(instance: Any) -> Any:
        squares = instance.xp.sum(getattr(instance, name) ** 2, axis=axes)
        return squares[..., : instance.sizes[along]]

    return value


def _times(term: Monomial, factor: Fraction) -> Monomial:
    return Monomial(Constant(factor**2, 1 if factor > 0 else -1), term.powers, term.base)

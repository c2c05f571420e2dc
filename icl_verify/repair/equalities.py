"""Equalities: the factor or the difference of the two sides as a monomial, by regression in 256-bit balls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from icl_verify.numerics import balls
from icl_verify.repair.monomials import fitted
from icl_verify.repair.proposals import Proposal, plus, times
from icl_verify.repair.samples import (
    BITS,
    MOST_ENTRIES,
    Atom,
    Sample,
    atoms,
    energies,
    named_quantities,
    product,
    signed_differences,
)
from icl_verify.statement.claim import Claim

LEAST = 6  # samples below which nothing is fitted
ZERO = 2.0**-150  # of the scale: a difference below it is none
Mask = Callable[[Any], Any]


@dataclass(frozen=True)
class _Entries:
    """Entries of all samples: which sample each is of, and where it stands along the last axis."""

    sample: np.ndarray
    entry: np.ndarray
    place: np.ndarray
    lhs: np.ndarray
    rhs: np.ndarray
    difference: np.ndarray
    zero: np.ndarray


def by_regression(claim: Claim, shown: Sequence[Sample]) -> Iterator[Proposal]:
    """Proposals for a refuted equality, factors before terms, each exact on every sample."""
    if len(shown) < LEAST:
        return
    with balls.precision(BITS):
        kind = type(shown[0].instance)
        known = atoms(kind, shown)
        entries = _entries(shown)
        rows = _logs([[a.value(s.instance) for a in known] for s in shown])
        yield from _factors(claim, shown, entries, known, rows)
        yield from _terms(claim, shown, entries, known, rows, kind)


def _factors(
    claim: Claim, shown: Sequence[Sample], entries: _Entries, known: list[Atom], rows: np.ndarray
) -> Iterator[Proposal]:
    """lhs = rhs * monomial."""
    usable = (entries.lhs != 0) & (entries.rhs != 0)
    both = (entries.lhs == 0) & (entries.rhs == 0)
    if not (usable | both).all() or usable.sum() < LEAST:
        return
    ratio = entries.lhs[usable] / entries.rhs[usable]
    signs = np.sign(ratio)
    if len(set(signs)) > 1 or np.abs(np.abs(ratio) - 1).max() < 1e-12:
        return
    of, axes = entries.sample[usable], len(_shape(shown[0]))
    for monomial in fitted(np.log(np.abs(ratio)), known, rows[of], int(signs[0])):
        yield times(claim, monomial, axes=axes)
    for more in named_quantities(shown[0].instance):
        extra = _values([more.value(s.instance) for s in shown])
        if (extra > 0).all():
            table = np.column_stack([rows, np.log(extra)])
            for monomial in fitted(np.log(np.abs(ratio)), [*known, more], table[of], int(signs[0])):
                yield times(claim, monomial, axes=axes)


def _terms(
    claim: Claim, shown: Sequence[Sample], entries: _Entries, known: list[Atom], rows: np.ndarray,
    kind: type[Any],
) -> Iterator[Proposal]:  # fmt: skip
    """lhs = rhs + monomial * base, on all entries or on those of a part of the last axis."""
    for mask, where, said, code in _parts(shown, entries, kind):
        for base, values in _bases(shown, entries, kind):
            used = mask & (values != 0)
            if not _together(mask, values, entries) or used.sum() < LEAST:
                continue
            ratio = entries.difference[used] / values[used]
            signs = np.sign(ratio)
            if len(set(signs)) > 1 or signs[0] == 0:
                continue
            of = entries.sample[used]
            for monomial in fitted(np.log(np.abs(ratio)), known, rows[of], int(signs[0]), base):
                yield plus(claim, (monomial,), where, said, code, len(_shape(shown[0])))


def _together(mask: np.ndarray, values: np.ndarray, entries: _Entries) -> bool:
    """Whether, within the mask, the difference is zero where the base is."""
    return not (mask & (values == 0) & ~entries.zero).any()


def _bases(
    shown: Sequence[Sample], entries: _Entries, kind: type[Any]
) -> Iterator[tuple[Atom | None, np.ndarray]]:
    """1, then the quantities that the claim named, the energies of fields, and arrays shaped like a side."""
    yield None, np.ones(len(entries.sample))
    scalars = [*named_quantities(shown[0].instance), *energies(kind)]
    for base in scalars:
        yield base, _values([base.value(s.instance) for s in shown])[entries.sample]
    for difference in signed_differences(kind):
        for base in (difference, *(product(difference, other) for other in scalars)):
            yield base, _values([base.value(s.instance) for s in shown])[entries.sample]
    side = shown[0].relation.lhs
    if side.ndim > 1:
        for base in named_quantities(shown[0].instance, side.ndim):
            arrays = [base.value(s.instance) for s in shown]
            if all(a.shape == _shape(s) for a, s in zip(arrays, shown, strict=True)):
                flat = [balls.to_floats(a).ravel() for a in arrays]
                pairs = zip(entries.sample, entries.entry, strict=True)
                yield base, np.array([flat[i][j] for i, j in pairs])


def _parts(
    shown: Sequence[Sample], entries: _Entries, kind: type[Any]
) -> Iterator[tuple[np.ndarray, Mask | None, str, str]]:
    """Where the difference is not zero: everywhere, or beyond or within a prefix of the last axis."""
    wrong = ~entries.zero
    if not wrong.any():
        return
    yield np.ones_like(wrong), None, "", ""
    if wrong.all():
        return
    for name, axis in kind.axes.items():
        if not axis.prefix_of or not all(_shape(s)[-1] == s.instance.sizes[axis.prefix_of] for s in shown):
            continue
        sizes = np.array([s.instance.sizes[name] for s in shown])[entries.sample]
        for inside in (True, False):
            part = (entries.place < sizes) == inside
            if (part == wrong).all():
                sign = "<" if inside else ">="
                said = f", {'k <=' if inside else 'k >'} {name}"
                whole = f"range(instance.{axis.prefix_of})"
                code = f" * instance.xp.array([int(k {sign} instance.{name}) for k in {whole}])"
                yield wrong, _prefix(name, axis.prefix_of, inside), said, code


def _prefix(name: str, whole: str, inside: bool) -> Mask:
    def mask(instance: Any) -> Any:
        count, length = instance.sizes[name], instance.sizes[whole]
        return instance.xp.array([int((k < count) == inside) for k in range(length)])

    return mask


def _shape(sample: Sample) -> tuple[int, ...]:
    sides = (sample.relation.lhs, sample.relation.rhs)
    return tuple(np.broadcast_shapes(*(tuple(side.shape) for side in sides if side is not None)))


def _entries(shown: Sequence[Sample]) -> _Entries:
    columns: list[list[float]] = []
    for i, s in enumerate(shown):
        shape = _shape(s)
        lhs, rhs = s.relation.ball_pair()
        away = lhs - rhs
        sides = [np.where(balls.excludes_zero(x), balls.to_floats(x), 0.0) for x in (lhs, rhs, away)]
        largest = max(np.abs(sides[0]).max(), np.abs(sides[1]).max())
        zero = np.abs(sides[2]) <= ZERO * largest
        step = max(1, len(zero) // MOST_ENTRIES)
        for j in sorted({*range(0, len(zero), step), len(zero) - 1}):
            left, right, apart = (float(side[j]) for side in sides)
            columns.append([i, j, j % shape[-1], left, right, 0.0 if zero[j] else apart, zero[j]])
    table = np.array(columns, dtype=float)
    sample, entry, place = (table[:, c].astype(int) for c in range(3))
    return _Entries(sample, entry, place, table[:, 3], table[:, 4], table[:, 5], table[:, 6].astype(bool))


def _values(found: Sequence[Any]) -> np.ndarray:
    return np.array([float(x) if isinstance(x, int) else balls.to_floats(x).ravel()[0] for x in found])


def _logs(found: Sequence[Sequence[Any]]) -> np.ndarray:
    return np.log(np.array([_values(row) for row in found]).reshape(len(found), -1))

"""A product of powers, and how to find one: regression of logarithms, rounded to small rationals."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from icl_verify.repair.samples import Atom

MOST_ATOMS = 4
LARGEST = 1e-9  # residual of a logarithm that is exact up to rounding
DENOMINATOR = 2  # exponents are halves
SMALLEST_CONSTANT, LARGEST_CONSTANT = 1e-4, 1e2
TERM_SIZE = 64  # of numerator and denominator of a constant, or of its square


@dataclass(frozen=True)
class Monomial:
    """sign * sqrt(square) * prod atom^power (* base).

    Attributes:
        sign: 1 or -1.
        square: the square of the constant.
        powers: (atom, power) with powers that are multiples of 1/2.
        base: a further factor, an atom whose value may have the axes of a side; or None for 1.
    """

    sign: int
    square: Fraction
    powers: tuple[tuple[Atom, Fraction], ...]
    base: Atom | None = None

    @property
    def complexity(self) -> float:
        """How much there is to it: small for what a reader would guess first."""
        terms = self.square.numerator * self.square.denominator
        whole = sum(abs(p) + (1 if p.denominator > 1 else 0) for _, p in self.powers)
        return float(whole) + len(self.powers) + (2 if self.base else 0) + 0.25 * float(np.log2(terms))

    @property
    def _root(self) -> Fraction | None:
        """The constant where no root is to be taken of anything: such a formula Coq's field can treat."""
        p, q = _root(self.square.numerator), _root(self.square.denominator)
        whole = p and q and all(power.denominator == 1 for _, power in self.powers)
        return Fraction(p, q) if whole else None

    def value(self, instance: Any) -> Any:
        """Its value on a batch, in the instance's arithmetic: shape (batch,), or that of its base."""
        xp, root = instance.xp, self._root
        square = self.square if root is None else root
        inside = xp.const(square.numerator, square.denominator) * xp.ones((instance.batch,))
        for atom, power in self.powers:
            quantity = atom.value(instance)
            times = int(power if root is not None else 2 * power)
            one = xp.const(quantity) if isinstance(quantity, int) else quantity
            inside = inside * one**times if times > 0 else inside / one ** (-times)
        found = self.sign * (inside if root is not None else xp.sqrt(inside))
        if self.base is None:
            return found
        array = self.base.value(instance)
        if isinstance(array, int):
            return found * array
        return xp.reshape(found, (instance.batch, *[1] * (array.ndim - 1))) * array

    def __str__(self) -> str:
        parts = [f"{a.name}{'' if p == 1 else f'^{p}' if p.denominator == 1 and p > 0 else f'^({p})'}"
                 for a, p in self.powers]  # fmt: skip
        parts += [self.base.name] if self.base else []
        constant = number_text(self.square)
        parts = parts if constant == "1" and parts else [constant, *parts]
        return ("-" if self.sign < 0 else "") + " ".join(parts)

    @property
    def code(self) -> str:
        """A Python expression for it, the instance being ``instance``."""
        root = self._root
        square = self.square if root is None else root
        inside = f"instance.xp.const({square.numerator}, {square.denominator})"
        inside += " * instance.xp.ones((instance.batch,))"
        for atom, power in self.powers:
            times = int(power if root is not None else 2 * power)
            exponent = "" if abs(times) == 1 else f"**{abs(times)}"
            inside += f" {'*' if times > 0 else '/'} {atom.code}{exponent}"
        text = ("-" if self.sign < 0 else "") + (f"instance.xp.sqrt({inside})" if root is None else inside)
        if self.base is None:
            return text
        return f"({text})[:{', None' * (self.base.axes - 1)}] * {self.base.code}"

    @property
    def needs(self) -> tuple[str, ...]:
        """The functions that its code calls, as ``module:name``."""
        used = [a for a, _ in self.powers] + ([self.base] if self.base else [])
        return tuple(sorted({a.needs for a in used if a.needs}))


def number_text(square: Fraction) -> str:
    """The root of a rational as text: 2, 1/2, sqrt(2), 1/sqrt(2)."""
    p, q = (_root(n) for n in (square.numerator, square.denominator))
    top = str(p) if p else f"sqrt({square.numerator})"
    bottom = str(q) if q else f"sqrt({square.denominator})"
    return top if bottom == "1" else f"{top}/{bottom}"


def _root(n: int) -> int:
    root = round(n**0.5)
    return root if root * root == n else 0


def fitted(
    logs: np.ndarray, atoms: Sequence[Atom], rows: np.ndarray, sign: int = 1, base: Atom | None = None
) -> Iterator[Monomial]:
    """Monomials that reproduce a positive quantity exactly, those of few atoms first.

    Arguments:
        logs: log of the quantity, shape (samples,).
        rows: log of every atom, shape (samples, atoms).
    """
    for size in range(min(MOST_ATOMS, len(atoms)) + 1):
        exact = False
        for chosen in itertools.combinations(range(len(atoms)), size):
            monomial = _fit(logs, [atoms[i] for i in chosen], rows[:, chosen], sign, base)
            if monomial is not None:
                exact = True
                yield monomial
        if exact:
            return


def _fit(
    logs: np.ndarray, atoms: Sequence[Atom], rows: np.ndarray, sign: int, base: Atom | None
) -> Monomial | None:
    table = np.column_stack([rows, np.ones(len(logs))])
    if min(len(np.unique(table, axis=0)) if atoms else len(logs), len(logs)) < len(atoms) + 3:
        return None  # more distinct points than unknowns, or anything fits
    solution, _, rank, _ = np.linalg.lstsq(table, logs, rcond=None)
    if rank < table.shape[1] or np.abs(table @ solution - logs).max() > 1e-6:
        return None
    powers = [Fraction(round(DENOMINATOR * float(x)), DENOMINATOR) for x in solution[:-1]]
    if any(p == 0 or abs(p) > 4 for p in powers):
        return None
    rest = logs - rows @ np.array([float(p) for p in powers], dtype=float).reshape(-1)
    if np.ptp(rest) > LARGEST:
        return None
    square = simple(float(np.exp(2 * rest.mean())))
    if square is None:
        return None
    return Monomial(sign, square, tuple(zip(atoms, powers, strict=True)), base)


def simple(square: float) -> Fraction | None:
    """The simple rational, or square of one, that a number is to nine digits; None where there is none."""
    root = square**0.5
    if not SMALLEST_CONSTANT <= root <= LARGEST_CONSTANT:
        return None
    for value, power in ((root, 2), (square, 1)):
        near = Fraction(value).limit_denominator(TERM_SIZE)
        if near > 0 and abs(float(near) - value) < 1e-8 * value and near.numerator <= 4 * TERM_SIZE:
            return near**power
    return None

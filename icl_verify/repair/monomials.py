"""A product of powers, and how to find one: regression of logarithms, rounded to small rationals."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from icl_verify.repair.constants import Constant, simple
from icl_verify.repair.samples import Atom

MOST_ATOMS = 4
LARGEST = 1e-9  # residual of a logarithm that is exact up to rounding
DENOMINATOR = 2  # exponents are halves


@dataclass(frozen=True)
class Monomial:
    """constant * prod atom^power (* base).

    Attributes:
        powers: (atom, power) with powers that are multiples of 1/2.
        base: a further factor, an atom whose value may have the axes of a side; or None for 1.
    """

    constant: Constant
    powers: tuple[tuple[Atom, Fraction], ...]
    base: Atom | None = None

    @property
    def complexity(self) -> float:
        """How much there is to it: small for what a reader would guess first."""
        whole = sum(abs(p) + (1 if p.denominator > 1 else 0) for _, p in self.powers)
        return float(whole) + len(self.powers) + (2 if self.base else 0) + self.constant.complexity

    @property
    def _under_root(self) -> tuple[bool, Fraction]:
        """Whether a root is taken, and the number in front of the powers, which it is then taken of as well.

        Without a root where none is needed: such a formula Coq's field can treat.
        """
        rational, whole = self.constant.rational, all(power.denominator == 1 for _, power in self.powers)
        if self.constant.shift:
            return not whole, Fraction(1)
        if whole and rational is not None:
            return False, rational
        return True, self.constant.square

    def value(self, instance: Any) -> Any:
        """Its value on a batch, in the instance's arithmetic: shape (batch,), or that of its base."""
        xp, (rooted, front) = instance.xp, self._under_root
        inside = xp.const(front.numerator, front.denominator) * xp.ones((instance.batch,))
        for atom, power in self.powers:
            quantity = atom.value(instance)
            times = int(2 * power if rooted else power)
            one = xp.const(quantity) if isinstance(quantity, int) else quantity
            inside = inside * one**times if times > 0 else inside / one ** (-times)
        found = xp.sqrt(inside) if rooted else inside
        if self.constant.shift:
            found = self.constant.value(xp) * found
        elif rooted:
            found = self.constant.sign * found
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
        constant = str(self.constant)
        if parts and constant in ("1", "-1"):
            return constant.removesuffix("1") + " ".join(parts)
        if parts and self.constant.shift and not constant.startswith("("):
            constant = f"({constant})"
        return " ".join([constant, *parts])

    @property
    def code(self) -> str:
        """A Python expression for it, the instance being ``instance``."""
        rooted, front = self._under_root
        inside = f"instance.xp.const({front.numerator}, {front.denominator})"
        inside += " * instance.xp.ones((instance.batch,))"
        for atom, power in self.powers:
            times = int(2 * power if rooted else power)
            exponent = "" if abs(times) == 1 else f"**{abs(times)}"
            inside += f" {'*' if times > 0 else '/'} {atom.code}{exponent}"
        text = f"instance.xp.sqrt({inside})" if rooted else inside
        if self.constant.shift:
            text = f"{self.constant.code} * {text}"
        elif rooted and self.constant.sign < 0:
            text = f"-{text}"
        if self.base is None:
            return text
        return f"({text})[:{', None' * (self.base.axes - 1)}] * {self.base.code}"

    @property
    def needs(self) -> tuple[str, ...]:
        """The functions that its code calls, as ``module:name``."""
        used = [a for a, _ in self.powers] + ([self.base] if self.base else [])
        return tuple(sorted({a.needs for a in used if a.needs}))


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
    constant = simple(float(np.exp(rest.mean())))
    if constant is None:
        return None
    if sign < 0:
        constant = -constant
    return Monomial(constant, tuple(zip(atoms, powers, strict=True)), base)

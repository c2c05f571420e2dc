"""Exact numbers that a person can put on paper: a + b sqrt(n) with rational a and b and a square-free n."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from icl_verify.numerics.symbolic import Node

LONGEST = 40  # characters of a value that is shown
MOST_BITS = 640  # of a numerator or denominator on the way
LARGEST_TRIANGLE = 10  # entries of a matrix that is factored
LARGEST_ROOT = 10**12  # radicands up to here are searched for squares


@dataclass(frozen=True)
class Surd:
    """``rational + coefficient sqrt(radicand)``; a rational number has radicand 1 and coefficient 0."""

    rational: Fraction
    coefficient: Fraction = Fraction(0)
    radicand: int = 1

    def __str__(self) -> str:
        """As a formula that Python reads: ``3/2``, ``sqrt(2)/2``, ``1/2-sqrt(5)/2``."""
        if not self.coefficient:
            return str(self.rational)
        size = abs(self.coefficient)
        times = f"{size.numerator}*" if size.numerator != 1 else ""
        over = f"/{size.denominator}" if size.denominator != 1 else ""
        sign = "-" if self.coefficient < 0 else "+" if self.rational else ""
        return f"{self.rational or ''}{sign}{times}sqrt({self.radicand}){over}"

    def sign(self) -> int:
        """-1, 0 or 1."""
        a, b = self.rational, self.coefficient
        if a * b >= 0:
            return (a + b > 0) - (a + b < 0)
        # Of two parts of unlike sign the larger square decides; they never cancel: the root is irrational.
        larger = a if a * a > b * b * self.radicand else b
        return 1 if larger > 0 else -1


Exact: TypeAlias = Surd | None


def rational(value: Fraction | int) -> Surd:
    """A rational number."""
    return Surd(Fraction(value))


def exact_values(nodes: list[Node]) -> dict[int, Exact]:
    """The exact number of each node by its id, None where it has none or one too long to carry along.

    Arguments:
        nodes: each behind its arguments.
    """
    values: dict[int, Exact] = {}
    for node in nodes:
        values[id(node)] = _checked(_value(node, [values[id(argument)] for argument in node.args]))
    return values


def shown(value: Exact) -> str | None:
    """The number as text, None where there is none or it is long."""
    text = None if value is None else str(value)
    return text if text is not None and len(text) <= LONGEST else None


def _checked(value: Exact) -> Exact:
    if value is None:
        return None
    parts = (value.rational, value.coefficient)
    longest = max(max(abs(x.numerator).bit_length(), x.denominator.bit_length()) for x in parts)
    return value if longest <= MOST_BITS else None


def _value(node: Node, args: list[Exact]) -> Exact:
    if node.op == "number":
        return rational(node.data)
    if node.op == "atom":
        return None if node.data[1] is None else rational(node.data[1])
    given = [a for a in args if a is not None]
    if node.op == "*" and any(a == rational(0) for a in given):
        return rational(0)
    if len(given) < len(args):
        return None
    if node.op == "power":
        return _power(given[0], node.data)
    if node.op == "factor":
        return _factor(given, *node.data)
    return _OPERATIONS[node.op](*given) if node.op in _OPERATIONS else None


def _common(a: Surd, b: Surd) -> int | None:
    """The radicand of a sum or product, None where there are two."""
    if not a.coefficient or not b.coefficient:
        return b.radicand if b.coefficient else a.radicand
    return a.radicand if a.radicand == b.radicand else None


def _sum(a: Surd, b: Surd) -> Exact:
    n = _common(a, b)
    return None if n is None else _made(a.rational + b.rational, a.coefficient + b.coefficient, n)


def _product(a: Surd, b: Surd) -> Exact:
    n = _common(a, b)
    if n is None:
        if a.rational or b.rational:
            return None
        root = _root(rational(a.radicand * b.radicand))
        return None if root is None else _product(root, rational(a.coefficient * b.coefficient))
    return _made(
        a.rational * b.rational + a.coefficient * b.coefficient * n,
        a.rational * b.coefficient + a.coefficient * b.rational,
        n,
    )


def _quotient(a: Surd, b: Surd) -> Exact:
    norm = b.rational**2 - b.coefficient**2 * b.radicand
    if norm == 0:
        return None
    return _product(a, Surd(b.rational / norm, -b.coefficient / norm, b.radicand))


def _power(a: Surd, exponent: int) -> Exact:
    found: Exact = rational(1)
    for _ in range(exponent):
        found = _checked(None if found is None else _product(found, a))
    return found


def _root(a: Surd) -> Exact:
    if a.coefficient or a.rational < 0:
        return None
    inside = a.rational.numerator * a.rational.denominator
    exact = math.isqrt(inside)
    if exact * exact == inside:
        return rational(Fraction(exact, a.rational.denominator))
    if inside > LARGEST_ROOT:
        return None
    square, rest, p = 1, inside, 2
    while p * p <= rest and p <= 10**4:
        while rest % (p * p) == 0:
            rest, square = rest // (p * p), square * p
        p += 1
    return Surd(Fraction(0), Fraction(square, a.rational.denominator), rest)


def _factor(triangle: list[Surd], row: int, column: int) -> Exact:
    """An entry of L, L L^T = a, from the lower triangle of a."""

    def entry(i: int, j: int) -> Exact:
        rest: Exact = triangle[i * (i + 1) // 2 + j]
        for k in range(j):
            left, right = entry(i, k), entry(j, k)
            product = None if left is None or right is None else _product(left, right)
            rest = None if rest is None or product is None else _difference(rest, product)
        if i == j:
            return None if rest is None else _root(rest)
        pivot = entry(j, j)
        return None if rest is None or pivot is None else _quotient(rest, pivot)

    return entry(row, column) if len(triangle) <= LARGEST_TRIANGLE else None


def _made(a: Fraction, b: Fraction, n: int) -> Surd:
    return Surd(a, b, n) if b else Surd(a)


def _minus(a: Surd) -> Surd:
    return Surd(-a.rational, -a.coefficient, a.radicand)


def _difference(a: Surd, b: Surd) -> Exact:
    return _sum(a, _minus(b))


def _larger(a: Surd, b: Surd) -> Exact:
    difference = _difference(a, b)
    return None if difference is None else (a if difference.sign() >= 0 else b)


def _smaller(a: Surd, b: Surd) -> Exact:
    difference = _difference(a, b)
    return None if difference is None else (b if difference.sign() >= 0 else a)


_OPERATIONS: dict[str, Callable[..., Exact]] = {
    "+": _sum, "-": _difference, "*": _product, "/": _quotient, "neg": _minus,
    "abs": lambda a: a if a.sign() >= 0 else _minus(a), "sqrt": _root, "max": _larger, "min": _smaller,
    "exp": lambda a: rational(1) if a == rational(0) else None,
    "log": lambda a: rational(0) if a == rational(1) else None,
}  # fmt: skip

"""The kinds of statement: each makes a true or a false one, with constants of its own, and its oracle.

An oracle is written a second time, in mpmath at a precision that the constants ask for, and says of the exact
numbers of one instance whether the statement is broken there. It shares no line with what is tried.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf

from icl_verify import assumption, at_least, at_most, equal, full_rank, positive, probability

Exact = Mapping[str, Any]  # by field: an mpf, a list of them or a list of rows
Kind = Callable[[random.Random, bool], "Case"]


@dataclass(frozen=True)
class Case:
    """One statement.

    Attributes:
        state: from a batch to a relation, as a claim states it.
        breaks: whether an instance, exactly given, breaks it; None where that is no matter of one instance.
        truth: ``true``, ``false``, ``undefined`` (nothing is claimed that could hold) or ``malformed`` (to be
            an error).
        low, high: the range of ``s``.
        options: for ``claim``.
        digits: that the oracle needs.
    """

    state: Callable[..., Any]
    breaks: Callable[[Exact], bool] | None
    truth: str
    low: float = 0.1
    high: float = 10.0
    options: dict[str, Any] = field(default_factory=dict)
    digits: int = 60
    one_law: bool = False


def _said(true: bool) -> str:
    return "true" if true else "false"


def near_tie(rng: random.Random, true: bool) -> Case:
    """Sides that differ by a power of 2 far below what float64 tells apart."""
    bits, factor = rng.randint(56, 95), rng.randint(1, 9)

    def state(c: Any) -> Any:
        less, more = factor * c.s, factor * c.s * (1 + c.xp.const(1, 2**bits))
        return at_most(less, more) if true else at_most(more, less)

    return Case(state, lambda e: not true, _said(true))


def beyond_ties(rng: random.Random, true: bool) -> Case:
    """Sides that agree to more than the 100 bits of a tie, and to fewer than the 500 that end the matter."""
    bits = rng.randint(105, 480)

    def state(c: Any) -> Any:
        less, more = c.s, c.s + c.xp.const(1, 2**bits)
        return at_most(less, more) if true else at_most(more, less)

    return Case(state, lambda e: not true, _said(true))


def cancellation(rng: random.Random, true: bool) -> Case:
    """A number added and taken away again, with or without a part of the rest."""
    number, lost = 10 ** rng.randint(9, 25), Fraction(rng.randint(1, 9), 10 ** rng.randint(1, 6))

    def state(c: Any) -> Any:
        large = c.xp.const(number)
        rest = (c.s + large) - large
        return equal(rest, c.s if true else (1 - c.xp.const(lost.numerator, lost.denominator)) * c.s)

    return Case(state, lambda e: not true, _said(true))


def softplus(rng: random.Random, true: bool) -> Case:
    """log(1 + exp(-u)), where float64 has 0 or a few of its digits."""
    part = Fraction(rng.randint(20, 90), 100)

    def state(c: Any) -> Any:
        tail = c.xp.exp(-c.s)
        bound = tail if true else c.xp.const(part.numerator, part.denominator) * tail
        return at_most(c.xp.log(1 + tail), bound)

    def breaks(e: Exact) -> bool:
        tail = mp.exp(-e["s"])
        return bool(mp.log(1 + tail) > (tail if true else mpf(part.numerator) / part.denominator * tail))

    return Case(state, breaks, _said(true), 5.0, rng.choice([38.0, 60.0, 200.0]), digits=220)


def overflow(rng: random.Random, true: bool) -> Case:
    """Exponentials that float64 takes for infinite, on one side or on both."""
    factor, form = rng.randint(2, 9), rng.randrange(2)

    def state(c: Any) -> Any:
        xp = c.xp
        if form:
            low, high = xp.exp(c.s), factor * xp.exp(c.s)
            return at_most(low, high) if true else at_most(high, low)
        value = xp.log(xp.exp(c.s))
        return at_most(value, c.s + factor) if true else at_most(value + factor, c.s)

    return Case(state, lambda e: not true, _said(true), rng.choice([100.0, 600.0, 715.0]), 1500.0)


def straddling(rng: random.Random, true: bool) -> Case:
    """A positive or a negative number that needs thousands of bits to be told from 0."""
    factor, form = Fraction(rng.randint(11, 40), 10), rng.randrange(2)

    def state(c: Any) -> Any:
        xp = c.xp
        tail = xp.exp(-c.s)
        value = 1 - 1 / (1 + tail) if form else (1 + tail) - 1
        return positive(value if true else value - xp.const(factor.numerator, factor.denominator) * tail)

    return Case(state, lambda e: not true, _said(true), 30.0, rng.choice([100.0, 800.0, 3000.0]))


def small_beside_large(rng: random.Random, true: bool) -> Case:
    """A small entry that is wrong beside a large one that is right."""
    ratio, wrong = 10 ** rng.randint(6, 22), Fraction(rng.randint(1, 9), 10 ** rng.randint(0, 3))
    form = rng.randrange(2)

    def state(c: Any) -> Any:
        xp = c.xp
        large, small = xp.const(ratio) * c.s, c.s
        other = small if true else (1 + xp.const(wrong.numerator, wrong.denominator)) * small
        ours, theirs = xp.stack([large, other], axis=-1), xp.stack([large, small], axis=-1)
        return equal(ours, theirs) if form else at_most(ours, theirs * xp.const(10**9 + 1, 10**9))

    return Case(state, lambda e: not true, _said(true))


def rank(rng: random.Random, true: bool) -> Case:
    """Rows that are independent by a tiny part, or dependent exactly."""
    a, b, bits = rng.randint(-5, 5), rng.randint(1, 5), rng.randint(20, 90)

    def state(c: Any) -> Any:
        xp, m = c.xp, c.matrix
        last = a * m[..., 0, :] + b * m[..., 1, :]
        if true:
            last = last + m[..., 2, :] * xp.const(1, 2**bits)
        return full_rank(xp.stack([m[..., 0, :], m[..., 1, :], last], axis=-2))

    return Case(state, lambda e: not true, _said(true))


def almost_surely(rng: random.Random, true: bool) -> Case:
    """A random matrix, or one of which a row is repeated, whatever is drawn."""
    a = rng.randint(2, 9)

    def state(c: Any) -> Any:
        xp, m = c.xp, c.matrix
        rows = [m[..., 0, :], m[..., 1, :], m[..., 2, :] + a * m[..., 0, :] if true else a * m[..., 0, :]]
        return full_rank(xp.stack(rows, axis=-2))

    return Case(state, lambda e: not true, _said(true), options={"almost_surely": ("matrix",)})


def chance(rng: random.Random, true: bool) -> Case:
    """A chance of one half, claimed to be less or more."""
    claimed = Fraction(rng.randint(5, 30), 100) if true else Fraction(rng.randint(80, 95), 100)
    entry = rng.randrange(3)

    def state(c: Any) -> Any:
        return probability(c.x[..., entry] > 0, at_least=claimed)

    return Case(state, None, _said(true), one_law=True)


def mixed(rng: random.Random, true: bool) -> Case:
    """The batch enters: a mean over its members, or one of them."""
    factor, form = rng.randint(2, 30), rng.randrange(3)

    def state(c: Any) -> Any:
        xp, s = c.xp, c.s
        if form == 0:
            return at_most(s, xp.sum(s, axis=0) * xp.const(factor, 10) / s.shape[0] + 0 * s)
        if form == 1:
            return at_most(s, s[0] * factor + 0 * s)
        return at_most(s - xp.amin(s, axis=0) + 1, 1 + factor * s)

    return Case(state, None, "malformed")


def edited(rng: random.Random, true: bool) -> Case:
    """The drawn numbers are edited in place."""
    factor, form = rng.randint(2, 9), rng.randrange(2)

    def state(c: Any) -> Any:
        x = c.x if form else c.raw["x"]
        x *= factor
        return at_most(c.s, 2 * c.s)

    return Case(state, None, "malformed")


def wrong_times(rng: random.Random, true: bool) -> Case:
    """A trajectory whose steps are named wrongly."""
    shift = rng.choice([-1, 1, 2])

    def state(c: Any) -> Any:
        steps = c.steps
        along = c.xp.stack([c.s / (t + 1) for t in range(steps)], axis=-1)
        return at_most(along, 2 * along, times=range(1 + shift, steps + 1 + shift))

    return Case(state, None, "malformed")


def rounded_event(rng: random.Random, true: bool) -> Case:
    """Events that float64 decides by its roundings."""
    large, form = 10.0 ** rng.randint(9, 15), rng.randrange(2)

    def state(c: Any) -> Any:
        xp, s = c.xp, c.s
        softplus, tail = xp.log(1 + xp.exp(-s)), xp.exp(-s)
        event = softplus <= tail / 2 if form else (large + s) - large >= s
        return probability(event, at_least=Fraction(1, 10))

    return Case(state, None, "malformed", 38.0, 90.0, one_law=True)


def trajectory(rng: random.Random, true: bool) -> Case:
    """A trajectory that stays below its bound, or passes it at one step alone."""
    step, excess = rng.randint(1, 6), Fraction(rng.randint(1, 9), 10 ** rng.randint(1, 12))

    def state(c: Any) -> Any:
        xp = c.xp
        along = [c.s / (t + 1) for t in range(c.steps)]
        bounds = [c.s / t for t in range(1, c.steps + 1)]
        if not true and step <= c.steps:
            along[step - 1] = bounds[step - 1] * (1 + xp.const(excess.numerator, excess.denominator))
        sides = (xp.stack(values, axis=-1) for values in (along, bounds))
        lhs, rhs = sides
        return at_most(lhs, rhs * xp.const(10**14 + 1, 10**14), times=range(1, c.steps + 1))

    broken = excess > Fraction(1, 10**14)
    return Case(state, lambda e: not true and broken, _said(true))


def undefined(rng: random.Random, true: bool) -> Case:
    """0/0, a root or a logarithm of what is negative, a quotient by 0."""
    shift, form = rng.randint(11, 40), rng.randrange(4)

    def state(c: Any) -> Any:
        xp, s = c.xp, c.s
        bound = (1 / (s - s), xp.sqrt(s - shift), -xp.log(s - shift), (s - s) / (s - s))[form]
        return at_most(s, bound) if true else at_most(bound, s)

    return Case(state, None, "undefined")


def never_assumed(rng: random.Random, true: bool) -> Case:
    """An assumption that no instance meets, by a tiny part: nothing follows from it."""
    factor = rng.randint(2, 9)

    @assumption("never", "1 + exp(-s) is at most 1")
    def never(c: Any) -> Any:
        return at_most(1 + c.xp.exp(-c.s), 1 + 0 * c.s)

    def state(c: Any) -> Any:
        return at_most(factor * c.s, c.s)

    return Case(state, None, "undefined", 60.0, 700.0, options={"assumes": (never,)})


def cauchy_schwarz(rng: random.Random, true: bool) -> Case:
    """The inner product against the norms, with a factor: random vectors come near, or do not."""
    less = Fraction(1) if true else 1 - Fraction(rng.randint(1, 60), 10 ** rng.randint(2, 4))

    def state(c: Any) -> Any:
        xp = c.xp
        bound = xp.const(less.numerator, less.denominator) * xp.norm(c.x) * xp.norm(c.y)
        return at_most(xp.abs(xp.sum(c.x * c.y, axis=-1)), bound)

    def breaks(e: Exact) -> bool:
        inner = abs(sum(a * b for a, b in zip(e["x"], e["y"], strict=True)))
        norms = mp.sqrt(sum(a * a for a in e["x"]) * sum(b * b for b in e["y"]))
        return bool(inner > mpf(less.numerator) / less.denominator * norms)

    return Case(state, breaks, _said(true))


def means(rng: random.Random, true: bool) -> Case:
    """The square of a sum against the sum of squares, with a factor n or less."""
    less = Fraction(1) if true else Fraction(rng.randint(50, 99), 100)

    def state(c: Any) -> Any:
        xp = c.xp
        bound = xp.const(less.numerator, less.denominator) * c.n * xp.sum(c.x**2, axis=-1)
        return at_least(bound, xp.sum(xp.abs(c.x), axis=-1) ** 2)

    def breaks(e: Exact) -> bool:
        squares = sum(a * a for a in e["x"])
        return bool(
            sum(map(abs, e["x"])) ** 2 > mpf(less.numerator) / less.denominator * len(e["x"]) * squares
        )

    return Case(state, breaks, _said(true))


def polynomial(rng: random.Random, true: bool) -> Case:
    """A square completed, with a constant that is right or a little off."""
    a = Fraction(rng.randint(1, 50), rng.randint(1, 9))
    off = Fraction(0) if true else Fraction(rng.randint(1, 9), 10 ** rng.randint(3, 14))

    def state(c: Any) -> Any:
        s, shift = c.s, c.xp.const(a.numerator, a.denominator)
        return equal(
            (s + shift) ** 2,
            s**2 + 2 * shift * s + shift**2 * (1 + c.xp.const(off.numerator, off.denominator)),
        )

    return Case(state, lambda e: not true, _said(true))


def assumed(rng: random.Random, true: bool) -> Case:
    """What follows from x <= y of positive numbers, or what does not."""
    power, factor = rng.randint(2, 5), Fraction(rng.randint(11, 30), 10)

    @assumption("below", "s is at most the scale")
    def below(c: Any) -> Any:
        return at_most(c.s, c.scale)

    def state(c: Any) -> Any:
        xp = c.xp
        left = c.s**power if true else xp.const(factor.numerator, factor.denominator) * c.s**power
        return at_most(left, c.scale**power)

    def breaks(e: Exact) -> bool:
        left = e["s"] ** power * (1 if true else mpf(factor.numerator) / factor.denominator)
        return bool(e["s"] <= e["scale"] and left > e["scale"] ** power)

    return Case(state, breaks, _said(true), 0.01, 100.0, {"assumes": (below,), "minimum_share": 0.05})


KINDS: Sequence[Kind] = (
    near_tie, beyond_ties, cancellation, softplus, overflow, straddling, small_beside_large, rank,
    almost_surely, chance, trajectory, cauchy_schwarz, means, polynomial, assumed,
)  # fmt: skip
# Of these no statement is true or false: they must not hold, nor be refuted.
OTHERS: Sequence[Kind] = (mixed, edited, wrong_times, rounded_event, undefined, never_assumed)

"""Making a counterexample small enough to check by hand: fewer axes, rounder numbers, still proved."""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy as np

from icl_verify.judge.settle import settle
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact
from icl_verify.statement.fields.exact import stacked

# Bits at which a candidate is given up: what needs more is no counterexample to check by hand.
SETTLING_BITS = 512
# Candidates that float64 may screen for each that balls may try: it is cheap, and most fall there.
SCREENS = 4
# Candidates that float64 sees together at first: so many cost little more than one.
FIRST_LOOK = 8
# Of a tightness. What float64 sees by more it is believed, until balls are asked at the end.
CLEAR = 1e-6
# How a candidate looks in float64; ``SUSPICIOUS`` is for balls to tell.
FINE, SUSPICIOUS, BROKEN, INAPPLICABLE = "fine", "suspicious", "broken", "inapplicable"
Cost = tuple[int, int, int]
# The simpler instances that one kind of change leads to; the fields named stay as they are.
Moves = Callable[[Exact, tuple[str, ...]], Iterator[Exact]]


def simplify(claim: Claim, exact: Exact, budget: int) -> Exact:
    """The simplest instance found on which the claim is still broken in balls (to be settled once more).

    Arguments:
        claim: a claim that is proved broken on ``exact``.
        budget: how many candidates may be tried in balls; ``SCREENS`` times as many in float64.
    """
    kinds = (_counts, _drops, _whole_fields, _dyadic_fields, _entries)
    trusted = _Simplifier(claim, budget, trusting=True)
    found = trusted.simplest(exact, kinds)
    if found is exact or trusted.accepts(found):
        return found
    return _Simplifier(claim, budget).simplest(exact, kinds)


def prove_suspect(claim: Claim, exact: Exact, budget: int) -> Exact | None:
    """An instance on which the claim is broken in balls, found by making a suspected break simple; or None.

    Where roundings make numbers exact (the norm of a column, the attention to equal tokens), balls of radius
    0 show what no ball around 0 can.

    Arguments:
        claim: a claim that float64 takes to be broken on ``exact`` and balls leave undecided.
        budget: as for ``simplify``.
    """
    search = _Prover(claim, budget)
    search.simplest(exact, (_counts, _drops, _dyadic_fields, _whole_fields, _entries))
    return search.proved


def cost(exact: Exact) -> Cost:
    """What is made small: the sum of the sizes, then the digits of all entries, then how large they are."""
    entries = [x for array in exact.values.values() for x in array.flat]
    digits, large = sum(map(_digits, entries)), sum(map(_height, entries))
    return sum(exact.sizes.values()), digits, large


def _digits(x: Fraction) -> int:
    numerator, denominator = x.as_integer_ratio()
    written = len(str(abs(numerator)).rstrip("0"))
    return written + (len(str(denominator)) if denominator > 1 else 0) + (numerator < 0)


def _height(x: Fraction) -> int:
    """Of numbers with as many digits the smaller is the simpler: 2 before 900, 1/2 before 1/9."""
    numerator, denominator = x.as_integer_ratio()
    return abs(numerator) * denominator


class _Simplifier:
    """Goes from an instance to simpler ones of the population on which the claim is broken.

    Arguments:
        budget: as for ``simplify``.
        trusting: whether float64 is believed where it sees a clear break, or an assumption clearly fail: the
            course is the same, without balls, which are to be asked where it ends.
    """

    at_once = 32  # candidates that float64 sees together, at most

    def __init__(self, claim: Claim, budget: int, *, trusting: bool = False):
        self.claim, self.left, self.screens_left, self.trusting = claim, budget, SCREENS * budget, trusting

    def simplest(self, exact: Exact, kinds: tuple[Moves, ...]) -> Exact:
        """What is left when no move of any kind is taken any more, or the budget is spent."""
        best, improved = exact, True
        while improved and self.left > 0:
            improved = False
            for moves in kinds:
                better = self.descend(best, moves)
                improved |= better is not best
                best = better
        return best

    def descend(self, exact: Exact, moves: Moves) -> Exact:
        """Take improving moves of one kind until none is left."""
        while (simpler := self.step(exact, moves)) is not None:
            exact = simpler
        return exact

    def step(self, exact: Exact, moves: Moves) -> Exact | None:
        """The first candidate that is taken; float64 looks at more of them at once, the more are refused."""
        now, together = cost(exact), min(FIRST_LOOK, self.at_once)
        candidates = (c for c in moves(exact, self.claim.almost_surely) if self.worth_a_look(c, now))
        while some := list(itertools.islice(candidates, min(together, self.screens_left))):
            for candidate, look in self.looks(some):
                if self.left <= 0:
                    return None
                self.screens_left -= 1
                if self.takes(candidate, look):
                    return candidate
            together = min(2 * together, self.at_once)
        return None

    def worth_a_look(self, candidate: Exact, now: Cost) -> bool:
        """Whether a candidate is simpler than what costs that, and one of the population's."""
        if not self.simpler(candidate, now):
            return False
        with _unsuitable():
            return not candidate.complaint() and self.claim.population.admits(candidate.sizes)
        return False

    def simpler(self, candidate: Exact, now: Cost) -> bool:
        """Whether a candidate is simpler than what costs that."""
        return cost(candidate) < now

    def looks(self, some: list[Exact]) -> Iterator[tuple[Exact, str]]:
        """Each with how it looks in float64; those of the same sizes are judged as a batch."""
        for _, group in itertools.groupby(some, key=lambda candidate: candidate.sizes):
            alike = list(group)
            seen = None
            with _unsuitable():
                seen = _looks(self.claim, alike)
            if seen is None and len(alike) > 1:  # one of them is none: each by itself, then
                for one in alike:
                    yield from self.looks([one])
            else:
                yield from zip(alike, seen or [FINE], strict=True)

    def takes(self, exact: Exact, look: str) -> bool:
        """Whether an instance may be taken: balls prove it broken.

        One on which the claim or the population raises is none: what is proved of another stays proved.
        """
        if look == FINE:
            return False
        self.left -= 1
        if self.trusting and look != SUSPICIOUS:
            return look == BROKEN
        with _unsuitable():
            return self.accepts(exact)
        return False

    def accepts(self, exact: Exact) -> bool:
        """Whether balls let an instance pass that float64 suspects."""
        return settle(self.claim, exact, last_bits=SETTLING_BITS).outcome == "broken"


@contextlib.contextmanager
def _unsuitable() -> Iterator[None]:
    """What a claim or a population raises speaks against a candidate, but for the end of the time."""
    try:
        yield
    except TimeoutError:
        raise
    except Exception:
        pass


def _looks(claim: Claim, alike: Sequence[Exact]) -> list[str]:
    """How instances of the same sizes look in float64."""
    batch = stacked(alike)
    relation = claim(batch)
    judged = relation.judge_float64()
    holds, fails = ~judged.undefined, np.zeros(len(alike), dtype=bool)
    for assumption in claim.assumes if judged.suspicious.any() else ():
        seen = assumption.judged(batch)
        holds &= ~(seen.broken | seen.undefined)
        fails |= seen.broken & ~seen.undefined & (seen.margin < -CLEAR)
    clear = judged.broken & holds & (judged.tightness - relation.equality > CLEAR)
    if claim.almost_surely or relation.settles_every_suspicion:
        clear[:] = False
    looks = np.where(fails, INAPPLICABLE, np.where(clear, BROKEN, SUSPICIOUS))
    return [str(look) for look in np.where(judged.suspicious, looks, FINE)]


class _Prover(_Simplifier):
    """Goes on while balls do not deny the break, and ends where they prove one."""

    at_once = 1  # what was looked at is not looked at again

    def __init__(self, claim: Claim, budget: int):
        super().__init__(claim, budget)
        self.proved: Exact | None = None
        self.seen: set[str] = set()

    def simpler(self, candidate: Exact, now: Cost) -> bool:
        """As simple will do, once: 8 and 1 have a digit each, and the root of 1 alone is exact."""
        new = candidate.fingerprint not in self.seen and cost(candidate)[:2] <= now[:2]
        self.seen.add(candidate.fingerprint)
        return new

    def accepts(self, exact: Exact) -> bool:
        outcome = settle(self.claim, exact, last_bits=SETTLING_BITS).outcome
        if outcome == "broken":
            self.proved, self.left = exact, 0
        return outcome in ("broken", "undecided")


def _counts(exact: Exact, fixed: tuple[str, ...]) -> Iterator[Exact]:
    for name, axis in exact.kind.axes.items():
        size = exact.sizes[name]
        parts = (size // 4, size // 2, size - size // 4, size - size // 16, size - 1)
        for smaller in sorted({axis.low, axis.low + 1, 5, 10, *parts}):
            if axis.count and axis.low <= smaller < size:
                yield exact.resize(**{name: smaller})


def _drops(exact: Exact, fixed: tuple[str, ...]) -> Iterator[Exact]:
    for name, axis in exact.kind.axes.items():
        if axis.count or axis.prefix_of:
            continue
        for index in reversed(range(exact.sizes[name])):
            yield exact.drop(name, index)
    for name, axis in exact.kind.axes.items():
        if axis.prefix_of and exact.sizes[name] > axis.low:
            yield exact.resize(**{name: exact.sizes[name] - 1})


def _whole_fields(exact: Exact, fixed: tuple[str, ...]) -> Iterator[Exact]:
    for name, array in _movable(exact, fixed):
        for made in (_constant(0), _constant(1), _rounded(1), _rounded(2), _rounded(3)):
            yield exact.replace(name, _mapped(made, array))


def _dyadic_fields(exact: Exact, fixed: tuple[str, ...]) -> Iterator[Exact]:
    for name, array in _movable(exact, fixed):
        for bits in (1, 2, 4, 8):
            yield exact.replace(name, _mapped(functools.partial(round_to_bits, bits=bits), array))


def _movable(exact: Exact, fixed: tuple[str, ...]) -> Iterator[tuple[str, np.ndarray]]:
    """The fields that a move may touch."""
    return ((name, array) for name, array in exact.values.items() if name not in fixed)


def _entries(exact: Exact, fixed: tuple[str, ...]) -> Iterator[Exact]:
    for name, array in _movable(exact, fixed):
        for index in np.ndindex(array.shape):
            for simpler in _simpler(array.item(index)):
                values = array.copy()
                values[index] = simpler
                yield exact.replace(name, values)


def _simpler(x: Fraction) -> list[Fraction]:
    sign = 1 if x > 0 else -1
    tens = Fraction(10) ** (len(str(int(abs(x)))) - 1) if abs(x) >= 1 else Fraction(1)
    candidates = [
        Fraction(0),
        Fraction(1),
        Fraction(-1),
        Fraction(2 * sign),
        sign * tens,
        Fraction(round(x)),
        *map(_rounder(x), (1, 2, 3)),
    ]
    simple = _order(x)
    return sorted({c for c in candidates if _order(c) < simple}, key=_order)


def _order(x: Fraction) -> tuple[int, int]:
    return _digits(x), _height(x)


def _rounder(x: Fraction) -> Callable[[int], Fraction]:
    return lambda digits: round_to(x, digits)


def round_to(x: Fraction, digits: int) -> Fraction:
    """x rounded to that many significant decimal digits, exactly."""
    if x == 0:
        return x
    size = abs(x)
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    exponent -= size < Fraction(10) ** exponent
    unit = Fraction(10) ** (exponent - digits + 1)
    return round(x / unit) * unit


def round_to_bits(x: Fraction, bits: int) -> Fraction:
    """x rounded to that many significant binary digits, exactly."""
    if x == 0:
        return x
    size = abs(x)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    exponent -= size < Fraction(2) ** exponent
    unit = Fraction(2) ** (exponent - bits + 1)
    return round(x / unit) * unit


def _constant(value: int) -> Callable[[Fraction], Fraction]:
    return lambda x: Fraction(value)


def _rounded(digits: int) -> Callable[[Fraction], Fraction]:
    return lambda x: round_to(x, digits)


def _mapped(function: Callable[[Fraction], Fraction], array: np.ndarray) -> np.ndarray:
    out = np.empty(array.shape, dtype=object)
    for index in np.ndindex(array.shape):
        out[index] = function(array.item(index))
    return out

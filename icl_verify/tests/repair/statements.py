"""Statements with one slip each, at the top of a module: only there can a formula be edited and tried."""

import torch
from hypothesis import strategies as st

from icl_verify import (
    Axis,
    Draw,
    Field,
    Instance,
    Population,
    assumption,
    at_least,
    at_most,
    claim,
    equal,
    standard_population,
)
from icl_verify.tests.repair.foreign import PROBLEMS, energy, gram


def _quadratic(problem):
    """b^T (X^T X + r I) b, shape (batch,)."""
    b = problem.guess[..., None]
    return problem.xp.sum(problem.guess * problem.xp.matmul(gram(problem), b)[..., 0], axis=-1)


def _cross(problem):
    """b^T X^T y, shape (batch,)."""
    through = problem.xp.matmul(problem.design, problem.guess[..., None])[..., 0]
    return problem.xp.sum(through * problem.targets, axis=-1)


@claim("slip.half_a_cross_term", population=PROBLEMS, statement="", expected="refuted")
def half_a_cross_term(problem):
    """The cross term lacks its factor 2"""
    square = _quadratic(problem) + problem.xp.sum(problem.targets**2, axis=-1)
    return equal(energy(problem), square - _cross(problem))


@claim("slip.mean", population=PROBLEMS, statement="", expected="refuted")
def mean(problem):
    """A mean over the wrong size"""
    return equal(energy(problem) / problem.rows, energy(problem) / problem.columns)


@claim("slip.ridge", population=PROBLEMS, statement="", expected="refuted")
def ridge(problem):
    """The trace of the Gram matrix with its ridge counted once"""
    xp = problem.xp
    trace = xp.sum(xp.diagonal(gram(problem)), axis=-1)
    return equal(trace, xp.sum(problem.design**2, axis=(-2, -1)) + problem.rows * problem.ridge)


@claim("slip.sum", population=PROBLEMS, statement="", expected="refuted")
def total(problem):
    """The square of a sum lacks the number of its terms"""
    xp = problem.xp
    return at_most(xp.sum(problem.targets, axis=-1) ** 2, xp.sum(problem.targets**2, axis=-1))


@claim("slip.nine_tenths", population=PROBLEMS, statement="", expected="refuted")
def nine_tenths(problem):
    """A triangle inequality with a bound of nine tenths"""
    xp = problem.xp
    return at_most(problem.ridge * xp.norm(problem.guess), problem.ridge * xp.norm(problem.guess) * 9 / 10)


@claim("slip.quadratic_form", population=PROBLEMS, statement="", expected="refuted")
def quadratic_form(problem):
    """A form of eigenvalues 4 - sqrt(2) and 4 + sqrt(2) is at most the square of the norm"""
    x, y = problem.targets[:, 0], problem.targets[:, 1]
    return at_most(3 * x**2 + 2 * x * y + 5 * y**2, x**2 + y**2)


@claim("slip.golden", population=PROBLEMS, statement="", expected="refuted")
def golden(problem):
    """The larger root of x^2 = s x + s^2 is s"""
    s = energy(problem)
    return equal((s + problem.xp.sqrt(5 * s**2)) / 2, s)


@claim("slip.two_terms", population=PROBLEMS, statement="", expected="refuted")
def two_terms(problem):
    """The square of a norm lacks two terms of which neither alone would do"""
    xp, square = problem.xp, problem.xp.sum(problem.targets**2, axis=-1)
    return equal(square - problem.rows * problem.ridge / 2 + 3 * xp.sum(problem.guess**2, axis=-1), square)


@claim("slip.columns", population=PROBLEMS, statement="", expected="refuted")
def columns(problem):
    """The diagonal of the Gram matrix is its ridge, twice, and no column"""
    xp = problem.xp
    return equal(xp.diagonal(gram(problem)), 2 * problem.ridge[:, None] * xp.ones((1, problem.columns)))


@claim("slip.unrelated", population=PROBLEMS, statement="", expected="refuted")
def unrelated(problem):
    """Two quantities that have nothing to do with each other"""
    xp = problem.xp
    return equal(xp.exp(xp.sum(problem.targets, axis=-1) / 10**4), xp.norm(problem.guess))


@claim("slip.three_rows", population=PROBLEMS, statement="", expected="refuted")
def three_rows(problem):
    """The number of rows is at most three"""
    size = problem.xp.norm(problem.targets)
    return at_most(problem.rows * size, 3 * size)


@claim("slip.more_rows", population=PROBLEMS, statement="", expected="refuted")
def more_rows(problem):
    """An energy over the rows is at most that over the columns"""
    return at_most(energy(problem) / problem.rows, energy(problem) / problem.columns)


@claim("slip.large_energy", population=PROBLEMS, statement="", expected="refuted")
def large_energy(problem):
    """An energy is at most its square"""
    return at_most(energy(problem), energy(problem) ** 2)


@claim("slip.small_entry", population=PROBLEMS, statement="", expected="refuted")
def small_entry(problem):
    """The first target is at most twice the second one"""
    first, second = (problem.xp.abs(problem.targets[:, i]) for i in (0, 1))
    return at_most(first, 2 * second)


@claim("slip.other_array", population=PROBLEMS, statement="", expected="refuted")
def other_array(problem):
    """<X b - y, y> = |X b|^2 - |y|^2, where <X b, y> belongs in place of the square"""
    xp, y = problem.xp, problem.targets
    fitted = xp.matmul(problem.design, problem.guess[..., None])[..., 0]
    left = xp.sum((fitted - y) * y, axis=-1)
    return equal(left, xp.sum(fitted * fitted, axis=-1) - xp.sum(y**2, axis=-1))


def _inverses(problem):
    return problem.xp.sum(1 / (1 + problem.ridge[:, None]), axis=-1)


def _roots(problem):
    return problem.xp.sum(problem.xp.sqrt(1 + problem.ridge[:, None] ** 2), axis=-1)


@claim("slip.unlike", population=PROBLEMS, statement="", expected="refuted")
def unlike(problem):
    """Two quantities that nothing makes equal but to read one of them twice"""
    return equal(_inverses(problem), _roots(problem))


class Pair(Instance):
    count = Axis(low=2)
    one = Field(kind="positive")
    other = Field(kind="positive")


PAIRS = standard_population(Pair, "pairs_of_numbers")


@claim("slip.pair", population=PAIRS, statement="", expected="refuted")
def product_of_two(pair):
    """2 x y <= 2/3 (x^2 + y^2), where 1 belongs in place of 2/3"""
    return at_most(2 * pair.one * pair.other, 2 * (pair.one**2 + pair.other**2) / 3)


@assumption("at_least_one", "the norm of b is at least 1")
def at_least_one(problem):
    return at_least(problem.xp.norm(problem.guess), problem.xp.ones((problem.batch,)))


@claim("slip.long_guess", population=PROBLEMS, statement="", expected="refuted", assumes=(at_least_one,))
def long_guess(problem):
    """2 |b| <= |b|^2, where it is at least 1"""
    size = problem.xp.norm(problem.guess)
    return at_most(2 * size, size**2)


class Steps(Instance, name="repair.Steps"):
    """A positive number, doubled six times."""

    steps = Axis(count=True, trajectory=True)
    scale = Field(kind="positive")


STEPS = Population(
    "repair.steps", "Six steps.", st.integers(0, 2**32 - 1).map(lambda seed: Draw({"steps": 6}, {}, seed)),
    lambda draw, batch, device: Steps(
        draw.sizes, {"scale": 1 + torch.rand(batch, generator=draw.generator(), dtype=torch.float64)}
    ),
)  # fmt: skip


@claim("slip.doubled", population=STEPS, statement="", expected="refuted")
def doubled(run):
    """2^t s = t s, where the right side lacks a factor 2 for two steps and no longer"""
    times = range(1, run.steps + 1)
    left, right = ([factor(t) * run.scale for t in times] for factor in (lambda t: 2**t, lambda t: t))
    return equal(run.xp.stack(left, axis=-1), run.xp.stack(right, axis=-1), times=times)


@claim("slip.doubled_at_last", population=STEPS, statement="", expected="refuted")
def doubled_at_last(run):
    """The same of the last step alone"""
    return equal(2**run.steps * run.scale, run.steps * run.scale)


@claim("slip.opposite", population=PROBLEMS, statement="", expected="refuted")
def opposite(problem):
    """A difference is a sum"""
    first = problem.design[..., 0]
    return equal(problem.targets - first, problem.targets + first)


@claim("slip.no_energy", population=PROBLEMS, statement="", expected="refuted")
def no_energy(problem):
    """An energy is 0"""
    return equal(energy(problem), 0)


@claim("slip.small_ridge", population=PROBLEMS, statement="", expected="refuted")
def small_ridge(problem):
    """The ridge is at most 1"""
    return at_most(problem.ridge, 1)

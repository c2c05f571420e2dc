"""One case for each function of the namespace and each operator: how to draw, call and know the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

Draw = Callable[[np.random.Generator], tuple[np.ndarray, ...]]
REFERENCE_BITS = 400


@dataclass(frozen=True)
class Case:
    """A function applied to float64 arrays, with its answer in mpmath.

    `call(xp, *arrays)` runs in either arithmetic; `answer(*arrays)` takes and gives object arrays of mpf.
    `rounding` is how far float64 may be off, in units of the last place of the greatest entry of the answer.
    """

    name: str
    draw: Draw
    call: Callable[..., Any]
    answer: Callable[..., Any]
    rounding: float = 32.0


def spread(*shapes: tuple[int, ...]) -> Draw:
    """Normal entries, each array at a scale between 1e-3 and 1e3 of its own."""
    return lambda rng: tuple(rng.normal(size=shape) * 10 ** rng.uniform(-3, 3) for shape in shapes)


def moderate(*shapes: tuple[int, ...]) -> Draw:
    return lambda rng: tuple(rng.normal(size=shape) for shape in shapes)


def positive(*shapes: tuple[int, ...]) -> Draw:
    return lambda rng: tuple(10 ** rng.uniform(-2, 2, size=shape) for shape in shapes)


def symmetric(n: int) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[np.ndarray]:
        x = rng.normal(size=(3, n, n)) * 10 ** rng.uniform(-3, 3)
        return (x + x.swapaxes(-1, -2),)

    return draw


def diagonally_dominant(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Well-conditioned by construction: nothing has to be thrown away."""
    return rng.uniform(-1, 1, size=(3, 4, 4)) + 6 * np.eye(4), rng.normal(size=(3, 4, 2))


def positive_definite(rng: np.random.Generator) -> tuple[np.ndarray]:
    x = rng.uniform(-1, 1, size=(3, 4, 4))
    return (x + x.swapaxes(-1, -2) + 9 * np.eye(4),)


def entrywise(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arrays: np.frompyfunc(function, len(arrays), 1)(*arrays)


def by_member(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of mpmath matrices applied to each member of a batch of matrices."""

    def answer(*arrays: np.ndarray) -> np.ndarray:
        members = [
            function(*(mpmath.matrix(array[i].tolist()) for array in arrays)) for i in range(len(arrays[0]))
        ]
        return np.array(members, dtype=object)

    return answer


def along(function: Callable[[list[Any]], Any], axis: int) -> Callable[[np.ndarray], Any]:
    return lambda x: np.apply_along_axis(lambda row: np.array(function(row.tolist()), dtype=object), axis, x)


def softmax(row: list[Any]) -> list[Any]:
    total = mpmath.fsum(mpmath.exp(x) for x in row)
    return [mpmath.exp(x) / total for x in row]


def greatest(x: np.ndarray, axes: tuple[int, ...], sign: int) -> np.ndarray:
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    rows = x.transpose(*kept, *axes).reshape(*(x.shape[axis] for axis in kept), -1)
    return along(lambda row: max(row) if sign > 0 else min(row), -1)(rows)


def squared_singular_values(x: Any) -> list[Any]:
    return sorted(mpmath.eigsy(x * x.T, eigvals_only=True))


def frobenius(x: np.ndarray) -> np.ndarray:
    return entrywise(mpmath.sqrt)((x * x).sum(axis=(-1, -2)))


def constant(_: np.random.Generator) -> tuple[()]:
    return ()


THIRD, HALF = Fraction(1, 3), Fraction(-7, 2)


def mpf(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator


FUNCTIONS = (
    Case("const", constant, lambda xp: xp.const(1, 3), lambda: mpf(THIRD)),
    Case(
        "array",
        constant,
        lambda xp: xp.array([[1, THIRD], [HALF, 0]]),
        lambda: np.array([[1, mpf(THIRD)], [mpf(HALF), 0]], dtype=object),
    ),
    Case("eye", constant, lambda xp: xp.eye(3), lambda: np.eye(3).astype(object)),
    Case("zeros", constant, lambda xp: xp.zeros((2, 3)), lambda: np.zeros((2, 3)).astype(object)),
    Case("ones", constant, lambda xp: xp.ones((2, 3)), lambda: np.ones((2, 3)).astype(object)),
    Case("exp", moderate((2, 5)), lambda xp, x: xp.exp(x), entrywise(mpmath.exp)),
    Case("expm1", moderate((2, 5)), lambda xp, x: xp.expm1(x), entrywise(mpmath.expm1)),
    Case("log", positive((2, 5)), lambda xp, x: xp.log(x), entrywise(mpmath.log)),
    Case("log1p", positive((2, 5)), lambda xp, x: xp.log1p(x), entrywise(mpmath.log1p)),
    Case("sqrt", positive((2, 5)), lambda xp, x: xp.sqrt(x), entrywise(mpmath.sqrt)),
    Case("abs", spread((2, 5)), lambda xp, x: xp.abs(x), entrywise(abs)),
    Case("maximum", moderate((2, 5), (5,)), lambda xp, a, b: xp.maximum(a, b), entrywise(max)),
    Case("minimum", moderate((2, 5), (5,)), lambda xp, a, b: xp.minimum(a, b), entrywise(min)),
    Case(
        "gammaincc",
        positive((2, 5), (5,)),
        lambda xp, a, x: xp.gammaincc(a, x),
        entrywise(lambda a, x: mpmath.gammainc(a, x, regularized=True)),
        rounding=4096.0,  # torch's own accuracy
    ),
    Case("softmax", moderate((2, 4, 3)), lambda xp, x: xp.softmax(x, 1), along(softmax, 1)),
    Case("sum", spread((2, 4, 3)), lambda xp, x: xp.sum(x, (0, -1)), lambda x: x.sum(axis=(0, -1))),
    Case("cumsum", spread((2, 4, 3)), lambda xp, x: xp.cumsum(x, 1), lambda x: np.cumsum(x, axis=1)),
    Case("amax", spread((2, 4, 3)), lambda xp, x: xp.amax(x, (0, 2)), lambda x: greatest(x, (0, 2), 1)),
    Case("amin", spread((2, 4, 3)), lambda xp, x: xp.amin(x, -1), lambda x: greatest(x, (2,), -1)),
    Case("norm", spread((2, 4, 3)), lambda xp, x: xp.norm(x, (-1, -2)), frobenius),
    Case("matmul", moderate((2, 3, 5), (5, 4)), lambda xp, a, b: xp.matmul(a, b), lambda a, b: a @ b),
    Case(
        "solve",
        diagonally_dominant,
        lambda xp, a, b: xp.solve(a, b),
        by_member(lambda a, b: (a**-1 * b).tolist()),
        rounding=256.0,
    ),
    Case(
        "ridge",
        lambda rng: (*moderate((3, 3, 4), (3, 3, 2))(rng), rng.uniform(1, 2, size=(3, 1))),
        lambda xp, a, b, weight: xp.ridge(a, b, weight[:, 0]),
        by_member(lambda a, b, weight: ((a.T * a + weight[0] * mpmath.eye(4)) ** -1 * (a.T * b)).tolist()),
    ),
    Case(
        "eigvalsh",
        symmetric(4),
        lambda xp, a: xp.eigvalsh(a),
        by_member(lambda a: sorted(mpmath.eigsy(a, eigvals_only=True))),
        rounding=64.0,
    ),
    Case(
        "cholesky",
        positive_definite,
        lambda xp, a: xp.cholesky(a),
        by_member(lambda a: mpmath.cholesky(a).tolist()),
    ),
    Case(
        "squared_singular_values",
        spread((3, 2, 4)),
        lambda xp, x: xp.squared_singular_values(x),
        by_member(squared_singular_values),
        rounding=64.0,
    ),
    Case(
        "spectral_norm",
        spread((3, 4, 2)),
        lambda xp, x: xp.spectral_norm(x),
        by_member(lambda x: mpmath.sqrt(squared_singular_values(x)[-1])),
        rounding=64.0,
    ),
    Case("transpose", spread((2, 4, 3)), lambda xp, x: xp.transpose(x), lambda x: x.swapaxes(-1, -2)),
    Case(
        "diagonal",
        spread((2, 3, 3)),
        lambda xp, x: xp.diagonal(x),
        lambda x: np.diagonal(x, axis1=-2, axis2=-1),
    ),
    Case("moveaxis", spread((2, 4, 3)), lambda xp, x: xp.moveaxis(x, 0, -1), lambda x: np.moveaxis(x, 0, -1)),
    Case("reshape", spread((2, 4, 3)), lambda xp, x: xp.reshape(x, (6, -1)), lambda x: x.reshape(6, 4)),
    Case(
        "broadcast_to",
        spread((4, 1)),
        lambda xp, x: xp.broadcast_to(x, (2, 4, 3)),
        lambda x: np.broadcast_to(x, (2, 4, 3)),
    ),
    Case(
        "concat",
        spread((2, 1), (2, 3)),
        lambda xp, a, b: xp.concat([a, b], 1),
        lambda a, b: np.concatenate([a, b], axis=1),
    ),
    Case(
        "stack",
        moderate((2, 3), (2, 3)),
        lambda xp, a, b: xp.stack([a, b], 1),
        lambda a, b: np.stack([a, b], axis=1),
    ),
)

OPERATORS = (
    Case("a + b", moderate((2, 1, 3), (4, 1)), lambda xp, a, b: a + b, lambda a, b: a + b),
    Case("a - b", moderate((2, 1, 3), (4, 1)), lambda xp, a, b: a - b, lambda a, b: a - b),
    Case("a * b", moderate((2, 1, 3), (4, 1)), lambda xp, a, b: a * b, lambda a, b: a * b),
    Case("a / b", positive((2, 1, 3), (4, 1)), lambda xp, a, b: a / b, lambda a, b: a / b),
    Case("a @ b", moderate((2, 7, 6), (2, 6, 8)), lambda xp, a, b: a @ b, lambda a, b: a @ b),
    Case("a @ v", moderate((2, 4, 3), (3,)), lambda xp, a, b: a @ b, lambda a, b: a @ b),
    Case("n - x", moderate((3,)), lambda xp, x: 2 - x, lambda x: 2 - x),
    Case("n / x", positive((3,)), lambda xp, x: 2 / x, lambda x: 2 / x),
    Case("-x", spread((3,)), lambda xp, x: -x, lambda x: -x),
    Case("x ** 5", spread((3,)), lambda xp, x: x**5, lambda x: x**5),
    Case("x ** 6", spread((3,)), lambda xp, x: x**6, lambda x: x**6),
    Case("x ** 0", spread((3,)), lambda xp, x: x**0, lambda x: x**0),
    Case("x[...]", spread((4, 3)), lambda xp, x: x[1:, None, ..., 0], lambda x: x[1:, None, ..., 0]),
    Case("c * x", spread((4, 3)), lambda xp, x: xp.const(1, 3) * x, lambda x: mpf(THIRD) * x),
)

CASES = FUNCTIONS + OPERATORS

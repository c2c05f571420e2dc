"""The graph is the formula: its numbers are mpmath's and float64's; what it refuses the balls refuse too."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import torch

from icl_verify.numerics.balls import (
    BallArray,
    Balls,
    certainly_lt,
    from_exact,
    is_finite,
    overlaps,
    precision,
)
from icl_verify.numerics.float64 import Float64
from icl_verify.numerics.symbolic import (
    Node,
    Symbolic,
    SymbolicArray,
    atoms,
    evaluate,
    in_balls,
    merged,
    ordered,
)
from icl_verify.numerics.symbolic import from_exact as constants
from icl_verify.tests.numerics.agreement import assert_contains, assert_float_agrees
from icl_verify.tests.numerics.cases import CASES, REFERENCE_BITS, Case

by_name = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def exactly(array: np.ndarray) -> np.ndarray:
    return np.frompyfunc(Fraction, 1, 1)(array)


def traced(case: Case, arrays: tuple[np.ndarray, ...], xp: Any = None) -> SymbolicArray:
    given = [atoms(f"x{i}", array.shape, exactly(array)) for i, array in enumerate(arrays)]
    return case.call(xp or Symbolic(), *given)


@by_name
@pytest.mark.parametrize("bits", [128, 256])
def test_the_graph_is_the_answer_of_mpmath(case: Case, bits: int) -> None:
    for seed in range(3):
        arrays = case.draw(np.random.default_rng(seed))
        with mpmath.workprec(REFERENCE_BITS):
            truth = case.answer(*(np.frompyfunc(mpmath.mpf, 1, 1)(array) for array in arrays))
        with precision(bits):
            assert_contains(evaluate(traced(case, arrays)), truth)


@by_name
def test_the_graph_is_the_answer_of_float64(case: Case) -> None:
    arrays = case.draw(np.random.default_rng(11))
    floats = case.call(Float64(), *(torch.from_numpy(array) for array in arrays))
    with precision(200):
        assert_float_agrees(floats, evaluate(traced(case, arrays)), case.rounding)


def test_a_wrong_graph_is_caught() -> None:
    class Wrong:
        def exp(self, x: SymbolicArray) -> SymbolicArray:
            return Symbolic().exp(x) + Symbolic().const(1, 10**30)

    exp = next(case for case in CASES if case.name == "exp")
    arrays = exp.draw(np.random.default_rng(0))
    with mpmath.workprec(REFERENCE_BITS):
        truth = exp.answer(*(np.frompyfunc(mpmath.mpf, 1, 1)(array) for array in arrays))
    with precision(128), pytest.raises(AssertionError, match="misses"):
        assert_contains(evaluate(traced(exp, arrays, Wrong())), truth)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6])
def test_closed_forms_of_small_matrices_satisfy_their_equations(n: int) -> None:
    rng = np.random.default_rng(n)
    x = exactly(rng.integers(-9, 10, size=(n, n + 1)) / 4)
    matrix = x @ x.T + np.eye(n, dtype=int)
    symbols, right = atoms("a", (n, n), matrix), atoms("b", (n, 2), x[:, :2])
    xp, exact = Symbolic(), from_exact(matrix)
    with precision(300):
        solution, factor = evaluate(xp.solve(symbols, right)), evaluate(xp.cholesky(symbols))
        assert overlaps(exact @ solution, from_exact(x[:, :2])).all()
        assert overlaps(factor @ Balls().transpose(factor), exact).all()
        values = evaluate(xp.eigvalsh(symbols))
        for power in (1, 2):
            trace = sum((matrix if power == 1 else matrix @ matrix).diagonal())
            assert overlaps(evaluate_sum(values, power), from_exact(trace)).all()


def evaluate_sum(values: BallArray, power: int) -> BallArray:
    total = values[0] ** power
    for value in values[1:]:
        total = total + value**power
    return total


def test_a_system_whose_leading_minor_is_0_is_solved_by_determinants_alone() -> None:
    xp = Symbolic()
    swap = atoms("a", (2, 2), [[0, 1], [1, 0]])
    assert in_balls(xp.solve(swap, constants([3, 5])).nodes) == [5, 3]
    larger = atoms("a", (4, 4), np.eye(4, dtype=int)[::-1])
    assert not is_finite(evaluate(xp.solve(larger, constants([1, 2, 3, 4])))).any()


def test_nothing_but_zeros_and_ones_is_folded() -> None:
    x = atoms("x", (), 3)
    xp = Symbolic()
    for kept in (x + 0, 0 + x, x - 0, x * 1, 1 * x, x / 1, x**1):
        assert kept.nodes[0] is x.nodes[0]
    assert (x * 0).nodes[0].is_number(0) and (x**0).nodes[0].is_number(1)
    assert [node.op for node in ordered((xp.const(2) * xp.const(3) - x / x).nodes)].count("*") == 1
    assert (x - x).nodes[0].op == "-"


def test_shared_nodes_stay_shared_and_equal_ones_become_one() -> None:
    x = atoms("x", (), 2)
    for _ in range(60):
        x = x * x + x
    assert len(ordered(x.nodes)) == 121
    y = atoms("y", (), 2)
    twice = (y + 1) * (y + 1)
    assert len(ordered(twice.nodes)) == 6 and len(ordered(merged(twice.nodes))) == 4


def test_a_free_atom_has_no_number() -> None:
    with pytest.raises(ValueError, match="got x_1 without one"):
        evaluate(atoms("x", (2,), [1, None]))


def test_the_incomplete_gamma_function_of_integer_order_is_elementary() -> None:
    xp, x = Symbolic(), atoms("x", (), Fraction(7, 3))
    elementary = xp.gammaincc(xp.const(3), x)
    assert "gammaincc" not in {node.op for node in ordered(elementary.nodes)}
    opaque = Node("gammaincc", (xp.const(3).nodes[0], x.nodes[0]))
    with precision(200):
        assert elementary.nodes[0].op != "gammaincc" and in_balls([opaque])[0].overlaps(
            in_balls(elementary.nodes)[0]
        )
    assert xp.gammaincc(xp.const(3, 2), x).nodes[0].op == "gammaincc"


X = atoms("x", (2,), [1, 2])
REFUSED: list[Callable[[], Any]] = [
    lambda: X + 0.5,
    lambda: X * from_exact([1, 2]),
    lambda: bool(X),
    lambda: float(X),
    lambda: X < X,
    lambda: X == X,
    lambda: np.sort(X),
    lambda: np.asarray(X),
    lambda: X[[0, 1]],
    lambda: 2**X,
    lambda: hash(X),
    lambda: Symbolic().exp(from_exact([1])),
    lambda: Symbolic().array([0.5]),
    lambda: Symbolic().const(1.5),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("act", REFUSED)
def test_the_doors_are_those_of_the_balls(act: Callable[[], Any]) -> None:
    with pytest.raises(TypeError):
        act()


def test_undefined_numbers_are_undefined_in_the_graph_too() -> None:
    xp = Symbolic()
    for bad in (xp.sqrt(-xp.ones(())), xp.log(-xp.ones(())), xp.ones(()) / xp.zeros(())):
        assert not is_finite(evaluate(bad)).any()
    assert certainly_lt(evaluate(xp.exp(xp.const(1))), 3).all()

"""Every arithmetic accepts and refuses the same formulas: random small ones are run in all three."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from icl_verify.numerics.balls import Balls, from_exact
from icl_verify.numerics.float64 import Float64
from icl_verify.numerics.symbolic import Symbolic
from icl_verify.numerics.symbolic import from_exact as symbols

MATRIX, OTHER = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([[7.0, 1, 2], [3, 9, 4]])
ARITHMETICS: dict[str, tuple[Any, Any]] = {
    "float64": (Float64(), torch.from_numpy),
    "balls": (Balls(), from_exact),
    "symbols": (Symbolic(), lambda array: symbols(array.tolist())),
}

AXES = st.sampled_from(["0", "-1", "1", "2", "-3", "5", "(0, 1)", "(0, 0)", "()", "(1,)", "None"])
SHAPES = st.sampled_from(["(6,)", "6", "(2, 3)", "(3, -1)", "(-1, -1)", "(1, 2, 3)", "(0,)", "(2, 2, 3)"])
INDICES = st.sampled_from(
    ["0", "-1", "5", ":1", "::2", "::-1", ":, ::-1", "None", "...", "..., 0", ":, None", "0, 0, 0", "1:1"]
)
LEAVES = st.sampled_from(["x", "y", "x[0]", "x[:, 0]", "2", "-1", "0", "xp.const(1, 2)", "F(1, 2)", "n"])
UNARY = [
    "exp",
    "log",
    "sqrt",
    "abs",
    "expm1",
    "log1p",
    "transpose",
    "diagonal",
    "spectral_norm",
    "squared_singular_values",
]
ALONG = ["sum", "amax", "amin", "norm", "cumsum", "softmax"]
PAIRS = ["maximum", "minimum", "matmul", "solve", "gammaincc"]

# Tensors cannot be made to refuse these: a claim is therefore run in balls before its batches are tried.
TENSORS_ALONE = ("takes no Python float", "the exponent must be an integer")


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas made of smaller ones."""
    several = st.lists(inner, min_size=0, max_size=2).map(", ".join)
    made = [
        ("({} {} {})", (inner, st.sampled_from("+-*/@"), inner)),
        ("({}) ** {}", (inner, st.sampled_from(["-2", "-1", "0", "2", "F(1, 2)"]))),
        ("-({})", (inner,)),
        ("abs({})", (inner,)),
        ("xp.{}({})", (st.sampled_from(UNARY), inner)),
        ("xp.{}({}, axis={})", (st.sampled_from(ALONG), inner, AXES)),
        ("xp.{}({}, {})", (st.sampled_from(PAIRS), inner, inner)),
        ("({})[{}]", (inner, INDICES)),
        ("xp.{}({}, {})", (st.sampled_from(["reshape", "broadcast_to"]), inner, SHAPES)),
        ("xp.moveaxis({}, {}, {})", (inner, st.integers(-3, 3).map(str), st.integers(-3, 3).map(str))),
        ("xp.{}([{}], axis={})", (st.sampled_from(["concat", "stack"]), several, AXES)),
    ]
    return st.one_of(
        [st.tuples(*parts).map(lambda given, text=text: text.format(*given)) for text, parts in made]
    )


FORMULAS = st.recursive(LEAVES, larger, max_leaves=4)


def outcome(formula: str, arithmetic: str) -> Any:
    """The shape of the formula's value, or the exception that refuses it."""
    xp, array = ARITHMETICS[arithmetic]
    try:
        value = eval(
            formula, {"F": Fraction, "xp": xp, "x": array(MATRIX), "y": array(OTHER), "n": np.int64(2)}
        )
        return tuple(getattr(value, "shape", ()))
    except Exception as error:
        return error


def differing(formula: str) -> dict[str, Any]:
    """What the arithmetics make of a formula where one accepts it and another does not, or shapes differ."""
    found = {name: outcome(formula, name) for name in ARITHMETICS}
    refused = [isinstance(value, Exception) for value in found.values()]
    shapes = {value for value in found.values() if not isinstance(value, Exception)}
    return {} if all(refused) or (not any(refused) and len(shapes) == 1) else found


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@settings(max_examples=1000, deadline=None, derandomize=True)
@given(FORMULAS)
@example("F(1, 2) * x")
@example("x ** -1")
@example("xp.maximum(x, 0)")
@example("xp.const(F(1, 2), 3) * x")
@example("x[::-1]")
@example("xp.softmax(x, axis=(0, 1))")
@example("xp.reshape(x, 6)")
@example("abs(x - y)")
@example("xp.matmul(x, x[:1])")
def test_all_arithmetics_accept_and_refuse_the_same(formula: str) -> None:
    found = differing(formula)
    known = any(said in str(found.get("balls")) for said in TENSORS_ALONE)
    assert not found or known, f"{formula}: {found}"


@pytest.mark.parametrize(("formula", "accepted"), [("x ** -1", True), ("xp.maximum(x, 0)", True),
    ("xp.const(F(1, 2))", True), ("abs(x)", True), ("F(1, 2) * x", False), ("x[::-1]", False),
    ("xp.cumsum(x, axis=(0, 1))", False)])  # fmt: skip
def test_what_is_accepted_is_accepted_everywhere(formula: str, accepted: bool) -> None:
    found = [not isinstance(outcome(formula, name), Exception) for name in ARITHMETICS]
    assert found == [accepted] * 3


@pytest.mark.parametrize("planted", ["x.T", "x[[0, 1]]", "x // 2"])
def test_a_difference_is_seen(planted: str) -> None:
    assert differing(planted)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("0.5 * x", "takes no Python float, a rounded number: write xp.const(1, 2), got 0.5"),
        ("x + 0.1", "write xp.const(1, 10), got 0.1"),
        ("x * 3**0.5", "write what it stands for, xp.sqrt(xp.const(3)) say"),
        ("x / 1e400", "write xp.const(p, q), got inf"),
        ("F(2, 3) * x", "write xp.const(2, 3), got Fraction(2, 3)"),
        ("x ** 0.5", "must be an integer (xp.sqrt for a root), got 0.5"),
        ("2 ** x", "write xp.exp(xp.log(b) * x) for 2 ** x"),
    ],
)
def test_a_refusal_says_what_to_write(formula: str, said: str) -> None:
    assert said in str(outcome(formula, "balls")) and said.split(" got")[0] in str(
        outcome(formula, "symbols")
    )


def test_negative_powers_are_those_of_the_inverse() -> None:
    xp = Balls()
    assert str(from_exact([2]) ** -2) == str(from_exact([Fraction(1, 4)]))
    assert str(xp.maximum(from_exact([-1, 2]), 0)) == str(from_exact([0, 2]))
    assert float(Float64().const(Fraction(1, 3), 2)) == 1 / 6

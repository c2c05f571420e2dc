"""A lint: nothing inexact is written into a formula that balls are to prove.

``1/(2*K)``, ``math.sqrt(2)`` or ``1.1`` inside a formula is a rounded float, and balls would then refute true
statements. What computes certificates in NumPy is no formula, and stands in ``programs/``.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
THEORY = ROOT / "icl_verify" / "yang2024" / "theory"
INTEGERS = {"K", "N", "H", "m", "d", "T", "n", "length", "steps"}


def formula_files() -> list[Path]:
    """Every module of the theory and every file that makes claims."""
    files = [p for p in (ROOT / "properties").rglob("*.py") if makes_claims(p.read_text(encoding="utf-8"))]
    return sorted(THEORY.rglob("*.py")) + sorted(files)


def makes_claims(source: str) -> bool:
    """Whether a file imports what makes a claim; plain tests in float64 state their rounding instead."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return any(alias.name == "claim" for node in imports for alias in node.names)


def inexact(source: str) -> list[str]:
    """What in a source is a float, a call of math, or a division of two integers."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"line {node.lineno}: the float {node.value}")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "math":
            found.append(f"line {node.lineno}: math.{node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            found.append(f"line {node.lineno}: float(...)")
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Div)
            and _integer(node.left)
            and _integer(node.right)
        ):
            found.append(f"line {node.lineno}: a division of integers")
    return found


def _integer(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int)
    if isinstance(node, ast.Name):
        return node.id in INTEGERS
    if isinstance(node, ast.Attribute):
        return node.attr in INTEGERS
    if isinstance(node, ast.BinOp):
        return _integer(node.left) and _integer(node.right)
    return isinstance(node, ast.UnaryOp) and _integer(node.operand)


@pytest.mark.parametrize("path", formula_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_formulas_are_exact(path):
    assert inexact(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "x * 1.1",
        "math.sqrt(2)",
        "1 / 2",
        "1 / (2 * K)",
        "s.N / s.K",
        "float(x)",
        "-1 / s.m * x",
        "K**2 / 3 * x",
    ],
)
def test_the_lint_sees_what_it_is_for(planted):
    assert inexact(planted)


@pytest.mark.parametrize(
    "fine", ["x / 3", "xp.const(1, 2) * x", "x / (2 * s.K)", "Fraction(1, 2)", "x**2 * s.N"]
)
def test_the_lint_lets_exact_formulas_pass(fine):
    assert not inexact(fine)

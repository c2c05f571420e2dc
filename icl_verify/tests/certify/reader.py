"""A reader with a pocket calculator: recomputes a worked check by none of its functions."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import mpmath
import numpy as np
from mpmath import iv, mp

DIGITS = 50
AGREE = mpmath.mpf(10) ** -15
FUNCTIONS = ("sqrt", "exp", "log", "cos", "atan")
BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def interval(text: str) -> Any:
    """A formula with numbers as an interval: a number with a point is known to half its last digit."""
    return _value(ast.parse(text, mode="eval").body, text)


def _value(tree: Any, text: str) -> Any:
    if isinstance(tree, ast.Constant):
        written = ast.get_source_segment(text, tree)
        if "." not in written and "e" not in written:
            return iv.mpf(written)
        mantissa, _, exponent = written.partition("e")
        unit = mpmath.mpf(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
        return iv.mpf([mpmath.mpf(written) - unit * 0.51, mpmath.mpf(written) + unit * 0.51])
    if isinstance(tree, ast.UnaryOp):
        return -_value(tree.operand, text)
    if isinstance(tree, ast.BinOp):
        left = _value(tree.left, text)
        if isinstance(tree.op, ast.Pow):
            exponent = tree.right.value
            power = left**exponent
            # mpmath's intervals know no dependence: an even power is no negative number.
            return iv.mpf([max(power.a, 0), power.b]) if exponent % 2 == 0 else power
        return BINARY[type(tree.op)](left, _value(tree.right, text))
    name, given = tree.func.id, [_value(argument, text) for argument in tree.args]
    if name == "abs":
        return abs(given[0])
    if name in ("max", "min"):
        pick = max if name == "max" else min
        return iv.mpf([pick(x.a for x in given), pick(x.b for x in given)])
    assert name in FUNCTIONS
    return getattr(iv, name)(given[0])


def ball(text: str) -> Any:
    """The text of a ball as an interval."""
    found = re.fullmatch(r"\[?([-+\d.e]*)\s*(?:\+/-\s*([\d.e+-]+))?\]?", text)
    assert found, text
    middle, radius = mpmath.mpf(found[1] or 0), mpmath.mpf(found[2] or 0)
    return iv.mpf([middle - radius, middle + radius])


def meet(a: Any, b: Any) -> bool:
    """Whether two intervals have a number in common."""
    return bool(a.a <= b.b and b.a <= a.b)


def flat(nested: Any) -> list[Any]:
    """The entries of nested lists."""
    return [x for one in nested for x in flat(one)] if isinstance(nested, list) else [nested]


def entries(line: Mapping[str, Any]) -> Iterator[tuple[str | None, str, str | None]]:
    """Exact value, ball and formula of each entry of a line."""
    exact, enclosed = flat(line["exact"]), flat(line["ball"])
    written = flat(line["put_in"]) if line["put_in"] is not None else [None] * len(enclosed)
    if exact == [None]:
        exact = exact * len(enclosed)
    return zip(exact, enclosed, written, strict=True)


def faults_on_paper(check: Mapping[str, Any]) -> list[str]:
    """The entries whose exact value, or formula with numbers put in, is not their ball."""
    iv.dps = mp.dps = DIGITS
    wrong = []
    for line in check["lines"]:
        for exact, enclosed, written in entries(line):
            for text in filter(None, (exact, written)):
                if not meet(interval(text), ball(enclosed)):
                    wrong.append(f"{line['name']}: {text} is not {enclosed}")
    return wrong


class Calculator:
    """Evaluates formulas of a trace over the numbers that the lines of a check show."""

    def __init__(self, check: Mapping[str, Any], nodes_of: Mapping[str, Sequence[Any]]):
        iv.dps = mp.dps = DIGITS
        self.shown: dict[int, tuple[str, Any]] = {}
        for line in check["lines"]:
            for node, (exact, enclosed, _) in zip(
                nodes_of.get(line["name"], ()), entries(line), strict=False
            ):
                value = point(exact) if exact is not None else ball(enclosed).mid
                self.shown.setdefault(id(node), (line["name"], mpmath.mpf(value)))

    def value(self, node: Any, inputs: Sequence[str]) -> Any:
        """The number of a node from those of the inputs alone (AssertionError where it needs others)."""
        known: dict[int, Any] = {}
        stack = [(node, False)]
        while stack:
            one, entered = stack.pop()
            if id(one) in known:
                continue
            name, number = self.shown.get(id(one), ("", None))
            if one is not node and name and name in inputs:
                known[id(one)] = number
            elif entered or not one.args:
                known[id(one)] = self._operation(one, [known[id(a)] for a in one.args])
            else:
                stack.append((one, True))
                stack.extend((argument, False) for argument in one.args)
        return known[id(node)]

    @staticmethod
    def _operation(node: Any, given: list[Any]) -> Any:
        if node.op in ("number", "atom"):
            exact = node.data if node.op == "number" else node.data[1]
            return mpmath.mpf(exact.numerator) / exact.denominator
        if node.op in ("eigenvalue", "factor"):
            n = int((8 * len(given) + 1) ** 0.5 - 1) // 2
            matrix = mpmath.matrix(n, n)
            places = [(row, column) for row in range(n) for column in range(row + 1)]
            for (row, column), x in zip(places, given, strict=True):
                matrix[row, column] = matrix[column, row] = x
            if node.op == "eigenvalue":
                return sorted(mp.eigsy(matrix, eigvals_only=True))[node.data]
            return mp.cholesky(matrix)[node.data]
        plain = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
                 "neg": operator.neg, "abs": abs, "max": max, "min": min}  # fmt: skip
        if node.op in plain:
            return plain[node.op](*given)
        return given[0] ** node.data if node.op == "power" else getattr(mp, node.op)(given[0])


def point(text: str) -> Any:
    """The number of an exact value."""
    return mpmath.mpf(interval(text).mid)


def faults_of_inputs(check: Mapping[str, Any], nodes_of: Mapping[str, Sequence[Any]]) -> list[str]:
    """The lines that their inputs do not give.

    Arguments:
        nodes_of: by line the formulas of its entries.
    """
    calculator, wrong = Calculator(check, nodes_of), []
    for line in check["lines"]:
        nodes = nodes_of[line["name"]]
        for node, (_, enclosed, _) in zip(nodes, entries(line), strict=True):
            found, said = calculator.value(node, line["inputs"]), mpmath.mpf(ball(enclosed).mid)
            if abs(found - said) > AGREE * max(abs(said), 1):
                wrong.append(f"{line['name']}: its inputs give {mp.nstr(found, 12)}, not {enclosed}")
    return wrong


def nodes_by_line(traced: Any, check: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The formulas of every line of a check, from the trace that it was written of."""
    found = {named.label: list(named.array.nodes) for named in reversed(traced.named)}
    left, right = traced.broken.left, traced.broken.right
    if traced.relation.words.swapped:
        left, right = right, left
    found |= {"left side": [left], "right side": [right]}
    scale = getattr(traced.relation, "scale", None)
    if scale is not None:
        whole = np.broadcast_to(scale._entries, traced.relation.formula_sides()[0].shape)
        found["scale"] = [whole.ravel().tolist()[traced.entry]]
    return found

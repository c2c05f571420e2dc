"""The worked check: one line for each named quantity on the way to the broken entry, then the two sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from icl_verify.certify.trace import Named, Trace
from icl_verify.numerics import balls
from icl_verify.numerics.symbolic import Node, SymbolicArray, evaluate, ordered

Line = dict[str, Any]
LONGEST_FRACTION = 40  # characters of an exact value that is shown
DIGITS = 15


def worked(trace: Trace) -> dict[str, Any]:
    """Plain values: the claim, and lines with symbol, LaTeX, equation, inputs, exact value and ball.

    ``exact`` and ``ball`` are nested as the quantity's axes are; ``exact`` is None for an entry that is no
    short rational number.
    """
    claim, broken = trace.claim, trace.broken
    used = {id(node) for node in ordered((broken.left, broken.right))}
    named = [n for n in trace.named if any(id(node) in used for node in n.array.nodes)]
    owner: dict[int, str] = {}
    lines: list[Line] = []
    with balls.precision(trace.bits):
        for one in named:
            lines.append(_line(one, owner))
            for node in one.array.nodes:
                owner.setdefault(id(node), one.label)
        for title, side in (("left side", broken.left), ("right side", broken.right)):
            array = SymbolicArray.gather([side], ())
            plain = {"name": title, "symbol": "", "tex": "", "equation": "", "title": title}
            lines.append(_values(array) | plain | {"inputs": _inputs([side], owner)})
    return {"claim": claim.id, "statement": claim.statement, "sign": broken.sign, "lines": lines}


def _line(one: Named, owner: dict[int, str]) -> Line:
    quantity = one.quantity
    return _values(one.array) | {
        "name": one.label, "symbol": quantity.symbol, "tex": quantity.tex, "equation": quantity.equation,
        "title": quantity.title, "inputs": [n for n in _inputs(one.array.nodes, owner) if n != one.label],
    }  # fmt: skip


def _inputs(nodes: Sequence[Node], owner: dict[int, str]) -> list[str]:
    """The quantities, and fields of the instance, that the nodes are made of without another between."""
    found: dict[str, None] = {}
    seen: set[int] = set()
    waiting = [a for node in nodes for a in node.args] or list(nodes)
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if id(node) in owner:
            found[owner[id(node)]] = None
        elif node.op == "atom":
            found[str(node.data[0]).rstrip("_0123456789")] = None
        else:
            waiting.extend(node.args)
    return sorted(found)


def _values(array: SymbolicArray) -> Line:
    enclosed = balls.text(evaluate(array), digits=DIGITS)
    exact = list(_fractions(array.nodes))
    nested = [np.array(entries, dtype=object).reshape(array.shape).tolist() for entries in (exact, enclosed)]
    return {"exact": nested[0], "ball": nested[1]}


def _fractions(nodes: Sequence[Node]) -> Iterator[str | None]:
    """Each node's rational number as text, None where there is none or it is long."""
    values: dict[int, Fraction | None] = {}
    for node in ordered(nodes):
        values[id(node)] = _fraction(node, [values[id(argument)] for argument in node.args])
    for node in nodes:
        value = values[id(node)]
        text = None if value is None else str(value)
        yield text if text is not None and len(text) <= LONGEST_FRACTION else None


def _fraction(node: Node, args: list[Fraction | None]) -> Fraction | None:
    if node.op == "number":
        return Fraction(node.data)
    if node.op == "atom":
        return None if node.data[1] is None else Fraction(node.data[1])
    given = [a for a in args if a is not None and a.denominator.bit_length() <= 16 * LONGEST_FRACTION]
    if len(given) < len(args) or (node.op == "/" and given[1] == 0):
        return None
    operations: dict[str, Any] = {
        "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
        "neg": lambda a: -a, "abs": abs, "max": max, "min": min, "power": lambda a: a**node.data,
    }  # fmt: skip
    return operations[node.op](*given) if node.op in operations else None

"""A formula with its numbers put in, as a person writes it: as deep as a line has room for.

What is deeper stands there as its value; what is multiplied by 0 or 1, or added to 0, is left out. The text
is one that Python reads. An integer or a fraction in it is exact, a number with a point is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from flint import arb

from icl_verify.certify.surds import Exact, rational, shown
from icl_verify.numerics.symbolic import Node

ROOM = 72  # characters of a line
DEEPEST = 12  # operations within each other
ROUNDED = 6  # digits of a number that is rounded
INTEGER, FRACTION = 5, 2  # how tightly a text binds: see _BINDS
_ZERO, _ONE = rational(0), rational(1)
Text = tuple[str, int]


class _NoRoomError(Exception):
    """The text is longer than a line."""


@dataclass(frozen=True)
class Values:
    """What the nodes of a trace are: exact numbers where they have one, balls for all of them."""

    exact: dict[int, Exact]
    ball: dict[int, arb]

    def number(self, node: Node) -> str | None:
        """A number for a formula; None where it is not finite."""
        text = shown(self.exact[id(node)])
        if text is not None:
            return text
        ball = self.ball[id(node)]
        return rounded(ball) if ball.is_finite() else None


def rounded(ball: arb) -> str | None:
    """Six digits and a point; None where the ball does not settle them, or no float is so large or small."""
    middle = float(ball.mid())
    if not math.isfinite(middle) or (middle == 0 and ball.mid() != 0):
        return None
    text = f"{middle:.{ROUNDED - 1}e}"
    digits, exponent = text.split("e")
    unit = int(exponent) - ROUNDED + 1
    if not abs(ball - arb(text)) <= arb(6) * arb(10) ** (unit - 1):
        return None
    if -4 <= int(exponent) < ROUNDED:
        return f"{middle:.{max(ROUNDED - 1 - int(exponent), 1)}f}"
    return f"{digits}e{int(exponent)}"


def put_in(node: Node, values: Values, is_leaf: Callable[[Node], bool]) -> str:
    """The formula of a node over the numbers of the leaves; empty where no line holds it.

    Arguments:
        is_leaf: whether a node is an entry of another quantity, that the reader has met.
    """
    try:
        return _Writer(values, is_leaf, node, whole=True).text(node, DEEPEST)[0]
    except _NoRoomError:
        best = ""
    for depth in range(1, DEEPEST + 1):
        try:
            text, _ = _Writer(values, is_leaf, node, whole=False).text(node, depth)
        except _NoRoomError:
            break
        if text == best and depth > 2:
            break
        best = text
    return "" if best == values.number(node) else best


class _Writer:
    """Writes one node; a text that outgrows the line ends it.

    Arguments:
        whole: whether nothing is left out: neither what is deeper nor what is 0 or multiplied by 1.
    """

    def __init__(self, values: Values, is_leaf: Callable[[Node], bool], root: Node, *, whole: bool):
        self.values, self.is_leaf, self.root, self.whole = values, is_leaf, root, whole

    def text(self, node: Node, depth: int) -> Text:
        """The text and how tightly it binds."""
        if self.whole and depth == 0 and node.args and not self.is_leaf(node):
            raise _NoRoomError
        if depth == 0 or not node.args or (node is not self.root and self.is_leaf(node)):
            return self._number(node)
        found = self._operation(node, depth)
        if len(found[0]) > ROOM:
            raise _NoRoomError
        return found

    def _number(self, node: Node) -> Text:
        text = self.values.number(node)
        if text is None:
            raise _NoRoomError
        if text.startswith("-") or ("sqrt" in text and ("+" in text or "-" in text)):
            return text, 1
        return text, FRACTION if "/" in text or "*" in text else INTEGER

    def _operation(self, node: Node, depth: int) -> Text:
        exact = [None if self.whole else self.values.exact[id(argument)] for argument in node.args]
        if node.op in ("+", "-"):
            return self._sum(node, depth)
        if node.op in ("*", "/") and _ZERO in exact[: 1 if node.op == "/" else 2]:
            return "0", INTEGER
        if node.op == "*" and exact[0] == _ONE:
            return self.text(node.args[1], depth)
        if node.op in ("*", "/") and exact[1] == _ONE:
            return self.text(node.args[0], depth)
        if node.op in ("power", "sqrt") and exact[0] in (_ZERO, _ONE):
            return str(exact[0]), INTEGER
        if node.op in ("eigenvalue", "factor"):
            return self._number(node)
        inner = [self.text(argument, depth - 1) for argument in node.args]
        if node.op == "*":
            return f"{_bound(inner[0], 2)}*{_bound(inner[1], 2)}", 2
        if node.op == "/":
            return f"{_bound(inner[0], 2)}/{_bound(inner[1], 3)}", 2
        if node.op == "neg":
            return f"-{_bound(inner[0], 2)}", 1
        if node.op == "power":
            return f"{_bound(inner[0], 5)}**{node.data}", 4
        return f"{node.op}({', '.join(text for text, _ in inner)})", INTEGER

    def _sum(self, node: Node, depth: int) -> Text:
        """All terms of a sum at one depth, those that vanish left out."""
        text, terms = "", 0
        for sign, term in self._terms(node, 1):
            if not self.whole and self.values.exact[id(term)] == _ZERO:
                continue
            written, binds = self.text(term, depth - 1)
            if written.startswith("-"):
                if "+" not in written and "-" not in written[1:]:
                    sign, written, binds = -sign, written[1:], 2
                else:
                    written, binds = f"({written})", INTEGER
            elif sign < 0:
                written, binds = _bound((written, binds), 2), 2
            text += ("-" if sign < 0 else "+" if text else "") + written
            terms += 1
            if len(text) > ROOM:
                raise _NoRoomError
            last = binds
        if not terms:
            return "0", INTEGER
        return text, last if terms == 1 and not text.startswith("-") else 1

    def _terms(self, node: Node, sign: int) -> list[tuple[int, Node]]:
        found: list[tuple[int, Node]] = []
        waiting = [(sign, node)]
        while waiting:
            sign, one = waiting.pop()
            own = one is not self.root and self.is_leaf(one)
            if one.op in ("+", "-") and not own:
                waiting += [(-sign if one.op == "-" else sign, one.args[1]), (sign, one.args[0])]
            else:
                found.append((sign, one))
            if len(found) > ROOM:
                raise _NoRoomError
        return found


def _bound(text: Text, least: int) -> str:
    """In brackets unless the text binds as tightly as that: 1 a sum, 2 a product, 4 a power, 5 a number."""
    return text[0] if text[1] >= least else f"({text[0]})"

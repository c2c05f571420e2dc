"""A certificate as a standalone Python script: interval arithmetic, the formulas, what is to be shown."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from fractions import Fraction

from icl_verify.certify import intervals
from icl_verify.certify.program import Elementary, Program, enclosures, program, ties
from icl_verify.certify.trace import Comparison, Trace
from icl_verify.numerics.symbolic import Node, ordered

LONGEST = 100
FUNCTIONS = {
    "sqrt": "sqrt",
    "exp": "exp",
    "log": "log",
    "abs": "absolute",
    "max": "maximum",
    "min": "minimum",
}
INFIX = {"+": "+", "-": "-", "*": "*", "/": "/"}
KNOWN = frozenset((*FUNCTIONS, *INFIX, "neg", "power", "number", "atom", "eigenvalue"))


def script(trace: Trace) -> str:
    """The text of the script. Run by ``python3 -I -S``, it exits 0 where it proves the break.

    Raises:
        NoCertificateError: the formulas need a function that the script's intervals lack.
    """
    made = program(trace, Elementary(), KNOWN)
    body = [f"    {line}" for line in _Writer(made).lines()]
    title = f"Checks by itself that one instance refutes {trace.claim.id}: {trace.claim.title}.".replace(
        "\\", ""
    )
    return "\n".join(
        [
            f'"""{title}',
            "",
            f"Claimed: {trace.claim.statement}".replace("\\", "\\\\").replace('"""', "'''"),
            "Run: python3 -I -S THIS_FILE. Exit status 0 means proved.",
            "",
            "It shares no code with the program that found the instance and checks its arithmetic. "
            "The formulas",
            "are what that program traced: whether they are the statement is for its reader to see. A part_N",
            "is a value on the way to a quantity that has a name.",
            '"""',
            "",
            _intervals(),
            "",
            f"BITS = {_bits(trace)}",
            "",
            "",
            "def counterexample():",
            *body,
            "",
            "",
            "checked(counterexample)",
            "",
        ]
    )


def _bits(trace: Trace) -> int:
    return 2 * trace.bits


def _intervals() -> str:
    """The source of the interval arithmetic without its docstring, which speaks of the package."""
    source = inspect.getsource(intervals)
    first = ast.parse(source).body[1]
    return "\n".join(source.splitlines()[first.lineno - 1 :])


class _Writer:
    """Writes the steps, each used once and unnamed within the step that uses it."""

    def __init__(self, made: Program) -> None:
        self.made, self.uses = made, made.uses()
        nodes = [node for _, node in made.steps.values() if node.op == "eigenvalue"]
        found = enclosures(nodes, _bits(made.trace))
        self.ends = dict(zip(map(id, nodes), found, strict=True))
        self.written: dict[int, str] = {}

    def lines(self) -> Iterator[str]:
        """The lines of the counterexample's function: its numbers, each step, the comparisons."""
        yield 'print("the instance")'
        done = False
        for name, node in self.made.steps.values():
            named = self.made.quantities.get(name)
            if node.op == "atom":
                yield f'{name} = show("{name}", {_number(node.data[1])})'
                self.written[id(node)] = name
                continue
            if named is not None and not done:
                yield 'print("what follows from it")'
                done = True
            text = self.expression(node)
            if named is not None:
                caption = _caption(name, named.quantity.symbol, named.quantity.equation)
                yield f'{name} = show("{caption}", {text})'
                self.written[id(node)] = name
            elif node.op == "number" or (self.uses[id(node)] == 1 and len(text) <= LONGEST):
                self.written[id(node)] = text if node.op in (*FUNCTIONS, "number") else f"({text})"
            else:
                yield f"{name} = {text}"
                self.written[id(node)] = name
        yield 'print("proved")'
        exact = ties(self.made)
        yield from self.in_fractions(exact)
        for line in self.made.comparisons:
            yield self.comparison(line, "exact_" if line in exact else "")

    def comparison(self, line: Comparison, prefix: str) -> str:
        """The call that compares both sides; `exact_` where only fractions tell them apart."""
        names = (
            self.made.name(side) if prefix else self.written[id(side)] for side in (line.left, line.right)
        )
        left, right = (prefix + name for name in names)
        return f'claim("{line.name}", {left}, "{line.sign}", {right})'

    def in_fractions(self, lines: tuple[Comparison, ...]) -> Iterator[str]:
        """The sides that only rational arithmetic tells apart, step by step."""
        for node in ordered(side for line in lines for side in (line.left, line.right)):
            args = [f"exact_{self.made.name(argument)}" for argument in node.args]
            value = node.data[1] if node.op == "atom" else node.data
            formulas = {op: f" {sign} ".join(args) for op, sign in INFIX.items()} | {
                "neg": f"-{args[0]}" if args else "",
                "power": f"{args[0]} ** {node.data}" if args else "",
            }
            plain = f"Fraction({value.numerator}, {value.denominator})" if not args else ""
            called = f"{node.op}({', '.join(args)})"
            yield f"exact_{self.made.name(node)} = {plain or formulas.get(node.op, called)}"

    def expression(self, node: Node) -> str:
        """One step in the script's interval arithmetic, over the names written before."""
        args = [self.written[id(argument)] for argument in node.args]
        if node.op == "number":
            return _number(node.data)
        if node.op in INFIX:
            return f"{args[0]} {INFIX[node.op]} {args[1]}"
        if node.op == "neg":
            return f"-{args[0]}"
        if node.op == "power":
            return f"{args[0]} ** {node.data}"
        if node.op == "eigenvalue":
            low, high, e = self.ends[id(node)]
            ends = f"Interval({low}, {low}, {e}), Interval({high}, {high}, {e})"
            return f"eigenvalue({node.data}, {ends}, ({', '.join(args)}))"
        return f"{FUNCTIONS[node.op]}({', '.join(args)})"


def _number(value: Fraction) -> str:
    return (
        f"number({value.numerator})"
        if value.denominator == 1
        else f"number({value.numerator}, {value.denominator})"
    )


def _caption(name: str, symbol: str, equation: str) -> str:
    extra = " ".join(part for part in (symbol, equation) if part).replace("\\", "").replace('"', "'")
    return f"{name} [{extra}]" if extra else name

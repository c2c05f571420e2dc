"""An equality proved for all reals at a shape: its two sides on free variables, closed by Coq's ``field``.

Roots, Cholesky factors and exponentials become variables with what defines them (q q = x, L L^T = a with
positive diagonal, 0 < E): the theorem then holds for the functions themselves. An exponential of a polynomial
is a product of powers of the exponentials of its monomials, so that exp(a - b) and exp(a)/exp(b) are one.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from icl_verify.certify.program import BLOCKED
from icl_verify.certify.trace import NoCertificateError, in_symbols, named_sides, relations
from icl_verify.numerics.symbolic import Node, atoms, merged, number, ordered, symmetric
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.fields.declaration import check_sizes

Monomial = tuple[int, ...]
LONGEST_POLYNOMIAL = 60  # monomials of an exponent that is taken apart
MOST_NODES = 20_000


@dataclass(frozen=True)
class Equality:
    """What is to be proved of a claim at a shape.

    Attributes:
        text: the file for Coq, one theorem for each entry whose sides are not the same formula.
        entries: how many entries there are.
        trivial: how many of them are the same formula on both sides.
    """

    claim: Claim
    sizes: dict[str, int]
    text: str
    entries: int
    trivial: int


def equality(claim: Claim, sizes: Mapping[str, int]) -> Equality:
    """The file that proves an equality for every instance of a shape on which its formulas are defined.

    Raises:
        NoCertificateError: the claim is no equality, leaves the namespace, or needs a function without
            algebra (a maximum, an eigenvalue of three rows and more).
        ValueError: the sizes are not those of the claim's instances.
    """
    instance, given = _free(claim, sizes)
    relation, *assumed = relations(claim, instance)
    if relation.compares != "=":
        raise NoCertificateError(f"{claim.id} must be an equality to be closed by field, got {relation.kind}")
    entries = named_sides(relation)
    facts = [line for found in assumed for line in named_sides(found)]
    sides = merged([side for left, _, right in (*entries, *facts, *given) for side in (left, right)])
    if len(ordered(sides)) > MOST_NODES:
        raise NoCertificateError(f"the formulas must have at most {MOST_NODES} nodes, got more")
    pairs = list(zip(sides[::2], sides[1::2], strict=True))
    goals = [(left, right) for left, right in pairs[: len(entries)] if left is not right]
    signs = [sign for _, sign, _ in (*facts, *given)]
    hypotheses = [(a, sign, b) for (a, b), sign in zip(pairs[len(entries) :], signs, strict=True)]
    shape = ", ".join(f"{name} = {size}" for name, size in sizes.items())
    lines = [
        f"(* {claim.id}: both sides, for all reals at {shape}. *)",
        "From Coq Require Import Reals Lra Psatz.",
        "Open Scope R_scope.",
        _TACTIC,
    ]
    for i, (left, right) in enumerate(goals):
        lines += _Lemma(hypotheses, left, right).lines(f"equal_{i}")
    return Equality(claim, dict(sizes), "\n".join([*lines, ""]), len(entries), len(entries) - len(goals))


def smallest(claim: Claim) -> dict[str, int]:
    """The least size of every axis of the claim's instances."""
    axes = claim.population.kind.axes
    return {name: axis.low for name, axis in axes.items()}


def _free(claim: Claim, sizes: Mapping[str, int]) -> tuple[Instance, list[tuple[Node, str, Node]]]:
    """An instance of free variables, and what its declaration says of them."""
    kind = claim.population.kind
    check_sizes(kind, sizes)
    blank = {name: np.zeros([sizes[axis] for axis in field.axes]) for name, field in kind.fields.items()}
    instance: Instance = Exact(kind, dict(sizes), blank).symbols(free=True)
    given: list[tuple[Node, str, Node]] = []
    zero, one = number(0), number(1)
    for name, field in kind.fields.items():
        raw = in_symbols(instance.raw[name])
        if field.kind in ("positive", "probability"):
            given += [(node, ">", zero) for node in raw.nodes]
        if field.kind == "probability":
            given += [(one, ">", node) for node in raw.nodes]
        if field.kind == "unit_columns":
            # Any unit columns are their own raw numbers, and scaling leaves them as they are.
            columns = atoms(name, tuple(raw.shape[1:]))
            instance.memoised(("field", name), functools.partial(operator.getitem, columns, None))
            squares = instance.xp.sum(columns**2, axis=0)
            given += [(square, "=", one) for square in in_symbols(squares).nodes]
    return instance, given


_TACTIC = """Ltac nonzero := repeat split; first
  [ assumption | lra | nra | apply Rgt_not_eq; nra | apply Rlt_not_eq; nra
  | match goal with H : ?a <> 0 |- ?b <> 0 => let Z := fresh in intro Z; apply H; rewrite <- Z; ring end
  | match goal with H : ?a <> 0 |- ?b <> 0 => let Z := fresh in intro Z; apply H; nra end ]."""


class _Lemma:
    """One entry: variables for what has no algebra of its own, hypotheses for what defines them."""

    def __init__(self, hypotheses: list[tuple[Node, str, Node]], left: Node, right: Node) -> None:
        self.variables: list[str] = []
        self.facts: list[str] = []
        self.rules: list[str] = []  # names of the hypotheses that field rewrites by
        self.known: dict[object, str] = {}
        self.texts: dict[int, str] = {}
        self.polynomials: dict[int, dict[Monomial, Fraction] | None] = {}
        self.opaque: dict[int, Node] = {}
        self.goal = f"{self.text(left)} = {self.text(right)}"
        used = {node.data[0] for node in ordered((left, right)) if node.op == "atom"}
        for a, sign, b in hypotheses:
            named = [node.data[0] for node in ordered((a, b)) if node.op == "atom"]
            if not used.isdisjoint(named):
                self._state(a, sign, b)

    def _state(self, a: Node, sign: str, b: Node) -> None:
        if sign == "=" and a.op in ("power", "*", "+"):
            leading, rest = _leading(a)
            if leading is not None:
                moved = "".join(f" - {self.text(node)}" for node in rest)
                self._fact(f"{self.text(leading)} = {self.text(b)}{moved}", rule=True)
                return
        self._fact(f"{self.text(a)} {sign} {self.text(b)}")

    def _fact(self, statement: str, *, rule: bool = False) -> None:
        if statement in self.facts:
            return
        if rule:
            self.rules.append(f"H{len(self.facts)}")
        self.facts.append(statement)

    def lines(self, name: str) -> Iterator[str]:
        """The theorem of that name and its proof."""
        names = " ".join(f"H{i}" for i in range(len(self.facts)))
        variables = " ".join(self.variables) or "_unused"
        yield f"Theorem {name} : forall {variables} : R,"
        yield from (f"  {fact} ->" for fact in self.facts)
        by = f" [{' '.join(self.rules)}]" if self.rules else ""
        yield f"  {self.goal}."
        yield f"Proof. intros {variables} {names}. field{by}; nonzero. Qed."

    def variable(self, key: object, name: str) -> str:
        """The real variable that stands for what has this key, quantified once."""
        if key not in self.known:
            self.known[key] = name
            self.variables.append(name)
        return self.known[key]

    def text(self, root: Node) -> str:
        """The formula in Coq, over the variables."""
        for node in ordered([root]):
            if id(node) not in self.texts:
                self.texts[id(node)] = self._text(node, [self.texts[id(a)] for a in node.args])
                self.opaque[id(node)] = node
        return self.texts[id(root)]

    def _text(self, node: Node, args: list[str]) -> str:
        if node.op == "number":
            value = Fraction(node.data)
            below = "" if value.denominator == 1 else f" / {value.denominator}"
            return f"({value.numerator}{below})"
        if node.op == "atom":
            return self.variable(node.data[0], node.data[0])
        if node.op == "/":
            if node.args[1].op != "number":
                self._fact(f"{args[1]} <> 0")
            return f"({args[0]} / {args[1]})"
        if node.op in ("+", "-", "*"):
            return f"({args[0]} {node.op} {args[1]})"
        if node.op == "neg":
            return f"(- {args[0]})"
        if node.op == "power":
            return f"({args[0]} ^ {node.data})"
        if node.op == "sqrt":
            return self._root(node, args[0])
        if node.op == "exp":
            return self._exponential(node.args[0])
        if node.op == "factor":
            return self._factor(node)
        what = BLOCKED.get(node.op, f"the function {node.op}")
        raise NoCertificateError(f"the formulas must be algebra, roots and exponentials, got {what}")

    def _root(self, node: Node, square: str) -> str:
        fresh = ("sqrt", square) not in self.known
        name = self.variable(("sqrt", square), f"q{len(self.variables)}")
        if fresh:
            self._fact(f"{name} * {name} = {square}", rule=True)
            self._fact(f"0 <= {name}")
        return name

    def _factor(self, node: Node) -> str:
        a = symmetric(node.args)
        row, column = node.data
        entry = self._entry(node, row, column)
        for j in range(len(a)):
            diagonal = self._entry(node, j, j)
            self._fact(f"0 < {diagonal}")
            for i in range(j, len(a)):
                terms = [f"{self._entry(node, i, k)} * {self._entry(node, j, k)}" for k in range(j)]
                rest = " - ".join([self.text(a[i, j]), *terms])
                self._fact(f"{self._entry(node, i, j)} * {diagonal} = {rest}", rule=True)
        return entry

    def _entry(self, node: Node, row: int, column: int) -> str:
        key = ("factor", tuple(map(id, node.args)), row, column)
        return self.variable(key, f"L{len(self.variables)}")

    def _exponential(self, exponent: Node) -> str:
        polynomial = self._polynomial(exponent)
        if polynomial is None or any(c.denominator != 1 for c in polynomial.values()):
            return self._one_exponential((id(exponent),))
        factors = []
        for (
            monomial,
            coefficient,
        ) in polynomial.items():  # in the order of the formula: its text is the same everywhere
            base = self._one_exponential(monomial)
            count = abs(int(coefficient))
            power = base if count == 1 else f"({base} ^ {count})"
            factors.append(power if coefficient > 0 else f"(1 / {power})")
        return f"({' * '.join(factors)})" if factors else "1"

    def _one_exponential(self, key: Monomial) -> str:
        fresh = ("exp", key) not in self.known
        name = self.variable(("exp", key), f"E{len(self.variables)}")
        if fresh:
            self._fact(f"0 < {name}")
        return name

    def _polynomial(self, root: Node) -> dict[Monomial, Fraction] | None:
        """The monomials of a formula over what is no sum or product; None where they are too many."""
        for node in ordered([root]):
            if id(node) not in self.polynomials:
                self.opaque[id(node)] = node
                self.polynomials[id(node)] = _expanded(node, [self.polynomials[id(a)] for a in node.args])
        return self.polynomials[id(root)]


def _expanded(node: Node, args: list[dict[Monomial, Fraction] | None]) -> dict[Monomial, Fraction] | None:
    given = [a for a in args if a is not None]
    if node.op == "number":
        return {(): Fraction(node.data)} if node.data else {}
    if len(given) < len(args):
        return None
    if node.op in ("+", "-"):
        found = dict(given[0])
        for monomial, coefficient in given[1].items():
            added = coefficient if node.op == "+" else -coefficient
            found[monomial] = found.get(monomial, Fraction(0)) + added
    elif node.op == "neg":
        found = {monomial: -coefficient for monomial, coefficient in given[0].items()}
    elif node.op == "*" or (node.op == "power" and node.data == 2):
        found = {}
        for left, a in given[0].items():
            for right, b in given[-1].items():
                product = tuple(sorted(left + right))
                found[product] = found.get(product, Fraction(0)) + a * b
    else:
        found = {(id(node),): Fraction(1)}
    found = {monomial: coefficient for monomial, coefficient in found.items() if coefficient}
    return found if len(found) <= LONGEST_POLYNOMIAL else None


def _leading(total: Node) -> tuple[Node | None, list[Node]]:
    """A square that stands in a sum, and the rest of the sum: what ``field`` may replace by it."""
    terms, waiting = [], [total]
    while waiting:
        node = waiting.pop()
        if node.op == "+":
            waiting.extend(node.args)
        else:
            terms.append(node)
    for term in terms:
        if term.op == "power" and term.data == 2 and term.args[0].op == "atom":
            return term, [other for other in terms if other is not term]
    return None, []

"""A certificate for Coq: readable definitions, the same steps as a program, theorems from one evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from importlib import resources

from icl_verify.certify.program import Elementary, Program, program, ties
from icl_verify.certify.trace import Comparison, NoCertificateError, Trace
from icl_verify.numerics import balls
from icl_verify.numerics.symbolic import Node, in_balls, ordered

UNARY = {
    "neg": ("- {}", "Neg"), "abs": ("Rabs {}", "Abs"), "sqrt": ("sqrt {}", "Sqrt"), "exp": ("exp {}", "Exp"),
    "log": ("ln {}", "Ln"), "cos": ("cos {}", "Cos"), "atan": ("atan {}", "Atan"),
    "power": ("Rsqr {}", "Sqr"),
}  # fmt: skip
BINARY = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div"}
KNOWN = frozenset((*UNARY, *BINARY, "number", "atom"))
SPELLED = frozenset(("max", "min", "power", "eigenvalue"))
POSITIVE, NEGATIVE, NONNEGATIVE = "positive", "negative", "nonnegative"
SAYS = {POSITIVE: "0 < {}", NEGATIVE: "{} < 0", NONNEGATIVE: "0 <= {}"}


def library() -> str:
    """The text of ``Certificate.v``, which every certificate imports."""
    return (resources.files("icl_verify.certify") / "coq" / "Certificate.v").read_text(encoding="utf-8")


def coq(trace: Trace) -> str:
    """The text of the certificate: theorem ``refuted``, one for each entry of an assumption, ``defined``.

    Raises:
        NoCertificateError: a function that Coq's intervals lack (eigenvalues of more than three rows, say),
            or a side condition that balls do not decide.
    """
    made = program(trace, Elementary(SPELLED), KNOWN)
    return "\n".join([*_head(made), *_Writer(made).lines(), ""])


def _head(made: Program) -> Iterator[str]:
    claim = made.trace.claim
    yield f"(* One instance refutes {_plain(claim.id)}: {_plain(claim.title)}."
    yield f"   Claimed: {_plain(claim.statement)}"
    yield "   With Coq and its library Interval, beside Certificate.v:"
    yield "   coqc -Q . Certificate Certificate.v && coqtop -Q . Certificate -batch -l THIS_FILE"
    yield "   Exit status 0 means proved. *)"
    yield "From Coq Require Import Reals ZArith List Lra."
    yield "From Interval Require Import Real.Xreal Eval.Tree Eval.Prog."
    yield "From Certificate Require Import Certificate."
    yield "Import ListNotations. Open Scope R_scope."


def _plain(text: str) -> str:
    """Text that may stand in a comment of Coq, which reads strings and nested comments there."""
    return text.replace('"', "'").replace("(*", "( *").replace("*)", "* )")


class _Writer:
    """Writes the definitions, the program that computes them, and what its signs show."""

    def __init__(self, made: Program) -> None:
        self.made = made
        self.exact = ties(made)
        constants = {0, 1}
        for _, node in made.steps.values():
            if node.op in ("number", "atom"):
                value = _value(node)
                constants |= {value.numerator, value.denominator}
        self.constants = {value: i for i, value in enumerate(sorted(constants))}
        # What each step is: its name, its formula, and its operation as a function of the steps before.
        self.steps: list[tuple[str, str, str, tuple[str, ...]]] = []
        self.place: dict[str, int] = {}
        for name, node in made.steps.values():
            self._add(name, node)
        self.wanted: list[tuple[str, str]] = []

    def _add(self, name: str, node: Node) -> None:
        if node.op in ("number", "atom"):
            value = _value(node)
            if value.denominator == 1:
                self._append(name, _integer(value.numerator), "Forward", (str(value.numerator),))
            else:
                parts = (str(value.numerator), str(value.denominator))
                self._append(name, f"{_integer(value.numerator)} / {parts[1]}", "Binary Div", parts)
        elif node.op in BINARY:
            a, b = (self.made.name(argument) for argument in node.args)
            self._append(name, f"{a} {node.op} {b}", f"Binary {BINARY[node.op]}", (a, b))
        else:
            text, op = UNARY[node.op]
            argument = self.made.name(node.args[0])
            self._append(name, text.format(argument), f"Unary {op}", (argument,))

    def _append(self, name: str, formula: str, op: str, args: tuple[str, ...]) -> None:
        self.place[name] = len(self.steps)
        self.steps.append((name, formula, op, args))

    def lines(self) -> Iterator[str]:
        """The lines of the file behind the library's import."""
        differences = [line for line in self.made.comparisons if line not in self.exact]
        for line in differences:
            self.wanted.append(self._difference(line))
        shown = len(self.wanted)
        self.wanted += self._side_conditions()
        yield from self._definitions()
        yield "(* the same steps as a program, and that it computes these numbers *)"
        yield from self._program()
        yield from self._signs()
        for line in self.made.comparisons:
            index = differences.index(line) if line in differences else -1
            yield self._theorem(line, index)
        if shown < len(self.wanted):
            conditions = " /\\ ".join(SAYS[sign].format(name) for name, sign in self.wanted[shown:])
            yield "(* no denominator is 0, no argument of a root or a logarithm out of range *)"
            yield f"Theorem defined : {conditions}. Proof. exact {_rest('all_signs', shown)}. Qed."
        yield "(* What it rests on (three seconds more): Print Assumptions refuted. *)"

    def _difference(self, line: Comparison) -> tuple[str, str]:
        """A step for the difference of two sides, and the sign that it is to have."""
        left, right = self.made.name(line.left), self.made.name(line.right)
        name = f"difference_{line.name}"
        sign = {">": POSITIVE, "<=": NONNEGATIVE}.get(line.sign)
        if line.sign == "<=":
            left, right = right, left
        if line.sign == "=":
            raise NoCertificateError(
                f"{line.name} must be an equality of rational numbers, got one of others"
            )
        if sign is None:
            with balls.precision(self.made.trace.bits):
                a, b = in_balls((line.left, line.right))
            sign = POSITIVE if a > b else NEGATIVE
        self._append(name, f"{left} - {right}", "Binary Sub", (left, right))
        return name, sign

    def _side_conditions(self) -> list[tuple[str, str]]:
        """Denominators that are not 0, arguments of roots and logarithms in range (Coq's are total)."""
        needed: dict[int, tuple[Node, str]] = {}
        for _, node in self.made.steps.values():
            if node.op == "/" and node.args[1].op != "number":
                needed.setdefault(id(node.args[1]), (node.args[1], ""))
            if node.op == "log":
                needed[id(node.args[0])] = (node.args[0], POSITIVE)
            if node.op == "sqrt":
                needed.setdefault(id(node.args[0]), (node.args[0], NONNEGATIVE))
        with balls.precision(self.made.trace.bits):
            found = in_balls([node for node, _ in needed.values()])
        conditions = []
        for (node, sign), ball in zip(needed.values(), found, strict=True):
            nonzero = POSITIVE if ball > 0 else NEGATIVE if ball < 0 else ""
            # A sum of squares that may be 0 is no negative number to Coq, whose squares have no sign to lose.
            if not (nonzero or sign == NONNEGATIVE):
                raise NoCertificateError(
                    f"{self.made.name(node)} must be in range, and balls do not decide it"
                )
            conditions.append((self.made.name(node), nonzero or sign))
        return conditions

    def _definitions(self) -> Iterator[str]:
        for name, formula, _, _ in self.steps:
            named = self.made.quantities.get(name)
            remark = ""
            if named is not None:
                of = " ".join(part for part in (named.quantity.symbol, named.quantity.equation) if part)
                remark = f" (* {_plain(of)} *)" if of else ""
            yield f"Definition {name} : R := {formula}.{remark}"

    def _program(self) -> Iterator[str]:
        listed = "; ".join(f"({value})" for value in self.constants)
        yield f"Definition constants : list Z := [{listed}]%Z."
        last = len(self.steps)
        yield f"Definition todo_{last} : list term := []."
        for i in reversed(range(last)):
            yield f"Definition todo_{i} : list term := {self._operation(i)} :: todo_{i + 1}."
        yield "Definition state_0 : list R := reals constants."
        for i, (name, *_) in enumerate(self.steps):
            yield f"Definition state_{i + 1} : list R := {name} :: state_{i}."
        yield "Notation start := (eval_real todo_0 state_0)."
        yield "Lemma step_0 : start = eval_real todo_0 state_0. Proof. exact eq_refl. Qed."
        for i, (name, *_) in enumerate(self.steps):
            made = f"step start ({self._operation(i)}) todo_{i + 1} state_{i} {name} step_{i} eq_refl"
            states = f"start = eval_real todo_{i + 1} state_{i + 1}"
            yield f"Lemma step_{i + 1} : {states}. Proof. exact ({made}). Qed."

    def _operation(self, i: int) -> str:
        _, _, op, args = self.steps[i]
        return f"{op} {' '.join(str(self._back(arg, i)) for arg in args)}"

    def _back(self, name: str, i: int) -> int:
        """Where a step or a constant stands in the list before step i."""
        return i - 1 - self.place[name] if name in self.place else i + self.constants[int(name)]

    def _signs(self) -> Iterator[str]:
        last = len(self.steps)
        listed = "; ".join(f"({self._back(name, last)}, {sign})" for name, sign in self.wanted)
        says = " /\\ ".join(SAYS[sign].format(name) for name, sign in self.wanted) or "True"
        yield f"Definition wanted : list (nat * sign) := [{listed}]%nat."
        yield (
            f"Lemma all_signs : {says}. Proof. refine (evaluated {self.made.trace.bits} todo_0 constants "
            f"state_{last} wanted step_{last} _). vm_cast_no_check (eq_refl true). Qed."
        )

    def _theorem(self, line: Comparison, index: int) -> str:
        left, right = self.made.name(line.left), self.made.name(line.right)
        sign = {"!=": "<>"}.get(line.sign, line.sign)
        if index < 0:
            nodes = ordered((line.left, line.right))
            names = ", ".join(self.made.name(node) for node in reversed(nodes))
            proof = f"unfold {names}; unfold Rabs; repeat destruct (Rcase_abs _); unfold Rsqr in *; lra"
        else:
            fact = _rest("all_signs", index)
            fact = f"(proj1 {fact})" if index + 1 < len(self.wanted) else fact
            proof = f"assert (H := {fact}); unfold difference_{line.name} in H; lra"
        return f"Theorem {line.name} : {left} {sign} {right}. Proof. {proof}. Qed. (* {_plain(line.title)} *)"


def _value(node: Node) -> Fraction:
    value: Fraction = node.data[1] if node.op == "atom" else node.data
    return Fraction(value)


def _integer(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


def _rest(conjunction: str, index: int) -> str:
    """What is left of a conjunction behind its first ``index`` members."""
    for _ in range(index):
        conjunction = f"(proj2 {conjunction})"
    return conjunction

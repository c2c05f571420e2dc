"""What might be true instead, as a claim that can be tried."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from icl_verify.repair.monomials import Monomial
from icl_verify.statement.assumption import Assumption
from icl_verify.statement.claim import Claim, Statement
from icl_verify.statement.relation import Relation

LEAST_SHARE = 0.01  # of a population's instances that a claim under a condition must apply to


@dataclass(frozen=True)
class Proposal:
    """A changed statement.

    Attributes:
        kind: ``factor``, ``term``, ``slip``, ``constant``, ``monomial`` or ``condition``.
        text: the change in a line.
        complexity: small for what a reader would guess first; proposals are ranked by it.
        claim: the changed claim.
        code: the line of Python that says it, empty where the change is an edit shown in ``text``.
        needs: functions that the code calls, as ``module:name``.
        condition: whether the code is a condition under which the statement is as it was, not a relation.
        number: whether the change is a factor that is a number alone.
        instances, steps: what it has survived: fresh instances in balls and steps of hunting.
    """

    kind: str
    text: str
    complexity: float
    claim: Claim
    code: str = ""
    needs: tuple[str, ...] = ()
    condition: bool = False
    number: bool = False
    instances: int = 0
    steps: int = 0

    @property
    def exact(self) -> bool:
        """Whether it is an equality with a formula of its own, which may be proved for all reals."""
        return self.kind in ("factor", "term")

    @property
    def evidence(self) -> str:
        """What it has survived, never that it is true."""
        hunted = f" and {self.steps} steps of hunting" if self.steps else ""
        return f"survived {self.instances} instances{hunted}"


@dataclass
class Repair:
    """What was found for one refuted claim.

    Attributes:
        claim: its id.
        proposals: those that survived their trial, the best first.
        dropped: (text, reason) of those that did not.
        note: why there is none, where there is none.
        cut: what the clock has cut short, so that a seed need not give it again; empty where it has not.
        seconds: processor time, that of the processes in which edits are tried not counted.
        trials: how many more hunts may begin for a trial.
        limit: seconds after which none begins, whatever their number.
        told: called with what is being done.
    """

    claim: str
    proposals: list[Proposal] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""
    cut: str = ""
    seconds: float = 0.0
    trials: float = math.inf
    limit: float = math.inf
    told: Callable[[str], object] = field(default=str, repr=False)
    _began: float = field(default_factory=time.process_time, repr=False)

    def measured(self) -> float:
        """Processor time since it was begun, in seconds."""
        return time.process_time() - self._began

    def begins(self) -> bool:
        """Whether one more trial may begin: it is counted, and where none may, that is noted.

        The count decides, so that a seed gives a repair again. The clock is there for what no count foresees.
        """
        if self.measured() >= self.limit:
            self.cut = f"cut short after {self.limit:.0f} s of processor time"
        elif self.trials < 1:
            self.note = "the trials that a repair may begin are spent"
        else:
            self.trials -= 1
            return True
        return False


def changed(claim: Claim, change: Callable[[Any, Relation], Relation], suffix: str) -> Claim:
    """The claim with its relation changed after the fact, a conjecture of its own id."""

    def statement(instance: Any, **settings: Any) -> Relation:
        return change(instance, claim.function(instance, **settings))

    return stated(claim, statement, suffix)


def stated(claim: Claim, function: Statement, suffix: str) -> Claim:
    """The claim with another function, a conjecture of its own id."""
    return replace(
        claim, id=f"{claim.id}.{suffix}", function=function, form="conjecture", expected="holds",
        of=claim.id, children=[],
    )  # fmt: skip


def times(claim: Claim, monomial: Monomial, kind: str = "factor", axes: int = 1) -> Proposal:
    """The right-hand side, of so many axes, times a monomial."""

    def change(instance: Any, relation: Relation) -> Relation:
        return replace(relation, rhs=relation.rhs * _beside(instance, monomial, relation.rhs))

    text = f"right-hand side times {monomial}"
    return Proposal(
        kind, text, monomial.complexity, changed(claim, change, "times"),
        f"replace(relation, rhs=relation.rhs * {_shaped(monomial, axes)})", monomial.needs,
        number=not monomial.powers and monomial.base is None,
    )  # fmt: skip


def plus(
    claim: Claim, terms: Sequence[Monomial], where: Callable[[Any], Any] | None, said: str, code: str = "",
    axes: int = 1,
) -> Proposal:  # fmt: skip
    """The right-hand side, of so many axes, and a term or a sum of some.

    Arguments:
        where: a mask over the last axis, None for all of it; ``said`` in words, ``code`` in Python.
    """

    def change(instance: Any, relation: Relation) -> Relation:
        rhs = relation.rhs
        for term in terms:
            value = _beside(instance, term, relation.lhs)
            rhs = rhs + (value if where is None else value * where(instance))
        return replace(relation, rhs=rhs)

    text = f"right-hand side plus {' + '.join(map(str, terms))}{said}".replace("+ -", "- ")
    shaped = " + ".join(_shaped(term, axes) + code for term in terms)
    needs = sorted({one for term in terms for one in term.needs})
    return Proposal(
        "term", text, sum(1 + term.complexity for term in terms) + (1 if said else 0),
        changed(claim, change, "plus"), f"replace(relation, rhs=relation.rhs + {shaped})", tuple(needs),
    )  # fmt: skip


def assuming(claim: Claim, condition: Assumption, complexity: float, code: str, share: float,
             needs: str) -> Proposal:  # fmt: skip
    """The claim as it stands, under one assumption more.

    Arguments:
        share: of the population's draws that meet it: so few may be applicable.
    """
    least = min(claim.minimum_share, max(LEAST_SHARE, round(share / 2, 2)))
    under = replace(
        stated(claim, claim.function, "where"), assumes=(*claim.assumes, condition), minimum_share=least
    )
    return Proposal(
        "condition", f"the same where {condition.title}", complexity, under, code,
        (needs,) if needs else (), condition=True,
    )  # fmt: skip


def _shaped(monomial: Monomial, axes: int) -> str:
    """The monomial's code with as many axes as a side."""
    if axes == 1 or (monomial.base is not None and monomial.base.axes == axes):
        return f"({monomial.code})"
    return f"({monomial.code})[:{', None' * (axes - 1)}]"


def _beside(instance: Any, monomial: Monomial, side: Any) -> Any:
    """The monomial's value with as many axes as a side."""
    value = monomial.value(instance)
    if value.ndim == side.ndim:
        return value
    return instance.xp.reshape(value, (*value.shape, *[1] * (side.ndim - value.ndim)))

"""A claim: one function of an instance that returns a relation, with what a reader must know about it."""

from __future__ import annotations

import functools
import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from icl_verify.trial.fields import Instance
from icl_verify.trial.population import Population
from icl_verify.trial.relation import Relation

FORMS = ("printed", "corrected", "mutant", "control", "conjecture", "necessity")
Statement = Callable[..., Relation]


@dataclass(frozen=True)
class Assumption:
    """A hypothesis of a claim: a relation that must hold for an instance to count."""

    name: str
    title: str
    function: Callable[[Any], Relation]

    def __call__(self, instance: Instance) -> Relation:
        return self.function(instance)


def assumption(name: str, title: str) -> Callable[[Callable[[Any], Relation]], Assumption]:
    """Decorator: make an assumption of a function of an instance."""
    return lambda function: Assumption(name, title, function)


@dataclass(frozen=True, eq=False)
class Claim:
    """A statement on trial. Made by the ``claim`` decorator; see there for the attributes."""

    id: str
    title: str
    statement: str
    source: str
    group: str
    form: str
    expected: str
    population: Population
    function: Statement
    assumes: tuple[Assumption, ...] = ()
    uses: tuple[str, ...] = ()
    of: str | None = None
    drops: str | None = None
    note: str = ""
    arithmetic: str = "ball"
    minimum_share: float = 0.5
    climbs: bool = True
    settings: tuple[tuple[str, Any], ...] = ()
    bound: Fraction = Fraction(1)
    children: list[Claim] = field(default_factory=list, repr=False)

    def __call__(self, instance: Instance) -> Relation:
        """The relation for a batch, with the claim's settings and bound factor applied."""
        relation = self.function(instance, **dict(self.settings))
        if self.bound == 1:
            return relation
        factor = instance.xp.const(self.bound.numerator, self.bound.denominator)
        return replace(relation, rhs=relation.rhs * factor)

    @property
    def settles(self) -> bool:
        """Whether a break can be proved in balls (a statement on chances cannot)."""
        return self.arithmetic == "ball"

    @functools.cached_property
    def digest(self) -> str:
        """A fingerprint of what is claimed: the function's source, settings, bound and assumptions."""
        parts = [inspect.getsource(self.function), repr(self.settings), str(self.bound)]
        parts += [inspect.getsource(a.function) for a in self.assumes]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def variant(
        self,
        form: str,
        suffix: str,
        *,
        statement: str,
        expected: str,
        note: str = "",
        population: Population | None = None,
        bound: Fraction | None = None,
        assumes: tuple[Assumption, ...] | None = None,
        drops: str | None = None,
        source: str | None = None,
        **settings: Any,
    ) -> Claim:
        """A relative of this claim: the same function, other settings, bound, assumptions or population."""
        child = replace(
            self,
            id=f"{self.id}.{suffix}",
            title=f"{self.title} ({suffix.replace('_', ' ')})",
            form=_one_of("form", form, FORMS),
            expected=_one_of("expected", expected, ("holds", "refuted")),
            statement=statement,
            source=self.source if source is None else source,
            note=note,
            population=population or self.population,
            bound=self.bound if bound is None else self.bound * bound,
            assumes=self.assumes if assumes is None else assumes,
            settings=tuple(sorted({**dict(self.settings), **settings}.items())),
            of=self.id,
            drops=drops,
            children=[],
        )
        self.children.append(child)
        return child

    def mutant(self, name: str, statement: str, **options: Any) -> Claim:
        """A deliberately false neighbour, expected to be refuted."""
        return self.variant("mutant", f"mutant_{name}", statement=statement, expected="refuted", **options)

    def lowered(self, bound: Fraction, known: Fraction, **options: Any) -> Claim:
        """The mutant whose bound is ``bound`` times the claim's, below the tightness ``known`` to occur."""
        if not 0 < bound < known:
            raise ValueError(f"bound must be > 0 and < known = {known}, got {bound}")
        note = (
            f"The largest tightness known is {float(known):.6g}; the bound is lowered to {float(bound):.6g}."
        )
        return self.variant(
            "mutant",
            "mutant_bound",
            statement=rf"\text{{the right-hand side times }} {_latex(bound)}",
            expected="refuted",
            bound=bound,
            note=options.pop("note", note),
            **options,
        )

    def without(
        self,
        name: str,
        *,
        expected: str,
        population: Population | None = None,
        weakened: str = "",
        **options: Any,
    ) -> Claim:
        """The same conclusion with one assumption dropped (or weakened, by other settings or population)."""
        remaining = tuple(a for a in self.assumes if a.name != name)
        change = weakened or rf"\text{{without {name}}}"
        return self.variant(
            "necessity",
            f"without_{name}",
            statement=rf"{self.statement} \quad {change}",
            expected=expected,
            population=population,
            assumes=options.pop("assumes", remaining),
            drops=name,
            **options,
        )


def claim(
    id: str,
    *,
    population: Population,
    statement: str,
    source: str = "",
    group: str = "Claims",
    form: str = "printed",
    expected: str = "holds",
    assumes: tuple[Assumption, ...] = (),
    uses: tuple[str, ...] = (),
    of: Claim | None = None,
    note: str = "",
    arithmetic: str = "ball",
    minimum_share: float = 0.5,
    climbs: bool = True,
) -> Callable[[Statement], Claim]:
    """Decorator: put a statement on trial.

    The decorated function takes a batch of instances and returns a ``Relation``; its docstring's first line
    is the title.

    Arguments:
        id: ``where.what``, unique in a run.
        population: what the claim is tried on.
        statement: the statement in LaTeX.
        source: equation number or place.
        group: heading under which the report shows it.
        form: ``printed``, ``corrected``, ``mutant``, ``control``, ``conjecture`` or ``necessity``.
        expected: the verdict, ``holds`` or ``refuted``, with which the claim's test passes.
        assumes: assumptions; an instance counts only where all hold, a break only where all are proved.
        uses: ids of the claims that its proof uses.
        of: the claim that this one corrects or varies.
        note: a remark for the report.
        arithmetic: ``ball``; ``statistical`` for one that returns ``probability``; ``float64`` for a claim
            that steps outside the namespace, whose refutation is then never proved.
        minimum_share: least share of drawn instances that must be applicable, else ``vacuous``.
        climbs: False for an inequality that the hunt leaves alone: its sides are no differentiable functions
            of the instance (a solver's answers, say).

    Raises:
        ValueError: form, expected, arithmetic or minimum_share is out of range.
    """
    _one_of("form", form, FORMS)
    _one_of("expected", expected, ("holds", "refuted"))
    _one_of("arithmetic", arithmetic, ("ball", "float64", "statistical"))
    if not 0 < minimum_share <= 1:
        raise ValueError(f"minimum_share must be > 0 and <= 1, got {minimum_share}")

    def made(function: Statement) -> Claim:
        title = (inspect.getdoc(function) or id).strip().splitlines()[0].rstrip(".")
        return Claim(
            id, title, statement, source, group, form, expected, population, function, assumes, uses,
            of.id if of else None, None, note, arithmetic, minimum_share, climbs,
        )  # fmt: skip

    return made


def _latex(number: Fraction) -> str:
    return (
        str(number.numerator)
        if number.denominator == 1
        else rf"\tfrac{{{number.numerator}}}{{{number.denominator}}}"
    )


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, got {value!r}")
    return value

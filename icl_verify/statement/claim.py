"""A claim: one function of an instance that returns a relation, with what a reader must know about it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, dataclass, field, replace
from fractions import Fraction

from icl_verify.records.declared import Finding
from icl_verify.records.schema import EXPECTED, FORMS
from icl_verify.statement.assumption import Assumption, Statement, assumption
from icl_verify.statement.fields import Instance, note_instance
from icl_verify.statement.fingerprint import Stated, fingerprint, joined
from icl_verify.statement.functions import Setting, check_function, plain_function
from icl_verify.statement.made import register
from icl_verify.statement.names import checked_name
from icl_verify.statement.population import Population
from icl_verify.statement.relation import Relation, Words

__all__ = ["Assumption", "Claim", "Setting", "Statement", "assumption", "claim"]

_CLAUSES = {"corrected": "as corrected"}


@dataclass(eq=False)
class Claim:
    """A statement on trial, made by the ``claim`` decorator or as a variant of another claim.

    Nothing of it can be set anew but ``pytestmark``, which pytest's marks set: a mark above ``@claim`` is the
    claim's alone, one below it is the function's and so the variants' as well.

    Attributes:
        id, statement, source, group, form, expected, population, assumes, uses, note,
            minimum_share, climbs, almost_surely, sides: as given to ``claim``.
        title: what the report calls it; the first line of the function's docstring unless given.
        function: the decorated function, from a batch of instances (and settings) to a ``Relation``.
        of: id of the claim that this one corrects or varies, or None.
        because: the finding that it shows where it is refuted, or None.
        denies: whether it denies what the source says.
        drops: name of the assumption that this variant lacks, or None.
        settings: keyword arguments of the function, as sorted pairs.
        bound: factor on the right-hand side; below 1 for the mutants of ``lowered``.
        children: the variants made of this claim, in order.
        home: name of the module in whose import the claim was made, empty for one made later.

    Raises:
        ValueError: an attribute is not of the kind or in the range that ``claim`` states.
    """

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
    because: Finding | None = None
    denies: bool = False
    drops: str | None = None
    note: str = ""
    minimum_share: float = 0.5
    climbs: bool = True
    almost_surely: tuple[str, ...] = ()
    settings: tuple[tuple[str, Setting], ...] = ()
    bound: Fraction = Fraction(1)
    sides: tuple[str, ...] = ()
    children: list[Claim] = field(default_factory=list, repr=False)
    home: str = field(default="", init=False, repr=False)
    pytestmark: list[object] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        self._check()
        object.__setattr__(self, "home", register(self))

    def __setattr__(self, name: str, value: object) -> None:
        if name in vars(self) and name != "pytestmark":
            raise FrozenInstanceError(f"{name} of {self.id} must stay as it is, got {value!r}")
        object.__setattr__(self, name, value)

    @property
    def __name__(self) -> str:
        """By this pytest knows what its marks may be put on."""
        return self.id

    def _check(self) -> None:
        checked_name("id", self.id)
        if not isinstance(self.population, Population):
            raise ValueError(f"population must be a Population, got {self.population!r}")
        for name in ("title", "statement", "source", "group", "note"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(f"{name} of {self.id} must be text, got {getattr(self, name)!r}")
        _one_of("form", self.form, FORMS)
        _one_of("expected", self.expected, EXPECTED)
        check_function(self.id, self.function, dict(self.settings))
        _tuple_of("assumes", self.assumes, Assumption)
        _tuple_of("uses", self.uses, str)
        _tuple_of("almost_surely", self.almost_surely, str)
        _tuple_of("sides", self.sides, str)
        if len(self.sides) > 2 or not all(name.strip() for name in self.sides):
            raise ValueError(f"sides of {self.id} must be at most two names, got {self.sides!r}")
        if self.because is not None and not isinstance(self.because, Finding):
            raise ValueError(f"because must be a Finding, got {self.because!r}")
        if not 0 < self.minimum_share <= 1:
            raise ValueError(f"minimum_share must be > 0 and <= 1, got {self.minimum_share}")
        if not self.bound > 0:
            raise ValueError(f"bound must be > 0, got {self.bound}")

    def __call__(self, instance: Instance) -> Relation:
        """The relation for a batch, with the claim's settings and bound factor applied.

        Raises:
            ValueError: the claim's function returned something else than a relation.
        """
        try:
            relation = self.function(instance, **dict(self.settings))
        except Exception as error:
            note_instance(error, instance)
            raise
        if not isinstance(relation, Relation):
            got = type(relation).__name__
            raise ValueError(f"{self.id} must return a Relation (at_most, equal, positive, ...), got {got}")
        if self.bound == 1:
            return relation
        factor = instance.xp.const(self.bound.numerator, self.bound.denominator)
        return relation.with_bound(factor)

    def words(self, relation: type[Relation]) -> Words:
        """How the claim's relation is spoken of: its kind's words, with the claim's names for the sides."""
        words = relation.words
        left, right = (*self.sides, *(words.left, words.right)[len(self.sides) :])
        return replace(words, left=left, right=right if words.right else "")

    @functools.cached_property
    def digest(self) -> str:
        """A fingerprint of what is claimed, beside what is kept of the claim (a counterexample, a theorem).

        It covers settings, bound, and the sources and values that the function and the assumptions reach."""
        return fingerprint(self.__fingerprint__())

    @functools.cached_property
    def trial_digest(self) -> str:
        """A fingerprint of what a verdict depends on: what is claimed and expected, the population's law.

        Also of the words that a record has from a trial alone: those in its note and on the two sides."""
        judged = (self.form, self.expected, self.minimum_share, self.climbs, self.almost_surely)
        words = (self.note, self.sides)
        return joined(self.digest, self.population.law_digest, fingerprint(judged, words))

    def __fingerprint__(self) -> tuple[object, ...]:
        """What is claimed."""
        return Stated(self.function), self.assumes, self.settings, self.bound

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
        because: Finding | None = None,
        clause: str = "",
        title: str = "",
        **settings: Setting,
    ) -> Claim:
        """A relative of this claim: the same function, other settings, bound, assumptions or population.

        Arguments:
            suffix: what its id adds to that of this claim.
            clause: what its title adds to that of this claim, after a comma; the suffix in words by default.
            title: the whole title, where a clause cannot say it.
        """
        child = replace(
            self,
            id=f"{self.id}.{suffix}",
            title=title or f"{self.title}, {clause or _CLAUSES.get(suffix) or suffix.replace('_', ' ')}",
            form=form,
            expected=expected,
            statement=statement,
            source=self.source if source is None else source,
            note=note,
            population=population or self.population,
            bound=self.bound if bound is None else self.bound * bound,
            assumes=self.assumes if assumes is None else assumes,
            settings=tuple(sorted({**dict(self.settings), **settings}.items())),
            of=self.id,
            because=because,
            denies=False,
            drops=drops,
            children=[],
        )
        self.children.append(child)
        return child

    def mutant(
        self, name: str, statement: str, *, clause: str = "", note: str = "",
        population: Population | None = None, assumes: tuple[Assumption, ...] | None = None,
        bound: Fraction | None = None, **settings: Setting,
    ) -> Claim:  # fmt: skip
        """A deliberately false neighbour, expected to be refuted.

        Arguments: as for ``variant``; the clause is "with" and the name in words unless given.
        """
        return self.variant(
            "mutant", f"mutant_{name}", statement=statement, expected="refuted", note=note,
            clause=clause or f"with {name.replace('_', ' ')}", population=population, assumes=assumes,
            bound=bound, drops=None, source=None, because=None, title="", **settings,
        )  # fmt: skip

    def lowered(
        self, bound: Fraction, known: Fraction, *, clause: str = "", note: str = "",
        population: Population | None = None,
    ) -> Claim:  # fmt: skip
        """The mutant whose bound is ``bound`` times the claim's, below the tightness ``known`` to occur.

        Of an inequality alone: an equality with a factor is refuted by any instance, and is refused when it
        is tried. A second one is ``mutant_bound_2``, and so on. The note names both numbers unless given.

        Raises:
            ValueError: ``bound`` is not between 0 and ``known``.
        """
        if not 0 < bound < known:
            raise ValueError(f"bound must be > 0 and < known = {known}, got {bound}")
        lowered = (
            f"The largest tightness known is {float(known):.6g}; the bound is lowered to {float(bound):.6g}."
        )
        others = sum(child.bound != self.bound for child in self.children)
        return self.variant(
            "mutant",
            f"mutant_bound_{others + 1}" if others else "mutant_bound",
            clause=clause or f"with {float(bound):.6g} times the bound",
            statement=rf"\text{{the right-hand side times }} {_latex(bound)}",
            expected="refuted",
            bound=bound,
            note=note or lowered,
            population=population,
        )

    def without(
        self, name: str, *, expected: str, population: Population | None = None, weakened: str = "",
        clause: str = "", note: str = "", assumes: tuple[Assumption, ...] | None = None, **settings: Setting,
    ) -> Claim:  # fmt: skip
        """The same conclusion with one assumption dropped (or weakened, by other settings or population).

        Arguments:
            name: an assumption of the claim; another name for one that the claim's population or settings
                ensure, and that ``population``, ``weakened``, ``assumes`` or a setting here takes away.
            expected: ``refuted`` where the assumption is needed.
            weakened: in LaTeX, what takes the assumption's place.
            assumes: what is assumed still; all but the named one unless given.

        Raises:
            ValueError: nothing is dropped or weakened.
        """
        changed = population is not None or weakened or assumes is not None or settings
        if name not in {a.name for a in self.assumes} and not changed:
            made = ", ".join(a.name for a in self.assumes) or "none"
            raise ValueError(f"name must be an assumption of {self.id} ({made}), got {name!r}")
        remaining = tuple(a for a in self.assumes if a.name != name)
        change = weakened or rf"\text{{without {name.replace('_', ' ')}}}"
        return self.variant(
            "necessity",
            f"without_{name}",
            statement=rf"{self.statement} \quad {change}",
            expected=expected,
            note=note,
            population=population,
            assumes=remaining if assumes is None else assumes,
            drops=name,
            clause=clause or f"without {name.replace('_', ' ')}",
            bound=None,
            source=None,
            because=None,
            title="",
            **settings,
        )


def claim(
    id: str, *, population: Population, statement: str, source: str = "", group: str = "Claims",
    form: str = "printed", expected: str = "holds", assumes: tuple[Assumption, ...] = (),
    uses: tuple[str, ...] = (), of: Claim | None = None, note: str = "", minimum_share: float = 0.5,
    climbs: bool = True, almost_surely: tuple[str, ...] = (), title: str = "",
    settings: Mapping[str, Setting] | None = None, because: Finding | None = None, denies: bool = False,
    sides: tuple[str, ...] = (),
) -> Callable[[Statement], Claim]:  # fmt: skip
    """Decorator: put a statement on trial.

    The decorated function takes a batch of instances and returns a ``Relation``; its docstring's first line
    is the title unless one is given.

    Arguments:
        id: ``where.what``, of letters, digits, ``_``, ``.`` and ``-``, unique in a run.
        population: what the claim is tried on.
        statement: the statement in LaTeX.
        source, group, note: for the report: equation number or place, heading, remark.
        form: ``printed`` (a formula as the source prints it), ``reading`` (ours, of a sentence in words),
            ``corrected``, ``mutant``, ``control``, ``conjecture`` or ``necessity``.
        expected: the verdict, ``holds`` or ``refuted``, with which the claim's test passes.
        assumes: assumptions; an instance counts only where all hold, a break only where all are proved.
        uses, of: ids of the claims that its proof uses; the claim that this one corrects or varies.
        minimum_share: least share of drawn instances that must be applicable, else ``vacuous``.
        climbs: False keeps the hunt away, from sides that are not differentiable (a solver's answers, say).
        almost_surely: fields over whose law the statement holds with probability 1. They stay as drawn: they
            are neither made simple nor hunted in, and a break must survive fresh draws of them.
        title: what the report calls the claim, where one function states several.
        settings: keyword arguments that the function is called with.
        because: the slip of the source that it shows where it is refuted.
        denies: True where it denies what the source says, so that its refutation confirms the source.
        sides: what the two sides are called as the statement has them, ("loss", "its bound"), or the one of a
            relation that has one; "left side" and "right side" by default.

    Raises:
        ValueError: an argument is not of that kind or range.
    """

    def made(function: Statement) -> Claim:
        plain, given = plain_function(id, function)
        return Claim(
            id, title or _first_line(plain, id), statement, source, group, form, expected, population, plain,
            assumes, uses, of.id if of else None, because, denies, None, note, minimum_share, climbs,
            almost_surely, tuple(sorted({**given, **(settings or {})}.items())), sides=sides,
        )  # fmt: skip

    return made


def _first_line(function: Statement, id: str) -> str:
    return (inspect.getdoc(function) or id).strip().splitlines()[0].rstrip(".")


def _latex(number: Fraction) -> str:
    return (
        str(number.numerator)
        if number.denominator == 1
        else rf"\tfrac{{{number.numerator}}}{{{number.denominator}}}"
    )


def _tuple_of(name: str, value: object, kind: type) -> None:
    if not isinstance(value, tuple) or not all(isinstance(member, kind) for member in value):
        raise ValueError(f"{name} must be a tuple of {kind.__name__}, got {value!r}")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, got {value!r}")
    return value

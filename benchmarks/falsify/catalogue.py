"""Everything that the benchmark tries to refute: the frozen statements and the project's own false claims."""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.falsify.statements import STATEMENTS
from icl_verify import Claim


@dataclass(frozen=True)
class Case:
    """One statement under one way to start.

    Attributes:
        id, grade: as the statement has them; grade ``mutant`` or ``printed`` for the project's claims.
        start: ``wide``, ``tame`` or ``catalogue``.
        make: makes the claim anew, so that no batch is shared between methods.
        families: whether the population draws more than independent fields.
    """

    id: str
    grade: str
    start: str
    make: Callable[[], Claim]
    families: bool = False

    @property
    def name(self) -> str:
        """Statement and start."""
        return f"{self.start}: {self.id}"


def cases(properties: Path, start: str) -> list[Case]:
    """The cases of one way to start, or of ``both`` ways and the catalogue."""
    listed = []
    for tame, name in ((False, "wide"), (True, "tame")):
        if start in (name, "both"):
            listed += [Case(s.id, s.grade, name, functools.partial(s.claim, tame=tame)) for s in STATEMENTS]
    if start in ("catalogue", "both"):
        for claim in _claims(properties):
            printed = claim.form in ("printed", "conjecture") and claim.expected == "refuted"
            if (claim.form == "mutant" or printed) and not counts_events(claim):
                grade = "mutant" if claim.form == "mutant" else "printed"
                listed.append(Case(claim.id, grade, "catalogue", functools.partial(_same, claim), True))
    return listed


def counts_events(claim: Claim) -> bool:
    """Whether the claim is a statement on chances, seen on one draw."""
    population = claim.population
    return claim(population.expand(population.examples(0, 1)[0], population.batch or 1, "cpu")).statistical


def _same(claim: Claim) -> Claim:
    claim.population.forget()
    return claim


def _claims(properties: Path) -> Iterator[Claim]:
    """Every claim of every file of a properties folder."""
    sys.path.insert(0, str(properties.resolve().parent))
    for path in sorted(properties.rglob("test_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        for value in list(vars(module).values()):
            if isinstance(value, Claim) and value.function.__module__ == path.stem:
                yield from _family(value)


def _family(claim: Claim) -> Iterator[Claim]:
    yield claim
    for child in claim.children:
        yield from _family(child)

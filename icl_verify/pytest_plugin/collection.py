"""Which claims of a module become tests, and which of them are tried."""

from __future__ import annotations

import fnmatch
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from icl_verify.pytest_plugin import environment
from icl_verify.pytest_plugin.item import ClaimItem
from icl_verify.pytest_plugin.options import decided

if TYPE_CHECKING:
    from icl_verify.trial.claim import Claim
    from icl_verify.trial.population import Population


def pytest_pycollect_makeitem(collector: Any, name: str, obj: object) -> list[pytest.Item] | None:
    # No module with a claim was imported unless this one was: torch comes in with the first claim alone.
    claims = sys.modules.get("icl_verify.trial.claim")
    if (
        claims is None
        or not isinstance(obj, claims.Claim)
        or obj.function.__module__ != collector.obj.__name__
    ):
        return None
    environment.prepare(collector.config)
    others = [o for o in vars(collector.obj).values() if isinstance(o, claims.Claim) and o is not obj]
    if any(obj is member for other in others for member in _family(other)):
        return None  # a variant with a name of its own comes with the claim that it varies
    return [ClaimItem.from_parent(collector, claim=claim) for claim in _family(obj)]


def _family(claim: Claim) -> Iterator[Claim]:
    yield claim
    for child in claim.children:
        yield from _family(child)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    claims = [item for item in items if isinstance(item, ClaimItem)]
    if not claims:
        return
    _mark_clashes(claims)
    patterns, done = config.getoption("icl_claims"), decided(config)
    dropped = [
        item
        for item in claims
        if (patterns and not any(fnmatch.fnmatchcase(item.claim.id, p) for p in patterns))
        or (item.claim.id in done and done[item.claim.id] == item.claim.digest)
    ]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        gone = set(map(id, dropped))
        items[:] = [item for item in items if id(item) not in gone]


def _mark_clashes(items: list[ClaimItem]) -> None:
    """Note on an item that its claim's id, or its population's name, is another's too.

    Raising here would take down a whole xdist worker; the test itself fails instead.
    """
    claims: dict[str, ClaimItem] = {}
    populations: dict[str, Population] = {}
    for item in items:
        population = item.claim.population
        if claims.setdefault(item.claim.id, item) is not item:
            item.clash = f"claim id must be unique, got {item.claim.id} twice"
        elif populations.setdefault(population.name, population) is not population:
            # The name decides the draws and stands for them in the report.
            item.clash = f"population name must be unique, got {population.name} for two populations"

"""icl_verify puts a machine-learning theorem on trial.

The names with which a theory and its claims are written, collected, hunted and settled are here; they are
loaded when they are first used, so that importing the package alone stays cheap.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from icl_verify.version import __version__ as __version__

if TYPE_CHECKING:
    from icl_verify.catalogue import collect
    from icl_verify.hunt.course import hunt_claim
    from icl_verify.judge.settle import settle
    from icl_verify.notebook import try_claim
    from icl_verify.records.declared import Finding, Passage, Source, Symbol, Theory
    from icl_verify.statement.assumption import Assumption, assumption
    from icl_verify.statement.claim import Claim, claim
    from icl_verify.statement.fields import Axis, Exact, Field, Instance, derived
    from icl_verify.statement.given import kept_instance
    from icl_verify.statement.population import Draw, Population
    from icl_verify.statement.relation import (
        Relation,
        at_least,
        at_most,
        equal,
        full_rank,
        positive,
        probability,
    )
    from icl_verify.statement.standard import standard_population

__all__ = [
    "Assumption",
    "Axis",
    "Claim",
    "Draw",
    "Exact",
    "Field",
    "Finding",
    "Instance",
    "Passage",
    "Population",
    "Relation",
    "Source",
    "Symbol",
    "Theory",
    "assumption",
    "at_least",
    "at_most",
    "claim",
    "collect",
    "derived",
    "equal",
    "full_rank",
    "hunt_claim",
    "kept_instance",
    "positive",
    "probability",
    "settle",
    "standard_population",
    "try_claim",
]

_WHERE = {
    "catalogue": ("collect",),
    "hunt.course": ("hunt_claim",),
    "judge.settle": ("settle",),
    "notebook": ("try_claim",),
    "records.declared": ("Finding", "Passage", "Source", "Symbol", "Theory"),
    "statement.assumption": ("Assumption", "assumption"),
    "statement.claim": ("Claim", "claim"),
    "statement.fields": ("Axis", "Exact", "Field", "Instance", "derived"),
    "statement.given": ("kept_instance",),
    "statement.population": ("Draw", "Population"),
    "statement.relation": (
        "Relation",
        "at_least",
        "at_most",
        "equal",
        "full_rank",
        "positive",
        "probability",
    ),
    "statement.standard": ("standard_population",),
}  # fmt: skip
_MODULES = {name: f"icl_verify.{module}" for module, names in _WHERE.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

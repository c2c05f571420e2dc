"""A proposal as the file of a conjecture."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from icl_verify.repair.proposals import Proposal
from icl_verify.statement.claim import Claim

_FILE = '''"""{title}, repaired: {text}."""

from dataclasses import replace

{imports}
from icl_verify import claim


@claim(
    "conj.{name}",
    population={parent}.population,
    statement=r"\\text{{{text}}}",
    source="repaired from {id}",
    group="Conjectures",
    form="conjecture",
    assumes={parent}.assumes,
    settings=dict({parent}.settings),
    note="{evidence} when it was proposed.",
)
def {name}(instance, **settings):
    """{title}, repaired"""
    relation = {parent}.function(instance, **settings)
    return {code}
'''


def write_conjecture(claim: Claim, proposals: Sequence[Proposal]) -> Path:
    """Write the first proposal that has code as a claim of its own beside the claim's file; the file.

    Raises:
        ValueError: no proposal has code (an edit is made by hand), the claim has no name in its module, or
            the file is there already.
    """
    chosen = next((p for p in proposals if p.code), None)
    if chosen is None:
        raise ValueError(
            f"a proposal must have code to be written, got edits of formulas alone for {claim.id}"
        )
    parent = _name_of(claim)
    name = re.sub(r"\W", "_", claim.id) + "_repaired"
    path = Path(inspect.getfile(claim.function)).parent / f"test_{name}.py"
    if path.exists():
        raise ValueError(f"{path} must not exist, and it does")
    module = claim.function.__module__
    needs = [need.split(":") for need in chosen.needs]
    imports = [f"import {module}", *(f"from {m} import {f}" for m, f in needs)]
    path.write_text(
        _FILE.format(
            title=claim.title, text=chosen.text, imports="\n".join(imports), id=claim.id, name=name,
            parent=f"{module}.{parent}", code=chosen.code,
            evidence=chosen.evidence[0].upper() + chosen.evidence[1:],
        ),
        encoding="utf-8",
    )  # fmt: skip
    return path


def _name_of(claim: Claim) -> str:
    """The name under which its module holds a claim."""
    module = sys.modules.get(claim.function.__module__)
    for name, value in vars(module).items() if module else ():
        if value is claim:
            return name
    raise ValueError(f"claim must have a name in {claim.function.__module__}, and {claim.id} has none")

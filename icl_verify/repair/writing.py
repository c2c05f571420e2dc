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

{replace}{imports}
from icl_verify import {names}

{condition}
@claim(
    "conj.{name}",
    population={parent}.population,
    statement={statement},
    source="repaired from {id}",
    group="Conjectures",
    form="conjecture",
    assumes={assumes},
    settings=dict({parent}.settings),
    minimum_share={share},
    note="{evidence} when it was proposed.",
)
def {name}(instance, **settings):
    """{title}, repaired"""
    {body}
'''
_CONDITION = '''
@assumption("condition", "{title}")
def condition(instance):
    """{title}"""
    return {code}

'''
_CHANGED = "relation = {parent}.function(instance, **settings)\n    return {code}"


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
    name = re.sub(r"\W", "_", claim.id) + "_repaired"
    path = Path(inspect.getfile(claim.function)).parent / f"test_{name}.py"
    if path.exists():
        raise ValueError(f"{path} must not exist, and it does")
    path.write_text(_text(claim, chosen, name), encoding="utf-8")
    return path


def _text(claim: Claim, chosen: Proposal, name: str) -> str:
    """The whole file."""
    module = claim.function.__module__
    parent = f"{module}.{_name_of(claim)}"
    needs = [need.split(":") for need in chosen.needs]
    condition, assumes, names = "", f"{parent}.assumes", "claim"
    statement = rf'r"\text{{{chosen.text}}}"'
    body = _CHANGED.format(parent=parent, code=chosen.code)
    if chosen.condition:
        said = chosen.claim.assumes[-1].title
        condition, assumes = (
            _CONDITION.format(title=said, code=chosen.code),
            f"(*{parent}.assumes, condition)",
        )
        names = f"assumption, {chosen.code.partition('(')[0]}, claim"
        statement = rf'{parent}.statement + r"\quad\text{{ where {said}}}"'
        body = f"return {parent}.function(instance, **settings)"
    return _FILE.format(
        title=claim.title, text=chosen.text, id=claim.id, name=name, parent=parent, body=body,
        imports="\n".join([f"import {module}", *(f"from {m} import {f}" for m, f in needs)]), names=names,
        replace="" if chosen.condition else "from dataclasses import replace\n\n", condition=condition,
        assumes=assumes, statement=statement, share=chosen.claim.minimum_share,
        evidence=chosen.evidence[0].upper() + chosen.evidence[1:],
    )  # fmt: skip


def _name_of(claim: Claim) -> str:
    """The name under which its module holds a claim."""
    module = sys.modules.get(claim.function.__module__)
    for name, value in vars(module).items() if module else ():
        if value is claim:
            return name
    raise ValueError(f"claim must have a name in {claim.function.__module__}, and {claim.id} has none")

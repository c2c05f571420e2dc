"""Every claim that a module makes while it is imported, in order: none is lost for want of a name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icl_verify.statement.claim import Claim

# The name under which a module holds the claims that it made, whatever else they are called there.
MADE = "__claims__"
# Top packages of the modules that made claims: what a claim reaches there is a part of what it says.
HOMES: set[str] = set()


def register(claim: Claim) -> str:
    """Add a claim to those of the module that is being imported; the module's name.

    A function of another module may make the claim: the module whose top level called it counts. What is made
    by a program that runs, a test say, belongs to no module; its name is empty.
    """
    frame = sys._getframe(1)
    while frame.f_code.co_name != "<module>":
        if frame.f_back is None:
            return ""
        frame = frame.f_back
    name: str = frame.f_globals.get("__name__", "__main__")
    module = sys.modules.get(name)
    if name == "__main__" or module is None or vars(module) is not frame.f_globals:
        return ""
    frame.f_globals.setdefault(MADE, []).append(claim)
    HOMES.add(name.split(".")[0])
    return name


def made_in(module: object) -> Sequence[Claim]:
    """The claims that a module made, in order."""
    claims: list[Claim] = vars(module).get(MADE, [])
    return tuple(claims)

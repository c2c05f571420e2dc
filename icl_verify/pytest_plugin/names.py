"""The name of a claim's test: all that xdist tells the controller about a test before it has run."""

from __future__ import annotations

import re

from icl_verify.statement.names import NAME

# xdist's scheduler takes what follows the @ for the group; its own marker does not reach the names that
# pytest 9 gives to tests.
_NODE = re.compile(rf"(?:^|::)claim\[({NAME})\]@{NAME}$")


def node_name(claim: str, population: str) -> str:
    """The test's name, for a claim's id and its population's name."""
    return f"claim[{claim}]@{population}"


def claim_id(nodeid: str) -> str | None:
    """The id of the claim whose test this is, or None for any other test."""
    found = _NODE.search(nodeid)
    return found.group(1) if found else None

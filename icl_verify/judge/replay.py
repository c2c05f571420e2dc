"""Judging again an instance that a file holds."""

from __future__ import annotations

from icl_verify.judge.settle import Settlement, settle
from icl_verify.records.example import Example
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact


def replay(claim: Claim, example: Example) -> Settlement:
    """Judge a kept counterexample again in balls.

    Raises:
        ValueError: its instance is malformed, or not of the type or shapes that the claim speaks of.
    """
    return settle(claim, instance_of(claim, example))


def instance_of(claim: Claim, example: Example) -> Exact:
    """The instance of a kept file, checked against what the claim is tried on (ValueError)."""
    exact, kind = Exact.from_json(example.instance.to_json()), claim.population.kind
    if exact.kind is not kind:
        raise ValueError(f"instance of {claim.id} must be a {kind.type_name()}, got {exact.kind.type_name()}")
    if not claim.population.admits(exact.sizes):
        raise ValueError(f"sizes must be among those of {claim.population.name}, got {exact.sizes}")
    return exact

"""A claim must leave what it is given as it was: the next claim on the population sees the same batch."""

from __future__ import annotations

from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance


def check_untouched(claim: Claim, batch: Instance) -> None:
    """ValueError, naming what, where a claim or an assumption of it edited a float64 batch in place."""
    edited = batch.touched()
    if edited:
        raise ValueError(
            f"{claim.id} (or an assumption of it) must leave its instances as they were, got {edited} edited "
            "in place: write x = x - mean for x -= mean"
        )


def restore(claim: Claim) -> None:
    """Where a batch was edited in place, let the population expand its draws anew for the next claim."""
    if any(batch.touched() for batch in claim.population.kept()):
        claim.population.forget()

"""A claim must leave what it is given, and the process, as they were: the next claim meets both."""

from __future__ import annotations

from icl_verify.numerics.surroundings import Surroundings
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance


class Unsteady(ValueError):
    """A claim is no function of its instances: it remembers, draws, or changes the process."""


def check_untouched(claim: Claim, batch: Instance) -> None:
    """ValueError, naming what, where a claim or an assumption of it edited a float64 batch in place."""
    edited = batch.touched()
    if edited:
        raise ValueError(
            f"{claim.id} (or an assumption of it) must leave its instances as they were, got {edited} edited "
            "in place: write x = x - mean for x -= mean"
        )


def check_surroundings(claim: Claim, surroundings: Surroundings) -> None:
    """Unsteady, naming what, where a claim or an assumption of it changed a setting of the process."""
    changed = surroundings.changed()
    if changed:
        raise Unsteady(
            f"{claim.id} (or an assumption of it) must leave the settings of the process as they were, got "
            f"{' and '.join(changed)} changed: leave it out, or undo it at the end (with np.errstate, say)"
        )


def restore(claim: Claim, surroundings: Surroundings) -> None:
    """Put the process back as it was; where a setting was changed, have the batches drawn anew.

    What was derived of a batch under other settings has other numbers.
    """
    changed = surroundings.changed()
    surroundings.restore()
    if changed:
        claim.population.forget()


def draw_anew(claim: Claim) -> None:
    """Where a batch was edited in place, let the population expand its draws anew for the next claim."""
    if any(batch.touched() for batch in claim.population.kept()):
        claim.population.forget()

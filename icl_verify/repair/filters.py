"""What makes a proposal worthless though it survives: a side that vanishes, a field without effect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch

from icl_verify.repair.proposals import Proposal
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.relation import Relation

STIR = 1.5  # what a field is divided by to see whether a side depends on it: a chance stays one
LEAST_CHANGE = 1e-9
ONE_SIDE = "reads one side twice"


def is_degenerate(relation: Relation, before: Relation) -> bool:
    """Whether a side is zero everywhere that was not before, or the two sides are one array."""
    pairs = zip(relation.float_sides()[:2], before.float_sides()[:2], strict=True)
    emptied = any(not now.any() and was.any() for now, was in pairs)
    return emptied or relation.lhs is relation.rhs


def alike(one: Any, other: Any) -> bool:
    """Whether two sides are the same to the last bit."""
    return tuple(one.shape) == tuple(other.shape) and bool(torch.equal(one, other))


def reads_one_side_twice(proposal: Proposal, batches: Iterable[Instance]) -> bool:
    """Whether both sides are one expression, p = p: alike on every float64 batch.

    A factor that is a number says how far the sides were apart, and stays.
    """
    if proposal.number:
        return False
    with torch.no_grad():
        relations = [proposal.claim(batch) for batch in batches]
    return all(relation.rhs is not None and alike(relation.lhs, relation.rhs) for relation in relations)


def depends_on(claim: Claim, batch: Instance) -> set[tuple[str, str]]:
    """(side, field) for every field that a side changes with, seen on a float64 batch."""
    plain = _sides(claim, batch, None)
    found = set()
    for name in batch.fields:
        stirred = _sides(claim, batch, name)
        for side in plain:
            if stirred[side].shape == plain[side].shape:
                size = plain[side].abs().max()
                if bool((stirred[side] - plain[side]).abs().max() > LEAST_CHANGE * size):
                    found.add((side, name))
    return found


def _sides(claim: Claim, batch: Instance, stirred: str | None) -> dict[str, torch.Tensor]:
    raw = batch.tensors
    if stirred is not None:
        array = raw[stirred]
        # Not a multiple: what is scaled to norm 1, or bounded, must change as well.
        spread = torch.linspace(STIR, 1, array[0].numel(), dtype=array.dtype).reshape(array.shape[1:])
        raw[stirred] = array / spread
    with torch.no_grad():
        relation = claim(type(batch)(batch.sizes, raw))
    sides = {"left": relation.lhs, "right": relation.rhs}
    return {name: side for name, side in sides.items() if isinstance(side, torch.Tensor)}

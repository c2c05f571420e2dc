"""Which instances of a batch a claim speaks of: those that satisfy its assumptions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from icl_verify.judge.last_digits import OtherDigits
from icl_verify.statement.claim import Assumption
from icl_verify.statement.fields import Instance
from icl_verify.statement.relation import Relation

EVALUATIONS = 4  # of an assumption with other last digits
EXPLAINED = 8  # times as far as they move a side, rounding may have moved it


def hold_in_float64(assumes: Iterable[Assumption], batch: Instance) -> np.ndarray:
    """Where float64 sees no assumption fail, shape (batch,); what it leaves undefined counts as failing."""
    holds = np.ones(batch.batch, dtype=bool)
    for assumption in assumes:
        holds &= ~assumption.judged(batch).broken
    return holds


def in_doubt(assumes: Iterable[Assumption], batch: Instance, among: np.ndarray) -> np.ndarray:
    """Which of some instances may satisfy every assumption though float64 sees one fail, shape (batch,).

    Such an assumption fails by what rounding, underflow or overflow may have made.

    Arguments:
        among: the instances that are asked about, shape (batch,).
    """
    doubt = among.copy()
    for assumption in assumes:
        judged = assumption.judged(batch)
        rows = np.flatnonzero(doubt & judged.broken & ~judged.doubtful)
        if len(rows):
            doubt[rows] = _mended(assumption, batch.select(rows))
    return doubt


def _mended(assumption: Assumption, batch: Instance) -> np.ndarray:
    """Where an assumption does not fail once last digits change, or by no more than they change, (batch,)."""
    with np.errstate(all="ignore"):
        relation = assumption(batch)
        entries = relation.compare_float64()
        clear = entries.broken & ~entries.undefined & relation.resolved_entries(entries.broken.shape)
        if entries.doubtful is not None:
            clear &= ~entries.doubtful
        gap, spread = _gap(relation), np.zeros_like(_gap(relation))
        mended = np.zeros(batch.batch, dtype=bool)
        for seed in range(EVALUATIONS):
            fresh = batch.select(slice(None))  # what was derived is to be derived anew
            with OtherDigits(seed, underflow=True):
                relation = assumption(fresh)
            mended |= ~relation.judge_float64().broken
            spread = np.fmax(spread, np.abs(_gap(relation) - gap))
        if gap.shape == clear.shape:  # an entry of another kind need not be a pair of sides
            mended |= ~(clear & ~(EXPLAINED * spread >= np.abs(gap))).any(axis=1)
    return mended


def _gap(relation: Relation) -> np.ndarray:
    """Left less right side, shape (batch, entries)."""
    left, right, _ = relation.float_sides()
    gap: np.ndarray = left - right
    return gap

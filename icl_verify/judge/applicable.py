"""Which instances of a batch a claim speaks of: those that satisfy its assumptions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from icl_verify.statement.claim import Assumption
from icl_verify.statement.fields import Instance


def hold_in_float64(assumes: Iterable[Assumption], batch: Instance) -> np.ndarray:
    """Where float64 sees no assumption fail, shape (batch,); what it leaves undefined counts as failing."""
    holds = np.ones(batch.batch, dtype=bool)
    for assumption in assumes:
        holds &= ~assumption.judged(batch).broken
    return holds

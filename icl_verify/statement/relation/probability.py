"""A chance: the kind that is judged by counting events, never on one instance."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np
import torch

from icl_verify.statement.relation.base import Statistical, Words, tensor


@dataclass(frozen=True)
class Probability(Statistical):
    """``lhs``, a boolean event, holds with chance at least ``chance``."""

    chance: float = 0.0

    kind: ClassVar[str] = "probability"
    words: ClassVar[Words] = Words(
        "≥", "≱", "The chance of the event is to be at least the right side.", left="chance of the event"
    )

    def events(self) -> np.ndarray:
        """Which events held, booleans of shape (batch, samples)."""
        event = tensor(self.lhs)
        return np.asarray(event.detach().cpu().numpy().reshape(len(event), -1))


def probability(event: torch.Tensor, *, at_least: float | Fraction) -> Probability:
    """The event (boolean; shape (batch,) or (batch, samples)) holds with at least that chance.

    Raises:
        ValueError: ``at_least`` is not strictly between 0 and 1, or the event is not boolean.
    """
    if not 0 < at_least < 1:
        raise ValueError(f"at_least must be strictly between 0 and 1, got {at_least}")
    if event.dtype != torch.bool:
        raise ValueError(f"event must be boolean, got {event.dtype}")
    return Probability(event, chance=float(at_least))

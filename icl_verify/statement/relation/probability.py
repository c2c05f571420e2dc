"""A chance: the kind that is judged by counting events, never on one instance."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np
import torch

from icl_verify.numerics.float64 import tensor
from icl_verify.statement.relation.base import Statistical, Words


@dataclass(frozen=True)
class Probability(Statistical):
    """``lhs``, a boolean event, holds with chance at least ``chance``; see ``probability``."""

    chance: float = 0.0
    along: str | None = None

    kind: ClassVar[str] = "probability"
    words: ClassVar[Words] = Words(
        "≥", "≱", "The chance of the event must be at least the right side.", left="chance of the event"
    )

    def events(self) -> np.ndarray:
        """Which events held, booleans of shape (batch, samples)."""
        event = tensor(self.lhs)
        return np.asarray(event.detach().cpu().numpy().reshape(len(event), -1))


def probability(event: torch.Tensor, *, at_least: float | Fraction, along: str | None = None) -> Probability:
    """The event holds with at least that chance: over the population, or for every instance.

    Arguments:
        event: boolean. Over the population, shape (batch,): one event an instance, and the claim's population
            must be of one law. With ``along``, shape (batch, samples).
        at_least: the chance claimed, in [0, 1].
        along: the axis of the instance type along which samples run. The fields that carry it are what the
            chance is over; all others are given, and the chance is claimed whatever they are. It is judged
            shape by shape.

    Raises:
        ValueError: ``at_least`` is not in [0, 1], or the event is not boolean.
    """
    if not 0 <= at_least <= 1:
        raise ValueError(f"at_least must be in [0, 1], got {at_least}")
    if event.dtype != torch.bool:
        raise ValueError(f"event must be boolean, got {event.dtype}")
    return Probability(event, chance=float(at_least), along=along)

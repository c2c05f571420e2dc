"""Numbers that cross from one arithmetic to the other: to a solver as float64, back as exact numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from icl_verify.numerics import balls, symbolic
from icl_verify.statement.fields import Instance


def in_float64(instance: Instance) -> bool:
    """Whether the instance is a torch batch (and not balls)."""
    return isinstance(next(iter(instance.raw.values())), torch.Tensor)


def floats(array: Any) -> np.ndarray:
    """The numbers of an array as float64 (of balls their midpoints, of symbols what balls make of them)."""
    return array.detach().cpu().numpy() if isinstance(array, torch.Tensor) else balls.to_floats(_known(array))


def _known(array: Any) -> balls.BallArray:
    """Balls as they are, symbols evaluated."""
    return symbolic.evaluate(array) if isinstance(array, symbolic.SymbolicArray) else array


def placed(instance: Instance, array: np.ndarray) -> Any:
    """Float64 numbers, taken exactly, as an array of the instance's arithmetic and device."""
    first = next(iter(instance.raw.values()))
    if isinstance(first, torch.Tensor):
        return torch.as_tensor(array, dtype=torch.float64, device=first.device)
    exact = symbolic if isinstance(first, symbolic.SymbolicArray) else balls
    return exact.from_exact(np.asarray(array, dtype=np.float64))


def are_floats(arrays: Sequence[Any]) -> bool:
    """Whether balls, or what symbols evaluate to, are the float64 numbers of their midpoints."""
    return all(
        not np.any(balls.radius(a - balls.from_exact(balls.to_floats(a))))
        and not np.any(balls.to_floats(a - balls.from_exact(balls.to_floats(a))))
        for a in map(_known, arrays)
    )


def undefined(instance: Instance, shape: tuple[int, ...]) -> Any:
    """NaN throughout: what a refusal becomes."""
    return instance.xp.sqrt(-instance.xp.ones(shape))

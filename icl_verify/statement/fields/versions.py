"""How often tensors were edited in place, as torch counts it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import torch


def versions(value: object) -> tuple[int, ...]:
    """How often each tensor in a value was edited in place, in their order; of other things nothing."""
    if isinstance(value, torch.Tensor):
        return () if value.is_inference() else (value._version,)
    if isinstance(value, Mapping):
        value = tuple(value.values())
    elif dataclasses.is_dataclass(value):
        value = tuple(getattr(value, one.name) for one in dataclasses.fields(value))
    if not isinstance(value, list | tuple):
        return ()
    return tuple(version for part in value for version in versions(part))

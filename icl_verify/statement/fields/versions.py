"""How often tensors were edited in place, as torch counts it."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping

import torch

Versions = tuple[tuple[torch.Tensor, int], ...]


def versions(value: object) -> Versions:
    """Each tensor in a value, in their order, and how often it was edited in place; none of other things."""
    if isinstance(value, torch.Tensor):
        return () if value.is_inference() else ((value, value._version),)
    kind: type = type(value)
    if isinstance(value, Mapping):
        value = tuple(value.values())
    elif names := _fields_of(kind):
        value = tuple(getattr(value, name) for name in names)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(version for part in value for version in versions(part))


def edited(before: Versions) -> bool:
    """Whether one of the tensors was edited since."""
    return any(tensor._version != version for tensor, version in before)


@functools.cache
def _fields_of(kind: type) -> tuple[str, ...]:
    """The names of a dataclass' fields, none of another type."""
    return tuple(one.name for one in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()

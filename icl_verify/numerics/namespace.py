"""Which arithmetic an array belongs to: the one question that a theory function asks."""

from functools import cache
from typing import Any

import torch

from icl_verify.numerics._interface import Array, Namespace
from icl_verify.numerics.balls import BallArray, Balls
from icl_verify.numerics.float64 import Float64
from icl_verify.numerics.symbolic import Symbolic, SymbolicArray

__all__ = ["Array", "Namespace", "namespace"]

_EXACT: dict[type, Namespace[Any]] = {BallArray: Balls(), SymbolicArray: Symbolic()}


@cache
def _float64(device: torch.device) -> Float64:
    return Float64(device)


def namespace(*arrays: Any) -> Namespace[Any]:
    """The namespace of the arithmetic that all the given arrays belong to.

    `BallArray`s give the ball namespace, `SymbolicArray`s the symbolic one, float64 tensors that of their
    device (a CPU scalar beside tensors of another device counts for nothing). Raises TypeError for no array,
    for arrays of several arithmetics, for a tensor that is not float64 and for any other type.
    """
    if not arrays:
        raise TypeError("namespace needs at least one array, got none")
    if len(arrays) == 1 and type(arrays[0]) is torch.Tensor and arrays[0].dtype == torch.float64:
        return _float64(arrays[0].device)
    kinds = {type(array) for array in arrays}
    if len(kinds) == 1 and (first := type(arrays[0])) in _EXACT:
        return _EXACT[first]
    for array in arrays:
        if isinstance(array, torch.Tensor):
            if array.dtype != torch.float64:
                raise TypeError(f"tensors must be torch.float64, got {array.dtype}")
        elif type(array) not in _EXACT:
            raise TypeError(
                f"arrays must be float64 tensors, BallArrays or SymbolicArrays, got {type(array).__name__}"
            )
    if kinds & set(_EXACT):
        named = ", ".join(type(array).__name__ for array in arrays)
        raise TypeError(f"arrays must all belong to one arithmetic, got {named}")
    devices = {array.device for array in arrays if array.ndim > 0} or {array.device for array in arrays}
    if len(devices) > 1:
        raise ValueError(f"tensors must be on one device, got {sorted(str(device) for device in devices)}")
    return _float64(devices.pop())

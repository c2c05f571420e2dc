"""Threads that take one training's steps together: a barrier inside compiled code."""

from __future__ import annotations

import ctypes
from typing import Any, no_type_check

# llvmlite is private to Numba: the bounds in pyproject.toml.
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

# Words that a team shares: two for the barrier, then the tier, whether any instance is left, the kept time.
WORDS, TIER, GOING, SLOT = 5, 2, 3, 4
# Looks at the barrier before the processor is offered to other threads.
_PATIENCE = 2000


def yield_address() -> int:
    """Where the system's call lies that lets another thread run; 0 where there is none."""
    try:
        return ctypes.cast(ctypes.CDLL(None).sched_yield, ctypes.c_void_p).value or 0
    except (AttributeError, OSError, TypeError):
        return 0


def _word(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    return builder.gep(context.make_array(kind)(context, builder, array).data, [index], inbounds=True)


@intrinsic
@no_type_check
def _add(typing: Any, array: Any, index: Any, value: Any) -> Any:
    """Add to a word for all threads to see; returns what it held before."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.atomic_rmw("add", _word(context, builder, sig.args[0], *args[:2]), args[2], "seq_cst")

    return types.int64(array, types.intp, types.int64), emit


@intrinsic
@no_type_check
def _give_way(typing: Any, address: Any) -> Any:
    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(32), [])
        builder.call(builder.inttoptr(args[0], kind.as_pointer()), [])
        return context.get_dummy_value()

    return types.void(types.intp), emit


@njit
@no_type_check
def meet(words, members, give_way):
    """Wait until all ``members`` threads are here; ``words`` starts as zeros, ``give_way`` may be 0."""
    if members == 1:
        return
    round_number = _add(words, 1, 0)
    if _add(words, 0, 1) == members - 1:
        _add(words, 0, -members)
        _add(words, 1, 1)
        return
    looks = 0
    while _add(words, 1, 0) == round_number:
        looks += 1
        if looks > _PATIENCE and give_way != 0:
            _give_way(give_way)

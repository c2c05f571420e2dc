"""Threads that take one training's steps together: a barrier inside compiled code.

The threads meet three times in each step. To sleep and be woken by the operating system would cost some of
the time that sharing a step saves, and Python's locks cannot be had in compiled code: hence a barrier of two
counters, which waiting threads look at without pause.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any, no_type_check

# llvmlite is private to Numba: the bounds in pyproject.toml.
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from icl_verify.yang2024.descent.lanes import internal

# Words that a team shares: two for the barrier, then the tier, whether any instance is left, the recorded
# time.
WORDS, TIER, GOING, SLOT = 5, 2, 3, 4
# Looks at the barrier before the processor is offered to other threads: with more threads
# than processors, the one that is waited for may not be running.
_PATIENCE = 2000


@functools.cache
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
def _yield_cpu(typing: Any, address: Any) -> Any:
    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(32), [])
        builder.call(builder.inttoptr(args[0], kind.as_pointer()), [])
        return context.get_dummy_value()

    return types.void(types.intp), emit


@internal
@no_type_check
def barrier(words, members, yield_cpu):
    """Wait until all ``members`` threads are here; ``words`` starts as zeros, ``yield_cpu`` may be 0.

    Word 0 counts arrivals, word 1 rounds. The last to arrive resets the first before it opens the round by
    the second, so that the words serve the next round at once.
    """
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
        if looks > _PATIENCE and yield_cpu != 0:
            _yield_cpu(yield_cpu)

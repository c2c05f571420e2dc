"""The process that claims are tried in: reproducible digits, one thread, a garbage collector at rest."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import sys
from collections.abc import Iterator

import pytest

_PAUSED = pytest.StashKey[bool]()
OBJECTS_A_PASS = 20_000  # that may be made before the garbage collector looks at them
_POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def prepare(config: pytest.Config) -> None:
    """Called at the start where an option says that claims come, and again at the first claim collected.

    Libraries read the variables when they are loaded. What workers inherit comes in time for all of them;
    at the first claim torch is there already, and is told by a call.
    """
    # Before torch first calls MKL: the same digits whatever the alignment of its work space.
    os.environ.setdefault("MKL_CBWR", "COMPATIBLE")
    if hasattr(config, "workerinput") or getattr(config.option, "numprocesses", None):
        _one_thread()
    else:
        _idle_no_threads()


def _one_thread() -> None:
    """Two thread pools on two cores run slower than one thread on each."""
    for variable in (*_POOLS, "NUMBA_NUM_THREADS"):
        os.environ[variable] = "1"
    torch = sys.modules.get("torch")
    if torch is not None:
        from icl_verify.numerics.threads import limit_threads

        torch.set_num_threads(1)
        limit_threads(1)


def _idle_no_threads() -> None:
    """Batches are too small for the pools of torch and BLAS, whose threads spin while they wait.

    Who sets one of the variables has asked for them.
    """
    if any(variable in os.environ for variable in _POOLS):
        return
    for variable in _POOLS:
        os.environ[variable] = "1"
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


def pause_collector(config: pytest.Config) -> None:
    """No garbage collection until the claims are there: what is imported stays, and is searched in vain."""
    if gc.isenabled():
        gc.disable()
        config.stash[_PAUSED] = True
        config.add_cleanup(gc.enable)


def settle_heap(config: pytest.Config) -> None:
    """Take all that is there out of the collector's sight, and let it work from here on.

    Each full pass over the libraries costs as much as a small claim does, and pytest asks for several. What
    claims make is freed by counting references, but for little: passes in search of the rest come seldom.
    """
    gc.freeze()
    config.add_cleanup(functools.partial(gc.set_threshold, *gc.get_threshold()))
    gc.set_threshold(OBJECTS_A_PASS, *gc.get_threshold()[1:])
    resume_collector(config)


def resume_collector(config: pytest.Config) -> None:
    """Let the collector work again, where it was paused."""
    if config.stash.get(_PAUSED, False):
        gc.enable()


@contextlib.contextmanager
def libraries_come() -> Iterator[None]:
    """As between a pause and a settled heap, for what loads claims before there is a session of pytest."""
    worked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if worked:
            gc.enable()

"""The process that claims are tried in: reproducible digits, and one thread where workers share the cores."""

from __future__ import annotations

import os
import sys

import pytest

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def prepare(config: pytest.Config) -> None:
    """Called at the start where an option says that claims come, and again at the first claim collected.

    Libraries read the variables when they are loaded. What workers inherit comes in time for all of them;
    at the first claim torch is there already, and is told by a call.
    """
    # Before torch first calls MKL: the same digits whatever the alignment of its work space.
    os.environ.setdefault("MKL_CBWR", "COMPATIBLE")
    if hasattr(config, "workerinput") or getattr(config.option, "numprocesses", None):
        _one_thread()


def _one_thread() -> None:
    """Two thread pools on two cores run slower than one thread on each."""
    for variable in _THREADS:
        os.environ[variable] = "1"
    torch = sys.modules.get("torch")
    if torch is not None:
        from icl_verify.numerics.threads import limit_threads

        torch.set_num_threads(1)
        limit_threads(1)

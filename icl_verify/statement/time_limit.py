"""An end to a claim that hangs."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


@contextlib.contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Within it, a TimeoutError is raised after so many seconds; None or 0 sets no limit.

    It is a signal to the process: of use in its main thread alone, and not within another limit.
    """
    if not seconds:
        yield
        return

    def expire(signum: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"the claim took longer than {seconds} s")

    previous = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@contextlib.contextmanager
def untimed() -> Iterator[None]:
    """Within it the clock of ``time_limit`` stands: for waiting on a lock, which is not the claim's doing."""
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left)

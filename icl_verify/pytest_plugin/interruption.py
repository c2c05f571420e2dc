"""Telling a person's Ctrl-C from the other reasons for which pytest ends a session early."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

import pytest


def by_hand(error: BaseException) -> bool:
    """Whether a person stopped the session.

    pytest itself interrupts one whose files cannot be imported, and xdist, by an error of its own, one that
    -x ends.
    """
    if isinstance(error, KeyboardInterrupt) and type(error) is not KeyboardInterrupt:
        return "keyboard-interrupt" in str(error)  # as xdist says it of a worker
    return isinstance(error, KeyboardInterrupt)


class Stopped:
    """A pytest plugin that knows afterwards whether a person stopped the session."""

    def __init__(self) -> None:
        self.by_hand = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Note whether it was Ctrl-C, and no call of ``pytest.exit``."""
        self.by_hand = by_hand(excinfo.value)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C does nothing meanwhile: for what is short and must end well, once the session is over."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals go to the main thread alone
        return
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)

"""Where compiled code is kept between processes, and who compiles it when several start at once."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numba

from icl_verify.statement.time_limit import untimed

try:
    import fcntl
except ImportError:  # no such locks on this system: processes then compile beside each other
    fcntl = None  # type: ignore[assignment]


def private_folder() -> Path | None:
    """A folder for temporary files that belongs to this user alone, or None where there can be none.

    Cached code is executed: a folder that somebody else may write to is not taken.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"icl_verify-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
    except OSError:
        return None
    mine = not hasattr(os, "getuid") or (state.st_uid == user and not state.st_mode & 0o022)
    return folder if mine and folder.is_dir() and not folder.is_symlink() else None


def cached(decorate: Callable[..., Any], function: Callable[..., Any]) -> Any:
    """``decorate(function, cache=True)``: beside the source or in the user's cache, as Numba prefers; where
    neither can be written, in a temporary folder; where there is none either, for this process alone.

    Arguments:
        decorate: takes the function and ``cache``, and raises RuntimeError where Numba finds no place.
    """
    with contextlib.suppress(RuntimeError):
        return decorate(function, cache=True)
    folder = private_folder()
    if folder is not None:
        numba.config.CACHE_DIR = str(folder)
        with contextlib.suppress(RuntimeError):
            return decorate(function, cache=True)
    return decorate(function, cache=False)


@contextlib.contextmanager
def one_compiles() -> Iterator[None]:
    """Of the processes that come here at once one goes on; the others find its code in the cache.

    Without a place for a lock all go on. No claim's time limit counts the wait, nor what is compiled.
    """
    with untimed(), _locked():
        yield


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    folder = private_folder() if fcntl is not None else None
    try:
        file = None if folder is None else (folder / "compiling.lock").open("a")
    except OSError:
        file = None
    if file is None:
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)  # released when the file is closed, also by a crash
        yield

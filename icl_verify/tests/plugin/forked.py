"""``icl-verify`` commands, and plain pytest, as copies of a process that has the libraries loaded: to load
them takes longer than most runs of the tests do.

A copy has its own folder, environment, output and end, as a process started by hand would; what it does not
show is a cold start, which `test_cold_start` tries. Two such processes take turns: they differ in the seed of
Python's hashes, as one start does from the next.
"""

from __future__ import annotations

import atexit
import functools
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from icl_verify.tests.plugin import copied_workers

LOADED = (
    "icl_verify.catalogue",
    "icl_verify.certify",
    "icl_verify.commands",
    "icl_verify.pytest_plugin.since",
    "icl_verify.repair.record",
    "icl_verify.report",
    "icl_verify.statement.standard",
    "icl_verify.trial.course",
    "xdist.plugin",
)
_TURNS = itertools.count()


def run(
    folder: Path, command: tuple[str, ...], environment: dict[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """One command, run to its end: ``icl-verify`` or ``pytest``, and its arguments.

    subprocess.TimeoutExpired where it takes longer.
    """
    process = _loaded(next(_TURNS) % 2)
    assert process.stdin is not None and process.stdout is not None
    with tempfile.TemporaryDirectory() as kept:
        out, err = Path(kept, "out"), Path(kept, "err")
        asked = {
            "folder": str(folder), "command": command, "environment": environment, "timeout": timeout,
            "out": str(out), "err": str(err),
        }  # fmt: skip
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        status = json.loads(process.stdout.readline())
        said = [path.read_text(encoding="utf-8", errors="replace") for path in (out, err)]
    if status is None:
        raise subprocess.TimeoutExpired(command, timeout, *said)
    return subprocess.CompletedProcess(command, status, *said)


@functools.cache
def _loaded(seed: int) -> subprocess.Popen[str]:
    """The process that copies itself, with one of two seeds of hashes."""
    from icl_verify.tests.plugin.running import environment

    told = {**environment(), "PYTHONHASHSEED": str(1 + seed)}
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], env=told, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(process.communicate)  # at the end of its input it ends
    return process


def _serve() -> None:
    """Answer each line by the exit status of its command, null where it took too long."""
    import gc
    import importlib

    base = sys.path[1:]  # without the folder that it was started in
    gc.disable()
    for name in LOADED:
        importlib.import_module(name)
    gc.freeze()
    gc.enable()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            _become(asked, base)
        print(json.dumps(_ended(child, asked["timeout"])), flush=True)
    os._exit(0)


def _ended(child: int, timeout: float) -> int | None:
    def too_long(*_: object) -> None:
        os.killpg(child, signal.SIGKILL)
        raise TimeoutError

    signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    try:
        _, status = os.waitpid(child, 0)
    except TimeoutError:
        os.waitpid(child, 0)
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return os.waitstatus_to_exitcode(status)


def _become(asked: dict[str, object], base: list[str]) -> None:
    """Be the command: it ends this process."""
    os.setsid()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for number, path, flags in ((0, os.devnull, os.O_RDONLY), (1, asked["out"], 1), (2, asked["err"], 1)):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if flags == 1 else flags
        os.dup2(os.open(str(path), flags, 0o600), number)
    os.chdir(str(asked["folder"]))
    os.environ.clear()
    os.environ.update(asked["environment"])  # type: ignore[call-overload]
    sys.path[:] = [str(asked["folder"]), *base]
    if encoding := asked["environment"].get("PYTHONIOENCODING"):  # type: ignore[attr-defined]
        sys.stdout.reconfigure(encoding=encoding)  # type: ignore[union-attr]
        sys.stderr.reconfigure(encoding=encoding)  # type: ignore[union-attr]
    sys.argv[:] = asked["command"]  # type: ignore[assignment]
    status = 1
    try:
        copied_workers.offer()
        if sys.argv[0] == "icl-verify":
            from icl_verify.cli import command

            command()
        status = int(pytest.main(sys.argv[1:]))
        atexit._run_exitfuncs()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()

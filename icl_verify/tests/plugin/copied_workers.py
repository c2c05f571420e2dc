"""xdist's workers as copies of a process that has the libraries loaded, as the commands of `forked` are.

Such a worker has the seed of hashes that its command has; workers that start by themselves, each with another
seed, are those of the tests that start pytest as a process of its own.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import select
import signal
import socket
import sys
from typing import Any

from execnet import gateway_io
from execnet.gateway_base import Popen2IO


def offer() -> None:
    """From here on this process has its workers copied from what it is now."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    copier = os.fork()
    if not copier:
        here.close()
        _copy(there)
    there.close()

    class CopiedWorker(Popen2IO):
        """In place of execnet's, which starts Python."""

        def __init__(self, arguments: object, execmodel: Any):
            (its_in, outfile), (infile, its_out) = os.pipe(), os.pipe()
            socket.send_fds(here, [json.dumps(dict(os.environ)).encode()], [its_in, its_out])
            os.close(its_in)
            os.close(its_out)
            self.ends = os.pidfd_open(int(here.recv(20)))
            super().__init__(os.fdopen(outfile, "wb"), os.fdopen(infile, "rb"), execmodel)

        def wait(self) -> None:
            select.select([self.ends], [], [])

        def kill(self) -> None:
            signal.pidfd_send_signal(self.ends, signal.SIGKILL)

    def end() -> None:
        here.close()
        os.waitpid(copier, 0)

    atexit.register(end)
    gateway_io.Popen2IOMaster = CopiedWorker  # type: ignore[misc, assignment]


def _copy(asked: socket.socket) -> None:
    """A copy for each environment and pair of pipes that comes; once no more can come, the end."""
    while True:
        told, pipes, _, _ = socket.recv_fds(asked, 2**20, 2)
        if not told:
            break
        worker = os.fork()
        if not worker:
            _become(json.loads(told), pipes)
        for pipe in pipes:
            os.close(pipe)
        asked.send(str(worker).encode())
    asked.close()
    try:
        while True:
            os.wait()
    except ChildProcessError:
        os._exit(0)


def _become(environment: dict[str, str], pipes: list[int]) -> None:
    """Be the worker that execnet speaks to: it ends this process."""
    status = 1
    try:
        for number, pipe in enumerate(pipes):
            os.dup2(pipe, number)
            os.close(pipe)
        os.environ.clear()
        os.environ.update(environment)
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))
        exec(eval(sys.stdin.readline()), {})  # execnet's own first line
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)

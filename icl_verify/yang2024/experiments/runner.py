"""Trains many models side by side: progress, interruption, checkpoints."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from icl_verify.yang2024.experiments.training import TrainingJob

CHECKPOINT_EVERY = 20.0


def default_workers() -> int:
    """One worker a core, two at most on the CPU: each trains its own model with one thread."""
    return min(2, os.cpu_count() or 1)


def pick_device(name: str) -> torch.device:
    """``auto`` is CUDA where there is one.

    Raises:
        ValueError: an unknown device, or CUDA where there is none.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ValueError(f"device must be auto, cpu or cuda, got {name!r}") from error
    if device.type not in ("cpu", "cuda"):
        raise ValueError(f"device must be auto, cpu or cuda, got {name!r}")
    if device.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"device must be one that is here, got {name!r}: torch finds no CUDA device")
    return device


# What is judged, not what is trained: it may be given anew.
_OF_JUDGEMENT = ("level", "learned", "rise", "excess_rise")


def _continues(name: str, before: Any, now: Any) -> bool:
    if name in _OF_JUDGEMENT or before == now:
        return True
    return name in ("steps", "layer_steps", "seconds") and before is not None and before < now


class Checkpoint:
    """The states of all models in one file, readable with ``weights_only=True``.

    Arguments:
        path: the file.
        options: plain values that a resumed run must share.
    """

    def __init__(self, path: Path, options: dict[str, Any]) -> None:
        self.path, self.options, self.wrote_in = path, options, 0.0

    @property
    def interval(self) -> float:
        """Seconds between two writes: large files are written so seldom that a tenth of the time is lost."""
        return max(CHECKPOINT_EVERY, 10 * self.wrote_in)

    def load(self, jobs: Sequence[TrainingJob]) -> int:
        """Restore every job that the file holds; how many.

        Raises:
            ValueError: there is no file, or it is damaged, or of other options.
        """
        if not self.path.exists():
            raise ValueError(f"resume: there is no checkpoint {self.path}; leave --resume out to start anew")
        try:
            saved = torch.load(self.path, weights_only=True, map_location="cpu")
            options, states = saved["options"], saved["states"]
        except (RuntimeError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
            raise ValueError(f"resume: {self.path} is not a readable checkpoint ({error})") from error
        differing = sorted(
            k for k in {*options, *self.options} if not _continues(k, options.get(k), self.options.get(k))
        )
        if differing:
            name = differing[0]
            raise ValueError(
                f"resume: {self.path} was made with {name} = {options.get(name)!r}, "
                f"got {self.options.get(name)!r}"
            )
        for job in jobs:
            if job.key in states:
                job.load(states[job.key])
        return sum(job.key in states for job in jobs)

    def save(self, states: dict[str, Any]) -> None:
        """Write atomically."""
        started = time.monotonic()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        torch.save({"options": self.options, "states": states}, part)
        part.replace(self.path)
        self.wrote_in = time.monotonic() - started


@contextlib.contextmanager
def _stop_on_interrupt(stop: threading.Event) -> Iterator[None]:
    """The first Ctrl-C sets ``stop``; the second is an ordinary KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def handler(number: int, frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """One thread an operation: the same sums in the same order on any number of cores, and no waiting in
    barriers where other programs share the machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class _Pool:
    """Models in turn, one evaluation interval each, so that time and load fall on all of them alike."""

    def __init__(self, jobs: Sequence[TrainingJob], stop: threading.Event) -> None:
        self.waiting = deque(job for job in jobs if not job.finished)
        self.stop, self.errors = stop, list[BaseException]()
        self.lock, self.states, self.saved_at = threading.Lock(), dict[str, Any](), dict[str, float]()
        self.latest: TrainingJob | None = None

    def work(self) -> None:
        torch.set_num_threads(1)
        while not self.stop.is_set():
            with self.lock:
                if not self.waiting:
                    return
                job = self.waiting.popleft()
            try:
                job.advance(self.stop.is_set)
                self._keep(job)
            except BaseException as error:
                self.errors.append(error)
                self.stop.set()
                return
            with self.lock:
                self.latest = job
                if not job.finished:
                    self.waiting.append(job)

    def _keep(self, job: TrainingJob) -> None:
        now = time.monotonic()
        old = now - self.saved_at.get(job.key, -CHECKPOINT_EVERY) >= CHECKPOINT_EVERY
        if old or job.finished or self.stop.is_set():
            self.saved_at[job.key] = now
            state = job.state()
            with self.lock:
                self.states[job.key] = state


def train(
    jobs: Sequence[TrainingJob],
    checkpoint: Checkpoint,
    *,
    resume: bool,
    workers: int,
    description: str,
    quiet: bool,
) -> bool:
    """Train every job to its end; False where Ctrl-C cut it short (what was trained stays in the jobs).

    Raises:
        ValueError: a checkpoint that does not belong here.
    """
    if resume:
        checkpoint.load(jobs)
    stop = threading.Event()
    pool = _Pool(jobs, stop)
    pool.states = {job.key: job.state() for job in jobs if job.done}
    with one_thread(), _stop_on_interrupt(stop):
        threads = [threading.Thread(target=pool.work, daemon=True) for _ in range(workers)]
        for thread in threads:
            thread.start()
        try:
            _watch(jobs, pool, threads, checkpoint, description, quiet)
        except KeyboardInterrupt:
            # The second Ctrl-C: the models are still at work, but their last copies are whole.
            with pool.lock:
                states = dict(pool.states)
            if states:
                checkpoint.save(states)
            raise
        if pool.errors:
            raise pool.errors[0]
        # Before anything is drawn, and while a second Ctrl-C can still be taken for impatience.
        checkpoint.save({job.key: job.state() for job in jobs if job.done})
    return all(job.finished for job in jobs)


def _watch(
    jobs: Sequence[TrainingJob],
    pool: _Pool,
    threads: list[threading.Thread],
    checkpoint: Checkpoint,
    description: str,
    quiet: bool,
) -> None:
    total = sum(job.weight for job in jobs)
    form = "{desc} {percentage:3.0f}%|{bar}| {elapsed}, left {remaining}{postfix}"
    saved = time.monotonic()
    with tqdm(total=total, desc=description, bar_format=form, disable=quiet) as bar:
        bar.update(sum(job.progress * job.weight for job in jobs))
        bar.unpause()
        while any(thread.is_alive() for thread in threads):
            threads[0].join(0.2)
            for thread in threads[1:]:
                thread.join(0.05)
            bar.update(sum(job.progress * job.weight for job in jobs) - bar.n)
            if pool.latest is not None:
                bar.set_postfix_str(
                    f"loss {pool.latest.loss:.4g} ({pool.latest.series}), {pool.latest.device}"
                )
            if time.monotonic() - saved > checkpoint.interval:
                with pool.lock:
                    states = dict(pool.states)
                checkpoint.save(states)
                saved = time.monotonic()

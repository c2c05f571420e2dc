"""A hunt on the terminal: one line that shows the tightest so far."""

from __future__ import annotations

import functools
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TextIO

import numpy as np
import torch

from icl_verify.hunt.course import hunt_claim
from icl_verify.hunt.result import HuntResult
from icl_verify.statement.claim import Claim
from icl_verify.trial.corpus import file_name, hunt_from


def hunt_live(
    claim: Claim, *, minutes: float | None = None, steps: int | None = None, seed: int = 0,
    device: str = "auto", corpus: Path | None = None, out: TextIO | None = None,
) -> int:  # fmt: skip
    """``hunt_claim`` with a live line; the exit status: 130 after Ctrl-C, 1 where what is to hold broke."""
    out = out or sys.stdout
    # Batches are small: threads would only wait for one another.
    torch.set_num_threads(1)
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    shown = [0.0]

    def show(result: HuntResult) -> None:
        if out.isatty() and time.monotonic() - shown[0] > 0.2:
            shown[0] = time.monotonic()
            out.write(f"\r\x1b[K{_line(result)[: shutil.get_terminal_size().columns - 1]}")
            out.flush()

    climb = hunt_claim if corpus is None else functools.partial(hunt_from, corpus)
    result = climb(claim, minutes=minutes, steps=steps, seed=seed, device=device, progress=show)
    out.write(("\r\x1b[K" if out.isatty() else "") + _line(result) + f", stopped: {result.stopped}\n")
    for line in _found_lines(result):
        out.write(f"{line}\n")
    if result.exact is not None and corpus is not None:
        out.write(f"kept in {corpus / file_name(claim)}\n")
    if result.broken is not None:
        out.write("A break is proved.\n")
    if result.stopped == "interrupted":
        return 128 + signal.SIGINT
    return int(result.broken is not None and claim.expected == "holds")


def _line(result: HuntResult) -> str:
    best = "none yet" if np.isnan(result.best) else f"{result.best:.9g}"
    return (
        f"{result.claim}: tightest {best} after {result.steps:,} steps, {result.evaluations:,} instances, "
        f"{result.seconds:.0f} s"
    )


def _found_lines(result: HuntResult) -> list[str]:
    """What the hunt says of the bound: the multiple that survives, the diagnosis, the slopes, oddities."""
    lines = []
    if not np.isnan(result.multiple):
        lines.append(
            f"smallest multiple of the bound that survives: {result.multiple:.6g} ({result.diagnosis})"
        )
    for name, s in result.slopes.items():
        lines.append(f"tightness goes as {name}^{s.slope:.2f} +- {s.error:.2f} ({s.shapes} shapes)")
    if not np.isnan(result.corpus):
        lines.append(f"known from the corpus: {result.corpus:.6g}" + ", broken" * result.corpus_broken)
    if result.signed:
        lines.append(
            "a sign has no tightness: the distance from 0 was climbed (at_most(left, right) shows one)"
        )
    if not result.guided:
        lines.append("no derivative is known of this claim: moves were blind")
    return lines

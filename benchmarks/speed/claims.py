"""Claims judged per second of processor time, with the compiled kernel and with the torch loop."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

PATTERN = "thm1*"


def judged(engine: str) -> tuple[int, float]:
    """How many claims a run tried with one engine, and its processor seconds, start and report included."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        command = [sys.executable, "-m", "icl_verify.cli", "run", PATTERN, "-n", "0", "--out", str(out)]
        environment = os.environ | {
            "ICL_VERIFY_ENGINE": engine,
            "OMP_NUM_THREADS": "1",
            "NUMBA_NUM_THREADS": "1",
        }
        before = _seconds()
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        spent = _seconds() - before
        if not (out / "run.json").is_file():
            raise RuntimeError(f"the run must finish, got {done.returncode}: {done.stderr[-400:]}")
        return len(json.loads((out / "run.json").read_text())["claims"]), spent


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def claims() -> str:
    """A table in Markdown; the kernel first, once to compile and once to measure."""
    judged("numba")
    lines = ["| engine | claims | processor s | claims a processor second |", "|---|---|---|---|"]
    for engine in ("numba", "torch"):
        count, spent = judged(engine)
        lines.append(f"| {engine} | {count} | {spent:.1f} | {count / spent:.2f} |")
    text = (
        f"`icl-verify run '{PATTERN}' -n 0` in the quick profile: everything on the way to a verdict counts."
    )
    return "\n".join([text, "", *lines])

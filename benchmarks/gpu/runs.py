"""The CUDA tests, and claims through ``icl-verify run`` on the card and on the CPU."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.gpu.checks import Check, device
from benchmarks.gpu.watch import FILE
from icl_verify.records.run import Run, read
from icl_verify.records.schema import Record

ROOT = Path(__file__).parents[2]
# A cheap claim on a population of every kind of instance; of trainings two, one of them refuted.
CLAIMS = (
    "lemma2.softmax_lipschitz",
    "lemma3.sum_of_squares",
    "lemma9.value_gradient_bound.corrected",
    "lemma10.second_line.corrected",
    "assumption3.distinct_dictionary.corrected",
    "thm1.rate",
    "induction.values.corrected",
    "lemma10.smoothness",
    "optimum.one_sign_bounds_trained",
    "words.overfits_long_prompts",
    "words.reproduces_labels",
    "thm2.noise_tail",
    "thm2.ridge",
)
NEAR = 1e-9


def cuda_tests(small: bool) -> list[Check]:
    """The tests that are skipped without a card: all pass, none is skipped."""
    done, peak = _watched([*_PYTEST, "-q", "-n", "0", "icl_verify/tests/test_cuda.py"])
    said = (done.stdout.strip().splitlines() or [""])[-1]
    there = "passed" in said and "skipped" not in said and peak > 0
    return [
        Check("cuda tests", "no test fails", done.returncode == 0, said),
        Check("cuda tests", "on the card", there, f"{said}; at most {peak:,} bytes on the card", True),
    ]


def verdicts(small: bool) -> list[Check]:
    """The claims tried on the CPU and on the card: verdicts and tightness agree."""
    claims, runs = CLAIMS[:1] if small else CLAIMS, {}
    with tempfile.TemporaryDirectory() as folder:
        for where in dict.fromkeys(("cpu", device())):
            out = Path(folder) / where
            command = [sys.executable, "-m", "icl_verify.cli", "run", *claims, "--device", where, "-n", "0"]
            done, peak = _watched([*command, "--hunt", "0", "--out", str(out)])
            if not (out / "run.json").is_file():
                return [Check("verdicts", f"the run on {where}", False, (done.stdout + done.stderr)[-800:])]
            runs[where] = (read(out), peak)
    (on_cpu, _), (there, peak) = runs["cpu"], runs[device()]
    return [*compared(on_cpu, there, len(claims)), _ran_there(there, peak)]


def compared(one: Run, other: Run, wanted: int) -> list[Check]:
    """Verdicts equal, tightness within ``NEAR`` (of digits, where they are fewer than ten)."""
    theirs = {record.id: record for record in other.claims}
    both = [(record, theirs[record.id]) for record in one.claims if record.id in theirs]
    differ = [f"{a.id}: {a.verdict}, {b.verdict}" for a, b in both if a.verdict != b.verdict]
    distances = {a.id: distance(a, b) for a, b in both}
    far = [name for name, far_apart in distances.items() if not far_apart <= NEAR]
    worst = max(distances.values(), default=math.inf)
    whole = len(both) == wanted
    return [
        Check("verdicts", "verdicts agree", whole and not differ, "; ".join(differ) or f"{len(both)} claims"),
        Check("verdicts", f"tightness within {NEAR:g}", whole and not far, f"{worst:.2g} {' '.join(far)}"),
    ]


def distance(a: Record, b: Record) -> float:
    """The largest relative difference of their tightness; of equalities the absolute one of what is left."""
    if (a.tightness is None) != (b.tightness is None) or (a.digits is None) != (b.digits is None):
        return math.inf
    if a.digits is not None and b.digits is not None:
        return abs(10.0**-a.digits - 10.0**-b.digits)
    if a.tightness is None or b.tightness is None:
        return 0.0
    pairs = [(getattr(a.tightness, name), getattr(b.tightness, name)) for name in ("max", "q50", "q95")]
    return max(_relative(x, y) for x, y in pairs)


def _relative(x: float | None, y: float | None) -> float:
    if x is None or y is None:
        return 0.0 if x == y else math.inf
    return abs(x - y) / max(abs(x), abs(y), 1e-300)


def _ran_there(run: Run, peak: int) -> Check:
    where = run.header.environment.get("device")
    detail = f"the run was made on {where}; at most {peak:,} bytes on the card"
    return Check("verdicts", "on the card", where == "cuda" and peak > 0, detail, True)


_PYTEST = [sys.executable, "-m", "pytest"]


def _watched(command: list[str]) -> tuple[subprocess.CompletedProcess[str], int]:
    """Run a command that is a front of pytest; what it said, and the bytes that it held on the card."""
    with tempfile.TemporaryDirectory() as folder:
        peak = Path(folder) / "peak"
        more = f"{os.environ.get('PYTEST_ADDOPTS', '')} -p benchmarks.gpu.watch"
        ours = {
            "PYTEST_ADDOPTS": more.strip(),
            FILE: str(peak),
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
        }
        environment = {**os.environ, **ours}
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=240)
        return done, int(peak.read_text(encoding="utf-8")) if peak.is_file() else 0

"""Evidence survives: runs are killed at random and resumed, and what was decided must still be there.

    python -m benchmarks.kills [--kills 50] [--seed 0]

Small runs on two workers are killed at a random moment: a worker; the controller with its workers; the
controller half way through a line of ``records.jsonl``; a worker half way through making a counterexample
small. Each is resumed, to be killed again, until nothing is left to decide, and a new one is begun. A claim
is decided once its record, with another verdict than ``error``, is in the file. It is lost where a later
start lacks it, tries it again or says something else of it. At its end a run is held against one that nobody
disturbed.

    killed            kills  decided before  lost
    worker               13             511     0
    controller           13             107     0
    append               12             114     0
    simplification       12             404     0
    19 runs of 40 claims finished; verdicts unlike the undisturbed run's: 0
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

KINDS = ("worker", "controller", "append", "simplification")
CLAIMS = '''
from dataclasses import replace
from icl_verify import at_most, claim
from icl_verify.tests import tiny

def on(number):
    couples = replace(tiny.couples, name=f"couples{number}", cost=1 / 9)

    @claim(f"kill.holds{number}", population=couples, statement="x")
    def holds(couple):
        """The inner product is at most the product of the norms"""
        return tiny.cauchy_schwarz(couple)

    @claim(f"kill.false{number}", population=couples, statement="x", expected="refuted", form="mutant")
    def false(couple):
        """A square is at most a hundredth"""
        return at_most(couple.x[..., 0] ** 2, couple.xp.const(1, 100 + number) + 0 * couple.x[..., 0])

for number in range(20):
    on(number)
'''
# Where a kill must strike inside the program, the program is told when: the environment names what, and the
# how-manieth time.
CONFTEST = """
import os, signal

kind, _, left = os.environ.get("KILL", "").partition(":")
left = [int(left or 0)]

def strikes():
    left[0] -= 1
    return left[0] == 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

if kind == "append":
    from icl_verify.records import run
    whole = run.append

    def half(folder, record):
        if strikes():
            line = (run.json.dumps(record.to_json()) + "\\n").encode()
            with open(os.path.join(folder, run.RECORDS_FILE), "ab") as file:
                file.write(line[: len(line) // 2])
            die()
        whole(folder, record)

    run.append = half

if kind == "simplification":
    from icl_verify.trial import course
    whole = course.simplify

    def interrupted(claim, exact, budget):
        if strikes():
            whole(claim, exact, budget // 2)
            die()
        return whole(claim, exact, budget)

    course.simplify = interrupted
"""


def start(folder: Path, resume: bool, seed: int, kill: str = "") -> subprocess.Popen[bytes]:
    """A run on two workers, or its resumption."""
    package = Path(__file__).parents[1]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(package), "KILL": kill}
    how = ["--resume", "out"] if resume else ["--out", "out", "--seed", str(seed), "--hunt", "2"]
    command = [sys.executable, "-m", "icl_verify.cli", "run", *how, "-n", "2"]
    return subprocess.Popen(
        command, cwd=folder, env=environment, start_new_session=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def kept(folder: Path) -> list[tuple[str, str]]:
    """Every whole record of the run as (id, verdict), in order; half a line is none."""
    path, found = folder / "out" / "records.jsonl", []
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        found.append((record["id"], record["verdict"]))
    return found


def decided(records: list[tuple[str, str]]) -> dict[str, str]:
    """Verdicts of the claims that need not be tried again."""
    return {name: verdict for name, verdict in records if verdict != "error"}


def lost(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> list[str]:
    """The claims decided before that are not there any more, were tried again, or have another verdict."""
    again = Counter(name for name, verdict in after)
    errors = Counter(name for name, verdict in after if verdict == "error")
    kept_now = decided(after)
    return [
        name for name, verdict in decided(before).items()
        if kept_now.get(name) != verdict or again[name] - errors[name] > 1
    ]  # fmt: skip


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The process ids of a run's workers."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


def struck(folder: Path, process: subprocess.Popen[bytes], kind: str, chance: random.Random) -> bool:
    """Kill at a random moment, or wait for the run to kill itself; whether it was killed."""
    before = kept(folder)
    if kind in ("append", "simplification"):
        process.wait()
        crashed = any(verdict == "error" for _, verdict in kept(folder)[len(before) :])
        return crashed if kind == "simplification" else process.returncode == -signal.SIGKILL
    wanted = len(before) + chance.randrange(1, 12)
    while process.poll() is None and len(kept(folder)) < wanted:
        time.sleep(0.02)
    time.sleep(chance.random() * 0.2)
    workers = workers_of(process)
    if process.poll() is not None or not workers:
        process.wait()
        return False
    if kind == "worker":
        os.kill(chance.choice(workers), signal.SIGKILL)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return True


def undisturbed(folder: Path, seed: int) -> dict[str, str]:
    """The verdicts of a run that nobody kills."""
    start(folder, False, seed).wait()
    verdicts = decided(kept(folder))
    (folder / "out").rename(folder / f"undisturbed{seed}")
    return verdicts


def main() -> None:
    """Kill, resume, count, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance, killed, gone, held = random.Random(options.seed), Counter[str](), Counter[str](), Counter[str]()
    wrong = finished = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "properties").mkdir()
        (folder / "properties" / "test_kill.py").write_text(CLAIMS)
        (folder / "properties" / "conftest.py").write_text(CONFTEST)
        right = undisturbed(folder, options.seed)
        while sum(killed.values()) < options.kills or (folder / "out").exists():
            # What a kill left behind is compared with what the next start makes of it.
            resume, enough = (folder / "out").exists(), sum(killed.values()) >= options.kills
            kind = KINDS[sum(killed.values()) % len(KINDS)]
            own = not enough and kind in ("append", "simplification")
            before = kept(folder)
            process = start(folder, resume, options.seed, f"{kind}:{chance.randrange(1, 9)}" if own else "")
            if enough:
                process.wait()
            elif struck(folder, process, kind, chance):
                killed[kind] += 1
                held[kind] += len(decided(kept(folder)))
            gone[kind] += len(lost(before, kept(folder)))
            if decided(kept(folder)).keys() == right.keys():
                wrong += decided(kept(folder)) != right
                finished += 1
                (folder / "out").rename(folder / f"out{finished}")
    print(f"{'killed':16} {'kills':>6} {'decided before':>15} {'lost':>5}")
    for kind in KINDS:
        print(f"{kind:16} {killed[kind]:6} {held[kind]:15} {gone[kind]:5}")
    print(f"{finished} runs of {len(right)} claims finished; verdicts unlike the undisturbed run's: {wrong}")


if __name__ == "__main__":
    main()

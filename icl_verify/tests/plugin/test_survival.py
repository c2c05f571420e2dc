"""Evidence survives: the run, a worker or the disk is taken away, and what was decided is still there."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from icl_verify.tests.plugin.running import environment, icl_verify, records, write_claims

SLOW = '''
@claim("tiny.slow", population=couples, statement="x")
def slow(couple):
    """A claim that takes its time once"""
    if not os.path.exists("unstuck"):
        time.sleep(60)
    return cauchy_schwarz(couple)
'''
SUICIDE = '''
@claim("tiny.suicide", population=couples, statement="x")
def suicide(couple):
    """A claim that takes its process down"""
    os.kill(os.getpid(), signal.SIGKILL)

@claim("tiny.after", population=couples, statement="x")
def after(couple):
    """A claim that comes later"""
    return cauchy_schwarz(couple)
'''
TIMED = SLOW.replace("tiny.slow", "tiny.timed")


def wait_for(path, *texts, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if path.exists() and all(text in path.read_text() for text in texts):
            return
        time.sleep(0.1)
    raise AssertionError(f"not all of {texts} appeared in {path}")


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_killed_run_keeps_what_was_decided_and_is_resumed(tmp_path, workers):
    write_claims(tmp_path, SLOW)
    command = [sys.executable, "-m", "icl_verify.cli", "run", "--out", "out", "-n", workers]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(tmp_path / "out" / "records.jsonl", '"id": "tiny.holds"', '"id": "tiny.holds.mutant_bound"')
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert set(records(tmp_path / "out")) == {"tiny.holds", "tiny.holds.mutant_bound"}
    shown = icl_verify(tmp_path, "report", "out", "--markdown")
    assert "tiny.slow" in shown.stdout
    (tmp_path / "unstuck").touch()
    resumed = icl_verify(tmp_path, "run", "--resume", "out", "-n", workers)
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    run = json.loads((tmp_path / "out" / "run.json").read_text())
    assert run["finished"] and run["missing"] == []
    assert len((tmp_path / "out" / "records.jsonl").read_text().splitlines()) == 3


def interrupted(tmp_path, *arguments, started, times=1):
    """A run that is sent Ctrl-C, as a terminal does it, once ``started()`` returns: status, output.

    It comes again, where it does, once the first was answered: two at once are one.
    """
    command = [sys.executable, "-m", "icl_verify.cli", "run", "--out", "out", *arguments]
    said = tmp_path / "said"
    with said.open("w") as output:
        process = subprocess.Popen(
            command, cwd=tmp_path, env={**environment(), "PYTHONUNBUFFERED": "1"}, start_new_session=True,
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        started()
        os.killpg(process.pid, signal.SIGINT)
        for _ in range(times - 1):
            wait_for(said, "interrupted")
            time.sleep(0.2)
            os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=300)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return process.returncode, said.read_text()


@pytest.mark.parametrize("workers", ["0", "2"])
def test_an_interrupted_run_says_where_it_is_and_how_it_goes_on(tmp_path, workers):
    write_claims(tmp_path, SLOW + SUICIDE)
    both = ('"id": "tiny.holds"', '"id": "tiny.holds.mutant_bound"')
    status, said = interrupted(
        tmp_path, "tiny.holds*", "tiny.slow", "-n", workers, "--seed", "3", "--hunt", "0",
        started=lambda: wait_for(tmp_path / "out" / "records.jsonl", *both),
    )  # fmt: skip
    assert status == 130, said
    assert "interrupted: 2 of 3 claims are decided; icl-verify run --resume out goes on" in said
    assert "report: out/index.html" in said and "not decided (1): tiny.slow" in said
    assert set(records(tmp_path / "out")) == {"tiny.holds", "tiny.holds.mutant_bound"}
    assert json.loads((tmp_path / "out" / "header.json").read_text())["finished"] is False
    (tmp_path / "unstuck").touch()
    # As it was begun: its seed, its hunt, its claims and no other.
    resumed = icl_verify(tmp_path, "run", "--resume", "out", "-n", workers)
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert set(records(tmp_path / "out")) == {"tiny.holds", "tiny.holds.mutant_bound", "tiny.slow"}


def test_an_impatient_person_is_told_where_the_run_is(tmp_path):
    write_claims(tmp_path, SLOW)
    status, said = interrupted(
        tmp_path, "-n", "0", "--hunt", "0", times=3,
        started=lambda: wait_for(tmp_path / "out" / "records.jsonl", '"id": "tiny.holds.mutant_bound"'),
    )  # fmt: skip
    # A Ctrl-C that comes last of all may end the interpreter, which has nothing left to do.
    assert status in (130, -signal.SIGINT), said
    assert "interrupted: closing out, which keeps all that was decided" in said
    assert (tmp_path / "out" / "index.html").exists() and "report: out/index.html" in said


@pytest.mark.parametrize("arguments", [("-n", "0"), ("-n", "2"), ("-n", "0", "tiny.h*", "tiny.s*")])
def test_a_collection_that_is_interrupted_leaves_nothing(tmp_path, arguments):
    properties = write_claims(tmp_path)
    (properties / "test_zz.py").write_text(
        "import pathlib, time\npathlib.Path('here').touch()\ntime.sleep(60)"
    )
    status, said = interrupted(tmp_path, *arguments, started=lambda: wait_for(tmp_path / "here"))
    assert status == 130, said
    assert "interrupted" in said and "no claim" not in said
    assert not (tmp_path / "out").exists()


def test_a_killed_worker_costs_one_claim(tmp_path):
    write_claims(tmp_path, SUICIDE)
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "2")
    found = records(tmp_path / "out")
    assert done.returncode == 1
    assert found["tiny.suicide"]["verdict"] == "error" and "crashed" in found["tiny.suicide"]["traceback"]
    assert found["tiny.after"]["verdict"] == found["tiny.holds"]["verdict"] == "holds"


def test_a_time_limit_is_the_claims_own_error_and_marks_the_run(tmp_path):
    write_claims(tmp_path, TIMED)
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "0", "--time-limit", "20")
    found = records(tmp_path / "out")
    assert done.returncode == 1
    assert (
        found["tiny.timed"]["verdict"] == "error" and "longer than 20.0 s" in found["tiny.timed"]["traceback"]
    )
    assert found["tiny.holds"]["verdict"] == "holds"
    assert json.loads((tmp_path / "out" / "header.json").read_text())["reproducible"] is False


def test_a_full_disk_stops_the_run_with_one_line_and_it_is_resumed(tmp_path):
    properties = write_claims(
        tmp_path, SUICIDE.replace("os.kill(os.getpid(), signal.SIGKILL)", "return cauchy_schwarz(couple)")
    )
    # A limit on file sizes fails a write half way, as a full disk does.
    (properties / "conftest.py").write_text(
        "import resource\n"
        "def pytest_collection_finish():\n"
        "    import os\n"
        "    if not os.path.exists('space'):\n"
        "        resource.setrlimit(resource.RLIMIT_FSIZE, (4200, resource.RLIM_INFINITY))\n"
    )
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "0")
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "cannot be written" in said and "Traceback" not in said and "INTERNALERROR" not in said, said
    kept = [
        line for line in (tmp_path / "out" / "records.jsonl").read_text().splitlines() if line.endswith("}")
    ]
    assert kept
    (tmp_path / "space").touch()
    resumed = icl_verify(tmp_path, "run", "--resume", "out", "-n", "0")
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert json.loads((tmp_path / "out" / "run.json").read_text())["missing"] == []


def test_a_hostile_counterexample_is_a_clear_error(tmp_path):
    write_claims(tmp_path)
    (tmp_path / "bad.json").write_text(
        '{"claim": "tiny.holds", "instance": {"type": "os:system", "sizes": {}, "fields": {}}}'
    )
    done = icl_verify(tmp_path, "replay", "bad.json")
    assert done.returncode == 2 and "known instance type" in done.stderr
    (tmp_path / "deep.json").write_text("[" * 100_000)
    done = icl_verify(tmp_path, "replay", "deep.json")
    assert done.returncode == 2 and "must be JSON" in done.stderr

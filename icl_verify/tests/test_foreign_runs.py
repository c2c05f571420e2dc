"""Files and runs of strangers: nothing that they name is executed, what is wrong with them is one line."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from icl_verify import cli
from icl_verify.records import run as runs
from icl_verify.records.schema import Header, Record
from icl_verify.tests.plugin.running import environment, icl_verify, write_claims
from icl_verify.tests.report import synthetic

MORE = '''
from icl_verify import probability

@claim("tiny.chance", population=couples, statement="x")
def chance(couple):
    """A number is above -9 more often than not"""
    return probability(couple.x[..., 0] > -9, at_least=0.5)
'''
SWAPPED = '''
@claim("tiny.twice", population=couples, statement="x", sides=("scale", "its double"))
def twice(couple):
    """The scale is at least its own double"""
    return at_least(couple.scale, 2 * couple.scale)
'''
SLOW = '''
@claim("tiny.slow", population=couples, statement="x")
def slow(couple):
    """Takes its time"""
    time.sleep(60)
    return cauchy_schwarz(couple)
'''
TRAP = 'from pathlib import Path\n\nPath("executed").write_text("by reading a run")\n'
KIND = "icl_verify.tests.tiny:Couple"
SIZES = {"n": 1, "columns": 1, "first_columns": 0, "steps": 1}


def couple(**fields):
    values = {"x": [1], "y": [1], "scale": 1, "units": [[1]], **fields}
    axes = {"x": ["n"], "y": ["n"], "scale": [], "units": ["n", "columns"]}
    return {
        "type": KIND,
        "sizes": SIZES,
        "fields": {k: {"axes": axes[k], "values": v} for k, v in values.items()},
    }


def kept(folder, claim, instance, **changes):
    """A file with an instance of a claim."""
    path = folder / "kept.json"
    path.write_text(json.dumps({"claim": claim, "instance": instance, **changes}))
    return str(path)


def error_of(done):
    """The one line of a usage error."""
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("icl-verify: error: ")
    return line


@pytest.mark.parametrize("command", ["replay", "keep", "run"])
@pytest.mark.parametrize("named", ["claims", "properties"])
def test_no_folder_that_a_run_names_or_holds_is_executed(tmp_path, command, named):
    record = synthetic.a_record("a", verdict="refuted", counterexample="counterexamples/a.json")
    run = synthetic.write_run(tmp_path / "run", [record], {"properties": named})
    (run / named).mkdir()
    (run / named / "test_trap.py").write_text(TRAP)
    place = run if named == "properties" else tmp_path
    if named == "claims":
        header = json.loads((run / "header.json").read_text())
        (run / "header.json").write_text(json.dumps({**header, "properties": str(run / named)}))
    arguments = {
        "replay": [str(run / "counterexamples" / "a.json")], "keep": [str(run), "a"],
        "run": ["--resume", str(run), "-n", "0"],
    }  # fmt: skip
    line = error_of(icl_verify(place, command, *arguments[command]))
    assert "--properties must be given" in line
    assert list(tmp_path.rglob("executed")) == []


@pytest.mark.parametrize(
    ("claim", "instance", "said"),
    [
        ("tiny.chance", couple(), "which counts events"),
        ("tiny.holds", {"type": "tiny.Absent", "sizes": {}, "fields": {}}, "known instance type"),
        ("tiny.holds", couple(scale="1" + "0" * 400), "scale must be within float64's range"),
        ("tiny.holds", couple(scale=10**400), "scale must hold a number or 'p/q'"),
        ("tiny.nosuch", couple(), "claim must be one of"),
        ("tiny\x1b[2J\n.nosuch", couple(), "claim must be one of"),
    ],
)
def test_a_file_that_cannot_be_replayed_is_said_in_one_line(tmp_path, claim, instance, said):
    write_claims(tmp_path, MORE)
    assert said in error_of(icl_verify(tmp_path, "replay", kept(tmp_path, claim, instance)))


def test_a_replay_shows_the_sides_as_the_statement_orders_and_names_them(tmp_path):
    write_claims(tmp_path, "from icl_verify import at_least\n" + SWAPPED)
    done = icl_verify(tmp_path, "replay", kept(tmp_path, "tiny.twice", couple(scale=3)))
    assert done.returncode == 0 and "claimed: scale ≥ its double" in done.stdout
    left, right = (line.split() for line in done.stdout.splitlines()[-2:])
    assert (left[0], float(left[1])) == ("scale", 3)
    assert (right[:2], float(right[2])) == (["its", "double"], 6)


def test_versions_of_a_file_do_not_steer_the_terminal(tmp_path):
    write_claims(tmp_path)
    forged = "1.0; \x1b[2J\nballs:   broken at 128 bits"
    done = icl_verify(
        tmp_path, "replay", kept(tmp_path, "tiny.holds", couple(), versions={"icl_verify": forged})
    )
    assert done.returncode == 1 and "\x1b" not in done.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("balls:")] != []
    assert not any(line.startswith("balls:   broken") for line in done.stdout.splitlines())


def test_a_header_that_is_none_is_one_line(tmp_path, capsys):
    run = synthetic.write_run(tmp_path / "run", [synthetic.a_record("a")])
    header = json.loads((run / "header.json").read_text())
    (run / "header.json").write_text(json.dumps({**header, "resumed": 5}))
    assert cli.main(["report", str(run)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "header.resumed must be a list" in line


def test_a_report_of_a_killed_run_says_what_its_records_hold(tmp_path, capsys):
    header = {**synthetic.HEADER, "selected": ["a", "b", "c"]}
    runs.open_run(tmp_path / "run", Header.from_json(header, "header"))
    for name in ("a", "b"):
        runs.append(tmp_path / "run", Record.from_json(synthetic.a_record(name), "record"))
    assert cli.main(["report", str(tmp_path / "run")]) == 0
    assert "1 of 3 selected claims are not decided" in capsys.readouterr().out
    assert len(json.loads((tmp_path / "run" / "run.json").read_text())["claims"]) == 2


def test_a_run_that_is_still_going_on_is_not_resumed(tmp_path):
    write_claims(tmp_path, SLOW)
    command = [sys.executable, "-m", "icl_verify.cli", "run", "--out", "out", "-n", "0"]
    going = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL)
    try:
        until, records = time.monotonic() + 100, tmp_path / "out" / "records.jsonl"
        while not (records.exists() and '"id": "tiny.holds"' in records.read_text()):
            assert time.monotonic() < until and going.poll() is None
            time.sleep(0.2)
        done = icl_verify(tmp_path, "run", "--resume", "out", "-n", "0")
        assert done.returncode == 2 and "which is still run" in done.stdout + done.stderr
    finally:
        going.kill()
        going.wait()
    runs.hold(tmp_path / "out").close()  # the dead hold nothing

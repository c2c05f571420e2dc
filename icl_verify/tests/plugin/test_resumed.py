"""A resumed run: what was decided counts, what was changed since is tried again."""

from __future__ import annotations

import json

import pytest

from icl_verify.tests.plugin.running import icl_verify, plain_pytest, records, write_claims

FALSE = '''
@claim("tiny.false", population=couples, statement="x")
def false(couple):
    """A square is at most 0"""
    return at_most(couple.x[..., 0] ** 2, 0 * couple.x[..., 0])
'''


def test_what_the_run_had_found_before_decides_its_exit_status_too(tmp_path):
    write_claims(tmp_path, FALSE)
    first = icl_verify(tmp_path, "run", "tiny.false", "--out", "out", "-n", "0", "--hunt", "0")
    assert first.returncode == 1, first.stdout + first.stderr
    later = icl_verify(tmp_path, "run", "*", "--resume", "out", "-n", "0")
    assert later.returncode == 1, later.stdout + later.stderr
    assert set(records(tmp_path / "out")) == {"tiny.false", "tiny.holds", "tiny.holds.mutant_bound"}


def test_a_finished_run_is_shown_again(tmp_path):
    write_claims(tmp_path)
    assert icl_verify(tmp_path, "run", "--out", "out", "-n", "0", "--hunt", "0").returncode == 0
    again = icl_verify(tmp_path, "run", "--resume", "out", "-n", "0", "--hunt", "0")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "tiny.holds" in again.stdout and "1 of 1 refuted" in again.stdout
    header = json.loads((tmp_path / "out/run.json").read_text())
    assert (header["folder"], header["properties"]) == ("out", "properties")


READS = '''
FACTOR = 1

@claim("tiny.reads", population=couples, statement="x")
def reads(couple):
    """The inner product is at most a constant of the module times the product of the norms"""
    return cauchy_schwarz(couple, factor=FACTOR)
'''


def test_a_claim_that_has_changed_since_is_tried_again_and_no_other(tmp_path):
    claims = write_claims(tmp_path, READS) / "test_tiny.py"
    assert icl_verify(tmp_path, "run", "--out", "out", "-n", "0", "--hunt", "0").returncode == 0
    claims.write_text(claims.read_text().replace("FACTOR = 1", "FACTOR = 0 * 1"))
    again = icl_verify(tmp_path, "run", "--resume", "out", "-n", "0", "--hunt", "0")
    assert again.returncode == 1, again.stdout + again.stderr
    assert records(tmp_path / "out")["tiny.reads"]["verdict"] == "refuted"
    assert len((tmp_path / "out" / "records.jsonl").read_text().splitlines()) == 4


CRASHES = """
@claim("tiny.early", population=couples, statement="x")
def early(couple):
    \"\"\"Decided just before its worker dies\"\"\"
    return cauchy_schwarz(couple)

@claim("tiny.suicide", population=couples, statement="x")
def suicide(couple):
    \"\"\"A claim that takes its process down\"\"\"
    os.kill(os.getpid(), signal.SIGKILL)

@claim("tiny.after", population=couples, statement="x")
def after(couple):
    \"\"\"A claim that comes later\"\"\"
    return cauchy_schwarz(couple)
"""


def test_a_worker_that_replaces_a_crashed_one_collects_what_the_others_did(tmp_path):
    write_claims(tmp_path, CRASHES)
    assert icl_verify(tmp_path, "run", "tiny.holds", "--out", "out", "-n", "0", "--hunt", "0").returncode == 0
    done = plain_pytest(tmp_path, "properties", "--icl-resume", "out", "--icl-claims", "*", "-n", "1")
    found = {name: kept["verdict"] for name, kept in records(tmp_path / "out").items()}
    assert found == {
        "tiny.holds": "holds", "tiny.holds.mutant_bound": "refuted", "tiny.early": "holds",
        "tiny.suicide": "error", "tiny.after": "holds",
    }, done.stdout + done.stderr  # fmt: skip


def test_a_resumed_run_goes_on_as_it_was_begun(tmp_path):
    write_claims(tmp_path, FALSE)
    begun = ("--seed", "3", "--profile", "standard", "--hunt", "0")
    assert icl_verify(tmp_path, "run", "tiny.holds", "--out", "out", *begun, "-n", "0").returncode == 0
    (tmp_path / "out" / "records.jsonl").write_text("")
    again = icl_verify(tmp_path, "run", "--resume", "out", "-n", "2")
    assert again.returncode == 0, again.stdout + again.stderr
    header = json.loads((tmp_path / "out" / "header.json").read_text())
    assert (header["seed"], header["profile"], header["hunt"]) == (3, "standard", 0)
    assert set(records(tmp_path / "out")) == {"tiny.holds"}


@pytest.mark.parametrize(
    ("given", "key"), [("--seed=4", "seed"), ("--profile=thorough", "profile"), ("--hunt=7", "hunt")]
)
def test_another_run_is_not_resumed_and_says_so_before_anything_runs(tmp_path, given, key):
    write_claims(tmp_path)
    assert icl_verify(tmp_path, "run", "tiny.holds", "--out", "out", "-n", "0", "--hunt", "0").returncode == 0
    done = icl_verify(tmp_path, "run", "--resume", "out", "-n", "0", given)
    assert done.returncode == 2
    assert f"--icl-resume must be given no other {key}" in done.stderr and "was begun with" in done.stderr

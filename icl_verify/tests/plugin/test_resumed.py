"""A resumed run: what was decided counts, what was changed since is tried again."""

from __future__ import annotations

import json

from icl_verify.tests.plugin.running import icl_verify, records, write_claims

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
    later = icl_verify(tmp_path, "run", "--resume", "out", "-n", "0", "--hunt", "0")
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


def test_a_claim_that_has_changed_since_is_tried_again(tmp_path):
    claims = write_claims(tmp_path) / "test_tiny.py"
    assert icl_verify(tmp_path, "run", "--out", "out", "-n", "0", "--hunt", "0").returncode == 0
    text = claims.read_text()
    claims.write_text(
        text.replace("return cauchy_schwarz(couple)", "return cauchy_schwarz(couple, factor=0)")
    )
    again = icl_verify(tmp_path, "run", "--resume", "out", "-n", "0", "--hunt", "0")
    assert again.returncode == 1, again.stdout + again.stderr
    assert records(tmp_path / "out")["tiny.holds"]["verdict"] == "refuted"

"""What a user's mistakes in her own claims look like: one line that names them, and the rest goes on."""

from __future__ import annotations

import json

from icl_verify.tests.plugin.running import icl_verify, plain_pytest, records, write_claims

MISTAKES = '''
from icl_verify import assumption, positive

@assumption("apart", "the first entry of x is not 0")
def apart(couple):
    return positive(couple.xp.nrom(couple.x))

@claim("tiny.assumed", population=couples, statement="x", assumes=(apart,))
def assumed(couple):
    """A typo in the assumption"""
    return cauchy_schwarz(couple)

@claim("tiny.rounded", population=couples, statement="x", climbs=False)
def rounded(couple):
    """A Python float in the statement"""
    return at_most(0.5 * couple.scale, couple.scale)

@claim("tiny.wrong", population=couples, statement="x")
def wrong(couple):
    """A false conjecture"""
    return at_most(couple.scale, 0 * couple.scale)
'''


def test_a_mistake_is_named_in_the_terminal_and_in_the_record(tmp_path):
    write_claims(tmp_path, MISTAKES)
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "0", "--hunt", "0")
    assert done.returncode == 1
    found = records(tmp_path / "out")
    said = {
        "tiny.assumed": "AttributeError: 'Float64' object has no attribute 'nrom'",
        "tiny.rounded": "BallArray takes no Python float, a rounded number: write xp.const(1, 2), got 0.5",
    }
    for name, message in said.items():
        assert f"{name}: expected holds, got error. " in done.stdout
        assert message in done.stdout and message in found[name]["note"]
        assert found[name]["group"] == "Claims" and "test_tiny.py" in found[name]["traceback"]
    path = found["tiny.wrong"]["counterexample"]
    assert f"expected holds, got refuted. The counterexample is {path} in the run's folder." in done.stdout
    assert "Module already imported" not in done.stdout


def test_the_commands_after_a_run_are_told_where_its_claims_are(tmp_path):
    """The run's folder says where they were, and is not believed: only what is typed is executed."""
    write_claims(tmp_path, MISTAKES).rename(tmp_path / "mine")
    icl_verify(tmp_path, "run", "tiny.wrong", "--properties", "mine", "--out", "out", "-n", "0")
    example = "out/counterexamples/tiny.wrong.smallest.json"
    for command in (["replay", example], ["keep", "out", "tiny.wrong"]):
        refused = icl_verify(tmp_path, *command)
        assert refused.returncode == 2 and "--properties must be given for out" in refused.stderr
        assert "'mine'" in refused.stderr and not (tmp_path / "mine/counterexamples").exists()
    replayed = icl_verify(tmp_path, "replay", example, "--properties", "mine")
    assert replayed.returncode == 0, replayed.stderr
    assert "(columns scaled to norm 1)" in replayed.stdout and "left side ≤ right side" in replayed.stdout
    kept = icl_verify(tmp_path, "keep", "out", "tiny.wrong", "--properties", "mine")
    assert kept.stdout.splitlines()[0].strip() == "mine/counterexamples/tiny.wrong.json", kept.stderr


def test_a_hunt_of_a_claim_that_raises_ends_in_one_line(tmp_path):
    write_claims(tmp_path, MISTAKES)
    done = icl_verify(tmp_path, "hunt", "tiny.assumed", "--steps", "2")
    (line,) = done.stderr.splitlines()
    assert done.returncode == 2 and "xp.norm may be meant (test_tiny.py:" in line
    assert "on an instance with n = " in line and "Traceback" not in done.stdout


def test_a_break_that_is_proved_again_is_kept_of_the_claim_as_it_stands(tmp_path):
    file = write_claims(tmp_path, MISTAKES) / "test_tiny.py"
    icl_verify(tmp_path, "run", "tiny.wrong", "--out", "out", "-n", "0", "--hunt", "0")
    icl_verify(tmp_path, "keep", "out", "tiny.w*")
    kept = tmp_path / "properties" / "counterexamples" / "tiny.wrong.json"
    before = kept.read_text()
    changed = file.read_text().replace("0 * couple.scale)", "couple.scale / 2)")
    file.write_text(changed)
    said = "The claim has changed since this was kept"
    assert said in icl_verify(tmp_path, "replay", str(kept)).stdout and kept.read_text() == before
    assert "kept again" in icl_verify(tmp_path, "replay", str(kept), "--keep").stdout
    after = json.loads(kept.read_text())
    assert after["instance"] == json.loads(before)["instance"] and after["rhs"] != json.loads(before)["rhs"]
    copied = kept.with_name("copy.json")
    copied.write_text(kept.read_text())
    again = icl_verify(tmp_path, "replay", str(kept), str(copied), "--keep").stdout
    assert said not in again and "kept again" not in again and again.count("balls:   broken") == 2
    # What is broken no more stays as it was kept.
    file.write_text(changed.replace("couple.scale / 2)", "2 * couple.scale)"))
    done = icl_verify(tmp_path, "replay", str(kept), "--keep")
    assert done.returncode == 1 and json.loads(kept.read_text()) == after


def test_a_hunt_takes_globs_and_is_told_of_those_that_match_nothing(tmp_path):
    write_claims(tmp_path)
    done = icl_verify(tmp_path, "hunt", "tiny.h*", "--steps", "2")
    assert "tiny.holds: tightest" in done.stdout and "tiny.holds.mutant_bound: tightest" in done.stdout
    refused = icl_verify(tmp_path, "hunt", "tiny.x*", "--steps", "2")
    assert refused.returncode == 2 and "no claim matches tiny.x*" in refused.stderr


def test_the_worst_counterexample_is_kept_once_where_it_is_the_smallest(tmp_path):
    more = '''
@claim("tiny.always", population=couples, statement="x")
def always(couple):
    """Broken by 2 everywhere"""
    return at_most(2 * couple.scale, couple.scale)
'''
    write_claims(tmp_path, more)
    icl_verify(tmp_path, "run", "tiny.always", "--out", "out", "-n", "0", "--hunt", "0")
    record = records(tmp_path / "out")["tiny.always"]
    assert record["worst"] == record["counterexample"]
    kept = [p.name for p in (tmp_path / "out/counterexamples").glob("*.json")]
    assert sorted(kept) == ["tiny.always.smallest.json", "tiny.always.smallest.worked.json"]
    assert record["titles"]["n"] == "dimension"


def test_a_file_that_cannot_be_imported_is_named_in_one_line(tmp_path):
    (write_claims(tmp_path) / "test_typo.py").write_text("from icl_verify import claimm")
    listed = icl_verify(tmp_path, "claims")
    (line,) = listed.stderr.splitlines()
    assert listed.returncode == 2 and "test_typo.py: ImportError: cannot import name 'claimm'" in line
    run = icl_verify(tmp_path, "run", "--out", "out", "-n", "0")
    assert run.returncode == 1 and not (tmp_path / "out").exists()


def test_a_bare_name_that_begins_ids_is_told_how_to_match_them(tmp_path):
    write_claims(tmp_path)
    for arguments in (("run", "tiny", "-n", "0"), ("claims", "tiny")):
        done = icl_verify(tmp_path, *arguments)
        assert done.returncode == 2
        assert "no claim matches tiny ('tiny*' stands for all that begin so)" in done.stdout + done.stderr


def test_a_header_names_the_folder_of_a_file_that_was_given(tmp_path):
    write_claims(tmp_path)
    done = plain_pytest(tmp_path, "properties/test_tiny.py", "--icl-out", "out", "--icl-hunt", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "out" / "header.json").read_text())["properties"] == "properties"


USES = '''
@claim("tiny.used", population=couples, statement="x", uses=("tiny.holds", "tiny.hodls"))
def used(couple):
    """What it uses is misspelt"""
    return cauchy_schwarz(couple)
'''


def test_a_claim_that_uses_one_that_there_is_not_is_told_what_may_be_meant(tmp_path):
    properties = write_claims(tmp_path, USES)
    said = "uses of tiny.used must be ids of claims, got 'tiny.hodls'; near: tiny.holds"
    done = icl_verify(tmp_path, "run", "tiny.used", "--out", "out", "-n", "0")
    assert done.returncode == 1 and said in done.stdout
    listed = icl_verify(tmp_path, "claims")
    assert listed.returncode == 2 and said in listed.stderr
    # A file or a part of a folder alone need not hold what its claims use.
    part = properties / "part"
    part.mkdir()
    (properties / "test_tiny.py").rename(part / "test_part.py")
    (properties / "test_rest.py").write_text("")
    for place in ("properties/part", "properties/part/test_part.py"):
        assert plain_pytest(tmp_path, place, "--collect-only").returncode == 0
        assert said not in plain_pytest(tmp_path, place, "-k", "tiny.used", "--icl-hunt", "0").stdout

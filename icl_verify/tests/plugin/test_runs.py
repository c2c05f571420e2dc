"""Runs from outside: the command line, plain pytest, selection, exit statuses, bad input."""

import json
import re
import subprocess
import sys

import pytest
import torch

from icl_verify.cli import main
from icl_verify.tests.plugin.running import environment, icl_verify, plain_pytest, records, write_claims

SURPRISE = '''
@claim("tiny.surprise", population=couples, statement="x")
def surprise(couple):
    """A false claim that expects to hold"""
    return at_most(2 * couple.scale, couple.scale)

@claim("tiny.raises", population=couples, statement="x")
def raises(couple):
    """A claim that raises"""
    raise RuntimeError("planted")
'''


def test_a_run_leaves_records_a_summary_and_a_page(tmp_path):
    write_claims(tmp_path)
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    found = records(tmp_path / "out")
    assert {k: r["verdict"] for k, r in found.items()} == {
        "tiny.holds": "holds",
        "tiny.holds.mutant_bound": "refuted",
    }
    run = json.loads((tmp_path / "out" / "run.json").read_text())
    assert run["finished"] and run["missing"] == [] and run["summary"]["mutants"]["refuted"] == 1
    assert "tiny.holds" in (tmp_path / "out" / "index.html").read_text()
    assert "tiny.holds" in done.stdout
    kept = tmp_path / "out" / found["tiny.holds.mutant_bound"]["counterexample"]
    replayed = icl_verify(tmp_path, "replay", str(kept))
    assert replayed.returncode == 0 and "broken at 128 bits" in replayed.stdout


def test_a_run_leaves_out_tests_that_are_no_claims(tmp_path):
    properties = write_claims(tmp_path)
    (properties / "test_plain.py").write_text("def test_plain():\n    assert False\n")
    done = icl_verify(tmp_path, "run", "tiny.holds", "--out", "out", "-n", "2", "--hunt", "0")
    assert done.returncode == 0 and set(records(tmp_path / "out")) == {"tiny.holds"}, done.stdout


def test_the_header_says_the_order_of_the_groups(tmp_path):
    grouped = '@claim("tiny.other", population=couples, statement="x", group="Appendix")\n'
    write_claims(tmp_path, f"{grouped}def other(couple):\n    return cauchy_schwarz(couple)\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\nicl_groups =\n    Appendix\n    Claims\n")
    done = icl_verify(tmp_path, "run", "*.h*", "*.other", "--out", "out", "-n", "0", "--hunt", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("header.json", "run.json"):
        assert json.loads((tmp_path / "out" / name).read_text())["groups"] == ["Appendix", "Claims"]
    table = done.stdout[done.stdout.index("claims on trial") :]
    assert table.index("tiny.other") < table.index("tiny.holds")
    page = (tmp_path / "out" / "index.html").read_text()
    assert re.findall(r'class="group-name".*>(\w+)</th>', page) == ["Appendix", "Claims"]


def test_plain_pytest_and_any_number_of_workers_give_the_same_records(tmp_path):
    write_claims(tmp_path)
    icl_verify(tmp_path, "run", "--out", "a", "-n", "0", "--seed", "7")
    # Each of these workers starts by itself, with a seed of hashes of its own.
    command = [sys.executable, "-m", "pytest", "properties", "-q", "-n", "2", "--icl-out", "b"]
    subprocess.run(
        [*command, "--hypothesis-seed", "7"], cwd=tmp_path, env=environment(), capture_output=True, check=True
    )
    runs = [records(tmp_path / name) for name in "ab"]
    for one in runs:
        for record in one.values():
            del record["seconds"]
    assert runs[0] == runs[1]


def test_an_unexpected_verdict_fails_the_run_and_the_rest_goes_on(tmp_path):
    write_claims(tmp_path, SURPRISE)
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "0")
    assert done.returncode == 1
    found = records(tmp_path / "out")
    assert found["tiny.surprise"]["verdict"] == "refuted" and not found["tiny.surprise"]["as_expected"]
    assert found["tiny.raises"]["verdict"] == "error" and "planted" in found["tiny.raises"]["traceback"]
    assert found["tiny.holds"]["as_expected"]


def test_a_refutation_is_expected_only_with_a_committed_counterexample(tmp_path):
    more = SURPRISE.replace(
        'statement="x")\ndef surprise', 'statement="x", expected="refuted")\ndef surprise'
    )
    properties = write_claims(tmp_path, more)
    arguments = ("run", "tiny.surprise", "-n", "0", "--out")
    assert icl_verify(tmp_path, *arguments, "a").returncode == 1
    assert records(tmp_path / "a")["tiny.surprise"]["replayed"] == "missing"
    assert icl_verify(tmp_path, "keep", "a", "tiny.surprise").returncode == 0
    assert icl_verify(tmp_path, *arguments, "b").returncode == 0
    path = properties / "counterexamples" / "tiny.surprise.json"
    path.write_text(path.read_text().replace('"claim"', '"clam"'))
    assert icl_verify(tmp_path, *arguments, "c").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "--properties", "absent"), "absent"),
        (("run", "--profile", "huge"), "invalid choice: 'huge'"),
        (("run", "--device", "tpu"), "invalid choice: 'tpu'"),
        (("run", "-n", "many"), "-n must be"),
        (("replay", "absent.json"), "must be a file"),
        (("report", "absent"), "must hold a run"),
        (("nonsense",), "invalid choice"),
    ],
)
def test_bad_input_is_one_line_and_status_2(tmp_path, monkeypatch, capsys, arguments, message):
    write_claims(tmp_path)
    monkeypatch.chdir(tmp_path)
    try:
        status = main(arguments)
    except SystemExit as stop:  # argparse's own refusals
        status = stop.code
    said = "".join(capsys.readouterr())
    assert status == 2, said
    assert message in said and "Traceback" not in said


# These get as far as pytest, which is not run within itself.
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "nothing*", "-n", "0"), "no claim matches nothing*"),
        (("run", "--device", "cuda", "-n", "0"), "torch sees none"),
        (("run", "--resume", "nowhere"), "must hold a run"),
        (("run", "--hunt", "-1"), "must be >= 0"),
        (("claims", "nothing*"), "no claim matches"),
    ],
)
def test_what_pytest_refuses_is_one_line_and_status_2(tmp_path, arguments, message):
    if "cuda" in arguments and torch.cuda.is_available():
        pytest.skip("CUDA is present here, so asking for it is no mistake")
    write_claims(tmp_path)
    done = icl_verify(tmp_path, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_folder_with_another_run_is_left_alone(tmp_path):
    write_claims(tmp_path)
    icl_verify(tmp_path, "run", "--out", "out", "-n", "0")
    before = (tmp_path / "out" / "records.jsonl").read_bytes()
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "0")
    assert done.returncode == 2 and "without a run" in done.stdout + done.stderr
    assert (tmp_path / "out" / "records.jsonl").read_bytes() == before


@pytest.mark.parametrize("name", ["index.html", "data"])
def test_plain_pytest_too_writes_over_nothing_foreign(tmp_path, name):
    write_claims(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine")
    done = plain_pytest(tmp_path, "properties", "-q", "--icl-out", "out")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"ERROR: --icl-out must name a new folder, got out, which holds {name}" in done.stderr
    assert [(p.name, p.read_text()) for p in (tmp_path / "out").iterdir()] == [(name, "mine")]


def test_two_claims_or_populations_with_one_name_fail_and_say_so(tmp_path):
    write_claims(tmp_path, CLASH)
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "0")
    assert done.returncode == 1
    assert "claim id must be unique, got tiny.holds twice" in done.stdout
    assert "population name must be unique, got few_couples for two populations" in done.stdout
    listed = icl_verify(tmp_path, "claims")
    assert listed.returncode == 2 and "claim id must be unique" in listed.stderr


CLASH = '''
@claim("tiny.holds", population=couples, statement="x")
def holds_too(couple):
    """Another claim under the same id"""
    return cauchy_schwarz(couple)

@claim("tiny.elsewhere", population=replace(couples, title="Another law."), statement="x")
def elsewhere(couple):
    """Another population under the same name"""
    return cauchy_schwarz(couple)
'''

"""The command line: help, usage errors, what is refused, what is printed."""

import json
import os
import subprocess
import sys

import pytest
import torch

from icl_verify import cli
from icl_verify.tests.plugin import running
from icl_verify.tests.plugin.running import write_claims
from icl_verify.tests.report import synthetic

COMMANDS = ["run", "claims", "replay", "report", "keep", "new", "xp", "hunt", "figure"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def refused(capsys):
    """Runs a command that must end as one line of usage error, and returns the line."""

    def run(*arguments: str) -> str:
        assert cli.main(arguments) == 2
        (line,) = capsys.readouterr().err.splitlines()
        return line

    return run


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches_by_an_example(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"usage: icl-verify {name}" in said and f"Example: icl-verify {name} " in said


def test_every_command_is_listed(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = capsys.readouterr().out
    assert all(f"    {name} " in said for name in COMMANDS)


def test_a_pattern_that_matches_nothing_is_said_before_anything_runs(tmp_path):
    write_claims(tmp_path)
    for command in ("run", "claims"):
        done = running.icl_verify(tmp_path, command, "tiny*", "nosuch*", "nor*")
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert "no claim matches nosuch*, nor*" in line
    assert not (tmp_path / "reports").exists()


def test_several_patterns_that_match_run(tmp_path):
    write_claims(tmp_path)
    arguments = ("tiny.holds", "*.mutant_bound", "-n", "0", "--out", "out")
    done = running.icl_verify(tmp_path, "run", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len((tmp_path / "out" / "records.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize("arguments", [("claims",), ("claims", "--json"), ("run", "-n", "0"), ("hunt", "a")])
def test_a_folder_without_claims_is_a_usage_error(tmp_path, arguments):
    (tmp_path / "properties").mkdir()
    done = running.icl_verify(tmp_path, *arguments)
    assert done.returncode == 2 and "there is no claim" in done.stderr


@pytest.mark.parametrize("name", ["index.html", "data"])
def test_a_run_writes_over_nothing_foreign(here, refused, name):
    write_claims(here)
    (here / "out").mkdir()
    (here / "out" / name).write_text("mine")
    assert f"which holds {name}" in refused("run", "--out", "out")
    assert (here / "out" / name).read_text() == "mine"


def test_a_file_is_no_folder_for_a_run(here, refused):
    write_claims(here)
    (here / "out").write_text("mine")
    assert "which is a file" in refused("run", "--out", "out")
    assert (here / "out").read_text() == "mine"


def test_keeping_replaces_another_counterexample_only_by_force(here, refused):
    record = next(r for r in synthetic.records() if r["id"] == "lemma10.smoothness")
    run = synthetic.write_run(here / "run", [record])
    (here / "properties").mkdir()
    kept = here / "properties" / "counterexamples" / "lemma10.smoothness.json"
    for _ in range(2):  # the same file again is no loss
        assert cli.main(["keep", str(run), "lemma10.smoothness"]) == 0
    whole = kept.read_text()
    for other in ("{}", "no JSON"):
        kept.write_text(other)
        assert "--force replaces it" in refused("keep", str(run), "lemma10.smoothness")
        assert kept.read_text() == other
    assert cli.main(["keep", "--force", str(run), "lemma10.smoothness"]) == 0
    assert kept.read_text() == whole


def test_a_glob_keeps_what_somebody_states(here, refused):
    records = [r for r in synthetic.records() if r.get("counterexample")]
    run = synthetic.write_run(here / "run", records)
    (here / "properties").mkdir()
    assert cli.main(["keep", str(run), "*"]) == 0
    kept = {path.stem for path in (here / "properties" / "counterexamples").glob("*.json")}
    stated = {r["id"] for r in records if r["form"] not in ("mutant", "necessity")}
    assert kept == stated and len(stated) < len(records)
    assert "must have a counterexample in" in refused("keep", str(run), "lemma99*")
    assert "near: lemma10.smoothness" in refused("keep", str(run), "lemma10.smothness")


def test_an_equal_counterexample_of_an_earlier_claim_is_replaced(here):
    record = next(r for r in synthetic.records() if r["id"] == "lemma10.smoothness")
    run = synthetic.write_run(here / "run", [record])
    (here / "properties").mkdir()
    kept = here / "properties" / "counterexamples" / "lemma10.smoothness.json"
    assert cli.main(["keep", str(run), "lemma10.*"]) == 0
    whole = kept.read_text()
    kept.write_text(json.dumps(json.loads(whole) | {"digest": "0" * 63}))
    assert cli.main(["keep", str(run), "lemma10.smoothness"]) == 0
    assert kept.read_text() == whole


def test_a_markdown_summary_says_what_changed(here, refused, capsys):
    claims = synthetic.records()
    after = synthetic.write_run(here / "after", claims)
    claims[0].update(verdict="refuted", as_expected=False)
    before = synthetic.write_run(here / "before", [*claims, synthetic.a_record("old.claim")], {"seed": 7})
    assert cli.main(["report", str(after), "--markdown", "--against", str(before)]) == 0
    said = capsys.readouterr().out
    assert "| `lemma2.softmax` | refuted | holds |" in said and "| `seed` | 7 | 0 |" in said
    assert "**Not in this run's selection (1)**: `old.claim`" in said
    assert "must hold a run" in refused("report", str(after), "--markdown", "--against", "nowhere")


def test_a_report_against_several_runs_compares_with_the_last(here, capsys):
    claims = [synthetic.a_record("a")]
    first, second, last = (
        str(synthetic.write_run(here / str(seed), claims, {"seed": seed})) for seed in range(3)
    )
    assert cli.main(["report", last, "--against", first, "--against", second]) == 0
    assert "seed  1  2" in capsys.readouterr().out


def test_a_new_conjecture_in_another_folder_says_how_to_try_it(here, capsys):
    assert cli.main(["new", "my_guess", "--properties", "my claims"]) == 0
    assert "icl-verify run 'conj.my_guess' --properties 'my claims'" in capsys.readouterr().out
    assert cli.main(["new", "my_guess"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "try it: icl-verify run 'conj.my_guess'"


def test_a_device_that_is_absent_is_a_usage_error(here, refused, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert "torch sees none" in refused("hunt", "tiny.holds", "--device", "cuda")


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    write_claims(tmp_path)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "icl_verify.cli", "claims"], cwd=tmp_path, env=running.environment(),
        stdout=write, stderr=subprocess.PIPE, text=True, timeout=120, check=False,
    )  # fmt: skip
    os.close(write)
    assert done.stderr == "" and done.returncode == cli.PIPE_CLOSED


def test_the_claims_are_listed_as_json(tmp_path):
    write_claims(tmp_path)
    done = running.icl_verify(tmp_path, "claims", "--json")
    listed = json.loads(done.stdout)
    assert [claim["id"] for claim in listed] == ["tiny.holds", "tiny.holds.mutant_bound"]
    assert listed[0]["denies"] is False and listed[0]["because"] is None

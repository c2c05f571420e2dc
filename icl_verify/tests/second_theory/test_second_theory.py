"""A theory of another package: its setting and claims, tried with trial, plugin and report as they are."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from icl_verify.tests.plugin.running import environment, plain_pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run in a folder outside any repository: (finished process, the run's folder)."""
    home = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(HERE / "theory.py", home / "theory.py")
    (home / "test_claims.py").write_text((HERE / "claims.py").read_text())
    done = plain_pytest(home, "-q", "--icl-out", "run", "--hypothesis-seed", "1")
    return done, home / "run"


@pytest.fixture(scope="module")
def records(run):
    done, folder = run
    assert done.returncode == 0, done.stdout + done.stderr
    return {r["id"]: r for r in map(json.loads, (folder / "records.jsonl").read_text().splitlines())}


def test_every_claim_gets_the_verdict_it_expects(records):
    verdicts = {id: r["verdict"] for id, r in records.items()}
    assert verdicts == {
        "descent.rate": "holds",
        "descent.rate.squared": "holds",
        "descent.rate.mutant_cubed": "refuted",
        "descent.rate.without_convex": "holds",
    }
    assert records["descent.rate"]["arithmetic"] == "ball"
    # At t = 0 both sides are the same number: the sample is a tie there, and proved at every later step.
    assert records["descent.rate"]["proved"] + records["descent.rate"]["ties"] >= 1
    assert records["descent.rate"]["instances"] >= 2000


def test_the_counterexample_is_small_and_of_the_foreign_type(run, records):
    path = run[1] / records["descent.rate.mutant_cubed"]["counterexample"]
    kept = json.loads(path.read_text())
    assert kept["instance"]["type"] == "theory:LeastSquares"
    assert kept["instance"]["sizes"] == {"rows": 1, "columns": 1, "steps": 1}


def test_the_foreign_claims_are_in_the_report_and_the_table(run, records):
    page = (run[1] / "index.html").read_text()
    assert "descent.rate" in page
    assert "descent.rate.mutant_cubed" in page and "theory:LeastSquares" in page
    assert "descent.rate" in run[0].stdout


def test_the_page_speaks_of_the_foreign_source_alone(run, records):
    page = (run[1] / "index.html").read_text()
    assert "<h1>Least Squares by Descent</h1>" in page and "C. Teacher" in page
    assert "Known, and not tried in this run: the remark below the rate." in page
    for word in ("In-Context", "2408.10147", "Yang", "Lemma 5", "Theorem 1", "unlabelled", "attention"):
        assert word not in page, word


def test_nothing_of_the_paper_is_loaded_by_a_foreign_run(run):
    code = "import sys, theory; print([m for m in sys.modules if 'yang' in m])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(run[1].parent),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.strip() == "[]"

"""What a theory declares reaches the run: from a conftest, from beside the claims, also with workers."""

import json

import pytest

from icl_verify.tests.plugin.running import icl_verify, records, write_claims

BESIDE = """
from icl_verify import Finding, Source, Theory
THEORY = Theory(source=Source(title="On Couples", authors=("A. Author",)))
SLIP = Finding("slip", "Lemma 1", "A factor is lost.", "x=y", "x=2y", "wrong constant")

@claim("tiny.false", population=couples, statement="y", form="reading", expected="refuted", because=SLIP)
def false(couple):
    return at_most(2 * couple.xp.abs(couple.x[..., 0]), couple.xp.abs(couple.x[..., 0]))

@claim("tiny.denial", population=couples, statement="not y", expected="refuted", denies=True)
def denial(couple):
    return at_most(2 * couple.xp.abs(couple.x[..., 0]), couple.xp.abs(couple.x[..., 0]))
"""
CONFTEST = """
from icl_verify import Source, Theory
THEORY = Theory(source=Source(title="{title}"))
"""


def header(folder):
    return json.loads((folder / "run" / "header.json").read_text())


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_stands_beside_claims_is_in_the_header_and_each_record_names_its_finding(tmp_path, workers):
    write_claims(tmp_path, BESIDE)
    icl_verify(tmp_path, "run", "--out", "run", "-n", workers, "--hunt", "0")
    assert header(tmp_path)["source"]["title"] == "On Couples"
    assert [finding["id"] for finding in header(tmp_path)["findings"]] == ["slip"]
    found = records(tmp_path / "run")
    assert found["tiny.false"]["because"] == "slip" and found["tiny.false"]["form"] == "reading"
    assert found["tiny.denial"]["denies"] and found["tiny.denial"]["because"] is None
    assert not found["tiny.holds"]["denies"]


def test_a_conftest_declares_before_anything_is_tried(tmp_path):
    properties = write_claims(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)\n")
    (properties / "conftest.py").write_text(CONFTEST.format(title="On Couples"))
    (properties / "test_tiny.py").write_text(
        (properties / "test_tiny.py").read_text().replace("return cauchy", "os._exit(3); return cauchy")
        .replace("os.kill(os.getpid(), signal.SIGKILL)", "")
    )  # fmt: skip
    icl_verify(tmp_path, "run", "--out", "run", "-n", "0", "--hunt", "0")
    assert header(tmp_path)["source"]["title"] == "On Couples" and not records(tmp_path / "run")


def test_two_sources_are_refused_in_a_line(tmp_path):
    properties = write_claims(tmp_path, BESIDE)
    (properties / "conftest.py").write_text(CONFTEST.format(title="Another"))
    done = icl_verify(tmp_path, "run", "tiny.holds", "--out", "run", "-n", "0", "--hunt", "0")
    assert "source must be one, got 'Another' and 'On Couples'" in done.stdout

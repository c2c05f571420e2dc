"""Every committed counterexample has its certificates, which are those that it gives, and they are proved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from icl_verify.catalogue import collect
from icl_verify.certify import certificate, differing
from icl_verify.certify.check import check_coq, check_script, coq_version
from icl_verify.judge.replay import instance_of
from icl_verify.records.example import read_example

PROPERTIES = Path(__file__).parents[3] / "properties"
FOLDER = PROPERTIES / "counterexamples"
FILES = sorted(path for path in FOLDER.glob("*.json") if not path.name.endswith(".worked.json"))
# Without a file for Coq: the double eigenvalue of a 3 x 3 matrix, whose closed form divides by 0.
WITHOUT_COQ = {"conj.equal_rates"}
PARTS = 4  # of what Coq checks: all in one take 2.4 GB


@pytest.fixture(scope="module")
def claims():
    return {claim.id: claim for claim in collect(PROPERTIES)}


def test_there_are_some() -> None:
    assert len(FILES) >= 43


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_certificates_are_those_of_the_claim_as_it_stands(path: Path, claims) -> None:
    example = read_example(path)
    claim = claims[example.claim]
    made = certificate(claim, instance_of(claim, example))
    assert differing(made, FOLDER, path.stem) == []
    assert (FOLDER / f"{path.stem}.check.py").is_file()
    assert (FOLDER / f"{path.stem}.v").is_file() == (path.stem not in WITHOUT_COQ)
    assert json.loads((FOLDER / f"{path.stem}.worked.json").read_text()) == made.worked.to_json()
    checked = check_script((FOLDER / f"{path.stem}.check.py").read_text())
    assert (checked.outcome, checked.why) == ("proved", "")


@pytest.mark.skipif(not coq_version(), reason="Coq is not installed")
@pytest.mark.parametrize("first", range(PARTS))
def test_coq_proves_them(first: int) -> None:
    """Several in one start, each a module of its own: Coq takes as long to load as most take to be proved."""
    files = [path.with_suffix(".v") for path in FILES if path.stem not in WITHOUT_COQ]
    texts = {path.stem: path.read_text() for path in sorted(files, key=lambda path: path.stat().st_size)}
    part = dict(list(texts.items())[first::PARTS])
    together = "".join(f"Module File{i}.\n{text}\nEnd File{i}.\n" for i, text in enumerate(part.values()))
    checked = check_coq(together)
    if checked.outcome != "proved":
        alone = {name: check_coq(text) for name, text in part.items()}
        assert {name: one.why for name, one in alone.items() if one.outcome != "proved"} == {}
    assert (checked.outcome, checked.why) == ("proved", "")

"""Theorems kept of equalities are what the claims give, Coq proves them, and a stale one says nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from icl_verify.catalogue import collect
from icl_verify.certify.check import check_coq, coq_version
from icl_verify.certify.equality import equality
from icl_verify.certify.theorems import keep_theorem, kept_theorems, proved_for_all, theorem_name
from icl_verify.cli import main
from icl_verify.pytest_plugin.item import _with_theorems
from icl_verify.records.files import read_json
from icl_verify.records.schema import Checked, Record, TheoremFile

PROPERTIES = Path(__file__).parents[3] / "properties"
FOLDER = PROPERTIES / "theorems"
KEPT = [
    (index.stem, theorem)
    for index in sorted(FOLDER.glob("*.json"))
    for theorem in TheoremFile.from_json(read_json(index), str(index)).theorems
]
CONSTANT = "lemma5.constant.corrected"


@pytest.fixture(scope="module")
def claims():
    return {claim.id: claim for claim in collect(PROPERTIES)}


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(FOLDER, tmp_path / "theorems"))


def test_ten_are_kept_and_no_file_is_without_its_line() -> None:
    assert len({name for name, _ in KEPT}) >= 10 and CONSTANT in dict(KEPT)
    assert {theorem.file for _, theorem in KEPT} == {path.name for path in FOLDER.glob("*.v")}


@pytest.mark.parametrize("name, theorem", KEPT, ids=lambda one: getattr(one, "file", None))
def test_a_theorem_is_what_the_claim_gives_as_it_stands(name, theorem, claims) -> None:
    made = equality(claims[name], theorem.sizes)
    assert made.text == (FOLDER / theorem.file).read_text(encoding="utf-8")
    assert theorem_name(made) == theorem.file and made.entries > made.trivial
    assert theorem in kept_theorems(FOLDER, claims[name])
    assert made.text.count("Theorem ") == made.text.count("Qed.") == made.entries - made.trivial


@pytest.mark.skipif(not coq_version(), reason="Coq is not installed")
@pytest.mark.parametrize("name", [CONSTANT, "thm2.ridge"])
def test_coq_proves_them(name) -> None:
    text = (FOLDER / dict(KEPT)[name].file).read_text(encoding="utf-8")
    checked = check_coq(text)
    assert (checked.outcome, checked.why) == ("proved", "")


@pytest.mark.skipif(not coq_version(), reason="Coq is not installed")
def test_coq_refuses_a_theorem_with_another_number() -> None:
    text = (FOLDER / dict(KEPT)["thm2.ridge"].file).read_text(encoding="utf-8")
    before, last, after = text.rpartition("/ (4)")
    assert last and check_coq(f"{before}/ (5){after}").outcome == "refused"


def test_a_changed_claim_says_nothing(claims) -> None:
    claim = claims[CONSTANT]
    assert len(kept_theorems(FOLDER, claim)) == 1
    assert kept_theorems(FOLDER, dataclasses.replace(claim, bound=Fraction(2))) == ()
    other = claims["lemma5.noise_energy.corrected"].function
    assert kept_theorems(FOLDER, dataclasses.replace(claim, function=other, settings={})) == ()


def test_a_changed_file_says_nothing(folder, claims) -> None:
    claim, path = claims[CONSTANT], folder / dict(KEPT)[CONSTANT].file
    assert len(kept_theorems(folder, claim)) == 1
    path.write_text(path.read_text().replace("Qed.", "Admitted."))
    assert kept_theorems(folder, claim) == ()
    path.unlink()
    assert kept_theorems(folder, claim) == () == kept_theorems(None, claim)


def test_another_claims_index_says_nothing(folder, claims) -> None:
    claim = claims["lemma5.constant"]
    index = json.loads((folder / f"{CONSTANT}.json").read_text())
    (folder / f"{claim.id}.json").write_text(json.dumps({**index, "digest": claim.digest}))
    assert kept_theorems(folder, claim) == ()
    index["theorems"][0]["file"] = "../elsewhere.v"
    (folder / f"{CONSTANT}.json").write_text(json.dumps(index))
    with pytest.raises(ValueError, match="file must be"):
        kept_theorems(folder, claims[CONSTANT])


def test_a_run_says_what_was_proved_and_holds_the_theorem(tmp_path, claims) -> None:
    record = Record(id=CONSTANT, form="corrected", expected="holds", verdict="holds", as_expected=True)
    kept = _with_theorems(record, SimpleNamespace(claim=claims[CONSTANT], smallest=None), tmp_path)
    (theorem,) = kept.proved_for_all
    assert (theorem.sizes["N"], theorem.sizes["K"], theorem.by) == (2, 3, "Coq") and kept.as_expected
    assert (tmp_path / "theorems" / theorem.file).read_bytes() == (FOLDER / theorem.file).read_bytes()
    assert Record.from_json(kept.to_json(), "record") == kept
    # A break in balls where Coq proved equality: one of the two is wrong, and the run says so.
    for sizes, met in ((dict(theorem.sizes), False), ({**theorem.sizes, "N": 5}, True)):
        broken = SimpleNamespace(exact=SimpleNamespace(sizes=sizes))
        said = _with_theorems(record, SimpleNamespace(claim=claims[CONSTANT], smallest=broken), tmp_path)
        assert said.as_expected is met and ("proved for all reals what balls break" in said.note) is not met
    assert proved_for_all(claims["lemma5.constant"], tmp_path) == ()


def test_what_the_claim_does_not_give_says_nothing_in_a_run(tmp_path, folder, claims, monkeypatch) -> None:
    claim, index = claims[CONSTANT], folder / f"{CONSTANT}.json"
    monkeypatch.setattr("icl_verify.certify.theorems.folder_beside", lambda *_: folder)
    assert len(proved_for_all(claim, tmp_path)) == 1
    # A theorem and its hash, both changed: the digest is right, and the claim gives another text.
    path, data = folder / dict(KEPT)[CONSTANT].file, json.loads(index.read_text())
    path.write_text(path.read_text().replace("Qed.", "Admitted."))
    data["theorems"][0]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    index.write_text(json.dumps(data))
    assert len(kept_theorems(folder, claim)) == 1 and proved_for_all(claim, tmp_path) == ()
    data["theorems"][0]["sizes"] = {"N": 2}
    index.write_text(json.dumps(data))
    assert proved_for_all(claim, tmp_path) == ()
    index.write_text("{")
    assert proved_for_all(claim, tmp_path) == ()


def test_only_what_coq_proved_is_kept(tmp_path, claims) -> None:
    claim = claims[CONSTANT]
    made = equality(claim, dict(KEPT)[CONSTANT].sizes)
    sha256 = dict(KEPT)[CONSTANT].sha256
    for checked in (
        Checked(by="Coq 8.16.1", outcome="refused", sha256=sha256),
        Checked(by="Coq 8.16.1", outcome="not checked", sha256=sha256),
        Checked(by="Coq 8.16.1", outcome="proved", sha256="0" * 64),
    ):
        with pytest.raises(ValueError, match="must be proved by Coq to be kept"):
            keep_theorem(made, checked, tmp_path)
    assert not list(tmp_path.iterdir())
    proved = Checked(by="Coq 8.16.1", outcome="proved", sha256=sha256, seconds=1.0)
    keep_theorem(made, proved, tmp_path)
    smaller = equality(claim, {**made.sizes, "N": 1})
    sha256 = hashlib.sha256(smaller.text.encode()).hexdigest()
    keep_theorem(smaller, dataclasses.replace(proved, sha256=sha256), tmp_path)
    assert {one.sizes["N"] for one in kept_theorems(tmp_path, claim)} == {1, 2}
    # The claim changes: what was proved of it as it stood leaves the index.
    changed = dataclasses.replace(claim, bound=Fraction(2))
    keep_theorem(dataclasses.replace(made, claim=changed), proved, tmp_path)
    assert [one.sizes["N"] for one in kept_theorems(tmp_path, changed)] == [2]
    assert kept_theorems(tmp_path, claim) == ()


def test_keeping_needs_a_shape(capsys) -> None:
    options = ["--properties", str(PROPERTIES)]
    assert main(["certify", CONSTANT, "--keep", *options]) == 2
    assert "--keep must come with --for-all" in capsys.readouterr().err


@pytest.mark.skipif(not coq_version(), reason="Coq is not installed")
def test_the_command_keeps_a_theorem(folder, capsys, monkeypatch, claims) -> None:
    monkeypatch.setattr("icl_verify.trial.corpus.folder_beside", lambda *_: folder)
    options = ["--properties", str(PROPERTIES)]
    assert main(["certify", "setting.attention", "--for-all", "K=2", "--keep", *options]) == 0
    assert "setting.attention.d1_K2_N1_m1_H1.v" in capsys.readouterr().out
    assert len(kept_theorems(folder, claims["setting.attention"])) == 2
    assert main(["certify", "lemma5.noise_energy", "--for-all", "--keep", *options]) == 1
    assert not (folder / "lemma5.noise_energy.json").exists()

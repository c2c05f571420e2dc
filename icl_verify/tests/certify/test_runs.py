"""What a run keeps of its refutations, what it checks itself, and what a contradiction does; the command."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from icl_verify import certify
from icl_verify.certify import certificates as made
from icl_verify.certify.certificates import certify_break
from icl_verify.certify.check import coq_version
from icl_verify.cli import main
from icl_verify.pytest_plugin.item import _certified, _or_noted
from icl_verify.records.schema import Checked, Record
from icl_verify.statement.fields import Quantity
from icl_verify.tests.certify.breaks import BROKEN, a_couple, inner

PROPERTIES = Path(__file__).parents[3] / "properties"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "counterexamples").mkdir()
    return tmp_path


def test_a_refutation_is_written_and_checked_within_the_budget(folder, monkeypatch) -> None:
    path = "counterexamples/tiny.claim.smallest.json"
    script, coq = certify_break(BROKEN["at_most"], a_couple(), folder, path)
    assert (script.outcome, script.file) == ("proved", "counterexamples/tiny.claim.smallest.check.py")
    assert coq.outcome == ("proved" if coq_version() else "not checked")
    assert coq.file == "counterexamples/tiny.claim.smallest.v" and (folder / coq.file).is_file()
    assert (folder / "counterexamples" / "Certificate.v").is_file()
    monkeypatch.setattr(made, "MOST_BY_SCRIPT", 3)
    monkeypatch.setattr(made, "MOST_TRACED", 10**6)
    script, _ = certify_break(BROKEN["at_most"], a_couple(), folder, path)
    assert script.outcome == "not checked" and "a run checks at most 3" in script.why
    monkeypatch.setattr(made, "MOST_TRACED", 3)
    assert {one.outcome for one in certify_break(BROKEN["at_most"], a_couple(), folder, path)} == {
        "not checked"
    }
    mutant = dataclasses.replace(BROKEN["at_most"], form="mutant")
    assert certify_break(mutant, a_couple(), folder, path) == ()


PATH = "counterexamples/a.smallest.json"


def test_a_contradiction_is_never_as_expected(folder, monkeypatch) -> None:
    record = Record(id="a", form="printed", expected="refuted", verdict="refuted", as_expected=True,
                    counterexample=PATH, simplest=PATH)  # fmt: skip
    found = SimpleNamespace(exact=a_couple())
    result = SimpleNamespace(claim=BROKEN["at_most"], smallest=found, worst=None)
    for outcome, met in (("proved", True), ("refused", True), ("not checked", True), ("contradicted", False)):
        said = (Checked(by="Python", outcome=outcome, why="1 > 2"),)
        monkeypatch.setattr(certify, "certify_break", lambda *_, said=said: said)
        kept = _certified(record, result, folder, committed=None)
        assert (kept.as_expected, kept.checked) == (met, said)
        assert ("contradicts the balls: 1 > 2" in kept.note) is not met


def test_a_certificate_that_fails_costs_a_note_and_no_verdict(folder) -> None:
    record = Record(id="a", form="mutant", expected="refuted", verdict="refuted", as_expected=True, note="N.")

    def failing(*_):
        raise ValueError("not enough values to unpack")

    kept = _or_noted("certificates", failing, record, None, folder)
    assert kept == dataclasses.replace(
        record, note="N. No certificates: ValueError: not enough values to unpack"
    )


def test_the_simplest_of_a_runs_breaks_has_the_certificates_and_each_a_worked_check(folder) -> None:
    committed, worst = "counterexamples/a.committed.json", "counterexamples/a.worst.json"
    breaks = [SimpleNamespace(exact=a_couple(x=x)) for x in ((1, 2), (7, 9), (3, 4))]
    record = Record(id="a", form="printed", expected="refuted", verdict="refuted", as_expected=True,
                    counterexample=PATH, worst=worst, committed=committed, simplest=committed)  # fmt: skip
    result = SimpleNamespace(claim=BROKEN["at_most"], smallest=breaks[0], worst=breaks[1])
    kept = _certified(record, result, folder, committed=breaks[2])
    assert kept.checked[0].file == "counterexamples/a.committed.check.py"
    written = {path.name for path in (folder / "counterexamples").iterdir()}
    assert {f"a.{kind}.worked.json" for kind in ("smallest", "worst", "committed")} <= written
    assert "a.smallest.check.py" not in written
    mutant = dataclasses.replace(BROKEN["at_most"], form="mutant")
    _certified(dataclasses.replace(record, id="m", form="mutant", counterexample="m.json", worst="w.json",
                                   committed=None, simplest="m.json"),
               SimpleNamespace(claim=mutant, smallest=breaks[0], worst=breaks[1]), folder,
               committed=None)  # fmt: skip
    assert (folder / "m.worked.json").is_file() and not (folder / "w.worked.json").exists()


def test_the_worked_check_has_a_line_for_each_named_quantity() -> None:
    worked = certify.certificate(BROKEN["at_most"], a_couple()).worked
    lines = {line.name: line for line in worked.lines}
    assert worked.sign == "≰" and list(lines) == ["x", "y", "inner", "left side", "right side"]
    line = lines["inner"]
    assert (line.symbol, line.tex, line.equation) == ("s", "s", "(1)")
    assert line.title == "The inner product of the vectors" and line.inputs == ("x", "y")
    assert line.exact == "11/3" and line.ball.startswith("[3.66666666666666666666666666667")
    assert line.put_in == "1*3+2*1/3" and lines["x"].given
    assert lines["left side"].inputs == ("inner",)
    assert lines["right side"].exact == "sqrt(410)/6"


def test_a_quantity_is_named_once() -> None:
    instance = a_couple().symbols()
    inner(instance)
    named = {made.quantity.name: made.quantity for made in instance.quantities()}
    assert named["inner"] == Quantity("inner", "s", "s", "(1)", "The inner product of the vectors")


def test_the_command_writes_checks_and_refuses(tmp_path, capsys) -> None:
    kept = tmp_path / "counterexamples" / "lemma5.if.json"
    kept.parent.mkdir()
    shutil.copy(PROPERTIES / "counterexamples" / kept.name, kept)
    options = ["--properties", str(PROPERTIES)]
    assert main(["certify", str(kept), *options]) == 0
    written = {path.name for path in kept.parent.iterdir()}
    assert written == {
        kept.name,
        "lemma5.if.check.py",
        "lemma5.if.v",
        "lemma5.if.worked.json",
        "Certificate.v",
    }
    assert main(["certify", str(kept), "--check", *options]) == 0
    assert "proved" in capsys.readouterr().out
    data = json.loads(kept.read_text())
    data["instance"]["fields"]["noise_level"]["values"] = 3
    kept.write_text(json.dumps(data))
    assert main(["certify", str(kept), "--check", *options]) == 1
    assert "is something else" in capsys.readouterr().out
    out = tmp_path / "only.py"
    assert main(["certify", str(kept), "--script", str(out), *options]) == 0 and out.is_file()


@pytest.mark.skipif(not coq_version(), reason="Coq is not installed")
def test_an_equality_is_proved_for_all_reals(capsys) -> None:
    options = ["--properties", str(PROPERTIES)]
    assert main(["certify", "lemma5.noise_energy.corrected", "--for-all", "N=1,K=2", *options]) == 0
    assert "proved for all reals at d = 1, K = 2, N = 1" in capsys.readouterr().out
    assert main(["certify", "lemma5.noise_energy", "--for-all", *options]) == 1
    assert "not closed by field" in capsys.readouterr().out
    assert main(["certify", "lemma10.smoothness", "--for-all", *options]) == 2
    assert main(["certify", "lemma5.noise_energy", "--for-all", "N=x", *options]) == 2

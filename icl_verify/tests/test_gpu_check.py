"""The check of the GPU path, without a card: it fails where it asserts one, and sees what differs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from icl_verify.records.run import Run
from icl_verify.records.schema import Header, Record, Tightness

pytest.importorskip("benchmarks.gpu", reason="installed without its repository")

from benchmarks.gpu import logits, runs, training
from benchmarks.gpu.__main__ import main
from benchmarks.speed.cases import SHAPES, case
from icl_verify.yang2024.descent.descend import descend

NO_CARD = pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card")


@NO_CARD
def test_without_a_card_only_what_asserts_it_fails(tmp_path, capsys):
    out = tmp_path / "gpu.json"
    assert main(["training", "trajectories", "--out", str(out)]) == 1
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["card"] is None and len(found["training"]) == 2
    failed = [check for check in found["checks"] if check["passed"] is False]
    assert failed == [check for check in found["checks"] if check["asserts_card"]] and len(failed) == 4
    assert "failed where the card is asserted (4 checks), and nowhere else" in capsys.readouterr().out


def test_a_wrong_step_is_seen(tmp_path, monkeypatch):
    right = logits.problem_of
    monkeypatch.setattr(
        logits, "problem_of", lambda *given: replace(right(*given), left=1.001 * right(*given).left)
    )
    main(["training", "--small", "--out", str(tmp_path / "gpu.json")])
    found = json.loads((tmp_path / "gpu.json").read_text(encoding="utf-8"))["checks"]
    assert any(check["passed"] is False and not check["asserts_card"] for check in found)


def test_training_in_the_logits_is_the_librarys_training():
    trained, steps = case(SHAPES[1], 3), 40
    problem, state = logits.problem_of(trained, "cpu"), logits.begin(trained, steps, "cpu")
    for _ in range(steps):
        logits.step(problem, state)
    path = descend(trained.setting, trained.query_rate, trained.weight_rate, steps, engine="torch")
    torch.testing.assert_close(state.excess, path.excess[:, :steps], rtol=1e-10, atol=0)
    torch.testing.assert_close(state.weights, path.weights[:, -1], rtol=1e-10, atol=1e-14)
    begun = logits.begin(trained, steps, "cpu").logits
    logits.restart(state, begun)
    assert torch.equal(state.logits, begun)
    assert float(state.weights.abs().max()) == 0 and int(state.time) == 0


def test_a_step_asks_the_host_for_nothing():
    trained = case(SHAPES[0], 2)
    problem, state = logits.problem_of(trained, "meta"), logits.begin(trained, 3, "meta")
    logits.step(problem, state)
    assert state.excess.device.type == "meta"


def a_run(*records: Record, device: str = "cuda") -> Run:
    header = Header(profile="quick", seed=0, environment={"device": device}, started="")
    return Run(Path("run"), header, list(records))


def a_record(id: str = "a.b", verdict: str = "holds", **more) -> Record:
    return Record(id=id, form="printed", expected="holds", verdict=verdict, as_expected=True, **more)


TIGHT = Tightness(max=0.5, q50=0.25, q95=0.4)


@pytest.mark.parametrize(
    ("other", "passed"),
    [
        (a_record(tightness=TIGHT), [True, True]),
        (a_record(tightness=replace(TIGHT, q50=0.25 * (1 + 1e-10))), [True, True]),
        (a_record(tightness=replace(TIGHT, q50=0.25 * (1 + 1e-8))), [True, False]),
        (a_record(tightness=replace(TIGHT, max=None)), [True, False]),
        (a_record(digits=15.0), [True, False]),
        (a_record(verdict="refuted", tightness=TIGHT), [False, True]),
        (a_record(id="a.c", tightness=TIGHT), [False, False]),
    ],
)
def test_runs_are_compared(other, passed):
    found = runs.compared(a_run(a_record(tightness=TIGHT)), a_run(other), 1)
    assert [check.passed for check in found] == passed


def test_a_run_elsewhere_is_no_run_on_the_card():
    assert not runs._ran_there(a_run(device="cpu"), 10**6).passed
    assert not runs._ran_there(a_run(), 0).passed
    assert runs._ran_there(a_run(), 10**6).passed


def test_the_cost_of_a_step_is_that_of_its_parts():
    operations, moved = logits.cost({"N": 6, "K": 16, "d": 32, "m": 8, "H": 24})
    assert operations == 2304 * (2 * 6 + 2 * 16 + 15) + 2 * 36 * 16 + 3 * 96 + 2 * 24 * 16
    assert moved == 8 * (2 * (2304 + 384) + 96 + 72 + 256 + 2)
    assert training.BATCHES == (256, 4096, 16384) and tuple(training.SHAPE.values()) == (6, 16, 32, 8, 24)

"""Whole figures at their least: same seed same bytes, resuming, interruption, files, refusals."""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from icl_verify.tests.yang2024.experiments.tiny import FIGURES
from icl_verify.yang2024.experiments import FigureResult, add_arguments, main, run_figure
from icl_verify.yang2024.experiments import run as written
from icl_verify.yang2024.experiments.drawing import draw
from icl_verify.yang2024.experiments.runner import Checkpoint, _Pool
from icl_verify.yang2024.experiments.training import epoch_batch


def _csv(folder: Path) -> bytes:
    return next(folder.glob("figure*.csv")).read_bytes()


Whole = Callable[[int], FigureResult]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A figure by number, run once from start to end by one worker, to be looked at and not written to."""

    @functools.cache
    def run(number: int) -> FigureResult:
        out = tmp_path_factory.mktemp("whole") / str(number)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(written, "draw", draw)
            return run_figure(number, out=out, quiet=True, workers=1, **FIGURES[number])

    return run


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs leave out their picture, which takes longer than what they train; not those of ``whole``."""
    monkeypatch.setattr(written, "draw", lambda path, title, panels: None)


def _copied(result: FigureResult, folder: Path) -> Path:
    """A copy of a run's folder that may be written to."""
    return shutil.copytree(result.folder, folder / "copy")


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_same_seed_same_csv_whatever_the_workers(number: int, tmp_path: Path, whole: Whole) -> None:
    first = whole(number)
    run_figure(number, out=tmp_path / "b", quiet=True, workers=2, **FIGURES[number])
    run_figure(number, out=tmp_path / "c", quiet=True, seed=7, **FIGURES[number])
    assert _csv(first.folder) == _csv(tmp_path / "b")
    assert _csv(first.folder) != _csv(tmp_path / "c")
    names = {p.name for p in first.folder.iterdir()}
    assert {f"figure{number}.{kind}" for kind in ("png", "html", "csv")} | {"judgement.json"} <= names
    assert (first.folder / f"figure{number}.png").read_bytes().startswith(b"\x89PNG")


def test_judgement_names_seeds_versions_and_readings(whole: Whole) -> None:
    result = whole(2)
    content = json.loads((result.folder / "judgement.json").read_text())
    assert content == json.loads(json.dumps(result.judgement))
    assert content["seeds"] == [0, 1, 2, 3, 4]
    assert content["environment"]["torch"] == torch.__version__
    readings = {s["reading"] for s in content["sentences"] if s["reading"].startswith("one layer")}
    for word in ("tau=0.01", "tau=0.1", "tau=1", "gaussian tokens", "sampled prompts", "rate 1e-4"):
        assert any(word in r for r in readings), word
    page = (result.folder / "figure2.html").read_text()
    assert content["sentences"][0]["sentence"] in page
    assert not re.search(r"(src|href)=.https?:", page)
    for name in re.findall(r"href='([^']+)'", page):
        assert (result.folder / name).exists(), name
    assert page.index("fall together.") < page.index("Scale small")
    assert {s["source"] for s in content["sentences"]} == {"Figure 2", "Theorem 2", "ours"}


def test_wall_clock_is_marked_and_kept_out_of_the_csv(whole: Whole) -> None:
    result = whole(5)
    for sentence in result.judgement["sentences"]:
        assert sentence["reproducible"] == ("wall_clock" not in sentence["id"])
    assert b"seconds" not in _csv(result.folder)
    assert (result.folder / "seconds.csv").read_text().startswith("reading,series,seed,iteration,seconds")


@pytest.mark.usefixtures("undrawn")
def test_a_limit_in_seconds_ends_training_and_is_marked(tmp_path: Path) -> None:
    given = FIGURES[5] | {"layer_steps": 10_000, "seconds": 0.05}
    result = run_figure(5, out=tmp_path, quiet=True, **given)
    assert not result.interrupted
    # Every model is evaluated when its time is up: what is judged is trained.
    held = torch.load(tmp_path / "checkpoint.pt", weights_only=True)["states"].values()
    assert all(state["times"][-1] == state["done"] > 0 for state in held)
    assert all(state["seconds"][-1] >= 0.05 for state in held)
    assert not any(s["reproducible"] for s in result.judgement["sentences"])


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("number", [2, 4])
def test_resumed_equals_uninterrupted(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: Whole
) -> None:
    uninterrupted = _csv(whole(number).folder)
    work = _Pool.work
    turns = itertools.count(1)  # shared by threads: one step of it is atomic

    def cut_short(pool: _Pool) -> None:
        keep = pool._keep

        def counted(job) -> None:
            if next(turns) >= 30:
                pool.stop.set()
            keep(job)

        pool._keep = counted
        work(pool)

    with monkeypatch.context() as patch:
        patch.setattr(_Pool, "work", cut_short)
        cut = run_figure(number, out=tmp_path / "cut", quiet=True, **FIGURES[number])
    assert cut.interrupted
    assert {s["verdict"] for s in cut.judgement["sentences"]} == {"undecided"}
    assert _csv(tmp_path / "cut") != uninterrupted
    resumed = run_figure(number, out=tmp_path / "cut", resume=True, quiet=True, **FIGURES[number])
    assert not resumed.interrupted
    assert _csv(tmp_path / "cut") == uninterrupted


def test_interrupt_keeps_and_draws_what_was_trained(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "icl_verify.yang2024.experiments", "4", "--out", str(tmp_path)]
    command += ["--steps=1000000", "--heads=1,2,4,9", "--dictionary=7", "--features=2", "--token-size=4"]
    command += ["--prompt-lengths=2", "--seeds=5", "--pool=300"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        shown = b""
        while b"loss" not in shown and process.poll() is None:
            shown += process.stderr.read1(100)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=120)
    assert process.returncode == 130, (shown + error).decode()
    assert b"Interrupted" in out
    assert {"figure4.png", "figure4.html", "figure4.csv", "judgement.json", "checkpoint.pt"} <= {
        p.name for p in tmp_path.iterdir()
    }
    assert json.loads((tmp_path / "judgement.json").read_text())["interrupted"]
    held = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert sum(state["done"] for state in held["states"].values()) > 0


def test_resume_refuses_another_runs_checkpoint_and_a_damaged_one(tmp_path: Path, whole: Whole) -> None:
    folder = _copied(whole(4), tmp_path)
    with pytest.raises(ValueError, match=r"resume: .* was made with rate = 0.0005, got 0.002"):
        run_figure(4, out=folder, resume=True, quiet=True, **(FIGURES[4] | {"rate": 0.002}))
    (folder / "checkpoint.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(ValueError, match=r"resume: .* is not a readable checkpoint"):
        run_figure(4, out=folder, resume=True, quiet=True, **FIGURES[4])


def test_resume_without_a_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no checkpoint"):
        Checkpoint(tmp_path / "checkpoint.pt", {}).load([])


@pytest.mark.usefixtures("undrawn")
def test_a_finished_folder_is_not_written_over_unasked(tmp_path: Path, whole: Whole) -> None:
    folder = _copied(whole(3), tmp_path)
    with pytest.raises(ValueError, match=r"holds an earlier run's judgement\.json"):
        run_figure(3, out=folder, quiet=True, **FIGURES[3])
    run_figure(3, out=folder, force=True, quiet=True, **FIGURES[3])


@pytest.mark.usefixtures("undrawn")
def test_resuming_with_more_steps_goes_on_and_with_fewer_is_refused(tmp_path: Path, whole: Whole) -> None:
    folder = _copied(whole(4), tmp_path)
    before = _csv(folder).splitlines()
    longer = FIGURES[4] | {"steps": 60}
    run_figure(4, out=folder, resume=True, quiet=True, **longer)
    after = _csv(folder).splitlines()
    assert set(before) < set(after)
    assert any(b",60," in line for line in after)
    with pytest.raises(ValueError, match="was made with steps = 60, got 40"):
        run_figure(4, out=folder, resume=True, quiet=True, **FIGURES[4])


@pytest.mark.parametrize("number", [2, 4, 5])
def test_interrupted_among_its_models_draws_those_there_are(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, turns = _Pool._keep, []

    def first_turns(pool: _Pool, job) -> None:
        turns.append(job)
        if len(turns) == 4:
            pool.stop.set()
        keep(pool, job)

    monkeypatch.setattr(_Pool, "_keep", first_turns)
    result = run_figure(number, out=tmp_path, quiet=True, workers=1, **FIGURES[number])
    assert result.interrupted
    assert {s["verdict"] for s in result.judgement["sentences"]} <= {"undecided"}
    held = torch.load(tmp_path / "checkpoint.pt", weights_only=True)["states"]
    assert len(held) == 4
    assert (tmp_path / f"figure{number}.png").exists()


@pytest.mark.parametrize(
    ("number", "given", "message"),
    [
        (6, {}, "number must be one of"),
        (2, {"scale": "tiny"}, "scale must be one of"),
        (2, {"device": "tpu"}, "device must be auto, cpu or cuda"),
        (2, {"seeds": 4}, "seeds must be an integer >= 5, got 4"),
        (2, {"seed": -1}, "seed must be an integer >= 0"),
        (2, {"workers": 0}, "workers must be an integer >= 1"),
        (2, {"noise_level": 0.0}, "noise_level must be a finite number > 0, got 0.0"),
        (2, {"noise_level": float("nan")}, "noise_level must be a finite number"),
        (2, {"tokens": "round"}, "tokens must be one of"),
        (2, {"prompts": "few"}, "prompts must be one of"),
        (2, {"precision": "float16"}, "precision must be one of"),
        (2, {"level": 0.7}, "level must lie in"),
        (2, {"colour": "red"}, "unknown option 'colour'"),
        (2, {"prompt_lengths": (40,)}, "prompt_lengths must be below dictionary = 40, got 40"),
        (2, {"prompt_lengths": (3, 4)}, "prompt_lengths must be one number"),
        (2, {"heads": (0,)}, "heads must be integers >= 1"),
        (2, {"layer_heads": (5,)}, "layer_heads must divide width = 32, got 5"),
        (2, {"pool": 3}, "pool must be an integer >= max"),
        (3, {"prompt_lengths": (10, 11)}, "prompt_lengths must contain m = 20"),
        (4, {"heads": (6, 7, 8)}, "heads must hold a number below N"),
        (4, {"heads": (2, 2, 6, 9, 10)}, "heads must differ"),
        (5, {"layer_heads": (4,)}, "layer_heads must be at least two"),
        (2, {"level": 0.01, "seeds": 5}, "level must be at least"),
        (2, {"noise_level": 1e300}, r"noise_level must lie in"),
        (2, {"seed": 2**40}, "seed must be at most"),
        (2, {"seconds": 3.0}, "seconds does not apply to Figure 2"),
        (3, {"steps": 5}, "steps does not apply to Figure 3"),
        (3, {"resume": True}, "resume does not apply to Figure 3"),
        (5, {"heads": (4,)}, "heads does not apply to Figure 5"),
        (4, {"rise": 1.0}, "rise must be a finite number > 1"),
        (5, {"learned": 1.0}, "learned must lie in"),
        (5, {"seconds": -1.0}, "seconds must be a finite number >= 0"),
    ],
)
def test_bad_options_are_refused_by_name(number: int, given: dict, message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message):
        run_figure(number, out=tmp_path / "never", quiet=True, **given)
    assert not (tmp_path / "never").exists()


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without CUDA")
def test_absent_cuda_is_said() -> None:
    with pytest.raises(ValueError, match="torch finds no CUDA device"):
        run_figure(2, device="cuda", quiet=True)


def test_command_line_says_what_is_wrong_and_returns_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert main(parser.parse_args(["3", "--seeds", "2", "--out", str(tmp_path)])) == 2
    assert "seeds must be an integer >= 5, got 2" in capsys.readouterr().err


def test_command_line_shows_every_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    small = ["--features", "3", "--dictionary", "9", "--prompt-lengths", "2,3,4,5", "--seeds", "5"]
    assert main(parser.parse_args(["3", *small, "--out", str(tmp_path)])) == 0
    out = capsys.readouterr().out
    for sentence in json.loads((tmp_path / "judgement.json").read_text())["sentences"]:
        assert sentence["sentence"] in out


def test_every_epoch_reads_every_prompt_once() -> None:
    first = torch.cat([epoch_batch(step, 4, 20, 0) for step in range(5)])
    second = torch.cat([epoch_batch(step, 4, 20, 0) for step in range(5, 10)])
    assert sorted(first.tolist()) == sorted(second.tolist()) == list(range(20))
    assert first.tolist() != second.tolist()

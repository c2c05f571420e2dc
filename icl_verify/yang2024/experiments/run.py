"""Runs one figure from options to files."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from icl_verify.yang2024.experiments import figure2, figure3, figure4, figure5
from icl_verify.yang2024.experiments.curves import Curves, Panel, curves_of
from icl_verify.yang2024.experiments.drawing import draw
from icl_verify.yang2024.experiments.judge import Sentence
from icl_verify.yang2024.experiments.options import Options, fingerprint, resolve
from icl_verify.yang2024.experiments.output import (
    environment,
    judgement,
    write_curves,
    write_json,
    write_seconds,
)
from icl_verify.yang2024.experiments.page import write_page
from icl_verify.yang2024.experiments.runner import Checkpoint, default_workers, one_thread, pick_device, train
from icl_verify.yang2024.experiments.training import TrainingJob


@dataclass(frozen=True)
class FigureResult:
    """What a run left.

    Attributes:
        folder: holds figureN.png, figureN.html, figureN.csv, judgement.json, checkpoint.pt after training.
        judgement: the content of judgement.json.
        interrupted: Ctrl-C cut the training short.
    """

    folder: Path
    judgement: dict[str, Any]
    interrupted: bool


@dataclass(frozen=True)
class _Content:
    title: str
    curves: Curves
    sentences: Sequence[Sentence]
    panels: Sequence[Panel]


def run_figure(
    number: int,
    *,
    scale: str = "small",
    out: str | Path | None = None,
    resume: bool = False,
    force: bool = False,
    seed: int = 0,
    device: str = "auto",
    workers: int | None = None,
    quiet: bool = False,
    **options: Any,
) -> FigureResult:
    """Reproduce Figure 2, 3, 4 or 5 of section 6 and judge the sentences that are read off it.

    Arguments:
        number: the figure.
        scale: ``small`` (the paper's sizes over 5) or ``paper``.
        out: a folder, made if missing; ``reports/figure-N-scale`` by default.
        resume: continue from the folder's checkpoint; with more steps it goes on where it ended.
        force: write over what an earlier run left in the folder.
        seed: first random seed, >= 0.
        device: ``auto``, ``cpu`` or ``cuda``.
        workers: models trained at a time, >= 1; by default two on a CPU with two cores or more.
        quiet: no progress bar.
        options: any attribute of ``Options``; what is None or not given has the figure's default.

    Raises:
        ValueError: an option outside its range, a checkpoint of other options, or a folder in use.
        KeyboardInterrupt: interrupted before any model was evaluated; nothing is drawn.
    """
    resolved = resolve(number, scale, seed, **options)
    where, count = _workplace(device, workers)
    folder = Path(out) if out is not None else Path("reports") / f"figure-{number}-{scale}"
    _check_folder(folder, number, resume, force)
    started = time.perf_counter() - (_seconds_before(folder) if resume else 0.0)
    with one_thread():
        jobs, complete = (
            ([], True) if number == 3 else _trained(resolved, folder, where, resume, count, quiet)
        )
        content = _content(resolved, jobs, complete)
    seconds, about = time.perf_counter() - started, environment(where, count)
    verdicts = judgement(resolved, content.sentences, seconds=seconds, complete=complete, versions=about)
    _write(folder, number, content, verdicts, jobs)
    return FigureResult(folder, verdicts, not complete)


def _trained(
    options: Options, folder: Path, where: torch.device, resume: bool, workers: int, quiet: bool
) -> tuple[list[TrainingJob], bool]:
    """The figure's models, as far as they came, and whether all came to their end."""
    jobs = {2: figure2, 4: figure4, 5: figure5}[options.figure].jobs(options, where)
    checkpoint = Checkpoint(folder / "checkpoint.pt", fingerprint(options))
    name = f"figure {options.figure}"
    complete = train(jobs, checkpoint, resume=resume, workers=workers, description=name, quiet=quiet)
    jobs = [job for job in jobs if job.times]
    if not jobs:
        raise KeyboardInterrupt
    return jobs, complete


def _workplace(device: str, workers: int | None) -> tuple[torch.device, int]:
    """The device, and how many models train on it at a time."""
    where = pick_device(device)
    count = (default_workers() if where.type == "cpu" else 1) if workers is None else workers
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ValueError(f"workers must be an integer >= 1, got {workers!r}")
    return where, count


def _check_folder(folder: Path, number: int, resume: bool, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"out must be a folder, got the file {folder}")
    if resume and number == 3:
        raise ValueError("resume does not apply to Figure 3: nothing is trained")
    files = [name for name in ("judgement.json", "checkpoint.pt") if (folder / name).exists()]
    if files and not resume and not force:
        raise ValueError(
            f"out: {folder} holds an earlier run's {files[0]}; give --resume, --force or another folder"
        )


def _seconds_before(folder: Path) -> float:
    """What the sessions before this one took."""
    try:
        return float(json.loads((folder / "judgement.json").read_text(encoding="utf-8"))["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


def _content(options: Options, jobs: list[TrainingJob], complete: bool) -> _Content:
    if options.figure == 3:
        curves = figure3.compute(options)
        return _Content(
            figure3.TITLE, curves, figure3.sentences(curves, options), figure3.panels(curves, options)
        )
    curves = curves_of(jobs)
    if options.figure == 5:
        verdicts = figure5.sentences(jobs, options, complete)
        return _Content(figure5.TITLE, curves, verdicts, figure5.panels(curves, jobs, options))
    figure = {2: figure2, 4: figure4}[options.figure]
    return _Content(
        figure.TITLE, curves, figure.sentences(curves, options, complete), figure.panels(curves, options)
    )


def _write(
    folder: Path, number: int, content: _Content, verdicts: dict[str, Any], jobs: list[TrainingJob]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_curves(folder / f"figure{number}.csv", content.curves)
    if number == 5:
        write_seconds(folder / "seconds.csv", figure5.seconds_rows(jobs))
    write_json(folder / "judgement.json", verdicts)
    picture = f"figure{number}.png"
    draw(folder / picture, f"Figure {number}: {content.title}", content.panels)
    write_page(folder / f"figure{number}.html", content.title, content.panels, verdicts, picture)

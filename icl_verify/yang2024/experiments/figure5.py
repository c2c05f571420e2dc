"""Figure 5: four layers, several H, judged at equal wall-clock and at equal iterations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from icl_verify.yang2024.experiments.curves import Curves, Line, Panel, line_of
from icl_verify.yang2024.experiments.figure2 import problem_of
from icl_verify.yang2024.experiments.four_layer import FourLayer
from icl_verify.yang2024.experiments.judge import Sentence, above, judge, rank_correlation
from icl_verify.yang2024.experiments.options import Options, base_reading
from icl_verify.yang2024.experiments.training import TrainingJob

TITLE = "Four layers: the loss for several numbers of heads"
LOSS = "training loss"
PER_ITERATION, PER_SECOND = "equal iterations", "equal wall-clock"
FEW = 4


def jobs(options: Options, device: torch.device) -> list[TrainingJob]:
    """Every H and seed, for every reading of N."""
    models: list[TrainingJob] = []
    base = base_reading(replace(options, prompts="sampled"))
    for length in options.prompt_lengths:
        name = f"N={length}, {base.name}"
        reading = replace(base, name=name, prompt_length=length)
        for seed in options.all_seeds:
            problem = problem_of(options, reading, (seed,))
            for heads in options.layer_heads:
                models.append(FourLayer(options, reading, f"H={heads}", problem, heads, device=device))
    return models


def loss_at(x: np.ndarray, losses: np.ndarray, at: float) -> float:
    """The loss at abscissa ``at``, linear between evaluations."""
    return float(np.interp(at, x, losses))


@dataclass(frozen=True)
class Compared:
    """Losses at the last iteration, or second, that all H of a seed reached.

    Attributes:
        losses: shape (seeds, H).
        ends: where, one a seed; 0 where some model was not trained.
        learned: the share of the way from copying to yhat* that the best H went, one a seed.
    """

    losses: np.ndarray
    ends: np.ndarray
    learned: np.ndarray


def compared(jobs: Sequence[TrainingJob], reading: str, heads: tuple[int, ...], by: str) -> Compared:
    """One row a seed; every H was trained from the same data and draws."""
    members = [job for job in jobs if job.reading == reading]
    rows, ends, learned = [], [], []
    for seed in sorted({job.seeds[0] for job in members}):
        own = {job.series: job for job in members if job.seeds[0] == seed}
        # An interrupted run has seeds without some H.
        if not {f"H={h}" for h in heads} <= set(own):
            continue
        by_heads = [own[f"H={h}"] for h in heads]
        x = [np.array(job.seconds if by == PER_SECOND else job.times, dtype=float) for job in by_heads]
        end = min(times[-1] for times in x)
        losses = [np.array(job.values[LOSS])[:, 0] for job in by_heads]
        rows.append([loss_at(t, loss, end) for t, loss in zip(x, losses, strict=True)])
        ends.append(end)
        copying, best = by_heads[0].references["copying"], by_heads[0].references["yhat*"]
        learned.append((copying - min(rows[-1])) / (copying - best))
    return Compared(np.array(rows), np.array(ends), np.array(learned))


def sentences(jobs: Sequence[TrainingJob], options: Options, complete: bool) -> list[Sentence]:
    """Whether smaller H is ahead, whether H = 4 is best, and whether few heads do as well as many."""
    verdicts = []
    for reading in dict.fromkeys(job.reading for job in jobs):
        for by in (PER_SECOND, PER_ITERATION):
            table = compared(jobs, reading, options.layer_heads, by)
            if not len(table.losses):
                continue
            verdicts += judge_table(table, options, f"{by}; {reading}", by, complete)
    return verdicts


def judge_table(table: Compared, options: Options, where: str, by: str, complete: bool) -> list[Sentence]:
    """The sentences of one reading; a seed where nothing beyond copying was learned says nothing."""
    heads, losses, key = options.layer_heads, table.losses, by.replace(" ", "_").replace("-", "_")
    first = losses / losses[:, :1]
    usable = (table.ends > 0) & (table.learned >= options.learned)

    def one(name: str, text: str, measured: str, statistics: list, outcomes: list[int]) -> Sentence:
        return judge(
            f"fig5.{name}.{key}",
            f"At {by} {text}",
            where,
            f"{measured} {_until(options)}",
            statistics,
            [o if u else 0 for o, u in zip(outcomes, usable.tolist(), strict=True)],
            options.level,
            reproducible=by == PER_ITERATION and not options.seconds,
            note=_note(table, options),
            complete=complete,
        )

    ranks = [rank_correlation(heads, row) for row in losses]
    signs = [int(np.sign(r)) for r in ranks]
    measured = "rank correlation of H with the training loss; for: > 0"
    verdicts = [one("fewer_heads_ahead", "fewer heads are ahead.", measured, ranks, signs)]
    if FEW in heads:
        best = [heads[int(row.argmin())] for row in losses]
        outcomes = [1 if b == FEW else -1 for b in best]
        measured = f"the H of the lowest loss; for: {FEW}"
        verdicts.append(one("best_at_4", f"H = {FEW} has the lowest loss.", measured, best, outcomes))
    few = max((h for h in heads if h <= FEW), default=min(heads))
    ratio = losses[:, -1] / losses[:, heads.index(few)]
    text = f"H = {few} does as well as H = {heads[-1]}, to 5%."
    measured = f"loss at H = {heads[-1]} over that at H = {few}; for: >= 0.95"
    verdicts.append(one("few_suffice", text, measured, ratio.tolist(), above(ratio, 0.95)))
    for h, paired in zip(heads[1:], first.T[1:], strict=True):
        measured = f"loss at H = {h} over that at H = {heads[0]}, seed by seed; for: < 1"
        outcomes = [int(np.sign(1 - r)) if np.isfinite(r) else -1 for r in paired]
        name, text = f"gains_on_least.H={h}", f"H = {h} has a lower loss than H = {heads[0]}."
        verdicts.append(one(name, text, measured, paired.tolist(), outcomes))
    return verdicts


def _until(options: Options) -> str:
    seconds = f", {options.seconds:g} s" if options.seconds else ""
    return f"(after at most {options.layer_steps} iterations{seconds})"


def _note(table: Compared, options: Options) -> str:
    if (table.ends <= 0).any():
        return "some model was not trained: there is no common end."
    share = float(np.median(table.learned))
    few = int((table.learned < options.learned).sum())
    if few == len(table.learned):
        return f"nothing learned beyond copying the labels (share {share:.2f} of the way to yhat*)."
    left = f", {few} seeds below {options.learned:g} are left out" if few else ""
    return f"the best model went {share:.2f} of the way from copying to yhat*{left}."


def seconds_rows(jobs: Sequence[TrainingJob]) -> list[tuple[str, str, int, int, float]]:
    """reading, series, seed, iteration, seconds: what no two runs share."""
    return [
        (job.reading, job.series, job.seeds[0], t, s)
        for job in jobs
        for t, s in zip(job.times, job.seconds, strict=True)
    ]


def panels(curves: Curves, jobs: Sequence[TrainingJob], options: Options) -> list[Panel]:
    """Against iterations, against seconds, and the losses compared against H, each with its references."""
    plots = []
    for reading in curves.readings:
        lines = [line_of(curves(reading, s, LOSS), s) for s in curves.series(reading)]
        lines += _references(jobs, reading, max((line.x for line in lines), key=lambda x: x[-1]))
        plots.append(Panel(f"per iteration\n{reading}", "iteration", LOSS, lines))
        timed = [_timed(jobs, curves, reading, s) for s in curves.series(reading)]
        timed += _references(jobs, reading, max((line.x for line in timed), key=lambda x: x[-1]))
        plots.append(Panel(f"per second\n{reading}", "seconds", LOSS, timed))
        if not len(compared(jobs, reading, options.layer_heads, PER_ITERATION).losses):
            continue
        ends = [
            _ends(compared(jobs, reading, options.layer_heads, by).losses, options, by)
            for by in (PER_ITERATION, PER_SECOND)
        ]
        ends += _references(jobs, reading, ends[0].x)
        plots.append(Panel(f"final\n{reading}", "H", LOSS, ends, log_x=True, log_y=False))
    return plots


def _references(jobs: Sequence[TrainingJob], reading: str, x: list[float]) -> list[Line]:
    """What copying the prompt's labels costs, and what yhat* costs."""
    members = [job for job in jobs if job.reading == reading]
    lines = []
    for name in members[0].references:
        # Without a band: two more would hide those of the models.
        middle = [float(np.median([job.references[name] for job in members]))] * len(x)
        lines.append(Line(name, x, middle, middle, middle, dashed=True))
    return lines


def _timed(jobs: Sequence[TrainingJob], curves: Curves, reading: str, series: str) -> Line:
    line = line_of(curves(reading, series, LOSS), series)
    own = [job for job in jobs if (job.reading, job.series) == (reading, series)]
    seconds = [np.interp(line.x, job.times, job.seconds) for job in own]
    return replace(line, x=np.median(np.array(seconds), axis=0).tolist())


def _ends(table: np.ndarray, options: Options, label: str) -> Line:
    x = [float(h) for h in options.layer_heads]
    middle = np.median(table, axis=0).tolist()
    return Line(label, x, middle, table.min(axis=0).tolist(), table.max(axis=0).tolist(), label == PER_SECOND)

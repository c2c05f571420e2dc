"""Figure 5: four layers, several H, judged at equal wall-clock and at equal iterations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from icl_verify.yang2024.experiments.curves import Curves, Line, Panel, line_of
from icl_verify.yang2024.experiments.figure2 import problem_of
from icl_verify.yang2024.experiments.four_layer import FourLayer
from icl_verify.yang2024.experiments.judge import Sentence, above, judge, rank_correlation
from icl_verify.yang2024.experiments.options import Options, base_reading
from icl_verify.yang2024.experiments.training import Training

TITLE = "Four layers: the loss for several numbers of heads"
LOSS = "training loss"
PER_ITERATION, PER_SECOND = "equal iterations", "equal wall-clock"
FEW = 4


def jobs(options: Options, device: torch.device) -> list[Training]:
    """Every H and seed, for every reading of N."""
    made: list[Training] = []
    base = base_reading(replace(options, prompts="sampled"))
    for length in options.prompt_lengths:
        name = f"N={length}, {base.name}"
        reading = replace(base, name=name, prompt_length=length)
        for seed in options.all_seeds:
            problem = problem_of(options, reading, (seed,))
            for heads in options.layer_heads:
                made.append(FourLayer(options, reading, f"H={heads}", problem, heads, device=device))
    return made


def loss_at(x: np.ndarray, losses: np.ndarray, at: float) -> float:
    """The loss at abscissa ``at``, linear between evaluations."""
    return float(np.interp(at, x, losses))


def compared(jobs: list[Training], reading: str, heads: tuple[int, ...], by: str) -> np.ndarray:
    """The loss of every H at the last iteration, or second, that all H of a seed reached: (seeds, H)."""
    members = [job for job in jobs if job.reading == reading]
    rows = []
    for seed in sorted({job.seeds[0] for job in members}):
        own = {job.series: job for job in members if job.seeds[0] == seed}
        chosen = [own[f"H={h}"] for h in heads]
        x = [np.array(job.seconds if by == PER_SECOND else job.times, dtype=float) for job in chosen]
        end = min(times[-1] for times in x)
        losses = [np.array(job.values[LOSS])[:, 0] for job in chosen]
        rows.append([loss_at(t, loss, end) for t, loss in zip(x, losses, strict=True)])
    return np.array(rows)


def sentences(jobs: list[Training], options: Options, complete: bool) -> list[Sentence]:
    """Whether smaller H is ahead, whether H = 4 is best, and whether few heads do as well as many."""
    found = []
    for reading in dict.fromkeys(job.reading for job in jobs):
        for by in (PER_SECOND, PER_ITERATION):
            table = compared(jobs, reading, options.layer_heads, by)
            found += judge_table(table, options, f"{by}; {reading}", by, complete)
    return found


def judge_table(table: np.ndarray, options: Options, where: str, by: str, complete: bool) -> list[Sentence]:
    heads, key = options.layer_heads, by.replace(" ", "_").replace("-", "_")
    after = f" after at most {options.layer_steps} iterations"
    certain = by == PER_ITERATION and not options.seconds
    ranks = [rank_correlation(heads, row) for row in table]
    found = [
        judge(
            f"fig5.fewer_heads_ahead.{key}",
            f"At {by} fewer heads are ahead.",
            where,
            f"rank correlation of H with the training loss{after}; for: > 0",
            ranks,
            [int(np.sign(r)) for r in ranks],
            options.level,
            reproducible=certain,
            complete=complete,
        )
    ]
    if FEW in heads:
        best = [heads[int(row.argmin())] for row in table]
        found.append(
            judge(
                f"fig5.best_at_4.{key}",
                f"At {by} H = {FEW} has the lowest loss.",
                where,
                f"the H of the lowest loss{after}; for: {FEW}",
                best,
                [1 if b == FEW else -1 for b in best],
                options.level,
                reproducible=certain,
                complete=complete,
            )
        )
    few = max((h for h in heads if h <= FEW), default=min(heads))
    ratio = table[:, -1] / table[:, heads.index(few)]
    found.append(
        judge(
            f"fig5.few_suffice.{key}",
            f"At {by} H = {few} does as well as H = {heads[-1]}, to 5%.",
            where,
            f"loss at H = {heads[-1]} over that at H = {few}{after}; for: >= 0.95",
            ratio.tolist(),
            above(ratio, 0.95),
            options.level,
            reproducible=certain,
            complete=complete,
        )
    )
    return found


def seconds_rows(jobs: list[Training]) -> list[tuple[str, str, int, int, float]]:
    """reading, series, seed, iteration, seconds: what no two runs share."""
    return [
        (job.reading, job.series, job.seeds[0], t, s)
        for job in jobs
        for t, s in zip(job.times, job.seconds, strict=True)
    ]


def panels(curves: Curves, jobs: list[Training], options: Options) -> list[Panel]:
    """Against iterations, against seconds, and the losses compared against H."""
    drawn = []
    for reading in curves.readings:
        lines = [line_of(curves(reading, s, LOSS), s) for s in curves.series(reading)]
        drawn.append(Panel(f"per iteration\n{reading}", "iteration", LOSS, lines))
        timed = [_timed(jobs, curves, reading, s) for s in curves.series(reading)]
        drawn.append(Panel(f"per second\n{reading}", "seconds", LOSS, timed))
        ends = [
            _ends(compared(jobs, reading, options.layer_heads, by), options, by)
            for by in (PER_ITERATION, PER_SECOND)
        ]
        drawn.append(Panel(f"final\n{reading}", "H", LOSS, ends, log_x=True, log_y=False))
    return drawn


def _timed(jobs: list[Training], curves: Curves, reading: str, series: str) -> Line:
    line = line_of(curves(reading, series, LOSS), series)
    own = [job.seconds[: len(line.x)] for job in jobs if (job.reading, job.series) == (reading, series)]
    return replace(line, x=np.median(np.array(own), axis=0).tolist())


def _ends(table: np.ndarray, options: Options, label: str) -> Line:
    x = [float(h) for h in options.layer_heads]
    middle = np.median(table, axis=0).tolist()
    return Line(label, x, middle, table.min(axis=0).tolist(), table.max(axis=0).tolist(), label == PER_SECOND)

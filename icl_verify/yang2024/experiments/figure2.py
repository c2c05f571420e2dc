"""Figure 2: training loss and inference losses in and out of domain, one layer and four."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import torch

from icl_verify.yang2024.experiments.curves import Curves, Line, Panel, line_of
from icl_verify.yang2024.experiments.draws import Problem, draw_problem
from icl_verify.yang2024.experiments.four_layer import FourLayer
from icl_verify.yang2024.experiments.judge import Sentence, above, approach, judge, rank_correlation
from icl_verify.yang2024.experiments.one_layer import OneLayer
from icl_verify.yang2024.experiments.options import Options, Reading, base_reading, readings
from icl_verify.yang2024.experiments.training import TrainingJob

TITLE = "Training and inference losses fall together"
QUANTITIES = ("training loss", "inference loss, in domain", "inference loss, out of domain")
TOGETHER, SHARE, COSTS = 0.9, 0.01, 2.0
# Doubling or halving the excess loss changes an inference loss by a factor 1.74 to 2.38.
PACE = (0.8, 1.25)


def problem_of(options: Options, reading: Reading, seeds: tuple[int, ...]) -> Problem:
    """The dictionaries of one reading."""
    return draw_problem(
        seeds,
        token_size=options.token_size,
        dictionary=reading.dictionary,
        features=options.features,
        prompt_length=reading.prompt_length,
        noise_level=reading.noise_level,
        unit=reading.tokens == "unit",
    )


def jobs(options: Options, device: torch.device) -> list[TrainingJob]:
    """The one-layer model in every reading, the four-layer model in the default one (on sampled prompts)."""
    models: list[TrainingJob] = []
    seeds = options.all_seeds
    # Four layers have no closed form: prompts are sampled, whatever one layer is trained on.
    base = base_reading(replace(options, prompts="sampled"))
    for reading in readings(options):
        problem = problem_of(options, reading, seeds)
        series = f"one layer, H={options.heads[0]}"
        models.append(OneLayer(options, reading, series, problem, options.heads[0], device=device))
    # The quick models first: an interruption finds them trained.
    for seed in seeds if options.models == "all" else ():
        problem = problem_of(options, base, (seed,))
        series = f"four layers, H={options.layer_heads[0]}"
        models.append(FourLayer(options, base, series, problem, options.layer_heads[0], device=device))
    return models


def sentences(curves: Curves, options: Options, complete: bool) -> list[Sentence]:
    """The three sentences, for every model in every reading."""
    verdicts = []
    for reading in curves.readings:
        for series in curves.series(reading):
            where = f"{series}; {reading}"
            rows = {q: curves(reading, series, q) for q in QUANTITIES}
            verdicts.append(_together(rows, where, options, complete))
            excess = curves(reading, series, "excess loss")
            verdicts.append(_same_pace(rows, excess, where, options, complete))
            for quantity in QUANTITIES[1:]:
                verdicts.append(_approach(rows[quantity], quantity, where, options, complete))
            verdicts += _domains(rows, where, options, complete)
    return verdicts


def _together(rows: dict, where: str, options: Options, complete: bool) -> Sentence:
    statistics = []
    for i in range(len(rows[QUANTITIES[0]].values)):
        curves = [rows[q].values[i] for q in QUANTITIES]
        pairs = [rank_correlation(a, b) for a, b in itertools.combinations(curves, 2)]
        falls = [-rank_correlation(rows[q].x, c) for q, c in zip(QUANTITIES, curves, strict=True)]
        statistics.append(min(pairs + falls))
    return judge(
        "fig2.together",
        "The training loss and both inference losses fall together.",
        where,
        f"least rank correlation between any two curves, or of one with falling; for: >= {TOGETHER}",
        statistics,
        above(statistics, TOGETHER),
        options.level,
        complete=complete,
        note=_IDENTITY if where.startswith("one layer") else "",
    )


def log_slope(x: np.ndarray, y: np.ndarray) -> float:
    """The least-squares slope of log y over log x where both are well above rounding; NaN below 3 points."""
    usable = np.isfinite(x) & np.isfinite(y) & (x > 1e-6 * x[0]) & (y > 1e-6 * y[0])
    if usable.sum() < 3 or np.ptp(x[usable]) == 0:
        return float("nan")
    return float(np.polyfit(np.log(x[usable]), np.log(y[usable]), 1)[0])


def _same_pace(rows: dict, excess, where: str, options: Options, complete: bool) -> Sentence:
    statistics = []
    for i, x in enumerate(excess.values):
        slopes = [log_slope(x, rows[q].values[i]) for q in QUANTITIES[1:]]
        statistics.append(max(slopes, key=lambda s: np.inf if np.isnan(s) else abs(s - 1)))
    low, high = PACE
    return judge(
        "fig2.same_pace",
        "The inference losses fall in proportion to the excess training loss L - L*.",
        where,
        f"slope of log inference loss over log(L - L*), the one further from 1; for: in [{low}, {high}]",
        statistics,
        [0 if np.isnan(s) else 1 if low <= s <= high else -1 for s in statistics],
        options.level,
        complete=complete,
        absent="too few points",
        note=_IDENTITY if where.startswith("one layer") else "",
    )


_IDENTITY = (
    "For one layer the expected inference loss in domain is twice the excess training loss (Lemma 5). "
    "Out of domain it lies between 4 and 4 + m times that in domain: the three curves cannot part."
)


def _approach(curve, quantity: str, where: str, options: Options, complete: bool) -> Sentence:
    statistics, outcomes = approach(curve.values, curve.x.tolist(), SHARE)
    domain = quantity.rpartition(", ")[2]
    return judge(
        f"fig2.approaches_ridge.{domain.replace(' ', '_')}",
        f"The prediction approaches yhat* {domain}.",
        where,
        f"final 1/K ||yhat - yhat*||^2 over the untrained one; for: <= {SHARE}, against: above it and flat",
        statistics,
        outcomes,
        options.level,
        complete=complete,
    )


def _domains(rows: dict, where: str, options: Options, complete: bool) -> list[Sentence]:
    inside, outside = (rows[q].values[:, -1] for q in QUANTITIES[1:])
    ratio = outside / inside
    return [
        judge(
            "fig2.out_above_in",
            "The inference loss out of domain lies above that in domain.",
            where,
            "final loss out of domain over that in domain; for: > 1",
            ratio.tolist(),
            above(ratio, 1.0 + 1e-12),
            options.level,
            complete=complete,
        ),
        judge(
            "fig2.out_costs_no_more",
            "Out of domain costs no more than the larger lambda explains.",
            where,
            f"the same ratio over 5 = E||lambda||^2 out of domain over in domain; for: <= {COSTS}",
            (ratio / 5).tolist(),
            [1 if r <= 5 * COSTS else -1 for r in ratio.tolist()],
            options.level,
            complete=complete,
        ),
    ]


def panels(curves: Curves, options: Options) -> list[Panel]:
    """One panel a model and reading."""
    plots = []
    for reading in curves.readings:
        for series in curves.series(reading):
            lines: list[Line] = [line_of(curves(reading, series, q), q) for q in QUANTITIES]
            lines.append(line_of(curves(reading, series, "L*"), "L*", dashed=True))
            plots.append(Panel(f"{series}\n{reading}", "iteration", "loss", lines))
    plots.sort(key=lambda panel: panel.title.startswith("four"))
    return plots

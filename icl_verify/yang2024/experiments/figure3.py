"""Figure 3: the gap between yhat* and yhat_best against N, and beside it the true risks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from icl_verify.yang2024.experiments.curves import Curve, Curves, Line, Panel, line_of
from icl_verify.yang2024.experiments.draws import draw_problem
from icl_verify.yang2024.experiments.judge import Sentence, above, judge, rank_correlation
from icl_verify.yang2024.experiments.options import Options
from icl_verify.yang2024.experiments.regression_risk import risks, task_moment

TITLE = "yhat*, yhat_best and their risks against the prompt's length"
GAP, RIDGE, BEST, LINEAR = "gap", "risk of yhat*", "risk of yhat_best", "risk of the best linear predictor"
TOGETHER = 0.9


def compute(options: Options) -> Curves:
    """The curves for every reading of tau, K and the law of lambda; only the features are random."""
    taus = (0.01, 0.1) if options.noise_level is None else (options.noise_level,)
    settings = [(tau, options.dictionary, False) for tau in taus]
    settings += [(taus[0], 2 * options.dictionary, False), (taus[0], options.dictionary, True)]
    curves = []
    for tau, dictionary, outside in settings:
        name = f"tau={tau:g}, K={dictionary}, lambda ~ {'N(1, 4I)' if outside else 'N(0, I)'}"
        curves += _curves(options, name, tau, dictionary, outside)
    return Curves(curves)


def _curves(options: Options, name: str, tau: float, dictionary: int, outside: bool) -> list[Curve]:
    seeds, x = options.all_seeds, np.array(options.prompt_lengths, dtype=float)
    problem = draw_problem(
        seeds,
        token_size=1,
        dictionary=dictionary,
        features=options.features,
        prompt_length=1,
        noise_level=tau,
        unit=True,
    )
    moment = task_moment(options.features, out_of_domain=outside)
    at = [risks(problem.features, length, tau, moment) for length in options.prompt_lengths]
    columns = {GAP: "gap", RIDGE: "ridge", BEST: "best", LINEAR: "linear"}
    return [
        Curve(name, "regression", quantity, x, np.array([getattr(r, field).numpy() for r in at]).T, seeds)
        for quantity, field in columns.items()
    ]


def sentences(curves: Curves, options: Options) -> list[Sentence]:
    """The paper's sentences on the gap, and what the risks say to them."""
    verdicts = []
    for reading in curves.readings:
        rows = {q: curves(reading, "regression", q) for q in (GAP, RIDGE, BEST, LINEAR)}
        verdicts += _on_gap(rows[GAP], reading, options)
        verdicts += _on_risks(rows, reading, options)
    return verdicts


def _dictionary(reading: str) -> float:
    return float(reading.split("K=")[1].split(",")[0])


def _on_gap(gap: Curve, reading: str, options: Options) -> list[Sentence]:
    m = options.features
    at = [int(gap.x[row.argmin()]) for row in gap.values]
    distance = np.abs(gap.x - m)
    sides = (gap.x <= m, gap.x >= m)
    ranks = [min(rank_correlation(distance[s], row[s]) for s in sides if s.sum() > 1) for row in gap.values]
    return [
        judge(
            "fig3.gap_smallest_at_m",
            "The gap 1/K ||yhat* - yhat_best||^2 is smallest at N = m.",
            reading,
            f"the N of the smallest gap; for: {m}",
            at,
            [1 if a == m else -1 for a in at],
            options.level,
            note="An identity: at N = m both are the ridge regression with m tau = N tau, and the gap is 0.",
        ),
        judge(
            "fig3.closer_the_closer",
            "The closer N is to m, the smaller the gap.",
            reading,
            f"least rank correlation of |N - m| with the gap, on either side of m; for: >= {TOGETHER}",
            ranks,
            above(ranks, TOGETHER),
            options.level,
        ),
    ]


def _on_risks(rows: dict[str, Curve], reading: str, options: Options) -> list[Sentence]:
    """Which of the two predicts better, and by how much."""
    ridge, best, linear = (rows[q].values for q in (RIDGE, BEST, LINEAR))
    away = rows[RIDGE].x != options.features
    lead = (ridge[:, away] - best[:, away]).mean(axis=1)
    excess = (ridge / linear - 1).max(axis=1)
    return [
        judge(
            "fig3.best_is_best",
            "yhat_best predicts the unlabelled tokens better than yhat*.",
            reading,
            "risk of yhat* minus risk of yhat_best, mean over N other than m; for: > 0",
            lead.tolist(),
            [int(np.sign(v)) for v in lead],
            options.level,
        ),
        judge(
            "fig3.ridge_is_best_linear",
            "yhat* is the best predictor linear in the prompt's labels.",
            reading,
            "largest relative excess of its risk over the least linear risk; for: <= 1e-9",
            excess.tolist(),
            [1 if e <= 1e-9 else -1 for e in excess],
            options.level,
            note="If E[lambda lambda^T] = I the best linear predictor E[y_k y^T] E[y y^T]^{-1} y is yhat*.",
        ),
        _gap_is_excess(rows, reading, options),
        _best_near_m(rows[RIDGE], reading, options),
    ]


def _gap_is_excess(rows: dict[str, Curve], reading: str, options: Options) -> Sentence:
    """Where yhat* is the best linear predictor, yhat_best's error exceeds its by the gap alone."""
    x, m, total = rows[RIDGE].x, options.features, _dictionary(reading)
    difference = rows[BEST].values - rows[RIDGE].values
    quotient = (rows[GAP].values * total / (total - x)) / (difference + (x == m))
    unexplained = np.abs(quotient[:, x != m] - 1).max(axis=1)
    return judge(
        "fig3.gap_is_excess_risk",
        "The gap is what yhat_best loses to yhat*: gap K/(K - N) = risk of yhat_best - risk of yhat*.",
        reading,
        "largest relative error of that equation over N other than m; for: <= 1e-4",
        unexplained.tolist(),
        [1 if e <= 1e-4 else -1 for e in unexplained],
        options.level,
        note="Pythagoras, if E[lambda lambda^T] = I: yhat*'s error is orthogonal to linear functions.",
    )


def _best_near_m(ridge: Curve, reading: str, options: Options) -> Sentence:
    m, at = options.features, [int(ridge.x[row.argmin()]) for row in ridge.values]
    return judge(
        "fig3.prediction_best_near_m",
        "The closer m is to N, the better the prediction: the risk of yhat* is least near N = m.",
        reading,
        "the N of the least risk of yhat*; for: |N - m| <= m/10",
        at,
        [1 if abs(a - m) <= m / 10 else -1 for a in at],
        options.level,
    )


def _excess(rows: dict[str, Curve], total: float) -> list[Line]:
    """What each regression's risk exceeds the least linear risk by, and the gap a token."""
    least, x = rows[LINEAR].values, rows[GAP].x
    a_token = replace(rows[GAP], values=rows[GAP].values * total / (total - x))
    return [
        line_of(replace(rows[RIDGE], values=rows[RIDGE].values - least), "yhat*"),
        line_of(replace(rows[BEST], values=rows[BEST].values - least), "yhat_best"),
        line_of(a_token, "gap K/(K - N)", dashed=True),
    ]


def panels(curves: Curves, options: Options) -> list[Panel]:
    """The gap as the paper draws it, the risks, and how far each is from the least; a reading a column."""
    mark = [(float(options.features), "N = m")]
    gaps, beside, above_least = [], [], []
    for reading in curves.readings:
        rows = {q: curves(reading, "regression", q) for q in (GAP, RIDGE, BEST, LINEAR)}
        gap = [line_of(rows[GAP], GAP)]
        gaps.append(Panel(f"gap\n{reading}", "N", "1/K ||yhat* - yhat_best||^2", gap, False, False, mark))
        lines = [line_of(rows[RIDGE], RIDGE), line_of(rows[BEST], BEST)]
        lines.append(line_of(rows[LINEAR], LINEAR, dashed=True))
        beside.append(
            Panel(f"true risk\n{reading}", "N", "E (yhat_k - y_k)^2, k > N", lines, False, True, mark)
        )
        excess = _excess(rows, _dictionary(reading))
        title = f"true risk above the best linear\n{reading}"
        above_least.append(Panel(title, "N", "excess risk, k > N", excess, False, False, mark))
    return gaps + beside + above_least

"""Figure 4: the one-layer loss for several H, under Adam and under plain gradient descent."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import torch

from icl_verify.yang2024.experiments.curves import Curve, Curves, Panel, line_of
from icl_verify.yang2024.experiments.draws import Problem, draw_queries
from icl_verify.yang2024.experiments.figure2 import problem_of
from icl_verify.yang2024.experiments.judge import Sentence, above, approach, judge
from icl_verify.yang2024.experiments.one_layer import (
    OneLayer,
    attention_scores,
    prepare_tokens,
    weight_smoothness,
)
from icl_verify.yang2024.experiments.options import Options, Reading, base_reading, readings
from icl_verify.yang2024.experiments.training import TrainingJob

TITLE = "One layer: the loss for several numbers of heads"
SHARE = 0.01
# L is what the paper draws; L - L* shows what L hides once it is near L*.
RISE, EXCESS_RISE = "largest rise", "largest rise of the excess"
ADAM, SCALED, COMMON, OWN = "Adam", "Adam, rate ~ 1/H", "descent, one rate", "descent, rate ~ 1/curvature"


def thresholds(options: Options) -> dict[str, float]:
    """From which factor on a rise counts as an instability."""
    return {RISE: options.rise, EXCESS_RISE: options.excess_rise}


def reference_heads(options: Options) -> int:
    """The smallest H above N: the paper's 64 at N = 30."""
    return min(h for h in options.heads if h > options.prompt_lengths[0])


def descent_rates(problem: Problem, heads: int, token_size: int) -> torch.Tensor:
    """1 over the loss's curvature in w at the start, shape (seeds,): descent in w alone falls with it."""
    tokens = prepare_tokens(problem.tokens, problem.prompt_length)
    queries = draw_queries(problem.seeds, heads, token_size).movedim(1, 2).contiguous()
    return 1 / weight_smoothness(attention_scores(tokens, queries), problem.covariance)


def jobs(options: Options, device: torch.device) -> list[TrainingJob]:
    """Adam in every reading; in the default one also Adam with H times rate held, and two descents."""
    models: list[TrainingJob] = []
    base, seeds, middle = base_reading(options), options.all_seeds, reference_heads(options)
    for reading in readings(options):
        problem = problem_of(options, reading, seeds)
        common = descent_rates(problem, middle, options.token_size) if reading == base else None
        for heads in options.heads:

            def add(
                arm: str, reading: Reading = reading, heads: int = heads, problem: Problem = problem, **rule
            ) -> None:
                arm_reading = Reading(**{**vars(reading), "name": f"{arm}; {reading.name}"})
                models.append(
                    OneLayer(options, arm_reading, f"H={heads}", problem, heads, device=device, **rule)
                )

            add(ADAM)
            if common is not None:
                add(SCALED, rate=reading.rate * middle / heads)
                add(COMMON, rule="descent", rate=common)
                add(OWN, rule="descent", rate=descent_rates(problem, heads, options.token_size))
    return models


def first_time_below(curve: np.ndarray, times: np.ndarray, share: float) -> np.ndarray:
    """Per seed, the first evaluated time with at most ``share`` of the start left; inf if never."""
    below = curve <= share * curve[:, :1]
    return np.where(below.any(axis=1), times[below.argmax(axis=1)], np.inf)


def sentences(curves: Curves, options: Options, complete: bool) -> list[Sentence]:
    """The three sentences of I11 at half of the steps and at the end, for every rule and reading."""
    verdicts = []
    for reading in curves.readings:
        # An interrupted run has readings without some H.
        if {f"H={h}" for h in options.heads} <= set(curves.series(reading)):
            for end in sorted({max(1, options.steps // 2), options.steps}):
                verdicts += _at(curves, reading, end, options, complete)
    return verdicts + _by_rule(curves, options, complete)


def _until(curve: Curve, end: int) -> Curve:
    early = curve.x <= end
    return replace(curve, x=curve.x[early], values=curve.values[:, early])


def _at(curves: Curves, reading: str, end: int, options: Options, complete: bool) -> list[Sentence]:
    length, middle, most = options.prompt_lengths[0], reference_heads(options), max(options.heads)
    where = f"{reading}; at step {end}"
    excess = {h: _until(curves(reading, f"H={h}", "excess loss"), end) for h in options.heads}
    verdicts = [
        _stalls(excess[heads], heads, where, options, complete) for heads in options.heads if heads < length
    ]
    verdicts.append(_slow(excess, length, middle, where, options, complete))
    for heads in (most, middle):
        for what, threshold in thresholds(options).items():
            rise = _until(curves(reading, f"H={heads}", what), end).values[:, -1]
            verdicts.append(_unstable(rise, what, threshold, heads, where, options, complete))
    loss = _until(curves(reading, f"H={most}", "training loss"), end).values
    verdicts.append(_diverges(loss, most, where, options, complete))
    return verdicts


def _by_rule(curves: Curves, options: Options, complete: bool) -> list[Sentence]:
    """Whether the instability at the largest H is Adam's: descent at its own rate does not share it."""
    base, most = base_reading(options), max(options.heads)
    verdicts = []
    # Readings of one loss: only Adam's rate differs.
    for reading in readings(options):
        names = [f"{ADAM}; {reading.name}", f"{OWN}; {base.name}"]
        same = replace(reading, name=base.name, rate=base.rate) == base
        if same and all(f"H={most}" in curves.series(name) for name in names):
            rises = [curves(n, f"H={most}", EXCESS_RISE).values[:, -1] for n in names]
            verdicts.append(_adam_alone(rises[0], rises[1], most, reading.name, options, complete))
    return verdicts


def _adam_alone(
    adam: np.ndarray, descent: np.ndarray, heads: int, reading: str, options: Options, complete: bool
) -> Sentence:
    limit = options.excess_rise
    return judge(
        f"fig4.adam_alone_unstable.H={heads}",
        f"With H = {heads} L - L* rises again under Adam and not under plain descent.",
        reading,
        f"largest rise of L - L* under Adam; for: >= {limit:g} and descent's below it",
        adam.tolist(),
        [1 if a >= limit > d else -1 for a, d in zip(adam, descent, strict=True)],
        options.level,
        note=_RATES,
        complete=complete,
    )


_RATES = (
    "Descent has the rate 1/curvature, the largest second derivative of the loss in w at the start: "
    "descent in w alone then falls surely. It shrinks as H grows; 'one rate' keeps that of the least H > N."
)


def _stalls(curve, heads: int, reading: str, options: Options, complete: bool) -> Sentence:
    statistics, reached = approach(curve.values, curve.x.tolist(), SHARE)
    return judge(
        f"fig4.stalls.H={heads}",
        f"With H = {heads} < N the loss stops far from its minimum.",
        reading,
        f"final L - L* over the untrained; for: above {SHARE} and flat (under 5% lost in the last quarter)"
        f", against: at most {SHARE}, neither: above and still falling",
        statistics,
        [-o for o in reached],
        options.level,
        note=f"{reached.count(0)} of {len(reached)} seeds are still falling." if 0 in reached else "",
        complete=complete,
    )


def _slow(excess: dict, length: int, middle: int, reading: str, options: Options, complete: bool) -> Sentence:
    times = [first_time_below(excess[h].values, excess[h].x, SHARE) for h in (length, middle)]
    statistics, outcomes = [], []
    for equal, more in zip(times[0].tolist(), times[1].tolist(), strict=True):
        decided = math.isfinite(equal) or math.isfinite(more)
        statistics.append(equal / more if decided else math.nan)
        outcomes.append((1 if equal > more else -1) if decided else 0)
    return judge(
        "fig4.slow",
        f"H = N = {length} descends more slowly than H = {middle}.",
        reading,
        f"steps to {SHARE} of the first L - L*, H = {length} over H = {middle}; for: > 1; neither: none does",
        statistics,
        outcomes,
        options.level,
        absent="never reached",
        complete=complete,
    )


def _unstable(
    rise: np.ndarray,
    what: str,
    threshold: float,
    heads: int,
    reading: str,
    options: Options,
    complete: bool,
) -> Sentence:
    excess = what.endswith("excess")
    value, name = ("L - L*", "excess_unstable") if excess else ("L", "unstable")
    least = "the least before it (no less than 1e-6 of the first)" if excess else "the least before it"
    return judge(
        f"fig4.{name}.H={heads}",
        f"With H = {heads} training is unstable: {value} rises again.",
        reading,
        f"largest {value} over {least}, over all steps; for: >= {threshold:g}.{_not_tried(heads, options)}",
        rise.tolist(),
        above(rise, threshold),
        options.level,
        note=_sensitivity(rise, threshold),
        complete=complete,
    )


def _sensitivity(rise: np.ndarray, threshold: float) -> str:
    others = [1 + (threshold - 1) * factor for factor in (0.5, 2.0)]
    counts = [f"{int((rise >= other).sum())} at {other:g}" for other in others]
    return f"seeds that rise by other thresholds: {', '.join(counts)}."


def _not_tried(heads: int, options: Options) -> str:
    if heads != max(options.heads) or heads >= 400:
        return ""
    return f" The paper's H = 400 at N = 30 is not tried: H = {heads} at N = {options.prompt_lengths[0]}."


def _diverges(loss: np.ndarray, heads: int, reading: str, options: Options, complete: bool) -> Sentence:
    ratio = loss[:, -1] / loss[:, 0]
    return judge(
        "fig4.diverges",
        f"With H = {heads} training diverges.",
        reading,
        "final L over L before training; for: >= 1",
        ratio.tolist(),
        above(ratio, 1.0),
        options.level,
        note=_not_tried(heads, options).strip(),
        complete=complete,
    )


def panels(curves: Curves, options: Options) -> list[Panel]:
    """One panel a rule and reading, one line an H: L - L*, and L as the paper draws it."""
    plots = []
    paper = f"{ADAM}; {base_reading(options).name}"
    for reading in curves.readings:
        series = curves.series(reading)
        title = reading.replace("; ", "\n", 1)
        if reading == paper:
            lines = [line_of(curves(reading, s, "training loss"), s) for s in series]
            lines.append(line_of(curves(reading, series[-1], "L*"), "L*", dashed=True))
            plots.append(Panel(f"L; {title}", "iteration", "L", lines))
        lines = [line_of(curves(reading, s, "excess loss"), s) for s in series]
        plots.append(Panel(title, "iteration", "L - L*", lines))
    return plots

"""Trajectories under the paper's rates, shared by every claim on them."""

from __future__ import annotations

from typing import Any

from icl_verify.trial.fields import derived
from icl_verify.yang2024.setting.descent import Descent, descend
from icl_verify.yang2024.setting.instance import Parameters, Setting, Training
from icl_verify.yang2024.theory.constants import gamma_of, query_rate, weight_rate


@derived
def trajectory(training: Training) -> Descent:
    """Gradient descent from w = 0 for T steps at the rates of (15)-(17) times the training's multiples."""
    return descend(training, query_rate(training), weight_rate(training), training.T)


@derived
def parameters_along(training: Training) -> tuple[Parameters, ...]:
    """The parameters at every kept time, as instances of their own."""
    path, gamma = trajectory(training), gamma_of(training)
    base = {k: training.raw[k] for k in Setting.fields if k != "queries"}
    sizes = {k: training.sizes[k] for k in Setting.axes}
    kept = []
    for i in range(len(path.times)):
        values = path.weights[:, i] / gamma[:, None, None]
        raw = {**base, "queries": path.queries[:, i], "values": values, "gamma": gamma}
        kept.append(Parameters(sizes, raw))
    return tuple(kept)


def along(training: Training, quantity: Any) -> Any:
    """A function of ``Parameters`` at every kept time, stacked behind the batch axis."""
    return training.xp.stack([quantity(p) for p in parameters_along(training)], axis=1)


def excess_at_kept_times(training: Training) -> Any:
    """L(theta^(t)) - inf L at the kept times, shape (batch, len(times))."""
    path = trajectory(training)
    return training.xp.stack([path.excess[:, t] for t in path.times], axis=1)


@derived
def nats_gained(training: Training) -> Any:
    """log L-excess(t) - log L-excess(t + 1), shape (batch, T), to full relative accuracy for tiny steps."""
    path = trajectory(training)
    return -training.xp.log1p(-path.decrease / path.excess[:, :-1])


@derived
def resolved_steps(training: Training) -> Any:
    """Which steps end above float64's rounding floor, shape (batch, T); None for balls."""
    resolved = trajectory(training).resolved
    return None if resolved is None else resolved[:, 1:]

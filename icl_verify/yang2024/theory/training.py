"""Trajectories under the paper's rates, shared by every claim on them."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.descent.descend import Descent, descend, snapshot_times
from icl_verify.yang2024.setting.instance import Parameters, Setting, Training
from icl_verify.yang2024.theory.constants import gamma_of, query_rate, weight_rate


@functools.singledispatch
def recorded_times(training: Training) -> tuple[int, ...]:
    """The steps at which a trajectory keeps its parameters."""
    return snapshot_times(training.T)


@derived
def trajectory(training: Training) -> Descent:
    """Gradient descent from w = 0 for T steps at the rates of (15)-(17) times the training's multiples."""
    return descend(
        training, query_rate(training), weight_rate(training), training.T, recorded_times(training)
    )


@derived
def trajectory_of_tasks(training: Training, *, variance: Fraction) -> Descent:
    """The same for tasks with E[lambda_i^2] = ``variance``, 1 under Assumption 1.

    Labels are linear in lambda, so the loss is ``variance`` times that of Assumption 1 and the path that of
    rates ``variance`` times as large. ``excess``, ``decrease`` and ``squared_gradient`` are not scaled.
    """
    scale = training.xp.const(variance.numerator, variance.denominator)
    rates = (scale * query_rate(training), scale * weight_rate(training))
    return descend(training, *rates, training.T, recorded_times(training))


@derived
def parameters_along(training: Training) -> tuple[Parameters, ...]:
    """The parameters at every recorded time, as instances of their own."""
    path, gamma = trajectory(training), gamma_of(training)
    base = {k: training.raw[k] for k in Setting.fields if k != "queries"}
    sizes = {k: training.sizes[k] for k in Setting.axes}
    snapshots = []
    for i in range(len(path.times)):
        values = path.weights[:, i] / gamma[:, None, None]
        raw = {**base, "queries": path.queries[:, i], "values": values, "gamma": gamma}
        snapshots.append(Parameters(sizes, raw))
    return tuple(snapshots)


@derived
def scores_along(training: Training) -> Any:
    """s^h_{jk} at every recorded time, shape (batch, times, H, N, K)."""
    return attention_of_queries(training, trajectory(training).queries)


def attention_of_queries(training: Training, queries: Any) -> Any:
    """softmax(V^T Q_h v_k) for queries (batch, times, H, d, d), shape (batch, times, H, N, K) (28)."""
    xp, prompt = training.xp, training.xp.transpose(training.prompt_tokens)[:, None, None]
    return xp.softmax(xp.matmul(xp.matmul(prompt, queries), training.tokens[:, None, None]), axis=-2)


@derived
def effective_along(training: Training) -> Any:
    """Ahat at every recorded time, shape (batch, times, N, K)."""
    weights = trajectory(training).weights
    return training.xp.sum(scores_along(training) * weights[..., None, :], axis=2)


def along(training: Training, quantity: Any) -> Any:
    """A function of ``Parameters`` at every recorded time, stacked behind the batch axis."""
    return training.xp.stack([quantity(p) for p in parameters_along(training)], axis=1)


def recorded_excess(training: Training) -> Any:
    """L(theta^(t)) - inf L at the recorded times, shape (batch, len(times))."""
    path = trajectory(training)
    return training.xp.stack([path.excess[:, t] for t in path.times], axis=1)


def nats_gained(training: Training, path: Descent) -> Any:
    """log L-excess(t) - log L-excess(t + 1), shape (batch, T), to full relative accuracy for tiny steps."""
    return -training.xp.log1p(-path.decrease / path.excess[:, :-1])


def resolved_steps(path: Descent) -> Any:
    """Which steps end above float64's rounding floor, shape (batch, T); None for balls."""
    return None if path.resolved is None else path.resolved[:, 1:]


def recorded_resolved(path: Descent) -> Any:
    """Which recorded times are above float64's rounding floor, shape (batch, times); None for balls."""
    return None if path.resolved is None else path.resolved[:, list(path.times)]

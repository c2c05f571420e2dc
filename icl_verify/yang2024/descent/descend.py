"""Full-batch gradient descent (10) on the population loss, many instances at once, in either arithmetic."""

from __future__ import annotations

import enum
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from icl_verify.numerics.balls import BallArray
from icl_verify.statement.fields import Quantity
from icl_verify.yang2024.descent import kernel
from icl_verify.yang2024.descent.fused import Trajectory, descend_in_balls
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.loss import gradients, residual, weighted_inner
from icl_verify.yang2024.setting.ridge import label_covariance
from icl_verify.yang2024.setting.transformer import attention, effective_attention

ENGINES = ("auto", "torch", "numba")
# The excess loss is a square in delta: at 1e-22 of its start, delta is at 1e-11 of its own, where it still
# has a few digits above the rounding errors of what it is formed from.
ROUNDING_FLOOR = 1e-22
EXCESS = Quantity("excess", "L(t) - inf L", r"\mathcal L(\theta^{(t)})-\inf\mathcal L", "(11)", "excess loss")


class Outcome(enum.StrEnum):
    """How one instance's descent ended."""

    completed = "All steps were taken and every number is finite."
    diverged = "The loss is not finite: the learning rates are too large for this instance, or for float64."


@dataclass(frozen=True)
class Descent:
    """A batch of trajectories theta^(0)..theta^(T).

    Attributes:
        excess: L(theta^(t)) - L*, as a norm; shape (batch, T + 1), or (batch, len(times)) without curves.
        decrease: L(theta^(t)) - L(theta^(t+1)), as an inner product, shape (batch, T); without curves their
            sums from one recorded time to the next, shape (batch, len(times) - 1).
        squared_gradient: ||grad_xi l||^2 over xi = {Q_h, alpha_h}; shape as that of ``excess``.
        times: the steps at which parameters were recorded; the first is 0, the last T.
        queries: Q_h at those times, shape (batch, len(times), H, d, d).
        drift: Q_h - Q_h^(0) at those times, of the same shape, to full relative accuracy however small.
        weights: w_h at those times, shape (batch, len(times), H, K).
        outcomes: one ``Outcome`` an instance (float64 alone; balls report completion).
        diverged_at: first step whose loss is not finite, shape (batch,), without curves the first such
            recorded time; -1 where there is none.
    """

    excess: Any
    decrease: Any
    squared_gradient: Any
    times: tuple[int, ...]
    queries: Any
    drift: Any
    weights: Any
    outcomes: tuple[Outcome, ...]
    diverged_at: tuple[int, ...]

    def per_step(self) -> dict[Quantity, Any]:
        """What a worked check shows of each step."""
        return {EXCESS: self.excess}

    @property
    def resolved(self) -> Any:
        """Where float64 resolves the excess loss: above 1e-22 of the initial one, or not finite, shape
        (batch, T + 1). None for balls, which carry their own accuracy."""
        if not isinstance(self.excess, torch.Tensor):
            return None
        return ~(self.excess <= ROUNDING_FLOOR * self.excess[:, :1])


def snapshot_times(steps: int) -> tuple[int, ...]:
    """0, 1, 2, 5, 10, 20, 50, ... and ``steps``: when parameters are recorded by default."""
    ladder = [c * 10**p for p in range(len(str(steps))) for c in (1, 2, 5)]
    return (0, *(t for t in ladder if t < steps), steps)


@dataclass(frozen=True)
class _State:
    """Parameters with what both the loss and the next step need."""

    queries: Any
    drift: Any
    weights: Any
    scores: Any
    delta: Any


def _state(setting: Setting, queries: Any, drift: Any, weights: Any) -> _State:
    scores = attention(setting.tokens, setting.N, queries)
    return _State(queries, drift, weights, scores, residual(setting, effective_attention(scores, weights)))


def _moved(setting: Setting, before: _State, after: _State, query_step: Any, weight_step: Any) -> Any:
    """Ahat(before) - Ahat(after) to full relative accuracy, however small the step.

    The attention's change is formed from the logits' change by expm1 and log1p, not by subtraction.
    """
    xp = setting.xp
    prompt, dictionary = xp.transpose(setting.prompt_tokens)[:, None], setting.tokens[:, None]
    lift = -xp.matmul(xp.matmul(prompt, query_step), dictionary)
    normaliser = xp.log1p(xp.sum(before.scores * xp.expm1(lift), axis=-2))
    change = before.scores * xp.expm1(lift - normaliser[..., None, :])
    by_weights = weight_step[..., None, :] * before.scores
    return xp.sum(by_weights - after.weights[..., None, :] * change, axis=1)


def descend(
    setting: Setting,
    query_rate: Any,
    weight_rate: Any,
    steps: int,
    times: tuple[int, ...] | None = None,
    *,
    engine: str = "auto",
    curves: bool = True,
) -> Descent:
    """``steps`` steps of (10) from the setting's queries and w = 0 (or its ``initial_weights``).

    Arguments:
        setting: a batch, float64 or balls.
        query_rate, weight_rate: eta_Q and eta_w, shape (batch,), > 0. An instance whose rates float64 does
            not hold (they overflow, or underflow to 0) ends as diverged, and leaves its neighbours alone.
        steps: at least 1.
        times: when to record parameters; ``snapshot_times(steps)`` by default.
        engine: ``torch``, the loop below, on any device and on balls; ``numba``, the same steps compiled, for
            float64 on the CPU; ``auto``, whatever the environment variable ICL_VERIFY_ENGINE names, else
            ``numba`` where it can and ``torch`` elsewhere. A single instance of balls has steps of its own
            (``fused``) unless ``torch`` is named here.
        curves: False keeps the curves at ``times`` alone: memory then does not grow with ``steps``.

    Raises:
        ValueError: steps < 1, a rate < 0 or of the wrong shape, times outside 0..steps, an engine that is
            unknown or cannot take the batch.
    """
    recorded_times = _checked_times(setting, query_rate, weight_rate, steps, times)
    if isinstance(query_rate, torch.Tensor):
        query_rate, weight_rate = _usable(query_rate, weight_rate)
    if _checked_engine(setting, engine) == "numba":
        train: Callable[..., kernel.Curves | Trajectory] = kernel.run
    elif engine == "auto" and isinstance(query_rate, BallArray) and setting.batch == 1:
        train = descend_in_balls
    else:
        return _descend_by_loop(setting, query_rate, weight_rate, steps, recorded_times, curves)
    path = train(setting, query_rate, weight_rate, steps, recorded_times, curves)
    outcomes = _outcomes(path.excess, None if curves else recorded_times)
    curve = (path.excess, path.decrease, path.squared_gradient)
    return Descent(*curve, recorded_times, path.queries, path.drift, path.weights, *outcomes)


def _usable(query_rate: torch.Tensor, weight_rate: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The rates, NaN where one of the two is no positive float64 number."""
    if all(0 < rate < math.inf for rate in query_rate.tolist() + weight_rate.tolist()):
        return query_rate, weight_rate
    for name, rate in (("query_rate", query_rate), ("weight_rate", weight_rate)):
        if bool((rate < 0).any()):
            raise ValueError(f"{name} must be > 0, got {float(rate.detach().min())}")
    usable = (torch.minimum(query_rate, weight_rate) > 0) & (
        torch.maximum(query_rate, weight_rate) < torch.inf
    )
    return torch.where(usable, query_rate, torch.nan), torch.where(usable, weight_rate, torch.nan)


def _descend_by_loop(
    setting: Setting,
    query_rate: Any,
    weight_rate: Any,
    steps: int,
    recorded_times: tuple[int, ...],
    curves: bool,
) -> Descent:
    xp = setting.xp
    squared_ratio = weight_rate / query_rate
    covariance = label_covariance(setting) / setting.K
    start = setting.initial_weights
    start = xp.zeros((setting.batch, setting.H, setting.K)) if start is None else start
    now = _state(setting, setting.queries, 0 * setting.queries, start)
    excess, decrease, squared, snapshots = [], [], [], []
    for t in range(steps + 1):
        if t in recorded_times:
            snapshots.append(now)
        slope = xp.matmul(covariance, now.delta)
        in_queries, in_weights = gradients(setting, now.scores, now.weights, slope)
        if curves or t in recorded_times:
            excess.append(xp.sum(now.delta * slope, axis=(-2, -1)) / 2)
            query_part = xp.sum(in_queries**2, axis=(-3, -2, -1))
            squared.append(query_part + squared_ratio * xp.sum(in_weights**2, axis=(-2, -1)))
        if t == steps:
            break
        query_step = query_rate[:, None, None, None] * in_queries
        weight_step = weight_rate[:, None, None] * in_weights
        following = _state(
            setting, now.queries - query_step, now.drift - query_step, now.weights - weight_step
        )
        step_decrement = _moved(setting, now, following, query_step, weight_step)
        step_decrease = weighted_inner(setting, step_decrement, now.delta + following.delta) / (2 * setting.K)
        if curves or t in recorded_times:
            decrease.append(step_decrease)
        else:
            decrease[-1] = decrease[-1] + step_decrease
        now = following
    curve = xp.stack(excess, axis=1)
    return Descent(
        curve,
        xp.stack(decrease, axis=1),
        xp.stack(squared, axis=1),
        recorded_times,
        xp.stack([s.queries for s in snapshots], axis=1),
        xp.stack([s.drift for s in snapshots], axis=1),
        xp.stack([s.weights for s in snapshots], axis=1),
        *_outcomes(curve, None if curves else recorded_times),
    )


def _checked_engine(setting: Setting, engine: str) -> str:
    """``torch`` or ``numba``."""
    choice = engine
    if engine == "auto":
        choice = os.environ.get("ICL_VERIFY_ENGINE", "auto")
    if choice not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(ENGINES)}, got {choice!r}")
    able = kernel.supports(setting)
    if engine == "numba" and not able:
        raise ValueError(
            "engine must be auto or torch for balls, off the CPU and without Numba's compiler, got 'numba'"
        )
    return "numba" if able and choice != "torch" else "torch"


def _checked_times(
    setting: Setting, query_rate: Any, weight_rate: Any, steps: int, times: tuple[int, ...] | None
) -> tuple[int, ...]:
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        raise ValueError(f"steps must be an integer >= 1, got {steps!r}")
    for name, rate in (("query_rate", query_rate), ("weight_rate", weight_rate)):
        if tuple(rate.shape) != (setting.batch,):
            raise ValueError(f"{name} must have shape ({setting.batch},), got {tuple(rate.shape)}")
    if times is None:
        return snapshot_times(steps)
    if any(t < 0 or t > steps for t in times):
        raise ValueError(f"times must lie in 0..{steps}, got {times}")
    return tuple(sorted({0, *times, steps}))


def _outcomes(
    curve: Any, recorded_times: tuple[int, ...] | None
) -> tuple[tuple[Outcome, ...], tuple[int, ...]]:
    if not isinstance(curve, torch.Tensor) or math.isfinite(float(curve.detach().sum())):
        return (Outcome.completed,) * curve.shape[0], (-1,) * curve.shape[0]
    bad = ~torch.isfinite(curve)
    first = torch.where(bad.any(dim=1), bad.int().argmax(dim=1), -1).tolist()
    if recorded_times is not None:
        first = [recorded_times[f] if f >= 0 else -1 for f in first]
    return tuple(Outcome.completed if f < 0 else Outcome.diverged for f in first), tuple(first)

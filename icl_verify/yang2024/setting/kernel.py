"""Descent compiled for the CPU: many trainings at the pace of the machine.

Gradient descent (10) acts on the loss only through the logits M_h = V^T Q_h Vhat. With G_h = dL/dM_h a step is
M_h <- M_h - eta_Q (V^T V) G_h (Vhat^T Vhat), and Q_h(t) = Q_h(0) - eta_Q V (sum_{s<t} G_h(s)) Vhat^T, so the
d x d matrices never enter the loop: they are formed for the kept times alone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.kernel_plan import Plan, plan
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_attention

# Bytes of state that a core's own cache holds with ease, and vector operations that are worth waking threads.
_CACHE = 400_000
_LONG_STEP = 200_000

_threads: int | None = None


def use_threads(count: int | None) -> None:
    """Let the kernel run on ``count`` threads; None gives the choice back.

    Left alone it takes as many as Numba would (all cores, or NUMBA_NUM_THREADS), and one in a worker of
    pytest-xdist, where the workers themselves share the cores.

    Raises:
        ValueError: count < 1.
    """
    global _threads
    if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 1):
        raise ValueError(f"count must be an integer >= 1 or None, got {count!r}")
    _threads = count


def threads() -> int:
    """How many threads the kernel will run on."""
    import numba

    most = numba.config.NUMBA_NUM_THREADS
    if _threads is not None:
        return min(_threads, most)
    shared = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1
    return 1 if shared and "NUMBA_NUM_THREADS" not in os.environ else most


def supports(setting: Setting) -> bool:
    """Whether the kernel can train these instances: float64 on the CPU, no gradient asked for."""
    arrays = list(setting.raw.values())
    if not all(isinstance(x, torch.Tensor) and x.device.type == "cpu" for x in arrays):
        return False
    return not (torch.is_grad_enabled() and any(x.requires_grad for x in arrays))


@dataclass(frozen=True)
class Curves:
    """What the kernel hands to ``descend``: the fields of ``Descent`` of the same names."""

    excess: torch.Tensor
    decrease: torch.Tensor
    squared_gradient: torch.Tensor
    drift: torch.Tensor
    weights: torch.Tensor


def run(
    setting: Setting, query_rate: Any, weight_rate: Any, steps: int, times: tuple[int, ...], curves: bool
) -> Curves:
    """``steps`` steps of (10) from the setting's queries and w = 0; arguments as checked by ``descend``.

    Arguments:
        times: ascending, from 0 to ``steps``.
        curves: False keeps the curves at ``times`` alone, so that memory does not grow with ``steps``.
    """
    import numba

    from icl_verify.yang2024.setting import kernel_train

    batch, heads, free, tokens = setting.batch, setting.H, setting.N - 1, setting.K
    length, kept = steps + 1 if curves else len(times), len(times)
    by_instance = _lanes_are_instances(setting, kernel_train.WIDTH)
    at = plan(setting.sizes, kernel_train.WIDTH, by_instance)
    problem = kernel_train.Problem(
        *_inputs(setting, bool(at.factored), query_rate, weight_rate), np.array(times), steps, curves
    )
    results = kernel_train.Results(
        excess=np.empty((batch, length)),
        decrease=np.zeros((batch, length - 1)),
        squared=np.empty((batch, length)),
        sums=np.empty((batch, kept, heads, free, tokens)),
        weights=np.empty((batch, kept, heads, tokens)),
    )
    team = 1 if by_instance else _team(at, batch)
    before = numba.get_num_threads()
    numba.set_num_threads(threads())
    try:
        size = at.scratch + team * at.scratch_size
        if team > 1:
            kernel_train.trajectories_by_team(team, problem, results, at, size)
        else:
            kernel_train.trajectories(True if by_instance else None, problem, results, at, size)
    finally:
        numba.set_num_threads(before)
    curves_of = map(torch.from_numpy, (results.excess, results.decrease, results.squared))
    moved = (
        _differences(setting)[:, None, None]
        @ torch.from_numpy(results.sums)
        @ setting.tokens.mT[:, None, None]
    )
    drift = -query_rate[:, None, None, None, None] * moved
    return Curves(*curves_of, drift, torch.from_numpy(results.weights))


def _differences(setting: Setting) -> torch.Tensor:
    """V E, columns v_j - v_N for j < N, shape (batch, d, N - 1)."""
    prompt = setting.prompt_tokens
    return prompt[..., :-1] - prompt[..., -1:]


def _inputs(setting: Setting, factored: bool, query_rate: Any, weight_rate: Any) -> list[np.ndarray]:
    tokens, apart = setting.tokens, _differences(setting)
    right = torch.linalg.qr(tokens, mode="r").R if factored else tokens.mT @ tokens
    arrays = (
        apart.mT[:, None] @ setting.queries @ tokens[:, None],
        ridge_attention(setting),
        label_covariance(setting) / setting.K,
        apart.mT @ apart,
        right,
        query_rate,
        weight_rate,
    )
    return [np.ascontiguousarray(x.detach().numpy()) for x in arrays]


def _lanes_are_instances(setting: Setting, width: int) -> bool:
    """Whether a vector holds one number of several instances rather than several tokens of one.

    Instances fill the lanes however few tokens there are, but their state is ``width`` times as large.
    """
    groups, tokens = -(-setting.batch // width), -(-setting.K // width)
    workers = threads()
    together = -(-groups // workers) * setting.K
    apart = -(-setting.batch // workers) * tokens
    state = 16 * width * setting.H * setting.N * setting.K
    return together < apart and state <= _CACHE


def _team(at: Plan, batch: int) -> int:
    """How many threads share the heads of one instance: one unless instances are few and their steps long."""
    workers = min(threads(), at.heads)
    rounds = -(-batch // threads())
    uneven = rounds * threads() > 1.2 * batch
    per_entry = 20 + at.free + (2 if at.factored else 1) * at.inner
    return workers if uneven and at.heads * at.length * at.columns * per_entry > _LONG_STEP else 1

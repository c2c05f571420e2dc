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
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_attention
from icl_verify.yang2024.setting.transformer import attention_logits

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
    queries: torch.Tensor
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

    from icl_verify.yang2024.setting.kernel_loops import trajectories

    numba.set_num_threads(threads())
    tokens, prompt = setting.tokens, setting.prompt_tokens
    batch, kept = setting.batch, len(times)
    logits = attention_logits(tokens, setting.N, setting.queries)
    length = steps + 1 if curves else kept
    excess, squared = np.empty((batch, length)), np.empty((batch, length))
    decrease = np.empty((batch, length - 1))
    sums = np.empty((batch, kept, setting.H, setting.N, setting.K))
    weights = np.empty((batch, kept, setting.H, setting.K))
    trajectories(
        _array(logits),
        _array(ridge_attention(setting)),
        _array(label_covariance(setting) / setting.K),
        _array(prompt.mT @ prompt),
        _array(tokens.mT @ tokens),
        _array(query_rate),
        _array(weight_rate),
        steps,
        np.array(times),
        curves,
        excess,
        decrease,
        squared,
        sums,
        weights,
    )
    moved = prompt[:, None, None] @ torch.from_numpy(sums) @ tokens.mT[:, None, None]
    queries = setting.queries[:, None] - query_rate[:, None, None, None, None] * moved
    return Curves(*map(torch.from_numpy, (excess, decrease, squared)), queries, torch.from_numpy(weights))


def _array(x: torch.Tensor) -> np.ndarray:
    return np.ascontiguousarray(x.detach().numpy())

"""Descent compiled for the CPU: what to compute, how to lay it out, and on which threads.

Gradient descent (10) acts on the loss only through the logits M_h = V^T Q_h Vhat. With G_h = dL/dM_h a step
is M_h <- M_h - eta_Q (V^T V) G_h (Vhat^T Vhat), and Q_h(t) = Q_h(0) - eta_Q V (sum_{s<t} G_h(s)) Vhat^T, so
the d x d matrices never enter the loop: they are formed for the recorded times alone.

Two layouts: a vector register holds the same number of several instances, or neighbouring tokens of one
instance. The first wastes no lane however few tokens there are, but its state is as many times larger; large
instances would fall out of the cache, and take the second.
"""

from __future__ import annotations

import concurrent.futures
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from icl_verify.numerics.float64 import tensor
from icl_verify.numerics.threads import checked_count, thread_limit
from icl_verify.yang2024.descent.plan import Plan, plan
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_attention

# Bytes of state that a core's own cache holds with ease.
_CACHE = 400_000
# Vector operations of a step from which it pays to share it among threads, in spite of its three barriers.
_LONG_STEP = 200_000
# Pieces a thread, so that the others can take over the rest of one that is slow.
_PIECES = 4
# Numbers of queries that are worked on at a time outside the loop: few enough to stay in the cache.
_AT_ONCE = 100_000

_threads: int | None = None


def use_threads(count: int | None) -> None:
    """Let the kernel run on ``count`` threads; None gives the choice back.

    By default it takes what ``numerics.threads`` allows the process (one in a worker of pytest-xdist, where
    the workers themselves share the cores), else as many as Numba would: all cores, or NUMBA_NUM_THREADS.

    Raises:
        ValueError: count is neither None nor an integer >= 1.
    """
    global _threads
    _threads = checked_count(count)


def threads() -> int:
    """How many threads the kernel will run on."""
    allowed = _threads or thread_limit()
    if allowed is not None:
        return allowed
    import numba

    return int(numba.config.NUMBA_NUM_THREADS)


def supports(setting: Setting) -> bool:
    """Whether the kernel can train these instances: float64 on the CPU, no gradient asked for.

    And whether there is one: Numba may be told not to compile (``NUMBA_DISABLE_JIT=1``).
    """
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return False
    arrays = [x for x in setting.raw.values() if isinstance(x, torch.Tensor) and x.device.type == "cpu"]
    if len(arrays) < len(setting.raw):
        return False
    return not (torch.is_grad_enabled() and any(x.requires_grad for x in arrays))


@dataclass(frozen=True)
class Curves:
    """What the kernel hands to ``descend``: the fields of ``Descent`` of the same names."""

    excess: torch.Tensor
    decrease: torch.Tensor
    squared_gradient: torch.Tensor
    queries: torch.Tensor
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
    from icl_verify.yang2024.descent import compiled, products

    batch, heads, free, tokens = setting.batch, setting.H, setting.N - 1, setting.K
    length, snapshots = steps + 1 if curves else len(times), len(times)
    by_instance = _lanes_are_instances(setting, compiled.WIDTH)
    sizes = setting.N, setting.K, setting.H, setting.d
    at = plan(*sizes, compiled.WIDTH, by_instance, products.product_address(by_instance))
    problem = compiled.Problem(
        **_inputs(setting, bool(at.factored), query_rate, weight_rate),
        times=np.array(times),
        steps=steps,
        every=curves,
    )

    def unknown(shape: tuple[int, ...]) -> np.ndarray:
        array = np.empty(shape)
        array.fill(np.nan)  # in half the time of np.full
        return array

    results = compiled.Results(
        excess=unknown((batch, length)),
        decrease=unknown((batch, length - 1)),
        squared=unknown((batch, length)),
        sums=unknown((batch, snapshots, heads, free, tokens)),
        weights=unknown((batch, snapshots, heads, tokens)),
    )
    _spread(by_instance, problem, results, at)
    return Curves(
        torch.from_numpy(results.excess),
        torch.from_numpy(results.decrease),
        torch.from_numpy(results.squared),
        *_queries(setting, problem.query_rate, results.sums),
        torch.from_numpy(results.weights),
    )


def _spread(by_instance: bool, problem: Any, results: Any, at: Plan) -> None:
    """Run the compiled loop: groups of instances on a thread each, or the heads of each instance on all."""
    from icl_verify.yang2024.descent import compiled

    compiled.compile_once(by_instance, problem, results, at)
    batch = problem.target.shape[0]
    groups = -(-batch // compiled.WIDTH) if by_instance else batch
    members = 1 if by_instance else _team(at, batch)

    def work_on(team: Any, first: int, last: int) -> None:
        compiled.train(by_instance, problem, results, at, team, first, last)

    if members > 1:
        team = compiled.alone(at.scratch + members * at.scratch_size)
        work_on(team, 0, 0)
        teams = [team._replace(member=member, members=members) for member in range(members)]
        _together([(team, 0, groups) for team in teams], work_on)
        return
    workers = min(threads(), groups)
    pieces = min(groups, workers * _PIECES) if workers > 1 else 1
    cuts = [groups * i // pieces for i in range(pieces + 1)]

    def piece(i: int) -> None:
        work_on(compiled.alone(at.scratch + at.scratch_size), cuts[i], cuts[i + 1])

    if workers == 1:
        piece(0)
        return
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        list(pool.map(piece, range(pieces)))


def _together(jobs: list[Any], work_on: Callable[..., None]) -> None:
    """Every job on a thread of its own: had one to wait for a free thread, the barrier would never open."""
    others = [threading.Thread(target=work_on, args=job) for job in jobs[1:]]
    for other in others:
        other.start()
    work_on(*jobs[0])
    for other in others:
        other.join()


def _parts(batch: int, numbers: int) -> Iterator[tuple[slice, int]]:
    """Instances of so many numbers each that fit the cache together, and how many they are."""
    count = max(1, _AT_ONCE // numbers)
    for first in range(0, batch, count):
        yield slice(first, first + count), min(count, batch - first)


def _queries(setting: Setting, query_rate: np.ndarray, sums: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """Q(t) and Q(t) - Q(0) = -eta_Q V E (sum_{s<t} G(s)) Vhat^T, shape (batch, snapshots, H, d, d) each.

    Arguments:
        sums: shape (batch, snapshots, H, N - 1, K); the first is of no step.
    """
    (batch, snapshots, heads, free, tokens), d = sums.shape, setting.d
    # NumPy takes less time than torch to cut arrays, and asks for large pages: to get small ones takes longer
    # than to fill them.
    queries, drift = (np.empty((batch, snapshots, heads, d, d)) for _ in range(2))
    right, start = _numpy(setting.tokens), _numpy(setting.queries)[:, None]
    left = query_rate[:, None, None] * (right[..., free : free + 1] - right[..., :free])
    # Large products, heads and times beside each other: batches of tiny ones would be slow.
    blocks = (snapshots - 1) * heads
    for part, count in _parts(batch, snapshots * heads * d * d):
        rows = _product(sums[part, 1:].reshape(count, blocks * free, tokens), right[part].swapaxes(1, 2))
        rows = rows.reshape(count, blocks, free, d).swapaxes(1, 2).reshape(count, free, blocks * d)
        moved = _product(left[part], rows).reshape(count, d, snapshots - 1, heads, d)
        drift[part, 0] = 0
        drift[part, 1:] = moved.transpose(0, 2, 3, 1, 4)
        np.add(start[part], drift[part], out=queries[part])
    return torch.from_numpy(queries), torch.from_numpy(drift)


def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a b by torch, which keeps to the threads that it is allowed."""
    return torch.matmul(torch.from_numpy(a), torch.from_numpy(b)).numpy()


def _numpy(array: Any) -> np.ndarray:
    return np.ascontiguousarray(array.numpy(force=True))


def _inputs(setting: Setting, factored: bool, query_rate: Any, weight_rate: Any) -> dict[str, np.ndarray]:
    tokens, start = _numpy(setting.tokens), setting.initial_weights
    return {
        "tokens": tokens,
        "queries": _numpy(setting.queries),
        "target": _numpy(ridge_attention(setting)),
        "covariance": _numpy(label_covariance(setting)),
        "root": _numpy(torch.linalg.qr(tensor(setting.tokens), mode="r").R) if factored else tokens,
        "start": np.zeros((setting.batch, setting.H, setting.K)) if start is None else _numpy(start),
        "query_rate": _numpy(query_rate),
        "weight_rate": _numpy(weight_rate),
    }


def _lanes_are_instances(setting: Setting, width: int) -> bool:
    """Whether a vector holds one number of several instances rather than several tokens of one.

    Instances fill the lanes however few tokens there are, but their state is ``width`` times as large.
    """
    groups, tokens = -(-setting.batch // width), -(-setting.K // width)
    workers = threads()
    # Vector operations of the busiest thread, up to a common factor, with instances and with tokens in the
    # lanes.
    together = -(-groups // workers) * setting.K
    apart = -(-setting.batch // workers) * tokens
    # Scores and running sums, eight bytes each, are nearly all of the state.
    state = 16 * width * setting.H * setting.N * setting.K
    # Tokens in the lanes have sums across lanes besides: a quarter more operations is worth sparing those.
    return together <= 1.25 * apart and state <= _CACHE


def _team(at: Plan, batch: int) -> int:
    """How many threads share the heads of one instance: one unless instances are few and their steps long."""
    workers = min(threads(), at.heads)
    rounds = -(-batch // threads())
    # With one instance a thread, some threads would have nothing to do in the last round.
    uneven = rounds * threads() > 1.2 * batch
    per_entry = 20 + at.free + (2 if at.factored else 1) * at.inner
    return workers if uneven and at.heads * at.length * at.columns * per_entry > _LONG_STEP else 1

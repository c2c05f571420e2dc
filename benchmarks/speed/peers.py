"""The same trainings written in other ways. Each returns the curve L(theta^(t)) - L*, shape (batch, T + 1).

All minimise the loss of Lemma 5, 1/(2K) sum_k ||Zbar (Ahat_k - A_k)||^2, by automatic differentiation; the
package's kernel reports the step's decrease and the gradient's norm besides.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from benchmarks.speed.cases import Case
from icl_verify.yang2024.descent.descend import descend

try:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
except ImportError:  # the comparison is left out, and the table says so
    jax = None


def kernel(case: Case, steps: int) -> Tensor:
    """This package, compiled."""
    return descend(case.setting, case.query_rate, case.weight_rate, steps, times=(0,), engine="numba").excess


def reference(case: Case, steps: int) -> Tensor:
    """This package, the torch loop over the whole batch."""
    return descend(case.setting, case.query_rate, case.weight_rate, steps, times=(0,), engine="torch").excess


def _naive_loss(
    tokens: Tensor, covariance: Tensor, target: Tensor, queries: Tensor, weights: Tensor
) -> Tensor:
    """Head by head, as (8) is printed."""
    length, size = target.shape
    effective = torch.zeros_like(target)
    for h in range(queries.shape[0]):
        scores = torch.softmax(tokens[:, :length].T @ queries[h] @ tokens, dim=0)
        effective = effective + weights[h] * scores
    delta = effective - target
    return (delta * (covariance @ delta)).sum() / (2 * size)


def _stacked_loss(
    tokens: Tensor, covariance: Tensor, target: Tensor, queries: Tensor, weights: Tensor
) -> Tensor:
    """All heads in one batched product."""
    length, size = target.shape
    scores = torch.softmax(tokens[:, :length].T @ queries @ tokens, dim=-2)
    delta = (weights[:, None, :] * scores).sum(dim=0) - target
    return (delta * (covariance @ delta)).sum() / (2 * size)


def _one_by_one(loss_of: Callable[..., Tensor], case: Case, steps: int) -> Tensor:
    setting, curves = case.setting, []
    for b in range(setting.batch):
        constants = (setting.tokens[b], case.covariance[b], case.target[b])
        queries = setting.queries[b].clone().requires_grad_()
        weights = torch.zeros(setting.H, setting.K, dtype=torch.float64, requires_grad=True)
        curve = []
        for _ in range(steps):
            loss = loss_of(*constants, queries, weights)
            curve.append(loss.detach())
            in_queries, in_weights = torch.autograd.grad(loss, (queries, weights))
            with torch.no_grad():
                queries -= case.query_rate[b] * in_queries
                weights -= case.weight_rate[b] * in_weights
        curve.append(loss_of(*constants, queries, weights).detach())
        curves.append(torch.stack(curve))
    return torch.stack(curves)


naive = functools.partial(_one_by_one, _naive_loss)
stacked = functools.partial(_one_by_one, _stacked_loss)


def vmapped(case: Case, steps: int) -> Tensor:
    """torch.func.vmap over grad_and_value, a Python loop over steps."""
    setting = case.setting
    step = torch.func.vmap(torch.func.grad_and_value(_stacked_loss, argnums=(3, 4)))
    queries = setting.queries.clone()
    weights = torch.zeros(setting.batch, setting.H, setting.K, dtype=torch.float64)
    curve = []
    constants = (setting.tokens, case.covariance, case.target)
    for _ in range(steps):
        (in_queries, in_weights), loss = step(*constants, queries, weights)
        curve.append(loss)
        queries = queries - case.query_rate[:, None, None, None] * in_queries
        weights = weights - case.weight_rate[:, None, None] * in_weights
    curve.append(step(*constants, queries, weights)[1])
    return torch.stack(curve, dim=1)


@functools.cache
def _jax_training(steps: int) -> Any:
    def loss(parameters: Any, tokens: Any, covariance: Any, target: Any) -> Any:
        length, size = target.shape
        logits = jnp.einsum("dn,hde,ek->hnk", tokens[:, :length], parameters["queries"], tokens)
        scores = jax.nn.softmax(logits, axis=1)
        delta = jnp.einsum("hk,hnk->nk", parameters["weights"], scores) - target
        return jnp.sum(delta * (covariance @ delta)) / (2 * size)

    def train(
        queries: Any, tokens: Any, covariance: Any, target: Any, query_rate: Any, weight_rate: Any
    ) -> Any:
        def step(parameters: Any, _: Any) -> Any:
            value, slope = jax.value_and_grad(loss)(parameters, tokens, covariance, target)
            moved = {
                "queries": parameters["queries"] - query_rate * slope["queries"],
                "weights": parameters["weights"] - weight_rate * slope["weights"],
            }
            return moved, value

        start = {"queries": queries, "weights": jnp.zeros((queries.shape[0], tokens.shape[1]))}
        last, values = jax.lax.scan(step, start, length=steps)
        return jnp.append(values, loss(last, tokens, covariance, target))

    return jax.jit(jax.vmap(train))


def with_jax(case: Case, steps: int) -> Tensor:
    """jit(vmap(scan(value_and_grad))); compilation belongs to the first call with these sizes."""
    setting = case.setting
    arrays = (
        setting.queries,
        setting.tokens,
        case.covariance,
        case.target,
        case.query_rate,
        case.weight_rate,
    )
    curve = _jax_training(steps)(*(jnp.asarray(x.numpy()) for x in arrays))
    return torch.from_numpy(np.array(curve))


def contenders() -> dict[str, Callable[[Case, int], Tensor]]:
    """By name; JAX is left out where it cannot be imported."""
    peers = {
        "kernel": kernel,
        "torch loop": reference,
        "vmap": vmapped,
        "naive": naive,
        "naive, stacked": stacked,
    }
    return peers | ({"JAX": with_jax} if jax is not None else {})

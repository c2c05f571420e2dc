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


@functools.cache
def _expert_training(steps: int) -> Any:
    """As who knows the problem writes it in JAX.

    Carried are the logits relative to the last prompt token's, (x_n - x_N)^T Q_h x_k, and not the queries: a
    step of (10) moves them by left @ P_h @ right, where P_h is the slope in them and left, right are Gram
    matrices. Gradients are closed forms.
    """

    def train(
        queries: Any, tokens: Any, covariance: Any, target: Any, query_rate: Any, weight_rate: Any
    ) -> Any:
        length, size = target.shape
        apart = tokens[:, : length - 1] - tokens[:, length - 1 : length]
        left, right, metric = apart.T @ apart, tokens.T @ tokens, covariance / size

        def attend(logits: Any, weights: Any) -> Any:
            scores = jax.nn.softmax(jnp.pad(logits, ((0, 0), (0, 1), (0, 0))), axis=1)
            delta = jnp.einsum("hk,hnk->nk", weights, scores) - target
            return scores, delta, metric @ delta

        def gradients(weights: Any, scores: Any, slope: Any) -> Any:
            in_weights = jnp.sum(scores * slope, axis=1)
            in_logits = weights[:, None, :] * scores[:, :-1] * (slope[:-1] - in_weights[:, None, :])
            through = jnp.einsum("nm,hmk->hnk", left, in_logits @ right)
            squared = jnp.sum(in_logits * through) + weight_rate / query_rate * jnp.sum(in_weights**2)
            return in_weights, in_logits, through, squared

        def step(state: Any, _: Any) -> Any:
            logits, summed, weights, scores, delta, slope = state
            in_weights, in_logits, through, squared = gradients(weights, scores, slope)
            logits, weights = logits - query_rate * through, weights - weight_rate * in_weights
            following = attend(logits, weights)
            decrease = jnp.sum((delta - following[1]) * (slope + following[2])) / 2
            curves = (jnp.sum(delta * slope) / 2, decrease, squared)
            return (logits, summed + in_logits, weights, *following), curves

        logits = jnp.einsum("dn,hde,ek->hnk", apart, queries, tokens)
        weights = jnp.zeros((queries.shape[0], size))
        start = (logits, jnp.zeros_like(logits), weights, *attend(logits, weights))
        (_, summed, weights, scores, delta, slope), curves = jax.lax.scan(step, start, length=steps)
        values, decrease, squared = curves
        values = jnp.append(values, jnp.sum(delta * slope) / 2)
        squared = jnp.append(squared, gradients(weights, scores, slope)[3])
        drift = -query_rate * jnp.einsum("dn,hnk,ek->hde", apart, summed, tokens)
        return values, decrease, squared, drift, weights

    return jax.jit(jax.vmap(train))


def with_jax(case: Case, steps: int) -> Tensor:
    """jit(vmap(scan(value_and_grad))); compilation belongs to the first call with these sizes."""
    return torch.from_numpy(np.array(_jax_training(steps)(*_arrays(case))))


def with_expert_jax(case: Case, steps: int) -> Tensor:
    """jit(vmap(scan)) of closed forms, with the outputs that the kernel has: curves, drift and weights."""
    return torch.from_numpy(np.array(_expert_training(steps)(*_arrays(case))[0]))


def _arrays(case: Case) -> list[Any]:
    setting = case.setting
    given = (
        setting.queries, setting.tokens, case.covariance, case.target, case.query_rate, case.weight_rate,
    )  # fmt: skip
    return [jnp.asarray(x.numpy()) for x in given]


def contenders() -> dict[str, Callable[[Case, int], Tensor]]:
    """By name; JAX is left out where it cannot be imported."""
    peers = {
        "kernel": kernel,
        "torch loop": reference,
        "vmap": vmapped,
        "naive": naive,
        "naive, stacked": stacked,
    }
    return peers | ({"JAX": with_jax, "JAX, expert": with_expert_jax} if jax is not None else {})

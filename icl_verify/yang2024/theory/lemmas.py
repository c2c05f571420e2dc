"""Gradients as printed and the bounds on them: (29), (42), (45), (53), (56), (62), (82), (83)."""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import ParameterPair, Parameters, Setting
from icl_verify.yang2024.setting.loss import excess_loss_of, gradient_in_attention, gradients, residual_of
from icl_verify.yang2024.setting.ridge import label_covariance
from icl_verify.yang2024.setting.transformer import attention_logits, attention_of, effective_attention_of
from icl_verify.yang2024.theory.constants import (
    attention_factor,
    attention_target_norm,
    label_covariance_root,
    label_scale,
    largest_column_norm,
    optimum_offset,
)


@derived
def largest_value(parameters: Parameters) -> Any:
    """alpha, the least bound on every |alpha_{h,k}| (of both parameters, for a pair), shape (batch,)."""
    xp = parameters.xp
    largest = xp.amax(xp.abs(parameters.values), axis=(-2, -1))
    if isinstance(parameters, ParameterPair):
        largest = xp.maximum(largest, xp.amax(xp.abs(parameters.other_values), axis=(-2, -1)))
    return largest


@derived
def attention_pull(setting: Setting) -> Any:
    """sum_i s^h_{ik} (v_j - v_i), shape (batch, H, N, K, d)."""
    xp, scores = setting.xp, attention_of(setting)
    prompt = xp.transpose(setting.prompt_tokens)
    steps = prompt[:, :, None, :] - prompt[:, None, :, :]
    weighted = xp.moveaxis(scores, -1, -2)[..., None, :, None] * steps[:, None, None]
    return xp.moveaxis(xp.sum(weighted, axis=-2), 2, 3)


def outer_with_token(setting: Setting, x: Any) -> Any:
    """x v_k^T, shape (..., K, d, d), for x of shape (batch, heads, N, K, d)."""
    tokens = setting.xp.transpose(setting.tokens)[:, None, None]
    return x[..., :, None] * tokens[..., None, :]


@derived
def score_gradients(setting: Setting) -> Any:
    """d s^h_{jk} / d Q_h as printed in (29), shape (batch, H, N, K, d, d)."""
    pulled = attention_of(setting)[..., None] * attention_pull(setting)
    return outer_with_token(setting, pulled)


def score_gradients_by_quotients(setting: Setting) -> Any:
    """d s^h_{jk} / d Q_h from s_j = u_j / sum_i u_i, u = exp of the logits, by the quotient rule.

    The logits are shifted by their largest entry, which leaves the quotient as it is.
    """
    xp, prompt = setting.xp, setting.xp.transpose(setting.prompt_tokens)
    logits = attention_logits(setting.tokens, setting.N, setting.queries)
    u = xp.exp(logits - xp.amax(logits, axis=-2)[..., None, :])
    total = xp.sum(u, axis=-2)[..., None, :]
    moved = u[..., None] * prompt[:, None, :, None, :]
    total_moved = xp.sum(moved, axis=-3)[..., None, :, :]
    top = moved * total[..., None] - u[..., None] * total_moved
    return outer_with_token(setting, top / (total**2)[..., None])


@derived
def chain_gradients(parameters: Parameters) -> tuple[Any, Any]:
    """dl/dQ_h (batch, H, d, d) and dl/dalpha_{h,k} (batch, H, K), from second moments by the chain rule.

    The slope dL/dAhat is ((E[y y^T]) Ahat - E[y y_k]) / K: neither a completed square nor A enters.
    """
    slope = gradient_in_attention(parameters, effective_attention_of(parameters))
    in_queries, in_weights = gradients(parameters, attention_of(parameters), parameters.weights, slope)
    return in_queries, parameters.gamma[:, None, None] * in_weights


@derived
def attention_steps(parameters: Parameters) -> Any:
    """G^{h,jk} / v_k^T: alpha_{h,k} s^h_{jk} sum_i s^h_{ik} (v_j - v_i), shape (batch, H, N, K, d)."""
    scores = parameters.values[..., None, :] * attention_of(parameters)
    return scores[..., None] * attention_pull(parameters)


def printed_query_gradient(parameters: Parameters, residual_columns: Any, columns: Any) -> Any:
    """(82): (gamma/K) sum_k sum_j <x_k, c_j> G^{h,jk}, shape (batch, H, d, d).

    Arguments:
        residual_columns: Zbar delta_k as columns, shape (batch, rows, K).
        columns: zbar_j of (82), or z_j of (56), as columns, shape (batch, rows, N).
    """
    xp = parameters.xp
    inner = xp.matmul(xp.transpose(columns), residual_columns)
    by_token = xp.sum(inner[:, None, :, :, None] * attention_steps(parameters), axis=2)
    total = xp.matmul(xp.transpose(by_token), xp.transpose(parameters.tokens)[:, None])
    return parameters.gamma[:, None, None, None] / parameters.K * total


@derived
def weighted_residual(parameters: Parameters) -> Any:
    """Zbar delta_k up to rotation, as columns, shape (batch, N, K)."""
    return parameters.xp.matmul(label_covariance_root(parameters), residual_of(parameters))


@derived(symbol="B_k", equation="(13)")
def factor_of(setting: Setting) -> Any:
    """B_k up to rotation at the setting's own queries, shape (batch, K, N, H) (13)."""
    return attention_factor(setting, attention_of(setting))


@derived
def printed_value_gradient(parameters: Parameters) -> Any:
    """(45): dl/dalpha_k = (gamma/K) B_k^T Zbar delta_k, shape (batch, H, K)."""
    xp, columns = parameters.xp, as_columns(parameters, weighted_residual(parameters))
    projected = xp.matmul(xp.transpose(factor_of(parameters)), columns)[..., 0]
    return parameters.gamma[:, None, None] / parameters.K * xp.transpose(projected)


def as_columns(setting: Setting, x: Any) -> Any:
    """Columns of (batch, N, K) as matrices of one column, shape (batch, K, N, 1)."""
    return setting.xp.transpose(x)[..., None]


@derived
def gap(parameters: Parameters, *, optimum: str = "corrected") -> Any:
    """l(xi) - L*, shape (batch,): the excess loss as a norm, plus what the printed L* lacks."""
    return excess_loss_of(parameters) + optimum_offset(parameters, optimum=optimum)


def query_gradient_bound(parameters: Parameters, alpha: Any, excess: Any) -> Any:
    """Right-hand side of (42): 2 sqrt2 gamma alpha fbar_max sqrt(l - L*), shape (batch,)."""
    xp = parameters.xp
    scale = 2 * xp.sqrt(xp.const(2)) * parameters.gamma * alpha * largest_column_norm(parameters)
    return scale * xp.sqrt(excess)


def value_gradient_bound(parameters: Parameters, excess: Any) -> Any:
    """Right-hand side of (62): ||Zbar||_2 gamma sqrt(2/K (l - L*)), shape (batch,)."""
    xp = parameters.xp
    inside = xp.const(2, parameters.K) * excess
    return label_scale(parameters) * parameters.gamma * xp.sqrt(inside)


def residual_bound(parameters: Parameters, alpha: Any) -> Any:
    """Right-hand side of (53): gamma H alpha + ||A||_2, shape (batch,)."""
    return parameters.gamma * parameters.H * alpha + attention_target_norm(parameters)


@derived
def symmetric_root(setting: Setting) -> Any:
    """Zbar itself, symmetric, for N <= 2, shape (batch, N, N).

    For N = 2: (M + sqrt(det M) I) / sqrt(tr M + 2 sqrt(det M)), M = Zbar^2, by Cayley-Hamilton. A sum of
    squares gives the determinant without cancellation: det M = sum of the squared 2 x 2 minors of Z
    + m tau ||Z||_F^2 + (m tau)^2.

    Raises:
        ValueError: N is greater than 2.
    """
    if setting.N > 2:
        raise ValueError(f"N must be 1 or 2, got {setting.N}")
    xp, z, noise = setting.xp, setting.prompt_features, setting.m * setting.noise_level
    if setting.N == 1:
        return xp.sqrt(label_covariance(setting))
    first, second = z[..., 0], z[..., 1]
    minors = first[..., :, None] * second[..., None, :] - second[..., :, None] * first[..., None, :]
    determinant = xp.sum(minors**2, axis=(-2, -1)) / 2 + noise * xp.sum(z**2, axis=(-2, -1)) + noise**2
    root = xp.sqrt(determinant)
    trace = xp.sum(xp.diagonal(label_covariance(setting)), axis=-1)
    top = label_covariance(setting) + root[:, None, None] * xp.eye(2)
    return top / xp.sqrt(trace + 2 * root)[:, None, None]

"""The Lipschitz bounds of Lemmas 8 to 10, for two parameters over one setting: (51), (54), (58), (59)."""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import ParameterPair
from icl_verify.yang2024.theory.constants import (
    attention_target_norm,
    label_scale,
    largest_column_norm,
    squared_label_scale,
)
from icl_verify.yang2024.theory.lemmas import chain_gradients


@derived
def query_distances(pair: ParameterPair) -> Any:
    """||Q_h - Q'_h||_F, shape (batch, H)."""
    return pair.xp.norm(pair.queries - pair.other_queries, axis=(-2, -1))


@derived
def query_distance(pair: ParameterPair) -> Any:
    """sqrt(sum_h ||Q_h - Q'_h||_F^2), shape (batch,)."""
    return pair.xp.norm(pair.queries - pair.other_queries, axis=(-3, -2, -1))


@derived
def value_distance(pair: ParameterPair) -> Any:
    """||alpha - alpha'||_F, shape (batch,)."""
    return pair.xp.norm(pair.values - pair.other_values, axis=(-2, -1))


@derived
def squared_distance(pair: ParameterPair) -> Any:
    """||xi - xi'||^2, shape (batch,)."""
    return query_distance(pair) ** 2 + value_distance(pair) ** 2


@derived
def query_gradient_changes(pair: ParameterPair) -> Any:
    """||dl/dQ_h - dl'/dQ_h||_F, shape (batch, H)."""
    change = chain_gradients(pair.first())[0] - chain_gradients(pair.other())[0]
    return pair.xp.norm(change, axis=(-2, -1))


@derived
def value_gradient_changes(pair: ParameterPair) -> Any:
    """||grad_{alpha_k} l - grad_{alpha_k} l'||, shape (batch, K)."""
    change = chain_gradients(pair.first())[1] - chain_gradients(pair.other())[1]
    return pair.xp.norm(change, axis=-2)


def residual_change_bound(pair: ParameterPair, alpha: Any) -> Any:
    """Right-hand side of (51), shape (batch, K)."""
    xp = pair.xp
    scale = pair.gamma * xp.sqrt(xp.const(pair.H))
    by_values = xp.norm(pair.values - pair.other_values, axis=-2)
    return 2 * (scale * alpha * query_distance(pair))[:, None] + scale[:, None] * by_values


def value_change_bound(pair: ParameterPair, alpha: Any) -> Any:
    """Right-hand side of (54), shape (batch, K)."""
    xp, gamma, square = pair.xp, pair.gamma, squared_label_scale(pair)
    reach = 2 * gamma * pair.H * alpha + attention_target_norm(pair)
    by_queries = 2 * gamma / pair.K * square * reach * query_distance(pair)
    by_values = (gamma**2 * pair.H / pair.K * square)[:, None]
    return by_queries[:, None] + by_values * xp.norm(pair.values - pair.other_values, axis=-2)


def query_change_bound(pair: ParameterPair, alpha: Any) -> Any:
    """Right-hand side of (58), shape (batch, H)."""
    xp, K, H = pair.xp, pair.K, pair.H
    push = alpha * pair.gamma
    reach = push * H + attention_target_norm(pair)
    shared = 2 * K * alpha * query_distance(pair) + xp.sqrt(xp.const(K)) * value_distance(pair)
    own_values = xp.sqrt(xp.const(K)) * xp.norm(pair.values - pair.other_values, axis=-1)
    own_queries = 4 * K * xp.sqrt(xp.const(pair.N)) * alpha[:, None] * query_distances(pair)
    inside = (push * xp.sqrt(xp.const(H)) * shared)[:, None] + reach[:, None] * (own_values + own_queries)
    scale = 2 * pair.gamma * largest_column_norm(pair) * label_scale(pair) / K
    return scale[:, None] * inside


def query_change_energy_bound(pair: ParameterPair, alpha: Any, *, form: str = "printed") -> Any:
    """Right-hand side of (59), shape (batch,), at its first inequality.

    Arguments:
        form: ``printed``, with the factor 8 (gamma fbar_max ||Zbar||_2 / K); ``corrected``, 16 times its
            square, as squaring the four terms of (58) gives; ``squared``, 8 times its square.
    """
    K, N = pair.K, pair.N
    push = alpha * pair.gamma * pair.H
    reach = push + attention_target_norm(pair)
    by_queries = (2 * K * alpha) ** 2 * (push**2 + 4 * N * reach**2) * query_distance(pair) ** 2
    by_values = K * (push**2 + reach**2) * value_distance(pair) ** 2
    scale = pair.gamma * largest_column_norm(pair) * label_scale(pair) / K
    factor = {"printed": 8 * scale, "corrected": 16 * scale**2, "squared": 8 * scale**2}[form]
    return factor * (by_queries + by_values)

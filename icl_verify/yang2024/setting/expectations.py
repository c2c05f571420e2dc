"""Expectations over noise and tasks, taken exactly by cubature, token by token.

Every integrand is quadratic in the noise, so the nodes +-sqrt(mK v) E_j for eps in R^{m x K}, each with equal
weight, give its mean for any law of mean 0 and covariance v I. No square is completed anywhere.
"""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import Parameters, Setting
from icl_verify.yang2024.setting.transformer import effective_attention_of


def noise_nodes(setting: Setting, variance: Any) -> Any:
    """Nodes of eps = (eps_1..eps_K), shape (batch, 2mK, m, K), for a variance of shape (batch,)."""
    xp, m, size = setting.xp, setting.m, setting.K
    cells = xp.reshape(xp.eye(m * size), (m * size, m, size))
    up = xp.sqrt(variance * (m * size))[:, None, None, None] * cells
    return xp.concat([up, -up], axis=1)


def token_losses(setting: Setting, effective: Any, tasks: Any = None) -> Any:
    """L_k = 1/2 E (yhat_k - y_k)^2 for every token, shape (batch, K): labels by (1), predictions by (8).

    Arguments:
        effective: Ahat, shape (batch, N, K).
        tasks: values of lambda with equal chance, shape (batch, values, m) or (values, m); by default the
            rows of sqrt(m) I, which have the second moments of Assumption 1. The loss is even in
            (lambda, eps) together, so their signs do not matter.
    """
    xp = setting.xp
    if tasks is None:
        tasks = xp.sqrt(xp.const(setting.m)) * xp.eye(setting.m)
    noisy = setting.features[:, None] + noise_nodes(setting, setting.noise_level)
    labels = xp.matmul(tasks if tasks.ndim == 2 else tasks[:, None], noisy)
    error = xp.matmul(labels[..., : setting.N], effective[:, None]) - labels
    return xp.sum(error**2, axis=(1, 2)) / (2 * error.shape[1] * error.shape[2])


@derived
def token_losses_of(parameters: Parameters) -> Any:
    """L_k at the instance's own parameters, shape (batch, K)."""
    return token_losses(parameters, effective_attention_of(parameters))


def carried_noise(setting: Setting, effective: Any, variance: Any) -> Any:
    """eps^P ahat_k - eps_k at every node, shape (batch, 2mK, m, K), eps^P = (eps_1..eps_N)."""
    nodes = noise_nodes(setting, variance)
    return setting.xp.matmul(nodes[..., : setting.N], effective[:, None]) - nodes


def noise_energy(setting: Setting, effective: Any, variance: Any) -> Any:
    """E ||eps^P ahat_k - eps_k||^2, the left-hand side of (77), shape (batch, K)."""
    carried = carried_noise(setting, effective, variance)
    return setting.xp.sum(carried**2, axis=(1, 2)) / carried.shape[1]


def misfit(setting: Setting, effective: Any) -> Any:
    """Z ahat_k - z_k, shape (batch, m, K)."""
    return setting.xp.matmul(setting.prompt_features, effective) - setting.features


def cross_energy(setting: Setting, effective: Any, power: int = 1) -> Any:
    """E [(Z ahat_k - z_k)^T (eps^P ahat_k - eps_k)]^power, power 1 or 2, (76), shape (batch, K)."""
    xp = setting.xp
    carried = carried_noise(setting, effective, setting.noise_level)
    product = xp.sum(misfit(setting, effective)[:, None] * carried, axis=2)
    return xp.sum(product**power, axis=1) / carried.shape[1]


def slope_under(setting: Setting, effective: Any, tasks: Any) -> Any:
    """dL/dAhat, shape (batch, N, K), for tasks that take the given values with equal chance.

    From E[y_i y_j] = z_i^T S z_j + tau tr(S) 1{i = j}, S = E[lambda lambda^T].

    Arguments:
        tasks: values of lambda, shape (batch, values, m).
    """
    xp, N = setting.xp, setting.N
    spread = xp.matmul(xp.transpose(tasks), tasks) / tasks.shape[-2]
    through = xp.matmul(xp.transpose(setting.prompt_features), xp.matmul(spread, setting.features))
    own = xp.concat([xp.eye(N), xp.zeros((N, setting.K - N))], axis=1)
    noise = setting.noise_level * xp.sum(xp.diagonal(spread), axis=-1)
    moments = through + noise[:, None, None] * own
    return (xp.matmul(moments[..., :N], effective) - moments) / setting.K

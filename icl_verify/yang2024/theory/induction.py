"""The induction behind Theorem 1: (43)-(49) and (62), along a trajectory.

``optimum`` says which reading of L* a gap L - L* is taken to: ``"printed"`` or ``"corrected"`` (with the
m tau that the printed terms for k > N lack). Arrays over recorded times have them behind the batch axis;
those over the later ones leave out time 0, where every drift vanishes.
"""

from __future__ import annotations

from typing import Any

from icl_verify.numerics.float64 import tensor
from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import Setting, Training
from icl_verify.yang2024.setting.ridge import label_covariance, label_cross_covariance, ridge_attention
from icl_verify.yang2024.setting.transformer import attention_of
from icl_verify.yang2024.theory.constants import (
    attention_factor,
    contraction_rate,
    curvature,
    gamma_of,
    initial_gap,
    label_covariance_root,
    label_scale,
    largest_column_norm,
    smallest_attention_eigenvalue,
    squared_label_scale,
    value_bound,
)
from icl_verify.yang2024.theory.training import effective_along, scores_along, trajectory


def later_times(training: Training) -> tuple[int, ...]:
    """The recorded times but 0."""
    return trajectory(training).times[1:]


def nats_claimed(training: Training, *, factor: Any = 1) -> Any:
    """-log(1 - factor eta_w zeta_0/(2K)), shape (batch,): what (18) promises a step."""
    return -training.xp.log1p(-factor * contraction_rate(training))


def share_claimed(training: Training) -> Any:
    """1 - (1 - eta_w zeta_0/(2K))^t for t = 1..T, shape (batch, T)."""
    xp = training.xp
    steps = xp.array(list(range(1, training.T + 1)))
    return -xp.expm1(-nats_claimed(training)[:, None] * steps)


@derived
def residual_along(training: Training) -> Any:
    """delta_k at the recorded times, shape (batch, times, N, K)."""
    return effective_along(training) - ridge_attention(training)[:, None]


@derived
def factors_along(training: Training) -> Any:
    """B_k up to rotation at the recorded times, shape (batch, times, K, N, H)."""
    xp = training.xp
    columns = xp.transpose(xp.moveaxis(scores_along(training), -1, 2))
    return xp.matmul(label_covariance_root(training)[:, None, None], columns)


@derived
def eigenvalues_along(training: Training) -> Any:
    """lambda_min(B_k B_k^T) at the recorded times, shape (batch, times, K)."""
    return training.xp.squared_singular_values(factors_along(training))[..., training.skipped_eigenvalues]


@derived
def query_drift(training: Training) -> Any:
    """||Q_h(t) - Q_h(0)||_F at the later recorded times, shape (batch, times, H)."""
    drift = trajectory(training).drift[:, 1:]
    if training.N == 1:
        # Attention to one token is 1 whatever the queries: their gradient vanishes, in balls up to rounding.
        return training.xp.zeros((training.batch, drift.shape[1], training.H))
    return training.xp.norm(drift, axis=(-2, -1))


@derived
def factor_drift(training: Training) -> Any:
    """B_k(t) - B_k(0) up to rotation at the later recorded times, shape (batch, times, K, N, H).

    The attention's change is formed from the logits' change by expm1 and log1p: it may be as small as 1e-30.
    """
    xp = training.xp
    prompt, drift = xp.transpose(training.prompt_tokens)[:, None, None], trajectory(training).drift[:, 1:]
    if training.N == 1:
        return xp.zeros((training.batch, drift.shape[1], training.K, 1, training.H))
    lift = xp.matmul(xp.matmul(prompt, drift), training.tokens[:, None, None])
    scores = attention_of(training)[:, None]
    normaliser = xp.log1p(xp.sum(scores * xp.expm1(lift), axis=-2))
    change = scores * xp.expm1(lift - normaliser[..., None, :])
    columns = xp.transpose(xp.moveaxis(change, -1, 2))
    return xp.matmul(label_covariance_root(training)[:, None, None], columns)


def query_drift_bound(training: Training, *, optimum: str) -> Any:
    """The right-hand side of (47), shape (batch,)."""
    xp = training.xp
    scale = 8 * xp.sqrt(xp.const(2)) * gamma_of(training) * value_bound(training, optimum=optimum)
    gap = xp.sqrt(initial_gap(training, optimum=optimum))
    return scale * largest_column_norm(training) / curvature(training) * gap


def factor_drift_bound(training: Training, *, optimum: str) -> Any:
    """The third term of (48): ||Zbar||_2 sqrt(H) 2 times the right-hand side of (47), shape (batch,)."""
    xp = training.xp
    bound = query_drift_bound(training, optimum=optimum)
    return 2 * label_scale(training) * xp.sqrt(xp.const(training.H)) * bound


def factor_slack(training: Training) -> Any:
    """The last term of (48): (1 - 1/sqrt2) sqrt(zeta_0), shape (batch,)."""
    xp = training.xp
    return (1 - 1 / xp.sqrt(xp.const(2))) * xp.sqrt(smallest_attention_eigenvalue(training))


def value_gradient(training: Training) -> Any:
    """dl/dalpha_{h,k} = gamma dL/dw_{h,k} by the chain rule, at the recorded times: (batch, times, H, K)."""
    xp = training.xp
    slope = xp.matmul(label_covariance(training)[:, None], residual_along(training)) / training.K
    in_weights = xp.sum(scores_along(training) * slope[:, :, None], axis=-2)
    return gamma_of(training)[:, None, None, None] * in_weights


def value_gradient_by_factors(training: Training) -> Any:
    """The right-hand side of (45): (gamma/K) B_k^T Zbar delta_k, shape (batch, times, H, K)."""
    xp = training.xp
    weighted = xp.matmul(label_covariance_root(training)[:, None], residual_along(training))
    columns = xp.transpose(weighted)[..., None]
    pulled = xp.matmul(xp.transpose(factors_along(training)), columns)[..., 0]
    return gamma_of(training)[:, None, None, None] / training.K * xp.transpose(pulled)


def least_squares_weights(setting: Setting) -> Any:
    """The w that minimise the loss over the setting's own attention, shape (batch, H, K).

    w_k = B_k^+ Zbar A_k; B_k has full row rank under Assumption 2, full column rank with few heads.
    """
    xp = setting.xp
    factors = attention_factor(setting, attention_of(setting))
    target = xp.matmul(label_covariance_root(setting), ridge_attention(setting))
    goal, flipped = xp.transpose(target)[..., None], xp.transpose(factors)
    if setting.H >= setting.N:
        values = xp.matmul(flipped, xp.solve(xp.matmul(factors, flipped), goal))
    else:
        values = xp.solve(xp.matmul(flipped, factors), xp.matmul(flipped, goal))
    return xp.transpose(values[..., 0])


def is_trusted(training: Training, times: tuple[int, ...]) -> Any:
    """Which entries float64 may judge, shape (batch, len(times)); None for balls.

    Where zeta_0 is below 1e-10 of ||B_k||^2 it is mostly rounding, and with it gamma and the rates: such an
    instance is tried on its first ten steps alone, which balls settle cheaply.
    """
    if trajectory(training).resolved is None:
        return None
    size = training.H * squared_label_scale(training)
    sound = smallest_attention_eigenvalue(training) > size / 10**10
    early = tensor(training.xp.array(list(times))) <= 10
    return sound[:, None] | early


def optimum_by_brackets(setting: Setting, *, optimum: str) -> Any:
    """L* of Lemma 5 with its brackets as they stand, shape (batch,).

    1/(2K) sum_k [ -c_k^T (Z^T Z + m tau I)^{-1} c_k + ||z_k||^2 + m tau ], c_k the columns of
    Z^T Zhat + (m tau I, 0); printed without the m tau for k > N.
    """
    xp, cross = setting.xp, label_cross_covariance(setting)
    explained = xp.sum(cross * xp.solve(label_covariance(setting), cross), axis=(-2, -1))
    noisy = setting.N if optimum == "printed" else setting.K
    total = xp.sum(setting.features**2, axis=(-2, -1)) + noisy * setting.m * setting.noise_level
    return (total - explained) / (2 * setting.K)


def timed(xp: Any, x: Any) -> Any:
    """The recorded times, behind the batch axis, moved to the end."""
    return xp.moveaxis(x, 1, -1)


def trusted(training: Training, times: tuple[int, ...], ndim: int) -> Any:
    """``is_trusted`` for sides of ``ndim`` axes with times last; None for balls."""
    mask = is_trusted(training, times)
    return None if mask is None else mask.reshape(training.batch, *[1] * (ndim - 2), len(times))


def trusted_steps(training: Training, steps: range) -> Any:
    """``is_trusted`` for consecutive steps, above the rounding floor as well; None for balls."""
    path = trajectory(training)
    if path.resolved is None:
        return None
    return is_trusted(training, tuple(steps)) & path.resolved[:, steps[0] : steps[-1] + 1]


def moving(training: Training, allowed: Any) -> Any:
    """Where queries have moved at all, of the shape of what is allowed: 0 <= 0 is no news; None for balls."""
    mask = trusted(training, trajectory(training).times[1:], allowed.ndim)
    return None if mask is None else mask & (allowed > 0)

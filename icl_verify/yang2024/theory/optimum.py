"""The constant L* of Lemma 5 as printed, bracket by bracket, and the completed squares: (36), (78), (79).

``unlabelled_noise=True`` adds the m tau that the printed terms for k > N lack.
"""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import Parameters, Setting
from icl_verify.yang2024.setting.loss import residual_of
from icl_verify.yang2024.setting.ridge import label_covariance, label_cross_covariance, ridge_attention
from icl_verify.yang2024.theory.constants import squared_label_scale


@derived
def label_energies(setting: Setting) -> Any:
    """||z_k||^2 + m tau = E[y_k^2], shape (batch, K)."""
    noise = setting.m * setting.noise_level[:, None]
    return setting.xp.sum(setting.features**2, axis=-2) + noise


@derived
def brackets(setting: Setting, *, unlabelled_noise: bool = False) -> Any:
    """c_k for k <= N and c'_k for k > N, the square brackets of L* in Lemma 5, shape (batch, K)."""
    xp, N, K = setting.xp, setting.N, setting.K
    cross = label_cross_covariance(setting)
    explained = xp.sum(cross * xp.solve(label_covariance(setting), cross), axis=-2)
    if unlabelled_noise:
        return label_energies(setting) - explained
    # As printed: the noise of a label is that of a labelled token, never added and taken off again.
    labelled = xp.concat([xp.ones((N,)), xp.zeros((K - N,))], axis=0)
    noise = setting.m * setting.noise_level[:, None] * labelled
    return xp.sum(setting.features**2, axis=-2) + noise - explained


@derived
def bracket_scale(setting: Setting) -> Any:
    """The size of what cancels within a bracket, rounding of the solve included, shape (batch, K)."""
    steepness = squared_label_scale(setting)[:, None]
    return label_energies(setting) + steepness * setting.xp.sum(ridge_attention(setting) ** 2, axis=-2)


@derived
def optimal_loss(setting: Setting, *, unlabelled_noise: bool = False) -> Any:
    """L* of Lemma 5, shape (batch,): printed, or with the noise of the unlabelled tokens."""
    terms = brackets(setting, unlabelled_noise=unlabelled_noise)
    return setting.xp.sum(terms, axis=-1) / (2 * setting.K)


@derived
def completed_squares(parameters: Parameters) -> Any:
    """||Zbar delta_k||^2 at the instance's own parameters, shape (batch, K)."""
    xp, delta = parameters.xp, residual_of(parameters)
    return xp.sum(delta * xp.matmul(label_covariance(parameters), delta), axis=-2)


def loss_scale(setting: Setting, effective: Any) -> Any:
    """The size of the terms whose difference L_k is, shape (batch, K)."""
    steepness = squared_label_scale(setting)[:, None]
    return bracket_scale(setting) + steepness * setting.xp.sum(effective**2, axis=-2)

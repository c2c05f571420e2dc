"""The regressions that the trained model is compared with: (12), (20)-(26)."""

from __future__ import annotations

from typing import Any

from icl_verify.numerics.namespace import namespace
from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import Setting


@derived(symbol="Zbar^2", tex=r"\bar Z^2", equation="(12)")
def label_covariance(setting: Setting) -> Any:
    """Z^T Z + m tau I_N = Zbar^2 = E[y y^T], shape (batch, N, N) (12)."""
    xp, prompt = setting.xp, setting.prompt_features
    noise = setting.m * setting.noise_level[..., None, None]
    return xp.matmul(xp.transpose(prompt), prompt) + noise * xp.eye(setting.N)


@derived
def label_cross_covariance(setting: Setting) -> Any:
    """Z^T Zhat + (m tau I_N, 0) = E[y yhat_target^T], shape (batch, N, K)."""
    xp = setting.xp
    noise = setting.m * setting.noise_level[..., None, None]
    own = xp.concat([xp.eye(setting.N), xp.zeros((setting.N, setting.K - setting.N))], axis=1)
    return xp.matmul(xp.transpose(setting.prompt_features), setting.features) + noise * own


@derived(symbol="A", equation="(26)")
def ridge_attention(setting: Setting) -> Any:
    """A = (Z^T Z + m tau I_N)^{-1} (Z^T Zhat + (m tau I_N, 0)), shape (batch, N, K) (26).

    Its first N columns are those of the identity, which is how they are formed here: solving for them would
    only add rounding.
    """
    xp = setting.xp
    weight = setting.m * setting.noise_level
    rest = xp.ridge(setting.prompt_features, setting.features[..., setting.N :], weight)
    own = xp.broadcast_to(xp.eye(setting.N), (setting.batch, setting.N, setting.N))
    return xp.concat([own, rest], axis=-1)


def ridge_task(features: Any, labels: Any, regularisation: Any) -> Any:
    """argmin_l 1/2 sum_i (y_i - l^T z_i)^2 + regularisation/2 ||l||^2, shape (batch, m).

    (20) is the case regularisation = m tau, (25) the case N tau.

    Arguments:
        features: Z, shape (batch, m, N).
        labels: y, shape (batch, N).
        regularisation: > 0, shape (batch,).
    """
    xp = namespace(features, labels)
    return xp.ridge(xp.transpose(features), labels[..., None], regularisation)[..., 0]


def prompt_labels(setting: Setting, task: Any, noise: Any) -> Any:
    """y_i = lambda^T (z_i + eps_i), shape (batch, N) (1), for task (batch, m) and noise eps (batch, m, N)."""
    xp = namespace(task, noise)
    return xp.matmul(task[..., None, :], setting.prompt_features + noise)[..., 0, :]


def ridge_prediction(setting: Setting, labels: Any, task: Any) -> Any:
    """(y ; (Z^Q)^T task), shape (batch, K): (22) and (23)."""
    xp = namespace(labels, task)
    rest = xp.matmul(task[..., None, :], setting.features[..., setting.N :])[..., 0, :]
    return xp.concat([labels, rest], axis=-1)

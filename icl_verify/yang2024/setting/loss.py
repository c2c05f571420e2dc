"""The population loss (9) by three independent roads, its gradient, and the excess loss as a norm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from icl_verify.numerics.float64 import tensor
from icl_verify.numerics.namespace import Array, namespace
from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import Parameters, Setting
from icl_verify.yang2024.setting.ridge import label_covariance, label_cross_covariance, ridge_attention
from icl_verify.yang2024.setting.transformer import effective_attention_of, predict

TaskSampler = Callable[[tuple[int, ...], torch.Generator], Tensor]


def residual(setting: Setting, effective: Any) -> Any:
    """delta = Ahat - A, shape (batch, N, K) (33)."""
    return effective - ridge_attention(setting)


@derived(symbol="delta_k", tex=r"\delta_k", equation="(33)")
def residual_of(parameters: Parameters) -> Any:
    """delta at the instance's own parameters, shape (batch, N, K)."""
    return residual(parameters, effective_attention_of(parameters))


def weighted_square(setting: Setting, x: Any) -> Any:
    """sum_k ||Zbar x_k||^2 = sum_k x_k^T (Z^T Z + m tau I) x_k, shape (batch,), for x (batch, N, K)."""
    return weighted_inner(setting, x, x)


def weighted_inner(setting: Setting, x: Any, y: Any) -> Any:
    """sum_k <Zbar x_k, Zbar y_k> for x, y (batch, N, K), shape (batch,); of several steps (batch, steps)."""
    xp = setting.xp
    noise = setting.m * setting.noise_level
    features = setting.prompt_features
    if len(x.shape) == 4:
        noise, features = noise[:, None], features[:, None]
    through = xp.sum(xp.matmul(features, x) * xp.matmul(features, y), axis=(-2, -1))
    return through + noise * xp.sum(x * y, axis=(-2, -1))


def excess_loss(setting: Setting, effective: Any) -> Any:
    """1/(2K) sum_k ||Zbar delta_k||^2, shape (batch,): the variable term of (36), formed as a norm."""
    return weighted_square(setting, residual(setting, effective)) / (2 * setting.K)


@derived(symbol="L - L*", tex=r"\mathcal L-\mathcal L^\star", equation="(36)")
def excess_loss_of(parameters: Parameters) -> Any:
    """The excess loss at the instance's own parameters, shape (batch,)."""
    return weighted_square(parameters, residual_of(parameters)) / (2 * parameters.K)


@derived(symbol="L*", tex=r"\mathcal L^\star", equation="(36)")
def irreducible_loss(setting: Setting, *, unlabelled_noise: bool = True) -> Any:
    """The constant of (36), shape (batch,): the loss of Ahat = A, as a mean of squared residuals.

    Arguments:
        unlabelled_noise: True for the corrected constant; False for the printed L*, whose terms for k > N
            lack m tau.
    """
    xp, rest = setting.xp, slice(setting.N, None)
    fit = xp.matmul(setting.prompt_features, ridge_attention(setting)[..., rest])
    error = fit - setting.features[..., rest]
    noise = setting.m * setting.noise_level
    total = xp.sum(error * error, axis=(-2, -1))
    total = total + noise * xp.sum(ridge_attention(setting)[..., rest] ** 2, axis=(-2, -1))
    if unlabelled_noise:
        total = total + (setting.K - setting.N) * noise
    return total / (2 * setting.K)


def loss_by_moments(setting: Setting, effective: Any) -> Any:
    """(9) from E[y y^T] = Zhat^T Zhat + m tau I_K alone, shape (batch,): 1/(2K) sum_k E (Ahat_k^T y - y_k)^2.

    No square is completed and no ridge solution enters.
    """
    xp = setting.xp
    own = xp.concat([xp.eye(setting.N), xp.zeros((setting.N, setting.K - setting.N))], axis=1)
    error = xp.matmul(setting.prompt_features, effective) - setting.features
    noise = setting.m * setting.noise_level
    spread = xp.sum((effective - own) ** 2, axis=(-2, -1)) + (setting.K - setting.N)
    return (xp.sum(error**2, axis=(-2, -1)) + noise * spread) / (2 * setting.K)


def loss_by_cubature(setting: Setting, effective: Any) -> Any:
    """(9) as an average of squared errors of the model over finitely many (lambda, eps), shape (batch,).

    The loss is quadratic in lambda and in eps, so the nodes +-sqrt(m) e_i for lambda and +-sqrt(mK tau) E_j
    for eps, each with equal weight, reproduce the expectation exactly for every law with the first two
    moments of Assumption 1. Nothing of Lemma 5 is used: at every node the prompt is labelled by (1) and the
    model predicts by (8).
    """
    xp, m, size = setting.xp, setting.m, setting.K
    tasks = xp.sqrt(xp.const(m)) * xp.eye(m)
    cells = xp.reshape(xp.eye(m * size), (m * size, m, size))
    spread = xp.sqrt(setting.noise_level * (m * size))

    def squares(sign: int) -> Array:
        noise = spread[..., None, None, None] * cells * sign
        noisy = setting.features[..., None, :, :] + noise
        labels = xp.matmul(tasks, noisy)
        error = predict(effective[..., None, None, :, :], labels[..., : setting.N]) - labels
        return xp.sum(error * error, axis=(-3, -2, -1))

    # The loss is even in (lambda, eps) together: the sign of lambda may be fixed.
    return (squares(1) + squares(-1)) / (2 * m * size * m * 2 * size)


def loss_by_sampling(
    setting: Setting,
    effective: Float[Tensor, "batch N K"],
    task_sampler: TaskSampler,
    samples: int,
    generator: torch.Generator,
) -> tuple[Float[Tensor, " batch"], Float[Tensor, " batch"]]:
    """(9) by Monte Carlo over prompts, with its standard error; both of shape (batch,).

    Arguments:
        task_sampler: draws lambda: ``task_sampler(shape, generator)``.
        samples: prompts an instance, at least 2.
        generator: CPU generator.
    """
    if samples < 2:
        raise ValueError(f"samples must be at least 2, got {samples}")
    tasks = task_sampler((setting.batch, samples, setting.m), generator).to(effective.device)
    shape = (setting.batch, samples, setting.m, setting.K)
    noise = torch.randn(shape, generator=generator, dtype=torch.float64).to(effective.device)
    noisy = (
        tensor(setting.features)[:, None] + tensor(setting.noise_level).sqrt()[:, None, None, None] * noise
    )
    labels = torch.einsum("bsm,bsmk->bsk", tasks, noisy)
    error = predict(effective[:, None], labels[..., : setting.N]) - labels
    each = (error**2).mean(dim=-1) / 2
    return each.mean(dim=1), each.std(dim=1) / samples**0.5


def gradient_in_attention(setting: Setting, effective: Any) -> Any:
    """dL/dAhat, shape (batch, N, K), from second moments: ((Z^T Z + m tau I) Ahat - E[y y_k]) / K."""
    xp = setting.xp
    through = xp.matmul(label_covariance(setting), effective)
    return (through - label_cross_covariance(setting)) / setting.K


def gradients(setting: Setting, scores: Any, weights: Any, slope: Any) -> tuple[Any, Any]:
    """dL/dQ (batch, H, d, d) and dL/dw (batch, H, K) by the chain rule from ``slope`` = dL/dAhat.

    Arguments:
        scores: s^h_{jk}, shape (batch, H, N, K).
        weights: w_{h,k}, shape (batch, H, K).
        slope: dL/dAhat, shape (batch, N, K).
    """
    xp = namespace(scores, weights, slope)
    in_weights = xp.sum(scores * slope[:, None], axis=-2)
    in_logits = weights[..., None, :] * scores * (slope[:, None] - in_weights[..., None, :])
    prompt, dictionary = setting.prompt_tokens[:, None], xp.transpose(setting.tokens)[:, None]
    return xp.matmul(xp.matmul(prompt, in_logits), dictionary), in_weights

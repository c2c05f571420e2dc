"""Exact expectations over lambda and noise of the regressions of Figure 3, from second moments."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True)
class Risks:
    """Expected squared errors at one N; each of shape (seeds,).

    Attributes:
        gap: 1/K E||yhat* - yhat_best||^2.
        ridge: E of the squared error of yhat* on an unlabelled token, its label's noise included.
        best: the same of yhat_best.
        linear: the least that any function linear in the prompt's labels has.
    """

    gap: Tensor
    ridge: Tensor
    best: Tensor
    linear: Tensor


def task_moment(features: int, *, out_of_domain: bool) -> Float[Tensor, "m m"]:
    """E[lambda lambda^T]: I for N(0, I), 4 I + 1 1^T for N(1_m, 4 I)."""
    one = torch.eye(features, dtype=torch.float64)
    return 4 * one + torch.ones_like(one) if out_of_domain else one


def risks(
    features: Float[Tensor, "seeds m K"], prompt_length: int, noise_level: float, moment: Float[Tensor, "m m"]
) -> Risks:
    """Every quantity of Figure 3 at one N, over lambda with E[lambda lambda^T] = ``moment`` and the noise.

    yhat* is the ridge regression (20) with m tau, yhat_best that with N tau (25); both answer the unlabelled
    tokens. Neither formula is told ``moment``; the best linear predictor is.
    """
    prompt, rest = features[..., :prompt_length], features[..., prompt_length:]
    size, total = features.shape[1], features.shape[2]
    noise = noise_level * torch.trace(moment)
    eye = torch.eye(prompt_length, dtype=features.dtype)
    covariance = prompt.mT @ moment @ prompt + noise * eye
    cross = prompt.mT @ moment @ rest
    own = (rest * (moment @ rest)).sum(dim=1) + noise
    ridge = _ridge_map(prompt, rest, size * noise_level)
    best = _ridge_map(prompt, rest, prompt_length * noise_level)
    linear = torch.linalg.solve(covariance, cross)
    apart = ridge - best
    gap = (apart * (covariance @ apart)).sum(dim=(1, 2)) / total

    def risk(weights: Tensor) -> Tensor:
        error = own - 2 * (weights * cross).sum(dim=1) + (weights * (covariance @ weights)).sum(dim=1)
        return error.mean(dim=1)

    return Risks(gap, risk(ridge), risk(best), risk(linear))


def _ridge_map(prompt: Tensor, rest: Tensor, regularisation: float) -> Tensor:
    """B with yhat_k = <y, B_k>: Z^T (Z Z^T + regularisation I)^{-1} Z^Q."""
    gram = prompt @ prompt.mT + regularisation * torch.eye(prompt.shape[1], dtype=prompt.dtype)
    return prompt.mT @ torch.linalg.solve(gram, rest)

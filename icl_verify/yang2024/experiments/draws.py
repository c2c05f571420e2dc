"""Random draws of section 6: tokens, features, queries and prompts, each from its own generator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from icl_verify.yang2024.setting.instance import Setting, setting_from_arrays
from icl_verify.yang2024.setting.loss import irreducible_loss
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_attention

# One stream a purpose, so that changing H or the number of prompts leaves all other draws as they were.
_STREAMS = {"tokens": 0, "features": 1, "queries": 2, "training": 3, "in domain": 4, "out of domain": 5}


def stream(seed: int, purpose: str) -> np.random.Generator:
    """The generator of one purpose under one seed."""
    return np.random.default_rng([seed, _STREAMS[purpose]])


@dataclass(frozen=True)
class Problem:
    """One dictionary a seed, with its second moments.

    Attributes:
        seeds: one a batch member.
        prompt_length: N.
        noise_level: tau.
        tokens: v_k, shape (seeds, d, K), of unit norm only if so drawn.
        features: z_k, shape (seeds, m, K).
    """

    seeds: tuple[int, ...]
    prompt_length: int
    noise_level: float
    tokens: Float[Tensor, "seeds d K"]
    features: Float[Tensor, "seeds m K"]

    @cached_property
    def setting(self) -> Setting:
        """The setting of one zero head, for the functions of (Z, tau) alone."""
        size = self.tokens.shape[1]
        queries = torch.zeros(len(self.seeds), 1, size, size, dtype=torch.float64)
        return setting_from_arrays(self.tokens, self.features, self.prompt_length, self.noise_level, queries)

    @property
    def covariance(self) -> Float[Tensor, "seeds N N"]:
        """E[y y^T] = Z^T Z + m tau I (12)."""
        return label_covariance(self.setting)

    @property
    def ridge(self) -> Float[Tensor, "seeds N K"]:
        """A, so that yhat* = A^T y (27)."""
        return ridge_attention(self.setting)

    @property
    def floor(self) -> Float[Tensor, " seeds"]:
        """inf L: the constant of Lemma 5 with the unlabelled tokens' noise, which the model is scored on."""
        return irreducible_loss(self.setting)


def draw_problem(
    seeds: tuple[int, ...],
    *,
    token_size: int,
    dictionary: int,
    features: int,
    prompt_length: int,
    noise_level: float,
    unit: bool,
) -> Problem:
    """Tokens and features from a standard Gaussian, in float64; tokens scaled to unit norm where ``unit``."""
    vectors = [stream(s, "tokens").standard_normal((token_size, dictionary)) for s in seeds]
    tokens = torch.from_numpy(np.stack(vectors))
    if unit:
        tokens = tokens / tokens.norm(dim=1, keepdim=True)
    maps = [stream(s, "features").standard_normal((features, dictionary)) for s in seeds]
    return Problem(seeds, prompt_length, noise_level, tokens, torch.from_numpy(np.stack(maps)))


def draw_queries(seeds: tuple[int, ...], heads: int, token_size: int) -> Float[Tensor, "seeds H d d"]:
    """Q_h^(0) standard Gaussian; fewer heads are a prefix of more, so that H is compared on equal draws."""
    matrices = [stream(s, "queries").standard_normal((heads, token_size, token_size)) for s in seeds]
    return torch.from_numpy(np.stack(matrices))


def draw_labels(problem: Problem, count: int, purpose: str) -> Float[Tensor, "seeds count K"]:
    """Labels (1) of ``count`` prompts for all K tokens.

    Arguments:
        purpose: ``training`` and ``in domain`` draw lambda ~ N(0, I), ``out of domain`` N(1_m, 4 I_m).
    """
    shift, scale = (1.0, 2.0) if purpose == "out of domain" else (0.0, 1.0)
    labels = []
    for s, features in zip(problem.seeds, problem.features.numpy(), strict=True):
        generator = stream(s, purpose)
        tasks = shift + scale * generator.standard_normal((count, features.shape[0]))
        # Given lambda, lambda^T eps_k are independent N(0, tau ||lambda||^2): no (count, m, K) array needed.
        noise = generator.standard_normal((count, features.shape[1]))
        spread = np.sqrt(problem.noise_level) * np.linalg.norm(tasks, axis=1, keepdims=True)
        labels.append(tasks @ features + spread * noise)
    return torch.from_numpy(np.stack(labels))

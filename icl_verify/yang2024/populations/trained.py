"""One trained model as plain numbers: NumPy arrays without a batch axis, for tests that know no more."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from icl_verify.numerics.float64 import tensor
from icl_verify.yang2024.setting.instance import Parameters, Training
from icl_verify.yang2024.setting.loss import loss_by_moments
from icl_verify.yang2024.setting.transformer import effective_attention_of
from icl_verify.yang2024.theory.constants import contraction_rate
from icl_verify.yang2024.theory.training import effective_along, trajectory

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TrainedModel:
    """The model after T steps of (10) at the rates of the training, from w = 0.

    Attributes:
        training: a float64 batch of one; sizes, multiples of the rates and initial queries.

    Raises:
        ValueError: the training is a batch of more than one.
    """

    training: Training

    def __post_init__(self) -> None:
        if self.training.batch != 1:
            raise ValueError(f"training must be a batch of one, got {self.training.batch}")

    @property
    def steps(self) -> int:
        """T."""
        return self.training.T

    @property
    def prompt_length(self) -> int:
        """N, the number of labelled tokens; they come first."""
        return self.training.N

    @property
    def features(self) -> Array:
        """z_k = f(v_k) as columns, shape (m, K)."""
        return tensor(self.training.features)[0].numpy()

    @property
    def noise_level(self) -> float:
        """tau > 0 (1)."""
        return float(tensor(self.training.noise_level)[0])

    @property
    def rate(self) -> float:
        """eta_w zeta_0/(2K), the share of the excess loss that each step takes away at least (18)."""
        return float(contraction_rate(self.training)[0])

    @functools.cached_property
    def excess(self) -> Array:
        """L(theta^(t)) - inf L for t = 0..T, shape (T + 1,) (11)."""
        return trajectory(self.training).excess[0].numpy()

    @functools.cached_property
    def effective_attention(self) -> Array:
        """Ahat after T steps, shape (N, K) (35)."""
        return effective_along(self.training)[0, -1].numpy()

    @property
    def loss(self) -> float:
        """L(theta^(T)) (9), from second moments: neither inf L nor A enters."""
        return float(loss_by_moments(self.training, effective_along(self.training)[:, -1])[0])

    def predict(self, labels: Array) -> Array:
        """The predicted label of every token, shape (..., K), for a prompt's labels (..., N) (8)."""
        return labels @ self.effective_attention


def loss_of(parameters: Parameters) -> float:
    """L(theta) of a batch of one (9), from second moments."""
    return float(loss_by_moments(parameters, effective_attention_of(parameters))[0])

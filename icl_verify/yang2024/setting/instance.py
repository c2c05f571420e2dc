"""The instances that the paper speaks of, from bare numbers to a model in training (its section 2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from icl_verify.statement.fields import Axis, Field, Instance, derived


class Setting(Instance, name="yang2024.Setting"):
    """Tokens, features, noise level and initial queries: everything that (1)-(8) need but the values w.

    Attributes:
        tokens: v_1..v_K, shape (batch, d, K), distinct, unit norm (raw columns are scaled when read).
        features: z_1..z_K = f(v_k), shape (batch, m, K).
        noise_level: tau > 0, shape (batch,).
        queries: Q_h^(0), shape (batch, H, d, d).
    """

    d = Axis(title="token dimension")
    K = Axis(low=2, title="dictionary size")
    N = Axis(prefix_of="K", title="prompt length: labelled examples")
    m = Axis(title="number of basis functions")
    H = Axis(title="number of heads")
    tokens = Field("d", "K", kind="unit_columns", distinct=True, title="tokens v_k (scaled to unit norm)")
    features = Field("m", "K", title="features z_k", degree=1)
    noise_level = Field(kind="positive", decades=(-6.0, 3.0), title="noise level tau", degree=2)
    queries = Field("H", "d", "d", title="queries Q_h")

    # Departures from the paper that single assumptions are dropped by: see setting/departures.py.
    initial_weights: Any = None

    @property
    def skipped_eigenvalues(self) -> int:
        """How many of the least eigenvalues of B_k B_k^T zeta_0 leaves out: none, as (14) says."""
        return 0

    @property
    def prompt_tokens(self) -> Any:
        """V, shape (batch, d, N) (3)."""
        return self.tokens[..., : self.N]

    @property
    def prompt_features(self) -> Any:
        """Z, shape (batch, m, N) (19)."""
        return self.features[..., : self.N]


class Parameters(Setting, name="yang2024.Parameters"):
    """A setting with arbitrary parameters xi = {Q_h, alpha_h}, as Lemmas 5 to 10 speak of them.

    Attributes:
        values: alpha_{h,k} = w_{h,k}/gamma, shape (batch, H, K).
        gamma: sqrt(eta_w/eta_Q) > 0, shape (batch,).
    """

    values = Field("H", "K", title="values alpha_{h,k}")
    gamma = Field(kind="positive", title="gamma")

    @property
    def weights(self) -> Any:
        """w_{h,k} = gamma alpha_{h,k}, shape (batch, H, K)."""
        return self.gamma[..., None, None] * self.values


class ParameterPair(Parameters, name="yang2024.ParameterPair"):
    """Two parameters over one setting, for the Lipschitz statements.

    Attributes:
        other_queries: Q'_h, shape (batch, H, d, d).
        other_values: alpha'_{h,k}, shape (batch, H, K).
    """

    other_queries = Field("H", "d", "d", title="queries Q'_h")
    other_values = Field("H", "K", title="values alpha'_{h,k}")

    @derived
    def other(self) -> Parameters:
        """The primed parameters, over the same setting."""
        raw = {k: self.raw[k] for k in Parameters.fields}
        raw |= {"queries": self.raw["other_queries"], "values": self.raw["other_values"]}
        return Parameters(self.sizes, raw)

    @derived
    def first(self) -> Parameters:
        """The unprimed parameters alone."""
        return Parameters(self.sizes, {k: self.raw[k] for k in Parameters.fields})


class Training(Setting, name="yang2024.Training"):
    """A setting to be trained by (10) from w = 0 for ``T`` steps.

    Attributes:
        gamma_multiple: gamma over its least value (15); >= 1 under Theorem 1.
        rate_multiple: eta_Q over its largest value 1/L (16), (17); in (0, 1] under Theorem 1.
    """

    T = Axis(count=True, trajectory=True, title="gradient-descent steps")
    # Three decades each: beyond 1 the theorem does not apply, and at the far ends a training stands still
    # within any horizon that is tried.
    gamma_multiple = Field(kind="positive", decades=(0.0, 3.0), title="gamma over the bound (15)")
    rate_multiple = Field(kind="positive", decades=(-3.0, 0.0), title="eta_Q over 1/L")


class Inference(Training, name="yang2024.Inference"):
    """A training and one regression task to be inferred afterwards.

    Attributes:
        task: lambda, shape (batch, m).
        label_noise: eps_k over sqrt(tau) for every token, shape (batch, m, K); the prompt reads the first N.
    """

    task = Field("m", title="task lambda")
    label_noise = Field("m", "K", title="noise eps_k / sqrt(tau)")


def setting_from_arrays(
    tokens: Any, features: Any, prompt_length: int, noise_level: Any, queries: Any, device: str = "cpu"
) -> Setting:
    """A batch of settings from arrays or nested lists.

    Arguments:
        tokens: shape (batch, d, K) or (d, K); columns nonzero, scaled to unit norm and then distinct.
        features: shape (batch, m, K) or (m, K).
        prompt_length: N, with 1 <= N < K.
        noise_level: tau > 0, shape (batch,) or a number.
        queries: shape (batch, H, d, d) or (H, d, d).
        device: torch device.

    Raises:
        ValueError: wrong shapes, non-finite numbers, equal tokens, N >= K, tau <= 0, an empty batch.
    """
    arrays = {"tokens": (tokens, 3), "features": (features, 3), "queries": (queries, 4)}
    raw = {name: _batched(name, value, ndim, device) for name, (value, ndim) in arrays.items()}
    batch = raw["tokens"].shape[0]
    tau = torch.as_tensor(np.asarray(noise_level, dtype=float), device=device).reshape(-1)
    raw["noise_level"] = tau.expand(batch).clone() if tau.numel() == 1 else tau
    _, d, tokens_drawn = raw["tokens"].shape
    sizes = {"d": d, "K": tokens_drawn, "N": prompt_length, "m": raw["features"].shape[1]}
    return Setting({**sizes, "H": raw["queries"].shape[1]}, raw)


def _batched(name: str, value: Any, ndim: int, device: str) -> torch.Tensor:
    array = (
        value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else np.asarray(value, dtype=float)
    )
    if array.ndim not in (ndim - 1, ndim):
        raise ValueError(f"{name} must have {ndim - 1} or {ndim} axes, got {array.ndim}")
    tensor = torch.as_tensor(np.array(array, dtype=float), device=device)
    return tensor if array.ndim == ndim else tensor[None]


def with_parameters(setting: Setting, queries: Any, weights: Any) -> Parameters:
    """Parameters at other queries and weights (gamma = 1, so that alpha is w)."""
    xp = setting.xp
    raw = {k: setting.raw[k] for k in Setting.fields if k != "queries"}
    raw |= {"queries": queries, "values": weights, "gamma": xp.ones((setting.batch,))}
    sizes: Sequence[str] = tuple(Setting.axes)
    return Parameters({k: setting.sizes[k] for k in sizes}, raw)

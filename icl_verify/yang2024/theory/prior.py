"""The limit of training for tasks of any second moment Lambda (C8)."""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.law import TaskLaw


def _label_noise(law: TaskLaw) -> Any:
    """tau tr(Lambda) = E (lambda^T eps_k)^2, shape (batch,)."""
    return law.noise_level * law.xp.sum(law.xp.diagonal(law.second_moment()), axis=-1)


def _prior(law: TaskLaw, prior: bool) -> Any:
    """Lambda, or I, shape (batch, m, m)."""
    return law.second_moment() if prior else law.xp.broadcast_to(law.xp.eye(law.m), (law.batch, law.m, law.m))


def prior_square(law: TaskLaw, x: Any) -> Any:
    """sum_k x_k^T (Z^T Lambda Z + tau tr(Lambda) I) x_k, shape (batch,), for x (batch, N, K)."""
    xp, through = law.xp, law.xp.matmul(law.prompt_features, x)
    weighted = xp.sum(through * xp.matmul(law.second_moment(), through), axis=(-2, -1))
    return weighted + _label_noise(law) * xp.sum(x**2, axis=(-2, -1))


@derived
def prior_attention(law: TaskLaw, *, noise: str = "trace", prior: bool = True) -> Any:
    """A_k = (Z^T Lambda Z + s I)^{-1} (Z^T Lambda z_k + s e_k [k <= N]), shape (batch, N, K).

    Arguments:
        noise: ``trace``, s = tau tr(Lambda), or ``m tau``.
        prior: False puts I for Lambda; with ``m tau`` that is A of (26).

    Raises ValueError for any other noise.
    """
    if noise not in ("trace", "m tau"):
        raise ValueError(f"noise must be 'trace' or 'm tau', got {noise!r}")
    xp, size = law.xp, law.N
    level = (_label_noise(law) if noise == "trace" else law.m * law.noise_level)[..., None, None]
    pulled = xp.matmul(xp.transpose(law.prompt_features), _prior(law, prior))
    own = xp.concat([xp.eye(size), xp.zeros((size, law.K - size))], axis=1)
    covariance = xp.matmul(pulled, law.prompt_features) + level * xp.eye(size)
    return xp.solve(covariance, xp.matmul(pulled, law.features) + level * own)

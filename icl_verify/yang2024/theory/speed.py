"""How the speed of convergence depends on H and K, all else drawn alike (I1, I2), and on what it rests."""

from __future__ import annotations

import inspect
from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.descent.descend import Descent, descend
from icl_verify.yang2024.setting.instance import Training
from icl_verify.yang2024.setting.loss import weighted_inner
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_attention
from icl_verify.yang2024.setting.transformer import attention_logits, attention_of
from icl_verify.yang2024.theory.constants import (
    smallest_attention_eigenvalue,
    squared_label_scale,
    weight_rate,
)
from icl_verify.yang2024.theory.training import nats_gained, trajectory


@derived
def fewer_heads(training: Training) -> Training:
    """The same training with the first half of its heads (at least one)."""
    raw = dict(training.raw)
    heads = max(1, training.H // 2)
    raw["queries"] = raw["queries"][:, :heads]
    return type(training)({**training.sizes, "H": heads}, raw)


@derived
def smaller_dictionary(training: Training) -> Training:
    """The same training with the first half of its unlabelled tokens (at least one)."""
    raw = dict(training.raw)
    size = training.N + max(1, (training.K - training.N) // 2)
    for name in ("tokens", "features"):
        raw[name] = raw[name][..., :size]
    return type(training)({**training.sizes, "K": size}, raw)


def at_eigenvalue(training: Training, zeta: Any) -> Training:
    """A copy whose zeta_0 reads as ``zeta`` (batch,): (15)-(17) then depend on H and K alone."""
    copy = type(training)(training.sizes, training.raw)
    copy.memoised((inspect.unwrap(smallest_attention_eigenvalue), ()), lambda: zeta)
    return copy


def nats_along(training: Training) -> Any:
    """log of the excess loss at 0 over that at t = 1..T, shape (batch, T): the measured speed."""
    return training.xp.cumsum(nats_gained(training, trajectory(training)), axis=-1)


@derived
def slowest_step(training: Training) -> Any:
    """x = eta_w zeta_0/K, shape (batch,): with attention frozen the slowest mode shrinks by 1 - x a step."""
    return weight_rate(training) * smallest_attention_eigenvalue(training) / training.K


@derived
def frozen_nats(training: Training) -> Any:
    """Nats gained by steps 1..T when w alone is trained over the initial attention, shape (batch, T).

    delta_k <- delta_k - (eta_w/K) C_k C_k^T (Z^T Z + m tau I) delta_k from delta = -A, by (45).
    """
    xp = training.xp
    columns = xp.transpose(xp.moveaxis(attention_of(training), -1, 1))
    kernel = xp.matmul(columns, xp.transpose(columns))
    covariance = label_covariance(training)
    rate = (weight_rate(training) / training.K)[..., None, None]
    delta, passed, taken = -ridge_attention(training), [], []
    for _ in range(training.T):
        slope = xp.transpose(xp.matmul(covariance, delta))[..., None]
        step = rate * xp.transpose(xp.matmul(kernel, slope)[..., 0])
        passed.append(delta)
        taken.append(step)
        delta = delta - step
    # What no later step needs is worked out for all of them at once.
    deltas, steps = xp.stack(passed, axis=1), xp.stack(taken, axis=1)
    decrease = weighted_inner(training, steps, deltas + deltas - steps)
    return xp.cumsum(-xp.log1p(-decrease / weighted_inner(training, deltas, deltas)), axis=-1)


@derived
def equal_rate_path(training: Training, *, small: bool = False) -> tuple[Descent, Any]:
    """Descent with eta_Q = eta_w = eta (gamma = 1), and eta zeta_0/(2K), the rate of (18), shape (batch,).

    eta = K/(2 H ||Zbar||_2^2), half the largest that is stable for w alone whatever the attention; ``small``
    divides it by 1 + max_k ||A_k||^2, since values of the size of A steepen the loss in Q.
    """
    xp = training.xp
    rate = training.K / (2 * training.H * squared_label_scale(training))
    if small:
        rate = rate / (1 + xp.amax(xp.sum(ridge_attention(training) ** 2, axis=-2), axis=-1))
    path = descend(training, rate, rate, training.T)
    return path, rate * smallest_attention_eigenvalue(training) / (2 * training.K)


def logit_shifts(training: Training) -> Any:
    """max over h, j, k of |logit^h_jk(t) - logit^h_jk(0)| at every recorded time, shape (batch, times)."""
    xp, path = training.xp, trajectory(training)
    shifts = []
    for i in range(len(path.times)):
        logits = attention_logits(training.tokens, training.N, path.drift[:, i])
        shifts.append(xp.amax(xp.abs(logits), axis=(-3, -2, -1)))
    return xp.stack(shifts, axis=-1)

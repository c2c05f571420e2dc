"""Proved ends of the convex programs of ``bounds``, evaluated by the namespace on the exact instance.

A solver proposes a point in float64; one Newton step in the instance's own arithmetic makes it sharp. Nothing
rests on either: every end below holds at *any* point. They let a claim on the minima be proved in balls,
rational and transcendental entries (softmax) included.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from icl_verify.yang2024.programs.bounds import best_values, relaxation
from icl_verify.yang2024.programs.conversion import floats, placed, undefined
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.loss import gradient_in_attention
from icl_verify.yang2024.setting.ridge import label_covariance
from icl_verify.yang2024.setting.transformer import attention_of

Bounds = tuple[Any, Any]


def bounds_in_balls(setting: Setting, program: str) -> Bounds:
    """Lower and upper end of a program of ``bounds`` on one instance, each of shape (1,).

    NaN where nothing was proposed, or where the attention's columns are not told from dependent ones.
    """
    ends = {"relaxation": _free, "one_sign_relaxation": _one_sign, "best_values": _best_values}[program]
    lower, upper = (setting.xp.sum(side, axis=-1) / setting.K for side in ends(setting))
    return lower, upper


def one_sign_point_in_balls(setting: Setting) -> Any:
    """Ahat (1, N, K) whose columns have one sign each and the smaller loss of the two."""
    points = [_signed_point(setting, sign) for sign in (1, -1)]
    # Any choice has one sign a column; which of the two is better need not be proved.
    losses = [floats(_column_losses(setting, point)) for point in points]
    first = placed(setting, (losses[0] <= losses[1]).astype(float))[:, None, :]
    return points[0] * first + points[1] * (1 - first)


def _free(setting: Setting) -> Bounds:
    """f_k is m tau-strongly convex: min f_k >= f_k(x) - ||grad f_k(x)||^2/(2 m tau)."""
    certificate = relaxation(floats(setting.features)[0], setting.N, float(floats(setting.noise_level)[0]))
    if certificate.point is None:
        return undefined(setting, (1, setting.K)), undefined(setting, (1, setting.K))
    xp, start = setting.xp, placed(setting, certificate.point[None])
    point = start - xp.solve(label_covariance(setting), _column_gradients(setting, start))
    value = _column_losses(setting, point)
    slope = xp.sum(_column_gradients(setting, point) ** 2, axis=-2)
    return value - slope / (2 * setting.m * setting.noise_level[..., None]), value


def _one_sign(setting: Setting) -> Bounds:
    """The better sign, column by column."""
    xp = setting.xp
    sides = [_signed_columns(setting, sign) for sign in (1, -1)]
    lower, upper = (xp.minimum(*side) for side in zip(*sides, strict=True))
    return lower, upper


def _signed_columns(setting: Setting, sign: int) -> Bounds:
    """With a nonnegative x, gradient g and mu = max(g, 0), weak duality and strong convexity give

    f >= f(x) - mu'x - ||g - mu||^2/(2 m tau) on the cone of that sign.
    """
    xp, zero = setting.xp, setting.xp.const(0)
    point = _signed_point(setting, sign)
    gradient = sign * _column_gradients(setting, point)
    multipliers = xp.maximum(gradient, zero)
    value = _column_losses(setting, point)
    rest = xp.sum((gradient - multipliers) ** 2, axis=-2) / (2 * setting.m * setting.noise_level[..., None])
    return value - xp.sum(multipliers * (sign * point), axis=-2) - rest, value


def _signed_point(setting: Setting, sign: int) -> Any:
    """The stationary point on the support that float64 proposes, cut off at 0, times the sign: (1, N, K)."""
    xp = setting.xp
    support = placed(setting, (_proposed(setting, sign) > 0).astype(float).T[None])  # (1, K, N)
    rows, columns = support[..., :, None], support[..., None, :]
    restricted = rows * label_covariance(setting)[:, None] * columns + xp.eye(setting.N) * (1 - rows)
    pull = -sign * _column_gradients(setting, xp.zeros((1, setting.N, setting.K)))
    right = support * xp.transpose(pull)
    stationary = xp.transpose(xp.solve(restricted, right[..., None])[..., 0])
    return sign * xp.maximum(stationary, xp.const(0))


def _proposed(setting: Setting, sign: int) -> np.ndarray:
    """Nonnegative least squares in float64, shape (N, K)."""
    from scipy.optimize import nnls  # slow to import

    features, noise = floats(setting.features)[0], float(floats(setting.noise_level)[0])
    m, size = features.shape
    rows = np.vstack([features, np.sqrt(m * noise) * np.eye(size)])
    return np.stack([nnls(rows[:, : setting.N], sign * rows[:, k])[0] for k in range(size)], axis=1)


def _best_values(setting: Setting) -> Bounds:
    """Over w_k the Hessian is C_k'(Z'Z + m tau I)C_k; with lambda its least eigenvalue,

    min f_k(C_k w) >= f_k(C_k w) - ||gradient||^2/(2 lambda). More heads than prompt tokens leave lambda = 0,
    and the minimum over all Ahat bounds from below.
    """
    xp, heads = setting.xp, _heads(setting)
    factors = xp.transpose(heads)  # C_k, (1, K, N, H)
    start = _values_proposed(setting)
    if setting.H > setting.N:
        return _free(setting)[0], _column_losses(setting, _reached(setting, factors, start))
    hessian = xp.matmul(xp.matmul(heads, label_covariance(setting)[:, None]), factors)
    slope = _value_gradients(setting, factors, start)
    values = start - xp.solve(hessian, slope[..., None])[..., 0]
    upper = _column_losses(setting, _reached(setting, factors, values))
    left = xp.sum(_value_gradients(setting, factors, values) ** 2, axis=-1)
    return upper - left / (2 * xp.eigvalsh(hessian)[..., 0]), upper


def _heads(setting: Setting) -> Any:
    """C_k^T, the initial attention's columns by token, shape (1, K, H, N)."""
    return setting.xp.moveaxis(attention_of(setting), 3, 1)


def _values_proposed(setting: Setting) -> Any:
    """w by token, shape (1, K, H): the program's point for the attention rounded to float64."""
    problem = floats(setting.features)[0], setting.N, float(floats(setting.noise_level)[0])
    certificate = best_values(*problem, floats(attention_of(setting))[0])
    if certificate.point is None:
        return undefined(setting, (1, setting.K, setting.H))
    return placed(setting, certificate.point.T[None])


def _reached(setting: Setting, factors: Any, values: Any) -> Any:
    """Ahat_k = C_k w_k, shape (1, N, K)."""
    return setting.xp.transpose(setting.xp.matmul(factors, values[..., None])[..., 0])


def _value_gradients(setting: Setting, factors: Any, values: Any) -> Any:
    """C_k' grad f_k at C_k w_k, shape (1, K, H)."""
    xp = setting.xp
    slope = xp.transpose(_column_gradients(setting, _reached(setting, factors, values)))
    return xp.matmul(xp.transpose(factors), slope[..., None])[..., 0]


def _column_gradients(setting: Setting, effective: Any) -> Any:
    """The gradients of f_k(Ahat_k) = 1/2 E(Ahat_k^T y - y_k)^2, shape (1, N, K)."""
    return setting.K * gradient_in_attention(setting, effective)


def _column_losses(setting: Setting, effective: Any) -> Any:
    """1/2 E(Ahat_k^T y - y_k)^2 for every k, shape (1, K)."""
    xp = setting.xp
    own = xp.concat([xp.eye(setting.N), xp.zeros((setting.N, setting.K - setting.N))], axis=1)
    error = xp.matmul(setting.prompt_features, effective) - setting.features
    unseen = xp.array([0] * setting.N + [1] * (setting.K - setting.N))
    noise = (setting.m * setting.noise_level)[..., None]
    return (xp.sum(error**2, axis=-2) + noise * (xp.sum((effective - own) ** 2, axis=-2) + unseen)) / 2

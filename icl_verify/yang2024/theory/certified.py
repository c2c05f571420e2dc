"""Proved ends of convex minima as numbers of an instance's own arithmetic.

In float64 the ends are those of a `CertifiedBound`, and NaN where the certificate failed: a refusal is never
read as a number. In balls cvxpy only proposes a point; both ends are then evaluated on the exact instance, so
that a claim on them can be proved, rational entries included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from scipy.optimize import nnls

from icl_verify.numerics import balls
from icl_verify.trial.fields import Instance, derived
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.loss import gradient_in_attention, loss_by_moments
from icl_verify.yang2024.setting.regression import Regression
from icl_verify.yang2024.setting.transformer import attention_of
from icl_verify.yang2024.theory.bounds import bound_many, relaxation
from icl_verify.yang2024.theory.certificate import CertifiedBound
from icl_verify.yang2024.theory.ridge_programs import ridge_program


def floats(array: Any) -> np.ndarray:
    """The numbers of an array in either arithmetic as float64 (of balls, their midpoints)."""
    return array.detach().cpu().numpy() if isinstance(array, torch.Tensor) else balls.to_floats(array)


def placed(instance: Instance, array: np.ndarray) -> Any:
    """Float64 numbers, taken exactly, as an array of the instance's arithmetic and device."""
    first = next(iter(instance.raw.values()))
    if isinstance(first, torch.Tensor):
        return torch.as_tensor(array, dtype=torch.float64, device=first.device)
    return balls.from_exact(np.asarray(array, dtype=np.float64))


@derived
def certified_bounds(setting: Setting, *, program: str) -> list[CertifiedBound]:
    """The bounds of ``bounds.bound_many`` for a float64 batch; ``best_values`` at the initial attention."""
    scores = floats(attention_of(setting)) if program == "best_values" else None
    return bound_many(program, floats(setting.features), setting.N, floats(setting.noise_level), scores)


def certified_ends(setting: Setting, program: str) -> tuple[Any, Any]:
    """Proved lower and upper ends, each of shape (batch,), of a float64 batch; NaN where not certified."""
    found = certified_bounds(setting, program=program)
    lower, upper = (np.array([getattr(b, end) for b in found]) for end in ("value", "upper"))
    return placed(setting, lower), placed(setting, upper)


def certified_gaps(setting: Setting, program: str) -> Any:
    """The certified relative gaps, shape (batch,), of a float64 batch; NaN where not certified."""
    found = certified_bounds(setting, program=program)
    return placed(setting, np.array([b.gap if b.certified else np.nan for b in found]))


@derived
def free_ends(setting: Setting) -> tuple[Any, Any]:
    """Ends of min L over every Ahat in R^{N x K}, each of shape (batch,).

    In balls, L is (m tau/K)-strongly convex in Ahat, so min L >= L(x) - K/(2 m tau) ||grad L(x)||_F^2 at the
    proposed x.
    """
    if isinstance(setting.features, torch.Tensor):
        return certified_ends(setting, "relaxation")
    xp = setting.xp
    point = relaxation(floats(setting.features)[0], setting.N, float(floats(setting.noise_level)[0])).point
    if point is None:
        return _undefined(setting)
    effective = placed(setting, point[None])
    upper = loss_by_moments(setting, effective)
    slope = xp.sum(gradient_in_attention(setting, effective) ** 2, axis=(-2, -1))
    return upper - setting.K * slope / (2 * setting.m * setting.noise_level), upper


@derived
def one_sign_ends(setting: Setting) -> tuple[Any, Any]:
    """Ends of min L over Ahat whose columns each have one sign, each of shape (batch,): what one head can do.

    In balls, for each column and sign with a nonnegative proposal x, gradient g and mu = max(g, 0), weak
    duality and strong convexity give f >= f(x) - mu'x - ||g - mu||^2/(2 m tau) on the cone.
    """
    if isinstance(setting.features, torch.Tensor):
        return certified_ends(setting, "one_sign_relaxation")
    xp = setting.xp
    sides = [_signed_columns(setting, sign) for sign in (1, -1)]
    lower, upper = (xp.minimum(*side) for side in zip(*sides, strict=True))
    return tuple(xp.sum(side, axis=-1) / setting.K for side in (lower, upper))


def _signed_columns(setting: Setting, sign: int) -> tuple[Any, Any]:
    """Lower and upper ends of each column's f over the cone of one sign, shape (1, K)."""
    xp, zero = setting.xp, setting.xp.const(0)
    point = xp.maximum(placed(setting, _proposed(setting, sign)[None]), zero)
    gradient = sign * setting.K * gradient_in_attention(setting, sign * point)
    multipliers = xp.maximum(gradient, zero)
    value = _column_losses(setting, sign * point)
    rest = xp.sum((gradient - multipliers) ** 2, axis=-2) / (2 * setting.m * setting.noise_level[..., None])
    return value - xp.sum(multipliers * point, axis=-2) - rest, value


def _proposed(setting: Setting, sign: int) -> np.ndarray:
    """Nonnegative least squares in float64, shape (N, K): a proposal that nothing rests on."""
    features, noise = floats(setting.features)[0], float(floats(setting.noise_level)[0])
    m, size = features.shape
    rows = np.vstack([features, np.sqrt(m * noise) * np.eye(size)])
    return np.stack([nnls(rows[:, : setting.N], sign * rows[:, k])[0] for k in range(size)], axis=1)


def _column_losses(setting: Setting, effective: Any) -> Any:
    """1/2 E(Ahat_k^T y - y_k)^2 for every k, shape (batch, K)."""
    xp = setting.xp
    own = xp.concat([xp.eye(setting.N), xp.zeros((setting.N, setting.K - setting.N))], axis=1)
    missed = xp.matmul(setting.prompt_features, effective) - setting.features
    unseen = xp.array([0] * setting.N + [1] * (setting.K - setting.N))
    noise = (setting.m * setting.noise_level)[..., None]
    return (xp.sum(missed**2, axis=-2) + noise * (xp.sum((effective - own) ** 2, axis=-2) + unseen)) / 2


def _undefined(setting: Setting) -> tuple[Any, Any]:
    nothing = setting.xp.sqrt(-setting.xp.ones((setting.batch,)))
    return nothing, nothing


def one_sign_point(setting: Setting) -> Any:
    """The certified minimiser over columns of one sign, (batch, N, K), float64 alone; NaN where refused."""
    found = certified_bounds(setting, program="one_sign_relaxation")
    blank = np.full((setting.N, setting.K), np.nan)
    return placed(setting, np.stack([blank if b.point is None else b.point for b in found]))


@derived
def regression_minimiser(regression: Regression, *, equation: int) -> tuple[Any, Any]:
    """The minimiser of (20), (24) or (25) as a program finds it, (batch, m), and a proved radius, (batch,).

    The radius bounds the distance to the true minimiser for the float64 numbers of the instance; NaN where
    the certificate failed and, in balls, where an entry is no float64 number.
    """
    given = (regression.features, regression.labels, regression.noise_level)
    features, labels, noise = map(floats, given)
    found = [ridge_program(z, y, tau, equation) for z, y, tau in zip(features, labels, noise, strict=True)]
    blank = np.full(regression.m, np.nan)
    points = np.stack([blank if f.coefficients is None else f.coefficients for f in found])
    radii = np.array([f.radius for f in found])
    if not isinstance(given[0], torch.Tensor) and not (np.isfinite(radii).all() and _exact(given)):
        nothing = regression.xp.sqrt(-regression.xp.ones((1,)))
        return nothing[:, None], nothing
    return placed(regression, points), placed(regression, radii)


def _exact(arrays: Sequence[Any]) -> bool:
    """Whether balls are the float64 numbers of their midpoints: nothing was rounded."""
    return all(
        not np.any(balls.radius(a - balls.from_exact(balls.to_floats(a))))
        and not np.any(balls.to_floats(a - balls.from_exact(balls.to_floats(a))))
        for a in arrays
    )


def regression_tasks(setting: Setting, labels: Any) -> Any:
    """lambdahat of (20) by the program for a float64 batch of labels (batch, N), shape (batch, m)."""
    prompt = {"features": setting.prompt_features, "labels": labels, "noise_level": setting.noise_level}
    return regression_minimiser(Regression({"m": setting.m, "N": setting.N}, prompt), equation=20)[0]

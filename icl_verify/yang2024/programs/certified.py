"""Proved ends of convex minima as numbers of an instance's own arithmetic.

In float64 the ends are those of a `CertifiedBound`, and NaN where the certificate failed: a refusal is never
read as a number. In balls the ends are evaluated on the exact instance (``ball_ends``), so that a claim on
them can be proved.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from icl_verify.statement.fields import derived
from icl_verify.yang2024.programs.bounds import PROGRAMS, bound_many
from icl_verify.yang2024.programs.certificate import CertifiedBound
from icl_verify.yang2024.programs.conversion import are_floats, floats, in_float64, placed, undefined
from icl_verify.yang2024.programs.enclosures import bounds_in_balls, one_sign_point_in_balls
from icl_verify.yang2024.programs.ridge import ridge_program, ridge_programs
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.regression import Regression
from icl_verify.yang2024.setting.transformer import attention_of

EPSILON = 2.0**-53


@derived
def certified_bounds(setting: Setting, *, program: str) -> list[CertifiedBound]:
    """The bounds of ``bounds.bound_many`` for a float64 batch; ``best_values`` at the initial attention."""
    scores = floats(attention_of(setting)) if program == "best_values" else None
    return bound_many(program, floats(setting.features), setting.N, floats(setting.noise_level), scores)


@derived
def bounds_of(setting: Setting, *, program: str) -> tuple[Any, Any]:
    """Proved lower and upper end of a program of ``bounds``, each of shape (batch,); NaN where refused."""
    if not in_float64(setting):
        return bounds_in_balls(setting, program)
    certificates = certified_bounds(setting, program=program)
    lower, upper = (np.array([getattr(b, end) for b in certificates]) for end in ("value", "upper"))
    return placed(setting, lower), placed(setting, upper)


def relaxation_bounds(setting: Setting) -> tuple[Any, Any]:
    """Ends of min L over every Ahat in R^{N x K}, each of shape (batch,)."""
    return bounds_of(setting, program="relaxation")


def one_sign_bounds(setting: Setting) -> tuple[Any, Any]:
    """Ends of min L over Ahat whose columns each have one sign, (batch,): what one head can do (I8)."""
    return bounds_of(setting, program="one_sign_relaxation")


def certified_gaps(setting: Setting) -> dict[str, Any] | None:
    """The certified relative gap of every program, each of shape (batch,), for a record; None in balls.

    At least 2^-53, since the ends are kept as float64 numbers; NaN where the certificate was refused.
    """
    if not in_float64(setting):
        return None
    gaps = {}
    for program in PROGRAMS:
        certificates = certified_bounds(setting, program=program)
        gaps[f"gap of {program}"] = placed(setting, np.maximum([b.gap for b in certificates], EPSILON))
    return gaps


@derived
def one_sign_point(setting: Setting) -> Any:
    """The certified minimiser over columns of one sign, shape (batch, N, K); NaN where refused."""
    if not in_float64(setting):
        return one_sign_point_in_balls(setting)
    certificates = certified_bounds(setting, program="one_sign_relaxation")
    blank = np.full((setting.N, setting.K), np.nan)
    return placed(setting, np.stack([blank if b.point is None else b.point for b in certificates]))


@derived
def regression_minimiser(regression: Regression, *, equation: int) -> tuple[Any, Any]:
    """The minimiser of (20), (24) or (25) as a program finds it, (batch, m), and a proved radius, (batch,).

    The radius bounds the distance to the true minimiser for the float64 numbers of the instance; NaN where
    the certificate failed and, in balls, where an entry is no float64 number.
    """
    problem = (regression.features, regression.labels, regression.noise_level)
    features, labels, noise = map(floats, problem)
    solutions = ridge_programs(features, labels, noise, equation)
    blank = np.full(regression.m, np.nan)
    points = np.stack([blank if f.coefficients is None else f.coefficients for f in solutions])
    radii = np.array([f.radius for f in solutions])
    if not in_float64(regression) and not (np.isfinite(radii).all() and are_floats(problem)):
        return undefined(regression, (1, regression.m)), undefined(regression, (1,))
    return placed(regression, points), placed(regression, radii)


def regression_tasks(setting: Setting, labels: Any) -> Any:
    """lambdahat of (20) by the program for labels (batch, N), shape (batch, m).

    In balls the program's point for the rounded data is corrected by one Newton step on the exact ones,
    which for a quadratic ends at the minimiser.
    """
    sizes = {"m": setting.m, "N": setting.N}
    prompt = {"features": setting.prompt_features, "labels": labels, "noise_level": setting.noise_level}
    if in_float64(setting):
        return regression_minimiser(Regression(sizes, prompt), equation=20)[0]
    xp, features = setting.xp, setting.prompt_features
    rounded = {name: floats(part)[0] for name, part in prompt.items()}
    solution = ridge_program(**rounded, equation=20)
    if solution.coefficients is None:
        return undefined(setting, (1, setting.m))
    point = placed(setting, solution.coefficients[None])
    weight = (setting.m * setting.noise_level)[..., None]
    misses = labels - xp.matmul(point[..., None, :], features)[..., 0, :]
    slope = weight * point - xp.matmul(features, misses[..., None])[..., 0]
    hessian = xp.matmul(features, xp.transpose(features)) + weight[..., None] * xp.eye(setting.m)
    return point - xp.solve(hessian, slope[..., None])[..., 0]

"""What the paper says in words, as quantities: two regressions, their risks, their distance (section 5).

A rule is an array M of shape (batch, N, K - N) that predicts the unlabelled y_k as <y, M_k>. The ridge
regression (20), which the trained model performs, has penalty m tau; (25), which the paper calls best, N tau.
"""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import Inference, Setting
from icl_verify.yang2024.setting.regression import Regression
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_task

FITTED, BEST = "fitted", "best"


def penalty(setting: Any, which: str) -> Any:
    """m tau for ``fitted`` (20), N tau for ``best`` (25), shape (batch,)."""
    if which not in (FITTED, BEST):
        raise ValueError(f"which must be {FITTED!r} or {BEST!r}, got {which!r}")
    return (setting.m if which == FITTED else setting.N) * setting.noise_level


def regression_task(regression: Regression, strength: Any) -> Any:
    """The ridge task of a regression on its own labels with penalty ``strength`` (batch,): (batch, m)."""
    return ridge_task(regression.features, regression.labels, strength)


@derived
def ridge_rule(setting: Setting, *, which: str = FITTED) -> Any:
    """(Z^T Z + r I_N)^{-1} Z^T Z^Q with the penalty r of (20) or (25), shape (batch, N, K - N)."""
    rest = setting.features[..., setting.N :]
    return setting.xp.ridge(setting.prompt_features, rest, penalty(setting, which))


def average_risk(setting: Setting, rule: Any) -> Any:
    """E (<y, M_k> - lambda^T z_k)^2 over lambda and noise, averaged over k > N, shape (batch,).

    The label's own noise eps_k, which no rule can know, would add m tau to all of them.
    """
    xp = setting.xp
    error = xp.matmul(setting.prompt_features, rule) - setting.features[..., setting.N :]
    noise = setting.m * setting.noise_level * xp.sum(rule**2, axis=(-2, -1))
    return (xp.sum(error**2, axis=(-2, -1)) + noise) / (setting.K - setting.N)


def risk_at_task(inference: Inference, rule: Any) -> Any:
    """The same over the noise alone, lambda fixed, shape (batch,)."""
    xp = inference.xp
    error = xp.matmul(inference.prompt_features, rule) - inference.features[..., inference.N :]
    bias = xp.matmul(inference.task[..., None, :], error)[..., 0, :]
    noise = inference.noise_level * xp.sum(inference.task**2, axis=-1) * xp.sum(rule**2, axis=(-2, -1))
    return (xp.sum(bias**2, axis=-1) + noise) / (inference.K - inference.N)


@derived
def expected_task_gap(setting: Setting) -> Any:
    """E ||lambdahat - lambdahat_tau||^2 over lambda and noise, shape (batch,): tr(G E[y y^T] G^T)."""
    xp, prompt = setting.xp, setting.prompt_features
    gram = xp.matmul(xp.transpose(prompt), prompt)
    maps = []
    for which in (FITTED, BEST):
        shift = penalty(setting, which)[..., None, None] * xp.eye(setting.N)
        maps.append(xp.solve(gram + shift, xp.transpose(prompt)))
    gap = maps[0] - maps[1]
    return xp.sum(gap * xp.matmul(label_covariance(setting), gap), axis=(-2, -1))


def with_prompt(setting: Setting, length: int, unlabelled_from: int | None = None) -> Setting:
    """The setting whose prompt is the first ``length`` tokens and whose unlabelled tokens are those from
    ``unlabelled_from`` on (default: right behind the prompt).

    Raises ValueError unless 1 <= length <= unlabelled_from < K.
    """
    start = length if unlabelled_from is None else unlabelled_from
    if not 1 <= length <= start < setting.K:
        raise ValueError(f"length must be >= 1 and <= unlabelled_from < {setting.K}, got {length}, {start}")
    xp, raw = setting.xp, {name: setting.raw[name] for name in Setting.fields}
    for name in ("tokens", "features"):
        raw[name] = xp.concat([raw[name][..., :length], raw[name][..., start:]], axis=-1)
    sizes = {name: setting.sizes[name] for name in Setting.axes}
    return Setting({**sizes, "N": length, "K": length + setting.K - start}, raw)


def with_features(setting: Setting, count: int) -> Setting:
    """The setting with its first ``count`` basis functions alone (ValueError unless 1 <= count <= m)."""
    if not 1 <= count <= setting.m:
        raise ValueError(f"count must be >= 1 and <= {setting.m}, got {count}")
    raw = {name: setting.raw[name] for name in Setting.fields}
    raw["features"] = raw["features"][..., :count, :]
    return Setting({**{name: setting.sizes[name] for name in Setting.axes}, "m": count}, raw)


@derived
def expected_answer_gap(setting: Setting) -> Any:
    """E 1/K ||yhat* - yhat_best||^2 over lambda and noise, shape (batch,): what Figure 3 measures."""
    xp = setting.xp
    apart = ridge_rule(setting, which=FITTED) - ridge_rule(setting, which=BEST)
    return xp.sum(apart * xp.matmul(label_covariance(setting), apart), axis=(-2, -1)) / setting.K


@derived
def gap_at(setting: Setting, *, length: int, features: int, measure: str = "task") -> Any:
    """The expected gap of the first ``length`` tokens and ``features`` basis functions, shape (batch,).

    Arguments:
        measure: ``task`` for E ||lambdahat - lambdahat_tau||^2, ``answers`` for that of Figure 3.

    Raises:
        ValueError: another measure, or sizes that the setting does not have.
    """
    measures = {"task": expected_task_gap, "answers": expected_answer_gap}
    if measure not in measures:
        raise ValueError(f"measure must be 'task' or 'answers', got {measure!r}")
    return measures[measure](with_prompt(with_features(setting, features), length))


@derived
def risk_at(setting: Setting, *, length: int, features: int) -> Any:
    """The model's average risk on the tokens behind the setting's prompt, from the first ``length`` labels
    and ``features`` basis functions, shape (batch,)."""
    smaller = with_prompt(with_features(setting, features), length, setting.N)
    return average_risk(smaller, ridge_rule(smaller))

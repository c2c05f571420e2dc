"""Assumptions on sizes and features under which single remarks of the paper make sense."""

from __future__ import annotations

from icl_verify.trial.claim import assumption
from icl_verify.trial.relation import Relation, at_least, equal, positive
from icl_verify.yang2024.setting.instance import Setting


@assumption("m_is_N", "m = N")
def square_prompt(setting: Setting) -> Relation:
    """As many labelled examples as basis functions."""
    ones = setting.xp.ones((setting.batch,))
    return equal(setting.m * ones, setting.N * ones)


@assumption("long_prompt", "N >= m")
def long_prompt(setting: Setting) -> Relation:
    """At least as many labelled examples as basis functions."""
    ones = setting.xp.ones((setting.batch,))
    return at_least(setting.N * ones, setting.m * ones)


@assumption("full_rank", "Z has full row rank")
def full_rank_features(setting: Setting) -> Relation:
    """The least eigenvalue of Z Z^T is > 0, measured against the greatest."""
    values = setting.xp.squared_singular_values(setting.prompt_features)
    return positive(values[..., 0], scale=values[..., -1])

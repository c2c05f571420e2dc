"""Assumptions on sizes and features under which single remarks of the paper make sense."""

from __future__ import annotations

from typing import Any

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


@assumption("more_labels", "N > m")
def more_labels(setting: Setting) -> Relation:
    """More labelled examples than basis functions."""
    ones = setting.xp.ones((setting.batch,))
    return at_least(setting.N * ones, (setting.m + 1) * ones)


@assumption("fewer_labels", "N < m")
def fewer_labels(setting: Setting) -> Relation:
    """Fewer labelled examples than basis functions."""
    ones = setting.xp.ones((setting.batch,))
    return at_least(setting.m * ones, (setting.N + 1) * ones)


@assumption("full_rank", "Z has full row rank")
def full_rank_features(setting: Setting) -> Relation:
    """The least eigenvalue of Z Z^T is > 0, measured against the greatest."""
    values = setting.xp.squared_singular_values(setting.prompt_features)
    return positive(values[..., 0], scale=values[..., -1])


@assumption("repeated_feature", "the last of several basis functions equals the first one on the prompt")
def repeated_feature(setting: Setting) -> Relation:
    """m >= 2, and the last row of Z is its first."""
    xp, prompt = setting.xp, setting.prompt_features
    last = prompt[:, -1] if setting.m > 1 else prompt[:, 0] + 1
    return equal(last, prompt[:, 0], scale=xp.ones((setting.batch, setting.N)))


def token_gaps(setting: Setting, count: int) -> Any:
    """||v_k - v_l||^2 for k < l <= count, shape (batch, pairs); one entry 1 where there are no pairs."""
    xp, tokens = setting.xp, setting.tokens
    pairs = [(k, other) for other in range(count) for k in range(other)]
    if not pairs:
        return xp.ones((setting.batch, 1))
    gaps = [xp.sum((tokens[..., k] - tokens[..., other]) ** 2, axis=-1) for k, other in pairs]
    return xp.stack(gaps, axis=-1)


@assumption("distinct_prompt", "the tokens of the prompt are distinct")
def distinct_prompt_tokens(setting: Setting) -> Relation:
    """The least squared distance between prompt tokens is > 0."""
    return positive(setting.xp.amin(token_gaps(setting, setting.N), axis=-1))

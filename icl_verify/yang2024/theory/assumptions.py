"""The paper's assumptions as relations: a break of a claim counts only where they are proved as well."""

from __future__ import annotations

from typing import Any

from icl_verify.statement.claim import assumption
from icl_verify.statement.relation import Relation, at_least, at_most, equal, positive
from icl_verify.yang2024.setting.instance import Setting, Training
from icl_verify.yang2024.theory.constants import (
    attention_eigenvalues,
    squared_label_scale,
    value_bound,
)


@assumption("A2", "Assumption 2: every B_k has full row rank at the start")
def full_row_rank(setting: Setting) -> Relation:
    """lambda_min(B_k B_k^T) > 0 for every k, measured against ||Zbar||_2^2."""
    return positive(attention_eigenvalues(setting)[..., 0], scale=squared_label_scale(setting)[:, None])


@assumption("A3", "Assumption 3: some row of V has pairwise different entries")
def distinct_row_entries(setting: Setting) -> Relation:
    """The largest over rows of the least distance between entries is > 0."""
    xp, prompt, N = setting.xp, setting.prompt_tokens, setting.N
    if N == 1:
        return positive(xp.ones((setting.batch,)))
    gaps = [xp.abs(prompt[..., i] - prompt[..., j]) for i in range(N) for j in range(i)]
    return positive(xp.amax(xp.amin(xp.stack(gaps, axis=-1), axis=-1), axis=-1))


@assumption("enough_heads", "H >= N")
def enough_heads(setting: Setting) -> Relation:
    """At least as many heads as labelled examples."""
    xp = setting.xp
    return at_least(setting.H * xp.ones((setting.batch,)), setting.N * xp.ones((setting.batch,)))


@assumption("few_heads", "H <= 3N + 2")
def few_heads(setting: Setting) -> Relation:
    """At most three heads a labelled example, and two more."""
    ones = setting.xp.ones((setting.batch,))
    return at_most(setting.H * ones, (3 * setting.N + 2) * ones)


@assumption("gamma", "(15): gamma is at least the printed bound")
def large_gamma(training: Training) -> Relation:
    """The multiple of (15) is at least 1."""
    return at_least(training.gamma_multiple, training.xp.ones((training.batch,)))


@assumption("eta", "(16): eta_Q is at most 1/L")
def small_rate(training: Training) -> Relation:
    """The multiple of 1/L is at most 1."""
    return at_most(training.rate_multiple, training.xp.ones((training.batch,)))


THEOREM_1 = (full_row_rank, large_gamma, small_rate)


@assumption("large_labels", "||Zbar||_2 is at least 1")
def large_labels(setting: Setting) -> Relation:
    """||Zbar||_2^2 >= 1: where (17) may write the square for the norm of (61)."""
    return at_least(squared_label_scale(setting), setting.xp.ones((setting.batch,)))


@assumption("large_values", "4 K alpha^2 is at least 1, alpha of (44)")
def large_values(training: Training) -> Relation:
    """4 K alpha^2 >= 1: where the maximum in (61) is what (17) puts for it."""
    ones = training.xp.ones((training.batch,))
    return at_least(4 * training.K * value_bound(training) ** 2, ones)


@assumption("span", "the labelled features span R^m")
def spanning_features(setting: Setting) -> Relation:
    """The labelled features span R^m: lambda_min(Z Z^T) > 0, against its largest eigenvalue."""
    xp, prompt = setting.xp, setting.prompt_features
    values = xp.eigvalsh(xp.matmul(prompt, xp.transpose(prompt)))
    return positive(values[..., 0], scale=values[..., -1])


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

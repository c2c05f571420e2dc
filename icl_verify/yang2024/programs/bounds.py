"""Certified ends for inf L that never use the closed form (36), its matrix A (26), or its constant L*.

With E[lambda lambda^T] = I and one eps_k ~ N(0, tau I_m) a token, the labels (1) have second moments
E[y y^T] = S = Zhat^T Zhat + m tau I_K. With P the N prompt tokens, the loss (9) of an effective attention
matrix Ahat (35), columns a_k, is

    L = 1/(2K) sum_k E(a_k^T y_P - y_k)^2 = 1/(2K) sum_k (a_k' S_PP a_k - 2 a_k' S_Pk + S_kk).

Ahat ranges over all of R^{N x K} (`relaxation`, below every model), over matrices whose columns each have one
sign (`one_sign_relaxation`, below every model with one head: Ahat_{:,k} = w_k s_k with s_k in the simplex),
or over what one attention reaches (`best_values`, above inf L). cvxpy proposes, `polish` refines,
`certificate` proves.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import arb, arb_mat
from numpy.typing import NDArray

from icl_verify.yang2024.programs.certificate import (
    CertifiedBound,
    conclude,
    enclose,
    exact_matrix,
    propose_multipliers,
    refused,
    settle,
    to_floats,
    weighted_sum,
    with_solver,
)
from icl_verify.yang2024.programs.fixed_attention import solve_values
from icl_verify.yang2024.programs.inputs import (
    attention_array,
    feature_matrix,
    finite_array,
    positive_number,
    prompt_size,
    real_array,
)
from icl_verify.yang2024.programs.polish import polish_free, polish_nonnegative
from icl_verify.yang2024.programs.second_moments import SecondMoments, doubled
from icl_verify.yang2024.programs.solver import Answer, solve_together

PROGRAMS = ("relaxation", "one_sign_relaxation", "best_values")


def relaxation(features: Any, prompt_length: Any, noise_level: Any) -> CertifiedBound:
    """min of L over every Ahat in R^{N x K}: `value` is a proved lower bound on inf L over all models.

    Arguments:
        features: Zhat, (m, K) finite reals, the prompt's tokens first.
        prompt_length: N, 1 <= N < K.
        noise_level: tau > 0.

    Returns a `CertifiedBound`; its `point` is Ahat, (N, K). Raises ValueError on anything else.
    """
    return _free_of([_moments(features, prompt_length, noise_level)])[0]


def one_sign_relaxation(features: Any, prompt_length: Any, noise_level: Any) -> CertifiedBound:
    """min of L over Ahat whose every column is >= 0 or <= 0: a lower bound for models with one head (I8).

    Each column takes the better of two nonnegative least-squares problems. Arguments and errors as in
    `relaxation`; `point` is Ahat, (N, K), each column in the cone of its better sign.
    """
    return _one_sign_of([_moments(features, prompt_length, noise_level)])[0]


def best_values(features: Any, prompt_length: Any, noise_level: Any, attention: Any) -> CertifiedBound:
    """min of L over w in R^{H x K} at a fixed attention: `upper` is a proved upper bound on inf L over such
    models.

    The attention is taken exactly as given: an array that softmax produced is within rounding of a reachable
    one.

    Arguments:
        features, prompt_length, noise_level: as in `relaxation`.
        attention: s^h_{jk}, (H, N, K), entries >= 0, summing to 1 over axis 1 (28).

    Returns a `CertifiedBound`; its `point` is w, (H, K), not unique where the heads are dependent. Raises
    ValueError on anything else.
    """
    moments = _moments(features, prompt_length, noise_level)
    n, k = moments.prompt_length, moments.features.shape[1]
    return solve_values([moments], [attention_array(attention, n, k)])[0]


def bound_many(
    program: str, features: Any, prompt_length: Any, noise_level: Any, attention: Any = None
) -> list[CertifiedBound]:
    """One of the bounds above for every member of a batch, solved together.

    Arguments:
        program: "relaxation", "one_sign_relaxation" or "best_values".
        features: (batch, m, K).
        prompt_length: N, the same for all.
        noise_level: (batch,) or one number for all, > 0.
        attention: (batch, H, N, K) for "best_values", None for the others.

    A member that cannot be certified is refused on its own; the others keep their bounds. No pool is offered:
    it earns its start back after a thousand members or more (benchmarks/speed). Raises ValueError as the
    single functions do, before any member is solved.
    """
    if program not in PROGRAMS:
        raise ValueError(f"program must be one of {', '.join(PROGRAMS)}, got {program!r}")
    batch = feature_matrix(features, batched=True)
    levels = real_array("noise_level", noise_level, "() or (batch,)")
    if levels.ndim == 0:
        levels = np.full(len(batch), levels)
    if levels.shape != (len(batch),):
        raise ValueError(f"noise_level must be one number or have shape ({len(batch)},), got {levels.shape}")
    members = [_moments(z, prompt_length, tau) for z, tau in zip(batch, levels, strict=True)]
    if program != "best_values":
        if attention is not None:
            raise ValueError(f"attention must be None for {program}, got an array")
        return (_free_of if program == "relaxation" else _one_sign_of)(members)
    heads = finite_array("attention", attention, 4, "(batch, H, N, K)")
    if len(heads) != len(batch):
        raise ValueError(f"attention must have batch size {len(batch)} as features have, got {len(heads)}")
    checked = [
        attention_array(s, m.prompt_length, m.features.shape[1]) for s, m in zip(heads, members, strict=True)
    ]
    return solve_values(members, checked)


def _moments(features: Any, prompt_length: Any, noise_level: Any) -> SecondMoments:
    """The checked instance."""
    matrix = feature_matrix(features)
    return SecondMoments(
        matrix, prompt_size(prompt_length, matrix.shape[1]), positive_number("noise_level", noise_level)
    )


def _free_of(members: Sequence[SecondMoments]) -> list[CertifiedBound]:
    """`relaxation` of checked input."""
    factors, targets = (np.stack(part)[:, None] for part in zip(*(m.factors for m in members), strict=True))
    answers = solve_together(factors, targets)
    return [_free(moments, answer) for moments, answer in zip(members, answers, strict=True)]


def _free(moments: SecondMoments, answer: Answer) -> CertifiedBound:
    """The certificate of a proposed point (1, N, K)."""
    if answer.point is None:
        return refused(answer.status, answer.diagnosis)
    start = exact_matrix(answer.point[0])

    def attempt() -> CertifiedBound:
        quadratics = moments.quadratics()
        point = polish_free(quadratics, start)
        enclosure = enclose(quadratics, point, propose_multipliers(quadratics, point, False), False)
        lower, upper = (weighted_sum(side, quadratics.weights) for side in (enclosure.lower, enclosure.upper))
        result = conclude(lower, upper, enclosure.residuals, answer.status)
        proposed = weighted_sum(quadratics.values(start), quadratics.weights)
        return with_solver(result, proposed, moments.unscale(to_floats(point)), answer.tolerance)

    return settle(attempt, answer.status)


def _one_sign_of(members: Sequence[SecondMoments]) -> list[CertifiedBound]:
    """`one_sign_relaxation` of checked input: x >= 0 for the targets and for their negatives."""
    factors, targets = (np.stack(part)[:, None] for part in zip(*(m.factors for m in members), strict=True))
    answers = solve_together(factors, np.concatenate([targets, -targets], axis=3), nonnegative=True)
    return [_one_sign(moments, answer) for moments, answer in zip(members, answers, strict=True)]


def _one_sign(moments: SecondMoments, answer: Answer) -> CertifiedBound:
    """The certificate of a proposed point (1, N, 2K)."""
    if answer.point is None:
        return refused(answer.status, answer.diagnosis)
    factor, targets = moments.factors
    proposed = np.maximum(answer.point[0], 0)
    gradient = factor.T @ (factor @ proposed - np.hstack([targets, -targets]))
    start = exact_matrix(proposed)

    def attempt() -> CertifiedBound:
        quadratics = moments.quadratics()
        both = doubled(quadratics)
        point = polish_nonnegative(both, proposed > gradient)
        if point is None:
            return refused(answer.status, "The active-set polish did not end at this precision.")
        enclosure = enclose(both, point, propose_multipliers(both, point, True), True)
        lower, upper, shortfall = (
            weighted_sum(_better(side), quadratics.weights)
            for side in (enclosure.lower, enclosure.upper, both.values(start))
        )
        result = conclude(lower, upper, enclosure.residuals, answer.status)
        return with_solver(
            result, shortfall, moments.unscale(_signed(point, enclosure.upper)), answer.tolerance
        )

    return settle(attempt, answer.status)


def _better(both: Sequence[arb]) -> list[arb]:
    """The smaller of the two signs' numbers, column by column."""
    columns = len(both) // 2
    return [both[k].min(both[k + columns]) for k in range(columns)]


def _signed(point: arb_mat, upper: Sequence[arb]) -> NDArray[np.float64]:
    """Each column from the sign with the smaller loss."""
    positive, negative = np.split(to_floats(point), 2, axis=1)
    values = np.array([float(v) for v in upper])
    return np.where(values[: len(values) // 2] <= values[len(values) // 2 :], positive, -negative)

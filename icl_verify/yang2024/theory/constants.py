"""The paper's constants, each in one place: (12)-(17), (44), (61).

Where a printed formula leans on a quantity that is itself in doubt, an option says which reading is meant:
``optimum="printed"`` takes L* as printed in Lemma 5, ``"corrected"`` with the m tau that its terms for k > N
lack. Delta^(0) of (11) is the excess over the true infimum.
"""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import Setting, Training
from icl_verify.yang2024.setting.loss import excess_loss, irreducible_loss, weighted_square
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_attention
from icl_verify.yang2024.setting.transformer import attention_of, effective_attention


@derived(symbol="Zbar", tex=r"\bar Z", equation="(12)")
def label_covariance_root(setting: Setting) -> Any:
    """R with R^T R = Z^T Z + m tau I_N, shape (batch, N, N), upper triangular.

    Zbar of (12) is the symmetric root; it equals R up to a rotation from the left, which no norm, Gram
    matrix or singular value of Zbar x sees. Its columns zbar_i enter through inner products alone.
    """
    return setting.xp.transpose(setting.xp.cholesky(label_covariance(setting)))


@derived(symbol="||Zbar||^2", tex=r"\|\bar Z\|_2^2", equation="(12)")
def squared_label_scale(setting: Setting) -> Any:
    """||Zbar||_2^2, shape (batch,)."""
    return setting.xp.eigvalsh(label_covariance(setting))[..., -1]


@derived(symbol="||Zbar||", tex=r"\|\bar Z\|_2", equation="(12)")
def label_scale(setting: Setting) -> Any:
    """||Zbar||_2, shape (batch,)."""
    return setting.xp.sqrt(squared_label_scale(setting))


@derived(symbol="fbar_max", tex=r"\bar f_{\max}", equation="(12)")
def largest_column_norm(setting: Setting) -> Any:
    """fbar_max = max_i ||zbar_i||_2, shape (batch,) (12)."""
    xp = setting.xp
    return xp.sqrt(xp.amax(xp.diagonal(label_covariance(setting)), axis=-1))


def attention_factor(setting: Setting, scores: Any) -> Any:
    """B_k up to rotation, shape (batch, K, N, H) (13), for scores (batch, H, N, K)."""
    xp = setting.xp
    columns = xp.transpose(xp.moveaxis(scores, -1, 1))
    return xp.matmul(label_covariance_root(setting)[:, None], columns)


@derived
def attention_eigenvalues(setting: Setting) -> Any:
    """Eigenvalues of B_k B_k^T at the setting's queries, ascending, shape (batch, K, N)."""
    return setting.xp.squared_singular_values(attention_factor(setting, attention_of(setting)))


@derived(symbol="zeta_0", tex=r"\zeta_0", equation="(14)")
def smallest_attention_eigenvalue(setting: Setting) -> Any:
    """zeta_0 = min_k lambda_min(B_k B_k^T), shape (batch,) (14)."""
    return setting.xp.amin(attention_eigenvalues(setting)[..., setting.skipped_eigenvalues], axis=-1)


@derived(symbol="Delta^(0)", tex=r"\Delta^{(0)}", equation="(11)")
def initial_excess(setting: Setting) -> Any:
    """Delta^(0) = L(theta^(0)) - inf L at w = 0 (or the setting's initial weights), shape (batch,) (11)."""
    if setting.initial_weights is not None:
        return excess_loss(setting, effective_attention(attention_of(setting), setting.initial_weights))
    return weighted_square(setting, ridge_attention(setting)) / (2 * setting.K)


@derived
def optimum_offset(setting: Setting, *, optimum: str = "corrected") -> Any:
    """True constant of (36) minus the reading of L*, shape (batch,): what a gap L - L* gains."""
    if optimum == "corrected":
        return setting.xp.zeros((setting.batch,))
    return irreducible_loss(setting) - irreducible_loss(setting, unlabelled_noise=False)


@derived
def initial_gap(setting: Setting, *, optimum: str = "corrected") -> Any:
    """L(theta^(0)) - L*, shape (batch,)."""
    return initial_excess(setting) + optimum_offset(setting, optimum=optimum)


@derived(symbol="gamma_min", tex=r"\gamma_{\min}", equation="(15)")
def least_gamma(setting: Setting) -> Any:
    """The right-hand side of (15), shape (batch,)."""
    xp, K = setting.xp, setting.K
    root2 = xp.sqrt(xp.const(2))
    zeta = smallest_attention_eigenvalue(setting)
    inside = 128 * root2 / (root2 - 1) * squared_label_scale(setting) * xp.sqrt(xp.const(setting.H * K**3))
    inside = inside * largest_column_norm(setting) * initial_excess(setting)
    return xp.sqrt(inside) / (zeta * xp.sqrt(xp.sqrt(zeta)))


@derived
def cross_norm(setting: Setting) -> Any:
    """||Z^T Zhat||_2, shape (batch,)."""
    xp = setting.xp
    return xp.spectral_norm(xp.matmul(xp.transpose(setting.prompt_features), setting.features))


@derived(symbol="||A||", tex=r"\|A\|_2", equation="(26)")
def attention_target_norm(setting: Setting) -> Any:
    """||A||_2, shape (batch,)."""
    return setting.xp.spectral_norm(ridge_attention(setting))


def rate_smoothness(setting: Setting, gamma: Any) -> Any:
    """L of (17), shape (batch,), for gamma of shape (batch,)."""
    xp, K, N, H = setting.xp, setting.K, setting.N, setting.H
    zeta, gap, square = (
        smallest_attention_eigenvalue(setting),
        initial_excess(setting),
        squared_label_scale(setting),
    )
    reach = 8 * xp.sqrt(xp.const(2)) * H * xp.sqrt(xp.const(K)) * square / zeta * xp.sqrt(gap)
    reach = reach + 1 + cross_norm(setting) / (setting.m * setting.noise_level)
    first = xp.const(8, K) * gamma**2 + 4096 / (gamma * zeta**2) * (K**2 * N) * gap
    second = gamma**4 * xp.const(1, K**2) + 16384 / (gamma * zeta**4) * K**3 * square * gap**2
    return xp.sqrt(reach**2 * square**2 * first + 2 * H**2 * square**2 * second)


def lemma_smoothness(setting: Setting, gamma: Any, alpha: Any, *, form: str = "printed") -> Any:
    """L of (61), shape (batch,).

    Arguments:
        gamma, alpha: shape (batch,).
        form: ``printed``; ``corrected`` with the second line that follows from squaring (58).
    """
    xp = setting.xp
    return xp.sqrt(
        value_smoothness(setting, gamma, alpha) + query_smoothness(setting, gamma, alpha, form=form)
    )


def value_smoothness(setting: Setting, gamma: Any, alpha: Any) -> Any:
    """First line of (61), the constant of (55), shape (batch,)."""
    K, H, square = setting.K, setting.H, squared_label_scale(setting)
    reach = 2 * gamma * H * alpha + attention_target_norm(setting)
    first = (2 * gamma * square * reach) ** 2 / K
    return 2 * (first + gamma**4 / K**2 * H**2 * square**2)


def query_smoothness(setting: Setting, gamma: Any, alpha: Any, *, form: str = "printed") -> Any:
    """Second line of (61), shape (batch,).

    Printed: 8 gamma fbar_max ||Zbar||_2 max{1, 4 K alpha^2} [...]. Squaring the four terms of (58) and
    summing over heads gives 16 (gamma fbar_max ||Zbar||_2)^2 / K in place of the first factors.
    """
    xp, K, N = setting.xp, setting.K, setting.N
    push = alpha * gamma * setting.H
    bracket = push**2 + 4 * N * (push + attention_target_norm(setting)) ** 2
    scale = gamma * largest_column_norm(setting) * label_scale(setting)
    factor = 8 * scale if form == "printed" else 16 * scale**2 / K
    return factor * xp.maximum(xp.const(1), 4 * K * alpha**2) * bracket


@derived(symbol="gamma", tex=r"\gamma", equation="(15)")
def gamma_of(training: Training) -> Any:
    """gamma: the training's multiple of (15), shape (batch,)."""
    return training.gamma_multiple * least_gamma(training)


@derived(symbol="eta_Q", tex=r"\eta_Q", equation="(16)")
def query_rate(training: Training) -> Any:
    """eta_Q: the training's multiple of 1/L, L of (17), shape (batch,) (16)."""
    return training.rate_multiple / rate_smoothness(training, gamma_of(training))


@derived(symbol="eta_w", tex=r"\eta_w", equation="(16)")
def weight_rate(training: Training) -> Any:
    """eta_w = gamma^2 eta_Q, shape (batch,) (16)."""
    return gamma_of(training) ** 2 * query_rate(training)


@derived
def contraction_rate(training: Training) -> Any:
    """eta_w zeta_0 / (2K), shape (batch,): the rate of (18)."""
    return weight_rate(training) * smallest_attention_eigenvalue(training) / (2 * training.K)


@derived(symbol="sigma", tex=r"\sigma", equation="(44)")
def curvature(training: Training) -> Any:
    """sigma = zeta_0 gamma^2 / K, shape (batch,) (44)."""
    return smallest_attention_eigenvalue(training) * gamma_of(training) ** 2 / training.K


@derived(symbol="alpha", tex=r"\alpha", equation="(44)")
def value_bound(training: Training, *, optimum: str = "corrected") -> Any:
    """alpha of (44), shape (batch,)."""
    xp = training.xp
    scale = 4 * xp.sqrt(xp.const(2 * training.K)) * label_scale(training)
    gap = initial_gap(training, optimum=optimum)
    return scale / (gamma_of(training) * smallest_attention_eigenvalue(training)) * xp.sqrt(gap)

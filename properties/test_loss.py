"""Lemma 5: the population loss as a completed square, (36)-(38), and the steps of its proof, (76)-(79)."""

from fractions import Fraction

from icl_verify import at_most, claim, equal
from icl_verify.yang2024.paper.findings import NOISE_LAW, OPTIMUM_NOISE
from icl_verify.yang2024.populations.parameters import (
    dependent_tasks,
    lemma_parameters,
    other_spreads,
)
from icl_verify.yang2024.setting.expectations import (
    cross_energy,
    misfit,
    noise_energy,
    token_losses,
    token_losses_of,
)
from icl_verify.yang2024.setting.loss import residual_of
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_attention
from icl_verify.yang2024.setting.transformer import effective_attention_of
from icl_verify.yang2024.theory.constants import squared_label_scale
from icl_verify.yang2024.theory.lemmas import gap
from icl_verify.yang2024.theory.optimum import (
    bracket_scale,
    brackets,
    completed_squares,
    label_energies,
    loss_scale,
    optimal_loss,
)

GROUP = "Lemma 5"
LACKS_NOISE = (
    "The terms for k > N lack m tau: the label of an unlabelled token has noise of variance m tau "
    "that no prediction removes. Printed and true constant differ by (K - N) m tau / (2K): on every instance "
    "with N < K, though where m tau is tiny against the loss float64 does not see it."
)


@claim(
    "lemma5.constant",
    population=lemma_parameters,
    sides=("loss", "squares plus constant"),
    statement=r"\mathcal L(\theta)=\tfrac1{2K}\sum_k\|\bar Z\delta_k\|^2+\mathcal L^\star",
    source="Lemma 5, (36)",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    note=LACKS_NOISE,
)
def loss_is_a_completed_square(parameters, *, unlabelled_noise=False, law="paper", halves=1):
    """The population loss is a completed square plus L*"""
    xp, effective = parameters.xp, effective_attention_of(parameters)
    if law == "paper":
        losses = token_losses_of(parameters)
    else:
        losses = token_losses(parameters, effective, parameters.tasks())
    squares = xp.const(halves, 2) * completed_squares(parameters)
    total = xp.sum(squares, axis=-1) / parameters.K
    total = total + optimal_loss(parameters, unlabelled_noise=unlabelled_noise)
    scale = xp.sum(loss_scale(parameters, effective), axis=-1) / parameters.K
    return equal(xp.sum(losses, axis=-1) / parameters.K, total, scale=scale)


loss_is_a_completed_square_corrected = loss_is_a_completed_square.variant(
    "corrected",
    "corrected",
    title="The population loss is a completed square plus the infimum",
    statement=r"\mathcal L(\theta)=\tfrac1{2K}\sum_k\|\bar Z\delta_k\|^2+\mathcal L^\star"
    r"+\tfrac{K-N}{2K}m\tau",
    expected="holds",
    note="L_k for k > N is E (<ahat_k, y> - y_k)^2 / 2 with E y_k^2 = ||z_k||^2 + m tau.",
    unlabelled_noise=True,
)
loss_is_a_completed_square_corrected.mutant(
    "unhalved", r"\tfrac1K\text{ in place of }\tfrac1{2K}", clause="without the factor 1/2", halves=2
)
loss_is_a_completed_square_corrected.without(
    "A1_second_moments",
    clause="for tasks of another variance",
    expected="refuted",
    population=other_spreads,
    weakened=r"\mathbb E[\lambda\lambda^\top]=c^2I",
    note="The loss is that of the second moments of lambda; here they are c^2 I with c from 3 to 1000.",
    law="other",
)
loss_is_a_completed_square_corrected.without(
    "A1_independence",
    clause="for entries of lambda that depend on each other",
    expected="holds",
    population=dependent_tasks,
    weakened=r"\mathbb E[\lambda\lambda^\top]=I\text{ alone}",
    note="Only E[lambda lambda^T] = I is used: here lambda takes m values, its entries depend on each other "
    "and its mean is not 0.",
    law="other",
)


@claim(
    "lemma5.minimum",
    population=lemma_parameters,
    sides=("loss at Ahat = A", "constant of Lemma 5"),
    statement=r"\hat A=A\ \Rightarrow\ \mathcal L=\mathcal L^\star",
    source="Lemma 5, (37), (38): L tends to L* if all delta_k tend to 0",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    note=f"L is continuous in delta: its limit as delta tends to 0 is its value at Ahat = A. {LACKS_NOISE}",
)
def vanishing_residual_reaches_the_constant(parameters, *, unlabelled_noise=False):
    """The loss where all delta_k vanish is the constant L*"""
    xp, target = parameters.xp, ridge_attention(parameters)
    reached = xp.sum(token_losses(parameters, target), axis=-1) / parameters.K
    scale = xp.sum(bracket_scale(parameters), axis=-1) / parameters.K
    return equal(reached, optimal_loss(parameters, unlabelled_noise=unlabelled_noise), scale=scale)


vanishing_residual_reaches_the_constant_corrected = vanishing_residual_reaches_the_constant.variant(
    "corrected",
    "corrected",
    title="The loss where all delta_k vanish is the infimum",
    statement=r"\hat A=A\ \Rightarrow\ \mathcal L=\mathcal L^\star+\tfrac{K-N}{2K}m\tau",
    expected="holds",
    unlabelled_noise=True,
)
vanishing_residual_reaches_the_constant_corrected.mutant(
    "one_noise_too_few",
    r"\text{the printed }\mathcal L^\star",
    clause="with one noise term too few",
    unlabelled_noise=False,
)


@claim(
    "lemma5.if",
    population=lemma_parameters,
    sides=("loss above L*", "its bound"),
    statement=r"\mathcal L(\theta)-\mathcal L^\star\le\tfrac{\|\bar Z\|_2^2}{2K}\|\hat A-A\|_F^2",
    source="Lemma 5, (37), (38): if, with a rate",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    uses=("lemma5.constant",),
    note=LACKS_NOISE,
)
def small_residual_gives_small_excess(parameters, *, optimum="printed"):
    """A small distance of Ahat from A makes the loss close to L*"""
    square = parameters.xp.sum(residual_of(parameters) ** 2, axis=(-2, -1))
    bound = squared_label_scale(parameters) * square / (2 * parameters.K)
    return at_most(gap(parameters, optimum=optimum), bound)


small_residual_gives_small_excess.variant(
    "corrected",
    "corrected",
    title="A small distance of Ahat from A makes the loss close to its infimum",
    statement=r"\mathcal L(\theta)-\inf\mathcal L\le\tfrac{\|\bar Z\|_2^2}{2K}\|\hat A-A\|_F^2",
    expected="holds",
    optimum="corrected",
).lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "lemma5.only_if",
    population=lemma_parameters,
    sides=("scaled distance of Ahat from A", "loss above L*"),
    statement=r"\tfrac{m\tau}{2K}\|\hat A-A\|_F^2\le\mathcal L(\theta)-\mathcal L^\star",
    source="Lemma 5, (37), (38): only if, with a rate; before (70)",
    group=GROUP,
    uses=("lemma5.constant",),
)
def small_excess_gives_small_residual(parameters, *, optimum="printed"):
    """A loss close to L* makes Ahat close to A"""
    square = parameters.xp.sum(residual_of(parameters) ** 2, axis=(-2, -1))
    bound = parameters.m * parameters.noise_level * square / (2 * parameters.K)
    return at_most(bound, gap(parameters, optimum=optimum))


small_excess_gives_small_residual_corrected = small_excess_gives_small_residual.variant(
    "corrected",
    "corrected",
    title="A loss close to its infimum makes Ahat close to A",
    statement=r"\tfrac{m\tau}{2K}\|\hat A-A\|_F^2\le\mathcal L(\theta)-\inf\mathcal L",
    expected="holds",
    note="The gap is smaller than with the printed constant, so this is the stronger statement.",
    optimum="corrected",
)
small_excess_gives_small_residual.lowered(Fraction(95, 100), known=Fraction(1))
small_excess_gives_small_residual_corrected.lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "lemma5.cross_term",
    population=lemma_parameters,
    statement=r"\mathbb E_\epsilon(Z\hat a_k-z_k)^\top(\epsilon^P\hat a_k-\epsilon_k)=0",
    source="proof of Lemma 5, (76)",
    group=GROUP,
)
def noise_and_misfit_are_uncorrelated(parameters, *, power=1):
    """The noise that a prediction carries is uncorrelated with its misfit"""
    xp, effective = parameters.xp, effective_attention_of(parameters)
    noise = noise_energy(parameters, effective, parameters.noise_level)
    scale = xp.sum(misfit(parameters, effective) ** 2, axis=-2) * noise
    scale = xp.sqrt(scale) if power == 1 else scale
    energy = cross_energy(parameters, effective, power)
    return equal(energy, 0 * energy, scale=scale)


noise_and_misfit_are_uncorrelated.mutant(
    "square", r"\text{the square has mean }0\text{ too}", clause="and so is its square", power=2
)


@claim(
    "lemma5.noise_energy",
    population=lemma_parameters,
    sides=("mean square of the noise", "right side of (77)"),
    statement=r"\mathbb E\|\epsilon^P\hat a_k-\epsilon_k\|^2=m\tau(\|\hat a_k\|^2+1)"
    r"-2m\tau\,\hat a_{kk}\mathbf 1\{k\le N\},\quad\epsilon\sim\mathcal N(0,\tau^2I_m)",
    source="proof of Lemma 5, (77), with the law of the noise printed beside it",
    group=GROUP,
    expected="refuted",
    because=NOISE_LAW,
    note="The noise is printed as N(0, tau^2 I) here and as N(0, tau I) in (1); the formula belongs to (1).",
)
def carried_noise_has_the_printed_energy(parameters, *, variance="tau^2", own=1):
    """The noise that a prediction carries has the printed energy"""
    xp, N, tau = parameters.xp, parameters.N, parameters.noise_level
    effective = effective_attention_of(parameters)
    value = noise_energy(parameters, effective, tau**2 if variance == "tau^2" else tau)
    shared = xp.concat(
        [xp.diagonal(effective[..., :N]), xp.zeros((parameters.batch, parameters.K - N))], axis=-1
    )
    energy = xp.sum(effective**2, axis=-2) + 1
    noise = parameters.m * tau[:, None]
    return equal(value, noise * (energy - 2 * own * shared), scale=noise * energy)


carried_noise_has_the_printed_energy_corrected = carried_noise_has_the_printed_energy.variant(
    "corrected",
    "corrected",
    title="The noise that a prediction carries has the printed energy at the noise level of (1)",
    statement=r"\mathbb E\|\epsilon^P\hat a_k-\epsilon_k\|^2=m\tau(\|\hat a_k\|^2+1)"
    r"-2m\tau\,\hat a_{kk}\mathbf 1\{k\le N\},\quad\epsilon\sim\mathcal N(0,\tau I_m)",
    expected="holds",
    variance="tau",
)
carried_noise_has_the_printed_energy_corrected.mutant(
    "fresh_label_noise",
    r"\text{without the term }-2m\tau\,\hat a_{kk}",
    clause="without what a label's own noise takes off",
    own=0,
)


@claim(
    "lemma5.labelled_loss",
    population=lemma_parameters,
    sides=("loss on the token", "misfit plus noise"),
    statement=r"L_k=\tfrac12\big(\|Z\hat a_k-z_k\|^2+m\tau\|\hat a_k-e_k\|^2\big),\quad k\le N",
    source="proof of Lemma 5, after (77)",
    group=GROUP,
)
def labelled_token_loss(parameters, *, count="m"):
    """The loss on a labelled token is its misfit and the noise that it does not copy"""
    xp, N, effective = parameters.xp, parameters.N, effective_attention_of(parameters)
    noise = (parameters.m if count == "m" else N) * parameters.noise_level[:, None]
    uncopied = xp.sum((effective[..., :N] - xp.eye(N)) ** 2, axis=-2)
    fit = xp.sum(misfit(parameters, effective)[..., :N] ** 2, axis=-2)
    scale = loss_scale(parameters, effective)[..., :N]
    return equal(token_losses_of(parameters)[..., :N], (fit + noise * uncopied) / 2, scale=scale)


labelled_token_loss.mutant("N_for_m", r"N\tau\text{ in place of }m\tau", clause="with N for m", count="N")


@claim(
    "lemma5.labelled_square",
    population=lemma_parameters,
    sides=("loss on the token", "square plus constant"),
    statement=r"L_k=\tfrac12\big\|\bar Z\big(\hat a_k-(Z^\top Z+m\tau I)^{-1}"
    r"(Z^\top z_k+m\tau e_k)\big)\big\|^2+\tfrac{c_k}2,\quad k\le N",
    source="proof of Lemma 5, (78)",
    group=GROUP,
)
def labelled_square_is_completed(parameters, *, own=1):
    """The loss on a labelled token is a completed square"""
    xp, N = parameters.xp, parameters.N
    inner = xp.matmul(xp.transpose(parameters.prompt_features), parameters.features)[..., :N]
    inner = inner + own * parameters.m * parameters.noise_level[:, None, None] * xp.eye(N)
    return _completed(parameters, inner, slice(0, N), brackets(parameters)[..., :N])


labelled_square_is_completed.mutant(
    "no_noise", r"\text{without }m\tau e_k", clause="without the noise terms", own=0
)


@claim(
    "lemma5.unlabelled_square",
    population=lemma_parameters,
    sides=("loss on the token", "square plus constant"),
    statement=r"L_k=\tfrac12\big\|\bar Z\big(\hat a_k-(Z^\top Z+m\tau I)^{-1}Z^\top z_k\big)\big\|^2"
    r"+\tfrac{c'_k}2,\quad k>N",
    source="proof of Lemma 5, (79)",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    note=LACKS_NOISE,
)
def unlabelled_square_is_completed(parameters, *, unlabelled_noise=False):
    """The loss on an unlabelled token is a completed square and a constant"""
    xp, rest = parameters.xp, slice(parameters.N, None)
    inner = xp.matmul(xp.transpose(parameters.prompt_features), parameters.features)[..., rest]
    constant = brackets(parameters, unlabelled_noise=unlabelled_noise)[..., rest]
    return _completed(parameters, inner, rest, constant)


unlabelled_square_is_completed.variant(
    "corrected",
    "corrected",
    title="The loss on an unlabelled token is a completed square and the corrected constant",
    statement=r"L_k=\tfrac12\big\|\bar Z\big(\hat a_k-(Z^\top Z+m\tau I)^{-1}Z^\top z_k\big)\big\|^2"
    r"+\tfrac{c'_k+m\tau}2,\quad k>N",
    expected="holds",
    unlabelled_noise=True,
).mutant(
    "printed_constant",
    r"\text{without the }m\tau",
    clause="with the printed constant",
    unlabelled_noise=False,
)


def _completed(parameters, inner, tokens, constant):
    """L_k against 1/2 ||Zbar (ahat_k - M^{-1} inner_k)||^2 + constant/2 for a slice of tokens."""
    xp, effective = parameters.xp, effective_attention_of(parameters)
    covariance = label_covariance(parameters)
    away = effective[..., tokens] - xp.solve(covariance, inner)
    square = xp.sum(away * xp.matmul(covariance, away), axis=-2)
    scale = loss_scale(parameters, effective)[..., tokens]
    return equal(token_losses_of(parameters)[..., tokens], (square + constant) / 2, scale=scale)


@claim(
    "lemma5.labelled_bracket",
    population=lemma_parameters,
    statement=r"\|z_k\|^2+m\tau-(Z^\top z_k+m\tau e_k)^\top(Z^\top Z+m\tau I)^{-1}(Z^\top z_k+m\tau e_k)=0,"
    r"\quad k\le N",
    source="the bracket of L* for k <= N",
    group=GROUP,
    form="control",
    note="Z^T z_k + m tau e_k is column k of Z^T Z + m tau I: a labelled token can be copied without error.",
)
def labelled_bracket_vanishes(parameters, *, missing=0):
    """The terms of L* for labelled tokens vanish"""
    labelled = brackets(parameters)[..., : parameters.N]
    less = missing * label_energies(parameters)[..., : parameters.N]
    return equal(labelled - less, 0 * labelled, scale=bracket_scale(parameters)[..., : parameters.N])


labelled_bracket_vanishes.mutant(
    "without_own_energy",
    r"\text{without }\|z_k\|^2+m\tau",
    clause="without the energy of the label itself",
    missing=1,
)

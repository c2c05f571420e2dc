"""The minimum of the loss by convex programs with certificates, and the regressions (20), (24), (25)."""

from fractions import Fraction

from icl_verify import at_most, claim
from icl_verify.yang2024.paper.findings import OPTIMUM_NOISE
from icl_verify.yang2024.populations.interpretation import (
    one_head_settings,
    one_head_trainings,
    program_settings,
    regressions,
    trained_prompts,
)
from icl_verify.yang2024.populations.setting import trained_printed_rates
from icl_verify.yang2024.programs.certified import (
    bounds_of,
    certified_gaps,
    one_sign_bounds,
    one_sign_point,
    regression_minimiser,
    regression_tasks,
    relaxation_bounds,
)
from icl_verify.yang2024.setting.loss import irreducible_loss, loss_by_moments
from icl_verify.yang2024.setting.ridge import ridge_prediction, ridge_task
from icl_verify.yang2024.setting.transformer import (
    attention_of,
    effective_attention,
    predict,
)
from icl_verify.yang2024.theory.assumptions import full_row_rank
from icl_verify.yang2024.theory.constants import contraction_rate, initial_excess
from icl_verify.yang2024.theory.induction import least_squares_weights
from icl_verify.yang2024.theory.inference import attention_reach
from icl_verify.yang2024.theory.reach import one_head_attention
from icl_verify.yang2024.theory.training import (
    effective_along,
    recorded_excess,
    trajectory,
)

GROUP = "Global optimum"


@claim(
    "optimum.constant",
    population=program_settings,
    sides=("least loss", "constant of Lemma 5"),
    statement=r"\min_{\hat A\in\mathbb R^{N\times K}}\mathcal L(\hat A)\le\mathcal L^\star\ \text{as "
    r"printed in Lemma 5}",
    source="Lemma 5, (36), and the proof of Theorem 1",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    note="The printed constant lacks m tau/(2K) for every k > N: the noise of the unlabelled tokens' "
    "own labels, "
    "which no model can predict. A proved lower bound on the loss of every Ahat lies above it.",
    climbs=False,
)
def printed_constant_is_reached(setting):
    """The loss can fall to the constant L* of Lemma 5"""
    return at_most(relaxation_bounds(setting)[0], irreducible_loss(setting, unlabelled_noise=False))


@claim(
    "optimum.constant.corrected",
    population=program_settings,
    statement=r"\min_{\hat A\in\mathbb R^{N\times K}}\mathcal L(\hat A)=\mathcal L^\star+"
    r"\tfrac{K-N}{2K}\,m\tau",
    source="Lemma 5, (36)",
    group=GROUP,
    form="corrected",
    of=printed_constant_is_reached,
    note="Proved lower and upper ends of the convex program. Beside them the relative gaps that were "
    "certified, of all three programs.",
    climbs=False,
)
def corrected_constant_is_the_minimum(setting, *, noise="m tau"):
    """The corrected constant lies between the proved bounds of the minimum over all effective attention

    For k > N the label's own noise is independent of the prompt: E(Ahat_k^T y - y_k)^2 has the extra term
    E(lambda^T eps_k)^2 = m tau, which (79) drops.
    """
    xp, (lower, upper) = setting.xp, relaxation_bounds(setting)
    constant = irreducible_loss(setting)
    if noise == "tau":
        share = xp.const((setting.K - setting.N) * (setting.m - 1), 2 * setting.K)
        constant = constant - share * setting.noise_level
    sides = xp.stack([lower, constant], axis=-1), xp.stack([constant, upper], axis=-1)
    return at_most(*sides, remarks=certified_gaps(setting))


corrected_constant_is_the_minimum.mutant(
    "tau_for_m_tau",
    r"\min\mathcal L=\mathcal L^\star+\tfrac{K-N}{2K}\,\tau",
    clause="with tau for m tau",
    noise="tau",
)


@claim(
    "optimum.full_rank_reaches",
    population=program_settings,
    statement=r"\min_w\mathcal L(Q^{(0)},w)\le\min_{\hat A}\mathcal L(\hat A)",
    source="Assumption 2 and the proof of Theorem 1",
    group=GROUP,
    assumes=(full_row_rank,),
    note="Both minima by certified programs; neither uses the closed form A.",
    climbs=False,
)
def full_rank_attention_reaches_the_minimum(setting, *, unused_heads=0):
    """Over initial attention of full row rank the best values w reach the minimum over all models"""
    instance = setting
    if unused_heads:
        raw = {**setting.raw, "queries": setting.raw["queries"][:, : max(1, setting.N - unused_heads)]}
        instance = type(setting)({**setting.sizes, "H": raw["queries"].shape[1]}, raw)
    return at_most(bounds_of(instance, program="best_values")[0], relaxation_bounds(setting)[1])


full_rank_attention_reaches_the_minimum.mutant(
    "one_head_less",
    r"\text{the same with the first }\max(1,N-1)\text{ heads alone}",
    clause="with one head less",
    unused_heads=1,
)


@claim(
    "optimum.trained_from_below",
    population=trained_printed_rates,
    statement=r"\min_{\hat A}\mathcal L(\hat A)\le\mathcal L(\theta^{(T)})",
    source="Theorem 1",
    group=GROUP,
    climbs=False,
)
def trained_model_is_above_the_bound(training):
    """A trained model's loss is at least the certified lower bound"""
    return at_most(
        relaxation_bounds(training)[0][:, None], _losses(training), times=trajectory(training).times
    )


trained_model_is_above_the_bound.mutant(
    "larger", r"\tfrac{11}{10}\min_{\hat A}\mathcal L(\hat A)\le\mathcal L(\theta^{(T)})",
    clause="multiplied by 1.1", population=trained_printed_rates, bound=Fraction(10, 11),
)  # fmt: skip


@claim(
    "optimum.trained_from_above",
    population=trained_printed_rates,
    statement=r"\mathcal L(\theta^{(t)})\le\min_{\hat A}\mathcal L(\hat A)+\Big(1-\frac{\eta_w"
    r"\zeta_0}{2K}\Big)^t\Delta^{(0)}",
    source="Theorem 1, (18)",
    group=GROUP,
    assumes=(full_row_rank,),
    climbs=False,
)
def trained_model_is_below_what_18_allows(training, *, factor=1):
    """A trained model's loss is at most the certified upper bound plus what (18) leaves"""
    xp, times = training.xp, trajectory(training).times
    rate = xp.log1p(-factor * contraction_rate(training))[:, None]
    left = initial_excess(training)[:, None] * xp.exp(rate * xp.array(list(times)))
    return at_most(_losses(training), relaxation_bounds(training)[1][:, None] + left, times=times)


trained_model_is_below_what_18_allows.mutant(
    "rate_times_5", r"\text{the rate of (18) times }5", clause="with five times the rate", factor=5
)


def _losses(training):
    """L(theta^(t)) at the recorded times from second moments, shape (batch, times)."""
    along = effective_along(training)
    losses = [loss_by_moments(training, along[:, i]) for i in range(along.shape[1])]
    return training.xp.stack(losses, axis=1)


@claim(
    "optimum.one_sign_is_worse",
    population=program_settings,
    statement=r"\min_{\hat A}\mathcal L(\hat A)\le\min_{\pm\hat A_{:,k}\ge0}\mathcal L(\hat A)",
    source="after Theorem 1: one head",
    group=GROUP,
    form="control",
    climbs=False,
)
def one_sign_costs_loss(setting):
    """The bound for columns of one sign is not below the bound without that constraint"""
    return at_most(relaxation_bounds(setting)[0], one_sign_bounds(setting)[1])


one_sign_costs_loss.lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "optimum.one_sign_bounds_one_head",
    population=one_head_settings,
    statement=r"\min_{\pm\hat A_{:,k}\ge0}\mathcal L(\hat A)\le\min_w\mathcal L(Q,w)\big|_{H=1}",
    source="after Theorem 1: one head",
    form="reading",
    group=GROUP,
    note="Models of one head: the queries drawn, and those that imitate the bound's own minimiser.",
    climbs=False,
)
def one_sign_bounds_one_head(setting):
    """No model with one head has a loss below the certified bound for columns of one sign"""
    xp, weights = setting.xp, least_squares_weights(setting)
    drawn = effective_attention(attention_of(setting), weights)
    models = (drawn, one_head_attention(setting, one_sign_point(setting)))
    losses = xp.stack([loss_by_moments(setting, model) for model in models], axis=-1)
    return at_most(one_sign_bounds(setting)[0][:, None], losses)


one_sign_bounds_one_head.lowered(Fraction(95, 100), known=Fraction(999, 1000))


@claim(
    "optimum.one_sign_bounds_trained",
    population=one_head_trainings,
    statement=r"\min_{\pm\hat A_{:,k}\ge0}\mathcal L(\hat A)\le\mathcal L(\theta^{(t)})\big|_{H=1}",
    source="after Theorem 1: one head",
    form="reading",
    group=GROUP,
    note="However long one head is trained, keys and values together, its loss stays above the bound.",
    climbs=False,
)
def one_sign_bounds_trained_head(training):
    """A trained model with one head has at no step a loss below the bound for columns of one sign"""
    return at_most(one_sign_bounds(training)[0][:, None], _losses(training), times=trajectory(training).times)


one_sign_bounds_trained_head.lowered(Fraction(97, 100), known=Fraction(999, 1000))


@claim(
    "words.one_head_suffices",
    population=one_head_settings,
    sides=("least loss for columns of one sign", "least loss"),
    statement=r"\min_{\pm\hat A_{:,k}\ge0}\mathcal L(\hat A)\le\min_{\hat A}\mathcal L(\hat A)",
    source="after Theorem 1",
    form="reading",
    group="In words",
    expected="refuted",
    denies=True,
    note="The sentence is right: one head gives Ahat_k = w_k s_k, of one sign, and where A_k has entries of "
    "both signs a proved lower bound over that cone lies above what many heads reach. The counterexample "
    "is the witness.",
    climbs=False,
)
def one_head_suffices(setting):
    """One head always reaches the infimum of many heads"""
    return at_most(one_sign_bounds(setting)[0], relaxation_bounds(setting)[1])


@claim(
    "words.one_head_reaches_its_bound",
    population=one_head_settings,
    statement=r"\inf_{Q,w}\mathcal L\big|_{H=1}\le(1+10^{-3})\min_{\pm\hat A_{:,k}\ge0}\mathcal L(\hat A)"
    r"\quad\text{for linearly independent tokens}",
    source="after Theorem 1: one head, made sharp",
    group="In words",
    form="conjecture",
    note="So the one-sign bound is what one head can reach when the tokens are linearly independent.",
    climbs=False,
)
def one_head_reaches_its_bound(setting):
    """With linearly independent tokens one head comes within a thousandth of the one-sign bound"""
    xp, upper = setting.xp, one_sign_bounds(setting)[1]
    reached = loss_by_moments(setting, one_head_attention(setting, one_sign_point(setting)))
    return at_most(reached, upper + xp.const(1, 1000) * upper)


one_head_reaches_its_bound.mutant(
    "exactly",
    r"\text{the same with }99/100\text{ for }1+10^{-3}",
    clause="with 99/100 for 1 + 1/1000",
    bound=Fraction(989, 1000),
)


@claim(
    "optimum.ridge",
    population=regressions,
    statement=r"\hat\lambda=(ZZ^\top+r I_m)^{-1}Zy,\quad r=m\tau\ \text{for (20)},\ N\tau\ \text{for "
    r"(24), (25)}",
    source="(20), (24), (25)",
    group=GROUP,
    note="Within the proved radius of the program's point and 1e-9 of its norm. The program of (24) "
    "averages "
    "over the noise and has no penalty.",
    climbs=False,
)
def closed_forms_are_the_minimisers(regression, *, swap=False):
    """The closed forms of (20), (24) and (25) agree with the minimisers that convex programs find"""
    xp = regression.xp
    m, n = (regression.N, regression.m) if swap else (regression.m, regression.N)
    away, radii = [], []
    for equation, count in ((20, m), (24, n), (25, n)):
        minimiser, radius = regression_minimiser(regression, equation=equation)
        closed = ridge_task(regression.features, regression.labels, count * regression.noise_level)
        away.append(xp.norm(closed - minimiser))
        radii.append(radius + xp.const(1, 10**9) * xp.norm(minimiser))
    return at_most(xp.stack(away, axis=-1), xp.stack(radii, axis=-1))


closed_forms_are_the_minimisers.mutant(
    "m_and_N_exchanged",
    r"r=N\tau\ \text{for (20)},\ m\tau\ \text{for (24), (25)}",
    clause="with m and N exchanged",
    swap=True,
)


@claim(
    "optimum.ridge_prediction",
    population=trained_prompts,
    statement=r"\|\hat y-\hat y^\star\|\le\|y\|\sqrt{\tfrac{2K}{m\tau}\big(\mathcal L(\theta^{(t)})-"
    r"\inf\mathcal L\big)}",
    source="(20), (27), (70)",
    group=GROUP,
    uses=("optimum.ridge",),
    note="yhat* is formed from the certified minimiser of (20), not from A; 1e-9 is allowed for rounding.",
    climbs=False,
)
def trained_prediction_is_ridge(accuracy):
    """During training the model predicts as the regression (20) does, within what (70) allows"""
    xp, path = accuracy.xp, trajectory(accuracy)
    labels = accuracy.labels()[:, 0]
    target = ridge_prediction(accuracy, labels, regression_tasks(accuracy, labels))[:, None]
    error = xp.norm(predict(effective_along(accuracy), labels[:, None]) - target)
    allowed = xp.norm(labels)[:, None] * attention_reach(accuracy, recorded_excess(accuracy))
    rounding = xp.const(1, 10**9) * (xp.norm(labels)[:, None] + xp.norm(target))
    return at_most(error, allowed + rounding, times=path.times)


trained_prediction_is_ridge.lowered(Fraction(98, 100), known=Fraction(99, 100))

"""Lemmas 6 and 7: the gradients of the loss and their size. (39)-(42), (45), (56), (62), (82), (83)."""

from fractions import Fraction

from icl_verify import at_most, claim, equal
from icl_verify.yang2024.paper.findings import QUERY_GRADIENT
from icl_verify.yang2024.populations.parameters import (
    dependent_tasks,
    lemma_parameters,
    other_spreads,
    square_prompts,
    unscaled_parameters,
)
from icl_verify.yang2024.setting.expectations import slope_under, token_losses
from icl_verify.yang2024.setting.loss import gradient_in_attention, gradients, residual_of
from icl_verify.yang2024.setting.transformer import attention_of, effective_attention_of
from icl_verify.yang2024.theory.assumptions import square_prompt
from icl_verify.yang2024.theory.constants import label_covariance_root
from icl_verify.yang2024.theory.lemmas import (
    attention_steps,
    chain_gradients,
    gap,
    largest_value,
    printed_query_gradient,
    printed_value_gradient,
    query_gradient_bound,
    symmetric_root,
    value_gradient_bound,
    weighted_residual,
)
from icl_verify.yang2024.theory.optimum import optimal_loss

GROUP = "Lemmas 6 and 7"


@claim(
    "lemma6.one_rate",
    population=lemma_parameters,
    statement=r"\gamma=\sqrt{\eta_w/\eta_Q}:\quad Q_h-\eta_Q\tfrac{\partial\ell}{\partial Q_h}"
    r"=Q_h-\eta_Q\tfrac{\partial\mathcal L}{\partial Q_h},\quad"
    r"\gamma\big(\alpha_h-\eta_Q\tfrac{\partial\ell}{\partial\alpha_h}\big)"
    r"=w_h-\eta_w\tfrac{\partial\mathcal L}{\partial w_h}",
    source="Lemma 6, (39)-(41)",
    group=GROUP,
    note="One step with eta_Q = 1 and eta_w = gamma^2: on l by (45) and (82), on L by the chain rule.",
)
def descent_has_one_rate(parameters, *, power=2, ratio=1):
    """One step of (10) is one step of gradient descent on l(xi) with the step size of the queries"""
    xp, gamma = parameters.xp, parameters.gamma[:, None, None]
    on_queries = printed_query_gradient(
        parameters, weighted_residual(parameters), label_covariance_root(parameters)
    )
    on_values = gamma * (parameters.values - printed_value_gradient(parameters))
    slope = gradient_in_attention(parameters, effective_attention_of(parameters))
    in_queries, in_weights = gradients(parameters, attention_of(parameters), parameters.weights, slope)
    stepped = parameters.weights - ratio * gamma**power * in_weights
    size = xp.amax(xp.abs(parameters.queries), axis=(-3, -2, -1))
    size = size + query_gradient_bound(parameters, largest_value(parameters), gap(parameters))
    reach = parameters.gamma * (largest_value(parameters) + value_gradient_bound(parameters, gap(parameters)))
    left = [_flat(xp, parameters.queries - on_queries), _flat(xp, on_values)]
    right = [_flat(xp, parameters.queries - in_queries), _flat(xp, stepped)]
    scales = [xp.broadcast_to(s[:, None], x.shape) for s, x in zip((size, reach), left, strict=True)]
    return equal(*(xp.concat(part, axis=1) for part in (left, right)), scale=xp.concat(scales, axis=1))


def _flat(xp, x):
    """One row for every instance."""
    return xp.reshape(x, (x.shape[0], -1))


descent_has_one_rate.mutant(
    "gamma_unsquared", r"\eta_w=\gamma\,\eta_Q", clause="with gamma not squared", power=1
)
descent_has_one_rate.without(
    "gamma",
    clause="with half of that gamma",
    expected="refuted",
    weakened=r"\text{ with } \gamma=\tfrac12\sqrt{\eta_w/\eta_Q}",
    ratio=4,
    note="Any other gamma steps the values by another rate than the queries.",
)
descent_has_one_rate.without(
    "unit_norm",
    clause="for tokens of any norm",
    expected="holds",
    population=unscaled_parameters,
    note="The chain rule, whatever the tokens' norms.",
)


@claim(
    "lemma7.gradient",
    population=lemma_parameters,
    sides=("derivative", "right side of (82)"),
    statement=r"\frac{\partial\ell}{\partial Q_h}=\frac\gamma K\sum_k\sum_j(\bar Z\delta_k)^\top\bar z_j\,"
    r"G^{h,jk},\quad G^{h,jk}=\alpha_{h,k}s^h_{jk}\sum_i s^h_{ik}(v_j-v_i)v_k^\top",
    source="proof of Lemma 7, (82)",
    group=GROUP,
    uses=("lemma1.gradient", "lemma5.constant.corrected"),
)
def query_gradient_is_as_printed(parameters, *, factor=1):
    """The gradient with respect to the queries is as printed, by the chain rule on second moments"""
    root = label_covariance_root(parameters)
    printed = printed_query_gradient(parameters, weighted_residual(parameters), root)
    scale = query_gradient_bound(parameters, largest_value(parameters), gap(parameters))[:, None, None, None]
    return equal(chain_gradients(parameters)[0], factor * printed, scale=scale)


query_gradient_is_as_printed.mutant(
    "twice", r"\tfrac{2\gamma}K\text{ in place of }\tfrac\gamma K", clause="with twice the factor", factor=2
)


@claim(
    "lemma10.gradient",
    population=square_prompts,
    sides=("derivative", "right side of (56)"),
    statement=r"\frac{\partial\ell}{\partial Q_h}=\frac\gamma K\sum_k\sum_j"
    r"(\bar Z\delta_k)^\top z_j\,G^{h,jk}",
    source="proof of Lemma 10, (56)",
    assumes=(square_prompt,),
    group=GROUP,
    expected="refuted",
    because=QUERY_GRADIENT,
    note="z_j stands where zbar_j belongs: z_j has m entries against the N of Zbar delta_k, and even for "
    "N = m, tried here, Zbar is the root of Z^T Z + m tau I and not Z.",
)
def query_gradient_in_features(parameters, *, columns="z"):
    """The gradient with respect to the queries has z_j where Lemma 7 has a column of Zbar"""
    root = symmetric_root(parameters)
    left = parameters.xp.matmul(root, residual_of(parameters))
    right = parameters.prompt_features if columns == "z" else root
    rows = min(parameters.m, parameters.N)
    printed = printed_query_gradient(parameters, left[..., :rows, :], right[..., :rows, :])
    scale = query_gradient_bound(parameters, largest_value(parameters), gap(parameters))[:, None, None, None]
    return equal(chain_gradients(parameters)[0], printed, scale=scale)


query_gradient_in_features.variant(
    "corrected",
    "corrected",
    title="The gradient with respect to the queries has a column of Zbar, as in Lemma 7",
    statement=r"\frac{\partial\ell}{\partial Q_h}=\frac\gamma K\sum_k\sum_j"
    r"(\bar Z\delta_k)^\top\bar z_j\,G^{h,jk}",
    expected="holds",
    note="As (82), here with the symmetric root Zbar itself.",
    columns="zbar",
).mutant(
    "features", r"z_j\text{ in place of }\bar z_j", clause="with z_j where Zbar's column belongs", columns="z"
)


@claim(
    "lemma7.step",
    population=lemma_parameters,
    sides=("length of G", "its bound"),
    statement=r"\|G^{h,jk}\|_F\le2\alpha s^h_{jk}",
    source="proof of Lemma 7, (83)",
    group=GROUP,
)
def single_step_is_bounded(parameters, *, bounded=1):
    """Each term of the gradient with respect to the queries is at most twice the value times the attention"""
    alpha = bounded * largest_value(parameters)[:, None, None, None]
    return at_most(_step_norms(parameters), 2 * alpha * attention_of(parameters))


single_step_is_bounded.lowered(Fraction(95, 100), known=Fraction(1))
single_step_is_bounded.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_parameters
)
single_step_is_bounded.without(
    "bounded_values",
    clause="for values of any size",
    expected="refuted",
    weakened=r"\text{with }\alpha=0<|\alpha_{h,k}|",
    bounded=0,
)


@claim(
    "lemma7.step_sharp",
    population=lemma_parameters,
    statement=r"\|G^{h,jk}\|_F\le2|\alpha_{h,k}|s^h_{jk}(1-s^h_{jk})",
    source="what (83) gives away",
    group=GROUP,
    form="control",
    note="The term i = j vanishes, and the other weights s_i sum to 1 - s_j.",
)
def single_step_needs_other_tokens(parameters):
    """Each term of the queries' gradient vanishes with the attention to the other tokens"""
    xp, scores = parameters.xp, attention_of(parameters)
    others = xp.matmul(xp.ones((parameters.N, parameters.N)) - xp.eye(parameters.N), scores)
    return at_most(_step_norms(parameters), 2 * xp.abs(parameters.values)[..., None, :] * scores * others)


single_step_needs_other_tokens.lowered(Fraction(97, 100), known=Fraction(1))


def _step_norms(parameters):
    """||G^{h,jk}||_F, shape (batch, H, N, K): the norm of an outer product is the product of the norms."""
    xp = parameters.xp
    lengths = xp.norm(parameters.tokens, axis=-2)[:, None, None]
    return xp.norm(attention_steps(parameters), axis=-1) * lengths


@claim(
    "lemma7.query_gradient",
    population=lemma_parameters,
    sides=("length of the gradient", "its bound"),
    statement=r"\Big\|\frac{\partial\ell}{\partial Q_h}\Big\|_F\le2\sqrt2\,\gamma\alpha\bar f_{\max}"
    r"\sqrt{\ell-\mathcal L^\star}",
    source="Lemma 7, (42)",
    group=GROUP,
    uses=("lemma7.gradient", "lemma7.step", "lemma5.constant"),
    note="With the printed L*, which is below inf L.",
)
def query_gradient_is_bounded(parameters, *, optimum="printed", bounded=1, law="paper"):
    """The gradient with respect to the queries is bounded by the root of the excess loss"""
    if law == "paper":
        gradient, excess = chain_gradients(parameters)[0], gap(parameters, optimum=optimum)
    else:
        gradient, excess = _under_other_law(parameters)
    bound = query_gradient_bound(parameters, bounded * largest_value(parameters), excess)
    return at_most(parameters.xp.norm(gradient, axis=(-2, -1)), bound[:, None])


def _under_other_law(parameters):
    """dl/dQ_h and l - L* with the loss of other tasks and the (corrected) constant of Lemma 5."""
    xp, tasks, effective = parameters.xp, parameters.tasks(), effective_attention_of(parameters)
    slope = slope_under(parameters, effective, tasks)
    gradient, _ = gradients(parameters, attention_of(parameters), parameters.weights, slope)
    loss = xp.sum(token_losses(parameters, effective, tasks), axis=-1) / parameters.K
    return gradient, loss - optimal_loss(parameters, unlabelled_noise=True)


query_gradient_is_bounded.lowered(Fraction(46, 100), known=Fraction(1, 2))
query_gradient_is_bounded.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_parameters
)
query_gradient_is_bounded.without(
    "bounded_values",
    clause="for values of any size",
    expected="refuted",
    weakened=r"\text{with }\alpha=0<|\alpha_{h,k}|",
    bounded=0,
)
query_gradient_is_bounded_corrected = query_gradient_is_bounded.variant(
    "corrected",
    "corrected",
    title="The gradient with respect to the queries is bounded by the root of the excess over the infimum",
    statement=r"\Big\|\frac{\partial\ell}{\partial Q_h}\Big\|_F\le2\sqrt2\,\gamma\alpha\bar f_{\max}"
    r"\sqrt{\ell-\inf\mathcal L}",
    expected="holds",
    note="The gap to inf L is smaller than the gap to the printed L*: this is the stronger statement.",
    optimum="corrected",
)
query_gradient_is_bounded_corrected.lowered(Fraction(46, 100), known=Fraction(1, 2))
query_gradient_is_bounded_corrected.without(
    "A1_second_moments",
    clause="for tasks of another variance",
    expected="refuted",
    population=other_spreads,
    weakened=r"\mathbb E[\lambda\lambda^\top]=c^2I",
    note="The gradient grows as c^2, the root of the loss as c.",
    law="other",
)
query_gradient_is_bounded_corrected.without(
    "A1_independence",
    clause="for entries of lambda that depend on each other",
    expected="holds",
    population=dependent_tasks,
    weakened=r"\mathbb E[\lambda\lambda^\top]=I\text{ alone}",
    law="other",
)


@claim(
    "lemma7.sharp",
    population=lemma_parameters,
    statement=r"\Big\|\frac{\partial\ell}{\partial Q_h}\Big\|_F\le\sqrt2\,\gamma\alpha\bar f_{\max}"
    r"\sqrt{\ell-\inf\mathcal L}",
    source="half of (42)",
    group=GROUP,
    form="control",
    note="sum_j s_j ||v_j - vbar|| <= sqrt(sum_j s_j ||v_j - vbar||^2) = sqrt(1 - ||vbar||^2) <= 1, vbar the "
    "mean token: (83) spends 2 where 1 is enough. Opposite tokens with opposite features reach it.",
)
def query_gradient_is_sharply_bounded(parameters):
    """The gradient with respect to the queries obeys half of the printed bound"""
    norms = parameters.xp.norm(chain_gradients(parameters)[0], axis=(-2, -1))
    bound = query_gradient_bound(parameters, largest_value(parameters), gap(parameters)) / 2
    return at_most(norms, bound[:, None])


query_gradient_is_sharply_bounded.lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "lemma9.value_gradient",
    population=lemma_parameters,
    sides=("derivative", "right side of (45)"),
    statement=r"\frac{\partial\ell}{\partial\alpha_k}=\frac\gamma KB_k^\top\bar Z\delta_k",
    source="(45)",
    group=GROUP,
    uses=("lemma5.constant.corrected",),
)
def value_gradient_is_as_printed(parameters, *, power=1):
    """The gradient with respect to the values is as printed, by the chain rule on second moments"""
    printed = parameters.gamma[:, None, None] ** (power - 1) * printed_value_gradient(parameters)
    scale = value_gradient_bound(parameters, gap(parameters))[:, None, None]
    return equal(chain_gradients(parameters)[1], printed, scale=scale)


value_gradient_is_as_printed.mutant(
    "gamma_squared",
    r"\tfrac{\gamma^2}K\text{ in place of }\tfrac\gamma K",
    clause="with gamma squared",
    power=2,
)


@claim(
    "lemma9.value_gradient_bound",
    population=lemma_parameters,
    sides=("length of the gradient", "its bound"),
    statement=r"\Big\|\frac{\partial\ell}{\partial\alpha_h}\Big\|\le\|\bar Z\|_2\,\gamma"
    r"\sqrt{\tfrac2K(\ell-\mathcal L^\star)}",
    source="(62)",
    group=GROUP,
    uses=("lemma9.value_gradient", "lemma5.constant"),
    note="With the printed L*, which is below inf L.",
)
def value_gradient_is_bounded(parameters, *, optimum="printed"):
    """The gradient with respect to a head's values is bounded by the root of the excess loss"""
    norms = parameters.xp.norm(chain_gradients(parameters)[1], axis=-1)
    bound = value_gradient_bound(parameters, gap(parameters, optimum=optimum))
    return at_most(norms, bound[:, None])


value_gradient_is_bounded_corrected = value_gradient_is_bounded.variant(
    "corrected",
    "corrected",
    title="The gradient with respect to a head's values is bounded by the root of the excess "
    "over the infimum",
    statement=r"\Big\|\frac{\partial\ell}{\partial\alpha_h}\Big\|\le\|\bar Z\|_2\,\gamma"
    r"\sqrt{\tfrac2K(\ell-\inf\mathcal L)}",
    expected="holds",
    note="The gap to inf L is smaller than the gap to the printed L*: this is the stronger statement.",
    optimum="corrected",
)
value_gradient_is_bounded.lowered(Fraction(95, 100), known=Fraction(1))
value_gradient_is_bounded_corrected.lowered(Fraction(95, 100), known=Fraction(1))

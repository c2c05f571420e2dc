"""The induction behind Theorem 1: (43), (45), (49), (62) along paths, and the step sizes of (17)."""

from fractions import Fraction

from icl_verify import at_least, at_most, claim, equal
from icl_verify.yang2024.paper.findings import OPTIMUM_NOISE, STEP_SIZE
from icl_verify.yang2024.populations.setting import initial_states, trained_printed_rates
from icl_verify.yang2024.populations.training import (
    large_dictionaries,
    large_label_states,
    many_heads,
    one_label,
    small_labels,
)
from icl_verify.yang2024.populations.weakened import ANY_NORM, FEW_HEADS, LARGE_RATE, WARM_START
from icl_verify.yang2024.theory.assumptions import (
    THEOREM_1,
    few_heads,
    full_row_rank,
    large_gamma,
    large_labels,
    large_values,
)
from icl_verify.yang2024.theory.constants import (
    contraction_rate,
    curvature,
    gamma_of,
    initial_gap,
    label_scale,
    lemma_smoothness,
    optimum_offset,
    query_rate,
    rate_smoothness,
    smallest_attention_eigenvalue,
    value_bound,
)
from icl_verify.yang2024.theory.induction import (
    eigenvalues_along,
    residual_along,
    share_claimed,
    timed,
    trusted,
    trusted_steps,
    value_gradient,
    value_gradient_by_factors,
)
from icl_verify.yang2024.theory.training import recorded_excess, trajectory

GROUP = "The induction behind Theorem 1"
PRINTED_GAP = "The printed L* lies (K - N) m tau/(2K) below the infimum, so a gap to it never vanishes."


@claim(
    "induction.values",
    population=trained_printed_rates,
    sides=("length of the values", "its bound"),
    statement=r"\|\alpha_h^{(t)}\|_2\le\alpha \text{ of (44), with } \mathcal L^* \text{ as printed}",
    source="Induction, (43a), (44)",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("induction.loss",),
)
def values_stay_small(training, *, optimum="printed"):
    """Every head's values stay within the printed bound"""
    xp, path = training.xp, trajectory(training)
    values = path.weights / gamma_of(training)[:, None, None, None]
    sizes = timed(xp, xp.norm(values, axis=-1))
    bound = value_bound(training, optimum=optimum)[:, None, None]
    return at_most(sizes, bound, times=path.times, resolved=trusted(training, path.times, 3))


corrected_values = values_stay_small.variant(
    "corrected",
    "corrected",
    title="Every head's values stay within the bound, for the gap to the infimum",
    statement=r"\|\alpha_h^{(t)}\|_2\le\alpha \text{ of (44), with } \mathcal L^*=\inf\mathcal L",
    expected="holds",
    optimum="corrected",
    note="Stronger than the printed bound: its gap is smaller.",
)
corrected_values.without(
    "w0",
    expected="refuted",
    **WARM_START,
    assumes=THEOREM_1,
)
corrected_values.lowered(
    Fraction(24, 100),
    known=Fraction(1, 4),
    population=one_label,
    note="With one labelled token every head ends at a quarter of the bound.",
)


@claim(
    "induction.factor",
    population=trained_printed_rates,
    sides=("smallest eigenvalue", "half of zeta_0"),
    statement=r"\lambda_{\min}(B_k^{(t)}B_k^{(t)\top})\ge\frac{\zeta_0}{2}",
    source="Induction, (43b)",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("induction.factor_drift_slack.corrected",),
)
def factors_stay_conditioned(training):
    """No B_k loses more than half of its smallest eigenvalue"""
    path, zeta = trajectory(training), smallest_attention_eigenvalue(training)
    least = timed(training.xp, eigenvalues_along(training))
    resolved = trusted(training, path.times, 3)
    return at_least(least, zeta[:, None, None] / 2, times=path.times, resolved=resolved)


factors_stay_conditioned.without(
    "unit_norm",
    expected="refuted",
    **ANY_NORM,
    assumes=THEOREM_1,
)
factors_stay_conditioned.without(
    "eta",
    expected="refuted",
    **LARGE_RATE,
)
factors_stay_conditioned.lowered(Fraction(48, 100), known=Fraction(1, 2))


@claim(
    "induction.loss",
    population=trained_printed_rates,
    sides=("decrease of the loss", "decrease that (43c) demands"),
    statement=(
        r"\mathcal L(\theta^{(t)})-\mathcal L^*\le\Big(1-\frac{\eta_Q\sigma}{2}\Big)^t"
        r"\big(\mathcal L(\theta^{(0)})-\mathcal L^*\big)"
    ),
    source="Induction, (43c), with L* as printed",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    assumes=THEOREM_1,
    uses=("induction.gradient_dominates", "induction.descent"),
    note=f"{PRINTED_GAP} Judged as what is the same without a small difference: on the left the decrease "
    "L(0) - L(t), on the right (1 - (1 - eta_Q sigma/2)^t)(L(0) - L*).",
)
def gap_shrinks(training, *, optimum="printed"):
    """The loss approaches the printed L* at the printed rate"""
    # l_0 - l_t >= (1 - (1 - r)^t)(l_0 - L*): no difference of two nearly equal gaps is formed.
    xp, path = training.xp, trajectory(training)
    decrease = xp.cumsum(path.decrease, axis=1)
    claimed = share_claimed(training) * initial_gap(training, optimum=optimum)[:, None]
    steps = range(1, training.T + 1)
    return at_least(decrease, claimed, times=steps, resolved=trusted_steps(training, steps))


corrected_gap = gap_shrinks.variant(
    "corrected",
    "corrected",
    title="The loss approaches its infimum at the printed rate",
    statement=gap_shrinks.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="Induction, (43c), with L* = inf L",
    optimum="corrected",
)
corrected_gap.without(
    "eta",
    expected="refuted",
    **LARGE_RATE,
)
corrected_gap.lowered(
    Fraction(95, 100),
    known=Fraction(1),
    note="Once both have converged, what was lost and what was claimed is the whole initial gap.",
)


@claim(
    "induction.rates_agree",
    population=initial_states,
    statement=r"1-\frac{\eta_Q\sigma}{2}=1-\frac{\eta_w\zeta_0}{2K}",
    source="(44), (43c), (18)",
    group=GROUP,
    assumes=(full_row_rank,),
)
def rates_agree(training, *, share=Fraction(1, 2)):
    """With sigma of (44) the rate of the induction is the rate of Theorem 1"""
    xp = training.xp
    rate = query_rate(training) * curvature(training) * xp.const(*share.as_integer_ratio())
    return equal(rate, contraction_rate(training))


rates_agree.mutant(
    "missing_half",
    r"\eta_Q\sigma=\frac{\eta_w\zeta_0}{2K}",
    clause="without the factor 1/2",
    share=Fraction(1),
)


@claim(
    "induction.value_gradient",
    population=trained_printed_rates,
    statement=(
        r"\frac{\partial\ell}{\partial\alpha_k}=\frac{\gamma}{K}B_k^\top\bar Z\delta_k"
        r"\text{ along the trajectory}"
    ),
    source="(45)",
    group=GROUP,
    assumes=THEOREM_1,
)
def value_gradient_follows_factors(training, *, denominator="K"):
    """The gradient with respect to the values is B_k^T Zbar delta_k, up to gamma/K, at every time"""
    xp, path = training.xp, trajectory(training)
    by_chain = timed(xp, value_gradient(training))
    by_factors = timed(xp, value_gradient_by_factors(training))
    if denominator == "N":
        by_factors = by_factors * training.K / training.N
    scale = gamma_of(training) * label_scale(training) / training.K
    size = xp.norm(residual_along(training), axis=(-2, -1)) * label_scale(training)[:, None]
    return equal(by_chain, by_factors, (scale[:, None] * size)[:, None, None], times=path.times)


value_gradient_follows_factors.mutant(
    "N_for_K", r"\text{with } \gamma/N \text{ for } \gamma/K", clause="with N for K", denominator="N"
)


@claim(
    "induction.gradient_dominates",
    population=trained_printed_rates,
    sides=("squared gradient", "sigma times the gap"),
    statement=r"\|\nabla\ell(\xi^{(t)})\|^2\ge\sigma\big(\ell(\xi^{(t)})-\mathcal L^*\big)",
    source="(49), with L* as printed",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    assumes=THEOREM_1,
    uses=("induction.factor",),
    note=PRINTED_GAP,
)
def gradient_dominates(training, *, optimum="printed"):
    """The squared gradient is at least sigma times the gap"""
    path, steps = trajectory(training), range(training.T + 1)
    gap = path.excess + optimum_offset(training, optimum=optimum)[:, None]
    claimed = curvature(training)[:, None] * gap
    resolved = trusted_steps(training, steps)
    return at_least(path.squared_gradient, claimed, times=steps, resolved=resolved)


corrected_dominance = gradient_dominates.variant(
    "corrected",
    "corrected",
    title="The squared gradient is at least sigma times the gap to the infimum",
    statement=gradient_dominates.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="(49), with L* = inf L",
    optimum="corrected",
)
corrected_dominance.without(
    "A2",
    expected="refuted",
    **FEW_HEADS,
)
corrected_dominance.lowered(Fraction(48, 100), known=Fraction(1, 2))


@claim(
    "induction.descent",
    population=trained_printed_rates,
    sides=("decrease of the loss", "decrease promised"),
    statement=r"\ell(\xi^{(t)})\le\ell(\xi^{(t-1)})-\frac{\eta_Q}{2}\|\nabla\ell(\xi^{(t-1)})\|^2",
    source="descent inequality, beside (49)",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("lemma10.smoothness", "induction.step_size"),
)
def every_step_descends(training):
    """Every step gains at least half of what the gradient promises"""
    path, steps = trajectory(training), range(1, training.T + 1)
    claimed = query_rate(training)[:, None] / 2 * path.squared_gradient[:, :-1]
    return at_least(path.decrease, claimed, times=steps, resolved=trusted_steps(training, steps))


every_step_descends.without(
    "eta",
    expected="refuted",
    **LARGE_RATE,
)
every_step_descends.lowered(
    Fraction(72, 100),
    known=Fraction(773, 1000),
    population=one_label,
    note="With one labelled token the quotient is 1/(2 - x), and x reaches 1/sqrt2: 0.7735.",
)


@claim(
    "induction.head_gradient",
    population=trained_printed_rates,
    sides=("length of the gradient", "its bound"),
    statement=(
        r"\Big\|\frac{\partial\ell}{\partial\alpha_h}\Big\|\le\|\bar Z\|_2\gamma"
        r"\sqrt{\tfrac2K(\ell-\inf\mathcal L)}\text{ along the trajectory}"
    ),
    source="(62)",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("lemma9.attention",),
)
def head_gradients_are_small(training):
    """The gradient with respect to one head's values stays below the root of the excess loss"""
    xp, path = training.xp, trajectory(training)
    sizes = timed(xp, xp.norm(value_gradient(training), axis=-1))
    scale = label_scale(training) * gamma_of(training)
    bound = scale[:, None] * xp.sqrt(xp.const(2, training.K) * recorded_excess(training))
    return at_most(sizes, bound[:, None], times=path.times, resolved=_recorded_resolved(training))


def _recorded_resolved(training):
    path = trajectory(training)
    return None if path.resolved is None else path.resolved[:, list(path.times)][:, None]


head_gradients_are_small.lowered(Fraction(95, 100), known=Fraction(1))


RATE_SMOOTHNESS = (
    r"\Big(\tfrac{8\sqrt2H\sqrt K\|\bar Z\|_2^2}{\zeta_0}\sqrt{\Delta^{(0)}}+1"
    r"+\tfrac{\|Z^\top\hat Z\|_2}{m\tau}\Big)^2\|\bar Z\|_2^4\Big(\tfrac8K\gamma^2"
    r"+\tfrac{4096}{\gamma\zeta_0^2}K^2N\Delta^{(0)}\Big)+2H^2\|\bar Z\|_2^4\Big(\tfrac{\gamma^4}{K^2}"
    r"+\tfrac{16384}{\gamma\zeta_0^4}K^3\|\bar Z\|_2^2(\Delta^{(0)})^2\Big)"
)
VALUE_SMOOTHNESS = (
    r"2\Big(\tfrac1K\big(2\gamma\|\bar Z\|_2^2(2\gamma H\alpha+\|A\|_2)\big)^2"
    r"+\tfrac{\gamma^4}{K^2}H^2\|\bar Z\|_2^4\Big)"
)
QUERY_TERM = r"\max\{1,4K\alpha^2\}\big[(\alpha\gamma H)^2+4N(\alpha\gamma H+\|A\|_2)^2\big]"
MAJORISES = rf"{RATE_SMOOTHNESS}\ge{VALUE_SMOOTHNESS}+8\gamma\bar f_{{\max}}\|\bar Z\|_2{QUERY_TERM}"
SQUARED_TERM = rf"\tfrac{{16}}K(\gamma\bar f_{{\max}}\|\bar Z\|_2)^2{QUERY_TERM}"


@claim(
    "induction.step_size",
    population=initial_states,
    sides=("L of (17)", "L of (61)"),
    statement=rf"{MAJORISES},\quad\alpha\text{{ of (44)}}",
    source="implicit in the proof of Theorem 1",
    group=GROUP,
    expected="refuted",
    because=STEP_SIZE,
    assumes=(full_row_rank, large_gamma),
    note=(
        "(17) takes 4 K alpha^2 for the maximum with 1 in (61), and ||Zbar||^2 where (61) has ||Zbar||: it is"
        " too small where the values or the features are small, as (15) makes the values."
    ),
)
def rates_are_small_enough(training, *, form_of_61="printed"):
    """The step size of (16) is small enough for Lemma 10"""
    gamma, alpha = gamma_of(training), value_bound(training)
    return at_least(
        rate_smoothness(training, gamma), lemma_smoothness(training, gamma, alpha, form=form_of_61)
    )


rates_are_small_enough.variant(
    "corrected",
    "squared",
    clause="with squared factors",
    statement=rf"{RATE_SMOOTHNESS}\ge{VALUE_SMOOTHNESS}+{SQUARED_TERM},\quad\alpha\text{{ of (44)}}",
    expected="refuted",
    form_of_61="corrected",
    because=STEP_SIZE,
    note="Squaring (58) puts (gamma fbar_max ||Zbar||)^2 where (59) and (61) have its first power.",
)
enough_where_large = rates_are_small_enough.variant(
    "corrected",
    "corrected",
    title="The step size of (16) is small enough for Lemma 10 where labels and values are large",
    statement=rf"{MAJORISES}\quad\text{{where }}\|\bar Z\|_2\ge1,\ 4K\alpha^2\ge1",
    expected="holds",
    population=large_dictionaries,
    assumes=(full_row_rank, large_gamma, large_labels, large_values),
    note="Then the maximum is 4 K alpha^2 and ||Zbar||^2 >= ||Zbar||, and (17) majorises (61) term by term.",
)
enough_where_large.without(
    "large_labels",
    clause="for small labels",
    expected="refuted",
    population=small_labels,
    weakened=r"\text{ with } \|\bar Z\|_2<1",
)
enough_where_large.without(
    "large_values",
    clause="for small values",
    expected="refuted",
    population=many_heads,
    weakened=r"\text{ with } 4K\alpha^2<1 \text{ and many heads}",
    note="Many heads make gamma small; then the maximum in (61) is 1, where (17) has 4 K alpha^2.",
)
enough_where_large.variant(
    "corrected",
    "few_heads",
    title="The step size of (16) is small enough for Lemma 10 for large labels and at most 3N + 2 heads",
    statement=rf"{MAJORISES}\quad\text{{where }}\|\bar Z\|_2\ge1,\ N\le H\le3N+2",
    expected="refuted",
    population=large_label_states,
    assumes=(full_row_rank, large_gamma, large_labels, few_heads),
    note="Few heads make gamma large, which is not enough for ||Zbar||_2 near 1: with one head, Z = 0 and "
    "m tau = 1, (61) exceeds (17) by one per cent.",
)
enough_where_large.lowered(
    Fraction(18, 100),
    known=Fraction(696, 1000),
    note="0.696 is known from long hunts; 0.196 is the largest quotient among the draws of a quick run.",
)

"""The induction behind Theorem 1: (43)-(49), (62), (82) along trajectories, and the step sizes of (17)."""

from fractions import Fraction

from icl_verify.trial.claim import claim
from icl_verify.trial.relation import at_least, at_most, equal
from icl_verify.yang2024.strategies.populations import initial_states, trained_printed_rates
from icl_verify.yang2024.strategies.populations_training import (
    large_dictionaries,
    one_label,
    opposed_tokens,
    small_labels,
    trained_small_gamma,
)
from icl_verify.yang2024.theory.assumptions import (
    THEOREM_1,
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
    factor_drift,
    factor_drift_bound,
    factor_slack,
    factors_along,
    is_trusted,
    later_times,
    query_drift,
    query_drift_bound,
    residual_along,
    share_claimed,
    value_gradient,
    value_gradient_by_factors,
)
from icl_verify.yang2024.theory.training import excess_at_kept_times, trajectory

GROUP = "The induction behind Theorem 1"
PRINTED_GAP = "The printed L* lies (K - N) m tau/(2K) below the infimum, so a gap to it never vanishes."


def timed(xp, x):
    """The kept times, behind the batch axis, moved to the end"""
    return xp.moveaxis(x, 1, -1)


def trusted(training, times, ndim):
    """The entries that float64 may judge, for sides of ``ndim`` axes with times last; None for balls"""
    mask = is_trusted(training, times)
    return None if mask is None else mask.reshape(training.batch, *[1] * (ndim - 2), len(times))


def every_step(training, steps):
    """The same along all steps of the trajectory, above the rounding floor; None for balls"""
    mask = is_trusted(training, tuple(steps))
    return None if mask is None else mask & trajectory(training).resolved[:, steps[0] : steps[-1] + 1]


def moving(training, allowed):
    """Where queries have moved at all, of the shape of what is allowed: 0 <= 0 is no news; None for balls"""
    mask = trusted(training, later_times(training), allowed.ndim)
    return None if mask is None else mask & (allowed > 0)


@claim(
    "induction.values",
    population=trained_printed_rates,
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
    statement=r"\|\alpha_h^{(t)}\|_2\le\alpha \text{ of (44), with } \mathcal L^*=\inf\mathcal L",
    expected="holds",
    optimum="corrected",
    note="Stronger than the printed bound: its gap is smaller.",
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


factors_stay_conditioned.lowered(Fraction(48, 100), known=Fraction(1, 2))


@claim(
    "induction.loss",
    population=trained_printed_rates,
    statement=(
        r"\mathcal L(\theta^{(t)})-\mathcal L^*\le\Big(1-\frac{\eta_Q\sigma}{2}\Big)^t"
        r"\big(\mathcal L(\theta^{(0)})-\mathcal L^*\big)"
    ),
    source="Induction, (43c), with L* as printed",
    group=GROUP,
    expected="refuted",
    assumes=THEOREM_1,
    uses=("induction.gradient_dominates", "induction.descent"),
    note=PRINTED_GAP,
)
def gap_shrinks(training, *, optimum="printed"):
    """The loss approaches the printed L* at the printed rate"""
    # l_0 - l_t >= (1 - (1 - r)^t)(l_0 - L*): no difference of two nearly equal gaps is formed.
    xp, path = training.xp, trajectory(training)
    lost = xp.cumsum(path.decrease, axis=1)
    claimed = share_claimed(training) * initial_gap(training, optimum=optimum)[:, None]
    steps = range(1, training.T + 1)
    return at_least(lost, claimed, times=steps, resolved=every_step(training, steps))


corrected_gap = gap_shrinks.variant(
    "corrected",
    "corrected",
    statement=gap_shrinks.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    optimum="corrected",
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


rates_agree.mutant("missing_half", r"\eta_Q\sigma=\frac{\eta_w\zeta_0}{2K}", share=Fraction(1))


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
    """The gradient in the values is B_k^T Zbar delta_k, up to gamma/K, all along the trajectory"""
    xp, path = training.xp, trajectory(training)
    by_chain = timed(xp, value_gradient(training))
    by_factors = timed(xp, value_gradient_by_factors(training))
    if denominator == "N":
        by_factors = by_factors * training.K / training.N
    scale = gamma_of(training) * label_scale(training) / training.K
    size = xp.norm(residual_along(training), axis=(-2, -1)) * label_scale(training)[:, None]
    return equal(by_chain, by_factors, (scale[:, None] * size)[:, None, None], times=path.times)


value_gradient_follows_factors.mutant(
    "N_for_K", r"\text{with } \gamma/N \text{ for } \gamma/K", denominator="N"
)


@claim(
    "induction.column_drift",
    population=trained_printed_rates,
    statement=r"\|b_k^{h(t)}-b_k^{h(0)}\|\le2\|\bar Z\|_2\|Q_h^{(t)}-Q_h^{(0)}\|_F",
    source="(46)",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("lemma2.softmax_lipschitz",),
)
def columns_follow_queries(training):
    """A column of B_k moves at most 2 ||Zbar|| times as far as its head's queries"""
    xp, times = training.xp, later_times(training)
    moved = timed(xp, xp.norm(factor_drift(training), axis=-2))
    allowed = 2 * label_scale(training)[:, None, None] * timed(xp, query_drift(training))
    return at_most(moved, allowed[:, None], times=times, resolved=moving(training, allowed[:, None]))


columns_follow_queries.lowered(
    Fraction(32, 100),
    known=Fraction(353, 1000),
    population=opposed_tokens,
    note="Two opposed prompt tokens under uniform attention reach sqrt2/4 = 0.3536; nothing larger is known.",
)


@claim(
    "induction.query_drift",
    population=trained_printed_rates,
    statement=(
        r"\|Q_h^{(t)}-Q_h^{(0)}\|_F\le\frac{8\sqrt2\gamma\alpha\bar f_{\max}}{\sigma}"
        r"\sqrt{\mathcal L(\theta^{(0)})-\mathcal L^*}"
    ),
    source="(47), with L* as printed",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("induction.loss", "lemma7.gradient"),
)
def queries_hardly_move(training, *, optimum="printed"):
    """The queries stay within the printed distance of where they started"""
    xp, times = training.xp, later_times(training)
    bound = query_drift_bound(training, optimum=optimum)[:, None, None]
    moved = timed(xp, query_drift(training))
    return at_most(moved, bound, times=times, resolved=trusted(training, times, 3))


corrected_query_drift = queries_hardly_move.variant(
    "corrected",
    "corrected",
    statement=queries_hardly_move.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="(47), with L* = inf L",
    optimum="corrected",
    note="Stronger than the printed bound: its gap is smaller.",
)
corrected_query_drift.lowered(
    Fraction(1, 2000),
    known=Fraction(16, 10**4),
    population=opposed_tokens,
    note="No drift above 1.7e-3 of the bound is known; the queries are almost frozen.",
)


@claim(
    "induction.factor_drift_first",
    population=trained_printed_rates,
    statement=(
        r"\|B_k^{(t)}-B_k^{(0)}\|_F\le2\|\bar Z\|_2\sqrt{\textstyle\sum_h\|Q_h^{(t)}-Q_h^{(0)}\|_F^2}"
    ),
    source="(48), first inequality",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("induction.column_drift",),
)
def factors_follow_queries(training):
    """B_k moves at most 2 ||Zbar|| times as far as all queries together"""
    xp, times = training.xp, later_times(training)
    moved = timed(xp, xp.norm(factor_drift(training), axis=(-2, -1)))
    allowed = 2 * label_scale(training)[:, None] * xp.norm(query_drift(training), axis=-1)
    return at_most(moved, allowed[:, None], times=times, resolved=moving(training, allowed[:, None]))


factors_follow_queries.lowered(
    Fraction(32, 100),
    known=Fraction(353, 1000),
    population=opposed_tokens,
    note="As for (46): sqrt2/4 = 0.3536 is reached where every head moves alike.",
)


@claim(
    "induction.factor_drift_second",
    population=trained_printed_rates,
    statement=(
        r"2\|\bar Z\|_2\sqrt{\textstyle\sum_h\|Q_h^{(t)}-Q_h^{(0)}\|_F^2}\le\|\bar Z\|_2\sqrt H\,"
        r"\frac{16\sqrt2\gamma\alpha\bar f_{\max}}{\sigma}\sqrt{\mathcal L(\theta^{(0)})-\mathcal L^*}"
    ),
    source="(48), second inequality, with L* as printed",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("induction.query_drift",),
)
def factor_drift_is_bounded(training, *, optimum="printed"):
    """All queries together stay within sqrt(H) times the printed distance of one"""
    xp, times = training.xp, later_times(training)
    moved = 2 * label_scale(training)[:, None] * xp.norm(query_drift(training), axis=-1)
    bound = factor_drift_bound(training, optimum=optimum)[:, None]
    return at_most(moved, bound, times=times, resolved=is_trusted(training, times))


corrected_factor_drift = factor_drift_is_bounded.variant(
    "corrected",
    "corrected",
    statement=factor_drift_is_bounded.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="(48), second inequality, with L* = inf L",
    optimum="corrected",
)
corrected_factor_drift.lowered(
    Fraction(1, 2000),
    known=Fraction(11, 10**4),
    population=opposed_tokens,
    note="No drift above 1.2e-3 of the bound is known; the queries are almost frozen.",
)


@claim(
    "induction.factor_drift_slack",
    population=initial_states,
    statement=(
        r"\|\bar Z\|_2\sqrt H\,\frac{16\sqrt2\gamma\alpha\bar f_{\max}}{\sigma}"
        r"\sqrt{\mathcal L(\theta^{(0)})-\mathcal L^*}\le\Big(1-\frac1{\sqrt2}\Big)\sqrt{\zeta_0}"
    ),
    source="(48), third inequality, with L* as printed",
    group=GROUP,
    expected="refuted",
    assumes=(full_row_rank, large_gamma),
    note="(15) is this inequality with Delta^(0) for the gap to L*; the printed L* makes the gap larger.",
)
def gamma_leaves_slack(training, *, optimum="printed"):
    """The bound (15) on gamma keeps B_k within (1 - 1/sqrt2) of its least singular value"""
    return at_most(factor_drift_bound(training, optimum=optimum), factor_slack(training))


corrected_slack = gamma_leaves_slack.variant(
    "corrected",
    "corrected",
    statement=gamma_leaves_slack.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="(48), third inequality, with L* = inf L",
    optimum="corrected",
    note="An equality where gamma is the least that (15) allows.",
)
corrected_slack.lowered(Fraction(95, 100), known=Fraction(1))
corrected_slack.without(
    "gamma",
    expected="refuted",
    population=trained_small_gamma,
    weakened=r"\text{ with } \gamma \text{ from } 10^{-3} \text{ to } 1 \text{ times the bound (15)}",
    note="(15) is exactly what this step of the proof needs; Theorem 1's conclusion does not fail with it.",
)


@claim(
    "induction.factor_lower_bound",
    population=trained_printed_rates,
    statement=r"\|x^\top B_k^{(t)}\|_2\ge\sqrt{\zeta_0/2}\quad\text{for all } x",
    source="below (48), as printed: for all x (in R^K, of any length)",
    group=GROUP,
    expected="refuted",
    assumes=THEOREM_1,
    note="A short x breaks it; and B_k has N rows, so that x is in R^N. Meant is x in R^N of norm 1.",
)
def factors_are_bounded_below(training, *, length=Fraction(1, 100)):
    """No vector is shortened by B_k below sqrt(zeta_0/2), tried on multiples of unit vectors"""
    xp, path = training.xp, trajectory(training)
    images = timed(xp, xp.norm(factors_along(training), axis=-1)) * xp.const(*length.as_integer_ratio())
    bound = xp.sqrt(smallest_attention_eigenvalue(training) / 2)[:, None, None, None]
    return at_least(images, bound, times=path.times, resolved=trusted(training, path.times, 4))


@claim(
    "induction.factor_lower_bound.corrected",
    population=trained_printed_rates,
    statement=r"\|x^\top B_k^{(t)}\|_2\ge\sqrt{\zeta_0/2}\quad\text{for all unit } x\in\mathbb R^N",
    source="below (48)",
    group=GROUP,
    form="corrected",
    of=factors_are_bounded_below,
    assumes=THEOREM_1,
    uses=("induction.factor_drift_slack.corrected",),
)
def unit_vectors_are_bounded_below(training):
    """No unit vector is shortened by B_k below sqrt(zeta_0/2)"""
    # The least of ||x^T B_k|| over unit x in R^N is the least singular value of the N x H matrix B_k.
    xp, path = training.xp, trajectory(training)
    least = timed(xp, xp.sqrt(eigenvalues_along(training)))
    bound = xp.sqrt(smallest_attention_eigenvalue(training) / 2)[:, None, None]
    return at_least(least, bound, times=path.times, resolved=trusted(training, path.times, 3))


unit_vectors_are_bounded_below.lowered(Fraction(68, 100), known=Fraction(7071, 10000))


@claim(
    "induction.gradient_dominates",
    population=trained_printed_rates,
    statement=r"\|\nabla\ell(\xi^{(t)})\|^2\ge\sigma\big(\ell(\xi^{(t)})-\mathcal L^*\big)",
    source="(49), with L* as printed",
    group=GROUP,
    expected="refuted",
    assumes=THEOREM_1,
    uses=("induction.factor",),
    note=PRINTED_GAP,
)
def gradient_dominates(training, *, optimum="printed"):
    """The squared gradient is at least sigma times the gap"""
    path, steps = trajectory(training), range(training.T + 1)
    gap = path.excess + optimum_offset(training, optimum=optimum)[:, None]
    claimed = curvature(training)[:, None] * gap
    resolved = every_step(training, steps)
    return at_least(path.squared_gradient, claimed, times=steps, resolved=resolved)


corrected_dominance = gradient_dominates.variant(
    "corrected",
    "corrected",
    statement=gradient_dominates.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="(49), with L* = inf L",
    optimum="corrected",
)
corrected_dominance.lowered(Fraction(48, 100), known=Fraction(1, 2))


@claim(
    "induction.descent",
    population=trained_printed_rates,
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
    return at_least(path.decrease, claimed, times=steps, resolved=every_step(training, steps))


every_step_descends.lowered(
    Fraction(72, 100),
    known=Fraction(773, 1000),
    population=one_label,
    note="With one labelled token the quotient is 1/(2 - x), and x reaches 1/sqrt2: 0.7735.",
)


@claim(
    "induction.head_gradient",
    population=trained_printed_rates,
    statement=(
        r"\Big\|\frac{\partial\ell}{\partial\alpha_h}\Big\|\le\|\bar Z\|_2\gamma"
        r"\sqrt{\tfrac2K(\ell-\inf\mathcal L)}\text{ along the trajectory}"
    ),
    source="(62)",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("lemma9.factor",),
)
def head_gradients_are_small(training):
    """The gradient in one head's values is bounded by the root of the excess loss, at every kept time"""
    xp, path = training.xp, trajectory(training)
    sizes = timed(xp, xp.norm(value_gradient(training), axis=-1))
    scale = label_scale(training) * gamma_of(training)
    bound = scale[:, None] * xp.sqrt(xp.const(2, training.K) * excess_at_kept_times(training))
    return at_most(sizes, bound[:, None], times=path.times, resolved=_kept_resolved(training))


def _kept_resolved(training):
    path = trajectory(training)
    return None if path.resolved is None else path.resolved[:, list(path.times)][:, None]


head_gradients_are_small.lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "induction.step_size",
    population=initial_states,
    statement=r"L \text{ of (17)}\ge L \text{ of (61) with } \alpha \text{ of (44)}",
    source="implicit in the proof of Theorem 1",
    group=GROUP,
    expected="refuted",
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
    statement=r"L \text{ of (17)}\ge L \text{ of (61) as it follows from (58), with } \alpha \text{ of (44)}",
    expected="refuted",
    form_of_61="corrected",
    note="Squaring (58) puts (gamma fbar_max ||Zbar||)^2 where (59) and (61) have its first power.",
)
enough_where_large = rates_are_small_enough.variant(
    "corrected",
    "corrected",
    statement=r"L \text{ of (17)}\ge L \text{ of (61)}\quad\text{where } \|\bar Z\|_2\ge1,\ 4K\alpha^2\ge1",
    expected="holds",
    population=large_dictionaries,
    assumes=(full_row_rank, large_gamma, large_labels, large_values),
    note="Then the maximum is 4 K alpha^2 and ||Zbar||^2 >= ||Zbar||, and (17) majorises (61) term by term.",
)
enough_where_large.without(
    "large_labels", expected="refuted", population=small_labels, weakened=r"\text{ with } \|\bar Z\|_2<1"
)
enough_where_large.lowered(Fraction(1, 10), known=Fraction(19, 100))

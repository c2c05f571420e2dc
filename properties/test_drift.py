"""How far attention moves under the rates of Theorem 1: (46)-(48) along trajectories."""

from fractions import Fraction

from icl_verify import at_least, at_most, claim
from icl_verify.yang2024.paper.findings import OPTIMUM_NOISE, UNIT_VECTORS
from icl_verify.yang2024.populations.setting import initial_states, trained_printed_rates
from icl_verify.yang2024.populations.training import (
    opposed_tokens,
)
from icl_verify.yang2024.populations.weakened import ANY_NORM, SMALL_GAMMA, WARM_START
from icl_verify.yang2024.theory.assumptions import (
    THEOREM_1,
    full_row_rank,
    large_gamma,
)
from icl_verify.yang2024.theory.constants import (
    label_scale,
    smallest_attention_eigenvalue,
)
from icl_verify.yang2024.theory.induction import (
    eigenvalues_along,
    factor_drift,
    factor_drift_bound,
    factor_slack,
    factors_along,
    is_trusted,
    later_times,
    moving,
    query_drift,
    query_drift_bound,
    timed,
    trusted,
)
from icl_verify.yang2024.theory.training import trajectory

GROUP = "The induction behind Theorem 1"


@claim(
    "induction.column_drift",
    population=trained_printed_rates,
    sides=("drift of the column", "its bound"),
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


columns_follow_queries.without(
    "unit_norm",
    expected="refuted",
    **ANY_NORM,
    assumes=THEOREM_1,
    note="The logits move by ||v_j|| ||v_k|| times as much as the queries.",
)
OPPOSED = "With two opposed prompt tokens, where attention moves as much as the queries allow."
columns_follow_queries.variant(
    "printed",
    "opposed",
    clause="for opposed tokens",
    statement=columns_follow_queries.statement,
    expected="holds",
    population=opposed_tokens,
    note=OPPOSED,
)
columns_follow_queries.lowered(
    Fraction(32, 100),
    known=Fraction(353, 1000),
    population=opposed_tokens,
    note="Two opposed prompt tokens under uniform attention reach sqrt2/4 = 0.3536; nothing larger is known.",
)


@claim(
    "induction.query_drift",
    population=trained_printed_rates,
    sides=("drift of the queries", "its bound"),
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
    title="The queries stay near where they started, for the gap to the infimum",
    statement=queries_hardly_move.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="(47), with L* = inf L",
    optimum="corrected",
    note="Stronger than the printed bound: its gap is smaller.",
)
corrected_query_drift.without(
    "w0",
    expected="refuted",
    **WARM_START,
    assumes=THEOREM_1,
)
corrected_query_drift.without(
    "unit_norm",
    expected="refuted",
    **ANY_NORM,
    assumes=THEOREM_1,
)
corrected_query_drift.variant(
    "corrected",
    "opposed",
    clause="for opposed tokens",
    statement=corrected_query_drift.statement,
    expected="holds",
    population=opposed_tokens,
    note=OPPOSED,
)
corrected_query_drift.lowered(
    Fraction(1, 2000),
    known=Fraction(16, 10**4),
    population=opposed_tokens,
    note="No drift above 2.4e-3 of the bound is known; the queries are almost frozen.",
)


@claim(
    "induction.factor_drift_first",
    population=trained_printed_rates,
    sides=("drift of B_k", "its bound"),
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


factors_follow_queries.variant(
    "printed",
    "opposed",
    clause="for opposed tokens",
    statement=factors_follow_queries.statement,
    expected="holds",
    population=opposed_tokens,
    note=OPPOSED,
)
factors_follow_queries.lowered(
    Fraction(32, 100),
    known=Fraction(353, 1000),
    population=opposed_tokens,
    note="As for (46): sqrt2/4 = 0.3536 is reached where every head moves alike.",
)


@claim(
    "induction.factor_drift_second",
    population=trained_printed_rates,
    sides=("bound on the drift of B_k", "the next bound"),
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
    title="All queries together stay within sqrt(H) times the distance of one, for the gap to the infimum",
    statement=factor_drift_is_bounded.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="(48), second inequality, with L* = inf L",
    optimum="corrected",
)
corrected_factor_drift.variant(
    "corrected",
    "opposed",
    clause="for opposed tokens",
    statement=corrected_factor_drift.statement,
    expected="holds",
    population=opposed_tokens,
    note=OPPOSED,
)
corrected_factor_drift.lowered(
    Fraction(1, 2000),
    known=Fraction(11, 10**4),
    population=opposed_tokens,
    note="No drift above 1.4e-3 of the bound is known; the queries are almost frozen.",
)


@claim(
    "induction.factor_drift_slack",
    population=initial_states,
    sides=("bound on the drift of B_k", "drift allowed"),
    statement=(
        r"\|\bar Z\|_2\sqrt H\,\frac{16\sqrt2\gamma\alpha\bar f_{\max}}{\sigma}"
        r"\sqrt{\mathcal L(\theta^{(0)})-\mathcal L^*}\le\Big(1-\frac1{\sqrt2}\Big)\sqrt{\zeta_0}"
    ),
    source="(48), third inequality, with L* as printed",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    assumes=(full_row_rank, large_gamma),
    note="(15) is this inequality with Delta^(0) for the gap to L*; the printed L* makes the gap larger.",
)
def gamma_leaves_slack(training, *, optimum="printed"):
    """The bound (15) on gamma keeps B_k within (1 - 1/sqrt2) of its least singular value"""
    return at_most(factor_drift_bound(training, optimum=optimum), factor_slack(training))


corrected_slack = gamma_leaves_slack.variant(
    "corrected",
    "corrected",
    title="The bound (15) on gamma keeps B_k within (1 - 1/sqrt2) of its least singular value, "
    "for the gap to the infimum",
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
    **SMALL_GAMMA,
    note="(15) is exactly what this step of the proof needs; Theorem 1's conclusion does not fail with it.",
)


@claim(
    "induction.factor_lower_bound",
    population=trained_printed_rates,
    sides=("length of x^T B_k", "root of zeta_0/2"),
    statement=r"\|x^\top B_k^{(t)}\|_2\ge\sqrt{\zeta_0/2}\quad\text{for all } x",
    source="below (48), as printed: for all x (in R^K, of any length)",
    group=GROUP,
    expected="refuted",
    because=UNIT_VECTORS,
    assumes=THEOREM_1,
    note="A short x breaks it; and B_k has N rows, so that x is in R^N. Meant is x in R^N of norm 1.",
)
def factors_are_bounded_below(training, *, length=Fraction(1, 100)):
    """B_k maps no vector to one shorter than sqrt(zeta_0/2), tried on multiples of unit vectors"""
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
    """B_k maps no unit vector to one shorter than sqrt(zeta_0/2)"""
    # The least of ||x^T B_k|| over unit x in R^N is the least singular value of the N x H matrix B_k.
    xp, path = training.xp, trajectory(training)
    least = timed(xp, xp.sqrt(eigenvalues_along(training)))
    bound = xp.sqrt(smallest_attention_eigenvalue(training) / 2)[:, None, None]
    return at_least(least, bound, times=path.times, resolved=trusted(training, path.times, 3))


unit_vectors_are_bounded_below.lowered(Fraction(68, 100), known=Fraction(7071, 10000))

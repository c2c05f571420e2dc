"""Lemmas 8 to 10: how attention, residuals and gradients move with the parameters. (50)-(55), (58)-(61)."""

from fractions import Fraction

from icl_verify import at_most, claim
from icl_verify.yang2024.paper.findings import QUERY_SMOOTHNESS
from icl_verify.yang2024.populations.parameters import (
    lemma_pairs,
    lemma_parameters,
    turned_queries,
    unscaled_pairs,
    unscaled_parameters,
)
from icl_verify.yang2024.setting.loss import residual_of
from icl_verify.yang2024.theory.constants import label_scale, query_smoothness, value_smoothness
from icl_verify.yang2024.theory.lemmas import factor_of, largest_value, residual_bound
from icl_verify.yang2024.theory.smoothness import (
    query_change_bound,
    query_change_energy_bound,
    query_distances,
    query_gradient_changes,
    residual_change_bound,
    squared_distance,
    value_change_bound,
    value_gradient_changes,
)

GROUP = "Lemmas 8 to 10"
QUERY_CHANGES = (
    r"\sum_h\Big\|\tfrac{\partial\ell}{\partial Q_h}-\tfrac{\partial\ell'}{\partial Q_h}\Big\|_F^2"
)
TERMS = (
    r"\Big\{(2K\alpha)^2\big[(\alpha\gamma H)^2+4N(\alpha\gamma H+\|A\|_2)^2\big]\sum_h\|Q_h-Q'_h\|_F^2"
    r"+K\big[(\alpha\gamma H)^2+(\alpha\gamma H+\|A\|_2)^2\big]\|\alpha-\alpha'\|_F^2\Big\}"
)
PRINTED_FACTOR = r"8\tfrac{\gamma\bar f_{\max}\|\bar Z\|_2}K"
SQUARED_FACTOR = r"\Big(\tfrac{\gamma\bar f_{\max}\|\bar Z\|_2}K\Big)^2"
SECOND_LINE = r"\max\{1,(2\sqrt K\alpha)^2\}\big[(\alpha\gamma H)^2+4N(\alpha\gamma H+\|A\|_2)^2\big]"
PRINTED_SECOND = rf"8\gamma\bar f_{{\max}}\|\bar Z\|_2{SECOND_LINE}"
CORRECTED_SECOND = rf"\tfrac{{16}}K(\gamma\bar f_{{\max}}\|\bar Z\|_2)^2{SECOND_LINE}"
FIRST_LINE = (
    r"2\Big(\tfrac1K\big(2\gamma\|\bar Z\|_2^2(2\gamma H\alpha+\|A\|_2)\big)^2"
    r"+\tfrac{\gamma^4}{K^2}H^2\|\bar Z\|_2^4\Big)"
)
SMOOTH = r"\|\nabla_\xi\ell(\xi)-\nabla_\xi\ell(\xi')\|\le L\|\xi-\xi'\|,\quad L^2="
UNBOUNDED = r"\text{with }\alpha=0<|\alpha_{h,k}|"
UNSQUARED = (
    "The right-hand side is printed with the first power of gamma fbar_max ||Zbar||_2, where squaring (58) "
    "gives the second: too small once gamma fbar_max ||Zbar||_2 is large."
)
SQUARED = (
    "Squaring (58), with (a + b + c + d)^2 <= 4 (a^2 + b^2 + c^2 + d^2), and summing over h: "
    "16 (gamma fbar_max ||Zbar||_2 / K)^2 in place of 8 gamma fbar_max ||Zbar||_2 / K."
)


@claim(
    "lemma8.attention",
    population=turned_queries,
    sides=("change of the column", "its bound"),
    statement=r"\|b^h_k-b'^h_k\|\le2\|\bar Z\|_2\|Q_h-Q'_h\|_F",
    source="Lemma 8, (50)",
    group=GROUP,
)
def attention_moves_with_queries(pair):
    """The columns of B_k are Lipschitz in the query of their head"""
    return at_most(*_attention_moves(pair, 2 * label_scale(pair)))


attention_moves_with_queries.lowered(Fraction(33, 100), known=Fraction(353, 1000))
attention_moves_with_queries.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_pairs
)


@claim(
    "lemma8.attention_sharp",
    population=turned_queries,
    statement=r"\|b^h_k-b'^h_k\|\le\tfrac1{\sqrt2}\|\bar Z\|_2\|Q_h-Q'_h\|_F",
    source="a fraction 1/(2 sqrt2) of (50)",
    group=GROUP,
    form="control",
    note="The softmax's derivative along |u_i| <= 1 has entries s_i (u_i - mean); its 2-norm is largest, "
    "sqrt(2) p (1 - p) 2 <= 1/sqrt2, for two tokens. Opposite tokens with opposite features reach it.",
)
def attention_moves_less(pair):
    """The columns of B_k are Lipschitz with a smaller constant than the printed one"""
    return at_most(*_attention_moves(pair, label_scale(pair) / pair.xp.sqrt(pair.xp.const(2))))


attention_moves_less.lowered(Fraction(95, 100), known=Fraction(1))


def _attention_moves(pair, constant):
    moved = factor_of(pair.first()) - factor_of(pair.other())
    bound = constant[:, None] * query_distances(pair)
    return pair.xp.norm(moved, axis=-2), bound[:, None]


@claim(
    "lemma8.residual",
    population=lemma_pairs,
    sides=("change of the residual", "its bound"),
    statement=r"\|\delta_k-\delta'_k\|\le2\gamma\sqrt H\,\alpha\sqrt{\textstyle\sum_h\|Q_h-Q'_h\|_F^2}"
    r"+\gamma\sqrt H\,\|\alpha_k-\alpha'_k\|",
    source="Lemma 8, (51)",
    group=GROUP,
)
def residual_moves_with_parameters(pair, *, bounded=1):
    """The residuals are Lipschitz in the parameters"""
    moved = residual_of(pair.first()) - residual_of(pair.other())
    return at_most(pair.xp.norm(moved, axis=-2), residual_change_bound(pair, bounded * largest_value(pair)))


residual_moves_with_parameters.lowered(Fraction(95, 100), known=Fraction(1))
residual_moves_with_parameters.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_pairs
)
residual_moves_with_parameters.without(
    "bounded_values",
    clause="for values of any size",
    expected="refuted",
    weakened=UNBOUNDED,
    population=turned_queries,
    bounded=0,
)


@claim(
    "lemma9.attention",
    population=lemma_parameters,
    sides=("length of the column", "its bound"),
    statement=r"\|b^h_k\|\le\|\bar Z\|_2",
    source="Lemma 9, (52)",
    group=GROUP,
)
def attention_columns_are_bounded(parameters):
    """The columns of B_k are bounded by the norm of Zbar"""
    norms = parameters.xp.norm(factor_of(parameters), axis=-2)
    return at_most(norms, label_scale(parameters)[:, None, None])


attention_columns_are_bounded.lowered(Fraction(95, 100), known=Fraction(1))
attention_columns_are_bounded.without(
    "unit_norm",
    clause="for tokens of any norm",
    expected="holds",
    population=unscaled_parameters,
    note="A column of the attention is a convex combination, whatever the tokens are.",
)


@claim(
    "lemma9.residual",
    population=lemma_parameters,
    sides=("length of the residual", "its bound"),
    statement=r"\|\delta_k\|\le\gamma H\alpha+\|A\|_2",
    source="Lemma 9, (53)",
    group=GROUP,
)
def residuals_are_bounded(parameters, *, bounded=1):
    """The residuals are bounded by the values and the target"""
    norms = parameters.xp.norm(residual_of(parameters), axis=-2)
    return at_most(norms, residual_bound(parameters, bounded * largest_value(parameters))[:, None])


residuals_are_bounded.lowered(Fraction(95, 100), known=Fraction(1))
residuals_are_bounded.without(
    "bounded_values", clause="for values of any size", expected="refuted", weakened=UNBOUNDED, bounded=0
)
residuals_are_bounded.without(
    "unit_norm",
    clause="for tokens of any norm",
    expected="holds",
    population=unscaled_parameters,
    note="The norms of the tokens enter with the derivative of the attention, not with its size.",
)


@claim(
    "lemma10.value_gradient_change",
    population=lemma_pairs,
    sides=("change of the gradient", "its bound"),
    statement=r"\|\nabla_{\alpha_k}\ell-\nabla_{\alpha_k}\ell'\|\le\tfrac{2\gamma}K\|\bar Z\|_2^2"
    r"(2\gamma H\alpha+\|A\|_2)\sqrt{\textstyle\sum_h\|Q_h-Q'_h\|_F^2}"
    r"+\tfrac{\gamma^2H}K\|\bar Z\|_2^2\|\alpha_k-\alpha'_k\|",
    source="proof of Lemma 10, (54)",
    group=GROUP,
    uses=(
        "lemma9.value_gradient",
        "lemma8.attention",
        "lemma8.residual",
        "lemma9.attention",
        "lemma9.residual",
    ),
)
def value_gradients_move(pair, *, bounded=1):
    """The gradient with respect to the values of one token is Lipschitz"""
    return at_most(value_gradient_changes(pair), value_change_bound(pair, bounded * largest_value(pair)))


value_gradients_move.lowered(Fraction(95, 100), known=Fraction(1))
value_gradients_move.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_pairs
)
value_gradients_move.without(
    "bounded_values",
    clause="for values of any size",
    expected="refuted",
    weakened=UNBOUNDED,
    population=turned_queries,
    bounded=0,
)


@claim(
    "lemma10.value_smoothness",
    population=lemma_pairs,
    sides=("squared change of the gradient", "its bound"),
    statement=r"\|\nabla_\alpha\ell-\nabla_\alpha\ell'\|_F^2\le2\Big(\tfrac1K\big(2\gamma\|\bar Z\|_2^2"
    r"(2\gamma H\alpha+\|A\|_2)\big)^2+\tfrac{\gamma^4}{K^2}H^2\|\bar Z\|_2^4\Big)\|\xi-\xi'\|^2",
    source="proof of Lemma 10, (55)",
    group=GROUP,
    uses=("lemma10.value_gradient_change",),
)
def value_gradient_is_smooth(pair, *, bounded=1):
    """The gradient with respect to all values is Lipschitz"""
    return at_most(*_value_smoothness(pair, bounded))


def _value_smoothness(pair, bounded=1):
    energy = pair.xp.sum(value_gradient_changes(pair) ** 2, axis=-1)
    constant = value_smoothness(pair, pair.gamma, bounded * largest_value(pair))
    return energy, constant * squared_distance(pair)


value_gradient_is_smooth.lowered(Fraction(46, 100), known=Fraction(1, 2))
value_gradient_is_smooth.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_pairs
)
value_gradient_is_smooth.without(
    "bounded_values",
    clause="for values of any size",
    expected="refuted",
    weakened=UNBOUNDED,
    population=turned_queries,
    bounded=0,
)


@claim(
    "lemma10.value_smoothness_sharp",
    population=lemma_pairs,
    statement=r"\|\nabla_\alpha\ell-\nabla_\alpha\ell'\|_F^2\le\Big(\tfrac1K\big(2\gamma\|\bar Z\|_2^2"
    r"(2\gamma H\alpha+\|A\|_2)\big)^2+\tfrac{\gamma^4}{K^2}H^2\|\bar Z\|_2^4\Big)\|\xi-\xi'\|^2",
    source="half of (55)",
    group=GROUP,
    form="control",
    note="(a x + b y)^2 <= (a^2 + b^2)(x^2 + y^2) in place of 2 a^2 x^2 + 2 b^2 y^2, and Minkowski over k.",
)
def value_gradient_is_smoother(pair):
    """The gradient with respect to all values is Lipschitz with half of the printed constant"""
    energy, bound = _value_smoothness(pair)
    return at_most(energy, bound / 2)


value_gradient_is_smoother.lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "lemma10.query_gradient_change",
    population=lemma_pairs,
    sides=("change of the gradient", "its bound"),
    statement=r"\Big\|\tfrac{\partial\ell}{\partial Q_h}-\tfrac{\partial\ell'}{\partial Q_h}\Big\|_F"
    r"\le\tfrac{2\gamma\bar f_{\max}\|\bar Z\|_2}K\Big\{\alpha\gamma\sqrt H\big(2K\alpha"
    r"\sqrt{\textstyle\sum_h\|Q_h-Q'_h\|_F^2}+\sqrt K\|\alpha-\alpha'\|_F\big)"
    r"+(\gamma H\alpha+\|A\|_2)\big(\sqrt K\|\alpha_{h,:}-\alpha'_{h,:}\|"
    r"+2\alpha\sqrt N\,2K\|Q_h-Q'_h\|_F\big)\Big\}",
    source="proof of Lemma 10, (58)",
    group=GROUP,
    uses=("lemma7.gradient", "lemma8.residual", "lemma9.residual"),
)
def query_gradients_move(pair, *, bounded=1):
    """The gradient with respect to one query is Lipschitz"""
    return at_most(query_gradient_changes(pair), query_change_bound(pair, bounded * largest_value(pair)))


query_gradients_move.lowered(Fraction(32, 100), known=Fraction(342, 1000))
query_gradients_move.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_pairs
)
query_gradients_move.without(
    "bounded_values",
    clause="for values of any size",
    expected="refuted",
    weakened=UNBOUNDED,
    population=turned_queries,
    bounded=0,
)


@claim(
    "lemma10.query_change_energy",
    population=lemma_pairs,
    sides=("squared change of the gradients", "right side of (59)"),
    statement=rf"{QUERY_CHANGES}\le{PRINTED_FACTOR}{TERMS}",
    source="proof of Lemma 10, (59), first inequality",
    group=GROUP,
    expected="refuted",
    because=QUERY_SMOOTHNESS,
    uses=("lemma10.query_gradient_change",),
    note=UNSQUARED,
)
def query_changes_add_up(pair, *, power="printed", bounded=1):
    """The gradients with respect to all queries are Lipschitz, term by term"""
    energy = pair.xp.sum(query_gradient_changes(pair) ** 2, axis=-1)
    bound = query_change_energy_bound(pair, bounded * largest_value(pair), form=power)
    return at_most(energy, bound)


query_changes_add_up_corrected = query_changes_add_up.variant(
    "corrected",
    "corrected",
    title="The gradients with respect to all queries are Lipschitz, term by term, with the factor squared",
    statement=rf"{QUERY_CHANGES}\le16{SQUARED_FACTOR}{TERMS}",
    expected="holds",
    note=SQUARED,
    power="corrected",
)
# The largest known, 1/48, is reached at K = 3 alone; draws without it (seed 9) reach the 1/64 of K = 4.
query_changes_add_up_corrected.lowered(Fraction(15, 1000), known=Fraction(208, 10000))
query_changes_add_up_corrected.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_pairs
)
query_changes_add_up_corrected.without(
    "bounded_values",
    clause="for values of any size",
    expected="refuted",
    weakened=UNBOUNDED,
    population=turned_queries,
    bounded=0,
)
query_changes_add_up.variant(
    "conjecture",
    "squared",
    clause="with squared factors",
    statement=rf"{QUERY_CHANGES}\le8{SQUARED_FACTOR}{TERMS}",
    expected="holds",
    note="The least repair: the printed 8 with the square put on. It does not follow from (58), which needs "
    "16, but (58) itself is never tighter than 0.36.",
    power="squared",
)


@claim(
    "lemma10.query_smoothness",
    population=lemma_pairs,
    sides=("squared change of the gradients", "its bound"),
    statement=rf"{QUERY_CHANGES}\le{PRINTED_SECOND}\|\xi-\xi'\|^2",
    source="proof of Lemma 10, (59), last side: the second line of (61)",
    group=GROUP,
    expected="refuted",
    because=QUERY_SMOOTHNESS,
    uses=("lemma10.query_change_energy", "lemma10.second_line"),
    note=UNSQUARED,
)
def query_gradient_is_smooth(pair, *, power="printed", bounded=1):
    """The gradient with respect to all queries is Lipschitz"""
    energy = pair.xp.sum(query_gradient_changes(pair) ** 2, axis=-1)
    constant = query_smoothness(pair, pair.gamma, bounded * largest_value(pair), form=power)
    return at_most(energy, constant * squared_distance(pair))


query_gradient_is_smooth_corrected = query_gradient_is_smooth.variant(
    "corrected",
    "corrected",
    title="The gradient with respect to all queries is Lipschitz with the factor squared",
    statement=rf"{QUERY_CHANGES}\le{CORRECTED_SECOND}\|\xi-\xi'\|^2",
    expected="holds",
    note=SQUARED,
    power="corrected",
)
# 1/384 at K = 3, 1/512 at K = 4: see query_changes_add_up_corrected.
query_gradient_is_smooth_corrected.lowered(Fraction(187, 100000), known=Fraction(26, 10000))
query_gradient_is_smooth_corrected.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_pairs
)
query_gradient_is_smooth_corrected.without(
    "bounded_values",
    clause="for values of any size",
    expected="refuted",
    weakened=UNBOUNDED,
    population=turned_queries,
    bounded=0,
)


@claim(
    "lemma10.second_line",
    population=lemma_pairs,
    sides=("right side of (59)", "its bound"),
    statement=rf"{PRINTED_FACTOR}{TERMS}\le{PRINTED_SECOND}\|\xi-\xi'\|^2",
    source="proof of Lemma 10, (59), second inequality",
    group=GROUP,
)
def second_line_covers_the_terms(pair, *, power="printed"):
    """The second line of (61) covers the terms of (59)"""
    alpha = largest_value(pair)
    constant = query_smoothness(pair, pair.gamma, alpha, form=power)
    return at_most(query_change_energy_bound(pair, alpha, form=power), constant * squared_distance(pair))


second_line_covers_the_terms.variant(
    "corrected",
    "corrected",
    title="The corrected second line of (61) covers the corrected terms of (59)",
    statement=rf"16{SQUARED_FACTOR}{TERMS}\le{CORRECTED_SECOND}\|\xi-\xi'\|^2",
    expected="holds",
    note=SQUARED,
    power="corrected",
)
second_line_covers_the_terms.lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "lemma10.smoothness",
    population=lemma_pairs,
    sides=("change of the gradient", "L times the distance"),
    statement=rf"{SMOOTH}{FIRST_LINE}+{PRINTED_SECOND}",
    source="Lemma 10, (60), (61)",
    group=GROUP,
    expected="refuted",
    because=QUERY_SMOOTHNESS,
    uses=("lemma10.value_smoothness", "lemma10.query_smoothness"),
    note=f"{UNSQUARED} The first line of L^2, from (55), is not enough to make up for it.",
)
def loss_is_smooth(pair, *, power="printed", bounded=1):
    """The gradient of the loss is Lipschitz with the printed constant"""
    xp, alpha = pair.xp, bounded * largest_value(pair)
    # A norm, not the root of a sum of squares, which balls around 0 leave undefined.
    change = xp.norm(xp.concat([query_gradient_changes(pair), value_gradient_changes(pair)], axis=-1))
    constant = value_smoothness(pair, pair.gamma, alpha)
    constant = constant + query_smoothness(pair, pair.gamma, alpha, form=power)
    return at_most(change, xp.sqrt(constant * squared_distance(pair)))


loss_is_smooth_corrected = loss_is_smooth.variant(
    "corrected",
    "corrected",
    title="The gradient of the loss is Lipschitz with the corrected constant",
    statement=rf"{SMOOTH}{FIRST_LINE}+{CORRECTED_SECOND}",
    expected="holds",
    note=SQUARED,
    power="corrected",
)
loss_is_smooth_corrected.lowered(Fraction(66, 100), known=Fraction(707, 1000))
loss_is_smooth_corrected.without(
    "unit_norm", clause="for tokens of any norm", expected="refuted", population=unscaled_pairs
)
loss_is_smooth_corrected.without(
    "bounded_values",
    clause="for values of any size",
    expected="refuted",
    weakened=UNBOUNDED,
    population=turned_queries,
    bounded=0,
)

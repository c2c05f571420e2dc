"""Lemmas 1 to 4: the softmax, its gradient, and the norms that everything else leans on."""

from fractions import Fraction

from icl_verify import at_most, claim, equal
from icl_verify.yang2024.populations.elementary import logit_pairs, vectors
from icl_verify.yang2024.populations.parameters import (
    lemma_parameters,
    turned_queries,
    wide_regressions,
)
from icl_verify.yang2024.setting.transformer import attention_of
from icl_verify.yang2024.theory.lemmas import score_gradients, score_gradients_by_quotients

GROUP = "Lemmas 1 to 4"


@claim(
    "lemma1.gradient",
    population=lemma_parameters,
    statement=r"\frac{\partial s^h_{jk}}{\partial Q_h}=s^h_{jk}\sum_{i}s^h_{ik}(v_j-v_i)v_k^\top",
    source="Lemma 1, (29)",
    group=GROUP,
)
def scores_have_the_printed_gradient(parameters, *, sign=1):
    """The gradient of an attention score is as printed, by the quotient rule on the exponentials"""
    printed = score_gradients(parameters)
    # No entry exceeds 2 in size: tokens have norm 1 and scores sum to 1.
    return equal(sign * printed, score_gradients_by_quotients(parameters), scale=parameters.xp.const(2))


scores_have_the_printed_gradient.mutant(
    "sign",
    r"\frac{\partial s^h_{jk}}{\partial Q_h}=s^h_{jk}\sum_{i}s^h_{ik}(v_i-v_j)v_k^\top",
    clause="with the opposite sign",
    sign=-1,
)


@claim(
    "lemma1.first_order",
    population=turned_queries,
    statement=r"\Big|s'^h_{jk}-s^h_{jk}-\Big\langle\frac{\partial s^h_{jk}}{\partial Q_h},Q'_h-Q_h\Big\rangle"
    r"\Big|\le\tfrac{\sqrt3}9\max_{i}\big(v_i^\top(Q'_h-Q_h)v_k\big)^2",
    source="Lemma 1, (29), as the definition of a derivative",
    group=GROUP,
    form="control",
)
def scores_follow_their_gradient(pair):
    """(29) predicts the attention after a step up to an error of second order"""
    # Along a step with logits moving by u, |d^2 s_j/dt^2| = s_j |(u_j - mean)^2 - variance|, which is at most
    # 4 p (1 - p) |1 - 2p| max u^2 at s_j = p, all other logits moving the other way: 2 sqrt3/9 at most.
    xp, step = pair.xp, pair.other_queries - pair.queries
    lift = xp.matmul(xp.matmul(xp.transpose(pair.prompt_tokens)[:, None], step), pair.tokens[:, None])
    scores = attention_of(pair)
    # s' - s from the logits' change: no digits are lost for small steps.
    grown = xp.expm1(lift)
    mean = xp.sum(scores * grown, axis=-2)[..., None, :]
    change = scores * (grown - mean) / (1 + mean)
    predicted = xp.sum(score_gradients(pair) * step[:, :, None, None], axis=(-2, -1))
    largest = xp.amax(xp.abs(lift), axis=-2)[..., None, :]
    return at_most(xp.abs(change - predicted), xp.sqrt(xp.const(3)) / 9 * largest**2)


scores_follow_their_gradient.lowered(Fraction(91, 100), known=Fraction(99, 100))


@claim(
    "lemma2.softmax_lipschitz",
    population=logit_pairs,
    sides=("change of the softmax", "its bound"),
    statement=r"\|\mathrm{softmax}(x)-\mathrm{softmax}(x')\|_1 \le 2\,\|x-x'\|_\infty",
    source="Lemma 2, (30)",
    group=GROUP,
)
def softmax_is_lipschitz(pair):
    """The softmax is 2-Lipschitz from the largest-entry norm to the sum norm"""
    return at_most(*_softmax_change(pair, 2))


softmax_is_lipschitz.lowered(Fraction(46, 100), known=Fraction(1, 2))


@claim(
    "lemma2.sharp",
    population=logit_pairs,
    statement=r"\|\mathrm{softmax}(x)-\mathrm{softmax}(x')\|_1 \le \|x-x'\|_\infty",
    source="half of (30)",
    group=GROUP,
    form="control",
    note="The derivative along u is s_i (u_i - mean of u); its absolute values sum to at most 2 p (1 - p) "
    "times the range of u, which is at most the largest |u_i|.",
)
def softmax_is_nonexpansive(pair):
    """The softmax is 1-Lipschitz from the largest-entry norm to the sum norm"""
    return at_most(*_softmax_change(pair, 1))


softmax_is_nonexpansive.lowered(Fraction(92, 100), known=Fraction(99, 100))


def _softmax_change(pair, factor):
    xp = pair.xp
    moved = xp.softmax(pair.first, axis=-1) - xp.softmax(pair.second, axis=-1)
    distance = xp.amax(xp.abs(pair.first - pair.second), axis=-1)
    return xp.sum(xp.abs(moved), axis=-1), factor * distance


@claim(
    "lemma3.sum_of_squares",
    population=vectors,
    sides=("square of the sum", "its bound"),
    statement=r"\Big\|\sum_{i\le l}x_i\Big\|^2 \le l\sum_{i\le l}\|x_i\|^2",
    source="Lemma 3, (31)",
    group=GROUP,
)
def squared_sum_is_bounded(instance):
    """The square of a sum of l vectors is at most l times the sum of their squares"""
    xp, x = instance.xp, instance.vectors
    total = xp.sum(x, axis=-1)
    return at_most(xp.sum(total**2, axis=-1), instance.length * xp.sum(x**2, axis=(-2, -1)))


squared_sum_is_bounded.lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "lemma3.identity",
    population=vectors,
    statement=r"l\sum_{i\le l}\|x_i\|^2-\Big\|\sum_{i\le l}x_i\Big\|^2=\tfrac12\sum_{i,j\le l}\|x_i-x_j\|^2",
    source="what (31) drops",
    group=GROUP,
    form="control",
)
def squared_sum_lacks_the_spread(instance, *, halves=1):
    """What the bound of Lemma 3 gives away is the spread of the vectors"""
    xp, x = instance.xp, instance.vectors
    squares = instance.length * xp.sum(x**2, axis=(-2, -1))
    dropped = squares - xp.sum(xp.sum(x, axis=-1) ** 2, axis=-1)
    spread = xp.sum((x[..., :, None] - x[..., None, :]) ** 2, axis=(-3, -2, -1))
    return equal(dropped, xp.const(halves, 2) * spread, scale=squares)


squared_sum_lacks_the_spread.mutant(
    "unhalved", r"\text{without the }\tfrac12", clause="without the factor 1/2", halves=2
)


@claim(
    "lemma3.parallel",
    population=vectors,
    statement=r"\|l\,x_1\|^2\le l\sum_{i\le l}\|x_1\|^2",
    source="Lemma 3 at equality",
    group=GROUP,
    form="control",
)
def equal_vectors_attain_the_bound(instance):
    """With l equal vectors Lemma 3 is an equality"""
    xp, first = instance.xp, instance.vectors[..., 0]
    total = instance.length * first
    return at_most(xp.sum(total**2, axis=-1), instance.length**2 * xp.sum(first**2, axis=-1))


equal_vectors_attain_the_bound.lowered(Fraction(999, 1000), known=Fraction(1))


@claim(
    "lemma3.cauchy_schwarz",
    population=vectors,
    statement=r"|\langle x_1,x_l\rangle|^2\le\|x_1\|^2\,\|x_l\|^2",
    source="the step behind (31)",
    group=GROUP,
    form="control",
)
def inner_products_are_bounded(instance):
    """The Cauchy-Schwarz inequality holds for the first and the last vector"""
    xp, first, last = instance.xp, instance.vectors[..., 0], instance.vectors[..., -1]
    inner = xp.sum(first * last, axis=-1)
    return at_most(inner**2, xp.sum(first**2, axis=-1) * xp.sum(last**2, axis=-1))


inner_products_are_bounded.lowered(Fraction(999, 1000), known=Fraction(1))


@claim(
    "lemma4.noisy_features",
    population=wide_regressions,
    sides=("mean loss", "loss plus penalty"),
    statement=r"\mathbb E_\epsilon\Big[\tfrac1{2N}\sum_i\big(y_i-\lambda^\top(z_i+\epsilon_i)\big)^2\Big]"
    r"=\tfrac1{2N}\sum_i(y_i-\lambda^\top z_i)^2+\tfrac\tau2\|\lambda\|^2",
    source="Lemma 4, (32)",
    group=GROUP,
)
def noise_is_a_ridge(regression, *, noise="fresh", per="N"):
    """Fresh noise in the features acts as a ridge penalty"""
    xp, N, m = regression.xp, regression.N, regression.m
    # Nodes +-sqrt(N m tau) E_j for eps in R^{m x N} integrate every quadratic exactly.
    cells = xp.reshape(xp.eye(m * N), (m * N, m, N))
    up = xp.sqrt(regression.noise_level * (m * N))[:, None, None, None] * cells
    task = regression.task[:, None, None, :]
    carried = xp.matmul(task, xp.concat([up, -up], axis=1))[..., 0, :]
    clean = (regression.labels - xp.matmul(regression.task[:, None, :], regression.features)[:, 0])[:, None]
    own = carried if noise == "own" else 0 * carried
    nodes = carried.shape[1]
    left = xp.sum((clean + own - carried) ** 2, axis=(-2, -1)) / (2 * N * nodes)
    misfit = xp.sum((clean + own) ** 2, axis=(-2, -1)) / (2 * N * nodes)
    penalty = regression.noise_level * xp.sum(regression.task**2, axis=-1) / 2
    if per == "m/N":
        penalty = penalty * m / N
    return equal(left, misfit + penalty)


noise_is_a_ridge.mutant(
    "regularisation_of_20",
    r"\tfrac{m\tau}{2N}\|\lambda\|^2\text{ in place of }\tfrac\tau2\|\lambda\|^2",
    clause="with the penalty of (20)",
    per="m/N",
)
noise_is_a_ridge.without(
    "fresh_noise",
    clause="with the labels' own noise",
    expected="refuted",
    weakened=r"\text{with the noise that is in }y_i",
    note="With the noise that made the labels, the left-hand side has no noise left.",
    noise="own",
)


@claim(
    "lemma2.normaliser_from_below",
    population=logit_pairs,
    statement=r"1\le\sum_j e^{x_j-\max_i x_i}",
    source="the softmax's denominator",
    group=GROUP,
    form="control",
    note="Equality where all other logits are far below the largest.",
)
def normaliser_is_at_least_one(pair):
    """Relative to the largest logit the softmax's denominator is at least 1"""
    xp, x = pair.xp, pair.first
    total = xp.sum(xp.exp(x - xp.amax(x, axis=-1)[..., None]), axis=-1)
    return at_most(xp.ones((pair.batch,)), total)


@claim(
    "lemma2.normaliser_from_above",
    population=logit_pairs,
    statement=r"\sum_{j\le n} e^{x_j-\max_i x_i}\le n",
    source="the softmax's denominator",
    group=GROUP,
    form="control",
    note="Equality for equal logits.",
)
def normaliser_is_at_most_their_number(pair):
    """Relative to the largest logit the softmax's denominator is at most the number of logits"""
    xp, x = pair.xp, pair.first
    total = xp.sum(xp.exp(x - xp.amax(x, axis=-1)[..., None]), axis=-1)
    return at_most(total, x.shape[-1] * xp.ones((pair.batch,)))


@claim(
    "lemma2.scores_sum_to_one",
    population=logit_pairs,
    statement=r"\textstyle\sum_j\mathrm{softmax}(x)_j\le1",
    source="(28)",
    group=GROUP,
    form="control",
    note="An equality, which rounding breaks on one side as often as on the other.",
)
def scores_sum_to_at_most_one(pair):
    """The entries of a softmax sum to at most 1"""
    xp = pair.xp
    return at_most(xp.sum(xp.softmax(pair.first, axis=-1), axis=-1), xp.ones((pair.batch,)))

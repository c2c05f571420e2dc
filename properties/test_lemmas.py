"""Lemmas 1 to 4: the softmax, its gradient, and the norms that everything else leans on."""

from fractions import Fraction

from icl_verify.trial.claim import claim
from icl_verify.trial.relation import at_most
from icl_verify.yang2024.strategies.elementary import logit_pairs, vectors

GROUP = "Lemmas 1 to 4"


@claim(
    "lemma2.softmax_lipschitz",
    population=logit_pairs,
    statement=r"\|\mathrm{softmax}(x)-\mathrm{softmax}(x')\|_1 \le 2\,\|x-x'\|_\infty",
    source="Lemma 2, (30)",
    group=GROUP,
)
def softmax_is_lipschitz(pair):
    """The softmax is 2-Lipschitz from the largest-entry norm to the sum norm"""
    xp = pair.xp
    moved = xp.softmax(pair.first, axis=-1) - xp.softmax(pair.second, axis=-1)
    return at_most(
        xp.sum(xp.abs(moved), axis=-1), 2 * xp.amax(xp.abs(pair.first - pair.second), axis=-1)
    )


softmax_is_lipschitz.lowered(Fraction(46, 100), known=Fraction(1, 2))


@claim(
    "lemma3.sum_of_squares",
    population=vectors,
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

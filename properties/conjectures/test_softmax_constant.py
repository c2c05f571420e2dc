"""C3: the constant 2 of Lemma 2 can be lowered to 1, and no further."""

from fractions import Fraction

from icl_verify import at_most, claim
from icl_verify.yang2024.populations.elementary import logit_pairs
from icl_verify.yang2024.populations.interpretation import balanced_logits


@claim(
    "conj.softmax_constant",
    population=logit_pairs,
    sides=("change of the softmax", "change of the logits"),
    statement=r"\|\mathrm{softmax}(x)-\mathrm{softmax}(x')\|_1\le\|x-x'\|_\infty",
    source="(30)",
    group="Conjectures",
    form="conjecture",
    note="Proof: along the segment the derivative in the direction u is s_j(u_j - E_s u), of 1-norm E|u "
    "- E u| "
    "<= sd(u) <= |u|_inf. Sharp: two halves of mass 1/2 moved by +-s give tanh(s)/s, which tends to 1.",
)
def softmax_constant_is_one(pair):
    """The softmax is 1-Lipschitz from the largest-entry norm to the sum norm"""
    xp = pair.xp
    moved = xp.softmax(pair.first, axis=-1) - xp.softmax(pair.second, axis=-1)
    return at_most(xp.sum(xp.abs(moved), axis=-1), xp.amax(xp.abs(pair.first - pair.second), axis=-1))


softmax_constant_is_one.lowered(Fraction(999, 1000), known=Fraction(1), population=balanced_logits)
softmax_constant_is_one.variant(
    "control",
    "balanced",
    clause="and this is sharp",
    statement=softmax_constant_is_one.statement,
    expected="holds",
    population=balanced_logits,
)

"""C7: with H < N the loss can still reach L*."""

from icl_verify import assumption, at_least, at_most, claim
from icl_verify.yang2024.populations.interpretation import two_heads
from icl_verify.yang2024.setting.loss import excess_loss, excess_loss_of
from icl_verify.yang2024.theory.constants import initial_excess
from icl_verify.yang2024.theory.reach import two_head_attention


@assumption("few_heads", "H < N")
def few_heads(setting):
    """Fewer heads than labelled examples."""
    one = setting.xp.ones((setting.batch,))
    return at_most((setting.H + 1) * one, setting.N * one)


@claim(
    "conj.few_heads_stay_above",
    population=two_heads,
    sides=("excess loss", "a billionth of the initial one"),
    statement=r"H<N\ \Rightarrow\ \mathcal L(\theta)-\mathcal L^\star\ge10^{-9}\Delta^{(0)}\text{ for "
    r"every }\theta",
    source="experiments: few heads, denied",
    group="Conjectures",
    form="conjecture",
    expected="refuted",
    assumes=(few_heads,),
    note="The counterexample is a model with fewer heads than labels that reaches L*.",
)
def few_heads_stay_above(parameters):
    """A model with fewer heads than labelled examples stays above the infimum"""
    return at_least(excess_loss_of(parameters), initial_excess(parameters) / 10**9)


@claim(
    "conj.two_heads",
    population=two_heads,
    statement=r"v_1,\dots,v_K\text{ linearly independent}\ \Rightarrow\ \min_{H=2}\mathcal L=\mathcal "
    r"L^\star",
    source="experiments: few heads",
    group="Conjectures",
    form="conjecture",
    assumes=(few_heads,),
    note="A_k = p - q with p, q > 0, each its sum times softmax(log); independent tokens let V^T Q Vhat "
    "be any "
    "matrix. By Adam from 64 starts, H = 2 came below 1e-7 of Delta0 for N = 3, K = 5 at d = 3 and "
    "below 1e-6 at "
    "d = 2; at d = 1 no number of heads did.",
)
def two_heads_reach_the_minimum(setting, *, heads=2):
    """Two heads reach the infimum for any number of labels when the tokens are linearly independent"""
    reached = two_head_attention(setting, heads=heads)
    return at_most(excess_loss(setting, reached), initial_excess(setting) / 10**12)


two_heads_reach_the_minimum.mutant(
    "one_head",
    r"\text{the same with the first of the two}",
    clause="even with the first of the two alone",
    heads=1,
)

"""C1: distinct prompt tokens alone give Proposition 1."""

from icl_verify import assumption, claim, positive
from icl_verify.yang2024.populations.interpretation import repeated_prompt_tokens, tied_tokens
from icl_verify.yang2024.populations.rank import missing_heads
from icl_verify.yang2024.theory.assumptions import enough_heads, full_row_rank


@assumption("distinct", "the prompt's tokens are distinct")
def distinct(setting):
    """The least squared distance between two prompt tokens is > 0."""
    xp, prompt = setting.xp, setting.prompt_tokens
    apart = xp.sum((prompt[..., :, None] - prompt[..., None, :]) ** 2, axis=-3) + xp.eye(setting.N)
    return positive(xp.amin(apart, axis=(-2, -1)))


@claim(
    "conj.distinct_tokens",
    population=tied_tokens,
    statement=r"v_1,\dots,v_N\text{ distinct},\ H\ge N\ \Rightarrow\ \lambda_{\min}(B_kB_k^\top)>0"
    r"\text{ for all }k",
    source="against Assumption 3 in Proposition 1",
    group="Conjectures",
    form="conjecture",
    assumes=(distinct, enough_heads),
    almost_surely=("queries",),
    note="Proof: for distinct v_j the functions u -> exp(v_j^T u) are linearly independent and "
    "analytic, so N "
    "Gaussian vectors u_h = Q_h v_k give a singular matrix with chance 0. Tried where Assumption 3 fails.",
)
def distinct_tokens_suffice(setting):
    """Distinct prompt tokens give full row rank, whatever their entries"""
    return full_row_rank.function(setting)


distinct_tokens_suffice.mutant(
    "one_head_missing",
    r"\text{the same with }H\ge N-1",
    clause="with one head too few",
    population=missing_heads,
    assumes=(distinct,),
)
distinct_tokens_suffice.without(
    "distinct",
    clause="for repeated tokens",
    expected="refuted",
    population=repeated_prompt_tokens,
    weakened=r"\text{with }v_1=v_2",
)

"""Proposition 1: Gaussian queries make every B_k of full row rank, and what that takes."""

from icl_verify import claim, positive
from icl_verify.yang2024.populations.rank import (
    any_beta,
    corner_tokens,
    missing_heads,
    repeated_tokens,
    zero_queries,
)
from icl_verify.yang2024.populations.setting import enough_heads as enough_heads_population
from icl_verify.yang2024.theory.assumptions import distinct_row_entries, enough_heads
from icl_verify.yang2024.theory.constants import attention_eigenvalues, squared_label_scale

GROUP = "Proposition 1"
RANK = r"\lambda_{\min}\big(B_k^{(0)}B_k^{(0)\top}\big)>0\quad\text{for all }k\in[K]"


@claim(
    "prop1.full_rank",
    population=enough_heads_population,
    statement=RANK,
    source="Proposition 1, Assumption 2, (13)",
    group=GROUP,
    assumes=(distinct_row_entries, enough_heads),
    almost_surely=("queries",),
    note="Each drawn set of queries is one event of probability 1; rank is decided in balls.",
)
def attention_has_full_rank(setting):
    """Gaussian queries give every B_k full row rank"""
    # Squares of singular values: a missing rank shows in float64 as 1e-28 of the largest, not as 1e-16.
    scale = squared_label_scale(setting)[:, None] / 10**12
    return positive(attention_eigenvalues(setting)[..., 0], scale=scale)


attention_has_full_rank.variant(
    "printed",
    "any_beta",
    clause="for any beta",
    statement=RANK + r",\quad Q_h^{(0)}(i,j)\sim\mathcal N(0,\beta^2)\text{ with any }\beta>0",
    expected="holds",
    population=any_beta,
    note="beta from 1e-6, where zeta_0 falls like a power of beta, to 100, where attention is one-hot.",
)
attention_has_full_rank.mutant(
    "one_head_missing",
    r"\text{the same with } H\ge N-1 \text{ heads}",
    clause="with one head too few",
    population=missing_heads,
    assumes=(distinct_row_entries,),
)
attention_has_full_rank.mutant(
    "repeated_tokens",
    r"\text{the same for a prompt that holds one token twice}",
    clause="even for a token that occurs twice",
    population=repeated_tokens,
    assumes=(enough_heads,),
)
attention_has_full_rank.without(
    "A3",
    clause="for tokens that are merely distinct",
    expected="holds",
    population=corner_tokens,
    weakened=r"\text{ with distinct tokens alone, no row of } V \text{ with different entries}",
    note="exp<v_j, g> are linearly independent functions of g as soon as the v_j are distinct.",
)
attention_has_full_rank.without(
    "enough_heads",
    clause="with fewer heads than labels",
    expected="refuted",
    population=missing_heads,
    weakened=r"\text{ with } H=N-1",
    note="B_k has N rows and H columns.",
)
attention_has_full_rank.without(
    "gaussian",
    clause="for queries of 0",
    expected="refuted",
    population=zero_queries,
    assumes=attention_has_full_rank.assumes,
    weakened=r"\text{ with } Q_h^{(0)}=0",
    note="All heads attend alike: rank 1. The law of the queries must have a density, or at least spread.",
)
attention_has_full_rank.without(
    "A1",
    clause="without Assumption 1",
    expected="holds",
    assumes=attention_has_full_rank.assumes,
    weakened=r"\text{ without Assumption 1}",
    note="B_k does not depend on the law of lambda: (12) and (13) hold features, noise and queries alone.",
)

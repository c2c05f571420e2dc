"""The populations that the paper's claims are tried on."""

from __future__ import annotations

from icl_verify.statement.population import Population
from icl_verify.yang2024.populations.arrays import (
    expand_inference,
    expand_pair,
    expand_parameters,
    expand_setting,
    expand_training,
    settings_drawn,
)
from icl_verify.yang2024.populations.bases import GENTLE_BASES
from icl_verify.yang2024.populations.stratified import StratifiedPopulation
from icl_verify.yang2024.theory.assumptions import enough_heads as at_least_n_heads

STEPS = 2000

any_setting = Population(
    "any_setting",
    "Settings of every family, noise 1e-6 to 1e3, no assumption beyond unit tokens.",
    settings_drawn(),
    expand_setting,
)
any_parameters = Population(
    "any_parameters",
    "Settings of every family with parameters over twelve decades.",
    settings_drawn(queries=("gaussian", "unit", "zero")),
    expand_parameters,
)
parameter_pairs = Population(
    "parameter_pairs",
    "Two parameters over one setting, from 1e-6 apart to far apart, over twelve decades.",
    settings_drawn(prompt=(1, 4), extra=(1, 4), heads=lambda n: (1, n + 4)),
    expand_pair,
)
enough_heads = Population(
    "enough_heads",
    "Settings with distinct prompt tokens and N to 3N heads with Gaussian queries, as Proposition 1 asks.",
    settings_drawn(
        prompt=(1, 4),
        tokens=(2, 6),
        heads=lambda n: (n, 3 * n),
        token_families=("sphere", "orthogonal", "subspace", "cap", "antipodal", "clustered"),
        queries=("gaussian", "unit"),
    ),
    expand_setting,
    ensures=(at_least_n_heads,),
)
initial_states = StratifiedPopulation(
    "initial_states",
    "Trainings before the first step: at least N heads, every family, the rates of (15)-(17) and multiples.",
    settings_drawn(
        prompt=(1, 4),
        tokens=(2, 6),
        heads=lambda n: (n, 3 * n + 2),
        token_families=("sphere", "orthogonal", "cap"),
        queries=("gaussian", "unit", "covering"),
        noise=("moderate", "small", "any"),
        T=1,
    ),
    expand_training,
    noise=("moderate", "small", "any"),
    ensures=(at_least_n_heads,),
)
trained_printed_rates = StratifiedPopulation(
    "trained_printed_rates",
    f"{STEPS} steps under (15)-(17): tokens, bases and queries of every family, in turn.",
    settings_drawn(
        prompt=(1, 4),
        extra=(1, 4),
        tokens=(2, 6),
        features=(1, 5),
        heads=lambda n: (n, 3 * n + 2),
        bases=(*GENTLE_BASES, "scaled"),
        token_families=("sphere", "orthogonal", "cap"),
        queries=("gaussian", "covering", "covering"),
        noise=("moderate", "any"),
        T=STEPS,
    ),
    expand_training,
    cost=1 / 6,
    batch=8,
    ensures=(at_least_n_heads,),
)
inference = Population(
    "inference",
    "One prompt and one task each, in and far outside the support of D_lambda.",
    settings_drawn(tokens=(2, 6), queries=("unit",), T=1),
    expand_inference,
)

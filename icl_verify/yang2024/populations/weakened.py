"""The assumptions of Theorem 1, each weakened alone: what ``Claim.without`` takes in place of one.

Each has the population, what stands in the assumption's place in LaTeX, and the clause of the title.
"""

from __future__ import annotations

from typing import Any

from icl_verify.yang2024.populations.training import (
    trained_few_heads,
    trained_large_rate,
    trained_small_gamma,
    trained_unscaled,
    trained_warm,
)

FEW_HEADS: dict[str, Any] = {
    "population": trained_few_heads,
    "weakened": r"\text{ with } H<N,\ \zeta_0 \text{ the least eigenvalue that } H \text{ heads leave "
    r"positive}",
    "clause": "for too few heads",
}
LARGE_RATE: dict[str, Any] = {
    "population": trained_large_rate,
    "weakened": r"\text{ with } \eta_Q \text{ up to } 10^6/L",
    "clause": "for step sizes beyond (16)",
}
SMALL_GAMMA: dict[str, Any] = {
    "population": trained_small_gamma,
    "weakened": r"\text{ with } \gamma \text{ from } 10^{-3} \text{ to } 1 \text{ times the bound (15)}",
    "clause": "for gamma below (15)",
}
ANY_NORM: dict[str, Any] = {
    "population": trained_unscaled,
    "weakened": r"\text{ with } \|v_k\| \text{ from } 10^2 \text{ to } 10^4",
    "clause": "for tokens of any norm",
}
WARM_START: dict[str, Any] = {
    "population": trained_warm,
    "weakened": r"\text{ from values } w^{(0)} \ne 0 \text{ that cancel in the prediction}",
    "clause": "from other initial values w",
}

"""Initial attention of full and of deficient rank: Proposition 1 and its assumptions."""

from __future__ import annotations

from typing import Any

import torch

from icl_verify.statement.population import Draw, Population
from icl_verify.yang2024.populations.arrays import expand_setting, setting_arrays, settings_drawn
from icl_verify.yang2024.populations.bases import GENTLE_BASES, normal, powers_of_ten
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.variations import RepeatedTokens
from icl_verify.yang2024.theory.assumptions import enough_heads


def expand_any_beta(draw: Draw, batch: int, device: str) -> Setting:
    """A batch of ``Setting`` with Q_h(i, j) iid N(0, beta^2), beta from 1e-6 to 100."""
    generator = draw.generator()
    raw = setting_arrays(draw, batch, generator)
    beta = powers_of_ten((batch, 1, 1, 1), generator, -6, 2)
    raw["queries"] = beta * normal(tuple(raw["queries"].shape), generator)
    return Setting(draw.sizes, {name: array.to(device) for name, array in raw.items()})


def expand_repeated(draw: Draw, batch: int, device: str) -> RepeatedTokens:
    """A batch of ``RepeatedTokens`` in which the second labelled token repeats the first."""
    generator = draw.generator()
    raw = setting_arrays(draw, batch, generator)
    raw["tokens"] = torch.cat(
        [raw["tokens"][..., :1], raw["tokens"][..., :1], raw["tokens"][..., 2:]], dim=-1
    )
    return RepeatedTokens(draw.sizes, {name: array.to(device) for name, array in raw.items()})


def _rank(title: str, name: str, expand=expand_setting, **choices: Any) -> Population:
    defaults: dict[str, Any] = {
        "prompt": (1, 4),
        "tokens": (2, 6),
        "heads": lambda n: (n, 3 * n),
        "bases": GENTLE_BASES,
        "token_families": ("sphere", "orthogonal", "subspace", "cap", "antipodal", "clustered"),
        "queries": ("gaussian", "unit"),
        "noise": ("moderate",),
    }
    ensures = () if name == "missing_heads" else (enough_heads,)
    return Population(name, title, settings_drawn(**{**defaults, **choices}), expand, ensures=ensures)


any_beta = _rank("Gaussian queries with beta from 1e-6 to 100, N to 3N heads.", "any_beta", expand_any_beta)
corner_tokens = _rank(
    "Distinct corners of a cube as tokens: no row of V has different entries where N > 2.",
    "corner_tokens",
    prompt=(3, 4),
    extra=(1, 3),
    tokens=(3, 4),
    token_families=("cube",),
)
repeated_tokens = _rank("One labelled token twice.", "repeated_tokens", expand_repeated, prompt=(2, 4))
missing_heads = _rank(
    "One head fewer than labelled tokens.", "missing_heads", prompt=(2, 4), heads=lambda n: (n - 1, n - 1)
)
zero_queries = _rank("All queries 0: uniform attention.", "zero_queries", prompt=(2, 4), queries=("zero",))

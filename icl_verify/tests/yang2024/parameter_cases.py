"""Small batches of parameters for the tests of the setting."""

from typing import Any

import torch

from icl_verify.statement.population import Draw
from icl_verify.yang2024.populations.arrays import expand_parameters
from icl_verify.yang2024.setting.instance import Parameters

SHAPES = (
    {"N": 1, "K": 2, "m": 1, "d": 1, "H": 1},
    {"N": 2, "K": 4, "m": 3, "d": 2, "H": 3},
    {"N": 4, "K": 6, "m": 2, "d": 3, "H": 5},
)
GENTLE = {"tokens": "sphere", "basis": "gaussian", "queries": "unit", "noise": "moderate"}


def parameters(sizes: dict[str, int], batch: int = 5, seed: int = 0) -> Parameters:
    """Standard normal features and queries, values and gamma of order 1."""
    # On a line there are two unit vectors, and tokens are distinct.
    families = GENTLE if sizes["d"] > 1 else {**GENTLE, "tokens": "antipodal"}
    drawn = expand_parameters(Draw(sizes, families, seed), batch, "cpu")
    generator = torch.Generator().manual_seed(seed + 1)
    values = torch.randn(drawn.values.shape, generator=generator, dtype=torch.float64)
    gamma = 0.5 + torch.rand(batch, generator=generator, dtype=torch.float64)
    return Parameters(sizes, {**drawn.raw, "values": values, "gamma": gamma})


def setting_arrays() -> dict[str, Any]:
    """Valid arguments of ``setting_from_arrays``: N = 2 of K = 3 tokens, d = m = 2, H = 1."""
    return {
        "tokens": [[1.0, 0.0, 1.0], [0.0, 2.0, 1.0]],
        "features": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
        "prompt_length": 2,
        "noise_level": 0.5,
        "queries": [[[1.0, 0.0], [0.0, 1.0]]],
    }

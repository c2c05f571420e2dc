"""Claims that a hunt is tried on, and their populations."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.population import Draw, Population
from icl_verify.statement.relation import at_most


def one_shape(kind, sizes, expand):
    """Draws of one shape alone."""
    draws = st.integers(0, 2**32 - 1).map(lambda seed: Draw(sizes, {}, seed))
    return Population(f"one_shape_of_{kind.__name__}", "", draws, expand)


def normal_fields(kind):
    """Every real or positive field standard normal, or its exponential."""

    def expand(draw, batch, device):
        generator, raw = draw.generator(), {}
        for name, field in kind.fields.items():
            shape = (batch, *(draw.sizes[a] for a in field.axes))
            entries = torch.randn(shape, generator=generator, dtype=torch.float64)
            raw[name] = entries if field.kind in ("real", "unit_columns") else entries.exp()
        return kind(draw.sizes, raw)

    return expand


class Scales(Instance):
    """Two positive numbers and a vector."""

    n = Axis()
    small = Field(kind="positive")
    large = Field(kind="positive")
    x = Field("n")


def near_one(draw, batch, device):
    generator = draw.generator()

    def decade(*shape):
        return 10 ** (2 * torch.rand(batch, *shape, generator=generator, dtype=torch.float64) - 1)

    return Scales(draw.sizes, {"small": decade(), "large": decade(), "x": decade(draw.sizes["n"])})


scales = one_shape(Scales, {"n": 3}, near_one)


def never_far_apart(scales):
    """Two scales are at most 1e9 apart"""
    return at_most(scales.large, 10**9 * scales.small)

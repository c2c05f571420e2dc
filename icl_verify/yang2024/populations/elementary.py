"""Populations of the small objects behind Lemmas 2 and 3 and (68)."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from icl_verify.statement.population import Draw, Population
from icl_verify.yang2024.populations.bases import normal, powers_of_ten, uniform
from icl_verify.yang2024.setting.elementary import LogitPair, Tail, Vectors


@st.composite
def sized(draw: st.DrawFn, **ranges: tuple[int, int]) -> Draw:
    """Draws of a size for every axis, uniform within its inclusive range, and a seed."""
    sizes = {name: draw(st.integers(*bounds)) for name, bounds in ranges.items()}
    return Draw(sizes, {}, draw(st.integers(0, 2**32 - 1)))


def _logit_pair(draw: Draw, batch: int, device: str) -> LogitPair:
    generator, shape = draw.generator(), (batch, draw.sizes["n"])
    first = powers_of_ten((batch, 1), generator, -2, 1.5) * normal(shape, generator)
    step = powers_of_ten((batch, 1), generator, -6, 1) * normal(shape, generator).sign()
    second = first + step * uniform(shape, generator, 0.5, 1.0)
    return LogitPair(draw.sizes, {"first": first.to(device), "second": second.to(device)})


def _vectors(draw: Draw, batch: int, device: str) -> Vectors:
    generator, shape = draw.generator(), (batch, draw.sizes["n"], draw.sizes["length"])
    common = normal((batch, shape[1], 1), generator)
    spread = powers_of_ten((batch, 1, 1), generator, -6, 1) * normal(shape, generator)
    scale = powers_of_ten((batch, 1, 1), generator, -6, 6)
    return Vectors(draw.sizes, {"vectors": (scale * (common + spread)).to(device)})


def _tail(draw: Draw, batch: int, device: str) -> Tail:
    delta = powers_of_ten((batch,), draw.generator(), -6, 0).clamp(max=1 - 2.0**-20)
    return Tail(draw.sizes, {"delta": delta.to(torch.float64).to(device)})


logit_pairs = Population(
    "logit_pairs", "Logits over four decades, from 1e-6 to 10 apart.", sized(n=(1, 80)), _logit_pair
)
vectors = Population(
    "vectors", "Up to 9 vectors over twelve decades, from parallel to independent.",
    sized(n=(1, 9), length=(1, 9)), _vectors,
)  # fmt: skip
tails = Population("tails", "Prompts of 1 to 400 labels, delta from 1e-6 to 1.", sized(N=(1, 400)), _tail)

"""Populations of one law: one shape, one family of everything, and a seed for every instance.

A chance over the population can be tested on them: a batch of any other shares its shape and families, and
its events depend on each other through these.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from hypothesis import strategies as st

from icl_verify.statement.population import Draw, Population
from icl_verify.yang2024.populations.arrays import setting_arrays
from icl_verify.yang2024.setting.instance import Setting, Training

PAPER = {"tokens": "sphere", "basis": "gaussian", "queries": "unit", "noise": "moderate"}


def one_law(sizes: Mapping[str, int]) -> st.SearchStrategy[Draw]:
    """Draws that differ in their seeds alone; the families are those of the paper's experiments."""
    return st.integers(0, 2**32 - 1).map(lambda seed: Draw(sizes, PAPER, seed))


def expand_at_equality(draw: Draw, batch: int, device: str) -> Training:
    """A batch of ``Training`` at equality in (15) and (16)."""
    raw = setting_arrays(draw, batch, draw.generator())
    raw["gamma_multiple"] = raw["rate_multiple"] = torch.ones(batch, dtype=torch.float64)
    return Training(draw.sizes, {name: array.to(device) for name, array in raw.items()})


def expand_figure_3(draw: Draw, batch: int, device: str) -> Setting:
    """A batch of ``Setting`` with the noise level of Figure 3."""
    raw = setting_arrays(draw, batch, draw.generator())
    raw["noise_level"] = torch.full((batch,), 0.01, dtype=torch.float64)
    return Setting(draw.sizes, {name: array.to(device) for name, array in raw.items()})


figure_3 = Population(
    "figure_3",
    "Gaussian features and noise level 0.01 as in Figure 3, at a fifth of its size: prompts of 10 to 40 of "
    "60 tokens and 10 to 40 basis functions are read off these settings.",
    one_law({"N": 40, "K": 60, "m": 40, "d": 2, "H": 1}),
    expand_figure_3,
    one_law=True,
)
paper_rates = Population(
    "paper_rates",
    "N = 3, K = 7, m = 3, d = 4, H = 12 before the first step: tokens, features and queries Gaussian as in "
    "the paper's experiments, tau log-uniform in 0.03..3, equality in (15) and (16).",
    one_law({"N": 3, "K": 7, "m": 3, "d": 4, "H": 12, "T": 1}),
    expand_at_equality,
    one_law=True,
)
one_label_rates = Population(
    "one_label_rates",
    "The same with one labelled example: N = 1, K = 5, H = 4.",
    one_law({"N": 1, "K": 5, "m": 3, "d": 4, "H": 4, "T": 1}),
    expand_at_equality,
    one_law=True,
)
paper_trainings = Population(
    "paper_trainings",
    "2000 steps from the draws of paper_rates: N = 3, K = 7, m = 3, d = 4, H = 12.",
    one_law({"N": 3, "K": 7, "m": 3, "d": 4, "H": 12, "T": 2000}),
    expand_at_equality,
    cost=1 / 7,
    batch=32,
    one_law=True,
)

"""Prompts and tail probabilities for the statements around Theorem 2 that need no training."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from icl_verify.statement.population import Draw, Population
from icl_verify.yang2024.populations.arrays import settings_drawn
from icl_verify.yang2024.populations.bases import powers_of_ten, uniform
from icl_verify.yang2024.populations.training import accuracy_arrays, expand_accuracy
from icl_verify.yang2024.setting.accuracy import Accuracy
from icl_verify.yang2024.setting.elementary import Tail


def expand_small_features(draw: Draw, batch: int, device: str) -> Accuracy:
    """A batch of ``Accuracy`` whose labels are mostly noise: features of size 1e-6 to 1e-2 of it."""
    generator = draw.generator()
    raw = accuracy_arrays(draw, batch, generator)
    scale = powers_of_ten((batch, 1, 1), generator, -6, -2) * raw["noise_level"].sqrt()[:, None, None]
    raw["features"] = scale * raw["features"]
    return Accuracy(draw.sizes, {name: array.to(device) for name, array in raw.items()})


def expand_tail(draw: Draw, batch: int, device: str) -> Tail:
    """A batch of ``Tail``: delta, or 1 - delta, from 1e-6 to 1."""
    generator = draw.generator()
    small = powers_of_ten((batch,), generator, -6, -0.01)
    delta = torch.where(uniform((batch,), generator) < 0.5, small, 1 - small)
    return Tail(draw.sizes, {"delta": delta.to(device)})


def expand_repeated_feature(draw: Draw, batch: int, device: str) -> Accuracy:
    """A batch of ``Accuracy`` whose last basis function equals the first on the prompt alone."""
    raw = accuracy_arrays(draw, batch, draw.generator())
    raw["features"][:, -1, : draw.sizes["N"]] = raw["features"][:, 0, : draw.sizes["N"]]
    return Accuracy(draw.sizes, {name: array.to(device) for name, array in raw.items()})


_TAILS = st.builds(
    lambda length, seed: Draw({"N": length}, {}, seed), st.integers(1, 400), st.integers(0, 2**32 - 1)
)
prompts = Population(
    "prompts",
    "Two prompts for a task, features of every family, noise 1e-6 to 1e3.",
    settings_drawn(tokens=(2, 6), queries=("unit",), T=1, draws=2),
    expand_accuracy,
)
spanning_prompts = Population(
    "spanning_prompts",
    "Prompts with at least as many labelled tokens as basis functions.",
    settings_drawn(
        prompt=(4, 6), features=(1, 4), tokens=(2, 4), bases=("gaussian",), queries=("unit",), T=1, draws=1
    ),
    expand_accuracy,
)
repeated_feature_prompts = Population(
    "repeated_feature_prompts",
    "At least as many labelled tokens as basis functions, the last of which equals the first on the prompt.",
    settings_drawn(
        prompt=(4, 6), features=(2, 4), tokens=(2, 4), bases=("gaussian",), queries=("unit",), T=1, draws=1
    ),
    expand_repeated_feature,
)
noisy_prompts = Population(
    "noisy_prompts",
    "Sixty-four prompts for a task whose labels are mostly noise.",
    settings_drawn(prompt=(1, 8), tokens=(2, 3), bases=("gaussian",), queries=("unit",), T=1, draws=64),
    expand_small_features,
)
tails_to_one = Population(
    "tails_to_one", "Prompts of 1 to 400 labels, delta and 1 - delta from 1e-6 to 1.", _TAILS, expand_tail
)

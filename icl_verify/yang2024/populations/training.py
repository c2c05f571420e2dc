"""Trainings for Theorems 1 and 2 and for their assumptions, each dropped alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Generator

from icl_verify.statement.population import Draw, Population
from icl_verify.yang2024.populations.arrays import (
    Raw,
    expand_training,
    on_device,
    setting_arrays,
    settings_drawn,
    training_arrays,
)
from icl_verify.yang2024.populations.bases import BASES, normal, powers_of_ten, uniform
from icl_verify.yang2024.populations.setting import initial_states
from icl_verify.yang2024.populations.stratified import COVERED, StratifiedPopulation
from icl_verify.yang2024.setting.accuracy import Accuracy
from icl_verify.yang2024.setting.departures import FewHeadsTraining, UnscaledTraining, WarmTraining
from icl_verify.yang2024.setting.instance import Training
from icl_verify.yang2024.setting.transformer import attention_of
from icl_verify.yang2024.theory.constants import contraction_rate, squared_label_scale, value_bound
from icl_verify.yang2024.theory.inference import steps_demanded

STEPS = 2000
AFFORDABLE = 5000
EVEN_BASES = ("gaussian", "fourier", "gaussian", "sparse")


def covered(
    *, prompt: tuple[int, int] = (2, 4), noise: tuple[str, ...] = ("moderate",), heads: int = 3, **counts: Any
) -> st.SearchStrategy[Draw]:
    """Settings whose heads cover every prompt token, H >= 3N, with features of no extreme scale."""
    return settings_drawn(
        prompt=prompt,
        extra=(1, 4),
        tokens=(3, 6),
        features=(1, 4),
        heads=lambda n: (heads * n, heads * n + 3),
        bases=EVEN_BASES,
        queries=("covering",),
        noise=noise,
        **counts,
    )


def accuracy_arrays(draw: Draw, batch: int, generator: Generator) -> Raw:
    """A training's arrays with a task, prompts, eps of 1e-6 to 1e-2 of the initial error and delta."""
    raw = training_arrays(draw, batch, generator)
    sizes, m = draw.sizes, draw.sizes["m"]
    far = uniform((batch, 1), generator) < 0.3
    task = torch.where(far, 1 + 2 * normal((batch, m), generator), normal((batch, m), generator))
    raw["task"] = powers_of_ten((batch, 1), generator, -2, 2) * task
    raw["label_noise"] = normal((batch, sizes["draws"], m, sizes["K"]), generator)
    raw["accuracy_multiple"] = powers_of_ten((batch,), generator, -6, -2)
    raw["delta"] = powers_of_ten((batch,), generator, -6, -0.3)
    return raw


def expand_accuracy(draw: Draw, batch: int, device: str) -> Accuracy:
    """A batch of ``Accuracy`` at the horizon of the draw."""
    return Accuracy(draw.sizes, on_device(device, accuracy_arrays(draw, batch, draw.generator())))


def expand_to_demanded(draw: Draw, batch: int, device: str) -> Accuracy:
    """A batch of ``Accuracy`` trained to the largest T that (21) demands in it, and ``STEPS`` at least.

    Rates are within a factor 2 of (16), and of four times as many candidates the first that need at most
    ``AFFORDABLE`` steps stay, or else those that need the fewest: one ill-conditioned instance would make its
    whole batch a hundred times as long.
    """
    generator = draw.generator()
    raw = accuracy_arrays(draw, 4 * batch, generator)
    raw["rate_multiple"] = torch.clamp(raw["rate_multiple"], min=0.5)
    demanded = steps_demanded(Accuracy(draw.sizes, raw))
    cheapest = demanded.clamp(min=AFFORDABLE).argsort(stable=True)[:batch]
    steps = max(STEPS, int(demanded[cheapest].amax()) + 1)
    return Accuracy({**draw.sizes, "T": steps}, on_device(device, {k: v[cheapest] for k, v in raw.items()}))


def expand_loud(draw: Draw, batch: int, device: str) -> Accuracy:
    """A batch of ``Accuracy`` with noise a thousand times as large as tau says: the event of (69) fails."""
    raw = accuracy_arrays(draw, batch, draw.generator())
    raw["label_noise"] = 1000 * raw["label_noise"]
    return Accuracy(draw.sizes, on_device(device, raw))


def expand_small_gamma(draw: Draw, batch: int, device: str) -> Accuracy:
    """A batch of ``Accuracy`` with gamma 1e-3 to 1 times the bound (15), eta_Q at its largest."""
    generator = draw.generator()
    raw = accuracy_arrays(draw, batch, generator)
    raw["gamma_multiple"] = powers_of_ten((batch,), generator, -3, 0)
    raw["rate_multiple"] = torch.ones(batch, dtype=torch.float64)
    return Accuracy(draw.sizes, on_device(device, raw))


def expand_large_rate(draw: Draw, batch: int, device: str) -> Accuracy:
    """A batch of ``Accuracy`` with eta_Q up to 1e6 times 1/L, and eta_w zeta_0/(2K) below 0.9."""
    generator = draw.generator()
    raw = accuracy_arrays(draw, batch, generator)
    raw["gamma_multiple"] = raw["rate_multiple"] = torch.ones(batch, dtype=torch.float64)
    most = 0.9 / contraction_rate(Accuracy(draw.sizes, raw))
    raw["rate_multiple"] = torch.minimum(powers_of_ten((batch,), generator, 0, 6), most)
    return Accuracy(draw.sizes, on_device(device, raw))


def expand_few_heads(draw: Draw, batch: int, device: str) -> FewHeadsTraining:
    """A batch of ``FewHeadsTraining``."""
    return FewHeadsTraining(draw.sizes, on_device(device, accuracy_arrays(draw, batch, draw.generator())))


def expand_warm(draw: Draw, batch: int, device: str) -> WarmTraining:
    """A batch of ``WarmTraining`` whose initial values, 1 to 1e6, cancel: all heads together predict 0."""
    generator = draw.generator()
    raw = accuracy_arrays(draw, batch, generator)
    scores = attention_of(Accuracy(draw.sizes, raw))
    cancelling = torch.linalg.svd(scores.permute(0, 3, 2, 1)).Vh[..., -1, :]
    raw["initial_weights"] = powers_of_ten((batch, 1, 1), generator, 0, 6) * cancelling.mT
    return WarmTraining(draw.sizes, on_device(device, raw))


def expand_one_label(draw: Draw, batch: int, device: str) -> Training:
    """A batch of ``Training`` with gamma 1 to 1e4 times the bound (15), half of it below 1/L."""
    generator = draw.generator()
    raw = setting_arrays(draw, batch, generator)
    raw["gamma_multiple"] = powers_of_ten((batch,), generator, 0, 4)
    slower = powers_of_ten((batch,), generator, -2, 0)
    raw["rate_multiple"] = torch.where(torch.arange(batch) % 2 == 0, 1.0, slower)
    return Training(draw.sizes, on_device(device, raw))


def expand_large_dictionary(draw: Draw, batch: int, device: str) -> Training:
    """A batch of ``Training`` at equality in (15) and (16), features of size 3 to 1000.

    Of twice as many candidates those with 4 K alpha^2 >= 1 come first.
    """
    generator = draw.generator()
    raw = setting_arrays(draw, 2 * batch, generator)
    raw["features"] = powers_of_ten((2 * batch, 1, 1), generator, 0.5, 3) * raw["features"]
    raw["gamma_multiple"] = raw["rate_multiple"] = torch.ones(2 * batch, dtype=torch.float64)
    small = 4 * draw.sizes["K"] * value_bound(Training(draw.sizes, raw)) ** 2 < 1
    order = small.to(torch.int8).argsort(stable=True)[:batch]
    return Training(draw.sizes, on_device(device, {name: array[order] for name, array in raw.items()}))


def expand_large_labels(draw: Draw, batch: int, device: str) -> Training:
    """A batch of ``Training``, features and noise scaled up where ||Zbar||_2 would be below 1."""
    training = expand_training(draw, batch, device)
    factor = torch.clamp(1.01 * squared_label_scale(training) ** -0.5, min=1)
    scaled = {
        "features": training.raw["features"] * factor[:, None, None],
        "noise_level": training.raw["noise_level"] * factor**2,
    }
    return Training(draw.sizes, {**training.raw, **scaled})


def expand_small_labels(draw: Draw, batch: int, device: str) -> Training:
    """The same with features of size 3e-5 to 1e-2 and noise to match."""
    large = expand_large_dictionary(draw, batch, device)
    small = {"features": large.raw["features"] / 10**5, "noise_level": large.raw["noise_level"] / 10**10}
    return Training(draw.sizes, {**large.raw, **small})


def expand_unscaled(draw: Draw, batch: int, device: str) -> UnscaledTraining:
    """A batch of ``UnscaledTraining``: tokens of one norm from 100 to 10^4, queries as much smaller."""
    generator = draw.generator()
    raw = accuracy_arrays(draw, batch, generator)
    length = powers_of_ten((batch, 1, 1), generator, 2, 4)
    raw["tokens"] = length * raw["tokens"] / raw["tokens"].norm(dim=1, keepdim=True)
    # The initial attention is that of unit tokens; its derivative in the queries grows with the norm.
    raw["queries"] = raw["queries"] / length[..., None] ** 2
    return UnscaledTraining(draw.sizes, on_device(device, raw))


def expand_many_heads(draw: Draw, batch: int, device: str) -> Training:
    """A batch of ``Training`` at equality in (15) and (16), scaled so that ||Zbar||_2^2 is 1 to 1.1."""
    generator = draw.generator()
    raw = setting_arrays(draw, batch, generator)
    raw["gamma_multiple"] = raw["rate_multiple"] = torch.ones(batch, dtype=torch.float64)
    wanted = uniform((batch,), generator, 1.001, 1.1)
    square = wanted / squared_label_scale(Training(draw.sizes, raw))
    raw["features"] = square.sqrt()[:, None, None] * raw["features"]
    raw["noise_level"] = square * raw["noise_level"]
    return Training(draw.sizes, on_device(device, raw))


trained_to_21 = StratifiedPopulation(
    "trained_to_21",
    f"Trained to the T of (21), {STEPS} steps or more, for eps of 1e-6 to 1e-2 of the initial error; tokens "
    "and bases of every family but the graded one, over which (21) demands 1e6 steps and more.",
    covered(T=STEPS, draws=8),
    expand_to_demanded,
    cost=1 / 6,
    batch=8,
    attention=COVERED,
    bases=tuple(basis for basis in BASES if basis != "graded"),
)
trained_loud = Population(
    "trained_loud",
    "50 steps, then prompts with labels far beyond the bound (69).",
    covered(T=50, draws=1),
    expand_loud,
    cost=1 / 6,
    batch=8,
)
trained_small_gamma = StratifiedPopulation(
    "trained_small_gamma",
    f"{STEPS} steps with gamma 1e-3 to 1 times the bound (15).",
    covered(prompt=(1, 4), noise=("moderate", "any"), heads=1, T=STEPS, draws=1),
    expand_small_gamma,
    cost=1 / 6,
    batch=8,
)
trained_large_rate = Population(
    "trained_large_rate",
    "200 steps with eta_Q from 1/L to 1e6 times as much.",
    covered(prompt=(1, 4), noise=("moderate", "any"), heads=1, T=200, draws=1),
    expand_large_rate,
    cost=1 / 6,
    batch=8,
)
trained_few_heads = Population(
    "trained_few_heads",
    "150 steps with fewer heads than labelled examples.",
    settings_drawn(
        prompt=(2, 4),
        extra=(1, 3),
        tokens=(2, 4),
        features=(1, 4),
        heads=lambda n: (1, n - 1),
        bases=("gaussian", "fourier"),
        token_families=("sphere", "cap"),
        queries=("unit",),
        noise=("moderate",),
        T=150,
        draws=1,
    ),
    expand_few_heads,
    cost=1 / 6,
    batch=8,
)
trained_warm = Population(
    "trained_warm",
    "10 steps from initial values that cancel one another, up to 1e6 in size.",
    settings_drawn(
        prompt=(2, 3),
        extra=(1, 2),
        tokens=(2, 4),
        features=(1, 3),
        heads=lambda n: (n + 1, n + 3),
        bases=("gaussian", "fourier"),
        token_families=("sphere", "cap"),
        queries=("unit",),
        noise=("moderate",),
        T=10,
        draws=1,
    ),
    expand_warm,
    cost=1 / 6,
    batch=8,
)
trained_unscaled = Population(
    "trained_unscaled",
    "30 steps over tokens of norm 100 to 10^4.",
    covered(prompt=(2, 3), heads=1, T=30, draws=1),
    expand_unscaled,
    cost=1 / 6,
    batch=8,
)
one_label = Population(
    "trained_one_label",
    f"{STEPS} steps with one labelled example and gamma up to 1e4 times (15): steps large and small.",
    settings_drawn(
        prompt=(1, 1),
        extra=(1, 4),
        tokens=(2, 4),
        features=(1, 4),
        heads=lambda n: (1, 6),
        bases=("gaussian", "fourier"),
        token_families=("sphere",),
        queries=("gaussian",),
        noise=("moderate",),
        T=STEPS,
    ),
    expand_one_label,
    cost=1 / 6,
    batch=8,
)
opposed_tokens = Population(
    "trained_opposed_tokens",
    "50 steps with two opposed prompt tokens, where attention moves as much as the queries allow.",
    settings_drawn(
        prompt=(2, 2),
        extra=(1, 2),
        tokens=(1, 3),
        features=(1, 3),
        heads=lambda n: (2, 4),
        bases=("gaussian",),
        token_families=("antipodal",),
        queries=("gaussian",),
        noise=("moderate",),
        T=50,
    ),
    expand_training,
    cost=1 / 6,
    batch=8,
)
_LARGE = settings_drawn(
    prompt=(1, 2),
    extra=(40, 60),
    tokens=(2, 4),
    features=(6, 10),
    heads=lambda n: (2 * n, 3 * n),
    bases=("gaussian",),
    queries=("covering",),
    noise=("moderate",),
    T=1,
)
large_label_states = replace(
    initial_states,
    name="large_label_states",
    title="The draws of initial_states, scaled up where ||Zbar||_2 would be below 1.",
    expand=expand_large_labels,
)
large_dictionaries = Population(
    "large_dictionaries",
    "Dictionaries of 41 to 62 tokens with large features and gamma at the bound (15).",
    _LARGE,
    expand_large_dictionary,
)
small_labels = Population(
    "small_labels", "The same, with labels far smaller than 1.", _LARGE, expand_small_labels
)
many_heads = Population(
    "many_heads",
    "Trainings before the first step, 50 to 100 heads for two or three labels, ||Zbar||_2^2 from 1 to 1.1.",
    settings_drawn(
        prompt=(2, 3),
        extra=(1, 3),
        tokens=(2, 4),
        features=(1, 3),
        heads=lambda n: (50, 100),
        bases=("gaussian", "fourier"),
        token_families=("sphere", "cap"),
        queries=("unit", "covering"),
        noise=("moderate",),
        T=1,
    ),
    expand_many_heads,
)

"""Populations for the certified bounds, the paper's words and our conjectures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from hypothesis import strategies as st

from icl_verify.statement.population import Draw, Population
from icl_verify.yang2024.populations.arrays import (
    NOISE_RANGES,
    expand_setting,
    expand_training,
    on_device,
    parameter_arrays,
    setting_arrays,
    settings_drawn,
    training_arrays,
)
from icl_verify.yang2024.populations.bases import BASES, GENTLE_BASES, normal, powers_of_ten, uniform
from icl_verify.yang2024.populations.training import expand_accuracy, expand_few_heads
from icl_verify.yang2024.setting.accuracy import Accuracy
from icl_verify.yang2024.setting.elementary import LogitPair
from icl_verify.yang2024.setting.instance import Parameters, Training
from icl_verify.yang2024.setting.law import TaskLaw
from icl_verify.yang2024.setting.regression import Regression
from icl_verify.yang2024.setting.variations import RepeatedTokens
from icl_verify.yang2024.theory.assumptions import enough_heads
from icl_verify.yang2024.theory.reach import two_head_parameters

BARE: dict[str, Any] = {"tokens": (1, 2), "heads": lambda n: (1, 1), "queries": ("unit",)}
# Of a regression's draw N and m alone make its shape.
PROMPT_ALONE: dict[str, Any] = {**BARE, "tokens": (2, 2), "extra": (1, 1)}
EASY = ("gaussian", "fourier", "radial", "sparse")


def _regression(draw: Draw, batch: int, device: str) -> Regression:
    generator, sizes = draw.generator(), draw.sizes
    tokens = normal((batch, sizes["d"], sizes["K"]), generator)
    features = BASES[draw.families["basis"]](tokens / tokens.norm(dim=1, keepdim=True), sizes["m"], generator)
    raw = {
        "features": features[..., : sizes["N"]].clone(),
        "labels": powers_of_ten((batch, 1), generator, -3, 3) * normal((batch, sizes["N"]), generator),
        "noise_level": powers_of_ten((batch,), generator, *NOISE_RANGES[draw.families["noise"]]),
    }
    return Regression({name: sizes[name] for name in Regression.axes}, on_device(device, raw))


def _square(draw: Draw, batch: int, device: str) -> Regression:
    sizes = {**draw.sizes, "m": draw.sizes["N"]}
    return _regression(replace(draw, sizes=sizes), batch, device)


def _two_heads(draw: Draw, batch: int, device: str) -> Parameters:
    """The two heads of ``reach`` in float64, as parameters like any others."""
    setting = expand_setting(draw, batch, "cpu")
    queries, weights = two_head_parameters(setting)
    gamma = torch.ones(batch, dtype=torch.float64)
    raw = {**setting.raw, "queries": queries, "values": weights, "gamma": gamma}
    return Parameters(draw.sizes, on_device(device, raw))


def _balanced(draw: Draw, batch: int, device: str) -> LogitPair:
    """Logits whose upper and lower half have equal mass, moved apart by +-s: the softmax at its steepest."""
    generator, half = draw.generator(), draw.sizes["n"]
    base = powers_of_ten((batch, 1), generator, -2, 0.5) * normal((batch, half), generator)
    step = powers_of_ten((batch, 1), generator, -5, 0.5).expand(batch, half)
    first = torch.cat([base, base], dim=1)
    second = first + torch.cat([step, -step], dim=1)
    return LogitPair({"n": 2 * half}, on_device(device, {"first": first, "second": second}))


def _law(draw: Draw, batch: int, device: str) -> TaskLaw:
    generator = draw.generator()
    sizes = {**draw.sizes, "laws": draw.sizes["m"] + int(draw.seed % 3)}
    raw = parameter_arrays(draw, batch, generator)
    raw["values"] = normal(tuple(raw["values"].shape), generator)
    raw["gamma"] = torch.ones(batch, dtype=torch.float64)
    # Off-centre atoms of graded size: biased, dependent, far from isotropic.
    shape = (batch, sizes["m"], sizes["laws"])
    raw["atoms"] = powers_of_ten((batch, sizes["m"], 1), generator, -1, 1) * (1 + normal(shape, generator))
    return TaskLaw(sizes, on_device(device, raw))


def _repeated_tokens(draw: Draw, batch: int, device: str) -> RepeatedTokens:
    raw = setting_arrays(draw, batch, draw.generator())
    raw["tokens"][..., 0] = raw["tokens"][..., 1]
    return RepeatedTokens(draw.sizes, on_device(device, raw))


def _equal_rates(draw: Draw, batch: int, device: str) -> Training:
    """Unlabelled features up to 10^4 times the prompt's: values must grow, attention moves."""
    generator = draw.generator()
    raw = training_arrays(draw, batch, generator)
    one = torch.ones(batch, dtype=torch.float64)
    raw |= {"gamma_multiple": one, "rate_multiple": one.clone()}
    n = draw.sizes["N"]
    raw["features"][..., n:] *= powers_of_ten((batch, 1, 1), generator, 0, 4)
    return Training(draw.sizes, on_device(device, raw))


def _far_tasks(draw: Draw, batch: int, device: str) -> Accuracy:
    """Tasks of N(1_m, 4 I), as in the paper's experiments, and up to a thousand times beyond."""
    drawn = expand_accuracy(draw, batch, "cpu")
    generator = torch.Generator().manual_seed(draw.seed + 1)
    far = 1 + 2 * normal((batch, draw.sizes["m"]), generator)
    choice = uniform((batch, 1), generator) < 0.5
    task = torch.where(choice, far, powers_of_ten((batch, 1), generator, 1, 3) * far)
    return Accuracy(drawn.sizes, on_device(device, {**drawn.tensors, "task": task}))


@st.composite
def _two_head_draws(draw: st.DrawFn) -> Draw:
    """Two heads for three to five labels, and as many dimensions as tokens."""
    base = draw(
        settings_drawn(prompt=(3, 5), extra=(1, 2), features=(1, 6), bases=EASY, token_families=("sphere",))
    )
    sizes = {**base.sizes, "d": base.sizes["K"] + base.seed % 2, "H": 2}
    return Draw(sizes, {**base.families, "noise": "moderate", "queries": "unit"}, base.seed)


@st.composite
def _balanced_draws(draw: st.DrawFn) -> Draw:
    return Draw({"n": draw(st.integers(1, 80))}, {}, draw(st.integers(0, 2**32 - 1)))


program_settings = Population(
    "program_settings",
    "Settings with at least N heads, every family and noise level, for convex programs with certificates.",
    settings_drawn(
        prompt=(1, 4), extra=(1, 3), features=(1, 4), tokens=(2, 4), heads=lambda n: (n, n + 2),
        queries=("gaussian", "covering"),
    ),
    expand_setting,
)  # fmt: skip
one_head_settings = Population(
    "one_head_settings",
    "Settings with one head and linearly independent tokens, two to four labels.",
    settings_drawn(
        prompt=(2, 4), extra=(1, 2), features=(1, 6), tokens=(6, 8), heads=lambda n: (1, 1), bases=EASY,
        token_families=("sphere", "orthogonal"), queries=("unit",), noise=("moderate",),
    ),
    expand_setting,
)  # fmt: skip
one_head_trainings = Population(
    "one_head_trainings",
    "2000 steps of a single head at the rates of its one positive eigenvalue, two to four labels.",
    settings_drawn(
        prompt=(2, 4), extra=(1, 2), features=(1, 4), tokens=(2, 7), heads=lambda n: (1, 1),
        queries=("gaussian", "unit"), T=2000, draws=1,
    ),
    expand_few_heads,
    cost=1 / 7,
    batch=16,
)  # fmt: skip
regressions = Population(
    "regressions",
    "One prompt each, labels over six decades, every basis and noise level.",
    settings_drawn(prompt=(1, 9), features=(1, 9), **PROMPT_ALONE),
    _regression,
)
short_regressions = Population(
    "short_regressions",
    "Prompts with fewer labels than basis functions, arbitrary labels.",
    settings_drawn(prompt=(1, 8), features=(9, 18), **PROMPT_ALONE),
    _regression,
)
long_regressions = Population(
    "long_regressions",
    "Prompts with more labels than basis functions, arbitrary labels.",
    settings_drawn(prompt=(9, 18), features=(1, 8), **PROMPT_ALONE),
    _regression,
)
square_regressions = Population(
    "square_regressions",
    "Prompts with as many labels as basis functions, arbitrary labels.",
    settings_drawn(prompt=(1, 80), features=(1, 1), **PROMPT_ALONE),
    _square,
)
short_prompts = Population(
    "short_prompts",
    "Settings with fewer labels than basis functions.",
    settings_drawn(prompt=(1, 3), features=(4, 8), **BARE),
    expand_setting,
)
long_prompts = Population(
    "long_prompts",
    "Settings with more labels than basis functions.",
    settings_drawn(prompt=(4, 8), features=(1, 3), **BARE),
    expand_setting,
)
nested_rates = Population(
    "nested_rates",
    "Trainings before the first step, with at least 2N heads and two unlabelled tokens, to be halved.",
    settings_drawn(
        prompt=(1, 3), extra=(2, 6), features=(1, 5), tokens=(2, 5), heads=lambda n: (2 * n, 3 * n + 4),
        bases=(*GENTLE_BASES, "scaled"), token_families=("sphere", "cap"),
        queries=("gaussian", "unit", "covering"), noise=("moderate", "any"), T=1,
    ),
    expand_training,
)  # fmt: skip
nested_trainings = Population(
    "nested_trainings",
    "2000 steps under (15)-(17) with at least 2N heads and two unlabelled tokens, to be halved.",
    settings_drawn(
        prompt=(2, 3), extra=(2, 5), features=(1, 4), tokens=(2, 5), heads=lambda n: (2 * n, 3 * n + 2),
        bases=("gaussian", "fourier"), token_families=("sphere", "cap"), queries=("gaussian", "covering"),
        noise=("moderate", "any"), T=2000,
    ),
    expand_training,
    cost=1 / 7,
    batch=32,
)  # fmt: skip
trained_prompts = Population(
    "trained_prompts",
    "2000 steps under (15)-(17) from covering queries, then four prompts for a task far outside D_lambda.",
    settings_drawn(
        prompt=(2, 3), extra=(1, 3), features=(1, 4), tokens=(2, 4), heads=lambda n: (2 * n, 3 * n),
        bases=EASY, token_families=("cap",), queries=("covering",), noise=("moderate",), T=2000, draws=4,
    ),
    _far_tasks,
    cost=1 / 7,
    batch=16,
)  # fmt: skip
equal_rates = Population(
    "equal_rates",
    "2000 steps with equal learning rates from at least N heads, unlabelled features up to 10^4-fold.",
    settings_drawn(
        prompt=(2, 3), extra=(1, 3), features=(1, 4), tokens=(2, 5), heads=lambda n: (n, 2 * n + 2),
        bases=("gaussian", "fourier"), token_families=("sphere", "cap"), queries=("gaussian", "covering"),
        noise=("moderate", "small"), T=2000,
    ),
    _equal_rates,
    cost=1 / 7,
    batch=64,
)  # fmt: skip
tied_tokens = Population(
    "tied_tokens",
    "Distinct prompt tokens with equal entries in every row: Assumption 3 fails, N to 3N Gaussian heads.",
    settings_drawn(
        prompt=(3, 4), extra=(1, 3), tokens=(3, 5), features=(1, 4), heads=lambda n: (n, 3 * n),
        bases=GENTLE_BASES, token_families=("cube",), queries=("gaussian", "unit"), noise=("moderate",),
    ),
    expand_setting,
    ensures=(enough_heads,),
)  # fmt: skip
repeated_prompt_tokens = Population(
    "repeated_prompt_tokens",
    "The same with the first two prompt tokens equal.",
    settings_drawn(
        prompt=(2, 4), extra=(1, 3), tokens=(3, 5), features=(1, 4), heads=lambda n: (n, 3 * n),
        bases=GENTLE_BASES, token_families=("cube",), queries=("gaussian", "unit"), noise=("moderate",),
    ),
    _repeated_tokens,
    ensures=(enough_heads,),
)  # fmt: skip
balanced_logits = Population(
    "balanced_logits",
    "Pairs of logits that shift mass between two halves of equal mass, from 1e-5 to 3 apart.",
    _balanced_draws(),
    _balanced,
)
task_laws = Population(
    "task_laws",
    "Arbitrary parameters and a finite law of lambda, biased, dependent, anisotropic.",
    settings_drawn(
        prompt=(1, 3), extra=(1, 3), features=(1, 3), tokens=(1, 4), heads=lambda n: (1, n + 1),
        noise=("moderate", "any"), bases=(*GENTLE_BASES, "scaled"),
    ),
    _law,
)  # fmt: skip
two_heads = Population(
    "two_heads",
    "Two heads built for linearly independent tokens and three to five labels.",
    _two_head_draws(),
    _two_heads,
)

"""Populations for the setting and the lemmas: any parameters, extremal ones, one assumption broken."""

from __future__ import annotations

import random

import torch
from hypothesis import strategies as st

from icl_verify.statement.population import Draw, Population
from icl_verify.yang2024.populations.arrays import (
    expand_pair,
    expand_parameters,
    expand_setting,
    on_device,
    parameter_arrays,
    setting_arrays,
    settings_drawn,
)
from icl_verify.yang2024.populations.bases import BASES, normal, powers_of_ten
from icl_verify.yang2024.populations.extremes import (
    EXTREME_SHAPES,
    EXTREMES,
    along_first_token,
    other_parameters,
)
from icl_verify.yang2024.populations.tokens import TOKENS, fits
from icl_verify.yang2024.setting.instance import ParameterPair, Parameters
from icl_verify.yang2024.setting.variations import (
    CandidateRegression,
    OtherTasks,
    RepeatedTokens,
    UnscaledPair,
    UnscaledParameters,
)


def with_families(base: Draw, extremes: tuple[str, ...], share: float) -> Draw:
    """The draw with evenly spread families: one of ``extremes``, with its own sizes, in a ``share`` of draws.

    Hypothesis likes to repeat its choices, seeds included, and a run draws few shapes: families chosen by
    a digest of the whole draw all get their share.
    """
    chooser = random.Random(repr(base.key()))
    seed = chooser.randrange(2**32)
    if chooser.random() < share:
        kind = chooser.choice(extremes)
        sizes = {name: chooser.randint(*bounds) for name, bounds in EXTREME_SHAPES[kind].items()}
        return Draw(sizes, {"extreme": kind}, seed)
    tokens = chooser.choice([family for family in TOKENS if fits(family, base.sizes)])
    families = {"tokens": tokens, "basis": chooser.choice(list(BASES)), "extreme": "none"}
    return Draw(base.sizes, {**base.families, **families}, seed)


def with_extremes(
    general: st.SearchStrategy[Draw], *extremes: str, share: float = 0.5
) -> st.SearchStrategy[Draw]:
    """Draws from ``general``, a share of them replaced by families of ``EXTREMES``."""
    return general.map(lambda base: with_families(base, extremes, share))


def expand_lemma_parameters(draw: Draw, batch: int, device: str) -> Parameters:
    """A batch of ``Parameters`` of the draw's extreme family, or of every family."""
    if draw.families["extreme"] == "none":
        return expand_parameters(draw, batch, device)
    raw = EXTREMES[draw.families["extreme"]](draw, batch, draw.generator())
    return Parameters(draw.sizes, on_device(device, raw))


def expand_lemma_pair(draw: Draw, batch: int, device: str) -> ParameterPair:
    """A batch of ``ParameterPair`` of the draw's extreme family, or of every family."""
    if draw.families["extreme"] == "none":
        raw = expand_pair(draw, batch, "cpu").tensors
        moved = (raw["queries"] != raw["other_queries"]).flatten(1).any(dim=1)
        moved |= (raw["values"] != raw["other_values"]).flatten(1).any(dim=1)
        # Equal parameters have nothing to say: both sides of every bound are 0.
        raw["other_values"] = torch.where(moved[:, None, None], raw["other_values"], raw["values"] / 2)
        return ParameterPair(draw.sizes, on_device(device, raw))
    generator = draw.generator()
    raw = EXTREMES[draw.families["extreme"]](draw, batch, generator)
    raw |= other_parameters(draw, raw, generator)
    return ParameterPair(draw.sizes, on_device(device, raw))


def expand_turned(draw: Draw, batch: int, device: str) -> ParameterPair:
    """A batch of ``ParameterPair`` that differ in their queries alone, by 1e-6 to 1 and never by nothing."""
    generator = draw.generator()
    if draw.families["extreme"] == "none":
        raw = parameter_arrays(draw, batch, generator)
        step = normal(tuple(raw["queries"].shape), generator)
    else:
        raw = EXTREMES[draw.families["extreme"]](draw, batch, generator)
        step = along_first_token(raw["tokens"])
    raw["other_queries"] = raw["queries"] + powers_of_ten((batch, 1, 1, 1), generator, -6, 0) * step
    raw["other_values"] = raw["values"].clone()
    return ParameterPair(draw.sizes, on_device(device, raw))


def expand_unscaled_parameters(draw: Draw, batch: int, device: str) -> UnscaledParameters:
    """Extreme parameters with all tokens as long as 3 to 30, queries as much shorter."""
    generator = draw.generator()
    raw = _lengthened(EXTREMES[draw.families["extreme"]](draw, batch, generator), batch, generator)
    return UnscaledParameters(draw.sizes, on_device(device, raw))


def expand_unscaled_pair(draw: Draw, batch: int, device: str) -> UnscaledPair:
    """Extreme pairs with all tokens as long as 3 to 30, queries as much shorter."""
    generator = draw.generator()
    raw = EXTREMES[draw.families["extreme"]](draw, batch, generator)
    raw |= other_parameters(draw, raw, generator)
    return UnscaledPair(draw.sizes, on_device(device, _lengthened(raw, batch, generator)))


def _lengthened(
    raw: dict[str, torch.Tensor], batch: int, generator: torch.Generator
) -> dict[str, torch.Tensor]:
    length = powers_of_ten((batch, 1, 1), generator, 0.5, 1.5)
    tokens = raw["tokens"] / raw["tokens"].norm(dim=1, keepdim=True)
    shorter = {k: x / length[..., None] ** 2 for k, x in raw.items() if k.endswith("queries")}
    return {**raw, **shorter, "tokens": length * tokens}


def _expand_repeated(draw: Draw, batch: int, device: str) -> RepeatedTokens:
    raw = setting_arrays(draw, batch, draw.generator())
    raw["tokens"][:, :, -1] = raw["tokens"][:, :, 0]
    return RepeatedTokens(draw.sizes, on_device(device, raw))


def _expand_other_tasks(draw: Draw, batch: int, device: str) -> OtherTasks:
    generator = draw.generator()
    raw = parameter_arrays(draw, batch, generator)
    raw["direction"] = powers_of_ten((batch, draw.sizes["m"]), generator, -1, 1)
    spread = powers_of_ten((batch,), generator, 0.5, 3)
    raw["spread"] = torch.ones_like(spread) if draw.families["spread"] == "unit" else spread
    return OtherTasks(draw.sizes, on_device(device, raw))


@st.composite
def _tasks_drawn(draw: st.DrawFn, spread: str) -> Draw:
    base = draw(settings_drawn(prompt=(1, 3), extra=(1, 3), features=(2, 4), heads=lambda n: (1, n + 2)))
    return Draw(base.sizes, {**base.families, "spread": spread}, base.seed)


@st.composite
def _regressions_drawn(draw: st.DrawFn) -> Draw:
    sizes = {"N": draw(st.integers(1, 8)), "m": draw(st.integers(1, 8))}
    return Draw(sizes, {}, draw(st.integers(0, 2**32 - 1)))


def _expand_regression(draw: Draw, batch: int, device: str) -> CandidateRegression:
    generator, n, m = draw.generator(), draw.sizes["N"], draw.sizes["m"]
    raw = {
        "features": powers_of_ten((batch, 1, 1), generator, -6, 6) * normal((batch, m, n), generator),
        "labels": powers_of_ten((batch, 1), generator, -6, 6) * normal((batch, n), generator),
        "task": powers_of_ten((batch, 1), generator, -6, 6) * normal((batch, m), generator),
        "noise_level": powers_of_ten((batch,), generator, -6, 3),
    }
    return CandidateRegression(draw.sizes, on_device(device, raw))


@st.composite
def _prompts_of_rank(draw: st.DrawFn, *, enough: bool) -> Draw:
    """At least (or fewer than) m labelled examples."""
    base = draw(settings_drawn(bases=("gaussian",), noise=("any", "small"), queries=("zero",)))
    m, n = sorted((base.sizes["m"], base.sizes["N"]))
    if not enough:
        m, n = n + (m == n), m
    extra = base.sizes["K"] - base.sizes["N"]
    families = {**base.families, "tokens": "sphere"}
    sizes = {**base.sizes, "m": m, "N": n, "K": n + extra, "d": max(2, base.sizes["d"])}
    return Draw(sizes, families, base.seed)


def _square(draw: Draw) -> Draw:
    sizes = {**draw.sizes, "N": 2, "m": 2, "K": max(3, draw.sizes["K"]), "d": max(2, draw.sizes["d"])}
    tokens = draw.families["tokens"]
    family = tokens if tokens in ("sphere", "clustered", "antipodal") else "sphere"
    return Draw(sizes, {**draw.families, "tokens": family}, draw.seed)


_ANY = settings_drawn()
_SMALLER = settings_drawn(prompt=(1, 4), extra=(1, 4), heads=lambda n: (1, n + 4))

lemma_parameters = Population(
    "lemma_parameters",
    "Queries, values and gamma over twelve decades, half of them near-extremal for a bound of Lemmas 7 to 9.",
    with_extremes(_ANY, "seesaw", "beacon", "lone"),
    expand_lemma_parameters,
)
lemma_pairs = Population(
    "lemma_pairs",
    "Two parameters over one setting, 1e-6 to far apart; half near-extremal for a bound of Lemmas 8 to 10.",
    with_extremes(_SMALLER, "seesaw", "lone", "crowd"),
    expand_lemma_pair,
)
turned_queries = Population(
    "turned_queries",
    "Two parameters that differ in their queries alone, by 1e-6 to 1; half with opposite tokens.",
    with_extremes(_SMALLER, "seesaw"),
    expand_turned,
)
unscaled_parameters = Population(
    "unscaled_parameters",
    "Near-extremal parameters over tokens of norm 3 to 30.",
    with_extremes(_SMALLER, "seesaw", "beacon", share=1.0),
    expand_unscaled_parameters,
)
unscaled_pairs = Population(
    "unscaled_pairs",
    "Near-extremal pairs over tokens of norm 3 to 30.",
    with_extremes(_SMALLER, "seesaw", "crowd", share=1.0),
    expand_unscaled_pair,
)
repeated_unlabelled_token = Population(
    "repeated_unlabelled_token",
    "Settings whose last token repeats the first one, the tokens of the prompt being distinct.",
    settings_drawn(token_families=("sphere", "orthogonal", "subspace", "cap")),
    _expand_repeated,
)
cube_prompts = Population(
    "cube_prompts",
    "Three to five prompt tokens at distinct corners of a cube.",
    settings_drawn(prompt=(3, 5), tokens=(4, 6), token_families=("cube",)),
    expand_setting,
)
square_prompts = Population(
    "square_prompts",
    "N = m = 2, where z_j and zbar_j have the same shape; parameters over twelve decades.",
    settings_drawn(extra=(1, 4), heads=lambda n: (1, 6)).map(_square),
    expand_parameters,
)
other_spreads = Population(
    "other_spreads",
    "Parameters with E[lambda lambda^T] = c^2 I for c from 3 to 1000.",
    _tasks_drawn("far"),
    _expand_other_tasks,
    fixed=("spread",),
)
dependent_tasks = Population(
    "dependent_tasks",
    "Parameters with E[lambda lambda^T] = I, but lambda of nonzero mean and dependent entries (m >= 2).",
    _tasks_drawn("unit"),
    _expand_other_tasks,
    fixed=("spread",),
)
wide_regressions = Population(
    "wide_regressions",
    "Labels, features and lambda over twelve decades each.",
    _regressions_drawn(),
    _expand_regression,
)
full_rank_prompts = Population(
    "full_rank_prompts",
    "Gaussian features with N >= m, so that Z has full row rank.",
    _prompts_of_rank(enough=True),
    expand_setting,
)
deficient_prompts = Population(
    "deficient_prompts", "Gaussian features with N < m.", _prompts_of_rank(enough=False), expand_setting
)

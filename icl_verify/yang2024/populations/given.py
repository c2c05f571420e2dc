"""The paper's instances as Hypothesis strategies, each drawn by itself, for anyone's ``@given``."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from typing import Any, cast

import torch
from hypothesis import strategies as st

from icl_verify.statement.population import Draw, Population
from icl_verify.yang2024.populations.arrays import expand_training, settings_drawn
from icl_verify.yang2024.populations.bases import BASES, GENTLE_BASES
from icl_verify.yang2024.populations.inference import prompts as prompt_population
from icl_verify.yang2024.populations.setting import any_parameters, any_setting
from icl_verify.yang2024.populations.stratified import COVERED, LEAST, enlarged
from icl_verify.yang2024.populations.trained import TrainedModel
from icl_verify.yang2024.setting.accuracy import Accuracy
from icl_verify.yang2024.setting.instance import Parameters, Setting, Training
from icl_verify.yang2024.theory.constants import (
    contraction_rate,
    smallest_attention_eigenvalue,
    squared_label_scale,
)

Range = tuple[int, int]

REDUCED = 1e-6  # share of the initial excess loss that is left, by (18), where no number of steps is given
MOST_STEPS = 20_000
RESOLVED = 1e-9  # least zeta_0 over ||Zbar||_2^2: rounding is nothing beside it


def settings() -> st.SearchStrategy[Setting]:
    """Settings of every family of tokens, bases and queries, noise 1e-6 to 1e3; batches of one."""
    return cast("st.SearchStrategy[Setting]", any_setting.instances())


def parameters() -> st.SearchStrategy[Parameters]:
    """Settings of every family with any parameters theta, over twelve decades; batches of one."""
    return cast("st.SearchStrategy[Parameters]", any_parameters.instances())


def prompts() -> st.SearchStrategy[Accuracy]:
    """Settings with a task lambda, in and far outside D_lambda, and two prompts for it; batches of one."""
    return cast("st.SearchStrategy[Accuracy]", prompt_population.instances())


def trainings(
    *,
    steps: int | None = None,
    bases: Sequence[str] = GENTLE_BASES,
    prompt: Range = (1, 3),
    extra: Range = (1, 3),
    tokens: Range = (2, 4),
    features: Range = (1, 4),
    noise: str = "moderate",
    heads: int = 3,
) -> st.SearchStrategy[Training]:
    """Trainings under Theorem 1: w = 0, rates at equality in (15)-(17), every B_k of full row rank.

    Arguments:
        steps: T >= 1; by default the least T for which (18) leaves 1e-6 of the initial excess loss, and
            trainings that would need more than 20,000 are left out.
        bases: names of families of features to draw from.
        prompt, extra, tokens, features: ranges of N, K - N, d and m. Families that need more labelled tokens
            or basis functions than these allow are left out; d grows where tokens need more dimensions.
        noise: the range of tau: ``moderate`` (0.03 to 3), ``small``, ``large`` or ``any``.
        heads: H = heads N, heads >= 2.

    Raises:
        ValueError: steps is below 1, heads below 2, or a basis unknown or none of them within the ranges.
    """
    if steps is not None and steps < 1:
        raise ValueError(f"steps must be >= 1 or None, got {steps}")
    if heads < 2:
        raise ValueError(f"heads must be >= 2, got {heads}")
    most = {"N": prompt[1], "m": features[1]}
    base = settings_drawn(
        prompt=prompt, extra=extra, tokens=tokens, features=features, bases=_bases_within(bases, most),
        noise=(noise,), T=1,
    )  # fmt: skip
    least = (prompt[0], extra[0], tokens[0], features[0])
    cards = [card for card in COVERED if _fits_in(card[0], most)]
    population = Population(
        "given_trainings",
        "Trainings under Theorem 1.",
        st.builds(lambda draw, card: _covering(draw, card, heads), base, st.sampled_from(cards)),
        _expand_at_equality,
        batch=8,
        fixed=("gamma_multiple", "rate_multiple"),
        shapes=lambda sizes: sizes["H"] == heads * sizes["N"] and all(map(operator.ge, _drawn(sizes), least)),
    )
    found = cast("st.SearchStrategy[Training]", population.instances()).filter(_has_full_rank)
    if steps is not None:
        return found.map(lambda training: _of_length(training, steps))
    return found.filter(lambda training: _steps_to(training) <= MOST_STEPS).map(_long_enough)


def trained_models(**options: Any) -> st.SearchStrategy[TrainedModel]:
    """The trained models of ``trainings``, whose arguments these are."""
    return trainings(**options).map(TrainedModel)


def _bases_within(bases: Sequence[str], most: Mapping[str, int]) -> tuple[str, ...]:
    """The families of features that fit these sizes (ValueError for an unknown one, or where none does)."""
    if not set(bases) <= set(BASES):
        raise ValueError(f"bases must be among {', '.join(BASES)}, got {', '.join(bases)}")
    within = tuple(basis for basis in bases if _fits_in(basis, most))
    if not within:
        raise ValueError(f"bases must fit N <= {most['N']} and m <= {most['m']}, got {', '.join(bases)}")
    return within


def _drawn(sizes: Mapping[str, int]) -> tuple[int, int, int, int]:
    """N, K - N, d and m."""
    return sizes["N"], sizes["K"] - sizes["N"], sizes["d"], sizes["m"]


def _fits_in(family: str, most: Mapping[str, int]) -> bool:
    """Whether a family is more than its name at some sizes within these."""
    return all(size <= most.get(axis, size) for axis, size in LEAST.get(family, {}).items())


def _covering(draw: Draw, card: tuple[str, str], heads: int) -> Draw:
    """The draw with a family of tokens and queries that cover them, and H = heads N."""
    families = {**draw.families, "tokens": card[0], "queries": card[1]}
    sizes = enlarged(draw.sizes, families)
    return Draw({**sizes, "H": heads * sizes["N"]}, families, draw.seed)


def _expand_at_equality(draw: Draw, batch: int, device: str) -> Training:
    training = expand_training(draw, batch, device)
    one = torch.ones(batch, dtype=torch.float64, device=device)
    return Training(draw.sizes, {**training.raw, "gamma_multiple": one, "rate_multiple": one})


def _has_full_rank(training: Training) -> bool:
    """Assumption 2, beyond doubt in float64."""
    return bool(smallest_attention_eigenvalue(training) > RESOLVED * squared_label_scale(training))


def _steps_to(training: Training) -> float:
    """The T at which (1 - eta_w zeta_0/(2K))^T is ``REDUCED``; inf where float64 sees no contraction."""
    rate = float(contraction_rate(training)[0])
    return math.log(REDUCED) / math.log1p(-rate) if 0 < rate < 1 else math.inf


def _of_length(training: Training, steps: int) -> Training:
    return Training({**training.sizes, "T": steps}, training.raw)


def _long_enough(training: Training) -> Training:
    return _of_length(training, math.ceil(_steps_to(training)))

"""Figures that train in a second."""

from __future__ import annotations

from typing import Any

from icl_verify.yang2024.experiments.draws import Problem, draw_problem
from icl_verify.yang2024.experiments.options import Options, resolve

SIZES: dict[str, Any] = {
    "dictionary": 7,
    "features": 2,
    "token_size": 4,
    "seeds": 5,
    "pool": 40,
    "test": 6,
    "batch": 4,
}
LAYERS: dict[str, Any] = {"width": 8, "hidden": 8, "layer_steps": 4}
FIGURES: dict[int, dict[str, Any]] = {
    2: SIZES | LAYERS | {"prompt_lengths": (3,), "heads": (4,), "layer_heads": (2,), "steps": 40},
    3: {"dictionary": 9, "features": 3, "seeds": 5, "prompt_lengths": (2, 3, 4, 5)},
    4: SIZES | {"prompt_lengths": (2,), "heads": (1, 2, 4, 9), "steps": 40},
    5: SIZES | LAYERS | {"prompt_lengths": (2, 3), "layer_heads": (1, 2, 4)},
}


def tiny_options(figure: int, **given: Any) -> Options:
    """Options of one figure at its least."""
    return resolve(figure, "small", 0, **(FIGURES[figure] | given))


def tiny_problem(*, seeds: tuple[int, ...] = (0, 1), unit: bool = True, noise_level: float = 0.3) -> Problem:
    """Two dictionaries of seven tokens, three of them labelled."""
    return draw_problem(
        seeds, token_size=4, dictionary=7, features=2, prompt_length=3, noise_level=noise_level, unit=unit
    )

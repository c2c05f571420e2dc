"""The paper: Yang, Huang, Liang and Chi, In-Context Learning with Representations, arXiv 2408.10147.

What a plain Hypothesis test needs of it is named here, and loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icl_verify.yang2024.populations.given import (
        parameters,
        prompts,
        settings,
        trained_models,
        trainings,
    )
    from icl_verify.yang2024.populations.trained import TrainedModel, loss_of
    from icl_verify.yang2024.programs.bounds import relaxation
    from icl_verify.yang2024.setting.accuracy import Accuracy
    from icl_verify.yang2024.setting.instance import Parameters, Setting, Training

__all__ = [
    "Accuracy",
    "Parameters",
    "Setting",
    "TrainedModel",
    "Training",
    "loss_of",
    "parameters",
    "prompts",
    "relaxation",
    "settings",
    "trained_models",
    "trainings",
]

_WHERE = {
    "populations.given": ("parameters", "prompts", "settings", "trained_models", "trainings"),
    "programs.bounds": ("relaxation",),
    "setting.accuracy": ("Accuracy",),
    "setting.instance": ("Parameters", "Setting", "Training"),
    "populations.trained": ("TrainedModel", "loss_of"),
}
_MODULES = {name: f"icl_verify.yang2024.{module}" for module, names in _WHERE.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

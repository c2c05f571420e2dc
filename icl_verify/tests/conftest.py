"""Under test every annotated shape is checked: jaxtyping's import hook with beartype.

pytest loads the package's plugin before any option of jaxtyping could act, so the hook is set here, before
the modules that state shapes are imported.
"""

from jaxtyping import install_import_hook

WITH_SHAPES = (
    "setting.loss",
    "setting.transformer",
    "theory.convex_programs",
    "theory.fixed_attention",
    "theory.ridge_programs",
    "theory.second_moments",
    "experiments.draws",
    "experiments.four_layer",
    "experiments.one_layer",
    "experiments.regression_risk",
)

install_import_hook([f"icl_verify.yang2024.{module}" for module in WITH_SHAPES], "beartype.beartype")

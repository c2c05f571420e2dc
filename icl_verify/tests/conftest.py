"""Under test the same examples are drawn each time, and every annotated shape is checked.

Shapes are checked by jaxtyping's import hook with beartype.

pytest loads the package's plugin before any option of jaxtyping could act, so the hook is set here, before
the modules that state shapes are imported.
"""

import signal

import hypothesis
from jaxtyping import install_import_hook

WITH_SHAPES = (
    "setting.loss",
    "programs.solver",
    "programs.fixed_attention",
    "programs.ridge",
    "programs.second_moments",
    "experiments.draws",
    "experiments.four_layer",
    "experiments.one_layer",
    "experiments.regression_risk",
)

install_import_hook([f"icl_verify.yang2024.{module}" for module in WITH_SHAPES], "beartype.beartype")

# Claims know nothing of this profile: what the tests try in runs of their own is their runs' business.
hypothesis.settings.register_profile("icl_verify_tests", derandomize=True, deadline=None)
hypothesis.settings.load_profile("icl_verify_tests")

# What a shell starts in the background ignores Ctrl-C, and the commands that tests interrupt inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

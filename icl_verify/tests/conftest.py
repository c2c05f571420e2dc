"""Under test every annotated shape is checked: jaxtyping's import hook with beartype.

pytest loads the package's plugin before any option of jaxtyping could act, so the hook is set here, before
the modules that state shapes are imported.
"""

from jaxtyping import install_import_hook

install_import_hook(["icl_verify.numerics", "icl_verify.yang2024"], "beartype.beartype")

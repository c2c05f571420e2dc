"""Whose code something is: the statement's and what it is made of, or a judge's, a library's, Python's."""

from __future__ import annotations

import functools
import importlib.util
import sys
import sysconfig

from icl_verify.statement.made import HOMES

JUDGES = tuple(f"icl_verify.{folder}" for folder in ("numerics", "statement", "judge", "hunt", "trial"))
_PYTHON = sysconfig.get_paths()["stdlib"]


def is_ours(found: object) -> bool:
    """Whether a function or class is the statement's, or of what it is made of."""
    return of_ours(home(found))


def home(found: object) -> str:
    """The module of a function or class; empty for a type that says it of its own types alone."""
    module = getattr(found, "__module__", None)
    return module if isinstance(module, str) else ""


def of_ours(module: str) -> bool:
    """Whether a module is the statement's, or of what it is made of."""
    root = module.split(".")[0]
    if module.startswith(JUDGES) or not root:
        return False
    return root == "icl_verify" or root in HOMES or not _is_installed(module, root)


@functools.cache
def _is_installed(module: str, root: str) -> bool:
    """Whether it came with Python or by an installer."""
    if root in sys.stdlib_module_names:
        return True
    file = getattr(sys.modules.get(module), "__file__", None)
    if module not in sys.modules:
        spec = importlib.util.find_spec(root)
        file = spec.origin if spec else None
    return is_others(file or "")


@functools.cache
def is_others(file: str) -> bool:
    """Whether a file of code came with Python or by an installer, or is none, as dataclasses write it."""
    return file.startswith(("<", _PYTHON)) or "site-packages" in file or "dist-packages" in file

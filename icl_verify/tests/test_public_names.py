"""The public names: all there, loaded late, seen by type checkers."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import icl_verify
import icl_verify.yang2024

PACKAGES = (icl_verify, icl_verify.yang2024)
IDLE = """
import sys, icl_verify, icl_verify.pytest_plugin
assert "torch" not in sys.modules and "scipy" not in sys.modules and "xdist" not in sys.modules
assert "claim" in dir(icl_verify)
import icl_verify.yang2024
assert "torch" not in sys.modules and "settings" in dir(icl_verify.yang2024)
from icl_verify import *
assert "torch" in sys.modules and claim.__module__ == "icl_verify.statement.claim"
"""


def test_importing_the_package_and_its_plugin_is_cheap_and_a_name_brings_what_it_needs():
    done = subprocess.run([sys.executable, "-c", IDLE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("package", "name"), [(p, name) for p in PACKAGES for name in p.__all__])
def test_every_name_is_there(package, name):
    assert getattr(package, name).__module__.startswith(package._MODULES[name])


@pytest.mark.parametrize("package", PACKAGES)
def test_type_checkers_see_what_is_loaded_late(package):
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    stated = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert stated == package._MODULES and sorted(stated) == package.__all__


@pytest.mark.parametrize("package", PACKAGES)
def test_other_names_are_refused(package):
    with pytest.raises(AttributeError, match="no attribute 'claims'"):
        package.claims  # noqa: B018


ROOT = Path(icl_verify.__file__).parents[1]
USERS = sorted(path for folder in ("properties", "benchmarks") for path in (ROOT / folder).rglob("*.py"))


def past_the_front_door(source: str) -> list[str]:
    """The public names that a module imports from where they are defined."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return [
        f"{node.module}.{alias.name}"
        for node in imports
        for alias in node.names
        if (node.module or "").startswith("icl_verify.") and alias.name in icl_verify.__all__
    ]


@pytest.mark.parametrize("path", USERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_claims_and_benchmarks_use_the_front_door(path):
    assert past_the_front_door(path.read_text(encoding="utf-8")) == []


def test_a_side_entrance_is_seen():
    source = "def f():\n    from icl_verify.statement.claim import FORMS, claim\n"
    assert past_the_front_door(source) == ["icl_verify.statement.claim.claim"]


def test_claims_are_collected_from_a_folder_named_by_a_text():
    with pytest.raises(ValueError, match="must be a folder with claims, got nowhere: there is none"):
        icl_verify.collect("nowhere")

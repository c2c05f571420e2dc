"""What the package imports is declared, and what it is tested with is pinned."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

import icl_verify

ROOT = Path(__file__).parents[2]
IMPORT_NAMES = {"python-flint": "flint", "pytest-xdist": "xdist"}

pytestmark = pytest.mark.skipif(
    not (ROOT / "pyproject.toml").is_file(), reason="installed without its repository"
)


def declared() -> dict[str, str]:
    """Requirements of the package by normalised name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        re.split(r"[<>=]", line)[0]: line
        for line in (*project["dependencies"], *project["optional-dependencies"]["test"])
    }


def imported() -> set[str]:
    """Top-level packages imported by the package's own modules, tests aside."""
    found = set()
    for path in (ROOT / "icl_verify").rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"icl_verify"}


def test_every_import_is_declared():
    assert imported() <= {IMPORT_NAMES.get(name, name) for name in declared()}


def test_every_requirement_is_pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert len(pins) > 60
    assert set(declared()) <= {name.lower().replace("_", "-") for name in pins}


def test_the_citation_is_of_this_version():
    stated = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert stated and stated[1] == icl_verify.__version__

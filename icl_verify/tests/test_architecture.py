"""The picture of the house in docs/architecture.md is what the imports say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1]
PAGE = PACKAGE.parent / "docs" / "architecture.md"
# Entry points, what every floor may read, and folders that hold folders.
OUTSIDE = {"cli", "template", "version", "__init__", "icl_verify", "tests", "yang2024"}

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="installed without its repository")


def folder(module: str) -> str:
    """The folder, or the module on the top floor, that a module belongs to."""
    parts = module.split(".")[1:]
    if parts[:1] == ["yang2024"]:
        parts = parts[1:] or ["yang2024"]
    return parts[0] if parts else "icl_verify"


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def arrows_in_code() -> set[tuple[str, str]]:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        here = folder(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
        for module in imported(path):
            if module.startswith("icl_verify."):
                found.add((here, folder(module)))
    return {(a, b) for a, b in found if a != b and not {a, b} & OUTSIDE}


def arrows_in_picture() -> set[tuple[str, str]]:
    return set(re.findall(r"^    (\w+) --> (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def reached(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows and what follows from them."""
    everything = set(arrows)
    while more := {(a, d) for a, b in everything for c, d in everything if b == c} - everything:
        everything |= more
    return everything


def test_every_import_follows_from_the_picture():
    assert arrows_in_code() - reached(arrows_in_picture()) == set()


def test_every_arrow_of_the_picture_is_an_import_and_follows_from_no_other():
    picture = arrows_in_picture()
    assert picture <= arrows_in_code()
    assert [a for a in picture if a in reached(picture - {a})] == []


def test_there_is_no_circle():
    assert [a for a, b in reached(arrows_in_code()) if a == b] == []


def test_every_folder_of_the_picture_is_explained():
    rooms = {room for arrow in arrows_in_picture() for room in arrow}
    text = PAGE.read_text(encoding="utf-8")
    named = set(
        re.findall(r"`(\w+)`", " ".join(line for line in text.splitlines() if line.startswith("| `")))
    )
    assert rooms == named
    assert rooms <= {p.stem for p in [*PACKAGE.iterdir(), *(PACKAGE / "yang2024").iterdir()]}


def test_files_and_functions_are_short() -> None:
    """A file has at most 400 lines and a function at most 50, outside tests."""
    long = []
    for path in (p for p in PACKAGE.rglob("*.py") if "tests" not in p.parts):
        text = path.read_text(encoding="utf-8")
        here = path.relative_to(PACKAGE)
        long += [str(here)] if len(text.splitlines()) > 400 else []
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50:
                long.append(f"{here}: {node.name}")
    assert long == []

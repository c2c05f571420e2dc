"""What the documentation shows works: its Python is run, its commands are read, its links lead somewhere."""

import argparse
import importlib.util
import re
import shlex
import sys
from pathlib import Path

import pytest

from icl_verify.cli import _parser, main
from icl_verify.numerics.float64 import Float64
from icl_verify.statement.claim import Claim
from icl_verify.tests.tiny import FAST
from icl_verify.trial.course import try_claim
from icl_verify.yang2024 import experiments

ROOT = Path(__file__).parents[2]
WITHOUT_COMMANDS = ("README.md", "docs/architecture.md", "docs/findings.md", "docs/functions.md")
PAGES = (*WITHOUT_COMMANDS, "docs/claims.md", "docs/conjectures.md", "CONTRIBUTING.md")
COMMANDS = ("docs/claims.md", "docs/conjectures.md", "CONTRIBUTING.md")
CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="installed without its repository")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def family(claim: Claim) -> list[Claim]:
    return [claim, *(member for child in claim.children for member in family(child))]


@pytest.mark.parametrize(
    ("page", "least"), [("README.md", 1), ("docs/claims.md", 6), ("docs/findings.md", 1)]
)
def test_the_claims_on_a_page_get_the_verdicts_they_expect(tmp_path, page, least):
    path = tmp_path / f"shown_{Path(page).stem.lower()}.py"
    path.write_text("\n\n".join(CODE.findall(text(page))), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    claims = [member for c in vars(module).values() if isinstance(c, Claim) for member in family(c)]
    assert len(claims) >= least
    assert {c.id: try_claim(c, FAST, 0).verdict for c in claims} == {c.id: c.expected for c in claims}


@pytest.mark.parametrize("page", [page for page in PAGES if page not in WITHOUT_COMMANDS])
def test_commands_are_read(page):
    shown = re.findall(r"(?:^    |`)(icl-verify [^`\n]*)", text(page), re.MULTILINE)
    commands = [line for line in shown if len(line.split()) > 2]
    assert commands
    figure = argparse.ArgumentParser()
    experiments.add_arguments(figure)
    for line in commands:
        _, command, *rest = shlex.split(line)
        if command == "figure":
            assert figure.parse_args(rest).number
        else:
            assert _parser().parse_args([command, *rest]).command


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", text(page)):
        assert target.startswith("https://") or (ROOT / page).parent.joinpath(target).exists(), target


def test_every_code_in_a_source_is_explained():
    used = set()
    for path in (ROOT / "properties").rglob("*.py"):
        used |= set(re.findall(r"\b[CI](?:1[01]|[1-9])\b", path.read_text(encoding="utf-8")))
    explained = set(re.findall(r"^\| ([CI]\d+) \|", text("docs/conjectures.md"), re.MULTILINE))
    assert used and used <= explained
    assert len(explained) == 19


def test_the_guide_is_short_and_names_every_variable_that_is_read():
    guide = text("docs/claims.md")
    assert len(guide.splitlines()) <= 180
    read = set()
    for path in [*(ROOT / "icl_verify").rglob("*.py"), ROOT / "conftest.py"]:
        read |= set(re.findall(r"environ(?:\.get)?[(\[]\"(\w+)\"", path.read_text(encoding="utf-8")))
    assert {name for name in read if not name.startswith("PYTEST_")} <= set(re.findall(r"`(\w+)`", guide))


def test_the_list_of_functions_is_that_of_the_namespace(capsys):
    assert main(["xp"]) == 0
    said = capsys.readouterr().out
    assert f"```text\n{said}```" in text("docs/functions.md")
    listed = set(re.findall(r"^  xp\.(\w+)\(", said, re.MULTILINE))
    assert listed == {name for name in vars(Float64) if not name.startswith("_")}

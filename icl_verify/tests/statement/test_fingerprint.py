"""A claim's digest changes with what it says, wherever that is written, and with nothing else."""

from __future__ import annotations

import importlib
import sys

import pytest

THEORY = """
def constant(couple):
    return {constant}


def untouched(couple):
    return {other}
"""
CLAIMS = """
from icl_verify.tests.tiny import couples
from icl_verify.statement.claim import assumption, claim
from icl_verify.statement.relation import at_most
from {package}.theory import constant


@assumption("small", "x is small")
def small(couple):
    return at_most(abs(couple.x[..., 0]), {bound} + 0 * couple.x[..., 0])


@claim("tiny.local", population=couples, statement="x", assumes=(small,))
def stated(couple, *, factor=1):
    return at_most(factor * couple.x[..., 0] ** 2, constant(couple) + 0 * couple.x[..., 0])


shadow = stated.mutant("other", "y", factor=2)
"""
PLAIN = {"constant": 3, "other": 1, "bound": 2}


@pytest.fixture
def digests(tmp_path, monkeypatch):
    """Digests of a claim and its mutant in a package made with these numbers."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made = 0

    def of(**numbers):
        nonlocal made
        made += 1
        package = f"theory_of_mine_{made}"
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        (folder / "theory.py").write_text(THEORY.format(**PLAIN | numbers))
        (folder / "claims.py").write_text(CLAIMS.format(package=package, **PLAIN | numbers))
        importlib.invalidate_caches()
        module = importlib.import_module(f"{package}.claims")
        return module.stated.digest, module.shadow.digest

    yield of
    for name in [n for n in sys.modules if n.startswith("theory_of_mine_")]:
        del sys.modules[name]


def test_the_same_sources_give_the_same_digest_whatever_the_module_is_called(digests):
    assert digests() == digests()


@pytest.mark.parametrize("change", [{"constant": 1}, {"bound": 5}], ids=str)
def test_a_change_that_the_claim_reaches_changes_it(digests, change):
    before, after = digests(), digests(**change)
    assert before[0] != after[0] and before[1] != after[1]


def test_a_change_elsewhere_does_not(digests):
    assert digests() == digests(other=7)


def test_settings_are_part_of_what_is_claimed(digests):
    plain, mutant = digests()
    assert plain != mutant

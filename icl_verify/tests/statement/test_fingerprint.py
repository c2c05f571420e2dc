"""A claim's digest changes with what it says, wherever that is written, and with nothing else."""

from __future__ import annotations

import importlib
import sys

import pytest

THEORY = """
import functools
import math

LIMIT = {limit}
TABLE = {{"a": {{"b": {entry}}}}}
NAMES = frozenset({names})
FACTORS = [lambda x: x, lambda x: {double} * x]


def constant(couple):
    return {constant} + LIMIT + TABLE["a"]["b"]


def powered(exponent):
    def power(x):
        return x**exponent

    return power


power = powered({exponent})


def doubled(times):
    def decorator(function):
        @functools.wraps(function)
        def wrapper(*values, **settings):
            return function(*[times * value for value in values], **settings)

        return wrapper

    return decorator


@functools.cache
def with_default(x, *, more={default}):
    return FACTORS[1](power(x)) + more


decorated = doubled({twice})(with_default)


def untouched(couple):
    return {other}
"""
CLAIMS = """
from hypothesis import strategies as st
from icl_verify.tests import tiny
from icl_verify.statement.claim import assumption, claim
from icl_verify.statement.population import Draw, Population
from icl_verify.statement.relation import at_most
from {package} import theory
from {package}.theory import NAMES, constant, untouched

SIZES = {{"n": {size}, "columns": 1, "first_columns": 0, "steps": 5}}


@st.composite
def drawn(draw, low):
    return Draw(SIZES, {{}}, draw(st.integers(low, 100)))


def shifted(draw, batch, device):
    couple = tiny.expand(draw, batch, device)
    couple.raw["x"] += {shift}
    return couple


couples = Population("shifted", "", drawn({low}).filter(lambda draw: draw.seed != {never}), shifted)


@assumption("small", "x is small")
def small(couple):
    return at_most(abs(couple.x[..., 0]), {bound} + 0 * couple.x[..., 0])


@claim("tiny.local", population=couples, statement="{words}", assumes=(small,))
def stated(couple, *, factor=1, of=None, among=NAMES):
    from .late import lately
    return at_most(factor * theory.decorated(couple.x[..., 0]), lately(constant(couple)))


shadow = stated.mutant("other", "y", factor=2, of=untouched, among=frozenset({names}))
"""
LATE = """
def lately(x):
    return x + {late}
"""
PLAIN = {
    "constant": 3, "other": 1, "bound": 2, "limit": 4, "entry": 5, "names": [0, 8], "double": 2,
    "exponent": 2, "default": 0, "size": 2, "shift": 1, "low": 0, "never": 7, "late": 0,
    "words": "x", "twice": 1,
}  # fmt: skip


@pytest.fixture
def claims(tmp_path, monkeypatch):
    """A claim and its mutant in a package made with these numbers."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made = 0

    def of(**numbers):
        nonlocal made
        made += 1
        package = f"theory_of_mine_{made}"
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        for name, text in (("theory", THEORY), ("late", LATE), ("claims", CLAIMS)):
            (folder / f"{name}.py").write_text(text.format(package=package, **PLAIN | numbers))
        importlib.invalidate_caches()
        module = importlib.import_module(f"{package}.claims")
        return module.stated, module.shadow

    yield of
    for name in [n for n in sys.modules if n.startswith("theory_of_mine_")]:
        del sys.modules[name]


@pytest.fixture
def digests(claims):
    """What is claimed by both."""
    return lambda **numbers: tuple(claim.digest for claim in claims(**numbers))


def test_the_same_sources_give_the_same_digest_whatever_the_module_is_called(claims):
    one, other = claims(), claims()
    assert [c.digest for c in one] == [c.digest for c in other]
    assert [c.trial_digest for c in one] == [c.trial_digest for c in other]


READ = [
    {"constant": 1}, {"bound": 5}, {"limit": 3}, {"entry": 6}, {"names": [0, 9]}, {"double": 3},
    {"exponent": 3}, {"default": 1}, {"late": 1}, {"twice": 2},
]  # fmt: skip


@pytest.mark.parametrize("change", READ, ids=str)
def test_a_change_that_the_claim_reaches_changes_it(digests, change):
    before, after = digests(), digests(**change)
    assert before[0] != after[0] and before[1] != after[1]


def test_a_change_elsewhere_does_not(digests):
    assert digests()[0] == digests(other=7)[0]


def test_what_is_said_about_the_claim_alone_does_not(digests):
    assert digests() == digests(words="y")


def test_a_function_among_the_settings_counts_by_what_is_written_in_it(digests):
    assert digests()[1] != digests(other=7)[1]


def test_the_order_of_a_set_says_nothing(digests):
    assert list(frozenset([0, 8])) != list(frozenset([8, 0]))  # as they lie in memory
    assert digests() == digests(names=[8, 0])


def test_settings_are_part_of_what_is_claimed(digests):
    plain, mutant = digests()
    assert plain != mutant


@pytest.mark.parametrize("change", [{"size": 3}, {"shift": 2}, {"low": 1}, {"never": 8}], ids=str)
def test_the_population_s_law_is_part_of_what_a_verdict_depends_on(claims, change):
    (before, _), (after, _) = claims(), claims(**change)
    assert before.trial_digest != after.trial_digest
    assert before.digest == after.digest  # a counterexample stays one, wherever it was drawn


def test_what_a_population_has_drawn_changes_nothing(claims):
    one, other = claims()[0], claims()[0]
    list(other.population.batches(0, 3, 2, "cpu"))
    assert one.trial_digest == other.trial_digest

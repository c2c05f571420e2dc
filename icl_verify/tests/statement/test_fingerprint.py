"""A claim's digest changes with what it says, wherever that is written, and with nothing else."""

from __future__ import annotations

import importlib
import itertools
import sys

import pytest

from icl_verify import Axis, Field, Instance, derived
from icl_verify.statement.fingerprint import fingerprint, is_whole, joined

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


# By name: what a module says before its function ``read``, and what that returns. {v} is 1, then 2.
REACHED = {
    "a module in a module": ("import reached.deep", "reached.deep.factor()"),
    "a module in a module by another name": ("import reached.deep as deep", "deep.far.LIMIT"),
    "a named attribute": ("import reached.deep as deep", "getattr(deep, 'factor')()"),
    "an attribute of a computed name": (
        "import reached.deep as deep", "getattr(deep, 'fac' + str.lower('TOR'))()",
    ),
    "all of a module": ("import reached.deep as deep", "vars(deep)"),
    "an import by an import": ("", "__import__('reached.middle').middle.factor()"),
    "a module imported by name": (
        "from importlib import import_module", "import_module('reached.deep').factor()",
    ),
    "a function of a kind": (
        "@functools.singledispatch\ndef of(x): return 0\n@of.register\ndef _(x: int): return {v}", "of(1)",
    ),
    "an attribute of a function": ("def of(): pass\nof.limit = {v}", "of.limit"),
    "slots": (
        "class Slotted:\n    __slots__ = ('limit',)\nSLOTTED = Slotted()\nSLOTTED.limit = {v}",
        "SLOTTED.limit",
    ),
    "a class that wraps": (
        "class Wrap:\n    def __init__(self, inner, by):\n        self.by = by\n        "
        "functools.update_wrapper(self, inner)\n    def __call__(self): return self.by\n"
        "def inner(): return 0\nwrapped = Wrap(inner, {v})", "wrapped()",
    ),
    "a class of numbers": (
        "class Times(int):\n    def __mul__(self, x): return {v}\nTIMES = Times(3)", "TIMES * 2",
    ),
    "a class of classes": (
        "class Kind(type):\n    @property\n    def limit(cls): return {v}\nclass Of(metaclass=Kind): pass",
        "Of.limit",
    ),
    "a long array in a namespace": (
        "HELD = types.SimpleNamespace(a=np.zeros(2001))\nHELD.a[1000] = {v}", "HELD.a[1000]",
    ),
    "a polynomial": ("HELD = np.poly1d([1 + {v}e-12, 0])", "HELD(2)"),
    "weights": (
        "HELD = torch.nn.Linear(1, 1, bias=False)\ntorch.nn.init.constant_(HELD.weight, {v})", "HELD.weight",
    ),
    "a mask": ("HELD = np.ma.array([1, 2], mask=[{v} > 1, False])", "HELD"),
    "objects in an array": ("HELD = np.array([{v}, None])", "HELD[0]"),
    "a method of a dictionary": ("get = {{'a': {v}}}.get", "get('a')"),
    "a long pattern": ("import re\nHELD = re.compile('a' * 300 + '{v}')", "HELD.match('a')"),
    "a sparse array": ("HELD = torch.eye(2).mul({v}).to_sparse()", "HELD"),
}  # fmt: skip
USUAL = "import functools, types\nimport numpy as np\nimport torch\n"


def forget(package):
    for name in [n for n in sys.modules if n.split(".")[0] == package]:
        del sys.modules[name]


@pytest.fixture
def read(tmp_path, monkeypatch):
    """The function of a module that is made of a text before it and of what it returns."""
    made = itertools.count()

    def of(before, returned, v):
        place = tmp_path / str(next(made))
        files = {
            "__init__": "", "far": "LIMIT = {v}", "deep": "from reached import far\ndef factor(): return {v}",
            "middle": "from .deep import factor", "main": f"{USUAL}{before}\ndef read(): return {returned}\n",
        }  # fmt: skip
        (place / "reached").mkdir(parents=True)
        for name, text in files.items():
            (place / "reached" / f"{name}.py").write_text(text.format(v=v))
        forget("reached")
        monkeypatch.syspath_prepend(str(place))
        return importlib.import_module("reached.main").read

    yield of
    forget("reached")


@pytest.mark.parametrize("name", REACHED)
def test_what_a_function_reaches_in_a_roundabout_way_counts(read, name):
    one, same, other = (fingerprint(read(*REACHED[name], v)) for v in (1, 1, 2))
    assert is_whole(one) and one == same and one != other


def test_what_cannot_be_told_is_said_to_be_left_out(read):
    unread = fingerprint(read("HELD = (n for n in [{v}])", "next(HELD)", 1))
    assert not is_whole(unread) and not is_whole(joined(fingerprint(1), unread))


def a_type(low=2, kind="positive", decades=(-2.0, 2.0), title=""):
    class Sample(Instance, name="tests.fingerprint"):
        n = Axis(low, title=title)
        w = Field("n", kind=kind, decades=decades, title=title)

    return Sample


@pytest.mark.parametrize("change", [{"low": 1}, {"kind": "real"}, {"decades": (-3.0, 2.0)}], ids=str)
def test_what_an_instance_type_declares_counts_and_its_words_do_not(change):
    assert fingerprint(a_type()) == fingerprint(a_type(title="a size"))
    assert fingerprint(a_type()) != fingerprint(a_type(**change))


def test_how_an_instance_keeps_a_derived_quantity_is_no_part_of_it():
    """What ``derived`` wraps around a function may change; no kept counterexample or theorem speaks of it."""

    def half(instance):
        return instance.x / 2

    assert fingerprint(derived(symbol="h")(half)) == fingerprint(half)

"""Every claim that a file makes is a test, whatever name it has or has not; pytest's marks are heeded."""

from __future__ import annotations

import pytest

from icl_verify.tests.plugin.running import icl_verify, plain_pytest, write_claims

HELPER = '''
from icl_verify import claim
from icl_verify.tests import tiny

def elsewhere(couple):
    """The inner product is at most the product of the norms"""
    return tiny.cauchy_schwarz(couple)

@claim("shared", population=tiny.couples, statement="x")
def shared(couple):
    return tiny.cauchy_schwarz(couple)

shared.without("n", expected="holds", weakened="x")
'''
NAMELESS = """
import functools, pytest
from helper import elsewhere, shared

@claim("twice.first", population=couples, statement="x")
def same(couple):
    return cauchy_schwarz(couple)

@claim("twice.second", population=couples, statement="x")
def same(couple):
    return cauchy_schwarz(couple)

same.lowered(Fraction(9, 10), known=Fraction(1))
same.lowered(Fraction(8, 10), known=Fraction(1))

for n in (1, 2):
    @claim(f"loop.{n}", population=couples, statement="x", settings={"factor": n})
    def looped(couple, *, factor):
        return cauchy_schwarz(couple, factor=factor)
    looped.mutant("none", "x", factor=0)

listed = [claim(f"listed.{n}", population=couples, statement="x")(elsewhere) for n in (1, 2)]
other = claim("elsewhere", population=couples, statement="x")(elsewhere)
part = claim("partial", population=couples, statement="x")(functools.partial(cauchy_schwarz, factor=3))

class TestHouse:
    @claim("inside", population=couples, statement="x")
    def inside(couple):
        return cauchy_schwarz(couple)

@claim("named", population=couples, statement="x")
def test_like_a_test(couple):
    return cauchy_schwarz(couple)
"""
NAMES = [
    *("tiny.holds", "tiny.holds.mutant_bound", "shared", "shared.without_n", "twice.first", "twice.second"),
    *("twice.second.mutant_bound", "twice.second.mutant_bound_2", "listed.1", "listed.2", "elsewhere"),
    *("loop.1", "loop.1.mutant_none", "loop.2", "loop.2.mutant_none", "partial", "inside", "named"),
]


def run_pytest(folder, *arguments):
    """(finished process, ids of the tests of claims that it lists)"""
    done = plain_pytest(folder, "-n", "0", *arguments)
    return done, [
        line.split("claim[")[1].split("]")[0] for line in done.stdout.splitlines() if "::claim[" in line
    ]


def test_claims_without_a_name_of_their_own_are_tests(tmp_path):
    (tmp_path / "helper.py").write_text(HELPER)
    properties = write_claims(tmp_path, NAMELESS)
    (properties / "test_after.py").write_text("from test_tiny import holds, other, looped\n")
    done, names = run_pytest(tmp_path, "--collect-only", "-q", "properties")
    assert done.returncode == 0 and sorted(names) == sorted(NAMES), done.stdout
    tests = [f"properties/test_tiny.py::claim[{name}]@few_couples" for name in ("listed.2", "loop.1")]
    _, names = run_pytest(tmp_path, "--collect-only", "-q", *tests)
    assert names == ["listed.2", "loop.1"]


MARKED = '''
import pytest

def always_broken(couple):
    """Broken everywhere"""
    return at_most(couple.scale, 0 * couple.scale)

expected = pytest.mark.xfail(claim("mark.above", population=couples, statement="x")(always_broken))
expected.without("n", expected="refuted", weakened="x")

@pytest.mark.xfail(strict=True)
@claim("mark.strict", population=couples, statement="x")
def strict(couple):
    return cauchy_schwarz(couple)

@pytest.mark.skip(reason="not today")
@claim("mark.skipped", population=couples, statement="x")
def skipped(couple):
    return cauchy_schwarz(couple)

@claim("mark.below", population=couples, statement="x")
@pytest.mark.skip(reason="nor tomorrow")
def below(couple, *, factor=1):
    return cauchy_schwarz(couple, factor=factor)

below.mutant("none", "x", factor=0)

@pytest.mark.chosen
@claim("mark.chosen", population=couples, statement="x")
def chosen(couple):
    return cauchy_schwarz(couple)
'''


def test_marks_of_pytest_are_heeded_above_and_below(tmp_path):
    write_claims(tmp_path, MARKED)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = chosen: chosen claims\n")
    done, _ = run_pytest(tmp_path, "-q", "-rsxX", "--icl-hunt", "0", "-k", "mark.", "properties")
    said = done.stdout
    assert sorted(said.splitlines()[0].split()[0]) == sorted("x.Fsss."), said
    assert "[XPASS(strict)]" in said and "XFAIL properties/test_tiny.py::claim[mark.above]" in said
    assert "nor tomorrow" in said and "not decided (3): mark.skipped, mark.below, mark.below.mutant" in said
    _, names = run_pytest(tmp_path, "--collect-only", "-q", "-m", "chosen", "properties")
    assert names == ["mark.chosen"]


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            '@claim("a.class", population=couples, statement="x")\nclass Stated: pass',
            "function of a.class must be a Python function of a batch, got <class",
        ),
        (
            'import functools\nclaim("a.part", population=couples, statement="x")'
            "(functools.partial(cauchy_schwarz, 1))",
            "function of a.part must be given keyword arguments alone, got functools.partial",
        ),
        (
            'holds.mutant("half", "x", fcator=0)',
            "function of tiny.holds.mutant_half must take a batch and the settings ['fcator'], got "
            "holds(couple): got an unexpected keyword argument 'fcator'",
        ),
        (
            'import pytest\npytest.mark.parametrize("n", (1, 2))(holds)',
            "marks of tiny.holds must be such as skip, xfail or a name for -m, got parametrize",
        ),
    ],
)
def test_what_can_be_no_claim_is_an_error_of_collection_that_names_it(tmp_path, mistake, said):
    write_claims(tmp_path, f"\n{mistake}\n")
    listed = icl_verify(tmp_path, "claims")
    assert listed.returncode == 2 and said in listed.stderr, listed.stderr


def test_a_lowered_bound_of_an_equality_is_refused(tmp_path):
    more = '''
from icl_verify import equal

@claim("tiny.equal", population=couples, statement="x")
def alike(couple):
    """A number is itself"""
    return equal(couple.scale, couple.scale)

alike.lowered(Fraction(9, 10), known=Fraction(1))
'''
    write_claims(tmp_path, more)
    done = icl_verify(tmp_path, "run", "tiny.equal*", "--out", "out", "-n", "0")
    assert done.returncode == 1
    assert "bound must be that of an inequality (at_most, at_least) to be lowered, got" in done.stdout

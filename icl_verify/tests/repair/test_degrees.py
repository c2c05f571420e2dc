"""Additions and sides of unlike degree are found, with their line, in a theory with names of its own."""

import inspect
import time

import numpy as np
import pytest

from icl_verify import Axis, Field, Instance, claim, equal, standard_population
from icl_verify.repair.degrees import Survey, plain_batch
from icl_verify.repair.recording import Site, degrees_of, elasticities_of
from icl_verify.repair.scalings import degrees, scalings
from icl_verify.tests.repair import foreign


@pytest.fixture(scope="module")
def found():
    claims = foreign.claims_on(foreign.PROBLEMS)
    kept = Survey(claims)
    return kept, {claim.id: kept.alarms(claim) for claim in claims}


def test_finds_the_two_units_of_least_squares():
    found = Survey(foreign.claims_on(foreign.PROBLEMS)[:4])
    kept = [dict(s.weights) for s in found.scalings(foreign.LeastSquares)]
    names = ("design", "targets", "guess", "ridge")
    rows = np.array([[weights.get(name, 0) for name in names] for weights in kept])
    # y and b share a unit where X has none; X has one that r has twice and b loses.
    for unit in ((0, 1, 1, 0), (1, 0, -1, 2)):
        assert np.linalg.matrix_rank(np.vstack([rows, unit])) == len(rows) == 2


def test_names_the_line_of_a_forgotten_square(found):
    (alarm,) = found[1]["foreign.slip"]
    lines, first = inspect.getsourcelines(foreign.claims_on)
    assert alarm.what == "sum"
    assert "xp.sum(problem.targets**2" in lines[alarm.line - first]
    assert alarm.file.endswith("foreign.py")
    assert abs(alarm.degrees[1] - 2 * alarm.degrees[0]) < 1e-9


def test_names_sides_of_unlike_degree(found):
    (alarm,) = found[1]["foreign.sides"]
    assert alarm.what == "sides"
    words, place = str(alarm).removesuffix("]").split(" [")
    assert words.startswith("the two sides grow as s^") and ":" not in words
    assert "foreign.py:" in place


def test_true_statements_raise_no_alarm(found):
    assert all(found[1][f"foreign.{name}"] == [] for name in ("expansion", "triangle", "gradient", "norms"))
    assert not found[0].unread


def test_a_claim_that_raises_costs_that_claim_alone():
    @claim("foreign.raises", population=foreign.PROBLEMS, statement="")
    def raises(problem):
        raise ZeroDivisionError("no")

    claims = [*foreign.claims_on(foreign.PROBLEMS), raises]
    found = Survey(claims)
    assert found.alarms(raises) == []
    assert found.unread == {"foreign.raises": "ZeroDivisionError: no"}
    assert found.alarms(claims[4])


def test_a_claim_that_hangs_costs_a_moment():
    @claim("foreign.hangs", population=foreign.PROBLEMS, statement="")
    def hangs(problem):
        time.sleep(60)

    claims = [*foreign.claims_on(foreign.PROBLEMS), hangs]
    found = Survey(claims, longest=1.0)
    assert found.alarms(hangs) == []
    assert found.unread == {"foreign.hangs": "TimeoutError: the claim took longer than 1.0 s"}
    assert found.alarms(claims[4])


def test_a_term_that_drowns_is_no_degree():
    # The square is 1e-5 of the sum: small steps do not see it, a stretch does.
    @claim("foreign.drowned", population=foreign.PROBLEMS, statement="")
    def drowned(problem):
        xp = problem.xp
        length = xp.norm(problem.targets, axis=-1)
        mixed = length + length**2 / 10**5
        return equal(mixed, length**2)

    batch = plain_batch(foreign.PROBLEMS)
    small, large = elasticities_of(drowned, batch)[-1], degrees_of(drowned, batch, [{"targets": 1}])[-1]
    assert small.what == large.what == "sides"
    along = np.array([[0.0], [1.0], [0.0], [0.0]])  # the fields are design, targets, guess, ridge
    assert degrees(small.operands[0], along, 1e-3)[1].all()
    assert not degrees(large.operands[0], np.eye(1), 1e-6)[1].any()


def test_a_scaling_needs_lines_that_it_moves():
    still = Site("f", 1, "g", "sum", (np.zeros((2, 1)), np.zeros((2, 1))))
    assert scalings(("x",), [still] * 10) == []
    moved = [Site("f", i, "g", "sum", (np.ones((2, 1)), np.ones((2, 1)))) for i in range(3)]
    assert [str(s) for s in scalings(("x",), moved)] == ["x -> s x"]
    assert scalings(("x",), [*moved, Site("f", 9, "g", "pure", (np.ones((2, 1)),)), *[
        Site("f", 10 + i, "g", "pure", (np.ones((2, 1)),)) for i in range(3)]]) == []  # fmt: skip


class Fall(Instance, name="tests.degrees.Fall"):
    """Heights and times of a fall, with their units."""

    n = Axis(2)
    height = Field("n", degree={"metre": 1})
    time = Field("n", kind="positive", degree={"second": 1})
    gravity = Field(kind="positive", degree={"metre": 1, "second": -2})


class Bare(Instance, name="tests.degrees.Bare"):
    """The same without them."""

    n = Axis(2)
    height = Field("n")
    time = Field("n", kind="positive")
    gravity = Field(kind="positive")


def fallen(kind, power):
    @claim(f"fall.{kind.__name__}_{power}", population=standard_population(kind), statement="")
    def height_after(fall):
        return equal(fall.height + fall.gravity[:, None] * fall.time**power / 2, 0 * fall.height)

    return height_after


def test_declared_degrees_are_taken_for_the_scalings():
    found = Survey([fallen(Fall, 1)])
    assert [dict(s.weights) for s in found.scalings(Fall)] == [
        {"height": 1, "gravity": 1},
        {"time": 1, "gravity": -2},
    ]
    # One claim alone: nothing else says what its units are.
    (alarm,) = found.alarms(found.claims[0])
    assert (alarm.what, alarm.degrees) == ("sum", (0.0, -1.0))
    assert alarm.scaling == "time -> s time, gravity -> s^-2 gravity"
    assert Survey([]).alarms(fallen(Fall, 2)) == []
    assert Survey([]).alarms(fallen(Bare, 1)) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"degree": 0.5}, "degree must be an integer"),
        ({"degree": {"metre": True}}, "degree must be an integer"),
        ({"degree": 1, "kind": "probability"}, "degree must be left to real and positive fields"),
    ],
)
def test_a_degree_is_an_integer_of_what_can_be_scaled(given, said):
    with pytest.raises(ValueError, match=said):
        Field(**given)

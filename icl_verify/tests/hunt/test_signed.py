"""A sign that is stated, x > 0, x <= 0 or 0 <= x, is hunted as the inequality of two sides is."""

import io

import pytest
import torch

from icl_verify.hunt.course import hunt_claim
from icl_verify.hunt.objective import Distances
from icl_verify.live import hunt_live
from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.relation import at_least, at_most, positive
from icl_verify.statement.standard import standard_population
from icl_verify.tests.tiny import made
from icl_verify.trial.course import try_claim
from icl_verify.trial.profiles import profile


class Ray(Instance):
    """A vector, and a number too small to matter."""

    n = Axis(low=3)
    x = Field("n")
    little = Field(kind="positive", decades=(-9.0, -8.0))


POPULATION = standard_population(Ray, "rays")


def sides(ray):
    """<x, (1, .., n)>^2, and what bounds it but in a cone of half an opening of 0.003."""
    square = sum((j + 1) ** 2 for j in range(ray.n))
    along = sum((j + 1) * ray.x[:, j] for j in range(ray.n))
    return along**2, square * ray.xp.sum(ray.x**2, axis=-1) * ray.xp.const(99999, 100000)


FORMS = {
    "two sides": lambda left, right, little: at_most(left, right),
    "left - right <= 0": lambda left, right, little: at_most(left - right, 0),
    "0 <= right - left": lambda left, right, little: at_most(0, right - left),
    "right - left >= 0": lambda left, right, little: at_least(right - left, 0),
    "right - left > 0": lambda left, right, little: positive(right - left + little),
}


def stated(form):
    return made(
        lambda ray: FORMS[form](*sides(ray), ray.little), "tiny.ray", population=POPULATION, form="conjecture"
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_is_false_in_a_thin_cone_is_refuted_however_it_is_written(form, seed):
    found = try_claim(stated(form), profile("quick"), seed)
    assert (found.verdict, found.smallest.origin) == ("refuted", "hunted")


def test_a_sign_that_holds_is_hunted_without_a_tightness():
    found = hunt_claim(made(lambda ray: positive(ray.little), population=POPULATION), steps=20)
    assert (found.stopped, found.signed, found.broken, found.shapes) == ("steps", True, None, [])
    out = io.StringIO()
    hunt_live(made(lambda ray: at_most(-ray.little, 0), population=POPULATION), steps=5, out=out)
    assert "a sign has no tightness" in out.getvalue()


def test_a_distance_is_that_to_the_zeros_whatever_the_scale():
    points = torch.tensor([[3.0, 4.0], [0.3, 0.4]], dtype=torch.float64, requires_grad=True)
    for factor in (1.0, 1e9):
        away = Distances(at_most(factor * (points[:, 0] - 1), 0), points)
        assert away.log_tightness == pytest.approx([2, -0.7])
        assert torch.allclose(away.gradient(points), torch.tensor([[1.0, 0.0]], dtype=torch.float64))

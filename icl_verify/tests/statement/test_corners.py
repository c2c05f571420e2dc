"""What the standard population draws beside the general: corners, within what is declared; larger sizes."""

import pytest
import torch

from icl_verify.statement.assumption import assumption
from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import at_most, equal, full_rank, positive
from icl_verify.statement.standard import standard_population
from icl_verify.tests.tiny import made
from icl_verify.trial.course import try_claim
from icl_verify.trial.profiles import profile

QUICK = profile("quick")


class Corners(Instance):
    """Every kind of field."""

    n = Axis()
    m = Axis(low=2)
    first = Axis(prefix_of="m")
    matrix = Field("n", "n")
    x = Field("n")
    y = Field("n")
    number = Field()
    weight = Field("n", kind="positive")
    near = Field("n", decades=(-1.0, 1.0))
    share = Field("m", kind="probability", decades=(-2.0, -1.0))
    columns = Field("n", "m", kind="unit_columns")


POPULATION = standard_population(Corners)


def tried(function, **options):
    return try_claim(made(function, population=POPULATION, form="conjecture", **options), QUICK, 0)


FALSE = {
    "every square matrix is invertible": lambda c: full_rank(c.matrix),
    "a norm is positive": lambda c: positive(c.xp.norm(c.x)),
    "a number is not 0": lambda c: positive(c.number**2),
    "no entry is 0": lambda c: positive(c.xp.amin(c.xp.abs(c.x), axis=-1)),
    "two weights differ": lambda c: positive((c.weight[:, 0] - c.weight[:, -1]) ** 2 + int(c.n < 2)),
    "two vectors differ": lambda c: positive(c.xp.norm(c.x - c.y)),
    "two columns are not parallel": lambda c: positive(c.xp.norm(c.columns[..., 0] - c.columns[..., 1])),
    "a sum is at most 5^(1/2) norms": lambda c: at_most(c.xp.sum(c.x, axis=-1) ** 2, 5 * c.xp.norm(c.x) ** 2),
}  # fmt: skip


@pytest.mark.parametrize("said", FALSE)
def test_what_is_false_at_a_corner_is_refuted(said):
    assert tried(FALSE[said]).verdict == "refuted"


def test_every_fourth_instance_is_a_corner_and_the_first_ones_are_as_drawn():
    special = torch.zeros(32)
    for _, batch in POPULATION.batches(0, 72, 32, "cpu"):
        ones = batch.x.abs() == 1
        apart = (batch.x[:, :, None] == batch.x[:, None, :]).sum(dim=(1, 2)) > batch.n
        special += ((batch.x == 0) | ones).any(dim=1) | apart | (batch.x == batch.y).all(dim=1)
    assert bool((special.reshape(8, 4)[:, :3] == 0).all())
    assert int(special.min(dim=0).values) == 0 and bool((special.reshape(8, 4)[:, 3] > 20).all())


def test_a_corner_keeps_to_what_is_declared():
    zeros = {"matrix": 0, "x": 0, "y": 0, "number": 0, "columns": 0}
    for _, batch in POPULATION.batches(0, 72, 32, "cpu"):  # the type itself checks kinds
        raw = batch.tensors
        assert 0.1 * (1 - 1e-12) <= float(raw["near"].abs().min()) <= float(raw["near"].abs().max()) <= 10
        assert 0.01 <= float(raw["share"].min()) <= float(raw["share"].max()) <= 0.1
        for name in raw:
            found = int((raw[name] == 0).sum())
            assert found == 0 or name in zeros
            zeros[name] = zeros.get(name, 0) + found
    assert all(zeros[name] > 20 for name in ("matrix", "x", "y", "number", "columns"))


def test_columns_that_must_be_distinct_are():
    kind = type("Distinct", (Instance,), {"d": Axis(low=2), "k": Axis(low=2), "v": Field(
        "d", "k", kind="unit_columns", distinct=True)})  # fmt: skip
    batches = [batch for _, batch in standard_population(kind).batches(0, 40, 32, "cpu")]
    assert any(bool((batch.tensors["v"] == 0).any()) for batch in batches)


def test_sizes_reach_beyond_the_fifth_now_and_then():
    sizes = [draw.sizes for draw in POPULATION.examples(0, 200)]
    assert all(sum(one[name] > low + 4 for name, low in (("n", 1), ("m", 2))) <= 1 for one in sizes)
    assert 0.02 < sum(one["n"] > 5 for one in sizes) / 200 < 0.25
    assert max(one["n"] for one in sizes) > 12


def test_a_draw_decides_its_corners():
    draw = Draw({"n": 3, "m": 3, "first": 1}, {}, 5)
    one, other = (POPULATION.expand(draw, 32, "cpu").tensors for _ in range(2))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_what_is_undefined_at_a_corner_refutes_nothing_and_is_told():
    def normed(corners):
        size = corners.xp.norm(corners.x)
        return at_most(corners.xp.norm(corners.x / size[:, None]), 1)

    found = tried(normed)
    assert found.verdict == "inconclusive"
    assert (
        "instances a side is not a number. ValueError: NaN, 0/0: assume what makes it a number" in found.note
    )
    nonzero = assumption("nonzero", "x is not 0")(lambda c: positive(c.xp.norm(c.x)))
    assert tried(normed, assumes=(nonzero,)).verdict == "holds"


def test_a_division_by_0_at_a_corner_is_told():
    found = tried(lambda c: at_most(c.weight[:, 0] / c.number**2, c.weight[:, 0] / c.number**2 + 1))
    assert found.verdict == "inconclusive" and "infinite, division by 0: assume what" in found.note


def test_0_that_is_at_most_0_makes_no_bound_tight():
    found = tried(lambda c: at_most(c.xp.norm(c.x + c.y), 3 * c.xp.norm(c.x) + 3 * c.xp.norm(c.y)))
    assert found.verdict == "holds" and found.tally.tightness_quantiles().max < 0.34
    assert tried(lambda c: equal(c.xp.norm(2 * c.x), 2 * c.xp.norm(c.x))).verdict == "holds"

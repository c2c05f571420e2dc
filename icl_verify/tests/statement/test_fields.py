"""Instances: checked at the door, exact in JSON, the same in both arithmetics."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from icl_verify.numerics import balls
from icl_verify.statement.fields import Axis, Exact, Field, Instance, derived, instance
from icl_verify.statement.population import Draw
from icl_verify.statement.standard import standard_population
from icl_verify.tests.tiny import Couple, couples, expand

SIZES = {"n": 2, "columns": 2, "first_columns": 1, "steps": 5}


def couple(seed=0, batch=3):
    return expand(Draw(SIZES, {}, seed), batch, "cpu")


@given(st.integers(0, 10**6))
def test_json_keeps_every_bit(seed):
    exact = couple(seed).exact(1)
    again = Exact.from_json(exact.to_json())
    assert again.fingerprint == exact.fingerprint
    assert torch.equal(again.float64().raw["x"], couple(seed).raw["x"][1:2])


def test_rationals_travel_as_text():
    exact = couple().exact(0).replace("scale", np.array(Fraction(1, 3), dtype=object))
    written = exact.to_json()
    assert written["fields"]["scale"]["values"] == "1/3"
    assert Exact.from_json(written).values["scale"].item() == Fraction(1, 3)


def test_unit_columns_agree_in_both_arithmetics():
    exact = couple().exact(0)
    with balls.precision(128):
        inside = balls.to_floats(exact.balls().units)
    assert np.allclose(inside, exact.float64().units.numpy(), rtol=1e-14)
    assert np.allclose((inside**2).sum(axis=1), 1)


def test_dropping_an_entry_shrinks_the_prefix_only_inside_it():
    exact = couple().exact(0)
    assert exact.drop("columns", 0).sizes == {**SIZES, "columns": 1, "first_columns": 0}
    assert exact.drop("columns", 1).complaint() == "first_columns must be < columns = 1, got 1"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": torch.zeros(3, 5, dtype=torch.float64)}, r"x must have shape \(3, 2\), got \(3, 5\)"),
        ({"x": torch.full((3, 2), torch.nan, dtype=torch.float64)}, "x must be finite"),
        ({"x": torch.zeros(3, 2)}, "x must be float64, got torch.float32"),
        ({"scale": torch.tensor([1.0, -0.1, 1.0], dtype=torch.float64)}, "scale must be > 0, got -0.1"),
        ({"units": torch.zeros(3, 2, 2, dtype=torch.float64)}, "units must have no zero column"),
    ],
)
def test_bad_arrays_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Couple(SIZES, {**couple().raw, **change})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 0}, "n must be at least 1, got 0"),
        ({"n": True}, "n must be an integer"),
        ({"first_columns": 2}, "first_columns must be < columns = 2, got 2"),
        ({"other": 1}, "sizes must hold exactly"),
    ],
)
def test_bad_sizes_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Couple({**SIZES, **change}, couple().raw)


def test_an_empty_batch_is_refused():
    with pytest.raises(ValueError, match="empty batch"):
        Couple(SIZES, {k: v[:0] for k, v in couple().raw.items()})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d["fields"]["x"].update(values=[1, "1e9999999999"]),
        lambda d: d["fields"]["x"].update(values=[1, "__import__('os')"]),
        lambda d: d["fields"]["x"].update(values=[1, None]),
        lambda d: d["fields"]["x"].update(values=[[1], 2]),
        lambda d: d["fields"]["x"].update(values=[1, float("nan")]),
        lambda d: d["fields"]["x"].update(values=[True, 1]),
        lambda d: d["fields"].pop("x"),
        lambda d: d["sizes"].update(n=10**9),
        lambda d: d.update(type="os:system"),
        lambda d: d.update(type=["list"]),
        lambda d: d["fields"]["scale"].update(values=-1),
        lambda d: d["fields"]["scale"].update(values="1/0"),
    ],
)
def test_hostile_json_is_a_clear_error(spoil):
    data = couple().exact(0).to_json()
    spoil(data)
    with pytest.raises(ValueError, match="must"):
        Exact.from_json(data)


@pytest.mark.parametrize("options", [(1, True, 1.0, Fraction(1)), ((1, 2), (True, 2), (1.0, 2))])
def test_derived_values_of_equal_options_of_other_types_are_others(options):
    @derived
    def kind_of(instance, *, option):
        return repr(option)

    one = couple()
    for _ in range(2):
        assert [kind_of(one, option=option) for option in options] == [repr(option) for option in options]
    assert [dict(found.options)["option"] for found in one.quantities()] == list(options)


def test_derived_values_are_computed_once_an_instance():
    calls = []

    @derived
    def total(instance):
        calls.append(instance)
        return instance.x.sum()

    one = couple()
    assert total(one) == total(one)
    total(one.select([0, 1]))
    assert len(calls) == 2
    with pytest.raises(ValueError, match=r"function must be derived once, got .*total again"):
        derived(total)


def test_draws_depend_on_seed_and_population_alone():
    first, again = (couples.examples(3, 20) for _ in range(2))
    assert [d.key() for d in first] == [d.key() for d in again]
    assert [d.key() for d in couples.examples(4, 20)] != [d.key() for d in first]


# The names under which files know a type.


def test_a_registered_name_is_written_and_older_names_are_read():
    class Pair(Instance, name="tests.Pair", formerly=("old.place:Pair", "older:Couple")):
        x = Field(kind="positive")

    exact = Pair({}, {"x": torch.ones(1, dtype=torch.float64)}).exact(0)
    data = exact.to_json()
    assert data["type"] == "tests.Pair"
    for name in ("tests.Pair", "old.place:Pair", "older:Couple", Pair.place()):
        assert Exact.from_json({**data, "type": name}) == exact


def test_a_name_is_one_types():
    class First(Instance, name="tests.Once"):
        x = Field()

    with pytest.raises(ValueError, match=r"name must be one type's, got tests\.Once"):

        class Second(Instance, name="tests.Once"):
            x = Field()

    assert (
        Exact.from_json(First({}, {"x": torch.ones(1, dtype=torch.float64)}).exact(0).to_json()).kind is First
    )


def test_a_type_is_found_whatever_pytest_calls_its_module():
    class Drawn(Instance):
        x = Field()

    exact = Drawn({}, {"x": torch.ones(1, dtype=torch.float64)}).exact(0)
    module, _, name = Drawn.place().partition(":")
    for other in (module.rpartition(".")[2], "elsewhere." + module):
        assert Exact.from_json({**exact.to_json(), "type": f"{other}:{name}"}) == exact
    with pytest.raises(ValueError, match="known instance type"):
        Exact.from_json({**exact.to_json(), "type": f"another:{name}"})


@pytest.mark.parametrize("name", ["xp", "select", "raw", "sizes", "batch", "exact", "memoised", "fields"])
def test_a_name_that_would_hide_the_types_own_is_refused(name):
    with pytest.raises(ValueError, match=f"names in Hiding must be none of Instance's own, got '{name}'"):
        type("Hiding", (Instance,), {name: Field()})
    if name != "fields":
        with pytest.raises(ValueError, match="none of Instance's own"):
            type("Hiding", (Instance,), {name: Axis(), "x": Field()})


@pytest.mark.parametrize("decades", [(2, 1), (0.0, float("inf")), (float("nan"), 1.0), (1.0,)])
def test_decades_are_a_range(decades):
    with pytest.raises(ValueError, match="decades must be a range"):
        Field(decades=decades)


@pytest.mark.parametrize("kind", ["real", "positive", "probability"])
@pytest.mark.parametrize("decades", [(-1.0, 0.5), (4.0, 5.0), (-6.0, -5.0)])
def test_what_the_standard_population_draws_keeps_the_decades(kind, decades):
    if kind == "probability" and decades[0] > 0:
        return
    ranged = type(f"Ranged{kind}{decades[0]:g}", (Instance,), {"x": Field(kind=kind, decades=decades)})
    for _, batch in standard_population(ranged).batches(0, 20, 16, "cpu"):
        sizes = batch.x.abs()
        assert bool((sizes >= 10 ** decades[0] * (1 - 1e-12)).all())
        assert bool((sizes <= 10 ** decades[1] * (1 + 1e-12)).all())


@pytest.mark.parametrize("at_once", [10**6, 0])
def test_columns_that_agree_once_scaled_are_found_in_one_go_and_one_by_one(monkeypatch, at_once):
    monkeypatch.setattr(instance, "PAIRS_AT_ONCE", at_once)
    columns = torch.randn(4, 3, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert not instance._repeats(columns)
    for one, other in ((0, 6), (2, 3), (1, 4)):
        agreeing = columns.clone()
        agreeing[2, :, one] = 8 * agreeing[2, :, other]
        assert instance._repeats(agreeing)
        agreeing[2, :, one] *= -1
        assert not instance._repeats(agreeing)


def test_columns_with_one_sum_are_told_apart_and_equal_ones_are_found():
    """Of d columns: entries that change places, and columns that agree in all but the last entry."""
    apart = [[1.0, 0.5, 1.0, 0.25], [0.5, 1.0, 0.5, 1.0], [0.25, 0.25, 0.75, 0.5]]
    agreeing = [[1.0, 0.5, 2.0, 0.25], [0.5, 1.0, 1.0, 1.0], [0.25, 0.25, 0.5, 0.5]]
    assert not instance._repeats(torch.tensor([apart, apart], dtype=torch.float64))
    assert instance._repeats(torch.tensor([apart, agreeing], dtype=torch.float64))
    generator = torch.Generator().manual_seed(0)
    for count in (2, 5, 33):
        columns = torch.randint(-1, 2, (64, 3, count), generator=generator, dtype=torch.float64)
        columns[:, 0] = 2
        pairs = (columns[..., None] == columns[..., None, :]).all(dim=1).sum(dim=(1, 2)) > count
        assert [instance._repeats(one[None]) for one in columns] == pairs.tolist()
        assert instance._repeats(columns) == bool(pairs.any())

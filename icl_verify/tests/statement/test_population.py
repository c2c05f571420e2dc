"""Populations: how many draws, which batches, what is kept for later claims."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from hypothesis import strategies as st

from icl_verify.statement.population import Draw, shape_key, split_by_shape
from icl_verify.statement.sampling import mixed_seed
from icl_verify.tests.tiny import Couple, couples, expand

SIZES = {"n": 1, "columns": 1, "first_columns": 0, "steps": 5}


def fresh(**changes):
    """The couples with nothing kept."""
    return replace(couples, **changes)


@pytest.mark.parametrize(
    ("cost", "count", "drawn"), [(1, 12, 12), (0.5, 12, 6), (0.01, 12, 1), (1 / 9, 20, 2)]
)
def test_a_costly_population_is_drawn_less_but_at_least_once(cost, count, drawn):
    assert len(fresh(cost=cost).examples(0, count)) == drawn


def test_the_name_and_the_seed_decide_the_draws():
    again = fresh().examples(3, 10)
    assert fresh(title="Other words.").examples(3, 10) == again
    assert fresh(name="others").examples(3, 10) != again
    assert fresh().examples(4, 10) != again


def test_names_and_seeds_are_mixed_the_same_on_every_machine():
    assert mixed_seed(3, "couples") == 14_901_192_485_460_572_971
    assert mixed_seed(31, "x") != mixed_seed(3, "1/x")


def test_a_shape_is_the_same_in_whatever_order_its_sizes_are_given():
    assert shape_key({"n": 2, "k": 3}) == shape_key({"k": 3, "n": 2}) != shape_key({"n": 3, "k": 2})


def test_a_draw_expands_to_the_same_batch_each_time():
    draw = Draw(SIZES, {}, 7)
    one, other = expand(draw, 4, "cpu"), expand(draw, 4, "cpu")
    assert torch.equal(one.raw["x"], other.raw["x"])
    seeds = (7, 8, 9, 2**31 + 7, 2**32 - 1)
    assert len({float(expand(Draw(SIZES, {}, seed), 4, "cpu").raw["x"][0, 0]) for seed in seeds}) == len(
        seeds
    )


def test_draws_are_told_apart_by_families_sizes_and_seed():
    one = Draw(SIZES, {"basis": "a"}, 1)
    assert one == Draw(dict(reversed(SIZES.items())), {"basis": "a"}, 1)
    others = (
        Draw(SIZES, {"basis": "b"}, 1),
        Draw({**SIZES, "n": 2}, {"basis": "a"}, 1),
        Draw(SIZES, {"basis": "a"}, 2),
    )
    assert all(one != other for other in others)


def test_shapes_not_seen_before_come_first_in_the_order_drawn():
    drawn = [Draw({"n": n}, {}, seed) for seed, n in enumerate((2, 2, 1, 3, 1))]
    first, again = split_by_shape(drawn, lambda draw: draw.sizes)
    assert ([d.seed for d in first], [d.seed for d in again]) == ([0, 2, 3], [1, 4])


def test_batches_are_shared_by_later_claims_and_belong_to_seed_count_and_size():
    population = fresh()
    first = list(population.batches(0, 3, 4, "cpu"))
    assert [batch.batch for _, batch in first] == [4, 4, 4]
    again = list(population.batches(0, 3, 4, "cpu"))
    assert all(one is other for (_, one), (_, other) in zip(first, again, strict=True))
    for other in ((1, 3, 4, "cpu"), (0, 2, 4, "cpu"), (0, 3, 5, "cpu")):
        first = list(population.batches(0, 3, 4, "cpu"))
        changed = list(population.batches(*other))
        assert len(changed) == other[1] and changed[0][1].batch == other[2]
        assert changed[0][1] is not first[0][1] and len(population._kept) == 1
    population.forget()
    assert not population._kept


def test_draws_asked_for_again_are_not_drawn_again():
    drawn = []
    population = fresh(draws=couples.draws.map(lambda draw: drawn.append(draw) or draw))
    first = population.examples(0, 3)
    count = len(drawn)
    first.clear()  # what is handed out is the caller's own
    assert len(population.examples(0, 3)) == 3 and len(drawn) == count
    population.examples(1, 3)
    assert len(drawn) > count


def test_a_population_may_fix_its_batch():
    assert {batch.batch for _, batch in fresh(batch=2).batches(0, 3, 8, "cpu")} == {2}


def test_the_kind_is_that_of_the_batches():
    assert fresh().kind is Couple
    expanded = []
    population = fresh(expand=lambda *given: expanded.append(given) or expand(*given))
    list(population.batches(0, 2, 4, "cpu"))
    # The first draw once more, to see that it gives the same again; none to learn the kind.
    assert population.kind is Couple and len(expanded) == 3


def test_without_a_word_on_shapes_all_are_admitted():
    assert fresh().admits({"n": 99})
    narrow = fresh(shapes=lambda sizes: sizes["n"] < 3)
    assert narrow.admits({"n": 2}) and not narrow.admits({"n": 3})


def test_what_is_fixed_must_be_a_field():
    with pytest.raises(ValueError, match=r"fixed of .* must name fields of Couple, got 'X'"):
        next(fresh(fixed=("X",)).batches(0, 2, 4, "cpu"))


def test_what_draws_from_elsewhere_is_refused():
    """At one seed its claims held or were refuted as it happened."""

    def loose(draw, batch, device):
        made = expand(draw, batch, device)
        return type(made)(made.sizes, made.tensors | {"x": torch.randn_like(made.x)})

    with pytest.raises(ValueError, match=r"must draw from draw.generator\(\) alone, got another x"):
        next(fresh(expand=loose).batches(0, 2, 4, "cpu"))


def test_fewer_distinct_draws_than_wanted_are_all_there_is():
    few = fresh(draws=st.sampled_from([Draw(SIZES, {}, seed) for seed in range(3)]))
    assert {d.seed for d in few.examples(0, 20)} == {0, 1, 2}


def test_a_trajectory_is_cut_where_the_population_admits_it():
    exact = expand(Draw({"n": 1, "columns": 1, "first_columns": 0, "steps": 9}, {}, 0), 1, "cpu").exact(0)
    odd = fresh(shapes=lambda sizes: sizes["steps"] % 2 == 1)
    assert [fresh().cut(exact, time).steps for time in (-1, 0, 4, 12)] == [9, 1, 4, 9]
    assert [odd.cut(exact, time).steps for time in (-1, 0, 4, 12)] == [9, 1, 5, 9]
    assert fresh(shapes=lambda sizes: sizes["n"] > 1).cut(exact, 4).steps == 9
    assert odd.may_be_cut(exact.kind, exact.sizes, 5) and not odd.may_be_cut(exact.kind, exact.sizes, 4)

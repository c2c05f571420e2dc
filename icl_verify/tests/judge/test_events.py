"""What counts as an independent event, and what is refused: each test is a way to fool a count."""

import dataclasses

import pytest
import torch
from hypothesis import strategies as st

from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.population import Draw, Population
from icl_verify.statement.relation import at_most, probability
from icl_verify.tests.tiny import FAST, couples, made, one_shape
from icl_verify.trial.course import try_claim


class Coins(Instance):
    """A bias that is given, and tosses."""

    tosses = Axis(title="tosses")
    n = Axis(title="a size")
    bias = Field()
    toss = Field("tosses")


def coins(name, *, sizes=(1, 2, 3), shared=False, tosses=200):
    """Tosses of standard normals; ``shared`` puts one number a batch in all of them."""

    def expand(draw, batch, device):
        generator = draw.generator()
        bias = torch.randn(batch, generator=generator, dtype=torch.float64)
        toss = torch.randn(1 if shared else batch, tosses, generator=generator, dtype=torch.float64)
        return Coins(draw.sizes, {"bias": bias, "toss": toss.expand(batch, tosses).clone()})

    draws = st.builds(
        lambda n, seed: Draw({"tosses": tosses, "n": n}, {}, seed),
        st.sampled_from(sizes),
        st.integers(0, 2**32 - 1),
    )
    return Population(name, "Coins.", draws, expand)


MORE = dataclasses.replace(FAST, examples=40)


def verdict(function, population, seed=0, profile=MORE):
    found = try_claim(made(function, population=population), profile, seed)
    return found.verdict, found.error or found.note


def test_a_chance_over_a_population_of_many_laws_is_refused():
    """Events that share a shape and families are no sample of anything."""
    said, why = verdict(lambda c: probability(c.x[:, 0] > 0, at_least=0.5), couples)
    assert said == "error" and "must be of one law" in why and "along=" in why


def test_one_instance_is_one_event():
    said, why = verdict(lambda c: probability((c.x[:, :1] > 0).repeat(1, 5000), at_least=0.5), one_shape)
    assert said == "error" and "must have shape (8, 1), got (8, 5000)" in why


def test_each_event_listed_many_times_is_refused_along_an_axis_too():
    def repeated(c):
        return probability((c.toss > 0).repeat(1, 50), at_least=0.5, along="tosses")

    said, why = verdict(repeated, coins("coins_repeated"))
    assert said == "error" and "must have shape" in why


def test_events_that_share_a_number_of_the_instance_are_no_samples_of_it():
    """Chance exactly 1/2 over the bias, once refuted with p = 2e-42; given the bias it is 0 or 1."""
    population = coins("coins_given")
    said, _ = verdict(
        lambda c: probability((c.bias > 0)[:, None].expand(-1, 200), at_least=0.5, along="tosses"), population
    )
    assert said == "refuted", "claimed for every bias, it is false at the negative ones"
    said, why = verdict(lambda c: probability(c.bias > 0, at_least=0.5), population)
    assert said == "error" and "one law" in why


def test_events_that_read_the_first_sample_are_refused():
    def shared(c):
        return probability((c.toss[:, :1] > 0).expand(-1, 200), at_least=0.5, along="tosses")

    said, why = verdict(shared, coins("coins_first"))
    assert said == "error" and "must depend on one sample along tosses alone" in why


def test_events_that_read_other_instances_are_refused():
    def mixed(c):
        return probability(c.x[:, 0] > c.x[:1, 0] - 1, at_least=0.5)

    said, why = verdict(mixed, one_shape)
    assert said == "error" and "must depend on one instance alone" in why


def test_every_instance_of_one_law_has_a_seed_of_its_own():
    """One sign a batch: 4 of 150 seeds refuted a chance of exactly 1/2."""

    def signs(draw, batch, device):
        sign = torch.randn((), generator=draw.generator(), dtype=torch.float64).sign()
        return Coins(draw.sizes, {"bias": sign.expand(batch).clone(), "toss": torch.zeros(batch, 1).double()})

    draws = st.integers(0, 2**32 - 1).map(lambda seed: Draw({"tosses": 1, "n": 1}, {}, seed))
    population = Population("one_sign", "Signs.", draws, signs, one_law=True)
    ((_, batch), *_) = population.batches(0, 4, 64, "cpu")
    assert 10 < int((batch.bias > 0).sum()) < 54
    for seed in range(20):
        assert verdict(lambda c: probability(c.bias > 0, at_least=0.5), population, seed)[0] != "refuted"


def test_a_population_of_one_law_has_one_shape():
    draws = st.builds(lambda n, s: Draw({"tosses": 1, "n": n}, {}, s), st.integers(1, 2), st.integers(0, 99))
    population = dataclasses.replace(coins("coins_two_shapes", tosses=1), draws=draws, one_law=True)
    said, why = verdict(lambda c: probability(c.bias > 0, at_least=0.5), population)
    assert said == "error" and "must be of one shape and family" in why


def test_draws_of_one_law_are_all_kept_in_order():
    narrow = dataclasses.replace(
        coins("coins_narrow", sizes=(1,), tosses=1), one_law=True,
        draws=st.just(Draw({"tosses": 1, "n": 1}, {}, 0)),
    )  # fmt: skip
    seeds = [draw.seed for draw in narrow.examples(0, 500)]
    assert len(seeds) == len(set(seeds)) == 500 and seeds[:7] == [draw.seed for draw in narrow.examples(0, 7)]


def test_a_statement_for_every_shape_fails_where_one_shape_fails():
    """False at n = 7 alone: pooled over all n, it held or not as the draws had it."""

    def fair_but_at_seven(c):
        return probability(c.toss > (0.5 if c.n == 7 else -9), at_least=0.5, along="tosses")

    for seed in range(3):
        assert (
            verdict(fair_but_at_seven, coins("coins_seven", sizes=tuple(range(1, 10))), seed)[0] == "refuted"
        )


def test_undefined_numbers_are_no_events():
    """~(nan > 0) is true."""

    def undefined(c):
        return probability(~(c.toss * torch.inf * 0 > 0), at_least=0.5, along="tosses")

    said, why = verdict(undefined, coins("coins_nan"))
    assert said == "error" and "got NaN" in why


@pytest.mark.parametrize(("chance", "wanted"), [(0, "holds"), (1, "refuted")])
def test_certain_and_impossible_chances_are_defined(chance, wanted):
    def claimed(c):
        return probability(c.toss > 0, at_least=chance, along="tosses")

    assert verdict(claimed, coins(f"coins_{wanted}"))[0] == wanted


def test_the_axis_is_one_of_the_type():
    said, why = verdict(lambda c: probability(c.toss > 0, at_least=0.5, along="spins"), coins("coins_axis"))
    assert said == "error" and "along must be an axis of some field of Coins, got 'spins'" in why


def test_one_statement_is_of_one_kind():
    def two_faced(c):
        fair = probability(c.toss > 0, at_least=0.2, along="tosses")
        return fair if c.n == 1 else at_most(c.bias * 0, c.bias * 0 + 1)

    said, why = verdict(two_faced, coins("coins_faces"))
    assert said == "error" and "one kind of relation" in why


def far(xp, c):
    """Numbers near 41, where 1 + exp(-u) is 1 or the next number"""
    return 41 + xp.abs(c.toss)


@pytest.mark.parametrize(
    "event",
    [
        # never, and always in floats
        lambda xp, c: xp.log(1 + xp.exp(-far(xp, c))) <= xp.exp(-far(xp, c)) / 2,
        lambda xp, c: (1e9 + c.toss) - 1e9 >= c.toss,
        lambda xp, c: c.toss / 3 * 3 <= c.toss,
    ],
)
def test_an_event_that_rounding_decides_is_no_event(event):
    said, why = verdict(
        lambda c: probability(event(c.xp, c), at_least=0.25, along="tosses"), coins("rounded")
    )
    assert said == "error" and "must not hang on rounding" in why


@pytest.mark.parametrize(
    "event",
    [
        lambda xp, c: xp.log(xp.abs(c.toss)) <= 5,
        lambda xp, c: xp.log(1 + 0 * c.toss) >= 0,
        lambda xp, c: ((c.toss > 0).double() + (c.toss > 1).double()) / 4 >= 0.25 * (c.toss > 0),
    ],
)
def test_exact_ties_and_rounding_far_from_them_are_fine(event):
    said, why = verdict(
        lambda c: probability(event(c.xp, c), at_least=0.5, along="tosses"), coins("resolved")
    )
    assert said == "holds", why


def only_tosses(name, *, scaled=False, tosses=200):
    """Nothing is given: uniform tosses, or with ``scaled`` a hidden scale in all of an instance's."""

    def expand(draw, batch, device):
        generator = draw.generator()
        toss = torch.rand(batch, tosses, generator=generator, dtype=torch.float64)
        scale = 2 * torch.rand(batch, 1, generator=generator, dtype=torch.float64)
        return Tosses(draw.sizes, {"toss": toss * scale if scaled else toss})

    draws = st.builds(
        lambda n, seed: Draw({"tosses": tosses, "n": n}, {}, seed),
        st.sampled_from((2, 3)),
        st.integers(0, 2**32 - 1),
    )
    return Population(name, "Tosses.", draws, expand)


class Tosses(Instance):
    """Tosses alone."""

    tosses = Axis(title="tosses")
    n = Axis(title="a size")
    toss = Field("tosses")


def test_a_chance_that_differs_between_sizes_is_refused():
    """True at both sizes; held against the last one's chance, it was refuted or not as the draws fell."""

    def uniform(c):
        return probability(c.toss * c.n <= c.n - 1, at_least=(c.n - 1) / c.n - 0.05, along="tosses")

    said, why = verdict(uniform, only_tosses("events.sizes"))
    assert said == "error" and "must claim one chance along one axis, got 0." in why and "one size" in why


@pytest.mark.parametrize("scaled", [False, True])
def test_samples_that_share_what_no_field_holds_are_refused(scaled):
    """In the opposite order they look the same."""

    def low(c):
        return probability(c.toss <= 0.5, at_least=0.4, along="tosses")

    said, why = verdict(low, only_tosses(f"events.scaled{scaled}", scaled=scaled))
    assert (said, "must be a field" in why) == (("error", True) if scaled else ("holds", False)), why


def test_an_event_of_all_samples_alike_is_refused():
    def mean(c):
        centred = c.toss - c.xp.const(1, 2)
        return probability(c.xp.sum(centred, axis=-1)[:, None] <= 0.1 * c.toss, at_least=0.9, along="tosses")

    said, why = verdict(mean, only_tosses("events.mean"))
    assert said == "error" and "must depend on one sample alone" in why


def test_rounding_refutes_no_chance_however_few_events_it_decides():
    """min(y, c) / 49 * 49 <= c always holds, and float64 denies it of the few y above c."""
    limit = next(a / 8192 for a in range(8170, 8100, -1) if a / 8192 / 49 * 49 > a / 8192)

    def always(c):
        lowered = c.toss.clamp(max=limit)
        return probability(lowered / 49 * 49 <= limit, at_least=1, along="tosses")

    said, why = verdict(always, only_tosses("events.limit"))
    assert said != "refuted", why

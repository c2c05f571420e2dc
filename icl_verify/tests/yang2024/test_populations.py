"""The strategies: what each family promises holds, and each family occurs among the draws."""

import functools
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor

from icl_verify.statement.population import Draw, Population, shape_key
from icl_verify.trial.profiles import PROFILES
from icl_verify.yang2024.populations import parameters, rank, setting, training
from icl_verify.yang2024.populations.arrays import MATCHED, NOISE_RANGES, expand_setting
from icl_verify.yang2024.populations.bases import BASES
from icl_verify.yang2024.populations.extremes import EXTREME_SHAPES, EXTREMES
from icl_verify.yang2024.populations.stratified import LEAST, StratifiedPopulation
from icl_verify.yang2024.populations.tokens import QUERIES, TOKENS, fits
from icl_verify.yang2024.setting.instance import Parameters
from icl_verify.yang2024.setting.transformer import attention, attention_of
from icl_verify.yang2024.theory.assumptions import THEOREM_1, distinct_row_entries
from icl_verify.yang2024.theory.constants import squared_label_scale

BATCH, D, K, N, M, H = 16, 6, 5, 3, 4, 4


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def tokens_of(family: str, d: int = D) -> Tensor:
    tokens = TOKENS[family](BATCH, d, K, N, generator())
    return tokens / tokens.norm(dim=1, keepdim=True)


def features_of(family: str, m: int = M) -> Tensor:
    return BASES[family](tokens_of("sphere"), m, generator(1))


@functools.cache
def families_of(name: str, count: int) -> tuple[dict[str, str], ...]:
    """The families of that many draws of a population."""
    return tuple(dict(draw.families) for draw in all_populations()[name].examples(seed=0, count=count))


def drawn(population: Population, count: int) -> Iterator[Any]:
    """Batches of a population; what they are made of depends on it."""
    for draw in population.examples(seed=1, count=count):
        yield population.expand(draw, BATCH, "cpu")


def all_populations() -> dict[str, Population]:
    found: dict[str, Population] = {}
    for module in (setting, parameters, rank, training):
        found |= {v.name: v for v in vars(module).values() if isinstance(v, Population)}
    return found


@pytest.mark.parametrize("family", TOKENS)
def test_tokens_are_finite_nonzero_and_mostly_distinct(family: str) -> None:
    tokens = tokens_of(family)
    assert tokens.shape == (BATCH, D, K) and bool(torch.isfinite(tokens).all())
    gaps = torch.cdist(tokens.mT.contiguous(), tokens.mT.contiguous()) + torch.eye(K)
    assert float(gaps.min()) > 1e-4


def test_orthogonal_tokens_are_orthonormal() -> None:
    tokens = tokens_of("orthogonal")
    torch.testing.assert_close(tokens.mT @ tokens, torch.eye(K, dtype=torch.float64).expand(BATCH, -1, -1))


def test_clustered_tokens_form_two_tight_clusters() -> None:
    raw = TOKENS["clustered"](BATCH, D, K, N, generator())
    spread = (raw[:, :, 0::2] - raw[:, :, :1]).norm(dim=1).amax(dim=1)
    assert bool((spread < 0.2 * (raw[:, :, 0] - raw[:, :, 1]).norm(dim=1)).all())


def test_antipodal_tokens_come_in_opposite_pairs() -> None:
    tokens = tokens_of("antipodal")
    assert torch.equal(tokens[:, :, 0], -tokens[:, :, 1]) and torch.equal(tokens[:, :, 2], -tokens[:, :, 3])


def test_subspace_tokens_lie_on_a_plane() -> None:
    values = torch.linalg.svdvals(tokens_of("subspace"))
    assert float(values[:, 2].max()) < 1e-12 and float(values[:, 1].min()) > 1e-6


def test_cube_tokens_have_equal_entries_in_every_row() -> None:
    raw = TOKENS["cube"](BATCH, D, K, N, generator())
    assert bool((raw.abs() == 1).all())
    # Two values for three prompt tokens: some two agree in each row, so Assumption 3 fails.
    draw = Draw({"d": D, "K": K, "N": N, "m": M, "H": H}, _families(tokens="cube"), 0)
    assert bool(distinct_row_entries(expand_setting(draw, BATCH, "cpu")).judge_float64().broken.all())


def test_cap_tokens_lie_on_one_side() -> None:
    assert float(tokens_of("cap")[:, 0].min()) > 0


@pytest.mark.parametrize(
    ("family", "sizes", "exists"),
    [
        ("orthogonal", {"d": 4, "K": 5}, False),
        ("orthogonal", {"d": 5, "K": 5}, True),
        ("cube", {"d": 2, "K": 5}, False),
        ("cube", {"d": 3, "K": 5}, True),
        ("subspace", {"d": 1, "K": 5}, False),
        ("cap", {"d": 1, "K": 5}, False),
        ("sphere", {"d": 1, "K": 5}, False),
        ("sphere", {"d": 2, "K": 5}, True),
        ("antipodal", {"d": 1, "K": 2}, True),
        ("antipodal", {"d": 1, "K": 3}, False),
    ],
)
def test_families_know_where_they_exist(family: str, sizes: dict[str, int], exists: bool) -> None:
    assert fits(family, sizes) is exists


@pytest.mark.parametrize("family", BASES)
@pytest.mark.parametrize("m", [1, 2, 7])
def test_features_have_their_shape(family: str, m: int) -> None:
    features = features_of(family, m)
    assert features.shape == (BATCH, m, K) and bool(torch.isfinite(features).all())
    assert features.dtype == torch.float64


def test_graded_features_span_twelve_decades() -> None:
    values = torch.linalg.svdvals(features_of("graded"))
    assert float(values[:, 0].min()) == pytest.approx(1e6, rel=1e-6)
    assert float(values[:, -1].max()) < 1e-5


def test_rank_deficient_features_are() -> None:
    assert bool((torch.linalg.matrix_rank(features_of("rank_deficient")) < min(M, K)).all())


def test_sparse_features_are_mostly_zero() -> None:
    assert float((features_of("sparse") == 0).double().mean()) > 0.5


def test_near_duplicate_features_are_near() -> None:
    features = features_of("near_duplicate")
    spread = (features - features[:, :, :1]).abs().amax()
    assert 0 < float(spread) < 1e-4


def test_indicators_choose_one_cell_each() -> None:
    features = features_of("indicators")
    assert bool((features.sum(dim=1) == 1).all()) and bool(((features == 0) | (features == 1)).all())


def test_polynomials_begin_with_a_constant_and_its_generator() -> None:
    features = features_of("polynomial")
    assert bool((features[:, 0] == 1).all())
    torch.testing.assert_close(features[:, 2], features[:, 1] ** 2)


def test_fourier_and_radial_features_are_bounded() -> None:
    assert float(features_of("fourier").abs().max()) <= 1
    assert float(features_of("radial").min()) >= 0 and float(features_of("radial").max()) <= 1


def test_relu_features_are_nonnegative() -> None:
    assert float(features_of("relu").min()) == 0


def test_scaled_features_span_decades() -> None:
    sizes = features_of("scaled").abs().amax(dim=(1, 2))
    assert float(sizes.max() / sizes.min()) > 1e6


def test_covering_queries_attend_almost_one_hot_to_every_token() -> None:
    tokens = tokens_of("cap")
    scores = attention(tokens, N, QUERIES["covering"](tokens, N, H, generator()))
    hottest = scores.amax(dim=2)
    assert float(hottest.median()) > 0.9
    chosen = scores.argmax(dim=2)
    agree = (chosen == (torch.arange(H) % N)[None, :, None]).double().mean()
    assert float(agree) > 0.9


@pytest.mark.parametrize("family", TOKENS)
def test_two_sided_queries_attend_to_every_token_from_every_query(family: str) -> None:
    tokens = tokens_of(family)
    heads = 2 * N + 1
    scores = attention(tokens, N, QUERIES["two_sided"](tokens, N, heads, generator()))
    # For every query each prompt token has a head that attends to it almost alone.
    assert scores.shape == (BATCH, heads, N, K)
    assert float(scores.amax(dim=1).quantile(0.1)) > 0.7


def test_zero_queries_attend_evenly() -> None:
    tokens = tokens_of("sphere")
    scores = attention(tokens, N, QUERIES["zero"](tokens, N, H, generator()))
    torch.testing.assert_close(scores, torch.full_like(scores, 1 / N))


def _families(**changes: str) -> dict[str, str]:
    return {"tokens": "sphere", "basis": "gaussian", "queries": "unit", "noise": "any", **changes}


@pytest.mark.parametrize("noise", NOISE_RANGES)
def test_noise_levels_stay_in_their_range(noise: str) -> None:
    draw = Draw({"d": 2, "K": 3, "N": 2, "m": 1, "H": 1}, _families(noise=noise), 3)
    logs = expand_setting(draw, 256, "cpu").noise_level.log10()
    low, high = NOISE_RANGES[noise]
    assert low <= float(logs.min()) and float(logs.max()) <= high
    assert float(logs.max() - logs.min()) > 0.8 * (high - low)


@pytest.mark.parametrize("name", all_populations())
def test_draws_expand_and_are_reproducible(name: str) -> None:
    population = all_populations()[name]
    draws = population.examples(seed=5, count=12)
    assert draws == population.examples(seed=5, count=12)
    assert draws != population.examples(seed=6, count=12) or len(draws) == 1
    for draw in draws[:6]:
        first, second = (population.expand(draw, 4, "cpu") for _ in range(2))
        assert first.batch == 4
        assert all(torch.equal(first.raw[key], second.raw[key]) for key in first.raw)


@pytest.mark.parametrize(
    ("population", "family", "expected"),
    [
        (setting.any_setting, "tokens", set(TOKENS)),
        (setting.any_setting, "basis", set(BASES)),
        (setting.any_setting, "queries", {"gaussian", "unit", "zero"}),
        (setting.enough_heads, "tokens", set(TOKENS) - {"cube"}),
        (setting.trained_printed_rates, "queries", {"gaussian", "unit", "covering", "two_sided"}),
        (parameters.lemma_parameters, "extreme", {"none", "seesaw", "beacon", "lone"}),
        (parameters.lemma_parameters, "basis", set(BASES)),
        (parameters.lemma_parameters, "tokens", set(TOKENS)),
        (parameters.lemma_pairs, "basis", set(BASES)),
        (parameters.lemma_pairs, "extreme", {"none", "seesaw", "lone", "crowd"}),
        (parameters.turned_queries, "extreme", {"none", "seesaw"}),
    ],
)
def test_every_family_occurs(population: Population, family: str, expected: set[str]) -> None:
    count = 72 if family == "extreme" else 400
    found = {families.get(family) for families in families_of(population.name, count)} - {None}
    assert found == expected


QUICK = PROFILES["quick"].examples
STRATIFIED = [v for v in all_populations().values() if isinstance(v, StratifiedPopulation)]


@pytest.mark.parametrize("population", STRATIFIED, ids=lambda p: p.name)
@pytest.mark.parametrize("seed", range(3))
def test_every_family_occurs_in_a_quick_run(population: StratifiedPopulation, seed: int) -> None:
    draws = population.examples(seed, QUICK)
    found = {(draw.families["tokens"], draw.families["queries"]) for draw in draws}
    assert found == set(population.attention)
    assert {draw.families["basis"] for draw in draws} == set(population.bases)
    assert {draw.families["noise"] for draw in draws} == {*population.noise, "matched"}


@pytest.mark.parametrize("population", STRATIFIED, ids=lambda p: p.name)
def test_families_are_more_than_their_name(population: StratifiedPopulation) -> None:
    for draw in population.examples(0, QUICK):
        sizes, families = draw.sizes, draw.families
        assert all(sizes[k] >= n for f in families.values() for k, n in LEAST.get(f, {}).items())
        assert fits(families["tokens"], sizes) and sizes["K"] > sizes["N"] <= sizes["H"]
        assert families["queries"] != "two_sided" or sizes["H"] >= 2 * sizes["N"]


def test_trainings_of_a_quick_run_fall_under_theorem_1() -> None:
    for population in (setting.trained_printed_rates, training.trained_to_21):
        batches = [batch for _, batch in population.batches(0, QUICK, BATCH, "cpu")]
        held = [~rule(batch).judge_float64().broken for batch in batches for rule in THEOREM_1]
        assert torch.cat([torch.as_tensor(h) for h in held]).double().mean() > 0.99
        long = [batch for batch in batches if batch.T >= 2000 and batch.N >= 2]
        assert sum(batch.batch for batch in long) >= 64
        assert len({shape_key(batch.sizes) for batch in long}) >= 8


def test_trainings_to_21_are_affordable_over_decades_of_noise() -> None:
    population = training.trained_to_21
    batches = [batch for _, batch in population.batches(0, QUICK, BATCH, "cpu")]
    assert max(batch.T for batch in batches) <= 4 * training.AFFORDABLE
    tau = torch.cat([batch.noise_level for batch in batches]).log10()
    assert float(tau.max() - tau.min()) > 4
    assert max(float(batch.accuracy_multiple.max()) for batch in batches) < 0.01


def test_matched_noise_follows_the_features() -> None:
    draw = Draw({"d": 2, "K": 3, "N": 2, "m": 1, "H": 1}, _families(basis="scaled", noise="matched"), 3)
    setting = expand_setting(draw, 256, "cpu")
    ratio = (setting.noise_level / (setting.features**2).mean(dim=(1, 2))).log10()
    assert MATCHED[0] <= float(ratio.min()) and float(ratio.max()) <= MATCHED[1]
    assert float(setting.noise_level.log10().max() - setting.noise_level.log10().min()) > 15


def test_shapes_reach_their_smallest_and_leave_few_heads() -> None:
    draws = setting.any_setting.examples(seed=0, count=200)
    sizes = [draw.sizes for draw in draws]
    assert {s["N"] for s in sizes} >= {1, 2, 3} and {s["K"] - s["N"] for s in sizes} >= {1, 2}
    assert any(s["H"] < s["N"] for s in sizes) and any(s["H"] > s["N"] for s in sizes)
    assert {s["d"] for s in sizes} >= {1, 2} and {s["m"] for s in sizes} >= {1, 2}


def _extreme(kind: str) -> Parameters:
    sizes = {name: bounds[1] for name, bounds in EXTREME_SHAPES[kind].items()}
    draw = Draw(sizes, {"extreme": kind}, 11)
    return parameters.expand_lemma_parameters(draw, BATCH, "cpu")


@pytest.mark.parametrize("kind", EXTREMES)
def test_extremes_fit_their_type_and_have_equal_values(kind: str) -> None:
    batch = _extreme(kind)
    sizes = batch.values.abs()
    spread = sizes.amax(dim=1) - sizes.amin(dim=1)
    assert float((spread / sizes.amax(dim=(1, 2))[:, None]).max()) < 1e-12


def test_seesaw_attends_evenly_to_opposite_tokens_with_opposite_features() -> None:
    batch = _extreme("seesaw")
    assert torch.equal(batch.tokens[:, :, 0], -batch.tokens[:, :, 1])
    assert torch.equal(batch.features[:, :, 0], -batch.features[:, :, 1])
    assert float((attention_of(batch) - 0.5).abs().max()) < 0.25
    assert bool((batch.noise_level < 0.01 * squared_label_scale(batch)).all())


def test_beacon_attends_to_the_tokens_on_the_side_of_the_query() -> None:
    batch = _extreme("beacon")
    alike = (batch.tokens[:, :, :2].mT @ batch.tokens > 0).double()
    mass = (attention_of(batch)[:, :, :2] * alike[:, None]).sum(dim=2)
    others = (attention_of(batch)[:, :, :2] * (1 - alike)[:, None]).sum(dim=2)
    assert bool((mass > 2 * others).all())


def test_crowd_attends_one_half_in_its_first_head_alone() -> None:
    batch = _extreme("crowd")
    scores = attention_of(batch)
    torch.testing.assert_close(scores[:, 0], torch.full_like(scores[:, 0], 0.5))
    assert float(scores[:, 1:].amax(dim=2).min()) > 0.99


def test_pairs_never_coincide_and_turned_ones_keep_their_values() -> None:
    for population in (parameters.lemma_pairs, parameters.turned_queries):
        for pair in drawn(population, 40):
            turned = (pair.raw["queries"] != pair.raw["other_queries"]).flatten(1).any(dim=1)
            moved = (pair.raw["values"] != pair.raw["other_values"]).flatten(1).any(dim=1)
            assert bool((turned | moved).all())
            if population is parameters.turned_queries:
                assert bool(turned.all()) and not bool(moved.any())


def test_queries_of_the_lemmas_span_twelve_decades() -> None:
    for population in (
        parameters.lemma_parameters,
        parameters.lemma_pairs,
        parameters.turned_queries,
    ):
        sizes = torch.cat([batch.queries.abs().flatten(1).amax(dim=1) for batch in drawn(population, 40)])
        sizes = sizes[sizes > 0].log10()
        assert float(sizes.min()) < -5 and float(sizes.max()) > 5


def test_unscaled_tokens_are_long() -> None:
    for population in (parameters.unscaled_parameters, parameters.unscaled_pairs):
        for batch in drawn(population, 10):
            lengths = batch.tokens.norm(dim=1)
            assert float(lengths.min()) > 3 and float(lengths.max()) < 32


def test_other_tasks_have_the_second_moments_they_promise() -> None:
    for population, unit in (
        (parameters.dependent_tasks, True),
        (parameters.other_spreads, False),
    ):
        for batch in drawn(population, 10):
            tasks = batch.tasks()
            moments = tasks.mT @ tasks / tasks.shape[1]
            identity = torch.eye(batch.m, dtype=torch.float64).expand(BATCH, -1, -1)
            torch.testing.assert_close(moments, batch.spread[:, None, None] ** 2 * identity)
            assert bool((batch.spread == 1).all()) is unit
            assert float(tasks.mean(dim=1).abs().amax(dim=1).min()) > 1e-3


def test_repeated_tokens_repeat_outside_the_prompt() -> None:
    for batch in drawn(parameters.repeated_unlabelled_token, 10):
        assert torch.equal(batch.tokens[:, :, -1], batch.tokens[:, :, 0])


def test_long_prompts_have_full_row_rank_and_short_ones_do_not() -> None:
    for population, long in (
        (parameters.full_rank_prompts, True),
        (parameters.deficient_prompts, False),
    ):
        for batch in drawn(population, 20):
            assert (batch.m <= batch.N) is long
            ranks = torch.linalg.matrix_rank(batch.prompt_features)
            assert bool((ranks == min(batch.N, batch.m)).all())

"""The strategies for plain tests: what they promise, that each family occurs, and what they cost."""

import time
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from icl_verify import yang2024
from icl_verify.yang2024.populations import parameters, setting, training
from icl_verify.yang2024.populations.bases import BASES
from icl_verify.yang2024.populations.given import MOST_STEPS, REDUCED
from icl_verify.yang2024.populations.stratified import ATTENTION, StratifiedPopulation
from icl_verify.yang2024.populations.tokens import TOKENS
from icl_verify.yang2024.setting.loss import irreducible_loss

QUICK = settings(max_examples=60, database=None, deadline=None, phases=[Phase.generate])


@pytest.mark.parametrize(
    "population",
    [setting.any_setting, setting.trained_printed_rates, training.trained_to_21, parameters.lemma_parameters],
    ids=lambda population: population.name,
)
def test_each_family_occurs(population):
    seen, made = Counter(), []

    def counted(draw, batch, device):
        seen.update(draw.families.items())
        made[:] = made or [population.expand(draw, batch, device)]  # any will do: draws are counted here
        return made[0]

    counting = replace(population, expand=counted)

    # A family of tokens may be as rare as one draw in eighty.
    @settings(QUICK, max_examples=1000)
    @given(counting.instances(batch=1))
    def look(instance):
        pass

    look()
    bases = population.bases if isinstance(population, StratifiedPopulation) else BASES
    assert {("basis", basis) for basis in bases} <= set(seen)
    tokens = dict(population.attention) if isinstance(population, StratifiedPopulation) else TOKENS
    assert {("tokens", family) for family in tokens} <= set(seen)
    if population is setting.trained_printed_rates:
        assert {("queries", queries) for _, queries in ATTENTION} <= set(seen)


@QUICK
@given(yang2024.trainings())
def test_trainings_are_under_theorem_1_and_long_enough(training):
    model = yang2024.TrainedModel(training)
    assert training.batch == 1 and 3 * training.N == training.H
    assert training.raw["gamma_multiple"] == training.raw["rate_multiple"] == 1
    assert (1 - model.rate) ** model.steps <= REDUCED < (1 - model.rate) ** (model.steps - 1)
    assert model.steps <= MOST_STEPS


@pytest.mark.parametrize(("prompt", "features"), [((1, 1), (1, 1)), ((2, 2), (1, 1)), ((2, 2), (2, 3))])
def test_prompt_and_features_stay_within_their_ranges(prompt, features):
    seen, dimensions = set(), set()

    @QUICK
    @given(yang2024.trainings(steps=1, prompt=prompt, features=features, extra=(2, 3), tokens=(3, 3)))
    def look(training):
        seen.add((training.N, training.m, training.K - training.N))
        dimensions.add(training.d)

    look()
    ranges = (prompt, features, (2, 3))
    assert [set(sizes) for sizes in zip(*seen, strict=True)] == [
        {*range(low, high + 1)} for low, high in ranges
    ]
    assert min(dimensions) == 3


@QUICK
@given(yang2024.trained_models(steps=20), st.integers(0, 2**32 - 1))
def test_a_trained_model_is_what_its_numbers_say(model, seed):
    assert model.excess.shape == (21,) and model.effective_attention.shape[0] == model.prompt_length
    least = float(irreducible_loss(model.training)[0])
    assert model.loss == pytest.approx(least + model.excess[-1], rel=1e-9)
    labels = np.random.default_rng(seed).standard_normal((3, model.prompt_length))
    assert np.allclose(model.predict(labels)[1], labels[1] @ model.effective_attention)


def test_a_trained_model_prints_as_code_that_trains_it_again():
    model = find(
        yang2024.trained_models(steps=3), lambda m: m.prompt_length == 2, settings=settings(database=None)
    )
    again = eval(repr(model), vars(yang2024) | {n: getattr(yang2024, n) for n in yang2024.__all__})
    assert np.array_equal(again.excess, model.excess)
    assert model.training.sizes == {"d": 2, "K": 3, "N": 2, "m": 1, "H": 6, "T": 3}


def test_fifty_trainings_of_500_steps_take_less_than_ten_seconds():
    trained = []

    @settings(QUICK, max_examples=50)
    @given(yang2024.trained_models(steps=500))
    def train(model):
        trained.append((model.excess[-1], model.training.H, model.prompt_length))

    train()  # compiles the kernel, or loads it
    trained.clear()
    started = time.process_time()
    train()
    assert time.process_time() - started < 10
    assert len(trained) == 50 and all(heads == 3 * n for _, heads, n in trained)


@pytest.mark.parametrize("strategy", [yang2024.settings, yang2024.parameters, yang2024.prompts])
def test_the_others_give_batches_of_one(strategy):
    @settings(QUICK, max_examples=20)
    @given(strategy())
    def look(instance):
        assert instance.batch == 1 and torch.isfinite(instance.features).all()

    look()


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"steps": 0}, "steps must be >= 1"),
        ({"heads": 1}, "heads must be >= 2"),
        ({"bases": ("cubic",)}, "bases must be among"),
        ({"bases": ("polynomial",), "features": (1, 1)}, "bases must fit N <= 3 and m <= 1, got polynomial"),
    ],
)
def test_bad_arguments_are_refused(given_, said):
    with pytest.raises(ValueError, match=said):
        yang2024.trained_models(**given_)


def test_a_model_is_one_training():
    draw = setting.trained_printed_rates.examples(0, 1)[0]
    with pytest.raises(ValueError, match="training must be a batch of one, got 2"):
        yang2024.TrainedModel(setting.trained_printed_rates.expand(draw, 2, "cpu"))

"""Breaks planted in the theory: properties/test_theorem_in_plain_hypothesis.py sees each of them."""

import importlib.util
from pathlib import Path

import hypothesis
import pytest
from hypothesis import Phase
from hypothesis.errors import NoSuchExample

from icl_verify.yang2024.descent import kernel
from icl_verify.yang2024.populations import trained
from icl_verify.yang2024.programs import bounds
from icl_verify.yang2024.theory import training as trajectories

FILE = Path(__file__).parents[2] / "properties" / "test_theorem_in_plain_hypothesis.py"
QUICK = hypothesis.settings(phases=[Phase.generate], database=None, derandomize=True, deadline=None)
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="installed without its repository")


@pytest.fixture
def plain():
    spec = importlib.util.spec_from_file_location("plain_file", FILE)
    module = importlib.util.module_from_spec(spec)
    # The file's tests inherit what they do not set: found is enough here, nothing need be made small.
    current = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.register_profile("planted", QUICK)
    hypothesis.settings.load_profile("planted")
    spec.loader.exec_module(module)
    hypothesis.settings.load_profile(current)
    return module


def scaled(function, factor):
    return lambda *given, **options: function(*given, **options) * factor


def raised_bound(function, factor):
    def found(*given):
        bound = function(*given)
        return type(bound)(**{**vars(bound), "value": bound.value * factor, "upper": bound.upper * factor})

    return found


def at_rates(factor):
    def planted(function):
        return lambda setting, query_rate, weight_rate, *rest: function(
            setting, query_rate * factor, weight_rate * factor, *rest
        )

    return planted


def without_unlabelled_noise(function):
    """The loss as Lemma 5 prints its constant."""

    def found(setting, effective):
        lacking = (setting.K - setting.N) * setting.m * setting.noise_level / (2 * setting.K)
        return function(setting, effective) - lacking

    return found


def for_noise(wrong):
    """A quantity of the setting, at another noise level."""

    def planted(function):
        def found(setting):
            raw = {**setting.raw, "noise_level": setting.raw["noise_level"] * wrong}
            return function(type(setting)(setting.sizes, raw))

        return found

    return planted


LINEAR = "test_the_loss_converges_linearly"
BELOW = "test_no_parameters_fall_below_the_bound"
DOWN = "test_training_comes_down_to_the_bound"
RIDGE = "test_trained_models_answer_as_ridge_regression_does"
SLIP = "test_the_constant_of_lemma_5_is_misprinted"
BREAKS = {
    "a rate five times that of (18)": (LINEAR, trained, "contraction_rate", lambda f: scaled(f, 5)),
    "steps a tenth of (16)": (LINEAR, trajectories, "descend", at_rates(0.1)),
    "steps a thousand times those of (16)": (LINEAR, trajectories, "descend", at_rates(1e3)),
    "a loss without the noise of unlabelled tokens": (
        BELOW, trained, "loss_by_moments", without_unlabelled_noise
    ),
    "a bound a thousandth too high": (DOWN, bounds, "relaxation", lambda f: raised_bound(f, 1.001)),
    "a bound a thousandth too low": (DOWN, bounds, "relaxation", lambda f: raised_bound(f, 0.999)),
    "a model trained for other noise, by its loss": (DOWN, kernel, "ridge_attention", for_noise(1.1)),
    "a model trained for other noise, by its answers": (RIDGE, kernel, "ridge_attention", for_noise(1.1)),
    "attention read off a tenth too large": (RIDGE, trained, "effective_along", lambda f: scaled(f, 1.1)),
    "a bound that reaches the printed constant": (SLIP, bounds, "relaxation", lambda f: raised_bound(f, 0)),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_a_planted_break_is_seen(plain, monkeypatch, name):
    test, module, attribute, plant = BREAKS[name]
    monkeypatch.setattr(module, attribute, plant(getattr(module, attribute)))
    with pytest.raises((AssertionError, NoSuchExample)):
        getattr(plain, test)()


@pytest.mark.parametrize("test", [LINEAR, BELOW, DOWN, RIDGE, SLIP])
def test_without_a_break_it_passes_and_reaches_the_theory(plain, monkeypatch, test):
    module, attribute = next((module, name) for one, module, name, _ in BREAKS.values() if one == test)
    honest, reached = getattr(module, attribute), []

    def noted(*given, **options):
        reached.append(given)
        return honest(*given, **options)

    monkeypatch.setattr(module, attribute, noted)
    getattr(plain, test)()
    assert reached

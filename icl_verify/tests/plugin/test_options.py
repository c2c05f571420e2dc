"""What the command line comes to, and what of it is refused once there are claims."""

from types import SimpleNamespace

import hypothesis
import pytest

from icl_verify.pytest_plugin.options import any_given, run_options


def config(**given):
    return SimpleNamespace(getoption=lambda name, default=None: given.get(name, default))


def test_seed_profile_and_hunt_are_read():
    run = run_options(
        config(hypothesis_seed="-3", hypothesis_profile="thorough", icl_hunt=5, icl_device="cpu")
    )
    assert (run.seed, run.profile.name, run.profile.hunt, run.device) == (-3, "thorough", 5, "cpu")


@pytest.mark.parametrize("loaded", ["default", "standard"])
def test_a_profile_that_was_not_named_is_ours_or_quick(loaded):
    before = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.load_profile(loaded)
    try:
        name = run_options(config(icl_device="cpu")).profile.name
    finally:
        hypothesis.settings.load_profile(before)
    assert name == {"default": "quick", "standard": "standard"}[loaded]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"hypothesis_seed": "random"}, "--hypothesis-seed must be an integer for claims, got 'random'"),
        ({"hypothesis_profile": "ci"}, "--hypothesis-profile must be one of quick, .* got 'ci'"),
    ],
)
def test_what_claims_cannot_use_is_refused(given, message):
    with pytest.raises(pytest.UsageError, match=message):
        run_options(config(icl_device="cpu", **given))


def test_any_option_of_ours_says_that_claims_come():
    assert any_given(config(icl_device="auto")) and any_given(config(icl_hunt=0))
    assert not any_given(config(hypothesis_seed="1"))

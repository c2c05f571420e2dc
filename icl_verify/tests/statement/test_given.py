"""``Population.instances``: what a plain ``@given`` gets, and what Hypothesis makes of its failures."""

import random
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import Phase, event, example, find, given, settings, target
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase
from hypothesis.errors import NoSuchExample
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from icl_verify import kept_instance
from icl_verify.statement.fields import Instance
from icl_verify.statement.given import BATCH, _ladder
from icl_verify.tests.plugin.running import plain_pytest
from icl_verify.tests.tiny import Couple, couples
from icl_verify.tests.tiny import expand as expand_couple
from icl_verify.trial.profiles import PROFILES
from icl_verify.yang2024.populations.setting import any_setting
from icl_verify.yang2024.setting.instance import Parameters, Setting

QUIET = settings(max_examples=1000, database=None, deadline=None)
KEPT = Path(__file__).parents[3] / "properties" / "counterexamples" / "lemma5.constant.json"


def minimal(strategy, condition=lambda _: True, seed=0):
    """The instance that shrinking ends at, as code."""
    return repr(find(strategy, condition, settings=QUIET, random=random.Random(seed)))


def test_what_is_generated_is_a_member_of_the_batch_bit_for_bit():
    batches, seen = {}, []

    def recorded(draw, batch, device):
        assert (batch, device) == (BATCH, "cpu")
        batches[draw] = expand_couple(draw, batch, device)
        return batches[draw]

    @settings(QUIET, max_examples=100, phases=[Phase.generate])
    @given(replace(couples, expand=recorded).instances())
    def collect(couple):
        seen.append(couple)

    collect()

    def is_member(couple):
        return any(
            all(torch.equal(couple.raw[name][0], batch.raw[name][i]) for name in couple.fields)
            for batch in batches.values()
            for i in range(BATCH)
            if batch.sizes == couple.sizes
        )

    # The first is the simplest of all, which no seed would give.
    assert len(seen) >= 90 and not is_member(seen[0])
    # Hypothesis ends a tenth of its examples with its simplest choices.
    members = [is_member(couple) for couple in seen]
    assert sum(members) >= 0.85 * len(seen)
    assert all(couple.batch == 1 for couple in seen)


def test_a_draw_is_expanded_to_as_many_as_claims_have():
    assert PROFILES["quick"].batch == BATCH


def test_a_batch_must_have_a_member():
    with pytest.raises(ValueError, match="batch must be >= 1 or None, got 0"):
        couples.instances(0)


def test_without_a_condition_everything_is_simplest():
    assert minimal(couples.instances()) == (
        "Couple.of(n=1, columns=1, first_columns=0, steps=5, x=[0.0], y=[0.0], scale=1.0, units=[[1.0]])"
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (lambda c: c.x.abs().max() > 1.5, "n=1, columns=1, first_columns=0, steps=5, x=[2.0]|x=[-2.0]"),
        (lambda c: c.n == 3, "x=[0.0, 0.0, 0.0]"),
        (lambda c: float(c.scale) < 0.5, "scale=0.1|scale=0.4|scale=0.3|scale=0.2"),
        (lambda c: float(c.units[0, -1].min()) < 0, "units=[[-1.0]]|units=[[1.0, -1.0]]"),
    ],
)
def test_shrinking_ends_small(condition, found, seed):
    shown = minimal(couples.instances(), lambda c: bool(condition(c)), seed)
    assert any(part in shown for part in found.split("|")), shown
    assert "x=" in found or "x=[0.0" in shown, shown


def test_a_rare_failure_of_a_large_type_shrinks_to_a_small_shape():
    """Three fields matter here, and two tokens of the prompt: about one instance in 300 fails."""

    def fails(setting):
        z = setting.features[0]
        return setting.N >= 2 and bool(z[0, 0] > 1 and z[0, 1] < -0.5 and setting.noise_level < 0.1)

    found = find(any_setting.instances(), fails, settings=QUIET, random=random.Random(0))
    assert sum(found.sizes.values()) <= 11, found  # 9 at least; 28 at most
    numbers = np.concatenate([array.numpy().ravel() for array in found.raw.values()])
    assert np.mean(np.isin(numbers, [0, 1, -1, 2, -2])) > 0.7, found
    assert all(float(f"{x:.0e}") == x for x in numbers), found


@pytest.mark.parametrize("kind", ["real", "positive", "probability", "unit_columns"])
def test_every_simplification_is_a_number_of_its_kind(kind):
    values = np.array([[[0.123456, 0.9999], [0.5, 1e-9]]])
    for simplifier in _ladder(kind):
        found = simplifier(values)
        assert found.shape == values.shape and np.isfinite(found).all()
        if kind in ("positive", "probability"):
            assert (found > 0).all()
        if kind == "probability":
            assert (found <= 1).all()


def test_fixed_fields_and_shapes_stay():
    held = replace(couples, fixed=("x",), shapes=lambda sizes: sizes["columns"] == 2)
    shown = find(held.instances(), lambda c: c.columns == 2, settings=QUIET, random=random.Random(0))
    assert shown.columns == 2 and not set(shown.raw["x"].flatten().tolist()) & {0.0, 1.0, -1.0}
    assert (shown.raw["y"] == 0).all()


def test_what_a_test_does_to_an_instance_stays_with_it():
    """Expanded batches are kept while one draw is asked for again and again."""
    first = []

    @settings(QUIET, max_examples=30, phases=[Phase.generate])
    @given(couples.instances())
    def overwrite(couple):
        assert not (couple.raw["y"] == 77).any()
        couple.raw["y"].fill_(77)
        first.append(couple)

    overwrite()
    overwrite()
    assert len(first) >= 50


@given(any_setting.instances())
@settings(max_examples=30)
def test_the_repr_rebuilds_the_instance(setting):
    again = eval(repr(setting), {"Setting": Setting})
    assert again.sizes == setting.sizes
    assert all(torch.equal(again.raw[name], setting.raw[name]) for name in setting.fields)


def test_the_repr_of_a_batch_is_short_and_of_a_kept_rational_exact_enough():
    batch = couples.expand(couples.examples(0, 1)[0], 3, "cpu")
    assert repr(batch).startswith("<Couple: a batch of 3, n=")
    with pytest.raises(ValueError, match="fields must be exactly"):
        Couple.of(n=1, columns=1, first_columns=0, steps=1, x=[1.0])


def test_a_failure_prints_code_and_is_kept_in_the_database():
    database, tried = InMemoryExampleDatabase(), []

    @settings(database=database, max_examples=200, deadline=None, derandomize=False)
    @given(couples.instances())
    def fails(couple):
        tried.append(couple)
        assert float(couple.x.abs().max()) <= 2

    with pytest.raises(AssertionError) as caught:
        fails()
    said = "".join(caught.value.__notes__)
    assert "Couple.of(" in said and len(re.findall(r"x=\[-?\d(?:\.\d\d?)?\]", said)) == 1, said
    tried.clear()
    with pytest.raises(AssertionError):
        fails()
    assert repr(tried[0]) in said, "the kept example comes first"


def test_a_kept_counterexample_is_an_example():
    seen = []

    @example(kept_instance(KEPT))
    @settings(max_examples=1, database=None, phases=[Phase.explicit])
    @given(any_setting.instances())
    def looks(setting):
        seen.append(setting)

    looks()
    (kept,) = seen
    assert type(kept) is Parameters and kept.sizes == {"d": 1, "K": 2, "N": 1, "m": 1, "H": 1}


def test_target_climbs():
    best = []

    @settings(QUIET, max_examples=300, phases=[Phase.generate, Phase.target])
    @given(couples.instances())
    def climbs(couple):
        best.append(float(couple.scale))
        target(best[-1])
        event(f"n = {couple.n}")

    climbs()
    assert len(best) >= 250


def test_find_says_when_there_is_none():
    with pytest.raises(NoSuchExample):
        find(couples.instances(), lambda c: c.n > 99, settings=settings(QUIET, max_examples=50))


def test_a_state_machine_draws_instances():
    class Machine(RuleBasedStateMachine):
        @rule(couple=couples.instances(), times=st.integers(1, 3))
        def look(self, couple, times):
            assert couple.batch == 1

    run_state_machine_as_test(Machine, settings=settings(max_examples=10, database=None, deadline=None))


@pytest.mark.parametrize("population", [couples, any_setting], ids=lambda p: p.name)
def test_health_checks_are_content(population):
    @settings(max_examples=50, database=None, suppress_health_check=[])
    @given(population.instances())
    def looks(instance):
        assert isinstance(instance, Instance)

    looks()


PLAIN = """
from hypothesis import given, settings
from icl_verify.tests.tiny import couples

@given(couples.instances())
@settings(max_examples=20, database=None)
def test_holds(couple):
    assert couple.batch == 1

@given(couples.instances())
@settings(database=None)
def test_fails(couple):
    assert couple.n < 3
"""


def test_under_xdist_and_a_profile_tests_run_as_any_others(tmp_path):
    (tmp_path / "test_plain.py").write_text(PLAIN)
    done = plain_pytest(tmp_path, "-q", "-n", "2", "--hypothesis-profile", "quick")
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "Couple.of(" in done.stdout and "x=[0.0, 0.0, 0.0]" in done.stdout

"""What a card would refuse, or wait for, without a card: torch's meta device has shapes and no numbers.

It refuses tensors of two devices, and whatever asks the host for a number. Its refusals of what the library
asks at the end, when all is computed, show that the way there is free of both.
"""

import pytest
import torch

from icl_verify.hunt.objective import LogRatios
from icl_verify.numerics.namespace import namespace
from icl_verify.statement.fields import Instance
from icl_verify.statement.relation import at_most, equal, positive
from icl_verify.yang2024.descent import descend as module
from icl_verify.yang2024.descent.descend import descend
from icl_verify.yang2024.populations.setting import trained_printed_rates

ASKED = (NotImplementedError, "Cannot copy out of meta tensor")  # what was computed is copied to the host
X = torch.empty(3, 2, dtype=torch.float64, device="meta")
ONE = torch.tensor(1.0, dtype=torch.float64)


@pytest.mark.parametrize(
    "relation",
    [at_most(X, ONE), at_most(ONE, X), equal(X, ONE), equal(X, X, ONE), positive(X, ONE)],
    ids=["constant right", "constant left", "equal", "scale", "positive"],
)
def test_a_constant_side_meets_one_on_another_device(relation):
    with pytest.raises(ASKED[0], match=ASKED[1]):
        relation.judge_float64()


@pytest.mark.parametrize("sides", [(X, ONE), (ONE, X), (X, X)])
def test_a_constant_side_is_climbed_on_another_device(sides):
    with pytest.raises(ASKED[0], match=ASKED[1]):
        LogRatios(at_most(*sides))


def test_a_constant_is_broadcast_to_where_it_is_needed():
    xp = namespace(X)
    assert (X * xp.broadcast_to(xp.const(1, 3), (3, 2))).device.type == "meta"


@pytest.fixture
def training(monkeypatch):
    """A training without numbers, and its rates."""
    monkeypatch.setattr(Instance, "_check", lambda *_: None)
    drawn = trained_printed_rates.expand(trained_printed_rates.examples(0, 1)[0], 2, "cpu")
    there = type(drawn)(drawn.sizes, {name: array.to("meta") for name, array in drawn.raw.items()})
    return there, torch.empty(2, dtype=torch.float64, device="meta")


def test_the_loop_asks_the_host_for_nothing(training, monkeypatch):
    setting, rate = training
    monkeypatch.setattr(module, "_outcomes", lambda *_: ((), ()))
    path = module._descend_by_loop(setting, rate, rate, 3, (0, 3), True)
    assert path.excess.shape == (2, 4) and path.excess.device.type == "meta"


def test_a_question_in_the_loop_is_seen(training, monkeypatch):
    setting, rate = training
    gradients = module.gradients
    monkeypatch.setattr(module, "gradients", lambda *given: (given[-1].max().item(), gradients(*given))[1])
    with pytest.raises(RuntimeError, match=r"item\(\) cannot be called on meta"):
        module._descend_by_loop(setting, rate, rate, 3, (0, 3), True)


def test_rates_are_looked_at_before_the_loop_and_outcomes_after_it(training):
    setting, rate = training
    with pytest.raises(ASKED[0], match=ASKED[1]):
        descend(setting, rate, rate, 3)

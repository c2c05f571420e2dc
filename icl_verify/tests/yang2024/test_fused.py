"""The fused descent in balls: every ball meets the loop's, and none is wider than it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from icl_verify.numerics import balls
from icl_verify.numerics.balls import BallArray
from icl_verify.yang2024.descent import fused
from icl_verify.yang2024.descent.descend import descend
from icl_verify.yang2024.setting.departures import WarmTraining
from icl_verify.yang2024.setting.instance import Setting

PARTS = ("excess", "decrease", "squared_gradient", "queries", "drift", "weights")
WIDER = 2  # how many times as wide as the loop's a ball may be: a sum in another order rounds otherwise
SHAPES = [
    {"N": 1, "K": 2, "d": 2, "m": 1, "H": 1},
    {"N": 1, "K": 3, "d": 6, "m": 4, "H": 2},
    {"N": 2, "K": 6, "d": 5, "m": 5, "H": 7},
    {"N": 4, "K": 8, "d": 3, "m": 1, "H": 6},
]


def drawn(shape, size=1.0, kind=Setting, **more):
    generator = torch.Generator().manual_seed(3)
    normal = lambda *sizes: torch.randn(1, *sizes, generator=generator, dtype=torch.float64)  # noqa: E731
    raw = {
        "tokens": normal(shape["d"], shape["K"]),
        "features": normal(shape["m"], shape["K"]),
        "noise_level": torch.tensor([0.3], dtype=torch.float64),
        "queries": size * normal(shape["H"], shape["d"], shape["d"]),
    }
    return kind({**shape, **more.pop("sizes", {})}, raw | more)


def both(setting, steps=4, bits=128, **options):
    """The trajectory by the loop and fused, of an instance in balls."""
    with balls.precision(bits):
        exact = setting.exact(0).balls()
        rates = exact.xp.array([1]) / 3, exact.xp.array([1]) / 7
        loop = descend(exact, *rates, steps, engine="torch", **options)
        return loop, descend(exact, *rates, steps, **options)


def assert_same(loop, quick):
    for part in PARTS:
        ours, theirs = getattr(quick, part), getattr(loop, part)
        assert isinstance(ours, BallArray) and ours.shape == theirs.shape, part
        assert balls.is_finite(ours).all() and balls.overlaps(ours, theirs).all(), part
        assert (balls.radius(ours) <= WIDER * balls.radius(theirs)).all(), part


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_steps_are_those_of_the_loop(shape):
    loop, quick = both(drawn(shape))
    assert_same(loop, quick)
    assert quick.times == loop.times and balls.to_floats(quick.decrease).shape == (1, 4)


def test_bits_decide_how_wide_the_balls_are():
    """At 300 bits the two leave no room for another formula."""
    loop, quick = both(drawn(SHAPES[2]), bits=300)
    assert_same(loop, quick)
    assert max(balls.radius(getattr(quick, part)).max() for part in PARTS) < 1e-80


def test_curves_may_be_left_to_the_recorded_steps():
    loop, quick = both(drawn(SHAPES[1]), steps=7, times=(3,), curves=False)
    assert_same(loop, quick)
    assert quick.excess.shape == (1, 3) and quick.decrease.shape == (1, 2)


def test_a_training_may_start_from_values_other_than_zero():
    shape = SHAPES[2]
    sizes = {axis: shape.get(axis, 2) for axis in WarmTraining.axes}
    left = {name: field for name, field in WarmTraining.fields.items() if name not in Setting.fields}
    more = {name: third(*(sizes[axis] for axis in field.axes)) for name, field in left.items()}
    more["initial_weights"] *= torch.linspace(-1, 1, shape["K"], dtype=torch.float64)
    loop, quick = both(drawn(shape, kind=WarmTraining, sizes=sizes, **more))
    assert_same(loop, quick)
    assert np.allclose(balls.to_floats(quick.weights)[0, 0], more["initial_weights"][0].numpy())


def third(*sizes):
    return torch.full((1, *sizes), 1 / 3, dtype=torch.float64)


def test_equal_logits_share_their_attention_exactly():
    """Where no query tells tokens apart the attention is 1/N exactly, and the first loss has no radius."""
    setting = drawn({"N": 2, "K": 3, "d": 2, "m": 2, "H": 2}, size=0.0)
    loop, quick = both(setting, steps=1)
    assert_same(loop, quick)
    assert (balls.radius(quick.weights) <= balls.radius(loop.weights)).all()


def test_huge_logits_are_shifted_before_they_overflow():
    loop, quick = both(drawn(SHAPES[2], size=1e18), steps=1)
    assert_same(loop, quick)


def test_another_formula_is_told_from_the_loop(monkeypatch):
    whole = fused._Fixed.decrease
    monkeypatch.setattr(fused._Fixed, "decrease", lambda *given: whole(*given) * (1 + whole(*given) / 10**20))
    with pytest.raises(AssertionError):
        assert_same(*both(drawn(SHAPES[2])))

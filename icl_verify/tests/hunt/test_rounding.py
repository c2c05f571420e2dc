"""What float64 claims by rounding is climbed, and never believed."""

from __future__ import annotations

import dataclasses

import pytest

from icl_verify.hunt.course import hunt_claim
from icl_verify.statement.relation import at_most
from icl_verify.tests.hunt.cases import scales
from icl_verify.tests.tiny import FAST, made
from icl_verify.trial.course import try_claim


def cancelling(scales):
    """True (1 + s - 1 = s), and garbage in float64 for small s"""
    xp = scales.xp
    one = xp.ones((scales.batch,))
    return at_most(scales.small / 2, (one * 10**12 + scales.small) - one * 10**12)


def noisy_cancelling(scales):
    """True with tightness 1/5, and rounding noise wherever the scales are far apart"""
    xp = scales.xp
    far = 10**8 * scales.large
    return at_most(xp.abs((far + scales.small) - far), 5 * scales.small)


@pytest.mark.parametrize(("function", "truth"), [(cancelling, 0.5), (noisy_cancelling, 0.2)])
def test_rounding_is_climbed_but_never_believed(function, truth):
    tried = made(function, f"tiny.{function.__name__}", population=scales)
    found = hunt_claim(tried, steps=200)
    assert found.rounding > 0, "float64 claimed more than balls confirm"
    assert found.broken is None and found.best == pytest.approx(truth)
    assert try_claim(tried, dataclasses.replace(FAST, hunt=60), seed=1).verdict == "holds"


def true_controls():
    """Equality cases and limits: every one true, and every one touched by float64's rounding."""

    def triangle(couple):
        xp = couple.xp
        return at_most(xp.norm(couple.x + couple.y), xp.norm(couple.x) + xp.norm(couple.y))

    def same_twice(couple):
        xp = couple.xp
        return at_most(xp.sum((couple.x / 3) ** 2, axis=-1) * 9, xp.sum(couple.x**2, axis=-1))

    def softplus(couple):
        xp = couple.xp
        return at_most(xp.log1p(xp.exp(-couple.scale)), xp.exp(-couple.scale))

    def unit(couple):
        xp = couple.xp
        return at_most(xp.sum(couple.units**2, axis=-2), xp.ones((couple.batch, couple.columns)))

    def two_means(couple):
        xp, x = couple.xp, couple.x
        return at_most(xp.sum(xp.abs(x), axis=-1) ** 2, couple.n * xp.sum(x**2, axis=-1))

    return [triangle, same_twice, softplus, unit, two_means]


@pytest.mark.parametrize("function", true_controls(), ids=lambda f: f.__name__)
def test_no_true_control_is_refuted(function):
    tried = made(function, f"control.{function.__name__}", form="control")
    found = try_claim(tried, dataclasses.replace(FAST, hunt=80), seed=3)
    assert found.verdict == "holds", found.error
    assert found.hunt.broken is None and found.hunt.best <= 1 + 1e-9

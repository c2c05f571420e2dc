"""The e-value against a chance: exact, and no more false alarms than allowed."""

import math
from fractions import Fraction

import numpy as np
import pytest

from icl_verify.judge.e_value import DECISIVE, Count, combined_log_e_value, interval, log_e_value, total


def exact_e_value(successes: int, samples: int, p: Fraction) -> Fraction:
    """The mixture, integrated term by term in rationals."""
    failures = samples - successes
    integral = sum(
        (-1) ** j * math.comb(failures, j) * p ** (successes + j + 1) / (successes + j + 1)
        for j in range(failures + 1)
    )
    return Fraction(integral) / p / (p**successes * (1 - p) ** failures)


@pytest.mark.parametrize("samples", [1, 5, 24])
@pytest.mark.parametrize("p", [Fraction(1, 2), Fraction(1, 100), Fraction(99, 100)])
def test_it_is_the_mixture(samples, p):
    for successes in range(samples + 1):
        exact = float(exact_e_value(successes, samples, p))
        assert math.exp(log_e_value(Count(successes, samples), float(p))) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("p", [Fraction(1, 3), Fraction(9, 10)])
def test_one_more_event_never_raises_its_mean_under_the_claim(p):
    """The supermartingale property, exactly, at every chance that the claim allows."""
    for samples in range(12):
        for successes in range(samples + 1):
            now = exact_e_value(successes, samples, p)
            for chance in (p, (p + 1) / 2, Fraction(1)):
                after = chance * exact_e_value(successes + 1, samples + 1, p)
                after += (1 - chance) * exact_e_value(successes, samples + 1, p)
                assert after <= now


def test_the_ends_are_defined():
    assert log_e_value(Count(0, 1000), 0) == 0
    assert log_e_value(Count(999, 1000), 1) == math.inf
    assert log_e_value(Count(1000, 1000), 1) < 0
    assert log_e_value(Count(), 0.5) == 0
    for bad in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match=r"chance must be in \[0, 1\]"):
            log_e_value(Count(1, 2), bad)
    with pytest.raises(ValueError, match="successes must be between"):
        log_e_value(Count(3, 2), 0.5)


def test_looking_at_every_sample_raises_no_false_alarm():
    """At level 1% and 2,000 looks a fixed test would cry wolf in about 15% of runs; here 1% is a bound."""
    rng, runs, looks, p = np.random.default_rng(0), 400, 2000, 0.5
    seen = np.cumsum(rng.random((runs, looks)) < p, axis=1)
    alarms = sum(
        any(log_e_value(Count(int(row[n - 1]), n), p) >= math.log(100) for n in range(10, looks + 1, 10))
        for row in seen
    )
    assert alarms <= 0.02 * runs


def test_what_is_false_is_refuted():
    rng = np.random.default_rng(1)
    seen = np.cumsum(rng.random(200_000) < 0.49)
    needed = next(
        n
        for n in range(1000, 200_001, 1000)
        if log_e_value(Count(int(seen[n - 1]), n), 0.5) > math.log(DECISIVE)
    )
    assert needed < 200_000


def shape(n):
    return (("n", n),)


def test_a_statement_for_every_shape_fails_at_one_of_them():
    fine = {shape(n): [Count(10, 10)] * 10 for n in range(6)}
    assert combined_log_e_value(fine, 0.9) < 0
    together = log_e_value(Count(605, 700), 0.8)
    apart = combined_log_e_value({**fine, shape(7): [Count(1, 10)] * 10}, 0.8)
    assert together < math.log(DECISIVE) < apart
    assert combined_log_e_value({}, 0.8) == 0


def test_a_statement_for_every_instance_fails_at_some_of_them():
    some = {shape(1): [Count(200, 200), Count(0, 200)] * 4}
    assert log_e_value(total(some), 0.5) < 0
    assert combined_log_e_value(some, 0.5) > math.log(DECISIVE)


def test_a_little_at_every_shape_is_seen_together():
    little = {shape(n): [Count(2400, 2450)] for n in range(60)}
    assert max(log_e_value(c, 0.99) for (c,) in little.values()) < math.log(DECISIVE)
    assert combined_log_e_value(little, 0.99) > math.log(DECISIVE)


def test_of_several_shapes_the_mean_under_the_claim_is_at_most_one():
    """Over all outcomes of two shapes, each weighted exactly: an e-value."""
    p, n = 0.7, 6
    weight = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    mean = 0.0
    for a in range(n + 1):
        for b in range(n + 1):
            events = {shape(1): [Count(a, n)], shape(2): [Count(b, n)]}
            mean += weight[a] * weight[b] * math.exp(combined_log_e_value(events, p))
    assert mean == pytest.approx(1, rel=1e-9)


def test_the_interval_is_that_of_clopper_and_pearson():
    assert interval(Count(0, 10)) == pytest.approx((0, 1 - 0.025 ** (1 / 10)))
    low, high = interval(Count(81, 263))
    assert (round(low, 4), round(high, 4)) == (0.2527, 0.3676)

"""Suprema known in closed form are reached, and bounds just below them fall."""

from __future__ import annotations

from fractions import Fraction

import pytest

from icl_verify.hunt.course import hunt_claim
from icl_verify.judge.settle import settle
from icl_verify.judge.tightness import certify_tightness
from icl_verify.statement.claim import claim
from icl_verify.statement.relation import at_most
from icl_verify.tests.hunt.cases import normal_fields, one_shape
from icl_verify.tests.tiny import Couple, cauchy_schwarz, couples
from icl_verify.yang2024.populations.elementary import logit_pairs, vectors
from icl_verify.yang2024.populations.setting import any_setting
from icl_verify.yang2024.setting.elementary import LogitPair, Vectors
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.transformer import attention_of
from icl_verify.yang2024.theory.constants import attention_factor, label_scale


def softmax_moves(pair):
    """The softmax is 2-Lipschitz"""
    xp = pair.xp
    moved = xp.softmax(pair.first, axis=-1) - xp.softmax(pair.second, axis=-1)
    return at_most(xp.sum(xp.abs(moved), axis=-1), 2 * xp.amax(xp.abs(pair.first - pair.second), axis=-1))


def squared_sum(instance):
    """Lemma 3"""
    xp, x = instance.xp, instance.vectors
    total = xp.sum(xp.sum(x, axis=-1) ** 2, axis=-1)
    return at_most(total, instance.length * xp.sum(x**2, axis=(-2, -1)))


def attention_columns(setting):
    """(52)"""
    factor = attention_factor(setting, attention_of(setting))
    return at_most(setting.xp.norm(factor, axis=-2), label_scale(setting)[:, None, None])


KNOWN = [
    ("softmax", softmax_moves, logit_pairs, 0.5),
    ("softmax_two", softmax_moves, one_shape(LogitPair, {"n": 9}, normal_fields(LogitPair)), 0.5),
    ("squared_sum", squared_sum, vectors, 1.0),
    (
        "squared_sum_of_seven",
        squared_sum,
        one_shape(Vectors, {"n": 5, "length": 7}, normal_fields(Vectors)),
        1.0,
    ),
    ("attention_columns", attention_columns, any_setting, 1.0),
    (
        "attention_columns_of_four",
        attention_columns,
        one_shape(Setting, {"d": 3, "K": 6, "N": 4, "m": 3, "H": 2}, normal_fields(Setting)),
        1.0,
    ),
    ("cauchy_schwarz", cauchy_schwarz, couples, 1.0),
    (
        "cauchy_schwarz_in_nine",
        cauchy_schwarz,
        one_shape(Couple, {"n": 9, "columns": 2, "first_columns": 1, "steps": 2}, normal_fields(Couple)),
        1.0,
    ),
]


@pytest.mark.parametrize(("name", "function", "population", "supremum"), KNOWN, ids=[k[0] for k in KNOWN])
def test_known_suprema_are_approached_within_a_percent(name, function, population, supremum):
    tried = claim(f"known.{name}", population=population, statement="")(function)
    found = hunt_claim(tried, steps=160)
    assert found.broken is None, "the statement is true"
    assert 0.99 * supremum <= found.best <= supremum * (1 + 1e-9)
    again = certify_tightness(tried, found.exact)
    assert again.tightness == found.best, "the best is the balls' value of the kept instance"


@pytest.mark.parametrize(
    ("name", "function", "population", "supremum"), KNOWN[::2], ids=[k[0] for k in KNOWN[::2]]
)
def test_a_bound_just_below_its_supremum_is_refuted(name, function, population, supremum):
    tried = claim(f"lowered.{name}", population=population, statement="")(function)
    lowered = tried.lowered(Fraction(985, 1000) * Fraction(supremum), known=Fraction(supremum))
    found = hunt_claim(lowered, steps=400)
    assert found.stopped == "refuted" and found.broken is not None
    assert settle(lowered, found.broken.exact).outcome == "broken"

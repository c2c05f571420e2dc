"""Proposition 1 holds almost surely over its queries: no single choice of them refutes it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from icl_verify import collect, settle
from icl_verify.numerics import balls
from icl_verify.statement.relation import full_rank
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.transformer import attention_of
from icl_verify.yang2024.theory.constants import attention_factor

PROPERTIES = Path(__file__).parents[3] / "properties"


@pytest.fixture(scope="module")
def claims():
    return {claim.id: claim for claim in collect(PROPERTIES)}


@pytest.fixture
def setting():
    """Two of three tokens in the plane, features 0, noise 1, and queries 0."""
    raw = {
        "tokens": [[[1, 0, -1], [0, 1, 0]]], "features": [[[0, 0, 0]]], "noise_level": [1],
        "queries": [[[[0, 0], [0, 0]], [[0, 0], [0, 0]]]],
    }  # fmt: skip
    tensors = {name: torch.tensor(value, dtype=torch.float64) for name, value in raw.items()}
    return Setting({"N": 2, "K": 3, "m": 1, "d": 2, "H": 2}, tensors).exact(0)


def test_attention_that_is_nearly_one_hot_still_has_full_rank(claims, setting):
    """Entries of exp(-30000): a Gram matrix straddles 0 at the last precision; a minor decides it later."""
    diagonals = [[[10**4, 0], [0, 2 * 10**4]], [[3 * 10**4, 0], [0, 4 * 10**4]]]
    sharp = setting.replace("queries", np.array(diagonals, dtype=object) + Fraction(0))
    assert settle(claims["prop1.full_rank"], sharp).outcome == "undecided"
    with balls.precision(2**17):
        instance = sharp.balls()
        assert full_rank(attention_factor(instance, attention_of(instance))).judge_balls().outcome == "proved"


def test_queries_of_measure_zero_refute_what_holds_whatever_they_are_and_no_more(claims, setting):
    assert settle(claims["prop1.full_rank"], setting).outcome == "undecided"
    assert settle(claims["prop1.full_rank.without_gaussian"], setting).outcome == "broken"


def test_the_conjecture_says_that_there_are_enough_heads(claims, setting):
    names = [a.name for a in claims["conj.distinct_tokens"].assumes]
    assert "enough_heads" in names
    one_head = setting.drop("H", 1)
    assert settle(claims["conj.distinct_tokens"], one_head).outcome == "inapplicable"
    assert settle(claims["conj.distinct_tokens.mutant_one_head_missing"], one_head).outcome == "broken"

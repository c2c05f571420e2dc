"""Hypothesis chooses where a hunt starts, aiming at the tightness."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from icl_verify.hunt.sources import aimed
from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.population import Draw, Population
from icl_verify.statement.relation import at_most
from icl_verify.tests.hunt.cases import normal_fields
from icl_verify.tests.tiny import made


class Sized(Instance):
    """A positive number of some size."""

    n = Axis()
    start = Field(kind="positive", decades=(-1.0, 1.0))


def one_size(sized):
    """1 / (1 + |n - 617|) is at most 2: tight at one size alone"""
    level = 1 / (1 + abs(sized.n - 617)) if isinstance(sized.start, torch.Tensor) else sized.xp.const(1, 2)
    return at_most(level * sized.xp.ones((sized.batch,)), 2 * sized.xp.ones((sized.batch,)))


def test_hypothesis_aims_at_the_one_tight_shape():
    draws = st.tuples(st.integers(1, 100_000), st.integers(0, 2**16)).map(
        lambda d: Draw({"n": d[0]}, {}, d[1])
    )
    population = Population("sizes_up_to_1e5", "", draws, normal_fields(Sized))
    found = aimed(made(one_size, "tiny.one_size", population=population), 3, 300, "cpu")
    assert max(found, key=lambda f: f[0])[1].sizes["n"] == 617

"""Fields over which a statement holds almost surely: drawn again by their law, the rest untouched."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from icl_verify.judge.settle import settle
from icl_verify.statement.claim import assumption
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import at_most, positive
from icl_verify.tests.tiny import couples, expand, made
from icl_verify.trial.evidence import counterexample


def a_couple(n=2, **numbers):
    exact = expand(Draw({"n": n, "columns": 1, "first_columns": 0, "steps": 1}, {}, 0), 1, "cpu").exact(0)
    for name, value in numbers.items():
        exact = exact.replace(name, np.array([Fraction(v) for v in value], dtype=object))
    return exact


def never_at_zero(couple):
    """x is not 0, which holds almost surely"""
    return positive(couple.xp.sum(couple.x**2, axis=-1))


def test_only_the_fields_named_are_drawn_again_and_the_seed_decides():
    exact = a_couple(x=[0, 0])
    fresh = [couples.redrawn(exact, ("x",), seed) for seed in (0, 0, 1)]
    assert fresh[0] == fresh[1] != fresh[2] and fresh[0].sizes == exact.sizes
    assert all(x != 0 for x in fresh[0].values["x"]) and (fresh[0].values["y"] == exact.values["y"]).all()


def test_a_block_is_cut_out_where_nothing_can_be_drawn_at_the_sizes():
    def large_alone(draw, batch, device):
        if not 2 <= draw.sizes["n"] <= 4:
            raise ValueError("n must be from 2 to 4")
        return expand(draw, batch, device)

    law = replace(couples, expand=large_alone)
    assert law.redrawn(a_couple(n=1, x=[0]), ("x",), 0).values["x"].shape == (1,)
    with pytest.raises(ValueError, match="must let couples draw x"):
        law.redrawn(a_couple(n=9), ("x",), 0)


def test_an_instance_of_measure_zero_refutes_nothing_that_holds_almost_surely():
    zero = a_couple(x=[0, 0])
    assert settle(made(never_at_zero), zero).outcome == "broken"
    assert settle(made(never_at_zero, almost_surely=("x",)), zero).outcome == "undecided"


def test_what_fails_whatever_is_drawn_is_refuted_though_it_should_hold_almost_surely():
    def never(couple):
        return positive(-couple.scale - couple.xp.norm(couple.x))

    assert settle(made(never, almost_surely=("x",)), a_couple()).outcome == "broken"


def test_a_counterexample_outside_its_population_says_so():
    """Drawn with at least two entries, made small to one: the statement did not ask for two."""
    long = assumption("long", "n >= 2")(lambda c: at_most(2 + 0 * c.scale, c.n + 0 * c.scale))
    law = replace(couples, ensures=(long,))

    def kept(n, *assumes):
        claim = made(lambda c: at_most(2 * c.scale, c.scale), population=law, assumes=assumes)
        return counterexample(claim, a_couple(n), settle(claim, a_couple(n)), "smallest").outside

    assert (kept(1), kept(2), kept(1, long)) == (("n >= 2",), (), ())

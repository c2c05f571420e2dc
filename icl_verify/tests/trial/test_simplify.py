"""What counts as simpler, which moves are tried, and that nothing unproved is taken."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import torch

from icl_verify.judge.settle import settle
from icl_verify.statement.claim import assumption
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import at_most, positive
from icl_verify.tests.tiny import couples, expand, made
from icl_verify.trial import simplify as simplifying
from icl_verify.trial.simplify import cost, prove_suspect, round_to, round_to_bits, simplify


def a_couple(n=2, columns=1, steps=5, **numbers):
    sizes = {"n": n, "columns": columns, "first_columns": columns - 1, "steps": steps}
    exact = expand(Draw(sizes, {}, 0), 1, "cpu").exact(0)
    for name, value in numbers.items():
        exact = exact.replace(name, np.array([Fraction(v) for v in value], dtype=object))
    return exact


def never(couple):
    """Broken everywhere."""
    return at_most(1 + 0 * couple.scale, 0 * couple.scale)


def digits(text):
    return simplifying._digits(Fraction(text))


@pytest.mark.parametrize(
    ("number", "count"),
    [
        ("0", 0),
        ("7", 1),
        ("-7", 2),
        ("100", 1),
        ("120", 2),
        ("1/3", 2),
        ("-1/3", 3),
        ("1/10", 3),
        ("0.25", 2),
    ],
)
def test_digits_are_those_that_are_written(number, count):
    assert digits(number) == count


def test_sizes_come_before_digits():
    assert cost(a_couple(n=1, x=[12345], y=[1])) < cost(a_couple(n=2, x=[1, 1], y=[1, 1]))
    assert cost(a_couple(n=1, steps=4)) < cost(a_couple(n=1, steps=5))
    assert cost(a_couple(n=1, x=[1], y=[1])) < cost(a_couple(n=1, x=[12], y=[1]))


@pytest.mark.parametrize(
    ("number", "kept", "rounded"),
    [
        ("0", 1, "0"),
        ("1234", 2, "1200"),
        ("-1234", 3, "-1230"),
        ("0.0456", 1, "0.05"),
        ("10", 1, "10"),
        ("1", 1, "1"),
        ("9.99", 1, "10"),
        ("1/3", 2, "0.33"),
    ],
)
def test_rounding_keeps_significant_digits_exactly(number, kept, rounded):
    assert round_to(Fraction(number), kept) == Fraction(rounded)


@pytest.mark.parametrize("number", ["347.21", "-347.21", "0.0471"])
def test_simpler_numbers_are_simpler_and_the_simplest_comes_first(number):
    x = Fraction(number)
    simpler = simplifying._simpler(x)
    counts = [digits(c) for c in simpler]
    assert counts == sorted(counts) and max(counts) < digits(number)
    assert simpler[0] == 0 and {Fraction(1), Fraction(-1), round_to(x, 1), round_to(x, 2)} <= set(simpler)
    assert simplifying._simpler(Fraction(0)) == []
    if abs(x) > 1:
        assert {Fraction(round(x)), (1 if x > 0 else -1) * Fraction(100)} <= set(simpler)


def test_everything_is_made_small_where_everything_breaks():
    exact = simplify(made(never), a_couple(n=4, columns=3, steps=700), 400)
    assert exact.sizes == {"n": 1, "columns": 1, "first_columns": 0, "steps": 1}
    # A positive number and a column that is not zero keep a digit each.
    assert cost(exact) == (3, 2, 2)


def test_a_prefix_is_shortened_where_its_axis_must_stay():
    wide = replace(couples, shapes=lambda sizes: sizes["columns"] == 3)
    exact = simplify(made(never, population=wide), a_couple(n=1, columns=3), 400)
    assert (exact.sizes["columns"], exact.sizes["first_columns"]) == (3, 0)


def test_many_steps_are_halved_rather_than_counted_down():
    late = made(lambda c: at_most((c.steps - 500) + 0 * c.scale, 0 * c.scale))
    exact = simplify(late, a_couple(n=1, steps=5000, x=[0], y=[0]), 60)
    assert exact.sizes["steps"] < 640


def test_a_move_is_tried_again_once_another_has_made_way():
    """In R^1 only x = 0 breaks: the second entry goes once the first is 0."""

    def one_or_zero(couple):
        return at_most(1 + 0 * couple.scale, couple.x[..., 0] ** 2 * int(couple.n == 1))

    exact = simplify(made(one_or_zero), a_couple(x=[5, 7], y=[0, 0]), 200)
    assert exact.sizes["n"] == 1 and exact.values["x"].tolist() == [0]


def test_a_break_that_takes_512_bits_is_made_small_too():
    def tiny(couple):
        xp = couple.xp
        noise = xp.exp(couple.scale) / xp.exp(couple.scale) - 1
        return at_most(xp.const(1, 2**300) + noise, 0 * couple.scale)

    assert simplify(made(tiny), a_couple(n=4), 60).sizes["n"] == 1


def test_a_break_that_float64_takes_for_a_tie_is_made_small_too():
    assert simplify(made(hairline), a_couple(n=4), 60).sizes["n"] == 1


@pytest.mark.parametrize("refusal", [ValueError, OverflowError])
def test_what_the_theory_refuses_is_not_taken(refusal):
    def refusing(couple):
        if isinstance(couple.y, torch.Tensor) and not bool((couple.y != 0).all()):
            raise refusal("y must not be 0")
        return never(couple)

    exact = simplify(made(refusing), a_couple(n=2, y=[55, 66]), 200)
    assert exact.values["y"].tolist() == [1] and exact.values["x"].tolist() == [0]


def test_a_field_is_made_simple_at_one_stroke():
    long = replace(couples, shapes=lambda sizes: sizes["n"] == 12)
    start = a_couple(n=12, steps=1)
    # x and y are 0 after one candidate each, the column and the number 1 after two.
    exact = simplify(made(never, population=long), start, 5)
    assert not exact.values["x"].any() and not exact.values["y"].any() and cost(exact) < (15, 14)


def hairline(couple):
    """Broken everywhere, by what float64 takes for a tie."""
    return at_most(1 + couple.xp.const(1, 2**40) + 0 * couple.scale, 1 + 0 * couple.scale)


def asked_of_balls(monkeypatch):
    """The list of the instances that the simplifier settles, as it grows."""
    asked = []
    monkeypatch.setattr(simplifying, "settle", lambda *a, **k: asked.append(a[1]) or settle(*a, **k))
    return asked


def test_no_more_is_tried_than_the_budget_allows(monkeypatch):
    asked = asked_of_balls(monkeypatch)
    start = a_couple(n=4, columns=3)
    assert simplify(made(hairline), start, 0) is start and not asked
    end = simplify(made(hairline), start, 3)
    assert len(asked) == 4 and asked[-1] is end  # three tries, and the end once more
    assert simplify(made(never), start, 3) == end


def test_of_a_clear_break_balls_are_asked_at_the_end_alone(monkeypatch):
    asked = asked_of_balls(monkeypatch)
    end = simplify(made(never), a_couple(n=4, columns=3), 400)
    assert asked == [end] and cost(end) == (3, 2, 2)


@pytest.mark.parametrize("trusted", ["break", "assumption"])
def test_what_float64_sees_clearly_and_wrongly_is_not_taken(trusted):
    """Float64 alone has an x below 2 for one above 4, or takes every y for one that the assumption allows."""

    def sides(couple):
        small = couple.x[..., 0]
        if isinstance(small, torch.Tensor) and trusted == "break":
            small = torch.where(small < 2, 10.0, small)
        return at_most(small, 4 + 0 * couple.scale)

    def allowed(couple):
        return positive(couple.y[..., 0] - 50 + (1000 if isinstance(couple.y, torch.Tensor) else 0))

    assumes = (assumption("allowed", "y > 50")(allowed),) if trusted == "assumption" else ()
    claim = made(sides, assumes=assumes)
    start = a_couple(n=2, x=["8.25", "3"], y=["60.5", "0.2"])
    end = simplify(claim, start, 200)
    assert settle(claim, end).outcome == "broken" and end.sizes["n"] == 1 and cost(end) < cost(start)


def test_candidates_seen_together_are_taken_in_their_order(monkeypatch):
    claim = made(lambda c: at_most(c.x[..., 0] + c.x[..., -1] ** 2, 1 + c.y[..., 0] ** 2))
    start = a_couple(n=3, x=["7.25", "3.5", "11.125"], y=["2.5", "0.2", "1.75"])
    together = simplify(claim, start, 60)
    monkeypatch.setattr(simplifying._Simplifier, "at_once", 1)
    assert simplify(claim, start, 60) == together


def test_candidates_that_float64_clears_cost_a_quarter():
    calls = []

    def clear(couple):
        calls.append(couple.batch)
        return at_most(couple.x[..., 0] ** 2, 1 + 2 * couple.x[..., 0] ** 2)

    start = a_couple(n=3, x=["1.2345", "2.3456", "3.4567"], y=["1.2345", "2.3456", "3.4567"])
    assert simplify(made(clear), start, 5) is start
    assert sum(calls) == 20


def test_a_candidate_is_taken_only_where_its_break_is_proved():
    """x > 1 breaks; assumed is y > 1, so that neither is made 0 or 1."""
    above = assumption("above", "1 < y")(lambda c: positive(c.y[..., 0] - 1))
    claim = made(lambda c: at_most(c.x[..., 0], 1 + 0 * c.scale), assumes=(above,))
    exact = simplify(claim, a_couple(x=["7.25", "3"], y=["6.5", "0.2"]), 200)
    assert exact.values["x"][0] > 1 and exact.values["y"][0] > 1
    assert settle(claim, exact).outcome == "broken" and exact.sizes["n"] == 1 and cost(exact)[1] <= 5


def test_of_numbers_with_as_many_digits_the_smaller_is_taken():
    """x > 1 breaks: 2, not the 900 that has a digit as well."""
    claim = made(lambda c: at_most(c.x[..., 0], 1 + 0 * c.scale))
    exact = simplify(claim, a_couple(n=1, x=[900], y=[0]), 200)
    assert [Fraction(x) for x in exact.values["x"].flat] == [2]
    assert cost(a_couple(n=1, x=[2], y=[0])) < cost(a_couple(n=1, x=[9], y=[0]))


def test_a_suspected_break_is_made_simple_until_balls_of_no_radius_prove_it():
    """s^2 - (sqrt(s))^4 = 0 is never positive; balls see it where the root of s is exact."""
    zero = made(lambda c: positive(c.scale**2 - c.xp.sqrt(c.scale) ** 4, c.scale**2))
    exact = a_couple(n=1).replace("scale", np.array(Fraction(83, 10), dtype=object))
    assert settle(zero, exact).outcome == "undecided"
    proved = prove_suspect(zero, exact, 80)
    assert proved is not None and settle(zero, proved).outcome == "broken"


def test_a_suspect_that_balls_never_prove_ends_in_nothing():
    """exp(-s) at s = 1000 and beyond is positive, and float64 has it for 0."""
    true = made(lambda c: positive(c.xp.exp(-(1000 + c.scale)), 1 + 0 * c.scale))
    assert prove_suspect(true, a_couple(n=1), 80) is None


@pytest.mark.parametrize(
    ("number", "bits", "rounded"),
    [("0", 3, "0"), ("3/10", 1, "1/4"), ("3/10", 4, "5/16"), ("-7", 2, "-8"), ("9", 3, "8"), ("1", 8, "1")],
)
def test_dyadic_rounding_keeps_significant_bits(number, bits, rounded):
    assert round_to_bits(Fraction(number), bits) == Fraction(rounded)


def test_fields_over_which_a_claim_holds_almost_surely_stay_as_drawn():
    exact = a_couple(n=3, columns=2)
    claim = made(never, almost_surely=("x",))
    simple = simplify(claim, exact, 400)
    assert set(simple.values["x"].flat) <= set(exact.values["x"].flat)
    assert set(simple.values["y"].flat) <= {0, 1}


@pytest.mark.parametrize("raised", [RuntimeError, IndexError, ValueError, ZeroDivisionError])
def test_a_candidate_on_which_the_claim_raises_is_rejected(raised):
    def broken_where_long(couple):
        if couple.steps < 3:
            raise raised("too short")
        return never(couple)

    assert simplify(made(broken_where_long), a_couple(n=1), 400).sizes["steps"] == 3


def test_a_population_whose_shapes_raise_rejects_the_candidates():
    def shapes(sizes):
        raise KeyError("length")

    exact = a_couple(n=2)
    assert simplify(made(never, population=replace(couples, shapes=shapes)), exact, 50) is exact


def test_running_out_of_time_is_no_rejection():
    def slow(couple):
        raise TimeoutError("the claim took longer")

    with pytest.raises(TimeoutError):
        simplify(made(slow), a_couple(n=2), 50)

"""Float64's judgement, number by number: worst entries, steps that look broken, margins, the undefined."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from icl_verify.statement.relation import at_least, at_most, equal, full_rank, positive

NAN, INF = float("nan"), float("inf")


def rows(*numbers):
    return torch.tensor(numbers, dtype=torch.float64)


def test_the_first_and_the_last_step_that_look_broken_are_found():
    """Two runs of four steps an instance: broken at 10 and worst at 20; nowhere; at 10 with a NaN at 30."""
    lhs = torch.full((3, 2, 4), 0.5, dtype=torch.float64)
    lhs[0, 1, 1], lhs[0, 0, 2] = 2, 3
    lhs[1, 0, 2] = 1
    lhs[2, 0, 1], lhs[2, 1, 3] = 2, NAN
    judged = at_most(lhs, torch.ones_like(lhs), times=(0, 10, 20, 30)).judge_float64()
    assert judged.first.tolist() == [10, -1, 10]
    assert judged.last.tolist() == [20, -1, 30]
    assert judged.time.tolist() == [20, 20, 30]
    assert judged.suspicious.all() and judged.broken.tolist() == [True, False, True]


def test_a_break_at_the_first_step_of_all_is_the_first():
    judged = at_most(rows([2, 0, 3]), rows([1, 1, 1]), times=(0, 1, 2)).judge_float64()
    assert (judged.first[0], judged.last[0], judged.time[0]) == (0, 2, 2)


def test_without_a_trajectory_there_are_no_steps():
    judged = at_most(rows([2, 3]), rows([1, 1])).judge_float64()
    assert (judged.first[0], judged.last[0], judged.time[0], judged.entry[0]) == (-1, -1, -1, 1)


def test_an_entry_that_is_not_resolved_is_neither_undefined_nor_worst_nor_a_step():
    mask = torch.tensor([[False, True, True, True]])
    for hidden in (NAN, 9.0):
        spared = at_most(rows([hidden, 0.5, 0.25, 0.1]), rows([1, 1, 1, 1]), resolved=mask, times=range(4))
        judged = spared.judge_float64()
        assert not (judged.undefined[0] or judged.suspicious[0] or judged.broken[0])
        assert (judged.tightness[0], judged.margin[0], judged.entry[0]) == (0.5, 0.5, 1)
        assert (judged.first[0], judged.last[0], judged.judged[0]) == (-1, -1, 0.75)


def test_the_steps_of_which_there_is_no_digit_are_told_by_member():
    """Two runs of three steps an instance."""
    lhs = torch.ones((3, 2, 3), dtype=torch.float64)
    lhs[0, 0, 1] = lhs[0, 1, 1] = lhs[0, 1, 2] = lhs[2, 0, 0] = 0
    judged = at_most(lhs, 2 * torch.ones_like(lhs), times=(0, 7, 20)).judge_float64()
    assert {row: steps.tolist() for row, steps in judged.blind_steps.items()} == {0: [7, 20], 2: [0]}
    assert judged.blind.tolist() == [True, False, True]
    assert at_most(lhs, 2 * torch.ones_like(lhs)).judge_float64().blind_steps == {}


@pytest.mark.parametrize(
    ("relation", "doubtful"),
    [
        (at_most(rows([1, 1]), rows([0, 1])), True),
        (at_most(rows([1, 3]), rows([0, 1])), False),
        (at_most(rows([INF, 1]), rows([1, 1])), True),
        (at_most(rows([1, 1]), rows([1, 1])), False),
        (positive(rows([0, 1])), True),
        (positive(rows([-1e-12, 1])), True),
        (positive(rows([-1e-6, 1])), False),
        (equal(rows([1, 1]), rows([1, 2])), False),
        (full_rank(rows([[1, 1], [0, 0]])), True),
    ],
)
def test_what_looks_broken_by_a_0_or_a_rounding_is_doubtful(relation, doubtful):
    assert relation.judge_float64().doubtful.tolist() == [doubtful]


def test_turning_a_relation_round_keeps_its_mask():
    spared = at_least(rows([1.0, 2.0]), rows([5.0, 1.0]), resolved=torch.tensor([[False, True]]))
    assert not spared.judge_float64().suspicious[0]


def test_margins_say_how_far_the_nearest_entry_is_from_failing():
    assert at_most(rows([1, 3]), rows([4, 4])).judge_float64().margin[0] == 0.25
    assert positive(rows([3, 1]), rows([4, 4])).judge_float64().margin[0] == 0.25
    assert positive(rows([3, -2]), rows([0, 0])).judge_float64().margin[0] == -2
    assert positive(rows([1e-300, 1]), rows([2, 2])).judge_float64().margin[0] == 5e-301


@pytest.mark.parametrize(
    ("lhs", "rhs", "tightness"),
    [(-2, -1, 0), (-1, -1, 1), (-0.5, -1, INF), (-2, 1, 0), (0, -1, INF)],
)
def test_sides_below_zero_are_compared_as_they_stand(lhs, rhs, tightness):
    judged = at_most(rows(lhs), rows(rhs)).judge_float64()
    assert (judged.tightness[0], judged.suspicious[0]) == (tightness, tightness >= 1)


@pytest.mark.parametrize(
    ("excess", "suspicious", "broken"),
    [(-1e-8, False, False), (-1e-10, True, False), (1e-10, True, False), (1e-8, True, True)],
)
def test_what_lies_within_nine_digits_of_equality_is_a_near_tie(excess, suspicious, broken):
    judged = at_most(rows(1 + excess), rows(1)).judge_float64()
    assert (judged.suspicious[0], judged.broken[0]) == (suspicious, broken)
    apart = equal(rows(1 + excess), rows(1)).judge_float64()
    assert apart.suspicious[0] == apart.broken[0] == (abs(excess) > 1e-9)


def test_one_suspicious_entry_is_enough():
    assert at_most(rows([1, 0.1]), rows([1, 1])).judge_float64().suspicious[0]


def test_only_an_upper_bound_that_is_infinite_is_true_and_empty():
    assert not at_most(rows(1), rows(INF)).judge_float64().undefined[0]
    for odd in (equal(rows(1), rows(INF)), at_most(rows(INF), rows(INF)), at_most(rows(1), rows(-INF))):
        judged = odd.judge_float64()
        assert judged.undefined[0] and judged.suspicious[0] and judged.broken[0]


def test_one_undefined_entry_makes_the_instance_undefined():
    judged = at_most(rows([1, NAN], [1, 1]), rows([2, 1], [2, 2])).judge_float64()
    assert judged.undefined.tolist() == [True, False]
    assert judged.tightness.tolist() == [INF, 0.5]


@pytest.mark.parametrize("sides", [([-4.0, 1.0], [1.0, 1.0]), ([1.0, 1.0], [-4.0, 1.0])])
def test_an_equality_is_measured_against_the_largest_entry_of_either_side(sides):
    assert equal(*(rows(side) for side in sides)).judge_float64().tightness[0] == 1.25


def test_a_difference_beside_no_scale_at_all_is_as_large_as_can_be():
    assert equal(rows(1.0), rows(0.0), rows(0.0)).judge_float64().tightness[0] > 1e200


@pytest.mark.parametrize("scale", [NAN, INF])
@pytest.mark.parametrize(
    "relation", [lambda s: equal(rows(1), rows(2), s), lambda s: positive(rows(1e-300), s)]
)
def test_against_a_scale_that_is_not_finite_nothing_is_compared(relation, scale):
    """Over an infinite scale every difference is 0, and beside a NaN every number looks large."""
    judged = relation(rows(scale)).judge_float64()
    assert judged.undefined[0] and judged.suspicious[0] and judged.broken[0]


def test_what_is_broken_is_suspicious_whatever_the_scale():
    assert positive(rows(-1e-10), rows(-1.0)).judge_float64().suspicious[0]


def test_the_smallest_number_that_must_be_positive_is_looked_at_first():
    judged = positive(rows([3, -1, 2], [3, 4, 2]), rows([4, 4, 4], [4, 4, 4])).judge_float64()
    assert judged.entry.tolist() == [1, 2]
    assert judged.tightness.tolist() == [1.25, 0.5]
    assert positive(rows([1, 0]), rows([1, 0])).judge_float64().tightness[0] == 1


def test_a_zero_is_not_positive_in_float64_either():
    judged = positive(rows(0.0), rows(1.0)).judge_float64()
    assert judged.broken[0] and np.isfinite(judged.tightness[0])


def test_the_batch_is_the_first_axis_of_both_sides():
    with pytest.raises(ValueError, match="batch as first axis"):
        at_most(torch.zeros(1, 2), torch.zeros(3, 2))
    with pytest.raises(ValueError, match="batch as first axis"):
        equal(torch.zeros(()), torch.zeros(()))
    assert at_most(torch.zeros(3, 2), torch.zeros(())).kind == "at_most"
    assert at_most(torch.zeros(3, 2), torch.zeros(3, 1)).kind == "at_most"


@pytest.mark.parametrize("other", [(2,), (3,), (3, 2, 1)])
def test_sides_with_unequal_numbers_of_axes_are_refused(other):
    """(3,) against (3, 1) would set the batch of one against the entries of the other."""
    for sides in ((torch.zeros(3, 2), torch.zeros(other)), (torch.zeros(other), torch.zeros(3, 1))):
        with pytest.raises(ValueError, match=r"as many axes|must broadcast"):
            at_most(*sides)

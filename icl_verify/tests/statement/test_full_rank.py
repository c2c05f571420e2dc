"""Full rank: proved by a minor, refuted by an exact rank, and otherwise open."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch

from icl_verify.numerics import balls
from icl_verify.statement.relation import full_rank


def outcome(rows, bits=128, scale=1):
    with balls.precision(bits):
        numbers = np.array([[[Fraction(x) for x in row] for row in rows]], dtype=object)
        return full_rank(balls.from_exact(numbers) * scale).judge_balls().outcome


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ([[1, 0, -1], [0, 1, 0]], "proved"),
        ([[1, 2], [2, 4]], "broken"),
        ([[1, 2], [0, 0]], "broken"),
        ([[1], [2]], "broken"),
        ([[0, 0, 3]], "proved"),
        ([["1/3", "1/7"], ["1/7", "1/3"]], "proved"),
        ([["1/3", "2/3"], ["1/5", "2/5"]], "undecided"),
    ],
)
def test_what_balls_know_of_a_rank(rows, known):
    assert outcome(rows) == known


def test_more_rows_than_columns_are_dependent_whatever_their_numbers():
    assert outcome([["1/3"], ["1/7"]]) == "broken"


def test_a_minor_below_the_last_precision_is_shown_by_more_bits():
    """Two rows that differ by 2^-200 in one entry: a Gram matrix would take twice the digits."""
    close = [[1, "1/3"], [1, Fraction(1, 3) + Fraction(1, 2**200)]]
    assert outcome(close) == "undecided" and outcome(close, 256) == "proved"


def test_one_deficient_matrix_of_several_breaks_the_batch_member():
    good, bad = np.eye(2), np.ones((2, 2))
    matrices = torch.tensor(np.stack([[good, good], [good, bad]]))
    judged = full_rank(matrices).judge_float64()
    assert judged.suspicious.tolist() == [False, True] and judged.entry.tolist()[1] == 1
    with balls.precision(128):
        both = balls.from_exact(np.array([[good.astype(int), bad.astype(int)]]))
        shown = full_rank(both).judge_balls()
    assert (shown.outcome, shown.entry) == ("broken", 1)


def test_a_row_of_numbers_is_no_matrix():
    with pytest.raises(ValueError, match=r"matrices must be of shape .*, got \(2, 3\)"):
        full_rank(torch.zeros(2, 3))

"""In which order suspicions are settled, and which of them count after a break."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from icl_verify.judge.settle import Settlement
from icl_verify.judge.tightness import LONGEST_CERTIFIED
from icl_verify.statement.relation import AtMost
from icl_verify.tests.trial.trajectories import a_trial, batch_of, below_one, steps_of, tried
from icl_verify.trial.course import run
from icl_verify.trial.result import Break
from icl_verify.trial.suspicions import (
    MORE_BREAKS,
    MOST_ATTEMPTS,
    Suspicion,
    Suspicions,
    settle_suspects,
    suspects_of,
    worth_settling,
)
from icl_verify.trial.tally import Tally


def suspicion(batch, tightness, step):
    """The first instance of a batch as float64 might have judged it."""
    judged = SimpleNamespace(tightness=np.array([tightness]), first=np.array([step]))
    return Suspicion(batch, judged, 0, AtMost)


def with_breaks(batch, *tightness):
    """What is known once the batch's first instance was proved broken, so badly."""
    shown = Settlement("broken", None, 128)
    return Suspicions(breaks=tuple(Break(batch.exact(0), shown, t) for t in tightness))


def test_early_breaks_are_settled_first_then_the_worst_then_the_first(answer):
    asked = answer("undecided")
    runs = ({100: 9}, {2: 3}, {40: 5}, {LONGEST_CERTIFIED: 4}, {LONGEST_CERTIFIED + 1: 8}, {7: 4, 30: 3})
    tried(below_one, batch_of(*runs, length=120))
    first_asked = list(dict.fromkeys(max(exact.values["x"]) for exact in asked))
    assert first_asked == [5, 4, 3, 9, 8]
    fours = [e for e in asked if max(e.values["x"]) == 4]
    assert steps_of(fours) == [7, 30, LONGEST_CERTIFIED]


def test_after_a_break_only_an_early_one_counts_that_is_smaller_or_clearly_worse():
    same, smaller = batch_of({1: 2}, length=3), batch_of({1: 2}, length=2)

    def worth(batch, tightness, step, known=(2.0,)):
        return worth_settling(with_breaks(same, *known), suspicion(batch, tightness, step))

    assert worth(same, 4.1, LONGEST_CERTIFIED) and not worth(same, 4.1, LONGEST_CERTIFIED + 1)
    assert worth(smaller, 1.1, LONGEST_CERTIFIED) and not worth(smaller, 1.1, LONGEST_CERTIFIED + 1)
    assert worth(same, 4.1, -1)
    assert not worth(same, 4.0, 1) and not worth(same, 4.1, 1, known=(1.5, 3.0))
    assert worth(smaller, 1.1, 1, known=(2.0,) * (MORE_BREAKS - 1))
    assert not worth(smaller, 1.1, 1, known=(2.0,) * MORE_BREAKS)


def test_the_first_step_that_looks_broken_says_whether_it_is_early(settled):
    """Breaks of 6 and 60 at late worst steps: one is broken early too, the other is not and is left."""
    early, late = {LONGEST_CERTIFIED: 6, 90: 7}, {LONGEST_CERTIFIED + 1: 60}
    state = run(a_trial(), [batch_of(steps, length=100) for steps in ({1: 2}, early, late)], Tally())
    assert steps_of(settled) == [1, 90] and [b.tightness for b in state.breaks] == [2, 7]


def test_smaller_than_the_smallest_break_is_smaller():
    small, large = (with_breaks(batch_of({1: 2}, length=n), 2.0) for n in (2, 4))
    both = Suspicions(breaks=small.breaks + large.breaks)
    between = suspicion(batch_of({1: 2}, length=3), 2.0, 1)
    assert worth_settling(large, between) and not worth_settling(both, between)


def test_attempts_after_a_break_come_to_an_end(answer):
    asked, batch = answer("proved"), batch_of(*[{1: 9}] * 50, length=4)
    known = with_breaks(batch_of({1: 2}), 2.0)
    suspects = suspects_of(batch, below_one(batch).judge_float64(), AtMost, np.full(50, True))
    for _ in range(2):
        known, _ = settle_suspects(a_trial(), known, suspects, Tally())
    assert len(asked) == MOST_ATTEMPTS < known.attempts == 100

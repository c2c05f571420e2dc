"""The compiled descent of one instance, or of as many as there are lanes, from theta^(0) to theta^(T)."""

from __future__ import annotations

import functools
import math
from collections import namedtuple
from typing import Any, no_type_check

import numpy as np
from numba import njit

from icl_verify.yang2024.descent.cache import cached, one_compiles
from icl_verify.yang2024.descent.heads import refresh_heads, step_heads
from icl_verify.yang2024.descent.lanes import (
    SMALL,
    TINY,
    WIDTH,
    any_above,
    cache_aligned,
    fma,
    internal,
    load,
    sources_digest,
    splat,
    store,
    woven,
)
from icl_verify.yang2024.descent.plan import Plan
from icl_verify.yang2024.descent.products import multiply
from icl_verify.yang2024.descent.start import fill, form
from icl_verify.yang2024.descent.team import GOING, SLOT, TIER, WORDS, barrier, yield_address

# Named tuples, since Numba compiles them; it would refuse a dataclass.
# The arrays of a batch. root: R where the Gram matrix of the tokens is factored, else the tokens again;
# start: w at step 0; times: ascending, the last of them ``steps``; every: whether curves have a value at each
# step, or at ``times`` alone.
Problem = namedtuple(
    "Problem", "tokens queries target covariance root start query_rate weight_rate times steps every"
)
# Curves (batch, T + 1) or at the recorded times alone; sums (batch, times, H, N - 1, K) of dL/dM; weights.
# All start as NaN, and stay NaN from where an instance diverges.
Results = namedtuple("Results", "excess decrease squared sums weights")
# Scores are updated by factors, so that each step adds a rounding error of its own. Every so many steps they
# are computed again from the logits, which are sums and lose less; more often would cost time and gain no
# digit.
REFRESH = 128
# The threads that share one training: their work array, the words of ``team``, the address of the system's
# call to yield the processor, and which thread this is of how many.
Team = namedtuple("Team", "work words yield_cpu member members")


@internal
@no_type_check
def _inner(work, count, a, b):
    total = splat(0.0)
    for i in range(count):
        total = fma(load(work, a + i * WIDTH), load(work, b + i * WIDTH), total)
    return total


@internal
@no_type_check
def _refresh_residual(work, at):
    """delta = sum_h w_h s^h - A."""
    row, cells = at.columns * WIDTH, at.length * at.columns
    for i in range(cells):
        store(work, at.delta + i * WIDTH, splat(0.0) - load(work, at.target + i * WIDTH))
    for h in range(at.heads):
        for j in range(at.length):
            scores, delta = at.scores + (h * at.length + j) * row, at.delta + j * row
            for c in range(at.columns):
                weight = load(work, at.weights + h * row + c * WIDTH)
                value = fma(weight, load(work, scores + c * WIDTH), load(work, delta + c * WIDTH))
                store(work, delta + c * WIDTH, value)


@internal
@no_type_check
def _slope(mode, work, at, into):
    """(Z^T Z + m tau I) delta / K."""
    entry, row = 1 if mode is None else WIDTH, at.columns * WIDTH
    multiply(
        at.product, work, into, row, at.length, at.covariance, at.length * entry, entry, at.delta, row,
        at.length, at.columns, 0,
    )  # fmt: skip


@internal
@no_type_check
def _tier(top):
    # By the largest lift of all: a longer series costs little, a second try of a column more.
    if not any_above(top, TINY):
        return 0
    return 2 if any_above(top, SMALL) else 1


@internal
@no_type_check
def _total(work, offset):
    total = 0.0
    for i in range(WIDTH):
        total += work[offset + i]
    return total


@internal
@no_type_check
def _gather(work, at, members):
    """Add the workers' sums into the first worker's scratch."""
    for member in range(1, members):
        other = at.scratch + member * at.scratch_size
        for i in range(at.length * at.columns * WIDTH):
            work[at.scratch + at.decrement + i] += work[other + at.decrement + i]
        for i in range(WIDTH):
            work[at.scratch + at.totals + i] += work[other + at.totals + i]
            work[at.scratch + at.totals + WIDTH + i] += work[other + at.totals + WIDTH + i]
            far = work[other + at.totals + 2 * WIDTH + i]
            # So that a NaN gets through as well: it has to exceed the limit on lifts.
            if not far <= work[at.scratch + at.totals + 2 * WIDTH + i]:
                work[at.scratch + at.totals + 2 * WIDTH + i] = far


@internal
@no_type_check
def _record(mode, work, at, results, instance, lane, slot):
    """Copy the running sums and the weights out."""
    columns = at.columns
    for h in range(at.heads):
        for j in range(at.free + 1):
            base = at.weights + h * columns * WIDTH
            if j < at.free:
                base = at.sums + (h * at.free + j) * columns * WIDTH
            for k in range(at.size_K):
                value = work[base + k] if mode is None else work[base + k * WIDTH + lane]
                if j < at.free:
                    results.sums[instance, slot, h, j, k] = value
                else:
                    results.weights[instance, slot, h, k] = value


@internal
@no_type_check
def _report(work, at, problem, results, instance, lane, t, slot, recording):
    """Write the curves' values at step t; whether the loss is finite."""
    offset = at.totals + at.scratch
    value = work[at.report + lane] / 2
    # <G, (V^T V) G (Vhat^T Vhat)> is a square; formed as a product it may end below 0 by rounding.
    squared = max(work[offset + lane], 0.0) + work[at.rates + 2 * WIDTH + lane] * work[offset + WIDTH + lane]
    decrease = work[at.report + WIDTH + lane] / 2
    if problem.every or recording:
        place = t if problem.every else slot
        results.excess[instance, place] = value
        results.squared[instance, place] = squared
    if problem.every and t < problem.steps:
        results.decrease[instance, t] = decrease
    elif not problem.every:
        # The decrease since the latest recorded time, this step's included.
        total = work[at.report + 2 * WIDTH + lane]
        if recording and slot > 0:
            results.decrease[instance, slot - 1] = total
        work[at.report + 2 * WIDTH + lane] = decrease if recording else total + decrease
    return math.isfinite(value)


@internal
@no_type_check
def _retire_lane(work, at, lane):
    """Let a diverged instance stand still at a residual of 0.

    Its lane goes on with the others. NaNs would exceed every limit on the lifts, and so send the whole vector
    down the slowest path at each step from here on.
    """
    cells = at.length * at.columns
    spans = (
        (at.rates, 3),
        (at.weights, at.heads * at.columns),
        (at.steps, at.heads * at.columns),
        (at.sums, at.heads * at.free * at.columns),
        (at.scores, at.heads * cells),
        (at.target, cells),
        (at.delta, cells),
        (at.slope, cells),
    )
    for start, count in spans:
        for i in range(count):
            work[start + i * WIDTH + lane] = 0.0


@internal
@no_type_check
def _after(mode, work, at, refresh):
    """The residual and slope that follow a step, and the values to report for it.

    The loss falls by <decrement, slope before + slope after>/2. Formed so, and not as the difference of two
    losses, it keeps its digits however small it is beside them.
    """
    cells = at.length * at.columns
    decrement = at.scratch + at.decrement
    for i in range(cells):
        place = at.delta + i * WIDTH
        store(work, place, load(work, place) - load(work, decrement + i * WIDTH))
    _slope(mode, work, at, at.following)
    decrease = _inner(work, cells, decrement, at.slope) + _inner(work, cells, decrement, at.following)
    store(work, at.report + WIDTH, decrease)
    if mode is None:
        work[at.report] = _total(work, at.report)
        work[at.report + WIDTH] = _total(work, at.report + WIDTH)
        work[at.scratch + at.totals] = _total(work, at.scratch + at.totals)
        work[at.scratch + at.totals + WIDTH] = _total(work, at.scratch + at.totals + WIDTH)
    if refresh:
        refresh_heads(mode, work, at, 0, at.heads, at.scratch)
        _refresh_residual(work, at)
        _slope(mode, work, at, at.following)
    for i in range(cells):
        store(work, at.slope + i * WIDTH, load(work, at.following + i * WIDTH))


@woven
@no_type_check
def _begin(mode, work, at, problem, first, members):
    # Zeros, for the lanes beyond K too: what multiplies them there adds nothing to a sum.
    work[: at.scratch + at.query] = 0.0
    # Lanes that no instance is left for repeat the last one: what they compute is not read.
    last = first + members - 1
    for lane in range(1 if mode is None else WIDTH):
        fill(mode, work, at, problem, min(first + lane, last), lane)
    form(mode, work, at, problem.queries, first, last)
    refresh_heads(mode, work, at, 0, at.heads, at.scratch)
    _refresh_residual(work, at)
    _slope(mode, work, at, at.slope)


@woven
@no_type_check
def _conclude(mode, work, at, problem, results, first, alive, t, words):
    """What the first thread does between two steps, and tells the others by ``words``."""
    slot = words[SLOT]
    recording = problem.times[slot] == t
    _after(mode, work, at, t % REFRESH == REFRESH - 1)
    words[GOING] = 0
    for lane in range(alive.shape[0]):
        if alive[lane] and not _report(work, at, problem, results, first + lane, lane, t, slot, recording):
            alive[lane] = False
            _retire_lane(work, at, lane)
        if alive[lane]:
            words[GOING] = 1
    words[SLOT] = slot + (1 if recording else 0)
    words[TIER] = _tier(load(work, at.scratch + at.totals + 2 * WIDTH))


@woven
@no_type_check
def _train(mode, work, at, problem, results, first, team):
    """Instances first, first + 1, ... in the lanes, or instance ``first`` alone where lanes are tokens."""
    lanes_used = 1 if mode is None else min(WIDTH, problem.target.shape[0] - first)
    alive = np.ones(lanes_used, dtype=np.bool_)
    words, member, members = team.words, team.member, team.members
    if member == 0:
        _begin(mode, work, at, problem, first, lanes_used)
        # Nothing is known of the first lifts: the longest series serves most of them.
        words[TIER], words[GOING], words[SLOT] = 2, 1, 0
    # Barriers separate what one thread writes from where others read it: the start, the slope that a step
    # needs, the sums of all heads, and the words that say whether to go on.
    barrier(words, members, team.yield_cpu)
    head, past = at.heads * member // members, at.heads * (member + 1) // members
    scratch = at.scratch + member * at.scratch_size
    for t in range(problem.steps + 1):
        if member == 0:
            if problem.times[words[SLOT]] == t:
                for lane in range(lanes_used):
                    if alive[lane]:
                        _record(mode, work, at, results, first + lane, lane, words[SLOT])
            # L - L* = <delta, slope>/2, before the step moves either.
            store(work, at.report, _inner(work, at.length * at.columns, at.delta, at.slope))
        barrier(words, members, team.yield_cpu)
        step_heads(mode, work, at, head, past, scratch, words[TIER])
        barrier(words, members, team.yield_cpu)
        if member == 0:
            _gather(work, at, members)
            _conclude(mode, work, at, problem, results, first, alive, t, words)
        barrier(words, members, team.yield_cpu)
        if not words[GOING]:
            break
    barrier(words, members, team.yield_cpu)


@no_type_check
def _entry(digest: str) -> Any:
    """The entry point, cached under the digest of all sources."""

    @no_type_check
    def trajectories(mode, given, wanted, plan, team, first, last):
        """Groups first..last-1 of the batch, a group being what fills the lanes.

        Problem, results, plan and team come as plain tuples, which are passed from Python in half the time.
        """
        _ = digest  # in the closure, for Numba's cache: see ``sources_digest``
        problem, results, at, mine = Problem(*given), Results(*wanted), Plan(*plan), Team(*team)
        group = 1 if mode is None else WIDTH
        for g in range(first, last):
            _train(mode, mine.work, at, problem, results, g * group, mine)

    return cached(functools.partial(njit, nogil=True, error_model="numpy"), trajectories)


trajectories = _entry(sources_digest())
_compiled: set[bool] = set()


def compile_once(by_instance: bool, problem: Problem, results: Results, at: Plan) -> None:
    """Compile the loop for this layout, or load it, before any thread runs it; in one process at a time."""
    if by_instance not in _compiled:
        with one_compiles():
            # Of no group: Numba compiles for these types, and nothing is trained.
            train(by_instance, problem, results, at, alone(1), 0, 0)
        _compiled.add(by_instance)


def alone(numbers: int) -> Team:
    """A team of one thread, whose work array has so many numbers."""
    return Team(cache_aligned(numbers), np.zeros(WORDS, dtype=np.int64), yield_address(), 0, 1)


def train(
    by_instance: bool, problem: Problem, results: Results, at: Plan, team: Team, first: int, last: int
) -> None:
    """The compiled loop over groups first..last-1 of the batch."""
    trajectories(
        True if by_instance else None, tuple(problem), tuple(results), tuple(at), tuple(team), first, last
    )

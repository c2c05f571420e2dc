"""What one step does with the heads: gradients, their products with the Gram matrices, new attention.

A step moves the logits of head h by lift = -eta_Q E^T V^T V E G_h Vhat^T Vhat. The attention follows without
a softmax: s_j becomes s_j (1 + e_j)/(1 + q), e = e^lift - 1 and q = sum_j s_j e_j. Lifts are tiny in nearly
every step, where three terms of a series give e to full precision. Decreases of the loss keep their digits
too: the change of s is formed from the lift, and not as a difference of two softmaxes.

This file has the loops for any N, and the course of a step. For N up to ``columns.LONGEST`` most of the work
is done by ``columns``, which holds all rows of a column in registers.

``mode`` says what lanes are: None for tokens, anything else for instances. Numba compiles a version for each,
since None has a type of its own. Where lanes are tokens, those beyond K have weights and targets 0, and add
nothing to any sum.
"""

from __future__ import annotations

from typing import no_type_check

from icl_verify.yang2024.descent.columns import LONGEST, gradient_column, move_column
from icl_verify.yang2024.descent.lanes import (
    MODERATE,
    SMALL,
    TINY,
    WIDTH,
    any_above,
    exp_below,
    expm1_moderate,
    expm1_small,
    expm1_tiny,
    fma,
    fnma,
    internal,
    larger,
    load,
    magnitude,
    splat,
    store,
    woven,
)
from icl_verify.yang2024.descent.products import multiply


@internal
@no_type_check
def by_left(mode, work, at, source, target, heads, columns):
    """E^T V^T V E times each head's block of N - 1 rows of so many vectors."""
    entry, row, free = 1 if mode is None else WIDTH, columns * WIDTH, at.free
    for h in range(heads):
        x, y = source + h * free * row, target + h * free * row
        multiply(at.product, work, y, row, free, at.left, free * entry, entry, x, row, free, columns, 0)


@internal
@no_type_check
def by_right(mode, work, at, source, target, heads):
    """The blocks at ``source`` times Vhat^T Vhat, where that is not factored."""
    step, row, rows = 1 if mode is None else WIDTH, at.columns * WIDTH, heads * at.free
    multiply(at.product, work, target, row, rows, source, row, step, at.right, row, at.inner, at.columns, 0)


@internal
@no_type_check
def push(mode, work, at, source, target, half, heads):
    """E^T V^T V E g Vhat^T Vhat for the blocks g at ``source``, E taking differences to the last token."""
    step, row, rows = 1 if mode is None else WIDTH, at.columns * WIDTH, heads * at.free
    if rows == 0:
        return
    right, columns, inner = at.right, at.columns, at.inner
    if at.factored == 0:
        by_left(mode, work, at, source, half, heads, columns)
        by_right(mode, work, at, half, target, heads)
        return
    # Rows of R are shorter than those of g (d < K), so the intermediate blocks fit where results will go.
    short, few, transposed = at.inner_columns * WIDTH, at.inner_columns, at.right_transposed
    multiply(at.product, work, target, short, rows, source, row, step, transposed, short, at.size_K, few, 2)
    by_left(mode, work, at, target, half, heads, few)
    multiply(at.product, work, target, row, rows, half, short, step, right, row, inner, columns, 1)


@internal
@no_type_check
def long_gradient_column(work, at, scores, slope, sums, into, weight):
    """``gradient_column`` for any N."""
    row = at.columns * WIDTH
    mean = splat(0.0)
    for j in range(at.length):
        mean = fma(load(work, scores + j * row), load(work, slope + j * row), mean)
    for j in range(at.free):
        gradient = weight * load(work, scores + j * row) * (load(work, slope + j * row) - mean)
        store(work, into + j * row, gradient)
        store(work, sums + j * row, load(work, sums + j * row) + gradient)
    return mean


@internal
@no_type_check
def head_gradient(mode, work, at, h, into, half, with_left, in_weights):
    """dL/dM_h into ``into`` and its running sum, the weights' step, and the new weights.

    Where ``with_left`` is 1, E^T V^T V E dL/dM_h goes into ``half`` besides.
    """
    row, rate = at.columns * WIDTH, load(work, at.rates + WIDTH)
    for c in range(at.columns):
        shift = c * WIDTH
        scores, sums = at.scores + h * at.length * row + shift, at.sums + h * at.free * row + shift
        place = h * row + shift
        weight = load(work, at.weights + place)
        if at.length <= LONGEST:
            mean = gradient_column(
                mode, work, at.length, with_left, row, scores, at.slope + shift, sums, into + shift, weight,
                at.left, half + shift,
            )  # fmt: skip
        else:
            mean = long_gradient_column(work, at, scores, at.slope + shift, sums, into + shift, weight)
        # <s_k, slope_k> is dL/dw_{h,k}; its square enters ||dL/dw||^2.
        in_weights = fma(mean, mean, in_weights)
        step = rate * mean
        store(work, at.steps + place, step)
        store(work, at.weights + place, weight - step)
    return in_weights


@internal
@no_type_check
def lifted(work, at, scores, gradient, move, growth, tier):
    """e^lift - 1 for one vector of columns, lift = - eta_Q move; with what the caller sums over.

    Returns sum_j s_j (e^lift_j - 1), the largest |lift| and <gradient, move>.
    """
    row, rate = at.columns * WIDTH, load(work, at.rates)
    total, top, inner = splat(0.0), splat(0.0), splat(0.0)
    for j in range(at.free):
        moved = load(work, move + j * row)
        inner = fma(load(work, gradient + j * row), moved, inner)
        lift = rate * moved
        top = larger(magnitude(lift), top)
        if tier == 0:
            grown = expm1_tiny(lift)
        elif tier == 1:
            grown = expm1_small(lift)
        else:
            grown = expm1_moderate(lift)
        store(work, growth + j * row, grown)
        total = fma(load(work, scores + j * row), grown, total)
    return total, top, inner


@internal
@no_type_check
def spread_change(work, at, scores, growth, total, weight, step, decrement):
    """New scores s (1 + e)/(1 + q) and what Ahat loses, from e = e^lift - 1 and q = sum_j s_j e_j."""
    row = at.columns * WIDTH
    scale = splat(1.0) / (splat(1.0) + total)
    for j in range(at.free):
        score = load(work, scores + j * row)
        change = score * ((load(work, growth + j * row) - total) * scale)
        store(work, scores + j * row, score + change)
        by_weights = fma(step, score, load(work, decrement + j * row))
        store(work, decrement + j * row, fnma(weight, change, by_weights))
    last = at.free * row
    score = load(work, scores + last)
    change = score * (splat(0.0) - total * scale)
    store(work, scores + last, score + change)
    store(work, decrement + last, fnma(weight, change, fma(step, score, load(work, decrement + last))))


@internal
@no_type_check
def logits_now(mode, work, at, h, scratch):
    """M_h relative to the last prompt token, into the scratch's spare block."""
    row, rate = at.columns * WIDTH, load(work, at.rates)
    out, start = scratch + at.spare, h * at.free * row
    place = scratch + at.spare_half
    push(mode, work, at, at.sums + start, place, place + at.free * row, 1)
    for i in range(at.free * at.columns):
        lift = rate * load(work, place + i * WIDTH)
        store(work, out + i * WIDTH, load(work, at.logits + start + i * WIDTH) + lift)


@internal
@no_type_check
def softmax_column(work, at, logits):
    """e^logit relative to the largest of a column, in place; returns the last token's and the scale 1/sum."""
    row = at.columns * WIDTH
    # Logits count relative to the last token's, whose own is therefore 0.
    top = splat(0.0)
    for j in range(at.free):
        top = larger(load(work, logits + j * row), top)
    last = exp_below(splat(0.0) - top)
    total = last
    for j in range(at.free):
        grown = exp_below(load(work, logits + j * row) - top)
        store(work, logits + j * row, grown)
        total = total + grown
    return last, splat(1.0) / total


@internal
@no_type_check
def jump(work, at, scores, logits, weight, step, decrement):
    """As ``spread_change`` where logits move far: scores from the logits anew, changes by subtraction.

    The changes are as large as the scores then, and subtraction loses nothing.
    """
    row = at.columns * WIDTH
    last, scale = softmax_column(work, at, logits)
    for j in range(at.length):
        fresh = last if j == at.free else load(work, logits + j * row)
        score = load(work, scores + j * row)
        change = fresh * scale - score
        store(work, scores + j * row, fresh * scale)
        by_weights = fma(step, score, load(work, decrement + j * row))
        store(work, decrement + j * row, fnma(weight, change, by_weights))


@internal
@no_type_check
def long_move_column(mode, work, at, h, c, gradient, half, move, scratch, tier, logits_ready):
    """New scores of one vector of columns whatever N and the lifts are; lengthens the series as needed.

    Returns the tier that served, <gradient, move>, the largest |lift|, and whether M_h is in the scratch.
    """
    row, shift = at.columns * WIDTH, c * WIDTH
    scores, decrement = at.scores + h * at.length * row + shift, scratch + at.decrement + shift
    weight, step = load(work, at.weights + h * row + shift), load(work, at.steps + h * row + shift)
    total, far, inner = lifted(work, at, scores, gradient + shift, move + shift, half + shift, tier)
    # total * 0 is 0, or NaN where the sum overflowed: a NaN exceeds every limit, and leads to ``jump``.
    if tier == 0 and any_above(fma(total, splat(0.0), far), TINY):
        tier = 1
        total, far, inner = lifted(work, at, scores, gradient + shift, move + shift, half + shift, tier)
    if tier == 1 and any_above(fma(total, splat(0.0), far), SMALL):
        tier = 2
        total, far, inner = lifted(work, at, scores, gradient + shift, move + shift, half + shift, tier)
    if tier == 2 and any_above(fma(total, splat(0.0), far), MODERATE):
        if not logits_ready:
            logits_now(mode, work, at, h, scratch)
        jump(work, at, scores, scratch + at.spare + shift, weight, step, decrement)
        return tier, inner, far, True
    spread_change(work, at, scores, half + shift, total, weight, step, decrement)
    return tier, inner, far, logits_ready


@internal
@no_type_check
def move_head(mode, work, at, h, gradient, half, move, scratch, tier):
    """New scores of one head, and its share in what Ahat loses."""
    row, logits_ready, short = at.columns * WIDTH, False, 1 < at.length <= LONGEST
    in_queries, rate = load(work, scratch + at.totals), load(work, at.rates)
    top = load(work, scratch + at.totals + 2 * WIDTH)
    for c in range(at.columns):
        shift, done = c * WIDTH, False
        if short:
            weight, step = load(work, at.weights + h * row + shift), load(work, at.steps + h * row + shift)
            done, farthest, summed = move_column(
                work, at.length, tier, row, at.scores + h * at.length * row + shift, gradient + shift,
                move + shift, scratch + at.decrement + shift, rate, weight, step, top, in_queries,
            )  # fmt: skip
            if done:
                top, in_queries = farthest, summed
        if not done:
            tier, inner, far, logits_ready = long_move_column(
                mode, work, at, h, c, gradient, half, move, scratch, tier, logits_ready
            )
            in_queries, top = in_queries + inner, larger(far, top)
    store(work, scratch + at.totals, in_queries)
    store(work, scratch + at.totals + 2 * WIDTH, top)
    return tier


@woven
@no_type_check
def step_heads(mode, work, at, first, last, scratch, tier):
    """One step of heads first..last-1; the scratch's ``decrement`` and ``totals`` receive their sums.

    Totals are ||dL/dQ||^2, ||dL/dw||^2 and the largest |lift|. ``tier`` is the shortest series that served
    the previous step; where a lift is too large for it, a longer one is used.
    """
    row = at.columns * WIDTH
    nothing = splat(0.0)
    for i in range(at.length * at.columns):
        store(work, scratch + at.decrement + i * WIDTH, nothing)
    for i in range(3):
        store(work, scratch + at.totals + i * WIDTH, nothing)
    block = at.free * row
    half, move = scratch + at.half, scratch + at.move
    # Short gradients are in registers when they are made: they are multiplied from the left there and then.
    with_left = 1 if 1 < at.length <= LONGEST and at.factored == 0 else 0
    h = first
    while h < last:
        # The heads' blocks lie under each other, so that one product serves several of them.
        count = min(at.heads_at_once, last - h)
        in_weights = load(work, scratch + at.totals + WIDTH)
        for i in range(count):
            shift = i * block
            in_weights = head_gradient(
                mode, work, at, h + i, scratch + at.gradient + shift, half + shift, with_left, in_weights
            )
        store(work, scratch + at.totals + WIDTH, in_weights)
        if with_left:
            by_right(mode, work, at, half, move, count)
        else:
            push(mode, work, at, scratch + at.gradient, move, half, count)
        # Lifts shrink as the loss does, and heads lift alike: the next column begins with the series that
        # served the last one, which is seldom too short.
        for i in range(count):
            gradient = scratch + at.gradient + i * block
            tier = move_head(
                mode, work, at, h + i, gradient, half + i * block, move + i * block, scratch, tier
            )
        h += count


@internal
@no_type_check
def refresh_heads(mode, work, at, first, last, scratch):
    """Scores of heads first..last-1 computed again from the logits, so that rounding does not pile up."""
    row = at.columns * WIDTH
    for h in range(first, last):
        logits_now(mode, work, at, h, scratch)
        for c in range(at.columns):
            logits = scratch + at.spare + c * WIDTH
            exp_last, scale = softmax_column(work, at, logits)
            for j in range(at.length):
                fresh = exp_last if j == at.free else load(work, logits + j * row)
                store(work, at.scores + (h * at.length + j) * row + c * WIDTH, fresh * scale)

"""One vector of columns at a time with all its N rows in registers, for short prompts.

The loops of ``heads`` do the same for any N, but read and write memory at each row: at small N that costs
more than the arithmetic. Here Python unrolls the rows while it emits the code, one block for every N up to
LONGEST, and a switch picks the block.
"""

from __future__ import annotations

from typing import Any, no_type_check

# numba.core and llvmlite are private to Numba: the bounds in pyproject.toml.
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from icl_verify.yang2024.descent.lanes import (
    DOUBLE,
    MODERATE,
    SMALL,
    TINY,
    VECTOR,
    WIDTH,
    constant,
    exceeds,
    fused,
    lanes,
    larger_of,
    magnitude_of,
    place,
    series,
    spread_number,
)

LONGEST = 10
# Terms of the series for e^x - 1, and the largest |x| that they serve.
_TIERS = ((3, TINY), (8, SMALL), (14, MODERATE))


class _Rows:
    """Reads and writes rows of one vector each, ``row`` numbers apart."""

    def __init__(self, context: Any, builder: Any, kind: Any, work: Any, row: Any):
        self.context, self.builder, self.kind, self.work, self.row = context, builder, kind, work, row

    def _at(self, start: Any, j: int) -> Any:
        offset = self.builder.add(start, self.builder.mul(self.row, ir.Constant(self.row.type, j)))
        return place(self.context, self.builder, self.kind, self.work, offset, VECTOR)

    def load(self, start: Any, count: int) -> list[Any]:
        """The first ``count`` rows at ``start``, a vector each."""
        return [self.builder.load(self._at(start, j), align=8) for j in range(count)]

    def store(self, start: Any, values: list[Any]) -> None:
        """Write the rows at ``start``."""
        for j, value in enumerate(values):
            self.builder.store(value, self._at(start, j), align=8)


def _inner(builder: Any, first: list[Any], second: list[Any], start: Any) -> Any:
    for a, b in zip(first, second, strict=True):
        start = fused(builder, a, b, start)
    return start


def _change(
    builder: Any, length: int, tier: int, scores: list[Any], growth: list[Any], total: Any
) -> list[Any]:
    """s_j (e_j - q) / (1 + q), e_j = 0 for the last token."""
    if tier == 0:
        # A division is slower than these three multiplications, and |q| <= 2^-18 here:
        # 1/(1 + q) = 1 - q + q^2 - q^3 to 2^-72.
        minus = builder.fneg(total)
        scale = constant(1.0)
        for _ in range(3):
            scale = fused(builder, scale, minus, constant(1.0))
    else:
        scale = builder.fdiv(constant(1.0), builder.fadd(constant(1.0), total))
    apart = [builder.fsub(e, total) for e in growth] + [builder.fneg(total)]
    return [builder.fmul(scores[j], builder.fmul(apart[j], scale)) for j in range(length)]


def _through_left(rows: _Rows, spread: bool, left: Any, operands: list[Any]) -> list[Any]:
    """E^T V^T V E times a column; entries of the matrix are numbers, or vectors."""
    builder, size = rows.builder, len(operands)

    def entry(i: int, j: int) -> Any:
        shift = ir.Constant(left.type, (i * size + j) * (1 if spread else WIDTH))
        element = DOUBLE if spread else VECTOR
        where = place(rows.context, builder, rows.kind, rows.work, builder.add(left, shift), element)
        value = builder.load(where, align=8)
        return spread_number(builder, value) if spread else value

    return [_inner(builder, [entry(i, j) for j in range(size)], operands, constant(0.0)) for i in range(size)]


def _gradient(rows: _Rows, length: int, spread: bool, with_left: bool, operands: list[Any]) -> Any:
    builder, (scores, slope, sums, into, weight, left, half) = rows.builder, operands
    s, through = rows.load(scores, length), rows.load(slope, length)
    mean = _inner(builder, s, through, constant(0.0))
    before, gradient = rows.load(sums, length - 1), []
    for j in range(length - 1):
        weighted = builder.fmul(weight, s[j])
        gradient.append(builder.fmul(weighted, builder.fsub(through[j], mean)))
    rows.store(into, gradient)
    if with_left:
        rows.store(half, _through_left(rows, spread, left, gradient))
    rows.store(sums, [builder.fadd(a, b) for a, b in zip(before, gradient, strict=True)])
    return mean


def _move(rows: _Rows, length: int, tier: int, operands: list[Any]) -> tuple[Any, Any, Any]:
    terms, limit = _TIERS[tier]
    builder, (scores, gradient, move, decrement, rate, weight, step, top, inner) = rows.builder, operands
    moved = rows.load(move, length - 1)
    inner = _inner(builder, rows.load(gradient, length - 1), moved, inner)
    lifts = [builder.fmul(rate, x) for x in moved]
    far = constant(0.0)
    for lift in lifts:
        far = larger_of(builder, magnitude_of(builder, lift), far)
    growth, s = [series(builder, lift, terms) for lift in lifts], rows.load(scores, length)
    total = _inner(builder, growth, s[:-1], constant(0.0))
    # A NaN or an infinity in the sum turns this into a NaN, which exceeds.
    done = builder.not_(exceeds(builder, fused(builder, total, constant(0.0), far), constant(limit)))
    with builder.if_then(done, likely=True):
        change = _change(builder, length, tier, s, growth, total)
        by_weights = rows.load(decrement, length)
        by_weights = [fused(builder, step, s[j], by_weights[j]) for j in range(length)]
        less = builder.fneg(weight)
        rows.store(decrement, [fused(builder, less, change[j], by_weights[j]) for j in range(length)])
        rows.store(scores, [builder.fadd(s[j], change[j]) for j in range(length)])
    return done, larger_of(builder, far, top), inner


@intrinsic
@no_type_check
def gradient_column(
    typing: Any, mode: Any, work: Any, length: Any, with_left: Any, row: Any, scores: Any, slope: Any,
    sums: Any, into: Any, weight: Any, left: Any, half: Any,
) -> Any:  # fmt: skip
    """<s, slope>; w s_j (slope_j - <s, slope>), j < N - 1, goes into ``into`` and is added to ``sums``.

    ``length`` is N, from 1 to LONGEST; ``row`` the numbers between two rows. Where ``with_left`` is 1, not 0,
    E^T V^T V E (at ``left``) times that column goes into ``half``: it need not be read again for that.
    """

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        _, work, length, with_left, row, *operands = args
        rows = _Rows(context, builder, sig.args[1], work, row)
        mean = cgutils.alloca_once(builder, VECTOR)
        # One switch on both choices: 2 N + with_left.
        number = builder.add(builder.mul(length, ir.Constant(length.type, 2)), with_left)
        after = builder.append_basic_block("gradient.end")
        choice = builder.switch(number, after)
        for case in range(2, 2 * LONGEST + 2):
            block = builder.append_basic_block(f"gradient.{case}")
            choice.add_case(ir.Constant(number.type, case), block)
            builder.position_at_end(block)
            spread = isinstance(sig.args[0], types.NoneType)
            builder.store(_gradient(rows, case // 2, spread, bool(case % 2), operands), mean)
            builder.branch(after)
        builder.position_at_end(after)
        return builder.load(mean)

    return lanes(mode, work, *[types.intp] * 7, lanes, types.intp, types.intp), emit


@intrinsic
@no_type_check
def move_column(
    typing: Any, work: Any, length: Any, tier: Any, row: Any, scores: Any, gradient: Any, move: Any,
    decrement: Any, rate: Any, weight: Any, step: Any, top: Any, inner: Any,
) -> Any:  # fmt: skip
    """New scores and what Ahat loses, unless a lift is too large for ``tier``: then nothing is written.

    Returns whether it was done, the largest |lift| so far and <gradient, move> so far. ``length`` is N,
    from 2 to LONGEST.
    """
    result = types.Tuple((types.boolean, lanes, lanes))

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        rows = _Rows(context, builder, sig.args[0], args[0], args[3])
        number = builder.add(builder.mul(args[1], ir.Constant(args[1].type, len(_TIERS))), args[2])
        places = [cgutils.alloca_once(builder, kind) for kind in (ir.IntType(1), VECTOR, VECTOR)]
        after = builder.append_basic_block("move.end")
        choice = builder.switch(number, after)
        for length in range(2, LONGEST + 1):
            for tier in range(len(_TIERS)):
                block = builder.append_basic_block(f"move.{length}.{tier}")
                choice.add_case(ir.Constant(number.type, length * len(_TIERS) + tier), block)
                builder.position_at_end(block)
                for value, where in zip(_move(rows, length, tier, args[4:]), places, strict=True):
                    builder.store(value, where)
                builder.branch(after)
        builder.position_at_end(after)
        return context.make_tuple(builder, sig.return_type, [builder.load(where) for where in places])

    return result(work, *[types.intp] * 7, *[lanes] * 5), emit

"""Explicit vectors for Numba: the type ``Lanes``, its arithmetic, and register-blocked matrix products.

The compiler would vectorise along the innermost loop alone; the softmax wants vectors across columns and loops
along them. Everything works on one flat float64 array and offsets into it, counted in numbers.
"""

from __future__ import annotations

import operator
from typing import Any

import llvmlite.binding
import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

_WIDE = bool(llvmlite.binding.get_host_cpu_features().get("avx512f", False))
# Eight numbers a vector and 32 registers with AVX-512, four and 16 elsewhere.
WIDTH = 8 if _WIDE else 4
_ROWS_BY_PANEL = {1: 8, 2: 8, 3: 8, 4: 6, 5: 5} if _WIDE else {1: 8, 2: 4, 3: 4}
WIDEST_PANEL = max(_ROWS_BY_PANEL)

_DOUBLE = ir.DoubleType()
_VECTOR = ir.VectorType(_DOUBLE, WIDTH)
_WORDS = ir.VectorType(ir.IntType(64), WIDTH)


class LanesType(types.Type):
    """WIDTH float64 numbers in one register."""

    def __init__(self) -> None:
        super().__init__(name=f"Lanes{WIDTH}")


lanes = LanesType()


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any):
        super().__init__(manager, kind, _VECTOR)


class _Binary(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if kws or tuple(args) != (lanes, lanes):
            return None
        return signature(lanes, lanes, lanes)


def _register(operation: Any, instruction: str) -> None:
    infer_global(operation)(type(f"_Lanes_{instruction}", (_Binary,), {"key": operation}))

    @lower_builtin(operation, lanes, lanes)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return getattr(builder, instruction)(*args)


for _operation, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _register(_operation, _instruction)


def _place(context: Any, builder: Any, kind: Any, array: Any, offset: Any, element: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [offset], inbounds=True), element.as_pointer())


def _splat(builder: Any, number: Any) -> Any:
    zero = ir.Constant(ir.IntType(32), 0)
    single = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), number, zero)
    return builder.shuffle_vector(
        single, single, ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    )


def _constant(number: float) -> Any:
    return ir.Constant(_VECTOR, [number] * WIDTH)


def _fused(builder: Any, a: Any, b: Any, c: Any) -> Any:
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(_VECTOR, [_VECTOR] * 3), f"llvm.fma.v{WIDTH}f64"
    )
    return builder.call(function, [a, b, c])


@intrinsic
def load(typing: Any, array: Any, offset: Any) -> Any:
    """The lanes at ``offset``."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_place(context, builder, sig.args[0], *args, _VECTOR), align=8)

    return lanes(array, types.intp), emit


@intrinsic
def store(typing: Any, array: Any, offset: Any, value: Any) -> Any:
    """Write lanes at ``offset``."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _place(context, builder, sig.args[0], *args[:2], _VECTOR), align=8)
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), emit


@intrinsic
def splat(typing: Any, number: Any) -> Any:
    """The same number in every lane."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _splat(builder, args[0])

    return lanes(types.float64), emit


@intrinsic
def fma(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """a b + c, rounded once."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _fused(builder, *args)

    return lanes(lanes, lanes, lanes), emit


@intrinsic
def fnma(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """c - a b, rounded once."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _fused(builder, builder.fneg(args[0]), args[1], args[2])

    return lanes(lanes, lanes, lanes), emit


@intrinsic
def larger(typing: Any, a: Any, b: Any) -> Any:
    """Lane by lane the larger number; b where either is a NaN."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", *args), *args)

    return lanes(lanes, lanes), emit


@intrinsic
def magnitude(typing: Any, a: Any) -> Any:
    """|a|."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        bits = builder.bitcast(args[0], _WORDS)
        mask = ir.Constant(_WORDS, [0x7FFFFFFFFFFFFFFF] * WIDTH)
        return builder.bitcast(builder.and_(bits, mask), _VECTOR)

    return lanes(lanes), emit


@intrinsic
def any_above(typing: Any, a: Any, limit: Any) -> Any:
    """Whether some lane is above ``limit`` or a NaN."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        found = builder.fcmp_unordered(">", args[0], _splat(builder, args[1]))
        mask = builder.bitcast(found, ir.IntType(WIDTH))
        return builder.icmp_unsigned("!=", mask, ir.Constant(ir.IntType(WIDTH), 0))

    return types.boolean(lanes, types.float64), emit


def _series(builder: Any, x: Any, terms: int) -> Any:
    """e^x - 1 = x + x^2 (1/2 + x/6 + ...) with ``terms`` terms in all, by Horner's rule."""
    factorials = [1]
    for i in range(2, terms + 1):
        factorials.append(factorials[-1] * i)
    total = _constant(1 / factorials[-1])
    for factorial in reversed(factorials[1:-1]):
        total = _fused(builder, total, x, _constant(1 / factorial))
    return _fused(builder, builder.fmul(x, x), total, x)


def _expm1(terms: int) -> Any:
    @intrinsic
    def series(typing: Any, x: Any) -> Any:
        def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return _series(builder, args[0], terms)

        return lanes(lanes), emit

    return series


# Truncation stays below 2^-55 of the result up to these arguments.
TINY, SMALL, MODERATE = 2.0**-18, 2.0**-5, 0.35
expm1_tiny, expm1_small, expm1_moderate = _expm1(3), _expm1(8), _expm1(14)


@intrinsic
def exp_below(typing: Any, x: Any) -> Any:
    """e^x for x <= 0 to about one unit in the last place, 0 below -708, NaN for NaN."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        x, shift = args[0], _constant(6755399441055744.0)
        shifted = _fused(builder, x, _constant(1.4426950408889634), shift)
        halvings = builder.fsub(shifted, shift)
        rest = _fused(builder, halvings, _constant(-0.693147180369123816490), x)
        rest = _fused(builder, halvings, _constant(-1.90821492927058770002e-10), rest)
        power = builder.shl(builder.bitcast(shifted, _WORDS), ir.Constant(_WORDS, [52] * WIDTH))
        power = builder.bitcast(builder.add(power, ir.Constant(_WORDS, [1023 << 52] * WIDTH)), _VECTOR)
        value = _fused(builder, _series(builder, rest, 14), power, power)
        under = builder.fcmp_ordered("<", x, _constant(-708.0))
        return builder.select(under, _constant(0.0), value)

    return lanes(lanes), emit


def _tile(rows: int, panel: int) -> Any:
    """out[r, v] = sum_{first <= l < last} a[r, l] b[l, v] for a block of rows by vectors, kept in registers.

    With ``mode`` None the entries of a are numbers, spread over the lanes; otherwise they are lanes themselves.
    """

    @intrinsic
    def product(
        typing: Any, mode: Any, work: Any, out: Any, out_row: Any, a: Any, a_row: Any, a_step: Any, b: Any,
        b_step: Any, first: Any, last: Any,
    ) -> Any:  # fmt: skip
        spread = isinstance(mode, types.NoneType)

        def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            _, array, out, out_row, a, a_row, a_step, b, b_step, first, last = args
            sums = [[cgutils.alloca_once(builder, _VECTOR) for _ in range(panel)] for _ in range(rows)]
            for line in sums:
                for place in line:
                    builder.store(_constant(0.0), place)

            def at(offset: Any, element: Any) -> Any:
                return _place(context, builder, sig.args[1], array, offset, element)

            def shifted(offset: Any, count: int, stride: Any) -> Any:
                return builder.add(offset, builder.mul(ir.Constant(stride.type, count), stride))

            width = ir.Constant(out.type, WIDTH)
            with cgutils.for_range_slice(builder, first, last, ir.Constant(first.type, 1)) as (step, _):
                row = builder.add(b, builder.mul(step, b_step))
                right = [builder.load(at(shifted(row, v, width), _VECTOR), align=8) for v in range(panel)]
                start = builder.add(a, builder.mul(step, a_step))
                for r in range(rows):
                    place = at(shifted(start, r, a_row), _DOUBLE if spread else _VECTOR)
                    left = builder.load(place, align=8)
                    left = _splat(builder, left) if spread else left
                    for v in range(panel):
                        fused = _fused(builder, left, right[v], builder.load(sums[r][v]))
                        builder.store(fused, sums[r][v])
            for r in range(rows):
                for v in range(panel):
                    place = at(shifted(shifted(out, r, out_row), v, width), _VECTOR)
                    builder.store(builder.load(sums[r][v]), place, align=8)
            return context.get_dummy_value()

        return types.void(mode, work, *[types.intp] * 9), emit

    return product


def _panel(width: int) -> Any:
    """All rows of a product over ``width`` vectors of columns."""
    most = _ROWS_BY_PANEL[width]
    block, pair, single = _tile(most, width), _tile(2, width), _tile(1, width)

    @njit(error_model="numpy")
    def rows_of(mode, work, out, out_row, rows, a, a_row, a_step, b, b_step, first, last):
        r = 0
        while r + most <= rows:
            block(
                mode, work, out + r * out_row, out_row, a + r * a_row, a_row, a_step, b, b_step, first, last
            )
            r += most
        while r + 2 <= rows:
            pair(mode, work, out + r * out_row, out_row, a + r * a_row, a_row, a_step, b, b_step, first, last)
            r += 2
        if r < rows:
            single(
                mode, work, out + r * out_row, out_row, a + r * a_row, a_row, a_step, b, b_step, first, last
            )

    return rows_of


_panel1, _panel2, _panel3 = _panel(1), _panel(2), _panel(3)
_panel4, _panel5 = (_panel(4), _panel(5)) if _WIDE else (_panel3, _panel3)


@njit(error_model="numpy")
def multiply(mode, work, out, out_row, rows, a, a_row, a_step, b, b_step, inner, columns, shape):
    """out (rows x columns) = a (rows x inner) b (inner x columns), columns in vectors.

    ``shape`` is 0 for a full b, 1 where b is upper trapezoidal and 2 where it is lower trapezoidal, in
    numbers if ``mode`` is None and in vectors otherwise: the known zeros are left out.
    """
    per_column = WIDTH if mode is None else 1
    panels = (columns + WIDEST_PANEL - 1) // WIDEST_PANEL
    done = 0
    while done < columns:
        width = (columns - done + panels - 1) // panels
        first = min(done * per_column, inner) if shape == 2 else 0
        last = min((done + width) * per_column, inner) if shape == 1 else inner
        x, y = out + done * WIDTH, b + done * WIDTH
        if width == 1:
            _panel1(mode, work, x, out_row, rows, a, a_row, a_step, y, b_step, first, last)
        elif width == 2:
            _panel2(mode, work, x, out_row, rows, a, a_row, a_step, y, b_step, first, last)
        elif width == 3:
            _panel3(mode, work, x, out_row, rows, a, a_row, a_step, y, b_step, first, last)
        elif width == 4:
            _panel4(mode, work, x, out_row, rows, a, a_row, a_step, y, b_step, first, last)
        else:
            _panel5(mode, work, x, out_row, rows, a, a_row, a_step, y, b_step, first, last)
        done += width
        panels -= 1


@njit
def aligned(numbers):
    """An uninitialised flat array whose first entry starts a cache line."""
    raw = np.empty(numbers + 8)
    skip = (-raw.ctypes.data % 64) // 8
    return raw[skip : skip + numbers]

"""Explicit vectors for Numba: the type ``Lanes`` and its arithmetic.

The compiler would vectorise along the innermost loop alone, which runs down a column of the softmax: a few
numbers, each of which needs the sum over all. Here a vector holds the same row of WIDTH columns instead, and
every column runs through the softmax by itself, in step with its neighbours and without a branch of its own.

Everything works on one flat float64 array and offsets into it, counted in numbers: no array object is made,
checked or counted inside the loops, and ``plan`` decides what lies beside what.

Compiled functions carry ``no_type_check``, lest a run-time checker wrap what Numba has to read.
"""

from __future__ import annotations

import hashlib
import operator
import pathlib
from typing import Any, no_type_check

# numba.core and llvmlite are private to Numba: the bounds in pyproject.toml.
import llvmlite.binding
import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

WIDE = bool(llvmlite.binding.get_host_cpu_features().get("avx512f", False))
# Eight numbers a vector and 32 registers with AVX-512, four and 16 elsewhere.
WIDTH = 8 if WIDE else 4

# For what compiled code alone calls: Numba compiles no wrappers for Python and C. What is ``woven`` has one
# caller and becomes part of its source: LLVM would optimise it by itself, and once more inside that caller.
internal = njit(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
woven = njit(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True, inline="always")

DOUBLE = ir.DoubleType()
VECTOR = ir.VectorType(DOUBLE, WIDTH)
_WORDS = ir.VectorType(ir.IntType(64), WIDTH)


class LanesType(types.Type):
    """WIDTH float64 numbers in one register."""

    def __init__(self) -> None:
        super().__init__(name=f"Lanes{WIDTH}")


lanes = LanesType()


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any):
        super().__init__(manager, kind, VECTOR)


class _Binary(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        """Numba asks here for the result's type; None declines, and it looks further."""
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


def place(context: Any, builder: Any, kind: Any, array: Any, offset: Any, element: Any) -> Any:
    """A pointer to the ``element`` (a number or a vector) at ``offset`` of a Numba array."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [offset], inbounds=True), element.as_pointer())


def spread_number(builder: Any, number: Any) -> Any:
    """A vector of one number in every lane; compiled to one broadcast instruction."""
    zero = ir.Constant(ir.IntType(32), 0)
    single = builder.insert_element(ir.Constant(VECTOR, ir.Undefined), number, zero)
    return builder.shuffle_vector(
        single, single, ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    )


def constant(number: float) -> Any:
    """A vector of one number known when code is emitted."""
    return ir.Constant(VECTOR, [number] * WIDTH)


def fused(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """a b + c, rounded once; LLVM's intrinsic, since it may not fuse the two operations of its own accord."""
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(VECTOR, [VECTOR] * 3), f"llvm.fma.v{WIDTH}f64"
    )
    return builder.call(function, [a, b, c])


def larger_of(builder: Any, a: Any, b: Any) -> Any:
    """Lane by lane the larger number; b where either is a NaN."""
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def magnitude_of(builder: Any, a: Any) -> Any:
    """|a|."""
    mask = ir.Constant(_WORDS, [0x7FFFFFFFFFFFFFFF] * WIDTH)
    return builder.bitcast(builder.and_(builder.bitcast(a, _WORDS), mask), VECTOR)


def exceeds(builder: Any, a: Any, limit: Any) -> Any:
    """Whether some lane of a is above that of ``limit``, or a NaN."""
    mask = builder.bitcast(builder.fcmp_unordered(">", a, limit), ir.IntType(WIDTH))
    return builder.icmp_unsigned("!=", mask, ir.Constant(ir.IntType(WIDTH), 0))


@intrinsic
@no_type_check
def load(typing: Any, array: Any, offset: Any) -> Any:
    """The lanes at ``offset``."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(place(context, builder, sig.args[0], args[0], args[1], VECTOR), align=8)

    return lanes(array, types.intp), emit


@intrinsic
@no_type_check
def store(typing: Any, array: Any, offset: Any, value: Any) -> Any:
    """Write lanes at ``offset``."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], place(context, builder, sig.args[0], args[0], args[1], VECTOR), align=8)
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), emit


@intrinsic
@no_type_check
def splat(typing: Any, number: Any) -> Any:
    """The same number in every lane."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return spread_number(builder, args[0])

    return lanes(types.float64), emit


@intrinsic
@no_type_check
def fma(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """a b + c, rounded once."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return fused(builder, *args)

    return lanes(lanes, lanes, lanes), emit


@intrinsic
@no_type_check
def fnma(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """c - a b, rounded once."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return fused(builder, builder.fneg(args[0]), args[1], args[2])

    return lanes(lanes, lanes, lanes), emit


@intrinsic
@no_type_check
def larger(typing: Any, a: Any, b: Any) -> Any:
    """Lane by lane the larger number; b where either is a NaN."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return larger_of(builder, *args)

    return lanes(lanes, lanes), emit


@intrinsic
@no_type_check
def magnitude(typing: Any, a: Any) -> Any:
    """|a|."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return magnitude_of(builder, args[0])

    return lanes(lanes), emit


@intrinsic
@no_type_check
def any_above(typing: Any, a: Any, limit: Any) -> Any:
    """Whether some lane is above ``limit`` or a NaN."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return exceeds(builder, args[0], spread_number(builder, args[1]))

    return types.boolean(lanes, types.float64), emit


def series(builder: Any, x: Any, terms: int) -> Any:
    """e^x - 1 = x + x^2 (1/2 + x/6 + ...) with ``terms`` terms in all, by Horner's rule."""
    factorials = [1]
    for i in range(2, terms + 1):
        factorials.append(factorials[-1] * i)
    total = constant(1 / factorials[-1])
    for factorial in reversed(factorials[1:-1]):
        total = fused(builder, total, x, constant(1 / factorial))
    return fused(builder, builder.fmul(x, x), total, x)


@no_type_check
def _expm1(terms: int) -> Any:
    @intrinsic
    @no_type_check
    def expm1(typing: Any, x: Any) -> Any:
        def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return series(builder, args[0], terms)

        return lanes(lanes), emit

    return expm1


# Truncation stays below 2^-55 of the result up to these arguments.
TINY, SMALL, MODERATE = 2.0**-18, 2.0**-5, 0.35
expm1_tiny, expm1_small, expm1_moderate = _expm1(3), _expm1(8), _expm1(14)


@intrinsic
@no_type_check
def exp_below(typing: Any, x: Any) -> Any:
    """e^x for x <= 0 to about one unit in the last place, 0 below -708, NaN for NaN."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        # x = n log 2 + rest. Adding 1.5 * 2^52 rounds x/log 2 to the integer n, and n is in the lowest bits.
        x, shift = args[0], constant(6755399441055744.0)
        shifted = fused(builder, x, constant(1.4426950408889634), shift)
        halvings = builder.fsub(shifted, shift)
        # log 2 in two parts, the first short enough for n times it to be exact.
        rest = fused(builder, halvings, constant(-0.693147180369123816490), x)
        rest = fused(builder, halvings, constant(-1.90821492927058770002e-10), rest)
        # 2^n by its bits: n + 1023 in the exponent.
        power = builder.shl(builder.bitcast(shifted, _WORDS), ir.Constant(_WORDS, [52] * WIDTH))
        power = builder.bitcast(builder.add(power, ir.Constant(_WORDS, [1023 << 52] * WIDTH)), VECTOR)
        value = fused(builder, series(builder, rest, 14), power, power)
        under = builder.fcmp_ordered("<", x, constant(-708.0))
        return builder.select(under, constant(0.0), value)

    return lanes(lanes), emit


def sources_digest() -> str:
    """A digest of every file that compiled code comes from.

    Numba's cache looks at the file of the entry point alone: after a change in any other, it would run the
    old code. It does distinguish entry points by what their closures hold, so that the digest, held there,
    makes a change in any of the files a new entry.
    """
    sources = sorted(pathlib.Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def cache_aligned(numbers: int) -> np.ndarray:
    """An uninitialised flat array whose first entry starts a cache line: no vector straddles two of them."""
    raw = np.empty(numbers + 8)
    skip = (-raw.ctypes.data % 64) // 8
    return raw[skip : skip + numbers]

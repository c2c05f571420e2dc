"""Matrix products whose sums stay in registers, compiled on their own and called by address.

The matrices are small (tens of rows), so that the overhead of a call of BLAS would count; nor does BLAS know
of the zeros of a trapezoid, or of vectors whose lanes are different instances.

Numba inlines what a function calls and optimises it anew for each caller. These products are large and have
many callers: behind an address they are compiled once.
"""

from __future__ import annotations

from typing import Any, no_type_check

# numba.core and llvmlite are private to Numba: the bounds in pyproject.toml.
from llvmlite import ir
from numba import cfunc, types
from numba.core import cgutils
from numba.extending import intrinsic

from icl_verify.yang2024.descent.cache import cached, one_compiles
from icl_verify.yang2024.descent.lanes import (
    DOUBLE,
    VECTOR,
    WIDE,
    WIDTH,
    constant,
    fused,
    internal,
    sources_digest,
    spread_number,
)

# Rows that are worked on together, by the number of vectors a row: rows x vectors sums, one row of b and one
# entry of a have to fit the 32 (or 16) registers.
_ROWS_BY_PANEL = {1: 8, 2: 8, 3: 8, 4: 6, 5: 5} if WIDE else {1: 8, 2: 4, 3: 4}
_WIDEST = max(_ROWS_BY_PANEL)
_NUMBERS = types.CPointer(types.float64)


class _Tile:
    """Emits out[r, v] = sum_{first <= l < last} a[r, l] b[l, v] for ``rows`` rows of ``panel`` vectors."""

    def __init__(self, builder: Any, spread: bool, rows: int, panel: int):
        self.builder, self.spread, self.rows, self.panel = builder, spread, rows, panel
        # Places on the stack to the emitter alone: LLVM promotes them to registers, as nothing takes their
        # address and their number is known.
        self.sums = [[cgutils.alloca_once(builder, VECTOR) for _ in range(panel)] for _ in range(rows)]

    def _at(self, work: Any, offset: Any, count: int, stride: Any, element: Any = VECTOR) -> Any:
        size = ir.Constant(offset.type, count)
        moved = self.builder.add(offset, self.builder.mul(size, stride))
        return self.builder.bitcast(self.builder.gep(work, [moved], inbounds=True), element.as_pointer())

    def clear(self) -> None:
        """All sums 0."""
        for line in self.sums:
            for place in line:
                self.builder.store(constant(0.0), place)

    def add(self, work: Any, a: Any, a_row: Any, b: Any) -> None:
        """One l: the outer product of a column of a and a row of b."""
        builder, width = self.builder, ir.Constant(b.type, WIDTH)
        right = [builder.load(self._at(work, b, v, width), align=8) for v in range(self.panel)]
        for r in range(self.rows):
            place = self._at(work, a, r, a_row, DOUBLE if self.spread else VECTOR)
            left = builder.load(place, align=8)
            left = spread_number(builder, left) if self.spread else left
            for v in range(self.panel):
                total = fused(builder, left, right[v], builder.load(self.sums[r][v]))
                builder.store(total, self.sums[r][v])

    def write(self, work: Any, out: Any, out_row: Any) -> None:
        """The sums to ``out``, rows ``out_row`` numbers apart."""
        builder, width = self.builder, ir.Constant(out.type, WIDTH)
        for r in range(self.rows):
            row = builder.add(out, builder.mul(ir.Constant(out.type, r), out_row))
            for v in range(self.panel):
                builder.store(builder.load(self.sums[r][v]), self._at(work, row, v, width), align=8)


@no_type_check
def _tile(rows: int, panel: int) -> Any:
    """An intrinsic for one tile. With ``mode`` None entries of a are numbers, spread over the lanes."""

    @intrinsic
    @no_type_check
    def product(
        typing: Any, mode: Any, work: Any, out: Any, out_row: Any, a: Any, a_row: Any, a_step: Any, b: Any,
        b_step: Any, first: Any, last: Any,
    ) -> Any:  # fmt: skip
        def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            _, work, out, out_row, a, a_row, a_step, b, b_step, first, last = args
            tile = _Tile(builder, isinstance(mode, types.NoneType), rows, panel)
            tile.clear()
            with cgutils.for_range_slice(builder, first, last, ir.Constant(first.type, 1)) as (step, _):
                left = builder.add(a, builder.mul(step, a_step))
                tile.add(work, left, a_row, builder.add(b, builder.mul(step, b_step)))
            tile.write(work, out, out_row)
            return context.get_dummy_value()

        return types.void(mode, work, *[types.intp] * 9), emit

    return product


@no_type_check
def _panel(width: int) -> Any:
    """All rows of a product over ``width`` vectors of columns."""
    most = _ROWS_BY_PANEL[width]
    block, pair, single = _tile(most, width), _tile(2, width), _tile(1, width)

    @internal
    @no_type_check
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
_panel4, _panel5 = (_panel(4), _panel(5)) if WIDE else (_panel3, _panel3)


@internal
@no_type_check
def _multiply(mode, work, out, out_row, rows, a, a_row, a_step, b, b_step, inner, columns, shape):
    per_column = WIDTH if mode is None else 1
    # Panels of nearly equal width: 6 columns as 3 + 3 keep the registers busier than 5 + 1.
    panels = (columns + _WIDEST - 1) // _WIDEST
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


_SIGNATURE = types.void(_NUMBERS, *[types.intp] * 11)


@no_type_check
def _compiled(mode: bool | None, digest: str) -> Any:
    @no_type_check
    def product(work, out, out_row, rows, a, a_row, a_step, b, b_step, inner, columns, shape):
        _ = digest  # in the closure, for Numba's cache: see ``sources_digest``
        _multiply(mode, work, out, out_row, rows, a, a_row, a_step, b, b_step, inner, columns, shape)

    def compiled(function: Any, *, cache: bool) -> Any:
        return cfunc(_SIGNATURE, cache=cache, error_model="numpy")(function)

    return cached(compiled, product)


_PRODUCTS: dict[bool, Any] = {}


def product_address(by_instance: bool) -> int:
    """Where the compiled product lies whose lanes are instances, or tokens."""
    if by_instance not in _PRODUCTS:
        with one_compiles():
            _PRODUCTS[by_instance] = _compiled(True if by_instance else None, sources_digest())
    return _PRODUCTS[by_instance].address


@intrinsic
@no_type_check
def multiply(
    typing: Any, address: Any, work: Any, out: Any, out_row: Any, rows: Any, a: Any, a_row: Any, a_step: Any,
    b: Any, b_step: Any, inner: Any, columns: Any, shape: Any,
) -> Any:  # fmt: skip
    """out (rows x columns) = a (rows x inner) b (inner x columns), columns counted in vectors.

    All offsets and strides count numbers of ``work``. ``shape`` is 0 for a full b, 1 where b is upper
    trapezoidal and 2 where it is lower trapezoidal (in numbers where lanes are tokens, else in vectors): the
    known zeros are left out. ``address`` is that of the compiled product.
    """

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        address, array, *rest = args
        data = context.make_array(sig.args[1])(context, builder, array).data
        kind = ir.FunctionType(ir.VoidType(), [DOUBLE.as_pointer(), *[number.type for number in rest]])
        builder.call(builder.inttoptr(address, kind.as_pointer()), [data, *rest])
        return context.get_dummy_value()

    return types.void(types.intp, work, *[types.intp] * 11), emit

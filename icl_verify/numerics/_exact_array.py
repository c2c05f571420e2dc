"""What arrays of exact entries share: operators, shape, basic indexing, and the doors that they keep shut."""

from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn, Self

import numpy as np

from icl_verify.numerics._interface import is_exact_integer

TYPED = 12  # digits that a float may have for a decimal
_BASIC_INDICES = (slice, type(None), type(Ellipsis))


def _constant(number: float | Fraction) -> str:
    """What to write in place of a number; of a float, the decimal that it was typed as.

    Nobody types as many digits as a root or pi has in float64: to write that fraction would be the mistake.
    """
    try:
        if not isinstance(number, Fraction) and len(Decimal(repr(float(number))).as_tuple().digits) > TYPED:
            return "what it stands for, xp.sqrt(xp.const(3)) say, or bounds of it by xp.const(p, q)"
        exact = number if isinstance(number, Fraction) else Fraction(repr(float(number)))
    except ValueError:  # an infinity or NaN
        return "xp.const(p, q)"
    return f"xp.const({exact.numerator}, {exact.denominator})"


class ExactArray:
    """An immutable array of entries: operators with its kind and ints, basic indexing, shape.

    It is no ndarray and refuses to become one. NumPy takes an object array of balls for numbers: `x < y` is
    False both where x >= y and where nothing is certain, and so `np.sort`, `np.max` and `np.where` would
    answer, and answer wrongly, without a word. For the same reason it has no truth value, no order, no hash
    and no float value. It refuses floats, since 0.1 in a formula is not 1/10 but the binary number nearby:
    the proof would be exact, and of another statement. It refuses what tensors refuse, Fractions say, so that
    a formula runs in every arithmetic or in none. All of these raise TypeError.
    """

    __slots__ = ("_entries",)
    __array_ufunc__ = None

    _entries: np.ndarray

    def __init__(self, entries: np.ndarray) -> None:
        if not isinstance(entries, np.ndarray) or entries.dtype != object:
            name = type(self).__name__
            raise TypeError(f"a {name} is made by from_exact or a namespace, got {type(entries).__name__}")
        self._entries = entries

    @classmethod
    @abstractmethod
    def exact_entry(cls, value: int | Fraction | float) -> Any:
        """The entry of an exact number."""

    @classmethod
    def wrap(cls, entries: Any) -> Self:
        """An array of an object array, or of the one entry that numpy makes of a 0-d array."""
        if type(entries) is not np.ndarray or entries.dtype != object:
            return cls(entries if isinstance(entries, np.ndarray) else np.array(entries, dtype=object))
        made = object.__new__(cls)
        made._entries = entries
        return made

    @classmethod
    def unwrap(cls, x: object, name: str = "x") -> np.ndarray:
        """The object array within; TypeError naming the argument for anything else."""
        if not isinstance(x, cls):
            raise TypeError(f"{name} must be a {cls.__name__}, got {type(x).__name__}")
        return x._entries

    @classmethod
    def gather(cls, entries: list[Any], shape: tuple[int, ...]) -> Self:
        """An array of the given shape from its entries in row-major order."""
        flat = np.empty(len(entries), dtype=object)
        flat[:] = entries
        return cls.wrap(flat.reshape(shape))

    @classmethod
    def operand(cls, other: object) -> Any:
        """What numpy combines with the entries; None when `other` is neither of this kind nor an integer."""
        if isinstance(other, cls):
            return other._entries
        if is_exact_integer(other):
            return cls.exact_entry(int(other))
        if isinstance(other, float):
            raise TypeError(
                f"{cls.__name__} takes no Python float, a rounded number: write {_constant(other)}, got "
                f"{float(other)!r}"
            )
        if isinstance(other, Fraction):
            raise TypeError(f"no arithmetic takes a Fraction: write {_constant(other)}, got {other!r}")
        return None

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes."""
        return self._entries.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self._entries.ndim

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Self]:
        return (self[i] for i in range(len(self)))  # len refuses an array without axes

    def __getitem__(self, index: Any) -> Self:
        for part in index if isinstance(index, tuple) else (index,):
            if not (isinstance(part, _BASIC_INDICES) or is_exact_integer(part)):
                name = type(self).__name__
                raise TypeError(f"a {name} takes ints, slices, None and ... as indices, got {part!r}")
            if isinstance(part, slice) and part.step is not None and part.step < 1:
                raise ValueError(f"a slice must have a step >= 1, as in float64, got {part!r}")
        return self.wrap(self._entries[index])

    def __neg__(self) -> Self:
        return self.wrap(-self._entries)

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return self.wrap(abs(self._entries))

    def __add__(self, other: Any) -> Self:
        right = self.operand(other)
        return NotImplemented if right is None else self.wrap(self._entries + right)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Self:
        right = self.operand(other)
        return NotImplemented if right is None else self.wrap(self._entries - right)

    def __rsub__(self, other: Any) -> Self:
        left = self.operand(other)
        return NotImplemented if left is None else self.wrap(left - self._entries)

    def __mul__(self, other: Any) -> Self:
        right = self.operand(other)
        return NotImplemented if right is None else self.wrap(self._entries * right)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Self:
        right = self.operand(other)
        return NotImplemented if right is None else self.wrap(self._entries / right)

    def __rtruediv__(self, other: Any) -> Self:
        left = self.operand(other)
        return NotImplemented if left is None else self.wrap(left / self._entries)

    def __matmul__(self, other: Any) -> Self:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self.wrap(self.product(self._entries, other._entries))

    def __pow__(self, exponent: Any) -> Self:
        if not is_exact_integer(exponent):
            raise TypeError(f"the exponent must be an integer (xp.sqrt for a root), got {exponent!r}")
        power, size = self.power, abs(int(exponent))
        raised = self.gather([power(entry, size) for entry in self._entries.ravel().tolist()], self.shape)
        return raised if exponent >= 0 else 1 / raised

    def __rpow__(self, base: Any) -> NoReturn:
        raise TypeError(f"the exponent must be an integer: write xp.exp(xp.log(b) * x) for {base!r} ** x")

    @staticmethod
    @abstractmethod
    def product(a: np.ndarray, b: np.ndarray) -> Any:
        """a @ b of two object arrays."""

    @staticmethod
    @abstractmethod
    def power(entry: Any, exponent: int) -> Any:
        """The entry to a power >= 0."""

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} is not a NumPy array: use the functions of its namespace")

    def __array_function__(self, function: Any, *_: Any) -> NoReturn:
        name, kind = getattr(function, "__name__", "this function"), type(self).__name__
        raise TypeError(f"numpy's {name} is not sound on a {kind}: use the functions of its namespace")

    def _refuse_comparison(self, other: object) -> NoReturn:
        name = type(self).__name__
        raise TypeError(f"a {name} is not ordered: use certainly_le, certainly_lt or excludes_zero on balls")

    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _refuse_comparison
    __eq__ = __ne__ = _refuse_comparison

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"a {type(self).__name__} has no truth value: use certainly_le or certainly_lt on balls"
        )

    def __float__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} is not a float: use to_floats")

"""What an instance is made of: sizes and arrays, each declared once.

An instance type is a class whose body lists its axes and fields::

    class LeastSquares(Instance):
        rows = Axis(low=1)
        columns = Axis(low=1)
        design = Field("rows", "columns")
        step = Field(kind="positive")

Strategies, JSON, the simplifier and the hunt read that declaration and nothing else. Instances come in
batches (leading axis) and hold raw numbers, either torch float64 or balls; what a raw number stands for (a
column scaled to unit norm, say) is computed in the arithmetic of the instance when the attribute is read.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, TypeVar

import numpy as np
import torch

from icl_verify.numerics import balls
from icl_verify.numerics.namespace import namespace

RATIONAL = re.compile(r"-?\d+(/\d+)?")
MOST_COUNTED = 1_000_000  # steps that a file may ask for
KINDS = ("real", "positive", "unit_columns", "probability")
_Result = TypeVar("_Result")


class Axis:
    """A named size.

    Arguments:
        low: least size allowed.
        prefix_of: when given, the size counts the first entries of that other axis and is smaller than it.
        count: True for an integer that is the size of no array (a number of steps, say).
        title: what the size means.
    """

    def __init__(self, low: int = 1, *, prefix_of: str | None = None, count: bool = False, title: str = ""):
        self.low, self.prefix_of, self.count, self.title = low, prefix_of, count, title
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Instance | None, owner: type) -> Any:
        return self if instance is None else instance.sizes[self.name]


class Field:
    """An array of raw real numbers over named axes.

    Arguments:
        axes: names of the axes, in order; none for a scalar.
        kind: ``real``; ``positive``; ``probability`` (strictly between 0 and 1); ``unit_columns`` (the raw
            columns along the first axis are nonzero and are scaled to norm 1 when read).
        distinct: of ``unit_columns``, no two may be the same once scaled.
        decades: range of magnitudes, as powers of ten, that strategies and the hunt stay inside.
        title: what the numbers mean.

    Raises:
        ValueError: kind is unknown, unit columns do not have two axes, or other fields are to be distinct.
    """

    def __init__(
        self,
        *axes: str,
        kind: str = "real",
        distinct: bool = False,
        decades: tuple[float, float] = (-6.0, 6.0),
        title: str = "",
    ):
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
        if kind == "unit_columns" and len(axes) != 2:
            raise ValueError(f"axes of unit columns must be two, got {axes}")
        if distinct and kind != "unit_columns":
            raise ValueError(f"distinct must be left to unit_columns, got a field of kind {kind!r}")
        self.axes, self.kind, self.decades, self.title = axes, kind, decades, title
        self.distinct = distinct
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Instance | None, owner: type) -> Any:
        if instance is None:
            return self
        return instance.memoised(("field", self.name), lambda: self._realise(instance.raw[self.name]))

    def _realise(self, raw: Any) -> Any:
        if self.kind != "unit_columns":
            return raw
        # Scaling by the largest entry first keeps squares away from underflow; it cancels exactly in balls.
        xp = namespace(raw)
        scaled = raw / xp.amax(xp.abs(raw), axis=-2)[..., None, :]
        return scaled / xp.norm(scaled, axis=-2)[..., None, :]

    def complaint(self, raw: np.ndarray) -> str | None:
        """What is wrong with raw numbers (an object or float array), or None."""
        if self.kind == "positive" and not all(x > 0 for x in raw.flat):
            return "must be > 0"
        if self.kind == "probability" and not all(0 < x < 1 for x in raw.flat):
            return "must be strictly between 0 and 1"
        if self.kind != "unit_columns":
            return None
        if not all(any(x != 0 for x in column) for column in raw.T):
            return "must have no zero column"
        if self.distinct and len({_direction(column) for column in raw.T}) < raw.shape[1]:
            return "must have distinct columns once they are scaled to norm 1"
        return None


def _direction(column: np.ndarray) -> tuple[Any, ...]:
    """The same for two nonzero columns of exact numbers that differ by a positive factor, and only then."""
    size = next(abs(x) for x in column if x != 0)
    return tuple(x / size for x in column)


def _repeats(columns: torch.Tensor) -> bool:
    """Whether some member's columns (batch, rows, columns), scaled to largest entry 1, agree in float64."""
    scaled = columns / columns.abs().amax(dim=-2, keepdim=True)
    shifts = range(1, columns.shape[-1] // 2 + 1)
    return any(bool((scaled == scaled.roll(shift, dims=-1)).all(dim=-2).any()) for shift in shifts)


class Instance:
    """A batch of instances of one shape. Subclass it and declare axes and fields in the body.

    Arguments:
        sizes: a size for every axis.
        raw: for every field an array of shape (batch, *axes), all torch float64 on one device or all balls.

    Raises:
        ValueError: a size or array is missing, out of range, of the wrong shape or not finite.
    """

    axes: ClassVar[dict[str, Axis]] = {}
    fields: ClassVar[dict[str, Field]] = {}
    registry: ClassVar[dict[str, type[Instance]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        members = {k: v for c in reversed(cls.__mro__) for k, v in vars(c).items()}
        cls.axes = {k: v for k, v in members.items() if isinstance(v, Axis)}
        cls.fields = {k: v for k, v in members.items() if isinstance(v, Field)}
        _check_declaration(cls)
        Instance.registry[cls.type_name()] = cls

    @classmethod
    def type_name(cls) -> str:
        """``module:class``, the name under which JSON files know the type."""
        return f"{cls.__module__}:{cls.__qualname__}"

    def __init__(self, sizes: Mapping[str, int], raw: Mapping[str, Any]):
        self.sizes = check_sizes(type(self), sizes)
        self._memo: dict[Any, Any] = {}
        if set(raw) != set(self.fields):
            raise ValueError(f"raw must hold exactly {sorted(self.fields)}, got {sorted(raw)}")
        self.raw = dict(raw)
        first = next(iter(self.raw.values()))
        self.batch = int(first.shape[0]) if first.ndim else 0
        if self.batch < 1:
            raise ValueError("batch must be at least 1, got an empty batch")
        for name, field in self.fields.items():
            self._check(name, field)

    def _check(self, name: str, field: Field) -> None:
        array = self.raw[name]
        shape = (self.batch, *(self.sizes[a] for a in field.axes))
        if tuple(array.shape) != shape:
            raise ValueError(f"{name} must have shape {shape}, got {tuple(array.shape)}")
        if not isinstance(array, torch.Tensor):
            return
        if array.dtype != torch.float64:
            raise ValueError(f"{name} must be float64, got {array.dtype}")
        if not bool(torch.isfinite(array).all()):
            raise ValueError(f"{name} must be finite, got a NaN or an infinity")
        values = array.detach()
        if field.kind in ("positive", "probability") and not bool((values > 0).all()):
            raise ValueError(f"{name} must be > 0, got {float(values.min())}")
        if field.kind == "probability" and not bool((values < 1).all()):
            raise ValueError(f"{name} must be < 1, got {float(values.max())}")
        if field.kind == "unit_columns" and not bool((values != 0).any(dim=-2).all()):
            raise ValueError(f"{name} must have no zero column, got one")
        if field.distinct and _repeats(values):
            raise ValueError(f"{name} must have distinct columns once scaled to norm 1, got two that agree")

    def memoised(self, key: Any, make: Callable[[], _Result]) -> _Result:
        """The value kept under ``key``, made at the first call."""
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]

    @property
    def xp(self) -> Any:
        """The arithmetic that the batch is held in."""
        return namespace(*self.raw.values())

    def pictures(self) -> dict[str, Any]:
        """Matrices worth a look in a report, by title, each of shape (batch, rows, columns)."""
        return {}

    @classmethod
    def illustrated_by(cls, function: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
        """Decorator: the type's ``pictures``, where its module cannot know them."""
        setattr(cls, "pictures", function)  # noqa: B010 - a method, put there by name
        return function

    def select(self, index: Any) -> Any:
        """The instances at ``index`` (int, slice, mask or list), as a batch of the same type."""
        if isinstance(index, int):
            index = slice(index, index + 1 or None)
        return type(self)(self.sizes, {k: v[index] for k, v in self.raw.items()})

    def resized(self, **sizes: int) -> Any:
        """The same arrays with other counts (axes declared with ``count=True`` alone)."""
        for name in sizes:
            if not self.axes[name].count:
                raise ValueError(f"{name} is the size of an array, not a count")
        return type(self)({**self.sizes, **sizes}, self.raw)

    def exact(self, index: int) -> Exact:
        """Instance ``index`` of a float64 batch with its exact numbers."""
        values = {}
        for name, array in self.raw.items():
            flat = array[index].detach().cpu().numpy()
            values[name] = np.array([Fraction(float(x)) for x in flat.flat], dtype=object).reshape(flat.shape)
        return Exact(type(self), dict(self.sizes), values)


def _check_declaration(kind: type[Instance]) -> None:
    """ValueError where a type has no field, or a field or prefix names an axis that is not declared."""
    if not kind.fields:
        raise ValueError(f"{kind.__name__} must declare at least one field, got none")
    named = {axis: f"field {f.name}" for f in kind.fields.values() for axis in f.axes}
    named |= {a.prefix_of: f"axis {a.name}" for a in kind.axes.values() if a.prefix_of}
    for axis, user in named.items():
        if axis not in kind.axes:
            raise ValueError(f"{user} of {kind.__name__} must name declared axes, got {axis!r}")


def check_sizes(kind: type[Instance], sizes: Mapping[str, int]) -> dict[str, int]:
    """The sizes as a plain dictionary; ValueError where one is missing, unknown or out of range."""
    if set(sizes) != set(kind.axes):
        raise ValueError(f"sizes must hold exactly {sorted(kind.axes)}, got {sorted(sizes)}")
    for name, axis in kind.axes.items():
        size = sizes[name]
        if isinstance(size, bool) or not isinstance(size, int):
            raise ValueError(f"{name} must be an integer, got {size!r}")
        if size < axis.low:
            raise ValueError(f"{name} must be at least {axis.low}, got {size}")
        if axis.prefix_of and size >= sizes[axis.prefix_of]:
            raise ValueError(f"{name} must be < {axis.prefix_of} = {sizes[axis.prefix_of]}, got {size}")
    return dict(sizes)


def derived(function: Callable[..., _Result]) -> Callable[..., _Result]:
    """Keep the result of a function of an instance (and hashable options) with that instance."""

    @functools.wraps(function)
    def kept(instance: Instance, **options: Any) -> _Result:
        key = (function, tuple(sorted(options.items())))
        return instance.memoised(key, lambda: function(instance, **options))

    return kept


@dataclass(frozen=True, eq=False)
class Exact:
    """One instance with exact numbers: what is stored, simplified and handed to the balls.

    Two are equal when type, sizes and every number are.

    Attributes:
        kind: the instance type.
        sizes: a size for every axis.
        values: for every field an object array of ``Fraction`` over its axes (no batch axis).
    """

    kind: type[Instance]
    sizes: dict[str, int]
    values: dict[str, np.ndarray]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exact) and (self.kind, self.fingerprint) == (other.kind, other.fingerprint)

    def __hash__(self) -> int:
        return hash((self.kind, self.fingerprint))

    @functools.cached_property
    def fingerprint(self) -> str:
        """The same for equal instances, different for different ones."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()

    def complaint(self) -> str | None:
        """Why this is no instance of its type, or None."""
        try:
            check_sizes(self.kind, self.sizes)
        except ValueError as error:
            return str(error)
        for name, field in self.kind.fields.items():
            shape = tuple(self.sizes[a] for a in field.axes)
            if self.values[name].shape != shape:
                return f"{name} must have shape {shape}, got {self.values[name].shape}"
            wrong = field.complaint(self.values[name])
            if wrong:
                return f"{name} {wrong}"
        return None

    def float64(self, device: str = "cpu") -> Any:
        """A torch batch of one (numbers that no float holds are rounded)."""
        raw = {
            k: torch.tensor(v.astype(np.float64), dtype=torch.float64, device=device)[None]
            for k, v in self.values.items()
        }
        return self.kind(self.sizes, raw)

    def balls(self) -> Any:
        """A ball batch of one at the current precision."""
        return self.kind(self.sizes, {k: balls.from_exact(v[None]) for k, v in self.values.items()})

    def drop(self, axis: str, index: int) -> Exact:
        """Without entry ``index`` of an axis, wherever a field runs along it."""
        sizes = {**self.sizes, axis: self.sizes[axis] - 1}
        for name, other in self.kind.axes.items():
            if other.prefix_of == axis and index < self.sizes[name]:
                sizes[name] -= 1
        values = dict(self.values)
        for name, field in self.kind.fields.items():
            for position, along in enumerate(field.axes):
                if along == axis:
                    values[name] = np.delete(values[name], index, axis=position)
        return Exact(self.kind, sizes, values)

    def replace(self, field: str, values: np.ndarray) -> Exact:
        """With other numbers in one field."""
        return Exact(self.kind, self.sizes, {**self.values, field: values})

    def resize(self, **sizes: int) -> Exact:
        """With other counts."""
        return Exact(self.kind, {**self.sizes, **sizes}, self.values)

    def upto(self, time: int) -> Exact:
        """With its counts cut to that step (at least 1); as it is for -1."""
        if time < 0:
            return self
        counts = {k: n for k, n in self.sizes.items() if self.kind.axes[k].count}
        return self.resize(**{k: max(1, min(n, time)) for k, n in counts.items()})

    def to_json(self) -> dict[str, Any]:
        """Plain values, exact: floats where a float holds the number, ``"p/q"`` elsewhere."""
        fields = {
            name: {"axes": list(self.kind.fields[name].axes), "values": _encode(array)}
            for name, array in self.values.items()
        }
        return {"type": self.kind.type_name(), "sizes": self.sizes, "fields": fields}

    @staticmethod
    def from_json(data: Any) -> Exact:
        """The instance that ``to_json`` wrote.

        Raises:
            ValueError: the data is malformed, names an unknown type or breaks a constraint of the type.
        """
        if not isinstance(data, dict) or not {"type", "sizes", "fields"} <= set(data):
            raise ValueError("instance must be an object with type, sizes and fields")
        kind = Instance.registry.get(data["type"]) if isinstance(data["type"], str) else None
        if kind is None:
            raise ValueError(f"type must be a known instance type, got {data['type']!r}")
        if not isinstance(data["sizes"], dict) or not isinstance(data["fields"], dict):
            raise ValueError("sizes and fields must be objects")
        sizes = check_sizes(kind, data["sizes"])
        for name, axis in kind.axes.items():
            if axis.count and sizes[name] > MOST_COUNTED:
                raise ValueError(f"{name} must be at most {MOST_COUNTED}, got {sizes[name]}")
        if set(data["fields"]) != set(kind.fields):
            raise ValueError(f"fields must hold exactly {sorted(kind.fields)}, got {sorted(data['fields'])}")
        values = {}
        for name, field in kind.fields.items():
            entry = data["fields"][name]
            if not isinstance(entry, dict) or "values" not in entry:
                raise ValueError(f"{name} must be an object with values")
            values[name] = _decode(name, entry["values"], tuple(sizes[a] for a in field.axes))
        exact = Exact(kind, sizes, values)
        wrong = exact.complaint()
        if wrong:
            raise ValueError(wrong)
        return exact


def _encode(array: Any) -> Any:
    if isinstance(array, np.ndarray) and array.ndim:
        return [_encode(row) for row in array]
    number = array.item() if isinstance(array, np.ndarray) else array
    if number.denominator == 1 and abs(number) < 2**53:
        return int(number)
    try:
        nearest = float(number)
    except OverflowError:
        return str(number)
    return nearest if Fraction(nearest) == number else str(number)


def _decode(name: str, nested: Any, shape: tuple[int, ...]) -> np.ndarray:
    """The numbers of a nested list of that shape; what is declared is believed only where it is there."""
    entries = [nested]
    for size in shape:
        if any(not isinstance(entry, list) or len(entry) != size for entry in entries):
            raise ValueError(f"{name} must be nested lists of shape {shape}")
        entries = [inner for entry in entries for inner in entry]
    array = np.empty(len(entries), dtype=object)
    array[:] = [_number(name, entry) for entry in entries]
    return array.reshape(shape)


def _number(name: str, entry: Any) -> Fraction:
    written = isinstance(entry, str) and len(entry) < 4000 and RATIONAL.fullmatch(entry)
    if isinstance(entry, bool) or not (written or isinstance(entry, int | float)):
        raise ValueError(f"{name} must hold numbers or 'p/q' in its declared shape, got {str(entry)[:40]!r}")
    try:
        return Fraction(entry)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise ValueError(f"{name} must hold finite numbers, got {entry!r}") from error

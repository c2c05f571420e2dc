"""A batch of instances: raw numbers in one of the arithmetics, and what is computed from them."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Self, TypeAlias, TypeVar, cast

import numpy as np
import torch

from icl_verify.numerics.float64 import tensor
from icl_verify.numerics.namespace import Array, Namespace, namespace
from icl_verify.statement.fields.declaration import Axis, Declaration, Field, check_declaration, check_sizes
from icl_verify.statement.fields.exact import Exact
from icl_verify.statement.fields.quantity import Derived, Quantity, quantity_of
from icl_verify.statement.fields.versions import edited, versions

_Result = TypeVar("_Result")
_Shown = TypeVar("_Shown", bound="Instance")
Nested: TypeAlias = "float | Sequence[Nested]"  # numbers in nested lists
Pictures: TypeAlias = Callable[[_Shown], Mapping[str, Array]]
Members: TypeAlias = int | slice | list[int] | np.ndarray | torch.Tensor  # which instances of a batch
SPREAD = 0.6180339887498949  # weighs the entries of a column, so that other columns have other sums
PAIRS_AT_ONCE = 1_000_000  # entries that may be compared in one go, in search of columns that agree


class Instance(Declaration):
    """A batch of instances of one shape. Subclass it and declare axes and fields in the body.

    Attributes:
        symbols: by field what it is called, in plain characters and in LaTeX; ``name_fields`` sets them.

    Arguments:
        sizes: a size for every axis.
        raw: for every field an array of shape (batch, *axes), all torch float64 on one device or all balls.

    Raises:
        ValueError: a size or array is missing, out of range, of the wrong shape or not finite.
    """

    symbols: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init_subclass__(cls, name: str = "", formerly: Sequence[str] = ()) -> None:
        super().__init_subclass__()
        for member, value in vars(cls).items():
            if isinstance(value, Axis | Field) and (
                member in ("sizes", "raw", "batch") or member in dir(Instance)
            ):
                raise ValueError(f"names in {cls.__name__} must be none of Instance's own, got {member!r}")
        members = {k: v for c in reversed(cls.__mro__) for k, v in vars(c).items()}
        cls.axes = {k: v for k, v in members.items() if isinstance(v, Axis)}
        cls.fields = {k: v for k, v in members.items() if isinstance(v, Field)}
        check_declaration(cls)
        cls.register(name, formerly)

    def __init__(self, sizes: Mapping[str, int], raw: Mapping[str, Array]):
        self.sizes = check_sizes(type(self), sizes)
        self._memo: dict[Hashable, object] = {}
        if set(raw) != set(self.fields):
            raise ValueError(f"raw must hold exactly {sorted(self.fields)}, got {sorted(raw)}")
        self.raw = dict(raw)
        first = next(iter(self.raw.values()))
        self.batch = int(first.shape[0]) if first.ndim else 0
        if self.batch < 1:
            raise ValueError("batch must be at least 1, got an empty batch")
        for name, field in self.fields.items():
            self._check(name, field)
        self.remember()

    def _check(self, name: str, field: Field) -> None:
        array = self.raw[name]
        shape = (self.batch, *(self.sizes[a] for a in field.axes))
        if tuple(array.shape) != shape:
            raise ValueError(f"{name} must have shape {shape}, got {tuple(array.shape)}")
        if not isinstance(array, torch.Tensor):
            return
        if array.dtype != torch.float64:
            raise ValueError(f"{name} must be float64, got {array.dtype}")
        values = array.detach()
        least, largest = (float(end) for end in torch.aminmax(values)) if values.numel() else (0.5, 0.5)
        if not (math.isfinite(least) and math.isfinite(largest)):
            raise ValueError(f"{name} must be finite, got a NaN or an infinity")
        if field.kind in ("positive", "probability") and not least > 0:
            raise ValueError(f"{name} must be > 0, got {least}")
        if field.kind == "probability" and not largest < 1:
            raise ValueError(f"{name} must be < 1, got {largest}")
        if field.kind == "unit_columns" and not bool((values != 0).any(dim=-2).all()):
            raise ValueError(f"{name} must have no zero column, got one")
        if field.distinct and _repeats(values):
            raise ValueError(f"{name} must have distinct columns once scaled to norm 1, got two that agree")

    @classmethod
    def of(cls, **given: Nested) -> Self:
        """A batch of one from a size for every axis and nested lists of numbers for every field, by name.

        Raises:
            ValueError: a size or field is missing or unknown, or the numbers are not what the type declares.
        """
        sizes = check_sizes(cls, {name: given.pop(name) for name in cls.axes if name in given})
        if set(given) != set(cls.fields):
            raise ValueError(f"fields must be exactly {sorted(cls.fields)}, got {sorted(given)}")
        return cls(sizes, {name: torch.tensor([given[name]], dtype=torch.float64) for name in cls.fields})

    def __repr__(self) -> str:
        """Of a single float64 instance the code that rebuilds it."""
        shown = [f"{name}={self.sizes[name]}" for name in self.axes]
        if self.batch > 1 or not all(isinstance(array, torch.Tensor) for array in self.raw.values()):
            return f"<{type(self).__name__}: a batch of {self.batch}, {', '.join(shown)}>"
        shown += [f"{name}={tensor(self.raw[name])[0].tolist()!r}" for name in self.fields]
        return f"{type(self).__name__}.of({', '.join(shown)})"

    def memoised(self, key: Hashable, make: Callable[[], _Result]) -> _Result:
        """The value kept under ``key``, made at the first call; lists and dicts become read-only.

        Other claims are given the same one.
        """
        if key not in self._memo:
            self._memo[key] = _read_only(make())
            self._as_made[key] = versions(self._memo[key])
        return cast(_Result, self._memo[key])

    def quantities(self) -> Iterator[Derived]:
        """What was derived from this batch so far, inner results first."""
        for key, value in self._memo.items():
            match key:
                case ("field", str(name)):
                    yield Derived(self.field_words(name), {}, (value,))
                case (function, tuple(asked), *_) if callable(function) and hasattr(function, "quantity"):
                    options = dict(asked)
                    parts = value if isinstance(value, tuple) else (value,)
                    yield Derived(quantity_of(function, options), options, parts)

    @classmethod
    def field_words(cls, name: str) -> Quantity:
        """What a field is called."""
        known = [vars(home).get("symbols", {}) for home in cls.__mro__]
        symbol, tex = next((symbols[name] for symbols in known if name in symbols), ("", ""))
        return Quantity(name, symbol, tex, title=cls.fields[name].title)

    def remember(self) -> None:
        """Take the batch as it is for what was drawn: ``touched`` tells what is edited from now on."""
        self._as_drawn = {name: versions(array) for name, array in self.raw.items()}
        self._as_made = {key: versions(value) for key, value in self._memo.items()}

    def touched(self) -> str | None:
        """The field or kept value that was edited in place since it was made, None where there is none.

        Told by torch's count of edits, so that what goes around it (``.data``, ``.numpy()``) is not seen.
        """
        for name, before in self._as_drawn.items():
            if edited(before) or any(array is not self.raw.get(name) for array, _ in before):
                return f"field {name}"
        for key, before in self._as_made.items():
            if edited(before):
                return f"the value of {_name(key)}"
        return None

    @property
    def tensors(self) -> dict[str, torch.Tensor]:
        """The raw numbers of a float64 batch by field (TypeError for a batch of another arithmetic)."""
        return {name: tensor(array) for name, array in self.raw.items()}

    @functools.cached_property
    def xp(self) -> Namespace[Array]:
        """The arithmetic that the batch is held in."""
        return namespace(*self.raw.values())

    def pictures(self) -> Mapping[str, Array]:
        """Matrices worth a look in a report, by title, each of shape (batch, rows, columns)."""
        return {}

    @classmethod
    def illustrated_by(cls, function: Pictures[_Shown]) -> Pictures[_Shown]:
        """Decorator: the type's ``pictures``, where its module cannot know them."""
        setattr(cls, "pictures", function)  # noqa: B010 - a method, put there by name
        return function

    def select(self, index: Members) -> Self:
        """The instances at ``index`` (int, slice, mask or list), as a batch of the same type."""
        if isinstance(index, int):
            index = slice(index, index + 1 or None)
        return type(self)(self.sizes, {k: v[index] for k, v in self.tensors.items()})

    def exact(self, index: int) -> Exact:
        """Instance ``index`` of a float64 batch with its exact numbers."""
        values = {}
        for name, array in self.tensors.items():
            numbers = array[index].detach().cpu()
            entries = [Fraction(*x.as_integer_ratio()) for x in numbers.ravel().tolist()]
            values[name] = np.array(entries, dtype=object).reshape(numbers.shape)
        return Exact(type(self), dict(self.sizes), values)

    def shared(self, index: int, time: int) -> Exact:
        """``exact(index).upto(time)``, kept for all claims on the batch: they judge the same few members."""
        return self.memoised(("exact", index, time), lambda: self.exact(index).upto(time).share())


def name_fields(kind: type[Instance], **symbols: tuple[str, str]) -> None:
    """Say what fields of an instance type are called: ``features=("z_k", "z_k")``, plain and LaTeX.

    Raises:
        ValueError: the type has no such field.
    """
    if unknown := sorted(set(symbols) - set(kind.fields)):
        raise ValueError(f"symbols must be of fields of {kind.__name__}, got {unknown[0]!r}")
    kind.symbols = {**vars(kind).get("symbols", {}), **symbols}


def note_instance(error: BaseException, instance: Instance) -> None:
    """Add to an exception on what instance it was raised: the sizes, and in which arithmetic."""
    if not getattr(error, "__notes__", ()):  # an inner statement may have said so
        sizes = ", ".join(f"{name} = {size}" for name, size in instance.sizes.items())
        inside = "float64" if all(isinstance(a, torch.Tensor) for a in instance.raw.values()) else "balls"
        error.add_note(f"on an instance with {sizes}, in {inside}")


def _read_only(value: object) -> object:
    """Lists as tuples and dicts as views that cannot be written to, within each other too."""
    match value:
        case list():
            return tuple(map(_read_only, value))
        case dict():
            return MappingProxyType({key: _read_only(part) for key, part in value.items()})
        case tuple() if not hasattr(value, "_fields"):
            return tuple(map(_read_only, value))
    return value


def _name(key: Hashable) -> str:
    """What a kept value is called: a field, or the function that makes it."""
    first, second = key[:2] if isinstance(key, tuple) and len(key) > 1 else (key, None)
    return f"field {second}" if first == "field" else str(getattr(first, "__name__", first))


def _repeats(columns: torch.Tensor) -> bool:
    """Whether some member's columns (batch, rows, columns), scaled to largest entry 1, agree in float64."""
    entries = columns.cpu().numpy()
    entries = entries / np.abs(entries).max(axis=-2, keepdims=True)
    # Columns that agree have one sum, taken entry by entry: few members are left to compare.
    sums = functools.reduce(lambda total, row: total * SPREAD + row, np.moveaxis(entries, -2, 0))
    sums = np.sort(sums, axis=-1)
    scaled = torch.from_numpy(entries[(sums[:, 1:] == sums[:, :-1]).any(axis=-1)])
    count = columns.shape[-1]
    if count * scaled.numel() <= PAIRS_AT_ONCE:
        same = (scaled[..., None] == scaled[..., None, :]).all(dim=-3)
        return int(same.sum()) > count * len(scaled)  # each column agrees with itself
    shifts = range(1, count // 2 + 1)
    return any(bool((scaled == scaled.roll(shift, dims=-1)).all(dim=-2).any()) for shift in shifts)

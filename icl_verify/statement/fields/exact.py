"""One instance with exact numbers, and its JSON."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np
import torch

from icl_verify.numerics import balls, symbolic
from icl_verify.records.files import Json
from icl_verify.statement.fields.declaration import Declaration, check_sizes, without

if TYPE_CHECKING:
    from icl_verify.statement.fields.instance import Instance

RATIONAL = re.compile(r"-?\d+(/\d+)?")
MOST_COUNTED = 1_000_000  # steps that a file may ask for


@dataclass(frozen=True, eq=False)
class Exact:
    """One instance with exact numbers: what is stored, simplified and handed to the balls.

    Two are equal when type, sizes and every number are.

    Attributes:
        kind: the instance type.
        sizes: a size for every axis.
        values: for every field an object array of ``Fraction`` over its axes (no batch axis).
        shared: whether other claims will ask for it, so that its balls are kept for them.
    """

    kind: type[Instance]
    sizes: dict[str, int]
    values: dict[str, np.ndarray]
    shared: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exact) and (self.kind, self.fingerprint) == (other.kind, other.fingerprint)

    def __hash__(self) -> int:
        return hash((self.kind, self.fingerprint))

    @functools.cached_property
    def fingerprint(self) -> str:
        """The same for equal instances, different for different ones."""
        told = [self.kind.type_name(), *(f"{name}={size}" for name, size in sorted(self.sizes.items()))]
        for name, array in sorted(self.values.items()):
            told += [f"{name}{array.shape}", *(f"{x.numerator:x}/{x.denominator:x}" for x in array.flat)]
        return hashlib.sha256(" ".join(told).encode()).hexdigest()

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

    def float64(self, device: str = "cpu") -> Instance:
        """A torch batch of one (numbers that no float holds are rounded; ValueError for one beyond all)."""
        return stacked([self], device)

    def balls(self) -> Instance:
        """A ball batch of one at the current precision."""
        return self.kind(self.sizes, {k: balls.from_exact(v[None]) for k, v in self.values.items()})

    def symbols(self, *, free: bool = False) -> Instance:
        """A symbolic batch of one, its numbers named ``field_i_j``; ``free`` leaves them without values."""
        raw = {k: symbolic.atoms(k, v.shape, None if free else v)[None] for k, v in self.values.items()}
        return self.kind(self.sizes, raw)

    def drop(self, axis: str, index: int) -> Exact:
        """Without entry ``index`` of an axis, wherever a field runs along it."""
        sizes = without(self.kind, self.sizes, axis, index)
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

    @property
    def steps(self) -> int:
        """Steps of its trajectory, 0 without one."""
        along = self.kind.trajectory()
        return 0 if along is None else self.sizes[along]

    def upto(self, time: int) -> Exact:
        """With its trajectory cut to that step (at least 1); as it is for -1, or without a trajectory."""
        along = self.kind.trajectory()
        if time < 0 or along is None:
            return self
        return self.resize(**{along: max(1, min(self.sizes[along], time))})

    def share(self) -> Exact:
        """The same, marked as one that other claims will ask for."""
        return replace(self, shared=True)

    def to_json(self) -> dict[str, Json]:
        """Plain values, exact: floats where a float holds the number, ``"p/q"`` elsewhere."""
        fields = {
            name: {"axes": list(self.kind.fields[name].axes), "values": values}
            for name, values in self.numbers().items()
        }
        return {"type": self.kind.type_name(), "sizes": self.sizes, "fields": fields}

    def numbers(self) -> dict[str, Json]:
        """Of every field its numbers as ``to_json`` writes them, nested lists along the axes."""
        return {name: _encode(array) for name, array in self.values.items()}

    @staticmethod
    def from_json(data: Json) -> Exact:
        """The instance that ``to_json`` wrote.

        Raises:
            ValueError: the data is malformed, names an unknown type or breaks a constraint of the type.
        """
        if not isinstance(data, dict) or not {"type", "sizes", "fields"} <= set(data):
            raise ValueError("instance must be an object with type, sizes and fields")
        kind = Declaration.named(data["type"]) if isinstance(data["type"], str) else None
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
        exact = Exact(cast("type[Instance]", kind), sizes, values)
        wrong = exact.complaint()
        if wrong:
            raise ValueError(wrong)
        return exact


def stacked(alike: Sequence[Exact], device: str = "cpu") -> Instance:
    """A torch batch of instances of one type and the same sizes, in their order.

    Raises:
        ValueError: a number is beyond float64's range, or what is rounded is no instance.
    """
    known: dict[int, np.ndarray] = {}  # candidates that differ in one field share the others
    raw = {}
    for name in alike[0].values:
        for array in (one.values[name] for one in alike):
            if id(array) not in known:
                try:
                    known[id(array)] = array.astype(np.float64)
                except OverflowError:
                    message = f"{name} must be within float64's range, got a larger number"
                    raise ValueError(message) from None
        numbers = np.stack([known[id(one.values[name])] for one in alike])
        raw[name] = torch.tensor(numbers, dtype=torch.float64, device=device)
    return alike[0].kind(alike[0].sizes, raw)


def _encode(array: np.ndarray | Fraction) -> Json:
    if isinstance(array, np.ndarray) and array.ndim:
        return [_encode(row) for row in array]
    number: Fraction = array.item() if isinstance(array, np.ndarray) else array
    if number.denominator == 1 and abs(number) < 2**53:
        return int(number)
    try:
        nearest = float(number)
    except OverflowError:
        return str(number)
    return nearest if Fraction(nearest) == number else str(number)


def _decode(name: str, nested: Json, shape: tuple[int, ...]) -> np.ndarray:
    """The numbers of a nested list of that shape; what is declared is believed only where it is there."""
    entries: list[Json] = [nested]
    for size in shape:
        rows = [entry for entry in entries if isinstance(entry, list) and len(entry) == size]
        if len(rows) < len(entries):
            raise ValueError(f"{name} must be nested lists of shape {shape}")
        entries = [inner for row in rows for inner in row]
    array = np.empty(len(entries), dtype=object)
    array[:] = [_number(name, entry) for entry in entries]
    return array.reshape(shape)


def _number(name: str, entry: Json) -> Fraction:
    short = not isinstance(entry, str) or (len(entry) < 4000 and RATIONAL.fullmatch(entry))
    if isinstance(entry, bool) or not isinstance(entry, int | float | str) or not short:
        raise ValueError(f"{name} must hold numbers or 'p/q' in its declared shape, got {str(entry)[:40]!r}")
    try:
        return Fraction(entry)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise ValueError(f"{name} must hold finite numbers, got {entry!r}") from error

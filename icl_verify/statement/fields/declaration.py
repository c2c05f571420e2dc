"""What an instance type declares: its named sizes, its arrays, and the checks that follow from them alone."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self, overload

import numpy as np

from icl_verify.numerics.namespace import Array, Namespace, namespace
from icl_verify.statement.names import checked_name

if TYPE_CHECKING:
    from icl_verify.statement.fields.instance import Instance

ANY_SIZE = (-6.0, 6.0)  # decades of a field that declares none
KINDS = ("real", "positive", "unit_columns", "probability")


class Axis:
    """A named size.

    Arguments:
        low: least size allowed.
        prefix_of: when given, the size counts the first entries of that other axis and is smaller than it.
        count: True for an integer that is the size of no array (a number of steps, say).
        trajectory: True for the count that is the number of steps of the instance's trajectory, to which a
            relation's ``times`` refer: cut to t steps, it is the same trajectory up to its step t.
        title: what the size means.

    Raises:
        ValueError: a trajectory that is no count.
    """

    def __init__(
        self, low: int = 1, *, prefix_of: str | None = None, count: bool = False, trajectory: bool = False,
        title: str = "",
    ):  # fmt: skip
        if trajectory and not count:
            raise ValueError("count must be True for a trajectory, got Axis(trajectory=True) alone")
        self.low, self.prefix_of, self.count, self.title = low, prefix_of, count, title
        self.trajectory, self.name = trajectory, ""

    def __fingerprint__(self) -> tuple[object, ...]:
        """All but the title."""
        return self.name, self.low, self.prefix_of, self.count, self.trajectory

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Instance, owner: type) -> int: ...
    def __get__(self, instance: Instance | None, owner: type) -> Self | int:
        return self if instance is None else instance.sizes[self.name]


class Field:
    """An array of raw real numbers over named axes.

    Arguments:
        axes: names of the axes, in order; none for a scalar.
        kind: ``real``; ``positive``; ``probability`` (strictly between 0 and 1); ``unit_columns`` (the raw
            columns along the first axis are nonzero and are scaled to norm 1 when read).
        distinct: of ``unit_columns``, no two may be the same once scaled.
        decades: least and greatest magnitude, as powers of ten, that strategies and the hunt keep to. Where
            none are given, the standard population draws zeros too.
        title: what the numbers mean.
        degree: the power of a unit that the numbers carry, or such powers by the names of several units.
            What a formula adds up must agree in them. Where no field of a type declares one, they are found
            from its claims.

    Raises:
        ValueError: kind is unknown, unit columns do not have two axes, other fields are to be distinct,
            decades are no range, or a degree is no integer or that of a field that no unit can scale.
    """

    def __init__(
        self,
        *axes: str,
        kind: str = "real",
        distinct: bool = False,
        decades: tuple[float, float] = ANY_SIZE,
        title: str = "",
        degree: int | Mapping[str, int] = 0,
    ):
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
        if kind == "unit_columns" and len(axes) != 2:
            raise ValueError(f"axes of unit columns must be two, got {axes}")
        if distinct and kind != "unit_columns":
            raise ValueError(f"distinct must be left to unit_columns, got a field of kind {kind!r}")
        if len(decades) != 2 or not -math.inf < decades[0] <= decades[1] < math.inf:
            raise ValueError(f"decades must be a range (least, greatest), got {decades!r}")
        self.axes, self.kind, self.decades, self.title = axes, kind, decades, title
        self.distinct = distinct
        self.degrees = _degrees(degree, kind)
        self.name = ""

    def __fingerprint__(self) -> tuple[object, ...]:
        """All but the title."""
        return self.name, self.axes, self.kind, self.distinct, self.decades, self.degrees

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Instance, owner: type) -> Array: ...
    def __get__(self, instance: Instance | None, owner: type) -> Self | Array:
        if instance is None:
            return self
        return instance.memoised(("field", self.name), lambda: self._realise(instance.raw[self.name]))

    def _realise(self, raw: Array) -> Array:
        if self.kind != "unit_columns":
            return raw
        # Scaling by the largest entry first keeps squares away from underflow; it cancels exactly in balls.
        xp: Namespace[Array] = namespace(raw)
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


def _degrees(degree: int | Mapping[str, int], kind: str) -> dict[str, int]:
    """The powers of units that are not 0, by the unit's name; a single one has none."""
    given = dict(degree) if isinstance(degree, Mapping) else {"": degree}
    for power in given.values():
        if isinstance(power, bool) or not isinstance(power, int):
            raise ValueError(f"degree must be an integer, or integers by unit, got {degree!r}")
    found = {unit: power for unit, power in given.items() if power}
    if found and kind not in ("real", "positive"):
        raise ValueError(f"degree must be left to real and positive fields, got {degree!r} for kind {kind!r}")
    return found


def _direction(column: np.ndarray) -> tuple[Fraction, ...]:
    """The same for two nonzero columns of exact numbers that differ by a positive factor, and only then."""
    size = next(abs(x) for x in column if x != 0)
    return tuple(x / size for x in column)


class Declaration(ABC):
    """The axes and fields of an instance type, collected from the body of the class.

    Attributes:
        axes: the declared axes by name, in order.
        fields: the declared fields by name, in order.
        registry: every instance type by the name under which JSON files know it.
    """

    axes: ClassVar[dict[str, Axis]] = {}
    fields: ClassVar[dict[str, Field]] = {}
    registry: ClassVar[dict[str, type[Declaration]]] = {}
    registered: ClassVar[str] = ""

    @classmethod
    def type_name(cls) -> str:
        """The name under which JSON files know the type: as registered, else ``module:class``."""
        return cls.registered or cls.place()

    @classmethod
    def place(cls) -> str:
        """``module:class``."""
        return f"{cls.__module__}:{cls.__qualname__}"

    @classmethod
    def trajectory(cls) -> str | None:
        """The axis that counts the steps of the trajectory, None for a type without one."""
        return next((name for name, axis in cls.axes.items() if axis.trajectory), None)

    @classmethod
    def register(cls, name: str, formerly: Sequence[str]) -> None:
        """Let JSON files know the type by a name, by its place and by names that it had.

        Raises:
            ValueError: the name is another type's.
        """
        cls.registered = checked_name("name", name) if name else ""
        for known in (cls.type_name(), cls.place(), *formerly):
            other = cls.registry.setdefault(known, cls)
            if other.place() != cls.place():
                raise ValueError(
                    f"name must be one type's, got {known} for {other.place()} and {cls.place()}"
                )
            cls.registry[known] = cls

    @classmethod
    def named(cls, name: str) -> type[Declaration] | None:
        """The type that a file means; None where no such type was imported.

        Which module a file of claims becomes depends on how pytest imports it: where a module's whole path is
        not known, its last part decides, if it can.
        """
        if name in cls.registry or ":" not in name:
            return cls.registry.get(name)
        alike = {kind for known, kind in cls.registry.items() if _last_part(known) == _last_part(name)}
        return alike.pop() if len(alike) == 1 else None

    @abstractmethod
    def __init__(self, sizes: Mapping[str, int], raw: Mapping[str, Array]):
        """A batch of these sizes that holds these arrays."""


def _last_part(place: str) -> str:
    """``module:class`` without the packages that the module is in."""
    module, _, name = place.partition(":")
    return f"{module.rpartition('.')[2]}:{name}"


def check_declaration(kind: type[Declaration]) -> None:
    """ValueError for no field, two trajectories, or a field or prefix of an axis that is not declared."""
    along = [name for name, axis in kind.axes.items() if axis.trajectory]
    if len(along) > 1:
        raise ValueError(f"trajectory of {kind.__name__} must be one axis, got {' and '.join(along)}")
    if not kind.fields:
        raise ValueError(f"{kind.__name__} must declare at least one field, got none")
    named = {axis: f"field {f.name}" for f in kind.fields.values() for axis in f.axes}
    named |= {a.prefix_of: f"axis {a.name}" for a in kind.axes.values() if a.prefix_of}
    for axis, user in named.items():
        if axis not in kind.axes:
            raise ValueError(f"{user} of {kind.__name__} must name declared axes, got {axis!r}")


def check_sizes(kind: type[Declaration], sizes: Mapping[str, object]) -> dict[str, int]:
    """The sizes as a plain dictionary; ValueError where one is missing, unknown or out of range."""
    if set(sizes) != set(kind.axes):
        raise ValueError(f"sizes must hold exactly {sorted(kind.axes)}, got {sorted(sizes)}")
    checked: dict[str, int] = {}
    for name in sizes:
        size = sizes[name]
        if isinstance(size, bool) or not isinstance(size, int):
            raise ValueError(f"{name} must be an integer, got {size!r}")
        checked[name] = size
    for name, axis in kind.axes.items():
        size = checked[name]
        if size < axis.low:
            raise ValueError(f"{name} must be at least {axis.low}, got {size}")
        if axis.prefix_of and size >= checked[axis.prefix_of]:
            raise ValueError(f"{name} must be < {axis.prefix_of} = {checked[axis.prefix_of]}, got {size}")
    return checked


def is_shape(kind: type[Declaration], sizes: Mapping[str, int]) -> bool:
    """Whether the sizes are those of an instance of the type."""
    try:
        check_sizes(kind, sizes)
    except ValueError:
        return False
    return True


def without(kind: type[Declaration], sizes: Mapping[str, int], axis: str, index: int) -> dict[str, int]:
    """The sizes once ``index`` of an axis is dropped: a prefix that counted it is smaller too."""
    counted = [name for name, other in kind.axes.items() if other.prefix_of == axis and index < sizes[name]]
    return {name: size - (name == axis or name in counted) for name, size in sizes.items()}

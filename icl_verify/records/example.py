"""One instance in a file: a counterexample, the tightest of a hunt. And the data behind a claim's plots."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Self

from icl_verify.records.files import Json, read_json
from icl_verify.records.relation import RelationWords
from icl_verify.records.typed import Part

SCHEMA = 1
NUMBER = re.compile(r"-?\d{1,4000}(/\d{1,4000})?")
EXACT_INTEGERS = 2**53  # a browser reads larger ones as the nearest float
MOST_ENTRIES = 10**6  # along an axis


def _size(value: int, where: str) -> None:
    if not 0 <= value <= MOST_ENTRIES:
        raise ValueError(f"{where} must be from 0 to {MOST_ENTRIES}, got {str(value)[:40]}")


def _same_length(rows: Sequence[Sequence[float]], where: str) -> None:
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"{where} must be of one length")


@dataclass(frozen=True, kw_only=True)
class FieldFile(Part):
    """A field's numbers, nested along its axes: floats, integers or exact quotients ``"p/q"``."""

    axes: tuple[str, ...]
    values: Json


@dataclass(frozen=True, kw_only=True)
class InstanceFile(Part):
    """An instance with exact numbers; `type` is the name under which its type is registered."""

    type: str
    sizes: Mapping[str, Annotated[int, _size]]
    fields: Mapping[str, FieldFile]

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """As for every part; the values of a field must have the shape of its axes (ValueError)."""
        instance = super().from_json(value, where)
        for name, one in instance.fields.items():
            place = f"{where}.fields.{name}"
            unknown = [axis for axis in one.axes if axis not in instance.sizes]
            if unknown:
                raise ValueError(f"{place}.axes must be among sizes, got {unknown[0]!r}")
            _check_array(one.values, [instance.sizes[axis] for axis in one.axes], place)
        return instance


def _check_array(values: Json, shape: list[int], where: str) -> None:
    if not shape:
        whole = type(values) is int and abs(values) <= EXACT_INTEGERS
        if not (whole or type(values) is float or (isinstance(values, str) and NUMBER.fullmatch(values))):
            raise ValueError(f"{where} must hold a number or 'p/q', got {str(values)[:40]!r}")
        return
    if not isinstance(values, list | tuple) or len(values) != shape[0]:
        raise ValueError(f"{where} must have shape {shape} along its axes")
    for value in values:
        _check_array(value, shape[1:], where)


@dataclass(frozen=True, kw_only=True)
class Proved(Part):
    """An assumption of the claim, and whether it is proved on the instance.

    `outcome` says what balls know: ``proved``, ``tie`` (equal as far as they see), ``undecided``, ``broken``.
    """

    name: str
    proved: bool = False
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture(Part):
    """A matrix worth a look."""

    title: str
    rows: Annotated[tuple[tuple[float, ...], ...], _same_length]


@dataclass(frozen=True, kw_only=True)
class TightestShape(Part):
    """The tightest instance of one shape that a hunt saw; `confirmed` where `best` is the balls' value."""

    sizes: Mapping[str, int]
    scales: Mapping[str, float | None]
    best: float | None
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Example(Part):
    """A file with one instance of a claim: what is claimed of it, and what balls say.

    Attributes:
        kind: ``smallest``, ``worst`` or ``tightest``.
        relation: the words of its kind, None where an assumption decided.
        lhs, rhs: the sides at the entry shown, as balls in text ``[mid +/- rad]``.
        entry: its flattened index within the instance's sides.
        tightness: its lhs/rhs, None where that is infinite.
        precision: bits at which balls decided.
        outside: titles of what its population ensures, the claim does not ask for, and it does not satisfy.
        pictures: matrices to show.
        shapes, history: of a hunt: the tightest of each shape, and (steps, best) at each improvement.
    """

    schema: int = SCHEMA
    claim: str
    title: str = ""
    statement: str = ""
    source: str = ""
    form: str = ""
    digest: str = ""
    versions: Mapping[str, str | int] = field(default_factory=dict)
    kind: str = ""
    instance: InstanceFile
    relation: RelationWords | None = None
    lhs: str = ""
    rhs: str = ""
    entry: tuple[int, ...] = ()
    tightness: float | None = None
    precision: int = 0
    assumptions: tuple[Proved, ...] = ()
    outside: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    shapes: tuple[TightestShape, ...] | None = None
    history: tuple[tuple[float | None, ...], ...] | None = None


def read_example(path: str | Path) -> Example:
    """The instance in a file, checked.

    Raises ValueError when the file is absent, too large, no JSON or no such instance.
    """
    value = read_json(path)
    try:
        return Example.from_json(value, "counterexample")
    except ValueError as problem:
        raise ValueError(f"{path} must hold an instance of a claim: {problem}") from None


@dataclass(frozen=True, kw_only=True)
class CorpusEntry(Part):
    """An instance that a corpus keeps, with its tightness when the claim had that digest."""

    tightness: float = math.nan
    instance: InstanceFile
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class CorpusFile(Part):
    """The tightest instances known of a claim."""

    schema: int = SCHEMA
    claim: str = ""
    instances: tuple[CorpusEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Histogram(Part):
    """Counts between edges."""

    edges: tuple[float, ...]
    counts: tuple[float, ...]

    def __post_init__(self) -> None:
        needed = len(self.counts) + 1
        if len(self.edges) != needed:
            raise ValueError(f"{len(self.counts)} counts need {needed} edges, got {len(self.edges)}")


@dataclass(frozen=True, kw_only=True)
class Group(Part):
    """The tightness of the instances that share a size or a decade of a number."""

    value: float | None = None
    count: int = 0
    q50: float | None = None
    max: float | None = None


@dataclass(frozen=True, kw_only=True)
class Curve(Part):
    """Named curves over `times`, all of one length; in JSON their names stand beside ``label``."""

    label: str = ""
    times: tuple[float | None, ...]
    values: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """As for every part (ValueError)."""
        if isinstance(value, Mapping):
            named = {key: one for key, one in value.items() if key not in ("label", "times")}
            value = {**{key: one for key, one in value.items() if key not in named}, "values": named}
        curve = super().from_json(value, where)
        if any(len(one) != len(curve.times) for one in curve.values.values()):
            raise ValueError(f"{where}: times and every curve over them must be of one length")
        return curve

    def to_json(self) -> dict[str, Json]:
        """Plain values."""
        return {"label": self.label, "times": self.times, **self.values}


@dataclass(frozen=True, kw_only=True)
class PlotData(Part):
    """What a claim's plots show.

    Attributes:
        by_axis: tightness by size or by decade of a positive number.
        margins: histograms by assumption.
        histogram: of log10 tightness.
        curves: of a training run, say.
    """

    by_axis: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)
    margins: Mapping[str, Histogram | None] = field(default_factory=dict)
    histogram: Histogram | None = None
    curves: tuple[Curve, ...] = ()

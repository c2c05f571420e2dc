"""Counting as batches go by: how many instances, how tight, how far assumptions are from failing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import torch

from icl_verify.judge.e_value import Count
from icl_verify.records.example import Group, Histogram, PlotData
from icl_verify.records.schema import AssumptionRecord, Margin, Quantiles, Sampled, Tightness, Weighed
from icl_verify.statement.claim import Assumption
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.population import Shape, shape_key
from icl_verify.statement.relation import FloatJudgement, Relation

BINS = 40  # of a histogram
MOST_DECADES = 20  # of a histogram, on either side of 1: beyond it nothing is told apart by eye
MOST_DIGITS = 17  # float64 holds no more: sides that are equal to the last bit agree to so many
TINY_MARGIN = 1e-12  # relative. An assumption that holds by less hangs on a few roundings
CONFIDENCE = 0.95  # of what a sample says of the suspicions that it stands for


@dataclass(frozen=True)
class Sample:
    """That none of ``settled`` suspicions, drawn at random from ``suspicions`` of one nature, is a break.

    With ``settled`` 0 all of them stay open.
    """

    nature: str
    suspicions: int
    settled: int

    @property
    def breaks(self) -> int:
        """The largest number of breaks among all of them that the sample does not rule out."""
        return unseen(self.suspicions, self.settled)

    @property
    def share(self) -> float:
        """The same as a share."""
        return self.breaks / self.suspicions

    def sentence(self) -> str:
        """What a reader of a verdict must know of it."""
        if not self.settled:
            return f"{self.suspicions:,} suspicions {self.nature} stay open: any could be a break."
        return (
            f"0 of {self.settled:,} sampled of {self.suspicions:,} suspicions {self.nature} are breaks: "
            f"at most {self.breaks:,} ({self.share:.2%}) could be, at confidence {CONFIDENCE:.0%}."
        )

    def record(self) -> Sampled:
        """The sample as a record holds it."""
        return Sampled(
            nature=self.nature, suspicions=self.suspicions, settled=self.settled, share=self.share,
            confidence=CONFIDENCE,
        )  # fmt: skip


def unseen(population: int, sample: int, confidence: float = CONFIDENCE) -> int:
    """How many breaks a population may hold of which a sample without replacement shows none.

    The largest number whose chance to stay unseen, exactly (hypergeometric), is above 1 - confidence.

    Raises:
        ValueError: the sample is not between 0 and the population.
    """
    if not 0 <= sample <= population:
        raise ValueError(f"sample must be between 0 and the population {population}, got {sample}")
    chance, breaks = 1.0, 0
    while breaks < population - sample:
        chance *= (population - sample - breaks) / (population - breaks)
        if chance <= 1 - confidence:
            break
        breaks += 1
    return breaks


@dataclass(frozen=True)
class Row:
    """The finite tightness of instances that share sizes, or the decade of a positive number.

    Attributes:
        shared: by name of the axis or number, the size or the decade.
        count: of the instances, those without a finite tightness among them for sizes.
    """

    shared: Mapping[str, int]
    q50: float
    max: float
    count: int


@dataclass
class AssumptionTally:
    """How often one assumption held, and by what margin (its slack: 1 - tightness, or x over its scale).

    ``undefined`` counts instances on which float64 gives it no number: not applicable, but not failed.
    """

    title: str
    held: int = 0
    tried: int = 0
    undefined: int = 0
    margins: list[np.ndarray] = field(default_factory=list)


@dataclass
class Tally:
    """What the batches of one claim added up to.

    Attributes:
        batches, instances: drawn.
        applicable: of these, the ones that meet every assumption and have an entry that float64 resolves.
        suspicions: instances that float64 suspects of a break, or of equality.
        settled, proved, ties: settlements in balls, and how they ended.
        unsettled: suspected breaks that were neither proved nor dismissed.
        undefined: of these, instances on which a side is no number in balls either.
        undefined_on: the first of those.
        made_simple: of the unsettled, the ones that were made simple in search of a proof.
        left_open: instances that balls were shown though not suspected, and left open, where float64 is
            never trusted.
        cut: instances that balls were shown cut to fewer steps, of which the claim says another thing.
        beyond: applicable instances with steps of which float64 knows too little, too late for balls.
        sampled: samples that stand for the suspicions beyond the budget.
        weighed: members that float64 has nothing against, and that balls proved or tied.
        off: of these, those whose number float64 has wrong by more than a tenth.
        apart: the largest difference of the logarithms of both numbers; None where none was compared.
        relation: the kind of relation that the claim states, None before the first batch.
        events: of a statement on chances, the events counted: of each shape, those of its instances.
    """

    batches: int = 0
    instances: int = 0
    applicable: int = 0
    suspicions: int = 0
    ties: int = 0
    settled: int = 0
    proved: int = 0
    unsettled: int = 0
    undefined: int = 0
    undefined_on: Exact | None = None
    made_simple: int = 0
    left_open: int = 0
    cut: int = 0
    beyond: int = 0
    sampled: list[Sample] = field(default_factory=list)
    weighed: int = 0
    off: int = 0
    apart: float | None = None
    relation: type[Relation] | None = None
    events: dict[Shape, list[Count]] = field(default_factory=dict)
    shapes: set[Shape] = field(default_factory=set)
    tightness: list[np.ndarray] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    assumptions: dict[str, AssumptionTally] = field(default_factory=dict)
    remarks: dict[str, list[np.ndarray]] = field(default_factory=dict)
    resolved: list[np.ndarray] = field(default_factory=list)
    largest: float | None = None

    def applicable_mask(
        self, assumes: tuple[Assumption, ...], batch: Instance
    ) -> tuple[np.ndarray, np.ndarray]:
        """Which instances satisfy every assumption in float64, and which may, (batch,); counts as it goes.

        An assumption that float64 leaves undefined may hold: a suspected break there is for balls to settle.
        """
        mask, possible = np.ones(batch.batch, dtype=bool), np.ones(batch.batch, dtype=bool)
        for assumption in assumes:
            judged = assumption.judged(batch)  # first: an assumption that raises counts nothing
            tally = self.assumptions.setdefault(assumption.name, AssumptionTally(assumption.title))
            held = ~judged.broken
            tally.tried += batch.batch
            tally.held += int(held.sum())
            tally.undefined += int(judged.undefined.sum())
            tally.margins.append(judged.margin)
            mask &= held
            possible &= held | judged.undefined
        self.batches += 1
        self.instances += batch.batch
        self.applicable += int(mask.sum())
        self.shapes.add(shape_key(batch.sizes))
        return mask, possible

    def set_relation(self, claim: str, relation: type[Relation]) -> None:
        """Set the kind of relation; ValueError where the claim of that id has stated another before."""
        if self.relation not in (None, relation):
            raise ValueError(f"{claim} must return one kind of relation, got {relation.kind} as well")
        self.relation = relation

    def add_resolved(self, judged: FloatJudgement, mask: np.ndarray) -> None:
        """An instance of which float64 resolves no entry was not tried; of the others, what share was."""
        self.applicable -= int((judged.judged[mask] == 0).sum())
        self.resolved.append(judged.judged[mask])

    def add_events(self, batch: Instance, counts: list[Count]) -> None:
        """Add the events of instances to those of the batch's shape."""
        self.events.setdefault(shape_key(batch.sizes), []).extend(counts)

    def bound_by(self, largest: float) -> None:
        """Let no tightness pass what balls allow: the worst break, or equality for a claim that holds."""
        self.largest = largest

    def add_weight(self, apart: float | None, most: float) -> None:
        """Add a member that was weighed, and by how much float64 is off; above ``most`` it errs."""
        self.weighed += 1
        if apart is not None:
            self.off += apart > most
            self.apart = max(self.apart or 0.0, apart)

    def weight(self) -> Weighed | None:
        """The weighing as a record holds it, None where nothing was weighed."""
        if not self.weighed:
            return None
        known = self.apart is not None and np.isfinite(self.apart)
        return Weighed(members=self.weighed, off=self.off, apart=self.apart if known else None)

    def add_tightness(self, batch: Instance, judged: FloatJudgement, mask: np.ndarray) -> None:
        """Add the tightness of the applicable instances, with the shape and scales they belong to."""
        values = judged.tightness[mask]
        if not len(values):
            return
        self.tightness.append(values)
        finite = values[np.isfinite(values)]
        if len(finite):
            self.rows.append(_row(dict(batch.sizes), np.sort(finite), len(values)))
        self.rows.extend(_by_decade(batch, values, mask))

    def add_remarks(self, remarks: Mapping[str, torch.Tensor], mask: np.ndarray) -> None:
        """Add what a relation remarks on the applicable instances."""
        for name, values in remarks.items():
            self.remarks.setdefault(name, []).append(values.detach().cpu().numpy()[mask])

    def remark_quantiles(self) -> dict[str, Quantiles]:
        """Least, median, 95% quantile and largest of every remark that is ever finite, by name."""
        quantiles = {}
        for name, parts in self.remarks.items():
            values = np.concatenate(parts)
            values = values[np.isfinite(values)]
            if len(values):
                low, q50, q95, high = (float(np.quantile(values, q)) for q in (0, 0.5, 0.95, 1))
                quantiles[name] = Quantiles(min=low, q50=q50, q95=q95, max=high)
        return quantiles

    def tightness_quantiles(self) -> Tightness | None:
        """Median, 95% quantile and largest tightness, which may be infinite; None where none is finite."""
        values = self._values()
        values = values[np.isfinite(values)]
        if not len(values):
            return None
        q50, q95 = (float(np.quantile(values, q)) for q in (0.5, 0.95))
        return Tightness(max=np.inf if self.largest == np.inf else float(values.max()), q50=q50, q95=q95)

    def digits(self) -> float | None:
        """The digits to which sides that should be equal agree where they agree worst, at most 17."""
        values = self._values()
        values = values[np.isfinite(values)]
        return float(-np.log10(max(float(values.max()), 10.0**-MOST_DIGITS))) if len(values) else None

    def _values(self) -> np.ndarray:
        """Every tightness added; what float64 puts beyond the balls' largest is that."""
        values = np.concatenate(self.tightness) if self.tightness else np.array([])
        if self.largest is None:
            return values
        return np.append(np.minimum(values, self.largest), self.largest if self.largest > 1 else [])

    @property
    def resolved_share(self) -> float:
        """Mean share of the entries of an applicable instance that float64 resolves."""
        shares = np.concatenate(self.resolved) if self.resolved else np.array([])
        return float(shares.mean()) if len(shares) else 1.0

    def plot_data(self) -> PlotData:
        """Histograms and dependence on sizes, for the report."""
        margins = {name: _histogram(np.concatenate(one.margins)) for name, one in self.assumptions.items()}
        return PlotData(by_axis=_grouped(self.rows), margins=margins, histogram=_histogram(self._values()))

    def assumption_records(self) -> tuple[AssumptionRecord, ...]:
        """The assumptions as the record lists them."""
        return tuple(
            AssumptionRecord(
                name=name, title=one.title, held=one.held, tried=one.tried, undefined=one.undefined,
                margin=_margin(np.concatenate(one.margins)),
            )
            for name, one in self.assumptions.items()
        )  # fmt: skip


def _margin(margins: np.ndarray) -> Margin | None:
    """Quantiles of the margins that are finite, None where none is."""
    margins = margins[np.isfinite(margins)]
    if not len(margins):
        return None
    low, q05, q50 = (float(np.quantile(margins, q)) for q in (0.0, 0.05, 0.5))
    return Margin(min=low, q05=q05, q50=q50, below_tiny=float((margins < TINY_MARGIN).mean()))


def _by_decade(batch: Instance, values: np.ndarray, mask: np.ndarray) -> list[Row]:
    rows: list[Row] = []
    finite = np.isfinite(values)
    order = np.argsort(values[finite])
    ordered, members = values[finite][order], np.flatnonzero(mask)[finite][order]
    for name, declared in batch.fields.items():
        if declared.kind != "positive" or declared.axes:
            continue
        for decade, within in batch.memoised(("decades", name), lambda: _decades(batch, name)):  # noqa: B023
            inside = ordered[within[members]]
            if len(inside):
                rows.append(_row({name: decade}, inside, len(inside)))
    return rows


def _decades(batch: Instance, name: str) -> list[tuple[int, np.ndarray]]:
    """The decades of a positive number, ascending, and which instances are in each, shape (batch,)."""
    decades = np.floor(np.log10(batch.tensors[name].detach().cpu().numpy())).astype(int)
    return [(int(decade), decades == decade) for decade in np.unique(decades)]


def _row(shared: Mapping[str, int], finite: np.ndarray, count: int) -> Row:
    """Of finite tightnesses in ascending order; ``np.median`` would take ten times as long."""
    middle = len(finite) // 2
    median = finite[middle] if len(finite) % 2 else (finite[middle - 1] + finite[middle]) / 2
    return Row(shared, float(median), float(finite[-1]), count)


def _grouped(rows: list[Row]) -> dict[str, tuple[Group, ...]]:
    """The rows by what they share, sorted by name and value."""
    groups: dict[str, dict[int, list[Row]]] = {}
    for row in rows:
        for name, value in row.shared.items():
            groups.setdefault(name, {}).setdefault(value, []).append(row)
    return {
        name: tuple(
            Group(
                value=value,
                count=sum(row.count for row in members),
                q50=float(np.median([row.q50 for row in members])),
                max=max(row.max for row in members),
            )
            for value, members in sorted(groups[name].items())
        )
        for name in sorted(groups)
    }


def _histogram(values: np.ndarray) -> Histogram | None:
    """Counts of the decimal logarithms; what lies beyond MOST_DECADES counts at the ends."""
    positive = values[np.isfinite(values) & (values > 0)]
    if not len(positive):
        return None
    logs = np.clip(np.log10(positive), -MOST_DECADES, MOST_DECADES)
    low, high = float(logs.min()), float(logs.max())
    if high - low < 1e-6:
        low, high = low - 0.5, high + 0.5
    counts, edges = np.histogram(logs, bins=BINS, range=(low, high))
    return Histogram(edges=tuple(float(e) for e in edges), counts=tuple(int(c) for c in counts))

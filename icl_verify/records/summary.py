"""What a run's records add up to, as `run.json` holds it beside them."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icl_verify.records.files import Json
from icl_verify.records.schema import FORMS, VERDICTS, Record
from icl_verify.records.typed import Part


@dataclass(frozen=True, kw_only=True)
class Damaged(Part):
    """A line of `records.jsonl` that is not a record: its number (from 1), why, and how it begins."""

    line: int
    reason: str
    excerpt: str


@dataclass(frozen=True, kw_only=True)
class Trials(Part):
    """Of one form, how many were tried, how many refuted and which were not (None where nobody asks)."""

    tried: int
    refuted: int
    survivors: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Counts of a run: by verdict, by form, instances drawn, verdicts as expected, ids that are not."""

    verdicts: Mapping[str, int]
    claims: int
    forms: Mapping[str, int]
    instances: int
    as_expected: int
    unexpected: tuple[str, ...]
    mutants: Trials
    controls: Trials

    def to_json(self) -> dict[str, Json]:
        """As `run.json` holds it: the verdicts beside the rest."""
        mutants, controls = self.mutants.to_json(), self.controls.to_json()
        del controls["survivors"]
        rest = {one.name: getattr(self, one.name) for one in dataclasses.fields(self)}
        verdicts = rest.pop("verdicts")
        return {**verdicts, **rest, "mutants": mutants, "controls": controls}


@dataclass(frozen=True, kw_only=True)
class Necessity(Part):
    """A claim tried without one of its assumptions.

    Attributes:
        claim: the id of the claim that it varies.
        assumption: the name of the one that it lacks.
        held_on: instances without the assumption on which the claim was tried.
        counterexample: its file, None where there is none.
        id: of the trial itself.
        with_it: the verdict of the claim with the assumption, None where it was not tried.
    """

    claim: str | None
    assumption: str | None
    verdict: str
    held_on: int
    counterexample: str | None
    id: str
    with_it: str | None = None

    @property
    def needed(self) -> bool:
        """Whether it shows that the assumption is needed: a claim that is false anyway shows nothing."""
        return self.verdict == "refuted" and self.with_it == "holds"


def summary(claims: Iterable[Record]) -> Summary:
    """Counts of a run's records."""
    claims = list(claims)
    mutants = [record for record in claims if record.form == "mutant"]
    controls = [record for record in claims if record.form == "control"]
    return Summary(
        verdicts={verdict: sum(record.verdict == verdict for record in claims) for verdict in VERDICTS},
        claims=len(claims),
        forms={form: sum(record.form == form for record in claims) for form in FORMS},
        instances=sum(record.instances for record in claims),
        as_expected=sum(record.as_expected for record in claims),
        unexpected=tuple(record.id for record in claims if not record.as_expected),
        mutants=Trials(
            tried=len(mutants),
            refuted=sum(record.verdict == "refuted" for record in mutants),
            survivors=tuple(record.id for record in mutants if record.verdict != "refuted"),
        ),
        controls=Trials(tried=len(controls), refuted=sum(record.verdict == "refuted" for record in controls)),
    )


def necessity(claims: Iterable[Record]) -> list[Necessity]:
    """The rows of the necessity matrix: claims tried without one of their assumptions (form "necessity")."""
    claims = list(claims)
    verdicts = {record.id: record.verdict for record in claims}
    return [
        Necessity(
            claim=record.of,
            assumption=record.drops,
            verdict=record.verdict,
            held_on=record.applicable,
            counterexample=record.counterexample,
            id=record.id,
            with_it=verdicts.get(record.of or ""),
        )
        for record in claims
        if record.form == "necessity"
    ]

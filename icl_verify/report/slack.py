"""What holds and how tightly: the source's statements that survived, with what could be taken off each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icl_verify.records.schema import Record
from icl_verify.report.words import count, measured, short, tightest_known

SHARP = 0.995  # from here on nothing worth having can be taken off


@dataclass(frozen=True)
class Slack:
    """A statement that holds.

    Attributes:
        compares: what its sides are, where they have names: the factor is one of these.
        tightest: the tightest known, or the digits to which equal sides agree, or the share of events seen.
        removable: the factor that could be taken off the right side, as far as anybody has found.
        scales: whether that factor depends on the sizes.
        proved: on how many instances of how many balls proved it.
    """

    record: Record
    tightest: str
    removable: str
    scales: str
    proved: str
    compares: str = ""


def slack(claims: Sequence[Record]) -> list[Slack]:
    """A row for every printed statement that holds, in the order given."""
    return [_row(record) for record in claims if record.form == "printed" and record.verdict == "holds"]


def _row(record: Record) -> Slack:
    known = tightest_known(record)
    proved = f"{count(record.proved)} of {count(record.applicable)}"
    if record.weighed is not None and record.weighed.members:
        proved += f", {count(record.weighed.members)} weighed"
    return Slack(
        record,
        measured(record) if known is None else short(known),
        _removable(known),
        _scales(record, known),
        proved if record.arithmetic == "ball" else "counted",
        _compares(record),
    )


def _removable(known: float | None) -> str:
    if known is None or known <= 0:
        return "—"
    return "none" if known >= SHARP else f"{short(1 / known)}"


def _scales(record: Record, known: float | None) -> str:
    """The hunt's diagnosis in short; without shapes enough nothing is known of it."""
    said = record.hunt.diagnosis if record.hunt else ""
    if known is None or not said or "too few shapes" in said:
        return "—"
    return said.removeprefix("off ")


def _compares(record: Record) -> str:
    words = record.relation
    if words is None or {words.left, words.right} & {"left side", "right side", "the quantity", ""}:
        return ""
    return f"{words.left} {words.sign} {words.right}"

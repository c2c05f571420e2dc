"""What a run keeps of degrees and repairs; neither touches the verdict."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

from icl_verify.records.schema import Record, RepairRecord
from icl_verify.repair.course import QUICK, mend
from icl_verify.repair.degrees import Survey
from icl_verify.repair.proposals import Repair
from icl_verify.statement.claim import Claim
from icl_verify.statement.relation import Equal

MENDED_FORMS = ("printed", "conjecture")
SHOWN = 5
LONGEST = 200  # characters that a note gains


def mended(record: Record, claim: Claim, surveyed: Sequence[Claim], seed: int) -> Record:
    """The record with its claim's degrees, where it is printed, and repairs, where it fell.

    Whatever goes wrong here leaves the record as it is, but for a word in its note: no verdict depends on it.

    Arguments:
        surveyed: the claims from which the scalings of instance types are found.
    """
    try:
        return _mended(record, claim, surveyed, seed)
    except Exception as error:
        said = f"Neither degrees nor repairs: {type(error).__name__}: {error}"[:LONGEST]
        return replace(record, note=" ".join(filter(None, (record.note, said))))


def _mended(record: Record, claim: Claim, surveyed: Sequence[Claim], seed: int) -> Record:
    degrees: tuple[str, ...] = ()
    if claim.form == "printed":
        degrees = tuple(str(alarm) for alarm in _survey(tuple(surveyed)).alarms(claim))
    repairs: tuple[RepairRecord, ...] = ()
    # A bound needs a hunt of its own, which a run does not pay for: `icl-verify repair` does.
    equality = record.relation is not None and record.relation.kind == Equal.kind
    if equality and record.verdict == "refuted" and claim.form in MENDED_FORMS:
        repairs = records_of(mend(claim, seed=seed, budget=QUICK))
    return replace(record, degrees=degrees, repairs=repairs)


def records_of(repair: Repair) -> tuple[RepairRecord, ...]:
    """The first proposals as the record holds them."""
    return tuple(
        RepairRecord(kind=p.kind, change=p.text, evidence=p.evidence, code=p.code)
        for p in repair.proposals[:SHOWN]
    )


@functools.lru_cache(maxsize=1)
def _survey(claims: tuple[Claim, ...]) -> Survey:
    """One survey for all claims of a run in a process."""
    return Survey(claims)

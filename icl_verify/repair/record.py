"""What a run keeps of degrees and repairs; neither touches the verdict."""

from __future__ import annotations

import functools
import multiprocessing
from collections.abc import Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection

import torch

from icl_verify.records.schema import SOURCE_FORMS, Record, RepairRecord
from icl_verify.repair.course import CONDITIONS, QUICK, mend
from icl_verify.repair.degrees import Survey
from icl_verify.repair.proposals import Repair
from icl_verify.statement.claim import Claim
from icl_verify.statement.relation import Equal

MENDED_FORMS = (*SOURCE_FORMS, "conjecture")
SHOWN = 5
LONGEST = 200  # characters that a note gains
LONGEST_SURVEY = 120  # seconds: many times what the survey of a whole catalogue takes
LONGEST_CLAIM = 5  # seconds, of one claim within it


# The alarms of a claim, and why it was left unread where the clock decided that.
_Read = tuple[tuple[str, ...], str]


class _NoDegreesError(Exception):
    """The survey of degrees came to nothing, for the reason that is its text."""


def mended(
    record: Record, claim: Claim, surveyed: Sequence[Claim], seed: int, asked: frozenset[str] | None = None
) -> Record:
    """The record with its claim's degrees, where it is printed, and repairs, where it fell.

    Whatever goes wrong here leaves the record as it is, but for a word in its note: no verdict depends on it.

    Arguments:
        surveyed: the claims from which the scalings of instance types are found.
        asked: ids of those among them whose degrees will be wanted in this process; None for all.
    """
    try:
        return _mended(record, claim, surveyed, seed, asked)
    except Exception as error:
        reason = str(error) if isinstance(error, _NoDegreesError) else f"{type(error).__name__}: {error}"
        said = f"Neither degrees nor repairs: {reason}"[:LONGEST]
        return replace(record, note=" ".join(filter(None, (record.note, said))))


def _mended(
    record: Record, claim: Claim, surveyed: Sequence[Claim], seed: int, asked: frozenset[str] | None
) -> Record:
    degrees: tuple[str, ...] = ()
    note = record.note
    if claim.form in SOURCE_FORMS:
        found = _degrees(tuple(surveyed), asked)
        if isinstance(found, str):
            raise _NoDegreesError(found)
        degrees, unread = found.get(claim.id, ((), ""))
        note = " ".join(filter(None, (note, unread and f"Degrees: {unread}.")))
    repairs: tuple[RepairRecord, ...] = ()
    if record.verdict == "refuted" and record.arithmetic == "ball" and claim.form in MENDED_FORMS:
        repair = _repair(record, claim, seed)
        repairs = records_of(repair)
        note = " ".join(filter(None, (note, repair.cut and f"Repairs: {repair.cut}.")))
    return replace(record, degrees=degrees, repairs=repairs, note=note)


def _repair(record: Record, claim: Claim, seed: int) -> Repair:
    """What a run pays for: all that is proposed for equalities, else conditions on draws that are at hand."""
    equality = record.relation is not None and record.relation.kind == Equal.kind
    kept = list(claim.population.kept())
    if not equality and (claim.population.cost < 1 or not kept):
        return Repair(claim.id)  # of costly instances there are too few to tell a condition from luck
    return mend(claim, seed=seed, budget=QUICK if equality else CONDITIONS, batches=kept or None)


def records_of(repair: Repair) -> tuple[RepairRecord, ...]:
    """The first proposals as the record holds them."""
    return tuple(
        RepairRecord(kind=p.kind, change=p.text, evidence=p.evidence, code=p.code)
        for p in repair.proposals[:SHOWN]
    )


@functools.lru_cache(maxsize=1)
def _degrees(claims: tuple[Claim, ...], asked: frozenset[str] | None) -> Mapping[str, _Read] | str:
    """Of the source's claims by id their alarms, found once in a process, or why there are none.

    They are found in a child of this process: the survey calls claims that are not the one being tried, and a
    claim that hangs or takes its process down must cost nobody else.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_survey, args=(claims, asked, sender), daemon=True)
    child.start()
    sender.close()
    try:
        found: Mapping[str, _Read] | str = "the survey of degrees took too long"
        if receiver.poll(LONGEST_SURVEY):
            found = receiver.recv()
    except EOFError:
        found = "a claim ended the process in which degrees are found"
    finally:
        child.kill()
        child.join()
    return found


def _survey(claims: tuple[Claim, ...], asked: frozenset[str] | None, sender: Connection) -> None:
    """Send the alarms of the claims that are asked for, or the error that was met."""
    torch.set_num_threads(1)  # a pool of threads does not survive a fork
    try:
        survey = Survey(claims, longest=LONGEST_CLAIM)
        source = [claim for claim in claims if claim.form in SOURCE_FORMS]
        wanted = [claim for claim in source if asked is None or claim.id in asked]
        alarms = {c.id: tuple(str(alarm) for alarm in survey.alarms(c)) for c in wanted}
        late = {name: why for name, why in survey.unread.items() if why.startswith("TimeoutError")}
        sender.send({name: (found, late.get(name, "")) for name, found in alarms.items()})
    except Exception as error:
        sender.send(f"{type(error).__name__}: {error}")

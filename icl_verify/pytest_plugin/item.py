"""One claim as a test."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from icl_verify.pytest_plugin.names import node_name
from icl_verify.pytest_plugin.options import run_options
from icl_verify.pytest_plugin.resumed import stated
from icl_verify.pytest_plugin.run_writer import CLAIM, RECORD, STATED, folder_of
from icl_verify.records import run as runs
from icl_verify.records.schema import SOURCE_FORMS, Record

if TYPE_CHECKING:
    from icl_verify.statement.claim import Claim
    from icl_verify.trial.result import Break, TrialResult


LONGEST = 200  # characters that a note gains
_RECORDS = pytest.StashKey[dict[str, Record]]()


class NotAsExpected(Exception):
    """The verdict of a claim is not the one it expects."""


class ClaimItem(pytest.Item):
    """One claim as a test: it passes when the verdict is the expected one."""

    def __init__(self, *, claim: Claim, **kwargs: Any):
        super().__init__(name=node_name(claim.id, claim.population.name), **kwargs)
        self.claim, self.clash = claim, ""
        self.taken = False  # over from the run that --icl-since names
        self.user_properties += [(CLAIM, claim.id), (STATED, stated(claim))]
        for mark in _marks(claim):
            self.own_markers.append(mark)
            self.keywords[mark.name] = mark

    def runtest(self) -> None:
        from icl_verify.numerics.devices import cpu_by_default

        if self.clash:
            raise NotAsExpected(self.clash)
        if self.taken:
            self._hand_over(_earlier_record(self.config, self.claim))
            return
        with cpu_by_default():
            record = self._tried()
        self._hand_over(record)

    def _tried(self) -> Record:
        from icl_verify.repair.record import mended
        from icl_verify.statement.time_limit import time_limit
        from icl_verify.trial.course import try_claim
        from icl_verify.trial.evidence import write_result
        from icl_verify.trial.verdict import hold_against_expected

        run, folder = run_options(self.config), folder_of(self.config)
        with time_limit(self.config.getoption("icl_time_limit")):
            result = try_claim(self.claim, run.profile, run.seed, run.device)
        expectation = hold_against_expected(
            self.claim, result.verdict, result.corpus, self._committed(), statistical=result.statistical
        )
        record = write_result(result, expectation, folder)
        certified = partial(_certified, committed=expectation.committed)
        record = _or_noted("certificates", certified, record, result, folder)
        record = _or_noted("theorems", _with_theorems, record, result, folder)
        return mended(record, self.claim, self._surveyed(), run.seed, self._asked())

    def _hand_over(self, record: Record) -> None:
        # xdist loses a whole report over one NumPy scalar: a JSON string of plain values travels safely.
        self.user_properties.append((RECORD, runs.written(record).decode()))
        if not record.as_expected:
            raise NotAsExpected(_surprise(record))

    def _surveyed(self) -> list[Claim]:
        """The source's claims that were collected: those on one instance type tell its scalings."""
        items = [item for item in self.session.items if isinstance(item, ClaimItem)]
        return [item.claim for item in items if item.claim.form in SOURCE_FORMS]

    def _asked(self) -> frozenset[str]:
        """The ids of the claims that are tried, whose degrees are wanted."""
        items = (item for item in self.session.items if isinstance(item, ClaimItem))
        return frozenset(item.claim.id for item in items if not item.taken)

    def _committed(self) -> Path:
        from icl_verify.trial.corpus import folder_beside

        name = "counterexamples"
        return folder_beside(self.claim, name) or self.path.parent / name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, NotAsExpected):
            return encodable(str(excinfo.value))
        return encodable(str(super().repr_failure(excinfo, style)))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, self.claim.function.__code__.co_firstlineno - 1, self.name


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """What is taken over is reported in one step: there is nothing to set up, and there are hundreds."""
    if not (isinstance(item, ClaimItem) and item.taken):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    call = pytest.CallInfo.from_call(item.runtest, "call")
    report = item.ihook.pytest_runtest_makereport(item=item, call=call)
    item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def encodable(text: str) -> str:
    """The text with lone surrogates escaped: no report with one in it reaches the controller."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _earlier_record(config: pytest.Config, claim: Claim) -> Record:
    """A claim's record in the run that --icl-since names, its files copied into this run's folder."""
    from icl_verify.pytest_plugin.since import as_stated, taken_over

    source = config.getoption("icl_since")
    if _RECORDS not in config.stash:
        config.stash[_RECORDS] = {record.id: record for record in runs.read(source).claims}
    return as_stated(taken_over(config.stash[_RECORDS][claim.id], source, folder_of(config)), claim)


Step: TypeAlias = "Callable[[Record, TrialResult, Path], Record]"


def _or_noted(name: str, step: Step, record: Record, result: TrialResult, folder: Path) -> Record:
    """The record after a step that follows its verdict; a step that fails costs a note, and no verdict."""
    try:
        return step(record, result, folder)
    except Exception as error:
        said = f"No {name}: {type(error).__name__}: {error}"[:LONGEST]
        return dataclasses.replace(record, note=" ".join(filter(None, (record.note, said))))


def _certified(record: Record, result: TrialResult, folder: Path, *, committed: Break | None) -> Record:
    """The record with what other programs say of its simplest break; a contradiction is never as expected."""
    places = (record.counterexample, record.worst, record.committed)
    breaks = zip(places, (result.smallest, result.worst, committed), strict=True)
    by_place = {place: one.exact for place, one in breaks if place and one is not None}
    if record.verdict != "refuted" or record.simplest not in by_place:
        return record
    from icl_verify.certify import certify_break, work_out  # slow to import, as repair is

    checked = certify_break(result.claim, by_place.pop(record.simplest), folder, record.simplest)
    if record.form == "mutant":
        return record  # false on purpose: its simplest break says all
    for place, exact in by_place.items():
        work_out(result.claim, exact, folder / place)
    record = dataclasses.replace(record, checked=checked)
    against = [one for one in checked if one.outcome == "contradicted"]
    if not against:
        return record
    note = f"{record.note} {against[0].by} contradicts the balls: {against[0].why}".strip()
    return dataclasses.replace(record, as_expected=False, note=note)


def _with_theorems(record: Record, result: TrialResult, folder: Path) -> Record:
    """The record with what is proved for all reals; a break in balls of such a shape is never as expected."""
    from icl_verify.certify.theorems import proved_for_all

    proved = proved_for_all(result.claim, folder)
    record = dataclasses.replace(record, proved_for_all=proved)
    broken = result.smallest.exact.sizes if result.smallest is not None else None
    against = [one for one in proved if one.sizes == broken]
    if not against:
        return record
    note = f"{record.note} {against[0].by} proved for all reals what balls break: {against[0].file}".strip()
    return dataclasses.replace(record, as_expected=False, note=note)


def _marks(claim: Claim) -> list[pytest.Mark]:
    """What pytest's marks say of a claim: those put on it, and those put on its function.

    Raises:
        ValueError: a mark asks for something else than skipping, failing or choosing.
    """
    put = [*claim.pytestmark, *getattr(claim.function, "pytestmark", [])]
    marks: list[pytest.Mark] = [getattr(mark, "mark", mark) for mark in put]
    for mark in marks:
        if mark.name in ("parametrize", "usefixtures"):
            raise ValueError(
                f"marks of {claim.id} must be such as skip, xfail or a name for -m, got {mark.name}: a claim "
                "takes settings and no fixtures; make one for each in a loop"
            )
    return marks


def _surprise(record: Record) -> str:
    """What was expected and what came, in a line; of an error also the traceback."""
    said = [f"{record.id}: expected {record.expected}, got {record.verdict}.", record.note]
    if record.counterexample:
        said.append(f"The counterexample is {record.counterexample} in the run's folder.")
    return f"{' '.join(filter(None, said))}\n{record.traceback or ''}".rstrip()


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport, config: pytest.Config) -> tuple[str, str, str] | None:
    """A claim's verdict stands where pytest would say PASSED or FAILED."""
    kept = dict(getattr(report, "user_properties", ())).get(RECORD)
    if report.when != "call" or not isinstance(kept, str) or hasattr(report, "wasxfail"):
        return None  # what pytest's marks expect, pytest itself shows
    verdict = json.loads(kept)["verdict"]
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    letter = "" if terminal is not None and terminal.isatty else ("." if report.passed else "F")
    return report.outcome, letter, verdict.upper()

"""Writing a run: the controller opens its folder, appends records as they come, and draws the page."""

from __future__ import annotations

import datetime
import json
import os
import platform
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from icl_verify.pytest_plugin.environment import pause_collector
from icl_verify.pytest_plugin.interruption import by_hand, undisturbed
from icl_verify.pytest_plugin.names import claim_id
from icl_verify.pytest_plugin.options import GROUPS, any_given, profile_name, run_folder, run_options
from icl_verify.pytest_plugin.resumed import SENT, earlier, is_worker, sent
from icl_verify.pytest_plugin.theories import SENT_BACK, beside_claims, in_conftests
from icl_verify.records import run as runs
from icl_verify.records.declared import Theory
from icl_verify.records.run import Run
from icl_verify.records.schema import Header, Record
from icl_verify.report.words import clean, fitted
from icl_verify.statement.names import no_match

CLAIM, RECORD, STATED = "icl_verify_claim", "icl_verify_record", "icl_verify_stated"
COLLECTED = pytest.StashKey[list[str]]()  # ids of the claims in the collected files
RUN_WRITER = "icl_verify_run_writer"
LONGEST_REASON = 300  # characters of a note


def folder_of(config: pytest.Config) -> Path:
    """The folder of the run that this process takes part in."""
    if is_worker(config):
        return Path(sent(config)["folder"])
    writer: RunWriter | None = config.pluginmanager.get_plugin(RUN_WRITER)
    assert writer is not None
    return writer.wanted


class RunWriter:
    """Lives where the run is controlled; without claims it does nothing."""

    def __init__(self, config: pytest.Config):
        self.config, self.started = config, time.monotonic()
        self.wanted = run_folder(config)
        self.folder: Path | None = None
        self.held = self._hold() if config.getoption("icl_resume") else None
        self.selected: tuple[str, ...] = ()
        self.seen: set[str] = set()
        self.stated: dict[str, str] = {}
        self.unexpected = 0
        self.trouble = ""
        self.theory, self.undeclared = Theory(), ""
        self.stopped = False

    def _hold(self) -> BinaryIO:
        try:
            return runs.hold(self.wanted)
        except (ValueError, OSError) as error:
            raise pytest.UsageError(clean(str(error))) from error

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker the run's folder, the profile, and what an earlier run decided."""
        before = earlier(self.config)
        node.workerinput[SENT] = {
            "folder": str(self.wanted),
            "profile": profile_name(self.config),
            "earlier": asdict(before) if before else None,
        }

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        """Open the folder with the claims that the first worker has collected; all collect the same."""
        self._open([found for found in map(claim_id, ids) if found], Theory())

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker that ends says what stands beside its claims; one that crashed does not."""
        told = getattr(node, "workeroutput", {}).get(SENT_BACK)
        if isinstance(told, str):
            self.undeclared = clean(told)
        elif told is not None:
            self._declare(Theory.from_json(told, "theory"))

    def _declare(self, theory: Theory) -> None:
        try:
            self.theory = self.theory.joined(theory)
        except ValueError as error:
            self.undeclared = clean(str(error))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Nothing is opened before: a collection that was cut short names other claims than those wanted."""
        options = session.config.option
        broken = session.testsfailed and not options.continue_on_collection_errors
        if not options.collectonly and not broken:
            ids = [found for item in session.items if (found := claim_id(item.nodeid))]
            self._open(ids, _usable(beside_claims, session.items))

    def _open(self, ids: list[str], beside: Theory) -> None:
        if not ids or self.folder is not None:
            return
        self._declare(_usable(in_conftests, self.config))
        self._declare(beside)
        from icl_verify.trial.evidence import versions

        options = run_options(self.config)
        environment: dict[str, str | int] = {
            **versions(), "platform": platform.platform(), "cores": os.cpu_count() or 1,
            "device": options.device,
        }  # fmt: skip
        header = Header(
            profile=options.profile.name,
            seed=options.seed,
            environment=environment,
            started=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            selected=tuple(self._in_order(ids)),
            groups=tuple(self.config.getini(GROUPS)),
            reproducible=self.config.getoption("icl_time_limit") is None,
            hunt=options.profile.hunt,
            folder=_from_here(self.wanted),
            since=self.config.getoption("icl_since") or "",
            properties=_from_here(_folder(self.config.args[0])),
        )
        header = header.of_theory(self.theory)
        resume = bool(self.config.getoption("icl_resume"))
        try:
            run = runs.open_run(self.wanted, header, resume=resume)
        except (ValueError, OSError) as error:
            raise pytest.UsageError(clean(str(error))) from error
        self.held = self.held or self._hold()
        self.folder, self.selected = self.wanted, run.header.selected

    def _in_order(self, ids: list[str]) -> list[str]:
        """The ids as an earlier run has them, new ones behind: what is tried first is no order to show."""
        before = earlier(self.config)
        place = {name: i for i, name in enumerate(before.selected)} if before else {}
        return sorted(ids, key=lambda name: place.get(name, len(place)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write a claim's record as its test reports it; one that ends without is an error."""
        if self.folder is None:
            return
        carried = dict(report.user_properties)
        # The report of a crashed worker carries the test's name and nothing else.
        claim, kept = carried.get(CLAIM) or claim_id(report.nodeid), carried.get(RECORD)
        if not isinstance(claim, str):
            return
        if isinstance(carried.get(STATED), str):
            # It comes with a test's setup, before its worker may crash.
            self.stated[claim] = str(carried[STATED])
        if report.when == "call" and isinstance(kept, str):
            try:
                self._append(kept.encode())
            except ValueError as error:  # one claim's fault: the others go on
                self._append(_lost(claim, f"its record cannot be kept: {error}", "{}"))
        elif report.failed and claim not in self.seen:
            self._append(_lost(claim, str(report.longrepr), self.stated.get(claim, "{}")))

    def _append(self, line: bytes) -> None:
        """Keep the record of a decided claim (ValueError where the line holds none, or is too long)."""
        record = runs.read_line(line)
        if record.id in self.seen or self.folder is None:
            return
        try:
            runs.append_line(self.folder, line)
        except OSError as error:
            self.trouble = f"{self.folder} cannot be written ({error})"
            pytest.exit(self.trouble, returncode=1)
        self.seen.add(record.id)
        self.unexpected += not record.as_expected
        self._progress(record)

    def _progress(self, record: Record) -> None:
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is None or not terminal.isatty or self.config.getoption("verbose") > 0:
            return
        count = f"{len(self.seen)}/{len(self.selected)} claims, {self.unexpected} not as expected"
        line = f"{count}, {time.monotonic() - self.started:.0f} s: {record.id} {record.verdict}"
        # A line that wraps is not erased by the next one.
        terminal.rewrite(fitted(line, shutil.get_terminal_size().columns - 1), erase=True)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Say on the terminal that the run is being closed with what was decided."""
        self.stopped = by_hand(excinfo.value)
        if self.stopped and self.folder is not None:
            self._say(f"interrupted: closing {_from_here(self.folder)}, which keeps all that was decided")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Close the run, let the verdicts be shown, then draw the page, which takes longest."""
        resumed = bool(self.config.getoption("icl_resume"))
        if self.folder is None and resumed and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            self.folder = self.wanted  # everything had been decided
        if self.folder is None:
            return (yield)
        pause_collector(self.config)  # a million values of records, all of them held to the end
        as_expected = self._written(session, self._close)
        if resumed and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            # What the run had found before counts as much as what was tried now.
            session.exitstatus = pytest.ExitCode.OK if as_expected else pytest.ExitCode.TESTS_FAILED
        try:
            return (yield)
        finally:
            told = self.trouble
            drawn = self._written(session, self._draw)
            if self.trouble != told:
                self._say(self.trouble)
            elif drawn:
                self._say(f"report: {_from_here(self.folder / 'index.html')}")

    def _written(self, session: pytest.Session, write: Callable[[Path], bool]) -> bool:
        """What ``write`` says of the run's folder; False, with a failed session, where the disk says no."""
        assert self.folder is not None
        try:
            with undisturbed():
                return write(self.folder)
        except OSError as error:
            self.trouble = f"{self.folder} cannot be written ({error})"
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            return False

    def _say(self, line: str) -> None:
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            terminal.ensure_newline()
            terminal.write_line(line)

    def _close(self, folder: Path) -> bool:
        """Summarise the run; whether every verdict in it is as expected."""
        run = runs.read(folder)
        seconds = round(run.header.seconds + time.monotonic() - self.started, 3)
        self._declare(run.header.theory)
        header = replace(run.header, seconds=seconds, finished=not self.stopped).of_theory(self.theory)
        runs.summarise(folder, header)
        return all(record.as_expected for record in run.claims)

    def _draw(self, folder: Path) -> bool:
        from icl_verify.report import render

        render(folder)
        return True

    def pytest_terminal_summary(self, terminalreporter: Any, exitstatus: int) -> None:
        """The table of verdicts, read back from the folder as any report is."""
        if self.folder is None:
            if said := self._nothing_tried(exitstatus):
                terminalreporter.write_line(said)
            return
        from icl_verify.report import terminal_table

        with undisturbed():
            run = runs.read(self.folder)
            terminalreporter.section("claims on trial")
            width = shutil.get_terminal_size().columns if terminalreporter.isatty else None
            terminalreporter.write_line(terminal_table(run, width))
            for line in self._closing_words(run):
                terminalreporter.write_line(line)
            terminalreporter.flush()  # to be read while the page is drawn

    def _nothing_tried(self, exitstatus: int) -> str:
        """Why there is no run to show, where it is ours to say."""
        patterns, resumed = self.config.getoption("icl_claims"), self.config.getoption("icl_resume")
        if self.stopped and (any_given(self.config) or "icl_verify.statement.claim" in sys.modules):
            left = f"{resumed} is as it was" if resumed else "nothing was written"
            return f"interrupted before any claim was tried: {left}"
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and patterns and not resumed:
            collected = self.config.stash.get(COLLECTED, None)
            return no_match(patterns, collected or ())
        return ""

    def _closing_words(self, run: Run) -> Iterator[str]:
        """Where the run is, and how it goes on where it is not finished."""
        goes_on = clean(resume_command(run))
        if self.trouble:
            yield f"{self.trouble}; {goes_on} goes on"
            return
        if self.stopped:
            decided, chosen = len(run.claims), len(run.claims) + len(run.missing)
            yield f"interrupted: {decided} of {chosen} claims are decided; {goes_on} goes on"
        if self.undeclared:
            yield f"what the theory declares is not all there: {self.undeclared}"
        if run.header.since:
            yield from _since(run)


def _usable(read: Callable[[Any], Theory], where: object) -> Theory:
    """What is declared there (pytest.UsageError where it contradicts itself)."""
    try:
        return read(where)
    except ValueError as error:
        raise pytest.UsageError(clean(str(error))) from error


def _since(run: Run) -> Iterator[str]:
    """What moved since the earlier run, and how much was taken over from it."""
    from icl_verify.report.compare import compare_runs

    taken = sum(bool(record.decided_in) for record in run.claims)
    yield compare_runs(run, runs.read(run.header.since)).text
    yield f"taken over, as nothing changed: {taken} of {len(run.claims)} claims"


def resume_command(run: Run) -> str:
    """The command that finishes a run, as it is typed where the run was made."""
    properties = run.header.properties
    options = "" if properties in ("", "properties") else f" --properties {shlex.quote(properties)}"
    return f"icl-verify run --resume {shlex.quote(_from_here(run.folder))}{options}"


def _folder(argument: str) -> Path:
    """The folder of what pytest was given: a folder, a file or a test in one."""
    path = Path(argument.split("::")[0])
    return path.parent if path.is_file() else path


def _from_here(path: Path) -> str:
    """As the user would type it: from the current folder where it lies inside."""
    here, path = Path.cwd(), path.absolute()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _lost(name: str, reason: str, stated: str) -> bytes:
    """The record of a claim whose test failed outside the claim (a crashed worker, say).

    Arguments:
        stated: what the test's setup said of the claim; ``{}`` where it did not come to that.
    """
    last = (reason.strip().splitlines() or [""])[-1][:LONGEST_REASON]
    known = {"form": "printed", "expected": "holds"} | json.loads(stated)
    note = f"The test ended before the claim was decided: {last}"
    lost = {"id": name, "verdict": "error", "as_expected": False, "note": note, "traceback": reason[:20_000]}
    return runs.written(Record.from_json(known | lost, "record"))

"""Keeping a run: the controller opens its folder, appends records as they come, and draws the page."""

from __future__ import annotations

import datetime
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

import pytest

from icl_verify.pytest_plugin.names import claim_id
from icl_verify.pytest_plugin.options import (
    GROUPS,
    SENT,
    is_worker,
    profile_name,
    run_folder,
    run_options,
    sent,
)

CLAIM, RECORD = "icl_verify_claim", "icl_verify_record"


def folder_of(config: pytest.Config) -> Path:
    """The folder of the run that this process takes part in."""
    if is_worker(config):
        return Path(sent(config)["folder"])
    keeper: Any = config.pluginmanager.get_plugin("icl_verify_keeper")
    return keeper.wanted


class Keeper:
    """Lives where the run is controlled; without claims it does nothing."""

    def __init__(self, config: pytest.Config):
        self.config, self.started = config, time.monotonic()
        self.wanted = run_folder(config)
        self.folder: Path | None = None
        self.selected: list[str] = []
        self.seen: set[str] = set()
        self.unexpected = 0
        self.trouble = ""

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[SENT] = {"folder": str(self.wanted), "profile": profile_name(self.config)}

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        self._open([found for found in map(claim_id, ids) if found])

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if not session.config.option.collectonly:
            self._open([found for item in session.items if (found := claim_id(item.nodeid))])

    def _open(self, ids: list[str]) -> None:
        if not ids or self.folder is not None:
            return
        from icl_verify.trial import record
        from icl_verify.trial.evidence import versions

        options = run_options(self.config)
        environment = versions() | {
            "platform": platform.platform(), "cores": os.cpu_count() or 1, "device": options.device,
        }  # fmt: skip
        header = {
            "profile": options.profile.name,
            "seed": options.seed,
            "environment": environment,
            "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "selected": ids,
            "groups": self.config.getini(GROUPS),
            "reproducible": self.config.getoption("icl_time_limit") is None,
            "hunt": options.profile.hunt,
            "folder": _from_here(self.wanted),
            "properties": _from_here(Path(self.config.args[0].split("::")[0])),
        }
        resume = bool(self.config.getoption("icl_resume"))
        try:
            run = record.open_run(self.wanted, header, resume=resume)
        except (ValueError, OSError) as error:
            raise pytest.UsageError(str(error)) from error
        self.folder, self.selected = self.wanted, run.header["selected"]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self.folder is None:
            return
        carried = dict(report.user_properties)
        # The report of a crashed worker carries the test's name and nothing else.
        claim, kept = carried.get(CLAIM) or claim_id(report.nodeid), carried.get(RECORD)
        if not isinstance(claim, str):
            return
        if report.when == "call" and isinstance(kept, str):
            self._append(json.loads(kept))
        elif report.failed and claim not in self.seen:
            self._append(_lost(claim, str(report.longrepr)))

    def _append(self, kept: dict[str, Any]) -> None:
        from icl_verify.trial import record

        if kept["id"] in self.seen or self.folder is None:
            return
        try:
            record.append(self.folder, kept)
        except OSError as error:
            message = (
                f"{self.folder} cannot be written ({error}); icl-verify run --resume {self.folder} goes on"
            )
            pytest.exit(message, returncode=1)
        self.seen.add(kept["id"])
        self.unexpected += not kept["as_expected"]
        self._progress(kept)

    def _progress(self, kept: dict[str, Any]) -> None:
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is None or not terminal.isatty or self.config.getoption("verbose") > 0:
            return
        count = f"{len(self.seen)}/{len(self.selected)} claims, {self.unexpected} not as expected"
        terminal.rewrite(
            f"{count}, {time.monotonic() - self.started:.0f} s: {kept['id']} {kept['verdict']}", erase=True
        )

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        resumed = bool(self.config.getoption("icl_resume"))
        if self.folder is None and resumed and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            self.folder = self.wanted  # everything had been decided
        if self.folder is None:
            return
        try:
            as_expected = self._close(self.folder)
        except OSError as error:
            self.trouble = f"{self.folder} cannot be written ({error})"
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            return
        if resumed and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            # What the run had found before counts as much as what was tried now.
            session.exitstatus = pytest.ExitCode.OK if as_expected else pytest.ExitCode.TESTS_FAILED

    def _close(self, folder: Path) -> bool:
        """Summarise the run and draw its page; whether every verdict in it is as expected."""
        from icl_verify.report import render
        from icl_verify.trial import record

        run = record.read(folder)
        header = run.header
        seconds = header["seconds"] + time.monotonic() - self.started
        record.summarise(folder, {**header, "seconds": round(seconds, 3), "finished": True})
        render(folder)
        return all(kept["as_expected"] for kept in run.claims)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        patterns = self.config.getoption("icl_claims")
        if self.folder is None and patterns and not self.config.getoption("icl_resume"):
            said = f"no claim matches {', '.join(patterns)}; icl-verify claims lists them"
            terminalreporter.write_line(said)
        if self.folder is None:
            return
        from icl_verify.report import terminal_table
        from icl_verify.trial import record

        terminalreporter.section("claims on trial")
        terminalreporter.write_line(terminal_table(record.read(self.folder)))
        if self.trouble:
            said = f"{self.trouble}; icl-verify run --resume {self.folder} goes on"
            terminalreporter.write_line(said)
        else:
            terminalreporter.write_line(f"report: {self.folder / 'index.html'}")


def _from_here(path: Path) -> str:
    """As the user would type it: from the current folder where it lies inside."""
    here, path = Path.cwd(), path.absolute()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _lost(name: str, reason: str) -> dict[str, Any]:
    """The record of a claim whose test failed outside the claim (a crashed worker, say)."""
    return {
        "id": name, "form": "printed", "expected": "holds", "verdict": "error", "as_expected": False,
        "note": "The test ended before the claim was decided.", "traceback": reason[:20_000],
    }  # fmt: skip

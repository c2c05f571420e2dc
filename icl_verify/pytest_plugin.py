"""The pytest side: every claim in a collected module is one test, and a run leaves a folder of records."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import fnmatch
import json
import os
import platform
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from icl_verify.trial.profiles import PROFILES, Profile, profile

if TYPE_CHECKING:
    from icl_verify.trial.claim import Claim

RECORD = "icl_verify_record"
_CLAIM_NAME = re.compile(r"claim\[(.+?)\](@\S+)?$")

for _profile in PROFILES.values():
    hypothesis.settings.register_profile(_profile.name, max_examples=_profile.examples, deadline=None)


class NotAsExpected(Exception):
    """The verdict of a claim is not the one it expects."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("icl-verify", "claims on trial")
    group.addoption("--icl-out", metavar="DIR", help="folder of the run (default: reports/run-TIME)")
    group.addoption(
        "--icl-resume", metavar="DIR", help="finish the run in DIR: decided claims are not tried again"
    )
    group.addoption("--icl-claims", metavar="GLOB", action="append", help="try only claims whose id matches")
    group.addoption(
        "--icl-device", default="auto", choices=("auto", "cpu", "cuda"), help="where float64 runs"
    )
    group.addoption(
        "--icl-hunt", type=int, metavar="STEPS", help="ascent steps a claim; 0 turns the hunt off"
    )
    group.addoption(
        "--icl-time-limit", type=float, metavar="SECONDS", help="a claim that takes longer becomes an error"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    # Claims on one population must meet in one worker; tests without a group are spread as ever.
    if getattr(config.option, "numprocesses", None) and config.option.dist in ("no", "load"):
        config.option.dist = "loadgroup"


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("icl_out") and config.getoption("icl_resume"):
        raise pytest.UsageError("--icl-out and --icl-resume exclude each other: a resumed run has its folder")
    _refuse_other_run(config)
    # Before torch first calls MKL: the same digits whatever the alignment of its work space.
    os.environ.setdefault("MKL_CBWR", "COMPATIBLE")
    if hasattr(config, "workerinput") or getattr(config.option, "numprocesses", None):
        _one_thread()
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Keeper(config), "icl_verify_keeper")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    if config.getvalue("dist") != "loadgroup":
        return None
    from icl_verify.scheduling import ClaimScheduling

    return ClaimScheduling(config, log)


def _refuse_other_run(config: pytest.Config) -> None:
    """Before anything is tried: a folder that holds a run is resumed or left alone."""
    from icl_verify.trial import record

    if hasattr(config, "workerinput"):
        return
    out, resume = config.getoption("icl_out"), config.getoption("icl_resume")
    names = (record.HEADER_FILE, record.RECORDS_FILE, record.RUN_FILE)
    if out and any((Path(out) / name).exists() for name in names):
        raise pytest.UsageError(
            f"--icl-out must name a folder without a run, got {out}; --icl-resume finishes it"
        )
    if resume:
        try:
            record.read(resume)
        except ValueError as error:
            raise pytest.UsageError(f"--icl-resume: {error}") from error
    hunt = config.getoption("icl_hunt")
    if hunt is not None and hunt < 0:
        raise pytest.UsageError(f"--icl-hunt must be >= 0, got {hunt}")


def _one_thread() -> None:
    """One thread a worker, theirs and their BLAS': two thread pools on two cores run slower than one."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[variable] = "1"
    import torch

    torch.set_num_threads(1)


def pytest_pycollect_makeitem(collector: Any, name: str, obj: object) -> list[pytest.Item] | None:
    # This plugin is loaded wherever the package is installed: torch comes in with the first claim alone.
    claims = sys.modules.get("icl_verify.trial.claim")
    if (
        claims is None
        or not isinstance(obj, claims.Claim)
        or obj.function.__module__ != collector.obj.__name__
    ):
        return None
    others = [o for o in vars(collector.obj).values() if isinstance(o, claims.Claim) and o is not obj]
    if any(obj is member for other in others for member in _family(other)):
        return None  # a variant with a name of its own comes with the claim that it varies
    return [ClaimItem.from_parent(collector, claim=claim) for claim in _family(obj)]


def _family(claim: Claim) -> Iterator[Claim]:
    yield claim
    for child in claim.children:
        yield from _family(child)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    claims = [item for item in items if isinstance(item, ClaimItem)]
    _mark_duplicates(claims)
    patterns = config.getoption("icl_claims")
    decided = _decided(config)
    dropped = [
        item
        for item in claims
        if (patterns and not any(fnmatch.fnmatchcase(item.claim.id, p) for p in patterns))
        or item.claim.id in decided
    ]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        gone = set(map(id, dropped))
        items[:] = [item for item in items if id(item) not in gone]


def _mark_duplicates(items: list[ClaimItem]) -> None:
    seen: dict[str, ClaimItem] = {}
    for item in items:
        first = seen.setdefault(item.claim.id, item)
        # Raising here would take down a whole xdist worker; the test itself fails instead.
        item.duplicate = first is not item


def _decided(config: pytest.Config) -> frozenset[str]:
    folder = config.getoption("icl_resume")
    if not folder:
        return frozenset()
    from icl_verify.trial import record

    try:
        return frozenset(r["id"] for r in record.read(folder).claims if r["verdict"] != "error")
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error


class ClaimItem(pytest.Item):
    """One claim as a test: it passes when the verdict is the expected one."""

    def __init__(self, *, claim: Claim, **kwargs: Any):
        # xdist's scheduler takes what follows the @ for the group; its own marker does not reach the names
        # that pytest 9 gives to tests.
        super().__init__(name=f"claim[{claim.id}]@{claim.population.name}", **kwargs)
        self.claim, self.duplicate = claim, False

    def runtest(self) -> None:
        from icl_verify.trial.evidence import keep
        from icl_verify.trial.search import try_claim

        if self.duplicate:
            raise NotAsExpected(f"claim id must be unique, got {self.claim.id} twice")
        run = run_options(self.config)
        with _time_limit(self.config.getoption("icl_time_limit")):
            finding = try_claim(self.claim, run["profile"], run["seed"], run["device"])
        committed = self.path.parent / "counterexamples"
        if self.path.parent.name == "conjectures":
            committed = self.path.parent.parent / "counterexamples"
        record = keep(finding, Path(run["folder"]), committed)
        # xdist loses a whole report over one NumPy scalar: a JSON string of plain values travels safely.
        self.user_properties.append((RECORD, json.dumps(_finite(record))))
        if not record["as_expected"]:
            raise NotAsExpected(f"{self.claim.id}: expected {self.claim.expected}, got {record['verdict']}. "
                                f"{record['note']}\n{record['traceback'] or ''}".rstrip())  # fmt: skip

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, NotAsExpected):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, self.claim.function.__code__.co_firstlineno - 1, self.name


def _finite(value: Any) -> Any:
    from icl_verify.trial.record_schema import plain

    return plain(value)


@contextlib.contextmanager
def _time_limit(seconds: float | None) -> Iterator[None]:
    if not seconds:
        yield
        return

    def expire(signum: int, frame: Any) -> None:
        raise TimeoutError(f"the claim took longer than {seconds} s")

    previous = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def run_options(config: pytest.Config) -> dict[str, Any]:
    """Profile, seed, device and folder of the run that this process takes part in."""
    if hasattr(config, "workerinput"):
        sent = config.workerinput["icl_verify"]
        return {**sent, "profile": _hunting(profile(sent["profile"]), config)}
    keeper: Any = config.pluginmanager.get_plugin("icl_verify_keeper")
    return keeper.options()


def _hunting(budget: Profile, config: pytest.Config) -> Profile:
    steps = config.getoption("icl_hunt")
    return budget if steps is None else dataclasses.replace(budget, hunt=steps)


class Keeper:
    """Lives where the run is controlled: opens the folder, appends records as they come, draws the page."""

    def __init__(self, config: pytest.Config):
        self.config, self.started = config, time.monotonic()
        self.folder: Path | None = None
        self.selected: list[str] = []
        self.seen: set[str] = set()
        self.unexpected = 0
        self.trouble = ""
        self._options: dict[str, Any] | None = None

    def options(self) -> dict[str, Any]:
        """What every process of the run must agree on."""
        if self._options is None:
            device = self.config.getoption("icl_device")
            seed = self.config.getoption("hypothesis_seed", None) or 0
            self._options = {
                "profile": self._profile(),
                "seed": int(seed) if str(seed).lstrip("-").isdigit() else 0,
                "device": _device(device),
                "folder": str(self._folder()),
            }
        return self._options

    def _profile(self) -> Profile:
        name = (
            self.config.getoption("hypothesis_profile", None)
            or hypothesis.settings.get_current_profile_name()
        )
        return _hunting(profile(name if name in PROFILES else "quick"), self.config)

    def _folder(self) -> Path:
        given = self.config.getoption("icl_resume") or self.config.getoption("icl_out")
        if given:
            return Path(given).absolute()
        stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S-%f")
        return self.config.rootpath / "reports" / f"run-{stamp}"

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        options = self.options()
        node.workerinput["icl_verify"] = {**options, "profile": options["profile"].name}

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        self._open([m.group(1) for m in map(_CLAIM_NAME.search, ids) if m])

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if not session.config.option.collectonly:
            self._open([item.claim.id for item in session.items if isinstance(item, ClaimItem)])

    def _open(self, ids: list[str]) -> None:
        from icl_verify.trial import record
        from icl_verify.trial.evidence import versions

        if not ids or self.folder is not None:
            return
        options = self.options()
        environment = versions() | {
            "platform": platform.platform(), "cores": os.cpu_count() or 1, "device": options["device"],
        }  # fmt: skip
        header = {
            "profile": options["profile"].name,
            "seed": options["seed"],
            "environment": environment,
            "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "selected": ids,
            "reproducible": self.config.getoption("icl_time_limit") is None,
        }
        resume = bool(self.config.getoption("icl_resume"))
        try:
            run = record.open_run(options["folder"], header, resume=resume)
        except (ValueError, OSError) as error:
            raise pytest.UsageError(str(error)) from error
        self.folder, self.selected = Path(options["folder"]), run.header["selected"]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        match = _CLAIM_NAME.search(report.nodeid)
        if not match or self.folder is None:
            return
        kept = dict(report.user_properties).get(RECORD)
        if report.when == "call" and isinstance(kept, str):
            self._append(json.loads(kept))
        elif report.failed and match.group(1) not in self.seen:
            self._append(_lost(match.group(1), str(report.longrepr)))

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
        if self.folder is None:
            return
        try:
            self._close(self.folder)
        except OSError as error:
            self.trouble = f"{self.folder} cannot be written ({error})"
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _close(self, folder: Path) -> None:
        from icl_verify.report import render
        from icl_verify.trial import record

        header = record.read(folder).header
        seconds = header["seconds"] + time.monotonic() - self.started
        record.summarise(folder, {**header, "seconds": round(seconds, 3), "finished": True})
        render(folder)

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


def _device(wanted: str) -> str:
    if wanted == "cpu":
        return "cpu"
    import torch

    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise pytest.UsageError("device must be available: cuda was asked for, and torch sees none")
    return "cuda" if available else "cpu"


def _lost(name: str, reason: str) -> dict[str, Any]:
    """The record of a claim whose test failed outside the claim (a crashed worker, say)."""
    return {
        "id": name, "form": "printed", "expected": "holds", "verdict": "error", "as_expected": False,
        "note": "The test ended before the claim was decided.", "traceback": reason[:20_000],
    }  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport, config: pytest.Config) -> tuple[str, str, str] | None:
    kept = dict(getattr(report, "user_properties", ())).get(RECORD)
    if report.when != "call" or not isinstance(kept, str):
        return None
    verdict = json.loads(kept)["verdict"]
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    letter = "" if terminal is not None and terminal.isatty else ("." if report.passed else "F")
    return report.outcome, letter, verdict.upper()

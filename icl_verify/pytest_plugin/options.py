"""The plugin's options, and what they come to: profile, seed, device and folder of a run."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from icl_verify.pytest_plugin.resumed import Earlier, earlier, given, is_worker, sent
from icl_verify.records import run as record
from icl_verify.trial.profiles import PROFILES, Profile, profile

GROUPS = "icl_groups"
RUN = (record.HEADER_FILE, record.RECORDS_FILE, record.RUN_FILE)
WRITTEN = ("index.html", "counterexamples", "data", "hunt")  # what a run writes beside its records
_OPTIONS = ("icl_out", "icl_resume", "icl_since", "icl_claims", "icl_device", "icl_hunt", "icl_time_limit")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the options of claims; each begins with ``--icl-``."""
    if pluginmanager.is_blocked("jaxtyping"):  # a configuration file may name its option all the same
        parser.addoption("--jaxtyping-packages", help=argparse.SUPPRESS)
    group = parser.getgroup("icl-verify", "claims on trial")
    group.addoption("--icl-out", metavar="DIR", help="folder of the run (default: reports/run-TIME)")
    group.addoption(
        "--icl-resume",
        metavar="DIR",
        help="finish the run in DIR as it was begun; claims that are named (--icl-claims, -k) join it",
    )
    group.addoption(
        "--icl-since",
        metavar="DIR",
        help="try what is new, changed or not as expected since the run in DIR; take the rest over from it",
    )
    group.addoption("--icl-claims", metavar="GLOB", action="append", help="try only claims whose id matches")
    group.addoption(
        "--icl-claims-alone",
        action="store_true",
        default=None,
        help="leave out tests that are no claims, as icl-verify run does",
    )
    group.addoption(
        "--icl-device", choices=("auto", "cpu", "cuda"), help="where float64 runs (default: auto)"
    )
    group.addoption(
        "--icl-hunt", type=int, metavar="STEPS", help="ascent steps a claim; 0 turns the hunt off"
    )
    group.addoption(
        "--icl-time-limit", type=float, metavar="SECONDS", help="a claim that takes longer becomes an error"
    )
    parser.addini(
        GROUPS, type="linelist", help="groups of claims in the order in which the report shows them"
    )


def any_given(config: pytest.Config) -> bool:
    """Whether the command line says that claims are to be tried."""
    return any(config.getoption(name) is not None for name in _OPTIONS)


def refuse_bad_options(config: pytest.Config) -> None:
    """Before anything is tried (pytest.UsageError): what is there is resumed or left alone."""
    out, hunt = config.getoption("icl_out"), config.getoption("icl_hunt")
    if out and config.getoption("icl_resume"):
        raise pytest.UsageError("--icl-out and --icl-resume exclude each other: a resumed run has its folder")
    if config.getoption("icl_since") and config.getoption("icl_resume"):
        raise pytest.UsageError(
            "--icl-since and --icl-resume exclude each other: one run begins, one goes on"
        )
    if out:
        refuse_taken(Path(out))
    if hunt is not None and hunt < 0:
        raise pytest.UsageError(f"--icl-hunt must be >= 0, got {hunt}")
    if before := earlier(config):
        _refuse_other(config, before)


def refuse_taken(out: Path, option: str = "--icl-out") -> None:
    """Raise pytest.UsageError for a folder in which a run would write over something."""
    held = [name for name in (*RUN, *WRITTEN) if (out / name).exists()]
    if any(name in RUN for name in held):
        resume = option.replace("out", "resume")
        raise pytest.UsageError(f"{option} must name a folder without a run, got {out}; {resume} finishes it")
    if held:
        raise pytest.UsageError(f"{option} must name a new folder, got {out}, which holds {', '.join(held)}")
    if out.exists() and not out.is_dir():
        raise pytest.UsageError(f"{option} must name a new folder, got {out}, which is a file")


def _refuse_other(config: pytest.Config, before: Earlier) -> None:
    """A run goes on as the earlier one was begun; what is not given is taken from it."""
    named = given(config)
    assert named is not None
    for key, option in (("profile", "hypothesis_profile"), ("seed", "hypothesis_seed"), ("hunt", "icl_hunt")):
        wanted, was = config.getoption(option, None), getattr(before, key)
        if wanted is not None and was is not None and str(wanted) != str(was):
            said = f"{named[0]} must be given no other {key}, got {wanted}: {named[1]} was begun with {was}"
            raise pytest.UsageError(said)


@dataclass(frozen=True)
class RunOptions:
    """What every process of a run must agree on."""

    profile: Profile
    seed: int
    device: str


def run_options(config: pytest.Config) -> RunOptions:
    """The run's options, the same in the controller and in its workers.

    Raises:
        pytest.UsageError: the seed is no integer, the profile named on the command line is not one of
            this package's, or the device is absent.
    """
    return RunOptions(_profile(config), _seed(config), _device(config.getoption("icl_device")))


def run_folder(config: pytest.Config) -> Path:
    """Where the run is kept; a default name holds the time, so only the controller makes it."""
    folder = config.getoption("icl_resume") or config.getoption("icl_out")
    if folder:
        return Path(folder).absolute()
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S-%f")
    return config.rootpath / "reports" / f"run-{stamp}"


def profile_name(config: pytest.Config) -> str:
    """The profile named, that of a resumed run, one of this package's a conftest loaded, or ``quick``."""
    if is_worker(config):
        return str(sent(config)["profile"])
    before, named = earlier(config), config.getoption("hypothesis_profile", None)
    named = named or (before.profile if before else hypothesis.settings.get_current_profile_name())
    return named if named in PROFILES else "quick"


def _profile(config: pytest.Config) -> Profile:
    named = config.getoption("hypothesis_profile", None)
    if named and named not in PROFILES:
        said = f"--hypothesis-profile must be one of {', '.join(PROFILES)} for claims, got {named!r}"
        raise pytest.UsageError(said)
    steps, budget, before = config.getoption("icl_hunt"), profile(profile_name(config)), earlier(config)
    if steps is None and before:
        steps = before.hunt
    return budget if steps is None else dataclasses.replace(budget, hunt=steps)


def _seed(config: pytest.Config) -> int:
    seed, before = config.getoption("hypothesis_seed", None), earlier(config)
    if seed is None:
        return before.seed if before else 0
    try:
        return int(seed)
    except ValueError as error:
        raise pytest.UsageError(f"--hypothesis-seed must be an integer for claims, got {seed!r}") from error


def _device(wanted: str | None) -> str:
    if wanted == "cpu":
        return "cpu"
    import torch

    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise pytest.UsageError("device must be available: cuda was asked for, and torch sees none")
    return "cuda" if available else "cpu"

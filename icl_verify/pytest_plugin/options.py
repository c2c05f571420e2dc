"""The plugin's options, and what they come to: profile, seed, device and folder of a run."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from icl_verify.trial import record
from icl_verify.trial.profiles import PROFILES, Profile, profile

GROUPS = "icl_groups"
SENT = "icl_verify"  # under this key the controller tells its workers what they cannot know
_OPTIONS = ("icl_out", "icl_resume", "icl_claims", "icl_device", "icl_hunt", "icl_time_limit")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("icl-verify", "claims on trial")
    group.addoption("--icl-out", metavar="DIR", help="folder of the run (default: reports/run-TIME)")
    group.addoption(
        "--icl-resume", metavar="DIR", help="finish the run in DIR: decided claims are not tried again"
    )
    group.addoption("--icl-claims", metavar="GLOB", action="append", help="try only claims whose id matches")
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


def is_worker(config: pytest.Config) -> bool:
    """Whether this is a worker of pytest-xdist."""
    return hasattr(config, "workerinput")


def sent(config: pytest.Config) -> dict[str, Any]:
    """What the controller told this worker: the run's folder and the profile's name."""
    told: dict[str, Any] = getattr(config, "workerinput")[SENT]  # noqa: B009 (set by xdist)
    return told


def any_given(config: pytest.Config) -> bool:
    """Whether the command line says that claims are to be tried."""
    return any(config.getoption(name) is not None for name in _OPTIONS)


def refuse_bad_options(config: pytest.Config) -> None:
    """Before anything is tried: a folder that holds a run is resumed or left alone (pytest.UsageError)."""
    out, resume = config.getoption("icl_out"), config.getoption("icl_resume")
    if out and resume:
        raise pytest.UsageError("--icl-out and --icl-resume exclude each other: a resumed run has its folder")
    names = (record.HEADER_FILE, record.RECORDS_FILE, record.RUN_FILE)
    if out and any((Path(out) / name).exists() for name in names):
        raise pytest.UsageError(
            f"--icl-out must name a folder without a run, got {out}; --icl-resume finishes it"
        )
    if resume:
        decided(config)
    hunt = config.getoption("icl_hunt")
    if hunt is not None and hunt < 0:
        raise pytest.UsageError(f"--icl-hunt must be >= 0, got {hunt}")


def decided(config: pytest.Config) -> dict[str, str]:
    """What a resumed run need not try again: ids of claims, with the digest of what was claimed then."""
    folder = config.getoption("icl_resume")
    if not folder:
        return {}
    try:
        kept = record.read(folder).claims
        return {r["id"]: str(r.get("digest", "")) for r in kept if r["verdict"] != "error"}
    except ValueError as error:
        raise pytest.UsageError(f"--icl-resume: {error}") from error


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
    given = config.getoption("icl_resume") or config.getoption("icl_out")
    if given:
        return Path(given).absolute()
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S-%f")
    return config.rootpath / "reports" / f"run-{stamp}"


def profile_name(config: pytest.Config) -> str:
    """``quick`` where Hypothesis itself or a conftest loaded a profile that is not one of this package's."""
    if is_worker(config):
        return str(sent(config)["profile"])
    named = config.getoption("hypothesis_profile", None) or hypothesis.settings.get_current_profile_name()
    return named if named in PROFILES else "quick"


def _profile(config: pytest.Config) -> Profile:
    named = config.getoption("hypothesis_profile", None)
    if named and named not in PROFILES:
        said = f"--hypothesis-profile must be one of {', '.join(PROFILES)} for claims, got {named!r}"
        raise pytest.UsageError(said)
    steps, budget = config.getoption("icl_hunt"), profile(profile_name(config))
    return budget if steps is None else dataclasses.replace(budget, hunt=steps)


def _seed(config: pytest.Config) -> int:
    given = config.getoption("hypothesis_seed", None)
    try:
        return 0 if given is None else int(given)
    except ValueError as error:
        raise pytest.UsageError(f"--hypothesis-seed must be an integer for claims, got {given!r}") from error


def _device(wanted: str | None) -> str:
    if wanted == "cpu":
        return "cpu"
    import torch

    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise pytest.UsageError("device must be available: cuda was asked for, and torch sees none")
    return "cuda" if available else "cpu"

"""The earlier run that a run goes on from: the one it finishes (resume), or takes records over from (since).

It is read once, and a worker is told what it holds. What is taken over stands in ``since``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from icl_verify.records import run as record
from icl_verify.report.words import clean

SENT = "icl_verify"  # under this key the controller tells its workers what they cannot know


@dataclass(frozen=True)
class Earlier:
    """A run as it was when a later start read it.

    Attributes:
        profile, seed, hunt: what it was made with; hunt is None where its header does not say it.
        selected: ids of the claims that it is about.
        decided: ids of the claims that it decided, with what their verdicts depended on then.
        unexpected: ids of those whose verdict was not as expected.
        started: when it was, as an ISO time.
        environment: versions and the machine that it was made with.
    """

    profile: str
    seed: int
    hunt: int | None
    selected: list[str]
    decided: dict[str, str]
    unexpected: list[str]
    started: str
    environment: dict[str, str | int]


_EARLIER = pytest.StashKey[Earlier]()


def is_worker(config: pytest.Config) -> bool:
    """Whether this is a worker of pytest-xdist."""
    return hasattr(config, "workerinput")


def sent(config: pytest.Config) -> dict[str, Any]:
    """What the controller told this worker: the run's folder, the profile's name, the earlier run."""
    told: dict[str, Any] = getattr(config, "workerinput")[SENT]  # noqa: B009 (set by xdist)
    return told


def given(config: pytest.Config) -> tuple[str, str] | None:
    """The option that names an earlier run and the folder that it names, None where a run starts afresh."""
    for option in ("resume", "since"):
        folder = config.getoption(f"icl_{option}")
        if folder:
            return f"--icl-{option}", folder
    return None


def earlier(config: pytest.Config) -> Earlier | None:
    """The earlier run, None where a run starts afresh.

    A worker is told, also one that takes the place of a crashed one: records that came in since would have it
    collect other claims than its fellows.

    Raises:
        pytest.UsageError: the folder holds no run.
    """
    named = given(config)
    if named is None:
        return None
    if _EARLIER not in config.stash:
        config.stash[_EARLIER] = Earlier(**sent(config)["earlier"]) if is_worker(config) else _read(*named)
    return config.stash[_EARLIER]


def _read(option: str, folder: str) -> Earlier:
    try:
        return earlier_run(record.read(folder))
    except ValueError as error:
        raise pytest.UsageError(clean(f"{option}: {error}")) from error


def earlier_run(run: record.Run) -> Earlier:
    """What a later start needs of a run."""
    header = run.header
    decided = {record.id: record.digest for record in run.claims if record.verdict != "error"}
    unexpected = [record.id for record in run.claims if not record.as_expected]
    return Earlier(
        profile=header.profile, seed=header.seed, hunt=header.hunt, selected=list(header.selected),
        decided=decided, unexpected=unexpected, started=header.started, environment=dict(header.environment),
    )  # fmt: skip

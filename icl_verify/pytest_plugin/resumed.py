"""What a resumed run was made with and what it has decided: read once, and handed to every worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from icl_verify.records import run as record
from icl_verify.report.words import clean

SENT = "icl_verify"  # under this key the controller tells its workers what they cannot know


@dataclass(frozen=True)
class Earlier:
    """A run as it was when it was resumed.

    Attributes:
        profile, seed, hunt: what it was made with; hunt is None where its header does not say it.
        selected: ids of the claims that it is about.
        decided: ids of the claims that need not be tried again, with what their verdicts depended on then.
    """

    profile: str
    seed: int
    hunt: int | None
    selected: list[str]
    decided: dict[str, str]


_EARLIER = pytest.StashKey[Earlier]()


def is_worker(config: pytest.Config) -> bool:
    """Whether this is a worker of pytest-xdist."""
    return hasattr(config, "workerinput")


def sent(config: pytest.Config) -> dict[str, Any]:
    """What the controller told this worker: the run's folder, the profile's name, the run to resume."""
    told: dict[str, Any] = getattr(config, "workerinput")[SENT]  # noqa: B009 (set by xdist)
    return told


def earlier(config: pytest.Config) -> Earlier | None:
    """The run to resume, None where a run starts afresh.

    A worker is told, also one that takes the place of a crashed one: records that came in since would have it
    collect other claims than its fellows.

    Raises:
        pytest.UsageError: the folder holds no run.
    """
    folder = config.getoption("icl_resume")
    if not folder:
        return None
    if _EARLIER not in config.stash:
        config.stash[_EARLIER] = Earlier(**sent(config)["earlier"]) if is_worker(config) else _read(folder)
    return config.stash[_EARLIER]


def _read(folder: str) -> Earlier:
    try:
        run = record.read(folder)
    except ValueError as error:
        raise pytest.UsageError(clean(f"--icl-resume: {error}")) from error
    header = run.header
    decided = {record.id: record.digest for record in run.claims if record.verdict != "error"}
    return Earlier(header.profile, header.seed, header.hunt, list(header.selected), decided)

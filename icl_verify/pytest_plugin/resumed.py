"""The earlier run that a run goes on from: the one it finishes (resume), or takes records over from (since).

It is read once, and a worker is told what it holds. What is taken over stands in ``since``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from icl_verify.records import run as record
from icl_verify.records.schema import Record
from icl_verify.report.words import clean

if TYPE_CHECKING:
    from icl_verify.statement.claim import Claim

SENT = "icl_verify"  # under this key the controller tells its workers what they cannot know


@dataclass(frozen=True)
class Earlier:
    """A run as it was when a later start read it.

    Attributes:
        profile, seed, hunt: what it was made with; hunt is None where its header does not say it.
        selected: ids of the claims that it is about.
        decided: ids of the claims that it decided, with what their verdicts depended on then.
        unexpected: ids of those whose verdict was not as expected.
        kept: ids of those that something was kept of beside them, with the names of its folders.
        said: ids of those decided, with what is said of the claim whatever becomes of it, as a JSON string.
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
    kept: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


# What a record says of a claim whatever becomes of it, but for the names of other things.
_STATED = ("title", "statement", "source", "group", "form", "of", "uses", "drops", "denies", "expected")
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
    names = (*_STATED, "population", "because")
    return Earlier(
        profile=header.profile, seed=header.seed, hunt=header.hunt, selected=list(header.selected),
        decided=decided, unexpected=unexpected, started=header.started, environment=dict(header.environment),
        kept={record.id: kept for record in run.claims if (kept := _kept_beside(record))},
        said={record.id: _as_json({name: getattr(record, name) for name in names}) for record in run.claims},
    )  # fmt: skip


def stated(claim: Claim) -> str:
    """What a record says of a claim whatever becomes of it, as a JSON string."""
    because = claim.because.id if claim.because else None
    named = {"population": claim.population.name, "because": because}
    return _as_json({name: getattr(claim, name) for name in _STATED} | named)


def _as_json(said: dict[str, object]) -> str:
    return json.dumps(said, sort_keys=True)


def _kept_beside(record: Record) -> list[str]:
    """The folders beside the claim that held something of it, as far as its record tells."""
    replayed = record.replayed not in ("", "missing", "not needed")
    found = {"counterexamples": replayed, "corpus": record.corpus, "theorems": record.proved_for_all}
    return [name for name, was_there in found.items() if was_there]

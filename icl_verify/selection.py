"""Which claims a command is about: the folder that was typed, or the usual one, and the patterns."""

from __future__ import annotations

import argparse
import fnmatch
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from icl_verify.statement.names import near_names, no_match

if TYPE_CHECKING:
    from icl_verify.statement.claim import Claim

PROPERTIES = Path("properties")
_QUOTED = re.compile(r"""["']([A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+)["']""")  # as ids are written


def collected(chosen: argparse.Namespace) -> list[Claim]:
    """The claims of the chosen folder (ValueError where there is none)."""
    from icl_verify.catalogue import collect

    check_folder(chosen.properties)
    claims = collect(chosen.properties)
    if not claims:
        raise ValueError(no_claim(chosen.properties))
    return claims


def claims_to_try(chosen: argparse.Namespace) -> int | None:
    """At most how many claims a run tries, None where only the run itself finds out."""
    from icl_verify.records import run as runs

    if chosen.since:
        from icl_verify.pytest_plugin.resumed import earlier_run
        from icl_verify.pytest_plugin.since import unchanged

        claims = collected(chosen)
        same = unchanged(claims, earlier_run(runs.read(chosen.since)))
        return sum(claim.id not in same for claim in matching(claims, chosen.claims))
    globs = not chosen.claims or any(set("*?[") & set(pattern) for pattern in chosen.claims)
    return None if globs else len(chosen.claims)


def properties_of(chosen: argparse.Namespace, run: Path) -> Path:
    """The folder of claims that was typed, else the usual one.

    Collecting claims runs their files, and a run's folder may come from anyone: a folder that it names, or
    holds, is used only where the user types it.

    Raises:
        ValueError: the run is of another folder's claims, or the usual folder is a part of it.
    """
    from icl_verify.records import run as runs

    if chosen.properties is not None:
        return chosen.properties
    try:
        named = runs.read(run).header.properties
    except ValueError:
        return usual_properties()
    if named not in ("", str(PROPERTIES)):
        raise ValueError(f"--properties must be given for {run}: it was made of the claims in {named!r}")
    if PROPERTIES.resolve().is_relative_to(run.resolve()):
        raise ValueError(
            f"--properties must be given: {PROPERTIES} is a part of {run}, which may be anyone's"
        )
    return usual_properties()


def usual_properties() -> Path:
    """``properties`` where there is such a folder, else the claims that an installed package brings along."""
    brought = Path(__file__).parent / "properties"
    return brought if brought.is_dir() and not PROPERTIES.is_dir() else PROPERTIES


def no_claim(folder: Path) -> str:
    """What is said of a folder without claims."""
    return (
        f"properties must hold claims in files test_*.py, got {folder}: there is no claim; "
        "--properties names another"
    )


def matching(claims: Sequence[Claim], patterns: Sequence[str]) -> list[Claim]:
    """The claims that match a pattern (ValueError naming every pattern that matches none)."""
    idle = [p for p in patterns if not any(fnmatch.fnmatchcase(c.id, p) for c in claims)]
    if idle:
        raise ValueError(no_match(idle, [c.id for c in claims]))
    return [c for c in claims if not patterns or any(fnmatch.fnmatchcase(c.id, p) for p in patterns)]


def unspelt(folder: Path, names: Sequence[str]) -> list[str]:
    """For names that no file of the folder spells, nor a part up to a dot, what it spells that is near.

    A guess that takes no time: to know a claim, its file has to be imported.
    """
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in folder.rglob("*.py")]
    spelt = {name for text in texts for name in _QUOTED.findall(text)}
    lines = []
    for name in names:
        parts = name.split(".")
        known = any(".".join(parts[:end]) in spelt for end in range(2, len(parts) + 1))
        near = near_names(name, spelt, 0.7)
        if not set(name) & set("*?[") and not known and near:
            lines.append(f"no file spells {name!r}; near: {', '.join(near)}; looking further")
    return lines


def check_folder(properties: Path) -> None:
    """Raise ValueError where there is no such folder."""
    if not properties.is_dir():
        raise ValueError(
            f"properties must be a folder with claims, got {properties}: there is none; "
            "--properties names another"
        )

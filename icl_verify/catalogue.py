"""Finding the claims of a folder, as pytest collects them."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import pytest

from icl_verify.numerics.devices import cpu_by_default
from icl_verify.pytest_plugin import ClaimItem
from icl_verify.pytest_plugin.interruption import Stopped
from icl_verify.statement.claim import Claim
from icl_verify.statement.names import near_names


class _Collector:
    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self.clashes: list[str] = []
        self.errors: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Pytest's hook: the claims that were collected, and what is wrong with their names."""
        items = [item for item in session.items if isinstance(item, ClaimItem)]
        self.claims = [item.claim for item in items]
        self.clashes = [item.clash for item in items if item.clash]

    def pytest_collectreport(self, report: Any) -> None:
        """Pytest's hook: why a file could not be collected, in a line."""
        if report.failed:
            lines = str(report.longrepr).splitlines()
            reasons = [line[1:].strip() for line in lines if line.startswith("E ")]
            self.errors.append(f"{report.nodeid}: {(reasons or lines)[-1]}")


def collect(properties: str | Path) -> list[Claim]:
    """Every claim under a folder, in the order of its files.

    Raises:
        ValueError: the folder is absent, a file in it cannot be imported, or two claims share an id,
            or two populations a name.
    """
    properties = Path(properties)
    if not properties.is_dir():
        raise ValueError(f"properties must be a folder with claims, got {properties}: there is none")
    found, stopped, said = _Collector(), Stopped(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        # What a configuration file adds (-n 2, say) would have workers collect; the claims are wanted here.
        arguments = [str(properties), "--collect-only", "-q", "-p", "no:cacheprovider", "-n", "0"]
        with cpu_by_default():  # a conftest may set another device for the tensors of its tests
            status = pytest.main(arguments, plugins=[found, stopped])
    if stopped.by_hand:
        raise KeyboardInterrupt
    if found.errors:
        raise ValueError(f"properties must import, got {found.errors[0]} (pytest {properties} says where)")
    if status == pytest.ExitCode.USAGE_ERROR:
        lines = said.getvalue().strip().splitlines()
        raise ValueError(next((line for line in lines if "error:" in line), lines[-1]))
    if found.clashes:
        raise ValueError(found.clashes[0])
    return found.claims


def find(claims: list[Claim], name: str) -> Claim:
    """The claim of that id (ValueError with the nearest ids where there is none)."""
    for claim in claims:
        if claim.id == name:
            return claim
    near = near_names(name, [c.id for c in claims])
    hint = f"; near: {', '.join(near)}" if near else ""
    raise ValueError(f"claim must be one of the {len(claims)} in the catalogue, got {name!r}{hint}")

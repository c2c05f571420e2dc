"""What the theories of a run declare: found in its conftests, in the files with claims, and in the claims.

The controller of a run with workers imports conftests alone; what stands beside claims it learns from a
worker at its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from icl_verify.pytest_plugin.resumed import is_worker
from icl_verify.records.declared import Theory

SENT_BACK = "icl_verify_theory"


def in_conftests(config: pytest.Config) -> Theory:
    """What the conftests that are loaded declare.

    Raises:
        ValueError: they contradict each other.
    """
    plugins = config.pluginmanager.get_plugins()
    return _joined(one for one in plugins if str(getattr(one, "__file__", None)).endswith("conftest.py"))


def beside_claims(items: Iterable[pytest.Item]) -> Theory:
    """What the files of claims declare, and the findings that their claims name.

    Raises:
        ValueError: they contradict each other.
    """
    from icl_verify.pytest_plugin.item import ClaimItem  # which itself reads what a run writes

    claims = [item for item in items if isinstance(item, ClaimItem)]
    theory = _joined({id(module): module for item in claims if (module := _module(item))}.values())
    named = [item.claim.because for item in claims if item.claim.because is not None]
    return theory.joined(Theory(findings=tuple(dict.fromkeys(named))))


def _module(item: pytest.Item) -> object:
    return getattr(item.parent, "obj", None)


def _joined(modules: Iterable[object]) -> Theory:
    whole = Theory()
    for module in modules:
        for value in list(vars(module).values()):
            if isinstance(value, Theory):
                whole = whole.joined(value)
    return whole


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells its controller what it found."""
    if is_worker(session.config) and session.items:
        output: dict[str, Any] = session.config.workeroutput  # type: ignore[attr-defined]  # set by xdist
        try:
            output[SENT_BACK] = beside_claims(session.items).to_json()
        except ValueError as error:
            output[SENT_BACK] = str(error)

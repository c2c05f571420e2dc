"""Which scheduler spreads the tests over xdist workers: that of claims, or xdist's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from icl_verify.pytest_plugin.names import claim_id

_LEFT_TO_US = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Note whether ``--dist`` was left to us."""
    # After this xdist writes its default over the option, and "-n 2" looks like "-n 2 --dist load".
    config.stash[_LEFT_TO_US] = getattr(config.option, "dist", None) in ("no", "loadgroup")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A scheduler of ours where --dist was not given or is loadgroup; any other choice is respected."""
    if not config.stash.get(_LEFT_TO_US, False) or config.getvalue("dist") not in ("load", "loadgroup"):
        return None
    return LateScheduling(config, log)


class LateScheduling:
    """xdist's own scheduler, or that of claims: decided when the first worker says what it collected."""

    def __init__(self, config: pytest.Config, log: Any):
        self.config, self.log = config, log
        self._early: list[Any] = []
        self._chosen: Any = None

    def add_node(self, node: Any) -> None:
        """Take a worker on; until the choice is made it is only remembered."""
        if self._chosen is None:
            self._early.append(node)
        else:
            self._chosen.add_node(node)

    def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
        """Note what a worker collected; the first collection decides which scheduler it is."""
        if self._chosen is None:
            self._chosen = self._choose(collection)
            for early in self._early:
                self._chosen.add_node(early)
        self._chosen.add_node_collection(node, collection)

    def _choose(self, collection: Sequence[str]) -> Any:
        # Imported here: the plugin is loaded where xdist is not used.
        from xdist import scheduler

        from icl_verify.pytest_plugin.claim_scheduling import ClaimScheduling

        if any(map(claim_id, collection)):
            self._restart_for_each(len(collection))
            return ClaimScheduling(self.config, self.log)
        own = {"load": scheduler.LoadScheduling, "loadgroup": scheduler.LoadGroupScheduling}
        return own[self.config.getvalue("dist")](self.config, self.log)

    def _restart_for_each(self, tests: int) -> None:
        """xdist gives up after four crashes a worker; here each claim may crash one, and costs itself."""
        session = self.config.pluginmanager.get_plugin("dsession")
        if self.config.getoption("maxworkerrestart") is None and session is not None:
            session._max_worker_restart = tests + (session._max_worker_restart or 0)  # private to xdist

    def remove_node(self, node: Any) -> str | None:
        """Let a worker go; returns the test that it died of."""
        if self._chosen is not None:
            return self._chosen.remove_node(node)
        if node not in self._early:
            raise KeyError(node)
        self._early.remove(node)
        return None

    @property
    def nodes(self) -> list[Any]:
        """The workers taken on."""
        return list(self._early) if self._chosen is None else self._chosen.nodes

    @property
    def collection_is_completed(self) -> bool:
        """Whether every worker has said what it collected."""
        return self._chosen is not None and self._chosen.collection_is_completed

    @property
    def tests_finished(self) -> bool:
        """Whether every test was handed out and done."""
        return self._chosen is not None and self._chosen.tests_finished

    @property
    def has_pending(self) -> bool:
        """Whether tests are still to be done."""
        return self._chosen is not None and self._chosen.has_pending

    def __getattr__(self, name: str) -> Any:
        # What xdist asks for only once tests are being handed out.
        if self._chosen is None:
            raise AttributeError(f"{name} is known after the first collection")
        return getattr(self._chosen, name)

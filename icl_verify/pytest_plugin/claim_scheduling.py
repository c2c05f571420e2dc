"""How claims are spread over xdist workers: one group a population, and a crash costs one claim."""

from __future__ import annotations

from collections.abc import Sequence

from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController


class ClaimScheduling(LoadGroupScheduling):
    """xdist's load-by-group, but a test that takes its worker down is not handed to the next worker."""

    def remove_node(self, node: WorkerController) -> str | None:
        """Take back a worker's tests; returns the one that it died of, which counts as done."""
        # assigned_work, workqueue and _reschedule are private to xdist: its bound in pyproject.toml.
        workload = self.assigned_work.pop(node)
        open_tests = [(unit, test) for unit in workload.values() for test, done in unit.items() if not done]
        if not open_tests:
            return None
        unit, crashed = open_tests[0]
        unit[crashed] = True
        self.workqueue.update({scope: u for scope, u in workload.items() if not all(u.values())})
        for other in self.assigned_work:
            self._reschedule(other)
        return crashed

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        """Note what a worker collected; one that collected other tests than its fellows goes home."""
        super().add_node_collection(node, collection)
        if node not in self.registered_collections:
            node.shutdown()

    def _reschedule(self, node: WorkerController) -> None:
        # One that replaces a crashed worker may still collect when the tests of another come back.
        if node in self.registered_collections:
            super()._reschedule(node)

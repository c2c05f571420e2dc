"""Where a hunt starts when nobody has drawn for it: Hypothesis chooses shapes and families, aiming high."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis
import numpy as np

from icl_verify.hunt.objective import tightest_of
from icl_verify.hunt.settings import ASCENT
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.population import Draw, split_by_shape
from icl_verify.statement.sampling import each_drawn

StartBatch = tuple[float, Instance]  # the log tightness of a batch, as float64 has it, and the batch
# Examples of one run, and the least where a costly population takes a fraction of them: Hypothesis climbs in
# the second half of its examples alone, so that there must be enough of them.
EXAMPLES, LEAST_EXAMPLES = 300, 40
FEW = 4  # instances that an example is judged by: aiming needs the tendency of a draw, not its best instance
MOST_READY = 48  # draws kept of one run; the rest are its blind half, hardly better than new ones
FAR = 1_000_003  # between the seeds of two runs, so that none meets those of the epochs


def drawn(claim: Claim, seed: int, examples: int, device: str) -> list[StartBatch]:
    """Batches of a few draws as they come."""
    found = aimed(claim, seed, examples, device, members=ASCENT.members)
    return [(log_tightness, batch) for log_tightness, _, batch in found]


def aimed(
    claim: Claim, seed: int, examples: int, device: str, *, members: int = FEW,
    over: Callable[[], bool] = lambda: False,
) -> list[tuple[float, Draw, Instance]]:  # fmt: skip
    """Distinct draws, in the order in which Hypothesis chose them, aiming at the batch's log tightness.

    Arguments:
        examples: how many; Hypothesis draws the first half blindly and climbs (``target``) in the second.
        members: instances of a batch, where the population does not fix them.
        over: told to hurry, the rest are not looked at.
    """
    found: dict[object, tuple[float, Draw, Instance]] = {}
    population = claim.population

    def look(draw: Draw) -> None:
        if found and over():
            return
        batch = population.expand(draw, population.batch or members, device)
        log_tightness, _ = tightest_of(claim, batch)
        if np.isfinite(log_tightness):
            hypothesis.target(log_tightness, label="log tightness")
        found.setdefault(draw.key(), (log_tightness, draw, batch))

    each_drawn(population.draws, look, seed=seed, examples=examples, aim=True)
    return list(found.values())


class Aim:
    """Draws that Hypothesis found by aiming, handed out the tightest first, each shape once before any twice.

    Arguments:
        claim, seed, device: as for ``aimed``.
        over: whether the time is up.
    """

    def __init__(self, claim: Claim, seed: int, device: str, over: Callable[[], bool]):
        self.claim, self.seed, self.device, self.over = claim, seed, device, over
        self._ready: list[tuple[float, Draw]] = []
        self._runs = self._evaluated = 0

    def next(self, count: int) -> list[StartBatch]:
        """The next so many, as whole batches; a new run of Hypothesis where none are left."""
        if not self._ready:
            self._run()
        taken, self._ready = self._ready[:count], self._ready[count:]
        population = self.claim.population
        size = population.batch or ASCENT.members
        return [(log_tightness, population.expand(draw, size, self.device)) for log_tightness, draw in taken]

    def spent(self) -> int:
        """Instances looked at since this was last asked."""
        spent, self._evaluated = self._evaluated, 0
        return spent

    def _run(self) -> None:
        examples = max(LEAST_EXAMPLES, round(EXAMPLES * self.claim.population.cost))
        seed = self.seed + FAR * (1 + self._runs)
        found = aimed(self.claim, seed, examples, self.device, over=self.over)
        self._runs += 1
        self._evaluated += sum(batch.batch for _, _, batch in found)
        ranked = [(log_tightness, draw) for log_tightness, draw, _ in sorted(found, key=lambda f: -f[0])]
        # No shape twice before each has had its turn: the tightest shape as drawn need not stay it.
        first, again = split_by_shape(ranked, lambda source: source[1].sizes)
        self._ready = [*first, *again][:MOST_READY]

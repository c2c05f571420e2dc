"""Where a hunt starts when nobody has drawn for it: Hypothesis chooses shapes and families, aiming high."""

from __future__ import annotations

from typing import Any

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase

from icl_verify.trial.claim import Claim
from icl_verify.trial.fields import Instance
from icl_verify.trial.hunt_herd import MEMBERS, tightest_of

Source = tuple[float, Instance]


def targeted(claim: Claim, seed: int, examples: int, device: str) -> list[Source]:
    """Batches whose shapes and families Hypothesis chose, aiming at the tightness."""
    found: dict[object, Source] = {}
    population = claim.population

    @hypothesis.seed(seed % 2**63)
    @hypothesis.settings(
        max_examples=examples, phases=[Phase.generate, Phase.target], database=None, deadline=None,
        derandomize=False, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @hypothesis.given(population.draws)
    def collect(draw: Any) -> None:
        batch = population.expand(draw, population.batch or MEMBERS, device)
        level, _ = tightest_of(claim, batch)
        if np.isfinite(level):
            hypothesis.target(level, label="log tightness")
        found.setdefault(draw.key(), (level, batch))

    collect()
    return list(found.values())

"""Draws that depend on a seed and a strategy alone, whatever has been imported.

Hypothesis mixes the constants that it finds in loaded local sources into what it draws. That is good where
one test is run for its bugs; here a worker's draws would depend on what the worker had imported before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

BACKEND = "icl_verify"
_Drawn = TypeVar("_Drawn")


class SeedAlone(HypothesisProvider):
    """Hypothesis' own distributions without constants from sources."""

    def _maybe_draw_constant(self, *_: Any, **__: Any) -> None:
        return None


AVAILABLE_PROVIDERS[BACKEND] = SeedAlone


def mixed_seed(*parts: object, size: int = 8) -> int:
    """A seed for what ``parts`` name (a run's seed and a name, say), unrelated to that of any other parts.

    Neighbouring seeds of a generator may give related streams; a hash of them does not.

    Arguments:
        size: bytes of the seed; 7 leave room to count on from it within the 64 bits of a torch seed.
    """
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:size], "big")


def each_drawn(
    draws: st.SearchStrategy[_Drawn],
    look: Callable[[_Drawn], None],
    *,
    seed: int,
    examples: int,
    aim: bool = False,
) -> None:
    """Show ``look`` what the strategy gives, one example after another, nothing stored and nothing shrunk.

    Arguments:
        draws: what to draw from.
        look: told each example.
        seed: any integer; only its last 63 bits count.
        examples: how many to draw at most.
        aim: let ``hypothesis.target`` steer. Only Hypothesis' own backend can: then constants from sources
            are mixed in, and the examples depend on what was imported.
    """

    @hypothesis.seed(seed % 2**63)
    @hypothesis.settings(
        max_examples=examples,
        phases=[Phase.generate, *([Phase.target] if aim else [])],
        backend="hypothesis" if aim else BACKEND,
        database=None,
        deadline=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(draws)
    def shown(drawn: _Drawn) -> None:
        look(drawn)

    shown()

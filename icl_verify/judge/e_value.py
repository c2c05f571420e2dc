"""Statements on chances: how much evidence counts of events are against "the chance is at least p".

Decided by an e-value, the likelihood ratio of a mixture over all chances below p against p itself. If every
event has at least chance p given those before it, the e-value is a nonnegative supermartingale that starts at
1, so that it ever reaches 1/a with chance at most a (Ville): one may look as often as one likes, and go on
drawing for as long as one likes. Grünwald, de Heide and Koolen, Safe Testing, 2024.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icl_verify.statement.population import Shape

# A run tries fewer than a thousand statements on chances: a false refutation in a whole run is below 1e-6.
DECISIVE = 1e9
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Count:
    """Events counted: ``successes`` of ``samples``, both >= 0."""

    successes: int = 0
    samples: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.successes + other.successes, self.samples + other.samples)


# Of each shape, the events of its instances.
Events = Mapping[Shape, Sequence[Count]]


def log_e_value(count: Count, chance: float) -> float:
    """log of the e-value against "each event has at least this chance"; large where too few were seen.

    With k of n events it is log of (1/p) int_0^p q^k (1-q)^(n-k) dq / (p^k (1-p)^(n-k)). No chance is below
    0, so that nothing speaks against p = 0; against p = 1 a single failure is decisive (infinite).

    Raises:
        ValueError: chance is not in [0, 1], or the counts are none.
    """
    successes, failures = count.successes, count.samples - count.successes
    if not 0 <= chance <= 1:
        raise ValueError(f"chance must be in [0, 1], got {chance}")
    if successes < 0 or failures < 0:
        raise ValueError(f"successes must be between 0 and samples = {count.samples}, got {successes}")
    if chance == 0 or not count.samples:
        return 0.0
    if chance == 1:
        return math.inf if failures else -math.log(count.samples + 1)
    # In logs: of a million events the likelihoods underflow.
    mixture = _log_incomplete_beta(successes + 1, failures + 1, chance)
    return mixture - math.log(chance) - successes * math.log(chance) - failures * math.log1p(-chance)


def _log_incomplete_beta(a: int, b: int, x: float) -> float:
    """log of int_0^x q^(a-1) (1-q)^(b-1) dq, for 0 < x < 1; -inf where it underflows."""
    from scipy.special import betainc, betaln  # slow to import, and needed by statements on chances alone

    share = float(betainc(a, b, x))
    return float(betaln(a, b)) + (math.log(share) if share > 0 else -math.inf)


def total(counts: Events) -> Count:
    """The events of all shapes and instances together."""
    return sum((count for some in counts.values() for count in some), Count())


def combined_log_e_value(counts: Events, chance: float) -> float:
    """log of the e-value against "at every instance of every shape each event has at least this chance".

    The mean of three e-values: of all events together, strong where all fail a little; the mean over the
    shapes, strong where one shape fails; and the mean over the instances, strong where some fail clearly.
    The weights are fixed before any event is seen.
    """
    if not counts:
        return 0.0
    by_shape = [sum(some, Count()) for some in counts.values()]
    by_instance = [count for some in counts.values() for count in some]
    levels = ([total(counts)], by_shape, by_instance)
    return _log_mean([_log_mean([log_e_value(count, chance) for count in level]) for level in levels])


def _log_mean(logs: Sequence[float]) -> float:
    """log of the mean of numbers that are given by their logs; log 1 for none."""
    top = max(logs, default=0.0)
    if not logs or not math.isfinite(top):
        return top
    return top + math.log(sum(math.exp(value - top) for value in logs) / len(logs))


def interval(count: Count, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The Clopper-Pearson interval of the chance, for the reader alone: nothing is decided by it."""
    from scipy.stats import beta

    successes, failures, miss = count.successes, count.samples - count.successes, (1 - confidence) / 2
    low = float(beta.ppf(miss, successes, failures + 1)) if successes else 0.0
    high = float(beta.ppf(1 - miss, successes + 1, failures)) if failures else 1.0
    return low, high

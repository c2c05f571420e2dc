"""From what was counted and proved to a verdict."""

from __future__ import annotations

from icl_verify.statement.claim import Claim
from icl_verify.trial.tally import Tally

# A run tries fewer than a thousand statistical claims: a false alarm in a whole run is below 1e-6.
STATISTICAL_LEVEL = 1e-9


def tail(successes: int, samples: int, chance: float) -> float:
    """The exact binomial chance of so few successes, or fewer, if each comes with ``chance``; 1 for none."""
    from scipy.stats import binom  # slow to import, and needed by statements on chances alone

    return float(binom.cdf(successes, samples, chance)) if samples else 1.0


def refuted_by_chance(successes: int, samples: int, chance: float) -> bool:
    """Whether so few successes would come with chance below 1e-9 if each had at least ``chance``."""
    return tail(successes, samples, chance) < STATISTICAL_LEVEL


def events_record(successes: int, samples: int, chance: float) -> dict[str, float]:
    """What was counted of a statement on chances, as the record holds it."""
    counts = {"successes": successes, "samples": samples, "at_least": chance}
    return {**counts, "level": STATISTICAL_LEVEL, "p_value": tail(successes, samples, chance)}


def supported_by_chance(successes: int, samples: int, chance: float) -> bool:
    """Whether at least the claimed share was seen: less refutes nothing, but is no evidence either."""
    return successes >= chance * samples


def decide(claim: Claim, tally: Tally, *, broken: bool, chance: float | None = None) -> tuple[str, str]:
    """The verdict and a note that explains it (empty where it speaks for itself).

    Arguments:
        broken: whether a break is proved, or a chance refuted.
        chance: the chance that a statement on chances claims, None for any other.
    """
    if broken:
        return "refuted", ""
    needed = claim.minimum_share * tally.instances
    if tally.applicable < max(1.0, needed):
        return (
            "vacuous",
            f"{tally.applicable} of {tally.instances} instances are applicable, {needed:.0f} needed.",
        )
    if chance is not None and not supported_by_chance(tally.successes, tally.samples, chance):
        return "inconclusive", "Fewer events than claimed, yet not so few that chance could not bring them."
    if tally.unsettled:
        return "inconclusive", f"{tally.unsettled} suspected breaks were neither proved nor dismissed."
    return "holds", ""

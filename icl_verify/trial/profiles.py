"""How much is tried: counts, never seconds, so that a profile and a seed reproduce a run."""

from __future__ import annotations

from dataclasses import dataclass

from icl_verify.judge.precision import LAST_BITS


@dataclass(frozen=True)
class Profile:
    """Budgets of a run.

    Attributes:
        name: as ``--profile`` takes it.
        examples: Hypothesis examples (shapes) a population; costly populations take a fraction.
        batch: instances an example.
        settle: suspicions settled in balls a batch, and what looks broken by far beyond them; near ties count
            against ``ties`` alone.
        ties: near ties settled in balls a claim; the rest are counted as suspicions.
        prove: instances a holding claim is proved on in balls.
        simplify: candidates tried in balls when a counterexample is made small.
        last_bits: precision at which settling gives up.
        hunt: ascent steps a claim.
        worst: ascent steps beyond the first break of a claim that is no mutant, for how badly it breaks.
        sample: of the suspicions of one nature that are left a claim, how many are drawn and settled.
        weigh: members at random of a claim that no draw breaks that balls are asked about, beside the
            tightest, the loosest and the extremes of every positive field.
    """

    name: str
    examples: int
    batch: int
    settle: int
    ties: int
    prove: int
    simplify: int
    last_bits: int
    hunt: int
    worst: int = 0
    sample: int = 0
    weigh: int = 0


PROFILES = {
    p.name: p
    for p in (
        Profile("quick", 72, 32, 32, 4, 1, 80, LAST_BITS, 40, sample=64, weigh=4),
        Profile("standard", 200, 64, 32, 16, 4, 400, LAST_BITS, 200, 100, sample=512, weigh=16),
        # Of seven inequalities timed the cheapest takes 3.7 ms of processor time a step, so that 24,000 steps
        # are more than 60 s for each (benchmarks/falsify/README.md).
        Profile("thorough", 1000, 128, 32, 64, 1024, 2000, LAST_BITS, 24_000, 24_000, sample=2048, weigh=128),
    )
}


def profile(name: str) -> Profile:
    """The profile of that name; ValueError lists those there are."""
    if name not in PROFILES:
        raise ValueError(f"profile must be one of {', '.join(PROFILES)}, got {name!r}")
    return PROFILES[name]

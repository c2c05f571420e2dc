"""False alarms and power of the evidence against a chance: ``python -m benchmarks.chances``.

False alarms: how often a true claim is refuted when one looks again and again, at the threshold 100 (level
1%), by the e-value and by an exact binomial test. Clusters are samples that share their randomness in
tens: no test is right about them, which is why the trial refuses to count them. Power: how many samples are
drawn until a chance of 0.49 refutes the claim of 0.5 at the threshold 1e9.

    claim                         e-value  exact test
    chance 0.5                      0.35%      13.85%
    chance 0.5, clusters of 10     78.40%      89.60%
    chance 0.9                      0.15%      12.25%
    chance 0.9, clusters of 10     62.50%      84.40%
    chance 0.99                     0.10%      11.30%
    chance 0.99, clusters of 10    44.75%      72.20%
    samples until 0.49 refutes 0.5 at 1e9, median of 51: e-value 118,000, exact test 89,000
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaln
from scipy.stats import binom

from icl_verify.judge.e_value import DECISIVE

LOOKS, EVERY, RUNS, CLUSTER = 2_000, 10, 2_000, 10
THRESHOLD = 100.0


def log_e_values(successes: np.ndarray, samples: np.ndarray, chance: float) -> np.ndarray:
    """``icl_verify.judge.e_value.log_e_value`` for arrays."""
    failures = samples - successes
    with np.errstate(divide="ignore"):
        mixture = np.log(betainc(successes + 1, failures + 1, chance)) + betaln(successes + 1, failures + 1)
    return mixture - np.log(chance) - successes * np.log(chance) - failures * np.log1p(-chance)


def alarms(chance: float, cluster: int, seed: int) -> tuple[float, float]:
    """The share of runs in which a true claim is ever refuted: by the e-value, and by the fixed test."""
    rng = np.random.default_rng(seed)
    shared = rng.random((RUNS, LOOKS * EVERY // cluster)) < chance
    seen = np.cumsum(np.repeat(shared, cluster, axis=1), axis=1)[:, EVERY - 1 :: EVERY]
    samples = np.arange(EVERY, LOOKS * EVERY + 1, EVERY)
    evidence = (log_e_values(seen, samples, chance) >= np.log(THRESHOLD)).any(axis=1)
    fixed = (binom.cdf(seen, samples, chance) < 1 / THRESHOLD).any(axis=1)
    return float(evidence.mean()), float(fixed.mean())


def samples_needed(seed: int) -> tuple[int, int]:
    """Samples until 0.49 refutes 0.5: by the e-value, and by an exact test at level 1e-9 looked at once."""
    rng = np.random.default_rng(seed)
    samples = np.arange(1_000, 400_001, 1_000)
    seen = np.cumsum(rng.binomial(1_000, 0.49, len(samples)))
    evidence = log_e_values(seen, samples, 0.5) >= np.log(DECISIVE)
    fixed = binom.cdf(seen, samples, 0.5) < 1 / DECISIVE
    return int(samples[evidence.argmax()]), int(samples[fixed.argmax()])


def main() -> None:
    """Print both tables."""
    print(f"false alarms at level 1% in {LOOKS:,} looks, {RUNS:,} runs")
    print(f"{'claim':28} {'e-value':>8} {'exact test':>11}")
    for chance in (0.5, 0.9, 0.99):
        for cluster in (1, CLUSTER):
            name = f"chance {chance}" + (f", clusters of {cluster}" if cluster > 1 else "")
            evidence, fixed = alarms(chance, cluster, seed=0)
            print(f"{name:28} {evidence:8.2%} {fixed:11.2%}")
    needed = np.median([samples_needed(seed) for seed in range(51)], axis=0)
    print("samples until 0.49 refutes 0.5 at 1e9, median of 51:", end=" ")
    print(f"e-value {needed[0]:,.0f}, exact test {needed[1]:,.0f}")


if __name__ == "__main__":
    main()

"""Theorem 1 and the induction behind it, along real trajectories under the rates of (15)-(17)."""

from icl_verify.trial.claim import claim
from icl_verify.trial.relation import at_least
from icl_verify.yang2024.strategies.populations import trained_printed_rates
from icl_verify.yang2024.theory.constants import contraction_rate
from icl_verify.yang2024.theory.training import nats_gained, resolved_steps, trajectory

GROUP = "Theorem 1"


@claim(
    "thm1.rate",
    population=trained_printed_rates,
    statement=r"\mathcal L(\theta^{(t)})-\inf\mathcal L\le\Big(1-\frac{\eta_w\zeta_0}{2K}\Big)^t\big(\mathcal L(\theta^{(0)})-\inf\mathcal L\big)",
    source="Theorem 1, (18)",
    group=GROUP,
)
def loss_converges_linearly(training, *, factor=1):
    """The excess loss shrinks at least by the printed factor, at every step up to the horizon"""
    # Both sides are minus the logarithm of (18): nats claimed against nats gained.
    xp, path = training.xp, trajectory(training)
    times = range(1, training.T + 1)
    claimed = -xp.log1p(-factor * contraction_rate(training))[:, None] * xp.array(list(times))
    gained = xp.cumsum(nats_gained(training), axis=1)
    bound = path.excess[:, :1] * xp.exp(-xp.concat([xp.zeros((training.batch, 1)), claimed], axis=1))
    curves = {"excess": path.excess, "bound": bound}
    return at_least(gained, claimed, times=times, resolved=resolved_steps(training), curves=curves)


loss_converges_linearly.mutant("rate_times_5", r"\text{the rate times }5", factor=5)

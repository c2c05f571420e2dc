"""C4: the factor zeta_0/(2K) in (18) can be raised by 4 - sqrt 2, and to its limit of 4 for small steps."""

from fractions import Fraction

from icl_verify import at_least, claim
from icl_verify.yang2024.populations.setting import trained_printed_rates
from icl_verify.yang2024.theory.assumptions import THEOREM_1
from icl_verify.yang2024.theory.speed import slowest_step
from icl_verify.yang2024.theory.training import nats_gained, resolved_steps, trajectory

COMMON = {
    "population": trained_printed_rates,
    "group": "Conjectures",
    "form": "conjecture",
    "assumes": THEOREM_1,
    "sides": ("fall of the excess loss's logarithm", "fall promised"),
}


def _against(training, nats):
    """Nats claimed a step (batch,) against nats gained, cumulatively."""
    xp, path, times = training.xp, trajectory(training), range(1, training.T + 1)
    claimed = nats[:, None] * xp.array(list(times))
    gained = xp.cumsum(nats_gained(training, path), axis=1)
    return at_least(gained, claimed, times=times, resolved=resolved_steps(path))


@claim(
    "conj.rate_factor",
    statement=r"\Delta^{(t)}\le\Big(1-(4-\sqrt2)\frac{\eta_w\zeta_0}{2K}\Big)^t\Delta^{(0)}",
    source="(18)",
    note="4 - sqrt 2 = 2.586 is the largest factor: (17) forces x = eta_w zeta_0/K < 1/sqrt 2, and at N "
    "= 1, where "
    "attention cannot move, the loss shrinks by exactly (1 - x)^2 = 1 - (4 - 2x) x/2; x -> 1/sqrt 2 for "
    "large gamma.",
    **COMMON,
)
def rate_has_factor(training, *, more=Fraction(0)):
    """The rate of (18) can be multiplied by 4 minus the root of 2"""
    xp = training.xp
    factor = 4 - xp.sqrt(xp.const(2)) + xp.const(more.numerator, more.denominator)
    return _against(training, -xp.log1p(-factor * slowest_step(training) / 2))


rate_has_factor.mutant(
    "more", r"\text{the same with }4-\sqrt2+\tfrac1{40}", clause="and a fortieth more", more=Fraction(1, 40)
)


@claim(
    "conj.frozen_rate",
    statement=r"\Delta^{(t)}\le\Big(1-\frac{\eta_w\zeta_0}{K}\Big)^{2t}\Delta^{(0)}",
    source="(18), with the factor 4 for small steps",
    note="The rate of descent with attention frozen: an equality at N = 1. For N >= 2 attention moves "
    "so little "
    "under (15) that zeta_0 does not fall noticeably.",
    **COMMON,
)
def rate_is_that_of_frozen_attention(training, *, share=Fraction(1)):
    """The loss falls as fast as the slowest mode of frozen attention does"""
    step = slowest_step(training) * training.xp.const(share.numerator, share.denominator)
    return _against(training, -2 * training.xp.log1p(-step))


rate_is_that_of_frozen_attention.mutant(
    "faster",
    r"\text{the same with }\tfrac{11}{10}\eta_w",
    clause="at 1.1 times the step size",
    share=Fraction(11, 10),
)

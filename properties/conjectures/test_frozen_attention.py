"""C5: under (15)-(17) attention stays almost frozen."""

from fractions import Fraction

from icl_verify import at_most, claim
from icl_verify.yang2024.populations.interpretation import nested_trainings
from icl_verify.yang2024.theory.assumptions import THEOREM_1
from icl_verify.yang2024.theory.constants import label_scale, smallest_attention_eigenvalue
from icl_verify.yang2024.theory.speed import frozen_nats, logit_shifts
from icl_verify.yang2024.theory.training import nats_gained, resolved_steps, trajectory

COMMON = {"population": nested_trainings, "group": "Conjectures", "form": "conjecture", "assumes": THEOREM_1}


@claim(
    "conj.frozen_logits",
    statement=r"\max_{h,j,k}|v_j^\top(Q_h^{(t)}-Q_h^{(0)})v_k|\le\tfrac12\Big(1-\tfrac1{\sqrt2}\Big)"
    r"\frac{\sqrt{\zeta_0/H}}{\|\bar Z\|_2}\Big(\frac{\gamma_{(15)}}{\gamma}\Big)^2",
    source="(47) with (15)",
    note="Follows from (47): at most 0.147, and vanishing as gamma grows. Measured shifts are far smaller.",
    **COMMON,
)
def logits_stay(training):
    """No logit moves by more than 0.147, and by less the larger gamma"""
    xp = training.xp
    root = xp.sqrt(smallest_attention_eigenvalue(training) / training.H) / label_scale(training)
    bound = (1 - 1 / xp.sqrt(xp.const(2))) / 2 * root / training.gamma_multiple**2
    return at_most(logit_shifts(training), bound[:, None], times=trajectory(training).times)


logits_stay.mutant(
    "billionth",
    r"\text{a billionth of the bound}",
    clause="with a billionth of the bound",
    bound=Fraction(1, 10**9),
)


@claim(
    "conj.frozen_curve",
    statement=r"\Big|\log\frac{\Delta^{(0)}}{\Delta^{(t)}}-\log\frac{\Delta^{(0)}}{\Delta^{(t)}_{"
    r"\mathrm{frozen}}}\Big|"
    r"\le10^{-3}\log\frac{\Delta^{(0)}}{\Delta^{(t)}}",
    source="beside (15)-(17)",
    note="Training w alone over the initial attention, at the same rates, follows the same curve.",
    **COMMON,
)
def curve_is_that_of_frozen_attention(training, *, share=Fraction(1, 1000)):
    """Training w alone over the initial attention gives the same curve to a thousandth of the nats gained"""
    xp, path, times = training.xp, trajectory(training), range(1, training.T + 1)
    gained = xp.cumsum(nats_gained(training, path), axis=1)
    allowed = xp.const(share.numerator, share.denominator) * gained
    apart = xp.abs(gained - frozen_nats(training))
    return at_most(apart, allowed, times=times, resolved=resolved_steps(path))


curve_is_that_of_frozen_attention.mutant(
    "billionth",
    r"\text{the same to }10^{-9}",
    clause="with a billionth of the bound",
    share=Fraction(1, 10**9),
)

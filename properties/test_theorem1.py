"""Theorem 1 along real trajectories under the rates of (15)-(17), and without each of its assumptions."""

from fractions import Fraction

from icl_verify import at_least, claim, equal
from icl_verify.yang2024.paper.findings import OPTIMUM_NOISE
from icl_verify.yang2024.populations.setting import initial_states, trained_printed_rates
from icl_verify.yang2024.populations.training import (
    one_label,
    trained_few_heads,
    trained_to_21,
)
from icl_verify.yang2024.populations.weakened import ANY_NORM, FEW_HEADS, LARGE_RATE, SMALL_GAMMA, WARM_START
from icl_verify.yang2024.setting.loss import loss_by_moments
from icl_verify.yang2024.setting.transformer import attention_of, effective_attention
from icl_verify.yang2024.theory.assumptions import THEOREM_1, full_row_rank
from icl_verify.yang2024.theory.constants import contraction_rate, optimum_offset
from icl_verify.yang2024.theory.induction import (
    is_trusted,
    least_squares_weights,
    nats_claimed,
    optimum_by_brackets,
)
from icl_verify.yang2024.theory.training import (
    nats_gained,
    resolved_steps,
    trajectory,
    trajectory_of_tasks,
)

GROUP = "Theorem 1"
RATE = (
    r"\mathcal L(\theta^{(t)})-\inf\mathcal L\le"
    r"\Big(1-\frac{\eta_w\zeta_0}{2K}\Big)^t\big(\mathcal L(\theta^{(0)})-\inf\mathcal L\big)"
)
STEP = (
    r"\mathcal L(\theta^{(t+1)})-\inf\mathcal L\le"
    r"\Big(1-\frac{\eta_w\zeta_0}{2K}\Big)\big(\mathcal L(\theta^{(t)})-\inf\mathcal L\big)"
)


def judged(training, path):
    """Which of the steps 1..T float64 may judge, shape (batch, T); None for balls"""
    resolved = resolved_steps(path)
    return None if resolved is None else resolved & is_trusted(training, tuple(range(1, training.T + 1)))


def path_of(training, task_variance):
    """The trajectory under Assumption 1, or for tasks of another variance"""
    return (
        trajectory(training)
        if task_variance is None
        else trajectory_of_tasks(training, variance=task_variance)
    )


@claim(
    "thm1.rate",
    population=trained_printed_rates,
    sides=("fall of the excess loss's logarithm", "fall that (18) promises"),
    statement=RATE,
    source="Theorem 1, (18)",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("induction.loss.corrected",),
    note="Judged in logarithms: on the left log Delta(0) - log Delta(t), on the right "
    "-t log(1 - eta_w zeta_0/(2K)).",
)
def loss_converges_linearly(training, *, factor=Fraction(1), task_variance=None):
    """The excess loss shrinks at least by the printed factor, at every step up to the horizon"""
    # Both sides are minus the logarithm of (18): nats claimed against nats gained.
    xp, path = training.xp, path_of(training, task_variance)
    times = range(1, training.T + 1)
    factor = xp.const(*factor.as_integer_ratio())
    claimed = nats_claimed(training, factor=factor)[:, None] * xp.array(list(times))
    gained = xp.cumsum(nats_gained(training, path), axis=1)
    bound = path.excess[:, :1] * xp.exp(-xp.concat([xp.zeros((training.batch, 1)), claimed], axis=1))
    curves = {"excess": path.excess, "bound": bound}
    return at_least(gained, claimed, times=times, resolved=judged(training, path), curves=curves)


loss_converges_linearly.lowered(
    Fraction(24, 100),
    known=Fraction(1, 4),
    population=one_label,
    note="With one labelled token the exact factor is (1 - x)^2 with x = eta_w zeta_0/K, printed as 1 - x/2.",
)
loss_converges_linearly.mutant(
    "rate_times_27_10",
    r"\text{(18) with 2.7 times the rate}",
    clause="at 2.7 times the rate",
    population=one_label,
    factor=Fraction(27, 10),
    note="With one labelled token the rate may be multiplied by 4 - 2x, and x reaches 1/sqrt2: 2.586.",
)
loss_converges_linearly.variant(
    "control",
    "rate_times_5_2",
    clause="at 2.5 times the rate",
    statement=r"\mathcal L(\theta^{(t)})-\inf\mathcal L\le\Big(1-\frac{5\eta_w\zeta_0}{4K}\Big)^t"
    r"\big(\mathcal L(\theta^{(0)})-\inf\mathcal L\big)\quad\text{for }N=1",
    expected="holds",
    population=one_label,
    factor=Fraction(5, 2),
    note="Just below 4 - sqrt2 = 2.586, the least that one labelled token leaves.",
)
loss_converges_linearly.variant(
    "conjecture",
    "rate_doubled",
    clause="at twice the rate",
    statement=r"\mathcal L(\theta^{(t)})-\inf\mathcal L\le\Big(1-\frac{\eta_w\zeta_0}{K}\Big)^t"
    r"\big(\mathcal L(\theta^{(0)})-\inf\mathcal L\big)",
    expected="holds",
    factor=Fraction(2),
    note="The induction gives away a factor 2 in (43b) and another in the descent inequality.",
)
loss_converges_linearly.variant(
    "printed",
    "to_convergence",
    clause="until eps is reached",
    statement=RATE,
    expected="holds",
    population=trained_to_21,
    note="Covering queries and H at least 3N: the excess loss falls by far more than 1e-8.",
)
loss_converges_linearly.without(
    "A1",
    clause="for tasks of another variance",
    expected="refuted",
    assumes=THEOREM_1,
    weakened=r"\text{ but } \mathbb E\lambda_i^2=\tfrac18",
    task_variance=Fraction(1, 8),
    note="Tasks of variance 1/8 shrink the loss and its gradient by 8: more than the 4 that (18) leaves.",
)
loss_converges_linearly.without(
    "A2",
    expected="refuted",
    **FEW_HEADS,
    note="With fewer heads than labelled tokens the loss stops above its infimum.",
)
loss_converges_linearly.without(
    "gamma",
    expected="holds",
    **SMALL_GAMMA,
    note="(17) grows as gamma falls, so that attention stays almost frozen all the same.",
)
loss_converges_linearly.without(
    "eta",
    expected="refuted",
    **LARGE_RATE,
    note="Descent diverges, or jumps over the minimum.",
)
loss_converges_linearly.without(
    "w0",
    expected="refuted",
    **WARM_START,
    assumes=THEOREM_1,
    note="Values that cancel are invisible in the loss, and in L of (17), but drive the attention.",
)

loss_converges_linearly.without(
    "unit_norm",
    expected="refuted",
    **ANY_NORM,
    assumes=THEOREM_1,
    note="(17) does not know how long the tokens are; the attention moves by the square of their norm.",
)


@claim(
    "thm1.rate_per_step",
    population=trained_printed_rates,
    sides=("fall of the excess loss's logarithm", "fall that (18) promises"),
    statement=STEP,
    source="Theorem 1, the step behind (18)",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("induction.gradient_dominates.corrected", "induction.descent"),
)
def every_step_contracts(training, *, factor=Fraction(1), task_variance=None):
    """Every single step shrinks the excess loss by the printed factor, which is more than (18) says"""
    xp, path = training.xp, path_of(training, task_variance)
    rate = contraction_rate(training) * xp.const(*factor.as_integer_ratio())
    times = range(1, training.T + 1)
    claimed = rate[:, None] * path.excess[:, :-1]
    return at_least(path.decrease, claimed, times=times, resolved=judged(training, path))


every_step_contracts.lowered(
    Fraction(35, 100),
    known=Fraction(386, 1000),
    population=one_label,
    note="With one labelled token the quotient is 1/(4 - 2x), and x reaches 1/sqrt2: 0.3867.",
)
every_step_contracts.variant(
    "control",
    "rate_times_5_2",
    clause="at 2.5 times the rate",
    statement=STEP.replace("2K", r"\tfrac45K"),
    expected="holds",
    population=one_label,
    factor=Fraction(5, 2),
)
every_step_contracts.without(
    "A2",
    expected="refuted",
    **FEW_HEADS,
)
every_step_contracts.without(
    "gamma",
    expected="holds",
    **SMALL_GAMMA,
)
every_step_contracts.without(
    "eta",
    expected="refuted",
    **LARGE_RATE,
)

every_step_contracts.without(
    "unit_norm",
    expected="refuted",
    **ANY_NORM,
    assumes=THEOREM_1,
)
every_step_contracts.without(
    "A1",
    clause="for tasks of another variance",
    expected="refuted",
    assumes=THEOREM_1,
    weakened=r"\text{ but } \mathbb E\lambda_i^2=\tfrac18",
    task_variance=Fraction(1, 8),
)
every_step_contracts.without(
    "w0",
    expected="refuted",
    **WARM_START,
    assumes=THEOREM_1,
)


@claim(
    "thm1.infimum",
    population=initial_states,
    sides=("infimum of the loss", "constant of Lemma 5"),
    statement=r"\inf_\theta\mathcal L=\mathcal L^*",
    source="Theorem 1 with Lemma 5",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    assumes=(full_row_rank,),
    uses=("lemma5.constant",),
    note="The printed terms of L* for k > N lack m tau: no model predicts the noise of an unlabelled token.",
)
def infimum_is_attained(setting, *, optimum="printed", extra=0):
    """The printed constant of Lemma 5 is the infimum of the loss, reached over the initial attention"""
    # L is a convex quadratic in Ahat, least at A, and under Assumption 2 some w takes Ahat there.
    reached = effective_attention(attention_of(setting), least_squares_weights(setting))
    constant = optimum_by_brackets(setting, optimum=optimum) + extra * optimum_offset(
        setting, optimum="printed"
    )
    return equal(loss_by_moments(setting, reached), constant)


corrected_infimum = infimum_is_attained.variant(
    "corrected",
    "corrected",
    title="The corrected constant is the infimum of the loss, reached over the initial attention",
    statement=r"\inf_\theta\mathcal L=\mathcal L^*+\frac{(K-N)\,m\tau}{2K}",
    expected="holds",
    optimum="corrected",
    note="By (1) the label of an unlabelled token has noise of variance m tau that the prompt does not know.",
)
corrected_infimum.mutant(
    "twice_the_noise",
    r"\inf_\theta\mathcal L=\mathcal L^*+\frac{(K-N)\,m\tau}{K}",
    clause="with twice the noise term",
    extra=1,
)
corrected_infimum.without(
    "A2",
    clause="for too few heads",
    expected="refuted",
    population=trained_few_heads,
    weakened=r"\text{ with } H<N \text{ heads over the initial attention}",
    note="Fewer heads than labelled tokens do not reach A over a given attention.",
)

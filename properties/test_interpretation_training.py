"""What the paper says in words of the trained model: labels reproduced, tasks of any law (I10)."""

from fractions import Fraction

from icl_verify import at_most, claim, probability
from icl_verify.yang2024.paper.findings import OPTIMUM_NOISE
from icl_verify.yang2024.populations.interpretation import (
    trained_prompts,
)
from icl_verify.yang2024.populations.setting import any_parameters
from icl_verify.yang2024.setting.loss import excess_loss_of, residual_of
from icl_verify.yang2024.setting.transformer import predict
from icl_verify.yang2024.theory.constants import contraction_rate, optimum_offset, squared_label_scale
from icl_verify.yang2024.theory.inference import attention_reach, error_reach, errors_along
from icl_verify.yang2024.theory.interpretation import (
    BEST,
    FITTED,
    penalty,
)
from icl_verify.yang2024.theory.training import (
    effective_along,
    recorded_excess,
    recorded_resolved,
    trajectory,
)

GROUP = "In words"


# labels reproduced, tasks of any law


@claim(
    "words.loss_measures_attention",
    population=any_parameters,
    statement=r"\tfrac{m\tau}{2K}\|\hat A-A\|_F^2\le\mathcal L-\mathcal L^\star\le"
    r"\tfrac{\|\bar Z\|_2^2}{2K}\|\hat A-A\|_F^2",
    source="(37), (38), with L* as printed",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    note="At Ahat = A the printed excess is (K - N) m tau/(2K), not 0.",
)
def loss_measures_attention(parameters, *, noise="m tau", optimum="printed"):
    """A small excess loss is necessary and sufficient for the effective attention to be close to A"""
    xp = parameters.xp
    excess = excess_loss_of(parameters) + optimum_offset(parameters, optimum=optimum)
    scale = penalty(parameters, FITTED if noise == "m tau" else BEST)
    distance = xp.sum(residual_of(parameters) ** 2, axis=(-2, -1)) / (2 * parameters.K)
    above = squared_label_scale(parameters) * distance
    return at_most(xp.stack([scale * distance, excess], axis=-1), xp.stack([excess, above], axis=-1))


excess_measures_attention = loss_measures_attention.variant(
    "corrected",
    "corrected",
    title="A small excess over the infimum is necessary and sufficient for the effective "
    "attention to be close to A",
    statement=loss_measures_attention.statement.replace(r"\mathcal L^\star", r"\inf\mathcal L"),
    expected="holds",
    source="(37), (38), with L* = inf L",
    optimum="corrected",
)
excess_measures_attention.mutant(
    "n_tau",
    r"\tfrac{N\tau}{2K}\|\hat A-A\|_F^2\le\mathcal L-\mathcal L^\star",
    clause="with N tau for m tau",
    noise="N tau",
)
excess_measures_attention.lowered(Fraction(99, 100), known=Fraction(1))


@claim(
    "words.reproduces_labels",
    population=trained_prompts,
    sides=("largest error on a label", "its bound"),
    statement=r"\max_{i\le N}|\hat y_i-y_i|\le\|y\|\sqrt{\tfrac{2K}{m\tau}\big(\mathcal L("
    r"\theta^{(t)})-\inf\mathcal L\big)}",
    source="(27), (70)",
    form="reading",
    group=GROUP,
    note="Stronger than with the printed L*, which lies below the infimum.",
)
def labels_are_reproduced(accuracy, *, share=Fraction(1)):
    """During training the model reproduces its prompt's labels as closely as its excess loss allows"""
    xp, labels, path = accuracy.xp, accuracy.labels(), trajectory(accuracy)
    answers = predict(effective_along(accuracy)[:, None], labels[:, :, None])
    missed = xp.amax(xp.abs(answers[..., : accuracy.N] - labels[:, :, None]), axis=-1)
    reach = attention_reach(accuracy, recorded_excess(accuracy)) * xp.const(*share.as_integer_ratio())
    allowed = xp.norm(labels)[..., None] * reach[:, None]
    resolved = None if path.resolved is None else recorded_resolved(path)[:, None]
    return at_most(missed, allowed, times=path.times, resolved=resolved)


labels_are_reproduced.mutant(
    "half",
    r"\max_{i\le N}|\hat y_i-y_i|\le\tfrac12\|y\|\sqrt{\ldots}",
    clause="to half of that bound",
    share=Fraction(1, 2),
)


@claim(
    "words.far_tasks",
    population=trained_prompts,
    statement=r"P\Big(\tfrac1{2K}\|\hat y-\hat y^\star\|^2\le\varepsilon_T\Big)\ge1-\delta,\quad"
    r"\varepsilon_T\text{ from (21) at the last }T\text{ above rounding},\ \lambda\sim N(1_m,4I)"
    r"\text{ and up to a thousandfold}",
    source="Theorem 2",
    form="reading",
    group=GROUP,
    note="Theorem 2 never uses where lambda comes from: only its norm enters.",
)
def far_tasks_are_inferred(accuracy, *, factor=1):
    """For tasks far outside the support of its training law the trained model still answers as (22) says"""
    xp, path = accuracy.xp, trajectory(accuracy)
    delta = xp.const(1, 10) * xp.ones((accuracy.batch,))
    left = xp.exp(factor * xp.array(path.times) * xp.log1p(-contraction_rate(accuracy))[:, None])
    allowed = error_reach(accuracy, delta)[:, None] * left
    fine = errors_along(accuracy) <= allowed[:, None]
    # The last recorded time at which float64 still tells the error from rounding.
    last = recorded_resolved(path).sum(dim=1, keepdim=True) - 1
    at_last = fine.gather(-1, last[:, None].expand(-1, accuracy.draws, -1))[..., 0]
    return probability(at_last, at_least=Fraction(9, 10), along="draws")


far_tasks_are_inferred.mutant(
    "sooner",
    r"\text{the same with }5T\text{ for }T\text{ in (21)}",
    clause="after a fifth of the steps",
    factor=5,
)

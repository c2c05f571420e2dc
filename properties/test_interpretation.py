"""What the paper says in words, I3 to I10: two regressions, their risks, and what training brings about."""

from dataclasses import replace
from fractions import Fraction

from icl_verify.trial.claim import claim
from icl_verify.trial.relation import at_most, equal, probability
from icl_verify.yang2024.setting.loss import excess_loss_of, residual_of
from icl_verify.yang2024.setting.ridge import prompt_labels, ridge_prediction, ridge_task
from icl_verify.yang2024.setting.transformer import effective_attention_of, predict
from icl_verify.yang2024.strategies.populations import any_parameters, any_setting, inference
from icl_verify.yang2024.strategies.populations_interpretation import (
    long_prompts,
    long_regressions,
    short_prompts,
    short_regressions,
    square_regressions,
    trained_prompts,
)
from icl_verify.yang2024.strategies.populations_one_law import figure_3
from icl_verify.yang2024.theory.assumptions_setting import fewer_labels, more_labels, square_prompt
from icl_verify.yang2024.theory.constants import contraction_rate, optimum_offset, squared_label_scale
from icl_verify.yang2024.theory.inference import attention_reach, error_reach
from icl_verify.yang2024.theory.interpretation import (
    BEST,
    FITTED,
    average_risk,
    expected_task_gap,
    gap_at,
    penalty,
    ridge_rule,
    risk_at,
    risk_at_task,
    with_features,
    with_prompt,
)
from icl_verify.yang2024.theory.training import (
    effective_along,
    excess_at_kept_times,
    kept_resolved,
    trajectory,
)

GROUP = "In words"


def _task(regression, strength):
    return ridge_task(regression.features, regression.labels, strength)


def _prompt_error(regression, strength):
    """||y - Z^T lambda||^2 for the ridge regression of the given penalty."""
    xp, task = regression.xp, _task(regression, strength)
    fitted = xp.matmul(task[..., None, :], regression.features)[..., 0, :]
    return xp.sum((regression.labels - fitted) ** 2, axis=-1)


# I3


@claim(
    "words.equal_at_m_is_n",
    population=square_regressions,
    assumes=(square_prompt,),
    statement=r"\hat\lambda=\hat\lambda_\tau\quad\text{for }N=m",
    source="after Theorem 2 (I3)",
    group=GROUP,
)
def tasks_agree_at_equality(regression, *, shift=0):
    """With as many labels as basis functions the two regressions are one"""
    count = regression.m + shift
    first = _task(regression, count * regression.noise_level)
    return equal(first, _task(regression, regression.N * regression.noise_level))


tasks_agree_at_equality.mutant(
    "one_more", r"\hat\lambda_{m+1}=\hat\lambda_\tau\quad\text{for }N=m,\text{ penalty }(m+1)\tau", shift=1
)


@claim(
    "words.closer_penalty_closer_task",
    population=short_regressions,
    assumes=(fewer_labels,),
    statement=r"\|\hat\lambda_{(m+N)/2}-\hat\lambda_\tau\|\le\|\hat\lambda-\hat\lambda_\tau\|,\quad"
    r"\hat\lambda_c\ \text{the ridge regression with penalty }c\tau",
    source="after Theorem 2 (I3), for one prompt",
    group=GROUP,
    note="I3 read for one prompt, m moving towards N in the penalty alone: true for every prompt and "
    "all labels.",
)
def closer_penalty_is_closer(regression):
    """On a fixed prompt the regressions come closer as the penalty's m comes closer to N"""
    xp, tau = regression.xp, regression.noise_level
    best = _task(regression, regression.N * tau)
    half = _task(regression, (regression.m + regression.N) * tau / 2)
    whole = _task(regression, regression.m * tau)
    return at_most(xp.norm(half - best), xp.norm(whole - best))


closer_penalty_is_closer.lowered(
    Fraction(90, 100),
    known=Fraction(12, 13),
    note="Where the noise dominates the quotient tends to m/(m + N): 12/13 at N = 1, m = 12.",
)


@claim(
    "words.gap_shrinks_towards_m",
    population=short_prompts,
    assumes=(fewer_labels,),
    statement=r"\mathbb E\|\hat\lambda-\hat\lambda_\tau\|^2\ \text{does not grow from }N\text{ to }N+1"
    r"\le m",
    source="after Theorem 2 (I3), always",
    group=GROUP,
    expected="refuted",
    note="A first label that carries no information leaves both regressions near 0 and hence together; "
    "the next "
    "one parts them. The expectation is over lambda and noise, exactly.",
)
def gap_shrinks_always(setting):
    """As the prompt grows towards m labels the two regressions come closer, always"""
    shorter = with_prompt(setting, max(1, setting.N - 1), setting.N)
    return at_most(expected_task_gap(setting), expected_task_gap(shorter))


# Figure 3 at a fifth of its size: 20 basis functions and prompts of 10 to 30, or 20 labels and 10 to 40 basis
# functions. (length, features) of the sizes compared.
HALF, THREE_QUARTERS, JUST_BELOW = (10, 20), (15, 20), (19, 20)
JUST_ABOVE, LONG = (21, 20), (30, 20)


def less_often(setting, *, near, far, measure="task", chance=Fraction(9, 10)):
    """P(the gap at ``near`` is less than at ``far``) is at least ``chance``"""
    gaps = [gap_at(setting, length=n, features=m, measure=measure) for n, m in (near, far)]
    return probability(gaps[0] < gaps[1], at_least=chance)


def _gap_claim(name, title, text, source, note, *, expected="holds", **which):
    """The same for the tasks and for what Figure 3 measures, and the mutant that swaps the two sizes."""
    quantity = r"G=\mathbb E\|\hat\lambda-\hat\lambda_\tau\|^2"
    figure = r"G=\mathbb E\tfrac1K\|\hat y^\star-\hat y_{\mathrm{best}}\|^2"
    base = claim(
        f"words.{name}", population=figure_3,
        statement=rf"P\big({text}\big)\ge\tfrac9{{10}},\quad {quantity}",
        source=source, group=GROUP, expected=expected, arithmetic="statistical", note=note,
    )(less_often)  # fmt: skip
    made = replace(base, title=title, settings=tuple(sorted(which.items())))
    answers = made.variant(
        "printed",
        "answers",
        statement=rf"P\big({text}\big)\ge\tfrac9{{10}},\quad {figure}",
        expected=expected,
        measure="answers",
    )
    if expected == "holds":
        for one in (made, answers):
            one.mutant("swapped", r"\text{the two sizes exchanged}", near=which["far"], far=which["near"])
    return made, answers


gap_shrinks_typically, answers_shrink_typically = _gap_claim(
    "gap_shrinks_typically",
    "For Gaussian features and little noise the regressions are closer just below N = m than at m/2",
    r"G(N=m-1)<G(N=\tfrac m2)",
    "after Theorem 2 (I3), Figure 3, m = 20 fixed, N below m",
    "",
    near=JUST_BELOW,
    far=HALF,
)
gap_shrinks_halfway, answers_shrink_halfway = _gap_claim(
    "gap_shrinks_halfway",
    "For Gaussian features and little noise the regressions are closer at N = 3m/4 than at m/2",
    r"G(N=\tfrac{3m}4)<G(N=\tfrac m2)",
    "after Theorem 2 (I3), Figure 3, m = 20 fixed: the closer, the closer",
    "The gap first grows with the prompt, and falls only close to N = m: it is not the distance of m and N "
    "that orders it.",
    near=THREE_QUARTERS,
    far=HALF,
    expected="refuted",
)
gap_grows_beyond, answers_grow_beyond = _gap_claim(
    "gap_grows_beyond_m",
    "For Gaussian features and little noise the regressions are closer just above N = m than at 3m/2",
    r"G(N=m+1)<G(N=\tfrac{3m}2)",
    "after Theorem 2 (I3), Figure 3, m = 20 fixed, N above m",
    "",
    near=JUST_ABOVE,
    far=LONG,
)
gap_shrinks_with_basis, answers_shrink_with_basis = _gap_claim(
    "gap_shrinks_with_basis",
    "On a fixed prompt the regressions are closer with m = N - 1 basis functions than with N/2",
    r"G(m=N-1)<G(m=\tfrac N2)",
    "after Theorem 2 (I3), N = 20 fixed, m below N",
    "",
    near=(20, 19),
    far=(20, 10),
)
gap_grows_with_basis, answers_grow_with_basis = _gap_claim(
    "gap_grows_with_basis",
    "On a fixed prompt the regressions are closer with m = N + 1 basis functions than with 2N",
    r"G(m=N+1)<G(m=2N)",
    "after Theorem 2 (I3), N = 20 fixed, m above N",
    "",
    near=(20, 21),
    far=(20, 40),
)


# I4


@claim(
    "words.closest_prompt_is_best",
    population=long_prompts,
    assumes=(more_labels,),
    statement=r"R(N=m)\le R(N>m),\quad R\ \text{the model's average risk on the same unlabelled tokens}",
    source="after Theorem 2 (I4), m fixed",
    group=GROUP,
    expected="refuted",
    note="More labels never hurt: with E[lambda lambda^T] = I the trained model is the best linear "
    "predictor from "
    "its prompt, and a longer prompt contains the shorter one. N = m is no optimum.",
)
def closest_prompt_is_best(setting):
    """The model predicts unlabelled tokens better with N = m labels than with more"""
    shorter = with_prompt(setting, min(setting.m, setting.N), setting.N)
    return at_most(average_risk(shorter, ridge_rule(shorter)), average_risk(setting, ridge_rule(setting)))


@claim(
    "words.more_labels_never_hurt",
    population=any_setting,
    statement=r"R(N)\le R(N-1),\quad R\ \text{the model's average risk on the same unlabelled tokens}",
    source="against I4",
    group=GROUP,
    form="conjecture",
    note="Proof: columns of A minimise the risk over all rules linear in the labels; a rule on N - 1 "
    "labels is one "
    "on N labels.",
)
def more_labels_never_hurt(setting, *, which=FITTED):
    """One more label never raises the trained model's average risk"""
    shorter = with_prompt(setting, max(1, setting.N - 1), setting.N)
    after, before = (average_risk(s, ridge_rule(s, which=which)) for s in (setting, shorter))
    return at_most(after, before)


more_labels_never_hurt.mutant("for_the_best", r"\text{the same for }\hat\lambda_\tau", which=BEST)


@claim(
    "words.closest_basis_is_best",
    population=short_prompts,
    assumes=(fewer_labels,),
    statement=r"R(m=N)\le R(m=1),\quad\text{the first }m\text{ basis functions}",
    source="after Theorem 2 (I4), N fixed",
    group=GROUP,
    expected="refuted",
    note="Fewer basis functions make an easier task (fewer unknowns, label noise m tau): m = N is no "
    "optimum.",
)
def closest_basis_is_best(setting):
    """With N labels the model predicts better with m = N basis functions than with fewer"""
    near, far = with_features(setting, min(setting.N, setting.m)), with_features(setting, 1)
    return at_most(average_risk(near, ridge_rule(near)), average_risk(far, ridge_rule(far)))


def risk_is_less_often(setting, *, near, far, chance):
    """The model's risk at the first sizes is at most that at the others, with at least that chance"""
    first, second = (risk_at(setting, length=n, features=m) for n, m in (near, far))
    return probability(first <= second, at_least=chance)


def _risk_claim(name, title, text, source, note, *, expected, chance, **which):
    base = claim(
        f"words.{name}", population=figure_3, source=source, group=GROUP, note=note, expected=expected,
        statement=rf"P\big({text}\big)\ge\tfrac{{{chance.numerator}}}{{{chance.denominator}}}",
        arithmetic="statistical",
    )(risk_is_less_often)  # fmt: skip
    settings = {"chance": chance, **which}
    return replace(base, title=title, settings=tuple(sorted(settings.items())))


closest_prompt_typically = _risk_claim(
    "closest_prompt_is_best_typically",
    "For Gaussian features the model predicts better with N = m labels than with 3m/2, more often than not",
    r"R(N=m)\le R(N=\tfrac{3m}2)",
    "after Theorem 2 (I4), m = 20 fixed, on average",
    "Never, as more labels never hurt.",
    expected="refuted",
    chance=Fraction(1, 2),
    near=(20, 20),
    far=LONG,
)
closest_basis_typically = _risk_claim(
    "closest_basis_is_best_typically",
    "For Gaussian features the model predicts better with m = N basis functions than with N/2, more often "
    "than not",
    r"R(m=N)\le R(m=\tfrac N2)",
    "after Theorem 2 (I4), N = 20 fixed, m below N, on average",
    "Fewer basis functions make an easier task.",
    expected="refuted",
    chance=Fraction(1, 2),
    near=(20, 20),
    far=(20, 10),
)


@claim(
    "words.equal_basis_beats_larger",
    population=short_prompts,
    assumes=(fewer_labels,),
    statement=r"R(m=N)\le R(m>N),\quad\text{the first }m\text{ basis functions}",
    source="after Theorem 2 (I4), N fixed, m above N, always",
    group=GROUP,
    note="Proof: to every rule's risk a further basis function adds (z M_k - z_k)^2 + tau ||M_k||^2.",
)
def equal_basis_beats_larger(setting):
    """With N labels the model predicts better with m = N basis functions than with more"""
    near = with_features(setting, min(setting.N, setting.m))
    return at_most(average_risk(near, ridge_rule(near)), average_risk(setting, ridge_rule(setting)))


equal_basis_beats_larger.lowered(
    Fraction(95, 100),
    known=Fraction(1),
    note="A basis function that vanishes adds to the noise alone, which hardly matters where tau is small.",
)


# I5, I6


@claim(
    "words.underfits_short_prompts",
    population=short_regressions,
    assumes=(fewer_labels,),
    statement=r"N<m:\quad\|\hat\lambda\|\le\|\hat\lambda_\tau\|\ \text{ and }\ "
    r"\|y-Z^\top\hat\lambda\|\ge\|y-Z^\top\hat\lambda_\tau\|",
    source="after Theorem 2 (I5), always",
    group=GROUP,
)
def short_prompts_underfit(regression, *, reverse=False):
    """With fewer labels than basis functions the model's task is shorter and fits the prompt less"""
    xp, tau = regression.xp, regression.noise_level
    fitted, best = regression.m * tau, regression.N * tau
    if reverse:
        fitted, best = best, fitted
    sizes = [xp.norm(_task(regression, p)) for p in (fitted, best)]
    errors = [_prompt_error(regression, p) for p in (best, fitted)]
    return at_most(xp.stack([sizes[0], errors[0]], axis=-1), xp.stack([sizes[1], errors[1]], axis=-1))


short_prompts_underfit.mutant("reversed", r"N<m:\quad\|\hat\lambda\|\ge\|\hat\lambda_\tau\|", reverse=True)


@claim(
    "words.underfitting_costs",
    population=short_prompts,
    assumes=(fewer_labels,),
    statement=r"N<m:\quad R(\hat\lambda_\tau)\le R(\hat\lambda),\quad R\ \text{the average risk}",
    source="after Theorem 2 (I5): underfitting as a loss",
    group=GROUP,
    expected="refuted",
    note="The shorter task is the better one: given lambda the label noise has variance tau "
    "||lambda||^2, m tau on "
    "average, so that m tau is the penalty of the best linear predictor and N tau fits noise.",
)
def underfitting_costs(setting):
    """With fewer labels than basis functions the smaller penalty N tau would predict better"""
    return at_most(*(average_risk(setting, ridge_rule(setting, which=w)) for w in (BEST, FITTED)))


@claim(
    "words.takes_another_noise_level",
    population=long_regressions,
    statement=r"\hat\lambda=\hat\lambda_{\tau'}\quad\text{with }\tau'=\tfrac mN\tau",
    source="after Theorem 2 (I6)",
    group=GROUP,
)
def other_noise_level(regression, *, inverted=False):
    """The model's task is the regression (25) for the noise level (m/N) tau"""
    m, n = (regression.N, regression.m) if inverted else (regression.m, regression.N)
    level = m * regression.noise_level / n
    return equal(
        _task(regression, regression.m * regression.noise_level), _task(regression, regression.N * level)
    )


other_noise_level.mutant("inverted", r"\tau'=\tfrac Nm\tau", inverted=True)


@claim(
    "words.overfits_long_prompts",
    population=long_regressions,
    assumes=(more_labels,),
    statement=r"N>m:\quad\|\hat\lambda\|\ge\|\hat\lambda_\tau\|\ \text{ and }\ "
    r"\|y-Z^\top\hat\lambda\|\le\|y-Z^\top\hat\lambda_\tau\|",
    source="after Theorem 2 (I6), always",
    group=GROUP,
)
def long_prompts_overfit(regression, *, reverse=True):
    """With more labels than basis functions the model's task is longer and fits the prompt more"""
    return short_prompts_underfit.function(regression, reverse=reverse)


long_prompts_overfit.mutant("reversed", r"N>m:\quad\|\hat\lambda\|\le\|\hat\lambda_\tau\|", reverse=False)


@claim(
    "words.overfitting_costs",
    population=long_prompts,
    assumes=(more_labels,),
    statement=r"N>m:\quad R(\hat\lambda_\tau)\le R(\hat\lambda),\quad R\ \text{the average risk}",
    source="after Theorem 2 (I6): capturing noise as a loss",
    group=GROUP,
    expected="refuted",
    note="(m/N) tau does not underestimate the noise: N times it is m tau, the label noise averaged "
    "over lambda.",
)
def overfitting_costs(setting):
    """With more labels than basis functions the larger penalty N tau would predict better"""
    return at_most(*(average_risk(setting, ridge_rule(setting, which=w)) for w in (BEST, FITTED)))


# I7


@claim(
    "words.best_prediction",
    population=any_setting,
    statement=r"R(\hat\lambda_\tau)\le R(\hat\lambda),\quad R\ \text{averaged over }\lambda\text{ and "
    r"noise}",
    source="(23), (24) (I7), on average over lambda",
    group=GROUP,
    expected="refuted",
    note="(24) averages over fresh noise with the labels held fixed, as if they were free of it; the "
    "best linear "
    "predictor from the labels is the trained model's own ridge regression with m tau.",
)
def best_is_best_on_average(setting):
    """The regression called best has no larger average risk than the trained model's"""
    return at_most(*(average_risk(setting, ridge_rule(setting, which=w)) for w in (BEST, FITTED)))


@claim(
    "words.fitted_is_best_linear",
    population=any_parameters,
    statement=r"R(\hat\lambda)\le R(M)\quad\text{for every rule }\langle y,M_k\rangle",
    source="against I7",
    group=GROUP,
    form="conjecture",
    of=best_is_best_on_average,
)
def fitted_is_best_linear(parameters, *, which=FITTED):
    """The trained model's regression has the least average risk of all rules linear in the labels"""
    other = effective_attention_of(parameters)[..., parameters.N :]
    half = (ridge_rule(parameters) + ridge_rule(parameters, which=BEST)) / 2
    xp, own = parameters.xp, average_risk(parameters, ridge_rule(parameters, which=which))
    rivals = [average_risk(parameters, rule) for rule in (other, half, ridge_rule(parameters, which=BEST))]
    return at_most(own[:, None], xp.stack(rivals, axis=-1))


fitted_is_best_linear.mutant("of_the_best", r"R(\hat\lambda_\tau)\le R(M)", which=BEST)


@claim(
    "words.best_prediction_at_every_task",
    population=inference,
    statement=r"R_\lambda(\hat\lambda_\tau)\le R_\lambda(\hat\lambda)\quad\text{for every }\lambda,\ "
    r"R_\lambda\text{ averaged over noise}",
    source="(23), (24) (I7), for every lambda",
    group=GROUP,
    expected="refuted",
    note="At one lambda either regression may win; neither is best for all.",
)
def best_is_best_at_every_task(inference):
    """At every task the regression called best has no larger risk than the trained model's"""
    return at_most(*(risk_at_task(inference, ridge_rule(inference, which=w)) for w in (BEST, FITTED)))


@claim(
    "words.fitted_is_best_at_every_task",
    population=inference,
    statement=r"R_\lambda(\hat\lambda)\le R_\lambda(\hat\lambda_\tau)\quad\text{for every }\lambda",
    source="against I7, for every lambda",
    group=GROUP,
    form="conjecture",
    expected="refuted",
    note="At one lambda either regression may win; neither is best for all.",
)
def fitted_is_best_at_every_task(inference):
    """At every task the trained model's regression has no larger risk than the one called best"""
    return at_most(*(risk_at_task(inference, ridge_rule(inference, which=w)) for w in (FITTED, BEST)))


# I9, I10


@claim(
    "words.loss_measures_attention",
    population=any_parameters,
    statement=r"\tfrac{m\tau}{2K}\|\hat A-A\|_F^2\le\mathcal L-\mathcal L^\star\le"
    r"\tfrac{\|\bar Z\|_2^2}{2K}\|\hat A-A\|_F^2",
    source="(37), (38) (I9), with L* as printed",
    group=GROUP,
    expected="refuted",
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
    statement=loss_measures_attention.statement.replace(r"\mathcal L^\star", r"\inf\mathcal L"),
    expected="holds",
    source="(37), (38) (I9), with L* = inf L",
    optimum="corrected",
)
excess_measures_attention.mutant(
    "n_tau", r"\tfrac{N\tau}{2K}\|\hat A-A\|_F^2\le\mathcal L-\mathcal L^\star", noise="N tau"
)
excess_measures_attention.lowered(Fraction(99, 100), known=Fraction(1))


@claim(
    "words.reproduces_labels",
    population=trained_prompts,
    statement=r"\max_{i\le N}|\hat y_i-y_i|\le\|y\|\sqrt{\tfrac{2K}{m\tau}\big(\mathcal L("
    r"\theta^{(t)})-\inf\mathcal L\big)}",
    source="(27), (70) (I9)",
    group=GROUP,
    note="Stronger than with the printed L*, which lies below the infimum.",
)
def labels_are_reproduced(inference, *, share=Fraction(1)):
    """While training the model reproduces its prompt's labels as closely as its excess loss allows"""
    xp, labels, path = inference.xp, _labels(inference), trajectory(inference)
    answers = predict(effective_along(inference), labels[:, None])
    missed = xp.amax(xp.abs(answers[..., : inference.N] - labels[:, None]), axis=-1)
    reach = attention_reach(inference, excess_at_kept_times(inference)) * xp.const(*share.as_integer_ratio())
    return at_most(missed, xp.norm(labels)[:, None] * reach, times=path.times, resolved=kept_resolved(path))


labels_are_reproduced.mutant(
    "half", r"\max_{i\le N}|\hat y_i-y_i|\le\tfrac12\|y\|\sqrt{\ldots}", share=Fraction(1, 2)
)


@claim(
    "words.far_tasks",
    population=trained_prompts,
    statement=r"P\Big(\tfrac1{2K}\|\hat y-\hat y^\star\|^2\le\varepsilon_T\Big)\ge1-\delta,\quad"
    r"\varepsilon_T\text{ from (21) at the last }T\text{ above rounding},\ \lambda\sim N(1_m,4I)"
    r"\text{ and up to a thousandfold}",
    source="Theorem 2 (I10)",
    group=GROUP,
    arithmetic="statistical",
    note="Theorem 2 never uses where lambda comes from: only its norm enters.",
)
def far_tasks_are_inferred(inference, *, factor=1):
    """The trained model does as (22) says for tasks far outside the support of its training law"""
    xp, labels, path = inference.xp, _labels(inference), trajectory(inference)
    task = ridge_task(inference.prompt_features, labels, penalty(inference, FITTED))
    target = ridge_prediction(inference, labels, task)[:, None]
    missed = xp.sum((predict(effective_along(inference), labels[:, None]) - target) ** 2, axis=-1)
    delta = xp.const(1, 10) * xp.ones((inference.batch,))
    left = xp.exp(factor * xp.array(path.times) * xp.log1p(-contraction_rate(inference))[:, None])
    allowed = error_reach(inference, delta)[:, None] * left
    # The last kept time at which float64 still tells the error from rounding.
    last = kept_resolved(path).sum(dim=1, keepdim=True) - 1
    return probability((missed <= 2 * inference.K * allowed).gather(1, last)[:, 0], at_least=Fraction(9, 10))


far_tasks_are_inferred.mutant("sooner", r"\text{the same with }5T\text{ for }T\text{ in (21)}", factor=5)


def _labels(inference):
    root = inference.xp.sqrt(inference.noise_level)[:, None, None]
    return prompt_labels(inference, inference.task, root * inference.label_noise[..., : inference.N])

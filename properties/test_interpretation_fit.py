"""What the paper says in words of the regressions: too few or too many labels (I5, I6), what is best."""

from icl_verify import at_most, claim, equal
from icl_verify.yang2024.paper.findings import BEST_PREDICTION, OVERFITTING, UNDERFITTING
from icl_verify.yang2024.populations.interpretation import (
    long_prompts,
    long_regressions,
    short_prompts,
    short_regressions,
)
from icl_verify.yang2024.populations.setting import any_parameters, any_setting, inference
from icl_verify.yang2024.setting.transformer import effective_attention_of
from icl_verify.yang2024.theory.assumptions import fewer_labels, more_labels
from icl_verify.yang2024.theory.interpretation import (
    BEST,
    FITTED,
    average_risk,
    regression_task,
    ridge_rule,
    risk_at_task,
)

GROUP = "In words"


def _prompt_error(regression, strength):
    """||y - Z^T lambda||^2 for the ridge regression of the given penalty."""
    xp, task = regression.xp, regression_task(regression, strength)
    fitted = xp.matmul(task[..., None, :], regression.features)[..., 0, :]
    return xp.sum((regression.labels - fitted) ** 2, axis=-1)


# under- and overfitting


@claim(
    "words.underfits_short_prompts",
    population=short_regressions,
    assumes=(fewer_labels,),
    statement=r"N<m:\quad\|\hat\lambda\|\le\|\hat\lambda_\tau\|\ \text{ and }\ "
    r"\|y-Z^\top\hat\lambda\|\ge\|y-Z^\top\hat\lambda_\tau\|",
    source="after Theorem 2, always",
    form="reading",
    group=GROUP,
)
def short_prompts_underfit(regression, *, reverse=False):
    """With fewer labels than basis functions the model's task is shorter and fits the prompt less well"""
    xp, tau = regression.xp, regression.noise_level
    fitted, best = regression.m * tau, regression.N * tau
    if reverse:
        fitted, best = best, fitted
    sizes = [xp.norm(regression_task(regression, p)) for p in (fitted, best)]
    errors = [_prompt_error(regression, p) for p in (best, fitted)]
    return at_most(xp.stack([sizes[0], errors[0]], axis=-1), xp.stack([sizes[1], errors[1]], axis=-1))


short_prompts_underfit.mutant(
    "reversed",
    r"N<m:\quad\|\hat\lambda\|\ge\|\hat\lambda_\tau\|",
    clause="said the other way round",
    reverse=True,
)


@claim(
    "words.underfitting_costs",
    population=short_prompts,
    sides=("risk of lambdahat_tau", "risk of lambdahat"),
    assumes=(fewer_labels,),
    statement=r"N<m:\quad R(\hat\lambda_\tau)\le R(\hat\lambda),\quad R\ \text{the average risk}",
    source="after Theorem 2: underfitting as a loss",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=UNDERFITTING,
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
    source="after Theorem 2",
    form="reading",
    group=GROUP,
)
def other_noise_level(regression, *, inverted=False):
    """The model's task is the regression (25) for the noise level (m/N) tau"""
    m, n = (regression.N, regression.m) if inverted else (regression.m, regression.N)
    level = m * regression.noise_level / n
    return equal(
        regression_task(regression, regression.m * regression.noise_level),
        regression_task(regression, regression.N * level),
    )


other_noise_level.mutant("inverted", r"\tau'=\tfrac Nm\tau", clause="with N/m for m/N", inverted=True)


@claim(
    "words.overfits_long_prompts",
    population=long_regressions,
    assumes=(more_labels,),
    statement=r"N>m:\quad\|\hat\lambda\|\ge\|\hat\lambda_\tau\|\ \text{ and }\ "
    r"\|y-Z^\top\hat\lambda\|\le\|y-Z^\top\hat\lambda_\tau\|",
    source="after Theorem 2, always",
    form="reading",
    group=GROUP,
)
def long_prompts_overfit(regression, *, reverse=True):
    """With more labels than basis functions the model's task is longer and fits the prompt better"""
    return short_prompts_underfit.function(regression, reverse=reverse)


long_prompts_overfit.mutant(
    "reversed",
    r"N>m:\quad\|\hat\lambda\|\le\|\hat\lambda_\tau\|",
    clause="said the other way round",
    reverse=False,
)


@claim(
    "words.overfitting_costs",
    population=long_prompts,
    sides=("risk of lambdahat_tau", "risk of lambdahat"),
    assumes=(more_labels,),
    statement=r"N>m:\quad R(\hat\lambda_\tau)\le R(\hat\lambda),\quad R\ \text{the average risk}",
    source="after Theorem 2: capturing noise as a loss",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=OVERFITTING,
    note="(m/N) tau does not underestimate the noise: N times it is m tau, the label noise averaged "
    "over lambda.",
)
def overfitting_costs(setting):
    """With more labels than basis functions the larger penalty N tau would predict better"""
    return at_most(*(average_risk(setting, ridge_rule(setting, which=w)) for w in (BEST, FITTED)))


# the best prediction


@claim(
    "words.best_prediction",
    population=any_setting,
    sides=("risk of lambdahat_tau", "risk of lambdahat"),
    statement=r"R(\hat\lambda_\tau)\le R(\hat\lambda),\quad R\ \text{averaged over }\lambda\text{ and "
    r"noise}",
    source="(23), (24), on average over lambda",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=BEST_PREDICTION,
    note="(24) averages over fresh noise with the labels held fixed, as if they were free of it; the "
    "best linear "
    "predictor from the labels is the trained model's own ridge regression with m tau.",
)
def best_is_best_on_average(setting):
    """The regression called best has an average risk no larger than the trained model's"""
    return at_most(*(average_risk(setting, ridge_rule(setting, which=w)) for w in (BEST, FITTED)))


@claim(
    "words.fitted_is_best_linear",
    population=any_parameters,
    statement=r"R(\hat\lambda)\le R(M)\quad\text{for every rule }\langle y,M_k\rangle",
    source="against the sentence on (23)-(25)",
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


fitted_is_best_linear.mutant(
    "of_the_best", r"R(\hat\lambda_\tau)\le R(M)", clause="said of the other regression", which=BEST
)


@claim(
    "words.best_prediction_at_every_task",
    population=inference,
    sides=("risk of lambdahat_tau", "risk of lambdahat"),
    statement=r"R_\lambda(\hat\lambda_\tau)\le R_\lambda(\hat\lambda)\quad\text{for every }\lambda,\ "
    r"R_\lambda\text{ averaged over noise}",
    source="(23), (24), for every lambda",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=BEST_PREDICTION,
    note="At one lambda either regression may win; neither is best for all.",
)
def best_is_best_at_every_task(inference):
    """At every task the regression called best has a risk no larger than the trained model's"""
    return at_most(*(risk_at_task(inference, ridge_rule(inference, which=w)) for w in (BEST, FITTED)))


@claim(
    "words.fitted_is_best_at_every_task",
    population=inference,
    sides=("risk of lambdahat", "risk of lambdahat_tau"),
    statement=r"R_\lambda(\hat\lambda)\le R_\lambda(\hat\lambda_\tau)\quad\text{for every }\lambda",
    source="against the sentence on (23)-(25), for every lambda",
    group=GROUP,
    form="conjecture",
    expected="refuted",
    note="At one lambda either regression may win; neither is best for all.",
)
def fitted_is_best_at_every_task(inference):
    """At every task the trained model's regression has a risk no larger than that of the one called best"""
    return at_most(*(risk_at_task(inference, ridge_rule(inference, which=w)) for w in (FITTED, BEST)))

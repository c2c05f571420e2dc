"""What the paper says in words of N = m: the two regressions are closest, the risk is least (I4)."""

from fractions import Fraction

from icl_verify import at_most, claim, equal, probability
from icl_verify.yang2024.paper.findings import CLOSER_PREDICTIONS, CLOSER_REGRESSIONS
from icl_verify.yang2024.populations.interpretation import (
    long_prompts,
    short_prompts,
    short_regressions,
    square_regressions,
)
from icl_verify.yang2024.populations.one_law import figure_3
from icl_verify.yang2024.populations.setting import any_setting
from icl_verify.yang2024.theory.assumptions import fewer_labels, more_labels, square_prompt
from icl_verify.yang2024.theory.interpretation import (
    BEST,
    FITTED,
    average_risk,
    expected_task_gap,
    gap_at,
    regression_task,
    ridge_rule,
    risk_at,
    with_features,
    with_prompt,
)

GROUP = "In words"


# the two regressions


@claim(
    "words.equal_at_m_is_n",
    population=square_regressions,
    assumes=(square_prompt,),
    statement=r"\hat\lambda=\hat\lambda_\tau\quad\text{for }N=m",
    source="after Theorem 2",
    form="reading",
    group=GROUP,
)
def tasks_agree_at_equality(regression, *, shift=0):
    """With as many labels as basis functions the two regressions coincide"""
    count = regression.m + shift
    first = regression_task(regression, count * regression.noise_level)
    return equal(first, regression_task(regression, regression.N * regression.noise_level))


tasks_agree_at_equality.mutant(
    "one_more",
    r"\hat\lambda_{m+1}=\hat\lambda_\tau\quad\text{for }N=m,\text{ penalty }(m+1)\tau",
    clause="with m + 1 for m in the penalty",
    shift=1,
)


@claim(
    "words.closer_penalty_closer_task",
    population=short_regressions,
    assumes=(fewer_labels,),
    statement=r"\|\hat\lambda_{(m+N)/2}-\hat\lambda_\tau\|\le\|\hat\lambda-\hat\lambda_\tau\|,\quad"
    r"\hat\lambda_c\ \text{the ridge regression with penalty }c\tau",
    source="after Theorem 2, for one prompt",
    form="reading",
    group=GROUP,
    note="Read for one prompt, m moving towards N in the penalty alone: true for every prompt and "
    "all labels.",
)
def closer_penalty_is_closer(regression):
    """On a fixed prompt the regressions come closer as the penalty's m comes closer to N"""
    xp, tau = regression.xp, regression.noise_level
    best = regression_task(regression, regression.N * tau)
    half = regression_task(regression, (regression.m + regression.N) * tau / 2)
    whole = regression_task(regression, regression.m * tau)
    return at_most(xp.norm(half - best), xp.norm(whole - best))


closer_penalty_is_closer.lowered(
    Fraction(90, 100),
    known=Fraction(12, 13),
    note="Where the noise dominates the quotient tends to m/(m + N): 12/13 at N = 1, m = 12.",
)


@claim(
    "words.gap_shrinks_towards_m",
    population=short_prompts,
    sides=("gap with all labels", "gap with one fewer"),
    assumes=(fewer_labels,),
    statement=r"\mathbb E\|\hat\lambda-\hat\lambda_\tau\|^2\ \text{does not grow from }N\text{ to }N+1"
    r"\le m",
    source="after Theorem 2, always",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=CLOSER_REGRESSIONS,
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
    because = CLOSER_REGRESSIONS if expected == "refuted" else None
    figure = r"G=\mathbb E\tfrac1K\|\hat y^\star-\hat y_{\mathrm{best}}\|^2"
    parent = claim(
        f"words.{name}", population=figure_3, title=title, settings=which,
        statement=rf"P\big({text}\big)\ge\tfrac9{{10}},\quad {quantity}",
        source=source, group=GROUP, form="reading", expected=expected, because=because, note=note,
    )(less_often)  # fmt: skip
    answers = parent.variant(
        "reading",
        "answers",
        clause="measured on their answers",
        statement=rf"P\big({text}\big)\ge\tfrac9{{10}},\quad {figure}",
        expected=expected,
        because=because,
        measure="answers",
    )
    if expected == "holds":
        for one in (parent, answers):
            one.mutant(
                "swapped",
                r"\text{the two sizes exchanged}",
                clause="with the two sizes exchanged",
                near=which["far"],
                far=which["near"],
            )
    return parent, answers


gap_shrinks_typically, answers_shrink_typically = _gap_claim(
    "gap_shrinks_typically",
    "For Gaussian features and little noise the regressions are closer just below N = m than at m/2",
    r"G(N=m-1)<G(N=\tfrac m2)",
    "after Theorem 2, Figure 3, m = 20 fixed, N below m",
    "",
    near=JUST_BELOW,
    far=HALF,
)
gap_shrinks_halfway, answers_shrink_halfway = _gap_claim(
    "gap_shrinks_halfway",
    "For Gaussian features and little noise the regressions are closer at N = 3m/4 than at m/2",
    r"G(N=\tfrac{3m}4)<G(N=\tfrac m2)",
    "after Theorem 2, Figure 3, m = 20 fixed: the closer, the closer",
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
    "after Theorem 2, Figure 3, m = 20 fixed, N above m",
    "",
    near=JUST_ABOVE,
    far=LONG,
)
gap_shrinks_with_basis, answers_shrink_with_basis = _gap_claim(
    "gap_shrinks_with_basis",
    "On a fixed prompt the regressions are closer with m = N - 1 basis functions than with N/2",
    r"G(m=N-1)<G(m=\tfrac N2)",
    "after Theorem 2, N = 20 fixed, m below N",
    "",
    near=(20, 19),
    far=(20, 10),
)
gap_grows_with_basis, answers_grow_with_basis = _gap_claim(
    "gap_grows_with_basis",
    "On a fixed prompt the regressions are closer with m = N + 1 basis functions than with 2N",
    r"G(m=N+1)<G(m=2N)",
    "after Theorem 2, N = 20 fixed, m above N",
    "",
    near=(20, 21),
    far=(20, 40),
)


# the risk


@claim(
    "words.closest_prompt_is_best",
    population=long_prompts,
    sides=("risk with m labels", "risk with all labels"),
    assumes=(more_labels,),
    statement=r"R(N=m)\le R(N>m),\quad R\ \text{the model's average risk on the same unlabelled tokens}",
    source="after Theorem 2, m fixed",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=CLOSER_PREDICTIONS,
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
    source="against the sentence after Theorem 2",
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


more_labels_never_hurt.mutant(
    "for_the_best",
    r"\text{the same for }\hat\lambda_\tau",
    clause="nor that of the regression called best",
    which=BEST,
)


@claim(
    "words.closest_basis_is_best",
    population=short_prompts,
    sides=("risk with N basis functions", "risk with one"),
    assumes=(fewer_labels,),
    statement=r"R(m=N)\le R(m=1),\quad\text{the first }m\text{ basis functions}",
    source="after Theorem 2, N fixed",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=CLOSER_PREDICTIONS,
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
    return claim(
        f"words.{name}", population=figure_3, source=source, group=GROUP, note=note, expected=expected,
        form="reading", because=CLOSER_PREDICTIONS if expected == "refuted" else None,
        statement=rf"P\big({text}\big)\ge\tfrac{{{chance.numerator}}}{{{chance.denominator}}}",
        title=title, settings={"chance": chance, **which},
    )(risk_is_less_often)  # fmt: skip


closest_prompt_typically = _risk_claim(
    "closest_prompt_is_best_typically",
    "For Gaussian features the model predicts better with N = m labels than with 3m/2, more often than not",
    r"R(N=m)\le R(N=\tfrac{3m}2)",
    "after Theorem 2, m = 20 fixed, on average",
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
    "after Theorem 2, N = 20 fixed, m below N, on average",
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
    source="after Theorem 2, N fixed, m above N, always",
    form="reading",
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

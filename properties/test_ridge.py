"""The regressions of Theorem 2, (20) to (27): their minimisers, and the attention that answers so."""

from icl_verify import claim, equal
from icl_verify.yang2024.paper.findings import NOISELESS_LABELS
from icl_verify.yang2024.populations.inference import (
    prompts,
    repeated_feature_prompts,
    spanning_prompts,
)
from icl_verify.yang2024.setting.ridge import label_covariance, label_cross_covariance, ridge_attention
from icl_verify.yang2024.setting.transformer import predict
from icl_verify.yang2024.theory.assumptions import long_prompt, repeated_feature, spanning_features
from icl_verify.yang2024.theory.inference import (
    fresh_noise_objective,
    ridge_answers,
    ridge_excess,
    ridge_objective,
    ridge_tasks,
)

GROUP = "Theorem 2"


def regularisation(instance, per):
    """m tau, or N tau for the regression on noisy features"""
    return (instance.m if per == "m" else instance.N) * instance.noise_level


@claim(
    "thm2.ridge",
    population=prompts,
    statement=(
        r"\hat\lambda=(m\tau I+ZZ^\top)^{-1}Zy \text{ minimises } "
        r"\frac1{2N}\sum_i(y_i-\lambda^\top z_i)^2+\frac{m\tau}{2N}\|\lambda\|^2"
    ),
    source="(20), proof of Theorem 2",
    group=GROUP,
)
def closed_form_minimises(instance, *, per="m"):
    """The closed form is the minimiser of the printed ridge regression"""
    # The objective is quadratic: at any other task it exceeds its minimum by a positive definite form.
    labels, task = instance.labels(), instance.task[:, None]
    best = ridge_tasks(instance, labels, regularisation(instance, per))
    penalty = regularisation(instance, "m")
    least = ridge_objective(instance, labels, best, penalty)
    return equal(
        ridge_objective(instance, labels, task, penalty),
        least + ridge_excess(instance, task - best, penalty),
    )


closed_form_minimises.mutant(
    "N_tau", r"\text{with } N\tau \text{ in the closed form}", clause="with N tau for m tau", per="N"
)


@claim(
    "thm2.best_ridge",
    population=prompts,
    statement=(
        r"\hat\lambda_\tau=(N\tau I+ZZ^\top)^{-1}Zy \text{ minimises } "
        r"\mathbb E_{\tilde\epsilon}\frac1{2N}\sum_i(y_i-\lambda^\top(z_i+\tilde\epsilon_i))^2"
    ),
    source="(24), (25)",
    group=GROUP,
    uses=("lemma4.noisy_features",),
)
def fresh_noise_is_a_ridge(instance, *, per="N"):
    """The best task against fresh noise is a ridge regression with N tau"""
    # Left: the expectation by a cubature. Right: (25) at its closed form and the quadratic around it.
    labels, task = instance.labels(), instance.task[:, None]
    penalty = regularisation(instance, per)
    best = ridge_tasks(instance, labels, penalty)
    least = ridge_objective(instance, labels, best, penalty)
    return equal(
        fresh_noise_objective(instance, labels, task + 0 * best),
        least + ridge_excess(instance, task - best, penalty),
    )


fresh_noise_is_a_ridge.mutant(
    "m_tau",
    r"\text{with } m\tau \text{ in place of } N\tau, \text{ as in (20)}",
    clause="with m tau for N tau",
    per="m",
)


@claim(
    "thm2.attention_answers",
    population=prompts,
    statement=r"A^\top y=\hat y^\star,\quad \hat y^\star_k=\langle y,A_{:,k}\rangle",
    source="(22), (27)",
    group=GROUP,
)
def ideal_attention_answers(instance, *, per="m"):
    """The ideal attention A answers a prompt as ridge regression does"""
    labels = instance.labels()
    answers = ridge_answers(instance, labels, ridge_tasks(instance, labels, regularisation(instance, per)))
    return equal(predict(ridge_attention(instance)[:, None], labels), answers)


ideal_attention_answers.mutant(
    "N_tau", r"\text{with } N\tau \text{ in } \hat\lambda", clause="with N tau for m tau", per="N"
)


@claim(
    "thm2.attention_blocks",
    population=prompts,
    statement=r"A=\big(I_N,\;Z^\top(m\tau I_m+ZZ^\top)^{-1}Z^Q\big)",
    source="proof of Theorem 2, (26)",
    group=GROUP,
)
def ideal_attention_has_blocks(instance, *, per="m"):
    """A reproduces the given labels and regresses on the rest"""
    # Left: (26) as it stands, inverse and all.
    xp, prompt = instance.xp, instance.prompt_features
    whole = xp.solve(label_covariance(instance), label_cross_covariance(instance))
    shift = regularisation(instance, per)[:, None, None] * xp.eye(instance.m)
    gram = shift + xp.matmul(prompt, xp.transpose(prompt))
    rest = xp.matmul(xp.transpose(prompt), xp.solve(gram, instance.features[..., instance.N :]))
    own = xp.broadcast_to(xp.eye(instance.N), (instance.batch, instance.N, instance.N))
    return equal(whole, xp.concat([own, rest], axis=-1))


ideal_attention_has_blocks.mutant(
    "N_tau", r"\text{with } N\tau \text{ for } m\tau", clause="with N tau for m tau", per="N"
)


@claim(
    "thm2.noiseless",
    population=repeated_feature_prompts,
    sides=("label", "prediction by Z^+ Zhat"),
    statement=r"y_k=\langle y,(Z^+\hat Z)_{:,k}\rangle\quad\text{for } \tau=0,\ N\ge m",
    source="before (27)",
    group=GROUP,
    expected="refuted",
    because=NOISELESS_LABELS,
    assumes=(long_prompt, repeated_feature),
    note="N >= m does not make the labelled features span R^m. Tried where the last basis function equals "
    "the first one on the whole prompt.",
)
def noiseless_labels_determine_the_rest(instance, *, repeated=True, ridge=False):
    """Without noise, N >= m labels determine all the others, whatever the features"""
    xp, task, prompt, features = (
        instance.xp,
        instance.task[:, None],
        instance.prompt_features,
        instance.features,
    )
    labels = xp.matmul(task, prompt)
    if repeated and instance.m > 1:
        # Z = E Z_1 with E = (e_1 + e_m, e_2, ...) and Z_1 of full rank: Z^+ = Z_1^+ E^+.
        features = xp.concat([(features[:, :1] + features[:, -1:]) / 2, features[:, 1:-1]], axis=1)
        prompt = prompt[:, :-1]
    gram = xp.matmul(prompt, xp.transpose(prompt))
    if ridge:
        gram = gram + regularisation(instance, "m")[:, None, None] * xp.eye(instance.m)
    pulled = xp.solve(gram, xp.matmul(prompt, xp.transpose(labels)))
    return equal(xp.matmul(task, instance.features)[:, 0], xp.matmul(xp.transpose(pulled), features)[:, 0])


noiseless = noiseless_labels_determine_the_rest.variant(
    "corrected",
    "corrected",
    title="Without noise, labels whose features span R^m determine all the others",
    statement=r"y_k=\langle y,(Z^+\hat Z)_{:,k}\rangle\quad\text{for } \tau=0,\ Z \text{ of rank } m",
    expected="holds",
    population=spanning_prompts,
    assumes=(spanning_features,),
    repeated=False,
)
noiseless.mutant(
    "with_noise",
    r"\text{the same with the penalty } m\tau \text{ of (20)}",
    clause="said of the penalty m tau",
    ridge=True,
)

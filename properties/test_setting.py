"""Sections 1 and 2: the transformer, its loss, the regression behind it, what is said of the dictionary."""

from fractions import Fraction

from icl_verify import at_least, at_most, claim, equal, positive
from icl_verify.yang2024.paper.findings import DISTINCT_TOKENS, NOISELESS_LIMIT, ONLY_ASSUMPTION
from icl_verify.yang2024.populations.parameters import (
    cube_prompts,
    deficient_prompts,
    full_rank_prompts,
    lemma_parameters,
    repeated_unlabelled_token,
    unscaled_pairs,
)
from icl_verify.yang2024.populations.setting import any_setting, inference
from icl_verify.yang2024.setting.expectations import token_losses_of
from icl_verify.yang2024.setting.literal import literal_output
from icl_verify.yang2024.setting.loss import irreducible_loss, loss_by_cubature, loss_by_moments
from icl_verify.yang2024.setting.ridge import (
    label_covariance,
    label_cross_covariance,
    prompt_labels,
    ridge_attention,
    ridge_prediction,
    ridge_task,
)
from icl_verify.yang2024.setting.transformer import attention_of, effective_attention_of, predict
from icl_verify.yang2024.theory.assumptions import (
    distinct_prompt_tokens,
    distinct_row_entries,
    full_rank_features,
    long_prompt,
    token_gaps,
)
from icl_verify.yang2024.theory.constants import (
    label_covariance_root,
    label_scale,
    largest_column_norm,
    smallest_attention_eigenvalue,
    squared_label_scale,
)
from icl_verify.yang2024.theory.lemmas import factor_of, largest_value
from icl_verify.yang2024.theory.optimum import loss_scale
from icl_verify.yang2024.theory.smoothness import query_distances

GROUP = "Setting"


@claim(
    "setting.reduction",
    population=lemma_parameters,
    statement=r"\hat y_k=\mathcal T(E)_{kk}=\Big\langle y,\sum_hw_{h,k}\,"
    r"\mathrm{softmax}(V^\top Q_hv_k)\Big\rangle",
    source="(2)-(8)",
    group=GROUP,
    note="Prompts with the labels of the tasks e_1..e_m without noise; the prediction is linear in them.",
)
def literal_transformer_reduces(parameters, *, corner=0):
    """The transformer with every matrix as printed predicts what the reduced form says"""
    xp, labels = parameters.xp, parameters.prompt_features
    literal = xp.diagonal(literal_output(parameters, labels, corner=corner))
    reduced = xp.matmul(labels, effective_attention_of(parameters))
    largest = parameters.gamma * largest_value(parameters) * parameters.H
    scale = largest * xp.amax(xp.abs(labels), axis=(-2, -1))
    return equal(literal, reduced, scale=scale[:, None, None])


literal_transformer_reduces.mutant(
    "attends_labels",
    r"(W^K_h)^\top W^Q_h=\begin{pmatrix}Q_h&0\\0&1\end{pmatrix}",
    clause="even where the labels are attended to",
    corner=1,
)


@claim(
    "setting.attention",
    population=lemma_parameters,
    statement=r"\sum_js^h_{jk}=1",
    source="(28)",
    group=GROUP,
)
def attention_sums_to_one(parameters, *, over="prompt"):
    """Every column of the attention sums to 1"""
    total = parameters.xp.sum(attention_of(parameters), axis=-2 if over == "prompt" else -1)
    return equal(total, parameters.xp.ones(tuple(total.shape)))


attention_sums_to_one.mutant("rows", r"\sum_ks^h_{jk}=1", clause="and so does every row", over="dictionary")


@claim(
    "setting.loss",
    population=lemma_parameters,
    statement=r"\mathcal L(\theta)=\tfrac1{2K}\Big(\|Z\hat A-\hat Z\|_F^2+m\tau\big(\|\hat A-(I_N,0)\|_F^2"
    r"+K-N\big)\Big)",
    source="(9)",
    group=GROUP,
    note="Left: squared errors of (8) on labels of (1), averaged over nodes of a cubature. "
    "Right: from E[y y^T] alone. Neither completes a square.",
)
def loss_depends_on_second_moments(parameters, *, factor=1):
    """The population loss depends on the prompts through the second moments of their labels alone"""
    xp, effective = parameters.xp, effective_attention_of(parameters)
    scale = xp.sum(loss_scale(parameters, effective), axis=-1) / parameters.K
    loss = loss_by_cubature(parameters, effective)
    return equal(factor * loss, loss_by_moments(parameters, effective), scale=scale)


loss_depends_on_second_moments.mutant(
    "unhalved", r"\text{without the }\tfrac12\text{ of (9)}", clause="without the factor 1/2", factor=2
)


@claim(
    "setting.excess",
    population=lemma_parameters,
    sides=("loss", "loss at Ahat = A"),
    statement=r"\mathcal L(\theta)\ge\mathcal L\big|_{\hat A=A}",
    source="(11), with Lemma 5",
    group=GROUP,
    uses=("lemma5.minimum.corrected",),
)
def excess_is_nonnegative(parameters):
    """No parameters have a loss below that of Ahat = A"""
    loss = parameters.xp.sum(token_losses_of(parameters), axis=-1) / parameters.K
    return at_least(loss, irreducible_loss(parameters))


excess_is_nonnegative.lowered(Fraction(99, 100), known=Fraction(1))


@claim(
    "setting.root",
    population=any_setting,
    statement=r"\|\bar Z\|_2^2=\|Z\|_2^2+m\tau",
    source="(12)",
    group=GROUP,
    form="control",
)
def root_has_the_norm_of_features(setting, *, count="m"):
    """The norm of Zbar follows from that of Z"""
    features = setting.xp.spectral_norm(setting.prompt_features) ** 2
    noise = (setting.m if count == "m" else setting.N) * setting.noise_level
    return equal(squared_label_scale(setting), features + noise)


root_has_the_norm_of_features.mutant(
    "N_for_m", r"\|\bar Z\|_2^2=\|Z\|_2^2+N\tau", clause="with N for m", count="N"
)


@claim(
    "setting.root_square",
    population=any_setting,
    statement=r"\bar Z^\top\bar Z=Z^\top Z+m\tau I_N",
    source="(12), for a root up to rotation",
    group=GROUP,
    form="control",
    note="Every statement sees Zbar through norms and inner products only: any root may stand for it.",
)
def root_squares_to_the_covariance(setting, *, factor=1):
    """The root that stands for Zbar has the right inner products"""
    xp, root = setting.xp, label_covariance_root(setting)
    square = factor * xp.matmul(xp.transpose(root), root)
    return equal(square, label_covariance(setting), scale=squared_label_scale(setting)[:, None, None])


root_squares_to_the_covariance.mutant(
    "twice", r"2\bar Z^\top\bar Z=Z^\top Z+m\tau I_N", clause="with twice the factor", factor=2
)


@claim(
    "setting.largest_column",
    population=any_setting,
    statement=r"\bar f_{\max}\le\|\bar Z\|_2",
    source="(12)",
    group=GROUP,
    form="control",
)
def columns_are_shorter_than_the_norm(setting):
    """No column of Zbar is longer than the norm of Zbar"""
    return at_most(largest_column_norm(setting), label_scale(setting))


columns_are_shorter_than_the_norm.lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "setting.zeta",
    population=any_setting,
    statement=r"N\zeta_0\le\sum_h(s^h_k)^\top(Z^\top Z+m\tau I)s^h_k\quad\text{for all }k",
    source="(13), (14): the trace of B_k B_k^T",
    group=GROUP,
    form="control",
    note="No root of Z^T Z + m tau I enters the right-hand side.",
)
def zeta_is_below_the_mean_eigenvalue(setting):
    """zeta_0 is at most the mean eigenvalue of every B_k B_k^T"""
    xp, scores = setting.xp, attention_of(setting)
    energies = xp.sum(scores * xp.matmul(label_covariance(setting)[:, None], scores), axis=(1, 2))
    return at_most(setting.N * smallest_attention_eigenvalue(setting)[:, None], energies)


zeta_is_below_the_mean_eigenvalue.lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "setting.target",
    population=any_setting,
    statement=r"(Z^\top Z+m\tau I_N)A=Z^\top\hat Z+(m\tau I_N,0),\quad A=(I_N,\ast)",
    source="(26), (34)",
    group=GROUP,
)
def target_solves_its_equation(setting, *, count="m"):
    """A solves its normal equations, with the identity in its first N columns"""
    xp, target = setting.xp, ridge_attention(setting)
    noise = (setting.m if count == "m" else setting.N) * setting.noise_level[:, None, None]
    prompt = setting.prompt_features
    left = xp.matmul(xp.transpose(prompt), xp.matmul(prompt, target)) + noise * target
    scale = squared_label_scale(setting) * xp.norm(target, axis=(-2, -1))
    return equal(left, label_cross_covariance(setting), scale=scale[:, None, None])


target_solves_its_equation.mutant(
    "N_for_m", r"N\tau\text{ in place of }m\tau\text{ on the left}", clause="with N for m", count="N"
)


@claim(
    "setting.prediction",
    population=inference,
    statement=r"\hat y^\star_k=\langle y,A_{:,k}\rangle",
    source="(27), with (20), (22)",
    group=GROUP,
)
def target_predicts_by_ridge(instance, *, count="m"):
    """Predicting with A is predicting with the ridge regression (20)"""
    xp, tau = instance.xp, instance.noise_level
    noise = xp.sqrt(tau)[:, None, None] * instance.label_noise[..., : instance.N]
    labels = prompt_labels(instance, instance.task, noise)
    weight = (instance.m if count == "m" else instance.N) * tau
    task = ridge_task(instance.prompt_features, labels, weight)
    predicted = ridge_prediction(instance, labels, task)
    # The size of what the solve handles: ||z_k|| ||Z|| ||y|| / (m tau), the labels themselves for k <= N.
    reach = label_scale(instance) * xp.norm(labels, axis=-1) / (instance.m * tau)
    scale = xp.norm(labels, axis=-1)[:, None] + xp.norm(instance.features, axis=-2) * reach[:, None]
    return equal(predicted, predict(ridge_attention(instance), labels), scale=scale)


target_predicts_by_ridge.mutant(
    "best_regression",
    r"\hat\lambda_\tau\text{ of (25) in place of }\hat\lambda",
    clause="said of the regression (25)",
    count="N",
)


@claim(
    "setting.noiseless_limit",
    population=full_rank_prompts,
    sides=("distance of A from its limit", "its bound"),
    statement=r"\|A_{:,k}-(Z^+\hat Z)_{:,k}\|\le m\tau\,\sigma_{\min}(Z)^{-3}\|z_k\|\quad\text{for all }k",
    source="before (27): for tau = 0 and N >= m, A becomes Z^+ Zhat",
    group=GROUP,
    expected="refuted",
    because=NOISELESS_LIMIT,
    assumes=(long_prompt, full_rank_features),
    note="The first N columns of A are those of I_N at every tau > 0, so they tend to I_N as tau tends to 0; "
    "Z^+ Z is a projection of rank m, another matrix for N > m.",
)
def target_becomes_the_pseudoinverse(setting, *, tokens="all"):
    """As the noise vanishes, A tends to Z^+ Zhat"""
    xp, first = setting.xp, 0 if tokens == "all" else setting.N
    away = xp.norm(ridge_attention(setting) - _pseudoinverse_target(setting), axis=-2)
    least = xp.sqrt(xp.squared_singular_values(setting.prompt_features)[..., 0])
    rate = setting.m * setting.noise_level / least**3
    return at_most(away[:, first:], rate[:, None] * xp.norm(setting.features, axis=-2)[:, first:])


target_becomes_the_pseudoinverse.variant(
    "corrected",
    "corrected",
    title="As the noise vanishes, the unlabelled columns of A tend to Z^+ Z^Q",
    statement=r"\|A_{:,k}-(Z^+\hat Z)_{:,k}\|\le m\tau\,\sigma_{\min}(Z)^{-3}\|z_k\|"
    r"\quad\text{for all }k>N",
    expected="holds",
    note="Z^T ((S + m tau)^{-1} - S^{-1}) z_k = -m tau Z^T (S + m tau)^{-1} S^{-1} z_k with S = Z Z^T. "
    "The limit of A is (I_N, Z^+ Z^Q).",
    tokens="unlabelled",
).lowered(Fraction(95, 100), known=Fraction(1))


@claim(
    "setting.noiseless_pseudoinverse",
    population=full_rank_prompts,
    statement=r"\tau=0:\quad(Z^\top Z)^+Z^\top\hat Z=Z^+\hat Z",
    source="before (27), read as A at tau = 0 with ^+ for the inverse in (26)",
    group=GROUP,
    assumes=(long_prompt, full_rank_features),
    note="The other reading of the sentence. Not the limit: its first N columns are a projection.",
)
def pseudoinverse_solves_at_zero(setting, *, own="projection"):
    """With the pseudoinverse in (26), A at tau = 0 is Z^+ Zhat"""
    # (Z^T Z)^+ = Z^T S^{-2} Z with S = Z Z^T of full rank.
    xp, prompt = setting.xp, setting.prompt_features
    gram = xp.matmul(prompt, xp.transpose(prompt))
    cross = xp.matmul(prompt, xp.matmul(xp.transpose(prompt), setting.features))
    left = xp.matmul(xp.transpose(prompt), xp.solve(gram, xp.solve(gram, cross)))
    right = _pseudoinverse_target(setting)
    if own == "identity":
        first = xp.broadcast_to(xp.eye(setting.N), (setting.batch, setting.N, setting.N))
        right = xp.concat([first, right[..., setting.N :]], axis=-1)
    values = xp.squared_singular_values(prompt)
    steepness = (values[..., -1] / values[..., 0]) ** 2 / xp.sqrt(values[..., 0])
    return equal(left, right, scale=(steepness * xp.norm(setting.features, axis=(-2, -1)))[:, None, None])


pseudoinverse_solves_at_zero.mutant(
    "the_limit",
    r"(Z^\top Z)^+Z^\top\hat Z=(I_N,Z^+Z^Q)",
    clause="with the limit in place of A",
    own="identity",
)


@claim(
    "setting.noiseless_labels",
    population=full_rank_prompts,
    statement=r"\tau=0:\quad y_k=\langle y,(Z^+\hat Z)_{:,k}\rangle",
    source="before (27)",
    group=GROUP,
    assumes=(long_prompt, full_rank_features),
    note="For all k, and for the tasks e_1..e_m, so for every task.",
)
def noiseless_labels_are_recovered(setting, *, target="pseudoinverse"):
    """Without noise, Z^+ Zhat predicts every label"""
    xp, labels = setting.xp, setting.prompt_features
    rule = _pseudoinverse_target(setting) if target == "pseudoinverse" else ridge_attention(setting)
    predicted = xp.matmul(labels, rule)
    values = xp.squared_singular_values(setting.prompt_features)
    least = values[..., setting.m - min(setting.m, setting.N)]
    steepness = values[..., -1] / least * xp.norm(setting.features, axis=(-2, -1))
    return equal(predicted, setting.features, scale=steepness[:, None, None])


noiseless_labels_are_recovered.mutant(
    "with_noise", r"\text{the same with }A\text{ at }\tau>0", clause="said of A at tau > 0", target="ridge"
)
noiseless_labels_are_recovered.without(
    "long_prompt",
    clause="for prompts shorter than m",
    expected="refuted",
    population=deficient_prompts,
    assumes=(),
    weakened=r"N<m,\quad Z^+=(Z^\top Z)^{-1}Z^\top",
    note="With N < m, Z^+ Zhat projects the features on those of the prompt.",
)


def _pseudoinverse_target(setting):
    """Z^+ Zhat for Z of full rank, shape (batch, N, K)."""
    xp, prompt = setting.xp, setting.prompt_features
    if setting.m <= setting.N:
        gram = xp.matmul(prompt, xp.transpose(prompt))
        return xp.matmul(xp.transpose(prompt), xp.solve(gram, setting.features))
    gram = xp.matmul(xp.transpose(prompt), prompt)
    return xp.solve(gram, xp.matmul(xp.transpose(prompt), setting.features))


@claim(
    "assumption3.distinct_dictionary",
    population=repeated_unlabelled_token,
    sides=("smallest distance of two tokens",),
    statement=r"\text{Assumption 3}\ \Rightarrow\ v_k\ne v_l\text{ for }k\ne l\le K",
    source="said of Assumption 3",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=DISTINCT_TOKENS,
    assumes=(distinct_row_entries,),
    note="V holds the N tokens of the prompt alone: nothing is said of v_{N+1}..v_K.",
)
def tokens_are_distinct(setting, *, scope="dictionary"):
    """Assumption 3 implies distinct tokens"""
    if scope == "row":
        return distinct_row_entries(setting)
    return positive(token_gaps(setting, setting.K if scope == "dictionary" else setting.N))


prompt_tokens_are_distinct = tokens_are_distinct.variant(
    "corrected",
    "corrected",
    title="Assumption 3 implies that the tokens of the prompt are distinct",
    statement=r"\text{Assumption 3}\ \Rightarrow\ v_i\ne v_j\text{ for }i\ne j\le N",
    expected="holds",
    population=any_setting,
    note="Two equal columns of V have equal entries in every row.",
    scope="prompt",
)
prompt_tokens_are_distinct.mutant(
    "converse",
    r"v_i\ne v_j\text{ for }i\ne j\le N\ \Rightarrow\ \text{Assumption 3}",
    clause="and the converse",
    assumes=(distinct_prompt_tokens,),
    population=cube_prompts,
    note="Corners of a cube are distinct, with equal entries in every row once there are three.",
    scope="row",
)


@claim(
    "assumption3.only_assumption",
    population=unscaled_pairs,
    sides=("change of the column", "its bound"),
    statement=r"\text{Assumption 3}\ \Rightarrow\ \|b^h_k-b'^h_k\|\le2\|\bar Z\|_2\|Q_h-Q'_h\|_F",
    source="said of Assumption 3: it is the only assumption on the dictionary",
    form="reading",
    group=GROUP,
    expected="refuted",
    because=ONLY_ASSUMPTION,
    assumes=(distinct_row_entries,),
    note="Unit norm is an assumption on the dictionary as well, and the proof's lemmas use it: without it "
    "(50) fails. Theorem 1 itself fails for tokens of norm 100 and more: thm1.rate.without_unit_norm.",
)
def nothing_else_is_asked_of_tokens(pair):
    """Assumption 3 is all that (50) asks of the dictionary"""
    moved = pair.xp.norm(factor_of(pair.first()) - factor_of(pair.other()), axis=-2)
    return at_most(moved, 2 * (label_scale(pair)[:, None] * query_distances(pair))[:, None])

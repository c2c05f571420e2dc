"""The paper's numbered formulas and sentences in our words, "
"with the claims that try each, or why none does."""

from __future__ import annotations

from icl_verify.records.declared import Passage

DEFINES = "it defines and claims nothing"


def _tried(where: str, says: str, *claims: str) -> Passage:
    return Passage(where, says, claims)


def _left(where: str, says: str, why: str = DEFINES) -> Passage:
    return Passage(where, says, why=why)


SETTING = (
    _left("(1)", "a label is the task applied to a noisy feature, one noise for each token"),
    _tried(
        "Assumption 1",
        "the task has independent entries of mean 0 and variance 1",
        "conj.second_moment",
        "conj.general_prior",
        "thm1.rate.without_A1",
        "lemma7.query_gradient.corrected.without_A1_*",
    ),
    _tried("(2)-(8)", "prompt, query, transformer with $H$ heads and its reduced form", "setting.reduction"),
    _tried("(9)", "the population loss", "setting.loss"),
    _tried("(10)", "gradient descent on the loss itself", "lemma6.one_rate"),
    _tried("(11)", "the excess loss is taken to the infimum", "setting.excess"),
    _tried(
        "(12)",
        "$\\bar Z$, the root of $Z^\\top Z+m\\tau I$, and its largest column",
        "setting.root",
        "setting.root_square",
        "setting.largest_column",
    ),
    _tried("(13), (14)", "$B_k$ and $\\zeta_0$", "setting.zeta"),
    _tried(
        "Assumption 2",
        "every $B_k^{(0)}$ has full row rank",
        "optimum.full_rank_reaches",
        "thm1.rate.without_A2",
    ),
    _tried(
        "Assumption 3",
        "some row of $V$ has pairwise different entries",
        "conj.distinct_tokens",
        "prop1.full_rank.without_*",
    ),
    _tried(
        "said of Assumption 3",
        "it implies distinct tokens; it is the only one on the dictionary",
        "assumption3.*",
    ),
    _tried("Proposition 1", "Gaussian queries give Assumption 2 almost surely", "prop1.full_rank*"),
    _tried(
        "(15)",
        "how large $\\gamma$ is to be",
        "thm1.rate.without_gamma",
        "induction.factor_drift_slack*",
        "conj.equal_rates*",
    ),
    _tried(
        "(16), (17)", "how small the step sizes are to be", "induction.step_size*", "thm1.rate.without_eta"
    ),
    _left("(19)", "the features of the unlabelled tokens"),
    _tried("(26), (34)", "the ideal attention $A$", "setting.target"),
    _tried(
        "(28)",
        "the attention scores",
        "setting.attention",
        "lemma2.scores_sum_to_one",
        "lemma2.normaliser_from_*",
    ),
    _left(
        "(33)",
        "the residual $\\delta_k$",
        "a definition, printed with a shape that does not fit; the possible one is taken",
    ),
    _left("(35)", "the effective attention $\\hat A$"),
)
THEOREMS = (
    _tried(
        "Theorem 1, (18)",
        "the excess loss shrinks linearly at a printed rate",
        "thm1.rate*",
        "optimum.trained_from_*",
        "conj.rate_factor",
        "conj.frozen_rate",
    ),
    _tried(
        "proof of Theorem 1",
        "$\\mathcal L^\\star$ is the infimum of the loss, and it is reached",
        "thm1.infimum*",
        "optimum.constant*",
        "optimum.full_rank_reaches",
    ),
    _tried(
        "implicit in the proof of Theorem 1",
        "the constant (17) is at least that of (61)",
        "induction.step_size*",
    ),
    _tried("(20)", "the ridge regression at inference", "thm2.ridge", "optimum.ridge"),
    _tried(
        "Assumption 4",
        "the task at inference has norm at most $B$",
        "thm2.accuracy.without_A4",
        "thm2.label_norm.without_A4",
    ),
    _tried(
        "Theorem 2, (21), (22)",
        "trained that long, the model answers as ridge regression does",
        "thm2.accuracy*",
    ),
    _tried(
        "(23)-(25)",
        "the best task against fresh noise is a ridge regression",
        "thm2.best_ridge",
        "optimum.ridge",
    ),
    _tried(
        "(27)",
        "the target answers through $A$",
        "setting.prediction",
        "thm2.attention_answers",
        "optimum.ridge_prediction",
        "words.reproduces_labels",
    ),
    _tried(
        "before (27)",
        "without noise $A$ is $Z^+\\hat Z$, and $N\\ge m$ labels determine the rest",
        "setting.noiseless_*",
        "thm2.noiseless*",
    ),
)
LEMMAS = (
    _tried("Lemma 1, (29)", "the gradient of an attention score", "lemma1.*"),
    _tried(
        "Lemma 2, (30)",
        "the softmax is 2-Lipschitz",
        "lemma2.softmax_lipschitz",
        "lemma2.sharp",
        "conj.softmax_constant*",
    ),
    _tried("Lemma 3, (31)", "the square of a sum of $l$ vectors", "lemma3.*"),
    _tried("Lemma 4, (32)", "fresh noise in the features acts as a penalty", "lemma4.*"),
    _tried(
        "Lemma 5, (36)",
        "the loss is a completed square plus a constant",
        "lemma5.constant*",
        "lemma5.labelled_bracket",
    ),
    _tried(
        "(37), (38)",
        "the loss tends to its infimum if and only if every residual vanishes",
        "lemma5.minimum*",
        "lemma5.if*",
        "lemma5.only_if*",
    ),
    _tried("proof of Lemma 5, (76)", "noise and misfit are uncorrelated", "lemma5.cross_term"),
    _tried(
        "proof of Lemma 5, (77)", "the energy of the noise that a prediction carries", "lemma5.noise_energy*"
    ),
    _tried("proof of Lemma 5, after (77)", "the loss on a labelled token", "lemma5.labelled_loss"),
    _tried("proof of Lemma 5, (78)", "the completed square on a labelled token", "lemma5.labelled_square"),
    _tried(
        "proof of Lemma 5, (79)", "the completed square on an unlabelled token", "lemma5.unlabelled_square*"
    ),
    _tried("Lemma 6, (39)-(41)", "the two step sizes are one after scaling", "lemma6.*"),
    _tried("Lemma 7, (42)", "a bound on the queries' gradient", "lemma7.query_gradient*", "lemma7.sharp"),
    _tried("proof of Lemma 7, (82)", "the queries' gradient as a sum", "lemma7.gradient"),
    _tried("proof of Lemma 7, (83)", "a bound on its terms", "lemma7.step", "lemma7.step_sharp"),
    _tried("Lemma 8, (50)", "the columns of $B_k$ are Lipschitz", "lemma8.attention*"),
    _tried("Lemma 8, (51)", "the residuals are Lipschitz", "lemma8.residual"),
    _tried("Lemma 9, (52)", "the columns of $B_k$ are bounded", "lemma9.attention"),
    _tried("Lemma 9, (53)", "the residuals are bounded", "lemma9.residual"),
    _tried("(54)", "the gradient of one token's values is Lipschitz", "lemma10.value_gradient_change"),
    _tried("(55)", "the gradient of all values is Lipschitz", "lemma10.value_smoothness*"),
    _tried("(56)", "the queries' gradient once more", "lemma10.gradient*"),
    _tried("(58)", "the gradient of one query is Lipschitz", "lemma10.query_gradient_change"),
    _tried(
        "(59)",
        "the gradients of all queries are Lipschitz",
        "lemma10.query_change_energy*",
        "lemma10.query_smoothness*",
        "lemma10.second_line*",
    ),
    _tried("Lemma 10, (60), (61)", "the gradient of the loss is Lipschitz", "lemma10.smoothness*"),
)
INDUCTION = (
    _tried("(43a), (44)", "the values stay bounded", "induction.values*"),
    _tried("(43b)", "$B_k$ keeps half of its smallest eigenvalue", "induction.factor"),
    _tried("(43c)", "the loss shrinks linearly", "induction.loss*", "induction.rates_agree"),
    _tried("(45)", "the gradient of the values", "lemma9.value_gradient", "induction.value_gradient"),
    _tried("(46)", "a column of $B_k$ moves no more than its queries let it", "induction.column_drift*"),
    _tried(
        "(47)",
        "the queries stay near where they started",
        "induction.query_drift*",
        "conj.frozen_logits",
        "conj.frozen_curve",
    ),
    _tried(
        "(48)",
        "and so do the $B_k$",
        "induction.factor_drift_first*",
        "induction.factor_drift_second*",
        "induction.factor_drift_slack*",
    ),
    _tried("below (48)", "no vector is shortened too much", "induction.factor_lower_bound*"),
    _tried("(49)", "the gradient dominates the excess loss", "induction.gradient_dominates*"),
    _tried("beside (49)", "every step descends", "induction.descent"),
    _tried(
        "(62)",
        "a bound on the gradient of one head's values",
        "lemma9.value_gradient_bound*",
        "induction.head_gradient",
    ),
    _tried("(68)", "a tail of the noise in the labels", "thm2.noise_tail"),
    _tried("(69)", "the labels are bounded with high probability", "thm2.label_norm*"),
    _tried(
        "before (70)",
        "the loss is a squared distance to $A$ and bounds it",
        "thm2.loss_by_distance*",
        "thm2.loss_controls_distance*",
        "thm2.spectral_floor",
    ),
    _tried("(70)", "the distance to $A$ shrinks at half the rate", "thm2.distance*"),
    _tried(
        "proof of Theorem 2",
        "$A$ in blocks: it copies the labels and regresses on the rest",
        "thm2.attention_blocks",
    ),
    _left(
        "(57), (63)-(67), (71)-(75), (80), (81)",
        "steps of proofs between the formulas above",
        "they are not transcribed here; what they lead to is tried",
    ),
)
WORDS = (
    _tried("after Theorem 1: heads", "more heads, slower training", "words.more_heads_slower*"),
    _tried(
        "after Theorem 1: dictionary",
        "a larger dictionary, slower training",
        "words.larger_dictionary_slower*",
    ),
    _tried(
        "after Theorem 2: the two regressions",
        "the closer $m$ is to $N$, the closer they are",
        "words.equal_at_m_is_n",
        "words.closer_penalty_closer_task",
        "words.gap_*",
    ),
    _tried(
        "after Theorem 2: prediction",
        "the closer $m$ is to $N$, the better the transformer predicts",
        "words.closest_*",
        "words.more_labels_never_hurt",
        "words.equal_basis_beats_larger",
    ),
    _tried(
        "after Theorem 2: underfitting",
        "for $N<m$ a task of small norm is chosen",
        "words.underfits_short_prompts",
        "words.underfitting_costs",
    ),
    _tried(
        "after Theorem 2: overfitting",
        "for $N>m$ the noise level is underestimated",
        "words.takes_another_noise_level",
        "words.overfits_long_prompts",
        "words.overfitting_costs",
    ),
    _tried(
        "of (23)-(25)",
        "this is the best prediction to be hoped for",
        "words.best_prediction*",
        "words.fitted_is_best_*",
    ),
    _tried(
        "after Theorem 1: one head",
        "one head does not reach the infimum of many",
        "words.one_head_*",
        "optimum.one_sign_*",
    ),
    _tried(
        "of (37), (38)",
        "a small excess loss is necessary and sufficient for $\\hat A$ to be near $A$",
        "words.loss_measures_attention*",
        "words.reproduces_labels",
    ),
    _tried(
        "after Theorem 2: other tasks",
        "the model answers tasks outside the support of its training law",
        "words.far_tasks",
    ),
    _tried(
        "experiments: few heads",
        "with $H<N$ the loss stops far from its minimum",
        "conj.few_heads_stay_above",
        "conj.two_heads",
    ),
    _left(
        "Figures 2 to 5",
        "training and inference losses, the gap between the regressions, numbers of heads",
        "they are reproduced and judged by `icl-verify figure`",
    ),
)
PASSAGES = (*SETTING, *THEOREMS, *LEMMAS, *INDUCTION, *WORDS)

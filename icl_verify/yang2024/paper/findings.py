"""The source, and what was found wrong with it: texts alone, for the page and the letter.

Claims name a finding by ``because=``; numbers, counterexamples and verdicts come from the runs.
"""

from __future__ import annotations

from icl_verify.records.declared import Finding, Source

SOURCE = Source(
    "In-Context Learning with Representations: Contextual Generalization of Trained Transformers",
    ("Tong Yang", "Yu Huang", "Yingbin Liang", "Yuejie Chi"),
    "arXiv 2408.10147",
    "https://arxiv.org/abs/2408.10147",
)

# Slips in formulas. A formula stands whole: who checks it needs all of it.

LABELLED = (
    r"\mathcal L^\star=\tfrac1{2K}\sum_{k\le N}\big[-(Z^\top z_k+m\tau e_k)^\top(Z^\top Z+m\tau I)^{-1}"
    r"(Z^\top z_k+m\tau e_k)+\|z_k\|^2+m\tau\big]"
)
FIRST_LINE = (
    r"L^2=2\Big(\tfrac1K\big(2\gamma\|\bar Z\|_2^2(2\gamma H\alpha+\|A\|_2)\big)^2"
    r"+\tfrac{\gamma^4}{K^2}H^2\|\bar Z\|_2^4\Big)"
)

OPTIMUM_NOISE = Finding(
    "optimum-noise",
    "Lemma 5, the constant $\\mathcal L^\\star$ of (36)",
    "The label of an unlabelled token carries noise of variance $m\\tau$ that no prediction removes; the "
    "terms of $\\mathcal L^\\star$ for $k>N$ lack it, so that the printed constant lies "
    "$(K-N)\\,m\\tau/(2K)$ below the infimum of the loss.",
    LABELLED
    + r"+\tfrac1{2K}\sum_{k>N}\big[-(Z^\top z_k)^\top(Z^\top Z+m\tau I)^{-1}Z^\top z_k+\|z_k\|^2\big]",
    LABELLED
    + r"+\tfrac1{2K}\sum_{k>N}\big[-(Z^\top z_k)^\top(Z^\top Z+m\tau I)^{-1}Z^\top z_k+\|z_k\|^2+m\tau\big]",
    "load-bearing",
)
QUERY_SMOOTHNESS = Finding(
    "query-smoothness",
    "Proof of Lemma 10, (59), and with it the second line of (61)",
    "The left side of (59) is a sum of squares of (58), whose factor $\\gamma\\bar f_{\\max}\\|\\bar "
    "Z\\|_2/K$ enters (59) and (61) with its first power: too small as soon as that factor is large.",
    FIRST_LINE + r"+8\,\gamma\bar f_{\max}\|\bar Z\|_2\,\max\{1,(2\sqrt K\alpha)^2\}"
    r"\big[(\alpha\gamma H)^2+4N(\alpha\gamma H+\|A\|_2)^2\big]",
    FIRST_LINE + r"+\tfrac{16}K(\gamma\bar f_{\max}\|\bar Z\|_2)^2\,\max\{1,(2\sqrt K\alpha)^2\}"
    r"\big[(\alpha\gamma H)^2+4N(\alpha\gamma H+\|A\|_2)^2\big]",
    "load-bearing",
)
STEP_SIZE = Finding(
    "step-size",
    "Proof of Theorem 1: (17) against (61)",
    "The constant (17), by which the step size is chosen, is to majorise (61); it takes $4K\\alpha^2$ for"
    " the maximum of that with 1 and $\\|\\bar Z\\|_2^2$ for $\\|\\bar Z\\|_2$, which fails where values "
    "or features are small, and (15) makes the values small. Where it holds it majorises (61) as printed, "
    "which is too small itself.",
    r"L\text{ of (17)}\ge L\text{ of (61)}",
    r"L\text{ of (17)}\ge L\text{ of (61)}\quad\text{where }\|\bar Z\|_2\ge1\text{ and }4K\alpha^2\ge1",
    "load-bearing",
)
QUERY_GRADIENT = Finding(
    "query-gradient",
    "Proof of Lemma 10, (56)",
    "(56) repeats (82) with $z_j$ for $\\bar z_j$, the column of $\\bar Z$: it has $m$ entries against "
    "the $N$ of $\\bar Z\\delta_k$.",
    r"\frac{\partial\ell}{\partial Q_h}=\frac\gamma K\sum_k\sum_j(\bar Z\delta_k)^\top z_j\,G^{h,jk}",
    r"\frac{\partial\ell}{\partial Q_h}=\frac\gamma K\sum_k\sum_j(\bar Z\delta_k)^\top\bar z_j\,G^{h,jk}",
    "misprint",
)
NOISE_LAW = Finding(
    "noise-law",
    "Proof of Lemma 5, beside (77)",
    "The variance of the noise is printed as $\\tau^2$ here and as $\\tau$ in (1), to which the formulas "
    "belong.",
    r"\epsilon_k\sim\mathcal N(0,\tau^2I_m)",
    r"\epsilon_k\sim\mathcal N(0,\tau I_m)",
    "misprint",
)
UNIT_VECTORS = Finding(
    "unit-vectors",
    "Below (48)",
    "A short $x$ breaks it, and $B_k$ has $N$ rows, not $K$; the proof uses unit vectors of $\\mathbb R^N$.",
    r"\|x^\top B_k^{(t)}\|_2\ge\sqrt{\zeta_0/2}\quad\text{for all }x\in\mathbb R^K",
    r"\|x^\top B_k^{(t)}\|_2\ge\sqrt{\zeta_0/2}\quad\text{for all }x\in\mathbb R^N,\ \|x\|_2=1",
    "misprint",
)
SPECTRAL_NORM = Finding(
    "spectral-norm",
    "Proof of Theorem 2, before (70)",
    "The sum over $k$ in (36) is a squared Frobenius norm, which exceeds the squared spectral norm from "
    "rank 2; the inequality that follows survives, as the Frobenius norm is the larger one. Shown with "
    "$\\inf\\mathcal L$ for $\\mathcal L^\\star$, whose own slip is that of Lemma 5.",
    r"\mathcal L(\theta)=\tfrac1{2K}\|\bar Z(\hat A-A)\|_2^2+\mathcal L^\star",
    r"\mathcal L(\theta)=\tfrac1{2K}\|\bar Z(\hat A-A)\|_F^2+\inf\mathcal L",
    "misprint",
)
NOISELESS_LIMIT = Finding(
    "noiseless-limit",
    "Before (27): $A$ for $\\tau=0$",
    "The first $N$ columns of $A$ are those of $I_N$ at every $\\tau>0$, and so is their limit, while "
    "$Z^+Z$ is a projection of rank at most $m$, another matrix for $N>m$.",
    r"A\to Z^+\hat Z\quad(\tau\to0,\ N\ge m)",
    r"A\to(I_N,\ Z^+Z^Q)\quad(\tau\to0,\ \operatorname{rank}Z=m)",
    "misprint",
)
NOISELESS_LABELS = Finding(
    "noiseless-labels",
    "Before (27): the labels for $\\tau=0$",
    "$N\\ge m$ labels do not determine the others unless the labelled features span $\\mathbb R^m$.",
    r"y_k=\langle y,(Z^+\hat Z)_{:,k}\rangle\quad\text{for }\tau=0,\ N\ge m",
    r"y_k=\langle y,(Z^+\hat Z)_{:,k}\rangle\quad\text{for }\tau=0,\ \operatorname{rank}Z=m",
    "misprint",
)

# Sentences in words that fail as we read them.

MORE_HEADS = Finding(
    "more-heads",
    "After Theorem 1: the number of heads",
    "$\\zeta_0$ grows with the heads, mostly by more than the constants that multiply it: over the "
    "paper's own draws twice the heads mean faster training, guaranteed and measured.",
    r"\text{The convergence speed decreases as the number }H\text{ of heads grows.}",
    r"\text{It does at a fixed }\zeta_0\text{, typically; with }\zeta_0\text{ as drawn it mostly increases.}",
    "reading of prose",
)
LARGER_DICTIONARY = Finding(
    "larger-dictionary",
    "After Theorem 1: the size of the dictionary",
    "A token that the prompt explains poorly lowers $\\Delta^{(0)}$, a mean over the $K$ tokens, by more "
    "than the larger $K$ costs.",
    r"\text{The convergence speed decreases as the dictionary size }K\text{ grows.}",
    r"\text{It does typically, not always.}",
    "reading of prose",
)
CLOSER_REGRESSIONS = Finding(
    "closer-regressions",
    "After Theorem 2: the closer $m$ is to $N$, the closer the two regressions",
    "The distance first grows with the prompt and falls only near $N=m$; it is not ordered by $|N-m|$.",
    r"\text{The closer }m\text{ is to }N\text{, the closer }"
    r"\hat\lambda\text{ is to }\hat\lambda_\tau\text{.}",
    r"\text{The two coincide at }N=m\text{ and are close near it.}",
    "reading of prose",
)
CLOSER_PREDICTIONS = Finding(
    "closer-predictions",
    "After Theorem 2: the closer $m$ is to $N$, the better the prediction",
    "A longer prompt contains the shorter one and never raises the average risk, and fewer basis "
    "functions make an easier task: $N=m$ is no optimum of either.",
    r"\text{The closer }m\text{ is to }N\text{, the better the transformer predicts.}",
    r"\text{One more label never raises the average risk.}",
    "reading of prose",
)
UNDERFITTING = Finding(
    "underfitting",
    "After Theorem 2: underfitting for $N<m$",
    "The shorter task is the better one: averaged over $\\lambda$ the label noise has variance $m\\tau$, "
    "so that $m\\tau$ is the penalty of the best linear predictor, and the smaller $N\\tau$ fits noise.",
    r"\text{For }N<m\text{ the transformer underfits, as against }\hat\lambda_\tau\text{.}",
    r"R(\hat\lambda)\le R(\hat\lambda_\tau)\quad\text{on average over }\lambda\text{ and noise}",
    "reading of prose",
)
OVERFITTING = Finding(
    "overfitting",
    "After Theorem 2: overfitting for $N>m$",
    "$(m/N)\\tau$ does not underestimate the noise: $N$ times it is $m\\tau$, the variance of the label "
    "noise averaged over $\\lambda$.",
    r"\text{For }N>m\text{ the transformer overfits, as against }\hat\lambda_\tau\text{.}",
    r"R(\hat\lambda)\le R(\hat\lambda_\tau)\quad\text{on average over }\lambda\text{ and noise}",
    "reading of prose",
)
BEST_PREDICTION = Finding(
    "best-prediction",
    "(23)-(25): the best prediction one could hope for",
    "(24) averages over fresh noise with the labels held fixed, as if they were free of it; the best "
    "linear predictor from noisy labels is the ridge regression with $m\\tau$, the trained model's own.",
    r"\hat\lambda_\tau\ \text{gives the best prediction on the unlabelled tokens.}",
    r"R(\hat\lambda)\le R(\hat\lambda_\tau)\quad\text{on average over }\lambda\text{ and noise}",
    "reading of prose",
)
DISTINCT_TOKENS = Finding(
    "distinct-tokens",
    "Said of Assumption 3: distinct tokens",
    "The matrix $V$ holds the $N$ tokens of the prompt alone; nothing is said of the other $K-N$.",
    r"\text{Assumption 3 implies that the dictionary has distinct tokens.}",
    r"\text{It implies that the tokens of the prompt are distinct.}",
    "reading of prose",
)
ONLY_ASSUMPTION = Finding(
    "only-assumption",
    "Said of Assumption 3: the only one on the dictionary",
    "Unit norm is an assumption on the dictionary as well; the lemmas use it, and without it (50) and (18) "
    "fail.",
    r"\text{Assumption 3 is the only assumption on the dictionary.}",
    r"\text{Assumption 3 and }\|v_k\|_2=1\text{ for all }k\text{.}",
    "reading of prose",
)

# In the order of the paper.
FINDINGS = (
    OPTIMUM_NOISE, QUERY_SMOOTHNESS, STEP_SIZE, QUERY_GRADIENT, NOISE_LAW, UNIT_VECTORS, SPECTRAL_NORM,
    NOISELESS_LIMIT, NOISELESS_LABELS, MORE_HEADS, LARGER_DICTIONARY, CLOSER_REGRESSIONS,
    CLOSER_PREDICTIONS, UNDERFITTING, OVERFITTING, BEST_PREDICTION, DISTINCT_TOKENS, ONLY_ASSUMPTION,
)  # fmt: skip

"""The paper's symbols and assumptions, for the glossary that a claim's page unfolds."""

from __future__ import annotations

from icl_verify.records.declared import Symbol


def _assumed(name: str, title: str, definition: str = "", equation: str = "") -> Symbol:
    return Symbol(title, definition, equation, assumption=name)


SYMBOLS = (
    Symbol("d", "", "(2)", "dimension of a token"),
    Symbol("N", "", "(2)", "labelled examples of a prompt, fewer than $K$"),
    Symbol("K", "", "(2)", "tokens of the dictionary"),
    Symbol("m", "", "(1)", "basis functions: the dimension of a feature"),
    Symbol("H", "", "(5)", "heads"),
    Symbol(r"\tau", r"\epsilon_k\sim\mathcal N(0,\tau I_m)", "(1)", "noise level"),
    Symbol(r"\epsilon_k", r"\epsilon_k\sim\mathcal N(0,\tau I_m)", "(1)", "noise of a feature, one a token"),
    Symbol(r"\epsilon", r"\epsilon=(\epsilon_1,\ldots,\epsilon_K)", "(1)", "the noise of all features"),
    Symbol(r"\epsilon^P", r"\epsilon^P=(\epsilon_1,\ldots,\epsilon_N)", "(77)", "the noise of the prompt"),
    Symbol(
        r"\lambda", r"\mathbb E\lambda_i=0,\ \mathbb E\lambda_i^2=1", "(1)", "the task, in $\\mathbb R^m$"
    ),
    Symbol("e_k", "", "(26)", "the $k$-th unit vector"),
    Symbol("v_k", r"\|v_k\|_2=1", "(2)", "tokens"),
    Symbol("V", r"V=(v_1,\ldots,v_N)\in\mathbb R^{d\times N}", "(3)", "the tokens of the prompt"),
    Symbol("f", "", "(1)", "representation, a map from $\\mathbb R^d$ to $\\mathbb R^m$"),
    Symbol("z_k", r"z_k=f(v_k)\in\mathbb R^m", "(1)", "features"),
    Symbol("Z", r"Z=(z_1,\ldots,z_N)\in\mathbb R^{m\times N}", "(19)", "the features of the prompt"),
    Symbol("Z^Q", r"Z^Q=(z_{N+1},\ldots,z_K)", "(19)", "the features of the unlabelled tokens"),
    Symbol(r"\hat Z", r"\hat Z=(Z,Z^Q)\in\mathbb R^{m\times K}", "(19)", "all features"),
    Symbol("y_k", r"y_k=\lambda^\top(z_k+\epsilon_k)", "(1)", "labels"),
    Symbol("y", r"y=(y_1,\ldots,y_N)", "(2)", "the labels of the prompt"),
    Symbol(
        r"\hat y_k",
        r"\hat y_k=\Big\langle y,\sum_hw_{h,k}s^h_k\Big\rangle=\langle y,\hat A_{:,k}\rangle",
        "(8)",
        "what the model predicts",
    ),
    Symbol(r"\hat y", r"\hat y=(\hat y_1,\ldots,\hat y_K)", "(8)", "all predictions"),
    Symbol(
        r"\bar Z",
        r"\bar Z=(Z^\top Z+m\tau I_N)^{1/2}\in\mathbb R^{N\times N}",
        "(12)",
        "a worked check takes the triangular root with the same $\\bar Z^\\top\\bar Z$, which has the same "
        "norms and inner products",
    ),
    Symbol(r"\bar z_j", r"\bar Z=(\bar z_1,\ldots,\bar z_N)", "(12)"),
    Symbol(
        r"\bar f_{\max}", r"\bar f_{\max}=\max_i\|\bar z_i\|_2", "(12)", "the longest column of $\\bar Z$"
    ),
    Symbol("s^h_k", r"s^h_k=\operatorname{softmax}(V^\top Q_hv_k)\in\mathbb R^N", "(28)", "attention"),
    Symbol("s^h_{jk}", r"s^h_k=\operatorname{softmax}(V^\top Q_hv_k)\in\mathbb R^N", "(28)", "attention"),
    Symbol("C_k", r"C_k=(s^1_k,\ldots,s^H_k)\in\mathbb R^{N\times H}", "(13)"),
    Symbol("B_k", r"B_k=\bar ZC_k\in\mathbb R^{N\times H}", "(13)"),
    Symbol("b^h_k", r"b^h_k=\bar Zs^h_k", "(28)", "column $h$ of $B_k$"),
    Symbol(r"\zeta_0", r"\zeta_0=\min_k\lambda_{\min}(B_k^{(0)}B_k^{(0)\top})", "(14)"),
    Symbol(r"\gamma", r"\gamma=\sqrt{\eta_w/\eta_Q}", "(15), (39)"),
    Symbol(r"\eta_Q", r"\eta_Q\le1/L,\quad L\text{ of (17)}", "(16)", "step size of the queries"),
    Symbol(r"\eta_w", r"\eta_w=\gamma^2\eta_Q", "(16)", "step size of the weights"),
    Symbol(
        "L",
        r"L^2=\Big(\frac{8\sqrt2H\sqrt K\|\bar Z\|_2^2}{\zeta_0}\sqrt{\Delta^{(0)}}+1"
        r"+\frac{\|Z^\top\hat Z\|_2}{m\tau}\Big)^2\|\bar Z\|_2^4\Big(\frac8K\gamma^2"
        r"+\frac{4096}{\gamma\zeta_0^2}K^2N\Delta^{(0)}\Big)+2H^2\|\bar Z\|_2^4\Big(\frac{\gamma^4}{K^2}"
        r"+\frac{16384}{\gamma\zeta_0^4}K^3\|\bar Z\|_2^2(\Delta^{(0)})^2\Big)",
        "(17)",
    ),
    Symbol(
        "L",
        r"L^2=2\Big(\frac1K\big(2\gamma\|\bar Z\|_2^2(2\gamma H\alpha+\|A\|_2)\big)^2"
        r"+\frac{\gamma^4}{K^2}H^2\|\bar Z\|_2^4\Big)+8\gamma\bar f_{\max}\|\bar Z\|_2"
        r"\max\{1,(2\sqrt K\alpha)^2\}\big[(\alpha\gamma H)^2+4N(\alpha\gamma H+\|A\|_2)^2\big]",
        "(61)",
    ),
    Symbol("A", r"A=(Z^\top Z+m\tau I_N)^{-1}(Z^\top\hat Z+(m\tau I_N,0))\in\mathbb R^{N\times K}", "(26)"),
    Symbol(
        "A_{:,k}", r"A=(Z^\top Z+m\tau I_N)^{-1}(Z^\top\hat Z+(m\tau I_N,0))", "(26)", "column $k$ of $A$"
    ),
    Symbol(r"\hat A", r"\hat A=\Big(\sum_hw_{h,k}s^h_k\Big)_k\in\mathbb R^{N\times K}", "(35)"),
    Symbol(r"\hat a_k", r"\hat a_k=\hat A_{:,k}", "(77)", "column $k$ of $\\hat A$"),
    Symbol(r"\hat A_{:,k}", r"\hat A_{:,k}=\sum_hw_{h,k}s^h_k", "(35)", "column $k$ of $\\hat A$"),
    Symbol(r"\delta_k", r"\delta_k=\hat A_{:,k}-A_{:,k}", "(33)", "residual"),
    Symbol(
        r"\mathcal L",
        r"\mathcal L(\theta)=\tfrac12\mathbb E\Big[\tfrac1K\sum_k(\hat y_k-y_k)^2\Big]",
        "(9)",
        "population loss",
    ),
    Symbol(
        r"\mathcal L^\star",
        r"\mathcal L^\star=\tfrac1{2K}\sum_{k\le N}\big[-(Z^\top z_k+m\tau e_k)^\top(Z^\top Z+m\tau I)^{-1}"
        r"(Z^\top z_k+m\tau e_k)+\|z_k\|^2+m\tau\big]+\tfrac1{2K}\sum_{k>N}\big[-(Z^\top z_k)^\top"
        r"(Z^\top Z+m\tau I)^{-1}(Z^\top z_k)+\|z_k\|^2\big]",
        "Lemma 5",
        "as printed",
    ),
    Symbol(
        "c_k",
        r"c_k=-(Z^\top z_k+m\tau e_k)^\top(Z^\top Z+m\tau I)^{-1}(Z^\top z_k+m\tau e_k)"
        r"+\|z_k\|^2+m\tau",
        "(78)",
    ),
    Symbol(
        "c'_k", r"c'_k=-(Z^\top z_k)^\top(Z^\top Z+m\tau I)^{-1}(Z^\top z_k)+\|z_k\|^2", "(79)", "as printed"
    ),
    Symbol(
        r"\Delta^{(t)}", r"\Delta^{(t)}=\mathcal L(\theta^{(t)})-\inf_\theta\mathcal L", "(11)", "excess loss"
    ),
    Symbol(
        r"\Delta^{(0)}",
        r"\Delta^{(0)}=\mathcal L(\theta^{(0)})-\inf_\theta\mathcal L",
        "(11)",
        "excess loss at the start",
    ),
    Symbol("Q_h", r"Q_h\in\mathbb R^{d\times d}", "(7)", "keys and queries of a head"),
    Symbol("w_{h,k}", "", "(7)", "values of a head, which a worked check has as $\\gamma\\alpha_{h,k}$"),
    Symbol("w_h", r"w_h=(w_{h,1},\ldots,w_{h,K})", "(7)", "values of a head"),
    Symbol(r"\alpha_{h,k}", r"\alpha_{h,k}=w_{h,k}/\gamma", "(40)", "values after scaling"),
    Symbol(r"\alpha_h", r"\alpha_h=w_h/\gamma", "(40)", "row $h$ of the values after scaling"),
    Symbol(
        r"\alpha_k",
        r"\alpha_k=(\alpha_{1,k},\ldots,\alpha_{H,k})",
        "(45)",
        "column $k$ of the values after scaling",
    ),
    Symbol(r"\theta", r"\theta=\{Q_h,w_h\}", "(7)", "parameters"),
    Symbol(r"\xi", r"\xi=\{Q_h,\alpha_h\},\quad\alpha_h=w_h/\gamma", "(40)", "parameters after scaling"),
    Symbol(r"\|\xi\|", r"\|\xi\|^2=\sum_h(\|Q_h\|_F^2+\|\alpha_h\|^2)", "(60)"),
    Symbol(r"\ell", r"\ell(\xi)=\mathcal L(\theta)", "(40)"),
    Symbol(
        r"\alpha",
        r"\alpha=\frac{4\sqrt{2K}\|\bar Z\|_2}{\gamma\zeta_0}"
        r"\sqrt{\mathcal L(\theta^{(0)})-\mathcal L^\star}",
        "(44)",
        "a bound on the entries $\\alpha_{h,k}$: any in Lemmas 7 to 10, this one in the induction",
    ),
    Symbol(r"\sigma", r"\sigma=\zeta_0\gamma^2/K", "(44)"),
    Symbol("G^{h,jk}", r"G^{h,jk}=\alpha_{h,k}s^h_{jk}\sum_is^h_{ik}(v_j-v_i)v_k^\top", "(82)"),
    Symbol(
        r"\hat\lambda",
        r"\hat\lambda=(m\tau I_m+ZZ^\top)^{-1}Zy",
        "(20)",
        "the task that ridge regression infers",
    ),
    Symbol(
        r"\hat\lambda_\tau",
        r"\hat\lambda_\tau=(N\tau I_m+ZZ^\top)^{-1}Zy",
        "(25)",
        "the best task against fresh noise",
    ),
    Symbol(r"\hat y^\star", r"\hat y^\star=(y;\ (Z^Q)^\top\hat\lambda)", "(22)"),
    Symbol(r"\hat y_{\mathrm{best}}", r"\hat y_{\mathrm{best}}=(y;\ (Z^Q)^\top\hat\lambda_\tau)", "(23)"),
    Symbol("B", r"\|\lambda\|_2\le B", "Assumption 4", "bound on the task at inference"),
    Symbol(r"\delta", r"\delta\in(0,1)", "Theorem 2", "chance of failure"),
    Symbol(r"\varepsilon", r"\varepsilon>0", "Theorem 2", "accuracy asked for"),
    Symbol("T", "", "(21)", "steps of training"),
    Symbol(
        "L_k",
        r"L_k=\tfrac12\mathbb E(\hat y_k-y_k)^2,\quad\mathcal L=\tfrac1K\sum_kL_k",
        "(9)",
        "loss on a token",
    ),
    _assumed(
        "A1", "Assumption 1", r"\lambda_i\text{ independent},\ \mathbb E\lambda_i=0,\ \mathbb E\lambda_i^2=1"
    ),
    _assumed("A1_second_moments", "Assumption 1, its second moments", r"\mathbb E\lambda_i^2=1"),
    _assumed(
        "A1_independence", "Assumption 1, independence", r"\lambda_1,\ldots,\lambda_m\text{ independent}"
    ),
    _assumed("A2", "Assumption 2", r"\operatorname{rank}B_k^{(0)}=N\text{ for all }k"),
    _assumed("A3", "Assumption 3", r"\text{some row of }V\text{ has pairwise different entries}"),
    _assumed("A4", "Assumption 4", r"\|\lambda\|_2\le B\text{ at inference}"),
    _assumed(
        "gamma",
        "$\\gamma$ is large",
        r"\gamma\ge\zeta_0^{-5/4}\Big(\frac{128\sqrt2}{\sqrt2-1}\|\bar Z\|_2^2"
        r"\sqrt H\bar f_{\max}K^{3/2}\Delta^{(0)}\Big)^{1/2}",
        "(15)",
    ),
    _assumed("eta", "the step size is small", r"\eta_Q\le1/L,\quad L\text{ of (17)}", "(16)"),
    _assumed("w0", "training starts at zero", r"w_h^{(0)}=0", "Theorem 1"),
    _assumed("unit_norm", "tokens have unit norm", r"\|v_k\|_2=1"),
    _assumed(
        "bounded_values", "the values are bounded", r"|\alpha_{h,k}|,|\alpha'_{h,k}|\le\alpha", "Lemma 7"
    ),
    _assumed(
        "labels",
        "the labels are as bounded as they are with probability $1-\\delta$",
        r"\|y\|\le B\big(\|Z\|_2+\sqrt\tau(N+2\sqrt{N\log(1/\delta)}+2\log(1/\delta))^{1/2}\big)",
        "(69)",
    ),
    _assumed(
        "T21",
        "training is long",
        r"T\ge\frac{\log\big(B^2\Delta^{(0)}(\|Z\|_2+\sqrt\tau(2\sqrt{N\log(1/\delta)}"
        r"+2\log(1/\delta)+N)^{1/2})^2/(m\tau\varepsilon)\big)}{\log(1/(1-\eta_w\zeta_0/(2K)))}",
        "(21)",
    ),
    _assumed("enough_heads", "as many heads as labels", r"H\ge N", "Proposition 1"),
    _assumed("large_labels", "the labels are large", r"\|\bar Z\|_2\ge1"),
    _assumed("large_values", "the values are large", r"4K\alpha^2\ge1,\quad\alpha\text{ of (44)}"),
)

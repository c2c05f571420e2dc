"""What the quantities of the theory are called, and what they are equal to: the lines of a worked check."""

from icl_verify.statement.fields import define
from icl_verify.yang2024.theory import (
    constants,
    induction,
    inference,
    interpretation,
    lemmas,
    optimum,
    smoothness,
    speed,
    training,
)

PRINTED = {"optimum": "printed"}
SLOPE = (
    r"g=\partial\mathcal L/\partial\hat A"
    r"=\tfrac1K\big(\bar Z^2\hat A-(x_1,\dots,x_K)\big)"
)
RATE_SMOOTHNESS = (
    r"L^2=\Big(\tfrac{8\sqrt2H\sqrt K\|\bar Z\|_2^2}{\zeta_0}\sqrt{\Delta^{(0)}}+1"
    r"+\tfrac{\|Z^\top\hat Z\|_2}{m\tau}\Big)^2\|\bar Z\|_2^4\Big(\tfrac8K\gamma^2"
    r"+\tfrac{4096}{\gamma\zeta_0^2}K^2N\Delta^{(0)}\Big)+2H^2\|\bar Z\|_2^4\Big(\tfrac{\gamma^4}{K^2}"
    r"+\tfrac{16384}{\gamma\zeta_0^4}K^3\|\bar Z\|_2^2(\Delta^{(0)})^2\Big)"
)
SUMMED = r"\tfrac1{2K}\Big(\sum_{k\le N}c_k+\sum_{k>N}c'_k\Big)"

# constants: (11)-(16), (44)
define(
    constants.label_covariance_root,
    definition=r"\text{upper triangular, }\bar Z^\top\bar Z=Z^\top Z+m\tau I_N\text{: the root of (12) "
    r"up to a rotation, which no norm sees}",
)
define(constants.squared_label_scale, definition=r"\lambda_{\max}(Z^\top Z+m\tau I_N)")
define(constants.label_scale, definition=r"\sqrt{\|\bar Z\|_2^2}")
define(constants.largest_column_norm, definition=r"\max_i\sqrt{(\bar Z^2)_{ii}}")
define(constants.attention_eigenvalues, r"\lambda_i(B_kB_k^\top)", r"B_k=\bar Z(s^1_k,\dots,s^H_k)", "(13)")
define(constants.smallest_attention_eigenvalue, definition=r"\min_k\lambda_{\min}(B_kB_k^\top)")
define(
    constants.initial_excess,
    definition=r"\tfrac1{2K}\big(\|ZA\|_F^2+m\tau\|A\|_F^2\big)\text{ at }w=0",
)
define(
    constants.optimum_offset,
    r"\inf\mathcal L-\mathcal L^\star",
    equation="Lemma 5",
    when=PRINTED,
)
define(constants.initial_gap, r"\mathcal L(\theta^{(0)})-\inf\mathcal L", r"\Delta^{(0)}", "(11)")
define(
    constants.initial_gap,
    r"\mathcal L(\theta^{(0)})-\mathcal L^\star",
    r"\Delta^{(0)}+\inf\mathcal L-\mathcal L^\star",
    "Lemma 5",
    when=PRINTED,
)
define(
    constants.least_gamma,
    definition=r"\zeta_0^{-5/4}"
    r"\sqrt{\tfrac{128\sqrt2}{\sqrt2-1}\|\bar Z\|_2^2\sqrt H\bar f_{\max}K^{3/2}\Delta^{(0)}}",
)
define(constants.cross_norm, r"\|Z^\top\hat Z\|_2", "", "in (17)")
define(constants.attention_target_norm, definition=r"\sigma_{\max}(A)")
define(constants.gamma_of, definition=r"(\gamma/\gamma_{\min})\,\gamma_{\min}")
define(constants.query_rate, definition=r"(\eta_QL)/L,\ " + RATE_SMOOTHNESS)
define(constants.weight_rate, definition=r"\gamma^2\eta_Q")
define(constants.contraction_rate, r"\eta_w\zeta_0/(2K)", "", "(18)")
define(constants.curvature, definition=r"\zeta_0\gamma^2/K")
define(
    constants.value_bound,
    definition=r"\frac{4\sqrt{2K}\|\bar Z\|_2}{\gamma\zeta_0}\sqrt{\Delta^{(0)}}",
)
define(
    constants.value_bound,
    definition=r"\frac{4\sqrt{2K}\|\bar Z\|_2}{\gamma\zeta_0}"
    r"\sqrt{\mathcal L(\theta^{(0)})-\mathcal L^\star}",
    when=PRINTED,
)

# Lemma 5
define(optimum.label_energies, r"\mathbb E\,y_k^2", r"\|z_k\|^2+m\tau", "(1)")
define(
    optimum.brackets,
    "c_k,c'_k",
    r"\|z_k\|^2+m\tau\mathbf 1\{k\le N\}-x_k^\top\bar Z^{-2}x_k",
    "Lemma 5",
)
define(
    optimum.brackets,
    "c_k,c'_k+m\\tau",
    r"\mathbb E\,y_k^2-x_k^\top\bar Z^{-2}x_k",
    when={"unlabelled_noise": True},
)
define(optimum.optimal_loss, r"\mathcal L^\star", SUMMED, "Lemma 5")
define(
    optimum.optimal_loss,
    r"\inf\mathcal L",
    r"\tfrac1{2K}\Big(\sum_{k\le N}c_k+\sum_{k>N}(c'_k+m\tau)\Big)",
    when={"unlabelled_noise": True},
)
define(
    optimum.completed_squares, r"\|\bar Z\delta_k\|^2", r"\delta_k^\top(Z^\top Z+m\tau I_N)\delta_k", "(36)"
)

# Lemmas 6 to 10
define(
    lemmas.largest_value,
    r"\alpha",
    r"\max_{h,k}|\alpha_{h,k}|\text{, of a pair over }|\alpha'_{h,k}|\text{ too}",
    "Lemma 7",
)
define(lemmas.attention_pull, r"\sum_is^h_{ik}(v_j-v_i)", "", "(29)")
define(lemmas.attention_steps, r"\alpha_{h,k}s^h_{jk}\sum_is^h_{ik}(v_j-v_i)", "", "(82)")
define(
    lemmas.chain_gradients,
    r"\partial\ell/\partial Q_h",
    r"\gamma\sum_k\alpha_{h,k}\sum_js^h_{jk}\Big(g_{jk}-\sum_is^h_{ik}g_{ik}\Big)v_jv_k^\top,\ " + SLOPE,
    "(9), chain rule",
    part=0,
)
define(
    lemmas.chain_gradients,
    r"\partial\ell/\partial\alpha_{h,k}",
    r"\gamma\sum_js^h_{jk}g_{jk},\ " + SLOPE,
    "(9), chain rule",
    part=1,
)
define(lemmas.gap, r"\ell(\xi)-\inf\mathcal L", r"\mathcal L-\inf\mathcal L", "(36)")
define(
    lemmas.gap,
    r"\ell(\xi)-\mathcal L^\star",
    r"(\mathcal L-\inf\mathcal L)+(\inf\mathcal L-\mathcal L^\star)",
    "(36)",
    when=PRINTED,
)
define(lemmas.weighted_residual, r"\bar Z\delta_k", r"\bar Z(\hat A_{:,k}-A_{:,k})", "(33)")
define(lemmas.factor_of, definition=r"\bar Z(s^1_k,\dots,s^H_k)")
define(lemmas.symmetric_root, r"\bar Z", r"(Z^\top Z+m\tau I_N)^{1/2}", "(12)")
define(smoothness.query_distances, r"\|Q_h-Q'_h\|_F")
define(smoothness.query_distance, r"\sqrt{\sum_h\|Q_h-Q'_h\|_F^2}")
define(smoothness.value_distance, r"\|\alpha-\alpha'\|_F")
define(smoothness.squared_distance, r"\|\xi-\xi'\|^2", r"\sum_h\|Q_h-Q'_h\|_F^2+\|\alpha-\alpha'\|_F^2")
define(smoothness.query_gradient_changes, r"\|\partial\ell/\partial Q_h-\partial\ell'/\partial Q_h\|_F")
define(smoothness.value_gradient_changes, r"\|\nabla_{\alpha_k}\ell-\nabla_{\alpha_k}\ell'\|")

# along a training
define(training.scores_along, "s^h_{jk}(t)", r"\mathrm{softmax}(V^\top Q_h^{(t)}v_k)_j", "(28)")
define(training.effective_along, r"\hat A(t)", r"\Big(\sum_hw_{h,k}^{(t)}s^h_k(t)\Big)_k", "(35)")
define(induction.residual_along, r"\delta_k(t)", r"\hat A_{:,k}(t)-A_{:,k}", "(33)")
define(induction.factors_along, "B_k(t)", r"\bar Z(s^1_k(t),\dots,s^H_k(t))", "(13)")
define(induction.eigenvalues_along, r"\lambda_{\min}(B_k(t)B_k(t)^\top)", "", "(43)")
define(induction.query_drift, r"\|Q_h(t)-Q_h(0)\|_F", "", "(47)")
define(induction.factor_drift, "B_k(t)-B_k(0)", "", "(48)")
define(speed.fewer_heads, r"#1\big|_{\text{half the heads}}")
define(speed.smaller_dictionary, r"#1\big|_{\text{half the unlabelled tokens}}")
define(speed.slowest_step, "x", r"\eta_w\zeta_0/K")

define(speed.equal_rate_path, r"\eta\zeta_0/(2K)", "", "(18) at equal rates", part=1)

# inference and words
define(inference.accuracy_asked, r"\varepsilon", "", "(21)")
define(inference.expected_initial_error, r"\mathbb E_\epsilon\tfrac1{2K}\|\hat y^*\|^2", "", "(27)")
define(interpretation.ridge_rule, "M", r"(Z^\top Z+m\tau I_N)^{-1}Z^\top Z^Q", "(20)")
define(
    interpretation.ridge_rule,
    r"M_\tau",
    r"(Z^\top Z+N\tau I_N)^{-1}Z^\top Z^Q",
    "(25)",
    when={"which": interpretation.BEST},
)
define(
    interpretation.expected_task_gap,
    r"\mathbb E\|\hat\lambda-\hat\lambda_\tau\|^2",
    r"\operatorname{tr}(G^\top\bar Z^2G),\ "
    r"G=\big((Z^\top Z+m\tau I_N)^{-1}-(Z^\top Z+N\tau I_N)^{-1}\big)Z^\top",
    "(20), (25)",
)

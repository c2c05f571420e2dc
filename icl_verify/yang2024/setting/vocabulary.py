"""What the numbers of an instance and the quantities of the setting are called and equal to."""

from icl_verify.statement.fields import define, name_fields
from icl_verify.yang2024.setting.accuracy import Accuracy
from icl_verify.yang2024.setting.expectations import token_losses_of
from icl_verify.yang2024.setting.instance import Inference, ParameterPair, Parameters, Setting, Training
from icl_verify.yang2024.setting.loss import excess_loss_of, irreducible_loss, residual_of
from icl_verify.yang2024.setting.ridge import label_covariance, label_cross_covariance, ridge_attention
from icl_verify.yang2024.setting.transformer import attention_of, effective_attention_of
from icl_verify.yang2024.setting.variations import UnscaledPair

TASK = {"task": ("lambda", r"\lambda")}

name_fields(
    Setting,
    tokens=("v_k", "v_k"),
    features=("z_k", "z_k"),
    noise_level=("tau", r"\tau"),
    queries=("Q_h", "Q_h"),
)
name_fields(Parameters, values=("alpha_{h,k}", r"\alpha_{h,k}"), gamma=("gamma", r"\gamma"))
name_fields(
    ParameterPair,
    other_queries=("Q'_h", "Q'_h"),
    other_values=("alpha'_{h,k}", r"\alpha'_{h,k}"),
)
name_fields(
    Training,
    gamma_multiple=("gamma/gamma_min", r"\gamma/\gamma_{\min}"),
    rate_multiple=("eta_Q L", r"\eta_QL"),
)
name_fields(Inference, **TASK, label_noise=("eps_k/sqrt(tau)", r"\epsilon_k/\sqrt\tau"))
name_fields(
    Accuracy, **TASK, label_noise=("eps_k/sqrt(tau)", r"\epsilon_k/\sqrt\tau"), delta=("delta", r"\delta")
)

for pair in (ParameterPair, UnscaledPair):
    define(pair.first, "#1")
    define(pair.other, "#1'")

define(label_covariance, definition=r"Z^\top Z+m\tau I_N")
define(
    label_cross_covariance,
    r"Z^\top\hat Z+(m\tau I_N,0)",
    r"\mathbb E[y\,(y_1,\dots,y_N,\lambda^\top z_{N+1},\dots,\lambda^\top z_K)]",
    "in (26)",
)
define(ridge_attention, definition=r"(Z^\top Z+m\tau I_N)^{-1}\big(Z^\top\hat Z+(m\tau I_N,0)\big)")
define(attention_of, definition=r"\mathrm{softmax}(V^\top Q_hv_k)_j")
define(effective_attention_of, definition=r"\Big(\sum_h\gamma\alpha_{h,k}s^h_k\Big)_k")
define(residual_of, definition=r"\hat A_{:,k}-A_{:,k}")
define(excess_loss_of, r"\mathcal L-\inf\mathcal L", r"\tfrac1{2K}\sum_k\|\bar Z\delta_k\|^2")
define(
    irreducible_loss,
    r"\inf\mathcal L",
    r"\tfrac1{2K}\sum_{k>N}\big(\|ZA_{:,k}-z_k\|^2+m\tau\|A_{:,k}\|^2+m\tau\big)",
    "loss at Ahat = A",
)
define(
    irreducible_loss,
    r"\mathcal L^\star",
    r"\tfrac1{2K}\sum_{k>N}\big(\|ZA_{:,k}-z_k\|^2+m\tau\|A_{:,k}\|^2\big)",
    "Lemma 5",
    when={"unlabelled_noise": False},
)
define(
    token_losses_of,
    "L_k",
    r"\tfrac12\big(\|Z\hat a_k-z_k\|^2+m\tau(\|\hat a_k\|^2+1-2\hat a_{kk}\mathbf 1\{k\le N\})\big)"
    r"=\tfrac12\mathbb E(\hat y_k-y_k)^2,\ \text{formed as the mean over the }2mK\text{ noises }\epsilon"
    r"\text{ of one entry }\pm\sqrt{mK\tau}",
    "(9), by (1) and (8)",
)

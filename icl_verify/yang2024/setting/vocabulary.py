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
    tokens=("(v_1..v_K)", r"(v_1,\dots,v_K)"),
    features=("Zhat", r"\hat Z"),
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
    r"(x_1,\dots,x_K)",
    r"Z^\top\hat Z+(m\tau I_N,0)",
    "in (26)",
)
define(ridge_attention, definition=r"\big(I_N,\ (Z^\top Z+m\tau I_N)^{-1}Z^\top Z^Q\big)")
define(attention_of, definition=r"\mathrm{softmax}(V^\top Q_hv_k)_j")
define(
    effective_attention_of,
    definition=r"\Big(\sum_hw_{h,k}s^h_k\Big)_k,\ w_{h,k}=\gamma\alpha_{h,k}",
)
define(residual_of, definition=r"\hat A_{:,k}-A_{:,k}")
define(
    excess_loss_of,
    r"\mathcal L-\inf\mathcal L",
    r"\tfrac1{2K}\sum_k\big(\|Z\delta_k\|^2+m\tau\|\delta_k\|^2\big)",
)
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
    r"\tfrac1{4m^2K}\sum_{\epsilon}\sum_{i\le m}(\hat y_k-y_k)^2\text{ at }\lambda=\sqrt m\,e_i"
    r"\text{ and the }2mK\text{ noises }\epsilon\text{ of one entry }\pm\sqrt{mK\tau}\text{: it is }"
    r"\tfrac12\mathbb E(\hat y_k-y_k)^2\text{, which first and second moments of }\lambda,\epsilon"
    r"\text{ determine}",
    "(9), by (1) and (8)",
)

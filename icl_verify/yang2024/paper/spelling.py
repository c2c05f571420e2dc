"""How names in plain characters, as titles and notes of claims write them, are printed."""

from __future__ import annotations

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eps": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "lambda": "λ", "xi": "ξ", "sigma": "σ", "tau": "τ", "Lambda": "Λ", "Delta": "Δ",
}  # fmt: skip
HATS = {
    "Zbar": "Z̄", "zbar_j": "z̄ⱼ", "fbar_max": "f̄ₘₐₓ", "Ahat": "Â", "Ahat_k": "Âₖ", "Zhat": "Ẑ",
}  # fmt: skip
INDICES = {
    "zeta_0": "ζ₀", "delta_k": "δₖ", "B_k": "Bₖ", "B_k^T": "Bₖᵀ", "A_k": "Aₖ", "z_j": "zⱼ", "z_k": "zₖ",
    "M_k": "Mₖ", "w_k": "wₖ", "s_k": "sₖ", "v_k": "vₖ", "Q_h": "Qₕ", "eps_k": "εₖ", "eta_w": "η_w",
    "eta_Q": "η_Q", "Z_1": "Z₁", "e_1": "e₁", "Delta0": "Δ⁽⁰⁾", "Delta^(0)": "Δ⁽⁰⁾", "H^{1/4}": "H^(1/4)",
    "Z^+": "Z⁺", "E^+": "E⁺", "Z_1^+": "Z₁⁺", "R^K": "ℝᴷ", "R^N": "ℝᴺ", "R^m": "ℝᵐ", "Z^T": "Zᵀ",
    "lambda^T": "λᵀ", "R^d": "ℝᵈ",
}  # fmt: skip
OTHERS = {
    "L*": "ℒ⋆", "alpha_{h,k}": "αₕₖ", "alpha'_{h,k}": "α′ₕₖ", "Q'_h": "Q′ₕ", "noise_level": "τ", "x^T": "xᵀ",
    "lambdahat": "λ̂", "lambdahat_tau": "λ̂_τ", "^(-1)": "⁻¹", "^(-2)": "⁻²",
}  # fmt: skip
SIGNS = {
    "||": "‖", "||_2": "‖₂", ">=": "≥", "<=": "≤", "->": "→", "sqrt": "√", "sqrt 2": "√2", "^2": "²",
    "4 - sqrt2": "4 − √2", "1 - 1/sqrt2": "1 − 1/√2", "(K - N)": "(K − N)",
}  # fmt: skip
# Not the ratio of step sizes.
SPELLED = {**GREEK, **HATS, **INDICES, **OTHERS, **SIGNS, "gamma function": "gamma function"}

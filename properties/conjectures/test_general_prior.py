"""C8: for E[lambda lambda^T] = Lambda training tends to ridge regression with that prior."""

from icl_verify import claim, equal
from icl_verify.yang2024.populations.interpretation import task_laws
from icl_verify.yang2024.setting.law import loss_over_atoms
from icl_verify.yang2024.setting.transformer import effective_attention_of
from icl_verify.yang2024.theory.prior import prior_attention, prior_square


@claim(
    "conj.general_prior",
    population=task_laws,
    statement=r"\mathcal L(\hat A)=\mathcal L(A_\Lambda)+\tfrac1{2K}\sum_k\|\hat A_k-A_{\Lambda,k}"
    r"\|^2_{S_\Lambda},\quad "
    r"S_\Lambda=Z^\top\Lambda Z+\tau\operatorname{tr}(\Lambda)I",
    source="beyond Assumption 1",
    group="Conjectures",
    form="conjecture",
    note="A_Lambda,k = S^{-1}(Z^T Lambda z_k + tau tr(Lambda) e_k [k <= N]) is the unique minimiser: ridge "
    "regression with prior Lambda; the label noise has variance tau E||lambda||^2 = tau tr(Lambda).",
)
def prior_is_learnt(law, *, noise="trace", prior=True):
    """For any second moment Lambda the loss is smallest at the ridge regression with that prior"""
    limit = prior_attention(law, noise=noise, prior=prior)
    own = effective_attention_of(law)
    apart = prior_square(law, own - limit) / (2 * law.K)
    return equal(loss_over_atoms(law, own, law.atoms), loss_over_atoms(law, limit, law.atoms) + apart)


prior_is_learnt.mutant(
    "m_tau",
    r"\text{the same with }m\tau\text{ for }\tau\operatorname{tr}\Lambda",
    clause="with m tau for tau tr(Lambda)",
    noise="m tau",
)
prior_is_learnt.mutant(
    "without_prior",
    r"\text{the same with }A\text{ of (26)}",
    clause="with the A of (26)",
    prior=False,
    noise="m tau",
)

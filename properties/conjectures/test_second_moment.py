"""C2: E[lambda lambda^T] = I alone replaces Assumption 1."""

from icl_verify import claim, equal
from icl_verify.yang2024.populations.interpretation import task_laws
from icl_verify.yang2024.setting.law import loss_over_atoms
from icl_verify.yang2024.setting.loss import excess_loss_of, irreducible_loss
from icl_verify.yang2024.setting.transformer import effective_attention_of


@claim(
    "conj.second_moment",
    population=task_laws,
    statement=r"\mathbb E\lambda\lambda^\top=I\ \Rightarrow\ \mathcal L=\tfrac1{2K}\|\bar Z(\hat A-A)"
    r"\|_F^2+\mathcal L^\star",
    source="against Assumption 1",
    group="Conjectures",
    form="conjecture",
    note="Tried on biased laws with dependent entries, summed exactly. The loss is the same function of "
    "the "
    "parameters, hence also its gradients and everything that Theorems 1 and 2 say of them.",
)
def second_moment_suffices(law, *, whitened=True):
    """For tasks with second moment I, biased and dependent, the loss is that of Lemma 5"""
    loss = loss_over_atoms(law, effective_attention_of(law), law.whitened() if whitened else law.atoms)
    return equal(loss, excess_loss_of(law) + irreducible_loss(law))


second_moment_suffices.mutant(
    "any_law",
    r"\text{the same for every law of }\lambda",
    clause="whatever their second moment",
    whitened=False,
)

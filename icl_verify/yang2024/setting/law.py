"""Tasks drawn from a finite law: any second moments, any mean, any dependence between the entries."""

from __future__ import annotations

from typing import Any

from icl_verify.numerics.namespace import Array
from icl_verify.statement.fields import Axis, Field, derived
from icl_verify.yang2024.setting.instance import Parameters
from icl_verify.yang2024.setting.transformer import predict


class TaskLaw(Parameters, name="yang2024.TaskLaw"):
    """Parameters with a law of lambda: uniform over finitely many vectors, at least m of them.

    Attributes:
        atoms: the vectors, as columns, shape (batch, m, laws).
    """

    laws = Axis(title="number of atoms")
    atoms = Field("m", "laws", decades=(-1.0, 1.0), title="atoms of the law of lambda")

    @derived
    def second_moment(self) -> Any:
        """Lambda = E[lambda lambda^T], shape (batch, m, m)."""
        return self.xp.matmul(self.atoms, self.xp.transpose(self.atoms)) / self.laws

    @derived
    def whitened(self) -> Any:
        """The atoms mapped linearly so that E[lambda lambda^T] = I, shape (batch, m, laws).

        Their mean is not 0 and their entries depend on each other.
        """
        return self.xp.solve(self.xp.cholesky(self.second_moment()), self.atoms)


def loss_over_atoms(law: TaskLaw, effective: Any, atoms: Any) -> Any:
    """(9) for lambda uniform over ``atoms`` (batch, m, laws) and Gaussian noise, shape (batch,).

    The loss is quadratic in eps, so the nodes +-sqrt(mK tau) E_j replace the Gaussian exactly; at every node
    the prompt is labelled by (1) and the model predicts by (8).
    """
    xp, m, size = law.xp, law.m, law.K
    tasks = xp.transpose(atoms)[..., None, :, :]
    cells = xp.reshape(xp.eye(m * size), (m * size, m, size))
    spread = xp.sqrt(law.noise_level * (m * size))[..., None, None, None]

    def squares(sign: int) -> Array:
        labels = xp.matmul(tasks, law.features[..., None, :, :] + sign * spread * cells)
        error = predict(effective[..., None, None, :, :], labels[..., : law.N]) - labels
        return xp.sum(error * error, axis=(-3, -2, -1))

    return (squares(1) + squares(-1)) / (2 * size * law.laws * 2 * m * size)

"""A training with prompts to be answered afterwards, and how well: the subject of Theorem 2."""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import Axis, Field, derived
from icl_verify.yang2024.setting.instance import Training


class Accuracy(Training, name="yang2024.Accuracy"):
    """A training, one task, several prompts for it, and the accuracy and probability asked for.

    Attributes:
        task: lambda, shape (batch, m).
        label_noise: eps_k over sqrt(tau), shape (batch, draws, m, K); each prompt reads the first N.
        accuracy_multiple: eps over the expected initial error, shape (batch,).
        delta: probability delta in (0, 1), shape (batch,).
    """

    draws = Axis(title="prompts, each with noise of its own")
    task = Field("m", title="task lambda")
    label_noise = Field("draws", "m", "K", title="noise eps_k / sqrt(tau)")
    accuracy_multiple = Field(kind="positive", decades=(-6.0, -2.0), title="eps over the mean initial error")
    delta = Field(kind="probability", decades=(-6.0, 0.0), title="probability delta")

    @derived
    def labels(self) -> Any:
        """y_i = lambda^T (z_i + eps_i) of every prompt, shape (batch, draws, N) (1)."""
        xp = self.xp
        noise = xp.sqrt(self.noise_level)[:, None, None, None] * self.label_noise[..., : self.N]
        noisy = self.prompt_features[:, None] + noise
        return xp.matmul(self.task[:, None, None, :], noisy)[..., 0, :]

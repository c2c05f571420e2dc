"""Trainings that leave one assumption of Theorem 1 behind and keep the others."""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import Field
from icl_verify.yang2024.setting.accuracy import Accuracy


class WarmTraining(Accuracy, name="yang2024.WarmTraining"):
    """A training that starts from values w^(0) other than 0.

    Attributes:
        initial_weights: w_h^(0), shape (batch, H, K).
    """

    initial_weights: Any = Field("H", "K", title="initial values w_{h,k}")


class UnscaledTraining(Accuracy, name="yang2024.UnscaledTraining"):
    """A training over tokens of any norm: the dictionary without its unit norm."""

    tokens = Field("d", "K", decades=(-2.0, 4.0), title="tokens v_k, of any norm")


class FewHeadsTraining(Accuracy, name="yang2024.FewHeadsTraining"):
    """A training with H < N heads: B_k has rank H at most, so Assumption 2 fails.

    (14) would be 0 and (15) infinite; here zeta_0 is the least eigenvalue that H heads can make positive.
    """

    @property
    def skipped_eigenvalues(self) -> int:
        """The eigenvalues of B_k B_k^T that vanish because heads are missing."""
        return max(0, self.N - self.H)

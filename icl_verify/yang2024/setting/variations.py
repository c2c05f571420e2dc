"""Instances beside the paper's setting: what its statements speak of, or what breaks one assumption alone."""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import Field, derived
from icl_verify.yang2024.setting.instance import ParameterPair, Parameters, Setting
from icl_verify.yang2024.setting.regression import Regression


class CandidateRegression(Regression, name="yang2024.CandidateRegression"):
    """A prompt's regression problem and a candidate solution, as Lemma 4 speaks of them.

    Attributes:
        task: lambda, any vector, shape (batch, m).
    """

    task = Field("m", title="task lambda")


class RepeatedTokens(Setting, name="yang2024.RepeatedTokens"):
    """A setting whose dictionary may hold a token twice."""

    tokens = Field("d", "K", kind="unit_columns", title="tokens v_k (scaled to unit norm), not all distinct")


class UnscaledParameters(Parameters, name="yang2024.UnscaledParameters"):
    """Parameters over tokens of any norm: the dictionary without its unit norm."""

    tokens = Field("d", "K", decades=(-2.0, 2.0), title="tokens v_k, of any norm")


class UnscaledPair(ParameterPair, name="yang2024.UnscaledPair"):
    """Two parameters over tokens of any norm."""

    tokens = Field("d", "K", decades=(-2.0, 2.0), title="tokens v_k, of any norm")

    @derived
    def other(self) -> UnscaledParameters:
        """The primed parameters, over the same setting."""
        raw = {k: self.raw[k] for k in Parameters.fields}
        raw |= {"queries": self.raw["other_queries"], "values": self.raw["other_values"]}
        return UnscaledParameters(self.sizes, raw)

    @derived
    def first(self) -> UnscaledParameters:
        """The unprimed parameters alone."""
        return UnscaledParameters(self.sizes, {k: self.raw[k] for k in Parameters.fields})


class OtherTasks(Parameters, name="yang2024.OtherTasks"):
    """Parameters with tasks from a law that is not the paper's.

    lambda takes each of the m values sqrt(m) spread (I - 2 u u^T/||u||^2) e_i with equal chance, u the
    direction. Then E[lambda lambda^T] = spread^2 I; the mean is not 0 and the entries depend on each other
    (for m >= 2).

    Attributes:
        direction: u, entries > 0, shape (batch, m).
        spread: > 0, shape (batch,); 1 keeps the second moments of Assumption 1.
    """

    direction = Field("m", kind="positive", decades=(-1.0, 1.0), title="direction of the reflection")
    spread = Field(kind="positive", decades=(-3.0, 3.0), title="standard deviation of the tasks")

    @derived
    def tasks(self) -> Any:
        """The values of lambda, as rows; shape (batch, m, m)."""
        xp, u = self.xp, self.direction
        outer = u[..., :, None] * u[..., None, :] / xp.sum(u**2, axis=-1)[..., None, None]
        scale = xp.sqrt(xp.const(self.m)) * self.spread
        return scale[..., None, None] * (xp.eye(self.m) - 2 * outer)

"""One prompt's regression problem, with labels that may be any numbers."""

from __future__ import annotations

from icl_verify.statement.fields import Axis, Field, Instance


class Regression(Instance, name="yang2024.Regression"):
    """Features of the prompt's tokens, their labels and the noise level, as (20), (24) and (25) read them.

    Attributes:
        features: Z, shape (batch, m, N).
        labels: y, shape (batch, N).
        noise_level: tau > 0, shape (batch,).
    """

    m = Axis(title="number of basis functions")
    N = Axis(title="prompt length")
    features = Field("m", "N", title="features z_i")
    labels = Field("N", title="labels y_i")
    noise_level = Field(kind="positive", decades=(-6.0, 3.0), title="noise level tau")

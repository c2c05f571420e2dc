"""The small objects that Lemmas 2 and 3 and the tail bound (68) speak of."""

from __future__ import annotations

from icl_verify.statement.fields import Axis, Field, Instance


class LogitPair(Instance, name="yang2024.LogitPair"):
    """Two vectors of logits x, x' in R^n."""

    n = Axis(title="number of logits")
    first = Field("n", decades=(-10.0, 2.0), title="x")
    # Beyond 1e2 the softmax is a corner to all digits: the twelve decades reach down instead.
    second = Field("n", decades=(-10.0, 2.0), title="x'")


class Vectors(Instance, name="yang2024.Vectors"):
    """Vectors x_1..x_l in R^n, as columns."""

    n = Axis(title="dimension")
    length = Axis(title="number l of vectors")
    vectors = Field("n", "length", title="x_i")


class Tail(Instance, name="yang2024.Tail"):
    """A sample size and a probability, for the chi-square tail behind (68)."""

    N = Axis(count=True, title="prompt length")
    delta = Field(kind="probability", decades=(-6.0, 0.0), title="probability delta")

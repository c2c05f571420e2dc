"""Claims on least squares, as another package would write them."""

from theory import curvatures, losses, problems, strongly_convex

from icl_verify import Finding, Passage, Source, Symbol, Theory, at_most, claim

FOURTH_POWER = Finding(
    "fourth-power", "the remark below the rate", "The exponent is a square, not a fourth power.",
    r"f(x_t)\le(1-s\mu)^{4t}f(x_0)", r"f(x_t)\le(1-s\mu)^{2t}f(x_0)", "misprint",
)  # fmt: skip
THEORY = Theory(
    Source("Least Squares by Descent", ("C. Teacher",), "a textbook"),
    (FOURTH_POWER,),
    (Symbol(r"\mu", r"\mu=\lambda_{\min}(A^\top A)", meaning="the least curvature"),),
    (Passage("the rate", "the loss shrinks linearly", ("descent.rate*",)),),
    ("descent.rate",),
)


@claim(
    "descent.rate",
    population=problems,
    statement=r"f(x_t)\le(1-s\mu)^tf(x_0)",
    source="a textbook",
    group="Least squares",
    assumes=(strongly_convex,),
    minimum_share=0.2,
)
def within_rate(problem, *, power=1):
    """The loss after t steps is at most (1 - s mu)^t times the first"""
    xp, found, values = problem.xp, losses(problem), curvatures(problem)
    shrink = xp.log1p(-problem.multiple * values[..., 0] / values[..., -1])[..., None]
    times = list(range(problem.steps + 1))
    return at_most(found, found[..., :1] * xp.exp(power * shrink * xp.array(times)), times=times)


within_rate.variant(
    "control", "squared", statement=r"f(x_t)\le(1-s\mu)^{2t}f(x_0)", expected="holds", power=2
)
within_rate.mutant("cubed", r"f(x_t)\le(1-s\mu)^{3t}f(x_0)", power=3)
within_rate.without("convex", expected="holds", weakened=r"\text{for }\mu\ge0")

"""Gradient descent on least squares and its textbook rate: a theory that shares no line with the other one.

f(x) = 1/2 ||D x - b||^2 with the target b = D x*, descent x <- x - s grad f(x) with s = multiple/L from x = 0
and mu, L the extreme eigenvalues of D^T D. Textbook: for s <= 1/L, f(x_t) <= (1 - s mu)^t f(x_0).
"""

from __future__ import annotations

from icl_verify import Axis, Field, Instance, assumption, derived, positive, standard_population


class LeastSquares(Instance):
    """A least-squares problem whose minimum is 0, and a number of steps."""

    rows = Axis(title="equations")
    columns = Axis(title="unknowns")
    steps = Axis(count=True, trajectory=True, title="gradient-descent steps")
    design = Field("rows", "columns", decades=(-1.0, 1.0), title="matrix D")
    solution = Field("columns", decades=(-1.0, 1.0), title="minimiser")
    multiple = Field(kind="probability", title="step size over 1/L")


@derived
def curvatures(problem: LeastSquares):
    """Eigenvalues of D^T D, ascending, shape (batch, columns)."""
    return problem.xp.squared_singular_values(problem.xp.transpose(problem.design))


@derived
def losses(problem: LeastSquares):
    """f(x_0)..f(x_T) as norms, shape (batch, steps + 1)."""
    xp, design = problem.xp, problem.design
    step = (problem.multiple / curvatures(problem)[..., -1])[..., None, None]
    error, found = problem.solution[..., None], []
    for _ in range(problem.steps + 1):
        pushed = xp.matmul(design, error)
        found.append(xp.sum(pushed**2, axis=(-2, -1)) / 2)
        error = error - step * xp.matmul(xp.transpose(design), pushed)
    return xp.stack(found, axis=-1)


@assumption("convex", "D^T D is positive definite: mu > 0")
def strongly_convex(problem):
    """The least eigenvalue is > 0."""
    return positive(curvatures(problem)[..., 0], scale=curvatures(problem)[..., -1])


problems = standard_population(LeastSquares, "least_squares")

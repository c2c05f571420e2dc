"""A theory of somebody else's, with its own names: least squares by gradient descent."""

from icl_verify import Axis, Field, Instance, at_most, claim, derived, equal, standard_population


class LeastSquares(Instance):
    rows = Axis(low=2)
    columns = Axis(low=2)
    design = Field("rows", "columns")
    targets = Field("rows")
    guess = Field("columns")
    ridge = Field(kind="positive")


PROBLEMS = standard_population(LeastSquares, "foreign_least_squares")


@derived
def misfit(problem):
    """X b - y, shape (batch, rows)."""
    fitted = problem.xp.matmul(problem.design, problem.guess[..., None])[..., 0]
    return fitted - problem.targets


@derived
def gram(problem):
    """X^T X + r I, shape (batch, columns, columns)."""
    xp = problem.xp
    inner = xp.matmul(xp.transpose(problem.design), problem.design)
    return inner + problem.ridge[:, None, None] * xp.eye(problem.columns)


@derived
def energy(problem):
    """||X b - y||^2 + r ||b||^2, shape (batch,)."""
    xp = problem.xp
    return xp.sum(misfit(problem) ** 2, axis=-1) + problem.ridge * xp.sum(problem.guess**2, axis=-1)


@derived
def expanded(problem):
    """b^T (X^T X + r I) b - 2 b^T X^T y + ||y||^2, shape (batch,)."""
    xp, b = problem.xp, problem.guess
    through = xp.matmul(problem.design, b[..., None])[..., 0]
    square = xp.sum(b * xp.matmul(gram(problem), b[..., None])[..., 0], axis=-1)
    cross = xp.sum(through * problem.targets, axis=-1)
    return square - 2 * cross + xp.sum(problem.targets**2, axis=-1)


def claims_on(population, prefix="foreign"):
    """True statements and one whose second term has a forgotten square."""

    @claim(f"{prefix}.expansion", population=population, statement="true")
    def expansion(problem):
        return equal(energy(problem), expanded(problem))

    @claim(f"{prefix}.triangle", population=population, statement="true")
    def triangle(problem):
        xp = problem.xp
        fitted = xp.norm(misfit(problem), axis=-1)
        through = xp.norm(xp.matmul(problem.design, problem.guess[..., None])[..., 0], axis=-1)
        return at_most(fitted, through + xp.norm(problem.targets, axis=-1))

    @claim(f"{prefix}.gradient", population=population, statement="true")
    def gradient(problem):
        xp, b = problem.xp, problem.guess
        back = xp.transpose(problem.design)
        printed = xp.matmul(back, misfit(problem)[..., None])[..., 0]
        printed = printed + problem.ridge[:, None] * b
        through = xp.matmul(gram(problem), b[..., None])[..., 0]
        through = through - xp.matmul(back, problem.targets[..., None])[..., 0]
        return equal(printed, through)

    @claim(f"{prefix}.norms", population=population, statement="true")
    def norms(problem):
        xp, size = problem.xp, problem.xp.norm(problem.guess, axis=-1)
        pull = xp.norm(xp.matmul(gram(problem), problem.guess[..., None])[..., 0], axis=-1)
        through = xp.matmul(problem.design, problem.guess[..., None])[..., 0]
        back = xp.norm(xp.matmul(xp.transpose(problem.design), through[..., None])[..., 0], axis=-1)
        bound = back + problem.ridge * size
        return at_most(pull, bound)

    @claim(f"{prefix}.slip", population=population, statement="a square is forgotten", expected="refuted")
    def slip(problem):
        xp = problem.xp
        through = xp.norm(xp.matmul(problem.design, problem.guess[..., None])[..., 0], axis=-1)
        bound = through + xp.sum(problem.targets**2, axis=-1)
        return at_most(xp.norm(misfit(problem), axis=-1), bound)

    @claim(f"{prefix}.sides", population=population, statement="a norm for its square", expected="refuted")
    def sides(problem):
        return at_most(energy(problem), problem.xp.norm(problem.targets, axis=-1))

    return expansion, triangle, gradient, norms, slip, sides

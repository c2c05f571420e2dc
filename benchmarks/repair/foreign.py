"""Thirty wrong statements of a theory with names of its own: least squares and gradient descent.

Of an equality the left-hand side is right and a repair must leave it so; of a bound the factor that its
right-hand side lacks is given. Every third statement was held out: nothing was tuned on it.
"""

from icl_verify import Axis, Field, Instance, at_most, claim, derived, equal, standard_population


class LinearModel(Instance):
    """A linear model that descends on its damped squared error."""

    samples = Axis(low=2)
    predictors = Axis(low=2)
    inputs = Field("samples", "predictors")
    outcomes = Field("samples")
    offsets = Field("samples")
    coefficients = Field("predictors")
    damping = Field(kind="positive")
    rate = Field(kind="positive")


MODELS = standard_population(LinearModel, "linear_models")


def through(model, x):
    """X x, shape (batch, samples)."""
    return model.xp.matmul(model.inputs, x[..., None])[..., 0]


def back(model, x):
    """X^T x, shape (batch, predictors)."""
    return model.xp.matmul(model.xp.transpose(model.inputs), x[..., None])[..., 0]


def dot(model, x, y):
    """<x, y>, shape (batch,)."""
    return model.xp.sum(x * y, axis=-1)


@derived
def misfit(model):
    """X b - y, shape (batch, samples)."""
    return through(model, model.coefficients) - model.outcomes


def curved(model, x):
    """(X^T X + r I) x, shape (batch, predictors)."""
    return back(model, through(model, x)) + model.damping[:, None] * x


@derived
def slope(model):
    """X^T (X b - y) + r b, shape (batch, predictors)."""
    return back(model, misfit(model)) + model.damping[:, None] * model.coefficients


@derived
def damped_error(model):
    """||X b - y||^2 + r ||b||^2, shape (batch,)."""
    size = dot(model, model.coefficients, model.coefficients)
    return dot(model, misfit(model), misfit(model)) + model.damping * size


def descended(model):
    """||b - eta g||^2, shape (batch,)."""
    moved = model.coefficients - model.rate[:, None] * slope(model)
    return dot(model, moved, moved)


def saved(model):
    """f(b) - f(b - eta g) of f = damped_error / 2, formed without cancellation, shape (batch,)."""
    step = model.rate[:, None] * slope(model)
    return dot(model, slope(model), step) - dot(model, step, curved(model, step)) / 2


def e01(model):
    b, y = model.coefficients, model.outcomes
    return equal(
        damped_error(model),
        dot(model, b, curved(model, b)) - dot(model, b, back(model, y)) + dot(model, y, y),
    )


def e02(model):
    b, y = model.coefficients, model.outcomes
    cross = 2 * dot(model, b, back(model, y))
    return equal(damped_error(model), dot(model, b, curved(model, b)) + cross + dot(model, y, y))


def e03(model):
    b, y = model.coefficients, model.outcomes
    cross = 2 * dot(model, b, back(model, y))
    error = dot(model, misfit(model), misfit(model))
    return equal(error, dot(model, b, curved(model, b)) - cross + dot(model, y, y))


def e04(model):
    return equal(damped_error(model) / model.samples, damped_error(model) / model.predictors)


def e05(model):
    xp = model.xp
    square = xp.sum(model.inputs**2, axis=(-2, -1))
    whole = xp.matmul(xp.transpose(model.inputs), model.inputs)
    whole = whole + model.damping[:, None, None] * xp.eye(model.predictors)
    return equal(xp.sum(xp.diagonal(whole), axis=-1), square + model.samples * model.damping)


def e06(model):
    xp = model.xp
    square = xp.sum(model.inputs**2, axis=(-2, -1))
    whole = xp.matmul(xp.transpose(model.inputs), model.inputs)
    whole = whole + model.damping[:, None, None] * xp.eye(model.predictors)
    return equal(xp.sum(xp.diagonal(whole), axis=-1), square + model.damping)


def e07(model):
    b, g, eta = model.coefficients, slope(model), model.rate
    return equal(descended(model), dot(model, b, b) - eta * dot(model, b, g) + eta**2 * dot(model, g, g))


def e08(model):
    b, g, eta = model.coefficients, slope(model), model.rate
    return equal(descended(model), dot(model, b, b) - 2 * eta * dot(model, b, g) + eta * dot(model, g, g))


def e09(model):
    u, v = model.outcomes, model.offsets
    return equal(dot(model, u + v, u + v) - dot(model, u - v, u - v), 2 * dot(model, u, v))


def e10(model):
    u, v = model.outcomes, model.offsets
    return equal(dot(model, u + v, u + v) + dot(model, u - v, u - v), dot(model, u, u) + dot(model, v, v))


def e11(model):
    y, n = model.outcomes, model.samples
    mean = model.xp.sum(y, axis=-1) / n
    away = y - mean[:, None]
    return equal(dot(model, y, y) / n - mean**2, dot(model, away, away))


def e12(model):
    y, n = model.outcomes, model.samples
    mean = model.xp.sum(y, axis=-1) / n
    away = y - mean[:, None]
    return equal(dot(model, away, away), dot(model, y, y) - n**2 * mean**2)


def e13(model):
    y, total = model.outcomes, model.xp.sum(model.outcomes, axis=-1)
    away = y - total[:, None] / model.samples
    return equal(dot(model, away, away), dot(model, y, y) - total**2)


def e14(model):
    b = model.coefficients
    left = curved(model, b) - back(model, model.outcomes)
    return equal(left, back(model, misfit(model)) - model.damping[:, None] * b)


def e15(model):
    b, error = model.coefficients, dot(model, misfit(model), misfit(model))
    size = dot(model, b, b)
    return equal(damped_error(model) / model.samples, error / model.samples + model.damping * size)


def e16(model):
    xp = model.xp
    gram = xp.matmul(model.inputs, xp.transpose(model.inputs))
    square = xp.sum(model.inputs**2, axis=(-2, -1))
    return equal(xp.sum(xp.diagonal(gram), axis=-1), square / model.predictors)


def e17(model):
    b = model.coefficients
    fitted = through(model, b)
    size = dot(model, b, b)
    return equal(dot(model, b, curved(model, b)), dot(model, fitted, fitted) + model.damping**2 * size)


def e18(model):
    g, eta = slope(model), model.rate
    return equal(saved(model), eta * dot(model, g, g) - eta**2 * dot(model, g, curved(model, g)))


def e19(model):
    g, eta = slope(model), model.rate
    return equal(saved(model), eta / 2 * dot(model, g, g) - eta**2 / 2 * dot(model, g, curved(model, g)))


def e20(model):
    b, g, eta = model.coefficients, slope(model), model.rate[:, None]
    once = b - eta * g
    later = curved(model, once) - back(model, model.outcomes)
    return equal(once - eta * later, b - 2 * eta * g - eta**2 * curved(model, g))


def i21(model):
    xp, u, v = model.xp, model.outcomes, model.offsets
    return at_most(xp.abs(dot(model, u, v)), xp.const(9, 10) * xp.norm(u) * xp.norm(v))


def i22(model):
    total = model.xp.sum(model.outcomes, axis=-1)
    return at_most(total**2, dot(model, model.outcomes, model.outcomes))


def i23(model):
    xp = model.xp
    return at_most(xp.sum(xp.abs(model.outcomes), axis=-1), xp.norm(model.outcomes))


def i24(model):
    xp, size = model.xp, model.xp.norm(model.inputs, axis=(-2, -1))
    return at_most(xp.sum(xp.abs(model.inputs), axis=(-2, -1)), xp.sqrt(xp.const(model.samples)) * size)


def i25(model):
    b = model.coefficients
    return at_most(model.damping * dot(model, b, b), dot(model, b, curved(model, b)) / 2)


def i26(model):
    xp, b = model.xp, model.coefficients
    return at_most(model.damping * xp.norm(b), xp.norm(curved(model, b)) / 2)


def i27(model):
    xp, g = model.xp, slope(model)
    return at_most(xp.norm(model.rate[:, None] * g), xp.norm(g))


def i28(model):
    xp, b = model.xp, model.coefficients
    return at_most(model.damping * xp.sum(b, axis=-1) ** 2, model.damping * dot(model, b, b))


def i29(model):
    u, v = model.outcomes, model.offsets
    return at_most(model.xp.abs(dot(model, u, v)), (dot(model, u, u) + dot(model, v, v)) / 4)


def i30(model):
    xp, fitted = model.xp, model.xp.norm(through(model, model.coefficients))
    return at_most(dot(model, misfit(model), misfit(model)), 2 * fitted + 2 * xp.norm(model.outcomes) ** 2)


# The factor that the right-hand side lacks; None where the slip sits in one summand and any true bound counts
# that leaves the left-hand side alone.
FACTORS = {
    "i21": "10/9", "i22": "samples", "i23": "samples^(1/2)", "i24": "predictors^(1/2)", "i25": "2",
    "i26": "2", "i27": "rate", "i28": "predictors", "i29": "2", "i30": None,
}  # fmt: skip
_FUNCTIONS = [f for name, f in list(globals().items()) if name[0] in "ei" and name[1:].isdigit()]
CLAIMS = [
    claim(f"linear.{f.__name__}", population=MODELS, statement="", expected="refuted", title=f.__name__)(f)
    for f in _FUNCTIONS
]
HELD_OUT = {c.id for i, c in enumerate(CLAIMS) if i % 3 == 2}

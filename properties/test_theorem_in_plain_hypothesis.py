"""The heart of the paper for readers who know pytest and Hypothesis, and nothing else of this package.

A loss of in-context regression over m features is minimised by gradient descent on a transformer. Each test
draws such models; what it expects of them is computed here, with NumPy. Equation numbers are the paper's.
"""

import math

import numpy as np
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from icl_verify import yang2024

# What rounding may do, relative to the sizes at hand: 1.1e-16 an operation, some 1e3 of them in a row, and a
# condition number of at most 1e3 for the regressions drawn here.
ROUNDING = 1e-10
NEVER = 1e-12  # the chance of (22) to fail that the tests put up with
tasks = st.floats(-100, 100).map(lambda size: round(size, 3))


@settings(max_examples=100, deadline=None)
@given(model=yang2024.trained_models())
def test_the_loss_converges_linearly(model):
    """(18): every step takes the share eta_w zeta_0/(2K) of what is left of the loss, or more."""
    bound = (1 - model.rate) ** np.arange(model.steps + 1) * model.excess[0]
    # The excess is a squared norm: its own rounding is squared as well.
    allowed = ROUNDING * bound + ROUNDING**2 * model.excess[0]
    assert (model.excess <= bound + allowed).all()


@settings(max_examples=50, deadline=None)
@given(parameters=yang2024.parameters())
def test_no_parameters_fall_below_the_bound(parameters):
    """cvxpy minimises the loss over everything that attention could do; its bound is certified."""
    bound = yang2024.relaxation(parameters.features[0], parameters.N, float(parameters.noise_level[0]))
    assert yang2024.loss_of(parameters) >= bound.value * (1 - ROUNDING)


@settings(max_examples=50, deadline=None)
@given(model=yang2024.trained_models())
def test_training_comes_down_to_the_bound(model):
    """Theorem 1: what (18) leaves of the initial excess is all that lies between."""
    bound = yang2024.relaxation(model.features, model.prompt_length, model.noise_level)
    left = (1 - model.rate) ** model.steps * model.excess[0]
    assert bound.value * (1 - ROUNDING) <= model.loss <= bound.upper * (1 + ROUNDING) + left


@settings(max_examples=100, deadline=None)
@given(model=yang2024.trained_models(), data=st.data())
def test_trained_models_answer_as_ridge_regression_does(model, data):
    """(22): whatever the task, the labels given are repeated and the others are ridge regression's."""
    m, tokens = model.features.shape
    N, tau = model.prompt_length, model.noise_level
    task = data.draw(arrays(float, m, elements=tasks), label="task")
    generator = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1), label="seed of the noise"))
    Z, Z_rest = model.features[:, :N], model.features[:, N:]
    labels = task @ (Z + math.sqrt(tau) * generator.standard_normal((m, N)))

    ridge = np.linalg.solve(Z @ Z.T + m * tau * np.eye(m), Z @ labels)
    missed = model.predict(labels) - np.concatenate([labels, ridge @ Z_rest])

    nats = math.log(1 / NEVER)
    reach = np.linalg.norm(Z, 2) + math.sqrt(tau * (N + 2 * math.sqrt(N * nats) + 2 * nats))
    left = (1 - model.rate) ** model.steps * model.excess[0]
    granted = task @ task * reach**2 * left / (m * tau)  # the eps that (21) grants after these steps
    allowed = (ROUNDING * np.linalg.norm(labels)) ** 2 * tokens
    assert missed @ missed / (2 * tokens) <= granted + allowed


def printed_constant(setting):
    """L* of Lemma 5 as the paper prints it, sum by sum."""
    Z, N, tau = setting.features[0].numpy(), setting.N, float(setting.noise_level[0])
    noise = setting.m * tau
    covariance = Z[:, :N].T @ Z[:, :N] + noise * np.eye(N)
    total = 0.0
    for k in range(setting.K):
        cross = Z[:, :N].T @ Z[:, k] + noise * (np.arange(N) == k)
        total += Z[:, k] @ Z[:, k] - cross @ np.linalg.solve(covariance, cross)
        total += noise if k < N else 0
    return total / (2 * setting.K)


def test_the_constant_of_lemma_5_is_misprinted():
    """No model comes down to it. Two tokens, one label and features of 0 are enough to see why."""

    def is_out_of_reach(setting):
        bound = yang2024.relaxation(setting.features[0], setting.N, float(setting.noise_level[0]))
        return bound.value > printed_constant(setting) * (1 + ROUNDING) + ROUNDING * bound.value

    smallest = find(
        yang2024.settings(),
        is_out_of_reach,
        settings=settings(database=None, deadline=None, phases=(Phase.generate, Phase.shrink)),
    )
    assert repr(smallest) == (
        "Setting.of(d=1, K=2, N=1, m=1, H=1, tokens=[[1.0, -1.0]], features=[[0.0, 0.0]], noise_level=1.0, "
        "queries=[[[0.0]]])"
    )
    # The label of the other token has noise m tau = 1, which no model predicts: 1/(2K) of it is missing.
    assert printed_constant(smallest) == 0

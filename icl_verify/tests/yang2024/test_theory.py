"""The paper's constants against independent NumPy formulas, the rates they give, and how descent ends."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg
import scipy.special
import scipy.stats
import torch

from icl_verify.numerics import balls
from icl_verify.yang2024.descent.descend import Outcome, descend
from icl_verify.yang2024.populations import training as populations
from icl_verify.yang2024.populations.setting import trained_printed_rates
from icl_verify.yang2024.setting.accuracy import Accuracy
from icl_verify.yang2024.setting.departures import FewHeadsTraining, WarmTraining
from icl_verify.yang2024.setting.instance import Training
from icl_verify.yang2024.setting.loss import loss_by_moments
from icl_verify.yang2024.setting.transformer import attention_of, effective_attention
from icl_verify.yang2024.theory import constants, induction, inference
from icl_verify.yang2024.theory.training import recorded_times, trajectory, trajectory_of_tasks

SHAPE = {"N": 3, "K": 5, "m": 2, "d": 3, "H": 4}


def drawn(kind: type[Training], batch: int = 4, seed: int = 0, **sizes: int) -> Training:
    """A batch with gentle random numbers in every field."""
    generator = torch.Generator().manual_seed(seed)
    sizes = {**SHAPE, "T": 30, **sizes}
    raw = {}
    for name, field in kind.fields.items():
        shape = (batch, *(sizes[a] for a in field.axes))
        numbers = torch.randn(shape, generator=generator, dtype=torch.float64)
        if field.kind == "positive":
            numbers = 0.5 + numbers.abs()
        raw[name] = torch.sigmoid(numbers) if field.kind == "probability" else numbers
    ones = torch.ones(batch, dtype=torch.float64)
    raw |= {"gamma_multiple": ones, "rate_multiple": ones}
    return kind(sizes, raw)


class Numpy:
    """The same constants for one instance, from the printed formulas and a symmetric matrix root."""

    def __init__(self, training: Training, index: int):
        take = {k: v[index].numpy() for k, v in training.raw.items()}
        self.n, self.k, self.m, self.h = (training.sizes[a] for a in "NKmH")
        tokens = take["tokens"] / np.linalg.norm(take["tokens"], axis=0)
        self.features, self.tau = take["features"], take["noise_level"]
        self.z = self.features[:, : self.n]
        self.covariance = self.z.T @ self.z + self.m * self.tau * np.eye(self.n)
        self.root = scipy.linalg.sqrtm(self.covariance).real
        logits = np.einsum("dj,hde,ek->hjk", tokens[:, : self.n], take["queries"], tokens)
        self.scores = scipy.special.softmax(logits, axis=1)
        self.factors = [self.root @ self.scores[:, :, k].T for k in range(self.k)]
        own = np.eye(self.n, self.k)
        self.target = np.linalg.inv(self.covariance) @ (self.z.T @ self.features + self.m * self.tau * own)
        self.zeta = min(np.linalg.eigvalsh(b @ b.T)[0] for b in self.factors)
        self.norm = np.linalg.norm(self.root, 2)
        self.column = np.linalg.norm(self.root, axis=0).max()
        self.delta = np.linalg.norm(self.root @ self.target) ** 2 / (2 * self.k)
        self.gamma = self.zeta ** (-5 / 4) * np.sqrt(
            128 * 2**0.5 / (2**0.5 - 1) * self.norm**2 * self.h**0.5 * self.column * self.k**1.5 * self.delta
        )

    def smoothness(self) -> float:
        """L of (17)."""
        g, k, h, n, s = self.gamma, self.k, self.h, self.n, self.norm
        cross = np.linalg.norm(self.z.T @ self.features, 2) / (self.m * self.tau)
        reach = 8 * 2**0.5 * h * k**0.5 * s**2 / self.zeta * self.delta**0.5 + 1 + cross
        first = 8 / k * g**2 + 4096 / (g * self.zeta**2) * k**2 * n * self.delta
        second = g**4 / k**2 + 16384 / (g * self.zeta**4) * k**3 * s**2 * self.delta**2
        return float(np.sqrt(reach**2 * s**4 * first + 2 * h**2 * s**4 * second))

    def lemma(self, alpha: float) -> float:
        """L of (61)."""
        g, k, h, n, s = self.gamma, self.k, self.h, self.n, self.norm
        a = np.linalg.norm(self.target, 2)
        first = 2 * ((2 * g * s**2 * (2 * g * h * alpha + a)) ** 2 / k + g**4 / k**2 * h**2 * s**4)
        bracket = (alpha * g * h) ** 2 + 4 * n * (alpha * g * h + a) ** 2
        second = 8 * g * self.column * s * max(1, (2 * k**0.5 * alpha) ** 2) * bracket
        return float(np.sqrt(first + second))


@pytest.mark.parametrize("seed", range(3))
def test_constants_agree_with_numpy(seed):
    training = drawn(Training, seed=seed)
    gamma, alpha = constants.gamma_of(training), constants.value_bound(training)
    for i in range(training.batch):
        other = Numpy(training, i)
        expected_alpha = (2 * other.k) ** 0.5 * 4 * other.norm / (other.gamma * other.zeta) * other.delta**0.5
        for found, expected in (
            (constants.smallest_attention_eigenvalue(training), other.zeta),
            (constants.label_scale(training), other.norm),
            (constants.largest_column_norm(training), other.column),
            (constants.initial_excess(training), other.delta),
            (gamma, other.gamma),
            (alpha, expected_alpha),
            (constants.curvature(training), other.zeta * other.gamma**2 / other.k),
            (constants.rate_smoothness(training, gamma), other.smoothness()),
            (constants.lemma_smoothness(training, gamma, alpha), other.lemma(expected_alpha)),
            (constants.query_rate(training), 1 / other.smoothness()),
            (constants.weight_rate(training), other.gamma**2 / other.smoothness()),
            (
                constants.contraction_rate(training),
                other.gamma**2 / other.smoothness() * other.zeta / (2 * other.k),
            ),
        ):
            assert float(found[i]) == pytest.approx(expected, rel=1e-7)


def test_a_wrong_constant_is_told_apart():
    training = drawn(Training)
    other = Numpy(training, 0)
    other.n += 1
    found = constants.rate_smoothness(training, constants.gamma_of(training))
    assert float(found[0]) != pytest.approx(other.smoothness(), rel=1e-7)


def test_drift_bounds_follow_from_each_other():
    training = drawn(Training)
    for i in range(training.batch):
        other = Numpy(training, i)
        gap = np.sqrt(other.delta)
        alpha = (2 * other.k) ** 0.5 * 4 * other.norm / (other.gamma * other.zeta) * gap
        sigma = other.zeta * other.gamma**2 / other.k
        expected = 8 * 2**0.5 * other.gamma * alpha * other.column / sigma * gap
        bound = induction.query_drift_bound(training, optimum="corrected")
        assert float(bound[i]) == pytest.approx(expected, rel=1e-7)
        # (48) at equality in (15): the bound on the drift is all of the slack.
        second = induction.factor_drift_bound(training, optimum="corrected")
        assert float(second[i]) == pytest.approx(float(induction.factor_slack(training)[i]), rel=1e-9)


def test_least_squares_weights_minimise_over_the_attention():
    for heads in (2, 3, 5):
        training = drawn(Training, H=heads)
        scores, found = attention_of(training), induction.least_squares_weights(training)
        least = loss_by_moments(training, effective_attention(scores, found))
        for seed in range(5):
            step = torch.randn(
                found.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64
            )
            other = loss_by_moments(training, effective_attention(scores, found + 1e-3 * step))
            assert bool((other > least).all())


def test_brackets_and_residuals_give_one_optimum():
    training = drawn(Training)
    found = induction.optimum_by_brackets(training, optimum="corrected")
    reached = effective_attention(attention_of(training), induction.least_squares_weights(training))
    torch.testing.assert_close(loss_by_moments(training, reached), found)
    printed = induction.optimum_by_brackets(training, optimum="printed")
    missing = (training.K - training.N) * training.m * training.noise_level / (2 * training.K)
    torch.testing.assert_close(found - printed, missing)


def test_drift_is_that_of_the_queries():
    training = drawn(Training, T=200)
    path = descend(training, *(torch.full((4,), r, dtype=torch.float64) for r in (0.05, 0.05)), 200)
    torch.testing.assert_close(path.queries[:, 1:] - path.queries[:, :1], path.drift[:, 1:])
    assert float(path.drift[:, -1].abs().max()) > 1e-3


def test_divergence_is_a_result_that_says_so():
    training = drawn(Training)
    huge, small = (torch.full((4,), r, dtype=torch.float64) for r in (1e4, 1e-3))
    path = descend(training, huge, huge, 400)
    assert path.outcomes == (Outcome.diverged,) * 4
    assert all(0 < t <= 400 for t in path.diverged_at)
    assert "too large" in path.outcomes[0].value
    path = descend(training, small, small, 400)
    assert path.outcomes == (Outcome.completed,) * 4
    assert path.diverged_at == (-1,) * 4


@pytest.mark.parametrize(
    ("steps", "rate", "complaint"),
    [
        (0, 0.1, "steps must be an integer >= 1, got 0"),
        (3, -0.1, "query_rate must be > 0, got -0.1"),
    ],
)
def test_bad_rates_and_steps_are_refused(steps, rate, complaint):
    training = drawn(Training)
    rates = torch.full((4,), rate, dtype=torch.float64)
    with pytest.raises(ValueError, match=complaint):
        descend(training, rates, rates, steps)


@pytest.mark.parametrize("engine", ["torch", "numba"])
@pytest.mark.parametrize("rate", [0.0, float("nan"), float("inf")])
def test_an_instance_whose_rates_float64_does_not_hold_leaves_its_neighbours_alone(rate, engine):
    training = drawn(Training, batch=9)
    fine = torch.full((9,), 0.01, dtype=torch.float64)
    lost = fine.clone()
    lost[3] = rate
    path, whole = (descend(training, rates, fine, 30, engine=engine) for rates in (lost, fine))
    assert [o is Outcome.diverged for o in path.outcomes] == [i == 3 for i in range(9)]
    others = [i for i in range(9) if i != 3]
    torch.testing.assert_close(path.excess[others], whole.excess[others], rtol=1e-14, atol=0)


@pytest.mark.parametrize("seed", [12])
def test_a_batch_with_an_underflowing_rate_is_tried_all_the_same(seed):
    """Of the printed rates over all noise levels some are below what float64 holds."""
    for draw, batch in trained_printed_rates.batches(seed, 72, 8, "cpu"):
        assert trajectory(batch).excess.shape[0] == batch.batch, draw
    trained_printed_rates.forget()


def test_balls_contain_the_float64_trajectory():
    training = drawn(Training, batch=1, T=10)
    path = trajectory(training)
    with balls.precision(128):
        exact = trajectory(training.exact(0).balls())
        excess = balls.to_floats(exact.excess)[0]
        assert balls.radius(exact.excess).max() < 1e-20
        drift = balls.to_floats(exact.drift)[0]
    np.testing.assert_allclose(path.excess[0].numpy(), excess, rtol=1e-9)
    np.testing.assert_allclose(path.drift[0].numpy(), drift, rtol=1e-6, atol=1e-14 * abs(drift).max())


def test_smaller_tasks_slow_the_path_down():
    training = drawn(Training, T=100)
    whole, part = trajectory(training), trajectory_of_tasks(training, variance=Fraction(1, 8))
    torch.testing.assert_close(part.excess[:, 0], whole.excess[:, 0])
    assert bool((part.excess[:, -1] > whole.excess[:, -1]).all())


def test_a_warm_start_enters_loss_and_rates():
    training = drawn(WarmTraining, T=5, draws=1)
    start = effective_attention(attention_of(training), training.initial_weights)
    least = induction.optimum_by_brackets(training, optimum="corrected")
    torch.testing.assert_close(constants.initial_excess(training), loss_by_moments(training, start) - least)
    path = trajectory(training)
    torch.testing.assert_close(path.excess[:, 0], constants.initial_excess(training))
    torch.testing.assert_close(path.weights[:, 0], training.initial_weights)


def test_few_heads_pass_over_the_zeros():
    training = drawn(FewHeadsTraining, H=2, draws=1)
    values = constants.attention_eigenvalues(training)
    assert float(values[..., 0].abs().max()) < 1e-12
    torch.testing.assert_close(constants.smallest_attention_eigenvalue(training), values[..., 1].amin(dim=-1))


def test_cancelling_values_predict_nothing():
    batch = next(iter(populations.trained_warm.batches(0, 6, 8, "cpu")))[1]
    combined = effective_attention(attention_of(batch), batch.initial_weights)
    size = batch.initial_weights.abs().amax(dim=(1, 2))
    assert bool((combined.abs().amax(dim=(1, 2)) <= 1e-10 * size).all())
    populations.trained_warm.forget()


def test_demanded_steps_agree_with_numpy():
    accuracy = drawn(Accuracy, draws=3)
    demanded = inference.steps_demanded(accuracy)
    for i in range(accuracy.batch):
        other, raw = Numpy(accuracy, i), {k: v[i].numpy() for k, v in accuracy.raw.items()}
        nats = np.log(1 / raw["delta"])
        reach = other.n + 2 * np.sqrt(other.n * nats) + 2 * nats
        inside = np.linalg.norm(other.z, 2) + np.sqrt(other.tau) * np.sqrt(reach)
        # E ||A^T y||^2 over the noise of a prompt, y = Z^T lambda + ||lambda|| sqrt(tau) g.
        clean = np.linalg.norm(other.target.T @ (raw["task"] @ other.z)) ** 2
        noise = other.tau * (raw["task"] @ raw["task"]) * np.linalg.norm(other.target) ** 2
        asked = raw["accuracy_multiple"] * (clean + noise) / (2 * other.k)
        rate = float(constants.contraction_rate(accuracy)[i])
        top = (raw["task"] @ raw["task"]) * other.delta * inside**2 / (other.m * other.tau * asked)
        assert float(demanded[i]) == pytest.approx(np.log(top) / -np.log1p(-rate), rel=1e-6)


def test_granted_accuracy_inverts_demanded_steps():
    accuracy = drawn(Accuracy, draws=1)
    steps = inference.steps_demanded(accuracy)
    granted = inference.accuracy_granted(accuracy, steps[:, None])[:, 0]
    torch.testing.assert_close(granted, inference.accuracy_asked(accuracy))


def test_demanded_steps_are_kept_and_found():
    batch = next(iter(populations.trained_to_21.batches(0, 6, 8, "cpu")))[1]
    times, demanded = recorded_times(batch), inference.steps_demanded(batch)
    at = inference.first_at(times, demanded)
    assert bool((at.sum(dim=1) == 1).all())
    found = torch.tensor(times, dtype=torch.float64)[at.int().argmax(dim=1)]
    assert bool(((found >= demanded) & (found < demanded + 1)).all())
    assert bool((inference.steps_needed(batch) <= found).all())
    populations.trained_to_21.forget()


@pytest.mark.parametrize("length", [1, 2, 7, 400])
def test_tail_agrees_with_scipy(length):
    delta = torch.tensor([1e-6, 0.01, 0.5, 0.999], dtype=torch.float64)
    nats = -np.log(delta.numpy())
    expected = scipy.stats.chi2.sf(length + 2 * np.sqrt(length * nats) + 2 * nats, length)
    np.testing.assert_allclose(inference.tail_chance(length, delta).numpy(), expected, rtol=1e-9)

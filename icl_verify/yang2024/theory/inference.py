"""Theorem 2: what a trained model answers, and what (20)-(27) and (68)-(70) say of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import torch

from icl_verify.numerics.namespace import Array, namespace
from icl_verify.statement.claim import assumption
from icl_verify.statement.fields import derived
from icl_verify.statement.relation import Relation, at_most
from icl_verify.yang2024.setting.accuracy import Accuracy
from icl_verify.yang2024.setting.instance import Inference, Setting
from icl_verify.yang2024.setting.ridge import ridge_attention, ridge_task
from icl_verify.yang2024.setting.transformer import predict
from icl_verify.yang2024.theory.constants import contraction_rate, initial_excess
from icl_verify.yang2024.theory.training import (
    attention_of_queries,
    effective_along,
    recorded_times,
    trajectory,
    trajectory_of_tasks,
)


def noise_reach(length: Any, delta: Any, terms: int = 3) -> Any:
    """The first ``terms`` of N + 2 sqrt(N log(1/delta)) + 2 log(1/delta), of the shape of delta (68).

    Raises ValueError unless terms is 1, 2 or 3.
    """
    if terms not in (1, 2, 3):
        raise ValueError(f"terms must be 1, 2 or 3, got {terms!r}")
    xp = namespace(delta)
    nats = -xp.log(delta)
    parts = (length + 0 * delta, 2 * xp.sqrt(length * nats), 2 * nats)
    return sum(parts[1:terms], parts[0])


def tail_chance(length: int, delta: Any) -> Any:
    """P(chi^2_N >= N + 2 sqrt(N log(1/delta)) + 2 log(1/delta)): the left-hand side of (68), exactly.

    y_i - lambda^T z_i = lambda^T eps_i are iid N(0, tau ||lambda||^2).
    """
    xp = namespace(delta)
    return xp.gammaincc(xp.const(length, 2) + 0 * delta, noise_reach(length, delta) / 2)


def label_reach(setting: Setting, delta: Any, terms: int = 3) -> Any:
    """||Z||_2 + sqrt(tau) (N + 2 sqrt(N log(1/delta)) + 2 log(1/delta))^{1/2}, shape (batch,) (69).

    ``terms`` keeps the first terms of the noise alone, as in ``noise_reach``.
    """
    xp = setting.xp
    noise = xp.sqrt(setting.noise_level) * xp.sqrt(noise_reach(setting.N, delta, terms))
    return xp.spectral_norm(setting.prompt_features) + noise


@assumption("labels", "the labels are within the bound (69), as they are with probability 1 - delta")
def bounded_labels(accuracy: Accuracy) -> Relation:
    """||y|| <= ||lambda|| (||Z||_2 + sqrt(tau) (...)^{1/2}) for every prompt (69)."""
    xp = accuracy.xp
    bound = task_norm(accuracy) * label_reach(accuracy, accuracy.delta)
    return at_most(xp.norm(accuracy.labels(), axis=-1), bound[:, None])


def task_norm(instance: Any) -> Any:
    """||lambda||, shape (batch,): the least B of Assumption 4."""
    return instance.xp.norm(instance.task, axis=-1)


def ridge_tasks(setting: Setting, labels: Any, regularisation: Any) -> Any:
    """(Z Z^T + regularisation I)^{-1} Z y for several prompts, shape (batch, draws, m)."""
    return ridge_task(setting.prompt_features[:, None], labels, regularisation[:, None])


def ridge_answers(setting: Setting, labels: Any, tasks: Any) -> Any:
    """(y ; (Z^Q)^T lambda) for several prompts, shape (batch, draws, K): (22) and (23)."""
    xp = setting.xp
    rest = xp.matmul(tasks, setting.features[..., setting.N :])
    return xp.concat([labels, rest], axis=-1)


@derived
def target_answers(accuracy: Accuracy) -> Any:
    """yhat* of every prompt, shape (batch, draws, K) (22)."""
    labels = accuracy.labels()
    tasks = ridge_tasks(accuracy, labels, accuracy.m * accuracy.noise_level)
    return ridge_answers(accuracy, labels, tasks)


def attention_reach(setting: Setting, excess: Any) -> Any:
    """sqrt(2K/(m tau) excess): the bound on ||Ahat - A||_2 of (70); excess of shape (batch, ...)."""
    xp, scale = setting.xp, 2 * setting.K / (setting.m * setting.noise_level)
    return xp.sqrt(xp.reshape(scale, (setting.batch, *[1] * (len(excess.shape) - 1))) * excess)


@derived
def errors_along(accuracy: Accuracy) -> Any:
    """1/(2K) ||yhat - yhat*||^2 at the recorded times, shape (batch, draws, times) (22)."""
    return _errors(accuracy, effective_along(accuracy))


@derived
def errors_along_tasks(accuracy: Accuracy, *, variance: Fraction) -> Any:
    """The same after training on tasks with E[lambda_i^2] = ``variance`` in place of 1."""
    path = trajectory_of_tasks(accuracy, variance=variance)
    weighted = attention_of_queries(accuracy, path.queries) * path.weights[..., None, :]
    return _errors(accuracy, accuracy.xp.sum(weighted, axis=2))


def _errors(accuracy: Accuracy, effective: Any) -> Any:
    xp, labels = accuracy.xp, accuracy.labels()
    answers = predict(effective[:, None], labels[:, :, None])
    error = answers - target_answers(accuracy)[:, :, None]
    return xp.sum(error**2, axis=-1) / (2 * accuracy.K)


@derived
def expected_initial_error(accuracy: Accuracy) -> Any:
    """E_eps 1/(2K) ||yhat*||^2, the error at w = 0 over the noise of a prompt, shape (batch,).

    yhat* = A^T y for y = Z^T lambda + ||lambda|| sqrt(tau) g, g standard normal (27).
    """
    xp, attention = accuracy.xp, ridge_attention(accuracy)
    clean = xp.matmul(accuracy.task[:, None], accuracy.prompt_features)
    mean = xp.sum(xp.matmul(clean, attention) ** 2, axis=(-2, -1))
    spread = accuracy.noise_level * task_norm(accuracy) ** 2 * xp.sum(attention**2, axis=(-2, -1))
    return (mean + spread) / (2 * accuracy.K)


@derived
def accuracy_asked(accuracy: Accuracy) -> Any:
    """eps: the instance's multiple of the expected initial error, shape (batch,).

    It is fixed before a prompt is drawn: were it read off one, the events of (22) would depend on each other.
    """
    return accuracy.accuracy_multiple * expected_initial_error(accuracy)


@derived
def accuracy_scale(
    accuracy: Accuracy, *, radius: Fraction = Fraction(1), delta: Fraction | None = None
) -> Any:
    """B^2 Delta^(0) (||Z||_2 + ...)^2 / (m tau), shape (batch,): eps times the argument of the log in (21).

    Arguments:
        radius: B over ||lambda||; Assumption 4 asks for at least 1.
        delta: the probability, the instance's own where None.
    """
    xp = accuracy.xp
    chance = accuracy.delta if delta is None else xp.const(*delta.as_integer_ratio()) + 0 * accuracy.delta
    return error_reach(accuracy, chance) * xp.const(*radius.as_integer_ratio()) ** 2


def error_reach(instance: Inference | Accuracy, delta: Any) -> Any:
    """||lambda||^2 Delta^(0) (||Z||_2 + ...)^2 / (m tau), shape (batch,), for delta of that shape (21)."""
    reach = label_reach(instance, delta) * task_norm(instance)
    return reach**2 * initial_excess(instance) / (instance.m * instance.noise_level)


def accuracy_granted(accuracy: Accuracy, times: Any, **options: Any) -> Any:
    """The least eps whose T of (21) is at most t, for an array of times, shape (batch, times)."""
    xp = accuracy.xp
    shrunk = xp.exp(xp.log1p(-contraction_rate(accuracy))[:, None] * times)
    return accuracy_scale(accuracy, **options)[:, None] * shrunk


@derived
def steps_demanded(accuracy: Accuracy, **options: Any) -> Any:
    """The right-hand side of (21) for the accuracy asked, shape (batch,)."""
    xp = accuracy.xp
    ratio = accuracy_scale(accuracy, **options) / accuracy_asked(accuracy)
    return xp.log(ratio) / -xp.log1p(-contraction_rate(accuracy))


def first_at(times: tuple[int, ...], steps: Any) -> Any:
    """For every instance a mask of the first of ``times`` at or after ``steps``, shape (batch, len(times)).

    Float64 alone.
    """
    ladder = torch.tensor(times, dtype=torch.float64, device=steps.device)
    reached = ladder[None] >= steps[:, None]
    return reached & (reached.cumsum(dim=1) == 1)


def steps_needed(accuracy: Accuracy) -> Any:
    """The first recorded time from which the first prompt's error stays within eps, shape (batch,).

    Float64 alone.
    """
    above = errors_along(accuracy)[:, 0] > accuracy_asked(accuracy)[:, None]
    times = torch.tensor(trajectory(accuracy).times, dtype=torch.float64, device=above.device)
    last = torch.where(above, torch.arange(len(times), device=above.device), -1).amax(dim=1)
    return times[torch.clamp(last + 1, max=len(times) - 1)]


def recorded_for_accuracy(accuracy: Accuracy) -> tuple[int, ...]:
    """Twenty times a decade, and every T that (21) demands within the horizon."""
    ladder = {round(10 ** (i / 20)) for i in range(20 * len(str(accuracy.T)))}
    if isinstance(accuracy.raw["task"], torch.Tensor):
        demanded = steps_demanded(accuracy).tolist()
        ladder |= {int(t) + 1 for t in demanded if 0 < t < accuracy.T}
    return (0, *sorted(t for t in ladder if 0 < t < accuracy.T), accuracy.T)


def ridge_objective(setting: Setting, labels: Any, task: Any, regularisation: Any) -> Any:
    """1/(2N) [ sum_i (y_i - lambda^T z_i)^2 + regularisation ||lambda||^2 ], shape (batch, draws).

    (20) is the case m tau, (25) the case N tau; task of shape (batch, draws, m).
    """
    xp = setting.xp
    error = labels - xp.matmul(task, setting.prompt_features)
    penalty = regularisation[:, None] * xp.sum(task**2, axis=-1)
    return (xp.sum(error**2, axis=-1) + penalty) / (2 * setting.N)


def ridge_excess(setting: Setting, step: Any, regularisation: Any) -> Any:
    """What the ridge objective gains at a step (batch, draws, m) from its minimum, shape (batch, draws)."""
    xp = setting.xp
    through = xp.sum(xp.matmul(step, setting.prompt_features) ** 2, axis=-1)
    return (through + regularisation[:, None] * xp.sum(step**2, axis=-1)) / (2 * setting.N)


def fresh_noise_objective(setting: Setting, labels: Any, task: Any) -> Any:
    """E_eps 1/(2N) sum_i (y_i - lambda^T (z_i + eps_i))^2 with y fixed, shape (batch, draws) (24).

    The mean over the nodes +-sqrt(m tau) e_a for each eps_i: exact for a polynomial of degree 2.
    """
    xp, m = setting.xp, setting.m
    error = labels - xp.matmul(task, setting.prompt_features)
    shift = xp.sqrt(m * setting.noise_level)[:, None, None] * task

    def squares(sign: int) -> Array:
        errors = error[..., None, :] - sign * shift[..., :, None]
        return xp.sum(errors**2, axis=(-2, -1))

    return (squares(1) + squares(-1)) / (2 * m * 2 * setting.N)


recorded_times.register(Accuracy, recorded_for_accuracy)

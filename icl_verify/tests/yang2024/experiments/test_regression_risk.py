"""The closed forms of Figure 3 against simulation, and the identities that its sentences rest on."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from icl_verify.yang2024.experiments.regression_risk import risks, task_moment

M, K, TAU = 4, 9, 0.2


def _features() -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(5).standard_normal((1, M, K)))


@pytest.mark.parametrize("outside", [False, True])
@pytest.mark.parametrize("length", [2, 6])
def test_risks_agree_with_simulation(length: int, outside: bool) -> None:
    generator, features = np.random.default_rng(6), _features()[0].numpy()
    tasks = (1 if outside else 0) + (2 if outside else 1) * generator.standard_normal((400_000, M))
    noise = (
        np.sqrt(TAU)
        * np.linalg.norm(tasks, axis=1, keepdims=True)
        * generator.standard_normal((len(tasks), K))
    )
    labels = tasks @ features + noise
    prompt, rest = features[:, :length], features[:, length:]
    predictions = []
    for regularisation in (M * TAU, length * TAU):
        found = np.linalg.solve(prompt @ prompt.T + regularisation * np.eye(M), prompt @ labels[:, :length].T)
        predictions.append(found.T @ rest)
    exact = risks(_features(), length, TAU, task_moment(M, out_of_domain=outside))
    gap = np.square(predictions[0] - predictions[1]).sum(axis=1).mean() / K
    assert float(exact.gap) == pytest.approx(gap, rel=0.03)
    for value, prediction in zip((exact.ridge, exact.best), predictions, strict=True):
        assert float(value) == pytest.approx(np.square(prediction - labels[:, length:]).mean(), rel=0.02)


@pytest.mark.parametrize("length", [1, 3, 4, 7])
def test_ridge_is_the_best_linear_predictor_in_domain_alone(length: int) -> None:
    inside = risks(_features(), length, TAU, task_moment(M, out_of_domain=False))
    assert float(inside.ridge) == pytest.approx(float(inside.linear), rel=1e-12)
    assert float(inside.best - inside.ridge) == pytest.approx(float(inside.gap) * K / (K - length), abs=1e-12)
    outside = risks(_features(), length, TAU, task_moment(M, out_of_domain=True))
    assert float(outside.ridge) > float(outside.linear) * 1.0001


def test_gap_vanishes_at_equal_regularisation_alone() -> None:
    at = [float(risks(_features(), n, TAU, task_moment(M, out_of_domain=False)).gap) for n in (3, 4, 5)]
    assert at[1] == 0.0
    assert min(at[0], at[2]) > 1e-5

"""The setting: two transformers, three roads to the loss, gradients, exact JSON, and what is refused."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from icl_verify.numerics import balls
from icl_verify.statement.fields import Exact
from icl_verify.tests.yang2024.parameter_cases import SHAPES, parameters, setting_arrays
from icl_verify.yang2024.setting.expectations import slope_under, token_losses_of
from icl_verify.yang2024.setting.instance import Parameters, setting_from_arrays, with_parameters
from icl_verify.yang2024.setting.literal import literal_output
from icl_verify.yang2024.setting.loss import (
    excess_loss_of,
    gradient_in_attention,
    gradients,
    irreducible_loss,
    loss_by_cubature,
    loss_by_moments,
    loss_by_sampling,
)
from icl_verify.yang2024.setting.tasks import TASK_LAWS
from icl_verify.yang2024.setting.transformer import (
    attention,
    attention_of,
    effective_attention,
    effective_attention_of,
    predict,
)


@pytest.fixture(params=SHAPES, ids=lambda s: "N{N}K{K}m{m}d{d}H{H}".format(**s))
def batch(request: pytest.FixtureRequest) -> Parameters:
    return parameters(request.param)


def test_reduced_transformer_is_the_literal_one(batch: Parameters) -> None:
    labels = torch.randn(
        batch.batch, 3, batch.N, generator=torch.Generator().manual_seed(1), dtype=torch.float64
    )
    reduced = predict(effective_attention_of(batch)[:, None], labels)
    by_matrices = torch.diagonal(literal_output(batch, labels), dim1=-2, dim2=-1)
    torch.testing.assert_close(reduced, by_matrices, rtol=1e-12, atol=1e-12)
    for b in range(batch.batch):
        alone = one_prompt(batch.tokens[b], labels[b, 0], batch.queries[b], batch.weights[b])
        torch.testing.assert_close(reduced[b, 0], alone, rtol=1e-12, atol=1e-12)


def one_prompt(tokens: Tensor, labels: Tensor, queries: Tensor, weights: Tensor) -> Tensor:
    """yhat of one prompt with every matrix of (2)-(7) written out: what ``literal`` is compared with."""
    (d, size), length = tokens.shape, len(labels)
    prompt = torch.cat([tokens[:, :length], labels[None, :]])
    query = torch.cat([tokens[:, length:], torch.zeros(1, size - length, dtype=tokens.dtype)])
    embedding = torch.cat([prompt, query], dim=1)
    outputs = []
    for head, values in zip(queries, weights, strict=True):
        key_query = torch.zeros(d + 1, d + 1, dtype=tokens.dtype)
        key_query[:d, :d] = head
        value = torch.zeros(size, d + 1, dtype=tokens.dtype)
        value[:, d] = values
        outputs.append(value @ prompt @ torch.softmax(prompt.T @ key_query @ embedding, dim=0))
    return torch.diagonal(sum(outputs))


def test_attending_to_labels_changes_the_literal_transformer(batch: Parameters) -> None:
    labels = 1 + torch.arange(batch.N, dtype=torch.float64).expand(batch.batch, 1, -1)
    printed, attending = (literal_output(batch, labels, corner=corner) for corner in (0, 1))
    assert torch.equal(printed, attending) == (batch.N == 1)


def test_the_loss_is_the_same_by_every_exact_road(batch: Parameters) -> None:
    effective = effective_attention_of(batch)
    cubature = loss_by_cubature(batch, effective)
    torch.testing.assert_close(cubature, loss_by_moments(batch, effective), rtol=1e-12, atol=0)
    torch.testing.assert_close(cubature, token_losses_of(batch).sum(dim=-1) / batch.K, rtol=1e-12, atol=0)
    closed = excess_loss_of(batch) + irreducible_loss(batch)
    torch.testing.assert_close(cubature, closed, rtol=1e-12, atol=0)
    printed = excess_loss_of(batch) + irreducible_loss(batch, unlabelled_noise=False)
    assert bool((cubature - printed > 1e-3 * cubature).all())


@pytest.mark.parametrize("law", TASK_LAWS)
def test_sampled_loss_agrees_with_cubature(law: str, batch: Parameters) -> None:
    effective = effective_attention_of(batch)
    generator = torch.Generator().manual_seed(7)
    mean, error = loss_by_sampling(batch, effective, TASK_LAWS[law], 20_000, generator)
    exact = loss_by_cubature(batch, effective)
    assert bool(((mean - exact).abs() < 5 * error).all()), (mean, exact, error)
    assert bool((error < 0.1 * exact).all())


def test_sampled_loss_notices_a_law_without_unit_variance(batch: Parameters) -> None:
    def twice(shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
        return 2 * TASK_LAWS["gaussian"](shape, generator)

    effective = effective_attention_of(batch)
    mean, error = loss_by_sampling(batch, effective, twice, 20_000, torch.Generator().manual_seed(7))
    assert bool(((mean - loss_by_cubature(batch, effective)).abs() > 5 * error).all())


def test_sampling_refuses_a_single_prompt(batch: Parameters) -> None:
    with pytest.raises(ValueError, match="samples must be at least 2, got 1"):
        loss_by_sampling(batch, effective_attention_of(batch), TASK_LAWS["gaussian"], 1, torch.Generator())


@pytest.mark.parametrize("law", TASK_LAWS)
def test_task_laws_satisfy_assumption_1(law: str) -> None:
    tasks = TASK_LAWS[law]((200_000, 3), torch.Generator().manual_seed(3))
    assert tasks.dtype == torch.float64
    torch.testing.assert_close(tasks.mean(dim=0), torch.zeros(3, dtype=torch.float64), rtol=0, atol=0.02)
    covariance = tasks.T @ tasks / len(tasks)
    torch.testing.assert_close(covariance, torch.eye(3, dtype=torch.float64), rtol=0, atol=0.05)


def test_the_skewed_law_is_skewed() -> None:
    tasks = TASK_LAWS["skewed"]((200_000,), torch.Generator().manual_seed(3))
    assert float((tasks**3).mean()) == pytest.approx(8 / 3, rel=0.05)


def _loss(case: Parameters, queries: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    scores = attention(case.tokens, case.N, queries)
    return loss_by_cubature(case, effective_attention(scores, weights))


def _closed_gradients(case: Parameters) -> tuple[torch.Tensor, torch.Tensor]:
    slope = gradient_in_attention(case, effective_attention_of(case))
    return gradients(case, attention_of(case), case.weights, slope)


def test_gradients_agree_with_autograd(batch: Parameters) -> None:
    queries = batch.queries.clone().requires_grad_()
    weights = batch.weights.clone().requires_grad_()
    _loss(batch, queries, weights).sum().backward()
    for closed, automatic in zip(_closed_gradients(batch), (queries.grad, weights.grad), strict=True):
        torch.testing.assert_close(closed, automatic, rtol=1e-10, atol=1e-12)


def test_gradients_agree_with_finite_differences(batch: Parameters) -> None:
    generator, step = torch.Generator().manual_seed(5), 1e-5
    in_queries, in_weights = _closed_gradients(batch)
    for _ in range(3):
        turn = torch.randn(batch.queries.shape, generator=generator, dtype=torch.float64)
        push = torch.randn(batch.weights.shape, generator=generator, dtype=torch.float64)
        ahead = _loss(batch, batch.queries + step * turn, batch.weights + step * push)
        behind = _loss(batch, batch.queries - step * turn, batch.weights - step * push)
        slope = (in_queries * turn).sum(dim=(1, 2, 3)) + (in_weights * push).sum(dim=(1, 2))
        torch.testing.assert_close((ahead - behind) / (2 * step), slope, rtol=1e-6, atol=1e-7)


def test_slope_under_the_papers_tasks_is_the_papers_slope(batch: Parameters) -> None:
    tasks = batch.m**0.5 * torch.eye(batch.m, dtype=torch.float64).expand(batch.batch, -1, -1)
    effective = effective_attention_of(batch)
    torch.testing.assert_close(slope_under(batch, effective, tasks), gradient_in_attention(batch, effective))


def test_both_arithmetics_agree_on_the_loss(batch: Parameters) -> None:
    expected = loss_by_cubature(batch, effective_attention_of(batch))
    with balls.precision(128):
        alone = batch.exact(0).balls()
        found = balls.to_floats(loss_by_cubature(alone, effective_attention_of(alone)))
    assert found[0] == pytest.approx(float(expected[0]), rel=1e-12)


def test_json_round_trip_is_exact(batch: Parameters) -> None:
    for index in range(batch.batch):
        exact = batch.exact(index)
        again = Exact.from_json(json.loads(json.dumps(exact.to_json())))
        assert again.fingerprint == exact.fingerprint
        restored = again.float64()
        for name, array in batch.raw.items():
            assert torch.equal(restored.raw[name][0], array[index]), name


def test_json_keeps_numbers_that_no_float_holds() -> None:
    data = parameters(SHAPES[0]).exact(0).to_json()
    data["fields"]["noise_level"]["values"] = "1/3"
    again = Exact.from_json(json.loads(json.dumps(data)))
    assert again.to_json()["fields"]["noise_level"]["values"] == "1/3"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prompt_length": 3}, "N must be < K = 3, got 3"),
        ({"prompt_length": 0}, "N must be at least 1, got 0"),
        ({"noise_level": 0.0}, "noise_level must be > 0, got 0.0"),
        ({"noise_level": -0.1}, "noise_level must be > 0, got -0.1"),
        ({"noise_level": float("nan")}, "noise_level must be finite, got a NaN or an infinity"),
        ({"noise_level": [1.0, 2.0]}, r"noise_level must have shape \(1,\), got \(2,\)"),
        ({"tokens": [1.0, 2.0]}, "tokens must have 2 or 3 axes, got 1"),
        ({"tokens": [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]}, "tokens must have no zero column, got one"),
        ({"tokens": [[1.0, np.inf, 1.0], [0.0, 0.0, 1.0]]}, "tokens must be finite"),
        ({"features": [[1.0, 2.0], [4.0, 5.0]]}, r"features must have shape \(1, 2, 3\), got \(1, 2, 2\)"),
        ({"queries": [[[1.0]]]}, r"queries must have shape \(1, 1, 2, 2\), got \(1, 1, 1, 1\)"),
        ({"tokens": np.zeros((0, 2, 3))}, "batch must be at least 1, got an empty batch"),
    ],
)
def test_bad_settings_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        setting_from_arrays(**{**setting_arrays(), **change})


def test_a_good_setting_is_accepted_and_scaled_to_unit_norm() -> None:
    setting = setting_from_arrays(**setting_arrays())
    torch.testing.assert_close(setting.tokens.norm(dim=1), torch.ones(1, 3, dtype=torch.float64))
    assert setting.sizes == {"d": 2, "K": 3, "N": 2, "m": 2, "H": 1}
    weights = torch.ones(1, 1, 3, dtype=torch.float64)
    assert torch.equal(with_parameters(setting, setting.queries, weights).weights, weights)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda d: d.pop("sizes"), "instance must be an object with type, sizes and fields"),
        (lambda d: d.update(type="os:system"), "type must be a known instance type, got 'os:system'"),
        (lambda d: d["fields"].pop("gamma"), "fields must hold exactly"),
        (lambda d: d["fields"]["gamma"].update(values="0"), "gamma must be > 0"),
        (lambda d: d["fields"]["gamma"].update(values="1/0"), "gamma must hold finite numbers, got '1/0'"),
        (lambda d: d["fields"]["gamma"].update(values=float("inf")), "gamma must hold finite numbers"),
        (
            lambda d: d["fields"]["tokens"].update(values=[[1]]),
            r"tokens must be nested lists of shape \(1, 2\)",
        ),
        (lambda d: d["sizes"].update(N=2), "N must be < K = 2, got 2"),
    ],
)
def test_damaged_json_is_refused(damage: Callable[[Any], object], message: str) -> None:
    data = parameters(SHAPES[0]).exact(0).to_json()
    damage(data)
    with pytest.raises(ValueError, match=message):
        Exact.from_json(data)

"""The written-out gradient against autograd and against the setting; the curves against direct simulation."""

from __future__ import annotations

import math

import pytest
import torch

from icl_verify.tests.yang2024.experiments.tiny import tiny_options, tiny_problem
from icl_verify.yang2024.experiments.draws import draw_labels, draw_queries
from icl_verify.yang2024.experiments.one_layer import (
    OneLayer,
    Rise,
    attention_scores,
    chain_rule,
    prepare_tokens,
    weight_smoothness,
)
from icl_verify.yang2024.experiments.options import Reading
from icl_verify.yang2024.setting.instance import setting_from_arrays
from icl_verify.yang2024.setting.loss import gradient_in_attention, gradients, loss_by_moments
from icl_verify.yang2024.setting.transformer import attention, effective_attention

READING = Reading("tiny", 0.3, "unit", "population", 1e-2, 3, 7)


def _parameters(problem, heads: int = 5):
    queries = draw_queries(problem.seeds, heads, 4)
    generator = torch.Generator().manual_seed(3)
    weights = torch.randn(len(problem.seeds), heads, 7, generator=generator, dtype=torch.float64)
    setting = setting_from_arrays(problem.tokens, problem.features, 3, problem.noise_level, queries)
    return setting, queries, weights


def _own_gradient(problem, setting, queries, weights):
    tokens = prepare_tokens(setting.tokens, 3)
    scores = attention_scores(tokens, queries.movedim(1, 2).contiguous())
    delta = (scores * weights[:, None]).sum(dim=2) - problem.ridge
    slope = problem.covariance @ delta / 7
    in_queries, in_weights = chain_rule(tokens, scores, weights, slope)
    return in_queries.movedim(2, 1), in_weights


def test_gradient_is_that_of_the_setting() -> None:
    problem = tiny_problem()
    setting, queries, weights = _parameters(problem)
    scores = attention(setting.tokens, 3, queries)
    slope = gradient_in_attention(setting, effective_attention(scores, weights))
    expected = gradients(setting, scores, weights, slope)
    for got, want in zip(_own_gradient(problem, setting, queries, weights), expected, strict=True):
        torch.testing.assert_close(got, want, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("unit", [True, False])
def test_gradient_is_that_of_autograd(unit: bool) -> None:
    problem = tiny_problem(unit=unit)
    setting, queries, weights = _parameters(problem)
    # The setting scales tokens to unit norm: as drawn, they enter through the scores alone.
    queries.requires_grad_()
    weights.requires_grad_()
    prompt = problem.tokens[:, None, :, :3].mT
    scores = torch.softmax(prompt @ queries @ problem.tokens[:, None], dim=-2)
    loss_by_moments(setting, effective_attention(scores, weights)).sum().backward()
    with torch.no_grad():
        tokens = prepare_tokens(problem.tokens, 3)
        own = attention_scores(tokens, queries.movedim(1, 2).contiguous())
        slope = problem.covariance @ ((own * weights[:, None]).sum(dim=2) - problem.ridge) / 7
        in_queries, in_weights = chain_rule(tokens, own, weights, slope)
    torch.testing.assert_close(in_queries.movedim(2, 1), queries.grad, rtol=1e-9, atol=1e-11)
    torch.testing.assert_close(in_weights, weights.grad, rtol=1e-9, atol=1e-11)


def test_first_adam_step_is_that_of_torch() -> None:
    problem = tiny_problem()
    job = OneLayer(tiny_options(2, precision="float64"), READING, "one", problem, 4)
    queries = torch.nn.Parameter(draw_queries(problem.seeds, 4, 4))
    weights = torch.nn.Parameter(torch.zeros(2, 4, 7, dtype=torch.float64))
    optimiser = torch.optim.Adam([queries, weights], lr=1e-2)
    for _ in range(3):
        job.step()
        optimiser.zero_grad()
        setting = setting_from_arrays(problem.tokens, problem.features, 3, 0.3, queries.detach())
        scores = torch.softmax(setting.tokens[:, None, :, :3].mT @ queries @ setting.tokens[:, None], dim=-2)
        loss_by_moments(setting, effective_attention(scores, weights)).sum().backward()
        optimiser.step()
    torch.testing.assert_close(job.queries.movedim(2, 1), queries.detach(), rtol=1e-6, atol=1e-8)
    torch.testing.assert_close(job.weights, weights.detach(), rtol=1e-6, atol=1e-8)


def test_inference_loss_is_that_of_the_test_prompts() -> None:
    problem, options = tiny_problem(), tiny_options(2, precision="float64")
    job = OneLayer(options, READING, "one", problem, 4)
    for _ in range(5):
        job.step()
    found = job.evaluate()
    scores = attention_scores(job.tokens, job.queries)
    effective = (scores * job.weights[:, None]).sum(dim=2)
    for purpose in ("in domain", "out of domain"):
        seen = draw_labels(problem, options.test, purpose)[..., :3]
        apart = seen @ effective - seen @ problem.ridge
        expected = apart.square().sum(dim=-1).mean(dim=1) / 7
        torch.testing.assert_close(found[f"inference loss, {purpose}"], expected)
    setting, _, _ = _parameters(problem)
    torch.testing.assert_close(found["training loss"], loss_by_moments(setting, effective))


def test_expected_inference_loss_is_twice_the_excess_in_domain_and_bounded_outside() -> None:
    problem = tiny_problem()
    job = OneLayer(
        tiny_options(2, precision="float64", test=200_000, pool=200_000), READING, "one", problem, 4
    )
    found = job.evaluate()
    ratio = found["inference loss, in domain"] / (2 * found["excess loss"])
    assert bool((ratio - 1).abs().max() < 0.05)
    outside = found["inference loss, out of domain"] / found["inference loss, in domain"]
    assert bool(((outside > 3.8) & (outside < 6.3)).all())


def test_sampled_slope_averages_to_the_population_slope() -> None:
    problem = tiny_problem()
    options = tiny_options(2, precision="float64", batch=200_000, pool=200_000)
    sampled = Reading("tiny", 0.3, "unit", "sampled", 1e-2, 3, 7)
    job = OneLayer(options, sampled, "one", problem, 4)
    effective = torch.zeros(2, 3, 7, dtype=torch.float64)
    population = -problem.covariance @ problem.ridge / 7
    apart = (job._batch_slope(effective) - population).norm() / population.norm()
    assert float(apart) < 0.05


def test_descent_at_the_inverse_curvature_falls_and_far_above_it_rises() -> None:
    problem = tiny_problem()
    queries = draw_queries(problem.seeds, 4, 4).movedim(1, 2).contiguous()
    scores = attention_scores(prepare_tokens(problem.tokens, 3), queries)
    rate = 1 / weight_smoothness(scores, problem.covariance)
    for factor, rises in ((1.0, False), (20.0, True)):
        job = OneLayer(
            tiny_options(2, precision="float64"),
            READING,
            "one",
            problem,
            4,
            rule="descent",
            rate=factor * rate,
        )
        for _ in range(30):
            job.step()
        assert bool((job.loss_rise.most > 1.1).all()) == rises


def test_rise_is_the_largest_over_the_least_before() -> None:
    rise = Rise.from_start(torch.zeros(4, dtype=torch.float64))
    falls, spikes, breaks, rounds = (4.0, 2.0, 1.0), (4.0, 1.0, 3.0), (1.0, math.nan, 1.0), (1.0, 1e-9, 1e-8)
    for values in zip(falls, spikes, breaks, rounds, strict=True):
        rise.watch(torch.tensor(values, dtype=torch.float64))
    assert rise.most.tolist() == [1.0, 3.0, math.inf, 1.0]


def test_fewer_heads_are_a_prefix_of_more() -> None:
    torch.testing.assert_close(draw_queries((0,), 2, 4), draw_queries((0,), 5, 4)[:, :2])

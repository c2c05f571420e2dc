"""The four-layer model: shapes, and that no label after the prompt reaches it."""

from __future__ import annotations

import pytest
import torch

from icl_verify.tests.yang2024.experiments.tiny import tiny_options, tiny_problem
from icl_verify.yang2024.experiments.four_layer import FourLayer, FourLayerTransformer
from icl_verify.yang2024.experiments.options import base_reading
from icl_verify.yang2024.experiments.training import copied


def _job(seed: int = 0) -> FourLayer:
    options = tiny_options(2)
    return FourLayer(options, base_reading(options), "four", tiny_problem(seeds=(seed,)), 2)


def test_predicts_every_token_of_every_prompt() -> None:
    model = _job().model
    assert model(torch.zeros(5, 3)).shape == (5, 7)
    assert len(model.encoder.layers) == 4


def test_labels_after_the_prompt_do_not_reach_the_model() -> None:
    # Gradients of the predictions on the prompt as it is read: only the first N labels are arguments, and the
    # embedding sees zero in every other place.
    job = _job()
    seen = []
    job.model.embedding.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0]))
    job.step()
    job.evaluate()
    assert seen
    for embedded in seen:
        assert bool((embedded[:, 3:, -1] == 0).all())
        assert bool((embedded[:, :3, -1] != 0).all())


def test_training_differs_only_through_scored_labels() -> None:
    # The planted leak: a model given all K labels predicts differently when a later label changes.
    job = _job()
    labels = job.pool[:4].clone()
    before = job.model(labels[:, :3])
    labels[:, 3:] += 100
    torch.testing.assert_close(job.model(labels[:, :3]), before, rtol=0, atol=0)
    leaking = FourLayerTransformer(tiny_problem().tokens[0].float(), 2, 8, 8)
    assert not torch.equal(leaking(job.pool[:4, :6]), leaking(labels[:, :6]))


def test_refuses_labels_for_every_token() -> None:
    with pytest.raises(ValueError, match="fewer than the K = 7 tokens, got 7"):
        _job().model(torch.zeros(1, 7))


def test_every_prediction_may_depend_on_every_prompt_label() -> None:
    labels = torch.randn(1, 3, generator=torch.Generator().manual_seed(5)).requires_grad_()
    _job().model(labels)[0, 6].backward()
    assert labels.grad is not None
    assert bool((labels.grad != 0).all())


def test_initialisation_leaves_the_global_generator_alone_and_follows_the_seed() -> None:
    before = torch.get_rng_state()
    first, again, other = (copied(_job(seed).tensors()["model"]) for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), before)
    name = "encoder.layers.0.linear1.weight"
    assert torch.equal(first[name], again[name])
    assert not torch.equal(first[name], other[name])

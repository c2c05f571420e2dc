"""Coordinates: what is encoded comes back, and every point is a valid instance."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from icl_verify.hunt.space import Space
from icl_verify.yang2024.populations.elementary import logit_pairs, vectors
from icl_verify.yang2024.populations.setting import any_setting, parameter_pairs
from icl_verify.yang2024.setting.instance import ParameterPair, Setting


@pytest.mark.parametrize(
    "population", [parameter_pairs, logit_pairs, vectors, any_setting], ids=lambda p: p.name
)
def test_coordinates_give_back_what_they_were_made_of(population):
    for draw in population.examples(0, 6):
        batch = population.expand(draw, 5, "cpu")
        space = Space.of(type(batch), batch.sizes)
        points = space.encode(batch)
        back = space.instance(points)
        for name, field in batch.fields.items():
            given, got = getattr(batch, name), getattr(back, name)
            near = next(b.near for b in space.blocks if b.name == name)
            moved = [batch.raw[name], *([batch.raw[name] - batch.raw[near]] if near else [])]
            inside = field.kind != "real" or all(_inside(x, field) for x in moved)
            if inside:
                scale = float(given.abs().max()) + 1e-300
                assert float((given - got).abs().max()) <= 1e-9 * scale, name
        assert torch.allclose(space.retract(points), points, rtol=1e-12, atol=1e-12)


def _inside(raw, field):
    size = raw.flatten(1).square().mean(dim=1).sqrt()
    low, high = field.decades
    return bool(((size >= 10.0**low) & (size <= 10.0**high)).all())


def test_two_arrays_that_are_close_stay_close():
    draws = parameter_pairs.examples(1, 40)
    draw = next(d for d in draws if d.sizes["N"] > 1 and d.families["queries"] != "zero")
    batch = parameter_pairs.expand(draw, 32, "cpu")
    space = Space.of(ParameterPair, batch.sizes)
    block = next(b for b in space.blocks if b.name == "other_queries")
    points = space.encode(batch)
    close = (points[:, block.flag] > 0) & (points[:, block.start : block.stop] != 0).any(dim=1)
    assert block.near == "queries" and bool(close.any())
    points[:, block.scale] = torch.where(close, -5.0, points[:, block.scale])
    moved = space.instance(space.retract(points))
    gap = (moved.raw["other_queries"] - moved.raw["queries"]).flatten(1).square().mean(dim=1).sqrt()
    assert np.allclose(gap[close].log10(), -5.0, atol=1e-6)


def test_an_emptied_column_is_no_invalid_instance():
    draw = any_setting.examples(0, 3)[-1]
    batch = any_setting.expand(draw, 2, "cpu")
    space = Space.of(Setting, batch.sizes)
    points = space.encode(batch)
    block = next(b for b in space.blocks if b.name == "tokens")
    points[:, block.start : block.stop] = 0.0
    assert bool(space.instance(space.retract(points)).tokens.isfinite().all())

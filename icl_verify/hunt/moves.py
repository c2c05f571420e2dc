"""Moves of a hunt that no gradient proposes: jumps over decades, coincidences, sign flips, crossings."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from icl_verify.hunt.space import Block, Space


def _uniform(generator: Generator, low: float, high: float) -> float:
    return low + (high - low) * float(torch.rand((), generator=generator, dtype=torch.float64))


def _below(generator: Generator, count: int) -> int:
    return int(torch.randint(count, (), generator=generator))


def jump(space: Space, point: Tensor, generator: Generator) -> Tensor:
    """One random change of one field of one point, shape (columns,); not yet retracted."""
    point = point.clone()
    blocks = [b for b in space.blocks if b.kind != "fixed"]
    if not blocks:
        return point
    block = blocks[_below(generator, len(blocks))]
    if block.kind in ("positive", "probability"):
        _jump_logs(block, point, generator)
    elif block.scale >= 0 and _uniform(generator, 0, 1) < 0.35:
        wide = _uniform(generator, 0, 1) < 0.3
        step = torch.randn((), generator=generator, dtype=torch.float64) * (2.0 if wide else 0.5)
        point[block.scale] += step
    else:
        _jump_entries(block, point, generator)
    return point


def _jump_logs(block: Block, point: Tensor, generator: Generator) -> None:
    entries = point[block.start : block.stop]
    choice = _uniform(generator, 0, 1)
    if choice < 0.15:
        entries[:] = block.low if _uniform(generator, 0, 1) < 0.5 else block.high
    elif choice < 0.3:
        entries[:] = _uniform(generator, block.low, block.high)
    else:
        at = slice(None) if choice < 0.6 else _below(generator, len(entries))
        noise = torch.randn(entries[at].shape, generator=generator, dtype=torch.float64)
        entries[at] += 10 ** _uniform(generator, -2, 0.3) * noise


def _jump_entries(block: Block, point: Tensor, generator: Generator) -> None:
    entries = point[block.start : block.stop].reshape(block.shape or (1,))
    choice = _below(generator, 6)
    if choice == 0:
        size = 10 ** _uniform(generator, -3, 0.5)
        entries += size * torch.randn(entries.shape, generator=generator, dtype=torch.float64)
        return
    axis = _below(generator, entries.ndim)
    count = entries.shape[axis]
    i, j = _below(generator, count), _below(generator, count)
    one, other = entries.select(axis, i), entries.select(axis, j)
    closeness = 10 ** _uniform(generator, -8, 0)
    if choice == 1:
        one *= 10 ** _uniform(generator, -3, 3)
    elif choice == 2:
        one *= -1
    elif choice == 3:
        # Nearly the same as another slice, at a random distance over decades.
        one[...] = other + closeness * (one - other)
    elif choice == 4:
        middle = entries.mean(dim=axis, keepdim=True)
        entries[...] = middle + closeness * (entries - middle)
    else:
        flat = point[block.start : block.stop]
        flat[_below(generator, len(flat))] *= 0.0 if _uniform(generator, 0, 1) < 0.5 else -1.0


def cross(space: Space, points: Tensor, one: int, other: int, generator: Generator) -> Tensor:
    """Point ``one`` with some fields of ``other``, or a step along the difference; shape (columns,)."""
    if _uniform(generator, 0, 1) < 0.5:
        far = _uniform(generator, -0.5, 1.5)
        moved = points[one] + far * (points[other] - points[one])
        return torch.where(space.movable, moved, points[one])
    child = points[one].clone()
    for block in space.blocks:
        if block.kind != "fixed" and _uniform(generator, 0, 1) < 0.5:
            first = min(c for c in (block.start, block.scale, block.flag) if c >= 0)
            child[first : block.stop] = points[other, first : block.stop]
    return child

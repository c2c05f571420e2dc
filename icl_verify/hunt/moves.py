"""Moves of a hunt that no gradient proposes: jumps over decades, coincidences, sign flips, crossover.

Suprema of this theory lie where numbers coincide, vanish or run to the edge of their range: where gradients
are 0, or point elsewhere. The moves name such places. Sizes are drawn over decades, as nothing says which
scale of a coincidence matters.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from icl_verify.hunt.space import Block, Space

# Of a real array: share of the jumps that change its scale alone, and of those the share of wide ones;
# standard deviations of both in decades. Half a decade explores, two decades leave.
SCALE_SHARE, WIDE_SHARE = 0.35, 0.3
NARROW_JUMP, WIDE_JUMP = 0.5, 2.0
# Of logarithms, upper ends of the shares: all to an edge of the box; all to one place within it; all moved
# together by noise of their own; else a single one moved.
TO_EDGE, TO_ONE_PLACE, ALL_MOVED = 0.15, 0.3, 0.6
# Ranges of the exponents (base 10) of: a step of logarithms, of entries, a factor on a slice, a closeness.
LOG_STEP, ENTRY_STEP, FACTOR, CLOSENESS = (-2, 0.3), (-3, 0.5), (-3, 3), (-8, 0)
# How far a step along the difference of two points may go: half of it back, or half of it beyond.
BACK, BEYOND = -0.5, 1.5


def _uniform(generator: Generator, low: float, high: float) -> float:
    return low + (high - low) * float(torch.rand((), generator=generator, dtype=torch.float64))


def _power(generator: Generator, exponents: tuple[float, float]) -> float:
    return 10 ** _uniform(generator, *exponents)


def _normal(generator: Generator, shape: torch.Size | tuple[int, ...]) -> Tensor:
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def below(generator: Generator, count: int) -> int:
    """A random index below ``count``."""
    return int(torch.randint(count, (), generator=generator))


def jump(space: Space, point: Tensor, generator: Generator) -> Tensor:
    """One random change of one field of one point, shape (columns,); not yet retracted."""
    point = point.clone()
    blocks = space.free
    if not blocks:
        return point
    block = blocks[below(generator, len(blocks))]
    if block.kind in ("positive", "probability"):
        _jump_logs(block, point, generator)
    elif block.scale >= 0 and _uniform(generator, 0, 1) < SCALE_SHARE:
        wide = _uniform(generator, 0, 1) < WIDE_SHARE
        point[block.scale] += _normal(generator, ()) * (WIDE_JUMP if wide else NARROW_JUMP)
    else:
        _jump_entries(block, point, generator)
    return point


def _jump_logs(block: Block, point: Tensor, generator: Generator) -> None:
    entries = point[block.start : block.stop]
    choice = _uniform(generator, 0, 1)
    if choice < TO_EDGE:
        # Bounds with a wrong power of a number are weakest where it is extreme.
        entries[:] = block.low if _uniform(generator, 0, 1) < 0.5 else block.high
    elif choice < TO_ONE_PLACE:
        entries[:] = _uniform(generator, block.low, block.high)
    else:
        at = slice(None) if choice < ALL_MOVED else below(generator, len(entries))
        noise = _normal(generator, entries[at].shape)
        entries[at] += _power(generator, LOG_STEP) * noise


def _jump_entries(block: Block, point: Tensor, generator: Generator) -> None:
    """Noise on all entries, or a change of one slice along a random axis: scaled, made to coincide, ..."""
    entries = point[block.start : block.stop].reshape(block.shape or (1,))
    choice = below(generator, 6)
    if choice == 0:
        size = _power(generator, ENTRY_STEP)
        entries += size * _normal(generator, entries.shape)
        return
    axis = below(generator, entries.ndim)
    count = entries.shape[axis]
    i, j = below(generator, count), below(generator, count)
    one, other = entries.select(axis, i), entries.select(axis, j)
    closeness = _power(generator, CLOSENESS)
    if choice == 1:
        # Suprema often leave one token, head or feature alone: all others fade beside it.
        one *= _power(generator, FACTOR)
    elif choice == 2:
        one *= -1
    elif choice == 3:
        # Nearly the same as another slice, at a random distance over decades.
        one[...] = other + closeness * (one - other)
    elif choice == 4:
        # All slices nearly the same.
        middle = entries.mean(dim=axis, keepdim=True)
        entries[...] = middle + closeness * (entries - middle)
    else:
        # A single entry to 0, or to the other side of it, which no step over decades crosses.
        flat = point[block.start : block.stop]
        flat[below(generator, len(flat))] *= 0.0 if _uniform(generator, 0, 1) < 0.5 else -1.0


def crossover(space: Space, points: Tensor, one: int, other: int, generator: Generator) -> Tensor:
    """A child of points ``one`` and ``other``, shape (columns,); not yet retracted.

    Either a step along their difference, as in differential evolution (Storn and Price 1997), which finds the
    scale of the population by itself; or uniform crossover by fields, as a field that is tight in one member
    is often tight beside the others' fields too.
    """
    if _uniform(generator, 0, 1) < 0.5:
        far = _uniform(generator, BACK, BEYOND)
        moved = points[one] + far * (points[other] - points[one])
        return torch.where(space.movable, moved, points[one])
    child = points[one].clone()
    for block in space.free:
        if _uniform(generator, 0, 1) < 0.5:
            # A field goes over whole: direction, scale, and whether it is held as an offset.
            child[block.first : block.stop] = points[other, block.first : block.stop]
    return child

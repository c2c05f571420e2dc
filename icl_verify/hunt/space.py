"""Coordinates in which a hunt moves: every point of the space decodes to a valid instance.

Declared ranges are kept by construction. A positive number is its logarithm, boxed by its decades; a
probability is the logarithm of its odds; a real array is one logarithmic scale, boxed, times a direction of
root mean square 1, so that a step crosses decades as easily as it turns; unit columns are their directions.
A real array that has the axes of an earlier one may be held as its offset from it, so that two arrays can
come close over decades: which of the two charts is in force is part of a point.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from icl_verify.statement.fields import Instance

# Below this root mean square a direction is none: squares of its entries leave the range of float64.
SMALLEST = 1e-150


@dataclass(frozen=True)
class Block:
    """The columns of one field.

    Attributes:
        name, kind, shape: the field's; kind ``fixed`` is copied and never moved.
        start, stop: columns of the entries (of the direction for ``real``).
        scale: column of the logarithmic scale, -1 where there is none.
        low, high: box of the logarithms.
        near: the earlier field from which this one may be an offset, or None.
        flag: column that says whether it is (1) or not (0), -1 where ``near`` is None.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    start: int
    stop: int
    scale: int
    low: float
    high: float
    near: str | None
    flag: int

    @property
    def first(self) -> int:
        """The field's first column: that of its scale, where it has one."""
        return self.start if self.scale < 0 else self.scale


@dataclass(frozen=True)
class Space:
    """The coordinates of an instance type at given sizes.

    Attributes:
        kind: the instance type.
        sizes: a size for every axis; counts (a trajectory's steps) may differ from those of the blocks.
        blocks: where each field lies among the columns, in the order of their declaration.
        columns: how many coordinates a point has.
        movable: which of them a hunt may change, boolean, shape (columns,).
    """

    kind: type[Instance]
    sizes: dict[str, int]
    blocks: tuple[Block, ...]
    columns: int
    movable: Tensor

    @staticmethod
    def of(kind: type[Instance], sizes: Mapping[str, int], fixed: Iterable[str] = ()) -> Space:
        """The space of a type at a size for every axis; fields named ``fixed`` keep the values they have."""
        kept, column, blocks = set(fixed), 0, list[Block]()
        # The first array over given axes is what later ones over the same axes may be near to.
        first_over = dict[tuple[str, ...], str]()
        for name, field in kind.fields.items():
            shape = tuple(sizes[a] for a in field.axes)
            real = field.kind == "real" and name not in kept
            near = first_over.setdefault(field.axes, name) if real and shape else name
            scale = column if real else -1
            flag = column + 1 if real and near != name else -1
            start = column + (scale >= 0) + (flag >= 0)
            column = start + math.prod(shape)
            blocks.append(
                Block(
                    name, "fixed" if name in kept else field.kind, shape, start, column, scale,
                    *field.decades, near if flag >= 0 else None, flag,
                )
            )  # fmt: skip
        movable = torch.ones(column, dtype=torch.bool)
        for block in blocks:
            if block.kind == "fixed":
                movable[block.start : block.stop] = False
            if block.flag >= 0:
                # Which chart is in force is no quantity to move along: only crossover exchanges it.
                movable[block.flag] = False
        return Space(kind, dict(sizes), tuple(blocks), column, movable)

    @property
    def free(self) -> list[Block]:
        """The blocks of the fields that a hunt may change."""
        return [block for block in self.blocks if block.kind != "fixed"]

    def encode(self, instance: Instance) -> Tensor:
        """Coordinates of a float64 batch, shape (batch, columns), pulled into the box."""
        points = torch.zeros(instance.batch, self.columns, dtype=torch.float64)
        raw = {name: array.detach().cpu() for name, array in instance.tensors.items()}
        for block in self.blocks:
            flat = raw[block.name].reshape(instance.batch, -1)
            if block.kind == "positive":
                flat = flat.log10()
            elif block.kind == "probability":
                flat = flat.log10() - torch.log1p(-flat) / torch.log(torch.tensor(10.0, dtype=torch.float64))
            elif block.kind == "real":
                if block.near is not None:
                    offset = flat - raw[block.near].reshape(instance.batch, -1)
                    # The shorter of both loses no digits: close arrays as an offset, others as they are.
                    close = offset.norm(dim=1) < flat.norm(dim=1)
                    points[:, block.flag] = close.double()
                    flat = torch.where(close[:, None], offset, flat)
                # Scale 1 for now: ``retract`` moves the size of the entries over to it.
                points[:, block.scale] = 0.0
            points[:, block.start : block.stop] = flat
        return self.retract(points)

    def retract(self, points: Tensor) -> Tensor:
        """The points with every logarithm in its box and every direction of unit size."""
        points = points.clone()
        for block in self.blocks:
            part = points[:, block.start : block.stop]
            if block.kind == "positive":
                part.clamp_(block.low, block.high)
            elif block.kind == "probability":
                part.clamp_(block.low, -block.low)  # odds near 0 and near infinity alike
            elif block.kind == "real":
                size = part.square().mean(dim=1).sqrt()
                nonzero = size > SMALLEST
                part /= torch.where(nonzero, size, torch.ones_like(size))[:, None]
                logs = points[:, block.scale] + torch.where(nonzero, size, torch.ones_like(size)).log10()
                # An array of zeros has no direction: it is as small as the box allows.
                logs = torch.where(nonzero, logs, torch.full_like(logs, block.low))
                points[:, block.scale] = logs.clamp(block.low, block.high)
            elif block.kind == "unit_columns":
                points[:, block.start : block.stop] = _unit_columns(part, block.shape)
        return points

    def decode(self, points: Tensor, device: str = "cpu") -> dict[str, Tensor]:
        """Raw arrays of the points; differentiable."""
        raw: dict[str, Tensor] = {}
        for block in self.blocks:
            flat = points[:, block.start : block.stop]
            if block.kind == "positive":
                flat = torch.pow(10.0, flat)
            elif block.kind == "probability":
                flat = 1 / (1 + torch.pow(10.0, -flat))
            elif block.kind == "real":
                flat = torch.pow(10.0, points[:, block.scale, None]) * flat
                if block.near is not None:
                    base = raw[block.near].reshape(len(points), -1)
                    # A product with the flag would turn x + 0 * y into NaN where y overflows.
                    flat = torch.where(points[:, block.flag, None] > 0, flat + base, flat)
            raw[block.name] = flat.reshape(len(points), *block.shape)
        return {name: array.to(device) for name, array in raw.items()}

    def instance(self, points: Tensor, device: str = "cpu") -> Instance:
        """A fresh batch of the instance type, with nothing kept from others."""
        return self.kind(self.sizes, self.decode(points, device))

    def cut(self, horizon: int) -> Space:
        """The same space with trajectories of at most that many steps."""
        along = self.kind.trajectory()
        if along is None:
            return self
        return replace(self, sizes={**self.sizes, along: min(self.sizes[along], horizon)})

    def narrowed(self, share: float) -> Space:
        """The same space with the boxes of scales drawn in around their middles, to that share of them."""
        return replace(self, blocks=tuple(_narrowed(block, share) for block in self.blocks))


def _unit_columns(part: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Columns of norm 1, shape (batch, entries)."""
    columns = part.reshape(len(part), *shape)
    # Columns that a move has emptied point somewhere again, each elsewhere where there is room.
    empty = (columns.norm(dim=-2, keepdim=True) <= SMALLEST).double()
    columns[..., :1, :] += empty
    columns[..., 1:2, :] += empty * torch.arange(shape[-1])
    units: Tensor = columns / columns.norm(dim=-2, keepdim=True)
    return units.reshape(len(part), -1)


def _narrowed(block: Block, share: float) -> Block:
    middle, half = (block.low + block.high) / 2, (block.high - block.low) / 2 * share
    low = middle - half
    if block.kind == "probability" or not block.low < 0 < block.high:
        # A box with 0 at its edge says that 1 is a limit (a multiple of a bound): that edge stays.
        low = block.low if abs(block.low) <= abs(block.high) else block.high - 2 * half
        return replace(block, low=low, high=low + 2 * half)
    return replace(block, low=low, high=middle + half)

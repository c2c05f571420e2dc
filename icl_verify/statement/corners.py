"""Corners of an instance type: what numbers drawn at random never are, and what false statements forget.

Zeros, equal entries, a slice that repeats another (so that matrices are singular), numbers of size 1, sizes
decades apart, a field that equals another. All are floats exactly, and within what a field declares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from icl_verify.statement.fields import Field, Instance
from icl_verify.statement.fields.declaration import ANY_SIZE

EVERY = 4  # of so many members of a batch the last is a corner: the first and the middle one are as drawn
SAME, OTHER = 0.25, 0.5  # shares of a corner's other fields that have its structure, and that have any


@dataclass(frozen=True)
class Drawn:
    """One field of one member as it was drawn.

    Attributes:
        x: its numbers, of shape ``axes``.
        ends: the least and the greatest magnitude that are drawn of it.
        another: the same member's numbers of an earlier field that is declared alike, None without one.
        generator: for what a structure leaves to chance.
    """

    x: Tensor
    ends: tuple[float, float]
    another: Tensor | None
    generator: Generator

    def below(self, count: int) -> int:
        """A random index."""
        return int(torch.randint(count, (), generator=self.generator))

    def uniform(self) -> Tensor:
        """Numbers from 0 to 1, as many as there are."""
        return torch.rand(self.x.shape, generator=self.generator, dtype=torch.float64)


Structure = Callable[[Drawn], Tensor]


def put_corners(
    kind: type[Instance], raw: Mapping[str, Tensor], ends: Mapping[str, tuple[float, float]],
    generator: Generator,
) -> None:  # fmt: skip
    """Give every fourth member of a batch the structure of a corner, in place.

    Each structure of each field has its turn; a corner's other fields are left as drawn or get one too.

    Arguments:
        raw: the numbers of every field, (batch, *axes).
        ends: of every field the least and the greatest magnitude that are drawn.
    """
    alike = {name: _alike(kind, field) for name, field in kind.fields.items()}
    structures = {name: _structures(field, alike[name]) for name, field in kind.fields.items()}
    turns = [(name, structure) for name, own in structures.items() for structure in own]
    turn = int(torch.randint(len(turns), (), generator=generator))
    for member in range(EVERY - 1, len(next(iter(raw.values()))), EVERY):
        leader, structure = turns[turn % len(turns)]
        turn += 1
        for name, field in kind.fields.items():
            another = raw[alike[name]][member] if alike[name] else None
            drawn = Drawn(raw[name][member], ends[name], another, generator)
            chosen = structure if name == leader else _beside(structures[name], structure, drawn)
            if chosen is None:
                continue
            numbers = chosen(drawn)
            # Columns that would be zero, or agree where they must not, stay as they were drawn.
            if field.kind != "unit_columns" or field.complaint(numbers.numpy()) is None:
                raw[name][member] = numbers.clone()


def _beside(own: tuple[Structure, ...], structure: Structure, drawn: Drawn) -> Structure | None:
    """What a field gets beside one of that structure; None leaves it as it was drawn."""
    chance = drawn.below(100) / 100
    if chance < SAME and structure in own:
        return structure
    return own[drawn.below(len(own))] if chance < OTHER else None


def _alike(kind: type[Instance], field: Field) -> str:
    """The last earlier field of the same kind, axes and range; empty without one."""
    said = (field.kind, field.axes, field.decades)
    same = [name for name, other in kind.fields.items() if (other.kind, other.axes, other.decades) == said]
    return ["", *same][same.index(field.name)]


def _structures(field: Field, alike: str) -> tuple[Structure, ...]:
    own = _OF_ARRAYS[field.kind] if field.axes else _OF_NUMBERS[field.kind]
    if field.kind == "real" and field.decades != ANY_SIZE:  # of declared sizes, 0 is none
        own = tuple(structure for structure in own if structure not in (_zeros, _some_zeros, _few))
    return (*own, _another) if alike else own


def _another(drawn: Drawn) -> Tensor:
    assert drawn.another is not None
    return drawn.another


def _zeros(drawn: Drawn) -> Tensor:
    return torch.zeros_like(drawn.x)


def _some_zeros(drawn: Drawn) -> Tensor:
    return torch.where(drawn.uniform() < 0.5, drawn.x, 0.0)


def _equal(drawn: Drawn) -> Tensor:
    return drawn.x.flatten()[0].expand(drawn.x.shape)


def _repeated(drawn: Drawn) -> Tensor:
    """One slice along a random axis is its neighbour."""
    x, axis = drawn.x.clone(), drawn.below(drawn.x.ndim)
    at = drawn.below(x.shape[axis])
    x.select(axis, at).copy_(drawn.x.select(axis, at - 1))
    return x


def _signs(drawn: Drawn) -> Tensor:
    return torch.copysign(_ones(drawn), drawn.x)


def _few(drawn: Drawn) -> Tensor:
    """0, 1 and -1."""
    return torch.where(drawn.uniform() < 0.5, _signs(drawn), 0.0)


def _ones(drawn: Drawn) -> Tensor:
    return torch.ones_like(drawn.x).clamp(*drawn.ends)


def _halves(drawn: Drawn) -> Tensor:
    return torch.full_like(drawn.x, 0.5).clamp(*drawn.ends)


def _apart(drawn: Drawn) -> Tensor:
    """Every entry of a size of its own."""
    low, high = torch.tensor(drawn.ends, dtype=torch.float64).log10()
    return torch.copysign((10 ** (low + (high - low) * drawn.uniform())).clamp(*drawn.ends), drawn.x)


def _at_ends(drawn: Drawn) -> Tensor:
    """Every entry the least or the greatest that is drawn."""
    low, high = torch.tensor(drawn.ends, dtype=torch.float64)
    return torch.where(drawn.uniform() < 0.5, low, high)


_OF_ARRAYS: dict[str, tuple[Structure, ...]] = {
    "real": (_zeros, _some_zeros, _equal, _repeated, _signs, _few, _apart),
    "positive": (_ones, _equal, _repeated, _apart, _at_ends),
    "probability": (_halves, _equal, _repeated, _at_ends),
    "unit_columns": (_some_zeros, _equal, _repeated, _signs, _few),
}
_OF_NUMBERS: dict[str, tuple[Structure, ...]] = {
    "real": (_zeros, _signs),
    "positive": (_ones, _at_ends),
    "probability": (_halves, _at_ends),
}

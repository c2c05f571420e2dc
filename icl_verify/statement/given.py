"""Single instances for anyone's ``@given``: members of a population's batches, which shrink.

What Hypothesis drew of an instance shrinks by itself: sizes, families, a seed. The numbers come from the
expanded seed, which has nothing to shrink: a smaller seed is only another instance. So after it come choices
that take away from the instance: an index of an axis may be dropped, a field or a number replaced by
something simpler. Each is one of 8,388,608, and all but the few at the end that Hypothesis shrinks towards
leave things as they are. Instances are thus generated as batches have them, but for the tenth that Hypothesis
ends with its simplest choices, and the choices are there when a failure is to be made small. A field has one
choice before those of its numbers: what does not matter goes at once.
"""

from __future__ import annotations

import functools
import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from hypothesis import reject
from hypothesis import strategies as st

from icl_verify.records.example import read_example
from icl_verify.statement.fields import Exact, Field, Instance
from icl_verify.statement.fields.declaration import is_shape, without

if TYPE_CHECKING:
    from hypothesis.internal.conjecture.data import ConjectureData

    from icl_verify.statement.population import Draw, Population

# Members a draw is expanded to where the population does not say: as many as the quick profile has.
BATCH = 32
_CHOICES = 2**23  # of 3 bytes each, of the 8,192 that Hypothesis gives an example
# In a field of more numbers than this those that differ in their last axes alone share a choice.
_MOST_CHOICES = 256
_EXPANDED = 8

Simplifier = Callable[[np.ndarray], np.ndarray]


@st.composite
def instances_of(draw: st.DrawFn, population: Population, batch: int | None = None) -> Instance:
    """Batches of one; see ``Population.instances``."""
    size = batch or population.batch or BATCH
    drawn, member = draw(population.single_draws()), draw(st.integers(0, size - 1))
    whole = _expanded(population, drawn, size)
    free = [field for name, field in whole.fields.items() if name not in population.fixed]
    sizes, kept = _kept_indices(draw, population, whole, free)
    raw, changed = {}, sizes != whole.sizes
    for name, array in whole.tensors.items():
        values = _taken(array[member : member + 1].numpy().copy(), whole.fields[name], kept)
        if whole.fields[name] in free:
            ladder, levels = _ladder(whole.fields[name].kind), draw(_Choices(1))
            if levels[0] > 0:
                # Choices for what was dropped as well: dropping shifts no other number's choice.
                blocks = _blocks(tuple(array.shape[1:]))
                levels = draw(_Choices(math.prod(blocks))).reshape(1, *blocks)
                levels = _taken(levels, whole.fields[name], kept)
            if levels.min() < len(ladder):
                changed, values = True, _simplified(ladder, values, levels)
        raw[name] = torch.from_numpy(values)
    try:
        return type(whole)(sizes, raw)
    except ValueError:
        if changed:  # two tokens became equal, say
            reject()
        raise


def kept_instance(path: str | Path) -> Instance:
    """The instance of a kept counterexample as a float64 batch of one, for ``@example`` of a plain test.

    Numbers that no float64 holds are rounded. The module of its type must have been imported.

    Raises:
        ValueError: the file is none of a counterexample, or its instance is of no known type or malformed.
    """
    found: Instance = Exact.from_json(read_example(path).instance.to_json()).float64()
    return found


def _kept_indices(
    draw: st.DrawFn, population: Population, whole: Instance, free: list[Field]
) -> tuple[dict[str, int], dict[str, list[int]]]:
    """The sizes that are left, and of each axis the indices: type and population allow them."""
    sizes, kind, kept = dict(whole.sizes), type(whole), {}
    held = {axis for name in population.fixed for axis in kind.fields[name].axes}
    held |= {kind.axes[axis].prefix_of or "" for field in free for axis in field.axes}
    for axis in {axis: None for field in free for axis in field.axes if axis not in held}:
        kept[axis] = list(range(sizes[axis]))
        for index, choice in reversed(list(enumerate(draw(_Choices(sizes[axis]))))):
            fewer = without(kind, sizes, axis, index)
            if choice == 0 and is_shape(kind, fewer) and population.admits(fewer):
                sizes = fewer
                kept[axis].remove(index)
    return sizes, kept


def _taken(array: np.ndarray, field: Field, kept: dict[str, list[int]]) -> np.ndarray:
    """The kept indices of an array (1, *axes), or of one over its leading axes."""
    for position, axis in enumerate(field.axes[: array.ndim - 1], start=1):
        if axis in kept and len(kept[axis]) < array.shape[position]:
            array = array.take(kept[axis], axis=position)
    return array


# Shrinking asks for one draw again and again. Kept by hand, since a population is told by its identity.
_kept: OrderedDict[tuple[int, Draw, int], tuple[Population, Instance]] = OrderedDict()


def _expanded(population: Population, drawn: Draw, size: int) -> Instance:
    key = (id(population), drawn, size)
    if key not in _kept:
        _kept[key] = (population, population.expand(drawn, size, "cpu"))
        while len(_kept) > _EXPANDED:
            _kept.popitem(last=False)
    return _kept[key][1]


class _Choices(st.SearchStrategy[np.ndarray]):
    """So many integers, uniform in 0.._CHOICES - 1: ``integers`` would draw 0 far more often than that."""

    def __init__(self, count: int):
        super().__init__()
        self.count = count

    def do_draw(self, data: ConjectureData) -> np.ndarray:
        return np.array([data.draw_integer(0, _CHOICES - 1) for _ in range(self.count)])


def _blocks(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The leading axes of an array that have choices of their own."""
    axes = len(shape)
    while math.prod(shape[:axes]) > _MOST_CHOICES:
        axes -= 1
    return shape[:axes]


def _simplified(ladder: Sequence[Simplifier], values: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """The numbers with those replaced whose level is below the length of the ladder."""
    levels = levels.reshape(*levels.shape, *[1] * (values.ndim - levels.ndim))
    for level in set(levels.flat) & set(range(len(ladder))):
        values = np.where(levels == level, ladder[level](values), values)
    return values


@functools.cache
def _ladder(kind: str) -> tuple[Simplifier, ...]:
    """What the numbers of a kind of field may be replaced by, the simplest first."""
    rounded = tuple(functools.partial(_rounded, digits) for digits in (1, 2, 3))
    if kind == "positive":
        return (functools.partial(_all, 1.0), _power_of_ten, *rounded)
    if kind == "probability":
        return (functools.partial(_all, 0.5), _power_of_ten, *rounded)
    few = tuple(functools.partial(_all, number) for number in (0.0, 1.0, -1.0, 2.0, -2.0))
    return (_plain_columns, *few, *rounded) if kind == "unit_columns" else (*few, *rounded)


def _all(number: float, values: np.ndarray) -> np.ndarray:
    return np.full_like(values, number)


def _plain_columns(values: np.ndarray) -> np.ndarray:
    """(1, 0, ..), (1, 1, 0, ..), (1, 2, 0, ..), ...: distinct directions; with one row 1, -1, 1, ...."""
    plain = np.zeros_like(values)
    plain[:, 0] = 1.0
    numbers = np.arange(values.shape[2])
    if values.shape[1] == 1:
        plain[:, 0] = 1.0 - 2.0 * (numbers % 2)
    else:
        plain[:, 1] = numbers
    return plain


def _power_of_ten(values: np.ndarray) -> np.ndarray:
    """The nearest 10^n, n an integer, that is below 1 where the number is."""
    exponents = np.round(np.log10(values))
    return _rounded(1, 10.0 ** np.where(values < 1, np.minimum(exponents, -1), exponents))


def _rounded(digits: int, values: np.ndarray) -> np.ndarray:
    """To so many significant decimal digits."""
    rounded = [float(f"{x:.{digits - 1}e}") for x in values.flat]
    return np.array(rounded).reshape(values.shape)

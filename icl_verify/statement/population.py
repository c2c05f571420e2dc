"""What a claim is tried on: Hypothesis draws shapes, families and a seed; the seed expands into a batch.

The draws of a population depend on the run's seed and the population's name alone, never on the claim, so
the claims on one population see the same batches and share what is computed for them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

import numpy as np
import torch
from hypothesis import strategies as st

from icl_verify.statement.assumption import Assumption
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.fields.declaration import is_shape
from icl_verify.statement.fingerprint import fingerprint
from icl_verify.statement.given import instances_of
from icl_verify.statement.names import checked_name
from icl_verify.statement.sampling import each_drawn, mixed_seed

REDRAWS = 8  # draws whose families are tried when some fields are drawn again
Shape = tuple[tuple[str, int], ...]
_Item = TypeVar("_Item")
LAW_EXAMPLES = 20  # draws of a population of one law that are looked at for a second shape


@dataclass(frozen=True, eq=False)
class Draw:
    """One Hypothesis example: a shape, the families to draw from, and a seed for everything else.

    Two draws are equal, and hash alike, when their ``key()`` is the same.

    Attributes:
        sizes: a size for every axis of the instance type.
        families: choices by name (of bases, tokens, ...), as the population understands them.
        seed: seeds the generator that expands the draw; two draws with one seed are the same batch.
    """

    sizes: Mapping[str, int]
    families: Mapping[str, str]
    seed: int

    def generator(self) -> torch.Generator:
        """A fresh CPU generator for this draw, so that every device sees the same numbers."""
        return torch.Generator().manual_seed(self.seed)

    def key(self) -> tuple[object, ...]:
        """What makes two draws the same draw."""
        return (shape_key(self.sizes), tuple(sorted(self.families.items())), self.seed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Draw) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())


@dataclass(frozen=True)
class Population:
    """A named supply of instances.

    Attributes:
        name: as records show it; letters, digits, ``_``, ``.`` and ``-``. It decides the draws and the xdist
            group, so that two populations with one name are refused in a run.
        title: one line that says what is drawn.
        draws: a Hypothesis strategy of ``Draw``.
        expand: makes the float64 batch of a draw: ``expand(draw, batch, device)``.
        cost: examples are drawn at this fraction of the profile's number (for instances that are costly).
        batch: instances a draw; the profile's number where None.
        fixed: fields that the hunt must leave as drawn: their construction is what the population is about.
        shapes: whether sizes belong to the population, for one that is about certain shapes (N < m, say):
            a counterexample is made small, and a trajectory cut, within them alone.
        one_law: whether all instances are independent draws of one law, so that chances can be counted over
            them: sizes and families are fixed, and every instance is expanded from a seed of its own.
        ensures: what its draws satisfy though a claim need not assume it. The claim's page lists it, and a
            counterexample that was made small and lies outside says so.

    Raises:
        ValueError: the name is not of that form, cost is not in (0, 1], or batch is below 1.
    """

    name: str
    title: str
    draws: st.SearchStrategy[Draw]
    expand: Callable[[Draw, int, str], Instance]
    cost: float = 1.0
    batch: int | None = None
    fixed: tuple[str, ...] = ()
    shapes: Callable[[Mapping[str, int]], bool] | None = None
    one_law: bool = False
    ensures: tuple[Assumption, ...] = ()
    _kept: dict[object, list[tuple[Draw, Instance]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _examples: dict[tuple[int, int], list[Draw]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        checked_name("name", self.name)
        if not 0 < self.cost <= 1:
            raise ValueError(f"cost must be > 0 and <= 1, got {self.cost}")
        if self.batch is not None and self.batch < 1:
            raise ValueError(f"batch must be >= 1 or None, got {self.batch}")

    @functools.cached_property
    def law_digest(self) -> str:
        """A fingerprint of all that decides what is drawn."""
        return fingerprint(self.__fingerprint__())

    def __fingerprint__(self) -> tuple[object, ...]:
        """The law: every field but the title, those of a subclass among them."""
        law = (f.name for f in fields(self) if f.compare and f.name != "title")
        return type(self), *(getattr(self, name) for name in law)

    def admits(self, sizes: Mapping[str, int]) -> bool:
        """Whether the sizes are among those that the population is about."""
        return self.shapes is None or self.shapes(sizes)

    def may_be_cut(self, kind: type[Instance], sizes: Mapping[str, int], steps: int) -> bool:
        """Whether trajectories run on after so many steps and, cut there, are still the population's."""
        along = kind.trajectory()
        if along is None or not 1 <= steps < sizes[along]:
            return False
        cut = {**sizes, along: steps}
        return is_shape(kind, cut) and self.admits(cut)

    def fewest_steps(self, kind: type[Instance], sizes: Mapping[str, int], time: int) -> int:
        """The fewest steps, at least ``time``, to which a trajectory may be cut.

        As many as it has where it may not be cut, or for -1; -1 without a trajectory.
        """
        along = kind.trajectory()
        if along is None:
            return -1
        fewer = range(max(1, time), sizes[along]) if time >= 0 else ()
        return next((steps for steps in fewer if self.may_be_cut(kind, sizes, steps)), sizes[along])

    def cut(self, exact: Exact, time: int) -> Exact:
        """The instance with its trajectory cut after that step, or as soon after it as is admitted.

        What the trial says of an instance, it says of one that the population speaks of.
        """
        return exact.upto(self.fewest_steps(exact.kind, exact.sizes, time))

    @functools.cached_property
    def kind(self) -> type[Instance]:
        """The type of its instances."""
        for batches in self._kept.values():
            return type(batches[0][1])
        return type(self.expand(self.examples(0, 1)[0], self.batch or 1, "cpu"))

    def single_draws(self) -> st.SearchStrategy[Draw]:
        """A strategy of draws that are each drawn by themselves, for ``instances``."""
        return self.draws

    def instances(self, batch: int | None = None) -> st.SearchStrategy[Instance]:
        """A Hypothesis strategy of single instances, float64 batches of one on the CPU, for any ``@given``.

        What is generated is member i of ``expand(draw, batch, "cpu")``, bit for bit. Shrinking drops
        tokens, heads and so on, within ``shapes``, and replaces numbers outside ``fixed`` by 0, 1, -1, 2, -2
        or rounds them to three digits or fewer, within what the type declares: a test that needs more (a
        full rank, say) must assume it. So are about a tenth of the instances generated made simpler: those
        that Hypothesis, for a start, ends with its simplest choices.

        Arguments:
            batch: members a draw is expanded to, >= 1; by default the population's number, else ``BATCH``.

        Raises:
            ValueError: batch is below 1.
        """
        if batch is not None and batch < 1:
            raise ValueError(f"batch must be >= 1 or None, got {batch}")
        return instances_of(self, batch)

    def examples(self, seed: int, count: int) -> list[Draw]:
        """``count`` times ``cost`` distinct draws, decided by the seed and the population's name.

        More are drawn than are wanted, so that shapes not seen before can come first. Of one law nothing is
        drawn but seeds, in order and all of them: to leave one out would change the law.

        Raises:
            ValueError: the population is to be of one law, and draws other sizes or families.
        """
        if (seed, count) not in self._examples:
            self._examples[seed, count] = self._drawn(seed, max(1, round(count * self.cost)))
        return list(self._examples[seed, count])

    def _drawn(self, seed: int, wanted: int) -> list[Draw]:
        """The draws themselves, which take Hypothesis a second by the thousand."""
        if self.one_law:
            law = self._law(seed)
            return [replace(law, seed=mixed_seed(seed, self.name, i)) for i in range(wanted)]
        drawn: list[Draw] = []
        each_drawn(self.draws, drawn.append, seed=mixed_seed(seed, self.name), examples=6 * wanted)
        first, again = split_by_shape(dict.fromkeys(drawn), lambda draw: draw.sizes)
        return (first + again)[:wanted]

    def batches(self, seed: int, count: int, batch: int, device: str) -> Iterator[tuple[Draw, Instance]]:
        """The expanded draws; kept in memory, so that later claims share them and what they derived."""
        key = (seed, count, batch, device)
        if key not in self._kept:
            self._kept.clear()
            size = self.batch or batch
            drawn = [(d, self.batch_of(d, size, device)) for d in self.examples(seed, count)]
            for draw, instances in drawn[:1]:
                self._check(instances, self.batch_of(draw, size, device))
            self._kept[key] = drawn
        yield from self._kept[key]

    def _check(self, batch: Instance, again: Instance) -> None:
        """ValueError where ``fixed`` names no field, or a draw gives other numbers when expanded again."""
        if unknown := sorted(set(self.fixed) - set(batch.fields)):
            kind = type(batch).__name__
            raise ValueError(f"fixed of {self.name} must name fields of {kind}, got {unknown[0]!r}")
        for name, array in batch.tensors.items():
            if not torch.equal(array, again.tensors[name]):
                raise ValueError(
                    f"expand of {self.name} must draw from draw.generator() alone, got another {name} "
                    "from the same draw"
                )

    def batch_of(self, draw: Draw, batch: int, device: str) -> Instance:
        """The float64 batch of a draw. Of one law, every instance has a seed of its own."""
        if not self.one_law:
            expanded = self.expand(draw, batch, device)
            expanded.remember()  # what a population does to its own batch is part of the draw
            return expanded
        seeds = [mixed_seed(draw.seed, i) for i in range(batch)]
        alone = [self.expand(replace(draw, seed=seed), 1, device) for seed in seeds]
        raw = {name: torch.cat([one.tensors[name] for one in alone]) for name in alone[0].fields}
        return type(alone[0])(draw.sizes, raw)

    def _law(self, seed: int) -> Draw:
        """The one shape and families of the population (ValueError where there are several)."""
        drawn: list[Draw] = []
        each_drawn(self.draws, drawn.append, seed=mixed_seed(seed, self.name), examples=LAW_EXAMPLES)
        laws = {replace(draw, seed=0) for draw in drawn}
        if len(laws) > 1:
            shown = " and ".join(str(dict(law.sizes) | dict(law.families)) for law in list(laws)[:2])
            raise ValueError(f"draws of {self.name} must be of one shape and family, got {shown}")
        return laws.pop()

    def left_by(self, exact: Exact, assumes: Collection[Assumption]) -> list[str]:
        """Titles of what the population ensures and the claim does not assume, where it fails it."""
        names = {a.name for a in assumes}
        beside = [a for a in self.ensures if a.name not in names]
        return [a.title for a in beside if a(exact.float64()).judge_float64().broken[0]]

    def redrawn(self, exact: Exact, names: Collection[str], seed: int) -> Exact:
        """The instance with some fields drawn again by the population's law.

        They are drawn at the instance's own sizes; where no family of the population has these, a block of
        that size is cut out of a larger draw.

        Raises:
            ValueError: the population can draw neither.
        """
        # Hypothesis begins with the same simple draws whatever its seed: the numbers come from this one.
        numbers = mixed_seed("redrawn", seed, self.name, size=4)
        for example in self.examples(seed, REDRAWS):
            for sizes in (exact.sizes, example.sizes):
                draw = Draw(sizes, example.families, numbers)
                try:
                    drawn = self.expand(draw, self.batch or 1, "cpu").exact(0)
                except (ValueError, RuntimeError, IndexError):
                    continue  # a family that has no member of these sizes
                blocks = {name: _leading(drawn.values[name], exact.values[name].shape) for name in names}
                if all(block.shape == exact.values[name].shape for name, block in blocks.items()):
                    for name, block in blocks.items():
                        exact = exact.replace(name, block)
                    return exact
        raise ValueError(f"sizes must let {self.name} draw {', '.join(names)}, got {dict(exact.sizes)}")

    def kept(self) -> Iterator[Instance]:
        """The batches kept in memory."""
        for batches in self._kept.values():
            yield from (batch for _, batch in batches)

    def forget(self) -> None:
        """Drop the batches kept in memory."""
        self._kept.clear()


def shape_key(sizes: Mapping[str, int]) -> Shape:
    """Sizes as a key: the same for equal sizes, in whatever order they were given."""
    return tuple(sorted(sizes.items()))


def split_by_shape(
    items: Iterable[_Item], sizes_of: Callable[[_Item], Mapping[str, int]]
) -> tuple[list[_Item], list[_Item]]:
    """The first item of each shape, and the rest; both in the order given."""
    seen: set[Shape] = set()
    first: list[_Item] = []
    again: list[_Item] = []
    for item in items:
        shape = shape_key(sizes_of(item))
        (again if shape in seen else first).append(item)
        seen.add(shape)
    return first, again


def _leading(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The first entries along every axis, as many as are wanted and there."""
    return array[tuple(slice(length) for length in shape)]

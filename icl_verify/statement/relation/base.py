"""What every kind of relation shares: a kind is a subclass in a file of its own, and alone knows its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import ClassVar, Literal, Self, TypeAlias, TypeVar, cast

import numpy as np
import torch

from icl_verify.numerics import balls
from icl_verify.numerics.balls import BallArray
from icl_verify.numerics.float64 import broadcast_together, tensor
from icl_verify.numerics.namespace import Array, Namespace, namespace
from icl_verify.statement.relation.judgement import BallEntries, BallJudgement, FloatEntries, FloatJudgement
from icl_verify.statement.relation.sides import ball_array, check_made_by_xp, flat_balls

# Named values of one instance along the steps in ``times``, under its ``label``.
Curve: TypeAlias = dict[str, str | list[int] | list[float]]

_Taken = TypeVar("_Taken", Array, torch.Tensor | None, Array | None)

SUSPICIOUS = 1e-9  # what float64 shows within this of a break is settled in balls
TIE_BITS = 100


@dataclass(frozen=True)
class Words:
    """How terminal and report speak of a kind; the record carries it, so that they need not know the kind.

    Attributes:
        sign, denied: between the sides of an instance on which it holds, and on which it is broken.
        sentence: what is claimed, as a sentence.
        left, right: what the sides are called; ``right`` is empty where it is no side but the number 0.
        measure: what the tightness is called where an instance shows it; empty where it shows none.
        worst: what the extreme of the tightness is called.
        reads: how that extreme is shown: as a ``ratio`` (1 is equality), as the ``digits`` to which the sides
            agree, or, below 0, as the ``least`` value seen, which is its negative.
        swapped: whether the relation's ``rhs`` is what stands on the left.
    """

    sign: str
    denied: str
    sentence: str
    left: str = "left side"
    right: str = "right side"
    measure: str = ""
    worst: str = "tightest"
    reads: Literal["ratio", "digits", "least"] = "ratio"
    swapped: bool = False

    @property
    def claimed(self) -> str:
        """The relation between the names of its sides, in one line."""
        return f"{self.left} {self.sign} {self.right or '0'}"


@dataclass(frozen=True)
class Relation(ABC):
    """The two sides of a statement for every instance of a batch.

    A kind subclasses it, names itself (``kind``, ``words``) and compares its entries in both arithmetics
    (``compare_float64``, ``compare_balls``). What is not judged instance by instance is ``Statistical``.

    Attributes:
        lhs, rhs: arrays of shape (batch,) or (batch, ...), broadcastable against each other; None is 0.
        scale: what differences are measured against, broadcastable to the sides; by default the largest entry
            of either side of the instance.
        times: when the last axis of the sides runs along a trajectory, the step of each entry.
        resolved: float64 alone, a boolean mask over the sides: False where a number is known to be rounding
            (an excess loss below 1e-22 of the initial one). Those entries are not judged in float64.
        curves: for the report, named curves over the steps 0, 1, ... (say ``excess`` and ``bound``), each of
            shape (batch, steps + 1).
        remarks: for the record, named numbers of an instance that the statement does not judge, each of shape
            (batch,); their quantiles are kept.

    Class attributes:
        kind: its name.
        words: how terminal and report speak of it.
        compares: how the sides of an entry stand where it holds, ``<=``, ``=`` or ``>``; empty for a kind
            that is not judged entry by entry, which no formula refutes.
        climbs: the tightness is lhs/rhs, 1 at equality and at a tie, for sides >= 0: it can be hunted.
        hunted: it can be hunted, by its tightness or else by how far a side is from 0.
        equality: the tightness of equal sides.
        settles_every_suspicion: balls are asked of whatever float64 suspects, as what looks small but sound
            may be rounding; else only some near ties are settled.
        statistical: it is judged by counting events, never on one instance.
    """

    lhs: Array
    rhs: Array | None = None
    scale: Array | None = None
    times: tuple[int, ...] | None = None
    resolved: torch.Tensor | None = None
    curves: Mapping[str, torch.Tensor] | None = None
    remarks: Mapping[str, torch.Tensor] | None = None

    kind: ClassVar[str]
    words: ClassVar[Words]
    compares: ClassVar[str] = ""
    climbs: ClassVar[bool] = False
    hunted: ClassVar[bool] = False
    equality: ClassVar[float] = 1.0
    settles_every_suspicion: ClassVar[bool] = False
    statistical: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_made_by_xp(self.lhs, self.rhs, self.scale)

    @abstractmethod
    def compare_float64(self) -> FloatEntries:
        """Every entry of a torch batch as float64 sees it."""

    @abstractmethod
    def compare_balls(self) -> BallEntries:
        """Every entry of a batch of one as balls see it."""

    def with_bound(self, factor: Array) -> Self:
        """The relation whose bound is multiplied by ``factor``, of shape ().

        Raises:
            ValueError: a kind that has no bound.
        """
        raise ValueError(
            f"bound must be that of an inequality (at_most, at_least) to be lowered, got a relation of kind "
            f"{self.kind}: any factor breaks it, so write a mutant of the statement"
        )

    @classmethod
    def described(cls) -> dict[str, str | bool]:
        """The kind and its words as plain values, for records and files."""
        return {"kind": cls.kind, **asdict(cls.words)}

    def judge_float64(self) -> FloatJudgement:
        """Float64's view of the relation over a torch batch."""
        with torch.no_grad(), np.errstate(all="ignore"):
            entries = self.compare_float64()
        shape = entries.tightness.shape
        judged = self.resolved_entries(shape)

        def among(values: np.ndarray, nothing: float) -> np.ndarray:
            return values if self.resolved is None else np.where(judged, values, nothing)

        bad, broken = among(entries.undefined, False), among(entries.broken, False)
        wrong = broken | bad
        tightness = np.where(bad, np.inf, among(entries.tightness, -np.inf))
        worst = np.argmax(tightness, axis=1)
        rows = np.arange(len(worst))
        number = entries.tightness if entries.number is None else entries.number
        blind, tied, doubtful = (
            np.zeros_like(judged) if marked is None else among(marked, False)
            for marked in (entries.blind, entries.tied, entries.doubtful)
        )
        time, last = (np.full(len(worst), -1) for _ in range(2))
        if self.times is not None:
            steps = np.asarray(self.times)
            time = steps[worst % len(steps)]
            last = np.where(wrong, steps[np.arange(shape[1]) % len(steps)], -1).max(axis=1)
        return FloatJudgement(
            tightness[rows, worst],
            among(entries.margin, np.inf).min(axis=1),
            (among(entries.suspicious, False) | wrong).any(axis=1),
            wrong.any(axis=1),
            worst,
            time,
            np.asarray(bad.any(axis=1)),
            self._first_step(wrong),
            last,
            judged.mean(axis=1),
            among(number, -np.inf).max(axis=1),
            np.asarray(blind.any(axis=1)),
            np.asarray(tied.any(axis=1)),
            self._steps(blind | tied),
            wrong.any(axis=1) & ~(wrong & ~doubtful & ~bad).any(axis=1),
        )

    def _first_step(self, marked: np.ndarray) -> np.ndarray:
        """The first step of a marked entry, (batch,); -1 where none is, or there is no trajectory."""
        if self.times is None:
            return np.full(len(marked), -1)
        steps = np.asarray(self.times)
        at = steps[np.arange(marked.shape[1]) % len(steps)]
        first: np.ndarray = np.where(marked, at, steps.max() + 1).min(axis=1)
        return np.where(marked.any(axis=1), first, -1)

    def _steps(self, marked: np.ndarray) -> dict[int, np.ndarray]:
        """The steps of the marked entries, ascending, by the members that have such."""
        if self.times is None:
            return {}
        at = np.asarray(self.times)[np.arange(marked.shape[1]) % len(self.times)]
        return {int(row): np.unique(at[marked[row]]) for row in np.flatnonzero(marked.any(axis=1))}

    def member(self, index: int) -> Self:
        """The relation of one instance of a torch batch; it shares no memory with that of the batch."""
        ndim = max(len(side.shape) for side in (self.lhs, self.rhs) if side is not None)

        def taken(array: _Taken) -> _Taken:
            if array is None or len(array.shape) < ndim or array.shape[0] == 1:
                return array
            return cast(_Taken, tensor(array)[index : index + 1].detach().clone())

        return replace(
            self, lhs=taken(self.lhs), rhs=taken(self.rhs), scale=taken(self.scale),
            resolved=taken(self.resolved), curves=None, remarks=None,
        )  # fmt: skip

    def resolved_entries(self, shape: tuple[int, ...]) -> np.ndarray:
        """Which entries float64 resolves, of the given shape (batch, entries)."""
        if self.resolved is None:
            return np.ones(shape, dtype=bool)
        sides = [tuple(side.shape) for side in (self.lhs, self.rhs) if side is not None]
        mask = torch.broadcast_to(self.resolved, np.broadcast_shapes(*sides))
        return np.asarray(mask.reshape(shape[0], -1).cpu().numpy())

    def judge_balls(self) -> BallJudgement:
        """The judgement of a relation whose sides are balls over a batch of one."""
        entries = self.compare_balls()
        proved, broken, tie, ratios = entries.proved, entries.broken, entries.tie, entries.tightness
        if broken.any():
            outcome = "broken"
        elif proved.all():
            outcome = "proved"
        elif (proved | tie).all():
            outcome = "tie"
        else:
            outcome = "undecided"
        candidates = np.where(broken, ratios, -np.inf) if broken.any() else ratios
        entry = int(np.argmax(candidates))
        open_entries = ~(proved | tie | broken)
        infinite = ~(balls.is_finite(entries.lhs) & balls.is_finite(entries.rhs))
        return BallJudgement(
            outcome, entry, balls.text(entries.lhs[entry : entry + 1])[0],
            balls.text(entries.rhs[entry : entry + 1])[0], float(ratios[entry]), type(self),
            int(open_entries.sum()) if not (open_entries & ~infinite).any() else 0,
            len(open_entries) if self.times is not None else 0, entries, self.times,
        )  # fmt: skip

    def float_sides(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Both sides and the scale of a torch batch, each of shape (batch, entries)."""
        lhs = tensor(self.lhs)
        rhs = torch.zeros_like(lhs) if self.rhs is None else tensor(self.rhs)
        lhs, rhs = broadcast_together(lhs, rhs)
        batch = lhs.shape[0]
        if self.scale is None:
            largest = torch.maximum(lhs.abs(), rhs.abs()).reshape(batch, -1).amax(dim=1)
            scale = largest.reshape(batch, *[1] * (lhs.ndim - 1)).expand(lhs.shape)
        else:
            scale = torch.broadcast_to(tensor(self.scale), lhs.shape)
        left, right, size = (x.detach().reshape(batch, -1).cpu().numpy() for x in (lhs, rhs, scale))
        return left, right, size

    def formula_sides(self) -> tuple[Array, Array]:
        """The sides that ``compares`` speaks of, of one shape, whatever arithmetic they are in."""
        xp: Namespace[Array] = namespace(self.lhs)
        left = self.lhs
        right = xp.zeros(tuple(left.shape)) if self.rhs is None else self.rhs
        shape = np.broadcast_shapes(tuple(left.shape), tuple(right.shape))
        return xp.broadcast_to(left, shape), xp.broadcast_to(right, shape)

    def ball_pair(self) -> tuple[BallArray, BallArray]:
        """Both sides of a batch of one, each of shape (entries,)."""
        lhs = ball_array(self.lhs)
        xp = namespace(lhs)
        rhs = xp.zeros(lhs.shape) if self.rhs is None else ball_array(self.rhs)
        shape = np.broadcast_shapes(lhs.shape, rhs.shape)
        return flat_balls(lhs, shape), flat_balls(rhs, shape)

    def ball_sides(self) -> tuple[BallArray, BallArray, BallArray]:
        """Both sides and the scale of a batch of one, each of shape (entries,)."""
        lhs, rhs = self.ball_pair()
        xp = namespace(lhs)
        if self.scale is not None:
            shapes = [side.shape for side in (self.lhs, self.rhs) if side is not None]
            return lhs, rhs, flat_balls(ball_array(self.scale), np.broadcast_shapes(*shapes))
        scale = xp.amax(xp.concat([xp.abs(lhs), xp.abs(rhs)], axis=0), axis=0)
        return lhs, rhs, xp.broadcast_to(scale, lhs.shape)

    def drawn_curves(self, index: int, most: int = 200) -> list[Curve]:
        """The curves of one instance, thinned to at most that many steps, as plain values."""
        named = {name: curve[index].detach().cpu().numpy() for name, curve in (self.curves or {}).items()}
        if not named:
            return []
        steps = len(next(iter(named.values())))
        times = np.unique(np.linspace(0, steps - 1, min(steps, most)).astype(int))
        values = {name: [float(curve[t]) for t in times] for name, curve in named.items()}
        return [{"label": f"instance {index}", "times": [int(t) for t in times], **values}]


class Statistical(Relation):
    """A kind that is judged by counting events over all instances.

    Attributes:
        chance: the least chance that is claimed.
        along: the axis along which samples run; None where the instances are the samples.
    """

    chance: float
    along: str | None
    statistical: ClassVar[bool] = True

    @abstractmethod
    def events(self) -> np.ndarray:
        """Which events held, booleans of shape (batch, samples)."""

    def compare_float64(self) -> FloatEntries:
        raise TypeError(f"a relation of kind {self.kind} is judged by counting, not on one instance")

    def compare_balls(self) -> BallEntries:
        raise TypeError(f"a relation of kind {self.kind} is judged by counting, not on one instance")

"""What judging a relation gives: of single entries and of whole instances, in either arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from icl_verify.numerics.balls import BallArray

if TYPE_CHECKING:
    from icl_verify.statement.relation.base import Relation


@dataclass(frozen=True)
class FloatEntries:
    """How single entries look in float64, arrays of shape (batch, entries); see ``FloatJudgement``.

    Attributes:
        number: what balls should find as well, to a few digits: a quotient that is to be at most 1, or the
            negative of what is to be positive. By default there is none, as of an equality.
        blind: nothing speaks against the entry, but float64 has no digit of it. By default none is.
        tied: the same of an entry that is 0 on both sides.
        doubtful: it looks broken, but rounding alone may have made it so: an entry that is 0 by underflow, or
            as small as what cancels. By default none is.
    """

    tightness: np.ndarray
    margin: np.ndarray
    suspicious: np.ndarray
    broken: np.ndarray
    undefined: np.ndarray
    number: np.ndarray | None = None
    blind: np.ndarray | None = None
    tied: np.ndarray | None = None
    doubtful: np.ndarray | None = None


@dataclass(frozen=True)
class BallEntries:
    """What balls say of single entries, each of shape (entries,).

    Attributes:
        lhs, rhs: the sides.
        proved, broken, tie: booleans; what is none of them is undecided.
        tightness: as ``BallJudgement`` has it.
    """

    lhs: BallArray
    rhs: BallArray
    proved: np.ndarray
    broken: np.ndarray
    tie: np.ndarray
    tightness: np.ndarray


@dataclass(frozen=True)
class FloatJudgement:
    """How a batch looks in float64. Every array but ``blind_steps`` has shape (batch,).

    Attributes:
        tightness: how close the worst entry is to a break; of a kind that climbs lhs/rhs (1 is equality,
            above 1 a break, inf where rhs = 0 < lhs or a side is not finite), else as the kind says.
        margin: how far from failing, 0 or less where it fails.
        suspicious: needs settling: a break, a near tie, a non-finite value.
        broken: looks broken (a non-finite value counts).
        entry: index of the worst entry within the instance's flattened sides.
        time: the step of the worst entry, -1 where the relation follows no trajectory.
        undefined: a side or the scale that is given is NaN or infinite (an infinite bound from above aside),
            so nothing was compared.
        first, last: the first and the last step at which an entry looks broken, -1 where there is none or no
            trajectory.
        judged: share of the entries that float64 resolves.
        number: of the entry that comes nearest to a break, what balls should find as well; the tightness
            where a kind has no such number.
        blind: float64 has no digit of some entry, though nothing speaks against it.
        tied: the same of an entry that is 0 on both sides.
        blind_steps: by member, the steps of both, ascending; no member without a trajectory.
        doubtful: looks broken, but by no entry that is so beyond doubt.
    """

    tightness: np.ndarray
    margin: np.ndarray
    suspicious: np.ndarray
    broken: np.ndarray
    entry: np.ndarray
    time: np.ndarray
    undefined: np.ndarray
    first: np.ndarray
    last: np.ndarray
    judged: np.ndarray
    number: np.ndarray
    blind: np.ndarray
    tied: np.ndarray
    blind_steps: Mapping[int, np.ndarray]
    doubtful: np.ndarray


@dataclass(frozen=True)
class BallJudgement:
    """What balls say of one instance.

    Attributes:
        outcome: ``proved``, ``broken``, ``tie`` (the sides agree to 100 bits of scale) or ``undecided``.
        entry: flattened index of the entry shown (a broken one where there is one, else the tightest).
        lhs, rhs: that entry's sides, as text ``[mid +/- rad]``.
        tightness: that entry's, as its kind measures it.
        relation: the relation's kind.
        undefined: how many entries have a side that is not finite, where these alone are undecided; else 0.
        steps: how many entries follow a trajectory, 0 where the relation follows none.
        entries: all of them, and ``times`` their steps, as the relation has them.
    """

    outcome: str
    entry: int
    lhs: str
    rhs: str
    tightness: float
    relation: type[Relation]
    undefined: int = 0
    steps: int = 0
    entries: BallEntries | None = field(default=None, repr=False, compare=False)
    times: tuple[int, ...] | None = field(default=None, repr=False, compare=False)

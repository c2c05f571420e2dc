"""Counting the events of a statement on chances, and seeing to it that they are independent.

Events that share randomness are no independent samples, however many there are. What is independent is
therefore declared, and as much of the declaration is checked as a program can check.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from icl_verify.judge.e_value import Count
from icl_verify.judge.last_digits import OtherDigits
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.relation import Statistical

FLIPPED = 0.01  # the share of events that rounding may decide otherwise
LEAST_EXPECTED = 5.0  # the variance of a count from which it is near enough to a normal one
NEVER = 1e-12  # a chance that is taken for none
FEW = 8  # members of a batch on which a claim is evaluated a second time, in another order
_COMPARISONS = frozenset(
    getattr(home, name)
    for home in (torch, torch.Tensor)
    for name in ("lt", "le", "gt", "ge", "eq", "ne", "less", "less_equal", "greater", "greater_equal")
) | frozenset(getattr(torch.Tensor, f"__{name}__") for name in ("lt", "le", "gt", "ge", "eq", "ne"))


class _NothingUndefined(TorchFunctionMode):
    """Refuses comparisons with NaN: they are false, so that their denial would count as a success."""

    def __torch_function__(
        self, func: Callable[..., object], types: object, args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:  # fmt: skip
        if func in _COMPARISONS:
            for side in args:
                if isinstance(side, torch.Tensor) and side.is_floating_point() and bool(side.isnan().any()):
                    count = int(side.isnan().sum())
                    raise ValueError(f"an event must compare numbers, got NaN in {count} entries of a side")
        return func(*args, **(kwargs or {}))


def relation_on(claim: Claim, batch: Instance) -> Statistical:
    """The claim's relation on a batch; an event that compares NaN is refused (ValueError)."""
    with _NothingUndefined():
        relation = claim(batch)
    if not isinstance(relation, Statistical):
        raise ValueError(f"{claim.id} must return one kind of relation, got {relation.kind} as well")
    return relation


def count_events(claim: Claim, batch: Instance, relation: Statistical, mask: np.ndarray) -> list[Count]:
    """How many events held of each applicable instance.

    Over the population there is one event an instance. Along an axis there is one event an entry of it: the
    fields that carry the axis are drawn anew along it, and all others are given.

    Arguments:
        mask: which instances count, shape (batch,).

    Raises:
        ValueError: the events are not of that shape, or the population is not of one law where the chance is
            over it.
    """
    events = relation.events()
    if relation.along is None:
        if not claim.population.one_law:
            raise ValueError(
                f"population of {claim.id} must be of one law (one_law=True) for a chance over it, got "
                f"{claim.population.name}; for a chance given the instance, name the samples' axis (along=)"
            )
        wanted: tuple[int, ...] = (batch.batch, 1)
    else:
        wanted = (batch.batch, _length(batch, relation.along))
    if events.shape != wanted:
        raise ValueError(f"events of {claim.id} must have shape {wanted}, got {events.shape}")
    return [Count(int(held.sum()), len(held)) for held in events[mask]]


def failed_by_rounding(claim: Claim, batch: Instance, mask: np.ndarray, seed: int) -> Count:
    """Of the events that fail, on the members that count, how many hold once last digits change."""
    failed = ~relation_on(claim, batch).events() & mask[:, None]
    if not failed.any():
        return Count()
    return Count(int((failed & _with_other_digits(claim, batch, seed)).sum()), int(failed.sum()))


@dataclass(frozen=True)
class Spread:
    """How far counts of one batch lie apart: of independent samples chi-square so many degrees of freedom."""

    statistic: float = 0.0
    freedom: int = 0

    def __add__(self, other: Spread) -> Spread:
        return Spread(self.statistic + other.statistic, self.freedom + other.freedom)


def spread_of(batch: Instance, relation: Statistical, counts: Sequence[Count]) -> Spread:
    """The spread of a batch's counts along an axis, where all is sampled: nothing tells members apart.

    Nothing is said of counts too small for a chi-square.
    """
    seen = sum(counts, Count())
    if relation.along is None or given_fields(type(batch), relation.along) or len(counts) < 2:
        return Spread()
    share, samples = seen.successes / seen.samples, counts[0].samples
    expected = samples * share * (1 - share)
    if expected < LEAST_EXPECTED:
        return Spread()
    apart = sum((count.successes - samples * share) ** 2 for count in counts)
    return Spread(apart / expected, len(counts) - 1)


def check_spread(claim: Claim, relation: Statistical, spread: Spread) -> None:
    """The samples of an instance must not hang together.

    Raises:
        ValueError: the members' counts lie further apart than those of independent samples ever do.
    """
    from scipy.stats import chi2

    if spread.freedom and chi2.sf(spread.statistic, spread.freedom) < NEVER:
        raise ValueError(
            f"samples along {relation.along} of {claim.id} must be independent, got counts that lie "
            f"{math.sqrt(spread.statistic / spread.freedom):.1f} times as far apart: an event must depend on "
            "one sample alone, and what the samples of an instance share must be a field of it"
        )


def given_fields(kind: type[Instance], along: str | None) -> tuple[str, ...]:
    """The fields that are given where samples run along an axis; none where the population is sampled."""
    if along is None:
        return ()
    return tuple(name for name, field in kind.fields.items() if along not in field.axes)


def check_independence(claim: Claim, batch: Instance, relation: Statistical) -> None:
    """Evaluate a few members in another order: every event must follow its own sample.

    Raises:
        ValueError: an event depends on the place of its sample, or on other samples.
    """
    few = batch.select(slice(FEW))
    before = relation_on(claim, few).events()
    if relation.along is None:
        after = relation_on(claim, few.select(list(range(few.batch))[::-1])).events()[::-1]
    else:
        after = relation_on(claim, _reversed(few, relation.along)).events()[:, ::-1]
    if not np.array_equal(before, after):
        samples = "instance" if relation.along is None else f"sample along {relation.along}"
        raise ValueError(
            f"an event of {claim.id} must depend on one {samples} alone, got others in another order"
        )


def check_resolved(claim: Claim, batch: Instance, relation: Statistical) -> None:
    """Evaluate a batch again, the last digit of every rounded number changed: its events must stay.

    Raises:
        ValueError: rounding decides more than a hundredth of the events, and more than one.
    """
    before = relation.events()
    flipped = int((before != _with_other_digits(claim, batch)).sum())
    if flipped > max(1, FLIPPED * before.size):
        raise ValueError(
            f"events of {claim.id} must not hang on rounding, got {flipped} of {before.size} that are others "
            "once the last digits of its numbers change: write the event so that no digits cancel"
        )


def _with_other_digits(claim: Claim, batch: Instance, seed: int = 0) -> np.ndarray:
    """The events of a batch evaluated again, the last digit of every rounded number changed."""
    fresh = batch.select(slice(None))
    with OtherDigits(seed):
        return relation_on(claim, fresh).events()


def _length(batch: Instance, along: str) -> int:
    carriers = [name for name, field in batch.fields.items() if along in field.axes]
    if not carriers:
        raise ValueError(f"along must be an axis of some field of {type(batch).__name__}, got {along!r}")
    return batch.sizes[along]


def _reversed(batch: Instance, along: str) -> Instance:
    """The batch with its samples in the opposite order."""
    raw = {}
    for name, array in batch.tensors.items():
        places = [1 + i for i, axis in enumerate(batch.fields[name].axes) if axis == along]
        raw[name] = array.flip(places) if places else array
    return type(batch)(batch.sizes, raw)

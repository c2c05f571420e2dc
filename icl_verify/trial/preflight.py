"""Preflight: before its batches are tried, a claim is run on a member of two shapes in both arithmetics.

Most mistakes in a statement show there in a second: a Python float or a function of torch, which balls
refuse, an axis that is none, members that are mixed, a formula that is 0/0.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from icl_verify.judge.applicable import hold_in_float64
from icl_verify.judge.members import check_members, check_times
from icl_verify.judge.precision import FIRST_BITS, UNDEFINED_BITS
from icl_verify.judge.repeated import Answer, check_again, first_answers
from icl_verify.judge.settle import settle_at
from icl_verify.judge.untouched import Unsteady, check_surroundings, check_untouched
from icl_verify.numerics.surroundings import Surroundings
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import Relation, Statistical
from icl_verify.trial.mistakes import Mistake, shown, told
from icl_verify.trial.tally import Tally
from icl_verify.trial.weighing import PROOF_HORIZON

BATCHES = 2  # each of another shape, where the population has several
_QUOTIENTS = ("div", "true_divide", "__truediv__", "__rtruediv__", "__rdiv__")
# What makes a number NaN, and what makes it infinite, by the function that torch calls.
_NAN = {
    **dict.fromkeys(_QUOTIENTS, "0/0"),
    "sqrt": "sqrt of a negative number", "log": "log of a negative number",
    "log1p": "log1p of a number below -1", "solve_ex": "solve of a singular matrix",
    "cholesky_ex": "cholesky of a matrix that is not positive definite",
}  # fmt: skip
_INFINITE = {
    **dict.fromkeys((*_QUOTIENTS, "reciprocal", "__rpow__", "pow", "__pow__"), "division by 0"),
    "log": "log of 0", "log1p": "log1p of -1", "solve_ex": "solve of a singular matrix",
}  # fmt: skip


def preflight(
    claim: Claim, batches: Iterator[Instance], tally: Tally, surroundings: Surroundings
) -> tuple[Answer, ...]:
    """Run a claim on the first batches, and on a member of each by itself.

    Arguments:
        surroundings: as they were before.

    Returns:
        What the claim and its assumptions said of the first batch, which they must say again later.

    Raises:
        Mistake: what a user did wrong, and what to write instead; a side that is a number nowhere is wrong.
    """
    answers = tuple[Answer, ...]()
    for batch in itertools.islice(batches, BATCHES):
        with _for_the_user(batch.sizes, "float64"):
            relation = claim(batch)
            tally.set_relation(claim.id, type(relation))
            check_times(claim, batch, relation)
            check_untouched(claim, batch)
            check_surroundings(claim, surroundings)
            if not answers:
                answers = first_answers(claim, batch, relation)
                check_again(answers)
            check_members(claim, batch, relation)
            applies = np.flatnonzero(hold_in_float64(claim.assumes, batch))
        if not isinstance(relation, Statistical) and len(applies):
            steps = claim.population.fewest_steps(type(batch), batch.sizes, PROOF_HORIZON)
            exact = batch.shared(int(applies[0]), steps)
            with _for_the_user(exact.sizes, "balls"):
                settle_at(claim, exact, FIRST_BITS)
            _check_numbers(claim, batch, relation, applies)
    return answers


def unsteady(claim: Claim, answers: Sequence[Answer], surroundings: Surroundings) -> Mistake | None:
    """What shows, after a trial, that the claim is no function of its instances, if anything does.

    What raises for another reason now shows nothing.
    """
    try:
        with _for_the_user(answers[0].batch.sizes if answers else {}, "float64"):
            check_again(answers)
            check_surroundings(claim, surroundings)
    except Exception as error:
        return error if isinstance(error, Mistake) and isinstance(error.__cause__, Unsteady) else None
    return None


def _check_numbers(claim: Claim, batch: Instance, relation: Relation, applies: np.ndarray) -> None:
    """``Mistake`` where a side is NaN on every applicable member, and balls have no number either."""
    left, right, _ = relation.float_sides()
    judged = relation.resolved_entries(left.shape)
    if not ((np.isnan(left) | np.isnan(right)) & judged).any(axis=1)[applies].all():
        return
    exact = claim.population.cut(batch.exact(int(applies[0])), PROOF_HORIZON)
    found = settle_at(claim, exact, UNDEFINED_BITS).judgement
    if found is not None and found.undefined:
        _evaluate(claim, exact, _Names(torch.isnan))


def what_is_undefined(claim: Claim, exact: Exact) -> str:
    """Where a side stops being a number on an instance, what makes it so, and what to write; else nothing."""
    try:
        for mode in (_Names(torch.isnan), _Names(torch.isinf)):
            _evaluate(claim, exact, mode)
    except Mistake as mistake:
        return mistake.line
    return ""


def _evaluate(claim: Claim, exact: Exact, mode: TorchFunctionMode) -> None:
    with _for_the_user(exact.sizes, "float64"), mode:
        claim(exact.float64())


@contextmanager
def _for_the_user(sizes: Mapping[str, int], arithmetic: str) -> Iterator[None]:
    """Turn what goes wrong in a user's lines, and what a check finds, into a ``Mistake``."""
    try:
        yield
    except Exception as error:
        text = told(error, sizes, arithmetic)
        if text is None and isinstance(error, ValueError):
            text = f"{type(error).__name__}: {error} (on an instance with {shown(sizes)})"
        if text is None:
            raise
        raise Mistake(text) from error


class _Names(TorchFunctionMode):
    """Raises where a number becomes NaN, or infinite, first."""

    def __init__(self, undefined: Callable[[torch.Tensor], torch.Tensor]):
        super().__init__()
        self.undefined = undefined

    def __torch_function__(
        self, func: Callable[..., object], types: object, args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:  # fmt: skip
        found = func(*args, **(kwargs or {}))
        if func is not self.undefined and self._has(found) and not any(self._has(one) for one in args):
            name = getattr(func, "__name__", "a function")
            what, causes = ("NaN", _NAN) if self.undefined is torch.isnan else ("infinite", _INFINITE)
            cause = causes.get(name, f"made by {name}")
            raise ValueError(f"{what}, {cause}: assume what makes it a number")
        return found

    def _has(self, value: object) -> bool:
        if isinstance(value, tuple | list):
            return any(self._has(one) for one in value)
        if not isinstance(value, torch.Tensor) or not value.is_floating_point():
            return False
        return bool(self.undefined(value).any())

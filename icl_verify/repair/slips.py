"""One slip: every small edit of a claim's formulas is tried, in a process of its own with a time limit."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import NamedTuple

import numpy as np
import torch

from icl_verify.repair.edits import Edit, edited, edits, running
from icl_verify.repair.filters import alike, depends_on, is_degenerate
from icl_verify.repair.proposals import Proposal, Repair, stated
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.relation import Equal, Relation
from icl_verify.statement.time_limit import time_limit

# Clocks for what hangs, in seconds on the wall: an edit is evaluated in milliseconds, and one in a loop may
# never end. Where they ring, the repair says so.
ONE_SECONDS = 10.0  # of an edit
HANGS = 30.0  # without an answer: whatever it is, it does not heed the limit
_TROUBLE = (ValueError, RuntimeError, ArithmeticError, TypeError, AttributeError, LookupError, NameError)


def by_slip(
    claim: Claim, instances: Sequence[Exact], *, most: int, found: Repair,
    wanted: Callable[[Claim], bool] | None = None, others: Sequence[Claim] = (),
) -> list[Proposal]:  # fmt: skip
    """Edits under which float64 sees no break, one side alone has changed and nothing has degenerated.

    Arguments:
        instances: what they are tried on.
        most: edits that are tried, the simplest first.
        found: is told where an edit was left out because it hung, or the rest because time was up.
        wanted: of edits that may change a degree, a condition on the claim, asked while the edit is in force.
        others: claims that hold and are to hold still.
    """
    candidates = sorted(edits(claim), key=lambda e: e.complexity)
    if wanted is not None:
        candidates = [edit for edit in candidates if edit.changes_degree]
    batches = _batches(instances)
    slips: list[Proposal] = []
    for index in _survivors(claim, candidates[:most], batches, found, wanted, others):
        edit = candidates[index]
        changed = stated(claim, running(edit, claim.function), f"slip{index}")
        slips.append(Proposal("slip", str(edit), 2 + edit.complexity, changed))
    return _distinct(slips, batches)


def _batches(instances: Sequence[Exact]) -> list[Instance]:
    return [exact.float64() for exact in instances]


def _survivors(
    claim: Claim, candidates: Sequence[Edit], batches: Sequence[Instance], found: Repair,
    wanted: Callable[[Claim], bool] | None, others: Sequence[Claim],
) -> Iterator[int]:  # fmt: skip
    """Indices of the edits that survive; a process that hangs is ended and another takes up the next edit."""
    at, late, spent = 0, 0, 0.0
    context = multiprocessing.get_context("fork")
    while at < len(candidates) and spent < found.limit:
        ours, theirs = context.Pipe(duplex=False)
        arguments = (theirs, claim, candidates, at, batches, wanted, others)
        process = context.Process(target=_try_edits, args=arguments, daemon=True)
        process.start()
        theirs.close()
        before = spent
        try:
            while spent < found.limit:
                if not ours.poll(HANGS):
                    at, late = at + 1, late + 1
                    break
                answer: _Answer = ours.recv()
                at, spent, late = answer.at + 1, before + answer.spent, late + answer.late
                if answer.survives:
                    yield answer.at
        except EOFError:
            # The process has ended: after its last edit, or within one that is left out.
            at += 1
        finally:
            process.kill()
            process.join()
            ours.close()
    if late:
        found.cut = f"{late} edits were left out, as each took more than {ONE_SECONDS:.0f} s"
    elif at < len(candidates):
        found.cut = f"{len(candidates) - at} edits were not tried after {found.limit:.0f} s of processor time"


class _Answer(NamedTuple):
    """What became of an edit: whether it survives, or hung, and the processor time of its process so far."""

    at: int
    survives: bool
    late: bool
    spent: float


def _try_edits(
    out: Connection, claim: Claim, candidates: Sequence[Edit], start: int, batches: Sequence[Instance],
    wanted: Callable[[Claim], bool] | None, others: Sequence[Claim],
) -> None:  # fmt: skip
    torch.set_num_threads(1)
    began = time.process_time()
    printed = [claim(_fresh(b)) for b in batches]
    reads = depends_on(claim, batches[-1])
    for index in range(start, len(candidates)):
        survives = late = False
        try:
            with time_limit(ONE_SECONDS), edited(candidates[index]), torch.no_grad():
                survives = wanted is None or wanted(claim)
                survives = survives and _survives(claim, batches, printed, others)
                survives = survives and depends_on(claim, batches[-1]) >= reads
        except TimeoutError:
            survives, late = False, True
        except _TROUBLE:
            survives = False
        out.send(_Answer(index, survives, late, time.process_time() - began))


def _survives(
    claim: Claim, batches: Sequence[Instance], printed: Sequence[Relation], others: Sequence[Claim]
) -> bool:
    left = right = apart = False
    for before, batch in zip(printed, batches, strict=True):
        relation = claim(_fresh(batch))
        if isinstance(relation, Equal):
            # A scale of its own would let an edit that blows it up through.
            relation = replace(relation, scale=None)
        left |= not alike(relation.lhs, before.lhs)
        right |= not alike(relation.rhs, before.rhs)
        apart |= not alike(relation.lhs, relation.rhs)
        judged = relation.judge_float64()
        if judged.broken.any() or judged.undefined.any() or is_degenerate(relation, before):
            return False
    # A change in what both sides share says nothing; one of neither side, less; nor do sides that are one
    # formula, to the last bit.
    return left != right and apart and not any(_breaks(other) for other in others)


def _breaks(other: Claim) -> bool:
    draw = other.population.examples(0, 1)[0]
    batch = other.population.expand(draw, other.population.batch or 4, "cpu")
    return bool(other(batch).judge_float64().broken.any())


def _fresh(batch: Instance) -> Instance:
    """The batch with nothing derived yet."""
    return type(batch)(batch.sizes, batch.raw)


def _distinct(found: list[Proposal], batches: Sequence[Instance]) -> list[Proposal]:
    """One proposal for each pair of sides: the simplest of those that say the same."""
    kept: dict[str, Proposal] = {}
    for proposal in sorted(found, key=lambda p: p.complexity):
        relation = proposal.claim(_fresh(batches[-1]))
        numbers = np.concatenate([side.ravel() for side in relation.float_sides()[:2]])
        kept.setdefault(" ".join(f"{x:.9g}" for x in numbers.tolist()), proposal)
    return list(kept.values())

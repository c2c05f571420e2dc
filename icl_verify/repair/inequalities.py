"""Inequalities: a slip that mends the degrees, a constant, or a monomial that the tightness stays below."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import torch

from icl_verify.hunt.ascent import begin, step
from icl_verify.hunt.course import hunt_batches
from icl_verify.hunt.ledger import Ledger
from icl_verify.hunt.objective import tightest_of
from icl_verify.hunt.result import HuntResult
from icl_verify.hunt.settings import ASCENT, HUNT
from icl_verify.hunt.sources import aimed, drawn
from icl_verify.judge.tightness import certify_tightness
from icl_verify.repair.constants import LARGEST, SMALLEST, Constant, by_relation, simplest
from icl_verify.repair.filters import ONE_SIDE, reads_one_side_twice
from icl_verify.repair.monomials import Monomial
from icl_verify.repair.proposals import Proposal, Repair, times
from icl_verify.repair.samples import Atom, atoms
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance

EXAMPLES = 12  # draws from which a hunt for a constant starts
FEW_DRAWS = 3  # on which two sides that are one expression show
ROUNDS = 5  # of hunting against a repaired bound
# Numbers that would be recognised by accident: as attained, and as a limit that is put on trial.
FEW, FEW_LIMITS = 0.01, 0.05
ATTAINED = 1e-6  # a supremum this near to a simple number, from below, is taken for it
# The last climb from the tightest instance of a hunt: members, steps, and the size of the first ones.
# A hunt asks balls about gains of 1e-4 alone; a number is recognised by its ninth digit.
CLIMBERS, LAST_STEPS, SMALL_STEP = 16, 60, 0.01
RESOLVED = 1e-9  # of a tightness in balls
ABOVE = 1.005  # what an unrecognised constant is raised by: a supremum found is a lower bound
# A bound that was missed by so much is guessed to be too low, whatever digits its constant has, before it is
# guessed to need a condition.
NEAR_PRINTED = 2.0
WIDE = 12  # ascents of frozen numbers for a monomial, each of a shape of its own
SPARSE = 0.15  # of log tightness that an exponent of 1 must save on average
STOOD_STILL = 1.0  # of log tightness below a monomial: an ascent so far from it has not climbed
CLOSER = 0.5  # a monomial is believed where its median slack in log tightness is this share of a constant's
CLOSE = 0.7  # and no more than this
FRESH = 32_452_843  # between the seed of a search and that of a trial


@dataclass(frozen=True)
class _Rows:
    """Tightness over instances: log tightness, shape (rows,), and log atoms, shape (rows, atoms)."""

    levels: np.ndarray
    logs: np.ndarray

    def with_more(self, other: _Rows) -> _Rows:
        """These rows and the others' below them."""
        return _Rows(np.concatenate([self.levels, other.levels]), np.concatenate([self.logs, other.logs]))


def mended_bounds(
    claim: Claim, seed: int, steps: int, axes: int, found: Repair, fits: Callable[[Claim], bool]
) -> None:
    """Add what mends a refuted bound and ``fits``: a monomial where its tightness grows, else a constant."""
    found.told("hunting for the constant")
    supremum = summit(claim, hunted(claim, seed, steps), seed)
    if not supremum.tightness > 1:
        found.note = "the hunt found no break to mend"
        return
    known, rows = frozen_rows(claim, seed, steps)
    for round_ in range(ROUNDS):
        if not found.begins():
            return
        powers = exponents(rows)
        if not _explains(rows, powers):
            powers = (Fraction(0),) * len(known)
        monomial = _monomial(claim, known, powers, seed, steps, supremum)
        if monomial is None:
            found.note = f"no clean factor: the tightness found reaches {supremum.tightness:.4g}"
            return
        found.told(f"trying the right-hand side times {monomial}")
        proposal = times(claim, monomial, "monomial" if any(powers) else "constant", axes)
        if not any(powers) and float(monomial.constant) <= NEAR_PRINTED:
            proposal = replace(proposal, complexity=min(proposal.complexity, 1.0))
        if not fits(proposal.claim):
            found.note = f"no clean factor: {monomial} leaves sides of unlike degree"
            return
        if reads_one_side_twice(proposal, [b for _, b in drawn(claim, seed, FEW_DRAWS, "cpu")]):
            found.note = f"no clean factor: with {monomial} the bound {ONE_SIDE}"
            return
        trial = hunted(proposal.claim, seed + FRESH * (1 + round_), steps)
        if trial.broken is None and not trial.multiple > 1:
            found.proposals.append(replace(proposal, instances=trial.evaluations, steps=trial.steps))
            return
        found.dropped.append((proposal.text, f"tightness {trial.multiple:.6g} in its trial"))
        if any(powers):
            _, rows = frozen_rows(claim, seed + FRESH * (1 + round_), steps, rows)
        else:
            supremum = Summit(float(monomial.constant) * float(np.fmax(trial.multiple, 1.0)), ATTAINED)
    found.note = f"no factor survived {ROUNDS} rounds"


def _explains(rows: _Rows, powers: Sequence[Fraction]) -> bool:
    """Whether the monomial stays close to the tightest instances of all shapes, where a constant does not."""
    if not any(powers):
        return False
    top = _tops(rows)
    # The median: an ascent that has stood still says nothing of how close a bound is.
    slack, plain = (float(np.median(s)) for s in (_slack(rows, powers, top), _slack(rows, (), top)))
    return slack <= CLOSE and slack <= CLOSER * plain


def _slack(rows: _Rows, powers: Sequence[Fraction], top: np.ndarray) -> np.ndarray:
    """How far below the least bound of these powers the tightest rows are, in log tightness."""
    rest = rows.levels - rows.logs @ np.array([float(p) for p in powers]) if powers else rows.levels
    return np.asarray(rest.max() - rest[top])


def hunted(claim: Claim, seed: int, steps: int, examples: int = EXAMPLES) -> HuntResult:
    """The largest tightness that a hunt of so many steps finds, past the first break.

    Of a claim that does not climb, the largest of so many draws, at which Hypothesis aims.
    """
    if not claim.climbs:
        return _largest_drawn(claim, seed, steps)
    return hunt_batches(claim, drawn(claim, seed, examples, "cpu"), steps=steps, seed=seed, past_breaks=True)


def _largest_drawn(claim: Claim, seed: int, examples: int) -> HuntResult:
    ledger = Ledger(claim, past_breaks=True)
    found = aimed(claim, seed, examples, "cpu")
    for log_tightness, _, batch in sorted(found, key=lambda one: -one[0])[: HUNT.suspects]:
        if math.isfinite(log_tightness):
            ledger.certify(tightest_of(claim, batch)[1])
    ledger.result.evaluations = sum(batch.batch for _, _, batch in found)
    return ledger.result


@dataclass(frozen=True)
class Summit:
    """How tight a claim gets: the largest tightness found, and by what part of it it may still rise."""

    tightness: float
    short: float = ATTAINED


def summit(claim: Claim, hunt: HuntResult, seed: int) -> Summit:
    """The end of a last climb, by small steps, from the tightest instance of a hunt."""
    if hunt.exact is None or not math.isfinite(hunt.multiple):
        return Summit(hunt.multiple)
    batch = hunt.exact.float64().select([0] * CLIMBERS)
    settings = replace(ASCENT, first_step=SMALL_STEP)
    ascent = begin(claim, batch, fixed=claim.population.fixed, first_break=False, settings=settings)
    if not ascent.climbs:
        return Summit(hunt.multiple)
    generator, heights = torch.Generator().manual_seed(seed), []
    for _ in range(LAST_STEPS):
        ascent = step(ascent, generator)
        heights.append(float(ascent.log_tightness.max()))
    certified = certify_tightness(claim, ascent.exact(ascent.best))
    reached = certified.tightness if math.isfinite(certified.tightness) else math.nan
    tightness = float(np.fmax(hunt.multiple, reached))
    # What the last third has gained is what as many steps again might gain, and a few times that.
    gained = heights[-1] - heights[-1 - LAST_STEPS // 3]
    denied = not abs(math.log(tightness) - heights[-1]) < ATTAINED
    return Summit(tightness, ATTAINED if denied else min(ATTAINED, max(RESOLVED, 4 * gained)))


def frozen_rows(claim: Claim, seed: int, steps: int, known: _Rows | None = None) -> tuple[list[Atom], _Rows]:
    """How tight the claim gets at the sizes and positive numbers as drawn: these do not move here.

    Returns:
        the atoms, and a row an instance at the end of its ascent, after those ``known``.
    """
    kind = claim.population.kind
    numbers = [n for n, f in kind.fields.items() if f.kind in ("positive", "probability") and not f.axes]
    frozen = tuple({*claim.population.fixed, *numbers})
    generator = torch.Generator().manual_seed(seed)
    ends: list[tuple[Instance, np.ndarray]] = []
    for draw in claim.population.examples(seed, max(WIDE, round(WIDE / claim.population.cost)))[:WIDE]:
        batch = claim.population.expand(draw, min(16, claim.population.batch or 16), "cpu")
        ascent = begin(claim, batch, fixed=frozen, first_break=False)
        if not ascent.climbs:
            continue
        for _ in range(max(1, 2 * steps // WIDE) if ascent.space.free else 0):
            ascent = step(ascent, generator)
        seen = np.flatnonzero(np.isfinite(ascent.log_tightness))
        if len(seen):
            ends.append((ascent.space.instance(ascent.points[seen]), ascent.log_tightness[seen]))
    found = _atoms(kind, [batch for batch, _ in ends])
    rows = _Rows(np.zeros(0), np.zeros((0, len(found))))
    for batch, levels in ends:
        logs = [_log(atom, batch) for atom in found]
        rows = rows.with_more(_Rows(levels, np.array(logs).reshape(len(found), -1).T))
    return found, rows if known is None else known.with_more(rows)


def _atoms(kind: type[Instance], batches: Sequence[Instance]) -> list[Atom]:
    listed = atoms(kind, [])
    return [a for a in listed if all(np.isfinite(_log(a, b)).all() for b in batches)]


def _log(atom: Atom, batch: Instance) -> np.ndarray:
    value = atom.value(batch)
    if isinstance(value, int):
        return np.full(batch.batch, math.log(value) if value > 0 else np.nan)
    return np.asarray(value.log().detach(), dtype=float)


def exponents(rows: _Rows) -> tuple[Fraction, ...]:
    """Powers of the atoms, in halves, of the least monomial above every tightness.

    Twice: what is far below it the first time is an ascent that has stood still, and has no say the second.
    """
    count = rows.logs.shape[1]
    if not len(rows.levels) or not count:
        return (Fraction(0),) * count
    top = _tops(rows)
    slack = _slack(rows, _least(rows, top), top)
    climbed = top[slack <= max(STOOD_STILL, 2 * float(np.median(slack)))]
    return _least(rows, climbed)


def _least(rows: _Rows, top: np.ndarray) -> tuple[Fraction, ...]:
    """A linear program: the least total slack above the rows ``top``, plus a price on every power."""
    from scipy.optimize import linprog  # slow to import

    count = rows.logs.shape[1]
    logs = rows.logs - rows.logs.mean(axis=0)
    # Variables: powers up, powers down, constant; the monomial is above every row.
    table = np.column_stack([logs, -logs, np.ones(len(logs))])
    price = np.concatenate([table[top].mean(axis=0)[: 2 * count] + SPARSE, [1.0]])
    bounds = [(0, 4)] * (2 * count) + [(None, None)]
    answer = linprog(price, A_ub=-table, b_ub=-rows.levels, bounds=bounds, method="highs")
    if answer.status != 0:
        return (Fraction(0),) * count
    powers = answer.x[:count] - answer.x[count : 2 * count]
    return tuple(Fraction(round(2 * float(p)), 2) for p in powers)


def _tops(rows: _Rows) -> np.ndarray:
    """The tightest row at each value of the atoms."""
    best: dict[bytes, int] = {}
    for i in np.argsort(rows.levels):
        best[np.round(rows.logs[i], 6).tobytes()] = int(i)
    return np.array(sorted(best.values()))


def _monomial(claim: Claim, known: Sequence[Atom], powers: Sequence[Fraction], seed: int, steps: int,
              supremum: Summit) -> Monomial | None:  # fmt: skip
    """The monomial with the constant that balls confirm: that of a hunt against it, rows being float64's."""
    used = tuple((a, p) for a, p in zip(known, powers, strict=False) if p)
    if used:
        bare = times(claim, Monomial(Constant(Fraction(1)), used)).claim
        supremum = summit(bare, hunted(bare, seed, steps), seed)
    if not SMALLEST <= supremum.tightness <= LARGEST:
        return None
    return Monomial(recognised(supremum), used)


def recognised(supremum: Summit) -> Constant:
    """The simple number that a supremum found is from below, or one half a percent above it."""
    value = supremum.tightness
    found = _simple(value, (ATTAINED, supremum.short), FEW)
    if found is not None:
        return found
    surd = by_relation(value, supremum.short)
    if surd is not None and float(surd) / value - 1 + RESOLVED >= 0:
        return surd
    limit = _simple(value, (ABOVE - 1,), FEW_LIMITS)  # approached slowly, it is what a reader would guess
    if limit is not None:
        return limit
    digits = 3 - math.floor(math.log10(value * ABOVE))
    scale = Fraction(10) ** digits
    return Constant(Fraction(math.ceil(value * ABOVE * float(scale))) ** 2 / scale**2)


def _simple(value: float, errors: Sequence[float], few: float) -> Constant | None:
    """The simplest number, or root of one, above a value by one of these relative errors at most.

    Arguments:
        few: so many numbers as simple as it may lie as near by accident.
    """
    found = []
    for power, error in itertools.product((1, 2), errors):
        low = Fraction(value**power)
        near = simplest(low * (1 - Fraction(RESOLVED)), low * (1 + Fraction(error) * power))
        accidents = near.denominator**2 / 2 * float(near) * (error + RESOLVED) * power
        if accidents < few:
            found.append((near.numerator + near.denominator, near ** (2 // power)))
    return Constant(min(found)[1]) if found else None


def by_degrees(proposals: Sequence[Proposal], seed: int, steps: int, found: Repair) -> None:
    """Put edits that mend a claim's degrees on trial: those that a hunt cannot break are kept."""
    for proposal in itertools.islice(proposals, 4):
        if not found.begins():
            return
        trial = hunted(proposal.claim, seed + FRESH, steps)
        if trial.broken is None and not trial.multiple > 1:
            found.proposals.append(replace(proposal, instances=trial.evaluations, steps=trial.steps))
        else:
            found.dropped.append((proposal.text, f"tightness {trial.multiple:.6g} in its trial"))

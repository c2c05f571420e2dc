"""The scalings of an instance type: weights of its fields under which quantities have a degree.

They are found from what the formulas add up: stretching every field f by s^{w_f} must stretch the operands of
nearly every addition by the same power of s, and leave the arguments of exponentials as they are. Nearly: a
slip in one formula must not hide the scaling that shows it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from icl_verify.repair.recording import Site
from icl_verify.statement.fields.declaration import Declaration

LARGEST_WEIGHT, MOST_FIELDS = 2, 3
STEADY = 1e-3  # degrees over instances and entries agree to this: finite differences are good to 1e-6
APART = 0.1  # two degrees differ when they differ by this much
LEAST_SUPPORT = 3  # lines on which quantities that the scaling moves meet and agree
TRUSTED = 3.0  # a scaling is believed where so many times more lines agree with it than contradict it
SURE = 8.0  # the same of a further scaling, which one slip could bring about
NEARLY = 0.9  # share of a scaling's support that makes a part of it do as well


@dataclass(frozen=True)
class Scaling:
    """A symmetry of an instance type.

    Attributes:
        weights: (field, weight) of the fields that it stretches.
        agreeing, contradicting: lines on which what it moves agrees, and does not; 0 of one that is declared.
    """

    weights: tuple[tuple[str, int], ...]
    agreeing: int
    contradicting: int

    def __str__(self) -> str:
        """As a substitution: features -> s features, noise_level -> s^2 noise_level."""
        return ", ".join(
            f"{name} -> s{f'^{weight}' if weight != 1 else ''} {name}" for name, weight in self.weights
        )


def declared_scalings(kind: type[Declaration]) -> list[Scaling]:
    """One scaling for every unit in which fields of the type declare a degree; none where they do not."""
    units = dict.fromkeys(unit for field in kind.fields.values() for unit in field.degrees)
    return [
        Scaling(tuple((name, f.degrees[unit]) for name, f in kind.fields.items() if unit in f.degrees), 0, 0)
        for unit in units
    ]


def scalings(fields: Sequence[str], sites: Sequence[Site]) -> list[Scaling]:
    """Independent scalings that the sites of a type's claims agree on, the best supported first.

    A further scaling counts only with every mixture of it and those found before, or it would live on the
    lines that these explain; and not where a part of it does nearly as well and the rest does nothing.
    """
    listed = list(_weights(len(fields)))
    if not listed:
        return []
    candidates = np.array(listed, dtype=float)
    agreeing, contradicting = _counts(sites, candidates.T)
    simple = np.abs(candidates).sum(axis=1) + LARGEST_WEIGHT * (candidates != 0).sum(axis=1)
    known = {row: (int(a), int(c)) for row, a, c in zip(listed, agreeing, contradicting, strict=True)}
    found: list[Scaling] = []
    basis: list[np.ndarray] = []
    for i in np.lexsort((simple, TRUSTED * contradicting - agreeing)):
        weights = candidates[i]
        if not _trusted(*known[listed[i]], SURE if basis else TRUSTED) or _falls_apart(listed[i], known):
            continue
        if np.linalg.matrix_rank(np.array([*basis, weights])) == len(basis):
            continue
        mixtures = [weights + share * other for other in basis for share in (-2, -1, 1, 2)]
        counts = zip(*_counts(sites, np.array(mixtures).T), strict=True) if mixtures else ()
        if all(_trusted(int(a), int(c), SURE) for a, c in counts):
            basis.append(weights)
            named = tuple((f, int(w)) for f, w in zip(fields, weights, strict=True) if w)
            found.append(Scaling(named, *known[listed[i]]))
    return found


def _trusted(agreeing: int, contradicting: int, share: float) -> bool:
    return agreeing >= LEAST_SUPPORT and agreeing >= share * contradicting


def _falls_apart(weights: tuple[int, ...], known: Mapping[tuple[int, ...], tuple[int, int]]) -> bool:
    """Whether a part of the weights is nearly as well supported alone, while the rest alone is not."""
    score = known[weights][0] - TRUSTED * known[weights][1]
    moved = [i for i, w in enumerate(weights) if w]
    for size in range(1, len(moved)):
        for part in itertools.combinations(moved, size):
            one = _standard(tuple(w if i in part else 0 for i, w in enumerate(weights)))
            rest = _standard(tuple(0 if i in part else w for i, w in enumerate(weights)))
            alone = known[one][0] - TRUSTED * known[one][1]
            if alone >= NEARLY * score and not _trusted(*known[rest], TRUSTED):
                return True
    return False


def _standard(weights: tuple[int, ...]) -> tuple[int, ...]:
    """The multiple without a common factor whose first weight is positive."""
    factor = math.gcd(*weights) * (1 if next(w for w in weights if w) > 0 else -1)
    return tuple(w // factor for w in weights)


def _weights(count: int) -> Iterator[tuple[int, ...]]:
    """Small integer weights without a common factor, the first one positive."""
    values = [w for w in range(-LARGEST_WEIGHT, LARGEST_WEIGHT + 1) if w]
    for size in range(1, min(count, MOST_FIELDS) + 1):
        for chosen in itertools.combinations(range(count), size):
            for weights in itertools.product(values, repeat=size):
                if weights[0] > 0 and math.gcd(*weights) == 1:
                    row = dict(zip(chosen, weights, strict=True))
                    yield tuple(row.get(i, 0) for i in range(count))


def degrees(operand: np.ndarray, weights: np.ndarray, steady: float) -> tuple[np.ndarray, np.ndarray]:
    """Degree of an operand under each column of weights, and whether it has one (bool), shape (columns,)."""
    along = operand @ weights
    return along.mean(axis=0), np.ptp(along, axis=0) < steady


def _counts(sites: Sequence[Site], weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each column of weights: lines that agree with it, and lines that contradict it."""
    nothing = np.zeros(weights.shape[1], dtype=bool)
    good: dict[object, np.ndarray] = {}
    bad: dict[object, np.ndarray] = {}
    for site in sites:
        agrees, clashes = judged(site, weights)
        good[site.place] = good.get(site.place, nothing) | agrees
        bad[site.place] = bad.get(site.place, nothing) | clashes
    none = np.zeros(weights.shape[1], dtype=int)
    clashing = np.sum(list(bad.values()), axis=0) if bad else none
    agreeing = np.sum([g & ~bad[place] for place, g in good.items()], axis=0) if good else none
    return agreeing, clashing


def judged(site: Site, weights: np.ndarray, steady: float = STEADY) -> tuple[np.ndarray, np.ndarray]:
    """Whether a site agrees with, and whether it contradicts, each column of weights (bool arrays).

    Arguments:
        steady: what the degrees of an operand may differ by over instances and entries.

    It does neither where an operand has no degree: what made it so is at a site of its own.
    """
    found = [degrees(operand, weights, steady) for operand in site.operands]
    sure = np.logical_and.reduce([has for _, has in found])
    if site.what == "pure":
        return np.zeros(weights.shape[1], dtype=bool), sure & (np.abs(found[0][0]) > APART)
    (left, _), (right, _) = found
    apart = np.abs(left - right)
    moved = (np.abs(left) > APART) | (np.abs(right) > APART)
    return sure & moved & (apart < steady), sure & (apart > APART)

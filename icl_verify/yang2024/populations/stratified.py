"""Stratified populations: each family (a stratum) of tokens, bases and noise occurs, however few the draws.

A training is costly, and a quick run affords a dozen draws of it: chance alone would leave families out.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from icl_verify.statement.population import Draw, Population
from icl_verify.yang2024.populations.bases import BASES
from icl_verify.yang2024.populations.tokens import TOKENS, fits

# Tokens with the queries that they start from. Gaussian queries alone often leave zeta_0 tiny.
ATTENTION = (
    *((family, "two_sided") for family in TOKENS if family != "cap"),
    ("cap", "covering"),
    ("sphere", "gaussian"),
    ("antipodal", "unit"),
    ("cube", "unit"),
)
COVERED = (*((family, "two_sided") for family in TOKENS if family != "cap"), ("cap", "covering"))
# Bases that reach over twelve decades: noise of a fixed range would be nothing beside them, or everything.
WIDE_BASES = ("graded", "scaled")
# Least sizes at which a family is more than its name: with one labelled token attention is 1 whatever the
# tokens, a cube has equal entries in every row from three corners on, one basis function has no grades.
LEAST = {
    "clustered": {"N": 2},
    "orthogonal": {"N": 2},
    "antipodal": {"N": 2},
    "subspace": {"N": 2, "d": 3},
    "cube": {"N": 3},
    "polynomial": {"m": 2},
    "indicators": {"m": 2},
    "graded": {"N": 2, "m": 2},
    "rank_deficient": {"N": 2, "m": 2},
    "near_duplicate": {"N": 2},
}

Families = Mapping[str, str]


@dataclass(frozen=True)
class StratifiedPopulation(Population):
    """A population whose draws take their families in turn from shuffled lists of all of them.

    Attributes:
        attention: pairs of a family of tokens and a family of queries.
        bases: families of features.
        noise: families of noise for the bases that are not wide; wide ones get noise to match.
    """

    attention: Sequence[tuple[str, str]] = ATTENTION
    bases: Sequence[str] = tuple(BASES)
    noise: Sequence[str] = ("moderate", "any")

    def examples(self, seed: int, count: int) -> list[Draw]:
        """The draws of ``Population``, each with the next family of every factor that suits its sizes.

        Where none that is left suits them, the next one is taken all the same and the sizes are enlarged: all
        families of a factor are used before any of them comes again.
        """
        shuffle = random.Random(f"{seed}/{self.name}")
        waiting: tuple[list[Families], ...] = ([], [], [])
        return [self._stratified(draw, waiting, shuffle) for draw in super().examples(seed, count)]

    def single_draws(self) -> st.SearchStrategy[Draw]:
        """The draws of ``Population``, each with a family of every factor."""
        strata = [st.sampled_from(families) for families in self._strata()]
        return st.builds(lambda draw, *drawn: self._with(draw, drawn), self.draws, *strata)

    def _stratified(self, draw: Draw, waiting: tuple[list[Families], ...], shuffle: random.Random) -> Draw:
        taken = []
        for left, strata in zip(waiting, self._strata(), strict=True):
            left += [] if left else shuffle.sample(strata, len(strata))
            taken.append(_next_stratum(left, draw.sizes))
        return self._with(draw, taken)

    def _with(self, draw: Draw, strata: Sequence[Families]) -> Draw:
        """The draw with these families, and the sizes and noise that they ask for."""
        families = {name: family for stratum in strata for name, family in stratum.items()}
        if families["basis"] in WIDE_BASES:
            families = {**families, "noise": "matched"}
        return Draw(enlarged(draw.sizes, families), families, draw.seed)

    def _strata(self) -> tuple[list[Families], ...]:
        attention: list[Families] = [{"tokens": t, "queries": q} for t, q in self.attention]
        return attention, [{"basis": b} for b in self.bases], [{"noise": n} for n in self.noise]


def _next_stratum(left: list[Families], sizes: Mapping[str, int]) -> Families:
    """The first stratum that leaves N and m as they are, or else the first; removed from the list."""
    for stratum in left:
        larger = enlarged(sizes, stratum)
        if all(larger[axis] == sizes[axis] for axis in ("N", "m")):
            break
    else:
        stratum = left[0]
    left.remove(stratum)
    return stratum


def enlarged(sizes: Mapping[str, int], families: Families) -> dict[str, int]:
    """The sizes, enlarged where the families ask for it; K grows with N, and H >= N, ``two_sided`` 2N."""
    larger = dict(sizes)
    for family in families.values():
        for axis, least in LEAST.get(family, {}).items():
            larger[axis] = max(larger[axis], least)
    larger["K"] += larger["N"] - sizes["N"]
    larger["H"] = max(larger["H"], (2 if families.get("queries") == "two_sided" else 1) * larger["N"])
    while "tokens" in families and not fits(families["tokens"], larger):
        larger["d"] += 1
    return larger

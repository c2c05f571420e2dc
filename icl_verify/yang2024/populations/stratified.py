"""Populations of few draws whose families are dealt from decks, so that each of them occurs.

A training is costly, and a quick run affords a dozen draws of it: chance alone would leave families out.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
class DealtPopulation(Population):
    """A population whose draws get their families from decks, one after another.

    Attributes:
        attention: pairs of a family of tokens and a family of queries.
        bases: families of features.
        noise: families of noise for the bases that are not wide; wide ones get noise to match.
    """

    attention: Sequence[tuple[str, str]] = ATTENTION
    bases: Sequence[str] = tuple(BASES)
    noise: Sequence[str] = ("moderate", "any")

    def examples(self, seed: int, count: int) -> list[Draw]:
        """The draws of ``Population``, each with the next card of every deck that suits its sizes.

        Where none that is left does, the next one is dealt all the same and the sizes are enlarged: a deck is
        dealt to its end before it is shuffled again.
        """
        deal = random.Random(f"{seed}/{self.name}")
        left: tuple[list[Families], ...] = ([], [], [])
        return [self._dealt(draw, left, deal) for draw in super().examples(seed, count)]

    def _dealt(self, draw: Draw, left: tuple[list[Families], ...], deal: random.Random) -> Draw:
        families: Families = {}
        for deck, cards in zip(left, self._cards(), strict=True):
            deck += [] if deck else deal.sample(cards, len(cards))
            families = {**families, **_next(deck, draw.sizes)}
        if families["basis"] in WIDE_BASES:
            families = {**families, "noise": "matched"}
        return Draw(enlarged(draw.sizes, families), families, draw.seed)

    def _cards(self) -> tuple[list[Families], ...]:
        attention: list[Families] = [{"tokens": t, "queries": q} for t, q in self.attention]
        return attention, [{"basis": b} for b in self.bases], [{"noise": n} for n in self.noise]


def _next(deck: list[Families], sizes: Mapping[str, int]) -> Families:
    """The first card that leaves N and m as they are, or else the first; taken from the deck."""
    for card in deck:
        grown = enlarged(sizes, card)
        if all(grown[axis] == sizes[axis] for axis in ("N", "m")):
            break
    else:
        card = deck[0]
    deck.remove(card)
    return card


def enlarged(sizes: Mapping[str, int], families: Families) -> dict[str, int]:
    """The sizes, enlarged where the families ask for it; K grows with N, and H >= N, ``two_sided`` 2N."""
    found = dict(sizes)
    for family in families.values():
        for axis, least in LEAST.get(family, {}).items():
            found[axis] = max(found[axis], least)
    found["K"] += found["N"] - sizes["N"]
    found["H"] = max(found["H"], (2 if families.get("queries") == "two_sided" else 1) * found["N"])
    while "tokens" in families and not fits(families["tokens"], found):
        found["d"] += 1
    return found

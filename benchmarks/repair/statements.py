"""The statements with known answers, in a fixed order, committed before anything was measured.

``all mutants, the printed claims whose corrected form is in the catalogue``, bounds from which a factor was
taken, and the foreign theory. Of lowered bounds every fourth is measured unless all are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from benchmarks.repair import foreign
from icl_verify import Claim, Relation, collect

LOWERED = ".mutant_bound"
# (claim whose bound is sharp, what is taken out of its right-hand side).
REMOVED = [
    ("lemma3.sum_of_squares", "length", Fraction(1)),
    ("lemma7.step", "gamma", Fraction(1)),
    ("lemma7.sharp", "gamma", Fraction(1)),
    ("lemma8.residual", "gamma", Fraction(1)),
    ("lemma8.residual", "H", Fraction(1, 2)),
    ("lemma9.value_gradient_bound.corrected", "gamma", Fraction(1)),
    ("lemma10.value_gradient_change", "gamma", Fraction(1)),
    ("lemma10.value_smoothness_sharp", "gamma", Fraction(2)),
    ("lemma2.normaliser_from_above", "n", Fraction(1)),
    ("thm2.loss_controls_distance.corrected", "K", Fraction(1)),
]


@dataclass(frozen=True)
class Case:
    """One wrong statement.

    Attributes:
        name: unique.
        group: ``mutant``, ``lowered`` (a mutant of a lower bound), ``printed``, ``removed`` or ``foreign``.
        claim: the wrong claim.
        truth: the claim known to be true, or None.
        truths: others that are, of a printed one with several corrected forms.
        answer: of a removed factor and a foreign bound, the factor as text; else empty.
        held_out: nothing was tuned on it.
    """

    name: str
    group: str
    claim: Claim
    truth: Claim | None
    answer: str = ""
    held_out: bool = False
    truths: tuple[Claim, ...] = ()


def cases() -> list[Case]:
    """Every case, in the order of the catalogue; what relation a mutant has is seen when it is run."""
    claims = collect(Path("properties"))
    named = {c.id: c for c in claims}
    found = []
    for claim in claims:
        if claim.form == "mutant" and claim.of in named:
            group = "lowered" if claim.bound != 1 else "mutant"
            found.append(Case(claim.id, group, claim, named[claim.of]))
        elif claim.form == "printed" and claim.expected == "refuted":
            mended = [c for c in claims if c.of == claim.id and c.form in ("corrected", "conjecture")]
            mended = [c for c in mended if c.expected == "holds"]
            if mended:
                found.append(Case(claim.id, "printed", claim, mended[0], truths=tuple(mended[1:])))
    found += [_removed(named[name], atom, power) for name, atom, power in REMOVED if name in named]
    return [*found, *_foreign()]


def _removed(claim: Claim, atom: str, power: Fraction) -> Case:
    def without(instance: object, **settings: object) -> Relation:
        relation = claim.function(instance, **settings)
        value = getattr(instance, atom)
        xp = instance.xp  # type: ignore[attr-defined]
        value = xp.const(value) if isinstance(value, int) else value
        factor = xp.sqrt(value) if power == Fraction(1, 2) else value ** int(power)
        if factor.ndim:
            factor = xp.reshape(factor, (*factor.shape, *[1] * (relation.rhs.ndim - 1)))
        return replace(relation, rhs=relation.rhs / factor)

    text = atom if power == 1 else f"{atom}^({power})" if power.denominator > 1 else f"{atom}^{power}"
    wrong = replace(claim, id=f"{claim.id}.lacks_{atom}", function=without, expected="refuted", children=[])
    return Case(f"{wrong.id}_{power}".replace("/", "_"), "removed", wrong, claim, text)


def _foreign() -> Sequence[Case]:
    return [
        Case(c.id, "foreign", c, None, str(foreign.FACTORS.get(c.title) or ""), c.id in foreign.HELD_OUT)
        for c in foreign.CLAIMS
    ]

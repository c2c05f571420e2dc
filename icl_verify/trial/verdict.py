"""From what was counted and proved to a verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from icl_verify.judge.e_value import DECISIVE, Count, combined_log_e_value, interval, total
from icl_verify.judge.replay import instance_of
from icl_verify.judge.settle import settle
from icl_verify.judge.tightness import LONGEST_CERTIFIED, CertifiedTightness
from icl_verify.records.example import read_example
from icl_verify.records.schema import STATEMENT_FORMS, Events
from icl_verify.statement.claim import Claim
from icl_verify.statement.relation import Statistical
from icl_verify.trial.result import Break, proved_break
from icl_verify.trial.tally import Tally

# Forms whose refutation is expected only where a committed counterexample still breaks the claim.
NEEDS_COMMITTED = (*STATEMENT_FORMS, "control")
REPLAYED_WELL = ("broken", "not needed")


def events_record(tally: Tally, relation: Statistical) -> Events:
    """What was counted of a statement on chances, as the record holds it."""
    seen = total(tally.events)
    low, high = interval(seen)
    against = combined_log_e_value(tally.events, relation.chance)
    return Events(
        successes=seen.successes,
        samples=seen.samples,
        at_least=relation.chance,
        share=seen.successes / max(1, seen.samples),
        low=low,
        high=high,
        log10_e_value=against / math.log(10) if math.isfinite(against) else None,
        refuted_from=DECISIVE,
        shapes=len(tally.events),
        along=relation.along,
    )


def refuted_by_counting(tally: Tally, chance: float) -> bool:
    """Whether the events counted are decisive evidence that some shape has less than the chance claimed."""
    return combined_log_e_value(tally.events, chance) >= math.log(DECISIVE)


def supported(count: Count, chance: float) -> bool:
    """Whether at least the claimed share was seen: less refutes nothing, but is no evidence either."""
    return count.successes >= chance * count.samples


def decide(claim: Claim, tally: Tally, *, broken: bool, chance: float | None = None) -> tuple[str, str]:
    """The verdict and a note that explains it (empty where it speaks for itself).

    Arguments:
        broken: whether a break is proved, or a chance refuted.
        chance: the chance that a statement on chances claims, None for any other.
    """
    if broken:
        return "refuted", ""
    needed = claim.minimum_share * tally.instances
    if tally.applicable < max(1.0, needed):
        return (
            "vacuous",
            f"{tally.applicable} of {tally.instances} instances are applicable, {needed:.0f} needed.",
        )
    if chance is not None and not supported(total(tally.events), chance):
        return "inconclusive", "Fewer events than claimed, yet not so few that chance could not bring them."
    if tally.unsettled:
        left = tally.unsettled - tally.undefined
        notes = [f"{left} suspected breaks were neither proved nor dismissed."] if left else []
        if tally.undefined:
            notes.append(f"On {tally.undefined} of {tally.instances} instances a side is not a number.")
        return "inconclusive", " ".join(notes)
    if tally.left_open:
        return (
            "inconclusive",
            f"Balls left {tally.left_open} of the {tally.settled} instances that they were shown open.",
        )
    if tally.applicable - tally.beyond < max(1.0, needed):
        return (
            "inconclusive",
            f"On {tally.beyond} of {tally.applicable} instances float64 knows too little of steps after the "
            f"{LONGEST_CERTIFIED}th, which balls are not asked about.",
        )
    if chance is None and not tally.proved + tally.ties:
        cut = f" {tally.cut} of them were cut to fewer steps, and other statements then." if tally.cut else ""
        return (
            "inconclusive",
            f"Balls proved none of the {tally.settled} instances that they were shown.{cut}",
        )
    notes = [sample.sentence() for sample in tally.sampled]
    if tally.ties and not tally.proved and tally.relation is not None and tally.relation.climbs:
        notes.append(f"All {tally.ties} instances that balls were shown tie: none is proved.")
    return "holds", " ".join(notes)


@dataclass(frozen=True)
class Expectation:
    """How a verdict stands against the expected one.

    Attributes:
        met: whether it is the expected one and all that goes with it is there.
        replayed: what became of the committed counterexample: ``broken``, ``missing``, ``not needed``, or why
            it proves nothing.
        notes: what a reader should know where the right verdict is not enough.
        committed: the committed counterexample as balls have it now, where it breaks the claim.
    """

    met: bool
    replayed: str = "not needed"
    notes: tuple[str, ...] = ()
    committed: Break | None = None


def hold_against_expected(
    claim: Claim,
    verdict: str,
    corpus: Sequence[CertifiedTightness],
    committed: Path | None,
    *,
    statistical: bool,
) -> Expectation:
    """Whether a verdict is as expected.

    A refutation is, of other claims than mutants and trials without an assumption, only with a committed
    counterexample that still breaks the claim. A claim that is to hold must hold on the corpus as well.

    Arguments:
        corpus: the instances that its corpus keeps, as balls have them now.
        committed: folder of counterexamples kept with the sources, ``<id>.json``; None where there is none.
        statistical: whether events were counted, of which no instance can be kept.
    """
    replayed, still = ("not needed", None) if statistical else _replayed(claim, committed)
    right = verdict == claim.expected
    notes = []
    if right and replayed not in REPLAYED_WELL:
        notes.append(
            "A refutation is expected only with a committed counterexample that still breaks the claim: "
            "icl-verify keep RUN CLAIM puts one there."
        )
    known = claim.expected == "holds" and any(one.broken is not None for one in corpus)
    if known:
        notes.append("An instance of the corpus breaks the claim; that is known, not found by this run.")
    met = right and replayed in REPLAYED_WELL and not known
    return Expectation(met, replayed, tuple(notes), still)


def _replayed(claim: Claim, committed: Path | None) -> tuple[str, Break | None]:
    needed = claim.expected == "refuted" and claim.form in NEEDS_COMMITTED
    if not needed or committed is None:
        return "not needed", None
    path = committed / f"{claim.id}.json"
    if not path.is_file():
        return "missing", None
    try:
        exact = instance_of(claim, read_example(path))
        settlement = settle(claim, exact)
    except Exception as error:  # of the file, the claim or its population: each costs this claim alone
        return f"not readable: {error}", None
    return settlement.outcome, proved_break(exact, settlement)

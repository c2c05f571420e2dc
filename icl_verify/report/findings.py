"""What was found wrong with the source, as the page and the letter say it: a card a finding, and a headline.

A finding's texts are the theory's. What breaks, on what, who checked it, what falls with it and whether the
repair holds is read off the records; a finding whose claims all hold says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from icl_verify.records.declared import WEIGHTS, Finding
from icl_verify.records.example import Example
from icl_verify.records.run import Run, read_attached
from icl_verify.records.schema import SOURCE_FORMS, Record
from icl_verify.records.worked import WorkedCheck
from icl_verify.report.instances import cost
from icl_verify.report.links import Links
from icl_verify.report.sides import named_as
from icl_verify.report.words import count, short, tightest_known
from icl_verify.report.worked import read_worked

PROSE = "reading of prose"
GRAVE = "load-bearing"
EQUATION = re.compile(r"\(\d+[a-z]?\)")
FOUND, STANDS, UNTRIED = "found", "stands", "untried"


@dataclass(frozen=True)
class Card:
    """A finding with what the run says of it.

    Attributes:
        state: ``found`` where a claim that names it is refuted, ``stands`` where none is, ``untried`` where
            no such claim was tried.
        claims: those that name it.
        leading: of the refuted ones that at the finding's own equation, then that on which most rests, then
            that with the simplest counterexample.
        example: the leading claim's counterexample, None where events were counted.
        worked: its worked check, None where the run has none.
        others: the other refuted ones.
        resting: statements of the source whose proofs rest on what falls here, directly or through others.
        repairs: corrected claims in place of the refuted ones.
    """

    finding: Finding
    state: str
    claims: tuple[Record, ...] = ()
    leading: Record | None = None
    example: Example | None = None
    worked: WorkedCheck | None = None
    others: tuple[Record, ...] = ()
    resting: tuple[Record, ...] = ()
    repairs: tuple[Record, ...] = ()

    @property
    def checks(self) -> tuple[str, ...]:
        """Who proved the break: balls, and programs that share no line with them."""
        if self.leading is None:
            return ()
        if self.example is None:
            return ("counting independent events",)
        proved = [one.by for one in self.leading.checked if one.outcome == "proved"]
        others = [f"a standalone script ({by})" if by.startswith("Python") else by for by in proved]
        return (f"ball arithmetic at {self.example.precision} bits", *others)

    @property
    def repaired(self) -> tuple[Record, ...]:
        """The repairs that hold."""
        return tuple(record for record in self.repairs if record.verdict == "holds")


def cards(run: Run, links: Links) -> list[Card]:
    """A card for each finding of the theory, the heaviest first, then as declared."""
    found = [_card(finding, run, links) for finding in run.header.findings]
    return sorted(found, key=lambda card: WEIGHTS.index(card.finding.weight))


def _card(finding: Finding, run: Run, links: Links) -> Card:
    claims = tuple(record for record in run.claims if record.because == finding.id)
    refuted = [record for record in claims if record.verdict == "refuted"]
    if not refuted:
        return Card(finding, STANDS if claims else UNTRIED, claims)
    examples = {record.id: example for record in refuted if (example := example_of(run, record))}
    fallen = {record.id for record in refuted}
    leading = min(refuted, key=lambda r: _order(r, examples.get(r.id), finding, run, links))
    resting = [
        record for record in run.claims
        if record.form in SOURCE_FORMS and record.id not in fallen and fallen & set(links.fallen(record))
    ]  # fmt: skip
    repairs = [links.records[name] for record in refuted for name in links.repairs.get(record.id, ())]
    return Card(
        finding, FOUND, claims, leading, examples.get(leading.id), worked_of(run, leading),
        tuple(record for record in refuted if record is not leading), tuple(resting),
        tuple(record for record in repairs if record.because != finding.id),
    )  # fmt: skip


def _order(
    record: Record, example: Example | None, finding: Finding, run: Run, links: Links
) -> tuple[bool, bool, int, float]:
    """First what the source says, at the place of the finding, then what most rests on, then the simplest."""
    resting = sum(record.id in links.fallen(other) for other in run.claims)
    elsewhere = not set(EQUATION.findall(finding.where)) & set(EQUATION.findall(record.source))
    return record.form not in SOURCE_FORMS, elsewhere, -resting, cost(example) if example else math.inf


def example_of(run: Run, record: Record) -> Example | None:
    """The simplest counterexample of a record, None where there is none that can be read."""
    path = record.simplest or record.counterexample
    if path is None:
        return None
    try:
        found = Example.from_json(read_attached(run.folder, path), "counterexample")
    except ValueError:
        return None  # the claim's page says what is wrong with the file
    return replace(found, relation=named_as(record, found.relation))


def worked_of(run: Run, record: Record) -> WorkedCheck | None:
    """The worked check beside a record's counterexample, None where there is none that can be read."""
    path = record.simplest or record.counterexample
    return None if path is None else read_worked(run, path)


def headline(run: Run, found: Sequence[Card]) -> list[str]:
    """What was found, a sentence each: slips in formulas, what the source is about, readings of prose."""
    seen = [card for card in found if card.state == FOUND]
    slips = [card for card in seen if card.finding.weight != PROSE]
    prose = [card for card in seen if card.finding.weight == PROSE]
    grave = sum(card.finding.weight == GRAVE for card in slips)
    said = []
    if run.header.findings:
        bearing = f", {_number(grave)} of them load-bearing" if grave else ""
        bearing = ", load-bearing" if grave == len(slips) == 1 else bearing
        said.append(f"{_plural(len(slips), 'slip')} in formulas{bearing}.")
    said += [_standing(record) for name in run.header.main for record in run.claims if record.id == name]
    if prose:
        verb = "fails" if len(prose) == 1 else "fail"
        said.append(f"{_plural(len(prose), 'sentence')} in words {verb} as we read {_them(prose)}.")
    confirmed = [record for record in run.claims if record.denies and record.verdict == "refuted"]
    if confirmed:
        verb = "is" if len(confirmed) == 1 else "are"
        said.append(
            f"{_plural(len(confirmed), 'sentence')} in words {verb} confirmed: the contrary is refuted."
        )
    return [sentence[0].upper() + sentence[1:] for sentence in said]


def _standing(record: Record) -> str:
    """What became of a claim that the source is about."""
    name = record.source or record.title or record.id
    if record.verdict != "holds":
        return f"{name} is {record.verdict}."
    known = tightest_known(record)
    if known is None or not 0 < known < 0.995:
        return f"{name} survived every trial."
    return f"{name} survived every trial, its sides never closer than a factor {short(1 / known)}."


NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def _number(value: int) -> str:
    return NUMBERS[value] if value < len(NUMBERS) else count(value)


def _plural(value: int, noun: str) -> str:
    return f"{_number(value)} {noun}{'' if value == 1 else 's'}"


def _them(items: Sequence[object]) -> str:
    return "it" if len(items) == 1 else "them"

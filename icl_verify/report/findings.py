"""What was found wrong with the source, as the page and the letter say it: a card a finding, and a headline.

A finding's texts are the theory's. What breaks, on what, who checked it, what falls with it and whether the
repair holds is read off the records; a finding whose claims all hold says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from icl_verify.records.declared import WEIGHTS, Finding
from icl_verify.records.example import Example
from icl_verify.records.run import Run, read_attached
from icl_verify.records.schema import SOURCE_FORMS, ProvedForAll, Record
from icl_verify.records.worked import WorkedCheck
from icl_verify.report.instances import cost
from icl_verify.report.links import Links
from icl_verify.report.order import ordered
from icl_verify.report.sides import named_as
from icl_verify.report.words import count, short, tightest_known
from icl_verify.report.worked import read_worked

PROSE = "reading of prose"
GRAVE = "load-bearing"
EQUATION = re.compile(r"\(\d+[a-z]?\)")
LEFT = "left side"  # what a side is called that has no name
FOUND, STANDS, UNTRIED = "found", "stands", "untried"


@dataclass(frozen=True)
class Card:
    """A finding with what the run says of it.

    Attributes:
        state: ``found`` where a claim that names it is refuted, ``stands`` where none is, ``untried`` where
            no such claim was tried.
        claims: those that name it.
        leading: of the refuted ones one whose break is this finding's alone, as it uses nothing that another
            refutes; then that at the finding's own equation, then that on which most rests, then that with
            the simplest counterexample.
        example: the leading claim's counterexample, None where events were counted.
        worked: its worked check, None where the run has none.
        others: the other refuted ones.
        resting: statements of the source that survived, and whose printed proofs use what falls here,
            directly or through others.
        repairs: corrected claims in place of the refuted ones.
        added: by a repair's id what it assumes beyond the claim in whose place it stands.
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
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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

    @property
    def conditions(self) -> tuple[str, ...]:
        """What the repairs that hold assume beyond what is printed, each once."""
        return tuple(dict.fromkeys(one for record in self.repaired for one in self.added.get(record.id, ())))

    @property
    def theorems(self) -> tuple[tuple[Record, ProvedForAll], ...]:
        """Repairs that were proved for all reals, with the shape and the file of each proof."""
        return tuple((record, one) for record in self.repaired for one in record.proved_for_all)

    @property
    def consequences(self) -> list[str]:
        """What else falls, which proofs use it, and what became of the repair, a sentence each."""
        said = []
        if self.others:
            verb = "is" if len(self.others) == 1 else "are"
            said.append(f"{_plural(len(self.others), 'other claim')} {verb} refuted by it.")
        if self.resting:
            alone = len(self.resting) == 1
            statements, verb = ("statement itself", "uses") if alone else ("statements themselves", "use")
            proofs = _plural(len(self.resting), "printed proof")
            said.append(f"{proofs} {verb} it; the {statements} survived every trial.")
        if self.repairs:
            said.append(f"The repair {self.repair_in_words}.")
        said += [f"{record.title or record.id}: {in_words(theorem)}." for record, theorem in self.theorems]
        return [sentence[0].upper() + sentence[1:] for sentence in said]

    @property
    def repair_in_words(self) -> str:
        """What became of the repairs: a verb and the rest."""
        held, tried = len(self.repaired), len(self.repairs)
        if not held:
            return "fails"
        where = (
            ""
            if tried == 1
            else f" in all {tried} places"
            if held == tried
            else f" in {held} of {tried} places"
        )
        added = f", under the added hypotheses: {'; '.join(self.conditions)}" if self.conditions else ""
        return f"survived every trial{where}{added}"


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
        if record.form in SOURCE_FORMS and record.verdict == "holds" and fallen & set(links.fallen(record))
    ]  # fmt: skip
    repairs = [links.records[name] for record in refuted for name in links.repairs.get(record.id, ())]
    repairs = [record for record in repairs if record.because != finding.id]
    return Card(
        finding, FOUND, claims, leading, examples.get(leading.id), worked_of(run, leading),
        tuple(record for record in refuted if record is not leading), tuple(resting), tuple(repairs),
        {record.id: _added(record, links) for record in repairs},
    )  # fmt: skip


def _added(repair: Record, links: Links) -> tuple[str, ...]:
    """Titles of what a repair assumes and the claim in whose place it stands does not."""
    original = links.records.get(repair.of or "")
    known = {one.name for one in original.assumptions} if original else set()
    return tuple(one.title or one.name for one in repair.assumptions if one.name not in known)


def _order(
    record: Record, example: Example | None, finding: Finding, run: Run, links: Links
) -> tuple[bool, bool, bool, int, float]:
    """First what breaks by this finding alone, then what the source says, at the place of the finding, then
    what most rests on, then the simplest."""
    # A claim on a refuted quantity breaks wherever that one is wrong: it shows nothing of its own slip.
    mixed = any(links.records[name].because not in (None, finding.id) for name in links.fallen(record))
    resting = sum(record.id in links.fallen(other) for other in run.claims)
    elsewhere = not set(EQUATION.findall(finding.where)) & set(EQUATION.findall(record.source))
    return mixed, record.form not in SOURCE_FORMS, elsewhere, -resting, cost(example) if example else math.inf


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
    links = Links(ordered(run.claims, run.header.groups))
    main = [record for name in run.header.main for record in run.claims if record.id == name]
    said += [*map(_standing, main), *_proofs(main, links, found)]
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
    """What became of a claim that the source is about, and how much it leaves."""
    name = record.source or record.title or record.id
    if record.verdict != "holds":
        return f"{name} is {record.verdict}."
    tried = f"on {_plural(record.applicable, 'instance')} of {_plural(record.shapes, 'shape')}"
    known, words = tightest_known(record), record.relation
    said = f"{name} survived every trial, {tried}."
    if known is not None and 0 < known < 0.995:
        factor = short(1 / known)
        if words is None or words.left == LEFT:
            return f"{name} survived every trial, {tried}, its sides never closer than a factor {factor}."
        larger, smaller = (words.left, words.right) if words.swapped else (words.right, words.left)
        return f"{name} survived every trial: {tried} the {larger} was at least {factor} times the {smaller}."
    return said


def _proofs(main: Sequence[Record], links: Links, found: Sequence[Card]) -> list[str]:
    """Whether the printed proofs of what the source is about stand, and whether the repairs make up for what
    does not: a sentence, none where nothing that they use is refuted."""
    resting = [record for record in main if record.verdict == "holds" and links.fallen(record)]
    fallen = list(dict.fromkeys(name for record in resting for name in links.fallen(record)))
    if not fallen:
        return []
    names = " and ".join(record.source or record.title or record.id for record in resting)
    proofs, verb = ("proof", "uses") if len(resting) == 1 else ("proofs", "use")
    said = f"The printed {proofs} of {names} {verb} {_plural(len(fallen), 'refuted statement')}"
    unmended = [name for name in fallen if not links.mended(name)]
    if unmended:
        verb = "has" if len(unmended) == 1 else "have"
        return [f"{said}, of which {_number(len(unmended))} {verb} no repair that survived."]
    bound = [card for card in found if card.conditions and any(one.id in fallen for one in card.claims)]
    each = "it has" if len(fallen) == 1 else "each has"
    if not bound:
        return [f"{said}; {each} a repair that survived every trial."]
    places = f"{_plural(len(bound), 'place')} ({', '.join(card.finding.where for card in bound)})"
    hypotheses = "; ".join(dict.fromkeys(one for card in bound for one in card.conditions))
    verb = "is" if len(resting) == 1 else "are"
    return [
        f"{said}; {each} a repair that survived every trial, but at {places} only under added hypotheses "
        f"({hypotheses}), so that in general the {proofs} {verb} not repaired."
    ]


NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def in_words(theorem: ProvedForAll) -> str:
    """What was proved for all reals, where and by what."""
    shape = ", ".join(f"{name} = {size}" for name, size in theorem.sizes.items())
    return f"proved for all reals at {shape} by {theorem.by} {theorem.version}"


def _number(value: int) -> str:
    return NUMBERS[value] if value < len(NUMBERS) else count(value)


def _plural(value: int, noun: str) -> str:
    return f"{_number(value)} {noun}{'' if value == 1 else 's'}"


def _them(items: Sequence[object]) -> str:
    return "it" if len(items) == 1 else "them"

"""What a record and a header hold: written as declared here, and checked so at the door."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Annotated

from icl_verify.records.checks import Count, FileName, FilePath, Name, OneOf, Seconds
from icl_verify.records.declared import Finding, Passage, Source, Symbol, Theory
from icl_verify.records.example import InstanceFile
from icl_verify.records.relation import RelationWords
from icl_verify.records.typed import Key, Part

FORMS = ("printed", "reading", "corrected", "conjecture", "control", "mutant", "necessity")
SOURCE_FORMS = ("printed", "reading")  # what the source says: in formulas, in words
STATEMENT_FORMS = (
    *SOURCE_FORMS,
    "corrected",
    "conjecture",
)  # what a reader comes for; the rest tries the tool
VERDICTS = ("holds", "refuted", "inconclusive", "vacuous", "error")
ARITHMETICS = ("ball", "statistical")
EXPECTED = ("holds", "refuted")


@dataclass(frozen=True, kw_only=True)
class Tightness(Part):
    """Quantiles of lhs/rhs over the applicable instances; `max` is None where it is infinite."""

    max: float | None = None
    q50: float | None = None
    q95: float | None = None


@dataclass(frozen=True, kw_only=True)
class Margin(Part):
    """By how much an assumption held: quantiles of its margin, and the share below 1e-12."""

    min: float | None = None
    q05: float | None = None
    q50: float | None = None
    below_tiny: Annotated[float | None, Key("below_1e-12")] = None


@dataclass(frozen=True, kw_only=True)
class AssumptionRecord(Part):
    """How often an assumption held of how many instances; on `undefined` float64 gave it no number."""

    name: str
    title: str = ""
    held: Count = 0
    tried: Count = 0
    undefined: Count = 0
    margin: Margin | None = None


@dataclass(frozen=True, kw_only=True)
class Slope(Part):
    """The line fitted to log tightness over the log of a size or a positive number (`of`), its standard error
    and the number of shapes that it is fitted to."""

    slope: float | None = None
    error: float | None = None
    shapes: Count = 0
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class HuntRecord(Part):
    """What a hunt found.

    Attributes:
        best: the largest tightness that it reached, as balls have it.
        steps: ascent steps taken.
        instance: the file of the tightest instance.
        multiple: the smallest multiple of the right-hand side that survives draws and hunt: above 1 where the
            claim is refuted, None where unknown or none does.
        diagnosis: one sentence on it (``sharp``, ``off by a constant``, ...).
        slopes: by size or positive number.
        guided: False where no gradient could be followed.
        stopped: why it ended.
    """

    best: float | None = None
    steps: Count = 0
    instance: FilePath | None = None
    multiple: float | None = None
    diagnosis: str = ""
    slopes: Mapping[str, Slope] = field(default_factory=dict)
    guided: bool = True
    stopped: str = ""


@dataclass(frozen=True, kw_only=True)
class CorpusRecord(Part):
    """The instances kept beside the claim as balls have them now: known beforehand, judged apart."""

    best: float | None = None
    broken: bool = False
    instances: Count = 0


@dataclass(frozen=True, kw_only=True)
class Largest(Part):
    """The largest tightness known in balls, None where it is infinite, and where it comes from.

    Attributes:
        origin: ``drawn``; ``hunted``, by this run; ``corpus``, known beforehand.
    """

    value: float | None = None
    origin: Annotated[str, OneOf("drawn", "hunted", "corpus")]


@dataclass(frozen=True, kw_only=True)
class Events(Part):
    """What was counted of a statement on chances: claimed is a chance of `at_least`.

    `share` was seen, with a 95% interval from `low` to `high`. `log10_e_value` is the evidence against it,
    None where it is infinite; from `refuted_from` on the claim is refuted. Samples run `along` an axis of the
    instances, or are the instances themselves (None); `shapes` is how many shapes they come from.
    """

    successes: Count
    samples: Count
    at_least: float
    share: float
    low: float
    high: float
    log10_e_value: float | None
    refuted_from: float
    shapes: Count
    along: str | None


@dataclass(frozen=True, kw_only=True)
class Quantiles(Part):
    """Of a number that a statement remarks without judging it."""

    min: float | None = None
    q50: float | None = None
    q95: float | None = None
    max: float | None = None


@dataclass(frozen=True, kw_only=True)
class Sampled(Part):
    """A random sample that stands for all suspicions of one nature, none of it a break.

    Attributes:
        share: of the suspicions, the largest part that may be breaks unseen, at the confidence given.
    """

    nature: str
    suspicions: Count
    settled: Count
    share: float
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Weighed(Part):
    """Whether float64 has the numbers of balls on members that it has nothing against.

    Attributes:
        members: how many balls proved or tied.
        off: of these, those whose number float64 has wrong by more than a tenth.
        apart: the largest difference of the logarithms of both numbers; None where it is infinite, or where
            the kind of relation has no number to compare.
    """

    members: Count
    off: Count = 0
    apart: float | None = None


@dataclass(frozen=True, kw_only=True)
class RepairRecord(Part):
    """What might be true in place of a refuted claim.

    Attributes:
        change: what is proposed, in a line.
        evidence: what it has survived, never that it is true.
        code: a line of Python that says it, empty for an edit.
    """

    kind: str
    change: str
    evidence: str
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Checked(Part):
    """What a program that shares no line with this one says of the smallest break.

    Attributes:
        by: the program and its version.
        outcome: ``proved``; ``refused`` (it does not follow there), ``contradicted`` (the opposite follows);
            ``not checked``.
        why: in a line, where it is not proved.
        file: the certificate, a file of the run.
        sha256: of the certificate.
    """

    by: str
    outcome: Annotated[str, OneOf("proved", "refused", "contradicted", "not checked")]
    why: str = ""
    seconds: Seconds = 0.0
    file: FilePath | None = None
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class ProvedForAll(Part):
    """An equality proved for every real instance of a shape on which its formulas are defined.

    Attributes:
        sizes: of every axis of the shape.
        by, version: the program that proved it.
        file: the theorem's name in the folder ``theorems``, beside the claims and in a run.
        sha256: of the theorem.
        seconds: what the proof took.
    """

    sizes: Mapping[str, Count]
    by: str
    version: str
    file: FileName
    sha256: str
    seconds: Seconds = 0.0


@dataclass(frozen=True, kw_only=True)
class TheoremFile(Part):
    """The theorems kept of a claim as it stood when it had that digest."""

    claim: Name
    digest: str
    theorems: tuple[ProvedForAll, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Record(Part):
    """What a run says of one claim. The first fields are the claim's own.

    Attributes:
        as_expected: whether the verdict is the expected one, with what that asks for.
        relation: the words of its kind of relation, None where an error came before it was known.
        instances, applicable, shapes, suspicions, ties, settled, proved: as ``Tally`` counts them.
        sampled: of a claim that holds, the samples that stand for suspicions beyond the budget.
        weighed: of a claim that draws did not break, how float64 stands against balls.
        tightness, digits: at most one of them: ``digits`` where the sides are to be equal.
        largest: of an inequality, the number to read first; ``tightness`` says how the draws spread.
        remarks: by name, None where the claim remarks nothing.
        resolved: the mean share of the entries that float64 resolves, None where it is all.
        ensured: titles of what the population alone sees to.
        counterexample, worst: files of the smallest and the worst proved break of this run.
        committed: file of the counterexample that is kept with the claims, where it still breaks this one.
        simplest: of these the one with the fewest sizes and digits, which other programs check.
        checked: who else checked the simplest break, and what came of it.
        proved_for_all: shapes at which this very claim was proved for all reals, before the run.
        tightest_instance: the tightest instance drawn, of a claim that holds.
        because: id of the finding that it shows, None where it shows none.
        denies: it denies what the source says: that it is refuted confirms the source.
        replayed: what became of the committed counterexample: ``broken``, ``missing``, ``not needed``, or why
            it proves nothing.
        repairs: of a refuted claim, what survived in its place, the simplest first.
        degrees: where its formulas compare or add up what is of unlike degree, a sentence each.
        data: the file behind the plots.
        titles: what the axes and fields of the claim's instances mean.
        decided_in: the run that decided it, as it was typed; empty where it is this one.
        digest: of all that the verdict depends on; a resumed run tries the claim again where it is another.
    """

    id: Name
    title: str = ""
    statement: str = ""
    source: str = ""
    group: str = ""
    form: Annotated[str, OneOf(*FORMS)]
    of: Name | None = None
    expected: Annotated[str, OneOf(*EXPECTED)]
    verdict: Annotated[str, OneOf(*VERDICTS)]
    as_expected: bool
    arithmetic: Annotated[str, OneOf(*ARITHMETICS)] = "ball"
    relation: RelationWords | None = None
    population: str = ""
    instances: Count = 0
    applicable: Count = 0
    shapes: Count = 0
    suspicions: Count = 0
    ties: Count = 0
    settled: Count = 0
    proved: Count = 0
    sampled: tuple[Sampled, ...] = ()
    weighed: Weighed | None = None
    tightness: Tightness | None = None
    digits: float | None = None
    largest: Largest | None = None
    remarks: Mapping[str, Quantiles] | None = None
    events: Events | None = None
    resolved: float | None = None
    hunt: HuntRecord | None = None
    corpus: CorpusRecord | None = None
    assumptions: tuple[AssumptionRecord, ...] = ()
    ensured: tuple[str, ...] = ()
    drops: str | None = None
    because: Name | None = None
    denies: bool = False
    uses: tuple[str, ...] = ()
    counterexample: FilePath | None = None
    worst: FilePath | None = None
    committed: FilePath | None = None
    simplest: FilePath | None = None
    checked: tuple[Checked, ...] = ()
    proved_for_all: tuple[ProvedForAll, ...] = ()
    tightest_instance: InstanceFile | None = None
    replayed: str = ""
    seconds: Seconds = 0.0
    note: str = ""
    traceback: str | None = None
    repairs: tuple[RepairRecord, ...] = ()
    degrees: tuple[str, ...] = ()
    data: FilePath | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    decided_in: str = ""


@dataclass(frozen=True, kw_only=True)
class Start(Part):
    """A later start of a run that was resumed."""

    started: str
    environment: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Header(Part):
    """What a run was made with and what it is about.

    Attributes:
        environment: versions and the machine.
        started: ISO time.
        selected: ids of the claims, each once.
        groups: names of groups in the order of the source, where the collection declares them.
        source, findings, symbols, passages, main, spelled: what the theory declares of itself.
        reproducible: False where a time limit may have decided.
        hunt: ascent steps a claim, None where it is not known.
        folder, properties: the run's folder and that of its claims, as they were typed. They are shown, and
            never opened or imported.
        resumed: later starts.
        since: the earlier run whose records were taken over where nothing had changed, as it was typed.
    """

    profile: str
    seed: int
    environment: Mapping[str, str | int]
    started: str
    selected: tuple[Name, ...] = ()
    groups: tuple[str, ...] = ()
    source: Source | None = None
    findings: tuple[Finding, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    passages: tuple[Passage, ...] = ()
    main: tuple[Name, ...] = ()
    spelled: Mapping[str, str] = field(default_factory=dict)
    reproducible: bool = True
    hunt: Count | None = None
    folder: str = ""
    properties: str = ""
    resumed: tuple[Start, ...] = ()
    since: str = ""
    finished: bool = False
    seconds: Seconds = 0.0

    def __post_init__(self) -> None:
        for name in ("selected", "groups"):
            object.__setattr__(self, name, tuple(dict.fromkeys(getattr(self, name))))

    @property
    def theory(self) -> Theory:
        """What the theory declares of itself."""
        declared = {one.name: getattr(self, one.name) for one in fields(Theory)}
        return Theory(**declared)

    def of_theory(self, theory: Theory) -> "Header":
        """The header with what a theory declares."""
        declared = {one.name: getattr(theory, one.name) for one in fields(theory)}
        return replace(self, **declared)

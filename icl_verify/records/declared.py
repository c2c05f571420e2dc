"""What a theory says of itself: where it is published, what was found wrong with it, its symbols, its text.

A theory makes these, a run's header keeps them, the page and the letter show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from icl_verify.records.checks import Name, OneOf, printable_name
from icl_verify.records.typed import Part

# From the heaviest to the lightest; a weight is what the statement meant, not how it was found.
WEIGHTS = ("load-bearing", "wrong constant", "misprint", "reading of prose")
Weight: TypeAlias = Annotated[str, OneOf(*WEIGHTS)]


@dataclass(frozen=True)
class Source(Part):
    """Where the statements on trial are published.

    Attributes:
        title: of the paper.
        authors: their names, in its order.
        name: how it is cited in a line, say ``arXiv 2408.10147``.
        link: its address, ``https://`` and the rest; empty where there is none.
    """

    title: str
    authors: tuple[str, ...] = ()
    name: str = ""
    link: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError(f"title must name the source, got {self.title!r}")
        if self.link and not self.link.startswith(("https://", "http://")):
            raise ValueError(f"link must begin with https:// or http://, got {self.link[:60]!r}")


@dataclass(frozen=True)
class Finding(Part):
    """One slip of the source, which may bring down several claims: each names it by ``because=``.

    Attributes:
        id: short, of printable characters, unique in a theory.
        where: the place in the source, for a heading: ``Lemma 5, (36)``.
        cause: one sentence that says why it is wrong.
        printed: what is printed, in LaTeX; words are ``\\text{...}``.
        fix: what would be right, in LaTeX; empty where nothing takes its place.
        weight: ``load-bearing`` where the proof of a later statement uses it as printed, ``wrong constant``
            where a number alone is wrong and nothing rests on it, ``misprint`` for another slip on which
            nothing rests, ``reading of prose`` for a sentence in words that fails as we read it.
    """

    id: Name
    where: str
    cause: str
    printed: str
    fix: str
    weight: Weight

    def __post_init__(self) -> None:
        printable_name(self.id, "id")
        OneOf(*WEIGHTS)(self.weight, "weight")


@dataclass(frozen=True)
class Symbol(Part):
    """An entry of the glossary: a symbol, or an assumption by its name.

    Attributes:
        tex: the symbol in LaTeX, as statements write it; for an assumption what it is called.
        definition: in LaTeX, words as ``\\text{...}``.
        equation: where the source defines it, say ``(12)``.
        meaning: what it is, in words.
        assumption: name of the assumption that it explains, as claims have it; empty for a symbol.
    """

    tex: str
    definition: str
    equation: str = ""
    meaning: str = ""
    assumption: str = ""

    def __post_init__(self) -> None:
        if not self.tex.strip():
            raise ValueError(f"tex must be a symbol in LaTeX, got {self.tex!r}")


@dataclass(frozen=True)
class Passage(Part):
    """A numbered formula or a sentence of the source, and what tries it.

    Attributes:
        where: its number or place, ``(36)``.
        says: what it says, in a line.
        claims: ids of the claims that try it, or globs of ids.
        why: why no claim does; empty where one does.
    """

    where: str
    says: str
    claims: tuple[Name, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        if bool(self.claims) == bool(self.why):
            raise ValueError(f"{self.where} must have claims or say why not, got claims {self.claims}")


@dataclass(frozen=True)
class Theory(Part):
    """All that a theory says of itself; a conftest, or a file with claims, holds one under any name.

    Attributes:
        main: ids of the claims that the source is about: what became of them is said first.
        spelled: by a name that titles and notes write in plain characters, say ``zeta_0``, how the page
            writes it, ``ζ₀``.

    Raises:
        ValueError: two findings of one id that are not the same.
    """

    source: Source | None = None
    findings: tuple[Finding, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    passages: tuple[Passage, ...] = ()
    main: tuple[Name, ...] = ()
    spelled: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known: dict[str, Finding] = {}
        for finding in self.findings:
            if known.setdefault(finding.id, finding) != finding:
                raise ValueError(f"finding ids must be unique, got {finding.id} for two findings")

    def joined(self, other: "Theory") -> "Theory":
        """Both together, each entry once.

        Raises ValueError where they name two sources, or two findings share an id.
        """
        if self.source and other.source and self.source != other.source:
            raise ValueError(f"source must be one, got {self.source.title!r} and {other.source.title!r}")
        return Theory(
            self.source or other.source,
            tuple(dict.fromkeys((*self.findings, *other.findings))),
            tuple(dict.fromkeys((*self.symbols, *other.symbols))),
            tuple(dict.fromkeys((*self.passages, *other.passages))),
            tuple(dict.fromkeys((*self.main, *other.main))),
            {**self.spelled, **other.spelled},
        )

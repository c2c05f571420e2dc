"""What is said of the paper in words: complete both ways, and typeset."""

import fnmatch
import re
from pathlib import Path

import pytest

from icl_verify.catalogue import collect
from icl_verify.records.declared import WEIGHTS
from icl_verify.records.schema import SOURCE_FORMS, Record
from icl_verify.report.glossary import used
from icl_verify.report.mathml import typeset, typeset_prose
from icl_verify.report.spelling import spelled
from icl_verify.yang2024.paper.findings import FINDINGS, SOURCE
from icl_verify.yang2024.paper.passages import PASSAGES
from icl_verify.yang2024.paper.spelling import SPELLED
from icl_verify.yang2024.paper.symbols import SYMBOLS

ROOT = Path(__file__).parents[3]
NUMBERED = 83  # formulas that the paper numbers
TRIES_ANOTHER = ("mutant", "necessity")  # these try a claim, which the table names

pytestmark = pytest.mark.skipif(not (ROOT / "properties").is_dir(), reason="installed without its repository")


@pytest.fixture(scope="module")
def claims():
    return collect(ROOT / "properties")


def numbers(text):
    """The equation numbers that a text names, with those between the ends of a range."""
    found = set()
    for first, last in re.findall(r"\((\d+)[a-d]?\)(?:-\((\d+)\))?", text):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def places(text):
    """What a source names: equations, and lemmas, theorems, assumptions, propositions by number."""
    named = re.findall(r"(?:Lemma|Theorem|Assumption|Proposition|Figure) \d+", text)
    return {*map(str, numbers(text)), *named}


def test_every_numbered_formula_is_in_the_table():
    assert set(range(1, NUMBERED + 1)) - numbers(" ".join(one.where for one in PASSAGES)) == set()


def test_every_pattern_of_the_table_names_a_claim(claims):
    ids = [claim.id for claim in claims]
    idle = [(p.where, g) for p in PASSAGES for g in p.claims if not fnmatch.filter(ids, g)]
    assert not idle


def test_every_claim_tries_a_passage_that_its_source_names(claims):
    for claim in claims:
        if claim.form in TRIES_ANOTHER:
            continue
        mine = [p for p in PASSAGES if any(fnmatch.fnmatchcase(claim.id, g) for g in p.claims)]
        assert mine, claim.id
        named = places(claim.source)
        if claim.form in SOURCE_FORMS and named:
            assert named & places(" ".join(p.where for p in mine)), (claim.id, claim.source)


def test_every_refuted_claim_of_the_paper_names_its_finding_and_every_finding_is_shown(claims):
    source = [c for c in claims if c.form in SOURCE_FORMS and c.expected == "refuted"]
    assert [c.id for c in source if c.because is None] == ["words.one_head_suffices"]
    assert [c.id for c in claims if c.denies] == ["words.one_head_suffices"]
    assert {c.because.id for c in claims if c.because} == {finding.id for finding in FINDINGS}
    assert all(c.expected == "refuted" for c in claims if c.because)


def test_the_paper_s_refuted_claims_by_finding(claims):
    counts = {finding.id: 0 for finding in FINDINGS}
    for claim in claims:
        if claim.because and claim.form in SOURCE_FORMS:
            counts[claim.because.id] += 1
    assert counts == {
        "optimum-noise": 11, "query-smoothness": 3, "step-size": 1, "query-gradient": 1, "noise-law": 1,
        "unit-vectors": 1, "spectral-norm": 1, "noiseless-limit": 1, "noiseless-labels": 1, "more-heads": 5,
        "larger-dictionary": 3, "closer-regressions": 3, "closer-predictions": 4, "underfitting": 1,
        "overfitting": 1, "best-prediction": 2, "distinct-tokens": 1, "only-assumption": 1,
    }  # fmt: skip
    assert sum(counts.values()) == 42


def test_readings_are_of_words_and_a_finding_of_prose_is_shown_by_readings_alone(claims):
    for claim in claims:
        if claim.because and claim.because.weight == WEIGHTS[-1]:
            assert claim.form == "reading", claim.id
        if claim.id.startswith("words."):
            assert claim.form != "printed", claim.id


@pytest.mark.parametrize(
    "text", [t for f in FINDINGS for t in (f.printed, f.fix)] + [s.definition for s in SYMBOLS]
)
def test_formulas_are_typeset(text):
    assert 'class="latex"' not in typeset(text)


@pytest.mark.parametrize(
    "text",
    [t for f in FINDINGS for t in (f.where, f.cause)]
    + [t for p in PASSAGES for t in (p.says, p.why)]
    + [s.meaning for s in SYMBOLS],
)
def test_words_are_typeset(text):
    assert 'class="latex"' not in typeset_prose(text) and "$" not in typeset_prose(text)


def test_the_source_can_be_found():
    assert SOURCE.link.startswith("https://arxiv.org/abs/") and len(SOURCE.authors) == 4


def test_plain_names_in_titles_and_notes_are_spelled(claims):
    plain = re.compile(
        r"(?<![A-Za-z])(?:[ZA]bar|[AZ]hat|zeta|tau|sqrt|lambda|alpha|delta|eps)(?![A-Za-z])|\|\||[<>]="
    )
    for claim in claims:
        for text in (claim.title, claim.note):
            left = plain.search(spelled(text, SPELLED))
            assert left is None, (claim.id, left)


def test_a_formula_of_a_finding_stands_whole():
    assert not [f.id for f in FINDINGS if r"\cdots" in f.printed + f.fix]


def test_a_source_is_a_place_of_the_paper_and_no_number_of_ours(claims):
    assert not [c.id for c in claims if re.search(r"\b[CI]\d+\b", c.source)]


def test_a_mended_claim_does_not_say_that_it_is_as_printed(claims):
    mended = [c for c in claims if c.form in ("corrected", "conjecture")]
    assert not [c.id for c in mended if "as printed" in c.source]


BOUND = set("ijkhtnsE") | {"F", "I", "P", "R"}  # indices, expectation, probability, norms, spaces


def letters(tex):
    """The letters and Greek letters of a formula, without its words, accents and signs."""
    plain = re.sub(r"\\(?:text|operatorname|mathrm)\{[^{}]*\}|\\(?:max|min|log|sim|inf|sum|sqrt)", " ", tex)
    greek = r"\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|lambda|xi|sigma|tau|Delta|ell)"
    found = set(re.findall(greek, plain))
    return found | set(re.findall(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])", re.sub(r"\\[A-Za-z]+", " ", plain)))


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.tex)
def test_every_letter_of_a_definition_is_in_the_glossary(symbol):
    known = set().union(*(letters(one.tex) for one in SYMBOLS if not one.assumption))
    assert letters(symbol.definition) - known - BOUND == set()


def test_a_claim_s_symbols_are_those_of_its_definitions_too(claims):
    (claim,) = [one for one in claims if one.id == "lemma5.constant"]
    record = Record(
        id=claim.id, statement=claim.statement, source=claim.source, form="printed", expected="refuted",
        verdict="refuted", as_expected=True,
    )  # fmt: skip
    found = {SYMBOLS[place].tex for place in used(record, SYMBOLS)}
    assert found >= {
        "y_k", r"\hat y_k", "A", r"\hat A_{:,k}", "Z", "N", "K", "m", "d", r"\tau", "z_k", "e_k",
        r"\lambda", r"\delta_k", r"\epsilon_k", "w_{h,k}",
    }  # fmt: skip
    assert not found & {r"\eta_Q", r"\zeta_0", "T"}, "what no definition on the way speaks of"

"""The first screen: what was tried, what was found, what holds and how tightly."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from icl_verify.records.declared import Finding, Symbol, Theory
from icl_verify.records.run import read
from icl_verify.report import render
from icl_verify.report.coverage import coverage
from icl_verify.report.findings import cards, headline
from icl_verify.report.glossary import used
from icl_verify.report.instances import in_a_line, side
from icl_verify.report.links import Links
from icl_verify.report.mathml import typeset_apart, typeset_prose
from icl_verify.report.model import page_model
from icl_verify.report.slack import slack
from icl_verify.report.spelling import raised, spelled
from icl_verify.tests.report import declared
from icl_verify.tests.report.synthetic import a_record, read_back

EXAMPLE = Path(__file__).parents[3] / "reports" / "example"


@pytest.fixture(scope="module")
def declared_run(tmp_path_factory):
    return declared.write_run(tmp_path_factory.mktemp("declared") / "run")


@pytest.fixture(scope="module")
def found(declared_run):
    run = read(declared_run)
    return cards(run, Links(run.claims))


@pytest.fixture(scope="module")
def declared_page(declared_run):
    return render(declared_run)


def by_id(found, name):
    return next(card for card in found if card.finding.id == name)


def test_cards_go_by_weight_and_say_what_the_run_says_of_each(found):
    assert [(card.finding.id, card.state) for card in found] == [
        ("slip", "found"), ("untried", "untried"), ("standing", "stands"), ("prose", "found"),
    ]  # fmt: skip
    slip = by_id(found, "slip")
    assert slip.leading.id == "lemma10.smoothness" and [r.id for r in slip.others] == ["lemma10.sum"]
    assert [r.id for r in slip.resting] == ["thm1.rate", "thm2.accuracy"]
    assert [r.id for r in slip.repairs] == ["lemma10.smoothness.corrected"] and slip.repaired == slip.repairs
    assert slip.checks == ("ball arithmetic at 128 bits", "a standalone script (Python 3.11)")
    assert slip.worked is not None and by_id(found, "prose").example is None


def test_the_headline_counts_findings_and_no_mutant(declared_run, found):
    assert headline(read(declared_run), found) == [
        "One slip in formulas, load-bearing.",
        "Theorem 1 (18) survived every trial, on 20\u202f480 instances of 20 shapes, "
        "its sides never closer than a factor 4.",
        "Lemma 2 (30) is inconclusive.",
        "The printed proof of Theorem 1 (18) uses one refuted statement; "
        "it has a repair that survived every trial.",
        "One sentence in words fails as we read it.",
        "One sentence in words is confirmed: the contrary is refuted.",
    ]


def test_a_repair_that_fails_is_no_repair(declared_run):
    run = read(declared_run)
    claims = [
        replace(one, verdict="refuted") if one.id == "lemma10.smoothness.corrected" else one
        for one in run.claims
    ]
    slip = by_id(cards(replace(run, claims=claims), Links(claims)), "slip")
    assert slip.repairs and slip.repaired == ()


def test_the_page_shows_source_findings_and_what_stands(show, declared_page):
    page = show(declared_page).page
    assert page.inner_text("h1") == "On Made-up Claims"
    assert page.inner_text(".authors") == "A. Author, B. Writer · arXiv 0000.00000"
    assert page.get_attribute(".authors a", "href") == "https://arxiv.org/abs/0000.00000"
    assert "its sides never closer than a factor 4" in page.inner_text(".lead")
    slip = page.locator("#finding-slip")
    text = slip.inner_text()
    assert "Lemma 10, (61)" in text and "load-bearing" in text and "1.25 ≰ 1" in text
    assert (
        "ball arithmetic at 128 bits; a standalone script (Python 3.11)" in text and "1 other claim" in text
    )
    assert "Nothing shows it in this run" in page.inner_text("#finding-standing")
    assert page.inner_text("#untried") == "Known, and not tried in this run: Lemma 3."
    assert page.locator("#finding-untried").count() == 0
    assert "133 of 2\u202f304 independent events, 5.77%" in page.inner_text("#finding-prose")
    assert slip.locator(".changed").all_text_contents() == ["2"]
    slip.locator("a", has_text="The gradient is Lipschitz with the constant L").click()
    assert page.evaluate("location.hash") == "#claim/lemma10.smoothness"


def test_what_holds_is_listed_with_what_could_be_taken_off(show, declared_page):
    page = show(declared_page).page
    rows = dict(
        zip(
            page.locator(".slack tbody th").all_inner_texts(),
            page.locator(".slack tbody tr").all(),
            strict=True,
        )
    )
    (rate,) = [row for name, row in rows.items() if name.startswith("Training converges")]
    assert rate.locator("td").all_inner_texts() == ["0.25", "4", "by a constant", "2 of 20\u202f480"]
    assert not any("mutant" in name or "corrected" in name for name in rows)


def test_what_was_tried_is_listed_and_why_the_rest_was_not(show, declared_page):
    page = show(declared_page).page
    page.click("#coverage summary")
    rows = page.locator(".coverage tbody tr").all_inner_texts()
    assert "lemma10.smoothness" in rows[0] and "mutant" not in rows[0]
    assert "it defines and claims nothing" in rows[1] and "not tried in this run" in rows[2]


def test_mutants_are_one_line_and_in_no_headline(show, declared_page):
    page = show(declared_page).page
    assert "made false on purpose" not in page.inner_text(".top")
    assert "The tool itself: 4 of 5 statements made false on purpose refuted, 2 of 2" in page.inner_text(
        ".trust"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_screen_fits_a_phone_and_axe_finds_nothing_serious(show, declared_page, scheme):
    page = show(declared_page, width=390, scheme=scheme).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate("document.querySelectorAll('#overview details').forEach(one => { one.open = true; })")
    found = Axe().run(page).response["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")
    ] == []


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="installed without its repository")
def test_sides_with_long_names_wrap_on_a_phone(tmp_path, show):
    page = show(render(EXAMPLE, tmp_path / "index.html"), width=390).page
    assert page.locator(".broken-sides").count() > 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_hostile_texts_of_a_theory_are_text(tmp_path, show):
    nasty = "<img src=x onerror=alert(1)>"
    texts = (nasty, f"{nasty} ${nasty}$ $", nasty, nasty, "misprint")
    findings = (Finding("slip", *texts), Finding(nasty, *texts))
    theory = Theory(findings=findings, symbols=(Symbol(nasty, nasty, nasty, nasty, assumption="full_rank"),))
    page = show(render(declared.write_run(tmp_path / "run", theory))).page
    assert page.locator("img").count() == 0
    assert nasty in page.inner_text("#findings h3") and nasty in page.inner_text("#untried")
    assert page.text_content("#glossary").count(nasty) >= 3


@pytest.mark.parametrize(
    ("statement", "assumed", "expected"),
    [
        (r"\hat A=A", (), [0, 1]),
        (r"\hat A", (), [1]),
        (r"\mathcal L^*+L_k", (), [2]),
        (r"\mathcal{L}\le1", (), [3]),
        (r"\text{A word}", (), []),
        (r"B_k^{(0)}", ("rank",), [4, 5]),
        (r"L\text{ of (61)}", (), [7]),
        (r"L\le1", (), [6, 7]),
    ],
)
def test_a_claim_uses_the_symbols_that_stand_alone_in_its_statement(statement, assumed, expected):
    texts = ("A", r"\hat A", r"\mathcal L^\star", r"\mathcal L", "B_k")
    symbols = [Symbol(tex, "x") for tex in texts]
    symbols += [Symbol("rank", "x", assumption="rank"), Symbol("L", "x", "(17)"), Symbol("L", "y", "(61)")]
    record = a_record("a", statement=statement, source="", assumptions=[{"name": name} for name in assumed])
    assert used(read_back(record), symbols) == expected


def test_the_page_shows_the_symbols_that_its_claims_use(tmp_path):
    nowhere, somewhere = Symbol(r"\Xi", r"\Xi=1"), declared.THEORY.symbols[0]
    folder = declared.write_run(tmp_path / "run", replace(declared.THEORY, symbols=(nowhere, somewhere)))
    assert page_model(read(folder))["symbols"] == [(1, somewhere)]
    page = render(folder).read_text()
    assert 'id="symbol-1"' in page and 'id="symbol-0"' not in page


def test_a_pattern_of_a_passage_takes_in_statements_and_a_name_takes_in_anything(declared_run):
    run = read(declared_run)
    passages = declared.THEORY.passages
    ids = [record.id for record in coverage(passages, run.claims)[0].records]
    assert ids == ["lemma10.smoothness", "lemma10.smoothness.corrected", "lemma10.sum"]


def test_an_instance_in_a_line(found):
    slip = by_id(found, "slip")
    line = in_a_line(
        slip.example.instance, {"labels": "labels y_{h,k} (of the prompt)", "queries": "queries, all"}
    )
    assert line == (
        "N = 2, K = 3, d = 2, H = 2; noise_level 1/3; labels y_{h,k} (1, −2/7); "
        "tokens (1, 0.1235, −0.5; 0, 1/3, 2.5·10⁻¹⁷); queries (8 numbers)"
    )
    assert side("[1.2500000000034 +/- 5.31e-36]") == "1.25" and side("nan") == ""


def test_differences_are_marked_where_formulas_are_akin_and_words_are_not_compared():
    before, after = typeset_apart("x=2y", "x=3y")
    assert re.findall(r'class="changed">(.)<', before + after) == ["2", "3"]
    assert "changed" not in "".join(typeset_apart(r"\text{one}", r"\text{another}"))
    assert "<math>" in typeset_prose("of $x$") and typeset_prose("a $ b") == "a $ b"


def test_slack_of_equalities_and_chances_is_not_a_factor():
    rows = slack([
        read_back(a_record("a", tightness=None, digits=14.2)),
        read_back(a_record("b", tightness={"max": 0.9999, "q50": 0.1, "q95": 0.2})),
        read_back(a_record("c", form="mutant")),
    ])  # fmt: skip
    assert [(row.tightest, row.removable) for row in rows] == [("14.2 digits", "—"), ("1−1e-4", "none")]


def test_an_assumption_that_is_only_dropped_has_the_words_of_its_symbol(declared_run):
    assert page_model(read(declared_run))["payload"]["assumed"]["full_rank"]


def test_whole_exponents_are_raised():
    assert raised("s^4, s^-2 and 1/2 K^(-1) m^2 H^(1/2) a^b") == "s⁴, s⁻² and 1/2 K⁻¹ m² H^(1/2) a^b"


def test_names_in_plain_characters_are_spelled_as_the_theory_does():
    names = {"zeta_0": "ζ₀", "zeta": "ζ", "||": "‖", "sqrt": "√", "gamma": "γ"}
    assert spelled("zeta_0 and zeta of ||x||, sqrt2 gammas", names) == "ζ₀ and ζ of ‖x‖, √2 gammas"
    assert (
        spelled("gamma_15", {"gamma": "γ"}) == "γ_15" and spelled("", names) == "" and spelled("a", {}) == "a"
    )


def test_the_page_spells_and_the_records_do_not(tmp_path, show):
    theory = Theory(spelled={"Lipschitz": "LIPSCHITZ", "Noise": "NOISE"})
    run = declared.write_run(tmp_path / "run", theory)
    page = show(render(run), "claim/lemma10.smoothness").page
    assert page.inner_text("#claim-view h1").startswith("The gradient is LIPSCHITZ")
    assert read(run).claims[0].title == "Softmax is Lipschitz"

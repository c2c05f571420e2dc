"""The letter to the authors: in three formats, from the records alone, and on three sheets of paper."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from icl_verify import cli
from icl_verify.catalogue import collect
from icl_verify.records.declared import Finding, Theory
from icl_verify.records.run import append, open_run, read
from icl_verify.records.schema import SOURCE_FORMS, Checked, Header, Record
from icl_verify.report.expression import latex_of
from icl_verify.report.letter import FORMATS, letter
from icl_verify.tests.report import declared, synthetic
from icl_verify.yang2024.paper.findings import FINDINGS, SOURCE

ROOT = Path(__file__).parents[3]
MOST_PAGES = 3


@pytest.fixture(scope="module")
def declared_run(tmp_path_factory):
    return read(declared.write_run(tmp_path_factory.mktemp("declared") / "run"))


@pytest.fixture(scope="module")
def papers_run(tmp_path_factory):
    """A run of the paper's refuted claims with the counterexamples that are kept beside them."""
    properties = ROOT / "properties"
    if not properties.is_dir():
        pytest.skip("installed without its repository")
    folder = tmp_path_factory.mktemp("paper") / "run"
    claims = [c for c in collect(properties) if c.form in (*SOURCE_FORMS, "corrected")]
    theory = Theory(SOURCE, FINDINGS, main=("thm1.rate",))
    header = Header(profile="quick", seed=0, environment={}, started="", selected=tuple(c.id for c in claims))
    open_run(folder, header.of_theory(theory))
    for claim in claims:
        path = None
        if (properties / "counterexamples" / f"{claim.id}.json").is_file():
            path = f"counterexamples/{claim.id}.smallest.json"
            for end in (".json", ".worked.json"):
                kept = properties / "counterexamples" / f"{claim.id}{end}"
                if kept.is_file():
                    shutil.copy(kept, folder / f"{path.removesuffix('.json')}{end}")
        checked = (Checked(by="Python 3.11", outcome="proved"), Checked(by="Coq 8.16", outcome="proved"))
        record = Record(
            id=claim.id, title=claim.title, statement=claim.statement, source=claim.source, form=claim.form,
            of=claim.of, expected=claim.expected, verdict=claim.expected, as_expected=True, uses=claim.uses,
            because=claim.because.id if claim.because else None, denies=claim.denies, counterexample=path,
            checked=checked if path else (), note=claim.note,
        )  # fmt: skip
        append(folder, record)
    return read(folder)


def test_a_finding_comes_with_its_worked_check(declared_run):
    text = letter(declared_run, "md")
    assert text.startswith(
        "# On *On Made-up Claims*\n\nA. Author, B. Writer; <https://arxiv.org/abs/0000.00000>"
    )
    slip = text[text.index("### 1.") : text.index("## Sentences")]
    assert "### 1. Lemma 10, (61) (load-bearing)" in slip and r"Printed: $L^2=8\gamma\alpha$" in slip
    assert r"Should read: $L^2=8\gamma^2\alpha$" in slip and r"A factor $\gamma$ is lost." in slip
    assert "With it falls 1 other claim. 2 printed proofs rest on it." in slip
    assert "As corrected 1 of 1 holds on every instance tried." in slip
    assert r"$N=2,\ K=3,\ d=2,\ H=2,\ \tau=\tfrac{1}{3}$" in slip
    assert r"- $\sigma=2\tau=2\cdot \tfrac{1}{3}=\tfrac{2}{3}$ (3)" in slip
    assert r"- $\sqrt{\tfrac{2}{3}}^{2}=1.25\ \nleq\ 1$" in slip
    assert "Checked by ball arithmetic at 128 bits, a standalone script (Python 3.11)." in slip


def test_what_holds_what_was_not_tried_and_what_is_confirmed_is_said(declared_run):
    text = letter(declared_run, "md")
    assert "Not shown by this run: Lemma 3 (not tried); Lemma 2 (its claims hold)." in text
    assert "133 of 2 304 independent events" in text.replace("\u202f", " ")
    assert "Confirmed, as the contrary is refuted: “words.denied” (Lemma 2 (30))." in text
    assert "Theorem 1 (18) survived every trial, its sides never closer than a factor 4." in text
    assert "mutant" not in text and "made false on purpose" not in text


@pytest.mark.parametrize("kind", FORMATS)
def test_a_theory_that_declares_nothing_gets_a_letter_on_what_is_refuted(tmp_path, kind):
    run = read(synthetic.write_run(tmp_path / "run", synthetic.records()))
    text = letter(run, kind)
    assert "Dear reader" in text and "What is refuted" in text and "Lemma 10 (60), (61)" in text
    assert "None" not in text and "A factor gamma is lost" in text and "Slips" not in text


def test_an_empty_run_has_a_letter_too(tmp_path):
    open_run(tmp_path, Header(profile="quick", seed=0, environment={}, started=""))
    assert "Of 0 statements 0 survived" in letter(read(tmp_path), "md")


def test_latex_is_balanced_and_escapes_what_is_no_mathematics(declared_run, tmp_path):
    tex = letter(declared_run, "tex")
    plain = re.sub(r"\\[\\{}%&#_$^~]", "", tex)
    assert plain.count("{") == plain.count("}") and plain.count("$") % 2 == 0
    assert tex.count(r"\begin{") == tex.count(r"\end{") == 1 and tex.endswith("\\end{document}\n")
    assert all(ord(character) < 128 for character in tex)
    nasty = Finding("x", "100% & #1 of a_b", "{~^} \\input{secret} $x", "p", "q", "misprint")
    run = read(declared.write_run(tmp_path / "run", Theory(findings=(nasty,))))
    text = letter(run, "tex")
    assert r"100\% \& \#1 of a\_b" in text and r"\input" not in text


def test_html_is_inert_and_draws_without_an_error(show, tmp_path, declared_run):
    nasty = "<img src=x onerror=alert(1)>"
    finding = Finding("slip", nasty, nasty, nasty, nasty, "misprint")
    run = read(declared.write_run(tmp_path / "run", Theory(findings=(finding,))))
    path = tmp_path / "letter.html"
    path.write_text(letter(run, "html"))
    page = show(path).page
    assert page.locator("img").count() == 0 and nasty in page.inner_text("h3")
    path.write_text(letter(declared_run, "html"))
    page = show(path, width=390).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("math").count() > 5 and "1.25" in page.inner_text(".sides >> nth=0")


def test_the_letter_to_the_paper_s_authors_takes_three_sheets(show, papers_run, tmp_path):
    path = tmp_path / "letter.html"
    path.write_text(letter(papers_run, "html"))
    page = show(path).page
    sheets = page.pdf(prefer_css_page_size=True)
    assert 1 < len(re.findall(rb"/Type\s*/Page\b", sheets)) <= MOST_PAGES
    text = page.inner_text("body")
    assert page.locator(".finding").count() == len(FINDINGS)
    assert "Nine slips in formulas, three of them load-bearing." in text
    assert page.locator(".latex").count() == 0


@pytest.mark.parametrize("kind", FORMATS)
def test_no_formula_of_the_paper_s_letter_is_left_out(papers_run, kind):
    text = letter(papers_run, kind)
    assert "None" not in text and text.count("lemma5.constant") >= 1
    assert text.count("Counterexample") == len(FINDINGS)


def test_the_command_prints_it_and_refuses_two_kinds_at_once(declared_run, capsys):
    assert cli.main(["report", str(declared_run.folder), "--letter", "md"]) == 0
    assert capsys.readouterr().out == letter(declared_run, "md")
    with pytest.raises(SystemExit):
        cli.main(["report", str(declared_run.folder), "--letter", "md", "--markdown"])
    with pytest.raises(ValueError, match="must be one of md, tex, html, got 'pdf'"):
        letter(declared_run, "pdf")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1/2", r"\tfrac{1}{2}"),
        ("-1/50", r"-\tfrac{1}{50}"),
        ("sqrt(7)/10", r"\sqrt{7}/10"),
        ("(1/2+1/2)/2", r"(\tfrac{1}{2}+\tfrac{1}{2})/2"),
        ("0**2/3", "0^{2}/3"),
        ("exp(1*0)/abs(-2)", r"e^{1\cdot 0}/\lvert -2\rvert "),
        ("max(1, 2)**(1+1)", r"\max(1,2)^{(1+1)}"),
        ("sqrt(2", ""),
        ("import os", ""),
        ("1.5e-3", "1.5e-3"),
        ("[0.5 +/- 3e-20]", ""),
    ],
)
def test_arithmetic_in_latex(expression, expected):
    assert latex_of(expression) == expected

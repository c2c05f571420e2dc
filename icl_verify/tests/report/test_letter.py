"""The letter to the authors: in three formats, from the records alone, and on three sheets of paper."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from icl_verify import cli
from icl_verify.catalogue import collect
from icl_verify.records.declared import Finding, Theory
from icl_verify.records.run import append, open_run, read
from icl_verify.records.schema import SOURCE_FORMS, Checked, Header, Record
from icl_verify.records.worked import Line
from icl_verify.report.expression import latex_of
from icl_verify.report.letter import FORMATS, _name, letter
from icl_verify.tests.report import declared, synthetic
from icl_verify.tests.report.synthetic import a_record
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
    assert "One other claim is refuted by it. " in slip and "printed proof" in slip
    assert "The repair survived every trial." in slip
    assert r"$N=2,\ K=3,\ d=2,\ H=2,\ \tau=\tfrac{1}{3}$" in slip
    assert r"- $\sigma=2\tau=2\cdot \tfrac{1}{3}=\tfrac{2}{3}$ (3)" in slip
    assert r"- $\sqrt{\tfrac{2}{3}}^{2}=1.25\ \nleq\ 1$" in slip
    assert "Checked by ball arithmetic at 128 bits, a standalone script (Python 3.11)." in slip


def test_what_holds_what_was_not_tried_and_what_is_confirmed_is_said(declared_run):
    text = letter(declared_run, "md")
    assert "Not shown by this run: Lemma 3 (not tried); Lemma 2 (its claims hold)." in text
    assert "133 of 2 304 independent events" in text.replace("\u202f", " ")
    assert "Confirmed, as the contrary is refuted: “words.denied” (Lemma 2 (30))." in text
    assert "its sides never closer than a factor 4." in text
    assert "mutant" not in text and "made false on purpose" not in text


@pytest.mark.parametrize("kind", FORMATS)
def test_a_theory_that_declares_nothing_gets_a_letter_on_what_is_refuted(tmp_path, kind):
    run = read(synthetic.write_run(tmp_path / "run", synthetic.records()))
    text = letter(run, kind)
    assert "Dear reader" in text and "What is refuted" in text and "Lemma 10 (60), (61)" in text
    assert "None" not in text and "A factor gamma is lost" in text and "Slips" not in text


def test_of_conjectures_alone_the_letter_is_about_them(tmp_path):
    conjectures = [
        a_record("conj.a", form="conjecture", title="A guess"),
        a_record("conj.b", form="conjecture", verdict="refuted", title="A bad guess"),
        a_record("conj.c", form="conjecture", verdict="error"),
    ]
    text = letter(read(synthetic.write_run(tmp_path / "run", conjectures)), "md")
    assert "Of 3 statements 1 survived every trial and 1 is refuted; of 1 the trial decided nothing." in text
    assert "A bad guess" in text


def test_an_empty_run_has_a_letter_too(tmp_path):
    open_run(tmp_path, Header(profile="quick", seed=0, environment={}, started=""))
    assert "Of 0 statements 0 survived" in letter(read(tmp_path), "md")


def faults_of_latex(tex):
    """What keeps a document from compiling, as far as brackets show: open ones, special characters bare."""
    found = []
    if not re.search(r"\\begin\{document\}.*\\end\{document\}\n$", tex, flags=re.S):
        found.append("no document")
    waiting = []
    for begun, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", tex):
        if begun == "begin":
            waiting.append(name)
        elif not waiting or waiting.pop() != name:
            found.append(f"\\end{{{name}}}")
    found += waiting
    plain = re.sub(r"\\[\\{}%&#_$^~]", "", tex)
    depth, formula = 0, None  # the depth of brackets at which a formula began, None outside
    for i, one in enumerate(plain):
        depth += (one == "{") - (one == "}")
        bare = one in "%&#" or (one in "_^" and formula is None)
        crossed = one == "$" and formula not in (None, depth)
        if one == "$":
            formula = depth if formula is None else None
        if depth < 0 or bare or crossed:
            found.append(plain[max(0, i - 20) : i + 5])
    return found + ["an end is missing"] * (depth != 0 or formula is not None)


def test_latex_can_be_compiled_as_far_as_brackets_show(declared_run, papers_run, tmp_path):
    assert faults_of_latex(letter(declared_run, "tex")) == []
    assert faults_of_latex(letter(papers_run, "tex")) == []
    synthetic_run = read(synthetic.write_run(tmp_path / "run", synthetic.records()))
    assert faults_of_latex(letter(synthetic_run, "tex")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"\end{document}", ""), ("Dear", "D_ear"), ("Dear", "{Dear"), ("Dear", "100% Dear"),
        ("$L^2", "L^2"), (r"\end{document}", r"\begin{tiny}\end{document}"), ("Dear", "}Dear{"),
    ],
)  # fmt: skip
def test_what_does_not_compile_is_seen(declared_run, old, new):
    tex = letter(declared_run, "tex")
    assert old in tex and faults_of_latex(tex.replace(old, new, 1)) != []


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_the_letter_compiles(papers_run, declared_run, tmp_path):
    for name, run in (("paper", papers_run), ("declared", declared_run)):
        (tmp_path / f"{name}.tex").write_text(letter(run, "tex"))
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        log = (tmp_path / f"{name}.log").read_text(errors="replace")
        assert done.returncode == 0 and "Missing character" not in log, done.stdout[-2000:]


def test_a_whole_check_is_shown_and_what_is_left_out_is_named(papers_run, declared_run, monkeypatch):
    text = letter(papers_run, "md")
    slips, prose = text[: text.index("## Sentences")], text[text.index("## Sentences") :]
    assert "earlier line" not in slips and slips.count("- $") > 60
    assert "earlier lines are in `words.more_heads_slower_at_fixed_zeta.smallest.worked.json`." in prose
    # The module has the name of its function.
    monkeypatch.setattr(sys.modules["icl_verify.report.letter"], "MOST_LINES", 0)
    assert "(1 earlier line is in `lemma10.smoothness.smallest.worked.json`.)" in letter(declared_run, "md")


def test_the_commands_are_those_for_the_first_counterexample(declared_run):
    text = letter(declared_run, "md")
    assert "`python3 -I -S lemma10.smoothness.smallest.check.py`" in text
    assert "`icl-verify replay lemma10.smoothness.smallest.json`" in text


def test_the_sides_have_the_names_that_the_claim_gives_them(tmp_path):
    records = declared.records()
    for record in records:
        if record["id"] == "lemma10.smoothness":
            record["relation"] = {
                "kind": "at_most", "sign": "≤", "denied": "≰", "left": "the change", "right": "L_2 times it",
            }  # fmt: skip
    folder = declared.write_run(tmp_path / "run", given=records)
    md, tex = (letter(read(folder), kind) for kind in ("md", "tex"))
    assert r"- the change = $\sqrt{\tfrac{2}{3}}^{2}=1.25\ \nleq\ 1$ = L\_2 times it" in md
    assert r"= L\_2 times it." in tex and faults_of_latex(tex) == []


def test_a_quantity_without_a_symbol_has_its_words(declared_run):
    line = Line(name="x_y", title="The size, shape (batch,)", exact="1", ball="1")
    assert _name(line) == r"\text{The size}" and _name(replace(line, title="")) == r"\text{x y}"


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

"""The page in a real browser: it opens alone, filters, sorts, draws, and shows the numbers of the run."""

from __future__ import annotations

import json
import time
from fractions import Fraction

import pytest
from playwright.sync_api import expect

from icl_verify.records.files import write_json
from icl_verify.records.run import read
from icl_verify.report import render
from icl_verify.tests.report import synthetic

RECORDS = synthetic.records()
BY_ID = {r["id"]: r for r in RECORDS}
STATEMENTS = [r for r in RECORDS if r["form"] in ("printed", "corrected", "conjecture")]


def visible(page):
    return page.eval_on_selector_all(
        "tr.claim:not([hidden])", "rows => rows.map(row => row.querySelector('.id').textContent)"
    )


def press(page, kind, value):
    page.click(f"button[data-{kind}={value}]")


def test_first_screen_says_what_was_tried_when_and_with_what(show, index):
    page = show(index).page
    text = page.inner_text(".top")
    for piece in (
        f"{len(RECORDS)} claims on trial",
        "4 March 2026, 05:06 UTC",
        "quick",
        "torch 2.13.0",
        "4 min 11 s",
    ):
        assert piece in text
    assert "5 verdicts are not as expected" in text
    assert page.locator("tr.group-name").all_inner_texts() == [
        "Lemmas",
        "Theorem 1",
        "Theorem 2",
        "In words",
        "Conjectures",
    ]
    assert page.locator(".findings h3").all_inner_texts() == ["Not as expected 5", "Refuted as printed 1"]


def test_counts_of_the_matrix_are_the_counts_of_the_records(show, index):
    page = show(index).page
    for form in {r["form"] for r in RECORDS}:
        for verdict in ("holds", "refuted", "inconclusive", "vacuous", "error"):
            expected = sum(r["form"] == form and r["verdict"] == verdict for r in RECORDS)
            cell = page.locator(f'button[data-cell="{form} {verdict}"]')
            assert (int(cell.inner_text()) if cell.count() else 0) == expected


def test_every_statement_is_typeset_or_shown_as_latex(show, index):
    page = show(index).page
    assert page.locator("tr.claim math").count() >= len(RECORDS) - 1
    assert page.locator("tr.claim .latex").all_inner_texts() == [r"\frac{1}{"]


def test_statements_are_listed_first_and_everything_on_request(show, index):
    page = show(index).page
    assert sorted(visible(page)) == sorted(r["id"] for r in STATEMENTS)
    page.click("#all")
    assert sorted(visible(page)) == sorted(r["id"] for r in RECORDS)
    assert page.inner_text("#shown").startswith(f"{len(RECORDS)} of {len(RECORDS)}")


def test_filters_by_verdict_form_and_surprise(show, index):
    page = show(index).page
    page.click("#all")
    for verdict in ("holds", "inconclusive", "vacuous", "error"):
        press(page, "verdict", verdict)
    assert sorted(visible(page)) == sorted(r["id"] for r in RECORDS if r["verdict"] == "refuted")
    for form in ("printed", "corrected", "conjecture", "control", "necessity"):
        press(page, "form", form)
    refuted_mutants = [r["id"] for r in RECORDS if r["verdict"] == "refuted" and r["form"] == "mutant"]
    assert sorted(visible(page)) == sorted(refuted_mutants)
    page.click("#all")
    page.check("#surprises")
    assert sorted(visible(page)) == sorted(r["id"] for r in RECORDS if not r["as_expected"])


def test_a_cell_of_the_matrix_filters_the_list(show, index):
    page = show(index).page
    page.click('button[data-cell="mutant refuted"]')
    expected = [r["id"] for r in RECORDS if r["form"] == "mutant" and r["verdict"] == "refuted"]
    assert sorted(visible(page)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thm1", ["thm1.rate"]),
        ("lipschitz REPAIRED", ["lemma10.smoothness.corrected"]),
        ("nowhere", []),
        ("lemma 5", ["lemma5.constant"]),
        ("Lemma 1", []),
        ("(36)", ["lemma5.constant"]),
        ("mathcal", []),
    ],
)
def test_search(show, index, text, expected):
    page = show(index).page
    page.fill("#search", text)
    assert visible(page) == expected
    assert page.locator("#nothing").is_visible() == (not expected)


def test_sorting_orders_the_rows_and_goes_back(show, index):
    page = show(index).page
    page.click("#all")
    before = visible(page)
    page.click("th[data-sort=claim] button")
    titles = page.locator("tr.claim .title").all_inner_texts()
    assert titles == sorted(titles, key=str.lower)
    assert page.get_attribute("th[data-sort=claim]", "aria-sort") == "ascending"
    page.select_option("#sort", "tightness")
    shown = [BY_ID[name] for name in visible(page)]
    broken = [record["verdict"] == "refuted" for record in shown]
    assert broken == sorted(broken, reverse=True), "what is broken is ahead of the rest"
    tops = [r["tightness"] for r in shown if r["verdict"] != "refuted"]
    numbers = [-1.0 if t is None else t["max"] for t in tops]
    assert numbers == sorted(numbers, reverse=True)
    assert shown[0]["id"] == "conj.distinct_tokens", "a side above 0 against 0 is the worst break"
    page.select_option("#sort", "order")
    assert visible(page) == before


def test_variants_follow_their_claim(show, index):
    page = show(index).page
    page.click("#all")
    order = visible(page)
    place = order.index("lemma5.constant")
    assert set(order[place + 1 : place + 3]) == {r["id"] for r in RECORDS if r["of"] == "lemma5.constant"}


def test_plots_have_marks_and_tell_values_by_keyboard(show, index):
    page = show(index, "claim/thm1.rate").page
    data = synthetic.a_data_file(curves=True)
    bars = sum(number > 0 for number in data["histogram"]["counts"])
    histogram = page.locator("figure.plot", has_text="How close the instances come")
    expect(histogram.locator("rect.column")).to_have_count(bars)
    expect(histogram.locator("path.tightest").first).to_be_attached()
    curve = page.locator("figure.plot", has_text="seed 1")
    lines = curve.locator("path.line[d*=L]")
    expect(lines).to_have_count(2)
    assert all(
        d.count("L") > 100 for d in lines.evaluate_all("nodes => nodes.map(node => node.getAttribute('d'))")
    )
    curve.locator("input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    expect(curve.locator("output")).to_contain_text("step 2: excess loss")
    before = curve.locator(".tick").all_text_contents()
    curve.get_by_role("button", name="Log axis").click()
    assert curve.locator(".tick").all_text_contents() != before
    curve.get_by_role("button", name="Zoom in").click()
    assert "1000" not in curve.locator(".tick").all_text_contents()
    curve.get_by_role("button", name="Whole").click()
    assert "1000" in curve.locator(".tick").all_text_contents()


def test_hovering_reads_values_and_the_table_holds_them(show, index):
    page = show(index, "claim/thm1.rate").page
    curve = page.locator("figure.plot", has_text="seed 1")
    curve.locator("svg[role=img]").hover(position={"x": 500, "y": 100})
    expect(curve.locator("output")).to_contain_text("excess loss")
    curve.locator("summary").click()
    expect(curve.locator("table tbody tr").nth(100)).to_be_attached()


def test_the_graph_shows_what_stood_on_a_fallen_lemma(show, index):
    page = show(index, "claim/lemma10.smoothness").page
    proofs = page.locator("section", has=page.locator("h2", has_text="Who rests on whom"))
    fallen = proofs.locator("div", has=page.locator("h3", has_text="Proofs that use")).last
    assert "Training converges linearly" in fallen.inner_text()
    assert "The prediction is accurate" in fallen.inner_text()
    expect(proofs.locator("svg.graph .node")).to_have_count(4)
    page.locator("svg.graph a", has_text="thm1.rate").click()
    expect(page.locator("h1 >> visible=true")).to_have_text("Training converges linearly")
    assert "Its printed proof uses what is refuted" in page.inner_text("#claim-view .banner")


def shown_matrices(page):
    """Every number of the first example, read from the cells' titles."""
    example = page.locator("section.example").first
    return example.locator("table.brackets td").evaluate_all("cells => cells.map(cell => cell.title)")


def test_a_violation_shows_the_numbers_of_its_file(show, index, run_folder):
    kept = json.loads((run_folder / "counterexamples/lemma10.smoothness.smallest.json").read_text())
    page = show(index, "claim/lemma10.smoothness").page
    example = page.locator("section.example").first
    balls = example.locator(".ball code").all_inner_texts()
    for shown, side in zip(balls, (kept["lhs"], kept["rhs"]), strict=True):
        # Middle and radius, but for the zeros in which the digits of the middle end.
        middle, _, radius = shown.replace("−", "-").partition(" ± ")
        whole, _, kept_radius = side.strip("[]").partition(" +/- ")
        assert (Fraction(middle), radius) == (Fraction(whole), kept_radius)
    assert example.locator(".relation").inner_text() == "≰"
    assert kept["tightness"] == 1.2500000000000002 and "= 1.25" in example.locator(".ratio").inner_text()
    numbers = []
    for name in ("labels", "tokens", "queries"):
        flat = kept["instance"]["fields"][name]["values"]
        while isinstance(flat[0], list):
            flat = [entry for row in flat for entry in row]
        numbers += flat
    for picture in kept["pictures"]:
        numbers += [entry for row in picture["rows"] for entry in row]
    assert [Fraction(text) for text in shown_matrices(page)] == [Fraction(str(number)) for number in numbers]
    assert "noise_level = 1/3" in example.locator(".scalar").inner_text()
    assert "icl-verify replay lemma10.smoothness.smallest.json" in example.inner_text(), "as downloaded"
    assert "The gradient is Lipschitz with the repaired constant" in page.locator(".beside").inner_text()


def test_the_download_is_the_kept_file(show, index, run_folder, tmp_path):
    page = show(index, "claim/lemma10.smoothness").page
    with page.expect_download() as waiting:
        page.locator("button.primary").first.click()
    waiting.value.save_as(tmp_path / "got.json")
    kept = json.loads((run_folder / "counterexamples/lemma10.smoothness.smallest.json").read_text())
    assert json.loads((tmp_path / "got.json").read_text()) == kept
    assert waiting.value.suggested_filename == "lemma10.smoothness.smallest.json"


def test_the_snippet_is_python_that_holds_the_instance(show, index, run_folder):
    page = show(index, "claim/lemma10.smoothness").page
    text = page.locator("section.example").first.locator("pre").last.inner_text()
    kept = json.loads((run_folder / "counterexamples/lemma10.smoothness.smallest.json").read_text())
    lines = [line for line in text.splitlines() if not line.startswith(("import", "from"))]
    collected: list[str] = []
    got: list[dict[str, object]] = []

    class Exact:
        from_json = staticmethod(got.append)

    exec("\n".join(lines), {"Exact": Exact, "collect": collected.append})
    assert got == [kept["instance"]]


def test_a_claim_that_holds_shows_the_tightest_instance_of_its_record(show, index):
    page = show(index, "claim/thm2.accuracy").page
    example = page.locator("section.example")
    expect(example).to_have_count(1)
    expect(example.locator("table.brackets")).to_have_count(4)
    assert example.locator(".sides").count() == 0
    assert "json" in example.locator("button.primary").inner_text()


def test_decades_are_drawn_as_powers(show, index):
    page = show(index, "claim/thm1.rate").page
    noise = page.locator("figure.plot", has_text="Against noise_level")
    for decade in ("0.001", "0.01", "0.1", "1"):
        expect(noise.locator(".tick").get_by_text(decade, exact=True).first).to_be_attached()


def test_a_large_matrix_is_a_picture_with_its_numbers_behind(show, index):
    page = show(index, "claim/lemma10.smoothness").page
    worst = page.locator("section.example").nth(1)
    expect(worst.locator("svg.squares rect").nth(900)).to_be_attached()
    worst.locator("summary", has_text="Numbers").click()
    expect(worst.locator("table.brackets td")).to_have_count(24 * 40)


def test_history_and_comparison_with_an_earlier_run(show, run_folder, tmp_path):
    earlier = synthetic.records()
    earlier[0]["verdict"], earlier[0]["as_expected"] = "refuted", False
    gone = synthetic.a_record("old.claim")
    old = synthetic.write_run(tmp_path / "old", [*earlier[:-1], gone], {"seed": 7})
    page = show(render(run_folder, tmp_path / "page.html", against=old)).page
    text = page.inner_text("#comparison")
    assert "seed: 7 → 0" in text
    assert "lemma2.softmax: ✗refuted → ✓holds" in text.replace("\n", "")
    assert "old.claim" in text and "conj.distinct_tokens" in text
    page.goto((tmp_path / "page.html").as_uri() + "#claim/lemma2.softmax")
    table = page.locator("section", has=page.locator("h2", has_text="Earlier runs"))
    expect(table.locator("tbody tr")).to_have_count(2)
    assert "seed 7" in table.inner_text() and "refuted" in table.inner_text()


def test_a_damaged_record_is_shown_as_damaged(show, tmp_path):
    folder = synthetic.write_run(tmp_path / "run", RECORDS)
    lines = (folder / "records.jsonl").read_text().splitlines()
    lines[2] = lines[2][:80]
    (folder / "records.jsonl").write_text("\n".join(lines) + "\n")
    page = show(render(folder)).page
    assert "1 record is damaged" in page.inner_text("#damaged")
    assert "line 3" in page.inner_text("#damaged") and lines[2][:40] in page.inner_text("#damaged")
    assert RECORDS[2]["id"] in page.inner_text("#missing")
    assert page.inner_text("h1 >> visible=true") == f"{len(RECORDS) - 1} claims on trial"


@pytest.mark.parametrize(
    "content", ["{", '{"histogram": {"edges": [0], "counts": [1, 2]}}', '{"curves": [1]}', '{"by_axis": 3}']
)
def test_a_damaged_data_file_is_said_on_the_claims_page(show, tmp_path, content):
    folder = synthetic.write_run(tmp_path / "run", RECORDS[:1])
    (folder / "data/lemma2.softmax.json").write_text(content)
    page = show(render(folder), "claim/lemma2.softmax").page
    assert page.locator("#claim-view .banner").count() == 1
    assert page.locator("#claim-view h1").is_visible()


@pytest.mark.parametrize(
    "change",
    [
        {"instance": 3},
        {"instance": {"type": "x", "sizes": {"n": 2}, "fields": {"a": {"axes": ["n"], "values": [1]}}}},
        {"pictures": [{"title": "p", "rows": [[1], [1, 2]]}]},
        {"lhs": 4},
    ],
)
def test_a_damaged_counterexample_is_said_and_the_rest_stays(show, tmp_path, change):
    record = next(r for r in RECORDS if r["id"] == "lemma10.smoothness")
    folder = synthetic.write_run(tmp_path / "run", [record])
    path = folder / record["counterexample"]
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    page = show(render(folder), "claim/lemma10.smoothness").page
    assert "This file cannot be shown" in page.locator("section.example").first.inner_text()
    assert page.locator("section.example").nth(1).locator(".ball").count() == 2


def test_an_empty_run_renders(show, tmp_path):
    folder = synthetic.write_run(tmp_path / "run", [])
    page = show(render(folder)).page
    assert page.inner_text("h1 >> visible=true") == "No claim was decided"
    assert page.locator("#nothing").is_visible()


def test_two_thousand_claims_render_in_ten_seconds_and_filter(show, tmp_path):
    folder = synthetic.write_run(tmp_path / "run", synthetic.many(2000))
    start = time.process_time()  # of this process: what else the machine does is not the page's fault
    path = render(folder)
    assert time.process_time() - start < 10
    page = show(path).page
    assert page.locator("tr.claim").count() == 2000
    page.click("#all")
    page.fill("#search", "claim1999")
    assert visible(page) == ["group49.claim1999"]
    page.click("tr.claim:not([hidden]) .title")
    expect(page.locator("h1 >> visible=true")).to_have_text("Claim number 1999")


def test_an_ordinary_run_takes_less_than_four_megabytes(index, tmp_path):
    assert index.stat().st_size < 1_000_000
    claims = synthetic.many(450)
    for claim in claims:
        claim["data"] = f"data/{claim['id']}.json"
        claim["hunt"] = {"best": 0.9, "steps": 300, "instance": f"hunt/{claim['id']}.json"}
    folder = synthetic.write_run(tmp_path / "run", claims)
    (folder / "hunt").mkdir()
    large = {"pictures": [{"title": "attention", "rows": [[0.123456789012345] * 24] * 16}]}
    for claim in claims:
        write_json(folder / claim["hunt"]["instance"], synthetic.an_example(claim["id"], "tightest", **large))
    assert render(folder).stat().st_size < 3_800_000


def test_rendering_twice_gives_the_same_page(run_folder, tmp_path):
    first, second = (render(run_folder, tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert first == second


def test_a_run_that_was_stopped_names_what_is_missing(show, tmp_path):
    folder = synthetic.write_run(
        tmp_path / "run", RECORDS[:2], {"selected": ["lemma2.softmax", "thm9.never"]}
    )
    assert read(folder).missing == ["thm9.never"]
    assert "thm9.never" in show(render(folder)).page.inner_text("#missing")


def test_a_phone_names_the_assumptions_beside_their_verdicts(show, index):
    page = show(index, width=390).page
    cells = page.locator(".necessity td:not(.empty)")
    names = cells.evaluate_all("all => all.map(cell => getComputedStyle(cell, '::before').content)")
    assert names == ['"positive_noise" " "', '"full_rank" " "'] or names == [
        '"positive_noise "',
        '"full_rank "',
    ]
    assert page.evaluate("document.documentElement.scrollWidth") == 390

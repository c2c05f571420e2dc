"""Finding one's way: addresses, search, copies, the worked check, a phone, paper, no script."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from icl_verify.certify import certificate, certify_break
from icl_verify.certify.worked import worked_in_balls
from icl_verify.records.files import write_json
from icl_verify.records.worked import Line, WorkedCheck
from icl_verify.report import render
from icl_verify.report.worked import parted
from icl_verify.tests.certify.breaks import BROKEN, a_couple
from icl_verify.tests.report import synthetic
from icl_verify.tests.report.test_page import visible

REFUTED = {"verdict": "refuted", "expected": "refuted"}
PATH = "counterexamples/a.smallest.json"


@pytest.fixture(scope="module")
def worked_index(tmp_path_factory):
    """A run with a refuted claim whose counterexample is worked out and has a script."""
    folder = tmp_path_factory.mktemp("worked") / "run"
    files = {
        "simplest": PATH,
        "committed": PATH,
        "counterexample": PATH,
        "worst": "counterexamples/a.worst.json",
    }
    checked = [
        {"by": "Python 3", "outcome": "proved", "file": "counterexamples/a.smallest.check.py"},
        {"by": "Coq 8", "outcome": "proved", "file": "counterexamples/a.smallest.v"},
    ]
    record = synthetic.a_record("a", note="The reason.", checked=checked, **files, **REFUTED)
    synthetic.write_run(
        folder, [record, synthetic.a_record("b", form="mutant", of="a", note="A secret word.")]
    )
    for path in (PATH, files["worst"]):
        write_json(folder / path, synthetic.an_example("a", "smallest"))
    certify_break(BROKEN["at_most"], a_couple(), folder, PATH)
    return render(folder)


def test_the_simplest_counterexample_comes_first_and_nothing_is_called_smallest(show, worked_index):
    page = show(worked_index, "claim/a").page
    first, second = page.locator(".example h3").all_inner_texts()
    assert first == ("The simplest counterexample known, kept with the claims and made small by this run")
    assert second == "Another counterexample: the worst of this run"


def test_the_worked_check_is_drawn_line_by_line(show, worked_index):
    page = show(worked_index, "claim/a").page
    check = page.locator(".worked-check")
    made = certificate(BROKEN["at_most"], a_couple()).worked
    rows = check.locator("table.worked").first.locator("> tbody > tr")
    assert rows.count() == len(made.lines) - 2
    cells = rows.last.locator("th, td").all_inner_texts()
    assert "(1)" in cells[0] and cells[2:] == ["1·3 + 2·1/3", "11/3"]
    assert " ".join(check.locator(".put-in").inner_text().split()) == "11/3 ≰ √410/6"
    assert check.locator("tr.given").count() == 2


def test_a_quantity_may_be_called_as_the_scale_of_a_difference_is():
    named, *ends = [Line(name=name) for name in ("scale", "left side", "right side", "scale")]
    check = WorkedCheck(claim="a", sizes={}, lines=(named, *ends))
    lines, found = parted(check)
    assert lines == [named] and list(found.values()) == ends and found["scale"] is ends[-1]


def test_a_check_from_balls_says_so(show, tmp_path):
    record = synthetic.a_record("a", counterexample=PATH, simplest=PATH, **REFUTED)
    folder = synthetic.write_run(tmp_path / "run", [record])
    write_json(folder / PATH, synthetic.an_example("a", "smallest"))
    check = worked_in_balls(BROKEN["at_most"], a_couple())
    assert check is not None
    write_json(folder / "counterexamples/a.smallest.worked.json", check.to_json())
    page = show(render(folder), "claim/a").page
    assert "≈" not in page.locator("table.worked").inner_text()
    assert "Not written out formula by formula" in page.locator(".worked-check").inner_text()
    write_json(folder / "counterexamples/a.smallest.worked.json", {"claim": "a", "lines": "<b>"})
    assert show(render(folder), "claim/a").page.locator(".worked-check").count() == 0


def test_the_mailed_page_holds_a_script_that_python_alone_runs(show, worked_index, tmp_path):
    page = show(worked_index, "claim/a").page
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download a.smallest.check.py").click()
    waiting.value.save_as(tmp_path / "got.py")
    kept = (worked_index.parent / "counterexamples/a.smallest.check.py").read_text()
    assert (tmp_path / "got.py").read_text() == kept
    text = page.locator("main").inner_text()
    assert "python3 -I -S a.smallest.check.py" in text
    assert "icl-verify replay a.smallest.json\nicl-verify certify --check a.smallest.json" in text
    ran = subprocess.run([sys.executable, "-I", "-S", tmp_path / "got.py"], capture_output=True, check=False)
    assert ran.returncode == 0


def test_a_file_beside_the_page_comes_from_the_page_where_that_is_alone(show, worked_index, tmp_path):
    """A script and a proved file for Coq that are linked come from a mailed page, with Coq's library."""
    (tmp_path / "index.html").write_text(worked_index.read_text())
    page = show(tmp_path / "index.html", "claim/a").page
    names = ["a.smallest.check.py", "a.smallest.v", "Certificate.v"]
    places = [page.get_by_role("link", name=name, exact=True) for name in names[:2]]
    places.append(page.get_by_role("button", name=f"Download {names[2]}"))
    for name, place in zip(names, places, strict=True):
        with page.expect_download() as waiting:
            place.click()
        waiting.value.save_as(tmp_path / name)
        kept = (worked_index.parent / "counterexamples" / name).read_text()
        assert waiting.value.suggested_filename == name and (tmp_path / name).read_text() == kept
    assert "coqtop -Q . Certificate -batch -l a.smallest.v" in page.locator("main").inner_text()


def test_a_browser_that_cannot_unpack_is_told_where_the_files_lie(browser, worked_index):
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(f"{worked_index.as_uri()}#claim/a")
    said = "(this browser cannot take it out of the page; it lies in the folder of the run)"
    assert f"a.smallest.check.py {said}" in page.inner_text("main")
    page.close()


def test_the_list_is_in_the_address_and_comes_back_from_it(show, index):
    page = show(index).page
    page.get_by_role("button", name="refuted", exact=True).last.click()
    page.fill("#search", "lemma")
    page.select_option("#sort", "claim")
    page.check("#surprises")
    address = page.evaluate("location.hash")
    assert address.startswith("#list?verdict=") and "refuted" not in address
    assert address.endswith("&q=lemma&only=unexpected&sort=claim")
    shown = visible(page)
    again = show(index, address[1:]).page
    assert visible(again) == shown and again.input_value("#search") == "lemma"
    assert again.input_value("#sort") == "claim" and again.is_checked("#surprises")
    again.click("#all")
    again.select_option("#sort", "order")
    assert "form=all" in again.evaluate("location.hash")


def test_more_of_a_kind_is_a_link_to_the_list(show, tmp_path):
    claims = [synthetic.a_record(f"c{i}", **REFUTED) for i in range(9)]
    page = show(render(synthetic.write_run(tmp_path / "run", [*claims, synthetic.a_record("d")]))).page
    page.get_by_role("link", name="3 more", exact=True).click()
    assert visible(page) == [f"c{i}" for i in range(9)]


def test_an_address_of_the_list_may_hold_anything(show, index):
    page = show(index, "list?form=nosuch&verdict=%E0%A4%A&q=%E0%A4%A&sort=constructor&x").page
    assert visible(page) == []
    page.click("#all")
    assert visible(page)


def test_the_way_back_leads_to_the_list_as_it_was(show, index):
    page = show(index, "list?form=mutant").page
    shown = visible(page)
    page.locator("tr.claim:not([hidden]) a.title").first.click()
    page.get_by_role("link", name="← All claims").click()
    assert visible(page) == shown and page.evaluate("location.hash") == "#list?form=mutant"


def test_an_unknown_claim_is_said_to_be_unknown(show, index):
    page = show(index, "claim/lemma5.<b>nosuch").page
    text = page.locator("#unknown").inner_text()
    assert "There is no claim lemma5.<b>nosuch in this run." in text and "lemma5.constant" in text
    page.locator("#unknown a").first.click()
    assert page.locator("#claim-view h1").is_visible() and not page.locator("#unknown").is_visible()


def test_sections_of_a_claim_have_addresses(show, index):
    page = show(index, "claim/lemma10.smoothness").page
    links = page.locator("nav.contents a")
    titles = links.all_inner_texts()
    assert (
        titles == page.locator("#claim-view section > h2").all_inner_texts() and titles[0] == "How it breaks"
    )
    links.last.click()
    expect(page.locator("#claim-view section").last).to_be_in_viewport()
    name = page.evaluate("location.hash").split("?at=")[1]
    other = show(index, f"claim/lemma10.smoothness?at={name}").page
    expect(other.locator(f"#s-{name}")).to_be_in_viewport()


def test_copies_are_what_one_pastes(show, index):
    page = show(index, "claim/lemma10.smoothness").page
    page.evaluate(
        "navigator.clipboard.writeText = (text) => { window.got = text; return Promise.resolve(); }"
    )
    got = {}
    for name in ("Copy link", "Copy as Markdown", "Copy as LaTeX"):
        page.get_by_role("button", name=name).click()
        got[name] = page.evaluate("window.got")
    assert got["Copy link"].endswith("#claim/lemma10.smoothness")
    assert got["Copy as Markdown"].startswith("**") and "$$" in got["Copy as Markdown"]
    assert " ≰ " in got["Copy as Markdown"] and got["Copy link"] in got["Copy as Markdown"]
    assert re.search(r"^\\\[.*\\\]$", got["Copy as LaTeX"], flags=re.M)


def test_search_reads_notes_and_tells_of_hidden_matches(show, worked_index):
    page = show(worked_index).page
    page.fill("#search", "reason")
    assert visible(page) == ["a"] and not page.locator("#elsewhere").is_visible()
    page.fill("#search", "secret")
    assert visible(page) == []
    assert page.locator("#elsewhere").inner_text() == "1 more matches among hidden forms and verdicts: show"
    page.click("#elsewhere")
    assert visible(page) == ["b"]


def test_a_phone_has_targets_for_fingers_and_no_line_that_sticks_out(show, index, worked_index):
    for path, anchor in ((index, ""), (index, "claim/lemma10.smoothness"), (worked_index, "claim/a")):
        page = show(path, anchor, width=390).page
        small = page.evaluate(
            """() => [...document.querySelectorAll('main :is(a, button, summary, input)')].filter(n => {
              const box = n.getBoundingClientRect();
              return box.width && !(n.tagName === 'A' && getComputedStyle(n).display === 'inline')
                && box.height < 23.5; }).map(n => n.outerHTML.slice(0, 80))"""
        )
        assert small == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_profile_is_explained(show, index):
    assert "A quick run is a first look" in show(index).page.locator("header.top").inner_text()


def test_paper_gets_what_was_found_and_the_list_where_it_was_opened(show, index):
    page = show(index).page
    page.emulate_media(media="print")
    assert not page.locator("#claims").is_visible()
    page.evaluate("location.hash = 'list'")
    page.wait_for_selector("#overview[data-at=list]", state="attached")
    assert page.locator("#claims").is_visible() and not page.locator("header.top").is_visible()


def test_without_a_script_every_note_and_both_sides_can_be_read(browser, worked_index):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(worked_index.as_uri())
    assert page.locator("tr.claim").count() == 2
    details = page.locator("tr.claim").first.locator("details.unscripted")
    details.locator("summary").click()
    text = details.inner_text()
    assert "The reason." in text and "left side = 1.25" in text and "≰" in text and "= right side" in text
    context.close()


def test_a_script_hides_what_only_its_absence_needs(show, worked_index):
    assert not show(worked_index).page.locator("details.unscripted").first.is_visible()


@pytest.mark.parametrize(
    ("value", "verdict", "said"),
    [
        (-0.25, "holds", "least 0.25"),
        (0.999, "holds", "least 0.001 of scale"),
        (-0.0, "refuted", "least 0"),
        (0.5, "refuted", "least -0.5"),
    ],
)
def test_positivity_shows_its_least_value_and_nothing_that_reads_as_a_break(
    show, tmp_path, value, verdict, said
):
    words = {
        "kind": "positive", "sign": ">", "denied": "≯", "sentence": "To be positive.", "left": "the quantity",
        "right": "", "worst": "least", "reads": "least",
    }  # fmt: skip
    top = {"max": value, "q50": -1.0, "q95": -0.5}
    data = {"histogram": {"edges": [-2, -1, 0], "counts": [10, 20]}}
    record = synthetic.a_record("a", relation=words, tightness=top, applicable=40, data="data/a.json",
                                verdict=verdict)  # fmt: skip
    folder = synthetic.write_run(tmp_path / "run", [record])
    write_json(folder / "data/a.json", data)
    page = show(render(folder), "claim/a").page
    text = page.locator("#claim-view").inner_text()
    told = "positive" if verdict == "holds" else "not positive"
    assert f"The quantity is {told} on every instance: {said}." in text
    assert f"Least value\n{said}" in text and "at 0 or below" not in text


def test_the_history_is_a_line(show, tmp_path):
    folders = []
    for seed, (verdict, top) in enumerate((("holds", 0.5), ("refuted", 2.0), ("holds", 0.7))):
        record = synthetic.a_record("a", verdict=verdict, tightness={"max": top, "q50": 0.1, "q95": 0.2})
        folders.append(synthetic.write_run(tmp_path / f"run{seed}", [record], {"seed": seed}))
    page = show(render(folders[2], against=folders[:2]), "claim/a").page
    line = page.locator("svg.history-line")
    assert line.locator("text").all_text_contents() == ["✓", "✗", "✓"]
    points = [point.split(",") for point in line.locator("polyline").get_attribute("points").split()]
    heights = [float(y) for _, y in points]
    assert len(points) == 3 and heights[1] < heights[2] < heights[0]
    assert "this run: holds, 0.7" in line.get_attribute("aria-label")


def test_the_page_keeps_nothing_twice_of_the_worked_check(worked_index):
    text = worked_index.read_text()
    payload = json.loads(re.search(r'id="run">(.*?)</script>', text, flags=re.S)[1])
    assert len(payload["words"]) == text.count("<div><span>") and len(payload["shared"]) == 1

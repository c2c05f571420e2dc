"""axe finds nothing serious; the page can be used by keyboard and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from icl_verify.records.files import write_json
from icl_verify.report import render
from icl_verify.tests.report import synthetic

PLOTS_ARE_DRAWN = "[...document.querySelectorAll('.canvas')].every(canvas => canvas.querySelector('svg'))"
PLOTTED = ["claim/lemma10.smoothness", "claim/thm1.rate"]
VIEWS = ["", *PLOTTED, "claim/words.more_heads_slower"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(show, index, view, width, scheme):
    page = show(index, view, width=width, scheme=scheme).page
    if view in PLOTTED:
        page.wait_for_selector("figure.plot .canvas svg")
    page.wait_for_function(PLOTS_ARE_DRAWN)
    found = Axe().run(page).response["violations"]
    serious = [
        (v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_axe_is_at_work(show, index):
    page = show(index).page
    page.evaluate(
        "document.getElementById('search').closest('label').replaceWith(document.getElementById('search'))"
    )
    page.evaluate("document.getElementById('search').removeAttribute('placeholder')")
    found = Axe().run(page).response["violations"]
    assert "label" in {v["id"] for v in found}


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_wider_than_a_phone(show, index, view):
    page = show(index, view, width=390).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_claim_opens_and_closes_by_keyboard(show, index):
    page = show(index).page
    page.locator("tr.claim:not([hidden]) .title").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#claim-view h1")).to_be_focused()
    page.locator("a", has_text="All claims").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#overview")).to_be_visible()
    expect(page.locator("#claim-view")).to_be_hidden()
    expect(page.locator("tr.claim:not([hidden]) .title").first).to_be_focused()


def test_the_first_stop_of_the_keyboard_leads_to_the_claims(show, index):
    page = show(index).page
    skip = page.locator("a.skip")
    assert skip.bounding_box()["y"] < 0
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#search")).to_be_focused()


def test_matrices_of_twelve_columns_fit_a_printed_page(show, tmp_path):
    record = synthetic.a_record(
        "a", verdict="refuted", expected="refuted", counterexample="counterexamples/a.json"
    )
    folder = synthetic.write_run(tmp_path / "run", [record])
    picture = {"title": "p", "rows": [[-1.2345e-31] * 12] * 3}
    write_json(folder / record["counterexample"], synthetic.an_example("a", "smallest", pictures=[picture]))
    page = show(render(folder), "claim/a", width=720).page
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


def test_print_shows_the_list_without_controls(show, index):
    page = show(index, "list").page
    page.emulate_media(media="print")
    assert page.locator(".toolbar").is_hidden()
    assert page.locator("tr.claim:not([hidden]) math").first.is_visible()

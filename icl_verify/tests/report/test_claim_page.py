"""A claim's own page: what it says where there is no instance to show, its numbers in words, its plots."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from icl_verify.records.files import write_json
from icl_verify.records.run import read
from icl_verify.report import render
from icl_verify.report.payload import replay_command
from icl_verify.tests.report import synthetic

REFUTED = {"verdict": "refuted", "expected": "refuted"}


def section(page, title):
    return page.locator("section", has=page.locator("h2", has_text=title))


def page_of(show, folder, record, data=None, example=None, **options):
    """The page of one claim, with its data and its smallest counterexample as given."""
    synthetic.write_run(folder, [record])
    if data is not None:
        write_json(folder / record["data"], data)
    if example is not None:
        write_json(folder / record["counterexample"], example)
    return show(render(folder), f"claim/{record['id']}", **options).page


def test_a_break_by_counting_says_what_was_counted(show, tmp_path):
    events = {
        "successes": 3, "samples": 36864, "at_least": 0.5, "share": 8.1e-5, "low": 1.7e-5, "high": 2.4e-4,
        "log10_e_value": 11086.5, "refuted_from": 1e9, "shapes": 1, "along": None,
    }  # fmt: skip
    record = synthetic.a_record("a", arithmetic="statistical", tightness=None, events=events, **REFUTED)
    text = section(page_of(show, tmp_path / "run", record), "How it breaks").inner_text()
    assert "3 of 36\u202f864 events held" in text and "at least 0.5 is claimed" in text
    assert "an e-value, is 10^11090" in text and "1.00e9 refutes it" in text


def test_who_else_checked_a_break_is_said_with_downloads_and_what_is_trusted(show, tmp_path):
    checked = [
        {"by": "Python 3.11", "outcome": "proved", "seconds": 0.06, "file": "counterexamples/a.check.py"},
        {"by": "Coq 8.16.1", "outcome": "proved", "seconds": 0.7, "file": "counterexamples/a.v"},
        {"by": "Coq", "outcome": "not checked", "why": "too <b>large</b>"},
        {"by": "Python 3.12", "outcome": "contradicted", "why": "1 > 2", "file": "javascript:alert(1)/a"},
    ]
    found = section(
        page_of(show, tmp_path / "run", synthetic.a_record("a", checked=checked, **REFUTED)),
        "Checked by other programs",
    )
    text = found.inner_text()
    assert "re-checked by script, Python 3.11, in 0.06 s" in text
    assert "machine-checked by Coq 8.16.1, in 0.7 s" in text
    assert "not checked by Coq: too <b>large</b>" in text and "CONTRADICTED by Python 3.12: 1 > 2" in text
    assert "the axioms that Coq prints" in text
    # What the page does not hold is named: whoever was sent the page alone has no file beside it.
    assert found.locator("a[download]").count() == 0
    named = found.locator("li code").all_text_contents()
    assert named == ["counterexamples/a.check.py", "counterexamples/a.v", "javascript:alert(1)/a"]


def test_a_proof_for_all_reals_is_told_apart_from_instances_and_digits(show, tmp_path):
    theorem = {
        "sizes": {"N": 2, "K": 3}, "by": "Coq", "version": "8.16.1", "file": "a.N2_K3.v",
        "sha256": "ab",
    }  # fmt: skip
    record = synthetic.a_record(
        "a", proved_for_all=[theorem], digits=30.0, tightness=None, relation=None, proved=7
    )
    facts = page_of(show, tmp_path / "run", record).locator("dl.facts.wide")
    assert "proved for all reals at N = 2, K = 3 by Coq 8.16.1" in facts.inner_text()
    rows = facts.inner_text()
    assert "Proved in balls on\n7 instances\nBeyond instances\nproved for all reals" in rows
    assert "Tightest\n30 digits" in rows
    assert "theorems/a.N2_K3.v in the folder of the run" in facts.inner_text()


def test_what_may_be_true_instead_stands_beside_what_was_printed(show, tmp_path):
    repairs = [
        {
            "kind": "term",
            "change": "right-hand side plus 1/2",
            "evidence": "survived 8 instances",
            "code": "Code of a proposal",
        },
        {
            "kind": "slip",
            "change": "m in place of N [line 3 of g]",
            "evidence": "survived 9 instances",
            "code": "",
        },
    ]
    mixed = ["terms grow as s^1 and s^2 [f.py:3 in g]"]
    record = synthetic.a_record("a", repairs=repairs, degrees=mixed, **REFUTED)
    page = page_of(show, tmp_path, record)
    degrees = section(page, "Degrees").locator("li")
    expect(degrees).to_contain_text("terms grow as s^1 and s^2")
    expect(degrees.get_by_text("f.py:3 in g")).to_be_hidden()
    shown = section(page, "What may be true instead")
    expect(shown.locator("ins").first).to_have_text("right-hand side plus 1/2")
    expect(shown).to_contain_text("survived 8 instances")
    expect(shown.get_by_text("Code of a proposal", exact=True)).to_be_hidden()
    others = shown.locator("details", has_text="1 other survivor")
    others.locator("summary").first.click()
    expect(others.locator("ins")).to_have_text("m in place of N")
    expect(others.get_by_text("line 3 of g")).to_be_hidden()
    expect(shown).not_to_contain_text("true statement")


def test_an_instance_that_does_not_fit_is_said_to_be_beside_the_page(show, tmp_path):
    record = synthetic.a_record("a", counterexample="counterexamples/a.json", **REFUTED)
    rows = [[0.5] * 300] * 300
    example = synthetic.an_example("a", "smallest", pictures=[{"title": "p", "rows": rows}])
    page = page_of(show, tmp_path / "run", record, example=example)
    text = page.locator("section.example").inner_text()
    assert "Kept beside this page" in text and "counterexamples/a.json in the run’s folder" in text
    assert "icl-verify replay" in text and page.locator("section.example .warn").count() == 0


def test_facts_are_sentences_that_fit_the_verdict(show, tmp_path):
    record = synthetic.a_record("a", replayed="broken", proved=0, suspicions=1644, settled=3, **REFUTED)
    text = page_of(show, tmp_path / "run", record).inner_text(".facts.wide")
    assert "still breaks it" in text and "Proved in balls" not in text and "Weighed" not in text
    assert "Suspected in float64\n1\u202f644" in text and "Judged in balls\n3 instances" in text
    record.update(replayed="proved", verdict="holds", weighed={"members": 9, "off": 0, "apart": 2e-14})
    text = page_of(show, tmp_path / "other", record).inner_text(".facts.wide")
    assert "no longer breaks it: proved" in text and "Proved in balls on\n0 instances" in text
    assert "Weighed in balls\n9 instances, float64 right to 2.0e-14" in text


def test_named_numbers_of_the_claim_are_shown(show, tmp_path):
    remarks = {"steps demanded": {"min": 53.2, "q50": 194.0, "q95": 1272.0, "max": 1341.0}}
    page = page_of(show, tmp_path / "run", synthetic.a_record("a", remarks=remarks))
    cells = section(page, "Also measured").locator("tbody tr").all_inner_texts()
    assert cells == ["steps demanded\t53.2\t194\t1272\t1341"]


def test_how_far_assumptions_are_from_failing(show, tmp_path):
    margin = {"min": 0.0, "q05": 0.0, "q50": 0.1, "below_1e-12": 0.25}
    met = {**synthetic.NOISE, "held": 100, "tried": 100, "margin": margin}
    record = synthetic.a_record("a", assumptions=[met], data="data/a.json")
    page = page_of(show, tmp_path / "run", record, data=synthetic.a_data_file())
    assumptions = section(page, "Assumptions")
    assert "25%" in assumptions.locator("tbody").inner_text()
    # The made-up histogram counts 75 of the 100 instances.
    assert (
        "25 instances have a margin of 0 or less: a log axis has no place for them"
        in assumptions.locator(".plot-note").inner_text()
    )


def test_a_histogram_says_that_its_end_bars_hold_more(show, tmp_path):
    data = {"histogram": {"edges": [-20, 0, 20], "counts": [5, 5]}}
    record = synthetic.a_record("a", applicable=10, data="data/a.json")
    page = page_of(show, tmp_path / "run", record, data=data)
    assert page.inner_text(".plot-note") == "what lies beyond 1e±20 is counted in the end bars"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "left side = 1.25 ≰ 1 = right side"),
        (
            {"rhs": "[1.2499999 +/- 1e-30]"},
            "left side = 1.25 ≰ 1.2499999 = right side",
        ),
        ({"rhs": "[+/- 2.1e-30]"}, "left side = 1.25 ≰ 0 = right side"),
        ({"relation": "positive", "lhs": "[-0.5 +/- 1e-9]"}, "the quantity = −0.5 ≯ 0"),
        ({"lhs": "nan"}, "left side = nan ≰ 1 ± 2.2e−37 = right side"),
    ],
)
def test_the_relation_is_shown_with_the_numbers_put_in(show, tmp_path, changes, line):
    record = synthetic.a_record("a", counterexample="counterexamples/a.json", **REFUTED)
    example = synthetic.an_example("a", "smallest", **changes)
    page = page_of(show, tmp_path / "run", record, example=example)
    assert " ".join(page.inner_text(".put-in").split()) == line


def test_a_ratio_to_a_negative_side_is_not_shown(show, tmp_path):
    record = synthetic.a_record("a", counterexample="counterexamples/a.json", **REFUTED)
    example = synthetic.an_example("a", "smallest", rhs="[-0.5 +/- 1e-30]", tightness=-2.5)
    page = page_of(show, tmp_path / "run", record, example=example)
    assert page.locator(".sides .ratio").count() == 0


@pytest.mark.parametrize("label", ["N = 2, K = 3, noise_level = 0.1; a_law", ""])
def test_curves_are_titled_with_the_name_of_their_instance(show, tmp_path, label):
    data = synthetic.a_data_file(curves=True)
    data["curves"] = [{**data["curves"][0], "label": label}]
    page = page_of(show, tmp_path / "run", synthetic.a_record("a", data="data/a.json"), data=data)
    title = section(page, "Training against the bound").locator(".plot-title").inner_text()
    assert title == (label or "The tightest instance")


def test_an_instance_says_what_its_names_mean(show, tmp_path):
    tokens = "tokens v_k (scaled to unit norm)"
    titles = {"N": "prompt length", "tokens": tokens, "queries": "<b>Q_h</b>", "noise_level": "noise_level"}
    records = [
        synthetic.a_record(name, counterexample=f"counterexamples/{name}.json", titles=given, **REFUTED)
        for name, given in (("a", titles), ("b", titles), ("c", {}))
    ]
    index = render(synthetic.write_run(tmp_path / "run", records))
    assert index.read_text().count("prompt length") == 1
    page = show(index, "claim/b").page
    said = page.locator(".example .meaning").all_inner_texts()
    assert said == ["prompt length", tokens, "<b>Q_h</b>", "<b>Q_h</b>"]
    assert show(index, "claim/c").page.locator(".example .meaning").count() == 0


def test_one_instance_is_shown_once_though_it_is_smallest_and_worst(show, tmp_path):
    path = "counterexamples/a.json"
    page = page_of(
        show, tmp_path / "run", synthetic.a_record("a", counterexample=path, worst=path, **REFUTED)
    )
    titles = page.locator(".example h3").all_inner_texts()
    assert titles == ["The counterexample, made small by this run and the worst of this run"]
    assert page.locator(".sides.broken").count() == 1


def test_a_hunt_without_a_step_is_not_spoken_of(show, tmp_path):
    for steps, said in ((0, False), (7, True)):
        record = synthetic.a_record("a", hunt={"best": None, "steps": steps})
        facts = page_of(show, tmp_path / str(steps), record).inner_text(".facts.wide")
        assert ("Hunt" in facts) == said


def overlaps(page, selector):
    """Pairs of texts under `selector` that lie on one another."""
    return page.evaluate(
        """selector => { const found = [];
        for (const svg of document.querySelectorAll('.canvas svg')) {
          const boxes = [...svg.querySelectorAll(selector)].filter(node => node.textContent)
            .map(node => [node.textContent, node.getBoundingClientRect()]);
          boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
            if (p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom)
              found.push([a, b]);
          })); }
        return found; }""",
        selector,
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_ticks_name_the_sizes_and_do_not_touch(show, tmp_path, width):
    def rows(*values):
        return [{"value": v, "count": 1, "q50": 0.1, "max": 0.5} for v in values]

    axes = {
        "K": rows(*range(2, 10)),
        "tau": rows(-2, -1, 0),
        "T": rows(0.01, 0.1, 1),
        "n": rows(*range(1, 25)),
    }
    axes |= {"eps": rows(-12, -11, -10, -9, -8, -6, -3, 0)}
    data = {**synthetic.a_data_file(), "by_axis": axes}
    page = page_of(
        show, tmp_path / "run", synthetic.a_record("a", data="data/a.json"), data=data, width=width
    )
    plot = page.locator("figure.plot", has_text="Against K")
    ticks = [text for text in plot.locator(".tick[text-anchor=middle]").all_text_contents() if text]
    assert ticks == [str(k) for k in range(2, 10)]
    assert overlaps(page, "text") == []


def test_the_labels_of_a_histogram_lie_above_its_bars(show, tmp_path):
    data = {"histogram": {"edges": [-1, -0.1, 0.1], "counts": [1, 50]}}
    record = synthetic.a_record("a", data="data/a.json")
    page = page_of(show, tmp_path / "run", record, data=data)
    bottoms = page.locator(".mark-text").evaluate_all("all => all.map(n => n.getBoundingClientRect().bottom)")
    tops = page.locator("rect.column").evaluate_all("all => all.map(n => n.getBoundingClientRect().top)")
    assert len(bottoms) == 2 and max(bottoms) <= min(tops)


@pytest.mark.parametrize("edges", [[-0.72, -0.12], [-0.1, 0.2], [0.31, 0.42], [-0.5, 0.5]])
def test_a_log_axis_has_two_ticks_however_short(show, tmp_path, edges):
    data = {"margins": {"positive_noise": {"edges": edges, "counts": [3]}}}
    record = synthetic.a_record("a", data="data/a.json", assumptions=[synthetic.NOISE])
    page = page_of(show, tmp_path / "run", record, data=data)
    ticks = page.locator(".tick[text-anchor=middle]").all_text_contents()
    assert len([text for text in ticks if text]) >= 2


@pytest.mark.parametrize(("changes", "red"), [({}, False), ({**REFUTED, "tightness": {"max": 1.5}}, True)])
def test_only_a_break_is_marked_in_the_colour_of_a_break(show, tmp_path, changes, red):
    record = synthetic.a_record("a", data="data/a.json", **changes)
    page = page_of(show, tmp_path / "run", record, data=synthetic.a_data_file())
    assert page.locator(".mark-line.tightest.broken").count() == red
    assert page.locator(".mark-line.tightest").count() == 1


def test_labels_of_the_graph_fit_their_boxes_and_edges_leave_a_column(show, tmp_path):
    names = [f"lemma{i}.a_name_that_is_much_too_long" for i in range(3)]
    claims = [synthetic.a_record(name, uses=names[i + 1 :]) for i, name in enumerate(names)]
    page = show(render(synthetic.write_run(tmp_path / "run", claims)), f"claim/{names[0]}").page
    sizes = page.locator(".node").evaluate_all(
        "all => all.map(n => ['text:last-child', 'rect'].map(part => n.querySelector(part).getBBox()))"
        ".map(([text, box]) => [text.x + text.width, box.x + box.width])"
    )
    assert len(sizes) == 3 and all(text < box for text, box in sizes)
    # lemma1 and lemma2 stand in one column: what joins them begins and ends on the right of their boxes.
    right = max(x for _, x in sizes[:2]) if sizes[0] == sizes[1] else min(x for _, x in sizes)
    paths = page.locator(".edge").evaluate_all("all => all.map(n => n.getAttribute('d'))")
    assert any(d.startswith(f"M{right:g} ") and f" {right:g} " in d.split("C")[1] for d in paths)


def test_a_wide_graph_opens_at_its_claim_and_fades_where_it_goes_on(show, tmp_path):
    claims = [synthetic.a_record(f"c{i}", uses=[f"c{i - 1}"] if i else []) for i in range(7)]
    page = show(render(synthetic.write_run(tmp_path / "run", claims)), "claim/c3").page
    box = page.locator(".graph-box")
    expect(box).to_have_class(re.compile("came-from goes-on"))
    left, right = box.evaluate(
        "node => [node.getBoundingClientRect().left, node.getBoundingClientRect().right]"
    )
    here = page.locator(".node.here").evaluate("node => node.getBoundingClientRect().left")
    assert left < here < right
    box.evaluate("node => { node.scrollLeft = node.scrollWidth; }")
    expect(box).not_to_have_class(re.compile("goes-on"))


def test_a_mutant_has_no_proof(show, tmp_path):
    claims = [synthetic.a_record("a"), synthetic.a_record("m", form="mutant", of="a", uses=["a"], **REFUTED)]
    page = show(render(synthetic.write_run(tmp_path / "run", claims)), "claim/m").page
    expect(section(page, "Who rests on whom")).to_have_count(0)


def test_several_earlier_runs_make_the_history(show, tmp_path):
    folders = []
    for seed, top in enumerate((0.5, 0.6, 0.7)):
        record = synthetic.a_record("a", tightness={"max": top, "q50": 0.1, "q95": 0.2})
        folders.append(synthetic.write_run(tmp_path / f"run{seed}", [record], {"seed": seed}))
    page = show(render(folders[2], against=folders[:2]), "claim/a").page
    rows = section(page, "Earlier runs").locator("tbody tr").all_inner_texts()
    assert [row.split("\t")[-2] for row in rows] == ["0.5", "0.6", "0.7"]
    assert "seed 1" in page.locator("#comparison .hint").first.text_content()


def test_long_lists_of_the_comparison_say_how_many_more(show, tmp_path):
    before = synthetic.write_run(tmp_path / "before", synthetic.many(60))
    after = synthetic.write_run(tmp_path / "after", synthetic.many(3))
    page = show(render(after, against=before)).page
    text = page.inner_text("#comparison")
    assert "Not in this run’s selection 57" in text and "and 17 more" in text
    page.locator("#comparison summary").click()
    assert page.locator("#comparison code").count() == 57 and page.inner_text("#comparison").count("\n") > 57


@pytest.mark.parametrize(
    ("header", "options"), [({}, ""), ({"properties": "my claims"}, " --properties 'my claims'")]
)
def test_the_replay_command_works_from_where_the_run_was_made(tmp_path, monkeypatch, header, options):
    run = read(synthetic.write_run(tmp_path / "reports" / "run", [], header))
    monkeypatch.chdir(tmp_path)
    properties = header.get("properties", "properties")
    assert replay_command(run) == {"folder": "reports/run", "options": options, "properties": properties}
    monkeypatch.chdir(tmp_path / "reports" / "run" / "data")
    assert replay_command(run)["folder"] == str(tmp_path / "reports" / "run")
    run = replace(run, header=replace(run.header, folder="reports/elsewhere"))
    assert replay_command(run)["folder"] == "reports/elsewhere"


def test_the_replay_command_quotes_what_a_shell_would_read(show, tmp_path):
    record = synthetic.a_record("a", counterexample="counterexamples/a $(b) 'c'.json", **REFUTED)
    page = page_of(show, tmp_path / "run", record, example=synthetic.an_example("a", "smallest"))
    command = page.locator(".code pre").first.inner_text()
    assert command == """icl-verify replay 'a $(b) '"'"'c'"'"'.json'"""


def test_a_snippet_imports_no_module_that_is_not_a_name(show, tmp_path):
    example = synthetic.an_example("a", "smallest")
    example["instance"]["type"] = "os; import shutil:Prompt"
    record = synthetic.a_record("a", counterexample="counterexamples/a.json", **REFUTED)
    page = page_of(show, tmp_path / "run", record, example=example)
    text = page.locator("section.example pre").last.inner_text()
    compile(text, "snippet", "exec")
    assert "import os" not in text and json.dumps(example["instance"]["type"]) in text


def test_print_keeps_form_instances_and_time(show, index):
    page = show(index, "list", width=700).page
    page.emulate_media(media="print")
    row = page.locator("tr.claim:not([hidden])").first
    for name in ("c-verdict", "c-form", "c-strip", "c-instances", "c-time"):
        assert row.locator(f".{name}").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    page.goto(index.as_uri() + "#claim/lemma10.smoothness")
    cell = page.locator("table.brackets td").first
    assert cell.evaluate("node => getComputedStyle(node).printColorAdjust") == "exact"
    graph = page.locator("svg.graph")
    assert graph.evaluate("node => node.getBoundingClientRect().right <= document.body.clientWidth + 1")


def test_what_only_the_population_ensures_is_said_and_what_lies_outside_too(show, tmp_path):
    record = synthetic.a_record("a", ensured=["H >= N"], counterexample="counterexamples/a.json", **REFUTED)
    ties = [{"name": "repeated", "proved": False, "outcome": "tie"}]
    example = synthetic.an_example("a", "smallest", outside=["H >= N"], assumptions=ties)
    page = page_of(show, tmp_path / "run", record, example=example)
    assert "Every instance tried also has: H >= N." in section(page, "Assumptions").inner_text()
    text = page.locator("section.example").inner_text()
    assert "Outside the population, which ensures: H >= N." in text
    assert "repeated ✗ only equal as far as balls see" in text

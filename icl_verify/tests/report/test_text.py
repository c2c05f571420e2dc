"""The terminal's table, the Markdown summary, the comparison in text, and the words that they are made of."""

from __future__ import annotations

import math

import pytest

from icl_verify.records.run import read
from icl_verify.records.schema import FORMS
from icl_verify.report import compare, markdown, terminal_table
from icl_verify.report.words import clean, count, duration, path_end, short, weighed, when
from icl_verify.tests.report import synthetic


def test_the_terminal_table_holds_statements_surprises_survivors_and_necessity(run_folder):
    text = terminal_table(read(run_folder))
    lines = text.splitlines()
    (lemma,) = [line for line in lines if line.split()[0] == "lemma10.smoothness"]
    assert (
        "✗ refuted" in lemma
        and "1.25" in lemma
        and "counterexamples/lemma10.smoothness.smallest.json" in lemma
    )
    assert not any(line.split()[0] == "lemma2.softmax.mutant0" for line in lines), (
        "mutants that fell are no news"
    )
    assert "mutants: 4 of 5 refuted; survivors: lemma10.smoothness.corrected.mutant2" in text
    assert "controls: 2 of 2 not refuted" in text
    assert "lemma5.constant  positive_noise  needed: the claim breaks without it" in text
    assert "lemma5.constant  full_rank       no break without it on 20,480 instances" in text
    assert (
        "statements (10): 5 holds, 2 refuted, 1 inconclusive, 1 vacuous, 1 error, 5 not as expected" in text
    )


def test_the_terminal_table_fits_eighty_columns_and_ends_with_a_summary_by_form(run_folder):
    text = terminal_table(read(run_folder), 80)
    lines = text.splitlines()
    assert max(len(line) for line in lines if line.startswith("  ")) <= 80
    (lemma,) = [line for line in lines if line.startswith("  lemma10.smoothness  ")]
    assert "✗ refuted" in lemma and "1.25" in lemma and "counterexample" not in text, "no room for paths"
    wide = terminal_table(read(run_folder), 136)
    assert "…/lemma10.smoothness.smallest.json\n" in wide and max(map(len, wide.splitlines())) <= 136
    last = lines[-7:]
    assert last[0].split()[:2] == ["form", "holds"]
    assert [line.split()[0] for line in last[1:]] == [form for form in FORMS if f"\n  {form} " in text]
    mutants = next(line.split() for line in last if line.split()[0] == "mutant")
    assert mutants == ["mutant", "1", "4"]


@pytest.mark.parametrize(
    ("path", "width", "shown"),
    [
        ("counterexamples/lemma5.json", 40, "counterexamples/lemma5.json"),
        ("counterexamples/lemma5.json", 20, "…/lemma5.json"),
        ("a/b/c.json", 9, "…/c.json"),
        ("a_long_name.json", 9, "a_lo…json"),
        ("x", 0, ""),
    ],
)
def test_a_path_is_shortened_from_its_front(path, width, shown):
    assert path_end(path, width) == shown and len(path_end(path, width)) <= max(width, 0)


@pytest.mark.parametrize(
    ("with_it", "said"),
    [
        ("holds", "needed: the claim breaks without it"),
        ("refuted", "says nothing of a need: the claim breaks without it, and with it is refuted"),
        (None, "says nothing of a need: the claim breaks without it, and with it was not tried"),
    ],
)
def test_an_assumption_is_needed_where_the_claim_holds_with_it_alone(tmp_path, with_it, said):
    less = synthetic.a_record("a.less", form="necessity", of="a", drops="one", verdict="refuted")
    whole = [] if with_it is None else [synthetic.a_record("a", verdict=with_it)]
    text = terminal_table(read(synthetic.write_run(tmp_path / "run", [*whole, less])))
    assert f"a  one  {said}\n" in f"{text}\n"


def test_what_was_weighed_is_said_in_a_clause(tmp_path):
    found = [
        ("exact", {"members": 1}, "1 instance"),
        ("right", {"members": 1200, "apart": 3e-12}, "1\u202f200 instances, float64 right to 3.0e-12"),
        ("off", {"members": 9, "off": 2}, "9 instances, float64 off on 2"),
        ("none", None, ""),
    ]
    run = read(synthetic.write_run(tmp_path / "run", [synthetic.a_record(i, weighed=w) for i, w, _ in found]))
    assert {record.id: weighed(record) for record in run.claims} == {i: said for i, _, said in found}
    assert "weighed in balls: 1,210 instances, float64 off in 1 of 3 claims" in terminal_table(run)


def test_claims_asked_for_by_name_have_their_line(tmp_path):
    verdicts = {"control": "holds", "necessity": "holds", "mutant": "refuted"}
    tries = [
        synthetic.a_record(f"a.{form}{i}", form=form, of="a", expected=verdict, verdict=verdict)
        for form, verdict in verdicts.items()
        for i in range(5)
    ]
    alone = terminal_table(read(synthetic.write_run(tmp_path / "alone", tries)))
    assert all(f"{record['id']} " in alone for record in tries)
    few = terminal_table(read(synthetic.write_run(tmp_path / "few", [synthetic.a_record("a"), *tries[:4]])))
    assert "a.control0 " in few
    many = terminal_table(read(synthetic.write_run(tmp_path / "many", [synthetic.a_record("a"), *tries])))
    assert "a.control0 " not in many


def test_the_table_goes_by_groups_as_the_header_declares_them(tmp_path):
    claims = [
        synthetic.a_record("a", group="Lemma 1"),
        synthetic.a_record("b", group="Setting"),
        synthetic.a_record("a.less", form="necessity", of="a", drops="one"),
        synthetic.a_record("b.less", form="necessity", of="b", drops="one"),
        synthetic.a_record("c", group="Ablations"),
    ]
    run = read(synthetic.write_run(tmp_path / "run", claims, {"groups": ["Ablations", "Setting"]}))
    firsts = [line.split()[0] for line in terminal_table(run).splitlines() if line.startswith("  ")]
    assert firsts[:8] == ["claim", "c", "b", "b.less", "a", "a.less", "b", "a"]


def test_a_record_cannot_steer_the_terminal(tmp_path):
    record = synthetic.a_record(
        "x", note="\x1b[2J", counterexample=None, form="mutant", of="y", verdict="holds", expected="refuted"
    )
    folder = synthetic.write_run(tmp_path / "run", [record])
    with (folder / "records.jsonl").open("a") as file:
        file.write("\x1b]0;owned\x07 \u202e\n")
    text = terminal_table(read(folder))
    assert all(character.isprintable() or character in "\n" for character in text)
    assert "damaged record, line 2" in text


def test_an_empty_run_has_a_table(tmp_path):
    assert "no claim was decided" in terminal_table(read(synthetic.write_run(tmp_path / "run", [])))


def test_markdown_counts_and_names_what_matters(run_folder):
    text = markdown(run_folder)
    assert (
        "| claims | 19 |" in text
        and "| statements: refuted | 2 |" in text
        and "| not as expected | 5 |" in text
    )
    assert "**Not as expected (5)**" in text and "`conj.distinct_tokens`" in text
    assert "**Surviving mutants (1)**: `lemma10.smoothness.corrected.mutant2`" in text
    assert "**Refuted (1)**" in text and "| `lemma10.smoothness` |" in text


def test_markdown_of_a_hostile_title_is_text(tmp_path):
    title = "<img src=x> | [a](http://localhost) @someone #1 `code` **bold**\nnew row"
    record = synthetic.a_record("a`|<b>", title=title, verdict="refuted")
    text = markdown(synthetic.write_run(tmp_path / "run", [record]))
    (row,) = [line for line in text.splitlines() if line.startswith("| `a")]
    assert row.count("|") == 5
    for piece in ("<img", "[a]", "@someone", "#1 ", "**bold"):
        assert piece not in row


def test_comparing_a_run_with_itself_finds_nothing(run_folder):
    result = compare(run_folder, run_folder)
    assert (result.verdicts, result.moved, result.new, result.settings) == ([], [], [], [])
    assert (result.unselected, result.undecided) == ([], [])
    assert result.same == len(synthetic.records())
    assert "19 claims as before" in result.text


def test_comparison_names_verdicts_tightness_new_and_gone(run_folder, tmp_path):
    claims = {record["id"]: record for record in synthetic.records()}
    claims["lemma2.softmax"].update(tightness={"max": 0.95, "q50": 0.1, "q95": 0.5})
    claims["lemma5.constant"].update(digits=12.0)
    claims["thm1.rate"].update(verdict="refuted", as_expected=False)
    claims["conj.distinct_tokens"].update(tightness={"max": 3.0, "q50": 0.5, "q95": 0.9})
    del claims["thm2.noise"]
    claims["old"] = synthetic.a_record("old")
    before = synthetic.write_run(tmp_path / "run", list(claims.values()), {"profile": "standard"})
    result = compare(run_folder, before)
    assert result.verdicts == [("thm1.rate", "refuted", "holds")]
    assert {name: (a, b) for name, a, b in result.moved} == {
        "lemma2.softmax": ("0.95", "0.93"),
        "lemma5.constant": ("12 digits", "15.4 digits"),
    }
    assert (result.new, result.unselected, result.undecided) == (["thm2.noise"], ["old"], [])
    assert result.settings == [("profile", "standard", "quick")]
    pieces = ("thm1.rate  refuted  holds", "0.95       0.93", "12 digits  15.4 digits", "new claims (1)")
    for piece in (*pieces, "not in this run's selection (1)"):
        assert piece in result.text


def test_what_says_nothing_of_a_bound_has_not_moved(tmp_path):
    tops = {"tightness": {"max": 2.0, "q50": 0.1, "q95": 0.5}}
    refuted = {"verdict": "refuted", "expected": "refuted"}
    before = [
        synthetic.a_record("worse", **refuted, **tops),
        synthetic.a_record("otherwise", tightness=None, digits=15.0),
        synthetic.a_record("nearer", tightness=None, digits=15.0),
    ]
    tops["tightness"]["max"] = 40.0
    after = [
        synthetic.a_record("worse", **refuted, **tops),
        synthetic.a_record("otherwise", tightness={"max": 0.5, "q50": 0.1, "q95": 0.2}),
        synthetic.a_record("nearer", tightness=None, digits=0.4),
    ]
    folders = [synthetic.write_run(tmp_path / name, one) for name, one in (("a", after), ("b", before))]
    assert compare(*folders).moved == [("nearer", "15 digits", "0.4 digits")]


def test_a_change_below_one_percent_has_not_moved(run_folder, tmp_path):
    claims = synthetic.records()
    claims[0]["tightness"] = {"max": 0.9301, "q50": 0.1, "q95": 0.5}
    assert compare(run_folder, synthetic.write_run(tmp_path / "run", claims)).moved == []


def test_what_rounding_leaves_has_not_moved(run_folder, tmp_path):
    noise = [synthetic.records(), synthetic.records()]
    for claims, top, digits in zip(noise, (-9.6e-17, -1.9e-16), (15.9, 15.1), strict=True):
        claims[0]["tightness"] = {"max": top, "q50": -1.0, "q95": -0.1}
        next(r for r in claims if r["id"] == "lemma5.constant")["digits"] = digits
    folders = [synthetic.write_run(tmp_path / f"run{i}", claims) for i, claims in enumerate(noise)]
    assert compare(*folders).moved == []


def test_a_selected_claim_without_a_verdict_is_not_said_to_be_unselected(run_folder, tmp_path):
    claims = synthetic.records()
    names = [record["id"] for record in claims]
    stopped = synthetic.write_run(tmp_path / "run", claims[:-1], {"selected": names})
    result = compare(stopped, run_folder)
    assert (result.unselected, result.undecided) == ([], names[-1:])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (math.inf, "∞"),
        (0.0, "0"),
        (1.0, "1"),
        (1 + 3e-9, "1+3e-9"),
        (1 - 1e-7, "1−1e-7"),
        (0.93, "0.93"),
        (1.25e-7, "1.2e-7"),
        (123456.0, "1.2e5"),
        (2.0, "2"),
    ],
)
def test_numbers_are_short_and_near_one_tell_the_distance(value, text):
    assert short(value) == text


def test_other_words():
    assert [duration(s) for s in (0.44, 59.4, 60.0, 251.0, 7320.0)] == [
        "0.4 s",
        "59 s",
        "1 min",
        "4 min 11 s",
        "2 h 2 min",
    ]
    assert count(1234567) == "1\u202f234\u202f567"
    assert when("not a time") == "not a time" and when("2026-03-04T05:06:07") == "4 March 2026, 05:06"
    assert clean("a\nb\x1b[0m\u202e") == "a b [0m "

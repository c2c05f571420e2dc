"""Typesetting, strips, thinning of plots: the parts of the page that need no browser."""

from __future__ import annotations

import math
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import jinja2
import pytest
from jinja2 import Environment

import icl_verify
from icl_verify.catalogue import collect
from icl_verify.records.example import Example
from icl_verify.records.schema import Record
from icl_verify.report.mathml import typeset
from icl_verify.report.plots import POINTS_LIMIT, plot_data, strip
from icl_verify.report.render import TEMPLATES
from icl_verify.report.words import measured
from icl_verify.tests.report import synthetic

PROPERTIES = Path(icl_verify.__file__).parents[1] / "properties"
GOOD = [synthetic.SOFTMAX, synthetic.RATE, synthetic.SMOOTH, synthetic.CONSTANT, synthetic.ACCURACY]
GOOD += [
    r"a &= b",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    r"\operatorname*{arg\,min}_x f",
    r"\mathbb{1}\{k \le N\}",
]
BAD = [
    r"\frac{1}{",
    "{",
    "x_",
    r"\left( x",
    r"\unknowncommand x",
    r"\newcommand{\a}{bb}\a",
    "x" * 30_000,
    "{" * 5_000,
]


def a_record(name, **changes):
    return synthetic.read_back(synthetic.a_record(name, **changes))


@pytest.mark.parametrize("latex", GOOD)
def test_statements_become_mathml(latex):
    root = ET.fromstring(str(typeset(latex)))
    assert root.get("class") == "math" and root.find("math") is not None


@pytest.mark.parametrize("latex", BAD)
def test_latex_that_cannot_be_read_is_shown_as_it_is(latex):
    root = ET.fromstring(str(typeset(latex)))
    assert (
        root.get("class") == "latex"
        and root.text == latex
        and root.get("title", "").startswith("not typeset")
    )


def test_a_word_in_roman_is_one_word_and_a_long_statement_can_wrap():
    assert "<mi>softmax</mi>" in typeset(synthetic.SOFTMAX)
    assert "<wbr" in typeset(synthetic.SMOOTH) and "<wbr" not in typeset("x + y = z")


def test_typesetting_loses_no_symbol():
    for latex in GOOD[:4]:
        whole = "".join(ET.fromstring(str(typeset(latex))).itertext())
        assert whole.count("‖") == latex.count(r"\|") and whole.count("≤") == latex.count(r"\le ")


@pytest.mark.parametrize(
    "latex", [r"\href{javascript:alert(1)}{x}", r"\text{<script>x</script>}", r"\text{</math><img>}"]
)
def test_typesetting_lets_no_markup_through(latex):
    markup = str(typeset(latex))
    assert "href" not in markup and "<script" not in markup and "<img" not in markup


@pytest.mark.parametrize(
    ("latex", "symbols"),
    [
        (r"\mathbb E x", "𝔼x"),
        (r"\mathcal L(\theta)", "ℒ(θ)"),
        (r"\mathbf 1 \boldsymbol{\lambda}", "𝟏𝛌"),
        (r"\big\| x \big\|", "‖x‖"),
        (r"\Bigl\{ x \Bigr\}", "{x}"),
        (r"\mathbb{R}^n", "ℝn"),
        (r"\mathfrak C \mathsf T", "ℭ𝖳"),
    ],
)
def test_alphabets_and_grown_brackets_are_characters(latex, symbols):
    markup = str(typeset(latex))
    assert "".join(ET.fromstring(markup).itertext()) == symbols and "mathvariant" not in markup


def test_both_bars_of_a_pair_grow():
    root = ET.fromstring(str(typeset(r"\Big|\log\frac{a}{b}-c\Big|\le d")))
    bars = [mo for mo in root.iter("mo") if mo.text == "|"]
    assert [bar.get("stretchy") for bar in bars] == ["true", "true"]
    assert len({bar.get("minsize") for bar in bars}) == 1


def test_every_statement_of_the_catalogue_is_typeset():
    if not PROPERTIES.is_dir():
        pytest.skip("the package is installed without its repository's properties")
    claims = collect(PROPERTIES)
    assert claims
    raw = {claim.id: claim.statement for claim in claims if "latex" in typeset(claim.statement)}
    assert raw == {}


def test_a_strip_shows_a_break_and_says_it():
    broken = a_record("a", verdict="refuted", tightness={"max": 1.25, "q50": 0.1, "q95": 0.5})
    assert "broken" in strip(broken) and "tightest 1.25" in strip(broken)
    assert "broken" not in strip(a_record("a", tightness={"max": 0.93, "q50": 0.1, "q95": 0.5}))
    infinite = a_record("a", verdict="refuted", tightness={"max": None, "q50": None, "q95": None})
    assert "∞" in strip(infinite) and "broken" in strip(infinite)
    assert "15.4 digits" in strip(a_record("a", tightness=None, digits=15.4))
    assert "—" in strip(a_record("a", tightness=None, digits=None))
    assert "off by 1698" in strip(a_record("a", tightness=None, digits=-3.23))


@pytest.mark.parametrize("value", [0.0, 1e-300, 1e300, -1.0])
def test_a_strip_stays_in_its_box(value):
    record = a_record("a", digits=None, tightness={"max": value, "q50": value, "q95": value})
    assert "nan" not in strip(record) and "inf" not in strip(record)


def test_curves_are_thinned_and_keep_their_ends():
    times = list(range(100_000))
    curve = {
        "label": "c",
        "times": times,
        "excess": [math.exp(-t / 1e4) for t in times],
        "bound": [1.0] * len(times),
    }
    data, problems = plot_data({"curves": [curve]})
    kept = data["curves"][0]["times"]
    assert problems == [] and len(kept) <= POINTS_LIMIT and kept[:3] == [0, 1, 2] and kept[-1] == 99_999


def test_curves_take_their_names_from_the_run():
    data, problems = plot_data(
        {"curves": [{"label": "c", "times": [0, 1], "left": [1, 2], "right": [3, None]}]}
    )
    assert problems == []
    assert data["curves"] == [{"label": "c", "times": [0.0, 1.0], "left": [1.0, 2.0], "right": [3.0, None]}]


def test_a_quantity_that_is_to_be_positive_shows_its_least_value():
    record = a_record("a", tightness={"max": -0.3, "q50": -2.0, "q95": -0.5}, digits=None)
    assert "least 0.3" in strip(record) and "<svg" not in strip(record)


def test_an_absent_margin_leaves_the_others():
    margin = {"edges": [0, 1], "counts": [3]}
    assert plot_data({"margins": {"a": None, "b": margin}}) == ({"margins": {"b": margin}}, [])


def test_what_cannot_be_drawn_is_said_and_the_rest_kept():
    good = {"edges": [0, 1], "counts": [3]}
    data, problems = plot_data(
        {"histogram": good, "curves": [{"times": [1], "excess": [], "bound": []}], "by_axis": [1]}
    )
    assert data == {"histogram": good} and len(problems) == 2
    assert all("cannot be drawn" in problem for problem in problems)


def test_a_good_example_passes_and_a_wrong_shape_does_not():
    Example.from_json(synthetic.an_example("c", "worst"), "file")
    bad = synthetic.an_example("c", "worst")
    bad["instance"]["fields"]["tokens"]["values"] = [[1, 2], [3, 4]]
    with pytest.raises(ValueError, match=r"instance\.fields\.tokens must have shape"):
        Example.from_json(bad, "file")


def test_an_integer_that_a_browser_would_round_is_refused():
    example = synthetic.an_example("c", "worst")
    example["instance"]["fields"]["noise_level"]["values"] = 2**53 + 1
    with pytest.raises(ValueError, match="noise_level must hold a number"):
        Example.from_json(example, "file")


def test_an_axis_with_one_value_is_not_drawn():
    row = {"value": 1, "q50": 0.1, "max": 0.5}
    data, _ = plot_data({"by_axis": {"T": [row], "N": [row, {**row, "value": 2}]}})
    assert list(data["by_axis"]) == ["N"]


def test_equal_steps_of_a_histogram_are_told_by_their_ends():
    even = {"edges": [-2.0, -1.5, -1.0, -0.5], "counts": [1, 2, 3]}
    uneven = {"edges": [-2.0, -1.5, -1.0, 3.0], "counts": [1, 2, 3]}
    data, _ = plot_data({"histogram": even, "margins": {"a": uneven}})
    assert data["histogram"] == {"edges": [-2.0, -0.5], "counts": [1, 2, 3]}
    assert data["margins"]["a"] == uneven


def test_a_chance_shows_the_share_seen_with_its_interval():
    events = {
        "successes": 50, "samples": 100, "at_least": 0.4, "share": 0.5, "low": 0.4, "high": 0.6,
        "log10_e_value": -1.0, "refuted_from": 1e9, "shapes": 1, "along": None,
    }  # fmt: skip
    kept = synthetic.a_record("a", arithmetic="statistical", tightness=None, events=events)
    assert measured(Record.from_json(kept, "record")) == "50% ± 10"


@pytest.mark.parametrize(
    ("largest", "said"),
    [
        (None, "0.93"),
        ({"value": 0.94, "origin": "drawn"}, "0.94"),
        ({"value": 0.975, "origin": "hunted"}, "0.975 hunted"),
        ({"value": 0.99999999, "origin": "corpus"}, "1−1e-8 in the corpus"),
    ],
)
def test_one_number_is_read_first_and_the_draws_stay_the_bar(largest, said):
    record = synthetic.read_back(synthetic.a_record("a", largest=largest))
    assert measured(record) == said
    drawn = strip(record)
    assert f"tightest {said}" in drawn and "median 0.11, 95% below 0.52" in drawn


def test_an_infinite_break_is_read_as_such():
    broken = synthetic.a_record("a", verdict="refuted", largest={"value": None, "origin": "hunted"})
    assert measured(synthetic.read_back(broken)) == "∞ hunted"


@pytest.mark.parametrize("content", [None, b"", b"j2 is no bytecode"])
def test_a_template_is_compiled_once_and_kept_where_python_keeps_its_own(tmp_path, monkeypatch, content):
    generate, sources = Environment._generate, []
    monkeypatch.setattr(
        Environment, "_generate", lambda *given, **named: sources.append(0) or generate(*given, **named)
    )
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))

    def compiled():
        """How often a template is, in a process that has not met it."""
        sources.clear()
        text = TEMPLATES.overlay(cache_size=0).get_template("glossary.html").root_render_func
        assert text is not None
        return len(sources)

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled() == compiled() and not list(tmp_path.rglob("*.pyc"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert compiled() and not compiled()
    for kept in tmp_path.rglob("*.pyc") if content is not None else ():  # damaged, it is made again
        kept.write_bytes(content)
    assert bool(compiled()) == (content is not None)
    monkeypatch.setattr(jinja2, "__version__", "another")
    assert compiled()

"""Trying a claim in a cell: the trial's own result, a bar where it is wanted, cards of sound HTML."""

import io
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction

import pytest
import torch

import icl_verify
from icl_verify.notebook import record_of, try_claim
from icl_verify.records.schema import Record
from icl_verify.report.instances import side
from icl_verify.statement.relation import at_least, at_most, positive
from icl_verify.tests.tiny import FAST, Couple, cauchy_schwarz, couples, expand, made
from icl_verify.trial import course
from icl_verify.trial.result import TrialResult

ATTACK = """<script>x</script></style>"'><img src=x onerror=x> & {{ 7 * 191 }}"""


def read(html: str) -> ET.Element:
    """The elements of a card, of which every one must be closed."""
    card = ET.fromstring(html)
    assert card.tag == "div" and card.get("class") == "icl-card"
    assert not {e.tag for e in card.iter()} & {"script", "img", "iframe", "link", "object"}
    assert not [name for e in card.iter() for name in e.attrib if name.startswith("on")]
    return card


def text_of(html: str) -> str:
    card = read(html)
    for style in card.iter("style"):
        style.text = ""
    return " ".join("".join(card.itertext()).split())


def test_a_claim_is_tried_as_a_run_tries_it_and_shows_its_card():
    claim = made(cauchy_schwarz)
    found, plain = try_claim(claim, FAST), course.try_claim(claim, FAST, 0)
    assert type(found) is TrialResult and found.claim is claim
    assert (found.verdict, found.tally.tightness_quantiles()) == (
        plain.verdict,
        plain.tally.tightness_quantiles(),
    )
    shown = text_of(found._repr_html_())
    assert "✓holds printed as expected" in shown and "The tightest instance that was drawn" in shown
    assert f"Instances drawn{found.tally.instances}" in shown


def test_a_result_prints_in_a_few_lines():
    """Not as the 46 kB that its parts take."""
    wrong = made(lambda c: at_least(c.scale, 2 * c.scale), sides=("scale", "its double"))
    shown = str(try_claim(wrong, FAST))
    assert shown.startswith("tiny.claim: refuted (holds was expected)\n") and len(shown) < 1500
    lines = shown.splitlines()
    assert any(line.startswith("  counterexample with n = 1, ") for line in lines)
    assert any(line.startswith("    scale: ") for line in lines) and "    its double = 2" in shown
    never = made(lambda c: positive(c.scale - c.scale))
    assert str(try_claim(never, FAST)).endswith("\n    the quantity = 0 ≯ 0")
    assert repr(try_claim(made(cauchy_schwarz), FAST)).startswith("tiny.claim: holds\n")
    mistaken = try_claim(made(lambda c: at_most(0.5 * c.scale, c.scale)), FAST)
    assert "got 0.5" in str(mistaken) and len(str(mistaken)) < 1500


def test_a_card_shows_the_sides_as_the_statement_orders_and_names_them():
    twice = made(lambda c: at_least(c.scale, 2 * c.scale), sides=("scale", "its double"))
    found = try_claim(twice, FAST)
    _, (example, *_) = record_of(found)
    assert side(example.lhs) != side(example.rhs)
    shown = text_of(found._repr_html_())
    assert f"scale {example.rhs} ≱ {example.lhs} its double" in shown
    assert "Judged in balls" in shown and "of which" not in shown


def test_a_broken_claim_shows_the_counterexample():
    lowered = made(cauchy_schwarz, expected="holds").lowered(Fraction(1, 2), known=Fraction(1))
    found = try_claim(lowered, FAST)
    assert found.verdict == "refuted"
    record, examples = record_of(found)
    assert examples[0].kind == "smallest" and record.as_expected
    shown = text_of(found._repr_html_())
    assert "The counterexample, made small" in shown and "≰" in shown and examples[0].lhs in shown


def test_a_claim_that_raises_shows_its_traceback():
    def broken(couple):
        """Nothing"""
        raise ArithmeticError(ATTACK)

    found = try_claim(made(broken), FAST)
    assert found.verdict == "error" and ATTACK in "".join(read(found._repr_html_()).itertext())


def test_text_stays_text():
    record, _ = record_of(course.try_claim(made(cauchy_schwarz, title=ATTACK, note=ATTACK), FAST, 0))
    hostile = replace(record, source=ATTACK, statement=rf"\text{{{ATTACK}}}", population=ATTACK)
    assert "".join(read(hostile._repr_html_()).itertext()).count(ATTACK) >= 4


def test_the_statement_is_typeset():
    record = Record(
        id="a.b", form="printed", expected="holds", verdict="holds", as_expected=True, statement=r"x\le y^2"
    )
    assert [e.text for e in read(record._repr_html_()).iter("mo")] == ["≤"]


def test_an_instance_shows_its_sizes_and_numbers():
    draw = couples.examples(0, 1)[0]
    batch = expand(draw, 3, "cpu")
    shown = text_of(batch._repr_html_())
    assert "The first of a batch of 3." in shown and f"n = {draw.sizes['n']} dimension" in shown
    x = Couple.of(
        n=2, columns=1, first_columns=0, steps=5, x=[0.5, -2], y=[1, 1 / 3], scale=1.0, units=[[1.0], [0.0]]
    )
    assert "x n, 1 × 2 0.5−2 y n, 1 × 2 10.333 scale 1" in text_of(x.exact(0)._repr_html_())
    assert "batch" not in text_of(x._repr_html_())
    assert x.exact(0).balls()._repr_html_() is None


def test_large_arrays_are_named_and_not_written_out():
    wide = Couple(
        {"n": 40, "columns": 2, "first_columns": 1, "steps": 5},
        {
            "x": torch.ones(1, 40).double(),
            "y": torch.ones(1, 40).double(),
            "scale": torch.ones(1).double(),
            "units": torch.ones(1, 40, 2).double(),
        },
    )
    card = read(wide._repr_html_())
    assert "units n × columns, 40 × 2" in text_of(wide._repr_html_()) and len(list(card.iter("td"))) == 1


@pytest.mark.parametrize(("progress", "drawn"), [(True, True), (False, False), (None, False)])
def test_the_bar_is_drawn_where_it_is_wanted(monkeypatch, progress, drawn):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    found = try_claim(made(cauchy_schwarz), FAST, progress=progress)
    said = sys.stderr.getvalue()
    assert found.verdict == "holds" and bool(said) is drawn
    if drawn:
        assert "tiny.claim: judging" in said and "tiny.claim: done" in said and "8/8" in said


def test_profiles_go_by_name():
    with pytest.raises(ValueError, match="profile must be one of quick, standard, thorough, got 'slow'"):
        try_claim(made(cauchy_schwarz), "slow")
    assert icl_verify.try_claim is try_claim


def test_what_is_below_nought_shows():
    def sure(couple):
        """The size of the scale"""
        return positive(couple.scale)

    def never(couple):
        """A side that vanishes"""
        return at_most(couple.xp.abs(couple.scale), 0 * couple.scale)

    for function, verdict in ((sure, "holds"), (never, "refuted")):
        shown = try_claim(made(function), FAST)._repr_html_()
        assert read(shown) is not None and verdict in text_of(shown)

"""A kind of relation that this file alone knows, from the draw to the page: nobody asks for its name."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np
import pytest

from icl_verify.judge.replay import replay
from icl_verify.numerics import balls
from icl_verify.numerics.namespace import namespace
from icl_verify.records.example import read_example
from icl_verify.records.run import append, open_run, read
from icl_verify.records.schema import Header
from icl_verify.report import render
from icl_verify.report.text import terminal_table
from icl_verify.statement.relation import BallEntries, FloatEntries, Relation, Words
from icl_verify.tests.report import synthetic
from icl_verify.tests.tiny import FAST, made, written
from icl_verify.trial.course import try_claim


@dataclass(frozen=True)
class Within(Relation):
    """|lhs| < rhs, the ends excluded; measured by the share of the way to the nearer end."""

    kind: ClassVar[str] = "within"
    words: ClassVar[Words] = Words(
        "∈", "∉", "The number is to lie within the interval.", left="the number", right="half the interval",
        measure="share of the way", worst="furthest",
    )  # fmt: skip

    def compare_float64(self) -> FloatEntries:
        lhs, rhs, _ = self.float_sides()
        share = np.abs(lhs) / rhs
        return FloatEntries(share, 1 - share, share > 1 - 1e-9, share >= 1, ~np.isfinite(share))

    def compare_balls(self) -> BallEntries:
        lhs, rhs = self.ball_pair()
        size = namespace(lhs).abs(lhs)
        broken = balls.certainly_le(rhs, size)
        share = balls.to_floats(size / rhs)
        return BallEntries(lhs, rhs, balls.certainly_lt(size, rhs), broken, np.zeros_like(broken), share)


def stays(couple, *, half=1):
    """The first entry lies within half its interval of 0"""
    x = couple.x[..., 0]
    return Within(x, half * couple.xp.abs(x) + couple.scale * half)


def wanders(couple):
    """Twice a positive number lies within it"""
    return Within(2 * couple.scale, couple.scale)


@pytest.fixture
def decided(tmp_path):
    """The run's folder and its records: one claim that holds, one that is refuted."""
    folder = tmp_path / "run"
    for name in ("counterexamples", "data"):
        (folder / name).mkdir(parents=True)
    claims = (made(stays, "tiny.stays"), made(wanders, "tiny.wanders", expected="refuted", form="necessity"))
    records = [written(try_claim(claim, FAST, 0), folder, None) for claim in claims]
    selected = [record.id for record in records]
    open_run(folder, Header.from_json({**synthetic.HEADER, "selected": selected}, "header"))
    for record in records:
        append(folder, record)
    return folder, records


def test_it_is_judged_settled_recorded_and_replayed(decided):
    folder, (holds, refuted) = decided
    assert (holds.verdict, refuted.verdict) == ("holds", "refuted")
    assert holds.proved >= 1 and 0 < holds.tightness.max < 1
    assert refuted.tightness.max == 2 and refuted.as_expected
    assert holds.relation.kind == "within" and holds.relation.worst == "furthest"
    kept = read_example(folder / refuted.counterexample)
    assert kept.relation.to_json() == Within.described() and kept.instance.sizes["n"] == 1
    assert replay(made(wanders, "tiny.wanders"), kept).outcome == "broken"


def test_it_has_no_bound_to_lower(decided):
    claim = made(stays).lowered(*(Fraction(n, 10) for n in (1, 5)))
    found = try_claim(claim, FAST, 0)
    assert found.verdict == "error" and "to be lowered, got a relation of kind within" in found.error


def test_terminal_and_page_speak_its_words(decided, show):
    folder, (_, refuted) = decided
    line = next(line for line in terminal_table(read(folder)).splitlines() if "tiny.wanders" in line)
    assert "✗ refuted" in line and refuted.counterexample in line
    page = show(render(folder), "claim/tiny.wanders").page
    shown = " ".join(page.inner_text(".put-in").split())
    assert shown.startswith("the number = ") and "∉" in shown and shown.endswith("= half the interval")
    assert page.inner_text(".sides .ratio") == "share of the way = 2"
    assert "The number is to lie within the interval." in page.inner_text("section.example")

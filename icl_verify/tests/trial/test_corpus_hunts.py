"""A hunt and the corpus: what is kept is tried first, judged apart, and never counted as found."""

from __future__ import annotations

import dataclasses
import json

import pytest
import torch

from icl_verify.statement.relation import at_most
from icl_verify.tests.hunt.cases import Scales, never_far_apart, scales
from icl_verify.tests.tiny import FAST, cauchy_schwarz, made, written
from icl_verify.trial import corpus
from icl_verify.trial.course import try_claim


def test_ctrl_c_keeps_what_was_found(tmp_path):
    tried = made(cauchy_schwarz, "tiny.interrupted")

    def interrupt(result):
        if result.best > 0.9:
            raise KeyboardInterrupt

    found = corpus.hunt_from(tmp_path, tried, minutes=1, progress=interrupt)
    assert found.stopped == "interrupted" and found.best > 0.9
    assert corpus.entries(tmp_path, tried)[0].tightness == found.best


def test_the_corpus_is_tried_first_and_only_improves(tmp_path):
    tried = made(cauchy_schwarz, "tiny.corpus")
    first = corpus.hunt_from(tmp_path, tried, steps=60)
    assert [e.to_json() for e in corpus.instances(tmp_path, tried)] == [first.exact.to_json()]
    again = corpus.hunt_from(tmp_path, tried, steps=1, seed=8)
    assert again.corpus == first.best, "what was known is told apart from what was found"
    values = [e.tightness for e in corpus.entries(tmp_path, tried)]
    assert values == sorted(values, reverse=True)


def test_a_damaged_corpus_is_named(tmp_path):
    tried = made(cauchy_schwarz, "tiny.damaged")
    (tmp_path / corpus.file_name(tried)).write_text("[1]")
    with pytest.raises(ValueError, match="must be a JSON object"):
        corpus.hunt_from(tmp_path, tried, steps=1)


def corpus_of(monkeypatch, tmp_path, tried, exact):
    """A corpus beside the claim that keeps one instance."""
    entry = {"tightness": 99.0, "instance": exact.to_json(), "digest": "of another time"}
    (tmp_path / corpus.file_name(tried)).write_text(json.dumps({"instances": [entry]}))
    monkeypatch.setattr(corpus, "folder_beside", lambda _: tmp_path)
    for folder in ("data", "counterexamples"):
        (tmp_path / folder).mkdir(exist_ok=True)


def far_apart():
    raw = {"small": 1e-6, "large": 1e6}
    batch = {k: torch.full((1,), v, dtype=torch.float64) for k, v in raw.items()}
    return Scales({"n": 3}, batch | {"x": torch.ones(1, 3, dtype=torch.float64)}).exact(0)


def test_a_break_in_the_corpus_is_judged_apart(tmp_path, monkeypatch):
    tried = made(never_far_apart, "tiny.corpus_break", population=scales)
    corpus_of(monkeypatch, tmp_path, tried, far_apart())
    result = try_claim(tried, FAST, seed=0)
    record = written(result, tmp_path, None)
    assert record.verdict == "holds", "the run itself found no break"
    assert record.corpus.broken and record.corpus.best == pytest.approx(1e3)
    assert not record.as_expected and "corpus" in record.note


def test_what_a_run_finds_does_not_depend_on_the_corpus(tmp_path, monkeypatch):
    def slack(scales):
        """Up to a tenth"""
        return at_most(scales.large, 10**13 * scales.small)

    tried, profile = made(slack, "tiny.corpus_start", population=scales), dataclasses.replace(FAST, hunt=2)
    monkeypatch.setattr(corpus, "folder_beside", lambda _: None)
    without = try_claim(tried, profile, seed=0)
    corpus_of(monkeypatch, tmp_path, tried, far_apart())
    result = try_claim(tried, profile, seed=0)
    assert result.hunt.history and result.hunt.exact == without.hunt.exact
    assert [one.tightness for one in result.hunt.history] == [one.tightness for one in without.hunt.history]
    assert result.hunt.best < 0.1
    record = written(result, tmp_path, None)
    assert record.corpus.best == pytest.approx(0.1)
    assert (record.largest.value, record.largest.origin) == (record.corpus.best, "corpus")


def test_entries_of_another_claim_are_certified_again_or_dropped(tmp_path, monkeypatch):
    tried = made(never_far_apart, "tiny.corpus_old", population=fixed_small())
    exact = far_apart()
    corpus_of(monkeypatch, tmp_path, tried, exact)
    assert corpus.entries(tmp_path, tried)[0].tightness == 99.0
    found = corpus.hunt_from(tmp_path, made(softer, "tiny.corpus_old", population=scales), steps=20)
    values = [e.tightness for e in corpus.entries(tmp_path, tried)]
    assert found.best > 0 and 99.0 not in values
    other = made(cauchy_schwarz, "tiny.corpus_old")
    assert corpus.instances(tmp_path, other) == []


def fixed_small():
    return dataclasses.replace(scales, name="fixed_for_the_corpus", fixed=("small",))


def softer(scales):
    """Two scales are at most 1e13 apart"""
    return at_most(scales.large, 10**13 * scales.small)

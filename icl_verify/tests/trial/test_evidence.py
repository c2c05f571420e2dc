"""What is kept of a result, and when a verdict counts as expected."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from icl_verify.hunt.result import HuntResult
from icl_verify.judge.settle import settle
from icl_verify.judge.tightness import CertifiedTightness
from icl_verify.records import files
from icl_verify.records.example import SCHEMA, Proved, read_example
from icl_verify.records.schema import CorpusRecord
from icl_verify.statement.claim import assumption
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import at_most, equal, probability
from icl_verify.tests.tiny import FAST, Couple, cauchy_schwarz, expand, made, one_shape, written
from icl_verify.trial.course import try_claim
from icl_verify.trial.evidence import counterexample
from icl_verify.trial.result import Break, TrialResult
from icl_verify.trial.tally import Tally

SIZES = {"n": 1, "columns": 1, "first_columns": 0, "steps": 5}


def false(couple):
    """Twice a positive number is at most itself"""
    return at_most(2 * couple.scale, couple.scale)


def true(couple):
    """A positive number is at most twice itself"""
    return at_most(couple.scale, 2 * couple.scale)


def an_instance(seed=0):
    return expand(Draw(SIZES, {}, seed), 1, "cpu").exact(0)


@pytest.fixture
def folder(tmp_path):
    for name in ("counterexamples", "data"):
        (tmp_path / "run" / name).mkdir(parents=True)
    return tmp_path / "run"


def commit(claim, folder, exact=None):
    """Keep an instance as the committed counterexample of a claim."""
    exact = exact or an_instance()
    folder.mkdir(exist_ok=True)
    kept = counterexample(claim, exact, settle(claim, exact), "smallest")
    (folder / f"{claim.id}.json").write_text(json.dumps(kept.to_json()))
    return folder


def test_a_result_is_kept_with_its_counts_its_data_and_its_counterexamples(folder):
    claim = made(false)
    result = try_claim(claim, FAST, 0)
    record = written(result, folder, None)
    tally = result.tally
    assert (record.verdict, record.expected, record.as_expected) == ("refuted", "holds", False)
    assert (record.instances, record.applicable) == (tally.instances, tally.applicable)
    assert (record.suspicions, record.settled) == (tally.suspicions, tally.settled)
    assert record.tightness.max == 2 and record.shapes == len(tally.shapes)
    assert json.loads((folder / record.data).read_text())["by_axis"]["n"]
    assert record.tightest_instance is None and record.events is None and record.resolved is None
    # Every break is twice: the smallest is the worst, and kept once.
    assert result.worst.exact == result.smallest.exact and record.worst == record.counterexample
    kept = read_example(folder / record.counterexample)
    assert kept.instance.to_json() == result.smallest.exact.to_json()
    assert (kept.claim, kept.digest, kept.schema) == (claim.id, claim.digest, SCHEMA)
    assert (kept.tightness, kept.precision, kept.relation.kind) == (2, 128, "at_most")


def test_record_and_file_have_the_claims_names_for_its_sides(folder):
    record = written(try_claim(made(false, sides=("loss", "its bound")), FAST, 0), folder, None)
    kept = read_example(folder / record.counterexample)
    assert record.relation == kept.relation and kept.relation.kind == "at_most"
    assert (kept.relation.left, kept.relation.right) == ("loss", "its bound")


def test_a_picture_has_the_digits_that_an_eye_takes_in(monkeypatch, folder):
    drawn = {"p": torch.tensor([[[1 / 3, -0.0]]])}
    monkeypatch.setattr(Couple, "pictures", lambda couple: drawn)
    record = written(try_claim(made(false), FAST, 0), folder, None)
    (picture,) = json.loads((folder / record.counterexample).read_text())["pictures"]
    assert str(picture["rows"]) == "[[0.333333, 0.0]]"


def test_a_worst_break_that_is_not_the_smallest_is_kept_beside_it(folder):
    claim = made(lambda c: at_most(1 + c.scale, 1 + 0 * c.scale))
    result = try_claim(claim, FAST, 0)
    record = written(result, folder, None)
    assert result.worst.tightness > result.smallest.tightness
    smallest, worst = (read_example(folder / getattr(record, name)) for name in ("counterexample", "worst"))
    assert (smallest.kind, worst.kind) == ("smallest", "worst")
    assert smallest.tightness < worst.tightness == result.worst.tightness
    assert worst.instance.to_json() == result.worst.exact.to_json()


def test_a_claim_that_holds_is_kept_with_its_tightest_instance(folder):
    result = try_claim(made(true), FAST, 0)
    record = written(result, folder, None)
    assert record.as_expected and record.tightest_instance.to_json() == result.tightest.to_json()
    assert record.counterexample is None and record.worst is None


def test_an_equality_is_kept_with_digits(folder):
    record = written(try_claim(made(lambda c: equal(c.x, c.x)), FAST, 0), folder, None)
    assert record.digits == 17 and record.tightness is None


def test_what_share_was_resolved_is_kept_where_it_is_not_all(folder):
    def half(couple):
        known = torch.tensor([True, False]) if isinstance(couple.scale, torch.Tensor) else None
        return at_most(
            couple.scale[:, None], couple.xp.stack([2 * couple.scale] * 2, axis=-1), resolved=known
        )

    assert written(try_claim(made(half), FAST, 0), folder, None).resolved == 0.5


def test_events_remarks_and_notes_are_kept(folder):
    sure = lambda c: probability(c.x[..., 0] > -9, at_least=0.5)  # noqa: E731
    claim = made(sure, note="Known.", population=one_shape)
    result = try_claim(claim, FAST, 0)
    record = written(result, folder, None)
    assert record.events == result.events and record.events.successes == record.events.samples > 0
    assert record.note.startswith("Known. ") and "events" in record.note
    remarked = made(lambda c: at_most(c.scale, 2 * c.scale, remarks={"size": c.scale}))
    assert written(try_claim(remarked, FAST, 0), folder, None).remarks["size"].min > 0


def test_an_error_is_kept_with_its_traceback(folder):
    def raises(couple):
        raise RuntimeError("planted")

    record = written(try_claim(made(raises), FAST, 0), folder, None)
    assert record.verdict == "error" and not record.as_expected and "planted" in record.traceback


# A refutation is expected only with a counterexample that still breaks.


@pytest.mark.parametrize("form", ["printed", "conjecture", "corrected", "control"])
def test_a_refutation_that_is_expected_needs_a_committed_counterexample(folder, tmp_path, form):
    claim = made(false, expected="refuted", form=form)
    result = try_claim(claim, FAST, 0)
    missing = written(result, folder, tmp_path)
    assert (missing.replayed, missing.as_expected) == ("missing", False)
    assert "only with a committed counterexample" in missing.note
    there = written(result, folder, commit(claim, tmp_path / "kept"))
    assert (there.replayed, there.as_expected, there.note) == ("broken", True, "")


@pytest.mark.parametrize("form", ["mutant", "necessity"])
def test_mutants_and_dropped_assumptions_need_none(folder, tmp_path, form):
    record = written(try_claim(made(false, expected="refuted", form=form), FAST, 0), folder, tmp_path)
    assert (record.replayed, record.as_expected) == ("not needed", True)


def test_a_claim_that_is_expected_to_hold_needs_none(folder, tmp_path):
    record = written(try_claim(made(true), FAST, 0), folder, tmp_path)
    assert (record.replayed, record.as_expected) == ("not needed", True)


def test_a_committed_counterexample_that_breaks_no_more_is_none(folder, tmp_path):
    claim = made(lambda c: at_most(c.xp.abs(c.x[..., 0]), 0 * c.scale), expected="refuted")
    result = try_claim(claim, FAST, 0)
    fine = an_instance().replace("x", 0 * an_instance().values["x"])
    record = written(result, folder, commit(claim, tmp_path / "kept", fine))
    assert (record.verdict, record.replayed, record.as_expected) == ("refuted", "proved", False)


def test_a_committed_counterexample_that_cannot_be_read_is_none(folder, tmp_path):
    claim = made(false, expected="refuted")
    (tmp_path / f"{claim.id}.json").write_text("{}")
    record = written(try_claim(claim, FAST, 0), folder, tmp_path)
    assert record.replayed.startswith("not readable") and not record.as_expected


def test_a_statement_on_chances_has_nothing_to_commit(folder, tmp_path):
    never = lambda c: probability(c.x[..., 0] > 9, at_least=0.5)  # noqa: E731
    rare = made(never, expected="refuted", population=one_shape)
    record = written(try_claim(rare, FAST, 0), folder, tmp_path)
    assert (record.verdict, record.replayed, record.as_expected) == ("refuted", "not needed", True)


# The corpus and the hunt.


def a_result(claim, **options):
    return TrialResult(claim, "holds", Tally(instances=1, applicable=1), **options)


@pytest.mark.parametrize("expected", ["holds", "refuted"])
def test_an_instance_of_the_corpus_that_breaks_is_a_surprise_where_the_claim_should_hold(folder, expected):
    claim, exact = made(false, expected=expected, form="mutant"), an_instance()
    proof = settle(claim, exact)
    certified = (
        CertifiedTightness(exact, np.nan, 128),
        CertifiedTightness(exact, 0.5, 128),
        CertifiedTightness(exact, 2.0, 128, proof),
    )
    result = replace(a_result(claim, corpus=certified), verdict=expected)
    record = written(result, folder, None)
    assert record.corpus == CorpusRecord(best=2.0, broken=True, instances=3)
    assert record.as_expected == (expected == "refuted")
    assert ("corpus breaks the claim" in record.note) == (expected == "holds")


def test_a_corpus_that_breaks_nothing_changes_nothing(folder):
    result = a_result(made(true), corpus=(CertifiedTightness(an_instance(), np.nan, 128),))
    record = written(result, folder, None)
    assert record.corpus == CorpusRecord(best=None, broken=False, instances=1) and record.as_expected
    assert written(a_result(made(true)), folder, None).corpus is None


def test_the_tightest_instance_of_a_hunt_is_a_file_unless_the_claim_broke(folder):
    claim, exact = made(true), an_instance()
    result = HuntResult(claim.id, best=0.5, steps=7, exact=exact, stopped="budget")
    record = written(a_result(claim, hunt=result), folder, None).hunt
    assert (record.best, record.steps, record.stopped) == (0.5, 7, "budget")
    assert read_example(folder / record.instance).instance.to_json() == exact.to_json()
    broken = made(false)
    settled = settle(broken, exact)
    proof = Break(exact, settled, settled.judgement.tightness)
    refuted = written(a_result(broken, hunt=result, smallest=proof, worst=proof), folder, None).hunt
    assert refuted.instance is None and refuted.multiple == 2


def test_a_printed_inequality_that_draws_refuted_has_its_multiple(folder):
    record = written(try_claim(made(false), FAST, 0), folder, None).hunt
    assert (record.multiple, record.stopped) == (2, "refuted")
    mutant = made(false, form="mutant", expected="refuted")
    assert written(try_claim(mutant, FAST, 0), folder, None).hunt is None
    apart = made(lambda c: equal(2 * c.scale, c.scale))
    assert written(try_claim(apart, FAST, 0), folder, None).hunt is None


# Files.


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "SIZE_LIMIT", 10)
    (tmp_path / "large.json").write_text(json.dumps({"claim": "a", "instance": {}}))
    with pytest.raises(ValueError, match="at most 10 bytes"):
        read_example(tmp_path / "large.json")


@pytest.mark.parametrize("text", ["[]", "{}", '{"claim": "a"}', '{"claim": 1, "instance": {}}'])
def test_a_file_without_claim_or_instance_is_refused(tmp_path, text):
    (tmp_path / "odd.json").write_text(text)
    with pytest.raises(ValueError, match=r"must (hold an instance of a claim|be a JSON object)"):
        read_example(tmp_path / "odd.json")


def test_a_counterexample_says_which_assumptions_are_proved():
    small = assumption("small", "scale <= 100")(lambda c: at_most(c.scale, 100 + 0 * c.scale))
    claim = made(false, assumes=(small,))
    kept = counterexample(claim, an_instance(), settle(claim, an_instance()), "smallest")
    assert kept.assumptions == (Proved(name="small", proved=True, outcome="proved"),)
    large = assumption("large", "scale >= 100")(lambda c: at_most(100 + 0 * c.scale, c.scale))
    other = made(false, assumes=(large,))
    kept_too = counterexample(other, an_instance(), settle(other, an_instance()), "tightest")
    assert kept_too.assumptions == (Proved(name="large", proved=False, outcome="broken"),)
    assert kept.lhs and kept.rhs and kept.lhs != kept.rhs and kept.entry == (0,)


def with_curves(couple):
    """Cauchy and Schwarz, with made-up curves"""
    steps = couple.xp.concat([couple.x[..., :1] ** 2] * 6, axis=-1)
    return replace(cauchy_schwarz(couple), curves={"excess": steps})


def test_curves_carry_the_name_of_their_instance(folder):
    result = try_claim(made(with_curves), FAST, 0)
    record = written(result, folder, None)
    (curve,) = json.loads((folder / record.data).read_text())["curves"]
    sizes = [f"{name} = {result.tightest.sizes[name]}" for name in ("n", "columns", "first_columns")]
    scale = f"scale = {float(result.tightest.values['scale'].item()):.3g}"
    assert curve["label"] == ", ".join([*sizes, scale]) + "; couples"

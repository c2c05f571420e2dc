"""Planted slips are led back to the truth; nothing is shown where there is nothing."""

import itertools
import math
import re
import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import torch
from flint import arb

from icl_verify.hunt.result import HuntResult
from icl_verify.judge.tightness import CertifiedTightness
from icl_verify.numerics import precision
from icl_verify.records.relation import RelationWords
from icl_verify.records.schema import Record
from icl_verify.repair import course, inequalities, record, slips
from icl_verify.repair.constants import Constant, by_relation, simple, simplest
from icl_verify.repair.course import Budget, mend
from icl_verify.repair.edits import edited, edits
from icl_verify.repair.filters import depends_on, is_degenerate
from icl_verify.repair.inequalities import Summit, _explains, _Rows, exponents, recognised, summit
from icl_verify.repair.monomials import Monomial, fitted
from icl_verify.repair.proposals import times
from icl_verify.repair.record import mended
from icl_verify.repair.samples import Atom, small_instances
from icl_verify.repair.scalings import Scaling
from icl_verify.repair.sums import relation
from icl_verify.repair.trial import survived
from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.relation import AtMost, Equal, at_most, equal
from icl_verify.statement.standard import standard_population
from icl_verify.tests.repair import statements
from icl_verify.tests.tiny import made

SMALL = Budget(instances=24, trial=8, tried=4, edits=1200, steps=120)


def test_a_factor_of_sizes_is_found_by_regression():
    found = mend(statements.mean, budget=SMALL)
    assert found.proposals[0].text == "right-hand side times rows^(-1) columns"
    assert found.proposals[0].evidence == "survived 8 instances"


def test_a_term_with_the_difference_of_two_sizes_is_found():
    found = mend(statements.ridge, budget=SMALL)
    assert found.proposals[0].text == "right-hand side plus -ridge (rows - columns)"


def test_a_lost_factor_two_is_found_by_an_edit():
    code = statements.half_a_cross_term.function.__code__
    found = mend(statements.half_a_cross_term, budget=SMALL)
    assert "_cross * 2 in place of _cross" in found.proposals[0].text
    assert statements.half_a_cross_term.function.__code__ is code
    # The proposal is a claim of its own, and the printed one is as wrong as before.
    fresh = small_instances(statements.half_a_cross_term, 6, 5)
    assert survived(found.proposals[0].claim, fresh) == (6, "")
    assert survived(statements.half_a_cross_term, fresh)[1]


def test_an_array_that_stands_in_for_another_is_found():
    found = mend(statements.other_array, budget=SMALL)
    assert found.proposals[0].text.startswith("y in place of fitted [line ")


def test_to_read_one_side_twice_is_no_repair():
    assert not mend(statements.unlike, budget=SMALL).proposals
    said = [str(edit) for edit in edits(statements.unlike)]
    assert any(one.startswith("_inverses in place of _roots [line ") for one in said)


@pytest.mark.parametrize(
    ("claim", "said"),
    [("opposite", " in place of "), ("no_energy", "plus energy"), ("small_ridge", "times ridge")],
)
def test_no_proposal_puts_one_side_in_the_place_of_the_other(claim, said):
    found = mend(getattr(statements, claim), budget=replace(SMALL, conditions=0))
    assert not any(said in p.text for p in found.proposals)


def test_a_removed_size_comes_back():
    found = mend(statements.total, budget=SMALL)
    assert found.proposals[0].text == "right-hand side times rows"
    assert "steps of hunting" in found.proposals[0].evidence


def test_a_lowered_constant_is_recognised():
    assert mend(statements.nine_tenths, budget=SMALL).proposals[0].text == "right-hand side times 10/9"


def test_a_constant_is_found_where_every_field_is_a_number():
    assert mend(statements.product_of_two, budget=SMALL).proposals[0].text == "right-hand side times 3/2"


def test_where_a_bound_was_missed_by_little_no_condition_is_sought(monkeypatch):
    monkeypatch.setattr(inequalities, "recognised", lambda supremum: Constant(Fraction(1117, 1000) ** 2))
    monkeypatch.setattr(course, "by_condition", lambda *given, **named: pytest.fail("sought"))
    found = mend(statements.nine_tenths, budget=SMALL)
    assert [p.text for p in found.proposals] == ["right-hand side times 1117/1000"] and not found.note


def test_sides_of_unlike_degree_get_no_constant():
    unit = Scaling((("guess", 1),), 0, 0)
    found = mend(statements.long_guess, budget=SMALL)
    assert found.proposals[0].text == "right-hand side times 2"
    found = mend(statements.long_guess, budget=replace(SMALL, conditions=0), scalings=[unit])
    assert not found.proposals and found.note == "no clean factor: 2 leaves sides of unlike degree"


def test_a_surd_is_recognised_in_a_bound_and_in_an_equality():
    bound = mend(statements.quadratic_form, budget=SMALL).proposals[0]
    assert bound.text == "right-hand side times 4 + sqrt(2)"
    factor = mend(statements.golden, budget=SMALL).proposals[0]
    assert factor.text == "right-hand side times (1 + sqrt(5))/2"


def test_a_sum_of_two_terms_is_found_by_an_integer_relation():
    few = replace(SMALL, edits=0, conditions=0)
    found = mend(statements.two_terms, budget=few).proposals
    assert [p.text for p in found] == ["right-hand side plus 3 ||guess||^2 - 1/2 rows ridge"]
    assert mend(statements.two_terms, budget=replace(few, terms=1)).proposals == []
    found = mend(statements.columns, budget=few).proposals
    assert [p.text for p in found] == ["right-hand side plus ||design_k||^2 - ridge"]
    assert found[0].exact and "[..., :instance.columns]" in found[0].code


def test_a_relation_must_hold_on_every_instance():
    generator = np.random.default_rng(0)
    columns = [[arb(x) for x in row] for row in generator.uniform(0.1, 10, (12, 6)).tolist()]
    with precision(256):
        assert relation(columns) is None
        planted = [[(2 * c[1] - 5 * c[4]) / 3, *c[1:]] for c in columns]
        assert relation(planted) in ([3, 0 - 2, 0, 0, 5, 0], [-3, 2, 0, 0, -5, 0])
        spoilt = [*planted[:-1], columns[-1]]
        assert relation(spoilt) is None
        assert relation([]) is None
        assert relation([[arb("nan"), arb(1)]]) is None


def test_where_there_is_no_clean_factor_none_is_shown():
    found = mend(statements.unrelated, budget=SMALL)
    assert found.proposals == []
    assert found.note == "no clean factor"


def test_a_proposal_that_falls_on_fresh_instances_is_dropped():
    wrong = times(statements.mean, Monomial(Constant(Fraction(4)), ()))
    _, reason = survived(wrong.claim, small_instances(statements.mean, 6, 5))
    assert reason.startswith("broken")


@pytest.mark.parametrize("wrong", [statements.doubled, statements.doubled_at_last])
def test_what_holds_of_two_steps_alone_is_dropped(wrong):
    """A repair is sought on trajectories of two steps, and tried on those that the population draws."""
    found = mend(wrong, budget=SMALL)
    assert found.proposals == []
    assert ("right-hand side times 2", "broken on a fresh instance") in found.dropped


def test_an_edit_is_in_force_within_its_block_alone():
    (edit,) = [e for e in edits(statements.mean) if e.before == "problem.columns"
               and e.after == "problem.rows"]  # fmt: skip
    instance = small_instances(statements.mean, 1, 5)[0]
    before = statements.mean(instance.float64()).rhs
    with pytest.raises(KeyError), edited(edit):
        changed = statements.mean(instance.float64())
        assert bool((changed.rhs == changed.lhs).all())
        raise KeyError
    assert bool((statements.mean(instance.float64()).rhs == before).all())


def test_regression_needs_more_instances_than_terms():
    atom = Atom("n", "instance.n", lambda instance: instance.n)
    sizes = np.array([2.0, 3.0, 5.0, 7.0, 11.0])
    logs, rows = np.log(3 * sizes**-1.5), np.log(sizes)[:, None]
    assert [str(m) for m in fitted(logs, [atom], rows)] == ["3 n^(-3/2)"]
    assert list(fitted(logs[:3], [atom], rows[:3])) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (0.5, "1/2"),
        (2**0.5, "sqrt(2)"),
        (0.5**0.5, "1/sqrt(2)"),
        (2 / 3, "2/3"),
        (4 - 2**0.5, "4 - sqrt(2)"),
        (3 - 2 * 2**0.5, "3 - 2 sqrt(2)"),
        ((1 + 5**0.5) / 2, "(1 + sqrt(5))/2"),
        ((7 + 3 * 5**0.5) / 4, "(7 + 3 sqrt(5))/4"),
    ],
)
def test_constants_are_simple_or_nothing(value, text):
    found = simple(value)
    assert str(found) == text
    assert float(found) == pytest.approx(value, rel=1e-15)
    assert simple(value * (1 + 1e-5)) is None
    assert simple(1e5) is simple(1e-5) is None


@pytest.mark.parametrize("value", [np.pi, np.e, 2 ** (1 / 3), np.log(2), 0.123456789])
def test_other_numbers_are_no_surds(value):
    assert [by_relation(value, error) for error in (1e-6, 1e-9, 1e-12)] == [None] * 3


def test_a_relation_needs_the_digits_that_make_it_no_accident():
    value = (4 - 2**0.5) * (1 - 1e-9)
    assert str(by_relation(value, 1e-8)) == "4 - sqrt(2)"
    assert by_relation(value, 1e-6) is None
    generator = np.random.default_rng(0)
    accidents = [by_relation(float(x), 1e-7) for x in generator.uniform(0.1, 10, 2000)]
    assert sum(one is not None for one in accidents) <= 4


def test_a_supremum_is_recognised_from_below_alone():
    assert str(recognised(Summit(1 / 0.95 - 1e-8))) == "20/19"
    assert str(recognised(Summit(2**0.5 - 1e-9))) == "sqrt(2)"
    assert str(recognised(Summit(4 - 2**0.5 - 1e-9, 1e-8))) == "4 - sqrt(2)"
    raised = float(recognised(Summit(1.2345678)))
    assert 1.2345678 < raised < 1.2345678 * 1.01
    # A limit that is approached slowly, where there are few numbers as simple.
    assert str(recognised(Summit(0.4985))) == "1/2" and str(recognised(Summit(0.7050))) == "1/sqrt(2)"
    assert float(recognised(Summit(0.4945))) == pytest.approx(0.4945 * 1.005, rel=1e-3)
    # The more digits are known, the larger the denominators that are no accident.
    assert str(recognised(Summit(1000 / 999 - 1e-11, 1e-9))) == "1000/999"
    assert str(recognised(Summit(1000 / 999 - 1e-8))) != "1000/999"


def test_the_simplest_fraction_of_an_interval():
    values = [Fraction(p, q) for q in range(1, 30) for p in range(1, 60)]
    for low, high in itertools.pairwise(sorted(set(values))[::37]):
        least = min((v for v in values if low <= v <= high), key=lambda v: v.denominator)
        assert simplest(low, high).denominator == least.denominator
        assert low <= simplest(low, high) <= high


def test_a_constant_of_a_claim_that_does_not_climb_is_read_off_draws():
    found = mend(replace(statements.nine_tenths, climbs=False), budget=SMALL)
    assert found.proposals[0].text == "right-hand side times 10/9"
    assert found.proposals[0].evidence.endswith("instances")


def test_a_tightness_beyond_all_digits_is_no_constant(monkeypatch):
    exact = small_instances(statements.nine_tenths, 1, 0)[0]
    rounding = CertifiedTightness(exact, math.inf, 512)
    monkeypatch.setattr(inequalities, "certify_tightness", lambda claim, exact: rounding)
    assert summit(statements.nine_tenths, HuntResult("x", best=1.25, exact=exact), 0).tightness == 1.25


def _refuted():
    return Record(
        id="slip.mean", form="printed", expected="refuted", verdict="refuted", as_expected=True,
        relation=RelationWords.from_json(Equal.described(), "relation"),
    )  # fmt: skip


def test_a_record_gains_degrees_and_repairs_and_keeps_its_verdict():
    kept = _refuted()
    found = mended(kept, statements.mean, (statements.mean,), 0)
    assert found.repairs[0].change == "right-hand side times rows^(-1) columns"
    assert found.repairs[0].code.startswith("replace(relation, rhs=relation.rhs * ")
    assert replace(found, repairs=()) == kept
    assert Record.from_json(found.to_json(), "record") == found


def test_a_run_finds_conditions_for_a_bound_on_the_draws_that_it_has():
    claim = statements.three_rows
    kept = replace(_refuted(), id=claim.id, relation=RelationWords.from_json(AtMost.described(), "relation"))
    assert mended(kept, claim, (claim,), 0) == kept  # nothing is drawn for it
    list(claim.population.batches(5, 72, 8, "cpu"))
    try:
        found = mended(kept, claim, (claim,), 0)
    finally:
        claim.population.forget()
    assert [(r.kind, r.change) for r in found.repairs] == [("condition", "the same where rows <= 3")]
    assert "steps of hunting" in found.repairs[0].evidence
    assert replace(found, repairs=()) == kept


def test_a_record_says_where_the_clock_has_cut(monkeypatch):
    kept = replace(_refuted(), id="slip.half_a_cross_term")
    claims = (statements.half_a_cross_term,)
    assert mended(kept, claims[0], claims, 0).note == ""
    monkeypatch.setattr(record, "QUICK", replace(record.QUICK, seconds=0.0, conditions=0))
    found = mended(kept, claims[0], claims, 0)
    assert re.fullmatch(r"Repairs: \d+ edits were not tried after 0 s of processor time\.", found.note)
    assert replace(found, note="") == kept


def test_an_edit_that_hangs_is_left_out_and_said(monkeypatch):
    monkeypatch.setattr(slips, "ONE_SECONDS", 0.05)
    monkeypatch.setattr(slips, "depends_on", lambda claim, batch: time.sleep(0.1) or set())
    found = mend(statements.half_a_cross_term, budget=replace(SMALL, edits=60, conditions=0))
    assert re.fullmatch(r"\d+ edits were left out, as each took more than 0 s", found.cut)
    assert found.proposals == []


def test_what_goes_wrong_in_a_repair_leaves_the_verdict():
    kept = _refuted()
    found = mended(kept, statements.mean, (object(),), 0)
    assert found.note.startswith("Neither degrees nor repairs: AttributeError")
    assert replace(found, note="") == kept


def test_degenerate_proposals_are_told():
    batch = small_instances(statements.mean, 1, 5)[0].float64()
    relation = statements.mean(batch)
    assert not is_degenerate(relation, relation)
    assert is_degenerate(equal(relation.lhs, 0 * relation.rhs), relation)
    assert is_degenerate(equal(relation.lhs, relation.lhs), relation)
    reads = depends_on(statements.mean, batch)
    assert ("left", "design") in reads and ("right", "ridge") in reads


def _rows(still):
    """Tightness n^2 over 24 shapes with another atom of no say; every third ascent has climbed nowhere."""
    generator = np.random.default_rng(1)
    logs = np.log(generator.integers(1, 12, (24, 2)).astype(float))
    levels = 2 * logs[:, 0] - np.where(np.arange(24) % 3 == 0, still * generator.random(24), 0.0)
    return _Rows(levels, logs)


@pytest.mark.parametrize("still", [0.0, 3.0, 30.0])
def test_ascents_that_stood_still_hide_no_monomial(still):
    rows = _rows(still)
    assert exponents(rows) == (2, 0)
    assert _explains(rows, exponents(rows))
    assert not _explains(rows, (Fraction(0), Fraction(0)))


def test_what_no_monomial_explains_gets_none():
    generator = np.random.default_rng(2)
    rows = _Rows(3 * generator.standard_normal(24), np.log(generator.integers(1, 12, (24, 2)).astype(float)))
    assert not _explains(rows, exponents(rows))


def test_a_repair_out_of_time_stops_cleanly_and_says_so():
    found = mend(statements.total, budget=replace(SMALL, seconds=0.0))
    assert found.proposals == []
    assert found.cut == "cut short after 0 s of processor time"


def test_the_number_of_trials_decides_and_the_clock_does_not():
    found = mend(statements.total, budget=replace(SMALL, trials=0, conditions=0))
    assert found.proposals == []
    assert (found.note, found.cut) == ("the trials that a repair may begin are spent", "")
    few = replace(SMALL, instances=8, steps=40)
    one, two = (mend(statements.total, budget=few) for _ in range(2))
    assert [(p.text, p.steps, p.instances) for p in one.proposals] == [
        (p.text, p.steps, p.instances) for p in two.proposals
    ]


def test_a_costly_population_has_a_share_of_the_steps():
    costly = replace(statements.total.population, cost=1 / 6)
    assert [Budget(steps=s).steps_on(costly) for s in (40, 240, 2400)] == [40, 60, 400]
    assert Budget(steps=240).steps_on(statements.total.population) == 240


@pytest.mark.parametrize("power", [Fraction(1), Fraction(-2), Fraction(1, 2)])
@pytest.mark.parametrize("constant", [Constant(Fraction(4, 9), -1), Constant(Fraction(2), -1, Fraction(4))])
def test_a_monomial_its_code_and_its_balls_are_one_number(constant, power):
    exact = small_instances(statements.mean, 1, 5)[0]
    rows = Atom("rows", "instance.rows", lambda instance: instance.rows)
    monomial = Monomial(constant, ((rows, power),))
    instance = exact.float64()
    value = monomial.value(instance)
    wanted = float(constant) * instance.rows ** float(power)
    assert value.item() == pytest.approx(wanted, rel=1e-14)
    assert eval(monomial.code, {"instance": instance}).item() == value.item()
    # No root where none is needed: field operations are what Coq can treat.
    assert ("sqrt" in monomial.code) == (power.denominator > 1 or bool(constant.shift))
    assert monomial.value(exact.balls()).shape == (1,)


class Chances(Instance):
    """Chances, and one of them."""

    n = Axis()
    p = Field("n", kind="probability")
    q = Field(kind="probability")


@pytest.mark.parametrize("n", [1, 3])
def test_what_a_side_depends_on_is_seen_of_chances_and_of_single_entries(n):
    given = {"p": torch.full((2, n), 0.9), "q": torch.full((2,), 0.9)}
    chances = Chances({"n": n}, {name: array.double() for name, array in given.items()})

    def smaller(c):
        return at_most(c.p[:, 0] ** 2, c.p[:, 0] + 0 * c.q)

    found = depends_on(made(smaller, population=standard_population(Chances)), chances)
    assert found == {("left", "p"), ("right", "p")}

"""The condition under which a statement survives is found, tried, and written as an assumption."""

import importlib.util
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from icl_verify import at_least, at_most
from icl_verify.repair.conditions import (
    Condition,
    Seen,
    _moved,
    _tried,
    batches_of,
    beyond,
    by_condition,
    conditions,
)
from icl_verify.repair.course import Budget, mend
from icl_verify.repair.proposals import Repair, assuming
from icl_verify.repair.samples import Atom, named_quantities
from icl_verify.repair.writing import write_conjecture
from icl_verify.tests.certify.breaks import a_couple, inner
from icl_verify.tests.repair import foreign, statements


def tried(claim):
    found = Repair(claim.id)
    by_condition(claim, batches_of(claim, 3, 60), seed=3, steps=40, fresh=6, most=2, found=found)
    return found


def test_a_bound_on_a_size_is_found():
    proposal = tried(statements.three_rows).proposals[0]
    assert proposal.text == "the same where rows <= 3"
    assert "steps of hunting" in proposal.evidence
    # The share of draws that meet it decides how many instances must be applicable.
    assert 0 < proposal.claim.minimum_share < statements.three_rows.minimum_share


def test_an_inequality_between_sizes_is_found():
    assert tried(statements.more_rows).proposals[0].text == "the same where rows >= columns"


def test_a_threshold_on_a_named_scalar_is_found():
    found = tried(statements.large_energy)
    assert found.proposals[0].text == "the same where energy >= 1"
    assert found.proposals[0].code == "at_least(energy(instance), instance.xp.ones((instance.batch,)))"
    assert found.proposals[0].needs == ("icl_verify.tests.repair.foreign:energy",)


def test_a_threshold_that_breaks_later_moves_on():
    energy = Atom("energy", "energy(instance)", foreign.energy)
    condition = Condition(energy, True, Fraction(1))
    values = np.array([[0.5], [1.5], [3.0], [9.0]] * 8)
    rest = Seen((energy,), values, values[:, 0] < 2, np.arange(32), np.arange(32))
    proposal = assuming(statements.large_energy, condition.assumption(), 1.0, condition.code, 0.5, "")
    trial = _tried(proposal, condition, rest, 0, 0, 4)
    assert trial.reason == "broken on the half that it was not found on"
    assert _moved(condition, trial.against).bound == 2
    assert _moved(replace(condition, bound=Fraction(100)), [1e9]) is None


def test_a_condition_that_a_hunt_breaks_is_dropped():
    # Among draws the first target is seldom so much the larger; a hunt finds it at once.
    condition = Condition(Atom("ridge", "", lambda instance: instance.ridge), True, Fraction(1, 10))
    proposal = assuming(statements.small_entry, condition.assumption(), 1.0, "", 0.5, "")
    values = np.array([[0.01], [1.0]] * 8)
    rest = Seen((condition.quantity,), values, values[:, 0] < 0.1, np.arange(16), np.arange(16))
    trial = _tried(proposal, condition, rest, 0, 40, 4)
    assert trial.reason.startswith(("tightness", "broken"))


def test_a_quantity_keeps_its_words_when_a_repair_reads_it():
    instance = a_couple().float64()
    product = inner(instance)
    before = [one.quantity for one in instance.quantities()]
    (atom,) = named_quantities(instance)
    assert atom.name == "inner" and bool((atom.value(a_couple().float64()) == product).all())
    assert [one.quantity for one in instance.quantities()] == before
    assert [one.equation for one in before if one.symbol == "s"] == ["(1)"]


def test_luck_is_no_condition():
    generator = np.random.default_rng(0)
    atoms = tuple(Atom(f"q{i}", "", lambda instance: 0) for i in range(40))
    broken = np.arange(60) < 6
    noise = Seen(atoms, generator.random((60, 40)), broken, np.arange(60), np.arange(60))
    assert conditions(noise) == []
    told = noise.values.copy()
    told[:, 7] = np.where(broken, 0.5, 1.5)
    found = conditions(Seen(atoms, told, broken, np.arange(60), np.arange(60)))
    assert str(found[0]) == "q7 >= 1"


def test_draws_of_one_shape_say_nothing_new_of_a_size():
    size = Atom("n", "instance.n", lambda instance: instance.n, whole=True)
    values = np.repeat([[3.0], [2.0]], 30, axis=0)
    found = Seen((size,), values, values[:, 0] > 2, np.arange(60), np.repeat([0, 1], 30))
    assert conditions(found) == []


def test_thresholds_are_simple_and_shut_the_edge_out():
    assert [str(b) for b in beyond(0.93, True, False)] == ["1", "2", "5", "10"]
    assert [str(b) for b in beyond(0.93, False, False)] == ["1/2", "1/4", "1/5", "1/10"]
    assert beyond(4, True, True) == [5]
    assert beyond(1, False, True) == []
    assert beyond(1e9, True, False) == []


@pytest.mark.parametrize(
    ("strict", "text", "met"), [(False, "2 rows <= columns", True), (True, "2 rows < columns", False)]
)
def test_a_condition_says_the_same_in_words_code_and_relation(strict, text, met):
    rows, columns = (
        Atom(n, f"instance.{n}", lambda i, n=n: getattr(i, n), whole=True) for n in ("rows", "columns")
    )
    condition = Condition(rows, False, Fraction(2), columns, strict)
    assert str(condition) == text
    instance = foreign.LeastSquares.of(rows=2, columns=4, design=[[1.0] * 4] * 2, targets=[1.0] * 2,
                                       guess=[1.0] * 4, ridge=1.0)  # fmt: skip
    code = eval(condition.code, {"at_most": at_most, "at_least": at_least, "instance": instance})
    for relation in (condition.relation(instance), code):
        assert bool(relation.judge_float64().broken[0]) is not met


THEORY = '''
from icl_verify import at_most, claim
from icl_verify.tests.repair.foreign import PROBLEMS

@claim("mine.ridge", population=PROBLEMS, statement="r |b|^2 \\\\le r^2 |b|^2", expected="refuted")
def ridge(problem):
    """A ridge is no smaller than its square root"""
    size = problem.ridge * problem.xp.sum(problem.guess**2, axis=-1)
    return at_most(size, problem.ridge * size)
'''


def test_a_condition_is_written_as_an_assumption(tmp_path, monkeypatch):
    (tmp_path / "mine_theory.py").write_text(THEORY)
    monkeypatch.syspath_prepend(str(tmp_path))
    claim = importlib.import_module("mine_theory").ridge
    budget = Budget(instances=0, trial=6, draws=60, inside=40)
    path = write_conjecture(claim, mend(claim, budget=budget).proposals)
    spec = importlib.util.spec_from_file_location("mine_repaired", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules.pop("mine_theory")
    written = module.mine_ridge_repaired
    assert [a.title for a in written.assumes] == ["ridge >= 1"]
    assert written.statement == claim.statement + r"\quad\text{ where ridge >= 1}"
    assert written.minimum_share < 0.5
    batch = next(batches_of(claim, 0, 4))
    batch.raw["ridge"][:] = 2.0
    fresh = type(batch)(batch.sizes, batch.raw)
    assert not written(fresh).judge_float64().broken.any()
    assert not written.assumes[0](fresh).judge_float64().broken.any()

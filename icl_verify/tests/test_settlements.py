"""The benchmark of settlements: instances outlive their journey, and a row says where outcomes differ."""

from pathlib import Path

import pytest

from icl_verify.catalogue import collect
from icl_verify.judge.settle import settle

settlements = pytest.importorskip("benchmarks.settlements", reason="installed without its repository")
PROPERTIES = Path(__file__).parents[2] / "properties"


def test_instances_are_settled_elsewhere_as_here():
    claim = next(claim for claim in collect(PROPERTIES) if claim.id == "lemma5.if")
    _, batch = next(claim.population.batches(seed=0, count=1, batch=3, device="cpu"))
    exact = [batch.exact(i) for i in range(3)]
    found = settlements.settle_again({claim.id: [settlements.plain(one) for one in exact]}, str(PROPERTIES))
    assert found[claim.id]["outcomes"] == [settle(claim, one).outcome for one in exact]
    assert found[claim.id]["seconds"] > 0


def test_a_row_has_the_ratio_of_medians_and_says_where_outcomes_differ():
    def run(seconds, outcome):
        return {"a": {"seconds": seconds, "outcomes": [outcome] * 4}}

    here, there = Path("/x/new"), Path("/x/old")
    rounds = {here: [run(1, "proved"), run(2, "proved"), run(9, "proved")], there: [run(8, "tie")] * 3}
    assert settlements.table(rounds).splitlines()[-1] == "| a | 4 | 2 | 0.5 (other outcomes) | 4.00 |"
    assert (
        settlements.table({here: rounds[here], there: [{}]}).splitlines()[-1] == "| a | 4 | 2 | not there |"
    )

"""What is counted of the batches, and what the record and the report get to see of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from icl_verify.judge.e_value import Count
from icl_verify.records.example import Group
from icl_verify.records.schema import Margin, Tightness
from icl_verify.statement.claim import assumption
from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.relation import at_most, positive, probability
from icl_verify.tests.tiny import Couple, made
from icl_verify.trial.tally import Sample, Tally, _histogram
from icl_verify.trial.verdict import decide, events_record, refuted_by_counting

narrow = assumption("narrow", "scale <= 2")(lambda c: at_most(c.scale, 2 + 0 * c.scale))
rooted = assumption("rooted", "sqrt(x) > 0")(lambda c: positive(torch.sqrt(c.x[..., 0]), 1 + 0 * c.scale))


def batch_of(scales, x=None, n=1):
    scale = torch.tensor(scales, dtype=torch.float64)
    ones = torch.ones(len(scales), n, dtype=torch.float64)
    first = ones.clone() if x is None else torch.tensor(x, dtype=torch.float64)[:, None] * ones
    sizes = {"n": n, "columns": 1, "first_columns": 0, "steps": 1}
    return Couple(sizes, {"x": first, "y": ones, "scale": scale, "units": ones[..., None]})


def noted(tally, values, scales=None, n=1, mask=None):
    """Note these tightnesses, of a batch with these scales."""
    numbers = torch.tensor(values, dtype=torch.float64)
    batch = batch_of(scales or [1.0] * len(values), n=n)
    judged = at_most(numbers, torch.ones_like(numbers)).judge_float64()
    tally.add_tightness(batch, judged, np.array(mask or [True] * len(values)))


# Assumptions.


def test_instances_are_applicable_where_every_assumption_holds_and_possible_where_none_fails():
    tally = Tally()
    batch = batch_of([1, 1, 4, 4, 1], [1, -1, 1, -1, 0])
    mask, possible = tally.applicable_mask((narrow, rooted), batch)
    assert mask.tolist() == [True, False, False, False, False]
    assert possible.tolist() == [True, True, False, False, False]
    assert (tally.instances, tally.applicable) == (5, 1)
    first, second = tally.assumption_records()
    assert (first.held, first.tried, first.undefined) == (3, 5, 0)
    assert (second.held, second.tried, second.undefined) == (2, 5, 2)


def test_counts_of_assumptions_and_shapes_add_up_over_batches():
    tally = Tally()
    for scales, n in (([1, 4], 1), ([1, 1, 4], 2), ([4], 2)):
        tally.applicable_mask((narrow,), batch_of(scales, n=n))
    (record,) = tally.assumption_records()
    assert (record.held, record.tried, tally.instances, tally.applicable) == (3, 6, 6, 3)
    assert len(tally.shapes) == 2


def test_margins_are_kept_as_quantiles_of_finite_ones():
    tally = Tally()
    tally.applicable_mask((narrow,), batch_of([1, 1, 2, 4, 1]))
    (record,) = tally.assumption_records()
    assert record.margin == Margin(min=-1, q05=pytest.approx(-0.8), q50=0.5, below_tiny=0.4)
    assert record.held == 4, "an assumption that holds with equality holds"
    undefined = Tally()
    undefined.applicable_mask((rooted,), batch_of([1], [-1]))
    assert undefined.assumption_records()[0].margin is None


def test_an_instance_of_which_nothing_is_resolved_is_not_applicable():
    tally = Tally(instances=3, applicable=2)
    resolved = torch.tensor([[True, False], [False, False], [False, False]])
    sides = torch.ones(3, 2, dtype=torch.float64)
    judged = at_most(sides, sides, resolved=resolved).judge_float64()
    tally.add_resolved(judged, np.array([True, True, False]))
    assert tally.applicable == 1 and tally.resolved_share == 0.25
    assert Tally().resolved_share == 1


# Tightness.


def test_tightness_is_summed_up_over_the_applicable():
    tally = Tally()
    noted(tally, [0.1, 0.2, 0.9], mask=[True, True, False])
    noted(tally, [0.3, 0.4, 0.5])
    quantiles = tally.tightness_quantiles()
    assert (quantiles.max, quantiles.q50, quantiles.q95) == (0.5, 0.3, pytest.approx(0.48))
    assert Tally().tightness_quantiles() is None and Tally().digits() is None


def test_digits_are_those_of_the_largest_difference_and_at_most_17():
    tally = Tally()
    noted(tally, [1e-12, 0.0, 1e-15])
    assert tally.digits() == pytest.approx(12)
    exact = Tally()
    noted(exact, [0.0])
    assert exact.digits() == 17


def test_no_tightness_passes_what_balls_allow():
    held, broken, beyond = Tally(), Tally(), Tally()
    for tally, largest in ((held, 1.0), (broken, 3.0), (beyond, np.inf)):
        noted(tally, [0.5, 0.75, 1.5, 9.0])
        tally.bound_by(largest)
    assert held.tightness_quantiles() == Tightness(max=1, q50=0.875, q95=1)
    assert broken.tightness_quantiles().max == 3
    assert broken.tightness_quantiles().q50 == 1.5
    assert beyond.tightness_quantiles().max == np.inf
    few = Tally()
    noted(few, [0.5])
    few.bound_by(3.0)
    assert few.tightness_quantiles().max == 3


# The report's data.


def test_tightness_is_grouped_by_sizes_and_by_decades():
    tally = Tally()
    noted(tally, [0.1, 0.2, 0.6], scales=[0.5, 20, 30], n=2)
    noted(tally, [0.4, 9.0], scales=[0.5, 50], n=2, mask=[True, False])
    noted(tally, [0.3], scales=[5], n=3)
    grouped = tally.plot_data().by_axis
    assert grouped["n"] == (
        Group(value=2, count=4, q50=pytest.approx(0.3), max=0.6),
        Group(value=3, count=1, q50=0.3, max=0.3),
    )
    assert [(group.value, group.count, group.max) for group in grouped["scale"]] == [
        (-1, 2, 0.4),
        (0, 1, 0.3),
        (1, 2, 0.6),
    ]


class Mixed(Instance):
    n = Axis()
    level = Field()
    weights = Field("n", kind="positive")
    scale = Field(kind="positive")


def test_decades_are_those_of_single_positive_numbers():
    tally, ones = Tally(), torch.ones(2, dtype=torch.float64)
    batch = Mixed({"n": 1}, {"level": -ones, "weights": ones[:, None], "scale": ones})
    tally.add_tightness(batch, at_most(ones / 2, ones).judge_float64(), np.array([True, True]))
    assert set(tally.plot_data().by_axis) == {"n", "scale"}


def test_a_histogram_counts_every_positive_finite_number():
    drawn = _histogram(np.array([0.0, np.inf, np.nan, -1.0, 1e-3, 1e-3, 10.0]))
    assert sum(drawn.counts) == 3 and (drawn.counts[0], drawn.counts[-1]) == (2, 1)
    assert (drawn.edges[0], drawn.edges[-1]) == (-3, 1)
    alone = _histogram(np.array([1.0, 1.0]))
    assert sum(alone.counts) == 2 and (alone.edges[0], alone.edges[-1]) == (-0.5, 0.5)
    assert _histogram(np.array([0.0])) is None


def test_margins_are_drawn_for_every_assumption():
    tally = Tally()
    tally.applicable_mask((narrow, rooted), batch_of([1, 1]))
    assert {name: sum(h.counts) for name, h in tally.plot_data().margins.items()} == {
        "narrow": 2,
        "rooted": 2,
    }


# Verdicts.


def verdict_of(*, share=0.5, broken=False, **counts):
    return decide(made(lambda c: None, minimum_share=share), Tally(**counts), broken=broken)


@pytest.mark.parametrize(
    ("applicable", "share", "verdict"),
    [(49, 0.5, "vacuous"), (50, 0.5, "holds"), (0, 1e-9, "vacuous"), (1, 1e-9, "holds")],
)
def test_enough_instances_must_be_applicable(applicable, share, verdict):
    assert verdict_of(share=share, instances=100, applicable=applicable, proved=1)[0] == verdict


def test_where_nothing_was_drawn_nothing_holds():
    assert verdict_of(instances=0)[0] == "vacuous"


def test_a_proved_break_outweighs_everything():
    assert verdict_of(broken=True, instances=9, unsettled=3) == ("refuted", "")


def test_an_unsettled_suspicion_leaves_the_verdict_open():
    verdict, note = verdict_of(instances=9, applicable=9, unsettled=2)
    assert verdict == "inconclusive" and note.startswith("2 suspected breaks")


def test_too_many_instances_with_steps_beyond_balls_leave_the_verdict_open():
    assert verdict_of(instances=9, applicable=9, proved=1, beyond=4)[0] == "holds"
    verdict, note = verdict_of(instances=9, applicable=9, proved=1, beyond=5)
    assert verdict == "inconclusive" and note.startswith("On 5 of 9 instances float64 knows too little")


def test_a_sample_that_settles_nothing_leaves_all_open():
    sample = Sample("of a nature", 7, 0)
    assert sample.record().share == 1
    assert verdict_of(instances=9, applicable=9, proved=1, sampled=[sample]) == (
        "holds",
        "7 suspicions of a nature stay open: any could be a break.",
    )


def test_what_was_counted_of_a_chance_is_kept_with_an_interval():
    tally = Tally(events={(("n", 1),): [Count(3, 40)], (("n", 2),): [Count(5, 40)]})
    kept = events_record(tally, probability(torch.tensor([True]), at_least=0.5))
    assert (kept.successes, kept.samples, kept.shapes, kept.share) == (8, 80, 2, 0.1)
    assert 0 < kept.low < 0.1 < kept.high < 0.2 and kept.along is None
    assert kept.log10_e_value > math.log10(kept.refuted_from) and refuted_by_counting(tally, 0.5)
    assert not refuted_by_counting(tally, 0.05) and not refuted_by_counting(Tally(), 0.5)

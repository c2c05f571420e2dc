"""What a relation remarks beside its judgement reaches the record as quantiles."""

import numpy as np
import pytest
import torch

from icl_verify.records.schema import Quantiles
from icl_verify.statement.relation import at_most
from icl_verify.trial.tally import Tally


def test_remarks_are_kept_as_quantiles_of_applicable_instances():
    tally, mask = Tally(), np.array([True, False, True])
    relation = at_most(torch.zeros(3), torch.ones(3), remarks={"steps": torch.tensor([1.0, 50.0, 3.0])})
    tally.add_remarks(relation.remarks, mask)
    tally.add_remarks({"steps": torch.tensor([float("nan"), 9.0, 5.0])}, mask)
    assert tally.remark_quantiles()["steps"] == Quantiles(min=1, q50=3, q95=pytest.approx(4.8), max=5)


def test_remarks_that_are_never_finite_are_left_out():
    tally = Tally()
    tally.add_remarks({"steps": torch.tensor([float("inf")])}, np.array([True]))
    assert tally.remark_quantiles() == {}

"""The shapes in signatures are checked while the tests run."""

import jaxtyping
import pytest
import torch

from icl_verify.yang2024.experiments.regression_risk import risks, task_moment


def test_a_wrong_shape_is_caught():
    features = torch.eye(3, dtype=torch.float64)[None]
    assert risks(features, 2, 0.1, task_moment(3, out_of_domain=False)).linear.shape == (1,)
    with pytest.raises(jaxtyping.TypeCheckError):
        risks(features, 2, 0.1, task_moment(2, out_of_domain=False))

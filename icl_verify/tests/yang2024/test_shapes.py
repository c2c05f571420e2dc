"""The shapes in signatures are checked while the tests run."""

import jaxtyping
import pytest
import torch

from icl_verify.yang2024.setting.transformer import literal_transformer


def test_a_wrong_shape_is_caught():
    tokens, labels = torch.eye(3, dtype=torch.float64), torch.ones(2, dtype=torch.float64)
    queries, weights = torch.zeros(1, 3, 3, dtype=torch.float64), torch.ones(1, 3, dtype=torch.float64)
    assert literal_transformer(tokens, labels, queries, weights).shape == (3,)
    with pytest.raises(jaxtyping.TypeCheckError):
        literal_transformer(tokens, labels, queries, weights[:, :2])

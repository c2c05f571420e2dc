"""Which arithmetic an array belongs to."""

from typing import Any

import numpy as np
import pytest
import torch

from icl_verify.numerics import namespace
from icl_verify.numerics.balls import Balls, from_exact
from icl_verify.numerics.float64 import Float64
from icl_verify.numerics.symbolic import Symbolic, atoms

TENSOR = torch.ones(2, dtype=torch.float64)
BALL = from_exact([1, 2])
SYMBOL = atoms("x", (2,))


def test_each_array_finds_its_arithmetic() -> None:
    assert isinstance(namespace(BALL), Balls) and isinstance(namespace(BALL, BALL), Balls)
    assert isinstance(namespace(SYMBOL, SYMBOL), Symbolic)
    found = namespace(TENSOR, TENSOR[0])
    assert isinstance(found, Float64) and found.device == torch.device("cpu")
    assert namespace(TENSOR) is namespace(TENSOR)


def test_a_cpu_scalar_does_not_choose_the_device() -> None:
    elsewhere = torch.ones(2, dtype=torch.float64, device="meta")
    found = namespace(TENSOR[0], elsewhere)
    assert isinstance(found, Float64) and found.device.type == "meta"
    with pytest.raises(ValueError, match="one device"):
        namespace(TENSOR, elsewhere)


@pytest.mark.parametrize(
    "arrays",
    [
        (),
        (TENSOR, BALL),
        (BALL, TENSOR),
        (SYMBOL, BALL),
        (SYMBOL, TENSOR),
        (BALL, 1),
        (TENSOR, 1.0),
        (1.0,),
        (None,),
        (np.ones(2),),
        ([TENSOR],),
    ],
)
def test_anything_else_is_refused(arrays: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        namespace(*arrays)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.int64, torch.bool, torch.complex128])
def test_other_tensors_are_refused_by_name(dtype: torch.dtype) -> None:
    with pytest.raises(TypeError, match=str(dtype)):
        namespace(torch.ones(2, dtype=dtype))
    with pytest.raises(TypeError, match=str(dtype)):
        namespace(TENSOR, torch.ones(2, dtype=dtype))

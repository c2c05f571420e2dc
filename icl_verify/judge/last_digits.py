"""What rounding may have made: float64 once more, with the last digit of every rounded number changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch.overrides import TorchFunctionMode

LAST_DIGIT = 2.0**-52
LEAST = 2.0**-1022  # the least number of all digits
SHORT, LARGE = 2.0**20, 2.0**30  # what is exact: multiples of 1 / SHORT below LARGE
# The functions of torch whose results are rounded.
_ROUNDED = {
    "add", "radd", "sub", "rsub", "mul", "rmul", "div", "rdiv", "truediv", "rtruediv", "true_divide",
    "pow", "rpow", "square", "sqrt", "rsqrt", "reciprocal", "exp", "exp2", "expm1", "log", "log1p",
    "log2", "sigmoid", "softmax", "log_softmax", "softplus", "logsumexp", "sin", "cos", "tan", "tanh",
    "erf", "sum", "mean", "prod", "cumsum", "cumprod", "var", "std", "norm", "matmul", "rmatmul", "mm",
    "bmm", "dot", "einsum", "linalg_norm", "linalg_vector_norm", "linalg_inv", "linalg_solve",
    "linalg_cholesky", "linalg_eigvalsh", "linalg_svdvals", "linalg_det",
}  # fmt: skip
# Of these, the ones of which a result 0 is an underflow where no argument is 0.
_PRODUCTS = {
    "mul", "rmul", "div", "rdiv", "truediv", "rtruediv", "true_divide", "pow", "rpow", "square", "reciprocal",
}  # fmt: skip
# A 0 of these is taken for one: of what is 0 for no number, and of sums of products, which do not tell.
_ANY = {
    "exp", "exp2", "softmax", "sigmoid", "prod", "norm", "linalg_norm", "linalg_vector_norm", "matmul",
    "rmatmul", "mm", "bmm", "dot", "einsum",
}  # fmt: skip


class OtherDigits(TorchFunctionMode):
    """Changes the last digit of every result that is rounded, at random: Monte Carlo arithmetic.

    What is made of short numbers and is one is taken to be exact: sums of counts, log 1.

    Arguments:
        seed: of what is changed.
        underflow: also make some results that are 0 by underflow the least normal number.
    """

    def __init__(self, seed: int, *, underflow: bool = False) -> None:
        super().__init__()
        self._generator, self._underflow = torch.Generator().manual_seed(seed), underflow

    def __torch_function__(
        self, func: Callable[..., object], types: object, args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:  # fmt: skip
        found = func(*args, **(kwargs or {}))
        name = getattr(func, "__name__", "").strip("_")
        if name not in _ROUNDED or not isinstance(found, torch.Tensor):
            return found
        lost = _lost(name, args, found) if self._underflow else None
        if lost is None and all(map(_short, (*args, found))):
            return found
        signs = torch.randint(-1, 2, found.shape, generator=self._generator).to(found)
        changed = found * (1 + LAST_DIGIT * signs)
        # A norm is the root of what underflowed.
        least = LEAST**0.5 if "norm" in name else LEAST
        return changed if lost is None else torch.where(lost & (signs > 0), least, changed)


def _lost(name: str, args: Sequence[object], found: torch.Tensor) -> torch.Tensor | None:
    """Where a result is 0 by underflow, of the shape of the result; None where nothing is."""
    if name not in _PRODUCTS | _ANY:
        return None
    lost = found == 0
    for value in args if name in _PRODUCTS else ():
        if isinstance(value, torch.Tensor | int | float):
            lost = lost & (value != 0)
    return lost if bool(lost.any()) else None


def _short(value: object) -> bool:
    """Whether every entry is a multiple of 2^-20 below 2^30 (what is no tensor of floats is)."""
    if not isinstance(value, torch.Tensor) or not value.is_floating_point():
        return not isinstance(value, float) or (value * SHORT).is_integer()
    return bool((((value * SHORT).frac() == 0) & (value.abs() < LARGE)).all())

"""Checks at the door of the convex programs: a refusal names the argument, what it got and what it needs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def finite_array(name: str, value: Any, ndim: int, axes: str) -> NDArray[np.float64]:
    """`value` as a float64 array with `ndim` non-empty axes and finite entries; ValueError otherwise."""
    array = real_array(name, value, axes)
    if array.ndim != ndim or array.size == 0:
        raise ValueError(f"{name} must have shape {axes} with no empty axis, got shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(
            f"{name} must be finite, got {np.count_nonzero(~np.isfinite(array))} non-finite entries"
        )
    return array


def real_array(name: str, value: Any, axes: str) -> NDArray[np.float64]:
    """`value` as a float64 array of any shape; ValueError where its entries are not real numbers."""
    try:
        if not np.iscomplexobj(value):
            return np.asarray(value, dtype=np.float64)
        cause = None
    except (TypeError, ValueError) as error:
        cause = error
    raise ValueError(f"{name} must be an array {axes} of real numbers, got {type(value).__name__}") from cause


def feature_matrix(value: Any, batched: bool = False) -> NDArray[np.float64]:
    """Zhat (m, K), or (batch, m, K); ValueError otherwise."""
    return (
        finite_array("features", value, 3, "(batch, m, K)")
        if batched
        else finite_array("features", value, 2, "(m, K)")
    )


def prompt_size(value: Any, dictionary_size: int) -> int:
    """N with 1 <= N < K; ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ValueError(f"prompt_length must be an integer, got {value!r}")
    if not 1 <= value < dictionary_size:
        raise ValueError(f"prompt_length must be in 1..K-1 with K = {dictionary_size}, got {value}")
    return int(value)


def positive_number(name: str, value: Any) -> float:
    """A finite number > 0; ValueError otherwise."""
    number = finite_array(name, value, 0, "()").item()
    if number <= 0:
        raise ValueError(f"{name} must be > 0, got {number!r}")
    return number


def attention_array(value: Any, prompt_length: int, dictionary_size: int) -> NDArray[np.float64]:
    """s (H, N, K), entries >= 0, summing to 1 over axis 1 up to rounding; ValueError otherwise."""
    attention = finite_array("attention", value, 3, "(H, N, K)")
    if attention.shape[1:] != (prompt_length, dictionary_size):
        raise ValueError(
            f"attention must have shape (H, {prompt_length}, {dictionary_size}), got {attention.shape}"
        )
    if (attention < 0).any():
        raise ValueError(f"attention must be >= 0, got a least entry of {attention.min()!r}")
    sums = attention.sum(axis=1)
    if not np.allclose(sums, 1):
        raise ValueError(
            "attention must sum to 1 over the prompt tokens (axis 1), "
            f"got sums from {sums.min()!r} to {sums.max()!r}"
        )
    return attention

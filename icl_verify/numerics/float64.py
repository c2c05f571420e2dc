"""The fast arithmetic: torch float64 on one device. What it finds is a suspicion, never a proof."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, final

import numpy as np
import torch
from torch import Tensor

from icl_verify.numerics._interface import (
    Axis,
    Namespace,
    check_matrix,
    check_ridge,
    checked_shape,
    exact_entries,
    exact_ratio,
    is_exact_integer,
    reduced_axes,
    reduced_axis,
)


@final
class Float64(Namespace[Tensor]):
    """The namespace over torch float64 tensors of one device."""

    def __init__(self, device: torch.device | str = "cpu") -> None:
        self.device = torch.device(device)

    def __repr__(self) -> str:
        return f"Float64({str(self.device)!r})"

    def _here(self, x: Tensor) -> Tensor:
        """The tensor on this device: constants are born on the CPU, and few functions mix devices."""
        if not isinstance(x, Tensor):
            raise TypeError(f"x must be a tensor, got {type(x).__name__}: write xp.const(p, q) for a number")
        return x.to(self.device)

    def _given(self, x: Tensor | int) -> Tensor:
        """A tensor on this device, an int as one of shape ()."""
        return self._here(self.const(x) if is_exact_integer(x) else x)  # type: ignore[arg-type]

    def const(self, p: int | Fraction, q: int = 1) -> Tensor:
        """p/q rounded once, a 0-d CPU tensor (torch lets those meet tensors of any device)."""
        return torch.tensor(_nearest(exact_ratio(p, q)), dtype=torch.float64)

    def array(self, nested: Any) -> Tensor:
        entries = exact_entries(nested)
        rounded = np.array([_nearest(value) for value in entries.ravel().tolist()], dtype=np.float64)
        return torch.from_numpy(rounded.reshape(entries.shape)).to(self.device)

    def eye(self, n: int) -> Tensor:
        return torch.eye(n, dtype=torch.float64, device=self.device)

    def zeros(self, shape: tuple[int, ...]) -> Tensor:
        return torch.zeros(shape, dtype=torch.float64, device=self.device)

    def ones(self, shape: tuple[int, ...]) -> Tensor:
        return torch.ones(shape, dtype=torch.float64, device=self.device)

    def exp(self, x: Tensor) -> Tensor:
        return torch.exp(x)

    def expm1(self, x: Tensor) -> Tensor:
        return torch.expm1(x)

    def log(self, x: Tensor) -> Tensor:
        return torch.log(x)

    def log1p(self, x: Tensor) -> Tensor:
        return torch.log1p(x)

    def sqrt(self, x: Tensor) -> Tensor:
        return torch.sqrt(x)

    def abs(self, x: Tensor) -> Tensor:
        return torch.abs(x)

    def maximum(self, a: Tensor | int, b: Tensor | int) -> Tensor:
        return torch.maximum(self._given(a), self._given(b))

    def minimum(self, a: Tensor | int, b: Tensor | int) -> Tensor:
        return torch.minimum(self._given(a), self._given(b))

    def gammaincc(self, a: Tensor, x: Tensor) -> Tensor:
        a, x = torch.broadcast_tensors(self._here(a), self._here(x))
        value = torch.special.gammaincc(a, x)
        return torch.where((a > 0) & (x >= 0), value, torch.full_like(value, torch.nan))

    def softmax(self, x: Tensor, axis: int) -> Tensor:
        return torch.softmax(x, dim=reduced_axis(x.shape, axis))

    def sum(self, x: Tensor, axis: Axis) -> Tensor:
        return torch.sum(x, dim=reduced_axes(x.shape, axis))

    def cumsum(self, x: Tensor, axis: int) -> Tensor:
        return torch.cumsum(x, dim=reduced_axis(x.shape, axis))

    def amax(self, x: Tensor, axis: Axis) -> Tensor:
        return torch.amax(x, dim=reduced_axes(x.shape, axis, nonempty=True))

    def amin(self, x: Tensor, axis: Axis) -> Tensor:
        return torch.amin(x, dim=reduced_axes(x.shape, axis, nonempty=True))

    def norm(self, x: Tensor, axis: Axis = -1) -> Tensor:
        return torch.linalg.vector_norm(x, dim=reduced_axes(x.shape, axis))

    def matmul(self, a: Tensor, b: Tensor) -> Tensor:
        return torch.matmul(a, b)

    def solve(self, a: Tensor, b: Tensor) -> Tensor:
        check_matrix(a.shape, "a", square=True)
        vector = b.ndim == 1
        columns = self._here(b)[:, None] if vector else self._here(b)
        check_matrix(columns.shape, "b")
        if columns.shape[-2] != a.shape[-1]:
            raise ValueError(f"b needs {a.shape[-1]} rows, as a has, got shape {tuple(b.shape)}")
        # With its batch axes spelt out, torch cannot take a matrix b for a batch of vectors.
        # torch's own function would load sympy first, for two seconds.
        batch = np.broadcast_shapes(a.shape[:-2], columns.shape[:-2])
        columns = columns.expand(*batch, *columns.shape[-2:])
        solution, info = torch.linalg.solve_ex(a.expand(*batch, *a.shape[-2:]), columns)
        regular = (info == 0)[..., None, None]
        solution = torch.where(regular, solution, torch.full_like(solution, torch.nan))
        return solution[..., 0] if vector else solution

    def ridge(self, a: Tensor, b: Tensor, weight: Tensor) -> Tensor:
        check_ridge(a.shape, b.shape)
        rows, n = a.shape[-2:]
        batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2], weight.shape)
        below = torch.sqrt(self._here(weight))[..., None, None] * self.eye(n)
        stacked = torch.cat([a.expand(*batch, rows, n), below.expand(*batch, n, n)], dim=-2)
        q, r = torch.linalg.qr(stacked)
        return torch.linalg.solve_triangular(r, q[..., :rows, :].mT @ b, upper=True)

    def eigvalsh(self, a: Tensor) -> Tensor:
        check_matrix(a.shape, "a", square=True)
        return _where_finite(torch.linalg.eigvalsh, a)

    def cholesky(self, a: Tensor) -> Tensor:
        check_matrix(a.shape, "a", square=True)
        factor, info = torch.linalg.cholesky_ex(a)
        regular = (info == 0)[..., None, None]
        return torch.where(regular, factor, torch.full_like(factor, torch.nan))

    def squared_singular_values(self, x: Tensor) -> Tensor:
        check_matrix(x.shape, "x")
        rows, columns = x.shape[-2:]
        if 0 in (rows, columns):
            return self.zeros((*x.shape[:-2], rows))
        values = torch.flip(_where_finite(torch.linalg.svdvals, x) ** 2, dims=(-1,))
        zeros = self.zeros((*x.shape[:-2], max(0, rows - columns)))
        return torch.cat([zeros, values], dim=-1)

    def spectral_norm(self, x: Tensor) -> Tensor:
        check_matrix(x.shape, "x")
        if 0 in x.shape[-2:]:
            return self.zeros(tuple(x.shape[:-2]))
        return torch.amax(_where_finite(torch.linalg.svdvals, x), dim=-1)

    def transpose(self, x: Tensor) -> Tensor:
        check_matrix(x.shape, "x")
        return x.mT

    def diagonal(self, x: Tensor) -> Tensor:
        check_matrix(x.shape, "x")
        return torch.diagonal(x, dim1=-2, dim2=-1)

    def moveaxis(self, x: Tensor, source: int, destination: int) -> Tensor:
        return torch.moveaxis(x, reduced_axis(x.shape, source), reduced_axis(x.shape, destination))

    def reshape(self, x: Tensor, shape: tuple[int, ...]) -> Tensor:
        return torch.reshape(x, checked_shape(shape, least=-1))

    def broadcast_to(self, x: Tensor, shape: tuple[int, ...]) -> Tensor:
        return torch.broadcast_to(self._here(x), checked_shape(shape))

    def concat(self, arrays: Sequence[Tensor], axis: int) -> Tensor:
        here = [self._here(x) for x in arrays]
        if len({x.ndim for x in here}) > 1:  # torch lets an empty vector join matrices
            raise ValueError(f"arrays must have as many axes, got {[tuple(x.shape) for x in here]}")
        return torch.cat(here, dim=reduced_axis(here[0].shape, axis) if here else 0)

    def stack(self, arrays: Sequence[Tensor], axis: int) -> Tensor:
        return torch.stack([self._here(x) for x in arrays], dim=axis)


def tensor(array: object) -> Tensor:
    """The array itself, which must be a tensor: what only torch can do with it is asked next.

    Raises TypeError for an array of another arithmetic.
    """
    if not isinstance(array, Tensor):
        raise TypeError(f"array must be a float64 tensor, got {type(array).__name__}")
    return array


def broadcast_together(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Both broadcast, on the device of the one that has axes: constants are born on the CPU."""
    home = a.device if a.ndim else b.device
    one, other = torch.broadcast_tensors(a.to(home), b.to(home))
    return one, other


def _nearest(value: Any) -> float:
    """The float64 nearest to an int or a Fraction; ValueError when it is out of range."""
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError(f"an exact number must lie within the range of float64, got {value}") from error


def _where_finite(decompose: Callable[[Tensor], Tensor], matrices: Tensor) -> Tensor:
    """Spectra of matrices (..., n, m), shape (..., s); NaN for each member that has none.

    torch raises for the whole batch when one member is not finite or does not converge.
    """
    finite = torch.isfinite(matrices).all(dim=-1).all(dim=-1)
    harmless = torch.where(finite[..., None, None], matrices, torch.zeros_like(matrices))
    try:
        spectra = decompose(harmless)
    except torch.linalg.LinAlgError:
        if matrices.ndim == 2:
            rank = min(matrices.shape)
            return torch.full((rank,), torch.nan, dtype=matrices.dtype, device=matrices.device)
        return torch.stack([_where_finite(decompose, member) for member in matrices])
    return torch.where(finite[..., None], spectra, torch.full_like(spectra, torch.nan))

"""What a claim adds up: both operands of every addition that its formulas make, with file and line.

A batch holds copies of a few instances, each copy with one field made a little larger or smaller. So one
evaluation gives the elasticity of every operand in every field: d log |operand| / d log field.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance

STEP = 1e-4  # of the logarithm of a field: central differences are then good to 1e-8
STRETCH = 1024.0  # a power of two: fields stretched by a power of it are exact
ENTRIES = 6  # of an operand that are looked at, an instance
VISIBLE = 1e-3  # entries smaller than this share of the largest may be rounding
_SUMS = {"add", "sub", "rsub", "__add__", "__radd__", "__sub__", "__rsub__", "maximum", "minimum"}
_PURE = {"exp", "expm1", "log1p", "softmax", "sigmoid", "gammaincc", "special_gammaincc"}
_LIBRARY = ("torch.", "icl_verify.numerics", "icl_verify.statement", "icl_verify.repair")
Elasticity = np.ndarray  # shape (samples, columns), a column a field or a scaling


@dataclass(frozen=True)
class Site:
    """One place at which quantities of one degree must meet.

    Attributes:
        file, line, function: where; of the two sides of a claim, where its function begins.
        what: ``sum`` (of two operands), ``pure`` (the argument of an exponential, which must have degree 0)
            or ``sides`` (of the relation).
        operands: elasticities of each operand, shape (samples, columns).
    """

    file: str
    line: int
    function: str
    what: str
    operands: tuple[Elasticity, ...]

    @property
    def place(self) -> tuple[str, int, str]:
        """What tells one site from another in the text of a theory."""
        return self.file, self.line, self.what


def scaled_fields(kind: type[Instance]) -> tuple[str, ...]:
    """The fields that a scaling may stretch: real and positive ones (a direction or a chance has no unit)."""
    return tuple(name for name, field in kind.fields.items() if field.kind in ("real", "positive"))


def elasticities_of(claim: Claim, batch: Instance) -> list[Site]:
    """The sites of a claim's formulas and of its sides, with elasticities in every scaled field.

    Raises:
        Exception: whatever the claim's function raises.
    """
    names = scaled_fields(type(batch))
    steps = [{name: np.exp(sign * STEP)} for name in names for sign in (1, -1)]
    return _record(claim, batch, steps, lambda logs: (logs[1::2] - logs[2::2]) / (2 * STEP))


def degrees_of(claim: Claim, batch: Instance, scalings: Sequence[Mapping[str, int]]) -> list[Site]:
    """The same with one column a scaling: degrees under a stretch that is large and exact in float64.

    What a step of 1e-4 takes for a degree, one of two terms being far larger than the other, has none here.

    Raises:
        Exception: whatever the claim's function raises.
    """
    stretches = [{name: STRETCH**weight for name, weight in weights.items()} for weights in scalings]
    return _record(claim, batch, stretches, lambda logs: (logs[1:] - logs[:1]) / np.log(STRETCH))


def _record(
    claim: Claim, batch: Instance, stretches: Sequence[Mapping[str, float]], read: Callable[[Any], Any]
) -> list[Site]:
    recorder = Recorder(1 + len(stretches), batch.batch, read)
    stretched = _stretched(batch, stretches)
    with torch.no_grad(), recorder:
        relation = claim(stretched)
        for assumption in claim.assumes:
            assumption(stretched)
    if not relation.statistical and relation.rhs is not None:
        code = claim.function.__code__
        recorder.note(
            (code.co_filename, code.co_firstlineno, code.co_name), "sides", (relation.lhs, relation.rhs)
        )
    return recorder.sites


def _stretched(batch: Instance, stretches: Sequence[Mapping[str, float]]) -> Instance:
    """The batch, then for every stretch the batch with fields multiplied by its factors."""
    raw = {
        name: torch.cat([array, *(array * factors.get(name, 1.0) for factors in stretches)])
        for name, array in batch.tensors.items()
    }
    return type(batch)(batch.sizes, raw)


class Recorder(TorchFunctionMode):
    """While in force, keeps the operands of every addition that a formula makes.

    Arguments:
        copies, members: the batch holds so many copies of so many instances, copy by copy.
        read: elasticities, shape (columns, entries), from log |operand|, shape (copies, entries).
    """

    def __init__(self, copies: int, members: int, read: Callable[[np.ndarray], np.ndarray]):
        super().__init__()
        self.copies, self.members, self.read = copies, members, read
        self.columns = read(np.zeros((copies, 1))).shape[0]
        self.sites: list[Site] = []

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        name = getattr(func, "__name__", "")
        if name in _SUMS and len(args) == 2:
            place = _caller(within=name in ("maximum", "minimum"))
            if place is not None:
                self.note(place, "sum", args)
        elif name in _PURE:
            place = _caller(within=True)
            if place is not None:
                self.note(place, "pure", args[:1])
        return result

    def note(self, place: tuple[str, int, str], what: str, operands: Sequence[Any]) -> None:
        """Keep a site, unless an operand is zero everywhere: that has every degree."""
        found = [self._elasticities(x) for x in operands]
        if all(e is not None for e in found):
            self.sites.append(Site(*place, what, tuple(e for e in found if e is not None)))

    def _elasticities(self, operand: Any) -> Elasticity | None:
        """Of some entries, shape (samples, columns); None for zero or for what is not finite."""
        total = self.copies * self.members
        if not isinstance(operand, torch.Tensor) or operand.ndim == 0 or operand.shape[0] != total:
            zero = not bool((operand != 0).any()) if isinstance(operand, torch.Tensor) else operand == 0
            return None if zero else np.zeros((1, self.columns))
        flat = operand.detach().abs().reshape(self.copies, self.members, -1).cpu().numpy()
        rows = []
        for member in range(self.members):
            values = flat[:, member]
            seen = np.flatnonzero(values[0] > VISIBLE * values[0].max(initial=0.0))[:ENTRIES]
            with np.errstate(divide="ignore", invalid="ignore"):
                logs = np.log(values[:, seen])
                rows.append(self.read(logs).T)
        found = np.concatenate(rows)
        found = found[np.isfinite(found).all(axis=1)]
        return found if len(found) else None


def _caller(*, within: bool) -> tuple[str, int, str] | None:
    """The first frame of a formula; None where a library adds for itself (unless ``within`` is allowed)."""
    frame = sys._getframe(2)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if not module.startswith(_LIBRARY):
            return frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name
        if not within and module.startswith(("icl_verify.numerics", "icl_verify.statement")):
            return None
        frame = frame.f_back  # type: ignore[assignment]
    return None

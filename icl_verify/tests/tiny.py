"""A theory small enough to know by heart: two vectors, their inner product, their norms."""

from __future__ import annotations

from pathlib import Path

import torch
from hypothesis import strategies as st

from icl_verify.records.schema import Record
from icl_verify.statement.claim import Claim, claim
from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.population import Draw, Population
from icl_verify.statement.relation import at_most
from icl_verify.trial.evidence import write_result
from icl_verify.trial.profiles import Profile
from icl_verify.trial.result import TrialResult
from icl_verify.trial.verdict import hold_against_expected

FAST = Profile("fast", 8, 8, 32, 4, 1, 200, 4096, 0, sample=8, weigh=2)


class Couple(Instance):
    """Two vectors in R^n, a positive number, a unit column and a count."""

    n = Axis(title="dimension")
    columns = Axis(title="columns of the unit matrix")
    first_columns = Axis(prefix_of="columns", low=0)
    steps = Axis(count=True, trajectory=True)
    x = Field("n")
    y = Field("n")
    scale = Field(kind="positive")
    units = Field("n", "columns", kind="unit_columns")


@st.composite
def _draws(draw: st.DrawFn) -> Draw:
    columns = draw(st.integers(1, 3))
    sizes = {"n": draw(st.integers(1, 4)), "columns": columns, "first_columns": columns - 1, "steps": 5}
    return Draw(sizes, {}, draw(st.integers(0, 2**32 - 1)))


def expand(draw: Draw, batch: int, device: str) -> Couple:
    """Standard normal vectors."""
    generator = draw.generator()

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(batch, *shape, generator=generator, dtype=torch.float64)

    n, columns = draw.sizes["n"], draw.sizes["columns"]
    scale = torch.exp(torch.randn(batch, generator=generator, dtype=torch.float64))
    raw = {"x": normal(n), "y": normal(n), "scale": scale, "units": normal(n, columns)}
    return Couple(draw.sizes, {k: v.to(device) for k, v in raw.items()})


couples = Population("couples", "Pairs of standard normal vectors.", _draws(), expand)

_ONE_SHAPE = {"n": 2, "columns": 1, "first_columns": 0, "steps": 5}
one_shape = Population(
    "one_shape", "Pairs of standard normal vectors in the plane, each of a seed of its own.",
    st.integers(0, 2**32 - 1).map(lambda seed: Draw(_ONE_SHAPE, {}, seed)), expand, one_law=True,
)  # fmt: skip


def cauchy_schwarz(couple, *, factor=1):
    """The inner product is at most the product of the norms"""
    xp = couple.xp
    inner = xp.abs(xp.sum(couple.x * couple.y, axis=-1))
    return at_most(inner, factor * xp.norm(couple.x) * xp.norm(couple.y))


def made(function, id: str = "tiny.claim", **options) -> Claim:
    """A claim on the couples."""
    options.setdefault("population", couples)
    return claim(id, statement="", **options)(function)


def written(result: TrialResult, folder: Path, committed: Path | None) -> Record:
    """The record of a result, written into a run's folder as a run does it."""
    held = hold_against_expected(
        result.claim, result.verdict, result.corpus, committed, statistical=result.statistical
    )
    return write_result(result, held, folder)

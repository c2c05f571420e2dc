"""Degrees: where a claim compares or adds up what no scaling of its instances lets one compare or add up.

A formula of the wrong degree (a square forgotten, a factor of the wrong unit) is seen without any refutation:
its scalings are found from all claims on instances of a type (``scalings``), then each claim is evaluated on
instances and on stretched copies of them, and every addition whose operands grow by different powers is
reported with file and line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from icl_verify.repair.recording import Site, degrees_of, elasticities_of, scaled_fields
from icl_verify.repair.scalings import Scaling, declared_scalings, degrees, judged, scalings
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance
from icl_verify.statement.population import Population
from icl_verify.statement.time_limit import time_limit

MEMBERS = 3
DRAWS = 8  # shapes from which a small one without sizes of 1 is taken
LONGEST = 3  # steps of a trajectory
EXACT = 1e-6  # what degrees under an exact stretch may differ by


@dataclass(frozen=True)
class Alarm:
    """An addition, or the two sides of a claim, of unlike degree.

    Attributes:
        file, line, function: where.
        what: ``sum`` or ``sides``.
        scaling: the scaling that shows it, as text.
        degrees: of the left and of the right operand.
    """

    file: str
    line: int
    function: str
    what: str
    scaling: str
    degrees: tuple[float, float]

    def __str__(self) -> str:
        """In words, the place after them in brackets."""
        left, right = (f"s^{d:.4g}" for d in self.degrees)
        thing = "the two sides grow as" if self.what == "sides" else "a sum adds terms that grow as"
        return f"{thing} {left} and {right} under {self.scaling} [{self.file}:{self.line} in {self.function}]"


class Survey:
    """The degrees of claims; those on one instance type, or on one that it extends, help each other.

    Nothing is evaluated before it is asked for, and nothing twice.

    Arguments:
        claims: all that may help.
        seed: of the instances on which the formulas are evaluated.
        longest: seconds after which a claim is left unread, None for no limit.

    Attributes:
        unread: by claim id, why a claim could not be evaluated, in a line.
    """

    def __init__(self, claims: Sequence[Claim], seed: int = 0, longest: float | None = None):
        self.claims, self.seed, self.longest = claims, seed, longest
        self.unread: dict[str, str] = {}
        self._batches: dict[str, Instance] = {}
        self._sites: dict[object, list[Site] | None] = {}
        self._scalings: dict[type[Instance], list[Scaling]] = {}
        self._alarms: dict[object, list[Alarm]] = {}

    def alarms(self, claim: Claim) -> list[Alarm]:
        """Where a claim compares or adds up what is of unlike degree; empty also where it is unread."""
        sites, key = self._read(claim), _key(claim)
        if sites is None:
            return []
        if key not in self._alarms:
            batch = self._batches[claim.population.name]
            self._alarms[key] = _alarms(claim, batch, sites, self.scalings(type(batch)))
        return self._alarms[key]

    def scalings(self, kind: type[Instance]) -> list[Scaling]:
        """The scalings of an instance type: those that it declares, else what its claims agree on."""
        if kind not in self._scalings and (declared := declared_scalings(kind)):
            self._scalings[kind] = declared
        if kind not in self._scalings:
            seen: dict[object, list[Site]] = {}
            for claim in self.claims:
                own = claim.population.kind
                sites = self._read(claim) if issubclass(kind, own) else None
                if sites is not None and _key(claim) not in seen:
                    seen[_key(claim)] = [
                        _in_fields(site, scaled_fields(own), scaled_fields(kind)) for site in sites
                    ]
            every = [site for sites in seen.values() for site in sites]
            self._scalings[kind] = scalings(scaled_fields(kind), every)
        return self._scalings[kind]

    def _read(self, claim: Claim) -> list[Site] | None:
        key, name = _key(claim), claim.population.name
        if key not in self._sites:
            try:
                with time_limit(self.longest):
                    if name not in self._batches:
                        self._batches[name] = plain_batch(claim.population, self.seed)
                    self._sites[key] = elasticities_of(claim, self._batches[name])
            except Exception as error:
                self.unread[claim.id] = f"{type(error).__name__}: {error}"[:200]
                self._sites[key] = None
        return self._sites[key]


def clashes(
    claim: Claim,
    batch: Instance,
    known: Sequence[Mapping[str, int]],
    what: Collection[str] = ("sum", "sides"),
) -> bool:
    """Whether an addition or the two sides have unlike degrees, on a plain batch, under a scaling."""
    own = np.eye(len(known))
    sites = degrees_of(claim, batch, known)
    return any(judged(site, own, EXACT)[1].any() for site in sites if site.what in what)


def plain_batch(population: Population, seed: int = 0) -> Instance:
    """A few instances of one small shape, every real field of root mean square near 1, as positive ones.

    Degrees are a matter of formulas, not of populations: no term is to drown in another.
    """
    draws = population.examples(seed, max(1, round(DRAWS / population.cost)))
    large = [d for d in draws if min(d.sizes.values(), default=2) >= 2] or draws
    draw = min(large, key=lambda d: sum(d.sizes.values()))
    batch = population.expand(draw, MEMBERS, "cpu").select(slice(MEMBERS))
    raw = {}
    for place, (name, array) in enumerate(batch.tensors.items()):
        # Members of unlike size: a quantity without a degree is to grow unlike on each of them.
        width = [0.6 + (0.618 * (member + 1) * (place + 1)) % 1 for member in range(batch.batch)]
        raw[name] = _plain(type(batch).fields[name].kind, array, torch.tensor(width, dtype=array.dtype))
    sizes = {k: min(n, LONGEST) if batch.axes[k].count else n for k, n in batch.sizes.items()}
    return type(batch)({k: max(n, batch.axes[k].low) for k, n in sizes.items()}, raw)


def _plain(kind: str, array: torch.Tensor, width: torch.Tensor) -> torch.Tensor:
    """The array of a field with members of that width, shape (batch,)."""
    width = width.reshape(-1, *[1] * (array.ndim - 1))
    if kind == "positive":
        return width * torch.exp2(array.log() - array.log().floor())
    if kind != "real":
        return array
    size = array.square().reshape(len(array), -1).mean(dim=1).sqrt().reshape(width.shape)
    return torch.where(size > 0, width * array / size, array)


def _key(claim: Claim) -> object:
    """What decides a claim's degrees: a lowered bound changes none."""
    return claim.function, claim.settings, claim.population.name


def _in_fields(site: Site, had: Sequence[str], wanted: Sequence[str]) -> Site:
    """A site with a column for each wanted field, 0 for one that its instances do not have."""
    if had == wanted:
        return site
    columns = {name: i for i, name in enumerate(had)}
    operands = []
    for operand in site.operands:
        moved = [operand[:, columns[n]] if n in columns else np.zeros(len(operand)) for n in wanted]
        operands.append(np.stack(moved, axis=1) if moved else np.zeros((len(operand), 0)))
    return Site(site.file, site.line, site.function, site.what, tuple(operands))


def _alarms(claim: Claim, batch: Instance, sites: Sequence[Site], known: Sequence[Scaling]) -> list[Alarm]:
    """What small steps suspect and an exact stretch confirms."""
    names = scaled_fields(type(batch))
    weights = np.array([[dict(s.weights).get(n, 0) for n in names] for s in known], dtype=float).T
    if not known or not any(judged(site, weights)[1].any() for site in sites):
        return []
    found: dict[tuple[object, ...], Alarm] = {}
    own = np.eye(len(known))
    for site in degrees_of(claim, batch, [dict(s.weights) for s in known]):
        clashes = judged(site, own, EXACT)[1]
        if site.what != "pure" and clashes.any():
            first = int(np.flatnonzero(clashes)[0])
            left, right = (float(degrees(operand, own, EXACT)[0][first]) for operand in site.operands)
            if _is_simple(left) and _is_simple(right):
                found[site.place] = Alarm(
                    _short(site.file), site.line, site.function, site.what, str(known[first]), (left, right)
                )
    return list(found.values())


def _is_simple(degree: float) -> bool:
    """Whether it is a multiple of 1/12, as products of roots of small order have; else it is none."""
    return abs(12 * degree - round(12 * degree)) < 12 * EXACT


def _short(file: str) -> str:
    """The file as seen from the current folder where it lies inside."""
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)

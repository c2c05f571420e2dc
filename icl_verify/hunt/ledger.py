"""What balls have said during a hunt: the only part of it that counts."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from icl_verify.hunt.ascent import Ascent
from icl_verify.hunt.result import HuntResult, Improvement
from icl_verify.hunt.settings import HUNT, HuntSettings
from icl_verify.hunt.sharpness import ShapeTightness, scales_of
from icl_verify.judge.precision import LAST_BITS
from icl_verify.judge.settle import settle
from icl_verify.judge.tightness import CertifiedTightness, certify_tightness
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact
from icl_verify.statement.population import Shape, shape_key


class Finished(Exception):
    """The hunt is over: a break is proved or the time is up."""


@dataclass(eq=False)
class Entrant:
    """An ascent in the race, and what balls know of it.

    Attributes:
        ascent: its state.
        known: log of a tightness that was known before; it has found nothing until that is passed.
        confirmed: the largest log tightness of it that balls have confirmed, at first ``known``.
    """

    ascent: Ascent
    known: float = -np.inf
    confirmed: float = -np.inf

    @property
    def log_tightness(self) -> float:
        """Of its tightest member, as float64 has it."""
        return float(self.ascent.log_tightness[self.ascent.best])


class Ledger:
    """The result of a hunt as it grows.

    Arguments:
        claim: the claim that is hunted.
        last_bits: precision at which a suspected break is given up.
        past_breaks: True goes on when a break is proved, for the worst one.
    """

    def __init__(
        self, claim: Claim, *, last_bits: int = LAST_BITS, past_breaks: bool = False,
        settings: HuntSettings = HUNT,
    ):  # fmt: skip
        self.claim, self.last_bits, self.past_breaks = claim, last_bits, past_breaks
        self.settings = settings
        self.result = HuntResult(claim.id)
        self.started = time.monotonic()
        self._by_shape: dict[Shape, CertifiedTightness] = {}

    def certify(self, exact: Exact) -> CertifiedTightness:
        """The balls' tightness of an instance, entered into the result.

        Raises:
            Finished: a break is proved, and none beyond it is asked for.
        """
        certified = certify_tightness(self.claim, exact, last_bits=self.last_bits)
        self._enter(certified)
        return certified

    def try_break(self, exact: Exact) -> None:
        """Ask balls whether an instance that has no tightness (``Distances``) breaks the claim.

        Raises:
            Finished: as for ``certify``; float64 was wrong where it is not raised.
        """
        found = settle(self.claim, exact, last_bits=self.last_bits)
        self._enter(
            CertifiedTightness(exact, np.nan, found.bits, found if found.outcome == "broken" else None)
        )
        self.result.rounding += 1

    def confirms(self, exact: Exact, log_tightness: float) -> bool:
        """Whether balls confirm what float64 says of an instance.

        Raises:
            Finished: as for ``certify``.
        """
        certified = self.certify(exact)
        with np.errstate(invalid="ignore", divide="ignore"):
            agrees = bool(abs(np.log(certified.tightness) - log_tightness) < self.settings.agree)
        if log_tightness > self.settings.suspected and not self.past_breaks:
            # Had it been a break, the hunt would be over: float64 has passed equality by rounding.
            agrees = False
        self.result.rounding += not agrees
        return agrees

    def _enter(self, certified: CertifiedTightness) -> None:
        result = self.result
        if np.isfinite(certified.tightness):
            if not certified.tightness <= result.best:
                result.best, result.exact = certified.tightness, certified.exact
                seconds = time.monotonic() - self.started
                result.history.append(Improvement(result.steps, seconds, certified.tightness))
            key = shape_key(certified.exact.sizes)
            known = self._by_shape.get(key)
            if known is None or certified.tightness > known.tightness:
                self._by_shape[key] = certified
        if certified.broken is None:
            return
        if result.broken is None or certified.tightness > result.broken.tightness:
            result.broken = certified
        if not self.past_breaks:
            result.stopped = "refuted"
            raise Finished

    def shapes(self, entrants: list[Entrant]) -> list[ShapeTightness]:
        """The tightest of each shape: as balls have it, else as float64 has it."""
        shapes: dict[Shape, ShapeTightness] = {}
        for entrant in entrants:
            key, log_tightness = shape_key(entrant.ascent.space.sizes), entrant.log_tightness
            if entrant.ascent.objective.signed:
                continue
            if np.isfinite(log_tightness) and log_tightness > entrant.known:
                best = max(float(np.exp(log_tightness)), shapes[key].best if key in shapes else 0.0)
                shapes[key] = ShapeTightness(dict(key), {}, best, confirmed=False)
        for key, certified in self._by_shape.items():
            scales = scales_of(certified.exact)
            shapes[key] = ShapeTightness(dict(key), scales, certified.tightness, confirmed=True)
        return list(shapes.values())

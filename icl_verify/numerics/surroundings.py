"""Settings of the process: what one statement changes would change the numbers of the next."""

from __future__ import annotations

import decimal
import random
import sys
from collections.abc import Callable
from typing import Any

import flint
import numpy as np
import torch


def _flushes() -> bool:
    """Whether the processor takes numbers below the smallest normal one for 0."""
    return sys.float_info.min / len("ab") == 0


def _decimal() -> tuple[int, str]:
    context = decimal.getcontext()
    return context.prec, context.rounding


def _set_decimal(found: tuple[int, str]) -> None:
    decimal.getcontext().prec, decimal.getcontext().rounding = found


# By name, how a setting is read and how it is set.
_SETTINGS: dict[str, tuple[Callable[[], Any], Callable[[Any], object]]] = {
    "NumPy's error state": (np.geterr, lambda found: np.seterr(**found)),
    "torch's default dtype": (torch.get_default_dtype, torch.set_default_dtype),
    "torch's gradient mode": (torch.is_grad_enabled, torch.set_grad_enabled),
    "torch's number of threads": (torch.get_num_threads, torch.set_num_threads),
    "the flushing of small numbers to 0": (_flushes, torch.set_flush_denormal),
    "the precision or rounding of decimal": (_decimal, _set_decimal),
    "the precision of balls": (
        lambda: flint.ctx.prec,
        lambda found: setattr(flint.ctx, "prec", found),
    ),
}


class Surroundings:
    """The settings, and the common random generators, as they were when this was made."""

    def __init__(self) -> None:
        self._settings = {name: get() for name, (get, _) in _SETTINGS.items()}
        self._drawn = drawn_so_far()

    def changed(self) -> list[str]:
        """The names of the settings that are others now."""
        return [name for name, (get, _) in _SETTINGS.items() if get() != self._settings[name]]

    def restore(self) -> None:
        """Put all back as it was."""
        for name in self.changed():
            _SETTINGS[name][1](self._settings[name])
        if drawn_so_far() != self._drawn:
            ours, numpys, torchs = self._drawn
            random.setstate(ours)
            kind, keys, *rest = numpys
            np.random.set_state((kind, np.frombuffer(keys, dtype=np.uint32), *rest))  # noqa: NPY002
            torch.set_rng_state(torch.frombuffer(bytearray(torchs), dtype=torch.uint8))


def drawn_so_far() -> tuple[Any, Any, bytes]:
    """Where the shared generators of Python, NumPy and torch (on the CPU) stand: equal if none was used."""
    kind, keys, *rest = np.random.get_state()  # noqa: NPY002 - the one that all share
    numpys = (kind, np.asarray(keys).tobytes(), *rest)
    return random.getstate(), numpys, torch.get_rng_state().numpy().tobytes()

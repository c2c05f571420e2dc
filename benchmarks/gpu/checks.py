"""A check and its outcome, and the one that there is a card and that it did the work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Check:
    """What was checked.

    Attributes:
        part: of the script.
        asserts_card: whether it can pass on a card alone.
        passed: None where nothing is asserted: a figure.
    """

    part: str
    name: str
    passed: bool | None
    detail: str
    asserts_card: bool = False


@dataclass
class Spent:
    """What a stretch of work took.

    Attributes:
        seconds: of CUDA events where there is a card, else of the wall clock.
        on_card: whether the seconds are the card's.
        peak: largest number of bytes that tensors held on the card.
    """

    seconds: float = 0.0
    on_card: bool = False
    peak: int = 0


def device() -> str:
    """Where the checks run: the card, without one the CPU."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def card_name() -> str | None:
    """The card's name, None without one."""
    return torch.cuda.get_device_name() if torch.cuda.is_available() else None


@contextmanager
def measured() -> Iterator[Spent]:
    """Fills in what the work inside took, once it is over."""
    spent = Spent(on_card=torch.cuda.is_available())
    if not spent.on_card:
        start = time.perf_counter()
        yield spent
        spent.seconds = time.perf_counter() - start
        return
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    began, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    began.record()
    yield spent
    ended.record()
    torch.cuda.synchronize()
    spent.seconds, spent.peak = began.elapsed_time(ended) / 1e3, torch.cuda.max_memory_allocated()


def on_the_card(part: str, spent: Spent, least: int, *results: torch.Tensor) -> Check:
    """That the results lie on the card, ``least`` bytes of tensors did, and time was spent there."""
    placed = bool(results) and all(tensor.is_cuda for tensor in results)
    passed = placed and spent.on_card and spent.seconds > 0 and spent.peak >= least
    where = ", ".join(sorted({str(tensor.device) for tensor in results}))
    detail = (
        f"results on {where}, at most {spent.peak / 2**20:,.0f} MiB on the card, "
        f"{spent.seconds if spent.on_card else 0.0:.3f} s of CUDA events"
    )
    return Check(part, "on the card", passed, detail, asserts_card=True)

"""Where tensors are made that name no device."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch


@contextlib.contextmanager
def cpu_by_default() -> Iterator[None]:
    """Within it they are made on the CPU, whatever was set before; afterwards as before.

    Draws come from generators on the CPU, and batches are moved where they are wanted.
    """
    before = torch.get_default_device()
    _set(torch.device("cpu"))
    try:
        yield
    finally:
        _set(before)


def _set(device: torch.device) -> None:
    if torch.get_default_device() != device:
        # None is the CPU without the look at every call that a device by name costs.
        torch.set_default_device(None if device.type == "cpu" else device)

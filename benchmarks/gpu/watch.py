"""A pytest plugin that says what a test run in a process of its own held on the card.

``BENCHMARK_GPU_WATCH`` names the file that it writes: a number of bytes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

FILE = "BENCHMARK_GPU_WATCH"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    peak = torch.cuda.max_memory_allocated() if torch.cuda.is_available() else 0
    Path(os.environ[FILE]).write_text(str(peak), encoding="utf-8")

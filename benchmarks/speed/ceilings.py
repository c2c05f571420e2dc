"""What the machine can do, and the share of it that the kernel reaches at the largest shape."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import torch

from benchmarks.speed.cases import SHAPES, case
from benchmarks.speed.peers import kernel
from icl_verify.yang2024.descent import kernel as engine

ROUNDS = 7


def attainable(batch: int = 2, steps: int = 20) -> str:
    """Measure both ceilings and the kernel in turns; a paragraph in Markdown."""
    threads, shape = engine.threads(), SHAPES[-1]
    trained = case(shape, batch)
    kernel(trained, 2)
    rates: dict[str, list[float]] = {"product": [], "exponential": [], "kernel": []}
    for _ in range(ROUNDS):
        rates["product"].append(_product_rate(threads))
        rates["exponential"].append(_exponential_rate(threads))
        # The difference of two runs leaves out what is done once a training.
        rates["kernel"].append(
            _seconds(lambda: kernel(trained, steps)) - _seconds(lambda: kernel(trained, 1))
        )
    product, exponential = statistics.median(rates["product"]), statistics.median(rates["exponential"])
    each = statistics.median(rates["kernel"]) / (steps - 1) / batch
    operations, exponentials = cost(shape)
    least = operations / product + exponentials / exponential
    return (
        f"On {threads} threads: float64 products {product / 1e9:.1f} Gflop/s, exponentials "
        f"{exponential / 1e9:.2f} G/s. A step of the largest shape: {operations / 1e6:.0f} Mflop in products "
        f"and {exponentials / 1e3:.0f} thousand exponentials: {least * 1e3:.2f} ms at those rates, "
        f"{each * 1e3:.2f} ms in the kernel (batch {batch}), {least / each:.0%} of what is attainable."
    )


def cost(shape: dict[str, int]) -> tuple[float, float]:
    """Operations in the cheaper way through the Gram matrices, and exponentials, of one step."""
    tokens, d, heads, length = shape["K"], shape["d"], shape["H"], shape["N"]
    rows = length - 1
    whole = rows * tokens * tokens + rows * rows * tokens
    trapezoid = d * tokens - d * (d - 1) / 2
    parts = 2 * rows * trapezoid + rows * rows * d if d < tokens else whole
    return 2 * (heads * min(whole, parts) + length * length * tokens), heads * length * tokens


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _product_rate(threads: int, size: int = 1000) -> float:
    """Operations a second in one large product."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    a = torch.randn(size, size, dtype=torch.float64)
    best = min(_seconds(lambda: a @ a) for _ in range(3))
    torch.set_num_threads(before)
    return 2 * size**3 / best


def _exponential_rate(threads: int, size: int = 8192, repeats: int = 200) -> float:
    """Exponentials a second, each thread on an array that fits its cache."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    x = torch.randn(size, dtype=torch.float64)

    def work(_: int) -> None:
        out = torch.empty_like(x)
        for _ in range(repeats):
            torch.exp(x, out=out)

    with ThreadPoolExecutor(threads) as pool:
        best = min(_seconds(lambda: list(pool.map(work, range(threads)))) for _ in range(3))
    torch.set_num_threads(before)
    return size * repeats * threads / best

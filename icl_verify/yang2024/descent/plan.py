"""Where everything lies in the kernel's flat work array, and which of two equal products is cheaper.

The array holds first what the threads share, then a scratch for each of them. A row belongs to one prompt
token and runs over the K tokens; it is ``columns`` vectors long, vectors of neighbouring tokens (padded to
whole ones) or K vectors of instances. The rows of a head lie under each other, and heads after each other, so
that several heads are one matrix to ``products``. Every array starts a cache line.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

# Heads share one product until it has about so many rows: enough to use what is loaded of the Gram matrix,
# few enough that the blocks stay in the cache between the products.
_ROWS = 45


class Plan(NamedTuple):
    """Sizes, and offsets counted in numbers. A vector is a group of lanes: tokens, or instances.

    Attributes:
        product: address of the compiled matrix product.
        length, free: N and N - 1: logits count relative to the last prompt token's, which is exact since a
            softmax sees differences alone, so that row never needs to be formed.
        columns: vectors that hold one row over the K tokens.
        inner, inner_columns: d (or K) as a count of numbers and of vectors.
        size_d, wide: d as a count of numbers and of vectors.
        factored: whether Vhat^T Vhat enters as R^T R with a trapezoidal R.
        heads_at_once: heads whose rows share one product.
        scores ... slope: arrays of the state, each over (heads,) rows and columns.
        scratch: where the first worker's own arrays begin; each takes ``scratch_size``.
        gradient ... projected: offsets inside such a scratch.
        tokens ... projected: Vhat, V E, one head's queries and (V E)^T Q_h, for the first worker's start.
    """

    product: int
    length: int
    free: int
    size_K: int
    heads: int
    columns: int
    inner: int
    inner_columns: int
    size_d: int
    wide: int
    factored: int
    heads_at_once: int
    rates: int
    report: int
    weights: int
    steps: int
    left: int
    covariance: int
    right: int
    right_transposed: int
    target: int
    delta: int
    slope: int
    following: int
    scores: int
    sums: int
    logits: int
    scratch: int
    gradient: int
    half: int
    move: int
    spare: int
    spare_half: int
    decrement: int
    totals: int
    tokens: int
    apart: int
    query: int
    projected: int
    scratch_size: int


@functools.cache
def plan(
    length: int, tokens: int, heads: int, d: int, width: int, by_instance: bool, product: int = 0
) -> Plan:
    """The plan for instances of sizes N, K, H and d, lanes being ``width`` instances or ``width`` tokens."""
    columns = tokens if by_instance else -(-tokens // width)
    factored = factored_is_cheaper(length - 1, tokens, d, columns * (1 if by_instance else width))
    inner = d if factored else tokens
    inner_columns = inner if by_instance else -(-inner // width)
    wide = d if by_instance else -(-d // width)
    free, row, inner_row = length - 1, columns * width, inner_columns * width
    at_once = max(1, min(heads, _ROWS // max(free, 1)))
    counts = {
        "product": product,
        "length": length,
        "free": free,
        "size_K": tokens,
        "heads": heads,
        "columns": columns,
        "inner": inner,
        "inner_columns": inner_columns,
        "size_d": d,
        "wide": wide,
        "factored": int(factored),
        "heads_at_once": at_once,
    }
    shared = _state(length, heads, row, width, width if by_instance else 1)
    shared["right"] = inner * row
    shared["right_transposed"] = tokens * inner_row if factored else 0
    block = at_once * free * row
    own = {
        "gradient": block,
        "half": block,
        "move": block,
        "spare": free * row,
        "spare_half": 2 * free * row,
        "decrement": length * row,
        "totals": 3 * width,
        "tokens": d * row,
        "apart": d * free * (width if by_instance else 1),
        "query": d * wide * width,
        "projected": free * wide * width,
    }
    offsets, scratch = _laid_out(shared)
    own_offsets, scratch_size = _laid_out(own)
    return Plan(**counts, **offsets, scratch=scratch, **own_offsets, scratch_size=scratch_size)


def _state(length: int, heads: int, row: int, width: int, entry: int) -> dict[str, int]:
    """Sizes of what a training keeps from step to step, for rows and coefficients of so many numbers."""
    free = length - 1
    return {
        "rates": 3 * width,
        "report": 3 * width,
        "weights": heads * row,
        "steps": heads * row,
        "left": free * free * entry,
        "covariance": length * length * entry,
        "target": length * row,
        "delta": length * row,
        "slope": length * row,
        "following": length * row,
        "scores": heads * length * row,
        "sums": heads * free * row,
        "logits": heads * free * row,
    }


def factored_is_cheaper(rows: int, tokens: int, d: int, padded: int) -> bool:
    """Whether g R^T R, R of d trapezoidal rows, takes clearly fewer operations than g (Vhat^T Vhat)."""
    if d >= tokens:
        return False
    whole = tokens * padded + rows * padded
    # Operations a row of g: by R^T and R, less the trapezoid's zeros; from the left on d numbers, not K.
    parts = 2 * d * padded - d * d + rows * d
    # The factored way makes two products of one, with a block of its own between them: it must save a tenth.
    return parts < 0.9 * whole


def _laid_out(sizes: dict[str, int]) -> tuple[dict[str, int], int]:
    """Offsets that each start a cache line, and the total."""
    offsets, end = {}, 0
    for name, size in sizes.items():
        offsets[name] = end
        end += -(-size // 8) * 8
    return offsets, end

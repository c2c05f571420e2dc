"""What the first step needs: the arrays of the batch laid out in lanes, and products of them.

The first worker forms them, in its own scratch where the loop has no use for them later.
"""

from __future__ import annotations

from typing import no_type_check

from icl_verify.yang2024.descent.lanes import WIDTH, internal
from icl_verify.yang2024.descent.products import multiply


@internal
@no_type_check
def _put(mode, work, offset, columns, matrix, lane):
    """A matrix whose rows run along vectors: tokens are neighbours, or a token is a vector of instances."""
    entry = 1 if mode is None else WIDTH
    for i in range(matrix.shape[0]):
        for k in range(matrix.shape[1]):
            work[offset + i * columns * WIDTH + k * entry + lane] = matrix[i, k]


@internal
@no_type_check
def _put_coefficients(mode, work, at, tokens, covariance, lane):
    """What multiplies whole vectors: a number for all lanes, or one for each instance."""
    entry, free, apart = 1 if mode is None else WIDTH, at.free, at.scratch + at.apart
    for i in range(at.length):
        for j in range(at.length):
            work[at.covariance + (i * at.length + j) * entry + lane] = covariance[i, j] / at.size_K
    for c in range(at.size_d):
        for j in range(free):
            work[apart + (c * free + j) * entry + lane] = tokens[c, j] - tokens[c, free]
    for i in range(free):
        for j in range(free):
            total = 0.0
            for c in range(at.size_d):
                total += (tokens[c, i] - tokens[c, free]) * (tokens[c, j] - tokens[c, free])
            work[at.left + (i * free + j) * entry + lane] = total


@internal
@no_type_check
def fill(mode, work, at, problem, instance, lane):
    """Put what is given of an instance into its lane."""
    tokens, root = problem.tokens[instance], problem.root[instance]
    _put(mode, work, at.scratch + at.tokens, at.columns, tokens, lane)
    _put_coefficients(mode, work, at, tokens, problem.covariance[instance], lane)
    if at.factored:
        _put(mode, work, at.right, at.columns, root, lane)
        _put(mode, work, at.right_transposed, at.inner_columns, root.T, lane)
    _put(mode, work, at.target, at.columns, problem.target[instance], lane)
    _put(mode, work, at.weights, at.columns, problem.start[instance], lane)
    query_rate, weight_rate = problem.query_rate[instance], problem.weight_rate[instance]
    for i in range(WIDTH):
        if mode is None or i == lane:
            work[at.rates + i] = -query_rate
            work[at.rates + WIDTH + i] = weight_rate
            work[at.rates + 2 * WIDTH + i] = weight_rate / query_rate


@internal
@no_type_check
def form(mode, work, at, queries, first, last):
    """The Gram matrix Vhat^T Vhat, unless it is factored, and the logits (V E)^T Q_h Vhat."""
    entry, row, wide, d = 1 if mode is None else WIDTH, at.columns * WIDTH, at.wide * WIDTH, at.size_d
    tokens, apart = at.scratch + at.tokens, at.scratch + at.apart
    query, projected = at.scratch + at.query, at.scratch + at.projected
    if not at.factored:
        multiply(
            at.product, work, at.right, row, at.size_K, tokens, entry, row, tokens, row, d, at.columns, 0
        )
    for h in range(at.heads):
        # Lanes inside: with all instances' d^2 numbers one after another, each line would be fetched anew.
        for i in range(d):
            for k in range(d):
                for lane in range(entry):
                    instance = min(first + lane, last)
                    work[query + i * wide + k * entry + lane] = queries[instance, h, i, k]
        logits = at.logits + h * at.free * row
        multiply(
            at.product, work, projected, wide, at.free, apart, entry, at.free * entry, query, wide, d,
            at.wide, 0,
        )  # fmt: skip
        multiply(
            at.product, work, logits, row, at.free, projected, wide, entry, tokens, row, d, at.columns, 0
        )

"""The compiled descent: one pass a step over one instance."""

from __future__ import annotations

import math

import numba
import numpy as np


@numba.njit(cache=True, error_model="numpy")
def _softmax(logits: np.ndarray, scores: np.ndarray) -> None:
    heads, length, size = logits.shape
    for h in range(heads):
        for k in range(size):
            top = logits[h, 0, k]
            for j in range(1, length):
                top = max(top, logits[h, j, k])
            total = 0.0
            for j in range(length):
                scores[h, j, k] = math.exp(logits[h, j, k] - top)
                total += scores[h, j, k]
            for j in range(length):
                scores[h, j, k] /= total


@numba.njit(cache=True, error_model="numpy")
def _through(matrix: np.ndarray, x: np.ndarray, out: np.ndarray) -> None:
    rows, inner = matrix.shape
    for i in range(rows):
        for k in range(x.shape[1]):
            out[i, k] = 0.0
        for j in range(inner):
            entry = matrix[i, j]
            for k in range(x.shape[1]):
                out[i, k] += entry * x[j, k]


@numba.njit(cache=True, error_model="numpy")
def _one(
    logits,
    target,
    covariance,
    left,
    right,
    query_rate,
    weight_rate,
    steps,
    kept,
    every,
    excess,
    decrease,
    squared,
    sums_kept,
    weights_kept,
):
    heads, length, size = logits.shape
    scores = np.empty_like(logits)
    weights = np.zeros((heads, size))
    sums = np.zeros_like(logits)
    step = np.empty((length, size))
    half = np.empty((length, size))
    slope = np.empty((length, size))
    following = np.empty((length, size))
    delta = -target
    gone = np.empty((length, size))
    move = np.empty((length, size))
    _softmax(logits, scores)
    _through(covariance, delta, slope)
    slot = 0
    lost = 0.0
    ratio = weight_rate / query_rate
    for t in range(steps + 1):
        is_kept = slot < kept.shape[0] and kept[slot] == t
        if is_kept:
            sums_kept[slot] = sums
            weights_kept[slot] = weights
        value = 0.0
        for j in range(length):
            for k in range(size):
                value += delta[j, k] * slope[j, k]
        in_queries = 0.0
        in_weights = 0.0
        delta[:] = -target
        gone[:] = 0.0
        for h in range(heads):
            for k in range(size):
                mean = 0.0
                for j in range(length):
                    mean += scores[h, j, k] * slope[j, k]
                in_weights += mean * mean
                for j in range(length):
                    step[j, k] = weights[h, k] * scores[h, j, k] * (slope[j, k] - mean)
                    sums[h, j, k] += step[j, k]
                weight_step = weight_rate * mean
                for j in range(length):
                    gone[j, k] += weight_step * scores[h, j, k]
                weights[h, k] -= weight_step
            _through(left, step, half)
            for j in range(length):
                for k in range(size):
                    move[j, k] = 0.0
                for i in range(size):
                    entry = half[j, i]
                    for k in range(size):
                        move[j, k] += entry * right[i, k]
            large = False
            for j in range(length):
                for k in range(size):
                    in_queries += step[j, k] * move[j, k]
                    move[j, k] *= -query_rate
                    logits[h, j, k] += move[j, k]
                    large = large or not abs(move[j, k]) < 0.5
            for k in range(size):
                mean = 0.0
                if large:
                    top = logits[h, 0, k]
                    for j in range(1, length):
                        top = max(top, logits[h, j, k])
                    for j in range(length):
                        half[j, k] = math.exp(logits[h, j, k] - top)
                        mean += half[j, k]
                    for j in range(length):
                        change = half[j, k] / mean - scores[h, j, k]
                        scores[h, j, k] += change
                        delta[j, k] += weights[h, k] * scores[h, j, k]
                        gone[j, k] -= weights[h, k] * change
                else:
                    for j in range(length):
                        half[j, k] = math.expm1(move[j, k])
                        mean += scores[h, j, k] * half[j, k]
                    for j in range(length):
                        change = scores[h, j, k] * ((half[j, k] - mean) / (1 + mean))
                        scores[h, j, k] += change
                        delta[j, k] += weights[h, k] * scores[h, j, k]
                        gone[j, k] -= weights[h, k] * change
        _through(covariance, delta, following)
        if every or is_kept:
            place = t if every else slot
            excess[place] = value / 2
            squared[place] = in_queries + ratio * in_weights
        if t < steps:
            inner = 0.0
            for j in range(length):
                for k in range(size):
                    inner += gone[j, k] * (slope[j, k] + following[j, k])
            lost += inner / 2
            if every:
                decrease[t] = inner / 2
            elif kept[slot + is_kept] == t + 1:
                decrease[slot + is_kept - 1] = lost
                lost = 0.0
        slope, following = following, slope
        slot += is_kept
        if t % 64 == 63:
            _softmax(logits, scores)


@numba.njit(cache=True, parallel=True, error_model="numpy")
def trajectories(
    logits,
    target,
    covariance,
    left,
    right,
    query_rate,
    weight_rate,
    steps,
    kept,
    every,
    excess,
    decrease,
    squared,
    sums_kept,
    weights_kept,
):
    for b in numba.prange(logits.shape[0]):
        _one(
            logits[b],
            target[b],
            covariance[b],
            left[b],
            right[b],
            query_rate[b],
            weight_rate[b],
            steps,
            kept,
            every,
            excess[b],
            decrease[b],
            squared[b],
            sums_kept[b],
            weights_kept[b],
        )

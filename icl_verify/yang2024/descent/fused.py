"""Gradient descent (10) of one instance in balls: the steps of ``descend``'s loop, fused.

An array of balls costs more for its Python objects than for its arithmetic. Here matrices stay matrices of
flint from step to step, products are formed there, and what is done entry by entry runs over plain lists; a
matrix (N, K) is then the list of its entries, row by row. The formulas are those of the loop, but for one:
with e = expm1(lift) of the logits and n = sum_j s_j e_j, the attention changes by s (e - n)/(1 + n), which is
s expm1(lift - log1p(n)) without a second exponential.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb, arb_mat

from icl_verify.numerics._ball_scalars import square
from icl_verify.numerics.balls import BallArray, Balls, unwrap
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.ridge import label_covariance, ridge_attention

_BALLS = Balls()
Entries = list[arb]


@dataclass(frozen=True)
class Trajectory:
    """What ``Descent`` keeps of one instance, in its shapes."""

    excess: BallArray
    decrease: BallArray
    squared_gradient: BallArray
    queries: BallArray
    drift: BallArray
    weights: BallArray


@dataclass(frozen=True)
class _Head:
    """One head at one step: Q_h, its drift, w_h (K entries), s^h and the products w s^h (N, K)."""

    queries: arb_mat
    drift: arb_mat
    weights: Entries
    scores: Entries
    weighted: Entries


@dataclass(frozen=True)
class _State:
    """All heads with delta (N, K) and its slope, the gradient of the loss in the effective attention."""

    heads: list[_Head]
    delta: Entries
    slope: Entries


class _Fixed:
    """What no step changes, of one instance."""

    def __init__(self, setting: Setting):
        self.n, self.k, self.m = setting.N, setting.K, setting.m
        self.prompt = _matrix(setting.prompt_tokens)
        self.across, self.tokens = self.prompt.transpose(), _matrix(setting.tokens)
        self.dictionary = self.tokens.transpose()
        self.covariance = _matrix(label_covariance(setting) / setting.K)
        self.features = _matrix(setting.prompt_features)
        (self.noise,) = _entries(setting.m * setting.noise_level)
        self.target = _entries(ridge_attention(setting))

    def lifted(self, queries: arb_mat) -> arb_mat:
        """V^T Q v_k, (N, K)."""
        return self.across * queries * self.tokens

    def state(self, moved: Sequence[tuple[arb_mat, arb_mat, Entries]]) -> _State:
        """The state at parameters (Q_h, drift, w_h)."""
        heads = []
        for (queries, drift, weights), scores in zip(
            moved, self.softmax([q for q, _, _ in moved]), strict=True
        ):
            weighted = [s * w for s, w in zip(scores, weights * self.n, strict=True)]
            heads.append(_Head(queries, drift, weights, scores, weighted))
        effective = _added([head.weighted for head in heads])
        delta = [a - b for a, b in zip(effective, self.target, strict=True)]
        return _State(heads, delta, (self.covariance * arb_mat(self.n, self.k, delta)).entries())

    def softmax(self, queries: Sequence[arb_mat]) -> list[Entries]:
        """s^h (N, K) of every head."""
        logits = [self.lifted(one).entries() for one in queries]
        if not all(entry.is_exact() for head in logits for entry in head):
            scores = [self._exponentials(head) for head in logits]
            if all(scores):
                return scores
        # Exact logits may all agree, and overflowing ones must be shifted: the namespace knows how.
        shape = (len(logits), self.n, self.k)
        whole = BallArray.gather([entry for head in logits for entry in head], shape)
        return [unwrap(head).ravel().tolist() for head in _BALLS.softmax(whole, axis=-2)]

    def _exponentials(self, logits: Entries) -> Entries:
        """exp over its sums along the prompt; nothing where a sum is not certainly a positive number."""
        powers = [entry.exp() for entry in logits]
        totals = self.summed(powers)
        if not all(total.is_finite() and total > 0 for total in totals):
            return []
        return [p / t for p, t in zip(powers, totals * self.n, strict=True)]

    def summed(self, entries: Entries) -> Entries:
        """Sums over the prompt, K entries."""
        return [sum(entries[k + self.k :: self.k], entries[k]) for k in range(self.k)]

    def gradients(self, state: _State) -> list[tuple[arb_mat, Entries]]:
        """dL/dQ_h and dL/dw_h of every head."""
        found = []
        for head in state.heads:
            in_weights = self.summed([s * g for s, g in zip(head.scores, state.slope, strict=True)])
            rest = (g - w for g, w in zip(state.slope, in_weights * self.n, strict=True))
            in_logits = arb_mat(self.n, self.k, [a * b for a, b in zip(head.weighted, rest, strict=True)])
            found.append((self.prompt * in_logits * self.dictionary, in_weights))
        return found

    def decrease(self, before: _State, after: _State, steps: Sequence[tuple[arb_mat, Entries]]) -> arb:
        """L(before) - L(after), to full relative accuracy however small the step."""
        parts = []
        for head, then, (query_step, weight_step) in zip(before.heads, after.heads, steps, strict=True):
            lift = [(-entry).expm1() for entry in self.lifted(query_step).entries()]
            mean = self.summed([s * e for s, e in zip(head.scores, lift, strict=True)])
            # s (w_before - w_after (e - n)/(1 + n)), w_before - w_after being the step in w.
            scaled = [w / (1 + n) for w, n in zip(then.weights, mean, strict=True)]
            columns = zip(
                head.scores, lift, (weight_step * self.n), scaled * self.n, mean * self.n, strict=True
            )
            parts.append([s * (step - w * (e - n)) for s, e, step, w, n in columns])
        decrement = _added(parts)
        both = [a + b for a, b in zip(before.delta, after.delta, strict=True)]
        return self.inner(decrement, both) / (2 * self.k)

    def inner(self, x: Entries, y: Entries) -> arb:
        """sum_k <Zbar x_k, Zbar y_k> for x, y (N, K)."""
        left, right = (self.features * arb_mat(self.n, self.k, one) for one in (x, y))
        return _dot(left.entries(), right.entries()) + self.noise * _dot(x, y)


def descend_in_balls(
    setting: Setting, query_rate: BallArray, weight_rate: BallArray, steps: int,
    recorded: Collection[int], curves: bool,
) -> Trajectory:  # fmt: skip
    """The trajectory of a batch of one in balls; arguments as those of ``descend``."""
    fixed, ((eta_q,), (eta_w,)) = _Fixed(setting), (_entries(query_rate), _entries(weight_rate))
    ratio = eta_w / eta_q
    now, kept = fixed.state(_start(setting)), []
    excess: Entries = []
    decrease: Entries = []
    squared: Entries = []
    for t in range(steps + 1):
        if t in recorded:
            kept.append(now.heads)
        slopes = fixed.gradients(now)
        if curves or t in recorded:
            excess.append(_dot(now.delta, now.slope) / 2)
            in_queries = _squares([entry for part, _ in slopes for entry in part.entries()])
            squared.append(in_queries + ratio * _squares([entry for _, part in slopes for entry in part]))
        if t == steps:
            break
        taken = [(part * eta_q, [eta_w * entry for entry in weights]) for part, weights in slopes]
        following = fixed.state([_moved(head, step) for head, step in zip(now.heads, taken, strict=True)])
        gained = fixed.decrease(now, following, taken)
        if curves or t in recorded:
            decrease.append(gained)
        else:
            decrease[-1] += gained
        now = following
    return _trajectory(setting, (excess, decrease, squared), kept)


def _start(setting: Setting) -> list[tuple[arb_mat, arb_mat, Entries]]:
    """The parameters at step 0."""
    weights = [[arb(0)] * setting.K] * setting.H
    if setting.initial_weights is not None:
        weights = unwrap(setting.initial_weights)[0].tolist()
    queries = [_matrix(setting.queries[:, h]) for h in range(setting.H)]
    return [(one, arb_mat(setting.d, setting.d), w) for one, w in zip(queries, weights, strict=True)]


def _moved(head: _Head, step: tuple[arb_mat, Entries]) -> tuple[arb_mat, arb_mat, Entries]:
    """The parameters of a head after a step."""
    weights = [w - s for w, s in zip(head.weights, step[1], strict=True)]
    return head.queries - step[0], head.drift - step[0], weights


def _trajectory(setting: Setting, curves: Sequence[Entries], kept: Sequence[list[_Head]]) -> Trajectory:
    """The curves and the recorded steps as arrays of a batch of one."""
    square_shape = (1, len(kept), setting.H, setting.d, setting.d)
    queries = [entry for heads in kept for head in heads for entry in head.queries.entries()]
    drift = [entry for heads in kept for head in heads for entry in head.drift.entries()]
    weights = [entry for heads in kept for head in heads for entry in head.weights]
    excess, decrease, squared = (BallArray.gather(curve, (1, len(curve))) for curve in curves)
    return Trajectory(
        excess,
        decrease,
        squared,
        BallArray.gather(queries, square_shape),
        BallArray.gather(drift, square_shape),
        BallArray.gather(weights, (1, len(kept), setting.H, setting.K)),
    )


def _entries(array: Any) -> Entries:
    """The entries of an array of balls, row by row."""
    entries: Entries = unwrap(array).ravel().tolist()
    return entries


def _matrix(array: Any) -> arb_mat:
    """The matrix of a batch of one."""
    return arb_mat(*array.shape[-2:], _entries(array))


def _added(parts: Sequence[Entries]) -> Entries:
    """The sum of lists, entry by entry."""
    return [sum(rest, first) for first, *rest in zip(*parts, strict=True)]


def _dot(x: Entries, y: Entries) -> arb:
    return sum((a * b for a, b in zip(x, y, strict=True)), arb(0))


def _squares(entries: Entries) -> arb:
    """The sum of squares."""
    products = [entry * entry for entry in entries]
    if not all(product >= 0 for product in products):  # wide balls: x x forgets that x is one number
        products = [square(entry) for entry in entries]
    return sum(products, arb(0))

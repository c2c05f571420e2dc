"""Gradient descent (10) in the logits, as the CPU kernel has it, in torch that a CUDA graph can replay.

With M_h = V^T Q_h Vhat and G_h = dL/dM_h a step is M_h <- M_h - eta_Q (V^T V) G_h (Vhat^T Vhat), so that no
d x d matrix is touched. All is done in place, and the host is asked nothing: the step's number is a tensor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from benchmarks.speed.cases import Case
from icl_verify.yang2024.setting.transformer import attention_logits


@dataclass(frozen=True)
class Problem:
    """What stays as it is; B instances of shape (N, K, m, d, H).

    Attributes:
        left: eta_Q V^T V, shape (B, N, N).
        right: Vhat^T Vhat, shape (B, K, K).
        target: A, shape (B, N, K).
        covariance: (Z^T Z + m tau I)/K, shape (B, N, N).
        weight_rate: eta_w, shape (B, 1, 1).
    """

    left: Tensor
    right: Tensor
    target: Tensor
    covariance: Tensor
    weight_rate: Tensor


@dataclass(frozen=True)
class State:
    """What a step changes in place.

    Attributes:
        logits: M, shape (B, N, H, K): the heads beside the tokens, so that one product a side takes them all.
        weights: w, shape (B, H, K).
        excess: L(theta^(t)) - L*, shape (B, steps), written from one step to the next.
        time: t, shape (1,).
    """

    logits: Tensor
    weights: Tensor
    excess: Tensor
    time: Tensor


def problem_of(case: Case, device: str) -> Problem:
    """The problem of a case on a device."""
    setting = case.setting
    prompt, dictionary = setting.prompt_tokens, setting.tokens
    parts = (
        case.query_rate[:, None, None] * (prompt.mT @ prompt),
        dictionary.mT @ dictionary,
        case.target,
        case.covariance / setting.K,
        case.weight_rate[:, None, None],
    )
    return Problem(*(part.to(device) for part in parts))


def begin(case: Case, steps: int, device: str) -> State:
    """The state before the first step: w = 0."""
    setting = case.setting
    logits = attention_logits(setting.tokens, setting.N, setting.queries).transpose(1, 2).contiguous()

    def zeros(*shape: int) -> Tensor:
        return torch.zeros(*shape, dtype=torch.float64, device=device)

    weights = zeros(setting.batch, setting.H, setting.K)
    time = torch.zeros(1, dtype=torch.int64, device=device)
    return State(logits.to(device), weights, zeros(setting.batch, steps), time)


def step(problem: Problem, state: State) -> None:
    """Note the loss, and take one step, in place."""
    batch, length, heads, size = state.logits.shape
    scores = torch.softmax(state.logits, dim=1)
    delta = (scores * state.weights[:, None]).sum(dim=2) - problem.target
    slope = problem.covariance @ delta
    state.excess.index_copy_(1, state.time, (delta * slope).sum(dim=(1, 2))[:, None] / 2)
    # In few passes over arrays of the size of the scores: it is their traffic that takes the time.
    sloped = scores * slope[:, :, None]
    in_weights = sloped.sum(dim=1)
    in_logits = sloped.addcmul_(scores, in_weights[:, None], value=-1).mul_(state.weights[:, None])
    moved = problem.left @ in_logits.view(batch, length, heads * size)
    flat = state.logits.view(batch, length * heads, size)
    flat.baddbmm_(moved.view(batch, length * heads, size), problem.right, alpha=-1)
    state.weights.sub_(problem.weight_rate * in_weights)
    state.time.add_(1)


def replayed(work: Callable[[], None]) -> Callable[[], None]:
    """The same work as a CUDA graph; without a card the work itself.

    Capturing needs the work to have been done before, on another stream: it is done three times.
    """
    if not torch.cuda.is_available():
        return work
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            work()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph.replay


def restart(state: State, begun: Tensor) -> None:
    """Put the state back to its beginning, the logits to ``begun``, in place: a graph knows these tensors."""
    state.logits.copy_(begun)
    for tensor in (state.weights, state.excess, state.time):
        tensor.zero_()


def cost(shape: dict[str, int]) -> tuple[float, float]:
    """Float64 operations, and the least bytes moved, of a step of one instance.

    Operations: a multiplication and an addition count as two, an exponential as one: both products of the
    step, those of the loss, and 15 for every score (softmax 5, weighting and both sums 5, G_h 4, update 1).
    Bytes: M and w are read and written once, the constants are read once; nothing stays on the chip from one
    step to the next, as in a graph of kernels.
    """
    n, k, h = shape["N"], shape["K"], shape["H"]
    scores = h * n * k
    operations = 2 * n * scores + 2 * k * scores + 15 * scores + 2 * n * n * k + 3 * n * k + 2 * h * k
    numbers = 2 * (scores + h * k) + n * k + 2 * n * n + k * k + 2
    return float(operations), 8.0 * numbers

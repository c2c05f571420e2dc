"""The transformer of (2)-(7) with every matrix built as printed, in either arithmetic, for many prompts."""

from __future__ import annotations

from typing import Any

from icl_verify.yang2024.setting.instance import Parameters


def embeddings(parameters: Parameters, labels: Any) -> tuple[Any, Any]:
    """E^P (2), shape (batch, prompts, d+1, N), and E = (E^P, E^Q) with (4), (batch, prompts, d+1, K).

    Arguments:
        labels: y_1..y_N of every prompt, shape (batch, prompts, N).
    """
    xp, (batch, prompts, length) = parameters.xp, labels.shape
    d, rest = parameters.d, parameters.K - length
    labelled = xp.broadcast_to(parameters.prompt_tokens[:, None], (batch, prompts, d, length))
    unlabelled = xp.broadcast_to(parameters.tokens[:, None, :, length:], (batch, prompts, d, rest))
    prompt = xp.concat([labelled, labels[..., None, :]], axis=-2)
    query = xp.concat([unlabelled, xp.zeros((batch, prompts, 1, rest))], axis=-2)
    return prompt, xp.concat([prompt, query], axis=-1)


def key_query(parameters: Parameters, corner: int = 0) -> Any:
    """(W^K_h)^T W^Q_h = [[Q_h, 0], [0, 0]] (7), shape (batch, H, d+1, d+1).

    Arguments:
        corner: the last entry; 0 as printed.
    """
    xp, (batch, heads, d, _) = parameters.xp, parameters.queries.shape
    top = xp.concat([parameters.queries, xp.zeros((batch, heads, d, 1))], axis=-1)
    last = xp.concat([xp.zeros((d,)), corner * xp.ones((1,))], axis=0)
    return xp.concat([top, xp.broadcast_to(last, (batch, heads, 1, d + 1))], axis=-2)


def literal_output(parameters: Parameters, labels: Any, *, corner: int = 0) -> Any:
    """T(E) (6), shape (batch, prompts, K, K), by heads (5) with the matrices of (7)."""
    xp, size, heads = parameters.xp, parameters.K, parameters.H
    prompt, embedding = embeddings(parameters, labels)
    prompt, embedding = prompt[:, :, None], embedding[:, :, None]
    scores = xp.matmul(xp.matmul(xp.transpose(prompt), key_query(parameters, corner)[:, None]), embedding)
    attention = xp.softmax(scores, axis=-2)
    blank = xp.zeros((parameters.batch, heads, size, parameters.d))
    value = xp.concat([blank, parameters.weights[..., None]], axis=-1)
    outputs = xp.matmul(xp.matmul(value[:, None], prompt), attention)
    stacked = xp.reshape(outputs, (*labels.shape[:2], heads * size, size))
    return xp.matmul(xp.concat([xp.eye(size)] * heads, axis=1), stacked)

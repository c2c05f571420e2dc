"""The one-layer multi-head softmax transformer, literally (2)-(7) and reduced (8)."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from icl_verify.numerics.namespace import namespace
from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import Parameters, Setting


def attention_logits(tokens: Any, prompt_length: int, queries: Any) -> Any:
    """V^T Q_h v_k, shape (batch, H, N, K), for tokens (batch, d, K) and queries (batch, H, d, d)."""
    xp = namespace(tokens, queries)
    dictionary = tokens[:, None]
    prompt = xp.transpose(tokens[..., :prompt_length])[:, None]
    return xp.matmul(xp.matmul(prompt, queries), dictionary)


def attention(tokens: Any, prompt_length: int, queries: Any) -> Any:
    """s^h_{jk}, shape (batch, H, N, K): each column a softmax over the prompt (28)."""
    xp = namespace(tokens, queries)
    return xp.softmax(attention_logits(tokens, prompt_length, queries), axis=-2)


@derived
def attention_of(setting: Setting) -> Any:
    """The attention at the setting's own queries, shape (batch, H, N, K)."""
    return attention(setting.tokens, setting.N, setting.queries)


def effective_attention(scores: Any, weights: Any) -> Any:
    """Ahat = (sum_h w_{h,k} s^h_k)_k, shape (batch, N, K) (35), from scores (batch, H, N, K)."""
    xp = namespace(scores, weights)
    return xp.sum(scores * weights[..., None, :], axis=1)


@derived
def effective_attention_of(parameters: Parameters) -> Any:
    """Ahat at the instance's own parameters, shape (batch, N, K)."""
    return effective_attention(attention_of(parameters), parameters.weights)


def predict(effective: Any, labels: Any) -> Any:
    """yhat_k = <y, Ahat_k> (8), shape (..., K), for labels y of shape (..., N)."""
    xp = namespace(effective, labels)
    return xp.matmul(labels[..., None, :], effective)[..., 0, :]


def literal_transformer(
    tokens: Float[Tensor, "d K"],
    labels: Float[Tensor, " N"],
    queries: Float[Tensor, "H d d"],
    weights: Float[Tensor, "H K"],
) -> Float[Tensor, " K"]:
    """yhat, by building every matrix of (2)-(7) and reading the diagonal of (6).

    Arguments:
        tokens: unit-norm tokens.
        labels: y_1..y_N of the prompt, N < K.
        queries, weights: Q_h and w_h.
    """
    d, size = tokens.shape
    heads, length = queries.shape[0], labels.shape[0]
    if length >= size:
        raise ValueError(f"labels must be fewer than the K = {size} tokens, got {length}")
    prompt = torch.cat([tokens[:, :length], labels[None, :]])
    query = torch.cat([tokens[:, length:], torch.zeros(1, size - length, dtype=tokens.dtype)])
    embedding = torch.cat([prompt, query], dim=1)
    outputs = []
    for h in range(heads):
        key_query = torch.zeros(d + 1, d + 1, dtype=tokens.dtype)
        key_query[:d, :d] = queries[h]
        value = torch.zeros(size, d + 1, dtype=tokens.dtype)
        value[:, d] = weights[h]
        scores = torch.softmax(prompt.T @ key_query @ embedding, dim=0)
        outputs.append(value @ prompt @ scores)
    output = torch.cat([torch.eye(size, dtype=tokens.dtype)] * heads, dim=1)
    return torch.diagonal(output @ torch.cat(outputs))

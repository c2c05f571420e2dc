"""The one-layer multi-head softmax transformer as reduced in (8); ``literal`` builds (2)-(7)."""

from __future__ import annotations

from typing import Any

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


@derived(symbol="s", tex="s^h_{jk}", equation="(28)")
def attention_of(setting: Setting) -> Any:
    """The attention at the setting's own queries, shape (batch, H, N, K)."""
    return attention(setting.tokens, setting.N, setting.queries)


def effective_attention(scores: Any, weights: Any) -> Any:
    """Ahat = (sum_h w_{h,k} s^h_k)_k, shape (batch, N, K) (35), from scores (batch, H, N, K)."""
    xp = namespace(scores, weights)
    return xp.sum(scores * weights[..., None, :], axis=1)


@derived(symbol="Ahat", tex=r"\hat A", equation="(35)")
def effective_attention_of(parameters: Parameters) -> Any:
    """Ahat at the instance's own parameters, shape (batch, N, K)."""
    return effective_attention(attention_of(parameters), parameters.weights)


def predict(effective: Any, labels: Any) -> Any:
    """yhat_k = <y, Ahat_k> (8), shape (..., K), for labels y of shape (..., N)."""
    xp = namespace(effective, labels)
    return xp.matmul(labels[..., None, :], effective)[..., 0, :]

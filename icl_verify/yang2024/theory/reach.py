"""Parameters that reach a given effective attention, for linearly independent tokens (I8, C7)."""

from __future__ import annotations

from typing import Any

from icl_verify.statement.fields import derived
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.ridge import ridge_attention
from icl_verify.yang2024.setting.transformer import attention, effective_attention


def queries_with_logits(setting: Setting, logits: Any) -> Any:
    """Q with V^T Q v_k = the given logits (batch, N, K), shape (batch, d, d).

    Q = V (V^T V)^{-1} logits (Vhat^T Vhat)^{-1} Vhat^T, which needs linearly independent tokens (d >= K); NaN
    for a member whose tokens depend on each other.
    """
    xp, dictionary, prompt = setting.xp, setting.tokens, setting.prompt_tokens
    outer = xp.solve(xp.matmul(xp.transpose(dictionary), dictionary), xp.transpose(dictionary))
    inner = xp.solve(xp.matmul(xp.transpose(prompt), prompt), xp.matmul(logits, outer))
    return xp.matmul(prompt, inner)


@derived
def two_head_parameters(setting: Setting) -> tuple[Any, Any]:
    """Queries (batch, 2, d, d) and weights (batch, 2, K) of two heads whose Ahat is A exactly.

    A_k = p - q with p = max(A_k, 0) + 1 and q = max(-A_k, 0) + 1, both positive: each is its sum times a
    softmax of its logarithm.
    """
    xp, target = setting.xp, ridge_attention(setting)
    zero = xp.const(0)
    parts = [xp.maximum(target, zero) + 1, xp.maximum(-target, zero) + 1]
    queries = xp.stack([queries_with_logits(setting, xp.log(part)) for part in parts], axis=1)
    sums = [xp.sum(part, axis=-2) for part in parts]
    return queries, xp.stack([sums[0], -sums[1]], axis=1)


@derived
def two_head_attention(setting: Setting, *, heads: int = 2) -> Any:
    """Ahat of the first ``heads`` of the two heads, through the softmax as in the model, (batch, N, K)."""
    queries, weights = two_head_parameters(setting)
    scores = attention(setting.tokens, setting.N, queries[:, :heads])
    return effective_attention(scores, weights[:, :heads])


def one_head_attention(setting: Setting, target: Any) -> Any:
    """Ahat of one head that imitates ``target`` (batch, N, K), whose columns each have one sign.

    The softmax is positive, so every entry is lifted by a millionth of its column's sum; a column of zeros
    gets the weight 0.
    """
    xp, sizes = setting.xp, setting.xp.abs(target)
    lifted = sizes + xp.sum(sizes, axis=-2)[..., None, :] / 10**6 + xp.const(1, 10**300)
    scores = attention(setting.tokens, setting.N, queries_with_logits(setting, xp.log(lifted))[:, None])
    return effective_attention(scores, xp.sum(target, axis=-2)[:, None])

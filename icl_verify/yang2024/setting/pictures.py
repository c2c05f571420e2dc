"""Matrices of an instance that are worth a look beside a violation."""

from __future__ import annotations

from typing import Any

from icl_verify.yang2024.setting.instance import Parameters, Setting
from icl_verify.yang2024.setting.ridge import ridge_attention
from icl_verify.yang2024.setting.transformer import attention_of, effective_attention_of

MOST_HEADS = 4  # a page has no room for more; the title says of how many


@Setting.illustrated_by
def pictures(setting: Setting) -> dict[str, Any]:
    """Attention of the first heads, A, and Ahat where there are values; each of shape (batch, N, K)."""
    scores = attention_of(setting)
    of = f" of {setting.H}" if setting.H > MOST_HEADS else ""
    matrices = {f"attention of head {h + 1}{of}": scores[:, h] for h in range(min(setting.H, MOST_HEADS))}
    matrices["A, the ridge attention (26)"] = ridge_attention(setting)
    if isinstance(setting, Parameters):
        matrices["Ahat, the effective attention (35)"] = effective_attention_of(setting)
    return matrices

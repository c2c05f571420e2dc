"""Dictionaries of unit-norm tokens and initial queries.

Token families are functions ``(batch, d, K, N, generator) -> tokens`` of shape (batch, d, K), not yet scaled
to unit norm; query families ``(tokens, N, H, generator) -> queries`` of shape (batch, H, d, d).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Generator, Tensor

from icl_verify.yang2024.populations.bases import normal, powers_of_ten, uniform

TokenFamily = Callable[[int, int, int, int, Generator], Tensor]
QueryFamily = Callable[[Tensor, int, int, Generator], Tensor]


def sphere(batch: int, d: int, K: int, N: int, generator: Generator) -> Tensor:
    """Uniform directions; needs d >= 2."""
    return normal((batch, d, K), generator)


def clustered(batch: int, d: int, K: int, N: int, generator: Generator) -> Tensor:
    """Two clusters of radius 1e-2 (distinct tokens, nearly equal); needs d >= 2."""
    centres = normal((batch, d, 2), generator)
    return centres[:, :, torch.arange(K) % 2] + 1e-2 * normal((batch, d, K), generator)


def orthogonal(batch: int, d: int, K: int, N: int, generator: Generator) -> Tensor:
    """Orthonormal tokens; needs d >= K."""
    return torch.linalg.qr(normal((batch, d, K), generator)).Q


def antipodal(batch: int, d: int, K: int, N: int, generator: Generator) -> Tensor:
    """Pairs v, -v; needs d >= 2 for more than one pair."""
    half = normal((batch, d, (K + 1) // 2), generator)
    signs = torch.tensor([1.0, -1.0], dtype=torch.float64).repeat((K + 1) // 2)[:K]
    return half.repeat_interleave(2, dim=2)[:, :, :K] * signs


def subspace(batch: int, d: int, K: int, N: int, generator: Generator) -> Tensor:
    """Tokens on a random plane; needs d >= 2."""
    return normal((batch, d, 2), generator) @ normal((batch, 2, K), generator)


def cube(batch: int, d: int, K: int, N: int, generator: Generator) -> Tensor:
    """Distinct corners of a cube: equal entries occur in every row of three or more; needs 2^d >= K."""
    corners = torch.stack([torch.randperm(2**d, generator=generator)[:K] for _ in range(batch)])
    bits = (corners[:, None, :] >> torch.arange(d)[None, :, None]) & 1
    return 2.0 * bits.to(torch.float64) - 1.0


def cap(batch: int, d: int, K: int, N: int, generator: Generator) -> Tensor:
    """Tokens with first entry 1 before scaling: all on one side, so that one query serves them all."""
    pole = torch.ones(batch, 1, K, dtype=torch.float64)
    return torch.cat([pole, normal((batch, d - 1, K), generator)], dim=1)


TOKENS: dict[str, TokenFamily] = {
    f.__name__: f for f in (sphere, clustered, orthogonal, antipodal, subspace, cube, cap)
}


def fits(family: str, sizes: Mapping[str, int]) -> bool:
    """Whether a token family exists at these sizes, with distinct tokens."""
    d, K = sizes["d"], sizes["K"]
    needs = {"orthogonal": d >= K, "antipodal": d >= 2 or K <= 2, "cube": 2**d >= K}
    return needs.get(family, d >= 2)


def gaussian_queries(tokens: Tensor, N: int, H: int, generator: Generator) -> Tensor:
    """Q_h(i, j) iid N(0, beta^2) as in Proposition 1, beta log-uniform in 0.1..30 for each instance."""
    batch, d, _ = tokens.shape
    beta = powers_of_ten((batch, 1, 1, 1), generator, -1.0, 1.5)
    return beta * normal((batch, H, d, d), generator)


def unit_queries(tokens: Tensor, N: int, H: int, generator: Generator) -> Tensor:
    """Standard normal queries, as in the paper's experiments."""
    batch, d, _ = tokens.shape
    return normal((batch, H, d, d), generator)


def zero_queries(tokens: Tensor, N: int, H: int, generator: Generator) -> Tensor:
    """Q_h = 0: uniform attention (no Gaussian draw; for statements about all parameters)."""
    batch, d, _ = tokens.shape
    return torch.zeros(batch, H, d, d, dtype=torch.float64)


def covering_queries(tokens: Tensor, N: int, H: int, generator: Generator) -> Tensor:
    """Head h attends almost one-hot to prompt token h mod N, whatever the query: large zeta_0.

    For tokens of the family ``cap``, <e_1, v_k> > 0 for all k: Q_h = c v_j e_1^T gives logits
    c <v_i, v_j> <e_1, v_k>, largest at i = j. c is set so that the closest rival is 4 to 9 nats below.
    """
    batch, d, _ = tokens.shape
    unit = tokens / tokens.norm(dim=1, keepdim=True)
    prompt = unit[:, :, :N]
    gaps = 1 - prompt.mT @ prompt + 2 * torch.eye(N, dtype=torch.float64)
    nats = uniform((batch, 1), generator, 4.0, 9.0)
    weakest = unit[:, 0, :].amin(dim=1, keepdim=True).clamp(min=1e-2)
    strength = nats / (gaps.amin(dim=2).clamp(min=1e-3) * weakest)
    heads = torch.arange(H) % N
    queries = torch.zeros(batch, H, d, d, dtype=torch.float64)
    queries[:, :, :, 0] = (strength[:, None, :] * prompt)[:, :, heads].mT
    # Heads on one token must differ a little, or more heads than tokens would only repeat columns.
    return queries + 0.1 * normal((batch, H, d, d), generator)


def _apart(unit: Tensor, generator: Generator) -> Tensor:
    """Of 64 random directions the one that keeps its distance from every token's equator, (batch, d)."""
    batch, d, _ = unit.shape
    poles = normal((batch, 64, d), generator)
    poles = poles / poles.norm(dim=2, keepdim=True)
    best = (poles @ unit).abs().amin(dim=2).argmax(dim=1)
    return poles[torch.arange(batch), best]


def two_sided_queries(tokens: Tensor, N: int, H: int, generator: Generator) -> Tensor:
    """Heads h < N attend almost one-hot to prompt token h for the queries on one side, heads N..2N - 1 for
    those on the other: with H >= 2N a large zeta_0 over any distinct tokens.

    Q_h = +-c v_j u^T gives logits +-c <v_i, v_j> <u, v_k>, largest at i = j where +-<u, v_k> > 0. c is set so
    that the closest rival is 3 to 9 nats below, whatever the query on that side.
    """
    batch, d, _ = tokens.shape
    unit = tokens / tokens.norm(dim=1, keepdim=True)
    prompt, pole = unit[:, :, :N], _apart(unit, generator)
    gaps = 1 - prompt.mT @ prompt + 2 * torch.eye(N, dtype=torch.float64)
    nats = uniform((batch, 1), generator, 3.0, 9.0)
    weakest = (pole[:, None] @ unit)[:, 0].abs().amin(dim=1, keepdim=True)
    strength = nats / (gaps.amin(dim=2).clamp(min=1e-9) * weakest.clamp(min=1e-6))
    heads = torch.arange(H)
    signs = (1 - 2 * (heads // N % 2)).to(torch.float64)
    towards = (strength[:, None, :] * prompt)[:, :, heads % N] * signs
    queries = towards.mT[..., None] * pole[:, None, None, :]
    return queries + 0.1 * normal((batch, H, d, d), generator)


QUERIES: dict[str, QueryFamily] = {
    "gaussian": gaussian_queries,
    "unit": unit_queries,
    "zero": zero_queries,
    "covering": covering_queries,
    "two_sided": two_sided_queries,
}

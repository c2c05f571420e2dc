"""Parameters built to bring the bounds of Lemmas 7 to 10 close to their suprema.

Every family is a function ``(draw, batch, generator) -> arrays`` of ``Parameters``; ``EXTREME_SHAPES`` holds
the sizes at which it exists. What each one is extremal for is said in its docstring.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor

from icl_verify.statement.population import Draw
from icl_verify.yang2024.populations.arrays import Raw
from icl_verify.yang2024.populations.bases import normal, powers_of_ten, uniform

Extreme = Callable[[Draw, int, Generator], Raw]


def signs(batch: int, size: int, generator: Generator) -> Tensor:
    """+1, -1, then either sign at random; shape (batch, size)."""
    signs = 2.0 * torch.randint(2, (batch, size), generator=generator).to(torch.float64) - 1.0
    signs[:, 0] = 1.0
    signs[:, 1:2] = -1.0
    return signs


def _opposites(draw: Draw, batch: int, generator: Generator) -> tuple[Raw, Tensor]:
    """Tokens near +-u and features +-z, opposite for the first two, almost no noise; and the values' signs.

    With equal attention to tokens 1 and 2, values of these signs let all tokens k pull every query alike.
    Tokens are distinct: from the third on they are 1e-9 to 1e-5 away from +-u.
    """
    sizes = draw.sizes
    token_signs, feature_signs = (signs(batch, sizes["K"], generator) for _ in range(2))
    z = normal((batch, sizes["m"], 1), generator)
    scale = powers_of_ten((batch, 1, 1), generator, 0, 2)
    less = powers_of_ten((batch,), generator, -7, -3)
    u = normal((batch, sizes["d"], 1), generator)
    tilt = powers_of_ten((batch, 1, 1), generator, -9, -5) * normal(
        (batch, sizes["d"], sizes["K"]), generator
    )
    tilt[:, :, :2] = 0.0
    raw = {
        "tokens": (u + u.norm(dim=1, keepdim=True) * tilt) * token_signs[:, None, :],
        "features": scale * z / z.norm(dim=1, keepdim=True) * feature_signs[:, None, :],
        "noise_level": scale[:, 0, 0] ** 2 * less,
    }
    return raw, -token_signs * feature_signs


def along_first_token(tokens: Tensor) -> Tensor:
    """u u^T for the first token's direction u, shape (batch, 1, d, d)."""
    u = tokens[:, :, 0] / tokens[:, :, 0].norm(dim=1, keepdim=True)
    return (u[:, :, None] * u[:, None, :])[:, None]


def seesaw(draw: Draw, batch: int, generator: Generator) -> Raw:
    """N = 2, opposite tokens with opposite features, attention near one half: Lemma 7, (50), (58)."""
    raw, pattern = _opposites(draw, batch, generator)
    shape = (batch, draw.sizes["H"], draw.sizes["d"], draw.sizes["d"])
    raw["queries"] = powers_of_ten((batch, 1, 1, 1), generator, -4, -1) * normal(shape, generator)
    alpha = powers_of_ten((batch, 1, 1), generator, -4, 1)
    raw["values"] = (alpha * pattern[:, None, :]).expand(batch, draw.sizes["H"], -1).clone()
    raw["gamma"] = powers_of_ten((batch,), generator, -4, 1)
    return raw


def beacon(draw: Draw, batch: int, generator: Generator) -> Raw:
    """Opposite tokens, attention almost one-hot on one side, equal values: (83)."""
    raw, pattern = _opposites(draw, batch, generator)
    sharp = uniform((batch, draw.sizes["H"], 1, 1), generator, 1.0, 10.0)
    raw["queries"] = sharp * along_first_token(raw["tokens"])
    alpha = powers_of_ten((batch, 1, 1), generator, -6, 6)
    raw["values"] = (alpha * pattern[:, None, :]).expand(batch, draw.sizes["H"], -1).clone()
    raw["gamma"] = powers_of_ten((batch,), generator, -6, 6)
    return raw


def lone(draw: Draw, batch: int, generator: Generator) -> Raw:
    """N = 1, where attention is 1 whatever the query, equal values: (52), (53), (62).

    In one third of the instances the values are within 1e-3 of the best ones.
    """
    sizes = draw.sizes
    features = powers_of_ten((batch, 1, 1), generator, -2, 2)
    features = features * normal((batch, sizes["m"], sizes["K"]), generator)
    tau = powers_of_ten((batch,), generator, -6, 3)
    first = features[:, :, :1]
    best = (first * features).sum(dim=1) / ((first**2).sum(dim=(1, 2)) + sizes["m"] * tau)[:, None]
    best[:, 0] = 1.0
    gamma = powers_of_ten((batch,), generator, -6, 6)
    equal = powers_of_ten((batch, 1), generator, -6, 6) * signs(batch, sizes["K"], generator)
    near = best / (gamma[:, None] * sizes["H"]) * (1 + 1e-3 * uniform((batch, 1), generator, -1.0, 1.0))
    alternatives = torch.where(uniform((batch, 1), generator) < 1 / 3, near, equal)
    return {
        "tokens": normal((batch, sizes["d"], sizes["K"]), generator),
        "features": features,
        "noise_level": tau,
        "queries": normal((batch, sizes["H"], sizes["d"], sizes["d"]), generator),
        "values": alternatives[:, None, :].expand(batch, sizes["H"], -1).clone(),
        "gamma": gamma,
    }


def crowd(draw: Draw, batch: int, generator: Generator) -> Raw:
    """Head 1 attends one half to each of two opposite tokens, all others to one of them alone: (58)."""
    raw, _ = _opposites(draw, batch, generator)
    heads = torch.arange(draw.sizes["H"])
    sharp = uniform((batch, 1, 1, 1), generator, 5.0, 10.0) * (heads > 0)[None, :, None, None]
    raw["queries"] = sharp * along_first_token(raw["tokens"])
    shape = (batch, draw.sizes["H"], draw.sizes["K"])
    alpha = powers_of_ten((batch, 1, 1), generator, -6, 6)
    raw["values"] = (alpha * (1.0 - 2.0 * (heads > 0)[None, :, None])).expand(shape).clone()
    raw["gamma"] = powers_of_ten((batch,), generator, -6, 6)
    return raw


EXTREMES: dict[str, Extreme] = {f.__name__: f for f in (seesaw, beacon, lone, crowd)}
EXTREME_SHAPES: dict[str, dict[str, tuple[int, int]]] = {
    "seesaw": {"N": (2, 2), "K": (3, 5), "m": (1, 2), "d": (2, 3), "H": (1, 3)},
    "beacon": {"N": (2, 3), "K": (4, 5), "m": (1, 2), "d": (2, 3), "H": (1, 3)},
    "lone": {"N": (1, 1), "K": (2, 4), "m": (1, 3), "d": (2, 3), "H": (1, 4)},
    "crowd": {"N": (2, 2), "K": (3, 4), "m": (1, 2), "d": (2, 3), "H": (10, 16)},
}


def other_parameters(draw: Draw, raw: Raw, generator: Generator) -> Raw:
    """Q' and alpha' that move an extreme family in the direction in which it is extremal.

    ``seesaw`` turns every query alike, or the values of its first head; ``crowd`` the values of all heads but
    the first; ``lone`` and ``beacon`` the values of all heads alike, and their queries half of the time.
    """
    batch, kind = raw["values"].shape[0], draw.families["extreme"]
    step = powers_of_ten((batch, 1, 1), generator, -6, 0)
    turn = powers_of_ten((batch, 1, 1, 1), generator, -6, -1) * along_first_token(raw["tokens"])
    coin = uniform((batch,), generator) < 0.5
    heads = torch.arange(draw.sizes["H"])[None, :, None]
    moved = {"seesaw": heads == 0, "crowd": heads > 0}.get(kind, heads >= 0).to(torch.float64)
    # The crowd's bound has alpha in it: its values cross over to the other end of [-alpha, alpha].
    shift = -2.0 * moved if kind == "crowd" else -step * moved
    values, queries = raw["values"] * (1 + shift), raw["queries"]
    turned = torch.where(coin[:, None, None, None], queries + turn, queries)
    if kind == "crowd":
        turned = queries
    elif kind == "seesaw":
        values = torch.where(coin[:, None, None], raw["values"], values)
    return {"other_queries": turned, "other_values": values}

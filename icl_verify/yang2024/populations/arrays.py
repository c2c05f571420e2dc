"""From a draw to a batch: every array that an instance type of the paper needs."""

from __future__ import annotations

import functools
from collections.abc import Callable

import torch
from hypothesis import strategies as st
from torch import Generator, Tensor

from icl_verify.statement.population import Draw
from icl_verify.yang2024.populations.bases import BASES, normal, powers_of_ten, uniform
from icl_verify.yang2024.populations.tokens import QUERIES, TOKENS, fits
from icl_verify.yang2024.setting.instance import Inference, ParameterPair, Parameters, Setting, Training

Raw = dict[str, Tensor]
# Strategies are asked for at every draw, and take a while to be made and checked.
_between = functools.cache(st.integers)
_one_of = functools.cache(st.sampled_from)


def on_device(device: str, raw: Raw) -> Raw:
    """The same arrays on a device: they are drawn on the CPU, so that every device sees the same numbers."""
    return {name: array.to(device) for name, array in raw.items()}


@st.composite
def settings_drawn(
    draw: st.DrawFn,
    *,
    prompt: tuple[int, int] = (1, 5),
    extra: tuple[int, int] = (1, 6),
    features: tuple[int, int] = (1, 6),
    tokens: tuple[int, int] = (1, 6),
    heads: Callable[[int], tuple[int, int]] = lambda n: (1, 2 * n + 4),
    bases: tuple[str, ...] = tuple(BASES),
    token_families: tuple[str, ...] = tuple(TOKENS),
    queries: tuple[str, ...] = ("gaussian", "unit", "zero"),
    noise: tuple[str, ...] = ("any",),
    **counts: int,
) -> Draw:
    """Shapes and families of a setting.

    Arguments:
        prompt, features, tokens: ranges of N, m and d.
        extra: range of K - N.
        heads: range of H for a given N.
        bases, token_families, queries, noise: families to choose from; token families that do not exist at
            the sizes drawn are left out, ``covering`` queries bring their own.
        counts: sizes of count axes.
    """
    n = draw(_between(*prompt))
    sizes = {
        "N": n,
        "K": n + draw(_between(*extra)),
        "m": draw(_between(*features)),
        "d": draw(_between(*tokens)),
        "H": draw(_between(*heads(n))),
        **counts,
    }
    query = draw(_one_of(queries))
    families_given = ("cap",) if query == "covering" else token_families
    possible = tuple(f for f in families_given if fits(f, sizes))
    if not possible:
        # On a line there are two unit vectors, and the dictionary's tokens are distinct.
        sizes["d"] = max(2, sizes["d"])
        possible = tuple(f for f in families_given if fits(f, sizes))
    families = {
        "tokens": draw(_one_of(possible)),
        "basis": draw(_one_of(bases)),
        "queries": query,
        "noise": draw(_one_of(noise)),
    }
    return Draw(sizes, families, draw(_between(0, 2**32 - 1)))


NOISE_RANGES = {"any": (-6.0, 3.0), "moderate": (-1.5, 0.5), "small": (-6.0, -2.0), "large": (1.0, 3.0)}
MATCHED = (-3.0, 1.0)


def noise_levels(family: str, features: Tensor, generator: Generator) -> Tensor:
    """tau of every instance, shape (batch,): in its family's range, or ``matched`` to the features.

    Matched noise is 1e-3 to 10 times the mean square of the features, whatever their scale.
    """
    batch = features.shape[0]
    if family != "matched":
        return powers_of_ten((batch,), generator, *NOISE_RANGES[family])
    square = (features**2).mean(dim=(1, 2))
    return torch.where(square > 0, square, 1.0) * powers_of_ten((batch,), generator, *MATCHED)


def setting_arrays(draw: Draw, batch: int, generator: Generator) -> Raw:
    """Tokens, features, noise level and queries."""
    sizes, families = draw.sizes, draw.families
    tokens = TOKENS[families["tokens"]](batch, sizes["d"], sizes["K"], sizes["N"], generator)
    unit = tokens / tokens.norm(dim=1, keepdim=True)
    features = BASES[families["basis"]](unit, sizes["m"], generator)
    return {
        "tokens": tokens,
        "features": features,
        "noise_level": noise_levels(families["noise"], features, generator),
        "queries": QUERIES[families["queries"]](tokens, sizes["N"], sizes["H"], generator),
    }


def expand_setting(draw: Draw, batch: int, device: str) -> Setting:
    """A batch of ``Setting``."""
    return Setting(draw.sizes, on_device(device, setting_arrays(draw, batch, draw.generator())))


def parameter_arrays(draw: Draw, batch: int, generator: Generator) -> Raw:
    """A setting's arrays with queries, values and gamma over twelve decades."""
    raw = setting_arrays(draw, batch, generator)
    raw["queries"] = raw["queries"] * powers_of_ten((batch, 1, 1, 1), generator, -6, 6)
    shape = (batch, draw.sizes["H"], draw.sizes["K"])
    raw["values"] = powers_of_ten((batch, 1, 1), generator, -6, 6) * normal(shape, generator)
    raw["gamma"] = powers_of_ten((batch,), generator, -6, 6)
    return raw


def expand_parameters(draw: Draw, batch: int, device: str) -> Parameters:
    """A batch of ``Parameters``."""
    return Parameters(draw.sizes, on_device(device, parameter_arrays(draw, batch, draw.generator())))


def expand_pair(draw: Draw, batch: int, device: str) -> ParameterPair:
    """A batch of ``ParameterPair``: the primed parameters near (down to 1e-6) or far, and of either sign."""
    generator = draw.generator()
    raw = parameter_arrays(draw, batch, generator)
    for name, other in (("queries", "other_queries"), ("values", "other_values")):
        size = raw[name].abs().flatten(1).amax(dim=1).clamp(min=1e-6)
        step = powers_of_ten((batch,), generator, -6, 0.5) * size
        step = step * (uniform((batch,), generator) < 0.8)
        shift = normal(tuple(raw[name].shape), generator)
        raw[other] = raw[name] + step.reshape(-1, *[1] * (shift.ndim - 1)) * shift
    return ParameterPair(draw.sizes, on_device(device, raw))


def training_arrays(draw: Draw, batch: int, generator: Generator) -> Raw:
    """A setting's arrays with multiples of the printed rates: at equality, or beyond, half the time each."""
    raw = setting_arrays(draw, batch, generator)
    more = powers_of_ten((batch,), generator, 0, 2)
    slower = powers_of_ten((batch,), generator, -2, 0)
    one = torch.ones(batch, dtype=torch.float64)
    raw["gamma_multiple"] = torch.where(uniform((batch,), generator) < 0.5, one, more)
    raw["rate_multiple"] = torch.where(uniform((batch,), generator) < 0.7, one, slower)
    return raw


def expand_training(draw: Draw, batch: int, device: str) -> Training:
    """A batch of ``Training``."""
    return Training(draw.sizes, on_device(device, training_arrays(draw, batch, draw.generator())))


def expand_inference(draw: Draw, batch: int, device: str) -> Inference:
    """A batch of ``Inference``: tasks in and far outside the support of D_lambda, one noise draw a prompt."""
    generator = draw.generator()
    raw = training_arrays(draw, batch, generator)
    m, size = draw.sizes["m"], draw.sizes["K"]
    task = normal((batch, m), generator)
    far = 1 + 2 * normal((batch, m), generator)
    scale = powers_of_ten((batch, 1), generator, -3, 3)
    choice = torch.randint(3, (batch, 1), generator=generator)
    raw["task"] = torch.where(choice == 0, task, torch.where(choice == 1, far, scale * task))
    raw["label_noise"] = normal((batch, m, size), generator)
    return Inference(draw.sizes, on_device(device, raw))

"""What an experiment is run with: the paper's numbers, the small ones, readings of what is not stated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

FIGURES = (2, 3, 4, 5)
SCALES = ("small", "paper")
TOKENS = ("unit", "gaussian")
PROMPTS = ("population", "sampled")
LARGEST_SEED = 2**32
MODELS = ("all", "one-layer")
PRECISIONS = ("float32", "float64")


@dataclass(frozen=True)
class Reading:
    """One way to read what the paper leaves open.

    Attributes:
        name: shown in figures, CSV and judgement.
        noise_level: tau > 0 (stated in Figures 3 and 5 only).
        tokens: ``unit`` as section 2 of the paper has them, ``gaussian`` as section 6 says.
        prompts: one layer trains on the ``population`` loss (9) or on batches of ``sampled`` prompts.
        rate: Adam's learning rate of the one-layer model.
        prompt_length: N.
        dictionary: K.
    """

    name: str
    noise_level: float
    tokens: str
    prompts: str
    rate: float
    prompt_length: int
    dictionary: int


@dataclass(frozen=True)
class Options:
    """Everything that decides a figure's numbers; two runs with equal options give the same CSV.

    Attributes:
        figure: 2, 3, 4 or 5.
        scale: ``paper``, or ``small``, which keeps the ratios of N, K, m, d and H.
        seed: the first random seed, >= 0; ``seeds`` of them are tried, >= 5.
        prompt_lengths: N; several in Figures 3 (the abscissa) and 5 (readings).
        dictionary: K > N; ``features``: m; ``token_size``: d.
        heads: H of the one-layer model; several in Figure 4.
        layer_heads: H of the four-layer model; several in Figure 5; each divides ``width``.
        width: d_model of the four-layer model; ``hidden``: its d_ff.
        steps, layer_steps: Adam steps of the one-layer and the four-layer model.
        rate, layer_rate: their learning rates (1e-4 in the paper).
        batch, pool, test: prompts a batch, training prompts, prompts a test set.
        noise_level, tokens, prompts: None tries several readings, a value that reading alone.
        seconds: Figure 5 alone: end each model after that much wall-clock too (0: never); not reproducible.
        learned: Figure 5 judges a seed whose best model has gone this share of the way from copying to yhat*.
        rise, excess_rise: Figure 4 calls training unstable where L, or L - L*, rises by this factor.
        models: ``all``, or ``one-layer`` without the four-layer model of Figure 2.
        precision: of the one-layer model; the four-layer model is float32 always.
        level: of every statistical test, in (0, 0.5).
    """

    figure: int
    scale: str
    seed: int
    seeds: int
    prompt_lengths: tuple[int, ...]
    dictionary: int
    features: int
    token_size: int
    heads: tuple[int, ...] = ()
    layer_heads: tuple[int, ...] = ()
    width: int = 256
    hidden: int = 512
    steps: int = 0
    layer_steps: int = 0
    rate: float = 1e-4
    layer_rate: float = 1e-4
    batch: int = 256
    pool: int = 10_000
    test: int = 200
    noise_level: float | None = None
    tokens: str | None = None
    prompts: str | None = None
    seconds: float = 0.0
    learned: float = 0.25
    rise: float = 1.1
    excess_rise: float = 10.0
    models: str = "all"
    precision: str = "float32"
    level: float = 0.05

    @property
    def all_seeds(self) -> tuple[int, ...]:
        """The seeds tried."""
        return tuple(range(self.seed, self.seed + self.seeds))


_SMALL_LAYERS = {"width": 32, "hidden": 64, "batch": 16, "test": 100, "layer_rate": 1e-3}
_PAPER_LAYERS = {"width": 256, "hidden": 512, "batch": 256, "test": 200, "layer_rate": 1e-4}

# Small sizes are the paper's over 5. Adam moves every number by about its rate, so the predictor moves by
# H times and a logit by d times the rate: both are kept when the rate is the paper's times 5.
_SMALL = {"dictionary": 40, "features": 4, "token_size": 20, "prompt_lengths": (6,), "rate": 5e-4}
_PAPER = {"dictionary": 200, "features": 20, "token_size": 100, "prompt_lengths": (30,), "rate": 1e-4}
_SMALL_RIDGE = {"dictionary": 40, "features": 20, "token_size": 20}
_PAPER_RIDGE = {"dictionary": 200, "features": 100, "token_size": 100}

DEFAULTS: dict[tuple[int, str], dict[str, Any]] = {
    (2, "small"): _SMALL
    | _SMALL_LAYERS
    | {"seeds": 8, "heads": (13,), "layer_heads": (8,), "steps": 4000, "layer_steps": 500},
    (2, "paper"): _PAPER
    | _PAPER_LAYERS
    | {
        "seeds": 5,
        "heads": (64,),
        "layer_heads": (8,),
        "steps": 10_000,
        "layer_steps": 5000,
    },
    (3, "small"): _SMALL_RIDGE | {"seeds": 20, "prompt_lengths": tuple(range(10, 31))},
    (3, "paper"): _PAPER_RIDGE | {"seeds": 20, "prompt_lengths": tuple(range(50, 151))},
    (4, "small"): _SMALL | {"seeds": 8, "heads": (2, 4, 6, 13, 80), "steps": 4000},
    (4, "paper"): _PAPER | {"seeds": 5, "heads": (10, 20, 30, 64, 200, 400), "steps": 10_000},
    # Over 10, and three H: with larger sizes the time would not let four layers learn more than to copy.
    (5, "small"): {"dictionary": 20, "features": 10, "token_size": 10, "prompt_lengths": (3, 10)}
    | _SMALL_LAYERS
    | {"seeds": 5, "layer_heads": (1, 4, 8), "layer_steps": 350, "test": 50, "layer_rate": 2e-3},
    (5, "paper"): _PAPER_RIDGE
    | _PAPER_LAYERS
    | {
        "seeds": 5,
        "layer_heads": (1, 2, 4, 8, 16, 32),
        # The paper gives every model 100 s; the iterations are a bound that no machine should meet before.
        "layer_steps": 100_000,
        "seconds": 100.0,
        "prompt_lengths": (30, 50, 100, 150),
    },
}


_ONE = {"heads", "steps", "rate", "precision", "prompts", "models"}
_FOUR = {"layer_heads", "layer_steps", "layer_rate", "width", "hidden"}
_NOT_IN: dict[int, set[str]] = {
    2: {"seconds", "learned", "rise", "excess_rise"},
    3: _ONE
    | _FOUR
    | {"token_size", "tokens", "batch", "pool", "test", "seconds", "learned", "rise", "excess_rise"},
    4: _FOUR | {"seconds", "learned"},
    5: _ONE | {"rise", "excess_rise"},
}


def resolve(figure: int, scale: str, seed: int, **changes: Any) -> Options:
    """The figure's defaults with ``given`` over them; a value of None counts as not given.

    Raises:
        ValueError: unknown figure, scale or option, or a value outside its range; the message names it.
    """
    if figure not in FIGURES:
        raise ValueError(f"number must be one of {FIGURES}, got {figure!r}")
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {SCALES}, got {scale!r}")
    names = {f.name for f in fields(Options)} - {"figure", "scale", "seed"}
    unknown = sorted(set(changes) - names)
    if unknown:
        raise ValueError(f"unknown option {unknown[0]!r}; known: {', '.join(sorted(names))}")
    for name in sorted(name for name, value in changes.items() if value is not None):
        if name in _NOT_IN[figure]:
            raise ValueError(f"{name} does not apply to Figure {figure}")
    values = DEFAULTS[figure, scale] | {name: value for name, value in changes.items() if value is not None}
    for name in ("prompt_lengths", "heads", "layer_heads"):
        if name in values:
            values[name] = _integers(name, values[name])
    options = Options(figure=figure, scale=scale, seed=seed, **values)
    _check(options)
    return options


def _integers(name: str, value: Any) -> tuple[int, ...]:
    values = tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    if not values or any(isinstance(v, bool) or not isinstance(v, int) or v < 1 for v in values):
        raise ValueError(f"{name} must be integers >= 1, got {value!r}")
    if len(set(values)) != len(values):
        raise ValueError(f"{name} must differ from each other, got {value!r}")
    return tuple(sorted(values))


def _check(o: Options) -> None:
    whole = {"seed": 0, "seeds": 5, "dictionary": 2, "features": 1, "token_size": 1, "width": 1, "hidden": 1}
    whole |= {"batch": 1, "test": 2}
    whole |= {"steps": 1} if o.heads else {}
    whole |= {"layer_steps": 1} if o.layer_heads else {}
    for name, low in whole.items():
        value = getattr(o, name)
        if isinstance(value, bool) or not isinstance(value, int) or value < low:
            raise ValueError(f"{name} must be an integer >= {low}, got {value!r}")
    for name in ("rate", "layer_rate", "noise_level"):
        value = getattr(o, name)
        if value is not None and not (_is_number(value) and math.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be a finite number > 0, got {value!r}")
        if value is not None and not 1e-12 <= value <= 1e6:
            raise ValueError(f"{name} must lie in [1e-12, 1e6], got {value!r}")
    for name in ("rise", "excess_rise"):
        value = getattr(o, name)
        if not (_is_number(value) and math.isfinite(value) and value > 1):
            raise ValueError(f"{name} must be a finite number > 1, got {value!r}")
    if o.seed > LARGEST_SEED:
        raise ValueError(f"seed must be at most {LARGEST_SEED}, got {o.seed}")
    if not (_is_number(o.seconds) and math.isfinite(o.seconds) and o.seconds >= 0):
        raise ValueError(f"seconds must be a finite number >= 0, got {o.seconds!r}")
    if not (_is_number(o.learned) and 0 <= o.learned < 1):
        raise ValueError(f"learned must lie in [0, 1), got {o.learned!r}")
    if not (_is_number(o.level) and 0 < o.level < 0.5):
        raise ValueError(f"level must lie in (0, 0.5), got {o.level!r}")
    if 0.5**o.seeds > o.level:
        raise ValueError(
            f"level must be at least 2^-seeds = {0.5**o.seeds:.3g} for any verdict, got {o.level!r}"
        )
    if isinstance(o.pool, bool) or not isinstance(o.pool, int) or o.pool < max(o.batch, o.test):
        raise ValueError(
            f"pool must be an integer >= max(batch, test) = {max(o.batch, o.test)}, got {o.pool!r}"
        )
    for name, allowed in (("tokens", TOKENS), ("prompts", PROMPTS), ("models", (None, *MODELS))):
        if getattr(o, name) not in (None, *allowed):
            raise ValueError(f"{name} must be one of {allowed}, got {getattr(o, name)!r}")
    if o.precision not in PRECISIONS:
        raise ValueError(f"precision must be one of {PRECISIONS}, got {o.precision!r}")
    _check_figure(o)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_figure(o: Options) -> None:
    if max(o.prompt_lengths) >= o.dictionary:
        raise ValueError(
            f"prompt_lengths must be below dictionary = {o.dictionary}, got {max(o.prompt_lengths)}"
        )
    if o.figure in (2, 4) and len(o.prompt_lengths) != 1:
        raise ValueError(f"prompt_lengths must be one number in Figure {o.figure}, got {o.prompt_lengths}")
    if o.figure == 2 and (len(o.heads) != 1 or len(o.layer_heads) != 1):
        raise ValueError(
            f"heads and layer_heads must be one number each in Figure 2, got {o.heads}, {o.layer_heads}"
        )
    if o.figure == 3 and o.features not in o.prompt_lengths:
        raise ValueError(f"prompt_lengths must contain m = {o.features} in Figure 3, got {o.prompt_lengths}")
    if o.figure == 4:
        n = o.prompt_lengths[0]
        if n not in o.heads or min(o.heads) >= n or sum(h > n for h in o.heads) < 2:
            raise ValueError(f"heads must hold a number below N = {n}, N, and two above it, got {o.heads}")
    if o.figure == 5 and len(o.layer_heads) < 2:
        raise ValueError(f"layer_heads must be at least two numbers in Figure 5, got {o.layer_heads}")
    wrong = [h for h in o.layer_heads if o.width % h]
    if wrong:
        raise ValueError(f"layer_heads must divide width = {o.width}, got {wrong[0]}")


def base_reading(o: Options) -> Reading:
    """The default reading: tau = 0.01, unit tokens, population loss, unless the options say otherwise."""
    tau = 0.01 if o.noise_level is None else o.noise_level
    tokens, prompts = o.tokens or "unit", o.prompts or "population"
    name = (
        f"tau={tau:g}, {tokens} tokens, {'population loss' if prompts == 'population' else 'sampled prompts'}"
    )
    return Reading(name, tau, tokens, prompts, o.rate, o.prompt_lengths[0], o.dictionary)


def readings(o: Options) -> list[Reading]:
    """The default reading and those that change one thing the paper leaves open (one-layer model).

    An option that was given explicitly is varied no more.
    """
    base = base_reading(o)
    others = []
    if o.noise_level is None:
        others.append(replace(base, name="tau=0.1", noise_level=0.1))
        if o.figure == 2:
            others.append(replace(base, name="tau=1", noise_level=1.0))
    if o.tokens is None:
        others.append(replace(base, name="gaussian tokens", tokens="gaussian"))
    if o.prompts is None:
        others.append(replace(base, name="sampled prompts", prompts="sampled"))
    if o.figure == 4:
        others.append(replace(base, name=f"rate {10 * o.rate:g}", rate=10 * o.rate))
    if o.scale == "small" and o.rate == DEFAULTS[o.figure, "small"]["rate"]:
        others.append(replace(base, name="rate 1e-4", rate=1e-4))
    return [base, *others]


def fingerprint(o: Options) -> dict[str, Any]:
    """The options as plain JSON values, to tell whether a checkpoint belongs to them."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(o).items()}

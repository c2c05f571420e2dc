"""False statements with a grade each, fixed before anything was measured.

Grades: ``blatant`` (false on most draws), ``moderate`` (false on few), ``subtle`` (false near an extremal
family, at scales far apart, where two tokens nearly coincide, after many steps, or on one shape alone).
A bound that is lowered says by how much: ``of_supremum`` is the lowered bound over the smallest true one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.falsify.instances import (
    Couple,
    HeadsAndExamples,
    Matrices,
    Ranges,
    Recursion,
    Tokens,
    Weights,
    drawn,
)
from icl_verify import Claim, Instance, Relation, at_most, claim
from icl_verify.yang2024.setting.elementary import LogitPair, Vectors
from icl_verify.yang2024.setting.instance import Setting
from icl_verify.yang2024.setting.ridge import label_covariance
from icl_verify.yang2024.setting.transformer import attention_of
from icl_verify.yang2024.theory.constants import (
    attention_factor,
    attention_target_norm,
    label_scale,
    squared_label_scale,
)

GRADES = ("blatant", "moderate", "subtle")


@dataclass(frozen=True)
class Statement:
    """One false statement.

    Attributes:
        id, grade: its name and grade.
        kind, ranges, fix: what it speaks of, and at which sizes it is tried.
        function: the relation.
        settings: keyword settings of the function.
    """

    id: str
    grade: str
    kind: type[Instance]
    ranges: Ranges
    function: Callable[..., Relation]
    settings: dict[str, Any]
    fix: Callable[[dict[str, int]], None] | None = None

    def claim(self, *, tame: bool) -> Claim:
        """The statement as a claim on instances over all decades, or within two of 1."""
        population = drawn(self.kind, self.ranges, tame=tame, fix=self.fix)
        name = f"{self.id}.set" if self.settings else self.id
        return claim(
            name, population=population, statement="", form="mutant", expected="refuted",
            settings=self.settings,
        )(self.function)  # fmt: skip


STATEMENTS: list[Statement] = []


def _false(
    id: str, grade: str, kind: type[Instance], ranges: Ranges, fix: Any = None, **settings: Any
) -> Callable[[Callable[..., Relation]], Callable[..., Relation]]:
    def register(function: Callable[..., Relation]) -> Callable[..., Relation]:
        STATEMENTS.append(Statement(id, grade, kind, ranges, function, settings, fix))
        return function

    return register


def _three(name: str, kind: type[Instance], ranges: Ranges, fix: Any = None) -> Any:
    """The bound at 1/2, 9/10 and 99/100 of the supremum: blatant, moderate, subtle."""

    def register(function: Callable[..., Relation]) -> Callable[..., Relation]:
        for grade, percent in zip(GRADES, (50, 90, 99), strict=True):
            _false(f"{name}.{percent}", grade, kind, ranges, fix, percent=percent)(function)
        return function

    return register


# Bounds below their supremum.


@_three("softmax", LogitPair, {"n": (2, 40)})
def softmax_constant(pair, *, percent):
    """The softmax moves by at most ... of the logits' largest move (supremum 1)"""
    xp = pair.xp
    moved = xp.sum(xp.abs(xp.softmax(pair.first, axis=-1) - xp.softmax(pair.second, axis=-1)), axis=-1)
    return at_most(moved, xp.const(percent, 100) * xp.amax(xp.abs(pair.first - pair.second), axis=-1))


@_three("inner_product", Couple, {"n": (4, 12)})
def cauchy_schwarz(couple, *, percent):
    """|<x, y>| is at most ... of ||x|| ||y||"""
    xp = couple.xp
    inner = xp.abs(xp.sum(couple.x * couple.y, axis=-1))
    return at_most(inner, xp.const(percent, 100) * xp.norm(couple.x) * xp.norm(couple.y))


@_three("squared_sum", Vectors, {"n": (3, 9), "length": (3, 9)})
def squared_sum(instance, *, percent):
    """The square of a sum is at most ... of l times the sum of squares"""
    xp, x = instance.xp, instance.vectors
    total = xp.sum(xp.sum(x, axis=-1) ** 2, axis=-1)
    return at_most(total, xp.const(percent, 100) * instance.length * xp.sum(x**2, axis=(-2, -1)))


@_three("one_norm", Couple, {"n": (6, 14)})
def one_norm(couple, *, percent):
    """||x||_1 is at most ... of sqrt(n) ||x||_2"""
    xp = couple.xp
    return at_most(
        xp.sum(xp.abs(couple.x), axis=-1),
        xp.const(percent, 100) * xp.sqrt(xp.const(couple.n)) * xp.norm(couple.x),
    )


@_three("frobenius", Matrices, {"n": (3, 5)})
def frobenius(matrices, *, percent):
    """||A||_F is at most ... of sqrt(n) ||A||_2 (orthogonal matrices attain 1)"""
    xp, a = matrices.xp, matrices.first
    return at_most(
        xp.norm(a, axis=(-2, -1)),
        xp.const(percent, 100) * xp.sqrt(xp.const(matrices.n)) * xp.spectral_norm(a),
    )


@_three("attention_column", Setting, {"d": (2, 4), "K": (4, 7), "N": (3, 3), "m": (2, 4), "H": (1, 3)})
def attention_column(setting, *, percent):
    """||b^h_k|| is at most ... of ||Zbar||_2 (52)"""
    xp = setting.xp
    factor = attention_factor(setting, attention_of(setting))
    return at_most(xp.norm(factor, axis=-2), xp.const(percent, 100) * label_scale(setting)[:, None, None])


@_three("volume", Matrices, {"n": (3, 3)})
def hadamard(matrices, *, percent):
    """The volume of a box is at most ... of the product of its sides"""
    xp, a = matrices.xp, matrices.first
    u, v, w = (a[..., i] for i in range(3))
    turned = xp.stack(
        [
            u[..., 1] * v[..., 2] - u[..., 2] * v[..., 1],
            u[..., 2] * v[..., 0] - u[..., 0] * v[..., 2],
            u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0],
        ],
        axis=-1,
    )
    volume = xp.abs(xp.sum(turned * w, axis=-1))
    return at_most(volume, xp.const(percent, 100) * xp.norm(u) * xp.norm(v) * xp.norm(w))


@_three("product_norm", Matrices, {"n": (3, 6)})
def product_norm(matrices, *, percent):
    """||A B||_2 is at most ... of ||A||_2 ||B||_2"""
    xp = matrices.xp
    product = xp.spectral_norm(xp.matmul(matrices.first, matrices.second))
    bound = xp.spectral_norm(matrices.first) * xp.spectral_norm(matrices.second)
    return at_most(product, xp.const(percent, 100) * bound)


@_three("geometric_mean", Weights, {"n": (5, 9)})
def geometric_mean(weights, *, percent):
    """The geometric mean is at most ... of the arithmetic one"""
    xp, a = weights.xp, weights.a
    return at_most(
        xp.exp(xp.sum(xp.log(a), axis=-1) / weights.n),
        xp.const(percent, 100) * xp.sum(a, axis=-1) / weights.n,
    )


@_three("rayleigh", Matrices, {"n": (4, 8)})
def rayleigh(matrices, *, percent):
    """||A x|| is at most ... of ||A||_2 ||x||"""
    xp = matrices.xp
    image = xp.matmul(matrices.first, matrices.x[..., None])[..., 0]
    return at_most(
        xp.norm(image), xp.const(percent, 100) * xp.spectral_norm(matrices.first) * xp.norm(matrices.x)
    )


@_three("entropy", Couple, {"n": (6, 12)})
def soft_maximum(couple, *, percent):
    """log sum exp exceeds the maximum by at most ... of log n"""
    xp, x = couple.xp, couple.x
    above = xp.log(xp.sum(xp.exp(x - xp.amax(x, axis=-1)[..., None]), axis=-1))
    return at_most(above, xp.const(percent, 100) * xp.log(xp.const(couple.n)) * xp.ones((couple.batch,)))


@_three("kantorovich", Weights, {"n": (4, 8)})
def kantorovich(weights, *, percent):
    """(sum a b)(sum b / a) over (sum b)^2 is at most ... of (r + 1)^2 / 4 r, r the ratio of the extreme a"""
    xp, a, b = weights.xp, weights.a, weights.b
    ratio = xp.amax(a, axis=-1) / xp.amin(a, axis=-1)
    product = xp.sum(a * b, axis=-1) * xp.sum(b / a, axis=-1)
    return at_most(product * 4 * ratio, xp.const(percent, 100) * (ratio + 1) ** 2 * xp.sum(b, axis=-1) ** 2)


# True unless features and noise, or features among themselves, are far apart.

_SETTING: Ranges = {"d": (2, 4), "K": (4, 7), "N": (2, 3), "m": (2, 4), "H": (1, 3)}


@_false("scales.features_over_noise", "subtle", Setting, _SETTING, apart=10**10)
@_false("scales.features_over_noise_mild", "moderate", Setting, _SETTING, apart=10**4)
def features_over_noise(setting, *, apart):
    """||Zbar||_2^2 is at most 10^10 m tau: features at most 1e5 above the root of the noise"""
    return at_most(squared_label_scale(setting), apart * setting.m * setting.noise_level)


@_false("scales.noise_over_features", "subtle", Setting, _SETTING, apart=10**5)
@_false("scales.noise_over_features_mild", "moderate", Setting, _SETTING, apart=10**3)
def noise_over_features(setting, *, apart):
    """m tau is at most 1e5 times the mean square of the features"""
    xp, z = setting.xp, setting.features
    mean_square = xp.sum(z**2, axis=(-2, -1)) / (setting.m * setting.K)
    return at_most(setting.m * setting.noise_level, apart * mean_square)


@_false("scales.target_norm", "subtle", Setting, _SETTING, most=10**5)
@_false("scales.target_norm_mild", "moderate", Setting, _SETTING, most=10**2)
def target_norm(setting, *, most):
    """||A||_2 is at most 1e5: no unlabelled feature that far above the labelled ones and the noise"""
    return at_most(attention_target_norm(setting), most * setting.xp.ones((setting.batch,)))


@_false("scales.condition", "subtle", Setting, _SETTING, most=10**10)
def covariance_condition(setting, *, most):
    """The condition number of Z^T Z + m tau I is at most 10^10"""
    values = setting.xp.eigvalsh(label_covariance(setting))
    return at_most(values[..., -1], most * values[..., 0])


# True unless two tokens nearly coincide.


@_false("coincide.distance_3", "moderate", Tokens, {"d": (4, 6), "K": (3, 6)}, apart=10**3)
@_false("coincide.distance_6", "subtle", Tokens, {"d": (4, 6), "K": (3, 6)}, apart=10**6)
def tokens_apart(instance, *, apart):
    """Unit tokens are at least 1/apart from one another"""
    xp, v, size = instance.xp, instance.tokens, instance.K
    gaps = [xp.norm(v[..., i] - v[..., j]) for i in range(size) for j in range(i)]
    return at_most(xp.ones((instance.batch,)), apart * xp.amin(xp.stack(gaps, axis=-1), axis=-1))


@_false("coincide.gram", "subtle", Tokens, {"d": (5, 7), "K": (3, 4)}, most=10**8)
def gram_condition(instance, *, most):
    """The Gram matrix of the tokens has condition number at most 10^8"""
    xp, v = instance.xp, instance.tokens
    values = xp.squared_singular_values(xp.transpose(v))
    return at_most(values[..., -1], most * values[..., 0])


@_false("coincide.all", "subtle", Tokens, {"d": (4, 6), "K": (3, 5)}, percent=9999)
def tokens_spread(instance, *, percent):
    """The sum of unit tokens is at most 0.9999 K long: they do not all coincide"""
    xp, v = instance.xp, instance.tokens
    return at_most(
        xp.norm(xp.sum(v, axis=-1)), xp.const(percent, 10_000) * instance.K * xp.ones((instance.batch,))
    )


# True for the first steps.


@_false("steps.logistic", "subtle", Recursion, {"T": (1, 300)}, slack=3)
@_false("steps.logistic_early", "moderate", Recursion, {"T": (1, 300)}, slack=1)
def logistic_decay(recursion, *, slack):
    """x <- x - x^2 from x_0 < 1/2: 1/x_t is at most 1/x_0 + t + slack (it gains a logarithm beyond)"""
    xp, x, pairs = recursion.xp, recursion.start / 2, []
    claimed = 1 / x
    for t in range(1, recursion.T + 1):
        x = x - x**2
        pairs.append((1 / x, claimed + t + slack))
    sides = [xp.stack(list(side), axis=-1) for side in zip(*pairs, strict=True)]
    return at_most(sides[0], sides[1], times=range(1, recursion.T + 1))


@_false("steps.harmonic", "subtle", Recursion, {"T": (1, 300)}, most=5)
def harmonic_sum(recursion, *, most):
    """sum_{s <= t} 1/(s + rate) is at most 5: it takes 83 steps at the least"""
    xp = recursion.xp
    terms = xp.stack([1 / (s + recursion.rate) for s in range(1, recursion.T + 1)], axis=-1)
    sums = xp.cumsum(terms, axis=-1)
    return at_most(sums, most * xp.ones((recursion.batch, recursion.T)), times=range(1, recursion.T + 1))


@_false("steps.slow_product", "subtle", Recursion, {"T": (1, 300)}, least=2)
def slow_product(recursion, *, least):
    """prod_{s <= t} (1 - p/(s + 1)) is at least 0.02"""
    xp = recursion.xp
    logs = xp.stack([xp.log1p(-recursion.start / (s + 1)) for s in range(1, recursion.T + 1)], axis=-1)
    product = xp.exp(xp.cumsum(logs, axis=-1))
    return at_most(
        xp.const(least, 100) * xp.ones((recursion.batch, recursion.T)),
        product,
        times=range(1, recursion.T + 1),
    )


# True unless H = N.


def _enough_heads(sizes: dict[str, int]) -> None:
    sizes["H"] = max(sizes["H"], sizes["N"])


_HEADS: Ranges = {"n": (2, 20), "N": (1, 12), "H": (1, 24)}


@_false("heads.softmax", "subtle", HeadsAndExamples, _HEADS, _enough_heads, percent=95)
@_false("heads.softmax_mild", "moderate", HeadsAndExamples, _HEADS, _enough_heads, percent=80)
def softmax_with_heads(instance, *, percent):
    """The softmax moves by at most 0.95 (1 + H - N) of the logits' largest move"""
    xp = instance.xp
    moved = xp.sum(
        xp.abs(xp.softmax(instance.first, axis=-1) - xp.softmax(instance.second, axis=-1)), axis=-1
    )
    most = xp.const(percent, 100) * (1 + instance.H - instance.N)
    return at_most(moved, most * xp.amax(xp.abs(instance.first - instance.second), axis=-1))


@_false(
    "heads.inner_product", "subtle", HeadsAndExamples, {**_HEADS, "n": (6, 12)}, _enough_heads, percent=95
)
def inner_product_with_heads(instance, *, percent):
    """|<x, y>| is at most 0.95 (1 + H - N) of ||x|| ||y||"""
    xp = instance.xp
    inner = xp.abs(xp.sum(instance.first * instance.second, axis=-1))
    most = xp.const(percent, 100) * (1 + instance.H - instance.N)
    return at_most(inner, most * xp.norm(instance.first) * xp.norm(instance.second))

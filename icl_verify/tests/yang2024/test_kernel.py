"""The compiled descent computes what the reference loop computes."""

import dataclasses

import numpy as np
import pytest
import torch

from icl_verify.numerics import balls
from icl_verify.yang2024.setting import kernel
from icl_verify.yang2024.setting.descent import Descent, Outcome, descend
from icl_verify.yang2024.setting.instance import Setting, Training
from icl_verify.yang2024.theory.constants import query_rate, weight_rate

SHAPES = [
    {"N": 1, "K": 2, "d": 1, "m": 1, "H": 1},
    {"N": 1, "K": 5, "d": 3, "m": 2, "H": 3},
    {"N": 2, "K": 3, "d": 2, "m": 3, "H": 1},
    {"N": 3, "K": 4, "d": 1, "m": 2, "H": 5},
    {"N": 2, "K": 6, "d": 8, "m": 3, "H": 4},
    {"N": 4, "K": 10, "d": 16, "m": 6, "H": 16},
    {"N": 5, "K": 17, "d": 3, "m": 4, "H": 6},
    {"N": 7, "K": 33, "d": 9, "m": 3, "H": 8},
]
BATCHES = [1, 3, 8, 19]


def identity(shape: dict[str, int]) -> str:
    return "-".join(f"{k}{v}" for k, v in shape.items())


def drawn(shape: dict[str, int], batch: int, seed: int = 0, **changed: torch.Tensor) -> Setting:
    generator = torch.Generator().manual_seed(seed)

    def normal(*size: int) -> torch.Tensor:
        return torch.randn(*size, generator=generator, dtype=torch.float64)

    raw = {
        "tokens": normal(batch, shape["d"], shape["K"]),
        "features": normal(batch, shape["m"], shape["K"]),
        "noise_level": 0.05 + torch.rand(batch, generator=generator, dtype=torch.float64),
        "queries": normal(batch, shape["H"], shape["d"], shape["d"]),
    }
    return Setting(shape, raw | changed)


def rates(setting: Setting, for_queries: float, for_weights: float) -> tuple[torch.Tensor, torch.Tensor]:
    scale = 1.0 + torch.arange(setting.batch, dtype=torch.float64) / 7
    return for_queries * scale, for_weights / scale


def both(setting: Setting, *given, **options) -> tuple[Descent, Descent]:
    return tuple(descend(setting, *given, engine=engine, **options) for engine in ("torch", "numba"))


def disagreement(reference: Descent, fast: Descent) -> float:
    """Largest difference of residual norms, over the initial one, along all trajectories."""
    scale = reference.excess[:, :1].sqrt()
    return float(((reference.excess.sqrt() - fast.excess.sqrt()).abs() / scale).max())


def curve_error(reference: torch.Tensor, fast: torch.Tensor) -> float:
    """Largest difference in units of what rounding the residual at 1 part of its initial size would cause.

    Every curve is quadratic in the residual, so the unit is x + sqrt(x x_0) + 1e-18 x_0 for a curve x_0, x_1,
    ...: relative accuracy while the residual is of its initial size.
    """
    size, first = reference.abs(), reference.abs().amax(dim=1, keepdim=True)
    unit = size + (size * first).sqrt() + 1e-18 * first
    return float(((reference - fast).abs() / unit).max())


def check(reference: Descent, fast: Descent, tolerance: float = 1e-12) -> None:
    __tracebackhide__ = True
    assert fast.times == reference.times
    assert disagreement(reference, fast) <= tolerance
    assert curve_error(reference.decrease, fast.decrease) <= tolerance
    assert curve_error(reference.squared_gradient, fast.squared_gradient) <= tolerance
    torch.testing.assert_close(fast.queries, reference.queries, rtol=0, atol=10 * tolerance)
    torch.testing.assert_close(fast.weights, reference.weights, rtol=0, atol=10 * tolerance)
    scale = reference.drift.abs().amax(dim=(1, 2, 3, 4)) + 1e-300
    moved = (fast.drift - reference.drift).abs().amax(dim=(1, 2, 3, 4))
    assert float((moved / scale).max()) <= 1e6 * tolerance
    assert fast.outcomes == reference.outcomes
    assert fast.diverged_at == reference.diverged_at


@pytest.mark.parametrize("pair", [(1e-9, 0.05), (0.3, 0.03)], ids=["still", "moving"])
@pytest.mark.parametrize("shape", SHAPES, ids=identity)
def test_kernel_agrees_with_the_loop(shape, pair):
    setting = drawn(shape, max(BATCHES))
    step, weight = rates(setting, *pair)
    reference = descend(setting, step, weight, 30, engine="torch")
    for batch in BATCHES:
        fast = descend(setting.select(slice(batch)), step[:batch], weight[:batch], 30, engine="numba")
        check(first(reference, batch), fast)


def first(path: Descent, batch: int) -> Descent:
    """The trajectories of the first instances alone."""
    return Descent(
        **{
            f.name: getattr(path, f.name) if f.name == "times" else getattr(path, f.name)[:batch]
            for f in dataclasses.fields(path)
        }
    )


def test_a_perturbed_update_is_caught():
    setting = drawn(SHAPES[4], 3)
    slow, fast = rates(setting, 0.1, 0.05)
    reference = descend(setting, slow, fast, 40, engine="torch")
    with pytest.raises(AssertionError):
        check(reference, descend(setting, slow, fast * (1 + 1e-9), 40, engine="numba"))
    with pytest.raises(AssertionError):
        check(reference, descend(setting, slow * (1 + 1e-6), fast, 40, engine="numba"))
    slow, fast = rates(setting, 1e-9, 1e-9)
    reference, done = both(setting, slow, fast, 5)
    check(reference, done)
    with pytest.raises(AssertionError):
        check(reference, dataclasses.replace(done, decrease=done.excess[:, :-1] - done.excess[:, 1:]))


def test_agreement_under_the_rates_of_the_theorem():
    shape = {"N": 2, "K": 5, "d": 4, "m": 3, "H": 4}
    setting = drawn(shape, 8)
    ones = torch.ones(8, dtype=torch.float64)
    training = Training(shape | {"T": 300}, setting.raw | {"gamma_multiple": ones, "rate_multiple": ones})
    check(*both(training, query_rate(training), weight_rate(training), 300))


def test_decrease_is_as_accurate_as_the_balls_say():
    shape = {"N": 2, "K": 4, "d": 3, "m": 2, "H": 3}
    setting = drawn(shape, 1)
    for pair in ((1e-10, 1e-9), (0.5, 1e-7), (2.0, 0.1)):
        step, weight = rates(setting, *pair)
        fast = descend(setting, step, weight, 6, engine="numba")
        with balls.precision(256):
            exact = setting.exact(0).balls()
            step, weight = (balls.from_exact(x.numpy()) for x in (step, weight))
            truth = balls.to_floats(descend(exact, step, weight, 6).decrease)
        assert np.max(np.abs(fast.decrease.numpy() / truth - 1)) <= 1e-12


def test_divergence_is_reported_alike():
    setting = drawn(SHAPES[5], 4)
    step, weight = rates(setting, 1e-3, 0.05)
    weight[1] *= 1e4
    reference, fast = both(setting, step, weight, 120)
    assert fast.outcomes == reference.outcomes
    assert fast.outcomes[1] is Outcome.diverged
    assert fast.outcomes[0] is Outcome.completed
    assert abs(fast.diverged_at[1] - reference.diverged_at[1]) <= 1
    alive = torch.tensor([0, 2, 3])
    torch.testing.assert_close(fast.excess[alive], reference.excess[alive], rtol=1e-11, atol=0)


def test_curves_can_be_left_out():
    setting = drawn(SHAPES[4], 3)
    given = (*rates(setting, 0.1, 0.05), 75, (4, 9, 10))
    for engine in ("torch", "numba"):
        full = descend(setting, *given, engine=engine)
        thin = descend(setting, *given, engine=engine, curves=False)
        assert thin.times == (0, 4, 9, 10, 75)
        at = list(thin.times)
        assert torch.equal(thin.excess, full.excess[:, at])
        assert torch.equal(thin.squared_gradient, full.squared_gradient[:, at])
        sums = [full.decrease[:, a:b].sum(dim=1) for a, b in zip(at, at[1:], strict=False)]
        torch.testing.assert_close(thin.decrease, torch.stack(sums, dim=1), rtol=1e-13, atol=0)
        assert torch.equal(thin.weights, full.weights)


def test_engine_is_chosen_and_can_be_overridden(monkeypatch):
    setting = drawn(SHAPES[0], 1)
    given = (*rates(setting, 0.1, 0.1), 2)
    calls = []
    run = kernel.run
    monkeypatch.setattr(kernel, "run", lambda *a, **k: calls.append(1) or run(*a, **k))
    descend(setting, *given)
    assert len(calls) == 1
    descend(setting, *given, engine="torch")
    monkeypatch.setenv("ICL_VERIFY_ENGINE", "torch")
    descend(setting, *given)
    assert len(calls) == 1
    descend(setting, *given, engine="numba")
    assert len(calls) == 2
    monkeypatch.setenv("ICL_VERIFY_ENGINE", "fortran")
    with pytest.raises(ValueError, match=r"engine must be one of auto, torch, numba, got 'fortran'"):
        descend(setting, *given)
    ball = setting.exact(0).balls()
    rate = balls.from_exact(np.array([0.5]))
    with pytest.raises(ValueError, match="engine must be auto or torch for balls"):
        descend(ball, rate, rate, 1, engine="numba")

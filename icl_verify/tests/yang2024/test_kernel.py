"""The compiled descent computes what the reference loop computes."""

import dataclasses
import itertools
import subprocess
import sys
import warnings

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from icl_verify.numerics import balls, threads
from icl_verify.statement.fields import Field
from icl_verify.yang2024.descent import kernel
from icl_verify.yang2024.descent.descend import Descent, Outcome, descend
from icl_verify.yang2024.setting.instance import Setting, Training
from icl_verify.yang2024.setting.loss import residual
from icl_verify.yang2024.setting.ridge import label_covariance
from icl_verify.yang2024.setting.transformer import attention, effective_attention
from icl_verify.yang2024.setting.variations import RepeatedTokens
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
    {"N": 12, "K": 45, "d": 6, "m": 3, "H": 7},
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
    return RepeatedTokens(shape, raw | changed)


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


def check(reference: Descent, fast: Descent, tolerance: float = 1e-12, negligible: float = 1e-300) -> None:
    """Assert agreement; a drift of the queries below ``negligible`` counts as that size."""
    __tracebackhide__ = True
    assert fast.times == reference.times
    assert disagreement(reference, fast) <= tolerance
    assert curve_error(reference.decrease, fast.decrease) <= tolerance
    assert curve_error(reference.squared_gradient, fast.squared_gradient) <= tolerance
    torch.testing.assert_close(fast.queries, reference.queries, rtol=0, atol=10 * tolerance)
    torch.testing.assert_close(fast.weights, reference.weights, rtol=0, atol=10 * tolerance)
    scale = reference.drift.abs().amax(dim=(1, 2, 3, 4)) + negligible
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
        # Where tokens coincide nothing moves, but for rounding that is in proportion to the rate.
        check(first(reference, batch), fast, negligible=1e-9 * float(step.min()))


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


class WarmSetting(RepeatedTokens):
    initial_weights = Field("H", "K")


@pytest.mark.parametrize("shape", [SHAPES[0], SHAPES[2], SHAPES[4], SHAPES[5]], ids=identity)
def test_initial_weights_are_trained_from(shape):
    setting = drawn(shape, 9)
    generator = torch.Generator().manual_seed(3)
    weights = torch.randn(9, shape["H"], shape["K"], generator=generator, dtype=torch.float64)
    warm = WarmSetting(shape, setting.raw | {"initial_weights": weights})
    reference, fast = both(warm, *rates(setting, 0.1, 0.02), 30)
    assert torch.equal(fast.weights[:, 0], weights)
    check(reference, fast)


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
        sums = [full.decrease[:, a:b].sum(dim=1) for a, b in itertools.pairwise(at)]
        torch.testing.assert_close(thin.decrease, torch.stack(sums, dim=1), rtol=1e-13, atol=0)
        assert torch.equal(thin.weights, full.weights)


@pytest.mark.parametrize(("told", "engine"), [("1", False), ("0", True), ("", True)])
def test_without_a_compiler_torch_trains(monkeypatch, told, engine):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", told)
    assert kernel.supports(drawn(SHAPES[0], 1)) is engine


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


def stable_rates(setting: Setting, moving: float) -> tuple[torch.Tensor, torch.Tensor]:
    """eta_w at a fraction of where training w alone would diverge, and eta_Q in proportion to it."""
    steepness = torch.linalg.eigvalsh(label_covariance(setting))[:, -1] * setting.H / setting.K
    return moving / steepness, 0.5 / steepness


def deformed(kind: str) -> Setting:
    shape, batch = SHAPES[5], 9
    raw = drawn(shape, batch).raw
    changed = {
        "tiny features": {"features": raw["features"] * 1e-6, "noise_level": raw["noise_level"] * 1e-12},
        "huge features": {"features": raw["features"] * 1e6, "noise_level": raw["noise_level"] * 1e12},
        "no noise": {"noise_level": raw["noise_level"] * 1e-9},
        "rank one": {"features": raw["features"][:, :1].expand(-1, shape["m"], -1).contiguous()},
        "equal tokens": {"tokens": raw["tokens"][..., :1].expand(-1, -1, shape["K"]).contiguous()},
        "hard attention": {"queries": raw["queries"] * 300},
        "even attention": {"queries": raw["queries"] * 1e-12},
    }[kind]
    return drawn(shape, batch, **changed)


@pytest.mark.parametrize(
    "kind",
    [
        "tiny features",
        "huge features",
        "no noise",
        "rank one",
        "equal tokens",
        "hard attention",
        "even attention",
    ],
)
def test_agreement_on_degenerate_and_extreme_instances(kind):
    setting = deformed(kind)
    step, weight = stable_rates(setting, 1e-2)
    reference, fast = both(setting, step, weight, 40)
    assert disagreement(reference, fast) <= 1e-12
    assert curve_error(reference.squared_gradient, fast.squared_gradient) <= 1e-12
    assert curve_error(reference.decrease, fast.decrease) <= 1e-11
    assert fast.outcomes == reference.outcomes == (Outcome.completed,) * 9


@pytest.mark.parametrize("by_instance", [False, True], ids=["tokens", "instances"])
def test_long_jumps_of_the_logits(by_instance):
    """Steps that move logits by far more than any series bears still follow the reference."""
    setting = drawn(SHAPES[4], 8 if not by_instance else 32)
    step, weight = rates(setting, 300.0, 0.05)
    reference, fast = both(setting, step, weight, 12)
    assert disagreement(reference, fast) <= 1e-10
    torch.testing.assert_close(fast.queries, reference.queries, rtol=1e-9, atol=1e-9)


def test_both_lane_layouts_agree(monkeypatch):
    setting = drawn(SHAPES[6], 11)
    given = (*rates(setting, 0.5, 0.03), 200)
    found = []
    for choice in (True, False):
        monkeypatch.setattr(kernel, "_lanes_are_instances", lambda *_, choice=choice: choice)
        found.append(descend(setting, *given, engine="numba"))
    check(*found)


@pytest.mark.parametrize("batch", [1, 3, 20])
def test_threads_do_not_change_results(batch, monkeypatch):
    setting = drawn(SHAPES[7], batch)
    given = (*rates(setting, 0.1, 0.02), 150)
    try:
        kernel.use_threads(1)
        alone = descend(setting, *given, engine="numba")
        kernel.use_threads(3)
        monkeypatch.setattr(kernel, "_LONG_STEP", 0)
        shared = descend(setting, *given, engine="numba")
    finally:
        kernel.use_threads(None)
    check(alone, shared)


def test_queries_are_worked_on_in_parts_that_change_nothing(monkeypatch):
    setting = drawn(SHAPES[4], 11)
    given = (*rates(setting, 0.1, 0.02), 12, (0, 5))
    whole = descend(setting, *given, engine="numba")
    monkeypatch.setattr(kernel, "_AT_ONCE", 3 * SHAPES[4]["H"] * SHAPES[4]["d"] ** 2)
    in_parts = descend(setting, *given, engine="numba")
    for name in ("excess", "decrease", "squared_gradient", "queries", "drift", "weights"):
        assert torch.equal(getattr(in_parts, name), getattr(whole, name)), name


def test_threads_are_as_many_as_the_process_is_allowed_unless_asked(monkeypatch):
    monkeypatch.setattr(threads, "_limit", None)
    assert kernel.threads() >= 1
    threads.limit_threads(1)
    assert kernel.threads() == 1
    try:
        kernel.use_threads(5)
        assert kernel.threads() == 5
    finally:
        kernel.use_threads(None)
    with pytest.raises(ValueError, match="count must be an integer >= 1 or None, got 0"):
        kernel.use_threads(0)


def test_a_diverged_instance_leaves_its_neighbours_alone():
    """In lanes of instances, one that diverges early must neither harm nor stop the others."""
    setting = drawn(SHAPES[4], 16)
    step, weight = rates(setting, 0.1, 0.03)
    calm = descend(setting, step, weight, 150, engine="numba")
    weight[3] *= 1e5
    wild = descend(setting, step, weight, 150, engine="numba")
    others = [b for b in range(16) if b != 3]
    assert wild.outcomes[3] is Outcome.diverged
    assert bool(torch.isnan(wild.weights[3, -1]).all())
    assert [wild.outcomes[b] for b in others] == [Outcome.completed] * 15
    torch.testing.assert_close(wild.excess[others], calm.excess[others], rtol=1e-11, atol=0)


def test_importing_the_package_leaves_numba_alone():
    program = "import sys, icl_verify.yang2024.descent.descend; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


class Operations(TorchDispatchMode):
    """What torch is asked to do, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.names.append(function.overloadpacket.__name__)
        return function(*args, **(kwargs or {}))


def test_the_torch_loop_never_waits_for_the_device():
    waits, counts = ("_local_scalar_dense", "nonzero", "is_nonzero"), []
    for steps in (2, 9):
        setting = drawn(SHAPES[4], 3)
        with Operations() as asked:
            descend(setting, *rates(setting, 0.1, 0.05), steps, times=(0,), engine="torch")
        counts.append(sum(name in waits for name in asked.names))
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize("shape", [SHAPES[4], SHAPES[8]], ids=["whole", "factored"])
def test_a_training_asks_little_of_torch(shape):
    """Calls from Python are most of what a short training of one instance takes."""
    setting = drawn(shape, 1)
    given = (*rates(setting, 0.1, 0.05), 3)
    descend(setting, *given, engine="numba")
    with Operations() as asked:
        descend(setting, *given, engine="numba")
    assert len(asked.names) <= 40


@pytest.mark.parametrize("batch", [3, 20])
def test_arrays_may_lie_in_memory_as_they_like(batch):
    setting = drawn(SHAPES[4], 2 * batch)
    raw = {name: array[::2].mT if array.ndim > 2 else array[::2] for name, array in setting.raw.items()}
    raw = {name: array.contiguous().mT if array.ndim > 2 else array for name, array in raw.items()}
    packed = {name: array.contiguous() for name, array in raw.items()}
    strided, compact = (drawn(SHAPES[4], batch, **part) for part in (raw, packed))
    assert not any(array.is_contiguous() for array in strided.raw.values())
    paths = [descend(x, *rates(compact, 0.1, 0.05), 12, engine="numba") for x in (strided, compact)]
    check(*paths)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device is present")
def test_cuda_agrees_with_the_cpu():
    setting = drawn(SHAPES[5], 8)
    step, weight = rates(setting, 0.1, 0.03)
    reference = descend(setting, step, weight, 60, engine="torch")
    remote = RepeatedTokens(setting.sizes, {name: array.cuda() for name, array in setting.raw.items()})
    rates_there = step.cuda(), weight.cuda()
    descend(remote, *rates_there, 1)
    found = descend(remote, *rates_there, 60)
    # Steps between the first and the last wait for nothing: many take as many waits as few.
    with warnings.catch_warnings(record=True) as waits:
        warnings.simplefilter("always")
        torch.cuda.set_sync_debug_mode("warn")
        try:
            descend(remote, *rates_there, 2, times=(0,))
            few = len(waits)
            descend(remote, *rates_there, 40, times=(0,))
        finally:
            torch.cuda.set_sync_debug_mode("default")
    assert len(waits) == 2 * few
    moved = {
        f.name: value.cpu() if isinstance(value := getattr(found, f.name), torch.Tensor) else value
        for f in dataclasses.fields(found)
    }
    check(reference, Descent(**moved))


@pytest.mark.parametrize("by_instance", [True, False], ids=["instances", "tokens"])
@pytest.mark.parametrize("shape", [SHAPES[1], SHAPES[4], SHAPES[6]], ids=identity)
def test_residuals_agree_over_whole_trajectories_under_the_rates_of_the_theorem(
    shape, by_instance, monkeypatch
):
    monkeypatch.setattr(kernel, "_lanes_are_instances", lambda *_: by_instance)
    batch, times = 8, tuple(range(61))
    ones = torch.ones(batch, dtype=torch.float64)
    training = Training(
        shape | {"T": 60}, drawn(shape, batch).raw | {"gamma_multiple": ones, "rate_multiple": ones}
    )
    given = (query_rate(training), weight_rate(training), 60, times)
    slow, fast = (descend(training, *given, engine=engine) for engine in ("torch", "numba"))
    apart, start = torch.zeros(batch, dtype=torch.float64), None
    for t in times:
        one, other = (residual_at(training, path, t) for path in (slow, fast))
        start = torch.linalg.matrix_norm(one) if start is None else start
        apart = torch.maximum(apart, torch.linalg.matrix_norm(one - other) / start)
    assert float(apart.max()) <= 1e-12


def residual_at(setting, path, t):
    """Ahat(theta^(t)) - A, shape (batch, N, K)."""
    scores = attention(setting.tokens, setting.N, path.queries[:, t])
    return residual(setting, effective_attention(scores, path.weights[:, t]))

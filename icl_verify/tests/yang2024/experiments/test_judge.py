"""The judge on planted data: it must be able to refute, to confirm and to abstain."""

from __future__ import annotations

import math

import numpy as np
import pytest

from icl_verify.tests.yang2024.experiments.tiny import tiny_options
from icl_verify.yang2024.experiments import figure2, figure3, figure4, figure5
from icl_verify.yang2024.experiments.curves import Curve, Curves
from icl_verify.yang2024.experiments.judge import above, approach, judge, rank_correlation, sign_test
from icl_verify.yang2024.experiments.options import base_reading

TIMES = np.linspace(0, 100, 21)
FALL = np.exp(-TIMES / 10)
READING = "planted"


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ([1] * 5, "holds"),
        ([-1] * 5, "refuted"),
        ([1] * 4 + [-1], "undecided"),
        ([1] * 4, "undecided"),
        ([1] * 7 + [-1], "holds"),
        ([1] * 5 + [0] * 3, "undecided"),
    ],
)
def test_sign_test(outcomes: list[int], verdict: str) -> None:
    assert sign_test(outcomes, 0.05)[0] == verdict


def test_sign_test_is_exact_and_errs_at_most_at_its_level() -> None:
    assert sign_test([1] * 7 + [-1], 0.05)[1] == 9 / 256
    wrong = sum(
        sign_test([1 if i >> b & 1 else -1 for b in range(8)], 0.05)[0] == "holds" for i in range(256)
    )
    assert wrong / 256 <= 0.05


@pytest.mark.parametrize("outcomes", [[], [2], [1, -3]])
def test_sign_test_refuses_what_is_no_outcome(outcomes: list[int]) -> None:
    with pytest.raises(ValueError, match="outcomes must be"):
        sign_test(outcomes, 0.05)


def test_sign_test_refuses_a_level_outside_its_range() -> None:
    with pytest.raises(ValueError, match="level must lie"):
        sign_test([1], 0.5)


def test_a_sentence_without_its_number_on_any_seed_does_not_apply() -> None:
    nothing = [math.nan] * 5
    made = judge("x", "x", "x", "x", nothing, [0] * 5, 0.05, absent="too few points", note="More.")
    assert (made.verdict, made.note) == ("does not apply", "on every seed: too few points. More.")
    one = judge("x", "x", "x", "x", [*nothing[1:], 2.0], [0] * 5, 0.05, absent="too few points")
    assert one.verdict == "undecided"


def test_interrupted_training_decides_nothing() -> None:
    made = judge("x", "x", "x", "x", [1.0] * 5, [1] * 5, 0.05, complete=False)
    assert made.verdict == "undecided"
    assert "interrupted" in made.note


def test_rank_correlation_agrees_with_scipy() -> None:
    from scipy.stats import spearmanr

    generator = np.random.default_rng(0)
    for _ in range(20):
        x, y = generator.integers(0, 6, 12), generator.integers(0, 6, 12)
        assert rank_correlation(x, y) == pytest.approx(spearmanr(x, y).statistic, abs=1e-12)
    assert rank_correlation([1, 2, 3], [1, math.inf, math.nan]) > 0
    assert rank_correlation([1, 2, 3], [4, 4, 4]) == 0.0


def test_above_counts_nan_against() -> None:
    assert above([1.0, 0.5, math.nan], 0.9) == [1, -1, -1]


def test_approach_tells_reached_flat_and_falling_apart() -> None:
    flat = np.maximum(FALL, 0.3)
    falling = 1 - 0.5 * TIMES / 100
    broken = np.where(TIMES > 50, np.inf, 1.0)
    assert approach(np.stack([FALL, flat, falling, broken]), TIMES.tolist(), 0.01)[1] == [1, -1, 0, -1]


def _planted2(training: np.ndarray, inside: np.ndarray, outside: np.ndarray) -> dict[str, str]:
    options = tiny_options(2)
    wiggle = 1 + 1e-3 * np.arange(options.seeds)[:, None]
    names = (*figure2.QUANTITIES, "excess loss")
    rows = zip(names, (training, inside, outside, training - 1), strict=True)
    curves = Curves(Curve(READING, "one layer", q, TIMES, wiggle * v, options.all_seeds) for q, v in rows)
    return {s.id: s.verdict for s in figure2.sentences(curves, options, True)}


def test_figure2_on_planted_curves() -> None:
    good = _planted2(1 + FALL, FALL, 5 * FALL)
    assert set(good.values()) == {"holds"}
    # Two falling curves always have rank correlation 1: only their pace tells these apart.
    faster = _planted2(1 + FALL, FALL**2, 5 * FALL)
    assert faster["fig2.together"] == "holds"
    assert faster["fig2.same_pace"] == "refuted"
    parted = _planted2(1 + FALL, FALL, 5 * FALL[::-1])
    assert parted["fig2.together"] == "refuted"
    assert parted["fig2.approaches_ridge.out_of_domain"] == "refuted"
    assert parted["fig2.approaches_ridge.in_domain"] == "holds"
    assert parted["fig2.out_costs_no_more"] == "refuted"
    below = _planted2(1 + FALL, FALL, 0.5 * FALL)
    assert below["fig2.out_above_in"] == "refuted"
    rising = _planted2(2 - FALL, FALL[::-1], FALL[::-1])
    assert rising["fig2.together"] == "refuted"


def _planted3(gap: np.ndarray, ridge: np.ndarray, best: np.ndarray) -> dict[str, str]:
    options = tiny_options(3, prompt_lengths=tuple(range(1, 9)), features=4, dictionary=10)
    x = np.arange(1.0, 9.0)
    rows = {figure3.GAP: gap, figure3.RIDGE: ridge, figure3.BEST: best, figure3.LINEAR: ridge}
    name = "tau=1, K=10, planted"
    curves = Curves(
        Curve(name, "regression", q, x, np.tile(v, (5, 1)), options.all_seeds) for q, v in rows.items()
    )
    return {s.id: s.verdict for s in figure3.sentences(curves, options)}


def test_figure3_on_planted_curves() -> None:
    x = np.arange(1.0, 9.0)
    gap, ridge = np.abs(x - 4), 10 - x
    true = _planted3(gap, ridge, ridge + gap * 10 / (10 - x))
    assert (
        true["fig3.gap_smallest_at_m"]
        == true["fig3.closer_the_closer"]
        == true["fig3.gap_is_excess_risk"]
        == "holds"
    )
    assert true["fig3.best_is_best"] == true["fig3.prediction_best_near_m"] == "refuted"
    false = _planted3(np.abs(x - 7), np.abs(x - 4) + 1, np.abs(x - 4) + 0.5)
    assert false["fig3.gap_smallest_at_m"] == false["fig3.closer_the_closer"] == "refuted"
    assert false["fig3.gap_is_excess_risk"] == "refuted"
    assert false["fig3.best_is_best"] == false["fig3.prediction_best_near_m"] == "holds"


def _planted4(by_heads: dict[int, np.ndarray], rise: dict[int, float]) -> dict[str, str]:
    options, found = tiny_options(4), []
    x = TIMES * options.steps / 100
    for heads, excess in by_heads.items():
        rows = {
            "excess loss": excess,
            "training loss": excess + 0.1,
            "largest rise": np.full_like(excess, rise.get(heads, 1.0)),
            "largest rise of the excess": np.full_like(excess, 10 * rise.get(heads, 0.1)),
        }
        found += [
            Curve(READING, f"H={heads}", q, x, np.tile(v, (5, 1)), options.all_seeds) for q, v in rows.items()
        ]
    judged = figure4.sentences(Curves(found), options, True)
    return {s.id: s.verdict for s in judged if f"at step {options.steps // 2}" not in s.reading}


def test_figure4_on_planted_curves() -> None:
    stuck, quick = np.maximum(FALL, 0.5), np.exp(-TIMES / 5)
    as_said = _planted4({1: stuck, 2: FALL, 4: quick, 9: 1 + TIMES}, {9: 2.0})
    assert as_said.pop("fig4.unstable.H=4") == as_said.pop("fig4.excess_unstable.H=4") == "refuted"
    assert set(as_said.values()) == {"holds"}
    against = _planted4({1: FALL, 2: quick, 4: FALL, 9: quick}, {4: 3.0})
    assert against.pop("fig4.unstable.H=4") == against.pop("fig4.excess_unstable.H=4") == "holds"
    assert set(against.values()) == {"refuted"}
    assert _planted4({1: 1 - TIMES / 200, 2: stuck, 4: stuck, 9: FALL}, {})["fig4.stalls.H=1"] == "undecided"
    assert _planted4({1: stuck, 2: stuck, 4: stuck, 9: FALL}, {})["fig4.slow"] == "does not apply"


@pytest.mark.parametrize(
    ("losses", "fewer_ahead", "best", "suffice"),
    [
        ([1.0, 2.0, 3.0], "holds", "refuted", "holds"),
        ([3.0, 2.0, 1.0], "refuted", "refuted", "refuted"),
        ([2.0, 1.0, 1.5], "refuted", "holds", "holds"),
    ],
)
def test_figure5_on_planted_losses(losses: list[float], fewer_ahead: str, best: str, suffice: str) -> None:
    options = tiny_options(5, width=8, layer_heads=(1, 4, 8))
    table = figure5.Compared(np.tile(losses, (5, 1)), np.full(5, 10.0), np.full(5, 0.9))
    judged = figure5.judge_table(table, options, READING, figure5.PER_ITERATION, True)
    verdicts = {s.id.split(".")[1]: s.verdict for s in judged if "gains" not in s.id}
    assert verdicts == {"fewer_heads_ahead": fewer_ahead, "best_at_4": best, "few_suffice": suffice}
    clock = figure5.judge_table(table, options, READING, figure5.PER_SECOND, True)
    assert not any(s.reproducible for s in clock)


@pytest.mark.parametrize(("end", "learned"), [(0.0, 0.9), (10.0, 0.1)])
def test_figure5_decides_nothing_before_training_or_without_learning(end: float, learned: float) -> None:
    options = tiny_options(5, width=8, layer_heads=(1, 4, 8))
    table = figure5.Compared(np.tile([1.0, 2.0, 3.0], (5, 1)), np.full(5, end), np.full(5, learned))
    judged = figure5.judge_table(table, options, READING, figure5.PER_SECOND, True)
    assert {s.verdict for s in judged} == {"undecided"}
    assert all("not trained" in s.note or "beyond copying" in s.note for s in judged)


def test_figure4_separates_adam_from_descent() -> None:
    options = tiny_options(4)
    base = base_reading(options).name
    for descent, verdict in ((1.0, "holds"), (50.0, "refuted")):
        levels = {figure4.ADAM: 50.0, figure4.OWN: descent}
        rises = {rule: np.full((5, 21), level) for rule, level in levels.items()}
        curves = Curves(
            Curve(
                f"{rule}; {base}",
                "H=9",
                figure4.EXCESS_RISE,
                TIMES,
                values,
                options.all_seeds,
            )
            for rule, values in rises.items()
        )
        (judged,) = figure4.sentences(curves, options, True)
        assert judged.verdict == verdict
        assert judged.source == "ours"
        assert "1/curvature" in judged.note

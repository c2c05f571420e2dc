"""The hunt: suprema known in closed form are reached, false statements fall, rounding is not believed."""

from __future__ import annotations

import dataclasses
import io
import json
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import strategies as st

from icl_verify.hunt.course import hunt_batches, hunt_claim
from icl_verify.hunt.sharpness import diagnose, slopes_of
from icl_verify.hunt.sources import aimed
from icl_verify.hunt.space import Space
from icl_verify.judge.settle import settle
from icl_verify.judge.tightness import certify_tightness
from icl_verify.statement.claim import assumption, claim
from icl_verify.statement.fields import Axis, Exact, Field, Instance
from icl_verify.statement.population import Draw, Population
from icl_verify.statement.relation import at_most, equal, positive
from icl_verify.tests.tiny import FAST, Couple, cauchy_schwarz, couples, expand, made
from icl_verify.trial import corpus
from icl_verify.trial.course import try_claim
from icl_verify.trial.evidence import keep
from icl_verify.trial.live import hunt_live
from icl_verify.yang2024.populations.elementary import logit_pairs, vectors
from icl_verify.yang2024.populations.setting import any_setting, parameter_pairs
from icl_verify.yang2024.setting.elementary import LogitPair, Vectors
from icl_verify.yang2024.setting.instance import ParameterPair, Setting
from icl_verify.yang2024.setting.transformer import attention_of
from icl_verify.yang2024.theory.constants import attention_factor, label_scale


def one_shape(kind, sizes, expand):
    """Draws of one shape alone."""
    draws = st.integers(0, 2**32 - 1).map(lambda seed: Draw(sizes, {}, seed))
    return Population(f"one_shape_of_{kind.__name__}", "", draws, expand)


def normal_fields(kind):
    """Every real or positive field standard normal, or its exponential."""

    def expand(draw, batch, device):
        generator, raw = draw.generator(), {}
        for name, field in kind.fields.items():
            shape = (batch, *(draw.sizes[a] for a in field.axes))
            entries = torch.randn(shape, generator=generator, dtype=torch.float64)
            raw[name] = entries if field.kind in ("real", "unit_columns") else entries.exp()
        return kind(draw.sizes, raw)

    return expand


def softmax_moves(pair):
    """The softmax is 2-Lipschitz"""
    xp = pair.xp
    moved = xp.softmax(pair.first, axis=-1) - xp.softmax(pair.second, axis=-1)
    return at_most(xp.sum(xp.abs(moved), axis=-1), 2 * xp.amax(xp.abs(pair.first - pair.second), axis=-1))


def squared_sum(instance):
    """Lemma 3"""
    xp, x = instance.xp, instance.vectors
    total = xp.sum(xp.sum(x, axis=-1) ** 2, axis=-1)
    return at_most(total, instance.length * xp.sum(x**2, axis=(-2, -1)))


def attention_columns(setting):
    """(52)"""
    factor = attention_factor(setting, attention_of(setting))
    return at_most(setting.xp.norm(factor, axis=-2), label_scale(setting)[:, None, None])


KNOWN = [
    ("softmax", softmax_moves, logit_pairs, 0.5),
    ("softmax_two", softmax_moves, one_shape(LogitPair, {"n": 9}, normal_fields(LogitPair)), 0.5),
    ("squared_sum", squared_sum, vectors, 1.0),
    (
        "squared_sum_of_seven",
        squared_sum,
        one_shape(Vectors, {"n": 5, "length": 7}, normal_fields(Vectors)),
        1.0,
    ),
    ("attention_columns", attention_columns, any_setting, 1.0),
    (
        "attention_columns_of_four",
        attention_columns,
        one_shape(Setting, {"d": 3, "K": 6, "N": 4, "m": 3, "H": 2}, normal_fields(Setting)),
        1.0,
    ),
    ("cauchy_schwarz", cauchy_schwarz, couples, 1.0),
    (
        "cauchy_schwarz_in_nine",
        cauchy_schwarz,
        one_shape(Couple, {"n": 9, "columns": 2, "first_columns": 1, "steps": 2}, normal_fields(Couple)),
        1.0,
    ),
]


@pytest.mark.parametrize(("name", "function", "population", "supremum"), KNOWN, ids=[k[0] for k in KNOWN])
def test_known_suprema_are_approached_within_a_percent(name, function, population, supremum):
    tried = claim(f"known.{name}", population=population, statement="")(function)
    found = hunt_claim(tried, steps=160)
    assert found.broken is None, "the statement is true"
    assert 0.99 * supremum <= found.best <= supremum * (1 + 1e-9)
    again = certify_tightness(tried, found.exact)
    assert again.tightness == found.best, "the best is the balls' value of the kept instance"


@pytest.mark.parametrize(
    ("name", "function", "population", "supremum"), KNOWN[::2], ids=[k[0] for k in KNOWN[::2]]
)
def test_a_bound_just_below_its_supremum_is_refuted(name, function, population, supremum):
    tried = claim(f"lowered.{name}", population=population, statement="")(function)
    lowered = tried.lowered(Fraction(985, 1000) * Fraction(supremum), known=Fraction(supremum))
    found = hunt_claim(lowered, steps=400)
    assert found.stopped == "refuted" and found.broken is not None
    assert settle(lowered, found.broken.exact).outcome == "broken"


class Scales(Instance):
    """Two positive numbers and a vector."""

    n = Axis()
    small = Field(kind="positive")
    large = Field(kind="positive")
    x = Field("n")


def near_one(draw, batch, device):
    generator = draw.generator()

    def decade(*shape):
        return 10 ** (2 * torch.rand(batch, *shape, generator=generator, dtype=torch.float64) - 1)

    return Scales(draw.sizes, {"small": decade(), "large": decade(), "x": decade(draw.sizes["n"])})


scales = one_shape(Scales, {"n": 3}, near_one)


def never_far_apart(scales):
    """Two scales are at most 1e9 apart"""
    return at_most(scales.large, 10**9 * scales.small)


def test_a_statement_true_on_all_ordinary_draws_falls_to_the_hunt_alone():
    tried = made(never_far_apart, "tiny.far_apart", population=scales, expected="refuted", form="mutant")
    without = try_claim(tried, FAST, seed=0)
    assert without.verdict == "holds", "no draw comes near"
    found = try_claim(tried, dataclasses.replace(FAST, hunt=60), seed=0)
    assert found.verdict == "refuted" and found.hunted.stopped == "refuted"
    assert found.smallest is not None and settle(tried, found.smallest.exact).outcome == "broken"


def test_declared_ranges_are_never_left():
    def beyond(scales):
        """Nothing is larger than the box allows"""
        return at_most(scales.large, 10**6 * scales.xp.ones((scales.batch,)))

    found = hunt_claim(made(beyond, "tiny.beyond", population=scales), steps=120)
    assert found.broken is None
    assert found.best == pytest.approx(1.0), "the edge of the box is reached"


def cancelling(scales):
    """True (1 + s - 1 = s), and garbage in float64 for small s"""
    xp = scales.xp
    one = xp.ones((scales.batch,))
    return at_most(scales.small / 2, (one * 10**12 + scales.small) - one * 10**12)


def noisy_cancelling(scales):
    """True with tightness 1/5, and rounding noise wherever the scales are far apart"""
    xp = scales.xp
    far = 10**8 * scales.large
    return at_most(xp.abs((far + scales.small) - far), 5 * scales.small)


@pytest.mark.parametrize(("function", "truth"), [(cancelling, 0.5), (noisy_cancelling, 0.2)])
def test_rounding_is_climbed_but_never_believed(function, truth):
    tried = made(function, f"tiny.{function.__name__}", population=scales)
    found = hunt_claim(tried, steps=200)
    assert found.rounding > 0, "float64 claimed more than balls confirm"
    assert found.broken is None and found.best == pytest.approx(truth)
    assert try_claim(tried, dataclasses.replace(FAST, hunt=60), seed=1).verdict == "holds"


def true_controls():
    """Equality cases and limits: every one true, and every one touched by float64's rounding."""

    def triangle(couple):
        xp = couple.xp
        return at_most(xp.norm(couple.x + couple.y), xp.norm(couple.x) + xp.norm(couple.y))

    def same_twice(couple):
        xp = couple.xp
        return at_most(xp.sum((couple.x / 3) ** 2, axis=-1) * 9, xp.sum(couple.x**2, axis=-1))

    def softplus(couple):
        xp = couple.xp
        return at_most(xp.log1p(xp.exp(-couple.scale)), xp.exp(-couple.scale))

    def unit(couple):
        xp = couple.xp
        return at_most(xp.sum(couple.units**2, axis=-2), xp.ones((couple.batch, couple.columns)))

    def two_means(couple):
        xp, x = couple.xp, couple.x
        return at_most(xp.sum(xp.abs(x), axis=-1) ** 2, couple.n * xp.sum(x**2, axis=-1))

    return [triangle, same_twice, softplus, unit, two_means]


@pytest.mark.parametrize("function", true_controls(), ids=lambda f: f.__name__)
def test_no_true_control_is_refuted(function):
    tried = made(function, f"control.{function.__name__}", form="control")
    found = try_claim(tried, dataclasses.replace(FAST, hunt=80), seed=3)
    assert found.verdict == "holds", found.error
    assert found.hunted.broken is None and found.hunted.best <= 1 + 1e-9


def test_assumptions_hold_throughout():
    @assumption("tame", "the large scale is at most three times the small one")
    def tame(scales):
        return at_most(scales.large, 3 * scales.small)

    def quarter(scales):
        """Up to 3 under the assumption"""
        return at_most(scales.large, 4 * scales.small)

    tried = made(quarter, "tiny.assumed", population=scales, assumes=(tame,), minimum_share=0.05)
    found = hunt_claim(tried, steps=120)
    assert found.broken is None and found.best == pytest.approx(0.75, rel=1e-2)
    assert found.best <= 0.75


def test_fixed_fields_stay_as_drawn():
    fixed = dataclasses.replace(scales, name="fixed_scales", fixed=("small",))
    tried = made(never_far_apart, "tiny.fixed", population=fixed)
    found = hunt_claim(tried, steps=80)
    assert found.broken is None
    small = float(found.exact.values["small"].item())
    assert 0.1 <= small <= 10 and found.exact.values["large"].item() > 10**5


def test_the_same_seed_finds_the_same_digits():
    tried = made(cauchy_schwarz, "tiny.same")
    one, other = (hunt_claim(tried, steps=90, seed=5) for _ in range(2))
    assert one.best == other.best and one.exact.to_json() == other.exact.to_json()
    assert (one.steps, one.evaluations) == (other.steps, other.evaluations)
    assert [(s, b) for s, _, b in one.history] == [(s, b) for s, _, b in other.history]
    first, second = (try_claim(tried, dataclasses.replace(FAST, hunt=40), seed=9) for _ in range(2))
    assert first.hunted.exact.to_json() == second.hunted.exact.to_json()


def test_what_has_nothing_to_climb_says_so():
    def same(couple):
        """An equality"""
        return equal(couple.scale, couple.scale)

    def nonzero(couple):
        """A sign"""
        return positive(couple.scale)

    assert hunt_claim(made(same, "tiny.equal"), steps=5).stopped == "nothing to climb"
    assert hunt_claim(made(nonzero, "tiny.positive"), steps=5).stopped == "nothing to climb"
    assert try_claim(made(same, "tiny.equal"), dataclasses.replace(FAST, hunt=5), seed=0).hunted is None


def test_a_member_that_raises_leaves_the_others_climbing():
    def touchy(couple):
        """Raises where the scale is above 2"""
        if isinstance(couple.scale, torch.Tensor) and bool((couple.scale > 2).any()):
            raise ValueError("scale must be at most 2")
        return at_most(couple.scale, 3 * couple.xp.ones((couple.batch,)))

    batch = expand(Draw({"n": 2, "columns": 1, "first_columns": 0, "steps": 1}, {}, 4), 8, "cpu")
    assert bool((batch.scale > 2).any()) and not bool((batch.scale > 2).all())
    found = hunt_batches(made(touchy, "tiny.touchy"), [(0.0, batch)], steps=60)
    assert found.best == pytest.approx(2 / 3, rel=1e-2)


def test_ctrl_c_keeps_what_was_found(tmp_path):
    tried = made(cauchy_schwarz, "tiny.interrupted")

    def interrupt(result):
        if result.best > 0.9:
            raise KeyboardInterrupt

    found = corpus.hunt_from(tmp_path, tried, minutes=1, progress=interrupt)
    assert found.stopped == "interrupted" and found.best > 0.9
    assert corpus.entries(tmp_path, tried)[0]["tightness"] == found.best


def test_the_corpus_is_tried_first_and_only_improves(tmp_path):
    tried = made(cauchy_schwarz, "tiny.corpus")
    first = corpus.hunt_from(tmp_path, tried, steps=60)
    assert [e.to_json() for e in corpus.instances(tmp_path, tried)] == [first.exact.to_json()]
    again = corpus.hunt_from(tmp_path, tried, steps=1, seed=8)
    assert again.corpus == first.best, "what was known is told apart from what was found"
    values = [e["tightness"] for e in corpus.entries(tmp_path, tried)]
    assert values == sorted(values, reverse=True)


def test_a_damaged_corpus_is_named(tmp_path):
    tried = made(cauchy_schwarz, "tiny.damaged")
    (tmp_path / corpus.file_name(tried)).write_text("[1]")
    with pytest.raises(ValueError, match="list of instances"):
        corpus.hunt_from(tmp_path, tried, steps=1)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"minutes": 0}, "minutes must be > 0"), ({"steps": 0}, "steps must be at least 1")],
)
def test_bad_budgets_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        hunt_claim(made(cauchy_schwarz, "tiny.budget"), **options)


def test_the_live_line_ends_with_the_best(tmp_path):
    out = io.StringIO()
    status = hunt_live(made(cauchy_schwarz, "tiny.live"), steps=40, corpus=tmp_path, device="cpu", out=out)
    assert status == 0
    assert "tightest 0.9" in out.getvalue() or "tightest 1" in out.getvalue()
    broken = made(never_far_apart, "tiny.live_broken", population=scales)
    assert hunt_live(broken, steps=200, device="cpu", out=out) == 1
    assert "A break is proved" in out.getvalue()


def test_the_record_holds_the_balls_value_and_the_instance(tmp_path):
    for folder in ("data", "counterexamples"):
        (tmp_path / folder).mkdir()
    tried = made(cauchy_schwarz, "tiny.record")
    finding = try_claim(tried, dataclasses.replace(FAST, hunt=40), seed=2)
    record = keep(finding, tmp_path, None)
    hunted = record["hunt"]
    kept = json.loads((tmp_path / hunted["instance"]).read_text())
    assert hunted["steps"] == finding.hunted.steps > 0
    exact = Exact.from_json(kept["instance"])
    assert certify_tightness(tried, exact).tightness == hunted["best"] >= 0.99
    assert kept["kind"] == "tightest" and kept["shapes"]


class Walk(Instance):
    """A number that shrinks a little at every step."""

    steps = Axis(count=True)
    start = Field(kind="positive", decades=(-1.0, 1.0))


def late_break(walk):
    """start + t is at most 100: false after 90 steps and more"""
    xp, times = walk.xp, range(1, walk.steps + 1)
    values = walk.start[:, None] + xp.array(list(times))
    return at_most(values, 100 * xp.ones((walk.batch, walk.steps)), times=times)


def test_trajectories_are_climbed_short_and_looked_at_in_full():
    tried = made(late_break, "tiny.late", population=one_shape(Walk, {"steps": 95}, normal_fields(Walk)))
    batch = Walk({"steps": 95}, {"start": torch.full((4,), 0.2, dtype=torch.float64)})
    found = hunt_batches(tried, [(0.9, batch)], steps=40)
    assert found.broken is not None and found.broken.exact.sizes["steps"] > 90


@pytest.mark.parametrize(
    "population", [parameter_pairs, logit_pairs, vectors, any_setting], ids=lambda p: p.name
)
def test_coordinates_give_back_what_they_were_made_of(population):
    for draw in population.examples(0, 6):
        batch = population.expand(draw, 5, "cpu")
        space = Space(type(batch), batch.sizes)
        points = space.encode(batch)
        back = space.instance(points)
        for name, field in batch.fields.items():
            given, got = getattr(batch, name), getattr(back, name)
            near = next(b.near for b in space.blocks if b.name == name)
            moved = [batch.raw[name], *([batch.raw[name] - batch.raw[near]] if near else [])]
            inside = field.kind != "real" or all(_inside(x, field) for x in moved)
            if inside:
                scale = float(given.abs().max()) + 1e-300
                assert float((given - got).abs().max()) <= 1e-9 * scale, name
        assert torch.allclose(space.retract(points), points, rtol=1e-12, atol=1e-12)


def _inside(raw, field):
    size = raw.flatten(1).square().mean(dim=1).sqrt()
    low, high = field.decades
    return bool(((size >= 10.0**low) & (size <= 10.0**high)).all())


def test_two_arrays_that_are_close_stay_close():
    draws = parameter_pairs.examples(1, 40)
    draw = next(d for d in draws if d.sizes["N"] > 1 and d.families["queries"] != "zero")
    batch = parameter_pairs.expand(draw, 32, "cpu")
    space = Space(ParameterPair, batch.sizes)
    block = next(b for b in space.blocks if b.name == "other_queries")
    points = space.encode(batch)
    close = (points[:, block.flag] > 0) & (points[:, block.start : block.stop] != 0).any(dim=1)
    assert block.near == "queries" and bool(close.any())
    points[:, block.scale] = torch.where(close, -5.0, points[:, block.scale])
    moved = space.instance(space.retract(points))
    gap = (moved.raw["other_queries"] - moved.raw["queries"]).flatten(1).square().mean(dim=1).sqrt()
    assert np.allclose(gap[close].log10(), -5.0, atol=1e-6)


def test_an_emptied_column_is_no_invalid_instance():
    draw = any_setting.examples(0, 3)[-1]
    batch = any_setting.expand(draw, 2, "cpu")
    space = Space(Setting, batch.sizes)
    points = space.encode(batch)
    block = next(b for b in space.blocks if b.name == "tokens")
    points[:, block.start : block.stop] = 0.0
    assert bool(space.instance(space.retract(points)).tokens.isfinite().all())


def test_a_claim_without_derivatives_is_climbed_blindly_and_says_so():
    def no_slope(scales):
        """large is at most 10^7, through a function that autograd cannot differentiate"""
        large = scales.large
        if isinstance(large, torch.Tensor):
            large = large + 0 * torch.special.gammainc(large, torch.ones_like(large))
        return at_most(large, 10**7 * scales.xp.ones((scales.batch,)))

    found = hunt_claim(made(no_slope, "tiny.no_slope", population=scales), steps=120)
    assert not found.guided and found.best > 1e-2
    assert hunt_claim(made(never_far_apart, "tiny.slope", population=scales), steps=20).guided


def test_a_hunt_that_never_saw_a_number_says_so():
    def nothing(scales):
        """0 <= 1"""
        return at_most(0 * scales.large, scales.xp.ones((scales.batch,)))

    assert hunt_claim(made(nothing, "tiny.nothing", population=scales), steps=20).stopped == "nothing finite"


def corpus_of(monkeypatch, tmp_path, tried, exact):
    """A corpus beside the claim that keeps one instance."""
    entry = {"tightness": 99.0, "instance": exact.to_json(), "digest": "of another time"}
    (tmp_path / corpus.file_name(tried)).write_text(json.dumps({"instances": [entry]}))
    monkeypatch.setattr(corpus, "folder_beside", lambda _: tmp_path)
    for folder in ("data", "counterexamples"):
        (tmp_path / folder).mkdir(exist_ok=True)


def far_apart():
    raw = {"small": 1e-6, "large": 1e6}
    batch = {k: torch.full((1,), v, dtype=torch.float64) for k, v in raw.items()}
    return Scales({"n": 3}, batch | {"x": torch.ones(1, 3, dtype=torch.float64)}).exact(0)


def test_a_break_in_the_corpus_is_judged_apart(tmp_path, monkeypatch):
    tried = made(never_far_apart, "tiny.corpus_break", population=scales)
    corpus_of(monkeypatch, tmp_path, tried, far_apart())
    finding = try_claim(tried, FAST, seed=0)
    record = keep(finding, tmp_path, None)
    assert record["verdict"] == "holds", "the run itself found no break"
    assert record["corpus"]["broken"] and record["corpus"]["best"] == pytest.approx(1e3)
    assert not record["as_expected"] and "corpus" in record["note"]


def test_the_corpus_starts_an_ascent_but_is_not_what_the_hunt_found(tmp_path, monkeypatch):
    def slack(scales):
        """Up to a tenth"""
        return at_most(scales.large, 10**13 * scales.small)

    tried = made(slack, "tiny.corpus_start", population=scales)
    corpus_of(monkeypatch, tmp_path, tried, far_apart())
    finding = try_claim(tried, dataclasses.replace(FAST, hunt=2), seed=0)
    assert keep(finding, tmp_path, None)["corpus"]["best"] == pytest.approx(0.1)
    assert finding.hunted.best < 0.1 and finding.hunted.corpus == pytest.approx(0.1)


def test_entries_of_another_claim_are_certified_again_or_dropped(tmp_path, monkeypatch):
    tried = made(never_far_apart, "tiny.corpus_old", population=fixed_small())
    exact = far_apart()
    corpus_of(monkeypatch, tmp_path, tried, exact)
    assert corpus.entries(tmp_path, tried)[0]["tightness"] == 99.0
    found = corpus.hunt_from(tmp_path, made(softer, "tiny.corpus_old", population=scales), steps=20)
    values = [e["tightness"] for e in corpus.entries(tmp_path, tried)]
    assert found.best > 0 and 99.0 not in values
    other = made(cauchy_schwarz, "tiny.corpus_old")
    assert corpus.instances(tmp_path, other) == []


def fixed_small():
    return dataclasses.replace(scales, name="fixed_for_the_corpus", fixed=("small",))


def softer(scales):
    """Two scales are at most 1e13 apart"""
    return at_most(scales.large, 10**13 * scales.small)


class Sized(Instance):
    """A positive number of some size."""

    n = Axis()
    start = Field(kind="positive", decades=(-1.0, 1.0))


def one_size(sized):
    """1 / (1 + |n - 617|) is at most 2: tight at one size alone"""
    level = 1 / (1 + abs(sized.n - 617)) if isinstance(sized.start, torch.Tensor) else sized.xp.const(1, 2)
    return at_most(level * sized.xp.ones((sized.batch,)), 2 * sized.xp.ones((sized.batch,)))


def test_hypothesis_aims_at_the_one_tight_shape():
    draws = st.tuples(st.integers(1, 100_000), st.integers(0, 2**16)).map(
        lambda d: Draw({"n": d[0]}, {}, d[1])
    )
    population = Population("sizes_up_to_1e5", "", draws, normal_fields(Sized))
    found = aimed(made(one_size, "tiny.one_size", population=population), 3, 300, "cpu")
    assert max(found, key=lambda f: f[0])[1].sizes["n"] == 617


def test_a_patient_hunt_spends_what_equality_saves():
    batch = expand(Draw({"n": 3, "columns": 1, "first_columns": 0, "steps": 1}, {}, 4), 8, "cpu")
    tried = made(cauchy_schwarz, "tiny.patient")
    found = hunt_batches(tried, [(0.9, batch)], steps=400)
    assert found.steps > 360 and len(found.shapes) > 1
    assert all(s["confirmed"] for s in found.shapes) and found.diagnosis == "sharp"


def test_a_refuted_claim_is_hunted_for_how_badly_it_breaks():
    def small_bound(scales):
        """large is at most 1e-3: false on every draw, and by 1e9 at worst"""
        return at_most(1000 * scales.large, scales.xp.ones((scales.batch,)))

    tried = made(small_bound, "tiny.badly", population=scales, expected="refuted")
    without = try_claim(tried, dataclasses.replace(FAST, hunt=40), seed=0)
    found = try_claim(tried, dataclasses.replace(FAST, hunt=40, worst=60), seed=0)
    assert without.hunted is None and without.worst.tightness < 1e5
    assert found.worst.tightness > 1e8 and found.hunted.multiple == pytest.approx(1e9, rel=0.5)


def shapes_with(power):
    return [
        {"sizes": {"n": n, "k": 3}, "scales": {"s": 0.5}, "best": 0.5 * n**power, "confirmed": True}
        for n in (1, 2, 4, 8, 16)
    ]


def test_slopes_and_their_diagnosis():
    slopes = slopes_of(shapes_with(-1.0))
    assert set(slopes) == {"n"} and slopes["n"]["slope"] == pytest.approx(-1.0)
    assert diagnose(0.5, slopes) == "off by a factor that grows with n"
    assert diagnose(2.0, slopes_of(shapes_with(1.0))) == "too small by a factor that grows with n"
    assert diagnose(0.5, slopes_of(shapes_with(0.0))) == "off by a constant"
    assert diagnose(0.995, slopes) == "sharp" and diagnose(np.nan, {}) == "unknown"
    assert slopes_of(shapes_with(-1.0)[:3]) == {}, "three shapes are too few"
    assert "too few shapes" in diagnose(0.5, {}) and "no constant" in diagnose(1e6, slopes)


def test_the_live_line_is_redrawn_on_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    out = Terminal()
    clock = iter(np.arange(0.0, 1e5, 0.5))
    monkeypatch.setattr("icl_verify.trial.live.time.monotonic", lambda: float(next(clock)))
    assert hunt_live(made(cauchy_schwarz, "tiny.terminal"), steps=40, device="cpu", out=out) == 0
    assert out.getvalue().count("\r\x1b[K") > 3 and "smallest multiple" in out.getvalue()

"""What a claim sees is what was drawn, of one member alone, at the steps that it names."""

from dataclasses import replace

import pytest
import torch
from hypothesis import strategies as st

from icl_verify.statement.claim import assumption
from icl_verify.statement.fields import Axis, Field, Instance, derived
from icl_verify.statement.population import Draw, Population
from icl_verify.statement.relation import at_least, at_most, equal, probability
from icl_verify.tests.tiny import FAST, cauchy_schwarz, couples, made
from icl_verify.trial.course import try_claim

QUICK = replace(FAST, hunt=0, prove=4)


def tried(function, id="tiny.claim", **options):
    return try_claim(made(function, id, **options), QUICK, 0)


@derived
def doubled(couple):
    return {"x": 2 * couple.x}


def through_a_field(couple):
    x = couple.x
    x -= 7
    return cauchy_schwarz(couple)


def through_raw(couple):
    if isinstance(couple.scale, torch.Tensor):
        couple.raw["scale"].mul_(1000)
    return cauchy_schwarz(couple)


def through_a_view(couple):
    couple.x[..., 0].zero_()
    return cauchy_schwarz(couple)


def through_a_derived_value(couple):
    if isinstance(couple.x, torch.Tensor):
        doubled(couple)["x"].add_(50)
    return cauchy_schwarz(couple)


def through_unit_columns(couple):
    units = couple.units
    units *= 2
    return cauchy_schwarz(couple)


def through_another_array(couple):
    couple.raw["scale"] = 1000 + 0 * couple.raw["scale"]
    return cauchy_schwarz(couple)


def before_it_fails(couple):
    """Only the first batch is edited"""
    couple.raw["scale"].mul_(10**6)
    raise RuntimeError("on the way")


@pytest.mark.parametrize(
    ("edits", "what"),
    [
        (through_a_field, "field x"),
        (through_raw, "field scale"),
        (through_a_view, "field x"),
        (through_a_derived_value, "the value of doubled"),
        (through_unit_columns, "the value of field units"),
        (through_another_array, "field scale"),
    ],
)
def test_an_edit_in_place_is_an_error_that_names_the_culprit(edits, what):
    result = tried(edits, "tiny.culprit")
    said = f"tiny.culprit (or an assumption of it) must leave its instances as they were, got {what} edited"
    assert result.verdict == "error" and said in result.error


def far_from_zero(couple):
    """|x_0| is at least 1/10: false as drawn, true 7 lower"""
    return at_least(couple.xp.abs(couple.x[..., 0]), couple.xp.const(1, 10) + 0 * couple.scale)


def large(couple):
    """The scale is at least 1/10: false as drawn, true of a thousand times as much"""
    return at_least(couple.scale, couple.xp.const(1, 10) + 0 * couple.scale)


def double_far_from_zero(couple):
    """|2 x_0| is at least 1/10: false as drawn, true 50 higher"""
    return at_least(couple.xp.abs(doubled(couple)["x"][..., 0]), couple.xp.const(1, 10) + 0 * couple.scale)


@pytest.mark.parametrize(
    ("edits", "false"),
    [
        (through_a_field, far_from_zero),
        (through_raw, large),
        (through_another_array, large),
        (before_it_fails, large),
        (through_a_derived_value, double_far_from_zero),
    ],
)
def test_the_next_claim_sees_what_was_drawn(edits, false):
    couples.forget()
    before = tried(false)
    untouched = next(
        batch for _, batch in couples.batches(0, QUICK.examples, QUICK.batch, "cpu")
    ).scale.clone()
    tried(edits, "tiny.culprit")
    after = tried(false)
    again = next(batch for _, batch in couples.batches(0, QUICK.examples, QUICK.batch, "cpu")).scale
    assert bool((untouched == again).all())
    assert before.verdict == after.verdict == "refuted"
    assert before.tally.suspicions == after.tally.suspicions
    assert before.smallest.exact == after.smallest.exact


@derived
def halves(couple):
    return [couple.scale, couple.scale / 2]


def test_a_list_that_claims_share_is_read_only():
    """In balls no edit of a list was seen, and the next claim read it, on another population too."""

    def longer(couple):
        path = halves(couple)
        path.append(path[-1] / 2)
        return at_most(path[-1], couple.scale)

    result = tried(longer, "tiny.longer")
    assert result.verdict == "error" and "'tuple' object has no attribute 'append'" in result.error
    assert tried(lambda c: at_least(halves(c)[-1], c.scale / 2), "tiny.half").verdict == "holds"


def by_a_mean(couple):
    return at_most(
        couple.scale, couple.xp.const(101, 100) * couple.xp.sum(couple.scale, axis=0) / couple.batch
    )


def by_a_plain_number(couple):
    s = couple.scale
    first = float(s[0]) if isinstance(s, torch.Tensor) else s[0]
    return at_most(s * 0 + first, 2 * s)


def by_the_last(couple):
    return at_most(couple.scale, couple.scale[-1:] + 0 * couple.scale)


def by_the_largest(couple):
    s = couple.scale
    return at_most(s, s.max() + 0 * s if isinstance(s, torch.Tensor) else s)


def by_events(couple):
    return probability(couple.units[..., 0, :] < 2 + 0 * couple.scale.mean(), at_least=1 / 2, along="columns")


@assumption("small", "the scale is at most twice the mean one")
def small(couple):
    return at_most(couple.scale, 2 * couple.xp.sum(couple.scale, axis=0) / couple.batch)


@pytest.mark.parametrize("mixes", [by_a_mean, by_a_plain_number, by_the_last, by_the_largest])
def test_members_that_enter_each_other_are_an_error(mixes):
    result = tried(mixes)
    assert result.verdict == "error", result.verdict
    assert "tiny.claim must say of a member of a batch what it says of it alone, got" in result.error


def test_an_assumption_that_mixes_members_is_an_error():
    result = tried(cauchy_schwarz, assumes=(small,))
    assert "assumption small of tiny.claim must say of a member" in (result.error or "")


def rounding(couple):
    """Numbers that are rounding and nothing else: 0 in exact arithmetic, 1e-16 here"""
    xp = couple.xp
    x = couple.x
    return equal(xp.sum(x * (1 + couple.y[..., :1]) - x - x * couple.y[..., :1], axis=-1), 0 * couple.scale)


def ill_conditioned(couple):
    """A difference of numbers 1e12 times as large"""
    large = couple.scale * 10**12
    return at_most((couple.scale + large) - large, couple.scale * 2)


@pytest.mark.parametrize("sound", [rounding, ill_conditioned, cauchy_schwarz])
def test_rounding_is_no_mixing(sound):
    assert tried(sound).error is None


class Decay(Instance):
    """A number that falls to a tenth at every step, beside another count."""

    steps = Axis(count=True, trajectory=True)
    N = Axis(count=True)
    x = Field(kind="positive", decades=(-2.0, 2.0))


def _decaying(draw, batch, device):
    x = torch.exp(torch.randn(batch, generator=draw.generator(), dtype=torch.float64))
    return Decay(draw.sizes, {"x": x})


def _draws(**sizes):
    return st.builds(Draw, st.fixed_dictionaries(sizes), st.just({}), st.integers(0, 2**32 - 1))


decays = Population("decays", "Decaying.", _draws(steps=st.integers(3, 6), N=st.integers(50, 90)), _decaying)


def values(decay):
    """x 10^-t at t = 1..steps"""
    xp = decay.xp
    return xp.stack([decay.x / 10**t for t in range(1, decay.steps + 1)], axis=-1)


def test_the_cut_to_a_step_leaves_other_counts_alone():
    def false_at_first(decay):
        """N x 10^-t <= 2 x, false at t = 1 alone"""
        steps = range(1, decay.steps + 1)
        return at_most(decay.N * values(decay), 2 * decay.x[..., None] + 0 * values(decay), times=steps)

    assert tried(false_at_first, population=decays).verdict == "refuted"


def false_later(decay, times):
    """x 10^-t >= x / 1000, false from t = 4 on"""
    return at_least(values(decay), decay.x[..., None] / 1000 + 0 * values(decay), times=times)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (lambda steps: (1,), "must be as many as the last axis of its sides has entries"),
        (lambda steps: range(2, steps + 2), "must increase within 0..steps ="),
        (lambda steps: range(steps, 0, -1), "must increase within 0..steps ="),
        (lambda steps: range(steps), "must be the steps at which its sides stand"),
    ],
)
def test_wrong_times_are_an_error(times, said):
    result = tried(lambda decay: false_later(decay, times(decay.steps)), population=decays)
    assert result.verdict == "error" and said in result.error, result.error


def test_right_times_refute():
    result = tried(lambda decay: false_later(decay, range(1, decay.steps + 1)), population=decays)
    assert result.verdict == "refuted" and result.smallest.exact.sizes["steps"] == 4


@pytest.mark.parametrize("first", [0, 3, 13])
def test_members_mixed_along_a_trajectory_are_an_error_and_no_wrong_times(first):
    def mixed(decay):
        """x 10^-t <= 2 x, the mean of the batch added from step ``first`` + 1 on"""
        xp, sides = decay.xp, values(decay)
        mean = xp.sum(decay.x, axis=0)[None, None] / decay.batch + 0 * sides
        late = xp.concat([0 * mean[..., :first], mean[..., first:]], axis=-1)
        return at_most(
            sides + late / 100, 2 * decay.x[..., None] + 0 * sides, times=range(1, decay.steps + 1)
        )

    longer = Population("longer_decays", "Decaying.", _draws(steps=st.just(15), N=st.just(50)), _decaying)
    result = tried(mixed, population=longer)
    assert "must say of a member of a batch what it says of it alone, got" in (result.error or "")


def test_times_without_a_declared_trajectory_are_refused():
    class Untold(Instance):
        steps = Axis(count=True)
        x = Field(kind="positive")

    def expand(draw, batch, device):
        return Untold(draw.sizes, {"x": torch.ones(batch).double()})

    untold = Population("untold", "x", _draws(steps=st.just(3)), expand)
    result = tried(lambda one: at_most(one.x[..., None], 2 * one.x[..., None], times=(1,)), population=untold)
    assert "declares none: Axis(count=True, trajectory=True)" in result.error


def test_a_trajectory_is_one_count():
    with pytest.raises(ValueError, match="count must be True for a trajectory"):
        Axis(trajectory=True)
    with pytest.raises(ValueError, match="trajectory of Two must be one axis, got a and b"):
        type("Two", (Instance,), {
            "a": Axis(count=True, trajectory=True), "b": Axis(count=True, trajectory=True), "x": Field(),
        })  # fmt: skip


def test_a_dismissed_suspicion_is_held_against_its_number():
    """A bound that depends on the number of steps: the cut instance is another one from the third batch on"""
    looks = []

    def horizon_counts(decay):
        looks.append(decay.batch)
        late = len([n for n in looks if n > 1]) > 6 and decay.steps > 3
        bound = decay.x[..., None] / (100 if late else 1) + 0 * values(decay)
        return at_most(values(decay), bound, times=range(1, decay.steps + 1))

    result = tried(horizon_counts, population=decays, climbs=False)
    assert "float64 suspected tightness" in (result.error or result.verdict)


def test_what_the_hunt_suspects_at_a_cut_is_held_against_its_number():
    def other_when_short(couple):
        """Doubled unless the trajectory is cut to two steps or fewer: no draw comes near the bound"""
        x = couple.x[..., :1] if couple.steps < 3 else 2 * couple.x[..., :1]
        entries = couple.xp.stack([x[..., 0]] * couple.steps, axis=-1)
        return at_most(couple.xp.abs(entries), 50 + 0 * entries, times=range(1, couple.steps + 1))

    found = try_claim(made(other_when_short), replace(QUICK, hunt=60), 0)
    assert found.verdict == "error" and "must be the steps at which its sides stand" in found.error


def of_steps(couple, values, **times):
    steps = couple.xp.array(list(range(1, couple.steps + 1)))
    return at_least(couple.scale[:, None] + values(steps), couple.scale[:, None], **times)


UNTIMED = {
    "each step": lambda c: of_steps(c, lambda steps: steps[None, :]),
    "the steps from 0": lambda c: at_least(c.scale[:, None] + c.xp.zeros((1, c.steps + 1)), c.scale[:, None]),
    "the last step": lambda c: of_steps(c, lambda steps: steps[None, -1:]),
    "a sum of all": lambda c: at_least(c.scale + sum(range(c.steps)), c.scale),
}


@st.composite
def _long(draw):
    sizes = {"n": draw(st.integers(1, 3)), "columns": 1, "first_columns": 0, "steps": 300}
    return Draw(sizes, {}, draw(st.integers(0, 2**32 - 1)))


long_couples = replace(couples, name="long_couples", draws=_long())


@pytest.mark.parametrize("name", UNTIMED)
def test_a_claim_along_a_long_trajectory_must_say_at_which_steps(name):
    """Without times balls go to the last step, for minutes, to settle what the first one shows."""
    result = tried(UNTIMED[name], population=long_couples)
    assert result.verdict == "error" and result.tally.instances == 0
    assert "tiny.claim must say at which of steps = 300 steps its sides stand, got no times" in result.error
    assert tried(UNTIMED[name]).verdict == "holds"  # of five steps


def test_what_no_trajectory_enters_needs_no_times():
    assert tried(cauchy_schwarz, population=long_couples).verdict == "holds"
    timed = tried(
        lambda c: of_steps(c, lambda s: s[None, -1:], times=(c.steps,)), population=long_couples, climbs=False
    )
    assert timed.verdict == "holds", timed.error

"""Quantities behind the paper's words and our conjectures, against sampling, autograd and second ways."""

import numpy as np
import pytest
import torch

from icl_verify.numerics.balls import to_floats
from icl_verify.yang2024.descent.descend import descend
from icl_verify.yang2024.populations import interpretation as drawn
from icl_verify.yang2024.populations import one_law
from icl_verify.yang2024.populations.setting import inference
from icl_verify.yang2024.programs import certified
from icl_verify.yang2024.programs.bounds import PROGRAMS
from icl_verify.yang2024.setting.law import loss_over_atoms
from icl_verify.yang2024.setting.loss import excess_loss, excess_loss_of, irreducible_loss, loss_by_moments
from icl_verify.yang2024.setting.ridge import ridge_attention, ridge_task
from icl_verify.yang2024.setting.transformer import effective_attention_of
from icl_verify.yang2024.theory import interpretation, prior, reach, speed
from icl_verify.yang2024.theory.constants import contraction_rate, smallest_attention_eigenvalue, weight_rate
from icl_verify.yang2024.theory.training import nats_gained


def batch_of(population, number=0, size=8):
    return list(population.batches(0, 72, size, "cpu"))[number][1]


def assert_close(first, second, digits=9):
    scale = torch.maximum(first.abs(), second.abs()).max()
    assert bool((first - second).abs().max() <= 10.0**-digits * scale)


@pytest.mark.parametrize("which", ["fitted", "best"])
def test_a_rule_predicts_as_its_regression(which):
    setting = batch_of(drawn.short_prompts)
    generator = torch.Generator().manual_seed(2)
    labels = torch.randn(setting.batch, setting.N, generator=generator, dtype=torch.float64)
    task = ridge_task(setting.prompt_features, labels, interpretation.penalty(setting, which))
    by_task = torch.einsum("bm,bmk->bk", task, setting.features[..., setting.N :])
    rule = interpretation.ridge_rule(setting, which=which)
    assert_close(torch.einsum("bn,bnk->bk", labels, rule), by_task)


def test_the_fitted_rule_is_the_unlabelled_part_of_a():
    setting = batch_of(drawn.long_prompts)
    assert_close(interpretation.ridge_rule(setting), ridge_attention(setting)[..., setting.N :])


def test_an_unknown_regression_is_refused():
    with pytest.raises(ValueError, match="which must be"):
        interpretation.penalty(batch_of(drawn.short_prompts), "other")


def test_risks_agree_with_sampling():
    instance = next(b for _, b in inference.batches(0, 72, 2, "cpu") if b.N >= 2 and b.m >= 2)
    rule = interpretation.ridge_rule(instance, which="best")
    generator = torch.Generator().manual_seed(1)
    noise = torch.randn(2, 200_000, instance.m, instance.N, generator=generator, dtype=torch.float64)
    noisy = instance.prompt_features[:, None] + instance.noise_level.sqrt()[:, None, None, None] * noise
    tasks = torch.randn(2, 200_000, instance.m, generator=generator, dtype=torch.float64)
    for task, exact in (
        (instance.task[:, None].expand(-1, 200_000, -1), interpretation.risk_at_task(instance, rule)),
        (tasks, interpretation.average_risk(instance, rule)),
    ):
        labels = torch.einsum("bsm,bsmn->bsn", task, noisy)
        truth = task @ instance.features[..., instance.N :]
        errors = ((labels @ rule - truth) ** 2).mean(dim=-1)
        standard = errors.std(dim=1) / 200_000**0.5
        assert bool(((errors.mean(dim=1) - exact).abs() <= 6 * standard).all())


def test_the_expected_gap_agrees_with_sampling():
    # Graded features leave too few digits to the regressions of the samples.
    batches = drawn.short_prompts.batches(0, 72, 1, "cpu")
    setting = next(b for d, b in batches if b.N >= 2 and d.families["basis"] == "gaussian")
    generator = torch.Generator().manual_seed(2)
    tasks = torch.randn(100_000, setting.m, generator=generator, dtype=torch.float64)
    noise = torch.randn(100_000, setting.m, setting.N, generator=generator, dtype=torch.float64)
    noisy = setting.prompt_features + setting.noise_level.sqrt() * noise
    labels = torch.einsum("sm,smn->sn", tasks, noisy)
    found = [
        ridge_task(setting.prompt_features, labels, interpretation.penalty(setting, w).expand(100_000))
        for w in ("fitted", "best")
    ]
    squared = ((found[0] - found[1]) ** 2).sum(dim=-1)
    standard = squared.std() / 100_000**0.5
    assert abs(float(squared.mean() - interpretation.expected_task_gap(setting)[0])) <= 6 * float(standard)
    answers = (((found[0] - found[1]) @ setting.features[0, :, setting.N :]) ** 2).sum(dim=-1) / setting.K
    standard = answers.std() / 100_000**0.5
    assert abs(float(answers.mean() - interpretation.expected_answer_gap(setting)[0])) <= 6 * float(standard)


def test_a_gap_is_that_of_the_sizes_asked_for():
    setting = batch_of(one_law.figure_3, size=2)
    whole = interpretation.gap_at(setting, length=setting.N, features=setting.m, measure="answers")
    assert_close(whole, interpretation.expected_answer_gap(setting))
    assert bool((interpretation.gap_at(setting, length=20, features=20) == 0).all())
    with pytest.raises(ValueError, match="measure must be"):
        interpretation.gap_at(setting, length=20, features=20, measure="other")


def test_instances_of_one_law_share_their_shape_and_nothing_else():
    drawn_twice = one_law.paper_rates.examples(0, 72)
    assert len(drawn_twice) == 72 and len({d.seed for d in drawn_twice}) == 72
    assert all(d.sizes == drawn_twice[0].sizes and d.families == drawn_twice[0].families for d in drawn_twice)


def test_a_shorter_prompt_keeps_its_unlabelled_tokens():
    setting = batch_of(drawn.long_prompts)
    shorter = interpretation.with_prompt(setting, 2, setting.N)
    assert (shorter.N, shorter.K) == (2, setting.K - setting.N + 2)
    assert torch.equal(shorter.features[..., 2:], setting.features[..., setting.N :])
    for length, start in ((0, 3), (3, 2), (1, setting.K)):
        with pytest.raises(ValueError, match="length must be"):
            interpretation.with_prompt(setting, length, start)
    with pytest.raises(ValueError, match="count must be"):
        interpretation.with_features(setting, setting.m + 1)


def test_a_halved_training_is_part_of_the_whole():
    training = batch_of(drawn.nested_rates)
    half, fewer = speed.fewer_heads(training), speed.smaller_dictionary(training)
    assert half.H == training.H // 2
    assert torch.equal(half.queries, training.queries[:, : half.H])
    assert training.N < fewer.K < training.K


def test_the_rate_can_be_read_at_another_eigenvalue():
    training = batch_of(drawn.nested_rates)
    zeta = smallest_attention_eigenvalue(training)
    assert_close(contraction_rate(speed.at_eigenvalue(training, zeta)), contraction_rate(training))
    assert bool(
        (contraction_rate(speed.at_eigenvalue(training, zeta / 2)) < contraction_rate(training)).all()
    )
    assert torch.equal(smallest_attention_eigenvalue(training), zeta)


def test_frozen_attention_is_descent_with_a_vanishing_query_rate():
    training = batch_of(drawn.nested_trainings)
    rate = weight_rate(training)
    path = descend(training, 1e-60 * rate, rate, training.T, engine="torch")
    gained = torch.cumsum(nats_gained(training, path), dim=1)
    # Nearer to the rounding floor the last steps gain fewer digits than are compared.
    far = path.excess[:, 1:] > 1e-14 * path.excess[:, :1]
    assert_close(torch.where(far, speed.frozen_nats(training), 0.0), torch.where(far, gained, 0.0))
    assert bool((speed.frozen_nats(training)[:, -1] > 1).any())


def test_equal_rates_are_halved_where_asked():
    training = batch_of(drawn.equal_rates)
    (_, plain), (_, small) = (speed.equal_rate_path(training, small=s) for s in (False, True))
    assert bool((small < plain).all())


def test_two_heads_reach_the_target_and_one_does_not():
    model = batch_of(drawn.two_heads)
    assert_close(reach.two_head_attention(model), ridge_attention(model), digits=6)
    assert_close(effective_attention_of(model), ridge_attention(model), digits=6)
    assert bool(
        (excess_loss(model, reach.two_head_attention(model, heads=1)) > 1e3 * excess_loss_of(model)).all()
    )


def test_one_head_imitates_columns_of_one_sign():
    setting = batch_of(drawn.one_head_settings)
    generator = torch.Generator().manual_seed(3)
    target = torch.rand(setting.batch, setting.N, setting.K, generator=generator, dtype=torch.float64)
    target[..., 0] *= -1
    target[..., 1] = 0
    assert_close(reach.one_head_attention(setting, target), target, digits=5)


def test_the_finite_law_has_the_second_moment_it_claims():
    law = batch_of(drawn.task_laws)
    identity = torch.eye(law.m, dtype=torch.float64).expand(law.batch, -1, -1)
    assert_close(law.whitened() @ law.whitened().mT / law.laws, identity, digits=6)
    assert bool((law.whitened().mean(dim=-1).norm(dim=-1) > 0.05).any())
    assert_close(
        loss_over_atoms(law, effective_attention_of(law), law.whitened()),
        loss_by_moments(law, effective_attention_of(law)),
        digits=6,
    )


def test_the_prior_limit_is_a_stationary_point_and_a_for_the_identity():
    law = batch_of(drawn.task_laws)
    limit = prior.prior_attention(law).clone().requires_grad_()
    loss = loss_over_atoms(law, limit, law.atoms).sum()
    (slope,) = torch.autograd.grad(loss, limit)
    assert float(slope.abs().max()) <= 1e-9 * float(loss.detach())
    assert_close(prior.prior_attention(law, noise="m tau", prior=False), ridge_attention(law))
    with pytest.raises(ValueError, match="noise must be"):
        prior.prior_attention(law, noise="tau")


def fewer_heads(setting, count):
    raw = {**setting.raw, "queries": setting.raw["queries"][:, :count].clone()}
    return type(setting)({**setting.sizes, "H": count}, raw)


@pytest.mark.parametrize("heads", [1, None])
def test_both_arithmetics_enclose_the_same_minimum(heads):
    drawn_settings = batch_of(drawn.program_settings if heads else drawn.one_head_settings)
    setting = fewer_heads(drawn_settings, heads) if heads else drawn_settings
    exact = setting.exact(0).balls()
    for program in PROGRAMS:
        lower, upper = (float(side[0]) for side in certified.bounds_of(setting, program=program))
        below, above = (to_floats(side)[0] for side in certified.bounds_of(exact, program=program))
        assert below <= upper * (1 + 1e-12)
        assert lower <= above * (1 + 1e-12)
        assert above - below <= 1e-9 * above
    assert torch.allclose(  # the point of one sign is the one whose loss is the upper end
        loss_by_moments(setting, certified.one_sign_point(setting))[:1],
        torch.tensor(to_floats(loss_by_moments(exact, certified.one_sign_point(exact)))),
        rtol=1e-12,
        atol=0,
    )
    constant = float(irreducible_loss(setting)[0])
    assert abs(float(certified.relaxation_bounds(setting)[0][0]) - constant) <= 1e-9 * constant


def test_a_refused_certificate_is_no_number(monkeypatch):
    from icl_verify.yang2024.programs.certificate import refused

    monkeypatch.setattr(certified, "bound_many", lambda *a: [refused("optimal_inaccurate", "planted")] * 8)
    setting = batch_of(drawn.one_head_settings).select(slice(None))
    assert all(bool(torch.isnan(end).all()) for end in certified.relaxation_bounds(setting))
    assert all(bool(torch.isnan(gap).all()) for gap in certified.certified_gaps(setting).values())


def test_a_regression_with_rounded_entries_is_not_read_as_exact():
    from fractions import Fraction

    regression = batch_of(drawn.regressions).exact(0)
    assert np.isfinite(to_floats(certified.regression_minimiser(regression.balls(), equation=20)[1])).all()
    third = np.array(Fraction(1, 3), dtype=object)
    rounded = regression.replace("noise_level", third).balls()
    assert np.isnan(to_floats(certified.regression_minimiser(rounded, equation=20)[1])).all()

"""Theorem 2: the trained model answers as ridge regression does, (21), (22) and (68) to (70)."""

from fractions import Fraction

from icl_verify import at_least, at_most, claim, equal, probability
from icl_verify.yang2024.paper.findings import OPTIMUM_NOISE, SPECTRAL_NORM
from icl_verify.yang2024.populations.inference import (
    noisy_prompts,
    tails_to_one,
)
from icl_verify.yang2024.populations.setting import any_parameters
from icl_verify.yang2024.populations.training import (
    one_label,
    trained_loud,
    trained_to_21,
)
from icl_verify.yang2024.populations.weakened import FEW_HEADS, LARGE_RATE, SMALL_GAMMA, WARM_START
from icl_verify.yang2024.setting.loss import excess_loss_of, irreducible_loss, loss_by_moments, residual_of
from icl_verify.yang2024.setting.ridge import label_covariance
from icl_verify.yang2024.setting.transformer import effective_attention_of
from icl_verify.yang2024.theory.assumptions import THEOREM_1
from icl_verify.yang2024.theory.constants import (
    initial_gap,
    label_covariance_root,
    optimum_offset,
)
from icl_verify.yang2024.theory.induction import nats_claimed, residual_along
from icl_verify.yang2024.theory.inference import (
    accuracy_asked,
    accuracy_granted,
    attention_reach,
    bounded_labels,
    errors_along,
    errors_along_tasks,
    first_at,
    label_reach,
    steps_demanded,
    steps_needed,
    tail_chance,
    task_norm,
)
from icl_verify.yang2024.theory.training import recorded_excess, recorded_resolved, trajectory

GROUP = "Theorem 2"
ACCURACY = (
    r"\frac1{2K}\|\hat y-\hat y^\star\|^2\le\varepsilon"
    r"\quad\text{for every } T \text{ of (21), on the event of (69)}"
)
# Once the slowest mode alone is left, and Z does not see it, (70) is an equality to more digits than float64
# has; balls settle that, but only by walking the whole way there.
WALKED = 300


def regularisation(instance, per):
    """m tau, or N tau for the regression on noisy features"""
    return (instance.m if per == "m" else instance.N) * instance.noise_level


@claim(
    "thm2.loss_by_distance",
    population=any_parameters,
    sides=("loss", "squared distance plus constant"),
    statement=r"\mathcal L(\theta)=\frac1{2K}\|\bar Z(\hat A-A)\|_2^2+\mathcal L^*",
    source="before (70), as printed with the spectral norm",
    group=GROUP,
    expected="refuted",
    because=SPECTRAL_NORM,
    uses=("lemma5.constant",),
    note="Two slips: the printed L* lies below the infimum, and the sum over k in (36) is the squared "
    "Frobenius norm, which exceeds the spectral one from rank 2.",
)
def loss_is_a_distance(parameters, *, norm="spectral", share=2, optimum="printed"):
    """The loss is the squared spectral distance to A"""
    xp, constant = parameters.xp, irreducible_loss(parameters) - optimum_offset(parameters, optimum=optimum)
    weighted = xp.matmul(label_covariance_root(parameters), residual_of(parameters))
    size = xp.spectral_norm(weighted) if norm == "spectral" else xp.norm(weighted, axis=(-2, -1))
    loss = loss_by_moments(parameters, effective_attention_of(parameters))
    return equal(loss, size**2 / (share * parameters.K) + constant)


loss_is_a_distance.variant(
    "corrected",
    "infimum",
    clause="above the infimum",
    because=SPECTRAL_NORM,
    statement=r"\mathcal L(\theta)=\frac1{2K}\|\bar Z(\hat A-A)\|_2^2+\inf\mathcal L",
    expected="refuted",
    source="before (70), with the printed norm and L* = inf L",
    optimum="corrected",
    note="With the true constant the spectral norm is wrong all the same.",
)
frobenius = loss_is_a_distance.variant(
    "corrected",
    "corrected",
    title="The loss is the squared Frobenius distance to A above its infimum",
    statement=r"\mathcal L(\theta)=\frac1{2K}\|\bar Z(\hat A-A)\|_F^2+\inf\mathcal L",
    expected="holds",
    source="before (70), with the Frobenius norm",
    norm="frobenius",
    optimum="corrected",
)
frobenius.mutant(
    "missing_half", r"\text{with } \frac1K \text{ for } \frac1{2K}", clause="without the factor 1/2", share=1
)


@claim(
    "thm2.loss_controls_distance",
    population=any_parameters,
    sides=("loss above L*", "scaled distance of Ahat from A"),
    statement=r"\mathcal L(\theta)-\mathcal L^*\ge\frac{m\tau}{2K}\|\hat A-A\|_2^2",
    source="before (70), with L* as printed",
    group=GROUP,
    note="Weaker than with inf L: the printed L* lies below it.",
)
def loss_bounds_the_distance(parameters, *, per="m", optimum="printed"):
    """A small excess loss forces Ahat to be close to A"""
    xp = parameters.xp
    distance = xp.spectral_norm(residual_of(parameters)) ** 2
    floor = regularisation(parameters, per) / (2 * parameters.K) * distance
    return at_least(excess_loss_of(parameters) + optimum_offset(parameters, optimum=optimum), floor)


distance_by_infimum = loss_bounds_the_distance.variant(
    "corrected",
    "corrected",
    title="A small excess loss over the infimum forces Ahat to be close to A",
    statement=r"\mathcal L(\theta)-\inf\mathcal L\ge\frac{m\tau}{2K}\|\hat A-A\|_2^2",
    expected="holds",
    source="before (70), with L* = inf L",
    optimum="corrected",
)
distance_by_infimum.lowered(Fraction(95, 100), known=Fraction(1))
distance_by_infimum.mutant(
    "N_tau", r"\text{with } N\tau \text{ for } m\tau", clause="with N tau for m tau", per="N"
)


@claim(
    "thm2.spectral_floor",
    population=any_parameters,
    statement=r"\frac1{2K}\|\bar Z(\hat A-A)\|_2^2\ge\frac{m\tau}{2K}\|\hat A-A\|_2^2",
    source="before (70), the step in spectral norms",
    group=GROUP,
)
def zbar_shrinks_no_distance(parameters, *, per="m"):
    """Zbar shortens no matrix by more than sqrt(m tau), in the spectral norm"""
    xp, residual = parameters.xp, residual_of(parameters)
    weighted = xp.matmul(label_covariance_root(parameters), residual)
    floor = regularisation(parameters, per) * xp.spectral_norm(residual) ** 2
    return at_least(xp.spectral_norm(weighted) ** 2 / (2 * parameters.K), floor / (2 * parameters.K))


zbar_shrinks_no_distance.lowered(Fraction(95, 100), known=Fraction(1))
zbar_shrinks_no_distance.mutant(
    "N_tau", r"\text{with } N\tau \text{ for } m\tau", clause="with N tau for m tau", per="N"
)


@claim(
    "thm2.noise_tail",
    population=tails_to_one,
    statement=(
        r"\mathbb P\Big(\|y-Z^\top\lambda\|^2\ge\tau\|\lambda\|^2"
        r"\big(N+2\sqrt{N\log\tfrac1\delta}+2\log\tfrac1\delta\big)\Big)\le\delta"
    ),
    source="(68)",
    group=GROUP,
    note="Left: the chi-square tail, exactly, by the incomplete gamma function.",
)
def noise_has_a_light_tail(tail):
    """The noise in the labels exceeds the printed size with chance at most delta"""
    return at_most(tail_chance(tail.N, tail.delta), tail.delta)


noise_has_a_light_tail.lowered(
    Fraction(46, 100),
    known=Fraction(49, 100),
    note="The quotient tends to 1/2 for long prompts and delta near 1.",
)


@claim(
    "thm2.label_norm",
    population=noisy_prompts,
    statement=(
        r"\|y\|\le B\Big(\|Z\|_2"
        r"+\sqrt\tau\big(N+2\sqrt{N\log\tfrac1\delta}+2\log\tfrac1\delta\big)^{1/2}\Big)"
        r"\text{ with probability } 1-\delta,\ \delta=\tfrac12"
    ),
    source="(69)",
    group=GROUP,
    uses=("thm2.noise_tail",),
)
def labels_are_bounded(instance, *, delta=Fraction(1, 2), radius=Fraction(1), noise=True, terms=3):
    """The labels of a prompt are within the printed bound, with the printed probability"""
    xp = instance.xp
    chance = xp.const(*delta.as_integer_ratio()) + 0 * instance.delta
    reach = label_reach(instance, chance, terms) if noise else xp.spectral_norm(instance.prompt_features)
    bound = task_norm(instance) * xp.const(*radius.as_integer_ratio()) * reach
    return probability(
        xp.norm(instance.labels(), axis=-1) <= bound[:, None], at_least=1 - delta, along="draws"
    )


at_one_percent = labels_are_bounded.variant(
    "printed",
    "one_percent",
    clause="for delta = 1/100",
    statement=r"\|y\|\le B\Big(\|Z\|_2"
    r"+\sqrt\tau\big(N+2\sqrt{N\log\tfrac1\delta}+2\log\tfrac1\delta\big)^{1/2}\Big)"
    r"\text{ with probability } 1-\delta,\ \delta=\tfrac1{100}",
    expected="holds",
    delta=Fraction(1, 100),
)
at_one_percent.mutant(
    "N_alone",
    r"\|y\|\le B\big(\|Z\|_2+\sqrt{N\tau}\big)\text{ with probability } \tfrac{99}{100}",
    clause="without the logarithms",
    terms=1,
)
at_one_percent.mutant(
    "without_2_log",
    r"\|y\|\le B\Big(\|Z\|_2+\sqrt\tau\big(N+2\sqrt{N\log\tfrac1\delta}\big)^{1/2}\Big)"
    r"\text{ with probability } \tfrac{99}{100}",
    clause="without the last logarithm",
    terms=2,
    note="Fails with chance 1.0% to 2.1%, by the number of labels: hardly more often than (69) allows.",
)
labels_are_bounded.mutant(
    "no_noise",
    r"\|y\|\le B\|Z\|_2 \text{ with probability } \tfrac12",
    clause="without the noise terms",
    noise=False,
)
labels_are_bounded.without(
    "A4",
    clause="for a radius B that is too small",
    expected="refuted",
    weakened=r"\text{ with } B=\tfrac12\|\lambda\|",
    radius=Fraction(1, 2),
    note="Labels scale with lambda.",
)


@claim(
    "thm2.distance",
    population=trained_to_21,
    sides=("distance of Ahat from A", "its bound"),
    statement=(
        r"\|\hat A-A\|_2\le\sqrt{\tfrac{2K}{m\tau}\big(\mathcal L(\theta^{(t)})-\mathcal L^*\big)}"
        r"\text{ along the trajectory}"
    ),
    source="(70), first inequality, with L* as printed",
    group=GROUP,
    note="Weaker than with inf L: the printed L* lies below it.",
    assumes=THEOREM_1,
    uses=("thm2.loss_controls_distance",),
)
def distance_follows_the_loss(training, *, optimum="printed"):
    """During training Ahat is as close to A as the excess loss says"""
    # Both sides are formed from one residual: near convergence it is the difference of nearly equal matrices.
    xp, path, residual = training.xp, trajectory(training), residual_along(training)
    weighted = xp.matmul(label_covariance(training)[:, None], residual)
    excess = xp.sum(residual * weighted, axis=(-2, -1)) / (2 * training.K)
    excess = excess + optimum_offset(training, optimum=optimum)[:, None]
    bound = attention_reach(training, excess)
    resolved = recorded_resolved(path)
    if resolved is not None:
        resolved = resolved & (xp.array(list(path.times)) <= WALKED)
    return at_most(xp.spectral_norm(residual), bound, times=path.times, resolved=resolved)


distance_follows_the_loss.variant(
    "corrected",
    "corrected",
    title="During training Ahat is as close to A as the excess over the infimum says",
    statement=distance_follows_the_loss.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="(70), first inequality, with L* = inf L",
    optimum="corrected",
).lowered(Fraction(95, 100), known=Fraction(99, 100))


@claim(
    "thm2.distance_decays",
    population=trained_to_21,
    sides=("root of the gap at T", "its bound"),
    statement=(
        r"\sqrt{\mathcal L(\theta^{(T)})-\mathcal L^*}\le"
        r"\sqrt{\mathcal L(\theta^{(0)})-\mathcal L^*}\Big(1-\frac{\gamma^2\eta_Q\zeta_0}{2K}\Big)^{T/2}"
    ),
    source="(70), second inequality, with L* as printed",
    group=GROUP,
    expected="refuted",
    because=OPTIMUM_NOISE,
    assumes=THEOREM_1,
    uses=("thm1.rate",),
    note="The printed L* lies (K - N) m tau/(2K) below the infimum, so the left side never vanishes.",
)
def distance_bound_decays(training, *, optimum="printed", factor=Fraction(1)):
    """The bound on the distance shrinks at half the rate of the loss"""
    xp, path = training.xp, trajectory(training)
    offset = optimum_offset(training, optimum=optimum)[:, None]
    left = xp.sqrt(recorded_excess(training) + offset)[:, 1:]
    halved = nats_claimed(training, factor=xp.const(*factor.as_integer_ratio()))[:, None] / 2
    shrunk = xp.exp(-halved * xp.array(list(path.times[1:])))
    right = xp.sqrt(initial_gap(training, optimum=optimum))[:, None] * shrunk
    resolved = recorded_resolved(path)
    return at_most(left, right, times=path.times[1:], resolved=None if resolved is None else resolved[:, 1:])


decaying = distance_bound_decays.variant(
    "corrected",
    "corrected",
    title="The bound on the distance shrinks at half the rate of the loss, for the gap to the infimum",
    statement=distance_bound_decays.statement.replace(r"\mathcal L^*", r"\inf\mathcal L"),
    expected="holds",
    source="(70), second inequality, with L* = inf L",
    optimum="corrected",
)
decaying.mutant(
    "rate_times_27_10",
    r"\text{the same with 2.7 times the rate}",
    clause="at 2.7 times the rate",
    population=one_label,
    factor=Fraction(27, 10),
    note="With one labelled token the rate may be multiplied by 4 - 2x, and x reaches 1/sqrt2: 2.586.",
)


@claim(
    "thm2.accuracy",
    population=trained_to_21,
    sides=("mean squared error", "eps"),
    statement=ACCURACY,
    source="Theorem 2, (21), (22)",
    group=GROUP,
    assumes=(*THEOREM_1, bounded_labels),
    uses=("thm2.distance", "thm2.distance_decays.corrected", "thm2.attention_answers"),
    note="eps is what the instance asks (1e-6 to 1e-2 of the initial error) or, earlier, what (21) grants.",
)
def trained_model_answers(accuracy, *, hurry=1, radius=Fraction(1), task_variance=None):
    """Trained as long as the theorem demands, the model answers within eps of ridge regression"""
    # At step t the theorem speaks of every eps whose T is at most t; the smallest of them, and the eps asked
    # for from the step on that (21) demands for it.
    xp, path = accuracy.xp, trajectory(accuracy)
    times = path.times[1:]
    granted = accuracy_granted(accuracy, xp.array([hurry * t for t in times]), radius=radius)
    allowed = xp.maximum(granted, accuracy_asked(accuracy)[:, None])
    remarks = None
    if path.resolved is not None:
        demanded, needed = steps_demanded(accuracy), steps_needed(accuracy)
        remarks = {"T demanded by (21)": demanded, "T needed": needed, "needed / demanded": needed / demanded}
    errors = errors_along(accuracy)
    if task_variance is not None:
        errors, remarks = errors_along_tasks(accuracy, variance=task_variance), None
    return at_most(errors[..., 1:], allowed[:, None], times=times, remarks=remarks)


trained_model_answers.mutant(
    "T_a_fifth",
    r"\text{(22) for a fifth of the } T \text{ of (21)}",
    clause="after a fifth of the steps",
    hurry=5,
)
trained_model_answers.without(
    "T21",
    clause="after a twentieth of the steps",
    expected="refuted",
    assumes=trained_model_answers.assumes,
    weakened=r"\text{ with } T \text{ a twentieth of (21)}",
    hurry=20,
)
trained_model_answers.without(
    "A4",
    clause="for a radius B that is too small",
    expected="refuted",
    assumes=trained_model_answers.assumes,
    weakened=r"\text{ with } B=10^{-4}\|\lambda\| \text{ in (21)}",
    radius=Fraction(1, 10**4),
    note="(21) depends on B through its logarithm alone, so that a moderate error of B is forgiven.",
)
trained_model_answers.without(
    "labels",
    clause="for larger labels than (69) allows",
    expected="refuted",
    population=trained_loud,
    weakened=r"\text{ off the event of (69), which } \delta \text{ allows for}",
    note="No T that ignores the size of the labels can be enough for all of them.",
)
trained_model_answers.without(
    "A1",
    clause="trained on tasks of another variance",
    expected="refuted",
    assumes=trained_model_answers.assumes,
    weakened=r"\text{ but } \mathbb E\lambda_i^2=\tfrac18 \text{ in training}",
    task_variance=Fraction(1, 8),
    note="Training on tasks of variance 1/8 is eight times as slow as (21) reckons.",
)
trained_model_answers.without(
    "A2",
    expected="refuted",
    **FEW_HEADS,
)
trained_model_answers.without(
    "gamma",
    expected="holds",
    **SMALL_GAMMA,
)
trained_model_answers.without(
    "eta",
    expected="refuted",
    **LARGE_RATE,
)
trained_model_answers.without(
    "w0",
    expected="refuted",
    **WARM_START,
    assumes=trained_model_answers.assumes,
)


@claim(
    "thm2.accuracy_chance",
    population=trained_to_21,
    statement=(
        r"\mathbb P\Big(\frac1{2K}\|\hat y-\hat y^\star\|^2\le\varepsilon\Big)\ge1-\delta"
        r"\text{ at the } T \text{ of (21)},\ \delta=\tfrac1{10}"
    ),
    source="Theorem 2, (22)",
    group=GROUP,
    assumes=THEOREM_1,
    uses=("thm2.accuracy", "thm2.label_norm"),
    note="Training does not see the prompt: several prompts are answered by every trained model.",
)
def answers_are_accurate_with_chance(accuracy, *, hurry=1, delta=Fraction(1, 10)):
    """Over the noise of the prompt, the model answers within eps with the printed probability"""
    path = trajectory(accuracy)
    at = first_at(path.times, steps_demanded(accuracy, delta=delta) / hurry)
    fine = errors_along(accuracy) <= accuracy_asked(accuracy)[:, None, None]
    return probability((fine & at[:, None]).any(dim=-1), at_least=1 - delta, along="draws")


answers_are_accurate_with_chance.mutant(
    "T_a_tenth",
    r"\text{the same at a tenth of the } T \text{ of (21)}",
    clause="after a tenth of the steps",
    hurry=10,
)

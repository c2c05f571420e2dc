"""What the paper says in words of the speed of training: more heads (I1), a larger dictionary (I2)."""

from fractions import Fraction

from icl_verify.trial.claim import claim
from icl_verify.trial.relation import at_most, probability
from icl_verify.yang2024.strategies.populations_interpretation import nested_rates, nested_trainings
from icl_verify.yang2024.theory.assumptions import THEOREM_1
from icl_verify.yang2024.theory.constants import contraction_rate, smallest_attention_eigenvalue
from icl_verify.yang2024.theory.speed import (
    at_eigenvalue,
    fewer_heads,
    nats_after_training,
    smaller_dictionary,
)

GROUP = "In words"
HEADS = r"\text{at }2H\text{ heads is at most that at the first }H\text{ of them}"
TOKENS = r"\text{with all unlabelled tokens is at most that with the first half of them}"


def compared(training, *, axis, speed):
    """The speed with all heads (or tokens) is at most that with half of them"""
    smaller = {"heads": fewer_heads, "tokens": smaller_dictionary}[axis](training)
    if speed == "measured":
        return at_most(nats_after_training(training), nats_after_training(smaller))
    larger = training
    if speed == "fixed":
        larger = at_eigenvalue(training, smallest_attention_eigenvalue(smaller))
    return at_most(contraction_rate(larger), contraction_rate(smaller))


def compared_typically(training, *, axis, speed):
    """The same for more than half of the instances"""
    relation = compared(training, axis=axis, speed=speed)
    return probability(relation.lhs <= relation.rhs, at_least=Fraction(1, 2))


def _on_trial(name, title, text, source, notes, *, expected="refuted", typical="holds", **which):
    """Both readings of one sentence: always, and more often than not."""
    readings = (
        ("", text, expected, "ball", compared, ", always"),
        ("_typically", rf"P\big({text}\big)\ge\tfrac12", typical, "statistical", compared_typically,
         ", more often than not"),
    )  # fmt: skip
    made = []
    for (suffix, statement, verdict, arithmetic, function, ending), note in zip(readings, notes, strict=True):
        population = nested_trainings if which["speed"] == "measured" else nested_rates
        one = claim(
            f"words.{name}{suffix}", population=population, statement=statement, group=GROUP,
            source=source, assumes=THEOREM_1, expected=verdict, arithmetic=arithmetic, note=note,
            title=title + ending, settings=which,
        )  # fmt: skip
        made.append(one(function))
    return made


more_heads_guaranteed, more_heads_guaranteed_typically = _on_trial(
    "more_heads_slower",
    "The guaranteed rate decreases with the number of heads",
    rf"\eta_w\zeta_0/(2K)\ {HEADS}",
    speed="guaranteed",
    axis="heads",
    source="after Theorem 1 (I1), the guaranteed rate",
    notes=(
        "zeta_0 grows with the heads, often by more than L does.",
        "Holds thanks to N = 1, where zeta_0 only doubles; for N >= 2 the rate rose on three draws of four.",
    ),
)
more_heads_fixed, more_heads_fixed_typically = _on_trial(
    "more_heads_slower_at_fixed_zeta",
    "At one zeta_0 the guaranteed rate decreases with the number of heads",
    rf"\eta_w\zeta_0/(2K)\ \text{{at the }}\zeta_0\text{{ of }}H\text{{ heads, }}{HEADS}",
    speed="fixed",
    axis="heads",
    source="after Theorem 1 (I1), at fixed zeta_0",
    notes=(
        "gamma of (15) grows like H^{1/4}; where ||Z^T Zhat||/(m tau) dominates (17), L/gamma^2 falls "
        "with it.",
        "",
    ),
)
more_heads_measured, more_heads_measured_typically = _on_trial(
    "more_heads_slower_measured",
    "Training is slower with more heads",
    rf"\log\Delta^{{(0)}}/\Delta^{{(T)}}\ {HEADS}",
    speed="measured",
    axis="heads",
    source="after Theorem 1 (I1), measured at the rates of (15)-(17)",
    notes=(
        "More heads condition the attention better, and descent under (15)-(17) gains by it.",
        "Undecided: more heads were slower on 135 of 320 draws, faster on the rest.",
    ),
)
larger_dictionary_guaranteed, larger_dictionary_guaranteed_typically = _on_trial(
    "larger_dictionary_slower",
    "The guaranteed rate decreases with the size of the dictionary",
    rf"\eta_w\zeta_0/(2K)\ {TOKENS}",
    speed="guaranteed",
    axis="tokens",
    source="after Theorem 1 (I2), the guaranteed rate",
    notes=(
        "A token that the prompt explains poorly lowers Delta0 (a mean over K) by more than K costs.",
        "Nearly always: 2297 of 2304 draws.",
    ),
)
larger_dictionary_fixed, larger_dictionary_fixed_typically = _on_trial(
    "larger_dictionary_slower_at_fixed_zeta",
    "At one zeta_0 the guaranteed rate decreases with the size of the dictionary",
    rf"\eta_w\zeta_0/(2K)\ \text{{at one }}\zeta_0\text{{, }}{TOKENS}",
    speed="fixed",
    axis="tokens",
    source="after Theorem 1 (I2), at fixed zeta_0",
    notes=(
        "The same counterexample: at N = 1 zeta_0 does not depend on the dictionary.",
        "Nearly always: 2298 of 2304 draws.",
    ),
)
larger_dictionary_measured, larger_dictionary_measured_typically = _on_trial(
    "larger_dictionary_slower_measured",
    "Training is slower with a larger dictionary",
    rf"\log\Delta^{{(0)}}/\Delta^{{(T)}}\ {TOKENS}",
    speed="measured",
    axis="tokens",
    source="after Theorem 1 (I2), measured at the rates of (15)-(17)",
    notes=(
        "The mean over more tokens may contain faster modes.",
        "Undecided: a larger dictionary was slower on 187 of 320 draws.",
    ),
)

"""What the paper says in words of the speed of training: more heads, a larger dictionary (I2)."""

from fractions import Fraction

from icl_verify import at_most, claim, probability
from icl_verify.yang2024.paper import findings
from icl_verify.yang2024.populations.interpretation import nested_rates, nested_trainings
from icl_verify.yang2024.populations.one_law import (
    one_label_rates,
    paper_rates,
    paper_trainings,
)
from icl_verify.yang2024.theory.assumptions import THEOREM_1
from icl_verify.yang2024.theory.constants import contraction_rate, smallest_attention_eigenvalue
from icl_verify.yang2024.theory.speed import (
    at_eigenvalue,
    fewer_heads,
    nats_along,
    smaller_dictionary,
)
from icl_verify.yang2024.theory.training import resolved_steps, trajectory

GROUP = "In words"
SLIPS = {"heads": findings.MORE_HEADS, "tokens": findings.LARGER_DICTIONARY}
HEADS = r"\text{at }2H\text{ heads is at most that at the first }H\text{ of them}"
TOKENS = r"\text{with all unlabelled tokens is at most that with the first half of them}"


def compared(training, *, axis, speed):
    """The speed with all heads (or tokens) is at most that with half of them"""
    smaller = {"heads": fewer_heads, "tokens": smaller_dictionary}[axis](training)
    if speed == "measured":
        paths = [resolved_steps(trajectory(t)) for t in (training, smaller)]
        resolved = None if paths[0] is None else paths[0] & paths[1]
        steps = range(1, training.T + 1)
        return at_most(nats_along(training), nats_along(smaller), times=steps, resolved=resolved)
    larger = training
    if speed == "fixed":
        larger = at_eigenvalue(training, smallest_attention_eigenvalue(smaller))
    return at_most(contraction_rate(larger), contraction_rate(smaller))


def compared_typically(training, *, axis, speed, chance=Fraction(1, 2), reverse=False):
    """The same with at least a given chance, or the reverse"""
    relation = compared(training, axis=axis, speed=speed)
    event = relation.lhs >= relation.rhs if reverse else relation.lhs <= relation.rhs
    return probability(event if relation.times is None else event[:, -1], at_least=chance)


def _compared_sides(which):
    """What the two speeds are called."""
    speed = "fall of the loss's logarithm" if which["speed"] == "measured" else "rate"
    of = {"heads": "heads", "tokens": "unlabelled tokens"}[which["axis"]]
    return f"{speed} with all {of}", f"{speed} with half of them"


def _always(name, title, text, source, note, **which):
    """A sentence on speed read without exception."""
    population = nested_trainings if which["speed"] == "measured" else nested_rates
    decorate = claim(
        f"words.{name}", population=population, statement=text, group=GROUP, source=source,
        form="reading", assumes=THEOREM_1, expected="refuted", because=SLIPS[which["axis"]], note=note,
        title=title + ", always", settings=which, sides=_compared_sides(which),
    )  # fmt: skip
    return decorate(compared)


def _typically(name, title, text, source, note, *, chance=Fraction(1, 2), expected="holds", **which):
    """The same read as a chance, over the paper's own draws of tokens, features and queries."""
    population = paper_trainings if which["speed"] == "measured" else paper_rates
    because = SLIPS[which["axis"]] if expected == "refuted" else None
    decorate = claim(
        f"words.{name}_typically", population=population, statement=_chance(text, chance), group=GROUP,
        source=source, form="reading", assumes=THEOREM_1, expected=expected, because=because, note=note,
        title=title + ", typically", settings={"chance": chance, **which},
    )  # fmt: skip
    return decorate(compared_typically)


def _chance(text, chance):
    return rf"P\big({text}\big)\ge\tfrac{{{chance.numerator}}}{{{chance.denominator}}}"


def _reversed(typical, title, text, chance, note=""):
    """The opposite of a refuted sentence, which holds, and the mutant that claims it nearly always."""
    opposite = typical.variant(
        "corrected", "reversed", title=title, statement=_chance(text, chance), expected="holds",
        reverse=True, chance=chance, note=note,
    )  # fmt: skip
    almost_always = Fraction(99, 100)
    opposite.mutant("chance", _chance(text, almost_always), clause="with chance 99/100", chance=almost_always)
    return opposite


GUARANTEED, FIXED = r"\eta_w\zeta_0/(2K)\ ", r"\eta_w\zeta_0/(2K)\ \text{at one }\zeta_0\text{, }"
MEASURED = r"\log\Delta^{(0)}/\Delta^{(T)}\ "
AT_EVERY_STEP = MEASURED.replace("(T)", "(t)")
MORE_HEADS = HEADS.replace("at most", "at least")
SWAPPED = r"\text{at least, in place of at most, with chance }\tfrac12"
NEARLY_ALWAYS = Fraction(99, 100)

more_heads_guaranteed = _always(
    "more_heads_slower",
    "The guaranteed rate decreases with the number of heads",
    GUARANTEED + HEADS,
    "after Theorem 1, the guaranteed rate",
    "zeta_0 grows with the heads, often by more than L does.",
    speed="guaranteed",
    axis="heads",
)
more_heads_guaranteed_typically = _typically(
    "more_heads_slower",
    "The guaranteed rate decreases with the number of heads",
    GUARANTEED + HEADS,
    "after Theorem 1, the guaranteed rate",
    "Twice the heads raise zeta_0 by more than they raise L.",
    expected="refuted",
    speed="guaranteed",
    axis="heads",
)
_reversed(
    more_heads_guaranteed_typically,
    "The guaranteed rate increases with the number of heads, typically",
    GUARANTEED + MORE_HEADS,
    Fraction(9, 10),
)
one_label_typically = more_heads_guaranteed_typically.variant(
    "reading",
    "one_label",
    clause="with one label",
    statement=_chance(GUARANTEED + HEADS, NEARLY_ALWAYS) + r"\quad\text{for }N=1",
    expected="holds",
    population=one_label_rates,
    chance=NEARLY_ALWAYS,
    note="With one labelled example zeta_0 = H ||Zbar||^2 only doubles.",
)
one_label_typically.mutant(
    "swapped", SWAPPED, clause="with the two exchanged", chance=Fraction(1, 2), reverse=True
)

more_heads_fixed = _always(
    "more_heads_slower_at_fixed_zeta",
    "At one zeta_0 the guaranteed rate decreases with the number of heads",
    FIXED + HEADS,
    "after Theorem 1, at fixed zeta_0",
    "gamma of (15) grows like H^{1/4}; where ||Z^T Zhat||/(m tau) dominates (17), L/gamma^2 falls with it.",
    speed="fixed",
    axis="heads",
)
more_heads_fixed_typically = _typically(
    "more_heads_slower_at_fixed_zeta",
    "At one zeta_0 the guaranteed rate decreases with the number of heads",
    FIXED + HEADS,
    "after Theorem 1, at fixed zeta_0",
    "",
    chance=NEARLY_ALWAYS,
    speed="fixed",
    axis="heads",
)
more_heads_fixed_typically.mutant(
    "swapped", SWAPPED, clause="with the two exchanged", chance=Fraction(1, 2), reverse=True
)

more_heads_measured = _always(
    "more_heads_slower_measured",
    "Training is slower with more heads",
    AT_EVERY_STEP + HEADS,
    "after Theorem 1, measured at the rates of (15)-(17)",
    "More heads condition the attention better, and descent under (15)-(17) gains by it.",
    speed="measured",
    axis="heads",
)
more_heads_measured_typically = _typically(
    "more_heads_slower_measured",
    "Training is slower with more heads",
    MEASURED + HEADS,
    "after Theorem 1, measured at the rates of (15)-(17)",
    "More heads condition the attention better, and descent under (15)-(17) gains by it.",
    expected="refuted",
    speed="measured",
    axis="heads",
)
_reversed(
    more_heads_measured_typically,
    "Training is faster with more heads, typically",
    MEASURED + MORE_HEADS,
    Fraction(3, 4),
)

larger_dictionary_guaranteed = _always(
    "larger_dictionary_slower",
    "The guaranteed rate decreases with the size of the dictionary",
    GUARANTEED + TOKENS,
    "after Theorem 1, the guaranteed rate",
    "A token that the prompt explains poorly lowers Delta0 (a mean over K) by more than K costs.",
    speed="guaranteed",
    axis="tokens",
)
larger_dictionary_guaranteed_typically = _typically(
    "larger_dictionary_slower",
    "The guaranteed rate decreases with the size of the dictionary",
    GUARANTEED + TOKENS,
    "after Theorem 1, the guaranteed rate",
    "",
    chance=NEARLY_ALWAYS,
    speed="guaranteed",
    axis="tokens",
)
larger_dictionary_guaranteed_typically.mutant(
    "swapped", SWAPPED, clause="with the two exchanged", chance=Fraction(1, 2), reverse=True
)

larger_dictionary_fixed = _always(
    "larger_dictionary_slower_at_fixed_zeta",
    "At one zeta_0 the guaranteed rate decreases with the size of the dictionary",
    FIXED + TOKENS,
    "after Theorem 1, at fixed zeta_0",
    "The same counterexample: at N = 1 zeta_0 does not depend on the dictionary.",
    speed="fixed",
    axis="tokens",
)
larger_dictionary_fixed_typically = _typically(
    "larger_dictionary_slower_at_fixed_zeta",
    "At one zeta_0 the guaranteed rate decreases with the size of the dictionary",
    FIXED + TOKENS,
    "after Theorem 1, at fixed zeta_0",
    "",
    chance=NEARLY_ALWAYS,
    speed="fixed",
    axis="tokens",
)
larger_dictionary_fixed_typically.mutant(
    "swapped", SWAPPED, clause="with the two exchanged", chance=Fraction(1, 2), reverse=True
)

larger_dictionary_measured = _always(
    "larger_dictionary_slower_measured",
    "Training is slower with a larger dictionary",
    AT_EVERY_STEP + TOKENS,
    "after Theorem 1, measured at the rates of (15)-(17)",
    "The mean over more tokens may contain faster modes.",
    speed="measured",
    axis="tokens",
)
larger_dictionary_measured_typically = _typically(
    "larger_dictionary_slower_measured",
    "Training is slower with a larger dictionary",
    MEASURED + TOKENS,
    "after Theorem 1, measured at the rates of (15)-(17)",
    "",
    chance=Fraction(3, 4),
    speed="measured",
    axis="tokens",
)
larger_dictionary_measured_typically.mutant(
    "chance", _chance(MEASURED + TOKENS, NEARLY_ALWAYS), clause="with chance 99/100", chance=NEARLY_ALWAYS
)

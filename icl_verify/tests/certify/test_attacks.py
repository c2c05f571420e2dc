"""Refutations are certified, tampered certificates refused; of what is true no certificate can be made."""

from __future__ import annotations

import dataclasses
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icl_verify.certify.certificates import certificate, differing
from icl_verify.certify.check import check_coq, check_script, coq_version
from icl_verify.certify.coq_file import coq
from icl_verify.certify.equality import equality
from icl_verify.certify.script import script
from icl_verify.certify.trace import NoCertificateError, compare_with_balls, relations, trace
from icl_verify.numerics import balls
from icl_verify.numerics.symbolic import Node, number
from icl_verify.statement.relation import at_most, equal, positive
from icl_verify.tests.certify.breaks import BROKEN, a_couple, large
from icl_verify.tests.tiny import cauchy_schwarz, made

needs_coq = pytest.mark.skipif(not coq_version(), reason="Coq is not installed")
broken = pytest.mark.parametrize("claim", BROKEN.values(), ids=BROKEN)


@broken
def test_the_script_proves_the_break(claim) -> None:
    checked = check_script(script(trace(claim, a_couple())))
    assert (checked.outcome, checked.why) == ("proved", "") and len(checked.sha256) == 64


@needs_coq
@broken
def test_coq_proves_the_break(claim) -> None:
    text = coq(trace(claim, a_couple()))
    checked = check_coq(text)
    assert (checked.outcome, checked.why) == ("proved", "")
    assert "Theorem refuted" in text and text.count("Theorem large_") == len(claim.assumes)


def tampered(text: str, name: str, old: str, new: str) -> str:
    """The certificate with one number of the instance changed."""
    changed = re.sub(rf"({name}.*?){re.escape(old)}", rf"\g<1>{new}", text, count=1)
    assert changed != text
    return changed


def test_a_script_with_a_digit_changed_is_refused() -> None:
    text = script(trace(BROKEN["at_most"], a_couple()))
    weaker = tampered(text, 'show\\("y_0"', "number(3)", "number(-1)")
    assert check_script(weaker).outcome == "contradicted"
    assumption = tampered(text, 'show\\("scale"', "number(2)", "number(0)")
    assert check_script(assumption).outcome == "contradicted"


@needs_coq
def test_a_file_for_coq_with_a_digit_changed_is_refused() -> None:
    text = coq(trace(BROKEN["at_most"], a_couple()))
    for changed in (
        tampered(text, "Definition y_0 : R :=", "3", "1"),
        text.replace("Theorem refuted : ", "Theorem refuted : 0 > 1 /\\ "),
        re.sub(r"Binary Mul (\d+) ", r"Binary Add \1 ", text, count=1),
    ):
        assert check_coq(changed).outcome == "refused"


@needs_coq
def test_a_false_program_over_true_definitions_is_refused() -> None:
    """The readable definitions and the program that is evaluated are tied together step by step."""
    text = coq(trace(BROKEN["at_most"], a_couple()))
    lie = re.sub(r"(Definition constants : list Z := .*?)\(3\)", r"\g<1>(9)", text)
    assert lie != text and check_coq(lie).outcome == "refused"


def test_a_certificate_that_is_kept_must_be_the_one_that_is_made(tmp_path) -> None:
    made_now = certificate(BROKEN["at_most"], a_couple())
    made_now.write(tmp_path, "it")
    assert differing(made_now, tmp_path, "it") == []
    path = tmp_path / "it.v"
    text = path.read_text()
    path.write_text("\n".join(line for line in text.splitlines() if not line.startswith("Theorem defined")))
    assert len(differing(made_now, tmp_path, "it")) == 1  # a dropped side condition
    other = certificate(BROKEN["at_most"], a_couple(x=(2, 2)))
    assert len(differing(other, tmp_path, "it")) == 2  # another instance


def test_swapped_sides_of_a_trace_do_not_pass_the_claims_own_balls() -> None:
    claim, exact = BROKEN["at_most"], a_couple()
    with balls.precision(200):
        traced, own = relations(claim, exact.symbols())[0], claim(exact.balls())
        compare_with_balls(traced, own, "it")
        swapped = dataclasses.replace(traced, lhs=traced.rhs, rhs=traced.lhs)
        with pytest.raises(NoCertificateError, match="its own sides"):
            compare_with_balls(swapped, own, "it")
        with pytest.raises(NoCertificateError, match="in balls"):
            compare_with_balls(equal(traced.lhs, traced.rhs), own, "it")
        other = relations(claim, a_couple(x=(2, 2)).symbols())[0]
        with pytest.raises(NoCertificateError, match="its own sides"):
            compare_with_balls(other, own, "it")


UNDEFINED = {
    "a denominator that is 0": lambda x: Node("/", (number(1), x - x)),
    "a negative root": lambda x: Node("sqrt", (number(-1) - x * x,)),
    "a logarithm of 0": lambda x: Node("log", (x - x,)),
}


@pytest.mark.parametrize("undefined", UNDEFINED.values(), ids=UNDEFINED)
def test_what_is_undefined_is_refused_by_both(undefined) -> None:
    """Coq's functions are total: there 1/0 and sqrt(-1) have values, which certify nothing."""
    found = trace(BROKEN["at_most"], a_couple())
    x = found.broken.left
    nothing = undefined(x)
    forged = dataclasses.replace(found, broken=dataclasses.replace(found.broken, left=x + nothing * (x - x)))
    assert check_script(script(forged)).outcome == "refused"
    if not coq_version():
        return
    try:
        text = coq(forged)
    except NoCertificateError as error:
        assert "in range" in str(error)
    else:
        assert check_coq(text).outcome == "refused"


def stays_true(couple):
    """The inner product is at most the product of the norms, plus a little"""
    relation = cauchy_schwarz(couple)
    return at_most(relation.lhs, relation.rhs + couple.scale)


numbers = st.fractions(min_value=-50, max_value=50, max_denominator=20)


@settings(max_examples=60, deadline=None)
@given(x=st.tuples(numbers, numbers), y=st.tuples(numbers, numbers), scale=st.fractions(Fraction(1, 50), 50))
def test_certificates_of_true_statements_cannot_be_made(x, y, scale) -> None:
    exact = a_couple(x=x, y=y, scale=scale)
    for claim in (made(stays_true), made(cauchy_schwarz), made(lambda c: equal(c.x + c.y, c.y + c.x))):
        with pytest.raises(NoCertificateError, match="balls must prove the break"):
            trace(claim, exact)


@settings(max_examples=15, deadline=None)
@given(x=st.tuples(numbers, numbers), y=st.tuples(numbers, numbers), scale=st.fractions(Fraction(1, 50), 50))
def test_nor_does_a_script_prove_one_that_was_forged_past_the_balls(x, y, scale) -> None:
    """The claim's formulas under the opposite sign, on random instances: the script must refuse them all."""
    exact = a_couple(x=x, y=y, scale=scale)
    [relation] = relations(made(stays_true), exact.symbols())
    found = trace(BROKEN["positive"], a_couple())
    broken_line = dataclasses.replace(
        found.broken, left=relation.lhs.nodes[0], right=relation.rhs.nodes[0], sign=">"
    )
    forged = dataclasses.replace(found, broken=broken_line, exact=exact, named=())
    checked = check_script(script(forged))
    assert checked.outcome == "contradicted" and "the opposite is certain" in checked.why


def test_what_cannot_be_traced_is_refused_with_the_reason() -> None:
    def branches(couple):
        return at_most(couple.scale if isinstance(couple.scale, balls.BallArray) else couple.scale.clone(),
                       0 * couple.scale)  # fmt: skip

    with pytest.raises(NoCertificateError, match="clone"):
        trace(made(branches), a_couple())
    with pytest.raises(NoCertificateError, match="at most 30 nodes"):
        trace(BROKEN["kinds"], a_couple(), most_nodes=30)
    vanishes = made(lambda c: positive(c.xp.sqrt(c.scale) * c.xp.sqrt(c.scale) - c.scale))
    with pytest.raises(NoCertificateError, match="balls must prove the break"):
        trace(vanishes, a_couple())
    order = made(lambda c: at_most(c.scale, c.xp.gammaincc(c.xp.const(1, 2) + 0 * c.scale, c.scale)))
    found = certificate(order, a_couple())
    assert found.script == found.coq == "" and "incomplete gamma" in found.without["script"]


@needs_coq
def test_field_closes_an_identity_and_no_other() -> None:
    sizes = {"n": 2, "columns": 1, "first_columns": 0, "steps": 1}
    root = made(lambda c: equal(c.xp.sqrt(c.scale) ** 2 * c.xp.exp(c.x[..., 0] + c.x[..., 1]),
                                c.scale * c.xp.exp(c.x[..., 0]) * c.xp.exp(c.x[..., 1])))  # fmt: skip
    assert check_coq(equality(root, sizes).text).outcome == "proved"
    unit = made(lambda c: equal(c.xp.sum(c.units[..., 0] ** 2, axis=-1), c.xp.ones((c.batch,))))
    assert check_coq(equality(unit, sizes).text).outcome == "proved"
    wrong = made(lambda c: equal(c.scale**2, c.scale * c.scale + c.scale / 10**9), assumes=(large,))
    assert check_coq(equality(wrong, sizes).text).outcome == "refused"
    with pytest.raises(NoCertificateError, match="must be an equality"):
        equality(BROKEN["at_most"], sizes)
    with pytest.raises(NoCertificateError, match="a maximum"):
        equality(made(lambda c: equal(c.xp.amax(c.x, axis=-1), c.scale)), sizes)

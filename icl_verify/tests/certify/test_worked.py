"""Every line of a worked check follows from its inputs, by a reader's calculator, and ends at the balls."""

from __future__ import annotations

import copy
import json
import re
from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
from flint import arb

from icl_verify.catalogue import collect
from icl_verify.certify.certificates import certificate
from icl_verify.certify.put_in import rounded
from icl_verify.certify.surds import Surd, exact_values, shown
from icl_verify.certify.trace import trace
from icl_verify.certify.worked import worked_in_balls
from icl_verify.judge.replay import instance_of
from icl_verify.numerics import balls
from icl_verify.numerics.symbolic import Symbolic, from_exact, in_balls, ordered
from icl_verify.records.example import read_example
from icl_verify.records.worked import Line, WorkedCheck
from icl_verify.report.worked import difference, number, pretty
from icl_verify.statement.relation import at_least
from icl_verify.tests.certify.breaks import BROKEN, a_couple
from icl_verify.tests.certify.reader import ball, faults_of_inputs, faults_on_paper, meet, nodes_by_line
from icl_verify.tests.tiny import made

PROPERTIES = Path(__file__).parents[3] / "properties"
FOLDER = PROPERTIES / "counterexamples"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json") if not path.name.endswith(".worked.json"))


@pytest.fixture(scope="module")
def claims():
    return {claim.id: claim for claim in collect(PROPERTIES)}


def kept(name):
    return json.loads((FOLDER / f"{name}.worked.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_finds_every_line_from_its_inputs_and_the_last_in_the_balls(name, claims) -> None:
    example, check = read_example(FOLDER / f"{name}.json"), kept(name)
    claim = claims[example.claim]
    exact = instance_of(claim, example)
    traced = trace(claim, exact)
    assert WorkedCheck.from_json(check, name).claim == claim.id
    assert faults_on_paper(check) == []
    assert faults_of_inputs(check, nodes_by_line(traced, check)) == []
    known: set[str] = set()
    for line in check["lines"]:
        assert set(line["inputs"]) <= known, "a line must stand behind its inputs"
        known.add(line["name"])
    with balls.precision(traced.bits):
        relation = claim(exact.balls())
        sides = [balls.text(side)[traced.entry] for side in relation.formula_sides()]
    if relation.words.swapped:
        sides.reverse()
    shown_sides = [line["ball"] for line in check["lines"] if line["name"] in ("left side", "right side")]
    mpmath.iv.dps = 50
    assert all(meet(ball(a), ball(b)) for a, b in zip(sides, shown_sides, strict=False))


def test_the_check_of_lemma_5_fits_on_a_page_and_names_everything() -> None:
    lines = kept("lemma5.constant")["lines"]
    assert len(lines) <= 20
    assert [line["exact"] for line in lines[-3:]] == ["1/2", "1/4", "3/2"]
    assert all(line["tex"] and (line["given"] or line["definition"]) for line in lines[:-3])
    assert all(None not in flat_of(line["exact"]) for line in lines)


@pytest.mark.parametrize("name", ["words.more_heads_slower", "words.more_heads_slower_at_fixed_zeta"])
def test_the_numbers_of_the_instance_have_its_own_names(name) -> None:
    """Not those of the training with half the heads, which is derived from it and asked first."""
    given = {line["name"] for line in kept(name)["lines"] if line["given"]}
    fields = {"tokens", "queries", "features", "noise_level", "gamma_multiple", "rate_multiple"}
    assert given == fields


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_is_a_formula(name) -> None:
    for line in kept(name)["lines"]:
        rest = re.sub(r"\\text\{[^{}]*\}", "", line["definition"])
        assert re.search(r"[A-Za-z]", rest) or not line["definition"], line["name"]


# How a definition may speak of what it is made of: by the symbol without its indices, or as here.
SPOKEN = {
    r"\hat Z": ("Z", "z_k", r"\hat y"), r"(v_1,\dots,v_K)": ("v_k", "V", "v_j"),
    r"\hat A": (r"\hat y", r"\delta"),
    r"\bar Z^2": (r"\bar Z", r"Z^\top Z+m\tau I"), r"(x_1,\dots,x_K)": ("x_k", "(x_1"),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_speaks_of_what_its_numbers_come_from(name) -> None:
    """A formula that is equal to another is not the one whose numbers are put in."""
    lines = {line["name"]: line for line in kept(name)["lines"]}
    for line in lines.values():
        said = (line["definition"] + line["tex"]).replace("'", "")  # of another instance alike
        for used in line["inputs"] if line["definition"] else ():
            tex = re.sub(r"\\big\|.*|'|\(t\)", "", lines[used]["tex"])
            norm = "|" in tex
            bare = re.sub(r"^\\sqrt\{\\sum_h(.*)\}$", r"\1", tex) if norm else re.sub(r"[_^].*", "", tex)
            if tex:
                assert any(one in said for one in (tex, bare, *SPOKEN.get(tex, ()))), (line["name"], used)


def test_the_disputed_bracket_is_put_in_as_it_is_printed() -> None:
    """No noise is added to an unlabelled token's and taken off again."""
    (line,) = [one for one in kept("lemma5.constant")["lines"] if one["tex"] == "c_k,c'_k"]
    assert line["put_in"] == ["0**2+1-1*1/1", "0**2-0*0/1"] and line["exact"] == ["0", "0"]


def flat_of(nested):
    return [x for one in nested for x in flat_of(one)] if isinstance(nested, list) else [nested]


@pytest.mark.parametrize("name", ["lemma5.constant", "induction.loss", "lemma10.query_smoothness"])
def test_a_changed_number_is_caught(name, claims) -> None:
    """A check that cannot fail is none: one digit of one value, in every line in turn."""
    example, check = read_example(FOLDER / f"{name}.json"), kept(name)
    claim = claims[example.claim]
    nodes = nodes_by_line(trace(claim, instance_of(claim, example)), check)
    for i in range(len(check["lines"])):
        changed = copy.deepcopy(check)
        line = changed["lines"][i]
        line["exact"], line["ball"] = _one_more(line["exact"]), _one_more(line["ball"])
        assert faults_of_inputs(changed, nodes), f"{line['name']} may say anything"
    for i, line in enumerate(check["lines"]):
        if isinstance(line["put_in"], str) and line["put_in"]:
            changed = copy.deepcopy(check)
            changed["lines"][i]["put_in"] = f"({line['put_in']})+1"
            assert faults_on_paper(changed)


def _one_more(nested):
    """The first entry made another number."""
    if isinstance(nested, list):
        return [_one_more(nested[0]), *nested[1:]]
    return None if nested is None else "12345.0" if "." in nested or "[" in nested else "12345"


def at_least_twice(couple):
    """The scale is at least its own double"""
    return at_least(couple.scale, 2 * couple.scale)


def test_sides_stand_as_the_statement_has_them() -> None:
    exact = a_couple()
    check = certificate(made(at_least_twice), exact).worked
    assert [line.exact for line in check.lines[-2:]] == ["2", "4"] and check.sign == "≱"
    from_balls = worked_in_balls(made(at_least_twice), exact)
    assert from_balls is not None and not from_balls.traced
    assert [line.ball[:1] for line in from_balls.lines[-2:]] == ["2", "4"]
    assert [line.name for line in from_balls.lines] == ["scale", "left side", "right side"]


def test_what_does_not_break_has_no_check() -> None:
    assert worked_in_balls(BROKEN["at_most"], a_couple(x=(1, 0), y=(0, 1))) is None


@pytest.mark.parametrize("exponent", [612, -400])
def test_numbers_beyond_the_floats_are_shown_and_never_put_in(exponent) -> None:
    huge = arb(f"3.5671183e{exponent}") * arb(1).exp() / arb(1).exp()
    assert rounded(huge) is None
    assert number(None, huge.str(30)) == f"≈ {pretty(f'3.567118e{exponent}')}"
    sides = {n: Line(name=n, ball=huge.str(30)) for n in ("left side", "right side", "scale")}
    assert difference(sides) is None


def test_exact_numbers_are_those_of_the_balls() -> None:
    xp = Symbolic()
    two, five = from_exact([2]), from_exact([5])
    golden = (1 + xp.sqrt(five)) / 2
    terms = {
        "1/2+sqrt(5)/2": golden,
        "3/2+sqrt(5)/2": golden**2,
        "-1/2+sqrt(5)/2": 1 / golden,
        "sqrt(2)/2": 1 / xp.sqrt(two),
        "sqrt(10)": xp.sqrt(two) * xp.sqrt(five),
        "2": xp.sqrt(two) ** 2,
        "6*sqrt(2)": xp.sqrt(72 * xp.maximum(two / 2, 1 + 0 * two)),
        "0": xp.log(xp.exp(0 * two)),
    }
    nodes = ordered([array.nodes[0] for array in terms.values()])
    values = exact_values(nodes)
    for text, array in terms.items():
        assert shown(values[id(array.nodes[0])]) == text
    unknown = xp.sqrt(two) + xp.sqrt(five)
    assert exact_values(ordered(unknown.nodes))[id(unknown.nodes[0])] is None
    with balls.precision(200):
        for node, number in zip(nodes, in_balls(nodes), strict=True):
            value = values[id(node)]
            if value is not None:
                mpmath.iv.dps = 50
                root = mpmath.iv.sqrt(value.radicand)
                parts = [
                    mpmath.iv.mpf(x.numerator) / x.denominator for x in (value.rational, value.coefficient)
                ]
                assert meet(parts[0] + parts[1] * root, ball(number.str(40)))


@pytest.mark.parametrize(
    ("number", "sign"),
    [
        (Surd(Fraction(0)), 0),
        (Surd(Fraction(3), Fraction(-2), 2), 1),
        (Surd(Fraction(-3), Fraction(2), 2), -1),
        (Surd(Fraction(7), Fraction(-5), 2), -1),
        (Surd(Fraction(0), Fraction(-1), 3), -1),
    ],
)
def test_the_sign_of_a_surd(number, sign) -> None:
    assert number.sign() == sign

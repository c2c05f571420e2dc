"""What a claim, an assumption and a population accept, and how they name what they refuse."""

from dataclasses import replace
from fractions import Fraction

import pytest

from icl_verify.statement.claim import assumption, claim
from icl_verify.statement.population import Draw
from icl_verify.statement.relation import at_most
from icl_verify.statement.relation.at_most import AtLeast, AtMost
from icl_verify.statement.relation.positive import Positive
from icl_verify.tests.tiny import Couple, cauchy_schwarz, couples, expand, made

SIZES = {"n": 2, "columns": 1, "first_columns": 0, "steps": 5}


@assumption("A1", "the scale is positive")
def first(couple):
    """The scale is > 0."""
    return at_most(0 * couple.scale, couple.scale)


@pytest.mark.parametrize("name", ["", "a b", "a/b", "../a", ".a", "-a", "a]", "a@b", "ä", None, 3])
def test_names_are_plain(name):
    with pytest.raises(ValueError, match="id must be letters"):
        made(cauchy_schwarz, name)
    with pytest.raises(ValueError, match="name must be letters"):
        replace(couples, name=name)
    with pytest.raises(ValueError, match="name must be letters"):
        assumption(name, "")(first.function)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"population": "couples"}, "population must be a Population, got 'couples'"),
        ({"assumes": None}, "assumes must be a tuple of Assumption, got None"),
        ({"assumes": (cauchy_schwarz,)}, "assumes must be a tuple of Assumption, got"),
        ({"uses": "lemma1"}, "uses must be a tuple of str, got 'lemma1'"),
        ({"form": "guess"}, "form must be one of printed, .* got 'guess'"),
        ({"expected": "maybe"}, "expected must be one of holds, refuted, got 'maybe'"),
        ({"minimum_share": 0}, "minimum_share must be > 0 and <= 1, got 0"),
        ({"sides": "loss"}, "sides must be a tuple of str, got 'loss'"),
        ({"sides": ("a", "b", "c")}, "sides of tiny.claim must be at most two names, got"),
        ({"sides": ("loss", " ")}, "sides of tiny.claim must be at most two names, got"),
    ],
)
def test_what_is_no_claim_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        made(cauchy_schwarz, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"cost": 0}, "cost must be > 0 and <= 1, got 0"), ({"batch": 0}, "batch must be >= 1 or None, got 0")],
)
def test_what_is_no_population_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        replace(couples, **options)


@pytest.mark.parametrize("returned", [None, True, 3.0])
def test_a_claim_that_returns_no_relation_says_which_and_what(returned):
    one = made(lambda couple: returned, "tiny.empty")
    with pytest.raises(
        ValueError, match=f"tiny.empty must return a Relation .* got {type(returned).__name__}"
    ):
        one(expand(Draw(SIZES, {}, 0), 1, "cpu"))


def test_only_an_assumption_that_is_made_can_be_dropped():
    one = made(cauchy_schwarz, assumes=(first,))
    assert one.without("A1", expected="holds").assumes == ()
    with pytest.raises(ValueError, match=r"name must be an assumption of tiny.claim \(A1\), got 'A7'"):
        one.without("A7", expected="holds")
    assert one.without("A8", expected="holds", weakened="x").assumes == (first,)
    assert one.without("A9", expected="holds", factor=2).settings == (("factor", 2),)


def test_a_title_and_settings_can_be_given():
    one = claim("tiny.half", population=couples, statement="", title="Half", settings={"factor": 2})
    made_of_it = one(cauchy_schwarz)
    assert (made_of_it.title, made_of_it.settings) == ("Half", (("factor", 2),))
    couple = expand(Draw(SIZES, {}, 0), 4, "cpu")
    assert bool((made_of_it(couple).rhs == 2 * made(cauchy_schwarz)(couple).rhs).all())


def test_equal_draws_hash_alike():
    one, other = Draw({"n": 1, "k": 2}, {"basis": "a"}, 3), Draw({"k": 2, "n": 1}, {"basis": "a"}, 3)
    assert one == other and len({one, other, Draw(SIZES, {}, 3)}) == 2
    assert one != "draw" and isinstance(expand(Draw(SIZES, {}, 3), 1, "cpu"), Couple)


def test_the_title_of_a_variant_says_in_words_what_it_changes():
    base = claim("tiny.titled", population=couples, statement="", title="It is so")(first.function)
    corrected = base.variant("corrected", "corrected", statement="", expected="holds")
    assert corrected.title == "It is so, as corrected"
    assert corrected.lowered(Fraction(19, 20), known=Fraction(1)).title == (
        "It is so, as corrected, with 0.95 times the bound"
    )
    assert base.mutant("wrong_sign", "").title == "It is so, with wrong sign"
    assert base.mutant("twice", "", clause="twice over").title == "It is so, twice over"
    assert base.without("norm", expected="refuted", weakened="x").title == "It is so, without norm"
    whole = base.variant("corrected", "reversed", statement="", expected="holds", title="It is not so")
    assert whole.title == "It is not so"


def test_the_sides_have_the_names_that_the_claim_gives_them():
    one = made(cauchy_schwarz, sides=("loss", "its bound"))
    assert one.words(AtLeast) == replace(AtLeast.words, left="loss", right="its bound")
    assert one.lowered(Fraction(1, 2), known=Fraction(1)).words(AtMost).claimed == "loss ≤ its bound"
    assert one.words(Positive).claimed == "loss > 0"
    alone = made(cauchy_schwarz, sides=("distance",))
    assert alone.words(Positive).claimed == "distance > 0"
    assert alone.words(AtMost).right == AtMost.words.right
    assert made(cauchy_schwarz).words(AtMost) == AtMost.words

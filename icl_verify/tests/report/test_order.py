"""The order of groups and claims, and who rests on whom."""

from __future__ import annotations

from icl_verify.report.links import Links
from icl_verify.report.order import grouped, ordered
from icl_verify.tests.report import synthetic

PAPER = [
    "Setting",
    "Lemmas 1 to 4",
    "Lemma 5",
    "Lemmas 8 to 10",
    "The induction behind Theorem 1",
    "Proposition 1",
    "Theorem 1",
    "Theorem 2",
    "Global optimum",
    "In words",
    "Conjectures",
]


def a_record(name, **changes):
    return synthetic.read_back(synthetic.a_record(name, **changes))


def groups_of(claims, declared=()):
    rows = [{"record": record, "child": False} for record in ordered(claims, declared)]
    return [group["name"] for group in grouped(rows)]


def test_groups_go_as_papers_do_whatever_the_order_of_the_files():
    # Groups that name no stage keep the order in which they came.
    mixed = [*sorted(PAPER[:8], reverse=True), "Conjectures", "Global optimum", "In words"]
    claims = [a_record(f"c{i}", group=name) for i, name in enumerate(mixed)]
    assert groups_of(claims) == PAPER


def test_declared_groups_go_as_declared_and_others_follow():
    claims = [a_record(name, group=name) for name in ("Lemma 1", "Ablations", "Theorem 1", "Setting")]
    assert groups_of(claims, ["Ablations", "Theorem 1"]) == [
        "Ablations",
        "Theorem 1",
        "Setting",
        "Lemma 1",
    ]


def test_claims_keep_the_order_of_the_source_and_circles_end():
    one = a_record("a", of="b", uses=["b"])
    two = a_record("b", of="a", uses=["a"])
    assert [r.id for r in ordered([one, two, a_record("c")])] == ["c", "a", "b"]
    assert Links([one, two]).fallen(one) == []
    names = [r.id for r in ordered([synthetic.read_back(r) for r in synthetic.records()])]
    assert sorted(names) == sorted(r["id"] for r in synthetic.records())


def test_fallen_claims_are_found_through_others():
    claims = [
        a_record("a", verdict="refuted"),
        a_record("b", uses=["a"]),
        a_record("c", uses=["b", "unknown"]),
    ]
    assert Links(claims).fallen(claims[2]) == ["a"]
    assert Links(claims).fallen(claims[0]) == []


def test_a_repair_that_names_the_printed_proof_does_not_fall_with_it():
    claims = [
        a_record("a", verdict="refuted"),
        a_record("b", uses=["a"]),
        a_record("b.corrected", form="corrected", of="b", uses=["a"]),
        a_record("b.own", form="corrected", of="b", uses=["a", "c"]),
    ]
    links = Links(claims)
    assert links.used_by["a"] == ["b", "b.own"]
    assert links.fallen(claims[2]) == [] and links.fallen(claims[3]) == ["a"]

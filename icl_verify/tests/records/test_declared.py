"""What a theory says of itself: checked where it is made, kept in a header, read from a stranger's file."""

import json
from dataclasses import replace

import pytest

from icl_verify.records.declared import Finding, Passage, Source, Symbol, Theory
from icl_verify.records.run import open_run, read
from icl_verify.records.schema import Header

SLIP = Finding("slip", "Lemma 1", "A factor is lost.", "x=y", "x=2y", "wrong constant")
THEORY = Theory(
    Source("On Means", ("A. Author",), "arXiv 1", "https://arxiv.org/abs/1"),
    (SLIP,),
    (Symbol("x", "x=1", "(1)"),),
    (Passage("(1)", "the mean", ("mean.*",)),),
)
HEADER = Header(profile="quick", seed=0, environment={}, started="", selected=("a",))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Source(" "), "title must name the source, got ' '"),
        (lambda: Source("t", link="javascript:alert(1)"), "link must begin with https:// or http://"),
        (lambda: replace(SLIP, weight="grave"), "weight must be one of load-bearing, .*, got 'grave'"),
        (lambda: replace(SLIP, id=""), "id must be 1 to"),
        (lambda: Symbol("", "x"), "tex must be a symbol"),
        (lambda: Passage("(2)", "nothing tries it"), r"\(2\) must have claims or say why not"),
        (lambda: Passage("(2)", "both", ("a",), "why"), r"\(2\) must have claims or say why not"),
        (
            lambda: Theory(findings=(SLIP, replace(SLIP, where="Lemma 2"))),
            "finding ids must be unique, got slip for two findings",
        ),
        (
            lambda: THEORY.joined(Theory(Source("Another"))),
            "source must be one, got 'On Means' and 'Another'",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_together_two_theories_have_each_entry_once():
    more = Theory(findings=(SLIP, replace(SLIP, id="other")))
    joined = THEORY.joined(more)
    assert joined.source == THEORY.source and [f.id for f in joined.findings] == ["slip", "other"]
    assert joined.joined(more) == joined and Theory().joined(THEORY) == THEORY


def test_a_header_keeps_a_theory_and_a_resumed_run_keeps_it_where_it_is_told_none(tmp_path):
    open_run(tmp_path, HEADER.of_theory(THEORY))
    assert read(tmp_path).header.theory == THEORY
    assert open_run(tmp_path, HEADER, resume=True).header.theory == THEORY
    new = replace(THEORY, findings=())
    assert open_run(tmp_path, HEADER.of_theory(new), resume=True).header.theory == new


def test_a_header_of_before_has_none_and_a_stranger_s_is_checked(tmp_path):
    open_run(tmp_path, HEADER)
    path = tmp_path / "header.json"
    found = json.loads(path.read_text())
    for key in ("source", "findings", "symbols", "passages"):
        del found[key]
    path.write_text(json.dumps(found))
    assert read(tmp_path).header.theory == Theory()
    path.write_text(json.dumps({**found, "findings": [{"id": "x"}]}))
    with pytest.raises(ValueError, match=r"header.findings\[0\] must have the key 'where'"):
        read(tmp_path)

"""Only what changed since an earlier run is tried; the rest is taken over and says where it was decided."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import watchfiles

from icl_verify import assumption, claim, positive, watch
from icl_verify.cli import main
from icl_verify.pytest_plugin import since
from icl_verify.pytest_plugin.resumed import Earlier, earlier_run, stated
from icl_verify.records import run as runs
from icl_verify.records.schema import AssumptionRecord, Header, Record
from icl_verify.tests import tiny
from icl_verify.tests.plugin.running import environment, icl_verify, records, write_claims
from icl_verify.trial.evidence import versions

READS = '''
FACTOR = 1

@claim("tiny.reads", population=couples, statement="x")
def reads(couple):
    """The inner product is at most a constant of the module times the product of the norms"""
    return cauchy_schwarz(couple, factor=FACTOR)

@claim("tiny.leans", population=couples, statement="x", uses=("tiny.reads",))
def leans(couple):
    """What rests on the other"""
    return cauchy_schwarz(couple)
'''


def tried(run):
    return {name for name, record in records(run).items() if not record["decided_in"]}


def test_only_what_changed_is_tried_and_the_rest_says_where_it_was_decided(tmp_path):
    claims = write_claims(tmp_path, READS) / "test_tiny.py"
    assert icl_verify(tmp_path, "run", "--out", "a", "-n", "0", "--hunt", "5").returncode == 0
    begun = records(tmp_path / "a")
    assert {record["decided_in"] for record in begun.values()} == {""}

    same = icl_verify(tmp_path, "run", "--out", "b", "--since", "a", "-n", "0")
    assert same.returncode == 0 and "4 of 4 claims" in same.stdout, same.stdout + same.stderr
    assert not {"tiny.holds", "tiny.reads"} & set(same.stdout.split())
    assert records(tmp_path / "b") == {name: {**r, "decided_in": "a"} for name, r in begun.items()}
    files = {p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*.json") if p.parent.name != "a"}
    assert len(files) >= 8
    assert all((tmp_path / "a" / p).read_bytes() == (tmp_path / "b" / p).read_bytes() for p in files)

    # Of another length: Python takes a file of one second and length for the one that it compiled.
    claims.write_text(claims.read_text().replace("FACTOR = 1", "FACTOR = 0 * 1"))
    changed = icl_verify(tmp_path, "run", "--out", "c", "--since", "b", "-n", "2")
    assert changed.returncode == 1, changed.stdout + changed.stderr
    assert "verdicts that changed (1)" in changed.stdout and "2 of 4 claims" in changed.stdout
    shown = changed.stdout.split()
    assert {"tiny.reads", "tiny.leans"} <= set(shown) and "tiny.holds" not in shown
    # The verdicts come before the page, which takes longer to draw.
    assert shown.index("tiny.reads") < shown.index("taken") < shown.index("report:") == len(shown) - 2
    found = records(tmp_path / "c")
    assert tried(tmp_path / "c") == {"tiny.reads", "tiny.leans"}
    assert found["tiny.reads"]["verdict"] == "refuted" and found["tiny.holds"]["decided_in"] == "a"
    header = json.loads((tmp_path / "c" / "header.json").read_text())
    assert (header["since"], header["hunt"]) == ("b", 5)
    assert header["selected"] == json.loads((tmp_path / "a" / "header.json").read_text())["selected"]

    # Nothing changed, and what was not as expected is tried again: that, and not what rests on it.
    assert icl_verify(tmp_path, "run", "--out", "d", "--since", "c").returncode == 1
    assert tried(tmp_path / "d") == {"tiny.reads"}


POPULATION = replace(tiny.couples, name="since_couples")
OTHER = replace(tiny.couples, name="since_couples", cost=0.5)


def a_claim(name, *, bound=1, population=POPULATION, uses=(), statement="x", **named):
    def stated(couple):
        """A claim"""
        return tiny.cauchy_schwarz(couple, factor=bound)

    return claim(name, population=population, statement=statement, uses=uses, **named)(stated)


@functools.cache
def catalogue():
    """Claims that rest on each other; made when tests run, as none of them is a test here."""
    base = a_claim("since.base")
    others = [a_claim("since.user", uses=("since.base",)), a_claim("since.far", uses=("since.user",))]
    return [base, *others, base.mutant("half", "x", bound=Fraction(1, 2)), a_claim("since.alone")]


def run_of(claims, **changed):
    """What an earlier run of the claims says of itself."""
    run = Earlier(
        profile="quick", seed=0, hunt=0, selected=[c.id for c in claims],
        decided={c.id: c.trial_digest for c in claims}, unexpected=[],
        said={c.id: stated(c) for c in claims},
        started="2020-01-01T00:00:00+00:00", environment=dict(versions()),
    )  # fmt: skip
    return replace(run, **changed)


EVERY = {"since.base", "since.user", "since.far", "since.base.mutant_half", "since.alone"}
CHANGES = {
    "nothing": (lambda claims: claims, {}, EVERY),
    "a statement": (lambda claims: [a_claim("since.base", bound=2), *claims[1:]], {}, {"since.alone"}),
    "a law": (lambda claims: [a_claim("since.base", population=OTHER), *claims[1:]], {}, {"since.alone"}),
    "one is gone": (lambda claims: claims[1:], {}, {"since.alone"}),
    "one is new": (lambda claims: [*claims, a_claim("since.new")], {}, EVERY),
    "a surprise": (lambda claims: claims, {"unexpected": ["since.base"]}, EVERY - {"since.base"}),
    "versions": (lambda claims: claims, {"environment": {**versions(), "torch": "0"}}, set()),
    "a note": (lambda claims: [a_claim("since.base", note="n"), *claims[1:]], {}, {"since.alone"}),
    "what cannot be told": (
        lambda claims: [*claims[:-1], a_claim("since.alone", bound=(n for n in ()))],
        {},
        EVERY - {"since.alone"},
    ),
    "no known start": (lambda claims: claims, {"started": "unknown"}, set()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_claim_is_tried_for_what_changed_and_for_what_it_rests_on(name):
    change, run, same = CHANGES[name]
    assert since.unchanged(change(catalogue()), run_of(catalogue(), **run)) == same


def test_what_was_kept_of_a_claim_since_has_it_tried(tmp_path, monkeypatch):
    (tmp_path / "counterexamples").mkdir()
    kept = tmp_path / "counterexamples" / "since.alone.json"
    kept.write_text("{}")
    monkeypatch.setattr("icl_verify.trial.corpus.folder_beside", lambda claim, name: tmp_path / name)
    before = run_of(catalogue())
    assert since.unchanged(catalogue(), before) == EVERY - {"since.alone"}
    os.utime(kept, (0, 0))
    assert since.unchanged(catalogue(), before) == EVERY
    there = replace(before, kept={"since.alone": ["counterexamples"]})
    assert since.unchanged(catalogue(), there) == EVERY
    kept.unlink()
    assert since.unchanged(catalogue(), before) == EVERY
    assert since.unchanged(catalogue(), there) == EVERY - {"since.alone"}


def test_a_run_tells_what_was_kept_of_a_claim():
    kept = {"since.a": "broken", "since.b": "missing", "since.c": "not needed", "since.d": "not readable: x"}
    records = [
        Record(
            id=name,
            form="printed",
            expected="refuted",
            verdict="refuted",
            as_expected=True,
            replayed=replayed,
        )
        for name, replayed in kept.items()
    ]
    header = Header(profile="quick", seed=0, environment={}, started="")
    run = runs.Run(Path("run"), header, records)
    assert earlier_run(run).kept == {"since.a": ["counterexamples"], "since.d": ["counterexamples"]}


def test_what_a_record_says_of_the_claim_is_what_the_claim_says_now():
    plain = a_claim("since.words")
    record = Record(
        id=plain.id, title="A title", statement="old", source="(1)", form="printed", expected="holds",
        verdict="holds", as_expected=True,
        assumptions=(AssumptionRecord(name="nonzero", title="old", held=3),),
    )  # fmt: skip
    assumes = (assumption("nonzero", "new")(lambda couple: positive(couple.x[..., 0])),)
    now = a_claim("since.words", statement="new", source="(2)", uses=("since.base",), assumes=assumes)
    said = since.as_stated(record, now)
    assert (said.title, said.statement, said.source, said.uses) == ("A claim", "new", "(2)", ("since.base",))
    assert said.assumptions == (AssumptionRecord(name="nonzero", title="new", held=3),)
    assert (said.verdict, said.population) == ("holds", POPULATION.name)


def test_a_resumed_run_keeps_a_record_that_says_what_the_claim_says():
    first, other = a_claim("since.words"), a_claim("since.words", statement="y")
    assert since.stands(first, run_of([first])) and not since.stands(other, run_of([first]))


def test_a_file_outside_the_run_is_not_taken_over(tmp_path):
    source = tmp_path / "run"
    (source / "data").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (source / "data" / "x.json").symlink_to(tmp_path / "secret")
    record = Record(
        id="tiny.x", form="printed", expected="holds", verdict="holds", as_expected=True, data="data/x.json"
    )
    with pytest.raises(ValueError, match="must stay inside the run's folder"):
        since.taken_over(record, source, tmp_path / "new")
    with pytest.raises(ValueError, match=r"must be a file of the run, got 'data/y\.json'"):
        since.taken_over(replace(record, data="data/y.json"), source, tmp_path / "new")
    assert not any(path.is_file() for path in (tmp_path / "new").rglob("*"))


def test_a_run_that_is_none_is_refused(tmp_path, monkeypatch, capsys):
    write_claims(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--since", "nosuch", "--out", "out"]) == 2
    assert "must hold a run" in capsys.readouterr().err
    assert main(["run", "--since", "nosuch", "--resume", "nosuch", "-n", "0"]) == 2
    assert "exclude each other" in capsys.readouterr().err
    assert main(["run", "--watch", "--resume", "nosuch"]) == 2
    assert "--watch must begin runs of its own" in capsys.readouterr().err


def test_a_certificate_that_a_run_writes_is_no_save(tmp_path, monkeypatch):
    """A refuted claim would be tried for ever."""
    asked = []
    monkeypatch.setattr(
        watchfiles, "watch", lambda *places, watch_filter: asked.append(watch_filter) or [{1}]
    )
    assert len(list(watch._saves(tmp_path))) == 2
    seen = [asked[0](watchfiles.Change.added, str(tmp_path / name)) for name in ("test_a.py", "a.check.py")]
    assert seen == [True, False]


def test_a_save_is_answered_by_what_moved(tmp_path):
    claims = write_claims(tmp_path, READS) / "test_tiny.py"
    command = [sys.executable, "-u", "-m", "icl_verify.cli", "run", "--watch", "--out", "w", "--hunt", "0"]
    process = subprocess.Popen(
        [*command, "-n", "0", "tiny.reads", "tiny.leans"], cwd=tmp_path, env=environment(), text=True,
        start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    giving_up = threading.Timer(240, os.killpg, (process.pid, signal.SIGKILL))
    giving_up.start()

    def said_until(text):
        lines = []
        for line in process.stdout:
            lines.append(line)
            if text in line:
                return "".join(lines)
        raise AssertionError("".join(lines))

    try:
        assert "2 of 2 claims tried, 0 not as expected" in said_until("watching")
        saved = claims.read_text().replace("FACTOR = 1", "FACTOR = 0 * 1")
        # The watch begins a moment after it is said: the save is made again until it is seen.
        again = threading.Event()

        def save():
            while not again.is_set():
                claims.write_text(saved)
                again.wait(1)

        saver = threading.Thread(target=save)
        saver.start()
        first = process.stdout.readline()
        again.set()
        saver.join()
        said = first + said_until("watching")
        assert "verdicts that changed (1)\n  tiny.reads  holds  refuted" in said
        assert "1 not as expected\ntiny.reads" in said
        assert tried(tmp_path / "w" / "002") == {"tiny.reads", "tiny.leans"}
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 130
    finally:
        giving_up.cancel()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

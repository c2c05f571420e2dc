from __future__ import annotations

import dataclasses
import json
import math
import os

import numpy as np
import pytest

from icl_verify.records import run as rec
from icl_verify.records.files import parse, plain, write_json
from icl_verify.records.schema import Header, Record, Start, Tightness

HEADER = {
    "profile": "quick",
    "seed": 3,
    "environment": {"python": "3.11"},
    "started": "2026-01-02T03:04:05+00:00",
    "selected": ["lemma2.softmax", "lemma3.sum", "lemma5.constant"],
}


def a_record(name="lemma2.softmax", **changes):
    base = {
        "id": name,
        "form": "printed",
        "expected": "holds",
        "verdict": "holds",
        "as_expected": True,
        "instances": 12,
        "applicable": 10,
    }
    return {**base, **changes}


def a_header(**changes):
    return Header.from_json({**HEADER, **changes}, "header")


def append(folder, name="lemma2.softmax", **changes):
    rec.append(folder, Record.from_json(plain(a_record(name, **changes), "record"), "record"))


@pytest.fixture
def folder(tmp_path):
    rec.open_run(tmp_path / "run", a_header())
    return tmp_path / "run"


def derived(folder):
    return json.loads((folder / "run.json").read_text())


def test_a_run_goes_out_and_comes_back(folder):
    append(folder, "lemma3.sum", title="sum", tightness={"max": 0.5, "q50": 0.1, "q95": 0.4})
    append(folder, "lemma2.softmax")
    run = rec.read(folder)
    assert [record.id for record in run.claims] == ["lemma2.softmax", "lemma3.sum"], "order of selection"
    assert run.claims[1].tightness.max == 0.5
    assert run.claims[0].uses == () and run.claims[0].tightness is None
    assert run.damaged == []


def test_a_killed_run_says_what_is_missing(folder):
    append(folder, "lemma3.sum")
    assert rec.read(folder).missing == ["lemma2.softmax", "lemma5.constant"]
    kept = derived(folder)
    assert kept["finished"] is False and kept["missing"] == HEADER["selected"], "written when the run starts"


def test_run_json_has_the_promised_keys_and_is_not_finished_while_ids_are_missing(folder):
    append(folder, "lemma3.sum")
    rec.summarise(folder, a_header(finished=True, seconds=4.5))
    kept = derived(folder)
    assert {"schema", "profile", "seed", "environment", "started", "seconds", "claims"} <= set(kept)
    assert kept["seconds"] == 4.5 and kept["finished"] is False
    for name in ("lemma2.softmax", "lemma5.constant"):
        append(folder, name)
    rec.summarise(folder)
    assert derived(folder)["finished"] is True and derived(folder)["missing"] == []


def test_the_last_record_of_an_id_wins(folder):
    append(folder, verdict="error", as_expected=False)
    append(folder, verdict="holds")
    (only,) = rec.read(folder).claims
    assert only.verdict == "holds"


def test_a_start_takes_a_record_apart_once_however_often_it_reads_the_folder(folder, monkeypatch):
    rec._read_line.cache_clear()
    taken_apart = []
    monkeypatch.setattr(rec, "parse", lambda line: taken_apart.append(line) or parse(line))
    append(folder, "lemma3.sum")
    read = [rec.read(folder).claims for _ in range(3)]
    assert len(taken_apart) == 1 and read[0] == read[2] and read[0][0].id == "lemma3.sum"
    with (folder / rec.RECORDS_FILE).open("ab") as file:
        file.write(taken_apart[0].replace(b"lemma3.sum", b"lemma2.softmax") + b"\n")
    assert [one.id for one in rec.read(folder).claims] == ["lemma2.softmax", "lemma3.sum"]
    assert len(taken_apart) == 2


def test_a_folder_with_a_run_is_refused(folder):
    with pytest.raises(ValueError, match="folder must hold no run"):
        rec.open_run(folder, a_header())


@pytest.mark.parametrize("change", [{"seed": 4}, {"profile": "thorough"}])
def test_another_run_is_not_resumed(folder, change):
    with pytest.raises(ValueError, match="folder must hold the run to resume"):
        rec.open_run(folder, a_header(**change), resume=True)


def test_resuming_keeps_records_and_joins_selections(folder):
    append(folder, "lemma3.sum")
    run = rec.open_run(folder, a_header(started="later", selected=["thm1.rate"]), resume=True)
    assert run.decided == {"lemma3.sum"}
    assert run.missing == ["lemma2.softmax", "lemma5.constant", "thm1.rate"]
    assert run.header.resumed == (Start(started="later", environment={"python": "3.11"}),)
    assert run.header.started == HEADER["started"]


def test_resuming_takes_the_order_of_groups_that_is_declared_now(folder):
    for groups, kept in ((["B", "A"], ["B", "A"]), ([], ["B", "A"]), (["A", "B", "A"], ["A", "B"])):
        run = rec.open_run(folder, a_header(groups=groups), resume=True)
        assert run.header.groups == tuple(kept)


def test_resuming_an_absent_run_starts_it(tmp_path):
    assert rec.open_run(tmp_path / "new", a_header(), resume=True).missing == HEADER["selected"]


def test_half_a_line_does_not_swallow_the_next(folder):
    append(folder, "lemma2.softmax")
    with (folder / "records.jsonl").open("a") as file:
        file.write('{"id": "lemma3.sum", "ver')
    append(folder, "lemma5.constant")
    run = rec.read(folder)
    assert [record.id for record in run.claims] == ["lemma2.softmax", "lemma5.constant"]
    (broken,) = run.damaged
    assert broken.line == 2 and broken.excerpt.startswith('{"id": "lemma3.sum"')
    assert run.missing == ["lemma3.sum"]


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"\xff\xfe",
        b"[1, 2]",
        b"[" * 100_000,
        b'{"a":' * 60 + b"1" + b"}" * 60,
        b'{"id": "x"}',
        json.dumps(a_record(verdict="true")).encode(),
        json.dumps(a_record(as_expected="yes")).encode(),
        json.dumps(a_record(instances=-1)).encode(),
        json.dumps(a_record(instances=True)).encode(),
        json.dumps(a_record(instances=1.5)).encode(),
        json.dumps(a_record(uses="lemma2")).encode(),
        json.dumps(a_record(tightness=[1])).encode(),
        json.dumps(a_record(data="../secret.json")).encode(),
        json.dumps(a_record(worst="/etc/passwd")).encode(),
        json.dumps(a_record(counterexample="C:\\x.json")).encode(),
        json.dumps(a_record(title=["a"])).encode(),
        json.dumps(a_record(seconds=float("nan"))).encode(),
        json.dumps(a_record("two\nlines")).encode(),
        b'{"id": "x", "seed": ' + b"9" * 5000 + b"}",
        b"(lambda: __import__('os').system('true'))()",
    ],
)
def test_a_damaged_line_is_kept_apart(folder, line):
    append(folder, "lemma3.sum")
    with (folder / "records.jsonl").open("ab") as file:
        file.write(line + b"\n")
    run = rec.summarise(folder)
    assert [record.id for record in run.claims] == ["lemma3.sum"]
    (broken,) = run.damaged
    assert broken.line == 2 and broken.reason and len(broken.excerpt) <= 200
    assert derived(folder)["damaged"][0]["line"] == 2


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"verdict": "proved"}, "record.verdict must be one of"),
        ({"instances": np.int64(3)}, "plain JSON value, got numpy"),
        ({"tightness": {"max": np.float64(3)}}, "record.tightness.max must be a plain JSON value"),
        ({"id": ""}, "record.id must be 1 to"),
        ({"data": "a/../../b"}, "path inside the run's folder"),
        ({"note": {1: 2}}, "string keys"),
        ({"note": None}, "record.note must be a string"),
    ],
)
def test_a_bad_record_is_refused_and_nothing_is_written(folder, change, match):
    with pytest.raises(ValueError, match=match):
        append(folder, **change)
    assert (folder / "records.jsonl").read_bytes() == b""


def test_non_finite_numbers_become_null(folder):
    append(folder, tightness={"max": math.inf, "q50": math.nan, "q95": 1.0})
    text = (folder / "records.jsonl").read_text()
    assert "NaN" not in text and "Infinity" not in text
    (record,) = rec.read(folder).claims
    assert record.tightness == Tightness(max=None, q50=None, q95=1.0)


def test_a_number_too_large_for_a_float_reads_as_null(folder):
    line = json.dumps(a_record(digits=1.5)).replace("1.5", "1e999")
    (folder / "records.jsonl").write_text(line + "\n")
    (record,) = rec.read(folder).claims
    assert record.digits is None


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "blue"},
        {"hunt": {"best": 1.0, "colour": "blue"}},
        {"assumptions": [{"name": "a", "margin": {"colour": 1}}]},
    ],
)
def test_an_unknown_key_is_refused_by_its_name(folder, change):
    with pytest.raises(ValueError, match=r"must hold known keys alone, got 'colour'"):
        append(folder, **change)
    (folder / "records.jsonl").write_text(json.dumps(a_record(**change)) + "\n")
    (line,) = rec.read(folder).damaged
    assert "got 'colour'" in line.reason


def test_an_unknown_key_of_a_header_is_refused_by_its_name(folder):
    with pytest.raises(ValueError, match=r"header must hold known keys alone, got 'colour'"):
        a_header(colour="blue")
    text = json.loads((folder / "header.json").read_text())
    (folder / "header.json").write_text(json.dumps({**text, "colour": "blue"}))
    with pytest.raises(ValueError, match=r"header must hold known keys alone, got 'colour'"):
        rec.read(folder)


def test_every_field_that_is_declared_is_written_and_read_back(folder):
    full = Record.from_json(
        a_record(
            hunt={"best": 1.0, "slopes": {"n": {"slope": 0.5, "error": 0.1, "shapes": 4, "of": "size"}}},
            corpus={"best": 0.5, "broken": False, "instances": 1},
            events={
                "successes": 1,
                "samples": 2,
                "at_least": 0.5,
                "share": 0.5,
                "low": 0.1,
                "high": 0.9,
                "log10_e_value": 0.0,
                "refuted_from": 1e9,
                "shapes": 1,
                "along": "tosses",
            },
            remarks={"size": {"min": 0.0, "q50": 1.0, "q95": 2.0, "max": 3.0}},
            assumptions=[{"name": "a", "margin": {"min": 0.1, "below_1e-12": 0.0}}],
            tightest_instance={
                "type": "t",
                "sizes": {"n": 1},
                "fields": {"x": {"axes": ["n"], "values": [1]}},
            },
            resolved=0.5,
        ),
        "record",
    )
    rec.append(folder, full)
    (read,) = rec.read(folder).claims
    assert read == full
    (line,) = (folder / "records.jsonl").read_text().splitlines()
    assert set(json.loads(line)) == {one.name for one in dataclasses.fields(Record)}
    assert json.loads(line)["assumptions"][0]["margin"]["below_1e-12"] == 0.0


def test_summary_counts_verdicts_surprises_and_survivors(folder):
    append(folder, "a")
    append(folder, "b", verdict="refuted", as_expected=False)
    for name, verdict in (("m1", "refuted"), ("m2", "holds"), ("m3", "inconclusive")):
        caught = verdict == "refuted"
        append(folder, name, form="mutant", expected="refuted", verdict=verdict, as_expected=caught)
    append(folder, "c", form="control", verdict="refuted", as_expected=False)
    summary = rec.read(folder).summary
    counts = summary.to_json()
    assert (counts["holds"], counts["refuted"], counts["inconclusive"], counts["claims"]) == (2, 3, 1, 6)
    assert counts["mutants"] == {"tried": 3, "refuted": 1, "survivors": ["m2", "m3"]}
    assert counts["controls"] == {"tried": 1, "refuted": 1}
    assert summary.unexpected == ("b", "m2", "m3", "c")


def test_necessity_rows_come_from_the_records(folder):
    append(
        folder,
        "n",
        form="necessity",
        of="lemma5.constant",
        drops="zero_mean",
        verdict="refuted",
        counterexample="counterexamples/n.smallest.json",
    )
    append(folder, "other")
    assert [row.to_json() for row in rec.read(folder).necessity] == [
        {
            "claim": "lemma5.constant",
            "assumption": "zero_mean",
            "verdict": "refuted",
            "held_on": 10,
            "counterexample": "counterexamples/n.smallest.json",
            "id": "n",
            "with_it": None,
        }
    ]


def test_a_record_that_does_not_fit_on_the_disk_is_an_error(folder):
    """A limit on file sizes takes a part of a line, as a full disk does."""
    resource = pytest.importorskip("resource")
    append(folder, "lemma2.softmax")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((folder / "records.jsonl").stat().st_size + 50, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            append(folder, "lemma3.sum")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    append(folder, "lemma5.constant")
    run = rec.read(folder)
    assert [record.id for record in run.claims] == ["lemma2.softmax", "lemma5.constant"]
    assert [line.line for line in run.damaged] == [2] and run.missing == ["lemma3.sum"]


def full_disk(descriptor):
    raise OSError("no space")


def test_replacing_leaves_no_temporary_file_and_survives_a_bad_value(folder, monkeypatch):
    before = (folder / "run.json").read_bytes()
    with pytest.raises(ValueError, match="plain JSON value"):
        write_json(folder / "run.json", {"x": object()})
    assert (folder / "run.json").read_bytes() == before
    with monkeypatch.context() as full, pytest.raises(OSError, match="no space"):
        full.setattr(os, "fsync", full_disk)
        write_json(folder / "run.json", {"x": 1})
    assert (folder / "run.json").read_bytes() == before
    assert sorted(os.listdir(folder)) == [
        "counterexamples",
        "data",
        "header.json",
        "records.jsonl",
        "run.json",
    ]


def test_a_folder_without_header_is_read_from_run_json(folder):
    append(folder, "lemma3.sum")
    rec.summarise(folder)
    (folder / "header.json").unlink()
    run = rec.read(folder)
    assert run.header.seed == 3 and run.missing == ["lemma2.softmax", "lemma5.constant"]


def test_no_run_is_said_plainly(tmp_path):
    with pytest.raises(ValueError, match="folder must hold a run"):
        rec.read(tmp_path)


@pytest.mark.parametrize(
    "change", [{"seed": "0"}, {"selected": [1]}, {"environment": []}, {"seconds": -1.0}, {"groups": "A"}]
)
def test_a_bad_header_is_refused(tmp_path, change):
    with pytest.raises(ValueError, match="header"):
        rec.open_run(tmp_path / "run", a_header(**change))
    assert not (tmp_path / "run").exists()


def test_attached_files_stay_inside_the_folder(folder, tmp_path):
    (tmp_path / "secret.json").write_text("{}")
    (folder / "data" / "link.json").symlink_to(tmp_path / "secret.json")
    (folder / "data" / "list.json").write_text("[1]")
    (folder / "data" / "nan.json").write_text('{"x": NaN}')
    (folder / "data" / "good.json").write_text('{"x": 1}')
    assert rec.read_attached(folder, "data/good.json") == {"x": 1}
    for path, match in [
        ("../secret.json", "inside the run's folder"),
        ("data/link.json", "must stay inside"),
        ("data/none.json", "got none there"),
        ("data/list.json", "must be a JSON object"),
        ("data/nan.json", "NaN is not JSON"),
    ]:
        with pytest.raises(ValueError, match=match):
            rec.read_attached(folder, path)

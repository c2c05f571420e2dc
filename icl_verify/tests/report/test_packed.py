"""Files that prove a break inside the page: all that fit, what they share once, and each as it was."""

from __future__ import annotations

import base64
import random
import zlib

from icl_verify.records.run import read
from icl_verify.report.packed import BUDGET, LARGEST, Packed
from icl_verify.tests.report import synthetic

SHARED = "\nimport math\n\n\ndef number(x):\n    return x\n\ndef counterexample"


def unpack(text):
    return zlib.decompress(base64.b64decode(text)).decode()


def run_of(folder, texts, form="printed"):
    """A run with a refuted claim for each text, which is its script."""
    claims = []
    for i in range(len(texts)):
        path = f"counterexamples/c{i}.check.py"
        checked = [{"by": "Python 3", "outcome": "proved", "file": path}]
        claims.append(synthetic.a_record(f"c{i}", form=form, verdict="refuted", checked=checked))
    folder = synthetic.write_run(folder, claims)
    (folder / "counterexamples").mkdir(exist_ok=True)
    for i, text in enumerate(texts):
        (folder / f"counterexamples/c{i}.check.py").write_text(text)
    return read(folder)


def test_a_long_script_is_held_and_what_several_share_once(tmp_path):
    texts = [f'"""Head {i}."""{SHARED}():\n' + "    x = number(1) + number(2)\n" * 2000 for i in range(3)]
    run = run_of(tmp_path / "run", texts)
    packed = Packed(run)
    found = [packed.of(record) for record in run.claims]
    assert len(packed.shared) == 1 and all(len(text) > 50_000 for text in texts)
    for i, ((name, own, place),) in enumerate(found):
        assert name == f"c{i}.check.py" and len(own) < 1000
        assert unpack(own).replace("\0", unpack(packed.shared[place])) == texts[i]


def test_what_is_no_such_script_is_held_whole(tmp_path):
    run = run_of(tmp_path / "run", ["print(1)\n"])
    ((name, own),) = Packed(run).of(run.claims[0])
    assert (name, unpack(own)) == ("c0.check.py", "print(1)\n")


def test_what_does_not_fit_is_left_out(tmp_path):
    dense = ["".join(random.Random(i).choices("abcdefghijklmnop", k=40_000)) for i in range(12)]
    run = run_of(tmp_path / "run", ["x" * 10, *dense])
    packed = Packed(run)
    sizes = [sum(len(own) for _, own in packed.of(record)) for record in run.claims]
    assert sizes[0] > 0 and 0 < sizes[1] <= LARGEST and sum(sizes) <= BUDGET and 0 in sizes, sizes
    larger = run_of(tmp_path / "other", ["".join(random.Random(1).choices("abcdefghijklmnop", k=90_000))])
    assert Packed(larger).of(larger.claims[0]) == []


def test_a_short_file_for_coq_is_held_and_a_long_one_where_it_was_proved(tmp_path):
    words = random.Random(0).choices("abcdefghijklmnop", k=20_000)
    for outcome, text, held in (
        ("not checked", "short", True),
        ("not checked", "".join(words), False),
        ("proved", "".join(words), True),
        ("contradicted", "short", False),
    ):
        checked = [{"by": "Coq", "outcome": outcome, "file": "counterexamples/a.v"}]
        record = synthetic.a_record("a", verdict="refuted", checked=checked)
        folder = synthetic.write_run(tmp_path / f"{outcome}{len(text)}", [record])
        (folder / "counterexamples").mkdir(exist_ok=True)
        (folder / "counterexamples/a.v").write_text(text)
        (folder / "counterexamples/Certificate.v").write_text("library")
        run = read(folder)
        packed = Packed(run)
        assert [name for name, _ in packed.of(run.claims[0])] == ["a.v"] * held
        assert packed.library is None or unpack(packed.library) == "library"
        assert (packed.library is not None) == held


def test_a_mutant_and_a_file_that_is_gone_have_none(tmp_path):
    run = run_of(tmp_path / "run", ["print(1)\n"], form="mutant")
    assert Packed(run).of(run.claims[0]) == []
    run = run_of(tmp_path / "other", ["print(1)\n"])
    (run.folder / "counterexamples/c0.check.py").unlink()
    assert Packed(run).of(run.claims[0]) == [] and Packed(run).library is None

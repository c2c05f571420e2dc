"""Which kept instances the page holds, and what of them."""

from __future__ import annotations

from icl_verify.records.files import write_json
from icl_verify.records.run import RECORDS_FILE, read
from icl_verify.report.examples import BUDGET, Examples
from icl_verify.tests.report import synthetic


def large(kind):
    """An instance that takes a sixth of the budget."""
    rows = [[0.1] * 200] * (BUDGET // 6 // 200 // 4)
    return synthetic.an_example("c", kind, pictures=[{"title": "p", "rows": rows}])


def run_of(folder, claims, changed=()):
    """A run with these claims, whose files at the paths of `changed` are large."""
    folder = synthetic.write_run(folder, claims)
    for path in changed:
        write_json(folder / path, large("smallest"))
    return read(folder)


def refuted(name, form, **changes):
    path = f"counterexamples/{name}.json"
    return synthetic.a_record(name, form=form, verdict="refuted", counterexample=path, **changes)


def test_statements_come_before_the_mutants_that_no_longer_fit(tmp_path):
    forms = ["mutant"] * 6 + ["necessity", "conjecture", "corrected", "printed"]
    claims = [refuted(f"c{i}", form) for i, form in enumerate(forms)]
    run = run_of(tmp_path / "run", claims, [claim["counterexample"] for claim in claims])
    found = Examples(run).by_claim
    held = [claim["form"] for claim in claims if "kept" in found[claim["id"]][0]]
    assert sorted(held) == ["conjecture", "corrected", "mutant", "necessity", "printed"]
    (entry,) = found["c5"]
    assert entry["left_out"] > BUDGET // 8 and entry["path"] == "counterexamples/c5.json"


def test_a_statements_worst_comes_before_a_mutants_smallest(tmp_path):
    claims = [refuted(f"m{i}", "mutant") for i in range(6)]
    claims.append(refuted("p", "printed", worst="counterexamples/worst.json"))
    run = run_of(
        tmp_path / "run", claims, ["counterexamples/worst.json", *(c["counterexample"] for c in claims)]
    )
    assert [("kept" in entry) for entry in Examples(run).by_claim["p"]] == [True, True]


def test_a_mutant_shows_its_smallest_counterexample_alone(tmp_path):
    claims = [
        refuted(form, form, worst=f"counterexamples/{form}.worst.json") for form in ("mutant", "control")
    ]
    found = Examples(run_of(tmp_path / "run", claims)).by_claim
    assert [entry["kinds"] for entry in found["mutant"]] == [["smallest"]]
    assert [entry["kinds"] for entry in found["control"]] == [["smallest"], ["worst"]]


def test_what_the_record_and_other_files_hold_is_not_repeated(tmp_path):
    claims = [refuted("a", "printed"), refuted("b", "printed", title="another title")]
    found = Examples(run_of(tmp_path / "run", claims))
    assert found.versions == [synthetic.ENVIRONMENT]
    (one,), (other,) = found.by_claim["a"], found.by_claim["b"]
    assert one["version"] == other["version"] == 0
    assert {"claim", "title", "statement", "form"} <= set(one["same"]) and "source" not in one["same"]
    assert "title" not in other["same"] and other["kept"]["title"] == "b"
    assert not {"versions", "statement", "claim"} & set(one["kept"])


def test_a_tightest_instance_that_does_not_fit_is_in_the_records(tmp_path):
    record = synthetic.a_record("a", tightest_instance=synthetic.wide_instance()["instance"])
    values = record["tightest_instance"]["fields"]["tokens"]["values"]
    record["tightest_instance"]["sizes"]["d"] = 24 * 40
    record["tightest_instance"]["fields"]["tokens"]["values"] = values * 40
    (entry,) = Examples(run_of(tmp_path / "run", [record])).by_claim["a"]
    assert entry["path"] == RECORDS_FILE and entry["left_out"] > 200_000


def test_one_file_for_smallest_and_worst_is_one_instance(tmp_path):
    claims = [refuted(form, form, worst=f"counterexamples/{form}.json") for form in ("mutant", "control")]
    found = Examples(run_of(tmp_path / "run", claims)).by_claim
    assert [[entry["kinds"] for entry in found[form]] for form in found] == [
        [["smallest", "worst"]],
        [["smallest"]],
    ]

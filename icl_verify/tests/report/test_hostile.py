"""Whatever a record says stays text: no markup, no script, no request, no way out of the folder."""

from __future__ import annotations

import pytest

from icl_verify.records.files import write_json
from icl_verify.report import render
from icl_verify.report.render import embedded
from icl_verify.tests.report import synthetic

ATTACKS = [
    "<script>window.pwned = 1</script>",
    "</script><script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 1'>",
    '"><svg onload=window.pwned=1>',
    "'><a href=javascript:window.pwned=1>click</a>",
    "<!--<script>",
    "{{ 7 * 191 }}{% raw %}",
    "</title></style></textarea><iframe src=http://localhost:9/></iframe>",
    "\u2028\u2029\u202e reversed",
]


def poisoned(attack):
    return synthetic.a_record(
        "claim " + attack.replace("\u2028", "").replace("\u2029", "").replace("\u202e", ""),
        title=attack,
        statement=rf"\text{{{attack}}} x",
        source=attack,
        group=attack,
        population=attack,
        note=attack,
        traceback=attack,
        uses=[attack],
        drops=attack,
        verdict="refuted",
        assumptions=[{"name": attack, "title": attack, "held": 1, "tried": 2, "margin": None}],
        counterexample="counterexamples/x.json",
        data="data/x.json",
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_stays_text(show, tmp_path, attack):
    header = {"environment": {"python": attack, attack: attack}, "profile": attack, "started": attack}
    record = poisoned(attack)
    necessity = {**record, "id": "n", "form": "necessity", "of": record["id"], "counterexample": None}
    folder = synthetic.write_run(tmp_path / "run", [record, necessity], header)
    pictures = [{"title": attack, "rows": [[1, 2]]}]
    instance = {"type": attack, "sizes": {attack: 1}, "fields": {attack: {"axes": [attack], "values": [1]}}}
    example = synthetic.an_example(
        "x", "smallest", lhs=attack, rhs=attack, relation=attack, pictures=pictures
    )
    write_json(
        folder / "counterexamples/x.json",
        {**example, "instance": instance, "assumptions": [{"name": attack}]},
    )
    data = synthetic.a_data_file(curves=True)
    data["curves"][0]["label"] = attack
    data["by_axis"] = {attack: data["by_axis"]["N"]}
    data["margins"] = {attack: data["histogram"]}
    write_json(folder / "data/x.json", data)
    with (folder / "records.jsonl").open("a") as file:
        file.write(attack + "\n")
    page = show(render(folder, against=folder)).page
    assert (
        page.inner_text("tr.claim .title >> nth=0").strip() == attack.replace("\u2028", "").strip()
        or "\u2028" in attack
    )
    page.click("tr.claim:not([hidden]) .title")
    page.wait_for_selector("#claim-view h1")
    assert page.locator("#claim-view h1").evaluate("node => node.textContent") == attack
    for details in page.locator("#claim-view details summary").all():
        details.click()
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.scripts.length") == 2
    assert page.locator("img, iframe, object, embed, base, form").count() == 0
    links = page.eval_on_selector_all("a[href]", "nodes => nodes.map(node => node.getAttribute('href'))")
    assert all(link.startswith("#") for link in links)


def test_the_page_forbids_what_it_does_not_need(show, index):
    opened = show(index)
    page = opened.page
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert (
        "default-src 'none'" in policy and "sha256-" in policy and "script-src 'unsafe-inline'" not in policy
    )
    # The policy is at work: a script that slipped in would not run.
    with page.expect_console_message() as said:
        page.evaluate(
            "const node = document.createElement('script');"
            "node.textContent = 'window.slipped = 1'; document.body.append(node)"
        )
    assert "Content Security Policy" in said.value.text
    assert page.evaluate("window.slipped") is None
    assert opened.errors == [said.value.text]
    opened.errors.clear()


def test_embedded_json_cannot_leave_its_element():
    text = str(embedded({"a": "</script><!--&\u2028", "b": [float("nan")]}))
    assert (
        "<" not in text and ">" not in text and "&" not in text and "\u2028" not in text and "NaN" not in text
    )


@pytest.mark.parametrize("name", ["../../outside.json", "counterexamples/../../outside.json", "/etc/passwd"])
def test_records_cannot_name_files_outside(tmp_path, name):
    with pytest.raises(ValueError, match="inside the run's folder"):
        synthetic.write_run(tmp_path / "run", [synthetic.a_record("x", counterexample=name)])


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.json").write_text('{"secret": "tell nobody"}')
    folder = synthetic.write_run(tmp_path / "run", [synthetic.a_record("x", data="data/x.json")])
    (folder / "data/x.json").unlink()
    (folder / "data/x.json").symlink_to(tmp_path / "secret.json")
    text = render(folder).read_text()
    assert "tell nobody" not in text and "must stay inside" in text

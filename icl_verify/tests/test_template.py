"""A new conjecture's file runs at once and gives a verdict; a bad name or an existing file is refused."""

import json
import shutil
from pathlib import Path

import pytest
import torch

from icl_verify.statement.fields import Axis, Field, Instance
from icl_verify.statement.standard import standard_population
from icl_verify.template import new_conjecture
from icl_verify.tests.plugin.running import plain_pytest
from icl_verify.tests.tiny import Couple

HERE = Path(__file__)


def verdict(path: Path, out: Path) -> dict:
    ran = plain_pytest(path.parent, path.name, "-q", "--icl-out", str(out))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (line,) = (out / "records.jsonl").read_text().splitlines()
    return json.loads(line)


def test_the_written_file_runs_at_once(tmp_path):
    path = new_conjecture("my_guess", tmp_path / "properties" / "conjectures")
    assert path.name == "test_my_guess.py"
    kept = verdict(path, tmp_path / "run")
    assert (kept["id"], kept["verdict"], kept["arithmetic"]) == ("conj.my_guess", "holds", "ball")
    assert kept["instances"] >= 2000
    assert kept["tightness"]["max"] > 0.99


def test_a_template_in_the_folder_is_used(tmp_path):
    folder = HERE.parents[2] / "properties" / "conjectures"
    if not folder.is_dir():
        pytest.skip("the package is installed without its repository's properties")
    shutil.copy(folder / "template.txt", tmp_path / "template.txt")
    kept = verdict(new_conjecture("attention_size", tmp_path), tmp_path / "run")
    assert (kept["verdict"], kept["population"]) == ("holds", "any_parameters")


@pytest.mark.parametrize("name", ["", "1st", "Upper", "a-b", "../up", "class", "x" * 80, "a b", None])
def test_a_bad_name_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="name must be"):
        new_conjecture(name, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["at_most", "claim", "standard_population", "axis", "field", "instance"])
def test_a_name_that_hides_an_import_of_the_file_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="name must be none that the file imports"):
        new_conjecture(name, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["${other}", "$", "def ("])
def test_a_template_that_cannot_be_filled_in_is_a_clear_error(tmp_path, text):
    (tmp_path / "template.txt").write_text(text)
    with pytest.raises(ValueError, match=r"template.* must"):
        new_conjecture("my_guess", tmp_path)
    assert not (tmp_path / "test_my_guess.py").exists()


def test_an_existing_file_is_left_alone(tmp_path):
    path = new_conjecture("once", tmp_path)
    path.write_text("mine")
    with pytest.raises(ValueError, match="exists already"):
        new_conjecture("once", tmp_path)
    assert path.read_text() == "mine"


class Shares(Instance):
    """Every kind of field and axis."""

    all = Axis(low=1)
    first = Axis(low=2, prefix_of="all")
    steps = Axis(count=True, trajectory=True)
    share = Field("all", kind="probability")
    size = Field(kind="positive", decades=(-1.0, 1.0))


@pytest.mark.parametrize("kind", [Couple, Shares])
def test_the_standard_population_obeys_the_declaration(kind):
    shapes = set()
    for draw, batch in standard_population(kind).batches(0, 20, 8, "cpu"):
        assert type(batch) is kind
        assert batch.batch == 8
        shapes.add(tuple(draw.sizes.values()))
    assert len(shapes) > 5


def test_the_standard_population_is_decided_by_its_seed():
    population = standard_population(Couple)
    assert population is standard_population(Couple)
    first = [b.raw["x"] for _, b in population.batches(3, 5, 4, "cpu")]
    population.forget()
    again = [b.raw["x"] for _, b in population.batches(3, 5, 4, "cpu")]
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))

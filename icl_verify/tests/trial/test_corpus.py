"""What is kept with claims is found beside their file or one level up."""

import importlib.util

import pytest

from icl_verify.tests.tiny import made
from icl_verify.trial.corpus import folder_beside

SOURCE = "def stated(couple):\n    return None\n"


@pytest.fixture
def stated(tmp_path):
    """A claim stated in conjectures/stated.py of a folder of claims."""
    path = tmp_path / "conjectures" / "stated.py"
    path.parent.mkdir()
    path.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("stated", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return made(module.stated)


@pytest.mark.parametrize("name", ["corpus", "counterexamples"])
def test_the_nearer_folder_is_taken(tmp_path, stated, name):
    assert folder_beside(stated, name) is None
    (tmp_path / name).mkdir()
    assert folder_beside(stated, name) == tmp_path / name
    (tmp_path / "conjectures" / name).mkdir()
    assert folder_beside(stated, name) == tmp_path / "conjectures" / name


def test_the_corpus_is_what_is_looked_for(tmp_path, stated):
    (tmp_path / "corpus").mkdir()
    assert folder_beside(stated) == tmp_path / "corpus"

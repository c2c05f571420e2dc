"""What a configuration file, a conftest or the environment sets is no claim's business."""

from __future__ import annotations

import pytest
import torch

from icl_verify.numerics.devices import cpu_by_default
from icl_verify.pytest_plugin.interruption import by_hand
from icl_verify.tests.plugin import forked
from icl_verify.tests.plugin.running import environment, icl_verify, records, write_claims
from icl_verify.tests.plugin.test_resumed import FALSE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Claims among settings of every kind, and a run of them."""
    place = tmp_path_factory.mktemp("settings")
    properties = write_claims(place, FALSE)
    (properties / "conftest.py").write_text("import torch\ntorch.set_default_device('meta')\n")
    (place / "pytest.ini").write_text(
        "[pytest]\naddopts = -n 2 -x --jaxtyping-packages=none,beartype.beartype\n"
    )
    done = icl_verify(place, "run", "--out", "out", "-n", "0", "--hunt", "0")
    assert done.returncode == 1, done.stdout + done.stderr
    return place


def test_every_claim_is_tried_whatever_is_set(folder):
    found = {name: record["verdict"] for name, record in records(folder / "out").items()}
    assert found == {"tiny.holds": "holds", "tiny.false": "refuted", "tiny.holds.mutant_bound": "refuted"}


def ascii_only(folder, *arguments):
    settings = environment() | {"PYTHONIOENCODING": "ascii"}
    return forked.run(folder, ("icl-verify", *arguments), settings, timeout=60)


def test_the_claims_are_listed_for_a_terminal_that_knows_ascii_alone(folder):
    claims = folder / "properties" / "test_tiny.py"
    claims.write_text(claims.read_text().replace("A square is", "A square \N{LESS-THAN OR EQUAL TO}"))
    listed = ascii_only(folder, "claims")
    assert listed.returncode == 0 and "A square \\u2264 at most 0" in listed.stdout, listed.stderr


@pytest.mark.parametrize(
    "command", [("report", "out", "--markdown"), ("replay", "out/counterexamples/tiny.false.smallest.json")]
)
def test_commands_write_what_such_a_terminal_can_show(folder, command):
    done = ascii_only(folder, *command)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stdout + done.stderr


def test_a_typo_is_answered_with_what_is_near(folder):
    done = icl_verify(folder, "run", "tiny.hodls", "--out", "none")
    assert done.returncode == 2
    assert done.stderr.startswith("icl-verify: no file spells 'tiny.hodls'; near: tiny.holds")
    assert "no claim matches tiny.hodls (near: tiny.holds" in done.stdout
    for there in ("tiny.holds.mutant_bound", "tiny.h*"):
        assert "no file spells" not in icl_verify(folder, "claims", there).stderr


def test_a_session_that_x_ends_was_not_stopped_by_hand():
    from xdist.dsession import Interrupted

    assert not by_hand(Interrupted("stopping after 1 failures"))
    assert by_hand(Interrupted("<WorkerController gw0> received keyboard-interrupt"))
    assert by_hand(KeyboardInterrupt()) and not by_hand(
        pytest.Session.Interrupted("1 error during collection")
    )


def test_the_default_device_is_put_back():
    torch.set_default_device("meta")
    try:
        with cpu_by_default():
            assert torch.ones(1).device.type == "cpu"
        assert torch.ones(1).device.type == "meta"
    finally:
        torch.set_default_device(None)
    with cpu_by_default():
        torch.set_default_device("meta")
    assert torch.ones(1).device.type == "cpu"

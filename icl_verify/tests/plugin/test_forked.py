"""The commands of these tests are copies of a loaded process, and behave as processes of their own."""

import os
import subprocess

import pytest

from icl_verify.tests.plugin import forked
from icl_verify.tests.plugin.running import environment, icl_verify, write_claims

SEEN = """
print("loud", file=__import__("sys").stderr)
with open("seen", "a") as file:
    print(hash("a text"), os.getpid(), os.getcwd(), os.getenv("SAID"), file=file)
"""


def test_a_copy_has_its_own_folder_environment_output_and_end(tmp_path, monkeypatch):
    write_claims(tmp_path, SEEN)
    first = icl_verify(tmp_path, "claims", "tiny.holds")
    assert first.returncode == 0 and "tiny.holds" in first.stdout and not first.stderr
    monkeypatch.setenv("SAID", "something")
    second = icl_verify(tmp_path, "claims", "nosuch")
    assert second.returncode == 2 and "nosuch" in second.stderr and not second.stdout
    assert icl_verify(tmp_path, "no-command").returncode == 2
    (one, other) = [line.split() for line in (tmp_path / "seen").read_text().splitlines()]
    assert one[0] != other[0], "two starts differ in the seed of hashes"
    assert len({one[1], other[1], str(os.getpid())}) == 3
    assert one[2:] == [str(tmp_path), "None"] and other[2:] == [str(tmp_path), "something"]


def test_a_copy_that_takes_too_long_is_ended_and_the_next_ones_are_not(tmp_path):
    write_claims(tmp_path, "time.sleep(600)")
    with pytest.raises(subprocess.TimeoutExpired):
        forked.run(tmp_path, ("icl-verify", "claims"), environment(), timeout=1)
    made = [icl_verify(tmp_path, "new", name).returncode for name in ("first", "second")]  # of both processes
    assert made == [0, 0]


def test_workers_are_copies_of_the_loaded_process_too(tmp_path):
    write_claims(tmp_path, SEEN + 'with open("places", "a") as file: print(os.getppid(), file=file)')
    done = icl_verify(tmp_path, "run", "tiny.holds", "--out", "out", "-n", "2", "--hunt", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    seen = [line.split() for line in (tmp_path / "seen").read_text().splitlines()]
    assert len(seen) >= 2 and len({line[1] for line in seen}) == len(seen), "each a process of its own"
    assert len({line[0] for line in seen}) == 1, "what started by itself would have another seed of hashes"

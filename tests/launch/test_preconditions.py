"""Before anything starts: what is in the way is said in a sentence, with the way out."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from publisher.launch import preconditions
from publisher.launch.trouble import Trouble

TRIES_TO_ENTER = """
import sys
from pathlib import Path
from publisher.launch.preconditions import alone_in
from publisher.launch.trouble import Trouble
try:
    with alone_in(Path(sys.argv[1])):
        print("entered")
except Trouble as trouble:
    print(trouble.says)
"""


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_a_python_we_do_not_know_is_refused(version):
    with pytest.raises(Trouble, match=r"3\.11, 3\.12 or 3\.13"):
        preconditions.check_python(version)


def test_a_taken_port_is_named_with_another_to_choose():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Trouble) as caught:
            preconditions.check_port("127.0.0.1", port, "PORT")

    assert f"Port {port}" in caught.value.says
    assert f"PORT={port + 10} make run" in caught.value.fix


def test_a_host_that_is_not_ours_is_refused():
    with pytest.raises(Trouble, match=r"Nobody can listen on 203\.0\.113\.7"):
        preconditions.check_port("203.0.113.7", 8000, "PORT")


def test_a_file_in_the_place_of_the_state_folder_is_refused(tmp_path):
    broken = tmp_path / "var"
    broken.write_text("no folder")

    with pytest.raises(Trouble, match="cannot be used"), preconditions.alone_in(broken):
        pass


def test_a_place_where_no_folder_can_be_is_refused():
    with pytest.raises(Trouble, match="cannot be used"), preconditions.alone_in(Path("/proc/var")):
        pass


def test_only_one_may_run_in_a_state_folder(tmp_path):
    with preconditions.alone_in(tmp_path):
        assert f"already runs from {tmp_path} (process {os.getpid()})" in try_to_enter(tmp_path)

    assert try_to_enter(tmp_path) == "entered"


def try_to_enter(folder):
    done = subprocess.run(
        [sys.executable, "-c", TRIES_TO_ENTER, folder], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()

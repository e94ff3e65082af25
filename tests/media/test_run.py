import ast
import sys
import threading
from pathlib import Path

import pytest

from media import (
    CancelledError,
    OutOfRoomError,
    OutOfTimeError,
    ToolFailedError,
    ToolKilledError,
    ToolMissingError,
    TooMuchOutputError,
)
from media.cage import Limits
from media.run import run
from tests.waiting import until

QUICK = Limits(seconds=20.0, stall_seconds=20.0, cpu_seconds=20)
MIB = 2**20


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-c", code]


def test_a_good_end_gives_what_was_said() -> None:
    ended = run(
        python("import sys; print(input()); print('oh', file=sys.stderr)"), QUICK, feed=b"hi\n"
    )

    assert (ended.out, ended.said) == (b"hi\n", "oh")


@pytest.mark.parametrize(
    ("code", "limits", "error"),
    [
        ("raise SystemExit(3)", QUICK, ToolFailedError),
        ("import os; os.kill(os.getpid(), 9)", QUICK, ToolKilledError),
        ("import os; os.kill(os.getpid(), 11)", QUICK, ToolKilledError),
        ("bytearray(400 * 2**20)", Limits(seconds=20, memory_bytes=300 * MIB), ToolKilledError),
        ("while True: pass", Limits(seconds=20, cpu_seconds=1), OutOfTimeError),
        ("import time; time.sleep(60)", Limits(seconds=0.3), OutOfTimeError),
        (
            "open('big', 'wb').write(bytes(2 * 2**20))",
            Limits(seconds=20, output_bytes=MIB),
            TooMuchOutputError,
        ),
        ("raise SystemExit('No space left on device')", QUICK, OutOfRoomError),
        ("while True: print('x' * 100000)", QUICK, ToolFailedError),
    ],
)
def test_each_bad_end_is_an_error_of_its_own(
    code: str, limits: Limits, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error) as caught:
        run(python(code), limits, folder=str(tmp_path))

    assert caught.type is error
    assert not (tmp_path / "big").exists() or (tmp_path / "big").stat().st_size <= MIB


def test_a_file_that_grows_past_its_limit_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    # a C program, unlike Python, keeps the signal that the kernel sends
    shell = ["/bin/sh", "-c", "exec head -c 3000000 /dev/zero > big"]

    with pytest.raises(TooMuchOutputError):
        run(shell, Limits(seconds=20, output_bytes=MIB), folder=str(tmp_path))


@pytest.mark.parametrize("program", ["/no/such/program", "/etc/hostname", "/etc/hostname/x"])
def test_a_program_that_is_not_there_is_said_to_be_missing(program: str) -> None:
    with pytest.raises(ToolMissingError):
        run([program], QUICK)


def test_standing_still_is_noticed() -> None:
    code = "import time; print('begun', flush=True); time.sleep(60)"

    with pytest.raises(OutOfTimeError, match="no progress"):
        run(python(code), Limits(seconds=30, stall_seconds=0.3), on_line=lambda _: True)


def test_a_cancelled_program_is_gone_with_all_it_started(cancel: threading.Event) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    seen: list[int] = []

    def on_line(line: str) -> bool:
        seen.append(int(line))
        cancel.set()
        return True

    with pytest.raises(CancelledError):
        run(python(code), QUICK, on_line=on_line, cancel=cancel)

    assert until(lambda: _is_gone(seen[0]), "the child to be gone")


def _is_gone(pid: int) -> bool:
    """Gone, or dead and waiting for its new parent to bury it."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().split()[2] == "Z"


def test_the_end_of_what_was_said_is_kept() -> None:
    code = "import sys; sys.stderr.write('x' * 100000 + 'the end')"

    said = run(python(code), QUICK).said

    assert said.endswith("the end")
    assert len(said) == 16 * 1024


def test_a_child_knows_nothing_of_our_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FFREPORT", "file=report.log")
    monkeypatch.setenv("SECRET", "do not tell")

    out = run(python("import os; print(sorted(os.environ))"), QUICK, folder=str(tmp_path)).out

    assert set(ast.literal_eval(out.decode())) <= {"PATH", "LC_ALL", "TMPDIR"}


def test_a_child_that_closed_its_ears_is_no_trouble() -> None:
    ended = run(python("import sys; sys.stdin.close()"), QUICK, feed=b"x" * 10)

    assert ended.out == b""


def test_no_signal_of_ours_reaches_the_group_we_live_in() -> None:
    ended = run(python("import os; print(os.getpgid(0) == os.getpid())"), QUICK)

    assert ended.out == b"True\n"

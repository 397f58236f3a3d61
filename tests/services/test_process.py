"""No core file, and no other program that reads the memory of a sitting."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="cores and /proc as Linux has them")
DIES = "import os\nfrom ipt_notes.services import process\n{guard}\nos.abort()\n"
NOBODY = 65534
AS_NOBODY = f"if os.getuid() == 0: os.setgid({NOBODY}); os.setuid({NOBODY})\n"
"""Root may look into everything, so for root both programs become somebody else."""
WAITS = (
    "import ctypes, os\nfrom ipt_notes.services import process\n"
    f"{AS_NOBODY}ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # a change of user closes a process by itself\n"
    "{guard}\nprint('up', flush=True)\ninput()\n"
)
LOOKS = f"import os, sys\n{AS_NOBODY}open(f'/proc/{{sys.argv[1]}}/environ', 'rb').close()\n"


def _limits() -> None:
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _has_core(folder: Path, guard: str, *around: str) -> bool:
    """Whether the kernel wrote one when the program crashed."""
    program = [*around, sys.executable, "-c", DIES.format(guard=guard)]
    process = subprocess.Popen(program, cwd=folder, env=_env(), preexec_fn=_limits, stderr=subprocess.DEVNULL)  # noqa: PLW1509
    _, status = os.waitpid(process.pid, 0)
    process.returncode = status
    assert os.WIFSIGNALED(status)
    return os.WCOREDUMP(status) or any(folder.iterdir())


def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    """Where the system writes one for any other program of this user."""
    assert not _has_core(tmp_path, "process.leave_no_core()")
    if not _has_core(tmp_path, ""):
        pytest.skip("this system writes no cores at all")


def test_an_editor_that_crashes_leaves_none_either(tmp_path: Path) -> None:
    """It inherits the limit."""
    crash = "process.leave_no_core()\nos.execvp('sh', ['sh', '-c', 'kill -ABRT $$'])"
    assert not _has_core(tmp_path, crash)


@pytest.mark.parametrize(("guard", "is_open"), [("", True), ("process.close_to_others()", False)])
def test_another_program_of_this_user_can_not_look_into_a_sitting(guard: str, *, is_open: bool) -> None:
    """It could without the guard."""
    program = [sys.executable, "-c", WAITS.format(guard=guard)]
    with subprocess.Popen(
        program, env=_env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as sitting:
        assert sitting.stdout.readline() == "up\n"
        looked = subprocess.run(
            [sys.executable, "-c", LOOKS, str(sitting.pid)], capture_output=True, check=False
        )
        sitting.communicate("\n")
    assert (looked.returncode == 0) is is_open
    assert is_open or b"PermissionError" in looked.stderr

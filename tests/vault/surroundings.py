"""Surroundings a test can not make by itself: a user without root's powers, a file that can't grow, a full disk."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534


@contextmanager
def ordinary_folder() -> Iterator[Path]:
    """A folder that a user without root's powers may enter and write to."""
    folder = Path(tempfile.mkdtemp(prefix="ipt-notes-test-"))
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield folder
    finally:
        shutil.rmtree(folder)


def as_ordinary_user(step: Callable[[], object]) -> None:
    """Run `step` in a process that has to obey permissions."""

    def drop_and_run() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        step()

    in_a_process(drop_and_run)


def with_largest_file(size: int, step: Callable[[], object]) -> None:
    """Run `step` in a process whose files can't grow past `size` bytes, as on a disk that is full."""

    def limit_and_run() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        step()

    in_a_process(limit_and_run)


def in_a_process(step: Callable[[], object]) -> None:
    """Run `step` in a process of its own; AssertionError with its traceback when it fails there."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            step()
        except BaseException:  # noqa: BLE001 - the parent tells it
            os.write(writing, traceback.format_exc().encode()[-4000:])
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    assert not told, told

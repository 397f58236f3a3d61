"""The folder of jobs: one file a concluded course, called as the course's id."""

import json
import os
import tempfile
from pathlib import Path

WAITING, DONE, HELD = "jobs", "done", "held"


class Queue:
    """The queue in a folder, which is made (0700) where it is missing."""

    def __init__(self, folder: str | Path) -> None:
        """Make what is missing of it."""
        self.folder = Path(folder)
        for name in (WAITING, DONE, HELD):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def knows(self, course: str) -> bool:
        """Whether there is a job of this course, or was."""
        return any((self.folder / name / f"{course}.json").exists() for name in (WAITING, DONE, HELD))

    def add(self, course: str, client: str, vault: str) -> None:
        """A job for a course (ids in hex digits), unless there is one: whole or not there, 0600."""
        if self.knows(course):
            return
        place = self.folder / WAITING / f"{course}.json"
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".tmp")  # 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"vault": vault, "client": client, "course": course}, file)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink()
            raise

    def waiting(self) -> list[tuple[str, str]]:
        """(course, client) of every job that is not done, in the order of the ids."""
        files = [file for name in (WAITING, HELD) for file in (self.folder / name).glob("*.json")]
        jobs = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        return sorted((job["course"], job["client"]) for job in jobs)

    def move(self, course: str, to: str) -> None:
        """Put a job into another part of the queue."""
        for name in (WAITING, HELD):
            file = self.folder / name / f"{course}.json"
            if file.exists():
                file.replace(self.folder / to / file.name)

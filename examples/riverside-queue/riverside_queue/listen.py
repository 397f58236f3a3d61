"""Adds a job for each course that is concluded. It asks to be told neither code nor text: ids are enough."""

import os
from pathlib import Path

from ipt_notes.services.plugging_events import Event
from riverside_queue.jobs import Queue

API = 1
EVENTS = ("course concluded",)
ASKS: tuple[str, ...] = ()


def folder() -> Path:
    """Where the queue is: RIVERSIDE_QUEUE, else a folder in the user's home."""
    return Path(os.environ.get("RIVERSIDE_QUEUE") or Path.home() / "riverside-queue")


def on_event(event: Event) -> None:
    """Called once for each, after the record is on the disk."""
    Queue(folder()).add(event.course, event.client, event.vault)

"""Writes the test vectors: `python -m tests.vectors.make`. The same vectors each time, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

from tests.vectors import rows, sharing, small, streams

FOLDER = Path(__file__).parent
TOPICS = small.TOPICS | rows.TOPICS | sharing.TOPICS | streams.TOPICS


def text_of(topic: str) -> str:
    """A topic's file: what it is about, and its vectors."""
    make = TOPICS[topic]
    content = {"topic": topic, "about": " ".join((make.__doc__ or "").split()), "vectors": list(make())}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write a file a topic."""
    for topic in TOPICS:
        (FOLDER / f"{topic}.json").write_text(text_of(topic), encoding="utf-8")


if __name__ == "__main__":
    main()
